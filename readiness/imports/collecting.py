"""Points that come one by one, from formats that are no tables: series by key, entries counted, errors kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from readiness.errors import ImportProblem
from readiness.imports.number import NoNumber
from readiness.imports.point_file import GrowingSeries, PointFile, RowErrors, finish
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.table_reading import MOST_SERIES, as_sentence
from readiness.imports.text_file import legible, sha256_of, why_no_name


class Collecting:
    """Takes points with the row they stand in, and makes the file of them."""

    def __init__(self, options: ReadingOptions) -> None:
        self.options = options
        self.rows = 0
        self.errors = RowErrors()
        self.notes: list[str] = []
        self.left_out: set[str] = set()
        self._series: dict[tuple[str, str], GrowingSeries] = {}

    def wants(self, key: str) -> bool:
        """Whether the series is to be read; one that is not is named among those left out."""
        if self.options.series is None or key in self.options.series:
            return True
        self.leave_out(key)
        return False

    def leave_out(self, key: str) -> None:
        """Take down that a series is in the file and was not read."""
        self.left_out.add(legible(key))

    def series(self, key: str, source: str, unit: str = "") -> GrowingSeries:
        """The series with this key. Raises NoNumber with the reason where it cannot have it."""
        known = self._series.get((key, source))
        if known is None:
            if reason := why_no_name(key) or why_no_name(source):
                raise NoNumber(reason)
            if len(self._series) >= MOST_SERIES:
                raise ImportProblem(f"The file has more than {MOST_SERIES:,} series. Choose fewer. Nothing was read.")
            known = self._series[key, source] = GrowingSeries(key, unit, source)
        return known

    def refuse(self, row: int, key: str, reason: object) -> None:
        """Take down why a point could not be read."""
        self.errors.add(row, f"{legible(key)}: {reason}." if key else as_sentence(str(reason)))

    def growing(self) -> Iterable[GrowingSeries]:
        """The series so far."""
        return self._series.values()

    def done(self, data: bytes, format: str, row_word: Literal["line", "entry"], unit: str = "") -> PointFile:
        """The file as read, checked and in the order of time."""
        notes = self.notes
        series = finish(self._series.values(), self.errors, notes, self.options.now, self.options.same_time, unit)
        return PointFile(
            format=format,
            sha256=sha256_of(data),
            rows=self.rows,
            series=series,
            errors=self.errors.first(),
            error_count=self.errors.count,
            notes=tuple(notes),
            left_out=tuple(sorted(self.left_out)),
            row_word=row_word,
        )
