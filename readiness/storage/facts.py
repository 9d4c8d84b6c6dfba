"""How the facts of an initiative become rows of a table and come back without loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from pydantic_core import from_json

from readiness.domain.assessment import Fact
from readiness.domain.snapshot import canonical
from readiness.storage.engine import Row, Run

F = TypeVar("F", bound=Fact)

BATCH = 500
"""How many ids go into one statement; every engine allows at least this many parameters."""


class Facts(Generic[F]):
    """The rows of one kind of fact: a column a field, plus the initiative and the position in its list.

    `structured` names the fields that are kept as JSON text. Dates and times are ISO text, yes/no is 0/1.
    """

    def __init__(self, table: str, model: type[F], *, key: str = "id", structured: Sequence[str] = ()) -> None:
        self.table = table
        self.model = model
        self.key = key
        self.structured = tuple(structured)
        self.fields = tuple(model.model_fields)
        names = ", ".join(f'"{field}"' for field in self.fields)
        values = ", ".join(f":{field}" for field in self.fields)
        changes = ", ".join(f'"{field}" = excluded."{field}"' for field in self.fields if field != key)
        self._select = f"select initiative, {names} from {table} where initiative in "
        self._put = (
            f"insert into {table} (initiative, position, {names}) values (:initiative, "
            f"(select coalesce(max(position), 0) + 1 from {table} where initiative = :initiative), {values}) "
            f"on conflict (initiative, {key}) do update set {changes}"
        )

    def put(self, run: Run, initiative: str, *facts: F) -> None:
        """Store facts: a new one goes to the end of the list, a known one (by its key) keeps its place."""
        run.many(self._put, [{"initiative": initiative, **to_row(fact, self.structured)} for fact in facts])

    def of(self, run: Run, initiatives: Sequence[str]) -> dict[str, tuple[F, ...]]:
        """The facts of some initiatives, each list in the order in which it grew."""
        found: dict[str, list[F]] = {}
        for batch in batches(initiatives):
            for row in run(f"{self._select}{batch.names} order by initiative, position", **batch.values):
                found.setdefault(row.pop("initiative"), []).append(self.from_row(row))
        return {initiative: tuple(facts) for initiative, facts in found.items()}

    def from_row(self, row: Row) -> F:
        """The fact that a row of exactly its fields holds."""
        return from_row(self.model, row, self.structured)


def to_row(fact: Fact, structured: Sequence[str]) -> Row:
    """A fact as column values."""
    # What documents leave out where it is empty has its column all the same.
    row = dict.fromkeys(type(fact).model_fields, "") | fact.model_dump(mode="json")
    for field, value in row.items():
        if field in structured:
            row[field] = None if value is None else canonical(value)
        elif isinstance(value, bool):
            row[field] = int(value)
    return row


def from_row(model: type[F], row: Row, structured: Sequence[str]) -> F:
    """A fact from column values."""
    for field in structured:
        if row[field] is not None:
            row[field] = from_json(row[field])
    return model.model_validate(row)


class Batch:
    """Some ids as `(:id0, :id1, ...)` with their values."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.names = f"({', '.join(f':id{place}' for place in range(len(ids)))})"
        self.values: dict[str, Any] = {f"id{place}": value for place, value in enumerate(ids)}


def batches(ids: Iterable[str]) -> Iterator[Batch]:
    """The ids in groups small enough for one statement; nothing for no ids."""
    every = list(ids)
    for start in range(0, len(every), BATCH):
        yield Batch(every[start : start + BATCH])
