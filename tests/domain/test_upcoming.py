"""What time alone will change, and the first day on which it does."""

import pytest

from readiness.domain.assessment import Fact
from readiness.domain.evaluation import Upcoming
from readiness.domain.gate import evaluate
from readiness.domain.upcoming import next_change, next_review, upcoming
from tests.builders import (
    DUE,
    FRESH,
    SMALL,
    TODAY,
    a_plan,
    a_sign_off,
    ago,
    an_assessment,
    at,
    check,
    days,
    proof,
    rated,
)

ONE, TWO = "data.c1", "data.c2"


def events(*facts: Fact, within: int = 120, kind: str = "", **more: object) -> list[Upcoming]:
    found = upcoming(an_assessment(*facts, **more), SMALL, TODAY, within)  # type: ignore[arg-type]
    return [event for event in found if event.criterion == ONE and kind in ("", event.kind)]


def test_green_evidence_expires_and_then_grows_too_old() -> None:
    assert [(e.day, e.kind, e.text) for e in events()] == [
        (TODAY + days(FRESH + 1), "evidence_expires", "Evidence for Data 1 expires on 20 Apr 2026."),
        (
            TODAY + days(2 * FRESH + 1),
            "evidence_too_old",
            "Data 1 counts as not assessed from 20 May 2026 without new evidence.",
        ),
    ]


def test_a_yellow_only_grows_too_old() -> None:
    assert [e.kind for e in events(rated(ONE, "yellow"))] == ["evidence_too_old"]


@pytest.mark.parametrize("rating", ["red", "not_applicable", None])
def test_what_does_not_age_brings_nothing(rating: object) -> None:
    assert events(rated(ONE, rating), proof(ONE)) == []  # type: ignore[arg-type]


def test_a_dated_check_is_due_on_the_last_day_that_still_counts() -> None:
    drilled = rated(ONE, "green", checks=(check("days_since_drill", ago(2)),))
    [event] = events(drilled, proof(ONE), kind="check_lapses")
    assert (event.day, event.text) == (TODAY + days(6), "Data 1: “Drill held” is due again by 25 Mar 2026.")


def test_a_plan_is_overdue_on_the_day_after_it_is_due() -> None:
    [event] = events(rated(ONE, "yellow"), a_plan(ONE), kind="plan_overdue")
    assert (event.day, event.text) == (
        DUE + days(1),
        "“Mend it” is due on 19 May 2026; after that 1 criterion counts as red.",
    )


def test_a_plan_names_first_the_criterion_that_would_turn_red() -> None:
    [event] = events(rated(ONE, "yellow"), a_plan(TWO, ONE), kind="plan_overdue")
    assert event.criterion == ONE


def test_an_action_is_due_too_but_turns_nothing_red() -> None:
    [event] = events(rated(ONE, "yellow"), a_plan(ONE, kind="action"), kind="plan_overdue")
    assert event.text == "“Mend it” is due on 19 May 2026."


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_a_plan_that_nobody_has_to_do_any_more_is_not_due(status: str) -> None:
    assert events(rated(ONE, "yellow"), a_plan(ONE, status=status), kind="plan_overdue") == []


def test_only_what_lies_ahead_and_within_the_time_asked_for_is_listed() -> None:
    assert [e.kind for e in events(within=FRESH)] == []
    assert [e.kind for e in events(within=FRESH + 1)] == ["evidence_expires"]
    assert [e.kind for e in events(rated(ONE, "green"), proof(ONE, ago(FRESH + 1)))] == ["evidence_too_old"]


def test_what_comes_first_stands_first() -> None:
    facts = (rated(ONE, "yellow"), rated(TWO, "yellow"), a_plan(ONE, due=TODAY + days(9)), a_sign_off(ONE, TWO))
    listed = [event.day for event in upcoming(an_assessment(*facts), SMALL, TODAY)]
    assert listed == sorted(listed)


def test_an_expiry_that_would_void_the_sign_off_says_so() -> None:
    signed = (rated(TWO, "yellow"), a_plan(TWO), a_sign_off(TWO))
    [expiry] = events(*signed, kind="evidence_expires")
    assert expiry.voids_sign_off
    before, on_the_day = (
        evaluate(an_assessment(*signed), SMALL, day).sign_off for day in (expiry.day - days(1), expiry.day)
    )
    assert (before.valid, on_the_day.valid) == (True, False)


def test_an_expiry_voids_nothing_when_nothing_is_signed_or_the_criterion_is_named() -> None:
    signed = (rated(TWO, "yellow"), a_plan(TWO))
    assert not events(*signed, kind="evidence_expires")[0].voids_sign_off
    assert not events(*signed, a_sign_off(ONE, TWO, due=None), kind="evidence_expires")[0].voids_sign_off


def test_a_sign_off_ends_on_the_day_after_its_last_one() -> None:
    facts = (rated(ONE, "yellow"), a_plan(ONE), a_sign_off(ONE))
    [event] = [e for e in upcoming(an_assessment(*facts), SMALL, TODAY) if e.kind == "sign_off_ends"]
    assert (event.day, event.text) == (TODAY + days(91), "The sign-off of Eve ends on 18 Jun 2026.")


def test_a_sign_off_that_does_not_hold_is_not_announced() -> None:
    facts = (rated(ONE, "yellow"), a_plan(ONE), a_sign_off(TWO))
    assert not [e for e in upcoming(an_assessment(*facts), SMALL, TODAY) if e.kind == "sign_off_ends"]


def test_of_two_sign_offs_that_hold_the_end_of_the_later_one_counts() -> None:
    older, newer = a_sign_off(ONE, id="older", on=ago(30)), a_sign_off(ONE, id="newer", on=ago(3))
    facts = (rated(ONE, "yellow"), a_plan(ONE), older, newer)
    ends = [e.day for e in upcoming(an_assessment(*facts), SMALL, TODAY) if e.kind == "sign_off_ends"]
    assert ends == [ago(3) + days(91)]


def test_an_expiry_voids_the_sign_off_that_still_holds_on_that_day() -> None:
    """The other one names the criterion, but has ended by then."""
    signed = (rated(TWO, "yellow"), a_plan(TWO))
    wide, narrow = a_sign_off(ONE, TWO, id="wide", on=ago(80), due=None), a_sign_off(TWO, id="narrow", on=TODAY)
    assert events(*signed, wide, narrow, kind="evidence_expires")[0].voids_sign_off
    assert not events(*signed, wide.model_copy(update={"signed_at": at(TODAY)}), narrow)[0].voids_sign_off


def test_the_next_review_counts_from_the_last_one_or_from_the_creation() -> None:
    initiative = an_assessment().initiative
    assert next_review(initiative) == ago(10)
    reviewed = initiative.model_copy(update={"last_review_at": at(TODAY), "review_interval_days": 30})
    assert next_review(reviewed) == TODAY + days(30)


def test_a_review_is_overdue_from_the_day_after() -> None:
    assessment = an_assessment()
    reviewed = assessment.initiative.model_copy(update={"last_review_at": at(TODAY)})
    listed = upcoming(assessment.model_copy(update={"initiative": reviewed}), SMALL, TODAY)
    assert [(e.day, e.text) for e in listed if e.kind == "review_due"] == [
        (TODAY + days(91), "The next review is due on 18 Jun 2026.")
    ]


def test_the_next_change_is_the_first_day_on_which_anything_may_differ() -> None:
    assert next_change(an_assessment(), SMALL, TODAY) == TODAY + days(FRESH + 1)
    assert next_change(an_assessment(a_plan(ONE, due=TODAY + days(3))), SMALL, TODAY) == TODAY + days(4)


def test_a_suggestion_that_turns_with_a_date_is_a_change() -> None:
    for limit in (7, 30):
        drilled = rated(ONE, "red", checks=(check("days_since_drill", ago(limit)),))
        assert next_change(an_assessment(drilled), SMALL, TODAY) == TODAY + days(1)


def test_the_end_of_a_sign_off_that_does_not_hold_is_a_change_of_its_problems() -> None:
    facts = (rated(ONE, "yellow"), a_plan(ONE), a_sign_off(TWO, on=ago(90)))
    assessment = an_assessment(*facts)
    assert next_change(assessment, SMALL, TODAY) == TODAY + days(1)
    today, tomorrow = (evaluate(assessment, SMALL, TODAY + days(n)).sign_off.problems for n in (0, 1))
    assert (len(today), len(tomorrow)) == (1, 2)


def test_where_nothing_ages_nothing_will_change() -> None:
    assert next_change(an_assessment(rest="red"), SMALL, TODAY) is None


def test_what_is_due_is_named_by_the_day_by_which_it_is_due() -> None:
    made = an_assessment()
    later = upcoming(made, SMALL, next_review(made.initiative) - days(5), 10)
    assert [event.named_day for event in later if event.kind == "review_due"] == [next_review(made.initiative)]
    assert [event.named_day for event in events(kind="evidence_expires")] == [TODAY + days(FRESH + 1)]
