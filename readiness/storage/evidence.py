"""Evidence items of an initiative, and the folder of evidence files, each under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from readiness.domain.assessment import Evidence
from readiness.errors import NotFound, StorageDamaged
from readiness.storage import failures
from readiness.storage.engine import Run
from readiness.storage.facts import Facts

EVIDENCE = Facts("evidence", Evidence)

_SHA256 = re.compile(r"[0-9a-f]{64}")


def note_file(run: Run, sha256: str, size: int, at: datetime) -> None:
    """Remember that the content of a file was stored here, so that its loss can be noticed."""
    run(
        "insert into evidence_file (sha256, size, stored_at) values (:sha256, :size, :at) "
        "on conflict (sha256) do nothing",
        sha256=sha256,
        size=size,
        at=at.isoformat(),
    )


def noted_files(run: Run) -> tuple[tuple[str, int], ...]:
    """SHA-256 and size of every file whose content was stored here."""
    return tuple((row["sha256"], row["size"]) for row in run("select sha256, size from evidence_file order by sha256"))


class EvidenceFolder:
    """The evidence files. A file's name is its SHA-256, so a name that a user typed never becomes a path."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        """The largest file that is accepted, in bytes."""

    def path(self, sha256: str) -> Path:
        """Where the content with this SHA-256 lies or would lie. Raises NotFound for what is no SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise NotFound("There is no file with this fingerprint.")
        return self.folder / sha256[:2] / sha256[2:]

    def store(self, content: bytes) -> str:
        """Put a file away and make sure that it is on the disk; its SHA-256. The same content is stored once."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not self.holds(sha256):
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                write_safely(target, content)
            except OSError as error:
                raise failures.file_error(error, target) from error
        return sha256

    def holds(self, sha256: str) -> bool:
        """Whether the content is here and is what its name says."""
        try:
            return hash_file(self.path(sha256)) == sha256
        except FileNotFoundError:
            return False
        except OSError as error:
            raise failures.file_error(error, self.path(sha256)) from error

    def read(self, sha256: str) -> bytes:
        """The content. Raises NotFound when it is not here, StorageDamaged when it is not what it was."""
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise NotFound(
                "The content of this file is not here. A document carries only name, type, size and SHA-256 of a file; "
                "the contents travel in a backup."
            ) from None
        except OSError as error:
            raise failures.file_error(error, path) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageDamaged(
                f"The evidence file {path} has changed since it was stored, so it is not handed out. Restore it from a "
                "backup."
            )
        return content

    def names(self) -> Iterator[str]:
        """SHA-256 of every file in the folder, by name alone."""
        yield from sorted(self.sizes())

    def sizes(self) -> dict[str, int]:
        """Bytes of every file in the folder, by its SHA-256. One look at each folder, since there may be thousands."""
        found: dict[str, int] = {}
        if not self.folder.is_dir():
            return found
        with os.scandir(self.folder) as folders:
            inner = [folder for folder in folders if len(folder.name) == 2 and folder.is_dir()]
        for folder in inner:
            with os.scandir(folder) as files:
                for file in files:
                    if _SHA256.fullmatch(folder.name + file.name):
                        with suppress(FileNotFoundError):
                            found[folder.name + file.name] = file.stat().st_size
        return found


def hash_file(path: Path) -> str:
    """SHA-256 (hex) of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_safely(target: Path, content: bytes) -> None:
    """Write a file so that it is whole or absent, whatever happens: beside it, synced, then renamed. Raises OSError."""
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder last; where a system cannot sync folders, nothing happens."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
