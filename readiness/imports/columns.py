"""Which column of a table holds what: proposed from its name, shown to a person, confirmed or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.errors import ImportProblem
from readiness.imports.table import plain_name
from readiness.imports.text_file import shown


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a row can tell."""

    name: str
    """As the program calls it."""
    title: str
    """As a person reads it."""
    required: bool = False
    called: tuple[str, ...] = ()
    """Names of columns that mean it, beside its own; the first one found counts."""


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What the columns of a file seem to hold. A person confirms it before rows are read."""

    format: str
    """"csv" or "jsonl"."""
    header: tuple[str, ...]
    columns: dict[str, str]
    """Column by name of the field, for every field that was found."""
    unused: tuple[str, ...]
    """Columns that no field was found for."""
    missing: tuple[str, ...]
    """Titles of required fields without a column."""
    first_rows: tuple[tuple[str, ...], ...]
    """The first rows as they stand, in the order of the header."""


def propose(fields: Sequence[Field], header: Sequence[str]) -> dict[str, str]:
    """The column for each field, by its name; no column twice."""
    plain = {plain_name(name): name for name in reversed(header) if name}
    found: dict[str, str] = {}
    for field in fields:
        for called in (field.name, *field.called):
            column = plain.get(called)
            if column is not None and column not in found.values():
                found[field.name] = column
                break
    return found


def places(fields: Sequence[Field], header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """The place of the column of each field.

    Raises ImportProblem for a field or column that is not there, a column used twice, a required field without one.
    """
    known = {field.name: field for field in fields}
    found: dict[str, int] = {}
    for name, column in columns.items():
        if name not in known:
            raise ImportProblem(f"{shown(name)} is nothing that a row can tell. Nothing was read.")
        if column not in header:
            raise ImportProblem(
                f"There is no column {shown(column)} for {known[name].title.lower()}. The columns are "
                f"{', '.join(shown(one, 30) for one in header[:30])}. Nothing was read."
            )
        place = list(header).index(column)
        if place in found.values():
            raise ImportProblem(f"The column {shown(column)} is named for two things. Nothing was read.")
        found[name] = place
    missing = [field for field in fields if field.required and field.name not in found]
    if missing:
        raise ImportProblem(
            f"The file has no column for {' and '.join(field.title.lower() for field in missing)}. Name the column, or "
            f"call it {' and '.join(field.name for field in missing)}. The columns are "
            f"{', '.join(shown(one, 30) for one in header[:30])}. Nothing was read."
        )
    return found
