"""Who leads a workshop: without a key nothing is done or seen, and of two who press at once one does it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from readiness.commands import attendance, consensus, facilitators, workshop_actions, workshops
from readiness.commands.participants import propose
from readiness.context import Context
from readiness.domain.workshop import Workshop
from readiness.errors import Invalid, NotAllowed, NotFound, ReadinessError, StaleVersion, VoteClosed
from readiness.queries.workshop_board import board
from readiness.queries.workshop_projector import projector, projector_token
from readiness.queries.workshops import closing_gaps, running, state_tag
from readiness.storage.store import Store
from tests.use_cases.conftest import C1, C2, Bench
from tests.use_cases.workshop_room import Room, a_room


@pytest.fixture
def room(bench: Bench) -> Room:
    """Sam, Kim and Lee answer on the first criterion."""
    room = a_room(bench)
    for name in ("Sam", "Kim", "Lee"):
        room.join(name)
    room.open()
    return room


ACTIONS: dict[str, Callable[[Context, Room, str], object]] = {
    "open": lambda c, r, k: workshops.open_voting(c, r.id, key=k, version=r.version, criterion=C2),
    "go to": lambda c, r, k: workshops.go_to(c, r.id, key=k, version=r.version, criterion=C2),
    "step": lambda c, r, k: workshops.step(c, r.id, key=k, version=r.version),
    "reveal": lambda c, r, k: workshops.reveal(c, r.id, key=k, version=r.version, missing_ok=True),
    "new round": lambda c, r, k: workshops.new_round(c, r.id, key=k, version=r.version),
    "close": lambda c, r, k: workshops.close(c, r.id, key=k, version=r.version),
    "timer": lambda c, r, k: workshops.set_timer(c, r.id, key=k, seconds=60),
    "screen": lambda c, r, k: workshops.set_screen(c, r.id, key=k, screen="blank"),
    "anonymity": lambda c, r, k: workshops.set_anonymity(c, r.id, key=k, anonymity="anonymous"),
    "agree": lambda c, r, k: consensus.agree(c, r.id, key=k, version=r.version, rating="red", rationale="x", seen=0),
    "park": lambda c, r, k: consensus.park(c, r.id, key=k, version=r.version),
    "act": lambda c, r, k: workshop_actions.add_workshop_action(c, r.id, key=k, criterion=C1, text="x"),
    "proposal": lambda c, r, k: workshop_actions.decide_proposal(c, r.id, key=k, proposal="x", approve=True),
    "remove": lambda c, r, k: attendance.remove_participant(c, r.id, key=k, participant=r.ids["Sam"], keep_votes=True),
    "enter": lambda c, r, k: attendance.add_without_device(c, r.id, key=k, name="Max"),
    "answer": lambda c, r, k: attendance.proxy_vote(
        c, r.id, key=k, participant=r.ids["Sam"], criterion=C1, round=1, choice="green"
    ),
    "rejoin": lambda c, r, k: attendance.decide_rejoin(c, r.id, key=k, rejoin="x", grant=True),
    "lead": lambda c, r, k: facilitators.add_facilitator(c, r.id, key=k, name="Mallory"),
    "leave": lambda c, r, k: facilitators.leave(c, r.id, key=k),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_without_a_facilitators_key_nothing_can_be_done(
    room: Room, action: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "readiness")
    other = a_room(room.bench)
    events, tag = room.bench.events, state_tag(room.context, room.id)
    for key in ("", "wrong", room.tokens["Sam"], other.key, room.made.recovery_code, "\ud800"):
        with pytest.raises(NotAllowed, match="Only who leads this workshop"):
            ACTIONS[action](room.context, room, key)
        assert not key or key not in caplog.text
    assert (room.bench.events, state_tag(room.context, room.id)) == (events, tag)
    assert f"Refused in workshop {room.id}" in caplog.text


@pytest.mark.parametrize("action", ACTIONS)
def test_who_has_left_can_do_nothing_any_more(room: Room, action: str) -> None:
    bo = facilitators.add_facilitator(room.context, room.id, key=room.key, name="Bo")
    facilitators.leave(room.context, room.id, key=bo)
    events = room.bench.events
    with pytest.raises(NotAllowed, match="lead this workshop no longer"):
        ACTIONS[action](room.context, room, bo)
    assert room.bench.events == events


@pytest.mark.parametrize("look", [board, projector_token, closing_gaps])
def test_the_board_opens_with_a_facilitators_key_only_and_a_wrong_one_is_noted(
    room: Room, look: Callable[..., object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "readiness")
    bo = facilitators.add_facilitator(room.context, room.id, key=room.key, name="Bo")
    facilitators.leave(room.context, room.id, key=bo)
    for key in ("", "wrong", room.tokens["Sam"], bo):
        caplog.clear()
        with pytest.raises(NotAllowed):
            look(room.context, room.id, key)
        assert f"Refused in workshop {room.id}: a look at the board with a key" in caplog.text
        assert not key or key not in caplog.text


def test_the_projectors_address_cannot_be_guessed_and_leads_nowhere_else(room: Room) -> None:
    token = projector_token(room.context, room.id, room.key)
    assert len(token) >= 32 and projector(room.context, room.id, token).place == 1
    said = set()
    for workshop, wrong in ((room.id, "x"), (room.id, ""), (room.id, "’"), ("no-such", token), (room.id, token[:-1])):
        with pytest.raises(NotFound) as refusal:
            projector(room.context, workshop, wrong)
        said.add(refusal.value.message)
    assert len(said) == 1
    with pytest.raises(NotAllowed):
        workshops.reveal(room.context, room.id, key=token, version=room.version)


def test_of_two_who_reveal_together_one_does_and_the_other_is_told_who(room: Room) -> None:
    bo = facilitators.add_facilitator(room.context, room.id, key=room.key, name="Bo")
    version, before = room.version, room.bench.events

    def press(key: str) -> Workshop | StaleVersion:
        try:
            return workshops.reveal(room.context, room.id, key=key, version=version, missing_ok=True)
        except StaleVersion as late:
            return late

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(press, (room.key, bo)))
    (done,) = [one for one in outcomes if isinstance(one, Workshop)]
    (late,) = [one for one in outcomes if isinstance(one, StaleVersion)]
    winner = "Ana" if isinstance(outcomes[0], Workshop) else "Bo"
    assert f"already revealed by {winner}" in late.message
    assert (late.by, late.theirs) == (winner, done)
    assert (room.version, room.bench.events) == (version + 1, before + 1)


def test_of_two_who_go_on_together_one_does(room: Room) -> None:
    bo = facilitators.add_facilitator(room.context, room.id, key=room.key, name="Bo")
    version = room.version
    workshops.step(room.context, room.id, key=room.key, version=version)
    with pytest.raises(StaleVersion, match="by Ana"):
        workshops.step(room.context, room.id, key=bo, version=version)
    assert room.workshop.criterion == C2


def test_the_last_who_leads_cannot_leave_and_leaving_closes_nothing(room: Room) -> None:
    with pytest.raises(NotAllowed, match="only one who leads"):
        facilitators.leave(room.context, room.id, key=room.key)
    bo = facilitators.add_facilitator(room.context, room.id, key=room.key, name="Bo")
    facilitators.leave(room.context, room.id, key=room.key)
    assert room.workshop.state == "voting"
    view = board(room.context, room.id, bo)
    assert (view.facilitators, view.me.name) == (("Bo",), "Bo")
    with pytest.raises(NotAllowed, match="only one who leads"):
        facilitators.leave(room.context, room.id, key=bo)


def test_the_recovery_code_gives_the_lead_back(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    typed = room.made.recovery_code.lower().replace("-", " ")
    key = facilitators.recover(room.context, room.id, recovery_code=typed, name="Ana")
    assert workshops.reveal(room.context, room.id, key=key, version=room.version, missing_ok=True).state == "revealed"
    assert board(room.context, room.id, key).me.name == "Ana (2)"
    caplog.set_level(logging.WARNING, "readiness")
    for wrong in ("", "AAAAA", room.made.recovery_code[:-1], room.made.code, "\ud800"):
        with pytest.raises(NotAllowed, match="not the recovery code"):
            facilitators.recover(room.context, room.id, recovery_code=wrong, name="Mallory")
    assert "a recovery code that is not the workshop's" in caplog.text
    assert len(room.facts.facilitators) == 2


def test_after_a_restart_everything_is_where_it_was(room: Room) -> None:
    room.votes(Sam="red", Kim="green")
    workshops.set_timer(room.context, room.id, key=room.key, seconds=300)
    before = room.facts
    held = room.context.store
    again = Store(held.path, held.path.parent / "evidence", 1_000_000)
    try:
        room.bench.context = Context(
            actor=room.context.actor, store=again, frameworks=room.context.frameworks, now=room.bench.clock
        )
        assert room.facts == before
        found = running(room.context, room.bench.id)
        assert found is not None and (found.id, found.state) == (room.id, "voting")
        room.vote("Lee", "green")
        room.reveal(missing_ok=False)
        assert board(room.context, room.id, room.key).round.voted == 3  # type: ignore[union-attr]
    finally:
        again.close()


def test_a_closed_workshop_takes_no_step_any_more(room: Room) -> None:
    room.reveal()
    room.close()
    for action in ("open", "step", "new round", "close", "timer", "agree", "park", "act", "remove", "enter"):
        with pytest.raises(ReadinessError):
            ACTIONS[action](room.context, room, room.key)
    with pytest.raises(Invalid, match="closed"):
        propose(room.context, room.tokens["Sam"], criterion=C1, text="x")
    with pytest.raises(VoteClosed, match="over"):
        room.vote("Sam", "green", criterion=C1, round=1)
    assert running(room.context, room.bench.id) is None
