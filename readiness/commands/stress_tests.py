"""Record stress tests, and that a failed one was fixed and passed again."""

from __future__ import annotations

from datetime import date
from typing import Literal

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.assessment import Severity, StressTest
from readiness.errors import Invalid, NotFound


def record_stress_test(
    context: Context,
    initiative: str,
    *,
    criterion: str,
    name: str,
    day: date,
    outcome: Literal["passed", "failed"],
    severity: Severity | None = None,
    finding: str = "",
) -> str:
    """Record a stress test; its id. A failed one needs a severity and the finding. Raises Invalid, NotFound."""
    entries.line(name, "name", "The name of the test", required=True)
    entries.text(finding, "finding", "The finding", required=outcome == "failed")
    entries.choice(outcome, "outcome", "The outcome", ("passed", "failed"))
    entries.past_day(day, "day", "The date of the test", context.today())
    if outcome == "failed":
        entries.choice(severity or "", "severity", "The severity", ("minor", "major", "critical"))
    elif severity is not None:
        raise Invalid("A test that passed has no severity. Nothing was saved.", "severity")
    with context.change(initiative) as change:
        entries.criterion_of(context.framework_of(change.assessment), criterion)
        test = entries.made(
            StressTest,
            id=context.new_id(),
            criterion=criterion,
            name=name,
            day=day,
            outcome=outcome,
            severity=severity,
            finding=finding,
            added_at=change.at,
            added_by=context.actor.label,
        )
        change.add("stress_test_recorded", f"stress_test/{criterion}/{test.id}", test)
    return test.id


def resolve_stress_test(
    context: Context, initiative: str, id: str, *, fixed_on: date | None, passed_again_on: date | None
) -> None:
    """Record when a failed test was fixed and when it passed again; both lift its effect. Raises Invalid, NotFound."""
    with context.change(initiative) as change:
        test = next((item for item in change.assessment.stress_tests if item.id == id), None)
        if test is None:
            raise NotFound("There is no such stress test on this initiative. Nothing was changed.")
        if test.outcome != "failed":
            raise Invalid("This test passed, so there is nothing to fix. Nothing was saved.", "outcome")
        if fixed_on is not None:
            entries.past_day(fixed_on, "fixed_on", "The date of the fix", context.today())
            if fixed_on < test.day:
                raise Invalid("The fix cannot lie before the test that failed. Nothing was saved.", "fixed_on")
        if passed_again_on is not None:
            entries.past_day(passed_again_on, "passed_again_on", "The date of the new test", context.today())
            if fixed_on is None or passed_again_on < fixed_on:
                raise Invalid("A test passes again only after the fix. Nothing was saved.", "passed_again_on")
        resolved = entries.renewed(test, fixed_on=fixed_on, passed_again_on=passed_again_on)
        change.save("stress_test_resolved", f"stress_test/{test.criterion}/{id}", test, resolved)
