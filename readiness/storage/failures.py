"""The one place where failures of the disk and of SQLite become sentences for the person at the screen."""

from __future__ import annotations

import errno
from pathlib import Path

from readiness import errors
from readiness.storage.driver import sqlite3

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)
_IO_WRITE = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)


def storage_error(error: sqlite3.Error, path: Path) -> errors.StorageError:
    """What a person is told about a failure of SQLite in the file at `path`."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    primary = code & 0xFF  # the low byte is the primary code
    if primary == sqlite3.SQLITE_FULL:
        return errors.StorageFull(
            "The disk is full. Nothing of this change was saved, and what was saved before is safe. "
            "Free some space, then do it again."
        )
    if primary == sqlite3.SQLITE_IOERR:
        kind = errors.StorageFull if code in _IO_WRITE else errors.StorageError
        return kind(
            f"The disk refused to read or write {path} (it may be full, over its quota, or failing). Nothing of this "
            "change was saved. Check the disk and its free space, then do it again."
        )
    if primary == sqlite3.SQLITE_READONLY:
        return read_only(path)
    if primary == sqlite3.SQLITE_CANTOPEN:
        return errors.StorageReadOnly(
            f"The database {path} cannot be opened, or its folder does not let this program write beside it. Nothing "
            "was saved. Give this program the right to read and write that folder, or name another file with "
            "--database."
        )
    if primary == sqlite3.SQLITE_NOTADB:
        return not_a_database(path)
    if primary == sqlite3.SQLITE_CORRUPT:
        return errors.StorageDamaged(
            f"The database {path} is damaged. Stop working in it: keep a copy of the file as it is, then restore the "
            "latest backup, on the System page or with `python -m readiness restore FILE`."
        )
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return errors.StorageBusy(
            f"Another program is writing to {path} and did not finish in time. Nothing of this change was saved. Wait "
            "a moment, close the other program if it hangs, then do it again."
        )
    return errors.StorageError(
        f"The database {path} failed: {error}. Nothing of this change was saved. Try again; if it stays so, check the "
        "file on the System page."
    )


def file_error(error: OSError, path: Path) -> errors.StorageError:
    """What a person is told about a file or folder that the system refuses."""
    if error.errno in _FULL:
        return errors.StorageFull(
            f"There is no room to write {path}. Nothing of this change was saved. Free some space, then do it again."
        )
    if error.errno in _REFUSED:
        return errors.StorageReadOnly(
            f"{path} cannot be written: this program may only read there. Nothing of this change was saved. Give it "
            "the right to write, or name another place with --database."
        )
    reason = error.strerror or type(error).__name__
    return errors.StorageError(f"{path} cannot be used: {reason}. Nothing of this change was saved.")


def read_only(path: Path) -> errors.StorageReadOnly:
    """The file may be looked at but not changed."""
    return errors.StorageReadOnly(
        f"The database {path} is read-only, or SQLite may not write beside it. Nothing of this change was saved. What "
        "is stored can be looked at, not changed: give this program the right to write the folder and every file in it "
        "whose name begins like that, or move the file to a folder it may write."
    )


def not_a_database(path: Path) -> errors.NotADatabase:
    """The file is something else, and stays as it is."""
    return errors.NotADatabase(
        f"{path} is not a database of this program. It was left as it is. Name another file with --database or "
        "READINESS_DATABASE, or restore a backup."
    )


def newer_schema(path: Path, unknown: str) -> errors.NewerSchema:
    """The file was made by a newer program, and stays as it is."""
    return errors.NewerSchema(
        f"The database {path} was written by a newer version of this program (it has the step {unknown}, which this "
        "version does not know). It was left as it is. Update this program, or name another file with --database."
    )


def gone(path: Path) -> errors.StorageError:
    """The file was moved or deleted while the program ran."""
    return errors.StorageError(
        f"The database {path} is no longer there: it was moved or deleted while this program ran. Nothing was saved. "
        "Put the file back, or start the program again to begin with a new one."
    )
