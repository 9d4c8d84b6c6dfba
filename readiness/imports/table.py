"""A text as a table: which sign parts its columns, what they are called, and its rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import TextFile, shown, text_file, why_no_name

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MOST_COLUMNS = 2_000

_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n?$", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
MOST_LINES = 100
"""Lines in one cell: more are a quotation mark that was not closed."""
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_FIGURES = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
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
        return Rows(stream, self.separator, len(self.header), self.skipped)

    def cells(self, column: int) -> Iterator[tuple[int, str]]:
        """The cells of one column with their lines, to decide how they are written; broken rows are passed over."""
        rows = self.rows()
        for row in rows:
            if len(row) > column:
                yield rows.line, row[column]


class Rows:
    """Rows of a table that are not empty; `line` is the physical line at which the present one ends.

    Passing them raises ImportProblem where a quotation mark is not closed, or seems to swallow rows.
    """

    def __init__(self, stream: TextIO, separator: str, width: int, skipped: int) -> None:
        self._separator = separator
        self._width = width
        self._skipped = skipped
        self._ended: list[bool] = []
        """Holds something once the text was asked for a line after its last: a quotation mark was open there."""
        self._held: list[str] = []
        """The lines of the present row."""
        self._reader = csv.reader(self._lines(stream), delimiter=separator)
        next(self._reader)
        self._held.clear()

    @property
    def line(self) -> int:
        """The line of the row that came last, counted from 1."""
        return int(self._reader.line_num) + self._skipped

    def __iter__(self) -> Iterator[list[str]]:
        reader, ended, held = self._reader, self._ended, self._held
        before = reader.line_num
        try:
            for row in reader:
                line = reader.line_num
                if ended or line - before > 1:
                    self._check_quotes(row, before + 1 + self._skipped)
                before = line
                held.clear()
                if row:
                    yield row
        except csv.Error:
            raise ImportProblem(
                f"Line {before + 1 + self._skipped} begins a row with a cell of more than {csv.field_size_limit():,} "
                "letters; most often a quotation mark is never closed. Nothing was read."
            ) from None

    def _lines(self, stream: TextIO) -> Iterator[str]:
        hold = self._held.append
        for line in stream:
            hold(line)
            yield line
        self._ended.append(True)

    def _check_quotes(self, row: list[str], first: int) -> None:
        """Raises ImportProblem where it is not known that the row ends where its quotation marks say."""
        if self._ended:
            raise ImportProblem(never_closed(self.line - _line_count(row[-1]) + 1))
        line = first
        for place, cell in enumerate(row):
            lines = LINE_END.split(cell)
            if len(lines) > 1 and (reason := self._why_swallowing(row, place, lines)):
                raise ImportProblem(
                    f"The quotation mark that opens in line {line} closes in line {line + len(lines) - 1}, and {reason}"
                    ". Most often a quotation mark is missing, or one inside a text is not doubled. Nothing was read."
                )
            line += len(lines) - 1

    def _why_swallowing(self, row: list[str], place: int, lines: list[str]) -> str | None:
        """Why lines within one quoted cell are probably rows of their own; None where they are a text of several lines.

        Lines of text differ from rows: a row repeats, in the same column, the way in which a time or number is written.
        """
        if len(lines) > MOST_LINES:
            return f"a text of more than {MOST_LINES} lines is not believed"
        if len(row) != self._width:
            return f"its row has {count_text(len(row), 'column')} where the header has {self._width}"
        if not self._well_formed():
            return "letters follow a quotation mark that closes"
        if self._width < 2:
            return None
        parted = [line.split(self._separator) for line in lines]
        if place:
            known = [_shape(cell) for cell in row[:place]]
            swallowed = any(
                shape and shape == _shape(cell)
                for cells in parted[1:]
                for shape, cell in zip(known, cells[:-1], strict=False)
            )
        else:
            parted[-1] += row[1:]
            known = [_shape(cell) for cell in parted[0]]
            swallowed = len(known) == self._width and any(
                shape and shape == _shape(cell)
                for cells in parted[1:]
                if len(cells) == self._width
                for shape, cell in zip(known, cells, strict=True)
            )
        return "the lines between look like rows of their own" if swallowed else None

    def _well_formed(self) -> bool:
        """Whether each closing quotation mark of the present row ends its cell."""
        try:
            next(csv.reader(self._held, delimiter=self._separator, strict=True))
        except csv.Error:
            return False
        return True


def never_closed(line: int) -> str:
    """The sentence about a quotation mark that opens in a line and is not closed."""
    return (
        f"The quotation mark that opens in line {line} is never closed, so it is not known where its row ends. "
        "Close it, or double it where it belongs to a text. Nothing was read."
    )


def _line_count(cell: str) -> int:
    """How many lines a cell touches."""
    lines = LINE_END.split(cell)
    return max(1, len(lines) - 1 if not lines[-1] else len(lines))


def _shape(cell: str) -> str:
    """How a cell with figures is written: "9-9-9" for 2026-01-05, "a9" for c12; "" for one without figures."""
    bare = _EDGES.sub("", cell.replace('"', ""))
    if len(bare) > 60 or not any(letter.isdigit() for letter in bare):
        return ""
    return _LETTERS.sub("a", _FIGURES.sub("9", bare))


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
    ended: list[str] = []
    try:
        # A line behind the last is asked for only where a quotation mark is open there.
        header = tuple(cell.strip() for cell in next(csv.reader(_with_end(lines, ended), delimiter=separator)))
    except csv.Error:
        raise ImportProblem(f"Line {skipped + 1} is too long for a header. Nothing was read.") from None
    if ended or any(
        looks_like_data(cell) for name in header for line in LINE_END.split(name)[1:] for cell in line.split(separator)
    ):
        raise ImportProblem(
            f"A quotation mark in the names of the columns, from line {skipped + 1} on, is not closed where they end. "
            "Nothing was read."
        )
    _check_header(header, skipped + 1, looks_like_data)
    return Table(file, separator, header, skipped)


def _with_end(lines: list[str], ended: list[str]) -> Iterator[str]:
    yield from lines
    ended.append("")


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
