"""Dimension statuses and the verdict table, row by row."""

import pytest

from readiness.domain.assessment import Fact, UseCase
from readiness.domain.evaluation import Evaluation
from readiness.domain.gate import evaluate
from tests.builders import (
    COMPLETE,
    SMALL,
    TODAY,
    a_failed_test,
    a_framework,
    a_plan,
    a_sign_off,
    ago,
    an_assessment,
    days,
    judged,
    proof,
    rated,
)

ONE, TWO, THREE, FOUR = "data.c1", "data.c2", "integration.c1", "integration.c2"
STRICT = a_framework((2, 2), must_be_green=[ONE])
EXCUSED = {"not_applicable_confirmed_by": "eve", "not_applicable_confirmation": "It has none"}


def statuses(evaluation: Evaluation) -> dict[str, str]:
    return {dimension.dimension: dimension.status for dimension in evaluation.dimensions}


# Dimensions


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("red", "green", "red"),
        ("red", None, "red"),
        ("red", "yellow", "red"),
        (None, "yellow", "not_assessed"),
        (None, "green", "not_assessed"),
        ("yellow", "green", "yellow"),
        ("green", "not_applicable", "green"),
        ("not_applicable", "yellow", "yellow"),
        ("not_applicable", "not_applicable", "not_assessed"),
    ],
)
def test_a_dimension_is_its_worst_criterion(first: object, second: object, status: str) -> None:
    found = judged(rated(ONE, first), rated(TWO, second), proof(ONE), proof(TWO))  # type: ignore[arg-type]
    assert statuses(found) == {"data": status, "integration": "green"}


def test_a_red_dimension_blocks_whatever_the_rest() -> None:
    assert judged(rated(ONE, "red")).verdict == "blocked"
    assert judged(rated(ONE, "red"), rest=None, use_case=UseCase()).verdict == "blocked"


def test_the_score_is_a_weighted_mean_over_what_is_assessed() -> None:
    framework = a_framework((4, 1), double_weight=[ONE])
    found = judged(rated(ONE, "yellow"), rated(TWO, "red"), rated("data.c3", None), framework=framework).dimensions[0]
    assert found.score == pytest.approx((2 * 50 + 0 + 100) / 4)
    assert (found.assessed, found.applicable, found.total) == (3, 4, 4)


def test_the_score_uses_the_effective_status() -> None:
    assert judged(rated(ONE, "green")).dimensions[0].score == 75


def test_not_applicable_is_left_out_of_score_and_count() -> None:
    found = judged(rated(ONE, "not_applicable"), rated(TWO, "yellow")).dimensions[0]
    assert (found.score, found.assessed, found.applicable, found.total) == (50, 1, 1, 2)


def test_nothing_assessed_has_no_score_which_is_not_zero() -> None:
    assert judged(rest=None).dimensions[0].score is None
    assert judged(rest="red").dimensions[0].score == 0


def test_a_score_never_overrides_a_status() -> None:
    framework = a_framework((25, 1), double_weight=[f"data.c{n}" for n in range(2, 26)])
    found = judged(rated(ONE, "red"), framework=framework)
    assert found.dimensions[0].score == pytest.approx(100 * 48 / 49)
    assert (found.dimensions[0].status, found.verdict) == ("red", "blocked")


# blocked


def test_a_must_be_green_criterion_blocks_at_yellow() -> None:
    facts = (rated(ONE, "yellow"), a_plan(ONE), a_sign_off(ONE))
    assert judged(*facts, framework=STRICT).verdict == "blocked"
    assert judged(*facts).verdict == "ready_with_mitigations"


def test_a_must_be_green_criterion_blocks_when_a_stress_test_made_it_yellow() -> None:
    facts = (rated(ONE, "green"), proof(ONE), a_failed_test(ONE, "minor"), a_plan(ONE))
    assert judged(*facts, framework=STRICT).verdict == "blocked"
    assert judged(*facts).verdict == "ready_with_mitigations"


def test_a_must_be_green_yellow_goes_on_blocking_when_it_is_too_old() -> None:
    found = judged(rated(ONE, "yellow", on=ago(100)), framework=STRICT)
    assert (found.verdict, statuses(found)["data"]) == ("blocked", "not_assessed")


def test_known_exception_choosing_yellow_where_green_is_a_must_is_worse_than_not_assessed() -> None:
    """The one place where a better rating has a worse verdict: the table blocks a chosen yellow, not a missing one."""
    assert judged(rated(ONE, None), framework=STRICT).verdict == "incomplete"
    assert judged(rated(ONE, "yellow"), framework=STRICT).verdict == "blocked"


@pytest.mark.parametrize("harm", [a_plan(ONE, due=ago(1)), a_failed_test(ONE, "critical")])
def test_known_exception_rating_what_has_an_overdue_plan_or_a_critical_finding_is_worse_than_leaving_it(
    harm: Fact,
) -> None:
    """Only a rating is adjusted: with no rating, neither an overdue plan nor a critical finding makes red."""
    assert judged(rated(ONE, None), harm).verdict == "incomplete"
    assert judged(rated(ONE, "yellow"), harm).verdict == "blocked"


# incomplete


def test_anything_not_assessed_is_incomplete() -> None:
    assert judged(rated(ONE, None)).verdict == "incomplete"
    assert judged(rest=None).verdict == "incomplete"


def test_an_unconfirmed_not_applicable_is_incomplete() -> None:
    assert judged(rated(ONE, "not_applicable", by=["bob"])).verdict == "incomplete"
    assert judged(rated(ONE, "not_applicable")).verdict == "ready"


def test_a_dimension_with_nothing_left_is_incomplete() -> None:
    found = judged(rated(ONE, "not_applicable"), rated(TWO, "not_applicable"))
    assert (found.verdict, found.reasons[0].cause, found.reasons[0].dimension) == (
        "incomplete",
        "dimension_empty",
        "data",
    )


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ((rated(ONE, "green"),), "unproven"),
        ((rated(ONE, "green"), proof(ONE, ago(31))), "evidence_expired"),
        ((rated(ONE, "green", by=["bob"]), proof(ONE)), "self_assessed"),
    ],
)
def test_a_must_be_green_criterion_that_only_lacks_proof_is_incomplete_and_not_blocked(
    facts: tuple[Fact, ...], cause: str
) -> None:
    found = judged(*facts, framework=STRICT)
    assert (found.verdict, [(r.criterion, r.cause) for r in found.reasons]) == ("incomplete", [(ONE, cause)])
    assert judged(*facts).verdict == "ready_with_mitigations"


@pytest.mark.parametrize("gap", ["user", "decision", "value"])
def test_a_use_case_without_user_decision_or_value_is_incomplete(gap: str) -> None:
    found = judged(use_case=COMPLETE.model_copy(update={gap: " "}))
    assert (found.verdict, found.reasons[0].text) == (
        "incomplete",
        f"The use case statement does not name the {gap}.",
    )


def test_how_the_value_is_measured_may_be_left_open() -> None:
    assert judged(use_case=COMPLETE.model_copy(update={"measure": ""})).verdict == "ready"


# needs_plan


@pytest.mark.parametrize("missing", [{"text": " "}, {"owner": " "}, {"due": None}, {"status": "dropped"}])
def test_a_chosen_yellow_needs_a_mitigation_with_text_owner_and_due_date(missing: dict[str, object]) -> None:
    assert judged(rated(ONE, "yellow")).verdict == "needs_plan"
    assert judged(rated(ONE, "yellow"), a_plan(ONE, **missing)).verdict == "needs_plan"  # type: ignore[arg-type]
    assert judged(rated(ONE, "yellow"), a_plan(ONE)).verdict == "ready_with_mitigations"


def test_an_action_is_no_mitigation() -> None:
    assert judged(rated(ONE, "yellow"), a_plan(ONE, kind="action")).verdict == "needs_plan"


def test_a_finished_mitigation_still_covers_its_yellow() -> None:
    assert judged(rated(ONE, "yellow"), a_plan(ONE, due=ago(9), status="done")).verdict == "ready_with_mitigations"


def test_one_mitigation_may_cover_several_criteria() -> None:
    found = judged(rated(ONE, "yellow"), rated(TWO, "yellow"), a_plan(ONE, TWO), framework=a_framework(tolerance=2))
    assert found.verdict == "ready_with_mitigations"


def test_a_yellow_made_by_a_stress_test_needs_a_plan() -> None:
    facts = (rated(ONE, "green"), proof(ONE), a_failed_test(ONE, "minor"))
    assert judged(*facts).verdict == "needs_plan"
    assert judged(*facts, a_plan(ONE)).verdict == "ready_with_mitigations"


def test_a_yellow_that_only_lacks_proof_needs_no_plan() -> None:
    assert judged(rated(ONE, "green")).verdict == "ready_with_mitigations"


# needs_sign_off


def test_two_yellow_dimensions_need_a_sign_off() -> None:
    facts = (rated(ONE, "yellow"), rated(THREE, "yellow"), a_plan(ONE, THREE))
    tolerant = a_framework(tolerance=9)
    assert judged(*facts, framework=tolerant).verdict == "needs_sign_off"
    assert judged(*facts, a_sign_off(ONE, THREE), framework=tolerant).verdict == "ready_with_mitigations"


def test_more_yellow_criteria_than_the_profile_tolerates_need_a_sign_off() -> None:
    facts = (rated(ONE, "yellow"), rated(TWO, "yellow"), a_plan(ONE, TWO))
    assert judged(*facts, framework=a_framework(tolerance=1)).verdict == "needs_sign_off"
    assert judged(*facts, framework=a_framework(tolerance=2)).verdict == "ready_with_mitigations"
    assert judged(*facts, a_sign_off(ONE, TWO), framework=a_framework(tolerance=1)).verdict == "ready_with_mitigations"


def test_a_yellow_for_want_of_proof_counts_towards_the_sign_off() -> None:
    assert judged(rated(ONE, "green"), rated(THREE, "green")).verdict == "needs_sign_off"


def test_a_plan_is_asked_for_before_a_sign_off() -> None:
    assert judged(rated(ONE, "yellow"), rated(THREE, "yellow"), a_plan(ONE)).verdict == "needs_plan"


# ready


def test_every_dimension_green_is_ready() -> None:
    assert judged().verdict == "ready"
    assert judged(rated(ONE, "not_applicable")).verdict == "ready"


def test_the_profile_must_be_in_the_framework() -> None:
    assessment = an_assessment()
    stranger = assessment.initiative.model_copy(update={"profile": "stranger"})
    with pytest.raises(KeyError, match="stranger"):
        evaluate(assessment.model_copy(update={"initiative": stranger}), SMALL, TODAY)


# Beside the verdict


def test_what_is_not_rechecked_is_a_warning_and_changes_nothing() -> None:
    found = judged(rated(ONE, "green", rechecked=False), rated(TWO, None, rechecked=False), proof(ONE))
    assert [w.text for w in found.warnings if w.kind == "not_rechecked"] == ["1 of 4 not re-checked in this round."]
    assert judged(rated(ONE, "green", rechecked=False), proof(ONE)).verdict == "ready"


def test_a_dimension_without_a_stress_test_is_a_warning() -> None:
    passed = a_failed_test(ONE).model_copy(update={"outcome": "passed"})
    found = judged(passed)
    assert [w.text for w in found.warnings] == ["No stress test run in Integration."]
    assert found.warnings[0].dimension == "integration"
    assert found.verdict == "ready"


def test_an_executives_exception_is_shown_with_the_verdict() -> None:
    found = judged(rated(ONE, "not_applicable", **EXCUSED), framework=STRICT)
    assert found.verdict == "ready"
    assert found.confirmed_exceptions == (
        "Data 1 must be green in this profile but does not apply: Eve confirmed it in writing (“It has none”).",
    )
    assert judged(rated(ONE, "not_applicable", **EXCUSED)).confirmed_exceptions == ()


def test_not_assessed_differs_from_red_everywhere() -> None:
    silent, red = judged(rest=None), judged(rest="red")
    assert (silent.verdict, red.verdict) == ("incomplete", "blocked")
    for left, right in zip(silent.dimensions, red.dimensions, strict=True):
        assert (left.status, right.status) == ("not_assessed", "red")
        assert (left.score, right.score) == (None, 0)
        assert (left.assessed, right.assessed) == (0, left.total)
    assert {reason.cause for reason in silent.reasons} == {"not_answered"}
    assert {reason.cause for reason in red.reasons} == {"chosen"}
    assert (silent.assessed, red.assessed) == (0, 4)


def test_headlines_answer_whether_it_can_go_to_production() -> None:
    yellow = (rated(ONE, "yellow"), rated(THREE, "yellow"))
    assert judged(rated(ONE, "red")).headline == "Not yet: 1 criterion blocks it."
    assert judged(rated(ONE, "red"), rated(TWO, None)).headline == (
        "Not yet: 1 criterion blocks it, 1 more is not assessed."
    )
    assert judged(rest="red").headline == "Not yet: 4 criteria block it."
    assert judged(rated(ONE, "red"), rated(TWO, "green")).headline == (
        "Not yet: 1 criterion blocks it, 1 more is unproven."
    )
    assert judged(rated(ONE, "yellow", on=ago(100)), framework=STRICT).headline == "Not yet: 1 criterion blocks it."
    assert judged(rated(ONE, None), use_case=UseCase(user="a", decision="b")).headline == (
        "Not known yet: 1 of 4 criteria not assessed, the use case lacks its value."
    )
    assert judged(rated(ONE, "green"), framework=STRICT).headline == (
        "Not known yet: 1 that must be green lacks proof."
    )
    assert judged(rated(ONE, "not_applicable"), rated(TWO, "not_applicable")).headline == (
        "Not known yet: a dimension has nothing left to assess."
    )
    assert judged(*yellow).headline == "Not yet: 2 yellow criteria have no complete plan."
    assert judged(*yellow, a_plan(ONE)).headline == "Not yet: 1 yellow criterion has no complete plan."
    assert judged(*yellow, a_plan(ONE, THREE)).headline == (
        "Not yet: an executive has to acknowledge 2 yellow criteria."
    )
    assert judged(*yellow, a_plan(ONE, THREE), a_sign_off(ONE, THREE)).headline == (
        "Yes, with 2 yellow criteria planned or signed for."
    )
    assert judged().headline == "Yes: every dimension is green."


def test_the_same_facts_give_another_verdict_as_days_pass() -> None:
    facts = (rated(ONE, "yellow"), a_plan(ONE, due=TODAY + days(5)), *(proof(one) for one in (TWO, THREE, FOUR)))
    verdicts = [judged(*facts, today=TODAY + days(n)).verdict for n in (0, 5, 6)]
    assert verdicts == ["ready_with_mitigations", "ready_with_mitigations", "blocked"]
