"""What a backup file holds, looked at and checked as a whole before anybody restores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from readiness.settings import Settings
from readiness.storage import events, initiatives, snapshots
from readiness.storage.backup import opened_backup


@dataclass(frozen=True)
class BackupContents:
    """A sound backup."""

    events: int
    last_change: datetime | None
    """The time of the last recorded change in it; None where nothing was ever recorded."""
    initiatives: tuple[str, ...]
    """Names of the initiatives in it."""
    snapshots: int
    evidence_files: int


def look_into_backup(settings: Settings, source: Path) -> BackupContents:
    """Check a backup as a restore would, and say what it holds. Raises NotFound, StorageError; changes nothing."""
    with opened_backup(source, settings.database.parent) as (engine, evidence), engine.reading() as run:
        last, total = events.page(run, limit=1)
        ids = initiatives.ids(run)
        return BackupContents(
            events=total,
            last_change=last[0].at if last else None,
            initiatives=tuple(initiative.name for initiative in initiatives.of(run, ids).values()),
            snapshots=sum(snapshots.counts(run, ids).values()),
            evidence_files=sum(1 for _ in evidence.names()),
        )
