"""Where the data lies, how large it is and whether the database is sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import readiness
from readiness.context import Context
from readiness.storage.statistics import SQLITE_VERSION, Statistics, gather


@dataclass(frozen=True)
class SystemFacts:
    """What the System page and a report of trouble need to say."""

    program: str
    database: Path
    evidence: Path
    sqlite_version: str
    stored: Statistics
    frameworks: tuple[str, ...]
    """Framework versions that can be chosen."""
    vote_is_open: bool
    """Whether people answer in a workshop now: a backup holds their answers before the reveal."""


def system_facts(context: Context) -> SystemFacts:
    """Facts about the installation and its data. Raises StorageError."""
    store = context.store
    return SystemFacts(
        program=readiness.__version__,
        database=store.path,
        evidence=store.evidence.folder,
        sqlite_version=SQLITE_VERSION,
        stored=gather(store),
        frameworks=context.frameworks.versions(),
        vote_is_open=any(one.state == "voting" for one in store.running_workshops()),
    )


def integrity_check(context: Context) -> tuple[str, ...]:
    """What SQLite's own full check finds wrong; empty when the file is sound. Raises StorageDamaged, StorageError."""
    return context.store.engine.integrity()
