"""What stands beside the verdict and changes nothing in it: warnings, and what an executive excepted."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import CriterionResult, Warning
from readiness.domain.framework import Framework


def warnings(results: Sequence[CriterionResult], assessment: Assessment, framework: Framework) -> tuple[Warning, ...]:
    """What stands beside the verdict and changes nothing in it."""
    found: list[Warning] = []
    unchecked = sum(not result.rechecked for result in results)
    if unchecked:
        found.append(Warning(kind="not_rechecked", text=f"{unchecked} of {len(results)} not re-checked in this round."))
    tested = {
        criterion.dimension
        for test in assessment.stress_tests
        if (criterion := framework.criterion(test.criterion)) is not None
    }
    for dimension in framework.dimensions:
        if dimension.id not in tested:
            text = f"No stress test run in {dimension.name}."
            found.append(Warning(kind="no_stress_test", text=text, dimension=dimension.id))
    missing = [result.name for result in results if result.reason_missing]
    if missing:
        text = f"Rated better than the checks suggest, without a written reason: {', '.join(missing)}."
        found.append(Warning(kind="reason_missing", text=text))
    return tuple(found)


def confirmed_exceptions(results: Sequence[CriterionResult], assessment: Assessment) -> tuple[str, ...]:
    """Must-be-green criteria that do not apply by an executive's written word, one sentence each."""
    found: list[str] = []
    for result in results:
        if result.must_be_green and result.status == "not_applicable":
            answer = assessment.answer(result.criterion)
            person = assessment.person(answer.not_applicable_confirmed_by or "")
            name = person.name if person else "An executive"
            found.append(
                f"{result.name} must be green in this profile but does not apply: {name} confirmed it in writing "
                f"(“{answer.not_applicable_confirmation.strip()}”)."
            )
    return tuple(found)
