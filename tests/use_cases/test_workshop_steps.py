"""Voting, the reveal, further rounds, the timer, and two who lead at once."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from readiness.commands import workshops
from readiness.commands.participants import LONGEST_REASON, vote
from readiness.domain.workshop import ANONYMITY_ORDER, Anonymity, Workshop
from readiness.errors import Invalid, NotAllowed, ReadinessError, VoteClosed
from readiness.queries.documents import live_document
from readiness.queries.phones import phones
from readiness.queries.workshop_board import agenda_sorted_by_disagreement, board
from readiness.queries.workshop_projector import projector, projector_token
from readiness.queries.workshops import state_tag, workshop_list
from tests.use_cases.conftest import C1, C2, C3, C4, Bench
from tests.use_cases.workshop_room import Room, a_room


@pytest.fixture
def room(bench: Bench) -> Room:
    """Sam, Kim and Lee answer on the first criterion."""
    room = a_room(bench)
    for name in ("Sam", "Kim", "Lee"):
        room.join(name)
    room.open()
    return room


# Answers --------------------------------------------------------------------------------------------------------------


def test_fifty_changes_are_one_answer_and_the_last_one_counts(room: Room) -> None:
    for number in range(49):
        room.vote("Sam", ("green", "yellow")[number % 2])
    room.bench.clock.forward(minutes=1)
    receipt = room.vote("Sam", "dont_know")
    (kept,) = room.facts.votes
    assert (kept.choice, kept.at) == ("dont_know", room.bench.clock.moment)
    assert (receipt.choice, receipt.at) == (kept.choice, kept.at)


@pytest.mark.parametrize(
    ("entry", "error", "said"),
    [
        ({"choice": "purple"}, Invalid, "none of red, yellow, green"),
        ({"choice": "red", "reason": "  "}, Invalid, "Red needs a reason"),
        ({"choice": "green", "reason": "x" * 1_000_000}, Invalid, "may have 2,000"),
        ({"choice": "green", "evidence": "x" * (LONGEST_REASON + 1)}, Invalid, "may have 2,000"),
        ({"choice": "green", "reason": "\x00"}, Invalid, "NUL"),
        ({"choice": "green", "reason": "\ud800"}, Invalid, "half of a character"),
        ({"choice": "green", "criterion": "no.such"}, Invalid, "not on the workshop's agenda"),
        ({"choice": "green", "criterion": C4}, Invalid, "not on the workshop's agenda"),
        ({"choice": "green", "criterion": C2}, VoteClosed, "another criterion"),
        ({"choice": "green", "round": 0}, VoteClosed, "you can answer in round 1"),
        ({"choice": "green", "round": 2}, Invalid, "has not been opened"),
        ({"choice": "green", "round": -(10**9)}, VoteClosed, "round 1"),
    ],
)
def test_a_bad_answer_is_refused_in_words_noted_and_changes_nothing(
    room: Room, entry: dict[str, Any], error: type[ReadinessError], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "readiness")
    choice = entry.pop("choice")
    entry.setdefault("reason", "" if choice != "red" else entry.get("reason", ""))
    before = state_tag(room.context, room.id)
    with pytest.raises(error, match=said):
        vote(room.context, room.tokens["Sam"], **{"criterion": C1, "round": 1, **entry}, choice=choice)
    assert state_tag(room.context, room.id) == before
    room.context.store.ballots.close()  # the writer notes a refusal after it has said so
    assert f"Refused an answer: {error.__name__}" in caplog.text
    assert room.tokens["Sam"] not in caplog.text and "Sam" not in caplog.text


def test_an_answer_after_the_reveal_is_refused_and_says_when_the_next_can_be_given(room: Room) -> None:
    room.votes(Sam="green")
    room.reveal()
    with pytest.raises(VoteClosed, match="Voting closed — you can answer in round 2"):
        room.vote("Kim", "red")
    assert [one.participant for one in room.facts.votes] == [room.ids["Sam"]]


def test_whoever_looks_on_does_not_answer_and_is_not_waited_for(room: Room) -> None:
    room.join("Boss", observer=True)
    with pytest.raises(NotAllowed, match="You look on"):
        room.vote("Boss", "green")
    room.votes(Sam="green", Kim="green", Lee="green")
    assert room.reveal(missing_ok=False).state == "revealed"


def test_an_answer_for_somebody_without_a_device_is_marked(room: Room) -> None:
    room.without_device("Max", role="Security")
    room.enter("Max", "red", "he says so")
    room.votes(Sam="green", Kim="green", Lee="green")
    room.reveal(missing_ok=False)
    latest = board(room.context, room.id, room.key).round
    assert latest is not None and latest.entered_by_facilitator == 1
    (said,) = latest.groups[0].said
    assert (said.name, said.entered_by_facilitator) == ("Max", True)


def test_nobody_answers_for_somebody_who_has_a_device(room: Room) -> None:
    with pytest.raises(Invalid, match="has a device"):
        room.enter("Sam", "green")
    assert room.facts.votes == ()


def test_who_has_answered_is_named_to_the_facilitator_and_counted_for_all(room: Room) -> None:
    room.votes(Sam="green", Kim="red")
    mine = board(room.context, room.id, room.key).round
    shown = projector(room.context, room.id, projector_token(room.context, room.id, room.key)).round
    assert mine is not None and shown is not None
    assert [tick.name for tick in mine.ticks if not tick.voted] == ["Lee"]
    assert (shown.voted, shown.expected, shown.ticks) == (2, 3, ())


@pytest.mark.parametrize("anonymity", ANONYMITY_ORDER)
def test_until_the_reveal_no_view_log_or_other_phone_holds_an_answer(
    bench: Bench, anonymity: Anonymity, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    room = a_room(bench, anonymity=anonymity)
    room.open()
    room.join("Kim")
    room.join("Sam", role="Zebra keeper")
    room.vote("Sam", "not_applicable", "unique-reason", evidence="unique-evidence")
    with pytest.raises(Invalid) as refusal:
        room.reveal(missing_ok=False)
    held = {
        "board": repr(board(bench.context, room.id, room.key)),
        "projector": repr(projector(bench.context, room.id, projector_token(bench.context, room.id, room.key))),
        "Kim's phone": repr(phones(bench.context, room.id).of(room.ids["Kim"], room.tokens["Kim"])),
        "list": repr(workshop_list(bench.context, bench.id)),
        "log of changes": room.bodies(),
        "program's log": caplog.text,
        "refusal": str(refusal.value),
        "document": live_document(bench.context, bench.id).model_dump_json(),
    }
    for surface, text in held.items():
        for secret in ("unique-reason", "unique-evidence"):
            assert secret not in text, surface
    assert "unique-reason" in repr(phones(bench.context, room.id).of(room.ids["Sam"], room.tokens["Sam"]))
    room.close()
    assert "unique-" not in room.bodies() + live_document(bench.context, bench.id).model_dump_json()


# The reveal and what follows ------------------------------------------------------------------------------------------


def test_a_reveal_with_people_missing_says_how_many_and_puts_them_down_as_not_voted(room: Room) -> None:
    room.votes(Sam="green")
    with pytest.raises(Invalid, match="2 people have not answered yet") as refusal:
        room.reveal(missing_ok=False)
    assert refusal.value.field == "missing_ok"
    assert room.workshop.state == "voting"
    room.reveal(missing_ok=True)
    (opened,) = room.facts.rounds
    assert set(opened.missing) == {room.ids["Kim"], room.ids["Lee"]}
    latest = board(room.context, room.id, room.key).round
    assert latest is not None and latest.spread is not None
    assert (latest.spread.not_voted, latest.spread.dont_know, latest.expected) == (2, 0, 3)


def test_one_missing_person_is_said_in_the_singular(room: Room) -> None:
    room.votes(Sam="green", Kim="dont_know")
    with pytest.raises(Invalid, match="1 person has not answered yet"):
        room.reveal(missing_ok=False)


def test_a_reveal_cannot_be_taken_back(room: Room) -> None:
    room.reveal()
    with pytest.raises(Invalid, match="Start a new round"):
        room.open()
    with pytest.raises(Invalid, match="nothing to reveal"):
        room.reveal()
    assert room.workshop.state == "revealed"


def test_a_new_round_keeps_the_first_and_shows_who_moved_as_counts(room: Room) -> None:
    room.votes(Sam="red", Kim="green", Lee="yellow")
    room.reveal()
    room.again()
    room.votes(Sam="yellow", Kim="yellow", Lee="yellow")
    room.reveal()
    view = board(room.context, room.id, room.key)
    assert view.round is not None and view.round_before is not None
    assert view.round.movement is not None
    assert (view.round.movement.up, view.round.movement.down, view.round.movement.same) == (1, 1, 1)
    assert view.round_before.spread is not None and view.round_before.spread.red == 1
    assert [one.number for one in room.facts.rounds] == [1, 2]


def test_a_new_round_follows_a_reveal_only(room: Room) -> None:
    with pytest.raises(Invalid, match="follows a reveal"):
        room.again()


def test_leaving_a_vote_and_coming_back_goes_on_with_it(room: Room) -> None:
    room.votes(Sam="green")
    room.step()
    assert (room.workshop.criterion, room.workshop.state) == (C2, "voting")
    room.step(-1)
    assert (room.workshop.criterion, room.workshop.round, room.workshop.state) == (C1, 1, "voting")
    assert board(room.context, room.id, room.key).round.voted == 1  # type: ignore[union-attr]


def test_stepping_shows_what_was_agreed_and_the_agenda_ends(room: Room) -> None:
    room.votes(Sam="green", Kim="green", Lee="green")
    room.reveal()
    room.agree("green", rationale="seen")
    with pytest.raises(Invalid, match="first criterion"):
        room.step(-1)
    room.step()
    room.step(-1)
    assert room.workshop.state == "agreed"
    room.step(2)
    with pytest.raises(Invalid, match="last criterion"):
        room.step()
    with pytest.raises(Invalid, match="not on the agenda"):
        workshops.go_to(room.context, room.id, key=room.key, version=room.version, criterion=C4)


def test_the_agenda_sorts_by_revealed_disagreement_alone(room: Room) -> None:
    room.votes(Sam="green", Kim="green", Lee="green")
    room.reveal()
    room.step()
    room.votes(Sam="red", Kim="green", Lee="green")
    hidden = [row.id for row in agenda_sorted_by_disagreement(board(room.context, room.id, room.key))]
    assert hidden == [C1, C2, C3]
    room.reveal()
    assert [row.id for row in agenda_sorted_by_disagreement(board(room.context, room.id, room.key))] == [C2, C1, C3]


# The timer ------------------------------------------------------------------------------------------------------------


def test_the_timer_is_a_moment_and_its_end_only_signals(room: Room) -> None:
    workshops.set_timer(room.context, room.id, key=room.key, seconds=180)
    assert room.workshop.timer_ends_at == room.bench.clock.moment + timedelta(seconds=180)
    room.bench.clock.forward(seconds=600)
    assert workshops.tick(room.context, room.id) is False
    assert room.workshop.state == "voting"
    workshops.set_timer(room.context, room.id, key=room.key, seconds=None)
    assert room.workshop.timer_ends_at is None


def test_where_it_was_chosen_the_end_of_the_timer_reveals_once(bench: Bench) -> None:
    room = a_room(bench, auto_reveal=True)
    room.join("Sam")
    room.open()
    workshops.set_timer(bench.context, room.id, key=room.key, seconds=60)
    bench.clock.forward(seconds=59)
    assert workshops.tick(bench.context, room.id) is False
    bench.clock.forward(seconds=1)
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: workshops.tick(bench.context, room.id), range(4)))
    assert sorted(done) == [False, False, False, True]
    (opened,) = room.facts.rounds
    assert (room.workshop.state, opened.revealed_by) == ("revealed", "The timer")
    assert opened.missing == (room.ids["Sam"],)


def test_a_timer_ends_with_what_it_was_set_for(room: Room) -> None:
    workshops.set_timer(room.context, room.id, key=room.key, seconds=60)
    room.step()
    assert room.workshop.timer_ends_at is None


@pytest.mark.parametrize("seconds", [0, -5, 10**9, 4])
def test_a_timer_has_its_limits(room: Room, seconds: int) -> None:
    with pytest.raises(Invalid, match="must be a number from 5"):
        workshops.set_timer(room.context, room.id, key=room.key, seconds=seconds)


# Anonymity ------------------------------------------------------------------------------------------------------------


def test_a_workshop_becomes_stricter_only_and_only_before_the_first_answer(bench: Bench) -> None:
    room = a_room(bench, anonymity="role")
    room.join("Sam", role="Security")

    def to(anonymity: Anonymity) -> Workshop:
        return workshops.set_anonymity(bench.context, room.id, key=room.key, anonymity=anonymity)

    with pytest.raises(NotAllowed, match="only become stricter"):
        to("named")
    assert to("anonymous").anonymity == "anonymous"
    assert room.facts.participants[0].role == ""
    other = a_room(bench)
    other.open()
    other.votes(Sam="green")
    with pytest.raises(NotAllowed, match="answered already"):
        workshops.set_anonymity(bench.context, other.id, key=other.key, anonymity="anonymous")
    assert other.workshop.anonymity == "named"
