"""The rows of a decision log as text cells, from CSV or from JSON Lines, as often as asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Protocol

from readiness.errors import ImportProblem
from readiness.imports.cells import NoCell
from readiness.imports.plain_csv import looks_like_data
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.table import Table, open_table
from readiness.imports.text_file import TextFile, shown, text_file, why_no_name

LOOKED_AT = 1_000
"""Rows that are looked at before the names, the units of shares and the order of dates are settled."""


class SourceRows(Protocol):
    """Rows in passing; `line` is where the present one stands. A text in place of a row says why it cannot be read."""

    @property
    def line(self) -> int:
        """The line of the row that came last, counted from 1."""

    def __iter__(self) -> Iterator[list[str] | str]:
        """The rows that are left."""


class Source:
    """Rows of cells from a file, as often as asked."""

    format: str
    header: tuple[str, ...]
    separator: str
    may_have_commas: bool
    notes: tuple[str, ...]

    def rows(self) -> SourceRows:
        """Every row, from the beginning."""
        raise NotImplementedError


class _Csv(Source):
    format = "csv"

    def __init__(self, table: Table) -> None:
        self._table = table
        self.header = table.header
        self.separator = table.separator
        self.may_have_commas = table.separator != "," or b'"' in table.file.data
        self.notes = table.file.notes

    def rows(self) -> SourceRows:
        return self._table.rows()


class _JsonLines(Source):
    format = "jsonl"
    separator = ","
    may_have_commas = False

    def __init__(self, file: TextFile) -> None:
        self._file = file
        self.notes = file.notes
        names: dict[str, None] = {}
        for number, line in enumerate(file.stream(), 1):
            if number > LOOKED_AT:
                break
            try:
                found = json.loads(line) if line.strip() else None
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                names.update(dict.fromkeys(name for name in found if why_no_name(name) is None))
        if not names:
            raise ImportProblem(
                "No line at the beginning of the file holds a JSON object of a decision. Nothing was read."
            )
        self.header = tuple(names)

    def rows(self) -> SourceRows:
        return _JsonRows(self._file, self.header)


class _JsonRows:
    def __init__(self, file: TextFile, header: tuple[str, ...]) -> None:
        self._file = file
        self._header = header
        self.line = 0

    def __iter__(self) -> Iterator[list[str] | str]:
        header = self._header
        decode = json.JSONDecoder().decode
        for line in self._file.stream():
            self.line += 1
            if not line.strip():
                continue
            try:
                found = decode(line)
            except (ValueError, RecursionError):
                yield "this line is no JSON"
                continue
            if not isinstance(found, dict):
                yield "this line holds no JSON object"
                continue
            get = found.get
            try:
                yield [value if type(value := get(name)) is str else _cell(name, value) for name in header]
            except NoCell as fault:
                yield str(fault)


def _cell(name: str, value: object) -> str:
    """A value of JSON as the text that a CSV cell would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        try:
            return str(value)
        except ValueError:
            raise NoCell(f"{shown(name)} holds a number of thousands of digits") from None
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return value
    raise NoCell(
        f"{shown(name)} holds {'a list' if isinstance(value, list) else 'an object'} where a single value is expected"
    )


def open_source(data: bytes, options: ReadingOptions) -> Source:
    """The rows of a log, CSV or JSON Lines. Raises ImportProblem for what is neither, NeedsAnswer."""
    file = text_file(data, options)
    start = file.stream().read(4096).lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        raise ImportProblem(
            "The file is one JSON list. A decision log as JSON has one object a line (JSON Lines). Nothing was read."
        )
    if start.startswith("{"):
        return _JsonLines(file)
    return _Csv(open_table(data, options, looks_like_data))
