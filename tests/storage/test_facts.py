"""Facts go into tables and come back as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.domain.agreement import spread
from readiness.domain.assessment import (
    Agreement,
    Answer,
    Assessment,
    CheckValue,
    DemoFacts,
    Evidence,
    Fact,
    Initiative,
    Person,
    Plan,
    SignedRisk,
    SignOff,
    StressTest,
    UseCase,
)
from readiness.domain.snapshot import canonical, fingerprint
from readiness.domain.workshop import CHOICES
from readiness.domain.workshop_record import CriterionRecord, Movement, RoundRecord, WorkshopRecord
from readiness.errors import NotFound
from readiness.storage.store import Store
from tests.builders import SMALL
from tests.storage.steps import IDA, NOON, add_initiative, an_initiative, write_note

F = TypeVar("F", bound=Fact)

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31), timezones=ZONES)  # noqa: DTZ001
DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))
NUMBERS = st.floats(-1e15, 1e15).map(lambda number: number + 0.0)
COUNTS = st.integers(0, 10**9)
CRITERIA = [criterion.id for criterion in SMALL.criteria]


def facts(model: type[F], **fields: Any) -> st.SearchStrategy[F]:
    """Any value of a model: its types decide, but for texts, times and numbers as the program stores them."""
    model.model_rebuild()  # its types are put together with the first one, and are looked up here before there is any
    return st.builds(model, **fields)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def listed(strategy: st.SearchStrategy[F], key: Callable[[F], Any]) -> st.SearchStrategy[tuple[F, ...]]:
    return st.lists(strategy, max_size=4, unique_by=key).map(tuple)


IDS = st.text("abcdef0123456789", min_size=1, max_size=8)
MEASURES = st.sampled_from(["a", "b", "c"])
CHECK_VALUES = (
    facts(CheckValue, measure=MEASURES, kind=st.just("number"), number=NUMBERS)
    | facts(CheckValue, measure=MEASURES, kind=st.just("date"), day=DAYS)
    | facts(CheckValue, measure=MEASURES, kind=st.just("nothing_yet"))
)
PEOPLE = facts(Person, id=IDS, name=TEXT, role=TEXT, declared_at=some(MOMENTS))
ANSWERS = facts(
    Answer,
    criterion=st.sampled_from(CRITERIA),
    reason=TEXT,
    not_applicable_text=TEXT,
    not_applicable_confirmed_by=some(IDS),
    not_applicable_confirmation=TEXT,
    chosen_at=MOMENTS,
    confirmed_at=some(MOMENTS),
    raters=st.lists(IDS, max_size=3).map(tuple),
    agreement=some(facts(Agreement, rationale=TEXT, dissent=TEXT)),
    note=TEXT,
    checks=listed(CHECK_VALUES, lambda value: value.measure),
)
EVIDENCE = facts(
    Evidence,
    id=IDS,
    criterion=st.sampled_from(CRITERIA),
    text=TEXT,
    url=TEXT,
    file_name=TEXT,
    media_type=TEXT,
    size=some(st.integers(0, 2**53)),
    sha256=IDS,
    day=DAYS,
    by=TEXT,
    added_at=MOMENTS,
    added_by=TEXT,
    withdrawn_at=some(MOMENTS),
)
PLANS = facts(
    Plan,
    id=IDS,
    criteria=st.lists(st.sampled_from(CRITERIA), max_size=3).map(tuple),
    text=TEXT,
    owner=TEXT,
    due=some(DAYS),
    effort_days=some(NUMBERS),
    cost=some(NUMBERS),
    skill=TEXT,
    created_at=MOMENTS,
    done_at=some(MOMENTS),
)
STRESS_TESTS = facts(
    StressTest,
    id=IDS,
    criterion=st.sampled_from(CRITERIA),
    name=TEXT,
    day=DAYS,
    finding=TEXT,
    fixed_on=some(DAYS),
    passed_again_on=some(DAYS),
    added_at=MOMENTS,
    added_by=TEXT,
)
SIGN_OFFS = facts(
    SignOff,
    id=IDS,
    person=IDS,
    person_name=TEXT,
    person_role=TEXT,
    declaration=TEXT,
    statement=TEXT,
    risks=st.lists(
        facts(SignedRisk, criterion=st.sampled_from(CRITERIA), due=some(DAYS), acknowledgement=TEXT), max_size=3
    ).map(tuple),
    signed_at=MOMENTS,
    revoked_at=some(MOMENTS),
)
SPREADS = st.builds(spread, st.lists(st.sampled_from(CHOICES), max_size=12), not_voted=st.integers(0, 40))
MOVEMENTS = facts(Movement, up=st.integers(0, 40), down=st.integers(0, 40), stayed=st.integers(0, 40))
ROUNDS = facts(RoundRecord, number=st.integers(1, 9), revealed_at=MOMENTS, spread=SPREADS, movement=some(MOVEMENTS))
DECISIONS = st.sampled_from(
    [{"rating": rating} for rating in ("red", "yellow", "green", "not_applicable")] + [{"parked": True}, {}]
)
CRITERION_RECORDS = DECISIONS.flatmap(
    lambda decision: facts(
        CriterionRecord,
        **{field: st.just(value) for field, value in decision.items()},
        criterion=st.sampled_from(CRITERIA),
        rounds=st.lists(ROUNDS, max_size=3).map(tuple),
        not_applicable_text=TEXT,
        rationale=TEXT,
        dissent=TEXT,
        decided_at=MOMENTS,
        unproven=st.lists(TEXT, max_size=2).map(tuple),
    )
)
WORKSHOPS = facts(
    WorkshopRecord,
    id=IDS,
    opened_at=MOMENTS,
    closed_at=MOMENTS,
    anonymity=st.sampled_from(("named", "role", "anonymous")),
    joined=st.integers(0, 200),
    independent=st.integers(0, 200),
    observers=st.integers(0, 200),
    criteria=listed(CRITERION_RECORDS, lambda record: record.criterion),
)
INITIATIVES = facts(
    Initiative,
    id=IDS,
    name=TEXT,
    description=TEXT,
    profile=TEXT,
    framework_version=st.just(SMALL.version),
    framework_hash=st.just(fingerprint(SMALL)),
    created_at=MOMENTS,
    created_by=TEXT,
    review_interval_days=COUNTS,
    last_review_at=some(MOMENTS),
    round=COUNTS,
    example=TEXT,
    use_case=facts(UseCase, user=TEXT, decision=TEXT, value=TEXT, measure=TEXT),
    demo=facts(
        DemoFacts,
        **{
            field: some(NUMBERS if field in ("unattended_hours", "interventions_per_100") else COUNTS)
            for field in DemoFacts.model_fields
        },
    ),
)
UNRATED = facts(Answer, criterion=st.sampled_from(CRITERIA), rating=st.none(), note=TEXT)
ASSESSMENTS = st.builds(
    Assessment,
    initiative=INITIATIVES,
    people=listed(PEOPLE, lambda fact: fact.id),
    answers=listed(ANSWERS | UNRATED, lambda fact: fact.criterion),
    evidence=listed(EVIDENCE, lambda fact: fact.id),
    plans=listed(PLANS, lambda fact: fact.id),
    stress_tests=listed(STRESS_TESTS, lambda fact: fact.id),
    sign_offs=listed(SIGN_OFFS, lambda fact: fact.id),
    workshops=listed(WORKSHOPS, lambda fact: fact.id),
)


@given(assessment=ASSESSMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_fact_comes_back_as_it_was_stored(store: Store, assessment: Assessment) -> None:
    id = assessment.initiative.id
    if id in store.load_many([id]):
        with store.change(id, IDA, NOON) as change:
            change.delete("initiative_deleted", {})
    with store.creation(IDA, NOON) as creation:
        creation.add(assessment, SMALL, (), "imported", {})
    assert store.load(id) == assessment
    assert canonical(store.load(id)) == canonical(assessment)
    assert store.load_many([id])[id] == assessment
    assert store.framework(assessment.initiative.framework_hash) == SMALL


def test_a_changed_fact_keeps_its_place_and_a_new_one_goes_to_the_end(store: Store) -> None:
    add_initiative(store)
    for criterion in ("data.c2", "data.c1", "data.c2"):
        write_note(store, "claims", criterion, f"on {criterion}")
    assert [answer.criterion for answer in store.load("claims").answers] == ["data.c2", "data.c1"]


def test_an_initiative_keeps_the_framework_content_that_it_started_with(store: Store) -> None:
    add_initiative(store)
    changed = SMALL.model_copy(update={"name": "Another"})
    with store.creation(IDA, NOON) as creation:
        other = an_initiative("other", framework_hash=fingerprint(changed))
        creation.add(Assessment(initiative=other), changed, (), "initiative_created", {})
    assert store.framework(store.load("claims").initiative.framework_hash).name == "Small"
    assert store.framework(store.load("other").initiative.framework_hash).name == "Another"


def test_many_initiatives_are_loaded_in_one_go(store: Store) -> None:
    ids = [add_initiative(store, f"initiative-{number}") for number in range(30)]
    for id in ids:
        write_note(store, id, "data.c1", f"note of {id}")
    found = store.load_many([*ids, "unknown"])
    assert set(found) == set(ids)
    assert {id: found[id].answer("data.c1").note for id in ids} == {id: f"note of {id}" for id in ids}
    assert all(found[id] == store.load(id) for id in ids)


def test_an_initiative_that_does_not_exist_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.load("nothing")
    with pytest.raises(NotFound), store.change("nothing", IDA, NOON):
        pass


def test_a_mark_moves_with_every_change_of_its_initiative_and_with_no_other(store: Store) -> None:
    add_initiative(store, "one")
    add_initiative(store, "two")
    one, two = store.mark("one"), store.mark("two")
    write_note(store, "one", "data.c1", "changed")
    assert store.mark("one") != one
    assert store.mark("two") == two


def test_removing_an_initiative_removes_its_facts_and_keeps_its_events(store: Store) -> None:
    add_initiative(store)
    write_note(store, "claims", "data.c1", "gone soon")
    with store.change("claims", IDA, NOON) as change:
        change.delete("initiative_deleted", {"name": "Claims"})
    with store.engine.reading() as run:
        for table in ("initiative", "person", "answer", "verdict"):
            assert run(f"select count(*) as number from {table}")[0]["number"] == 0
        assert run("select count(*) as number from event where initiative = 'claims'")[0]["number"] == 3
