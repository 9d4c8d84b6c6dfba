"""Keep the lists of the project record: user feedback, incidents, exposure, changes of the running system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.fact import Identified
from readiness.domain.project_record import Exposure, Feedback, Incident, SystemChange
from readiness.errors import Invalid, NotFound
from readiness.storage.store import Change

Entry = Feedback | Incident | Exposure | SystemChange
LISTS: dict[str, type[Entry]] = {
    "feedback": Feedback,
    "incidents": Incident,
    "exposures": Exposure,
    "changes": SystemChange,
}
"""The lists by the field of the rollout that holds them."""
NOUNS = {"feedback": "feedback", "incidents": "incident", "exposures": "exposure", "changes": "change"}
MOST_ROWS = 20_000
"""Entries of one list, at most: it is a list that people read."""
_KEPT = frozenset({"id", "added_at", "added_by"})


def add_entry(context: Context, initiative: str, list_name: str, **values: Any) -> str:
    """Add an entry to a list (feedback, incidents, exposures, changes); its id. Raises Invalid, NotFound."""
    model = _model(list_name)
    with context.change(initiative) as change:
        _room(change, list_name, 1)
        entry = _made(context, change, model, values)
        change.add(f"{NOUNS[list_name]}_added", f"{list_name}/{entry.id}", entry)
    return entry.id


def add_entries(
    context: Context, initiative: str, list_name: str, rows: Sequence[Mapping[str, Any]], *, source: Mapping[str, Any]
) -> int:
    """Add the rows of a file, all or none; how many were new. A row that stands in the list already is left out.

    Equal rows of one file are as many entries (two incidents of one day); the file again adds none of them.
    `source` names the file, its SHA-256 and what else the record of the import shall say. Raises Invalid, NotFound.
    """
    model = _model(list_name)
    with context.change(initiative) as change:
        known = Counter(_content(entry) for entry in stored(change, list_name))
        new: list[Entry] = []
        for row in rows:
            entry = _made(context, change, model, row)
            if not _taken(known, _content(entry)):
                new.append(entry)
        _room(change, list_name, len(new))
        if new:
            change.put(*new)
            counts = {"rows": len(rows), "new": len(new), "known": len(rows) - len(new)}
            change.record(f"{NOUNS[list_name]}_imported", list_name, {"import": {**source, **counts}})
    return len(new)


def known_rows(rows: Iterable[Mapping[str, Any]], list_name: str, present: Iterable[Entry]) -> tuple[bool, ...]:
    """For each row of a file whether it stands in the list already, for the preview; equal rows are counted."""
    model = _model(list_name)
    known = Counter(_content(entry) for entry in present)
    found: list[bool] = []
    for row in rows:
        values = {name: row.get(name, field.default) for name, field in model.model_fields.items() if name not in _KEPT}
        found.append(_taken(known, tuple(values.items())))
    return tuple(found)


def _taken(known: Counter[tuple[tuple[str, Any], ...]], content: tuple[tuple[str, Any], ...]) -> bool:
    """Whether an entry says this that no row before has taken."""
    if not known[content]:
        return False
    known[content] -= 1
    return True


def change_entry(
    context: Context, initiative: str, list_name: str, entry_id: str, *, seen: Entry, **changes: Any
) -> None:
    """Change fields of an entry; only the fields changed here are compared with what is stored.

    Raises StaleVersion with the stored entry, Invalid, NotFound.
    """
    model = _model(list_name)
    unknown = sorted(set(changes) - (set(model.model_fields) - _KEPT))
    if unknown:
        raise Invalid(f"There is no field “{unknown[0]}” that can be changed. Nothing was saved.", unknown[0])
    with context.change(initiative) as change:
        entry = _entry(change, list_name, entry_id)
        new = entries.renewed(entry, **changes)
        _check(new, context.today())
        noun = NOUNS[list_name]
        entries.replaced(change, f"{noun}_changed", f"{list_name}/{entry_id}", "this entry", entry, seen, new)


def remove_entry(context: Context, initiative: str, list_name: str, entry_id: str) -> None:
    """Take an entry out of a list; the record of changes keeps what it said. Raises NotFound."""
    _model(list_name)
    with context.change(initiative) as change:
        entry = _entry(change, list_name, entry_id)
        change.remove(f"{NOUNS[list_name]}_removed", f"{list_name}/{entry_id}", entry)


def stored(change: Change, list_name: str) -> tuple[Entry, ...]:
    """The entries of a list as they stand."""
    found: tuple[Entry, ...] = getattr(change.rollout, list_name)
    return found


def _entry(change: Change, list_name: str, entry_id: str) -> Entry:
    entry = next((one for one in stored(change, list_name) if one.id == entry_id), None)
    if entry is None:
        raise NotFound("There is no such entry any more. Nothing was changed.")
    return entry


def _model(list_name: str) -> type[Entry]:
    if list_name not in LISTS:
        raise Invalid(f"There is no list “{list_name}”. Nothing was saved.", "list")
    return LISTS[list_name]


def _room(change: Change, list_name: str, more: int) -> None:
    if len(stored(change, list_name)) + more > MOST_ROWS:
        raise Invalid(f"A list holds at most {MOST_ROWS:,} entries. Nothing was saved.", "list")


def _made(context: Context, change: Change, model: type[Entry], values: Mapping[str, Any]) -> Entry:
    entry: Entry = entries.made(
        model, id=context.new_id(), added_at=change.at, added_by=context.actor.label, **dict(values)
    )
    _check(entry, context.today())
    return entry


def _content(entry: Identified) -> tuple[tuple[str, Any], ...]:
    return tuple((name, getattr(entry, name)) for name in type(entry).model_fields if name not in _KEPT)


def _check(entry: Entry, today: date) -> None:
    """Raise Invalid for an entry that cannot be stored."""
    entries.past_day(entry.day, "day", "The date", today)
    if isinstance(entry, Exposure):
        entries.number(entry.share_pct, "share_pct", "The share", least=0, most=100)
        return
    entries.text(entry.text, "text", "The text", required=not isinstance(entry, Incident))
    if isinstance(entry, Feedback):
        entries.line(entry.author, "author", "The author")
        entries.text(entry.change, "change", "What changed")
        if entry.answered_on is not None:
            _after(entry.answered_on, entry.day, "answered_on", "The answer", today)
    elif isinstance(entry, Incident):
        entries.line(entry.found_by, "found_by", "Who found it")
        if entry.closed_on is not None:
            _after(entry.closed_on, entry.day, "closed_on", "The closing", today)


def _after(day: date, first: date, field: str, label: str, today: date) -> None:
    entries.past_day(day, field, f"{label} on", today)
    if day < first:
        raise Invalid(f"{label} cannot lie before the entry's own date. Nothing was saved.", field)
