"""Describe an initiative, change a field of it, begin a new round, move it to another framework, remove it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.assessment import Answer, Assessment, DemoFacts, Initiative, UseCase
from readiness.domain.framework import Framework
from readiness.errors import Conflict, Invalid

NO_USE_CASE = UseCase()
NO_DEMO = DemoFacts()
LONGEST_REVIEW_INTERVAL = 730
"""Days between reviews, at most."""
_USE_CASE = {"user": "The user", "decision": "The decision", "value": "The value", "measure": "The measure"}


def create_initiative(
    context: Context,
    *,
    name: str,
    profile: str,
    description: str = "",
    framework_version: str | None = None,
    use_case: UseCase = NO_USE_CASE,
    demo: DemoFacts = NO_DEMO,
    example: str = "",
    id: str | None = None,
    created_at: datetime | None = None,
) -> str:
    """Store a new initiative with the framework content of today; its id. Raises Invalid, Conflict for a known id."""
    version = framework_version or context.frameworks.default
    framework = _framework(context, version)
    initiative = entries.made(
        Initiative,
        id=entries.identity(id) if id is not None else readable_id(name, context.new_id()),
        name=entries.line(name, "name", "The name", longest=entries.LONGEST_NAME, required=True),
        description=entries.text(description, "description", "The description"),
        profile=entries.choice(profile, "profile", "The profile", [known.id for known in framework.profiles]),
        framework_version=version,
        framework_hash=context.frameworks.hash_of(version),
        created_at=created_at or context.now(),
        created_by=context.actor.label,
        example=entries.text(example, "example", "The note on the example"),
        use_case=UseCase(**{part: _use_case(part, getattr(use_case, part)) for part in UseCase.model_fields}),
        demo=DemoFacts(**{part: _demo(part, getattr(demo, part)) for part in DemoFacts.model_fields}),
    )
    with context.creation() as creation:
        if creation.exists(initiative.id):
            raise Conflict(f"There is an initiative with the id {initiative.id} already. Nothing was saved.")
        creation.add(
            Assessment(initiative=initiative),
            framework,
            context.frameworks.differences(version),
            "initiative_created",
            {"added": initiative.model_dump(mode="json")},
        )
    return initiative.id


def change_initiative(context: Context, id: str, *, field: str, value: Any, seen: Any) -> None:
    """Change one field; `seen` is the stored value that the edit started from.

    Fields: name, description, profile, review_interval_days, use_case.<part>, demo.<part>. Raises StaleVersion with the
    stored value when somebody else changed it meanwhile, Invalid, NotFound.
    """
    with context.change(id) as change:
        initiative = change.assessment.initiative
        framework = context.framework_of(change.assessment)
        value = _checked(field, value, framework)
        group, _, part = field.partition(".")
        stored = getattr(initiative, group)
        if part:
            stored_value, changed = getattr(stored, part), {group: entries.renewed(stored, **{part: value})}
        else:
            stored_value, changed = stored, {field: value}
        if value == stored_value:
            return
        if seen != stored_value:
            entries.stale(change, "initiative", field, f"the {(part or field).replace('_', ' ')}", stored_value)
        change.save("initiative_changed", "initiative", initiative, entries.renewed(initiative, **changed))


def start_round(context: Context, id: str) -> int:
    """Begin a new round from the last one: every rating counts as not re-checked until somebody confirms it."""
    with context.change(id) as change:
        initiative = change.assessment.initiative
        renewed = entries.renewed(initiative, round=initiative.round + 1)
        answers = [answer for answer in change.assessment.answers if answer.rating is not None]
        change.put(renewed, *(entries.renewed(answer, rechecked=False) for answer in answers))
        change.record(
            "round_started",
            "initiative",
            {
                "changes": {"round": {"old": initiative.round, "new": renewed.round}},
                "not_rechecked": [answer.criterion for answer in answers],
            },
        )
        return renewed.round


def move_framework(context: Context, id: str, *, version: str) -> None:
    """Move an initiative to the present content of a framework version. Raises Invalid where facts would be lost."""
    framework = _framework(context, version)
    hash = context.frameworks.hash_of(version)
    with context.change(id) as change:
        initiative = change.assessment.initiative
        if framework.profile(initiative.profile) is None:
            raise Invalid(
                f"Framework {version} has no profile “{initiative.profile}”. Nothing was moved; choose another profile "
                "for the initiative first.",
                "version",
            )
        lost = sorted({criterion for criterion in _used(change.assessment) if framework.criterion(criterion) is None})
        if lost:
            raise Invalid(
                f"Framework {version} does not have every criterion that something was recorded on. Nothing was moved.",
                "version",
                lost,
            )
        if initiative.framework_hash == hash:
            return
        change.keep_framework(hash, framework, context.frameworks.differences(version))
        moved = entries.renewed(initiative, framework_version=version, framework_hash=hash)
        change.save("framework_moved", "initiative", initiative, moved)


def delete_initiative(context: Context, id: str) -> None:
    """Remove an initiative with its snapshots; the event log keeps what happened and their SHA-256. Raises NotFound."""
    with context.change(id) as change:
        snapshots = [{"number": row.number, "sha256": row.sha256} for row in change.snapshots()]
        change.delete("initiative_deleted", {"name": change.assessment.initiative.name, "snapshots": snapshots})


def readable_id(name: str, unique: str) -> str:
    """An id that can be read in an address: words of the name, then a few letters that no other has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-")
    return f"{words or 'initiative'}-{unique[:6]}"


def _framework(context: Context, version: str) -> Framework:
    if version not in context.frameworks.versions():
        raise Invalid(f"There is no framework version “{version}”. Nothing was saved.", "version")
    return context.frameworks.get(version)


def _checked(field: str, value: Any, framework: Framework) -> Any:
    group, _, part = field.partition(".")
    if field == "name":
        return entries.line(value, field, "The name", longest=entries.LONGEST_NAME, required=True)
    if field == "description":
        return entries.text(value, field, "The description")
    if field == "profile":
        return entries.choice(value, field, "The profile", [known.id for known in framework.profiles])
    if field == "review_interval_days":
        return entries.whole(value, field, "Days between reviews", least=1, most=LONGEST_REVIEW_INTERVAL)
    if group == "use_case" and part in _USE_CASE:
        return _use_case(part, value)
    if group == "demo" and part in DemoFacts.model_fields:
        return _demo(part, value)
    raise Invalid(f"An initiative has no field “{field}” that can be changed. Nothing was saved.", field)


def _use_case(part: str, value: str) -> str:
    return entries.text(value, f"use_case.{part}", _USE_CASE[part])


def _demo(part: str, value: float | None) -> float | None:
    if value is None:
        return None
    label = part.replace("_", " ").capitalize()
    if part in ("unattended_hours", "interventions_per_100"):
        return entries.number(value, f"demo.{part}", label)
    return entries.whole(value, f"demo.{part}", label)


def _used(assessment: Assessment) -> set[str]:
    """The criteria on which anything is recorded."""
    return {
        *(answer.criterion for answer in assessment.answers if answer != Answer(criterion=answer.criterion)),
        *(item.criterion for item in assessment.evidence),
        *(criterion for plan in assessment.plans for criterion in plan.criteria),
        *(test.criterion for test in assessment.stress_tests),
        *(risk.criterion for sign_off in assessment.sign_offs for risk in sign_off.risks),
        *(record.criterion for workshop in assessment.workshops for record in workshop.criteria),
    }
