"""A table of an export: its columns with what each means, and its cells filled from rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its name, what it means, and how a row fills it; `width` in characters, for the spreadsheet."""

    name: str
    about: str
    value: Callable[[Row], Cell]
    width: int = 14


@dataclass(frozen=True)
class Table:
    """A named table with its columns described and its cells filled."""

    name: str
    about: str
    columns: tuple[tuple[str, str, int], ...]
    """Name, meaning and width of each column."""
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)


def filled(name: str, about: str, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> Table:
    """A table with a row for each of `rows`."""
    return Table(
        name=name,
        about=about,
        columns=tuple((column.name, column.about, column.width) for column in columns),
        rows=tuple(tuple(column.value(row) for column in columns) for row in rows),
    )
