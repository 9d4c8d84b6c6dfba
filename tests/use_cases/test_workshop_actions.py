"""What is to be done, entered by a facilitator or proposed by somebody and approved: once, however often it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.commands.participants import propose
from readiness.commands.plans import add_plan
from readiness.commands.workshop_actions import decide_proposal
from readiness.errors import Conflict, Invalid, NotFound
from readiness.queries.initiative import initiative_view
from readiness.queries.signing import signing_view
from readiness.queries.workshop_board import board
from readiness.queries.workshops import closing_gaps
from tests.builders import TODAY, days
from tests.use_cases.conftest import C1, Bench
from tests.use_cases.workshop_room import a_room, voted

PRESS = "9d1XoT0bLz4vQ8yKc3mRwA-1"


def test_an_action_from_the_room_is_a_mitigation_that_covers_the_yellow(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    room.agree("yellow")
    assert closing_gaps(bench.context, room.id, room.key).yellow_without_plan == (C1,)
    room.act(text="Mend it", owner="Olga", due=TODAY + days(30), kind="mitigate")
    (plan,) = bench.facts.plans
    assert plan.covers and plan.criteria == (C1,)
    assert closing_gaps(bench.context, room.id, room.key).yellow_without_plan == ()
    assert [one.id for one in board(bench.context, room.id, room.key).actions] == [plan.id]


def test_a_risk_is_accepted_on_an_agreed_yellow_only_by_somebody_and_until_a_day(bench: Bench) -> None:
    room = voted(bench, A="red", B="red", C="red")
    accept: dict[str, Any] = {"text": "small team", "owner": "Eve", "due": TODAY + days(30), "kind": "accept"}
    with pytest.raises(Invalid, match="only where yellow was agreed"):
        room.act(**accept)
    room.agree("red")
    with pytest.raises(Invalid, match="only where yellow was agreed"):
        room.act(**accept)
    room.agree("yellow", rationale="mended")
    for lacking in ({"owner": " "}, {"due": None}, {"due": TODAY}):
        with pytest.raises(Invalid):
            room.act(**{**accept, **lacking})
    assert bench.facts.plans == ()
    room.act(**accept)
    (plan,) = bench.facts.plans
    assert not plan.covers  # it lifts nothing: only the signature does
    (risk,) = (
        risk for risk in signing_view(initiative_view(bench.context, bench.id)).risks if risk.result.criterion == C1
    )
    assert risk.accepted == ("Accept the risk: small team (Eve, until 19 Apr 2026)",)
    assert risk.plans == ()


def test_what_somebody_proposes_becomes_a_plan_when_a_facilitator_approves(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.votes(Sam="red")
    with pytest.raises(Invalid, match="once the answers are shown"):
        propose(bench.context, room.tokens["Sam"], criterion=C1, text="Test it")
    room.reveal()
    one = propose(bench.context, room.tokens["Sam"], criterion=C1, text="Test it", owner="Olga")
    assert propose(bench.context, room.tokens["Sam"], criterion=C1, text="Test it", owner="Olga") == one
    two = propose(bench.context, room.tokens["Sam"], criterion=C1, text="Drop it")
    assert [(row.text, row.by) for row in board(bench.context, room.id, room.key).proposals] == [
        ("Test it", "Sam"),
        ("Drop it", "Sam"),
    ]
    assert [row.id for row in closing_gaps(bench.context, room.id, room.key).proposals] == [one, two]
    plan = decide_proposal(
        bench.context, room.id, key=room.key, proposal=one, approve=True, due=TODAY + days(9), kind="mitigate"
    )
    assert decide_proposal(bench.context, room.id, key=room.key, proposal=two, approve=False) is None
    (stored,) = bench.facts.plans
    assert (stored.id, stored.text, stored.owner, stored.due) == (plan, "Test it", "Olga", TODAY + days(9))
    assert closing_gaps(bench.context, room.id, room.key).proposals == ()
    with pytest.raises(Conflict, match="approved already"):
        decide_proposal(bench.context, room.id, key=room.key, proposal=one, approve=True)
    with pytest.raises(NotFound):
        decide_proposal(bench.context, room.id, key=room.key, proposal="no-such", approve=True)


@pytest.mark.parametrize("anonymity", ["role", "anonymous"])
def test_who_proposes_is_not_named_where_names_are_hidden(bench: Bench, anonymity: Any) -> None:
    room = voted(bench, anonymity=anonymity, Samantha="red")
    propose(bench.context, room.tokens["Samantha"], criterion=C1, text="Test it")
    view = board(bench.context, room.id, room.key)
    assert [row.by for row in view.proposals] == [""]
    assert "Samantha" not in room.bodies()


def test_a_plan_made_elsewhere_covers_as_well(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    room.agree("yellow")
    add_plan(bench.context, bench.id, criteria=[C1], text="Mend", owner="Olga", due=TODAY + days(5))
    assert closing_gaps(bench.context, room.id, room.key).yellow_without_plan == ()


# One press that arrives twice -----------------------------------------------------------------------------------------


def test_one_press_that_arrives_twice_is_one_action(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    said: dict[str, Any] = {"text": "Mend it", "owner": "Olga", "due": TODAY + days(30), "kind": "mitigate"}
    first = room.act(**said, press=PRESS)
    done = bench.events
    assert room.act(**said, press=PRESS) == first
    assert (bench.events, [plan.id for plan in bench.facts.plans]) == (done, [first])
    # The next press is another action, also in the same words.
    second = room.act(**said, press=PRESS + "x")
    assert [plan.id for plan in bench.facts.plans] == [first, second]


def test_other_words_under_the_mark_of_a_press_are_another_action_and_overwrite_nothing(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    room.act(text="Mend it", press=PRESS)
    room.act(text="Mend it by May", press=PRESS)
    assert [plan.text for plan in bench.facts.plans] == ["Mend it", "Mend it by May"]


def test_what_is_too_short_to_mark_a_press_marks_none(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    for _ in range(2):
        room.act(text="Mend it", press="1")
    assert len(bench.facts.plans) == 2


def test_an_approval_that_arrives_twice_is_one_plan_and_no_conflict_with_oneself(bench: Bench) -> None:
    room = voted(bench, Sam="red", Kim="red", Lee="red")
    one = propose(bench.context, room.tokens["Sam"], criterion=C1, text="Test it")
    two = propose(bench.context, room.tokens["Kim"], criterion=C1, text="Drop it")
    first = decide_proposal(bench.context, room.id, key=room.key, proposal=one, approve=True, press=PRESS)
    decide_proposal(bench.context, room.id, key=room.key, proposal=two, approve=False, press=PRESS)
    done = bench.events
    assert decide_proposal(bench.context, room.id, key=room.key, proposal=one, approve=True, press=PRESS) == first
    assert decide_proposal(bench.context, room.id, key=room.key, proposal=two, approve=False, press=PRESS) is None
    assert (bench.events, [plan.id for plan in bench.facts.plans]) == (done, [first])
    # Another person's approval of the same is told apart from it, and so is the opposite decision.
    for approve, press in ((True, PRESS + "x"), (False, PRESS)):
        with pytest.raises(Conflict, match="approved already"):
            decide_proposal(bench.context, room.id, key=room.key, proposal=one, approve=approve, press=press)
    with pytest.raises(Conflict, match="rejected already"):
        decide_proposal(bench.context, room.id, key=room.key, proposal=two, approve=True, press=PRESS)
