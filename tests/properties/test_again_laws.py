"""What is taken over from an evaluation before a change is what evaluating everything anew would give."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate, evaluate_again
from tests.builders import TODAY, a_workshop_record, days, left
from tests.properties.strategies import cases, replaced, situations

Case = tuple[Framework, Assessment]
CHANGES = ("rating", "note", "answer gone", "evidence", "plans", "sign-offs", "stress tests", "workshop", "nothing")


def changed(assessment: Assessment, kind: str, criterion: str, number: int) -> Assessment:
    """The assessment after one change, everything else the very same objects."""
    answer = assessment.answer(criterion)
    if kind == "rating":
        return replaced(assessment, situations()[number % len(situations())].answer(criterion))
    if kind == "note":
        return replaced(assessment, answer.model_copy(update={"note": answer.note + "more"}))
    if kind == "answer gone":
        rest = tuple(one for one in assessment.answers if one.criterion != criterion)
        return assessment.model_copy(update={"answers": rest})
    if kind == "workshop":
        held = a_workshop_record(left(criterion, rating="red"), id=f"w{number}")
        return assessment.model_copy(update={"workshops": (*assessment.workshops, held)})
    field = {"evidence": "evidence", "plans": "plans", "sign-offs": "sign_offs", "stress tests": "stress_tests"}.get(
        kind
    )
    return assessment.model_copy(update={field: getattr(assessment, field)[:-1]}) if field else assessment


@given(
    cases(), st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 10_000)), min_size=1, max_size=3), st.data()
)
def test_evaluating_again_gives_what_evaluating_anew_gives(
    case: Case, changes: list[tuple[str, int]], data: st.DataObject
) -> None:
    framework, before = case
    known = evaluate(before, framework, TODAY)
    after = before
    for kind, number in changes:
        criterion = data.draw(st.sampled_from([one.id for one in framework.criteria]))
        after = changed(after, kind, criterion, number)
    assert evaluate_again(after, framework, TODAY, before, known) == evaluate(after, framework, TODAY)


@given(cases())
def test_nothing_is_taken_over_to_another_day(case: Case) -> None:
    framework, assessment = case
    known = evaluate(assessment, framework, TODAY)
    later = TODAY + days(30)
    assert evaluate_again(assessment, framework, later, assessment, known) == evaluate(assessment, framework, later)


@given(cases(), st.data())
def test_what_is_kept_of_a_workshop_changes_no_verdict_by_itself(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    criterion = data.draw(st.sampled_from([one.id for one in framework.criteria]))
    held = changed(assessment, "workshop", criterion, 1)
    assert evaluate(held, framework, TODAY) == evaluate(assessment, framework, TODAY)


@given(cases(), st.data())
def test_a_note_leaves_the_evaluation_as_it_was(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    known = evaluate(assessment, framework, TODAY)
    criterion = data.draw(st.sampled_from([answer.criterion for answer in assessment.answers]))
    noted = changed(assessment, "note", criterion, 0)
    assert evaluate_again(noted, framework, TODAY, assessment, known) is known
