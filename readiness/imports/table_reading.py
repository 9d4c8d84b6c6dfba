"""What a reader of a table works with: the table, the answers, where errors and notes go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from readiness.errors import ImportProblem
from readiness.imports.moments import Moments
from readiness.imports.number import Decimal
from readiness.imports.point_file import GrowingSeries, PointFile, RowErrors, finish
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.table import Table
from readiness.imports.text_file import sha256_of

MOST_SERIES = 5_000
"""Series that are read from one file: more are a mistaken column."""


@dataclass(slots=True)
class TableReading:
    """One pass over a table."""

    table: Table
    options: ReadingOptions
    source: str
    """Of points whose row names none."""
    time: int
    """Place of the column that holds the time."""
    decimal: Decimal
    moments: Moments
    notes: list[str]
    errors: RowErrors = field(default_factory=RowErrors)
    left_out: list[str] = field(default_factory=list)

    def done(self, format: str, rows: int, growing: Iterable[GrowingSeries]) -> PointFile:
        """The file as read, checked and in the order of time."""
        if rows == 0:
            raise ImportProblem("The file has a line of column names and no row under it. Nothing was read.")
        notes = [*self.notes, *self.moments.notes()]
        series = finish(growing, self.errors, notes, self.options.now, self.options.same_time, self.moments.unit)
        return PointFile(
            format=format,
            sha256=sha256_of(self.table.file.data),
            rows=rows,
            series=series,
            errors=self.errors.first(),
            error_count=self.errors.count,
            notes=tuple(notes),
            left_out=tuple(self.left_out),
        )


def as_sentence(reason: str) -> str:
    """The reason of a row as a sentence."""
    return f"{reason[:1].upper()}{reason[1:]}."
