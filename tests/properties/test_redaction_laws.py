"""Blindness is a law: what others answered in a round that is not revealed changes nothing that anybody sees."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.redaction import FACILITATOR, PROJECTOR, Viewer, participant, visible
from readiness.domain.workshop import ANONYMITY_ORDER, CHOICES, Anonymity, Participant, Round, Vote, Workshop
from tests.builders import TODAY, at

ONE = "data.c1"
NOON = at(TODAY)
NAMES = [f"person{number}" for number in range(6)]
Room = tuple[Workshop, tuple[Participant, ...], tuple[Round, ...], tuple[Vote, ...], tuple[tuple[str, int, str], ...]]


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    """A workshop with people, some rounds of which the last may be open, and answers with words that occur once."""
    anonymity: Anonymity = draw(st.sampled_from(ANONYMITY_ORDER))
    people = tuple(
        Participant(
            id=name,
            name=f"Name-{name}",
            role=draw(st.sampled_from(["", "Role-a", "Role-b"])),
            independent=draw(st.booleans()),
            observer=draw(st.integers(0, 9)) == 0,
            joined_at=NOON + timedelta(minutes=draw(st.integers(0, 60))),
            removed_at=draw(st.sampled_from([None, None, None, NOON + timedelta(minutes=70)])),
        )
        for name in NAMES[: draw(st.integers(1, 6))]
    )
    number = draw(st.integers(1, 3))
    last_is_open = draw(st.booleans())
    rounds, votes, voted = [], [], []
    for count in range(1, number + 1):
        here = [one for one in people if draw(st.booleans())]
        for one in here:
            votes.append(
                Vote(
                    criterion=ONE,
                    round=count,
                    participant=ballot(anonymity, one.id),
                    choice=draw(st.sampled_from(CHOICES)),
                    reason=f"reason-{one.id}-{count}",
                    evidence=f"evidence-{one.id}-{count}",
                    at=NOON,
                    independent=one.independent,
                    entered_by_facilitator=draw(st.booleans()),
                )
            )
            voted.append((ONE, count, one.id))
        is_open = count == number and last_is_open
        rounds.append(
            Round(
                criterion=ONE,
                number=count,
                opened_at=NOON,
                revealed_at=None if is_open else NOON + timedelta(minutes=20 * count),
                missing=() if is_open else tuple(one.id for one in people if one not in here),
            )
        )
    workshop = Workshop(
        id="w",
        initiative="it",
        code="H4K7PX",
        agenda=(ONE,),
        criterion=ONE,
        round=number,
        anonymity=anonymity,
        state="voting" if last_is_open else "revealed",
        created_at=NOON,
    )
    return workshop, people, tuple(rounds), tuple(votes), tuple(voted)


def ballot(anonymity: Anonymity, id: str) -> str:
    """Under which name somebody's answers lie."""
    return f"ballot-of-{id[::-1]}" if anonymity == "anonymous" else id


def viewers(room: Room) -> list[Viewer]:
    workshop, people, *_ = room
    phones = [participant(one.id, ballot(workshop.anonymity, one.id)) for one in people]
    return [
        *phones,
        FACILITATOR,
        PROJECTOR,
        *(
            Viewer(kind="outside", names=names, reasons=words, evidence=words)
            for names in (False, True)
            for words in (False, True)
        ),
    ]


def text(room: Room, viewer: Viewer) -> str:
    workshop, people, rounds, votes, voted = room
    return visible(
        workshop, ONE, viewer=viewer, participants=people, rounds=rounds, votes=votes, voted=voted
    ).model_dump_json()


@given(rooms())
def test_before_the_reveal_no_view_of_anyone_else_holds_a_reason_or_a_proof(room: Room) -> None:
    _, _, rounds, votes, _ = room
    blind = {one.number for one in rounds if one.revealed_at is None}
    for viewer in viewers(room):
        seen = text(room, viewer)
        for vote in votes:
            if vote.round in blind and vote.participant != viewer.ballot:
                assert vote.reason not in seen and vote.evidence not in seen


@given(rooms(), st.data())
def test_what_others_answer_before_the_reveal_changes_nothing_that_anybody_sees(
    room: Room, data: st.DataObject
) -> None:
    workshop, people, rounds, votes, voted = room
    blind = {one.number for one in rounds if one.revealed_at is None}
    viewer = data.draw(st.sampled_from(viewers(room)))
    others = tuple(
        vote.model_copy(
            update={"choice": data.draw(st.sampled_from(CHOICES)), "reason": "another", "evidence": "another"}
        )
        if vote.round in blind and vote.participant != viewer.ballot
        else vote
        for vote in votes
    )
    assert text(room, viewer) == text((workshop, people, rounds, others, voted), viewer)


@given(rooms())
def test_no_view_holds_more_of_people_than_the_anonymity_allows(room: Room) -> None:
    workshop, *_ = room
    for viewer in viewers(room):
        seen = text(room, viewer)
        if viewer.kind != "facilitator" or workshop.anonymity == "anonymous":
            assert workshop.anonymity == "named" or "Name-" not in seen
        if workshop.anonymity == "anonymous":
            assert "Role-" not in seen and "ballot-of-" not in seen


@given(rooms())
def test_the_counts_of_a_revealed_round_add_up(room: Room) -> None:
    workshop, people, rounds, votes, voted = room
    seen = visible(workshop, ONE, viewer=PROJECTOR, participants=people, rounds=rounds, votes=votes, voted=voted)
    for one in seen.rounds:
        if one.revealed:
            assert one.spread is not None
            assert sum(group.count for group in one.groups) == one.voted
            assert one.voted + one.spread.not_voted == one.expected
        assert one.voted <= one.expected
