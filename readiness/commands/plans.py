"""Plan mitigations and actions, and change them as they go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.assessment import Plan, PlanKind
from readiness.domain.framework import Framework
from readiness.domain.wording import PLAN_STATUS_WORDS
from readiness.errors import Invalid, NotFound

_CHANGEABLE = ("kind", "criteria", "text", "owner", "due", "status", "effort_days", "cost", "skill")


def add_plan(
    context: Context,
    initiative: str,
    *,
    kind: PlanKind = "mitigation",
    criteria: Sequence[str] = (),
    text: str = "",
    owner: str = "",
    due: date | None = None,
    effort_days: float | None = None,
    cost: float | None = None,
    skill: str = "",
) -> str:
    """Plan something; the plan's id. It may be incomplete, but only a complete mitigation covers a yellow.

    Effort is in person-days, cost in the initiative's currency. Raises Invalid, NotFound.
    """
    with context.change(initiative) as change:
        plan = entries.made(
            Plan,
            id=context.new_id(),
            kind=kind,
            criteria=tuple(criteria),
            text=text,
            owner=owner,
            due=due,
            effort_days=effort_days,
            cost=cost,
            skill=skill,
            created_at=change.at,
        )
        check_plan(plan, context.framework_of(change.assessment))
        change.add("plan_added", f"plan/{plan.id}", plan)
    return plan.id


def change_plan(context: Context, initiative: str, plan_id: str, *, seen: Plan, **changes: Any) -> None:
    """Change fields of a plan: kind, criteria, text, owner, due, status, effort_days, cost, skill.

    `seen` is the plan as the edit found it; only the fields changed here are compared with what is stored. Raises
    StaleVersion, Invalid, NotFound.
    """
    entries.known_fields(changes, _CHANGEABLE, "A plan")
    with context.change(initiative) as change:
        stored = next((plan for plan in change.assessment.plans if plan.id == plan_id), None)
        if stored is None:
            raise NotFound("There is no such plan on this initiative. Nothing was changed.")
        new = entries.renewed(stored, **changes)
        check_plan(new, context.framework_of(change.assessment))
        done_at = stored.done_at if new.status == stored.status else change.at if new.status == "done" else None
        entries.replaced(
            change,
            "plan_changed",
            f"plan/{plan_id}",
            "this plan",
            stored,
            entries.renewed(seen, done_at=stored.done_at),
            entries.renewed(new, done_at=done_at),
        )


def check_plan(plan: Plan, framework: Framework) -> None:
    """Raise Invalid for a plan that cannot be stored."""
    for criterion in plan.criteria:
        entries.criterion_of(framework, criterion)
    if len(set(plan.criteria)) != len(plan.criteria):
        raise Invalid("A criterion is named twice in this plan. Nothing was saved.", "criteria")
    if plan.kind == "mitigation" and not plan.criteria:
        raise Invalid("A mitigation names at least one criterion. Nothing was saved; choose one.", "criteria")
    entries.text(plan.text, "text", "The text", required=plan.kind == "action")
    entries.line(plan.owner, "owner", "The owner")
    entries.line(plan.skill, "skill", "The skill needed")
    entries.choice(plan.status, "status", "The status", PLAN_STATUS_WORDS)
    if plan.due is not None:
        entries.bounded_day(plan.due, "due", "The due date")
    if plan.effort_days is not None:
        entries.number(plan.effort_days, "effort_days", "Effort in person-days")
    if plan.cost is not None:
        entries.number(plan.cost, "cost", "Cost")
