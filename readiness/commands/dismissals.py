"""Set a warning of a failure pattern aside for a while, with a reason, and take that back."""

from __future__ import annotations

from datetime import date, timedelta

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.dismissal import Dismissal
from readiness.domain.framework import Framework, Pattern
from readiness.domain.patterns.detect import holds
from readiness.domain.wording import day_text
from readiness.errors import Conflict, Invalid, NotFound

LONGEST_DAYS = 365
"""A warning may be set aside for so many days at most; then somebody looks again."""


def dismiss(
    context: Context, initiative: str, *, pattern: str, indicator: str | None = None, reason: str, until: date
) -> str:
    """Set a pattern, or one of its signs, aside up to a day (inclusive); the dismissal's id.

    The finding goes on being shown, with the reason. The same again is one dismissal. Raises Invalid, NotFound and
    Conflict where it is set aside already.
    """
    entries.text(reason, "reason", "The reason", required=True)
    today = context.today()
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        last = day_text(today + timedelta(days=LONGEST_DAYS))
        raise Invalid(f"A warning can be set aside from today until {last} at most. Nothing was saved.", "until")
    with context.change(initiative) as change:
        known = pattern_of(context.framework_of(change.assessment), pattern)
        if indicator is not None and all(one.key != indicator for one in known.indicators):
            raise Invalid(f"{known.name} has no sign “{indicator}”. Nothing was saved.", "indicator")
        for one in change.rollout.dismissals:
            if (one.pattern, one.indicator) == (pattern, indicator) and holds(one, today):
                if (one.reason, one.until, one.dismissed_by) == (reason, until, context.actor.label):
                    return one.id
                raise Conflict(
                    f"This is set aside until {day_text(one.until)} already. Nothing was saved; take that back first."
                )
        dismissal = entries.made(
            Dismissal,
            id=context.new_id(),
            pattern=pattern,
            indicator=indicator,
            reason=reason,
            until=until,
            dismissed_at=change.at,
            dismissed_by=context.actor.label,
        )
        change.add("pattern_dismissed", f"dismissal/{dismissal.id}", dismissal)
    return dismissal.id


def revoke_dismissal(context: Context, initiative: str, id: str) -> None:
    """Take a dismissal back before its day; done twice it is done once. Raises NotFound."""
    with context.change(initiative) as change:
        stored = next((one for one in change.rollout.dismissals if one.id == id), None)
        if stored is None:
            raise NotFound("There is no such dismissal on this initiative. Nothing was changed.")
        if stored.revoked_at is None:
            revoked = entries.renewed(stored, revoked_at=change.at)
            change.save("pattern_dismissal_revoked", f"dismissal/{id}", stored, revoked)


def pattern_of(framework: Framework, pattern: str) -> Pattern:
    """A failure pattern of the framework. Raises Invalid."""
    known = next((one for one in framework.patterns if one.id == pattern), None)
    if known is None:
        raise Invalid(
            f"Framework {framework.version} has no failure pattern “{pattern}”. Nothing was saved.", "pattern"
        )
    return known
