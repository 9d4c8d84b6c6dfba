"""Rating, confirming, reasons, notes and checks: what is stored, what is refused, and who counts as a rater."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest

from readiness.commands.answers import confirm, confirm_not_applicable, rate, set_check, set_note, set_reason
from readiness.commands.people import change_person
from readiness.context import Actor
from readiness.domain.assessment import CheckValue, NotApplicableReason
from readiness.errors import Invalid, NotAllowed, NotFound, StaleVersion
from tests.builders import check
from tests.use_cases.conftest import C1, C2, Bench


def test_a_rating_is_stored_with_its_rater_and_time(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen=None)
    answer = bench.answer()
    assert (answer.rating, answer.raters, answer.chosen_at) == ("yellow", (bench.ida,), bench.clock.moment)
    assert (answer.confirmed_at, answer.rechecked) == (None, True)


def test_another_value_empties_the_list_of_raters(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen=None)
    confirm(bench.as_("bob"), bench.id, C1)
    bench.clock.forward(days=3)
    rate(bench.as_("bob"), bench.id, C1, rating="red", seen="yellow")
    assert bench.answer().raters == (bench.bob,)
    assert bench.answer().chosen_at == bench.clock.moment
    assert bench.answer().confirmed_at is None


def test_the_same_value_by_another_person_confirms_it(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen=None)
    chosen = bench.answer().chosen_at
    bench.clock.forward(days=3)
    rate(bench.as_("bob"), bench.id, C1, rating="yellow", seen="yellow")
    assert bench.answer().raters == (bench.ida, bench.bob)
    assert (bench.answer().chosen_at, bench.answer().confirmed_at) == (chosen, bench.clock.moment)


def test_two_people_who_choose_the_same_without_seeing_each_other_agree(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen=None)
    rate(bench.as_("bob"), bench.id, C1, rating="yellow", seen=None)
    assert bench.answer().raters == (bench.ida, bench.bob)


def test_two_people_who_choose_differently_see_both_versions(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    with pytest.raises(StaleVersion) as caught:
        rate(bench.as_("bob"), bench.id, C1, rating="yellow", seen=None)
    assert (caught.value.theirs, caught.value.by) == ("red", "Ida")
    assert bench.answer().rating == "red"


def test_nobody_named_rates_without_a_rater(bench: Bench) -> None:
    rate(bench.context, bench.id, C1, rating="red", seen=None)
    assert bench.answer().raters == ()


def test_somebody_who_is_not_on_the_initiative_cannot_rate(bench: Bench) -> None:
    with pytest.raises(NotAllowed) as caught:
        rate(bench.context.acting(Actor("stranger", "Sam")), bench.id, C1, rating="red", seen=None)
    assert "Sam is not among the people" in caught.value.message
    ida = bench.facts.person(bench.ida)
    assert ida is not None
    change_person(bench.context, bench.id, bench.ida, seen=ida, left=True)
    with pytest.raises(NotAllowed):
        rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    assert bench.answer().rating is None


def test_confirming_needs_a_name_and_a_rating(bench: Bench) -> None:
    with pytest.raises(Invalid):
        confirm(bench.as_("ida"), bench.id, C1)
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    with pytest.raises(NotAllowed):
        confirm(bench.context, bench.id, C1)


def test_green_with_no_check_answered_needs_a_reason(bench: Bench) -> None:
    with pytest.raises(Invalid) as caught:
        rate(bench.as_("ida"), bench.id, C1, rating="green", seen=None, reason="  ")
    assert caught.value.field == "reason"
    assert "the checks suggest nothing yet" in caught.value.message
    rate(bench.as_("ida"), bench.id, C1, rating="green", seen=None, reason="Seen with my own eyes")
    assert bench.answer().reason == "Seen with my own eyes"
    rate(bench.as_("ida"), bench.id, C2, rating="yellow", seen=None)


def test_a_rating_better_than_the_suggestion_needs_a_reason(bench: Bench) -> None:
    set_check(bench.as_("ida"), bench.id, C1, "share_covered", value=check("share_covered", 10), seen=None)
    for rating in ("yellow", "green"):
        with pytest.raises(Invalid, match="the checks suggest red"):
            rate(bench.as_("ida"), bench.id, C1, rating=rating, seen=None)  # type: ignore[arg-type]
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen="red", reason="The share counts a dead system")


def test_a_reason_that_a_rating_needs_cannot_be_emptied(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="green", seen=None, reason="Seen")
    with pytest.raises(Invalid):
        set_reason(bench.as_("ida"), bench.id, C1, reason=" ", seen="Seen")
    set_reason(bench.as_("ida"), bench.id, C1, reason="Seen twice", seen="Seen")
    assert bench.answer().reason == "Seen twice"


def test_a_new_value_does_not_inherit_the_reason_of_the_old_one(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="green", seen=None, reason="Seen")
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen="green")
    assert bench.answer().reason == ""


def test_a_rating_can_be_taken_back(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="green", seen=None, reason="Seen")
    set_note(bench.as_("ida"), bench.id, C1, note="stays", seen="")
    rate(bench.as_("ida"), bench.id, C1, rating=None, seen="green")
    answer = bench.answer()
    assert (answer.rating, answer.chosen_at, answer.raters, answer.reason) == (None, None, (), "")
    assert answer.note == "stays"


@pytest.mark.parametrize("reason", get_args(NotApplicableReason))
def test_not_applicable_needs_a_reason_code_and_other_a_sentence(bench: Bench, reason: NotApplicableReason) -> None:
    with pytest.raises(Invalid):
        rate(bench.as_("ida"), bench.id, C1, rating="not_applicable", seen=None)
    if reason == "other":
        with pytest.raises(Invalid):
            rate(bench.as_("ida"), bench.id, C1, rating="not_applicable", seen=None, not_applicable_reason=reason)
    rate(
        bench.as_("ida"),
        bench.id,
        C1,
        rating="not_applicable",
        seen=None,
        not_applicable_reason=reason,
        not_applicable_text="No such part",
    )
    answer = bench.answer()
    assert (answer.not_applicable_reason, answer.not_applicable_text) == (reason, "No such part")
    rate(bench.as_("bob"), bench.id, C1, rating="not_applicable", seen="not_applicable")
    assert bench.answer().raters == (bench.ida, bench.bob), "choosing it again confirms it with its reason"
    rate(bench.as_("bob"), bench.id, C1, rating="red", seen="not_applicable")
    assert (bench.answer().not_applicable_reason, bench.answer().not_applicable_text) == (None, "")


def test_only_an_executive_confirms_in_writing_that_a_criterion_does_not_apply(bench: Bench) -> None:
    with pytest.raises(Invalid):
        confirm_not_applicable(bench.as_("eve"), bench.id, C1, text="Agreed")
    rate(bench.as_("ida"), bench.id, C1, rating="not_applicable", seen=None, not_applicable_reason="no_such_component")
    with pytest.raises(NotAllowed):
        confirm_not_applicable(bench.as_("ida"), bench.id, C1, text="Agreed")
    with pytest.raises(NotAllowed):
        confirm_not_applicable(bench.context, bench.id, C1, text="Agreed")
    with pytest.raises(Invalid):
        confirm_not_applicable(bench.as_("eve"), bench.id, C1, text=" ")
    confirm_not_applicable(bench.as_("eve"), bench.id, C1, text="Agreed")
    answer = bench.answer()
    assert (answer.not_applicable_confirmed_by, answer.not_applicable_confirmation) == (bench.eve, "Agreed")
    rate(
        bench.as_("ida"),
        bench.id,
        C1,
        rating="not_applicable",
        seen="not_applicable",
        not_applicable_reason="out_of_scope",
    )
    assert bench.answer().not_applicable_confirmed_by is None, "another reason is another claim"
    assert bench.answer().raters == (bench.ida,)


def test_a_note_is_stored_as_typed_and_guarded_by_what_was_seen(bench: Bench) -> None:
    typed = "<script>alert(1)</script>\n  שלום =SUM(A1) 🙂  "
    set_note(bench.as_("ida"), bench.id, C1, note=typed, seen="")
    assert bench.answer().note == typed
    with pytest.raises(StaleVersion) as caught:
        set_note(bench.as_("bob"), bench.id, C1, note="mine", seen="")
    assert (caught.value.theirs, caught.value.by) == (typed, "Ida")
    for wrong in ("x" * 10_001, "\x00", "\udc80"):
        with pytest.raises(Invalid):
            set_note(bench.as_("ida"), bench.id, C1, note=wrong, seen=typed)
    set_note(bench.as_("ida"), bench.id, C1, note="x" * 10_000, seen=typed)


def test_changes_of_note_rating_and_checks_do_not_disturb_each_other(bench: Bench) -> None:
    set_note(bench.as_("ida"), bench.id, C1, note="n", seen="")
    rate(bench.as_("bob"), bench.id, C1, rating="red", seen=None)
    set_check(bench.as_("eve"), bench.id, C1, "faults_open", value=check("faults_open", 3), seen=None)
    set_check(bench.as_("ida"), bench.id, C1, "share_covered", value=check("share_covered", 90), seen=None)
    answer = bench.answer()
    assert (answer.note, answer.rating, [c.measure for c in answer.checks]) == (
        "n",
        "red",
        ["faults_open", "share_covered"],
    )


def test_a_check_is_set_changed_and_taken_back(bench: Bench) -> None:
    first, second = check("faults_open", 3), check("faults_open", None)
    set_check(bench.as_("ida"), bench.id, C1, "faults_open", value=first, seen=None)
    with pytest.raises(StaleVersion) as caught:
        set_check(bench.as_("bob"), bench.id, C1, "faults_open", value=second, seen=None)
    assert (caught.value.theirs, caught.value.by) == (first, "Ida")
    set_check(bench.as_("bob"), bench.id, C1, "faults_open", value=second, seen=first)
    assert bench.answer().check_value("faults_open") == second
    set_check(bench.as_("bob"), bench.id, C1, "faults_open", value=None, seen=second)
    assert bench.answer().checks == ()


@pytest.mark.parametrize(
    "value",
    [
        check("unknown", 1),
        check("days_since_drill", 3),
        check("share_covered", date(2026, 3, 1)),
        check("days_since_drill", date(2026, 3, 21)),
        check("days_since_drill", date(1989, 12, 31)),
        CheckValue(measure="share_covered", kind="number", number=1e16),
    ],
    ids=str,
)
def test_a_check_value_that_does_not_fit_its_check_is_refused(bench: Bench, value: CheckValue) -> None:
    with pytest.raises(Invalid) as caught:
        set_check(bench.as_("ida"), bench.id, C1, value.measure, value=value, seen=None)
    assert caught.value.field == f"checks.{value.measure}"
    assert bench.answer().checks == ()


def test_a_date_of_today_or_1990_is_accepted_for_a_check(bench: Bench) -> None:
    today, early = check("days_since_drill", bench.today), check("days_since_drill", date(1990, 1, 1))
    set_check(bench.as_("ida"), bench.id, C1, "days_since_drill", value=today, seen=None)
    set_check(bench.as_("ida"), bench.id, C1, "days_since_drill", value=early, seen=today)
    with pytest.raises(Invalid):
        tomorrow = check("days_since_drill", bench.today + timedelta(days=1))
        set_check(bench.as_("ida"), bench.id, C1, "days_since_drill", value=tomorrow, seen=early)


@pytest.mark.parametrize("criterion", ["data.unknown", "", "../x"])
def test_a_criterion_that_the_framework_does_not_have_is_refused_everywhere(bench: Bench, criterion: str) -> None:
    before = bench.events
    tries: list[tuple[Any, dict[str, Any]]] = [
        (rate, {"rating": "red", "seen": None}),
        (confirm, {}),
        (confirm_not_applicable, {"text": "x"}),
        (set_reason, {"reason": "x", "seen": ""}),
        (set_note, {"note": "x", "seen": ""}),
    ]
    for command, values in tries:
        with pytest.raises(Invalid):
            command(bench.as_("eve"), bench.id, criterion, **values)
    with pytest.raises(Invalid):
        set_check(bench.as_("eve"), bench.id, criterion, "m", value=check("m", 1), seen=None)
    assert bench.events == before


def test_an_initiative_that_does_not_exist_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        rate(bench.context, "nothing", C1, rating="red", seen=None)
    with pytest.raises(NotFound):
        set_note(bench.context, "nothing", C1, note="x", seen="")


def test_a_number_that_the_unit_of_its_check_does_not_allow_is_refused(bench: Bench) -> None:
    with pytest.raises(Invalid, match="is counted in “%”: 0 or more"):
        set_check(bench.as_("ida"), bench.id, C1, "share_covered", value=check("share_covered", -3), seen=None)
    assert bench.answer().check_value("share_covered") is None
