"""Describing an initiative, changing it field by field, rounds, frameworks and removal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from readiness.commands.answers import confirm, rate, set_note
from readiness.commands.initiatives import (
    change_initiative,
    create_initiative,
    delete_initiative,
    move_framework,
    readable_id,
    start_round,
)
from readiness.commands.snapshots import freeze
from readiness.content import Frameworks
from readiness.context import Actor, Context
from readiness.domain.assessment import DemoFacts, UseCase
from readiness.errors import Conflict, Invalid, NotFound, StaleVersion
from readiness.queries.audit import verify
from readiness.queries.initiative import assessment_of, framework_of, initiative_view
from tests.builders import PROFILE, SMALL, a_framework, a_workshop_record, left
from tests.use_cases.conftest import C1, C2, Bench, Clock

ODD = "<b>مرحبا</b> `x` {{y}} =1+1 🦊\n\ttab  "


def test_an_initiative_is_stored_as_typed_with_its_framework(context: Context, clock: Clock) -> None:
    id = create_initiative(
        context,
        name="Claims <b>triage</b>",
        profile=PROFILE,
        description=ODD,
        use_case=UseCase(user=ODD),
        demo=DemoFacts(cases_shown=3, unattended_hours=0.5),
    )
    initiative = assessment_of(context, id).initiative
    assert initiative.name == "Claims <b>triage</b>"
    assert (initiative.description, initiative.use_case.user) == (ODD, ODD)
    assert initiative.demo == DemoFacts(cases_shown=3, unattended_hours=0.5)
    assert initiative.created_at == clock.moment
    assert initiative.created_by == "Nobody named (not signed in)"
    assert framework_of(context, assessment_of(context, id)) == SMALL
    assert id.startswith("claims-b-triage-b-")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Claims triage", "claims-triage-abcdef"),
        ("  Übung / 7 ", "ubung-7-abcdef"),
        ("信贷", "initiative-abcdef"),
        ("../../etc", "etc-abcdef"),
        ("x" * 300, "x" * 40 + "-abcdef"),
    ],
)
def test_an_id_can_be_read_and_is_safe_in_an_address(name: str, id: str) -> None:
    assert readable_id(name, "abcdef0123456789") == id


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"name": "half \ud800"}, "name"),
        ({"description": "x" * 10_001}, "description"),
        ({"profile": "unknown"}, "profile"),
        ({"framework_version": "1999.1"}, "version"),
        ({"id": "../up"}, "id"),
        ({"id": "Upper"}, "id"),
        ({"use_case": UseCase(value="\x00")}, "use_case.value"),
        ({"demo": DemoFacts(users_tried=-1)}, "demo.users_tried"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_a_sentence(context: Context, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        create_initiative(context, **({"name": "Claims", "profile": PROFILE} | wrong))
    assert caught.value.field == field
    assert "Nothing was saved" in caught.value.message
    assert context.store.head().seq == 0


def test_ten_thousand_letters_are_stored(context: Context) -> None:
    id = create_initiative(context, name="n" * 200, profile=PROFILE, description="ж" * 10_000)
    assert assessment_of(context, id).initiative.description == "ж" * 10_000


def test_the_same_id_is_not_given_twice(bench: Bench) -> None:
    with pytest.raises(Conflict):
        create_initiative(bench.context, name="Another", profile=PROFILE, id=bench.id)
    assert bench.facts.initiative.name == "Claims"


@pytest.mark.parametrize(
    ("field", "seen", "value"),
    [
        ("name", "Claims", "Claims triage"),
        ("description", "", ODD),
        ("review_interval_days", 90, 30),
        ("use_case.user", "clerks", "nurses"),
        ("use_case.measure", "timed calls", ""),
        ("demo.cases_shown", None, 12),
        ("demo.interventions_per_100", None, 2.5),
    ],
)
def test_each_field_changes_alone_and_leaves_an_event(bench: Bench, field: str, seen: Any, value: Any) -> None:
    before = bench.facts.initiative.model_dump()
    change_initiative(bench.as_("ida"), bench.id, field=field, value=value, seen=seen)
    after = bench.facts.initiative.model_dump()
    group, _, part = field.partition(".")
    if part:
        before[group][part] = value
    else:
        before[field] = value
    assert after == before
    with bench.context.store.change(bench.id, Actor.nobody(), bench.clock()) as change:
        event = change.last_change("initiative", field)
    assert event is not None
    assert (event.actor, event.changes["changes"][field]) == ("Ida", {"old": seen, "new": value})


def test_two_people_change_different_fields_without_a_conflict(bench: Bench) -> None:
    change_initiative(bench.as_("ida"), bench.id, field="description", value="Ida's", seen="")
    change_initiative(bench.as_("bob"), bench.id, field="use_case.user", value="Bob's", seen="clerks")
    assert (bench.facts.initiative.description, bench.facts.initiative.use_case.user) == ("Ida's", "Bob's")


def test_of_two_people_who_change_one_field_the_second_sees_both(bench: Bench) -> None:
    change_initiative(bench.as_("ida"), bench.id, field="description", value="Ida's", seen="")
    with pytest.raises(StaleVersion) as caught:
        change_initiative(bench.as_("bob"), bench.id, field="description", value="Bob's", seen="")
    assert (caught.value.theirs, caught.value.by, caught.value.at) == ("Ida's", "Ida", bench.clock.moment)
    assert "Yours was not saved" in caught.value.message
    assert bench.facts.initiative.description == "Ida's"
    change_initiative(bench.as_("bob"), bench.id, field="description", value="Bob's", seen="Ida's")
    assert bench.facts.initiative.description == "Bob's"


def test_sending_the_same_change_again_is_no_conflict_and_no_event(bench: Bench) -> None:
    for _ in range(2):
        change_initiative(bench.context, bench.id, field="description", value="once", seen="")
    with bench.context.store.change(bench.id, Actor.nobody(), bench.clock()) as change:
        assert change.head().seq == bench.events
    assert bench.events == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "other"),
        ("framework_hash", "0" * 64),
        ("round", 7),
        ("created_at", None),
        ("demo.unknown", 1),
        ("use_case.unknown", "x"),
        ("name", ""),
        ("review_interval_days", 0),
        ("review_interval_days", 731),
        ("review_interval_days", True),
        ("demo.cases_shown", 1.5),
        ("demo.cases_shown", -1),
        ("demo.unattended_hours", float("nan")),
        ("demo.unattended_hours", float("inf")),
        ("profile", "unknown"),
    ],
)
def test_a_field_that_does_not_exist_or_a_value_out_of_bounds_is_refused(bench: Bench, field: str, value: Any) -> None:
    before, events = bench.facts, bench.events
    with pytest.raises(Invalid) as caught:
        change_initiative(bench.context, bench.id, field=field, value=value, seen=None)
    assert caught.value.field == field
    assert (bench.facts, bench.events) == (before, events)


def test_a_new_round_marks_every_rating_until_somebody_confirms_it(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    set_note(bench.as_("ida"), bench.id, C2, note="only a note", seen="")
    assert start_round(bench.as_("ida"), bench.id) == 2
    assert bench.facts.initiative.round == 2
    assert not bench.answer(C1).rechecked
    assert bench.answer(C2).rechecked, "nothing was rated there"
    assert bench.answer(C1).raters == (bench.ida,)
    confirm(bench.as_("ida"), bench.id, C1)
    assert bench.answer(C1).rechecked


def test_an_initiative_moves_to_another_framework_only_when_somebody_says_so(bench: Bench) -> None:
    softer = a_framework((2, 2, 1)).model_copy(update={"version": "small-2"})
    newer = Context(
        bench.context.actor,
        bench.context.store,
        Frameworks({"small-1": SMALL, "small-2": softer}, "small-2"),
        bench.context.now,
        bench.context.new_id,
    )
    assert len(initiative_view(newer, bench.id).evaluation.criteria) == 4
    move_framework(newer, bench.id, version="small-2")
    assert len(initiative_view(newer, bench.id).evaluation.criteria) == 5
    assert bench.facts.initiative.framework_version == "small-2"
    set_note(newer, bench.id, "governance.c1", note="only in the new one", seen="")
    with pytest.raises(Invalid) as caught:
        move_framework(newer, bench.id, version="small-1")
    assert caught.value.problems == ("governance.c1",)
    set_note(newer, bench.id, "governance.c1", note="", seen="only in the new one")
    with newer.change(bench.id) as change:
        change.add("workshop_closed", "workshop/w1", a_workshop_record(left("governance.c1", parked=True)))
    with pytest.raises(Invalid) as caught:
        move_framework(newer, bench.id, version="small-1")
    assert caught.value.problems == ("governance.c1",)
    with pytest.raises(Invalid):
        move_framework(newer, bench.id, version="unknown")


def test_content_that_changes_under_the_same_version_does_not_change_what_was_begun(bench: Bench) -> None:
    edited = SMALL.model_copy(update={"name": "Edited"})
    later = Context(
        bench.context.actor,
        bench.context.store,
        Frameworks({"small-1": edited}, "small-1"),
        bench.context.now,
        bench.context.new_id,
    )
    assert initiative_view(later, bench.id).framework.name == "Small"
    move_framework(later, bench.id, version="small-1")
    assert initiative_view(later, bench.id).framework.name == "Edited"


def test_removing_an_initiative_is_recorded_with_the_fingerprints_of_its_snapshots(bench: Bench) -> None:
    freeze(bench.context, bench.id)
    delete_initiative(bench.as_("ida"), bench.id)
    with pytest.raises(NotFound):
        assessment_of(bench.context, bench.id)
    with pytest.raises(NotFound):
        delete_initiative(bench.as_("ida"), bench.id)
    assert verify(bench.context).ok, "a removed snapshot is not missed"


def test_a_time_of_creation_can_be_given(context: Context) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    id = create_initiative(context, name="Old", profile=PROFILE, created_at=moment)
    assert assessment_of(context, id).initiative.created_at == moment
