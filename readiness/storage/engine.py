"""The SQLite engine: any number of readers, one writer at a time, a write block is all or nothing."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from readiness.storage import failures, schema
from readiness.storage.driver import Database, sqlite3

logger = logging.getLogger("readiness")

HEADER = b"SQLite format 3\x00"
PAGES_IN_LOG = 4000
"""How far SQLite's log of writes grows before a commit carries it into the file, which takes tens of milliseconds.

A vote adds four or five pages: 200 that answer at once do not meet that moment at every question.
"""
PACKET = 50_000
"""Rows that are read at a time where there may be very many."""
BUSY_SECONDS = 10.0
"""How long a write waits for another program."""

Row = dict[str, Any]


class Run:
    """Runs SQL inside one open transaction; parameters are named and written `:name`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, sql: str, **values: object) -> list[Row]:
        """Run one statement; its rows as dictionaries, empty for a statement that gives none."""
        cursor = self._database.conn.execute(sql, values)
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run one statement once for each row of parameters."""
        self._database.conn.executemany(sql, rows)

    def columns(self, sql: str, *columns: Iterable[object]) -> None:
        """Run one statement once for each place of some columns; its parameters are written `?`. For very many rows."""
        self._database.conn.executemany(sql, zip(*columns, strict=True))

    def tuples(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement once for each row of values; its parameters are written `?`. For very many rows."""
        self._database.conn.executemany(sql, rows)

    def packets(self, sql: str, **values: object) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of one statement as tuples, some ten thousand at a time. For very many rows."""
        cursor = self._database.conn.execute(sql, values)
        while rows := cursor.fetchmany(PACKET):
            yield rows

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; on a connection for staging there is none unless one is begun."""
        return bool(self._database.conn.in_transaction)

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row, or None."""
        rows = self(sql, **values)
        return rows[0] if rows else None


class Engine:
    """One SQLite file. Creates it and its folder, brings its schema up to date, hands out transactions.

    Connections wait in a stack and meet many threads, one at a time; a lock queues this process's writers, since
    SQLite's own waiting is unfair. Every failure leaves as a StorageError with a sentence.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[tuple[Database, tuple[int, int]]] = []
        # An engine that nobody closed closes its connections when it goes: newer Pythons warn of those left open.
        weakref.finalize(self, _close_all, self._idle)
        self._writing = threading.Lock()
        self._joined = threading.local()
        self.applied: tuple[str, ...] = ()
        """Steps of the schema that this opening took."""
        self._prepare()

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """A block that sees one state of the database; a write in it is refused."""
        if (joined := self._joint()) is not None:
            yield joined
            return
        with self._transaction(write=False) as run:
            yield run

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """A block whose changes are saved together when it ends, or not at all when anything is raised in it."""
        if (joined := self._joint()) is None:
            with self._transaction(write=True) as run:
                yield run
            return
        with self._told():
            joined("savepoint part")
            try:
                yield joined
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite may have undone the whole already
                    joined("rollback to part")
                    joined("release part")
                raise
            joined("release part")

    @contextmanager
    def together(self) -> Iterator[None]:
        """A block in which this thread's write blocks are saved together when it ends, or none of them.

        Its read blocks see what was written so far; everybody else sees nothing of it before the end, and all other
        writers wait. A block inside another is part of it.
        """
        if self.is_together:
            with self.writing():
                yield
            return
        with self._transaction(write=True) as run:
            self._joined.run = run
            try:
                yield
            finally:
                self._joined.run = None

    @contextmanager
    def staging(self) -> Iterator[Run]:
        """A connection for temporary tables; this thread's blocks inside are blocks of the same connection.

        Very many rows are put there before the queue of writers is joined: the write block then moves them in one
        statement, and nobody waits for what can be done beforehand. The tables go when the block ends. Inside a block
        of `together` it is that block's connection.
        """
        if (joined := self._joint()) is not None:
            yield joined
            return
        with self._told():
            database = self._open()
            self._joined.staged = database
            try:
                yield Run(database)
            finally:
                self._joined.staged = None
                with suppress(sqlite3.Error):
                    database.close()

    @contextmanager
    def raw(self) -> Iterator[Database]:
        """A connection outside any transaction, for what SQLite allows only there (copying, checking)."""
        with self._told():
            database = self._open()
            try:
                yield database
            finally:
                database.close()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep this process's writers waiting; for replacing the content as a whole."""
        with self._writing:
            yield

    def close(self) -> None:
        """Close the waiting connections; the next use opens new ones."""
        _close_all(self._idle)

    @property
    def is_together(self) -> bool:
        """Whether this thread is in a block of `together`."""
        return self._joint() is not None

    def _joint(self) -> Run | None:
        """The transaction that this thread's blocks are part of, if it is in a block of `together`."""
        run: Run | None = getattr(self._joined, "run", None)
        return run

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Run]:
        with self._told():
            staged: Database | None = getattr(self._joined, "staged", None)
            database, identity = self._take() if staged is None else (staged, None)
            sound = False
            try:
                with self._writing if write else nullcontext():
                    connection = database.conn
                    try:
                        connection.execute("pragma query_only=0" if write else "pragma query_only=1")
                        connection.execute("begin immediate" if write else "begin")
                        yield Run(database)
                        connection.execute("commit")
                    finally:
                        # Inside the lock: the next writer must not meet this one's open transaction.
                        if connection.in_transaction:
                            connection.rollback()
                sound = True
            except sqlite3.Error:
                raise  # the connection may be at fault: it is not used again
            except BaseException:
                sound = True
                raise
            finally:
                if staged is not None:
                    pass  # the block of `staging` closes it
                elif sound and identity is not None:
                    self._idle.append((database, identity))
                else:
                    with suppress(sqlite3.Error):
                        database.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise failures.storage_error(error, self.path) from error

    def _take(self) -> tuple[Database, tuple[int, int] | None]:
        """A waiting connection, or a new one where none waits or the file was replaced behind it.

        One without an identity must not wait for a second use.
        """
        try:
            now = self._identity()
        except FileNotFoundError as error:
            self.close()
            raise failures.gone(self.path) from error
        except OSError as error:
            raise failures.file_error(error, self.path) from error
        with suppress(IndexError):
            while True:
                database, identity = self._idle.pop()
                if identity == now:
                    return database, identity
                with suppress(sqlite3.Error):
                    database.close()
        # What was opened as unchanging is read once: by the next time somebody else may have changed it.
        return self._open(), None if self._unchanging() else now

    def _identity(self) -> tuple[int, int]:
        stat = self.path.stat()
        return stat.st_dev, stat.st_ino

    def _unchanging(self) -> bool:
        """Whether the folder refuses the files that SQLite needs beside the database, and nobody else has made them.

        Without them it can only be read as a file that nobody writes, and while nobody has them, nobody does.
        """
        return not os.access(self.path.parent, os.W_OK) and not self.path.with_name(f"{self.path.name}-wal").exists()

    def _open(self) -> Database:
        unchanging = self._unchanging()
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{'mode=ro&immutable=1' if unchanging else 'mode=rwc'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            if not unchanging:
                self._switch_to_wal(connection)
            connection.execute("pragma foreign_keys=on")
            connection.execute("pragma synchronous=full")
            connection.execute(f"pragma wal_autocheckpoint={PAGES_IN_LOG}")
            connection.execute("pragma secure_delete=on")  # what is deleted cannot be read in the file any more
        except BaseException:
            connection.close()
            raise
        return Database(connection)

    @staticmethod
    def _switch_to_wal(connection: sqlite3.Connection) -> None:
        # The change of mode does not wait as other writes do when several processes start at once.
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                connection.execute("pragma journal_mode=wal")
                return
            except sqlite3.OperationalError as error:
                primary = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
                if primary == sqlite3.SQLITE_READONLY:
                    return  # reading works in the mode that the file has; the first write says the rest
                if primary not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _prepare(self) -> None:
        if self.path.is_dir():
            raise failures.not_a_database(self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise failures.file_error(error, self.path.parent) from error
        with self._told():
            if self.path.exists():
                if self.path.stat().st_size == 0:
                    logger.warning("The database %s was an empty file; a new database was begun in it.", self.path)
                elif not self._begins_as_database():
                    raise failures.not_a_database(self.path)
                if not self.pending():
                    return
            else:
                logger.info("Beginning a new database at %s", self.path)
            self._migrate()

    def _begins_as_database(self) -> bool:
        # SQLite takes a small file of any content for an empty database and would write over it.
        try:
            with self.path.open("rb") as file:
                return file.read(len(HEADER)) == HEADER
        except OSError as error:
            raise failures.file_error(error, self.path) from error

    def pending(self) -> tuple[str, ...]:
        """Steps of the schema that the file still lacks. Raises NotADatabase or NewerSchema; writes nothing."""
        with self._told():
            # No mode is set and nothing is created: a file that is not ours must stay as it is, byte for byte.
            mode = "mode=ro&immutable=1" if self._unchanging() else "mode=rw"
            connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?{mode}", uri=True, timeout=BUSY_SECONDS)
            try:
                return schema.lacking(connection, self.path)
            finally:
                connection.close()

    def _migrate(self) -> None:
        with self._writing:
            database = self._open()
            try:
                # Immediate: processes that start together queue here, and all but the first find nothing to do.
                database.conn.execute("begin immediate")
                lacking = schema.lacking(database.conn, self.path)
                if not lacking:
                    database.conn.rollback()
                    return
                schema.take(database.conn, lacking)
                database.conn.execute("commit")
                self.applied = lacking
            finally:
                database.close()

    def integrity(self) -> tuple[str, ...]:
        """What SQLite's own full check finds wrong; empty when the file is sound."""
        with self.raw() as database:
            found = [row[0] for row in database.conn.execute("pragma integrity_check(20)")]
            found += [f"foreign key: {row}" for row in database.conn.execute("pragma foreign_key_check").fetchmany(20)]
        return () if found == ["ok"] else tuple(str(line) for line in found if line != "ok")

    def fold(self) -> bool:
        """Fold the log of recent writes into the file and empty it; False where somebody who reads is in the way.

        Not while this thread is in a block of `together`.
        """
        if self._joint() is not None:
            return False
        with self.exclusive(), self.raw() as database:
            database.conn.execute("pragma busy_timeout=100")
            return bool(database.conn.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0)

    def copy_to(self, target: Path) -> None:
        """Write a clean copy of the database into a new file, while others go on working. `target` must not exist."""
        with self.raw() as database:
            try:
                database.conn.execute("vacuum into :target", {"target": str(target)})
            except sqlite3.Error as error:
                raise failures.storage_error(error, target) from error

    def copy_from(self, source: Path) -> None:
        """Replace the whole content by that of another database file, in one transaction.

        Other programs that hold the file open see the new content in their next transaction: no file is moved, since
        moving a database under a running program is a way to damage it.
        """
        with self.exclusive(), self.raw() as database:
            origin = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
            try:
                origin.backup(database.conn, pages=-1)
            finally:
                origin.close()
        self.close()


def _close_all(idle: list[tuple[Database, tuple[int, int]]]) -> None:
    while idle:
        with suppress(sqlite3.Error):
            idle.pop()[0].close()
