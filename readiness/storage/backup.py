"""Backups: one ZIP file with a clean copy of the database, every evidence file, and a list of what is inside.

manifest.json           format, program, time, schema steps, head of the event chain, and each file's SHA-256
readiness.db            the database
evidence/ab/cdef...     evidence files under the SHA-256 of their content
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from readiness.errors import NewerSchema, NotADatabase, NotFound, StorageDamaged, StorageError
from readiness.storage import events, failures
from readiness.storage.engine import Engine
from readiness.storage.evidence import EvidenceFolder, hash_file, noted_files, sync_folder, write_safely
from readiness.storage.store import Store
from readiness.storage.verification import verify_chain, verify_snapshots

FORMAT = "readiness-backup/1"
DATABASE = "readiness.db"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 50 * 2**20

_EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/([0-9a-f]{62})")


@dataclass(frozen=True)
class Backup:
    """What a backup holds."""

    size: int
    """Bytes of the whole file."""
    events: int
    evidence_files: int
    missing: tuple[str, ...]
    """SHA-256 of evidence files that should have been there and were not."""


def write_backup(store: Store, target: Path, program: str, at: datetime) -> Backup:
    """Write a backup of database and evidence files while others go on working. `target` is replaced when complete."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / DATABASE
            store.engine.copy_to(copy)
            backup = _pack(store.evidence, copy, temporary, program, at)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise failures.file_error(error, target) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return Backup(size=target.stat().st_size, **backup)


def _pack(evidence: EvidenceFolder, copy: Path, target: Path, program: str, at: datetime) -> dict[str, Any]:
    engine = Engine(copy)
    with engine.reading() as run:
        head = events.head(run)
        wanted = [sha256 for sha256, _ in noted_files(run)]
        steps = [row["name"] for row in run("select name from migration order by name")]
    engine.close()
    files: dict[str, str] = {}
    missing: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for sha256 in wanted:
            path = evidence.path(sha256)
            if not evidence.holds(sha256):
                missing.append(sha256)
                continue
            name = f"evidence/{sha256[:2]}/{sha256[2:]}"
            archive.write(path, name, compress_type=zipfile.ZIP_STORED)
            files[name] = sha256
        archive.write(copy, DATABASE)
        files[DATABASE] = hash_file(copy)
        manifest = {
            "format": FORMAT,
            "program": program,
            "created_at": at.isoformat(),
            "schema": steps,
            "head": {"seq": head.seq, "hash": head.hash},
            "files": files,
            "missing": missing,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return {"events": head.seq, "evidence_files": len(files) - 1, "missing": tuple(missing)}


@contextmanager
def opened_backup(source: Path, near: Path) -> Iterator[tuple[Engine, EvidenceFolder]]:
    """A backup unpacked beside the place it is to go to, and checked: files, integrity, schema, chain, snapshots.

    An older schema is brought up to date in the copy. Raises NotFound, NotADatabase, NewerSchema, StorageDamaged.
    """
    if not source.is_file():
        raise NotFound(f"There is no file {source}. Nothing was changed.")
    folder = near
    try:
        near.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=near, prefix=".restore-"))
        manifest = _unpack(source, folder)
    except OSError as error:
        _forget(folder, near)
        raise failures.file_error(error, folder) from error
    except BaseException:
        _forget(folder, near)
        raise
    try:
        engine = _checked(folder / DATABASE, source)
        try:
            with engine.reading() as run:
                head = events.head(run)
            if manifest["head"] != {"seq": head.seq, "hash": head.hash}:
                raise _damaged(source, "its event log does not end where its list says")
            yield engine, EvidenceFolder(folder / "evidence", 0)
        finally:
            engine.close()
    finally:
        _forget(folder, near)


def _forget(folder: Path, near: Path) -> None:
    if folder != near:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source)
            for name, sha256 in manifest["files"].items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, target.open("xb") as file:
                    shutil.copyfileobj(packed, file, 2**20)
                if hash_file(target) != sha256:
                    raise _damaged(source, f"{name} is not what was packed")
            return manifest
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _not_a_backup(source) from error


def _manifest(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise _not_a_backup(source)
    manifest = json.loads(archive.read(MANIFEST))
    if not isinstance(manifest, dict) or not str(manifest.get("format", "")).startswith("readiness-backup/"):
        raise _not_a_backup(source)
    if manifest["format"] != FORMAT:
        raise NewerSchema(
            f"{source} is a backup in the format {manifest['format']}, which this version does not know. Nothing was "
            "changed. Update this program first."
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or DATABASE not in files or not isinstance(manifest.get("head"), dict):
        raise _not_a_backup(source)
    for name, sha256 in files.items():  # a name never leads out of the folder that it is unpacked into
        match = _EVIDENCE.fullmatch(name)
        if name != DATABASE and (match is None or match[1] + match[2] != sha256):
            raise _not_a_backup(source)
    return manifest


def _checked(database: Path, source: Path) -> Engine:
    try:
        engine = Engine(database)
        problems = engine.integrity()
        if not problems:
            with engine.reading() as run:
                problems = tuple(filter(None, (verify_chain(run).problem, *verify_snapshots(run))))
    except NewerSchema as error:
        raise NewerSchema(
            f"{source} was written by a newer version of this program. Nothing was changed. Update this program first."
        ) from error
    except (NotADatabase, StorageDamaged) as error:
        raise _damaged(source, "its database cannot be read") from error
    if problems:
        engine.close()
        raise _damaged(source, problems[0])
    return engine


def _not_a_backup(source: Path) -> StorageError:
    return NotADatabase(f"{source} is not a backup of this program. Nothing was changed. Choose another file.")


def _damaged(source: Path, what: str) -> StorageDamaged:
    return StorageDamaged(f"The backup {source} is damaged: {what}. Nothing was changed. Choose another backup.")


def adopt_evidence(origin: EvidenceFolder, target: EvidenceFolder) -> int:
    """Copy the evidence files of an unpacked backup to their place; how many were new. Files there stay."""
    copied = 0
    for sha256 in origin.names():
        if not target.holds(sha256):
            path = target.path(sha256)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_safely(path, origin.path(sha256).read_bytes())
            except OSError as error:
                raise failures.file_error(error, path) from error
            copied += 1
    return copied


def replace_file(database: Path, origin: Path, stamp: str) -> Path | None:
    """Put a file in the place of a database that is missing or cannot be read; where the old one was moved to.

    Only for a file that nothing can work with: a sound one is replaced from within. Raises StorageError.
    """
    aside = database.with_name(f"{database.name}.{stamp}.damaged")
    fresh = database.with_name(f".{database.name}.{secrets.token_hex(4)}.part")
    existed = database.exists()
    try:
        shutil.copyfile(origin, fresh)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        for suffix in ("-wal", "-shm", ""):
            path = database.with_name(database.name + suffix)
            if path.exists():
                path.replace(aside.with_name(aside.name + suffix))
        fresh.replace(database)
        sync_folder(database.parent)
    except OSError as error:
        raise failures.file_error(error, database) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return aside if existed else None


def digest_of(path: Path) -> str:
    """SHA-256 of a backup file, for the record."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
