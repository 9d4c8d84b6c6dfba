"""Keep the project record: who runs it, with what means, on what model, and when the next step up is planned."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from readiness.commands import entries
from readiness.commands.conditions import condition_facts
from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.condition_facts import LiveFigures
from readiness.domain.conditions import find_conditions
from readiness.domain.framework import PhaseId
from readiness.domain.phase_history import LADDER
from readiness.domain.phase_rules import PHASE_WORDS, next_phase, phase_of
from readiness.domain.project_record import PlannedStep, ProjectRecord
from readiness.domain.step_up import step_up
from readiness.errors import Conflict, Invalid
from readiness.storage.store import Change

SUBJECT = "project_record"
MOST_MONTHS = 120
MOST_NAMES = 50
_TEXTS = {
    "smallest_input_set": "The smallest useful input set",
    "present_way.cost": "The cost of the present way of working",
    "present_way.quality": "The quality of the present way of working",
    "fact_sheet.purpose": "The purpose of the model",
    "fact_sheet.data": "The data of the model",
    "fact_sheet.limits": "The limits of the model",
    "fact_sheet.failure_groups": "The known failure groups",
}
_DAYS = {
    "present_way.measured_on": "The day on which the present way was measured",
    "locally_validated_on": "The day of the local validation",
}
_PEOPLE = {"operational_owner": "The operational owner", "deputy": "The deputy"}
FIELDS = (*_PEOPLE, *_TEXTS, *_DAYS, "budget", "vendor_model", "not_locally_validated", "debuggers")
"""The fields of the record; `budget` stands for the day until which it is paid and for "there is none"."""


def change_record(context: Context, initiative: str, *, field: str, value: Any, seen: Any) -> None:
    """Change one field of the record; `seen` is the stored value that the edit started from.

    Raises StaleVersion with the stored value where somebody else changed it meanwhile, Invalid, NotFound.
    """
    if field not in FIELDS or field == "budget":
        raise Invalid(f"The project record has no field “{field}” that can be changed so. Nothing was saved.", field)
    with context.change(initiative) as change:
        record = change.rollout.record
        value = _checked(field, value, change.assessment, context.today())
        stored = value_of(record, field)
        if value == stored:
            return
        if seen != stored:
            entries.stale(change, SUBJECT, field, f"the {field.rpartition('.')[2].replace('_', ' ')}", stored)
        group, _, part = field.rpartition(".")
        changed: dict[str, Any] = {part: value}
        if group:
            changed = {group: entries.renewed(getattr(record, group), **changed)}
        # What contradicts the new value no longer stands.
        if field == "locally_validated_on" and value is not None:
            changed["not_locally_validated"] = False
        if field == "not_locally_validated" and value:
            changed["locally_validated_on"] = None
        change.save("project_record_changed", SUBJECT, record, entries.renewed(record, **changed))


def set_budget(context: Context, initiative: str, *, months: int | None, seen: date | None) -> None:
    """State for how many months from today running it is paid for; 0: there is no running budget, None: not stated.

    `seen` is the stored day until which it was paid. Raises StaleVersion, Invalid, NotFound.
    """
    if months is not None:
        entries.whole(months, "budget", "Months of running budget", least=0, most=MOST_MONTHS)
    with context.change(initiative) as change:
        record = change.rollout.record
        until = months_later(context.today(), months) if months else None
        renewed = entries.renewed(record, budget_until=until, no_budget=months == 0)
        if renewed == record:
            return
        if seen != record.budget_until:
            entries.stale(change, SUBJECT, "budget_until", "the running budget", record.budget_until)
        change.save("project_record_changed", SUBJECT, record, renewed)


def value_of(record: ProjectRecord, field: str) -> Any:
    """The stored value of a field; parts of a part are named "present_way.cost"."""
    value: Any = record
    for part in field.split("."):
        value = getattr(value, part)
    return value


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# The planned step -----------------------------------------------------------------------------------------------------


def plan_step(
    context: Context,
    initiative: str,
    *,
    step: PhaseId,
    day: date | None,
    reason: str = "",
    live: LiveFigures,
    seen: str | None,
) -> str:
    """Set the date on which the next step up is planned, or withdraw it (None); the id of the entry.

    Each date is kept beside the earlier ones, with the conditions that were open when it was set. It moves nobody up.
    `seen` is the id of the latest entry that the person saw. Raises Invalid, Conflict, NotFound.
    """
    entries.choice(step, "step", "The step", LADDER)
    entries.text(reason, "reason", "The reason")
    if day is not None:
        entries.bounded_day(day, "day", "The planned date")
        if day < context.today():
            raise Invalid("The planned date has passed. Nothing was saved; choose a later one.", "day")
    with context.change(initiative) as change:
        latest = change.rollout.planned_steps[-1] if change.rollout.planned_steps else None
        if (latest.id if latest is not None else None) != seen:
            raise Conflict("Somebody has set another date meanwhile. Nothing was saved; look at it first.", latest)
        wanted = next_phase(phase_of(change.rollout.moves))
        if day is not None and step != wanted:
            known = PHASE_WORDS[wanted].lower() if wanted is not None else "none"
            raise Invalid(f"The next step up is {known}. Nothing was saved.", "step")
        planned = entries.made(
            PlannedStep,
            id=context.new_id(),
            step=step,
            day=day,
            reason=reason,
            open_conditions=_open_conditions(context, change, live) if day is not None else (),
            set_at=change.at,
            set_by=context.actor.label,
        )
        change.add("step_planned" if day is not None else "step_unplanned", f"planned_step/{planned.id}", planned)
    return planned.id


def _open_conditions(context: Context, change: Change, live: LiveFigures) -> tuple[str, ...]:
    facts = condition_facts(context, change, live)
    step = step_up(facts, find_conditions(facts))
    return tuple(f"{one.phase}.{one.list}.{one.key}" for one in step.missing) if step is not None else ()


# What may be entered --------------------------------------------------------------------------------------------------


def _checked(field: str, value: Any, assessment: Assessment, today: date) -> Any:
    if field in _PEOPLE:
        if value is not None:
            person = assessment.person(value)
            if person is None or person.left:
                raise Invalid(
                    f"{_PEOPLE[field]} is not among the people of this initiative. Nothing was saved; enter the person "
                    "under People first.",
                    field,
                )
        return value
    if field in _TEXTS:
        return entries.text(value or "", field, _TEXTS[field])
    if field in _DAYS:
        return None if value is None else entries.past_day(value, field, _DAYS[field], today)
    if field == "debuggers":
        return None if value is None else _names(value)
    if value is not None and not isinstance(value, bool):
        raise Invalid("This field takes yes or no. Nothing was saved.", field)
    return bool(value) if field == "not_locally_validated" else value


def _names(value: Any) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(str(name).strip() for name in value if str(name).strip()))
    if len(names) > MOST_NAMES:
        raise Invalid(f"At most {MOST_NAMES} people can be named. Nothing was saved.", "debuggers")
    for name in names:
        entries.line(name, "debuggers", "The name", longest=entries.LONGEST_NAME)
    return names
