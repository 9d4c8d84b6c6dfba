"""Counts and sizes of what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.storage.driver import sqlite3
from readiness.storage.store import Store

SQLITE_VERSION: str = sqlite3.sqlite_version


@dataclass(frozen=True)
class Statistics:
    """Counts, and sizes in bytes."""

    schema: tuple[str, ...]
    """Steps of the schema that the file has."""
    database_bytes: int
    """With the write-ahead log beside it."""
    evidence_bytes: int
    evidence_files: int
    unnamed_files: int
    """Files in the evidence folder that no item names, left by a write that did not finish."""
    initiatives: int
    snapshots: int
    workshops: int
    running: int
    """Workshops that are not closed."""
    events: int


def gather(store: Store) -> Statistics:
    """Count what is stored. Raises StorageError."""
    with store.engine.reading() as run:
        counts = run(
            "select (select count(*) from initiative) as initiatives, (select count(*) from snapshot) as snapshots, "
            "(select count(*) from workshop) as workshops, "
            "(select count(*) from workshop where state <> 'closed') as running, "
            "(select seq from head) as events"
        )[0]
        schema = tuple(row["name"] for row in run("select name from migration order by name"))
        named = {row["sha256"] for row in run("select sha256 from evidence_file")}
    files = store.evidence.sizes()
    return Statistics(
        schema=schema,
        database_bytes=sum(_size(store.path.with_name(store.path.name + end)) for end in ("", "-wal")),
        evidence_bytes=sum(files.values()),
        evidence_files=len(files),
        unnamed_files=sum(sha256 not in named for sha256 in files),
        initiatives=counts["initiatives"],
        snapshots=counts["snapshots"],
        workshops=counts["workshops"],
        running=counts["running"],
        events=counts["events"],
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
