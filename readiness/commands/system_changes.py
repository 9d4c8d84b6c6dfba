"""Note what changed in the running system, that it was retrained, or why it was not."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.project_record import SystemChange

ChangeKind = Literal["change", "retraining", "no_retraining"]


def note_change(context: Context, initiative: str, *, kind: ChangeKind, day: date, text: str) -> str:
    """Add an entry to the change log; its id. Raises Invalid, NotFound."""
    entries.choice(kind, "kind", "The kind of change", get_args(ChangeKind))
    entries.past_day(day, "day", "The day", context.today())
    entries.text(text, "text", "What changed", required=True)
    with context.change(initiative) as change:
        entry = entries.made(
            SystemChange,
            id=context.new_id(),
            kind=kind,
            day=day,
            text=text,
            added_at=change.at,
            added_by=context.actor.label,
        )
        change.add("system_changed", f"system_change/{entry.id}", entry)
    return entry.id
