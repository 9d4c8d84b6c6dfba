"""Joining a workshop, coming back to it, and being shown out."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from readiness.commands import participants
from readiness.commands.attendance import decide_rejoin
from readiness.commands.facilitators import CODE_LETTERS, new_code, new_recovery_code, new_secret, plain_code
from readiness.commands.participants import ask_rejoin, join, join_as_another, participant_of, propose, vote
from readiness.commands.workshops import create_workshop
from readiness.domain.secret import hashed
from readiness.errors import Conflict, Invalid, NameTaken, NotAllowed, NotFound, VoteClosed, Waiting
from readiness.queries.phones import phones
from readiness.queries.workshop_board import board
from tests.use_cases.conftest import C1, Bench
from tests.use_cases.workshop_room import Room, a_room

CLICK = "a-random-id-of-one-press-of-the-button"


def test_a_code_has_six_characters_that_look_like_nothing_else() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) > 490
    assert all(re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", code) for code in codes)


def test_secrets_have_at_least_128_random_bits() -> None:
    assert len(CODE_LETTERS) == 32  # five bits a letter
    assert len(plain_code(new_recovery_code())) * 5 >= 128
    assert len(new_secret()) * 6 >= 128
    assert len({new_secret() for _ in range(100)}) == 100


def test_a_code_may_be_typed_with_blanks_dashes_and_small_letters(bench: Bench) -> None:
    room = a_room(bench)
    code = room.made.code.lower()
    assert join(bench.context, f" {code[:3]}-{code[3:]} ", name="Sam").workshop_id == room.id


@pytest.mark.parametrize("code", ["AAAAAA", "", "A" * 1_000_000, "’; drop table", "\x00"])
def test_a_wrong_code_is_refused_in_words(bench: Bench, code: str) -> None:
    room = a_room(bench)
    assert room.made.code != code
    with pytest.raises(NotFound, match="No workshop has this code"):
        join(bench.context, code, name="Sam")


def test_a_closed_workshop_lets_nobody_in_and_says_so(bench: Bench) -> None:
    room = a_room(bench)
    room.close()
    with pytest.raises(NotAllowed, match="closed"):
        room.join("Sam")


def test_of_token_key_and_recovery_code_nothing_but_a_hash_is_on_the_disk(bench: Bench) -> None:
    room = a_room(bench)
    token = room.join("Sam", double_click_id=CLICK)
    files = [path.read_bytes() for path in bench.context.store.path.parent.rglob("*") if path.is_file()]
    for secret in (token, room.key, room.made.recovery_code, plain_code(room.made.recovery_code), CLICK):
        assert not any(secret.encode() in content for content in files)
    assert any(hashed(token).encode() in content for content in files)


def test_the_token_brings_back_the_same_person_with_their_answer(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    token = room.join("Sam")
    room.vote("Sam", "yellow", "half of it")
    workshop_id, person = participant_of(bench.context, token)
    assert (workshop_id, person.id, person.name) == (room.id, room.ids["Sam"], "Sam")
    view = phones(bench.context, room.id).of(person.id, token)
    assert view.visible is not None and view.visible.latest is not None and view.visible.latest.own is not None
    assert view.visible.latest.own.choice == "yellow"
    assert len(room.facts.participants) == 1


def test_two_taps_on_join_make_one_person_with_one_token(bench: Bench) -> None:
    room = a_room(bench)
    first = join(bench.context, room.made.code, name="Sam", double_click_id=CLICK)
    assert join(bench.context, room.made.code, name="Sam", double_click_id=CLICK) == first
    assert [one.name for one in room.facts.participants] == ["Sam"]
    assert participant_of(bench.context, first.token)[1].id == first.participant_id


def test_two_taps_at_the_same_time_make_one_person(bench: Bench) -> None:
    room = a_room(bench)
    with ThreadPoolExecutor(8) as threads:
        seats = list(
            threads.map(lambda _: join(bench.context, room.made.code, name="Sam", double_click_id=CLICK), range(8))
        )
    assert len(set(seats)) == 1
    assert len(room.facts.participants) == 1


def test_two_taps_on_being_another_one_make_one_person_more(bench: Bench) -> None:
    room = a_room(bench)
    room.join("Sam")
    again = [join_as_another(bench.context, room.made.code, name="Sam", double_click_id=CLICK) for _ in range(2)]
    assert again[0] == again[1]
    assert [one.name for one in room.facts.participants] == ["Sam", "Sam (2)"]


def test_a_press_that_somebody_else_sends_again_makes_nobody_them(bench: Bench) -> None:
    room = a_room(bench)
    first = join(bench.context, room.made.code, name="Sam", double_click_id=CLICK)
    other = join(bench.context, room.made.code, name="Kim", double_click_id=CLICK)
    assert first.participant_id != other.participant_id and first.token != other.token


def test_an_id_of_a_press_that_can_be_guessed_counts_for_nothing(bench: Bench) -> None:
    room = a_room(bench)
    join(bench.context, room.made.code, name="Sam", double_click_id="1")
    with pytest.raises(NameTaken):
        join(bench.context, room.made.code, name="Sam", double_click_id="1")


@pytest.mark.parametrize("name", ["Sam", "sam", " SAM ", "S\u200bam", "Ｓam"])
def test_a_name_that_is_there_is_not_taken_over_silently(bench: Bench, name: str) -> None:
    room = a_room(bench)
    token = room.join("Sam")
    events = bench.events
    with pytest.raises(NameTaken, match="Sam takes part already"):
        room.join(name)
    assert (len(room.facts.participants), bench.events) == (1, events)
    assert participant_of(bench.context, token)[1].name == "Sam"


def test_another_sam_is_sam_2_and_the_next_sam_3(bench: Bench) -> None:
    room = a_room(bench)
    room.join("Sam")
    for _ in range(2):
        join_as_another(bench.context, room.made.code, name="Sam")
    assert [one.name for one in room.facts.participants] == ["Sam", "Sam (2)", "Sam (3)"]


def test_who_says_to_be_sam_waits_for_a_facilitator(bench: Bench) -> None:
    room = a_room(bench)
    old = room.join("Sam")
    asked, token = ask_rejoin(bench.context, room.made.code, "sam")
    with pytest.raises(Waiting):
        participant_of(bench.context, token)
    with pytest.raises(NotFound):
        vote(bench.context, token, criterion=C1, round=1, choice="green")
    (row,) = board(bench.context, room.id, room.key).rejoins
    assert (row.id, row.name) == (asked, "Sam")
    decide_rejoin(bench.context, room.id, key=room.key, rejoin=asked, grant=True)
    assert participant_of(bench.context, token)[1].id == room.ids["Sam"]
    with pytest.raises(NotAllowed, match="moved to another device"):
        participant_of(bench.context, old)
    with pytest.raises(NotAllowed, match=r"moved to another device.*tell the facilitator"):
        vote(bench.context, old, criterion=C1, round=1, choice="green")
    with pytest.raises(Conflict, match="granted already"):
        decide_rejoin(bench.context, room.id, key=room.key, rejoin=asked, grant=False)


def test_who_is_not_let_back_in_is_told_and_the_seat_stays(bench: Bench) -> None:
    room = a_room(bench)
    old = room.join("Sam")
    asked, token = ask_rejoin(bench.context, room.made.code, "Sam")
    decide_rejoin(bench.context, room.id, key=room.key, rejoin=asked, grant=False)
    with pytest.raises(NotAllowed, match="did not let you back in"):
        participant_of(bench.context, token)
    assert participant_of(bench.context, old)[1].name == "Sam"


def test_nobody_comes_back_as_somebody_who_was_never_there(bench: Bench) -> None:
    room = a_room(bench)
    with pytest.raises(NotFound, match="Nobody named Sam"):
        ask_rejoin(bench.context, room.made.code, "Sam")


@pytest.mark.parametrize(
    ("independence", "person", "independent"),
    [
        ("none", None, True),
        ("stake", None, False),
        ("unsaid", None, False),
        ("none", "ida", True),
        ("none", "bob", False),  # Bob has declared to build it
        ("unsaid", "ida", False),
    ],
)
def test_only_a_clear_no_that_nothing_contradicts_is_independent(
    bench: Bench, independence: Any, person: str | None, independent: bool
) -> None:
    room = a_room(bench)
    room.join("Sam", independence=independence, person=getattr(bench, person) if person else None)
    (sam,) = room.facts.participants
    assert sam.independent is independent
    assert sam.person == (getattr(bench, person) if person else None)


def test_one_person_of_the_initiative_is_one_participant(bench: Bench) -> None:
    room = a_room(bench)
    room.join("Ida", person=bench.ida)
    room.join("Ida Two", person=bench.ida)
    assert [one.person for one in room.facts.participants] == [bench.ida, None]
    with pytest.raises(Invalid, match="no such person"):
        room.join("Zoe", person="nobody")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"name": "  "}, "Your name is empty"),
        ({"name": "x" * 81}, "may have 80"),
        ({"name": "\ud800"}, "half of a character"),
        ({"name": "Sam", "role": "r" * 61}, "may have 60"),
        ({"name": "Sam", "independence": "yes"}, "not known"),
    ],
)
def test_what_cannot_be_stored_is_refused_in_words(bench: Bench, entry: dict[str, Any], said: str) -> None:
    room = a_room(bench)
    with pytest.raises(Invalid, match=said):
        join(bench.context, room.made.code, **entry)
    assert room.facts.participants == ()


def test_a_late_joiner_may_answer_at_once_and_is_not_in_a_round_that_was_revealed(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.votes(Sam="green", Kim="green")
    room.votes(Lee="green")  # joins while people answer
    bench.clock.forward(minutes=1)
    room.reveal(missing_ok=False)
    bench.clock.forward(minutes=1)
    token = room.join("Zoe")
    view = phones(bench.context, room.id).of(room.ids["Zoe"], token)
    latest = view.visible.latest if view.visible else None
    assert latest is not None and latest.joined_later
    assert (latest.voted, latest.expected) == (3, 3)
    with pytest.raises(VoteClosed, match="you can answer in round 2"):
        room.vote("Zoe", "red")
    room.again()
    room.vote("Zoe", "green")
    after = board(bench.context, room.id, room.key).round
    assert after is not None and (after.voted, after.expected) == (1, 4)


@pytest.mark.parametrize(("keep", "left"), [(True, 2), (False, 1)])
def test_who_was_removed_is_told_and_their_answers_are_kept_or_dropped(
    bench: Bench, keep: bool, left: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "readiness")
    room = a_room(bench)
    room.open()
    room.votes(Sam="red", Kim="green")
    room.remove("Sam", keep_votes=keep)
    for act in (
        lambda: participant_of(bench.context, room.tokens["Sam"]),
        lambda: room.vote("Sam", "green"),
    ):
        with pytest.raises(NotAllowed, match="You were removed"):
            act()
    assert "somebody who was removed" in caplog.text and room.tokens["Sam"] not in caplog.text
    now = board(bench.context, room.id, room.key).round
    assert now is not None and (now.voted, now.expected) == (left, left)
    assert room.reveal(missing_ok=False).state == "revealed"
    assert len(room.facts.votes) == left


def test_in_an_anonymous_workshop_answers_cannot_be_dropped_since_nobody_knows_whose_they_are(bench: Bench) -> None:
    room = a_room(bench, anonymity="anonymous")
    room.open()
    room.votes(Sam="red", Kim="green")
    with pytest.raises(Invalid, match="cannot be dropped"):
        room.remove("Sam", keep_votes=False)
    room.remove("Sam")
    assert len(room.facts.votes) == 2


def test_a_forged_token_is_refused_in_the_same_words_and_noted_without_it(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    room = a_room(bench)
    room.join("Sam")
    caplog.set_level(logging.WARNING, "readiness")
    events = bench.events
    said = set()
    for forged in ("", "x", "x" * 1_000_000, room.tokens["Sam"][:-1], hashed(room.tokens["Sam"]), "\ud800", "’"):
        with pytest.raises(NotFound) as refusal:
            participant_of(bench.context, forged)
        said.add(refusal.value.message)
        with pytest.raises(NotFound):
            vote(bench.context, forged, criterion=C1, round=1, choice="green")
    assert len(said) == 1
    assert "a token that is nobody's" in caplog.text
    assert room.tokens["Sam"][:-1] not in caplog.text
    assert bench.events == events


@pytest.mark.parametrize("anonymity", ["role", "anonymous"])
def test_names_of_people_stay_out_of_the_log_of_changes_where_they_are_not_shown(bench: Bench, anonymity: Any) -> None:
    room = a_room(bench, anonymity=anonymity)
    room.open()
    for name in ("Samantha", "Kimberley", "Leopold"):
        room.join(name, independence="none")
    room.votes(Samantha="red", Kimberley="red", Leopold="red")
    ask_rejoin(bench.context, room.made.code, "Leopold")
    room.without_device("Maximilian")
    room.enter("Maximilian", "red", "broken")
    room.remove("Samantha")
    room.reveal()
    room.agree("red")
    room.close()
    assert [name for name in ("Samantha", "Kimberley", "Leopold", "Maximilian") if name in room.bodies()] == []


def test_of_an_anonymous_participant_nothing_but_name_and_independence_is_on_the_disk(bench: Bench) -> None:
    room = a_room(bench, anonymity="anonymous")
    room.join("Ida", role="Chief of Reindeer", person=bench.ida, independence="none")
    (ida,) = room.facts.participants
    assert (ida.role, ida.person, ida.independent) == ("", None, True)
    files = [path.read_bytes() for path in bench.context.store.path.parent.rglob("*") if path.is_file()]
    assert not any(b"Reindeer" in content for content in files)


def test_two_workshops_on_one_initiative_have_codes_of_their_own(bench: Bench) -> None:
    rooms: list[Room] = [a_room(bench) for _ in range(3)]
    assert len({room.made.code for room in rooms}) == 3
    rooms[0].join("Sam")
    assert rooms[1].facts.participants == ()


@pytest.mark.parametrize("agenda", [(), (C1, C1), ("no.such",)])
def test_an_agenda_holds_known_criteria_once_each(bench: Bench, agenda: tuple[str, ...]) -> None:
    events = bench.events
    with pytest.raises(Invalid):
        create_workshop(bench.context, bench.id, name="Ana", agenda=agenda)
    assert bench.events == events


@pytest.mark.parametrize("obeyed", ["\x1b[31m", "\u202e", "\x07", "\u2067"])
def test_what_a_terminal_or_screen_obeys_is_in_nothing_that_a_phone_or_the_board_has_typed(
    bench: Bench, obeyed: str
) -> None:
    def said(words: str) -> str:
        return obeyed[0].join(words)

    room = a_room(bench)
    room.open()
    room.join("Sam", role=said("Security"))
    room.join(said("Bo"))
    room.vote("Sam", "red", said("Broken"), evidence=said("A log"))
    room.reveal()
    propose(bench.context, room.tokens["Sam"], criterion=C1, text=said("Mend"), owner=said("Olga"))
    room.agree("red", rationale=said("So be it"), dissent=said("One would wait"))
    room.act(text=said("Draw"), owner=said("Ana"))
    facts = room.facts
    everything = repr((facts.participants, facts.votes, facts.proposals, facts.consensus, bench.facts.plans))
    for words in ("Security", "Bo", "Broken", "A log", "Mend", "Olga", "So be it", "One would wait", "Draw"):
        assert repr(words) in everything
    assert obeyed[0] not in everything and repr(obeyed[0])[1:-1] not in everything


def test_a_red_whose_reason_nobody_could_see_has_none(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Sam")
    with pytest.raises(Invalid, match="Red needs a reason"):
        room.vote("Sam", "red", "\u202e \x1b")


def test_a_name_of_nothing_that_can_be_seen_is_refused(bench: Bench) -> None:
    with pytest.raises(Invalid, match="Your name is empty"):
        a_room(bench).join("\u202e\x07")


def test_the_device_that_takes_a_seat_over_is_not_told_what_was_answered_before_the_reveal(bench: Bench) -> None:
    for anonymity, shown_later in (("named", True), ("role", False)):
        room = a_room(bench, anonymity=anonymity)
        room.join("Sam")
        room.open()
        room.vote("Sam", "red", "unique-reason")
        asked, token = ask_rejoin(bench.context, room.made.code, "Sam")
        decide_rejoin(bench.context, room.id, key=room.key, rejoin=asked, grant=True)
        view = phones(bench.context, room.id).of(room.ids["Sam"], token)
        assert "unique-reason" not in repr(view) and "'red'" not in repr(view.visible)
        assert view.visible.latest.answered_elsewhere  # type: ignore[union-attr]
        room.reveal()
        own = phones(bench.context, room.id).of(room.ids["Sam"], token).visible.latest.own  # type: ignore[union-attr]
        assert (own is not None) == shown_later
        room.again()
        vote(bench.context, token, criterion=C1, round=2, choice="green")
        own = phones(bench.context, room.id).of(room.ids["Sam"], token).visible.latest.own  # type: ignore[union-attr]
        assert own is not None and own.choice == "green", "what was sent from the new device is its own"
        room.reveal()
        room.close()


def test_dropping_the_answers_of_who_is_removed_leaves_what_was_revealed_as_it_was(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.votes(Sam="red", Kim="green")
    room.reveal()
    room.agree("yellow", rationale="so be it")
    room.again()
    room.votes(Sam="yellow", Kim="green")
    room.remove("Sam", keep_votes=False)
    left = {(one.round, one.participant) for one in room.facts.votes}
    assert left == {(1, room.ids["Sam"]), (1, room.ids["Kim"]), (2, room.ids["Kim"])}
    assert '"votes_dropped":1' in room.bodies()


def test_who_was_removed_takes_nobodys_place(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(participants, "MOST_PARTICIPANTS", 2)
    room = a_room(bench)
    for name in ("Sam", "Kim"):
        room.join(name)
    with pytest.raises(NotAllowed, match="2 people already"):
        room.join("Lee")
    room.remove("Sam")
    room.join("Lee")


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d\u2060", "\u3164", "\u2800 \u00ad"])
def test_a_name_or_a_reason_that_shows_nothing_is_none(bench: Bench, unseen: str) -> None:
    room = a_room(bench)
    with pytest.raises(Invalid, match="Your name is empty"):
        room.join(unseen)
    room.join("Sam")
    room.open()
    with pytest.raises(Invalid, match="Red needs a reason"):
        room.vote("Sam", "red", unseen)
    room.vote("Sam", "red", f"{unseen}It fails")


def test_an_answer_written_at_another_seat_is_not_sent_as_this_ones(bench: Bench) -> None:
    room = a_room(bench)
    room.join("Sam")
    room.join("Kim")
    room.open()

    def send(seat: str) -> None:
        participants.send_vote(
            bench.context, room.tokens["Kim"], criterion=C1, round=1, choice="green", seat=room.ids[seat]
        ).result()

    with pytest.raises(NotAllowed, match="another seat"):
        send("Sam")
    assert room.facts.votes == ()
    send("Kim")
    assert len(room.facts.votes) == 1
