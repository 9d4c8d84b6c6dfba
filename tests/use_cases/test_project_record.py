"""The project record: each field compared with what was seen, budget as months, dates with what was open, the lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from readiness.commands.people import change_person
from readiness.commands.project_lists import add_entries, add_entry, change_entry, known_rows, remove_entry
from readiness.commands.project_record import change_record, months_later, plan_step, set_budget
from readiness.domain.condition_facts import LiveFigures
from readiness.domain.project_record import ProjectRecord
from readiness.domain.rollout import Rollout
from readiness.errors import Conflict, Invalid, NotFound, StaleVersion
from readiness.queries.assess import assess_view
from readiness.queries.documents import live_document
from readiness.queries.project_record import entries, record_history, record_view
from tests.builders import TODAY, ago
from tests.use_cases.conftest import Bench

NOTHING: Any = None


def rollout(bench: Bench) -> Rollout:
    return bench.context.store.load_rollout(bench.id)


def record(bench: Bench) -> ProjectRecord:
    return rollout(bench).record


def change(bench: Bench, field: str, value: Any, seen: Any = NOTHING, who: str = "ida") -> None:
    change_record(bench.as_(who), bench.id, field=field, value=value, seen=seen)


# The form -------------------------------------------------------------------------------------------------------------


def test_every_field_is_kept_with_who_changed_it_from_what_to_what(bench: Bench) -> None:
    change(bench, "operational_owner", bench.eve)
    change(bench, "deputy", bench.bob)
    change(bench, "present_way.cost", "14 minutes a claim", "")
    change(bench, "present_way.measured_on", ago(30))
    change(bench, "smallest_input_set", "claim form", "")
    for part in ("purpose", "data", "limits", "failure_groups"):
        change(bench, f"fact_sheet.{part}", f"The {part}", "")
    change(bench, "vendor_model", True)
    change(bench, "locally_validated_on", ago(10))
    change(bench, "debuggers", ["Ida", "Zoë O'Hara", "Ida"])
    change(bench, "present_way.cost", "12 minutes a claim", "14 minutes a claim", who="bob")

    stored = record(bench)
    assert (stored.operational_owner, stored.deputy) == (bench.eve, bench.bob)
    assert (stored.present_way.cost, stored.present_way.measured_on) == ("12 minutes a claim", ago(30))
    assert stored.fact_sheet.is_complete
    assert (stored.vendor_model, stored.locally_validated_on, stored.debuggers) == (
        True,
        ago(10),
        ("Ida", "Zoë O'Hara"),
    )
    latest = record_history(bench.context, bench.id)[0]
    assert (latest.field, latest.old, latest.new) == ("present_way.cost", "14 minutes a claim", "12 minutes a claim")
    assert (latest.actor, latest.signed_in) == ("Bob", False)
    assert len(record_history(bench.context, bench.id)) == 13


def test_two_people_on_one_field_see_each_other_and_on_two_fields_do_not(bench: Bench) -> None:
    change(bench, "smallest_input_set", "claim form", "")
    with pytest.raises(StaleVersion, match="Ida changed the smallest input set") as stale:
        change(bench, "smallest_input_set", "two photos", "", who="bob")
    assert stale.value.theirs == "claim form"
    change(bench, "present_way.quality", "3 % reopened", "", who="bob")
    assert record(bench).smallest_input_set == "claim form"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("operational_owner", "nobody"),
        ("present_way.measured_on", TODAY + timedelta(days=1)),
        ("locally_validated_on", date(1970, 1, 1)),
        ("smallest_input_set", "x" * 10_001),
        ("vendor_model", "perhaps"),
        ("debuggers", ["two\nlines"]),
        ("budget", 3),
        ("no_such_field", "x"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_event(bench: Bench, field: str, value: Any) -> None:
    before = bench.events
    with pytest.raises(Invalid):
        change(bench, field, value)
    assert (bench.events, record(bench)) == (before, ProjectRecord())


def test_somebody_who_has_left_cannot_become_the_owner(bench: Bench) -> None:
    bob = bench.facts.person(bench.bob)
    assert bob is not None
    change_person(bench.context, bench.id, bench.bob, seen=bob, left=True)
    with pytest.raises(Invalid, match="not among the people"):
        change(bench, "operational_owner", bench.bob)


def test_a_validation_and_its_denial_take_each_other_back(bench: Bench) -> None:
    change(bench, "not_locally_validated", True, False)
    change(bench, "locally_validated_on", ago(3))
    assert (record(bench).not_locally_validated, record(bench).locally_validated_on) == (False, ago(3))
    change(bench, "not_locally_validated", True, False)
    assert record(bench).locally_validated_on is None


def test_debuggers_tell_nobody_from_not_stated(bench: Bench) -> None:
    change(bench, "debuggers", [])
    assert record(bench).debuggers == ()
    change(bench, "debuggers", None, ())
    assert record(bench).debuggers is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 22), 14, date(2028, 1, 22)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_of_budget_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_the_budget_is_entered_in_months_and_kept_as_a_day(bench: Bench) -> None:
    set_budget(bench.as_("ida"), bench.id, months=8, seen=None)
    assert (record(bench).budget_until, record(bench).no_budget) == (date(2026, 11, 20), False)
    with pytest.raises(StaleVersion):
        set_budget(bench.as_("bob"), bench.id, months=3, seen=None)
    set_budget(bench.as_("bob"), bench.id, months=0, seen=date(2026, 11, 20))
    assert (record(bench).budget_until, record(bench).no_budget) == (None, True)
    with pytest.raises(Invalid):
        set_budget(bench.as_("ida"), bench.id, months=-1, seen=None)


# The planned step -----------------------------------------------------------------------------------------------------


def plan(bench: Bench, day: date | None, seen: str | None = None, step: Any = "shadow") -> str:
    return plan_step(
        bench.as_("ida"), bench.id, step=step, day=day, reason="Budget year", live=LiveFigures(), seen=seen
    )


def test_each_planned_date_is_kept_with_what_was_open_when_it_was_set(bench: Bench) -> None:
    first = plan(bench, TODAY + timedelta(days=90))
    second = plan(bench, TODAY + timedelta(days=30), first)
    plan(bench, None, second)
    steps = rollout(bench).planned_steps
    assert [one.day for one in steps] == [TODAY + timedelta(days=90), TODAY + timedelta(days=30), None]
    assert (steps[0].step, steps[0].set_by) == ("shadow", "Ida (not signed in)")
    with pytest.raises(Conflict, match="meanwhile"):
        plan(bench, TODAY + timedelta(days=60), second)


def test_only_the_next_step_can_be_planned_and_not_in_the_past(bench: Bench) -> None:
    with pytest.raises(Invalid, match="next step up is shadow"):
        plan(bench, TODAY, step="advisory")
    with pytest.raises(Invalid, match="has passed"):
        plan(bench, ago(1))
    assert rollout(bench).planned_steps == ()


# The lists ------------------------------------------------------------------------------------------------------------


def test_entries_are_added_changed_and_removed_and_the_log_keeps_them(bench: Bench) -> None:
    context = bench.as_("ida")
    id = add_entry(context, bench.id, "feedback", day=ago(9), text="Too slow", author="Kim")
    seen = rollout(bench).feedback[0]
    change_entry(context, bench.id, "feedback", id, seen=seen, answered_on=ago(2), change="A second queue")
    entry = rollout(bench).feedback[0]
    assert (entry.text, entry.answered_on, entry.change) == ("Too slow", ago(2), "A second queue")
    with pytest.raises(StaleVersion):
        change_entry(bench.as_("bob"), bench.id, "feedback", id, seen=seen, change="Nothing")
    change_entry(bench.as_("bob"), bench.id, "feedback", id, seen=seen, author="Kim Lee")
    remove_entry(context, bench.id, "feedback", id)
    assert rollout(bench).feedback == ()
    with pytest.raises(NotFound):
        remove_entry(context, bench.id, "feedback", id)
    with bench.context.store.engine.reading() as run:
        (row,) = run("select body from event where kind = 'feedback_removed'")
    assert "A second queue" in row["body"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("feedback", {"day": TODAY + timedelta(days=1), "text": "x"}),
        ("feedback", {"day": TODAY, "text": " "}),
        ("feedback", {"day": TODAY, "text": "x", "answered_on": ago(1)}),
        ("incidents", {"day": TODAY, "severity": "awful"}),
        ("incidents", {"day": TODAY, "severity": "minor", "closed_on": ago(1)}),
        ("exposures", {"day": TODAY, "share_pct": 100.5}),
        ("exposures", {"day": TODAY, "share_pct": float("nan")}),
        ("changes", {"day": TODAY, "kind": "change", "text": ""}),
        ("nothing", {"day": TODAY}),
    ],
)
def test_an_entry_that_cannot_be_is_refused(bench: Bench, name: str, values: dict[str, Any]) -> None:
    before = bench.events
    with pytest.raises(Invalid):
        add_entry(bench.as_("ida"), bench.id, name, **values)
    assert bench.events == before


def test_rows_of_a_file_are_written_whole_and_once(bench: Bench) -> None:
    context, rows = bench.as_("ida"), [{"day": ago(n), "share_pct": 5.0 + n, "of": "cases"} for n in range(3)]
    source = {"file": "exposure.csv", "sha256": "0" * 64}
    assert known_rows(rows, "exposures", ()) == (False, False, False)
    assert add_entries(context, bench.id, "exposures", rows, source=source) == 3
    before = bench.events
    assert add_entries(context, bench.id, "exposures", rows[::-1], source=source) == 0
    assert (len(rollout(bench).exposures), bench.events) == (3, before)
    assert all(known_rows(rows, "exposures", rollout(bench).exposures))
    with pytest.raises(Invalid):
        add_entries(context, bench.id, "exposures", [{"day": TODAY, "share_pct": 9.0}, {"day": TODAY}], source=source)
    assert len(rollout(bench).exposures) == 3


def test_two_equal_rows_of_a_file_are_two_entries_and_the_file_again_adds_none(bench: Bench) -> None:
    context = bench.as_("ida")
    two = [{"day": ago(5), "severity": "major"}] * 2
    rows, source = [*two, {"day": ago(4), "severity": "minor"}], {"file": "incidents.csv", "sha256": "0" * 64}
    assert known_rows(rows, "incidents", ()) == (False, False, False)
    assert add_entries(context, bench.id, "incidents", rows, source=source) == 3
    assert [one.severity for one in rollout(bench).incidents].count("major") == 2
    before = bench.events
    assert add_entries(context, bench.id, "incidents", rows, source=source) == 0
    assert (len(rollout(bench).incidents), bench.events) == (3, before)
    assert known_rows([*rows, two[0]], "incidents", rollout(bench).incidents) == (True, True, True, False)
    assert add_entries(context, bench.id, "incidents", [*rows, two[0]], source=source) == 1, "a third one of that day"


def test_a_list_is_searched_by_every_word_and_sorted_with_what_is_open_last(bench: Bench) -> None:
    context = bench.as_("ida")
    add_entry(context, bench.id, "incidents", day=ago(5), severity="critical", text="Wrong payout", closed_on=ago(1))
    add_entry(context, bench.id, "incidents", day=ago(9), severity="minor", text="Late feed", found_by="Kim")
    add_entry(context, bench.id, "incidents", day=ago(2), severity="major", text="Late payout")
    found = rollout(bench)

    def texts(**how: Any) -> list[str]:
        return [one.text for one in entries(found, "incidents", **how)]

    assert texts() == ["Late payout", "Wrong payout", "Late feed"]
    assert texts(sort="severity", descending=False) == ["Late feed", "Late payout", "Wrong payout"]
    assert texts(sort="closed_on") == ["Wrong payout", "Late feed", "Late payout"]
    assert texts(search="LATE pay") == ["Late payout"]
    assert texts(search="kim") == ["Late feed"]


# Never on the assessment form -----------------------------------------------------------------------------------------


def test_neither_the_assessment_form_nor_what_is_exported_of_it_holds_any_of_the_record(bench: Bench) -> None:
    context = bench.as_("ida")
    change(bench, "smallest_input_set", "MARK-inputs", "")
    change(bench, "present_way.cost", "MARK-cost", "")
    change(bench, "debuggers", ["MARK-debugger"])
    set_budget(context, bench.id, months=17, seen=None)
    plan(bench, date(2031, 5, 6))
    add_entry(context, bench.id, "feedback", day=TODAY, text="MARK-feedback", author="MARK-author")
    add_entry(context, bench.id, "incidents", day=TODAY, severity="minor", text="MARK-incident")
    assert record_view(context, bench.id).rollout.record.smallest_input_set == "MARK-inputs"

    said = repr(assess_view(context, bench.id))
    said += live_document(context, bench.id).assessment.model_dump_json()
    for mark in ("MARK", "2031", "2027-08-20", "Budget year"):
        assert mark not in said
