"""The rows of a decision log as text cells, from CSV or from JSON Lines, as often as asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Protocol

from pydantic_core import from_json

from readiness.errors import ImportProblem
from readiness.imports.cells import NoCell
from readiness.imports.plain_csv import looks_like_data
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.table import MOST_COLUMNS, Table, open_table
from readiness.imports.text_file import TextFile, sha256_of, shown, text_file, why_no_name

REMEMBERED = 8
"""Files of which the keys are remembered; a page and a command open a file more than once."""
_MET: dict[tuple[str, str], tuple[str, ...]] = {}
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
        self.header = _names(file)

    def rows(self) -> SourceRows:
        return _JsonRows(self._file, self.header)


def _names(file: TextFile) -> tuple[str, ...]:
    """The keys of every line, the first one met first: what became known later has keys that early lines lack."""
    token = (sha256_of(file.data), file.encoding)
    known = _MET.get(token)
    if known is None:
        known = _look_for_names(file)
        while len(_MET) >= REMEMBERED:
            _MET.pop(next(iter(_MET)), None)
        _MET[token] = known
    return known


def _look_for_names(file: TextFile) -> tuple[str, ...]:
    met: set[str] = set()
    names: dict[str, None] = {}
    for line in file.stream():
        try:
            found = from_json(line)
        except ValueError:
            found = _patiently(line)
        if isinstance(found, dict) and not found.keys() <= met:
            names.update(dict.fromkeys(name for name in found if name not in met and why_no_name(name) is None))
            met.update(found)
            if len(met) > MOST_COLUMNS:
                raise ImportProblem(
                    f"The lines of the file have more than {MOST_COLUMNS:,} different keys; decisions share a few. "
                    "Nothing was read."
                )
    if not names:
        raise ImportProblem("No line of the file holds a JSON object of a decision. Nothing was read.")
    return tuple(names)


def _patiently(line: str) -> object:
    """What the standard library makes of a line that the faster reader refuses; None for what is no JSON."""
    try:
        return json.loads(line) if line.strip() else None
    except (ValueError, RecursionError):
        return None


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
                found = from_json(line)
            except ValueError:
                # The faster reader refuses a little more, such as half a character.
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
