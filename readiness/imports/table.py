"""A text as a table: which sign parts its columns, what they are called, and its rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import TextFile, shown, text_file, why_no_name

if TYPE_CHECKING:
    import _csv

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MOST_COLUMNS = 2_000

_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n?$", re.IGNORECASE)
_LOOKED_AT = 20
"""Rows that must agree on the number of columns before a separator is believed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header was read."""

    file: TextFile
    separator: str
    header: tuple[str, ...]
    skipped: int
    """Physical lines before the header: a `sep=;` line, empty lines."""

    def rows(self) -> Rows:
        """The rows under the header, from the beginning."""
        stream = self.file.stream()
        for _ in range(self.skipped):
            stream.readline()
        reader = csv.reader(stream, delimiter=self.separator)
        next(reader)
        return Rows(reader, self.skipped)

    def cells(self, column: int) -> Iterator[tuple[int, str]]:
        """The cells of one column with their lines, to decide how they are written; broken rows are passed over."""
        rows = self.rows()
        for row in rows:
            if len(row) > column:
                yield rows.line, row[column]


class Rows:
    """Rows of a table that are not empty; `line` is the physical line at which the present one ends."""

    def __init__(self, reader: _csv.Reader, skipped: int) -> None:
        self._reader = reader
        self._skipped = skipped

    @property
    def line(self) -> int:
        """The line of the row that came last, counted from 1."""
        return int(self._reader.line_num) + self._skipped

    def __iter__(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                if row:
                    yield row
        except csv.Error:
            raise ImportProblem(
                f"Line {self.line} holds a cell of more than {csv.field_size_limit():,} letters; most often a "
                "quotation mark before it is never closed. Nothing was read."
            ) from None


def plain_name(name: str) -> str:
    """A column's name for comparing: small letters, one underscore between words."""
    return re.sub(r"[^a-z0-9äöüß]+", "_", name.strip().lower()).strip("_")


def open_table(data: bytes, options: ReadingOptions, looks_like_data: Callable[[str], bool]) -> Table:
    """The table in a file, with its separator and header.

    Raises ImportProblem for a file without a header or with two columns of one name, NeedsAnswer("separator") where
    more than one separator fits. `looks_like_data` tells a cell of data from a column's name.
    """
    file = text_file(data, options)
    stream: TextIO = file.stream()
    lines: list[str] = []
    said: str | None = None
    skipped = 0
    for number, line in enumerate(stream):
        if number == 0 and (found := _SEPARATOR_LINE.match(line)):
            said, skipped = found.group(1), 1
            continue
        if not lines and not line.strip("\r\n"):
            skipped += 1
            continue
        lines.append(line)
        if len(lines) > _LOOKED_AT:
            break
        if len(line) > 4_000_000:
            break
    if not lines or not any(line.strip() for line in lines):
        raise ImportProblem("The file holds no line with text, so nothing was read.")
    separator = options.separator or said or _separator(lines)
    if len(separator) != 1 or separator in "\r\n\"' " or separator.isalnum():
        raise ImportProblem(f"{shown(separator)} cannot part columns; name a comma, a semicolon, a tab or a bar.")
    try:
        header = tuple(cell.strip() for cell in next(csv.reader(lines, delimiter=separator)))
    except csv.Error:
        raise ImportProblem(f"Line {skipped + 1} is too long for a header. Nothing was read.") from None
    _check_header(header, skipped + 1, looks_like_data)
    return Table(file, separator, header, skipped)


def _widths(lines: list[str], separator: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return []


def _separator(lines: list[str]) -> str:
    """The one separator that splits the header, and all rows that were looked at alike."""
    splitting = {}
    for separator in SEPARATORS:
        widths = _widths(lines, separator)
        if widths and widths[0] > 1:
            splitting[separator] = len(set(widths)) == 1
    alike = [separator for separator, agrees in splitting.items() if agrees]
    if len(splitting) == 1:
        return next(iter(splitting))
    if len(alike) == 1:
        return alike[0]
    if not splitting:
        return ","
    words = " or ".join(SEPARATOR_WORDS[separator] for separator in splitting)
    raise NeedsAnswer("separator", f"Which sign parts the columns of this file: {words}?", tuple(splitting))


def _check_header(header: tuple[str, ...], line: int, looks_like_data: Callable[[str], bool]) -> None:
    if len(header) > MOST_COLUMNS:
        raise ImportProblem(
            f"The file has {len(header):,} columns; at most {MOST_COLUMNS:,} are read. Nothing was read."
        )
    if any(looks_like_data(name) for name in header):
        raise ImportProblem(
            f"Line {line} holds data where the names of the columns are expected. Add a first line that names them. "
            "Nothing was read."
        )
    seen: dict[str, int] = {}
    for place, name in enumerate(header, 1):
        if not name:
            continue
        if reason := why_no_name(name):
            raise ImportProblem(f"Column {place} cannot be read: {reason}. Nothing was read.")
        if name in seen:
            raise ImportProblem(
                f"Columns {seen[name]} and {place} are both called {shown(name)}, so it is not known which one is "
                "meant. Nothing was read."
            )
        seen[name] = place
