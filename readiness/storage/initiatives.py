"""Initiatives: one row each, with the change token that caches compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.domain.assessment import Initiative
from readiness.storage.engine import Run
from readiness.storage.facts import batches, from_row, to_row

STRUCTURED = ("use_case", "demo")
FIELDS = tuple(Initiative.model_fields)
FOLDED = ("name_folded", "description_folded")
"""Columns that a search looks at: SQL knows the small letters of English alone."""
_NAMES = ", ".join(FIELDS)
_VALUES = ", ".join(f":{field}" for field in FIELDS)
_CHANGES = ", ".join(f"{field} = excluded.{field}" for field in (*FIELDS, *FOLDED) if field != "id")


@dataclass(frozen=True)
class Mark:
    """How far an initiative has come: sequence number and time of the last event on it."""

    token: int
    changed_at: str


def put(run: Run, initiative: Initiative) -> None:
    """Store an initiative, new or known."""
    run(
        f"insert into initiative ({_NAMES}, {', '.join(FOLDED)}, token, changed_at) "
        f"values ({_VALUES}, :name_folded, :description_folded, 0, '') on conflict (id) do update set {_CHANGES}",
        name_folded=initiative.name.casefold(),
        description_folded=initiative.description.casefold(),
        **to_row(initiative, STRUCTURED),
    )


def touch(run: Run, initiative: str, token: int, at: datetime) -> Mark:
    """Note the event that changed an initiative last; how far it has come by this."""
    mark = Mark(token, at.isoformat(timespec="microseconds"))
    run(
        "update initiative set token = :token, changed_at = :at where id = :id",
        token=mark.token,
        at=mark.changed_at,
        id=initiative,
    )
    return mark


def mark(run: Run, initiative: str) -> Mark | None:
    """How far an initiative has come, or None where there is no such initiative."""
    row = run.one("select token, changed_at from initiative where id = :id", id=initiative)
    return Mark(row["token"], row["changed_at"]) if row else None


def marks(run: Run, ids: Sequence[str]) -> dict[str, Mark]:
    """How far each of these initiatives has come; unknown ones are left out."""
    found: dict[str, Mark] = {}
    for batch in batches(ids):
        for row in run(f"select id, token, changed_at from initiative where id in {batch.names}", **batch.values):
            found[row["id"]] = Mark(row["token"], row["changed_at"])
    return found


def of(run: Run, ids: Sequence[str]) -> dict[str, Initiative]:
    """The initiatives with these ids; unknown ones are left out."""
    found: dict[str, Initiative] = {}
    for batch in batches(ids):
        for row in run(f"select {_NAMES} from initiative where id in {batch.names}", **batch.values):
            found[row["id"]] = from_row(Initiative, row, STRUCTURED)
    return found


def ids(run: Run) -> tuple[str, ...]:
    """Ids of all initiatives, by name."""
    return tuple(row["id"] for row in run("select id from initiative order by name_folded, id"))


def delete(run: Run, initiative: str) -> None:
    """Remove an initiative with everything on it but its events."""
    run("delete from initiative where id = :id", id=initiative)
