"""The order in which facts were stored is irrelevant."""

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate
from readiness.domain.path import next_path, ready_path
from readiness.domain.upcoming import next_change, upcoming
from tests.builders import TODAY
from tests.properties.strategies import cases

LISTS = ("people", "answers", "evidence", "plans", "stress_tests", "sign_offs")


@given(cases(), st.data())
def test_the_order_of_facts_is_irrelevant(case: tuple[Framework, Assessment], data: st.DataObject) -> None:
    framework, assessment = case
    shuffled = assessment.model_copy(
        update={name: tuple(data.draw(st.permutations(getattr(assessment, name)))) for name in LISTS}
    )
    one, other = evaluate(assessment, framework, TODAY), evaluate(shuffled, framework, TODAY)
    assert one == other
    assert upcoming(assessment, framework, TODAY) == upcoming(shuffled, framework, TODAY)
    assert next_change(assessment, framework, TODAY) == next_change(shuffled, framework, TODAY)
    assert next_path(assessment, framework, one) == next_path(shuffled, framework, other)
    assert ready_path(assessment, framework, one) == ready_path(shuffled, framework, other)


@given(cases())
def test_the_same_facts_always_give_the_same_result(case: tuple[Framework, Assessment]) -> None:
    framework, assessment = case
    again = Assessment.model_validate_json(assessment.model_dump_json())
    assert evaluate(assessment, framework, TODAY) == evaluate(again, framework, TODAY)
