"""Who counts as independent, and when a rating stands on somebody independent."""

from itertools import product

import pytest

from readiness.domain.assessment import Agreement, Person
from readiness.domain.independence import (
    declaration_text,
    is_independent,
    is_self_assessed,
    lower_median,
    self_assessment_text,
)
from tests.builders import an_assessment, rated

ONE = "data.c1"


@pytest.mark.parametrize("declared", list(product([False, True, None], repeat=3)))
def test_only_three_clear_noes_make_somebody_independent(
    declared: tuple[bool | None, bool | None, bool | None],
) -> None:
    builder, reports, rewarded = declared
    person = Person(id="p", name="P", builder=builder, reports_to_delivery=reports, rewarded_for_launch=rewarded)
    assert is_independent(person) is (declared == (False, False, False))


@pytest.mark.parametrize(
    ("by", "alone"),
    [
        ((), True),
        (("bob",), True),
        (("una",), True),
        (("eve",), True),
        (("ghost",), True),
        (("ida",), False),
        (("bob", "ida"), False),
    ],
)
def test_a_rating_with_no_independent_rater_is_self_assessed(by: tuple[str, ...], alone: bool) -> None:
    assessment = an_assessment(rated(ONE, "yellow", by=by))
    assert is_self_assessed(assessment.answer(ONE), assessment) is alone


def test_nothing_rated_is_not_self_assessed() -> None:
    assessment = an_assessment(rated(ONE, None))
    assert self_assessment_text(assessment.answer(ONE), assessment) is None


@pytest.mark.parametrize(
    ("votes", "median"),
    [
        (("green",), "green"),
        (("green", "yellow"), "yellow"),
        (("green", "red"), "red"),
        (("red", "green", "yellow"), "yellow"),
        (("green", "green", "red"), "green"),
        (("yellow", "green", "green", "red"), "yellow"),
    ],
)
def test_the_lower_median_is_the_worse_of_two_middle_votes(votes: tuple[str, ...], median: str) -> None:
    assert lower_median(votes) == median  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rating", "votes", "said"),
    [
        ("green", (), "nobody independent voted"),
        ("green", ("yellow",), "agreed above the independent assessors"),
        ("green", ("green", "yellow"), "agreed above the independent assessors"),
        ("green", ("green", "green", "red"), None),
        ("yellow", ("green",), None),
        ("yellow", ("red", "yellow", "yellow"), None),
        ("yellow", ("red", "yellow"), "agreed above the independent assessors"),
        ("red", ("green",), None),
    ],
)
def test_a_groups_rating_is_independent_up_to_the_lower_median(
    rating: str, votes: tuple[str, ...], said: str | None
) -> None:
    answer = rated(ONE, rating, agreement=Agreement(independent_votes=votes))  # type: ignore[arg-type]
    text = self_assessment_text(answer, an_assessment(answer))
    assert (text is None) if said is None else (said in (text or ""))


def test_an_independent_rater_does_not_lift_what_a_group_agreed_above_the_independent_votes() -> None:
    answer = rated(ONE, "green", by=["ida"], agreement=Agreement(independent_votes=("red",)))
    assert is_self_assessed(answer, an_assessment(answer))


def test_the_declarations_are_said_in_one_sentence() -> None:
    person = Person(id="p", name="P", builder=True, reports_to_delivery=False)
    assert declaration_text(person) == (
        "works on the delivery; does not report to the delivery manager; reward undeclared"
    )


@pytest.mark.parametrize(("withheld", "alone"), [("supported", False), ("overruled", True)])
def test_withheld_votes_still_say_whether_the_independent_stand_behind_the_rating(withheld: str, alone: bool) -> None:
    answer = rated(ONE, "green", agreement=Agreement(withheld=withheld))  # type: ignore[arg-type]
    assert is_self_assessed(answer, an_assessment(answer)) is alone
