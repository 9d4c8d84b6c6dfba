"""The disposable cache of what detection says of metrics, for lists of many initiatives. Safe to delete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readiness.storage.engine import Run
from readiness.storage.facts import batches


@dataclass(frozen=True)
class WatchRow:
    """What was kept of one initiative: valid while token and fingerprint are the same."""

    initiative: str
    token: int
    fingerprint: str
    body: str


def tokens(run: Run, initiatives: Sequence[str]) -> dict[str, int]:
    """The tokens of the points of some initiatives; those without points are left out."""
    found: dict[str, int] = {}
    for batch in batches(initiatives):
        rows = run(f"select initiative, token from points_token where initiative in {batch.names}", **batch.values)
        found.update({row["initiative"]: row["token"] for row in rows})
    return found


def known(run: Run, initiatives: Sequence[str]) -> dict[str, WatchRow]:
    """What was kept of some initiatives, whether it is still valid or not."""
    found: dict[str, WatchRow] = {}
    for batch in batches(initiatives):
        rows = run(
            f"select initiative, token, fingerprint, body from metric_watch where initiative in {batch.names}",
            **batch.values,
        )
        found.update({row["initiative"]: WatchRow(**row) for row in rows})
    return found


def put(run: Run, rows: Iterable[WatchRow]) -> None:
    """Keep what was worked out; that of initiatives that are gone is left out."""
    run.many(
        "insert into metric_watch (initiative, token, fingerprint, body) select :initiative, :token, :fingerprint, "
        ":body from initiative where id = :initiative on conflict (initiative) do update set token = excluded.token, "
        "fingerprint = excluded.fingerprint, body = excluded.body",
        [dict(row.__dict__) for row in rows],
    )


def clear(run: Run) -> None:
    """Forget everything that was kept."""
    run("delete from metric_watch")
