"""The schema in numbered steps: which of them a database lacks, and how they are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from readiness.storage import failures
from readiness.storage.driver import sqlite3

SCRIPTS = tuple(sorted((Path(__file__).parent / "sql").glob("*.sql")))
"""The numbered steps of the schema, in order; a step that was published never changes."""

WORDS = {"strict": " strict", "keyed": " strict, without rowid", "double": "real", "bigint": "integer"}
"""What the words in braces of the scripts mean to SQLite."""


def lacking(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """Steps that the database at `path` still lacks. Raises NotADatabase or NewerSchema; writes nothing."""
    tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    known = [script.stem for script in SCRIPTS]
    if not tables:
        return tuple(known)
    if "migration" not in tables or not {"head", "event"} <= tables:
        raise failures.not_a_database(path)
    done = {row[0] for row in connection.execute("select name from migration")}
    unknown = sorted(done - set(known))
    if unknown:
        raise failures.newer_schema(path, unknown[-1])
    return tuple(name for name in known if name not in done)


def take(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Take these steps, in the transaction that is open."""
    connection.execute(
        "create table if not exists migration (name text primary key not null, applied_at text not null)"
    )
    for script in SCRIPTS:
        if script.stem in names:
            for statement in statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(
                "insert into migration (name, applied_at) values (:name, :at)",
                {"name": script.stem, "at": datetime.now(UTC).isoformat(timespec="seconds")},
            )


def statements(script: str) -> Iterator[str]:
    """The statements of a script, with the words in braces put in; the scripts hold no `;` but at a statement's end."""
    without_comments = re.sub(r"--[^\n]*", "", script).format(**WORDS)
    for statement in without_comments.split(";"):
        if statement.strip():
            yield statement
