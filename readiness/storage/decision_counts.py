"""The disposable cache of what decision logs add up to, for lists of many initiatives. Safe to delete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic_core import from_json

from readiness.storage.decision_log import QUESTIONS
from readiness.storage.engine import Row, Run
from readiness.storage.facts import batches

Counts = Mapping[str, Sequence[Row]]
"""The rows of each question to a log."""


@dataclass(frozen=True)
class CountRow:
    """What the log of one initiative added up to when its token was this one."""

    initiative: str
    since: date | None
    """The first day that was counted; None: the whole log."""
    token: int
    counts: Counts


def tokens(run: Run, initiatives: Sequence[str]) -> dict[str, int]:
    """The tokens of the decision logs of some initiatives; those without a log are left out."""
    found: dict[str, int] = {}
    for batch in batches(initiatives):
        rows = run(f"select initiative, token from decisions_token where initiative in {batch.names}", **batch.values)
        found.update({row["initiative"]: row["token"] for row in rows})
    return found


def known(run: Run, initiatives: Sequence[str]) -> dict[tuple[str, date | None], CountRow]:
    """What was kept of some initiatives, by initiative and first day, whether the log has moved on or not."""
    found: dict[tuple[str, date | None], CountRow] = {}
    for batch in batches(initiatives):
        for row in run(
            "select initiative, since, token, body from decision_count where fingerprint = :fingerprint "
            f"and initiative in {batch.names}",
            fingerprint=_fingerprint(),
            **batch.values,
        ):
            since = date.fromisoformat(row["since"]) if row["since"] else None
            found[row["initiative"], since] = CountRow(row["initiative"], since, row["token"], from_json(row["body"]))
    return found


def put(run: Run, rows: Iterable[CountRow]) -> None:
    """Keep what was counted, in place of everything older; that of initiatives that are gone is left out."""
    kept = [
        {
            "initiative": row.initiative,
            "since": row.since.isoformat() if row.since else "",
            "token": row.token,
            "fingerprint": _fingerprint(),
            "body": json.dumps(row.counts, ensure_ascii=False, separators=(",", ":")),
        }
        for row in rows
    ]
    run.many(
        "delete from decision_count where initiative = :initiative "
        "and (token <> :token or fingerprint <> :fingerprint)",
        [{name: row[name] for name in ("initiative", "token", "fingerprint")} for row in kept],
    )
    run.many(
        "insert into decision_count (initiative, since, token, fingerprint, body) select :initiative, :since, :token, "
        ":fingerprint, :body from initiative where id = :initiative on conflict (initiative, since) do update set "
        "token = excluded.token, fingerprint = excluded.fingerprint, body = excluded.body",
        kept,
    )


def clear(run: Run) -> None:
    """Forget everything that was kept."""
    run("delete from decision_count")


@cache
def _fingerprint() -> str:
    """Changes with the questions, so that a changed program never shows what an old one counted."""
    return hashlib.sha256(repr(QUESTIONS).encode("utf-8")).hexdigest()
