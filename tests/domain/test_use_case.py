"""What a use case statement must name, and how it reads."""

import pytest

from readiness.domain.assessment import UseCase
from readiness.domain.use_case import use_case_gaps, use_case_sentence
from tests.builders import COMPLETE


@pytest.mark.parametrize("field", ["user", "decision", "value"])
@pytest.mark.parametrize("blank", ["", " \n"])
def test_user_decision_and_value_are_required(field: str, blank: str) -> None:
    assert use_case_gaps(COMPLETE.model_copy(update={field: blank})) == (field,)


def test_the_measure_is_not_required() -> None:
    assert use_case_gaps(COMPLETE.model_copy(update={"measure": ""})) == ()


def test_an_empty_statement_lacks_all_three_in_order() -> None:
    assert use_case_gaps(UseCase()) == ("user", "decision", "value")


def test_a_whole_statement_is_one_sentence() -> None:
    assert use_case_sentence(COMPLETE) == (
        "clerks will use it to decide whom to call back; it is worth an hour a day, measured by timed calls."
    )


def test_a_gap_is_visible_in_the_sentence() -> None:
    assert use_case_sentence(UseCase(user="clerks")) == (
        "clerks will use it to decide [decision missing]; it is worth [value missing]."
    )
