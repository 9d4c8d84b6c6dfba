"""Files that were read in on an initiative: what came of their rows, when, and who read them in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from readiness.storage.engine import Run

ImportKind = Literal["points", "decisions", "feedback", "incidents", "exposure"]


@dataclass(frozen=True)
class ImportFile:
    """One file that was read in: rows that were new, changed something, were known already, or were refused."""

    id: str
    kind: ImportKind
    format: str
    name: str
    """As the person named it."""
    sha256: str
    rows: int
    new: int
    changed: int
    same: int
    rejected: int
    at: datetime
    by: str
    """Who read it in, with "not signed in" until there is sign-in."""


def add(run: Run, initiative: str, file: ImportFile) -> None:
    """Store that a file was read in."""
    run(
        'insert into import_file (id, initiative, kind, format, name, sha256, "rows", new, changed, same, rejected, '
        "at, by) values "
        "(:id, :initiative, :kind, :format, :name, :sha256, :rows, :new, :changed, :same, :rejected, :at, :by)",
        initiative=initiative,
        **asdict(file) | {"at": file.at.isoformat(timespec="microseconds")},
    )


def of(run: Run, initiative: str) -> tuple[ImportFile, ...]:
    """The files of an initiative, the latest first."""
    rows = run(
        'select id, kind, format, name, sha256, "rows", new, changed, same, rejected, at, by from import_file '
        "where initiative = :initiative order by at desc, id",
        initiative=initiative,
    )
    return tuple(ImportFile(**row | {"at": datetime.fromisoformat(row["at"])}) for row in rows)
