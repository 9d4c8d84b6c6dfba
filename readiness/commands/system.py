"""Back up everything into one file, and restore it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import readiness
from readiness.context import Actor, Context, utc_now
from readiness.errors import NotADatabase, NotFound, StorageDamaged
from readiness.settings import Settings
from readiness.storage import backup as backups
from readiness.storage import events, shares
from readiness.storage.backup import Backup
from readiness.storage.engine import Engine
from readiness.storage.evidence import EvidenceFolder
from readiness.storage.store import Store


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    kept: Path | None
    """Where what was there before now lies: a backup, or the damaged file itself; None where there was nothing."""
    events: int
    """Events in the log afterwards, the one on the restore included."""
    evidence_files: int
    """Evidence files that were copied to their place; files that were there stay."""


def backup(context: Context, target: Path) -> Backup:
    """Write database and evidence files into one ZIP file while others go on working. Raises StorageError.

    `target` is replaced, but only once the new backup is whole.
    """
    return backups.write_backup(context.store, target.absolute(), readiness.__version__, context.now())


def restore(context: Context, source: Path) -> Restored:
    """Replace everything by a backup, in one step, and keep what was there before.

    The backup is checked as a whole first. Other programs that hold the database open see the new content with their
    next read. Raises NotFound and StorageError; everything is as before then.
    """
    store = context.store
    restored = _restore(store.path, store.evidence, store, source, context.actor, context.now())
    store.close()
    return restored


def restore_over(
    settings: Settings, source: Path, *, actor: Actor | None = None, now: Callable[[], datetime] = utc_now
) -> Restored:
    """Like `restore`, also where the database is missing, damaged or something else: such a file is moved aside."""
    evidence = EvidenceFolder(settings.evidence, settings.max_evidence_bytes)
    store = None
    if settings.database.exists():
        try:
            store = Store(settings.database, settings.evidence, settings.max_evidence_bytes)
        except (NotADatabase, StorageDamaged):
            store = None
    try:
        return _restore(settings.database, evidence, store, source, actor or Actor.command_line(), now())
    finally:
        if store is not None:
            store.close()


def _restore(
    database: Path, folder: EvidenceFolder, store: Store | None, source: Path, actor: Actor, at: datetime
) -> Restored:
    source = source.absolute()
    if not source.is_file():
        raise NotFound(f"There is no file {source}. Nothing was changed.")
    stamp = f"{at:%Y%m%d-%H%M%S}"
    with backups.opened_backup(source, database.parent) as (engine, evidence):
        head = _record(engine, store, actor, at, backups.digest_of(source))
        copied = backups.adopt_evidence(evidence, folder)
        try:
            if store is None:
                raise StorageDamaged("")  # nothing that could be replaced from within
            kept: Path | None = database.with_name(f"before-restore-{stamp}.zip")
            assert kept is not None
            backups.write_backup(store, kept, readiness.__version__, at)
            store.engine.copy_from(engine.path)
        except StorageDamaged:
            if store is not None:
                store.close()
            engine.close()
            kept = backups.replace_file(database, engine.path, stamp)
    return Restored(kept=kept, events=head.seq, evidence_files=copied)


def _record(engine: Engine, store: Store | None, actor: Actor, at: datetime, sha256: str) -> events.Head:
    """Note the restore in the copy that is about to be put in place, so that the two arrive together."""
    before: dict[str, object] | None = None
    revoked: tuple[shares.Revoked, ...] = ()
    if store is not None:
        try:
            head = store.head()
            before = {"seq": head.seq, "hash": head.hash}
            with store.engine.reading() as run:
                revoked = shares.revoked(run)
        except StorageDamaged:
            before = None
    with engine.writing() as run:
        for link in revoked:  # an older state must not bring a link back to life
            shares.revoke(run, *link)
        return events.append(run, actor, at, "restored", "", "database", {"file_sha256": sha256, "before": before})
