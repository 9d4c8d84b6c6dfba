"""What detection says of the metrics of many initiatives: kept in the database, worked out only where it is not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from readiness import domain, statistics
from readiness.context import Context
from readiness.domain.metric_overlap import Overlap
from readiness.domain.rollout import Rollout
from readiness.errors import StorageError
from readiness.queries import watching
from readiness.queries.watching import Watched, relevant, watched_metrics
from readiness.storage import metric_watches
from readiness.storage.metric_watches import WatchRow

_DAYS = ("alarm_since", "slip_start", "spike_on")


def watched_of_many(context: Context, rollouts: Mapping[str, Rollout]) -> dict[str, dict[str, Watched]]:
    """What the points of each metric say, by initiative and metric id; initiatives without points are left out."""
    measured = [id for id, rollout in rollouts.items() if rollout.active_metrics]
    with context.store.engine.reading() as run:
        tokens = metric_watches.tokens(run, measured)
        kept = metric_watches.known(run, list(tokens))
    found: dict[str, dict[str, Watched]] = {}
    fresh: list[WatchRow] = []
    for id, token in tokens.items():
        row, fingerprint = kept.get(id), _fingerprint(rollouts[id])
        if row is not None and (row.token, row.fingerprint) == (token, fingerprint):
            found[id] = _read(row.body)
        else:
            # Points that come in between make what is kept stale at once, never wrong: the token was read before.
            found[id] = watched_metrics(context, id, rollouts[id])
            fresh.append(WatchRow(id, token, fingerprint, _written(found[id])))
    if fresh:
        _keep(context, fresh)
    return found


def _keep(context: Context, rows: list[WatchRow]) -> None:
    try:
        with context.store.engine.writing() as run:
            metric_watches.put(run, rows)
    except StorageError:
        return  # a cache: what cannot be kept is worked out again


def _fingerprint(rollout: Rollout) -> str:
    """Changes with everything but the points that decides what detection says."""
    said = repr((rollout.alarm_budget, [relevant(metric) for metric in rollout.active_metrics]))
    return hashlib.sha256((_program() + said).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _program() -> str:
    """A fingerprint of the rules of detection, so that a changed program never shows what an old one kept."""
    digest = hashlib.sha256(repr(watching.thresholds()).encode("utf-8"))
    files = [Path(watching.__file__)]
    files += [file for room in (domain, statistics) for folder in room.__path__ for file in Path(folder).glob("*.py")]
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _written(watched: Mapping[str, Watched]) -> str:
    values: dict[str, dict[str, Any]] = {}
    for id, one in watched.items():
        fields = asdict(one)
        for name in _DAYS:
            fields[name] = fields[name].toordinal() if fields[name] is not None else None
        fields["weekly"] = [[day.toordinal(), value] for day, value in one.weekly]
        values[id] = fields
    return json.dumps(values, separators=(",", ":"))


def _read(body: str) -> dict[str, Watched]:
    found: dict[str, Watched] = {}
    for id, fields in from_json(body).items():
        for name in _DAYS:
            fields[name] = date.fromordinal(fields[name]) if fields[name] is not None else None
        fields["weekly"] = tuple((date.fromordinal(day), value) for day, value in fields["weekly"])
        if (overlap := fields["overlap"]) is not None:
            fields["overlap"] = Overlap(**overlap | {"sources": tuple(overlap["sources"])})
        found[id] = Watched(**fields)
    return found
