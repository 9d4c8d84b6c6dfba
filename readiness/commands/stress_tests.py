"""Plan stress tests, record their runs, and that a failed one was fixed and passed again."""

from __future__ import annotations

from datetime import date
from typing import Literal

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.assessment import Severity, StressTest, StressTestKind
from readiness.domain.stress_plan import KIND_WORDS, NoFindingAnswer, PlannedStressTest
from readiness.errors import Conflict, Invalid, NotFound
from readiness.storage.store import Change


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
    kind: StressTestKind = "",
    expected: str = "",
    link: str = "",
    planned: str | None = None,
) -> str:
    """Record a stress test; its id. A failed one needs a severity and the finding. Raises Invalid, NotFound, Conflict.

    `planned` names the planned test that was run by it.
    """
    entries.line(name, "name", "The name of the test", required=True)
    entries.choice(kind, "kind", "The kind of test", KIND_WORDS)
    entries.text(expected, "expected", "The expected behaviour")
    if link:
        entries.link(link)
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
            kind=kind,
            expected=expected,
            link=link,
        )
        if planned is not None:
            stored = _open_plan(change, planned)
            if stored.criterion != criterion:
                raise Invalid("The planned test belongs to another criterion. Nothing was saved.", "criterion")
            change.put(entries.renewed(stored, run_as=test.id))
        change.add("stress_test_recorded", f"stress_test/{criterion}/{test.id}", test)
    return test.id


def resolve_stress_test(
    context: Context,
    initiative: str,
    id: str,
    *,
    fixed_on: date | None,
    passed_again_on: date | None,
    fix: str | None = None,
) -> None:
    """Record when a failed test was fixed and when it passed again; both lift its effect. Raises Invalid, NotFound.

    `fix` says what was done; None leaves it as it stands.
    """
    if fix is not None:
        entries.text(fix, "fix", "What was fixed")
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
        resolved = entries.renewed(
            test, fixed_on=fixed_on, passed_again_on=passed_again_on, fix=test.fix if fix is None else fix
        )
        change.save("stress_test_resolved", f"stress_test/{test.criterion}/{id}", test, resolved)


def plan_stress_test(
    context: Context,
    initiative: str,
    *,
    criterion: str,
    name: str,
    expected: str,
    day: date,
    kind: StressTestKind = "",
    owner: str = "",
) -> str:
    """Plan a stress test; its id. The expected behaviour is written beforehand. Raises Invalid, NotFound."""
    entries.line(name, "name", "The name of the test", required=True)
    entries.text(expected, "expected", "The expected behaviour", required=True)
    entries.line(owner, "owner", "The owner")
    entries.choice(kind, "kind", "The kind of test", KIND_WORDS)
    entries.bounded_day(day, "day", "The planned day")
    if day < context.today():
        raise Invalid("The planned day has passed. Nothing was saved; record a run, or choose a later day.", "day")
    with context.change(initiative) as change:
        entries.criterion_of(context.framework_of(change.assessment), criterion)
        planned = entries.made(
            PlannedStressTest,
            id=context.new_id(),
            criterion=criterion,
            kind=kind,
            name=name,
            expected=expected,
            day=day,
            owner=owner,
            planned_at=change.at,
            planned_by=context.actor.label,
        )
        change.add("stress_test_planned", f"stress_test/{criterion}/{planned.id}", planned)
    return planned.id


def drop_planned_stress_test(context: Context, initiative: str, id: str, *, reason: str) -> None:
    """Say that a planned test will not be run, and why. Raises Invalid, NotFound, Conflict."""
    entries.text(reason, "reason", "The reason", required=True)
    with context.change(initiative) as change:
        planned = _open_plan(change, id)
        dropped = entries.renewed(planned, dropped=reason)
        change.save("stress_test_dropped", f"stress_test/{planned.criterion}/{id}", planned, dropped)


def answer_no_finding(context: Context, initiative: str, *, text: str) -> None:
    """Say why none of the tests found anything; asked anew after further runs. Raises Invalid, NotFound."""
    entries.text(text, "text", "The answer", required=True)
    with context.change(initiative) as change:
        old = change.rollout.no_finding_answer
        new = NoFindingAnswer(
            tests=len(change.assessment.stress_tests),
            text=text,
            answered_at=change.at,
            answered_by=context.actor.label,
        )
        change.save("no_finding_answered", "stress_tests", old, new)


def _open_plan(change: Change, id: str) -> PlannedStressTest:
    planned = next((one for one in change.rollout.planned_stress_tests if one.id == id), None)
    if planned is None:
        raise NotFound("There is no such planned stress test on this initiative. Nothing was changed.")
    if planned.run_as is not None:
        raise Conflict("Somebody has recorded a run of this planned test meanwhile. Nothing was changed.")
    if planned.dropped:
        raise Conflict("Somebody has dropped this planned test meanwhile. Nothing was changed.")
    return planned
