"""Adding evidence never worsens, taking it away never betters; with the one conflict that the rules hold."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.adjustment import age_counts_from
from readiness.domain.assessment import Assessment, Evidence
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from tests.builders import SMALL, TODAY, ago, an_assessment, at, days, proof, rated
from tests.properties.order import assert_no_worse
from tests.properties.strategies import AGES, cases

Case = tuple[Framework, Assessment]
KINDS = st.sampled_from(("file", "link", "metric", "text"))


def with_evidence(assessment: Assessment, *items: Evidence) -> Assessment:
    return assessment.model_copy(update={"evidence": items})


@given(cases(), KINDS, st.sampled_from(AGES), st.data())
def test_adding_evidence_never_worsens(case: Case, kind: str, age: int, data: st.DataObject) -> None:
    """For any item where other evidence stands, and for a first item dated on or after the day the age counts from.

    The age of a rating counts from its newest evidence, or with none from the day of choice. So a first item that is
    older than the choice can make the rating older; the rules say both, and the example below shows it.
    """
    framework, assessment = case
    criterion = data.draw(st.sampled_from([one.id for one in framework.criteria]))
    start = age_counts_from(assessment.answer(criterion), assessment)
    day = ago(age)
    if not assessment.evidence_of(criterion) and start is not None:
        day = max(day, start)
    item = proof(criterion, day, kind, id="added")  # type: ignore[arg-type]
    after = with_evidence(assessment, *assessment.evidence, item)
    assert_no_worse(evaluate(assessment, framework, TODAY), evaluate(after, framework, TODAY))


def test_known_conflict_a_first_item_older_than_the_choice_can_make_a_rating_too_old() -> None:
    """Said by the rules: the age counts from the newest evidence, and only with none from the day of choice."""
    bare = an_assessment(rated("data.c1", "yellow"))
    late = an_assessment(rated("data.c1", "yellow"), proof("data.c1", ago(61)))
    assert evaluate(bare, SMALL, TODAY).criterion("data.c1").status == "yellow"
    assert evaluate(late, SMALL, TODAY).criterion("data.c1").status == "not_assessed"


@given(cases(), st.data())
def test_renewing_evidence_never_worsens(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    if not assessment.evidence:
        return
    old = data.draw(st.sampled_from(assessment.evidence))
    renewed = old.model_copy(update={"day": min(TODAY, old.day + days(data.draw(st.integers(0, 90))))})
    after = with_evidence(assessment, *(renewed if item is old else item for item in assessment.evidence))
    assert_no_worse(evaluate(assessment, framework, TODAY), evaluate(after, framework, TODAY))


@given(cases(), st.data())
def test_withdrawing_evidence_never_betters_however_much_is_withdrawn(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    before = evaluate(assessment, framework, TODAY)
    for item in data.draw(st.permutations([one for one in assessment.evidence if one.withdrawn_at is None])):
        gone = item.model_copy(update={"withdrawn_at": at(TODAY, 20)})
        assessment = with_evidence(assessment, *(gone if one.id == item.id else one for one in assessment.evidence))
        after = evaluate(assessment, framework, TODAY)
        assert_no_worse(after, before)
        before = after


@given(cases(), st.integers(0, 200))
def test_withdrawn_evidence_does_not_better_as_days_pass_either(case: Case, later: int) -> None:
    framework, assessment = case
    gone = with_evidence(
        assessment,
        *(one.model_copy(update={"withdrawn_at": one.withdrawn_at or at(TODAY, 20)}) for one in assessment.evidence),
    )
    day = TODAY + days(later)
    assert_no_worse(evaluate(gone, framework, day), evaluate(assessment, framework, day))


@given(cases(), st.data())
def test_a_text_proves_no_more_than_a_file(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    if not assessment.evidence:
        return
    item = data.draw(st.sampled_from(assessment.evidence))
    text, file = (
        with_evidence(
            assessment, *(one.model_copy(update={"kind": kind}) if one is item else one for one in assessment.evidence)
        )
        for kind in ("text", "file")
    )
    assert_no_worse(evaluate(text, framework, TODAY), evaluate(file, framework, TODAY))
