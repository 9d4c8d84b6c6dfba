"""Waive a condition of the next move as an executive, in writing, and take a waiver back."""

from __future__ import annotations

from readiness.commands import entries
from readiness.commands.conditions import condition_facts
from readiness.commands.people import person_of
from readiness.context import Context
from readiness.domain.condition_facts import LiveFigures
from readiness.domain.conditions import find_conditions
from readiness.domain.framework import PhaseId
from readiness.domain.phase_history import ConditionList, Waiver
from readiness.domain.phase_rules import executive_problems
from readiness.domain.step_up import step_up
from readiness.errors import Conflict, Invalid, NotAllowed, NotFound


def waive(
    context: Context,
    initiative: str,
    *,
    phase: PhaseId,
    list: ConditionList,
    key: str,
    executive: str,
    reason: str,
    live: LiveFigures,
) -> str:
    """Move up without a condition at the next move; the waiver's id. It holds for that move only.

    Verdict, stress tests, the approver rule and the highest phase cannot be waived. Of a floor it records how much of
    the days had passed. Raises Invalid, NotAllowed, Conflict where it is waived already, NotFound.
    """
    entries.text(reason, "reason", "The reason", required=True)
    with context.change(initiative) as change:
        person = person_of(change.assessment, executive)
        problems = executive_problems(person)
        if problems:
            raise NotAllowed(f"Only an executive can waive a condition. {' '.join(problems)} Nothing was saved.")
        facts = condition_facts(context, change, live)
        step = step_up(facts, find_conditions(facts))
        asked = step.asked if step is not None else ()
        finding = next((one for one in asked if one.name == (phase, list, key)), None)
        if finding is None:
            raise Invalid("The next step up does not ask for this condition. Nothing was saved.", "condition")
        if not finding.waivable:
            raise Invalid(f"“{finding.text}” cannot be waived. Nothing was saved.", "condition")
        if finding.waived is not None:
            raise Conflict("Somebody has waived this condition already. Nothing was saved.", finding.waived)
        if not finding.in_the_way:
            raise Invalid(f"“{finding.text}” is not in the way, so there is nothing to waive.", "condition")
        waiver = entries.made(
            Waiver,
            id=context.new_id(),
            phase=phase,
            list=list,
            key=key,
            executive=person.id,
            executive_name=person.name,
            reason=reason,
            is_floor=finding.floor,
            floor_reached_pct=finding.reached_pct if finding.floor else None,
            waived_at=change.at,
            entered_by=context.actor.label,
        )
        change.add("condition_waived", f"condition/{phase}/{list}/{key}", waiver)
    return waiver.id


def revoke_waiver(context: Context, initiative: str, waiver_id: str) -> None:
    """Take a waiver back before it was used; it stays in the record. Raises Conflict once it was used, NotFound."""
    with context.change(initiative) as change:
        waiver = next((one for one in change.rollout.waivers if one.id == waiver_id), None)
        if waiver is None:
            raise NotFound("There is no such waiver on this initiative. Nothing was changed.")
        if waiver.used_by is not None:
            raise Conflict("A move was made with this waiver, so it can no longer be taken back.", waiver)
        if waiver.revoked_at is None:
            revoked = entries.renewed(waiver, revoked_at=change.at)
            subject = f"condition/{waiver.phase}/{waiver.list}/{waiver.key}"
            change.save("waiver_revoked", subject, waiver, revoked)
