"""Where the data lies, how large it is and whether the database is sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import readiness
from readiness.context import Context
from readiness.storage import statistics


@dataclass(frozen=True)
class SystemFacts:
    """What the System page and a report of trouble need to say."""

    program: str
    database: Path
    evidence: Path
    sqlite_version: str
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
    events: int
    frameworks: tuple[str, ...]
    """Framework versions that can be chosen."""


def system_facts(context: Context) -> SystemFacts:
    """Facts about the installation and its data. Raises StorageError."""
    store = context.store
    facts = statistics.gather(store)
    return SystemFacts(
        program=readiness.__version__,
        database=store.path,
        evidence=store.evidence.folder,
        sqlite_version=statistics.SQLITE_VERSION,
        schema=facts.schema,
        database_bytes=facts.database_bytes,
        evidence_bytes=facts.evidence_bytes,
        evidence_files=facts.evidence_files,
        unnamed_files=facts.unnamed_files,
        initiatives=facts.initiatives,
        snapshots=facts.snapshots,
        events=facts.events,
        frameworks=context.frameworks.versions(),
    )


def integrity_check(context: Context) -> tuple[str, ...]:
    """What SQLite's own full check finds wrong; empty when the file is sound. Raises StorageDamaged, StorageError."""
    return context.store.engine.integrity()
