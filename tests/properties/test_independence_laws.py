"""Independence only ever helps: one more independent rater, one more clear no, one more vote as good."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import SEVERITY_ORDER, Assessment
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.independence import is_independent, is_self_assessed
from tests.builders import IDA, TODAY
from tests.properties.order import assert_no_worse
from tests.properties.strategies import cases, replaced

Case = tuple[Framework, Assessment]
DECLARATIONS = ("builder", "reports_to_delivery", "rewarded_for_launch")


@given(cases(), st.data())
def test_one_more_independent_rater_never_worsens(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    answer = assessment.answer(data.draw(st.sampled_from([one.id for one in framework.criteria])))
    joined = answer.model_copy(update={"raters": (*answer.raters, IDA.id)})
    after = replaced(assessment, joined)
    assert_no_worse(evaluate(assessment, framework, TODAY), evaluate(after, framework, TODAY))
    if answer.agreement is None:
        assert not is_self_assessed(joined, after)


@given(cases(), st.sampled_from(DECLARATIONS), st.sampled_from((None, True)), st.data())
def test_a_declaration_taken_back_never_betters(case: Case, field: str, to: bool | None, data: st.DataObject) -> None:
    framework, assessment = case
    chosen = data.draw(st.sampled_from(assessment.people))
    people = tuple(p.model_copy(update={field: to}) if p is chosen else p for p in assessment.people)
    after = assessment.model_copy(update={"people": people})
    assert not is_independent(next(p for p in people if p.id == chosen.id))
    assert_no_worse(evaluate(after, framework, TODAY), evaluate(assessment, framework, TODAY))


@given(cases(), st.data())
def test_one_more_independent_vote_at_least_as_good_never_worsens(case: Case, data: st.DataObject) -> None:
    framework, assessment = case
    voted = [a for a in assessment.answers if a.agreement is not None and a.rating in ("red", "yellow", "green")]
    if not voted:
        return
    answer = data.draw(st.sampled_from(voted))
    assert answer.agreement is not None
    vote = data.draw(st.sampled_from(("red", "yellow", "green")))
    if SEVERITY_ORDER[vote] < SEVERITY_ORDER[answer.rating or "red"]:  # type: ignore[index]
        return
    votes = (*answer.agreement.independent_votes, vote)
    agreement = answer.agreement.model_copy(update={"independent_votes": votes})
    after = replaced(assessment, answer.model_copy(update={"agreement": agreement}))
    assert_no_worse(evaluate(assessment, framework, TODAY), evaluate(after, framework, TODAY))
