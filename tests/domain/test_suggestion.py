"""What the checks suggest, and which choices need a written reason."""

import pytest

from readiness.domain.assessment import CheckValue, Rating
from readiness.domain.evaluation import Suggestion
from readiness.domain.suggestion import check_level, needs_reason, suggest
from tests.builders import SMALL, TODAY, ago, check, checks, judged, proof, rated

ONE = "data.c1"
SHARE, FAULTS, DRILL = checks()


@pytest.mark.parametrize(("value", "level"), [(100, "green"), (99.9, "yellow"), (80, "yellow"), (79.9, "red")])
def test_where_more_is_better_both_limits_belong_to_the_better_side(value: float, level: str) -> None:
    assert check_level(SHARE, check("share_covered", value), TODAY) == level


@pytest.mark.parametrize(("value", "level"), [(0, "green"), (1, "green"), (1.1, "yellow"), (5, "yellow"), (5.1, "red")])
def test_where_less_is_better_both_limits_belong_to_the_better_side(value: float, level: str) -> None:
    assert check_level(FAULTS, check("faults_open", value), TODAY) == level


@pytest.mark.parametrize(("days", "level"), [(0, "green"), (7, "green"), (8, "yellow"), (30, "yellow"), (31, "red")])
def test_a_date_counts_as_whole_days_since_then(days: int, level: str) -> None:
    assert check_level(DRILL, check("days_since_drill", ago(days)), TODAY) == level


@pytest.mark.parametrize("one", [SHARE, FAULTS, DRILL])
def test_nothing_yet_is_yellow_at_best(one: object) -> None:
    assert check_level(one, check("any", None), TODAY) == "yellow"  # type: ignore[arg-type]


def suggested(*values: CheckValue) -> Suggestion:
    criterion = SMALL.criterion(ONE)
    assert criterion is not None
    return suggest(criterion, rated(ONE, None, checks=values), TODAY)


def test_no_value_at_all_suggests_nothing() -> None:
    found = suggested()
    assert (found.rating, found.text, found.measured, found.of) == (None, "No check has a value yet.", 0, 3)


def test_all_green_suggests_green() -> None:
    found = suggested(check("share_covered", 100), check("faults_open", 0), check("days_since_drill", TODAY))
    assert (found.rating, found.text) == ("green", "All 3 checks are at their green limit.")


def test_while_a_check_has_no_value_yellow_is_the_best_suggestion() -> None:
    found = suggested(check("share_covered", 100), check("faults_open", 0))
    assert (found.rating, found.text, found.measured) == ("yellow", "2 of 3 checks measured.", 2)


def test_a_red_check_suggests_red_even_when_others_have_no_value() -> None:
    found = suggested(check("share_covered", 10))
    assert (found.rating, found.text) == (
        "red",
        "Share covered: 10 %, yellow needs at least 80. 1 of 3 checks measured.",
    )


def test_the_worst_check_decides_and_is_named_with_the_limit_that_it_misses() -> None:
    found = suggested(check("share_covered", 90), check("faults_open", 12.5), check("days_since_drill", TODAY))
    assert (found.rating, found.text) == ("red", "Faults open: 12.5 faults, yellow needs at most 5.")


def test_a_dated_check_is_said_with_its_date() -> None:
    found = suggested(check("share_covered", 100), check("faults_open", 0), check("days_since_drill", ago(8)))
    assert (found.rating, found.text) == ("yellow", "Drill held: last done on 12 Mar 2026, green needs at most 7 days.")


def test_nothing_yet_everywhere_suggests_yellow() -> None:
    found = suggested(*(check(one.measure, None) for one in checks()))
    assert (found.rating, found.measured) == ("yellow", 3)
    assert found.text == "Share covered: nothing has happened yet."


def test_values_of_measures_that_the_criterion_does_not_ask_for_are_left_out() -> None:
    assert suggested(check("something_else", 5)).rating is None


@pytest.mark.parametrize(
    ("rating", "suggestion", "needed"),
    [
        ("green", None, True),
        ("yellow", None, False),
        ("red", None, False),
        ("green", "yellow", True),
        ("green", "green", False),
        ("yellow", "red", True),
        ("yellow", "green", False),
        ("red", "red", False),
        ("not_applicable", "red", False),
        (None, "red", False),
    ],
)
def test_better_than_the_suggestion_needs_a_reason(rating: Rating | None, suggestion: str | None, needed: bool) -> None:
    given = Suggestion(rating=suggestion, text="", measured=0, of=3)  # type: ignore[arg-type]
    assert needs_reason(rating, given) is needed


def test_a_missing_reason_is_a_warning_and_changes_nothing_in_the_verdict() -> None:
    low = (check("share_covered", 10),)
    rest = tuple(rated(c.id, "green", reason="Seen") for c in SMALL.criteria if c.id != ONE)
    proofs = tuple(proof(c.id) for c in SMALL.criteria)
    bare = judged(rated(ONE, "green", checks=low), *rest, *proofs)
    said = judged(rated(ONE, "green", checks=low, reason="The sample was wrong"), *rest, *proofs)
    assert [w.text for w in bare.warnings if w.kind == "reason_missing"] == [
        "Rated better than the checks suggest, without a written reason: Data 1."
    ]
    assert bare.criterion(ONE).reason_missing
    assert not [w for w in said.warnings if w.kind == "reason_missing"]
    assert bare.verdict == said.verdict == "ready"


def test_a_date_that_ran_out_after_the_choice_asks_for_no_reason_afterwards() -> None:
    full = (check("share_covered", 100), check("faults_open", 0), check("days_since_drill", ago(20)))
    chosen_in_time = judged(rated(ONE, "green", on=ago(15), checks=full), proof(ONE)).criterion(ONE)
    assert (chosen_in_time.suggestion.rating, chosen_in_time.reason_missing) == ("yellow", False)
    assert judged(rated(ONE, "green", on=ago(5), checks=full), proof(ONE)).criterion(ONE).reason_missing
