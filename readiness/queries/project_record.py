"""The project record as its page shows it: the form, the lists, and how each field came to be what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import Evaluation, Path
from readiness.domain.framework import Framework
from readiness.domain.path import next_path
from readiness.domain.project_record import Exposure, Feedback, Incident, SystemChange
from readiness.domain.rollout import Rollout
from readiness.queries.initiative import evaluation_at
from readiness.queries.rollout import phase_words
from readiness.storage import events as stored

HISTORY = 500
"""So many changes of the form are shown, the latest first."""
ListName = Literal["feedback", "incidents", "exposures", "changes"]
Entry = Feedback | Incident | Exposure | SystemChange


@dataclass(frozen=True)
class FieldChange:
    """One change of one field of the form."""

    at: datetime
    actor: str
    signed_in: bool
    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class RecordView:
    """The project record of one initiative."""

    assessment: Assessment
    framework: Framework
    evaluation: Evaluation
    next_path: Path | None
    rollout: Rollout
    phase: str
    today: date


def record_view(context: Context, initiative: str) -> RecordView:
    """The project record with what the top of the page shows. Raises NotFound."""
    assessment, mark = context.store.load_marked(initiative)
    rollout = context.store.load_rollout(initiative)
    framework = context.framework_of(assessment)
    evaluation = evaluation_at(context, assessment, mark)
    return RecordView(
        assessment=assessment,
        framework=framework,
        evaluation=evaluation,
        next_path=next_path(assessment, framework, evaluation),
        rollout=rollout,
        phase=phase_words(rollout),
        today=context.today(),
    )


def record_history(context: Context, initiative: str) -> tuple[FieldChange, ...]:
    """Every change of every field of the form, the latest first, from the record of changes."""
    found: list[FieldChange] = []
    offset = 0
    with context.store.engine.reading() as run:
        while len(found) < HISTORY:
            rows, total = stored.page(run, subject=initiative, kind="project_record_changed", offset=offset, limit=100)
            for event in rows:
                if event.initiative != initiative:
                    continue
                changes = event.changes.get("changes")
                for field, change in changes.items() if isinstance(changes, dict) else ():
                    found.append(
                        FieldChange(event.at, event.actor, event.signed_in, field, change["old"], change["new"])
                    )
            offset += len(rows)
            if not rows or offset >= total:
                break
    return tuple(found[:HISTORY])


def entries(
    rollout: Rollout, list_name: ListName, *, search: str = "", sort: str = "day", descending: bool = True
) -> tuple[Entry, ...]:
    """The entries of one list that hold the words searched for, sorted by a field; empty values come last."""
    found: Sequence[Entry] = getattr(rollout, list_name)
    wanted = search.casefold().split()
    chosen = [one for one in found if all(word in _said(one) for word in wanted)]
    return tuple(_sorted(chosen, sort, descending))


def _said(entry: Entry) -> str:
    values = [getattr(entry, field) for field in type(entry).model_fields if field not in ("id", "added_at")]
    return " ".join(str(value) for value in values if value is not None).casefold()


def _sorted(found: Iterable[Entry], sort: str, descending: bool) -> list[Entry]:
    known: list[Entry] = []
    empty: list[Entry] = []
    for one in found:
        (empty if getattr(one, sort, None) in (None, "") else known).append(one)

    def value(one: Entry) -> tuple[Any, datetime]:
        what = getattr(one, sort)
        if sort == "severity":
            what = ("minor", "major", "critical").index(what)
        return (what.casefold() if isinstance(what, str) else what), one.added_at

    return [*sorted(known, key=value, reverse=descending), *empty]
