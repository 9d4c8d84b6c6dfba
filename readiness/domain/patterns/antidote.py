"""What helps against a failure pattern, as the action that it becomes."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.assessment import Plan


def action_text(antidote: str, pattern_name: str) -> str:
    """The text of the action: what to do, and against which pattern."""
    return f"{antidote} (against: {pattern_name})"


def action_of(plans: Iterable[Plan], antidote: str, pattern_name: str) -> Plan | None:
    """The latest action that an antidote became and that was not dropped, or None."""
    said = action_text(antidote, pattern_name)
    return next((plan for plan in reversed(tuple(plans)) if plan.text == said and plan.status != "dropped"), None)
