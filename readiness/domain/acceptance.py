"""A yellow risk that somebody is ready to accept until a day: an action on the plan that the sign-off page names.

It covers nothing and lifts nothing. Whether the yellow may stand is decided by the executive's signature alone.
"""

from __future__ import annotations

from readiness.domain.assessment import Assessment, Plan
from readiness.domain.wording import day_text

BEGINS = "Accept the risk: "


def acceptance_text(text: str) -> str:
    """The text of the action that says so."""
    return f"{BEGINS}{text.strip()}"


def is_acceptance(plan: Plan) -> bool:
    """Whether a plan says that a risk is to be accepted."""
    return plan.kind == "action" and plan.text.startswith(BEGINS)


def acceptances(assessment: Assessment, criterion: str) -> tuple[str, ...]:
    """The open ones on a criterion, each in a line with approver and the day on which it ends."""
    return tuple(
        f"{plan.text.strip()} ({plan.owner.strip()}, until {day_text(plan.due)})"
        for plan in assessment.plans
        if criterion in plan.criteria and plan.is_open and is_acceptance(plan) and plan.due is not None
    )
