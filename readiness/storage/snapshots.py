"""Frozen snapshots: written once, read, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.storage.engine import Run
from readiness.storage.facts import batches

_LISTED = "number, frozen_at, frozen_by, note, verdict, sha256"


@dataclass(frozen=True)
class SnapshotRow:
    """A snapshot without its text; `frozen_at` is ISO text in UTC."""

    number: int
    frozen_at: str
    frozen_by: str
    note: str
    verdict: str
    sha256: str


def add(run: Run, initiative: str, row: SnapshotRow, text: str) -> None:
    """Store a new snapshot. There is no way to change one."""
    run(
        f"insert into snapshot (initiative, {_LISTED}, text) values (:initiative, :number, :frozen_at, :frozen_by, "
        ":note, :verdict, :sha256, :text)",
        initiative=initiative,
        text=text,
        **row.__dict__,
    )


def listed(run: Run, initiative: str) -> tuple[SnapshotRow, ...]:
    """The snapshots of an initiative, oldest first."""
    rows = run(f"select {_LISTED} from snapshot where initiative = :id order by number", id=initiative)
    return tuple(SnapshotRow(**row) for row in rows)


def text(run: Run, initiative: str, number: int) -> str | None:
    """The text of a snapshot, or None."""
    row = run.one("select text from snapshot where initiative = :id and number = :number", id=initiative, number=number)
    return None if row is None else str(row["text"])


def counts(run: Run, initiatives: Sequence[str]) -> dict[str, int]:
    """How many snapshots each initiative has; those with none are left out."""
    found: dict[str, int] = {}
    for batch in batches(initiatives):
        rows = run(
            f"select initiative, count(*) as number from snapshot where initiative in {batch.names} "
            "group by initiative",
            **batch.values,
        )
        found.update({row["initiative"]: row["number"] for row in rows})
    return found


def first_days(run: Run, initiatives: Sequence[str]) -> dict[str, str]:
    """When the first snapshot of each initiative was frozen, as ISO text in UTC; those with none are left out."""
    found: dict[str, str] = {}
    for batch in batches(initiatives):
        rows = run(
            f"select initiative, min(frozen_at) as first from snapshot where initiative in {batch.names} "
            "group by initiative",
            **batch.values,
        )
        found.update({row["initiative"]: row["first"] for row in rows})
    return found


def every(run: Run) -> Iterator[tuple[str, int, str, str]]:
    """Initiative, number, SHA-256 and text of every snapshot, one text at a time."""
    for row in run("select initiative, number, sha256 from snapshot order by initiative, number"):
        found = text(run, row["initiative"], row["number"])
        yield row["initiative"], row["number"], row["sha256"], found or ""
