"""A verdict as it would be, with nothing stored."""

import pytest

from readiness.domain.assessment import UseCase
from readiness.domain.evaluation import Step
from readiness.domain.gate import evaluate
from readiness.domain.what_if import apply_steps, what_if, with_completed_plans
from tests.builders import (
    DUE,
    SMALL,
    TODAY,
    a_failed_test,
    a_framework,
    a_plan,
    ago,
    an_assessment,
    proof,
    rated,
)

ONE, TWO, THREE = "data.c1", "data.c2", "integration.c1"


def test_without_any_change_it_is_the_evaluation_itself() -> None:
    assessment = an_assessment(rated(ONE, "yellow"), rated(TWO, None), a_plan(ONE, due=ago(1)))
    assert what_if(assessment, SMALL, TODAY) == evaluate(assessment, SMALL, TODAY)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [("green", "ready"), ("yellow", "needs_plan"), ("not_assessed", "incomplete"), ("red", "blocked")],
)
def test_a_criterion_can_be_supposed_at_any_status(status: str, verdict: str) -> None:
    assessment = an_assessment(rated(ONE, "red"))
    supposed = what_if(assessment, SMALL, TODAY, changes={ONE: status})  # type: ignore[dict-item]
    assert (supposed.criterion(ONE).status, supposed.verdict) == (status, verdict)


def test_what_is_supposed_is_the_effective_status_free_of_adjustments() -> None:
    assessment = an_assessment(rated(ONE, "green", by=[]), a_failed_test(ONE, "critical"))
    supposed = what_if(assessment, SMALL, TODAY, changes={ONE: "green"})
    assert (supposed.verdict, supposed.criterion(ONE).adjustments) == ("ready", ())
    assert not supposed.criterion(ONE).self_assessed


def test_supposing_yellow_where_green_is_a_must_blocks() -> None:
    framework = a_framework(must_be_green=[ONE])
    assessment = an_assessment(rated(ONE, None), framework=framework)
    assert what_if(assessment, framework, TODAY, changes={ONE: "yellow"}).verdict == "blocked"


def test_finishing_an_overdue_mitigation_takes_away_its_red() -> None:
    assessment = an_assessment(rated(ONE, "yellow"), a_plan(ONE, due=ago(1)))
    assert what_if(assessment, SMALL, TODAY).verdict == "blocked"
    assert what_if(assessment, SMALL, TODAY, completed_plans=["plan"]).verdict == "ready_with_mitigations"


@pytest.mark.parametrize("missing", [{"text": ""}, {"owner": ""}, {"due": None}])
def test_completing_a_mitigation_gives_it_what_it_lacks(missing: dict[str, object]) -> None:
    assessment = an_assessment(rated(ONE, "yellow"), a_plan(ONE, **missing))  # type: ignore[arg-type]
    assert what_if(assessment, SMALL, TODAY, completed_plans=["plan"]).verdict == "ready_with_mitigations"


def test_completing_keeps_what_a_mitigation_says_already() -> None:
    assessment = an_assessment(a_plan(ONE, owner=""))
    [plan] = with_completed_plans(assessment, ["plan"], TODAY).plans
    assert (plan.text, plan.owner, plan.due, plan.status) == ("Mend it", "-", DUE, "done")


def test_a_new_mitigation_covers_a_criterion() -> None:
    assessment = an_assessment(rated(ONE, "yellow"))
    assert what_if(assessment, SMALL, TODAY, newly_planned=[ONE]).verdict == "ready_with_mitigations"


def test_a_sign_off_and_a_use_case_can_be_supposed() -> None:
    yellows = (rated(ONE, "yellow"), rated(THREE, "yellow"), a_plan(ONE, THREE))
    assert what_if(an_assessment(*yellows), SMALL, TODAY, signed=True).verdict == "ready_with_mitigations"
    vague = an_assessment(use_case=UseCase())
    assert what_if(vague, SMALL, TODAY, use_case_complete=True).verdict == "ready"


def test_a_supposed_sign_off_signs_no_red_away() -> None:
    assert what_if(an_assessment(rated(ONE, "red")), SMALL, TODAY, signed=True).verdict == "blocked"


def test_steps_do_what_they_say() -> None:
    assessment = an_assessment(
        rated(ONE, "red"),
        rated(TWO, "yellow"),
        rated(THREE, "yellow"),
        proof(THREE),
        a_plan(TWO, owner=""),
        use_case=UseCase(),
    )
    steps = [
        Step(kind="criterion", criterion=ONE, to="green", text=""),
        Step(kind="mitigation", plan="plan", text=""),
        Step(kind="mitigation", criterion=THREE, text=""),
        Step(kind="use_case", text=""),
        Step(kind="sign_off", text=""),
    ]
    reached = [apply_steps(assessment, SMALL, TODAY, steps[:count]).verdict for count in range(6)]
    assert reached == [
        "blocked",
        "incomplete",
        "incomplete",
        "incomplete",
        "needs_sign_off",
        "ready_with_mitigations",
    ]


def test_nothing_is_changed_in_the_assessment_itself() -> None:
    assessment = an_assessment(rated(ONE, "yellow"), a_plan(ONE, due=ago(1)))
    before = assessment.model_dump()
    evaluate(assessment, SMALL, TODAY)
    what_if(assessment, SMALL, TODAY, changes={ONE: "green"}, completed_plans=["plan"], signed=True)
    assert assessment.model_dump() == before
    assert evaluate(assessment, SMALL, TODAY).verdict == "blocked"
