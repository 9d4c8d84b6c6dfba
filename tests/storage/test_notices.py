"""Notices of changes: after they are saved, of every writer, and no writer ever waits for who listens."""

from __future__ import annotations

import logging
import threading
from queue import Empty, SimpleQueue

import pytest

from readiness.storage.notices import Notices
from readiness.storage.store import Store
from tests.storage.steps import IDA, NOON, add_initiative, write_note
from tests.storage.workshop_steps import FIRST, a_workshop, begin, join, open_voting, step, vote

MARK = "nothing before this"


@pytest.fixture
def heard(store: Store) -> SimpleQueue[tuple[str, int]]:
    """What a listener hears of a workshop that is there, with the tag that it reads at that moment."""
    add_initiative(store)
    begin(store)
    found: SimpleQueue[tuple[str, int]] = SimpleQueue()

    def listener(workshop: str) -> None:
        found.put((workshop, 0 if workshop == MARK else store.workshop_tag(workshop)))

    store.notices.subscribe(listener)
    return found


def nothing(heard: SimpleQueue[tuple[str, int]], store: Store) -> bool:
    """Whether nothing was said until now; a mark goes through the same queue, so that nobody has to wait and see."""
    store.notices.publish(MARK)
    return heard.get(timeout=20) == (MARK, 0)


def test_a_listener_is_told_after_the_change_is_saved(store: Store, heard: SimpleQueue[tuple[str, int]]) -> None:
    join(store, 1)
    assert heard.get(timeout=20) == ("w1", store.workshop_tag("w1"))
    open_voting(store)
    assert heard.get(timeout=20) == ("w1", store.workshop_tag("w1"))
    vote(store, 1, "red")
    assert heard.get(timeout=20) == ("w1", store.workshop_tag("w1"))
    with store.change("claims", IDA, NOON) as change:
        step(change.workshop("w1"), state="revealed")
    assert heard.get(timeout=20) == ("w1", store.workshop_tag("w1"))
    begin(store, a_workshop("w2", "XYZ789"))
    assert heard.get(timeout=20)[0] == "w2"


def test_nothing_is_said_of_what_was_not_saved_or_does_not_concern_a_workshop(
    store: Store, heard: SimpleQueue[tuple[str, int]]
) -> None:
    with pytest.raises(InterruptedError), store.holding("w1", IDA, NOON) as change:
        step(change, state="voting", criterion=FIRST)
        raise InterruptedError
    write_note(store, "claims", FIRST, "a note")
    with store.holding("w1", IDA, NOON):
        pass
    assert nothing(heard, store)


def test_changes_that_are_saved_together_are_told_together_at_the_end(
    store: Store, heard: SimpleQueue[tuple[str, int]]
) -> None:
    with store.together():
        join(store, 1)
        join(store, 2)
        with pytest.raises(Empty):
            heard.get(timeout=0.05)
    assert heard.get(timeout=20) == ("w1", store.workshop_tag("w1"))
    with pytest.raises(InterruptedError), store.together():
        join(store, 3)
        raise InterruptedError
    assert nothing(heard, store)
    assert [one.id for one in store.workshop("w1").participants] == ["p1", "p2"]


def test_a_listener_that_hangs_keeps_no_writer_waiting(store: Store) -> None:
    add_initiative(store)
    begin(store)
    hang = threading.Event()
    reached = threading.Event()

    def listener(_: str) -> None:
        reached.set()
        hang.wait(60)

    store.notices.subscribe(listener)
    for number in range(5):
        join(store, number)
    open_voting(store)
    for number in range(5):
        vote(store, number)
    assert reached.wait(20)
    assert len(store.workshop("w1").votes) == 5
    hang.set()


def test_a_listener_that_fails_is_logged_and_the_others_are_told(caplog: pytest.LogCaptureFixture) -> None:
    notices = Notices()
    heard: SimpleQueue[str] = SimpleQueue()

    def failing(_: str) -> None:
        raise InterruptedError

    notices.subscribe(failing)
    notices.subscribe(heard.put)
    with caplog.at_level(logging.ERROR, logger="readiness"):
        notices.publish("w1")
        notices.publish("w2")
        assert [heard.get(timeout=20), heard.get(timeout=20)] == ["w1", "w2"]
    assert "A listener failed" in caplog.text


def test_who_no_longer_listens_is_not_told() -> None:
    notices = Notices()
    first: SimpleQueue[str] = SimpleQueue()
    second: SimpleQueue[str] = SimpleQueue()
    stop = notices.subscribe(first.put)
    notices.subscribe(second.put)
    notices.publish("w1")
    assert (first.get(timeout=20), second.get(timeout=20)) == ("w1", "w1")
    stop()
    notices.publish("w2")
    assert second.get(timeout=20) == "w2"
    assert first.empty()
