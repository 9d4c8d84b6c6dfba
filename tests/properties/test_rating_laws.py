"""A better rating never has a worse verdict; where the rules themselves say otherwise, the law says so."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import Answer, Assessment, Rating
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.what_if import Supposed, what_if
from tests.builders import PROFILE, TODAY, at
from tests.properties.order import level, verdict_of
from tests.properties.strategies import cases, replaced

Case = tuple[Framework, Assessment]


def must_be_green(framework: Framework, criterion: str) -> bool:
    profile = framework.profile(PROFILE)
    assert profile is not None
    return criterion in profile.must_be_green


@given(cases(), st.data())
def test_a_better_effective_status_never_worsens_the_verdict(case: Case, data: st.DataObject) -> None:
    """In the order red, not assessed, yellow, green.

    For a must-be-green criterion the table blocks a chosen yellow, while one that nobody assessed is only incomplete:
    there the order is red, yellow, not assessed, green.
    """
    framework, assessment = case
    criterion = data.draw(st.sampled_from([one.id for one in framework.criteria]))
    order: list[Supposed] = ["red", "not_assessed", "yellow", "green"]
    if must_be_green(framework, criterion):
        order = ["red", "yellow", "not_assessed", "green"]
    verdicts = [verdict_of(what_if(assessment, framework, TODAY, changes={criterion: status})) for status in order]
    assert verdicts == sorted(verdicts)


def with_rating(answer: Answer, rating: Rating | None) -> Answer:
    """The same answer with another rating, all else (age, raters, evidence, checks) as it is."""
    return answer.model_copy(update={"rating": rating, "chosen_at": answer.chosen_at or at(TODAY)})


@given(cases(), st.data())
def test_choosing_a_better_rating_never_worsens_verdict_or_status(case: Case, data: st.DataObject) -> None:
    """In the order red, not assessed, yellow, green, with all other facts as they are.

    Only a rating is adjusted, so facts that speak against a criterion (an overdue plan, a failed stress test) count
    from the moment somebody rates it. Where there are such facts, or green is a must, not assessed is left out here and
    shown by an example beside the verdict table.
    """
    framework, assessment = case
    criterion = data.draw(st.sampled_from([one.id for one in framework.criteria]))
    order: list[Rating | None] = ["red", None, "yellow", "green"]
    harm = any(test.is_unresolved for test in assessment.stress_tests_of(criterion)) or any(
        plan.is_open and plan.due is not None and plan.due < TODAY for plan in assessment.mitigations_of(criterion)
    )
    if harm or must_be_green(framework, criterion):
        order.remove(None)
    found = [
        evaluate(replaced(assessment, with_rating(assessment.answer(criterion), rating)), framework, TODAY)
        for rating in order
    ]
    verdicts = [verdict_of(evaluation) for evaluation in found]
    assert verdicts == sorted(verdicts)
    if not harm:
        # Evidence too old makes any better rating "not assessed", never worse than that.
        levels = [level(evaluation.criterion(criterion).status) for evaluation in found]
        assert levels == sorted(levels)


@given(cases(), st.data())
def test_not_assessed_differs_from_red_everywhere(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    criterion = data.draw(st.sampled_from([one.id for one in framework.criteria]))
    red = what_if(assessment, framework, TODAY, changes={criterion: "red"})
    silent = what_if(assessment, framework, TODAY, changes={criterion: "not_assessed"})
    assert red.verdict == "blocked"
    assert verdict_of(silent) <= 1
    assert criterion in [reason.criterion for reason in red.reasons]
    [unanswered] = [r for r in (*silent.reasons, *silent.open_points) if r.criterion == criterion]
    assert (unanswered.status, unanswered.cause) == ("not_assessed", "not_answered")
    for with_red, without in zip(red.dimensions, silent.dimensions, strict=True):
        if criterion.startswith(with_red.dimension):
            assert with_red.status == "red"
            assert with_red.assessed == without.assessed + 1
            assert with_red.score is not None
            assert without.score is None or without.score >= with_red.score
        else:
            assert with_red == without


@given(cases())
def test_a_score_lies_between_0_and_100_and_follows_its_coverage(case: Case) -> None:
    framework, assessment = case
    for dimension in evaluate(assessment, framework, TODAY).dimensions:
        assert 0 <= dimension.assessed <= dimension.applicable <= dimension.total
        assert (dimension.score is None) == (dimension.assessed == 0)
        assert dimension.score is None or 0 <= dimension.score <= 100


@given(cases())
def test_weights_change_scores_and_order_but_no_status_and_no_verdict(case: Case) -> None:
    """A score never overrides a status."""
    framework, assessment = case
    weighted = framework.model_copy(
        update={
            "profiles": tuple(
                profile.model_copy(update={"double_weight": tuple(one.id for one in framework.criteria[::2])})
                for profile in framework.profiles
            )
        }
    )
    weighted = Framework.model_validate(weighted.model_dump())
    before, after = evaluate(assessment, framework, TODAY), evaluate(assessment, weighted, TODAY)
    assert before.verdict == after.verdict
    assert [d.status for d in before.dimensions] == [d.status for d in after.dimensions]
    assert {r.criterion for r in before.reasons} == {r.criterion for r in after.reasons}


@given(cases())
def test_everything_that_is_not_green_is_a_reason_or_an_open_point_once(case: Case) -> None:
    framework, assessment = case
    found = evaluate(assessment, framework, TODAY)
    named = [r.criterion for r in (*found.reasons, *found.open_points) if r.criterion is not None]
    assert len(named) == len(set(named))
    assert set(named) == {r.criterion for r in found.criteria if r.status not in ("green", "not_applicable")}
    assert bool(found.reasons) == (found.verdict != "ready")


@given(cases())
def test_adjustments_only_ever_take_away(case: Case) -> None:
    framework, assessment = case
    for result in evaluate(assessment, framework, TODAY).criteria:
        chosen = level(result.chosen or "not_assessed")
        assert level(result.status) <= chosen
        assert (level(result.status) < chosen) == any(level(a.status) < chosen for a in result.adjustments)
