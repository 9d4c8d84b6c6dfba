"""What a workshop leaves where it does not agree, and at its close: parked, not agreed, counts, and nobody's name."""

from __future__ import annotations

import pytest

from readiness.errors import Invalid
from readiness.queries.workshop_board import board
from readiness.queries.workshops import closing_gaps
from tests.use_cases.conftest import C1, C2, C3, Bench
from tests.use_cases.workshop_room import a_room, voted


def test_parked_moves_on_is_listed_and_has_no_colour(bench: Bench) -> None:
    room = voted(bench, A="red", B="green")
    room.park()
    assert (room.workshop.criterion, room.workshop.state) == (C2, "voting")
    gaps = closing_gaps(bench.context, room.id, room.key)
    assert (gaps.parked, gaps.not_agreed) == ((C1,), (C2, C3))
    rows = {row.id: (row.state, row.rating) for row in board(bench.context, room.id, room.key).agenda}
    assert rows == {C1: ("parked", None), C2: ("voting", None), C3: ("not_reached", None)}
    assert bench.answer().rating is None


def test_a_parked_criterion_can_be_taken_up_again(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    room.park()
    room.step(-1)
    assert room.workshop.state == "revealed"
    room.agree("yellow")
    assert closing_gaps(bench.context, room.id, room.key).parked == ()
    with pytest.raises(Invalid, match="agreed here already"):
        room.park()


def test_the_last_of_the_agenda_is_parked_where_it_stands(bench: Bench) -> None:
    room = a_room(bench, agenda=(C1,))
    with pytest.raises(Invalid, match="nothing to park"):
        room.park()
    room.open()
    room.park()
    assert (room.workshop.criterion, room.workshop.state) == (C1, "voting")
    assert closing_gaps(bench.context, room.id, room.key).parked == (C1,)


def test_a_vote_that_was_never_revealed_is_not_agreed_and_leaves_no_count(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.votes(A="red", B="red", C="red")
    room.close()
    (record,) = bench.facts.workshops
    assert [(one.outcome, one.rounds, one.rating) for one in record.criteria] == [("not_agreed", (), None)] * 3
    assert bench.answer().rating is None


def test_the_close_leaves_counts_and_decisions_and_names_nobody(bench: Bench) -> None:
    room = voted(bench, independent="Samantha", Samantha="red", Kimberley="green", Leopold="green")
    room.again()
    room.votes(Samantha="yellow", Kimberley="yellow", Leopold="yellow")
    room.reveal()
    room.agree("yellow", dissent="one more week")
    room.step()
    room.park()
    room.close()
    (record,) = bench.facts.workshops
    assert (record.id, record.joined, record.independent, record.observers) == (room.id, 3, 1, 0)
    first, second, third = record.criteria
    assert [one.spread.label for one in first.rounds] == ["split", "agree"]
    assert first.rounds[1].movement is not None
    assert (first.rounds[1].movement.up, first.rounds[1].movement.down) == (1, 2)
    assert (first.outcome, second.outcome, third.outcome) == ("agreed", "parked", "not_agreed")
    assert "Samantha" not in record.model_dump_json()


def test_a_workshop_never_changes_whom_the_initiative_knows(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    people = bench.facts.people
    room.agree("yellow")
    room.close()
    assert bench.facts.people == people
