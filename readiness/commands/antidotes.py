"""Make an action of what helps against a failure pattern."""

from __future__ import annotations

from readiness.commands import entries
from readiness.commands.dismissals import pattern_of
from readiness.commands.plans import check_plan
from readiness.context import Context
from readiness.domain.assessment import Plan
from readiness.domain.patterns.antidote import action_of, action_text
from readiness.errors import Invalid


def plan_antidote(context: Context, initiative: str, *, pattern: str, antidote: str) -> str:
    """Plan one of a pattern's antidotes as an action without owner and due date; the plan's id.

    Pressed again while such an action is open or done, it is that action. Raises Invalid, NotFound.
    """
    with context.change(initiative) as change:
        framework = context.framework_of(change.assessment)
        known = pattern_of(framework, pattern)
        if antidote not in known.antidotes:
            raise Invalid(f"{known.name} has no such antidote. Nothing was saved.", "antidote")
        planned = action_of(change.assessment.plans, antidote, known.name)
        if planned is not None:
            return planned.id
        plan = entries.made(
            Plan,
            id=context.new_id(),
            kind="action",
            text=action_text(antidote, known.name),
            created_at=change.at,
        )
        check_plan(plan, framework)
        change.add("plan_added", f"plan/{plan.id}", plan)
    return plan.id
