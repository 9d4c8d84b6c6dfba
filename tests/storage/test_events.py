"""The event log: what it records, and that no change of it stays unnoticed."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from readiness.domain.assessment import Answer
from readiness.storage import events
from readiness.storage.events import changes_between
from readiness.storage.store import Store
from readiness.storage.verification import verify_chain
from tests.builders import check
from tests.storage.steps import IDA, NOON, Author, add_initiative, an_initiative, write_note


def problem(store: Store) -> str | None:
    store.engine.close()
    with store.engine.reading() as run:
        return verify_chain(run).problem


@pytest.fixture
def filled(store: Store) -> Store:
    add_initiative(store)
    for number in range(20):
        write_note(store, "claims", "data.c1", str(number))
    assert problem(store) is None
    return store


@pytest.mark.parametrize(
    "tampering",
    [
        "update event set actor = 'Somebody else' where seq = 7",
        "update event set body = replace(body, '5', '6') where seq = 7",
        "update event set at = '2020-01-01T00:00:00.000000+00:00' where seq = 7",
        "update event set signed_in = 1 where seq = 7",
        "update event set actor_id = null where seq = 7",
        "update event set hash = '00' where seq = 7",
        "delete from event where seq = 7",
        "delete from event where seq = 21",
        "insert into event select 22, at, actor, actor_id, signed_in, kind, initiative, subject, body, hash from event "
        "where seq = 21",
        "update head set seq = 20",
        "update head set hash = ''",
    ],
)
def test_every_change_of_the_log_is_noticed(filled: Store, tampering: str) -> None:
    filled.close()
    with closing(sqlite3.connect(filled.path)) as other:
        assert other.execute(tampering).rowcount == 1
        other.commit()
    assert problem(filled) is not None


def test_an_event_says_who_and_when_and_what_was_and_is(store: Store) -> None:
    add_initiative(store)
    write_note(store, "claims", "data.c1", "first")
    write_note(store, "claims", "data.c1", "second")
    with store.engine.reading() as run:
        rows, total = events.page(run, subject="answer/data.c1")
    assert total == 2
    event = rows[0]
    assert (event.actor, event.actor_id, event.signed_in, event.at) == ("Ida", "ida", False, NOON)
    assert event.changes == {"changes": {"note": {"old": "first", "new": "second"}}}
    assert json.loads(event.body) == event.changes


def test_the_last_change_of_a_field_is_found_among_changes_of_others(store: Store) -> None:
    add_initiative(store)
    bob = Author("bob", "Bob")
    for author, field, value in ((IDA, "note", "x"), (bob, "reason", "y"), (IDA, "note", "z"), (bob, "reason", "q")):
        with store.change("claims", author, NOON) as change:
            old = change.assessment.answer("data.c1")
            change.save("changed", "answer/data.c1", old, old.model_copy(update={field: value}))
    with store.change("claims", IDA, NOON) as change:
        noted, reasoned = change.last_change("answer/data.c1", "note"), change.last_change("answer/data.c1", "reason")
        assert noted is not None and (noted.actor, noted.changes["changes"]["note"]["new"]) == ("Ida", "z")
        assert reasoned is not None and reasoned.actor == "Bob"
        assert change.last_change("answer/data.c1", "rating") is None


def test_saving_what_is_stored_already_makes_no_event(store: Store) -> None:
    add_initiative(store)
    write_note(store, "claims", "data.c1", "same")
    with store.change("claims", IDA, NOON) as change:
        old = change.assessment.answer("data.c1")
        assert not change.save("note_changed", "answer/data.c1", old, old.model_copy())
    assert store.head().seq == 2


def test_changes_name_checks_and_parts_by_themselves() -> None:
    before = Answer(criterion="data.c1", checks=(check("a", 1), check("b", 2)))
    after = Answer(criterion="data.c1", checks=(check("a", 1), check("b", None)))
    changes = changes_between(before, after)
    assert list(changes) == ["checks.b"]
    assert changes["checks.b"]["old"]["number"] == 2
    initiative = an_initiative()
    renamed = initiative.model_copy(update={"use_case": initiative.use_case.model_copy(update={"user": "nurses"})})
    assert changes_between(initiative, renamed) == {"use_case.user": {"old": "clerks", "new": "nurses"}}


def test_the_log_is_filtered_by_actor_kind_time_and_subject(store: Store) -> None:
    add_initiative(store, "one")
    add_initiative(store, "two")
    for number in range(5):
        with store.change("one", Author("bob", "Bob 100%"), NOON + timedelta(hours=number)) as change:
            change.record("noted", f"answer/data.c{number}", {})
    with store.engine.reading() as run:
        assert events.page(run, actor="bob 100%")[1] == 5
        assert events.page(run, actor="b_b")[1] == 0, "a pattern is taken as the text that it is"
        assert events.page(run, kind="noted", since=NOON + timedelta(hours=3))[1] == 2
        assert events.page(run, subject="two")[1] == 1
        assert events.page(run, subject="DATA.C4")[1] == 1
        assert [event.seq for event in events.page(run, limit=2, offset=1)[0]] == [6, 5]
        assert events.kinds(run) == ("initiative_created", "noted")
