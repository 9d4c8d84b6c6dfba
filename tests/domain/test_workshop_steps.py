"""The pure steps of a workshop: its agenda, its moves, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.domain import workshop_steps as steps
from readiness.domain.agreement import spread
from readiness.domain.fact import Rating
from readiness.domain.gate import evaluate
from readiness.domain.workshop import Choice, Consensus, Participant, Proposal, Round, State, Workshop
from readiness.errors import Invalid
from tests.builders import SMALL, TODAY, a_framework, a_plan, an_assessment, at, judged, proof, rated

C1, C2, C3, C4 = (criterion.id for criterion in SMALL.criteria)
NOON = at(TODAY)


def a_workshop(**more: Any) -> Workshop:
    return Workshop(
        **{
            "id": "w",
            "initiative": "it",
            "code": "H4K7PX",
            "agenda": (C1, C2, C3),
            "criterion": C1,
            "state": "voting",
            "created_at": NOON,
            **more,
        }
    )


def a_round(criterion: str = C1, number: int = 1, *, revealed: bool = False) -> Round:
    return Round(criterion=criterion, number=number, opened_at=NOON, revealed_at=NOON if revealed else None)


def agreed(criterion: str, rating: Rating | None) -> Consensus:
    return Consensus(criterion=criterion, rating=rating, round=1, parked=rating is None, decided_at=NOON)


def test_the_agenda_is_all_some_or_one_dimension_in_framework_order() -> None:
    assert steps.agenda_of(SMALL) == (C1, C2, C3, C4)
    assert steps.agenda_of(SMALL, only=[C3, C1]) == (C1, C3)
    assert steps.agenda_of(SMALL, dimension="integration") == (C3, C4)
    assert steps.agenda_of(SMALL, only=[C1], dimension="integration") == ()


def test_open_is_whatever_is_neither_green_nor_not_applicable() -> None:
    evaluation = judged(rated(C1, "red"), rated(C2, None), rated(C3, "green"), proof(C3), rated(C4, "not_applicable"))
    assert steps.open_ones(evaluation) == (C1, C2)


def test_what_needs_talk_most_comes_first_and_what_was_not_shown_last() -> None:
    def of(red: int = 0, yellow: int = 0, green: int = 0) -> Any:
        answers: list[Choice] = ["red"] * red + ["yellow"] * yellow + ["green"] * green  # type: ignore[assignment]
        return spread(answers)

    spreads = {"ten yellow": of(yellow=10), "one red": of(red=1, green=9), "half": of(red=5, green=5), "two": of(red=2)}
    agenda = ("not shown", "two", "ten yellow", "one red", "half")
    assert steps.by_disagreement(agenda, spreads) == ("half", "one red", "ten yellow", "two", "not shown")


@pytest.mark.parametrize(
    ("rounds", "decided", "state", "round"),
    [
        ([], None, "voting", 1),
        ([a_round(C2)], None, "voting", 1),
        ([a_round(C2, revealed=True)], None, "revealed", 1),
        ([a_round(C2, revealed=True)], agreed(C2, "red"), "agreed", 1),
        ([a_round(C2, revealed=True)], agreed(C2, None), "revealed", 1),
        ([a_round(C2, revealed=True), a_round(C2, 2)], agreed(C2, "red"), "voting", 2),
        ([a_round(C2, 2, revealed=True), a_round(C2, revealed=True)], None, "revealed", 2),
    ],
)
def test_going_to_a_criterion_leads_to_where_it_stands(
    rounds: list[Round], decided: Consensus | None, state: State, round: int
) -> None:
    before = a_workshop(timer_ends_at=NOON)
    step = steps.moved(before, C2, rounds=rounds, consensus=[decided] if decided else [], at=NOON)
    now = step.workshop
    assert (now.criterion, now.state, now.round, now.version) == (C2, state, round, before.version + 1)
    assert now.timer_ends_at is None
    assert (step.round is not None) is (not rounds)


def test_no_step_leads_out_of_a_closed_workshop_or_off_the_agenda() -> None:
    over = a_workshop(state="closed")
    with pytest.raises(Invalid, match="closed"):
        steps.moved(over, C2, rounds=[], consensus=[], at=NOON)
    with pytest.raises(Invalid, match="closed"):
        steps.closed(over, NOON)
    with pytest.raises(Invalid, match="not on the agenda"):
        steps.moved(a_workshop(), C4, rounds=[], consensus=[], at=NOON)


def test_a_reveal_puts_down_who_was_awaited_and_silent() -> None:
    people = [
        Participant(id="here", name="A", joined_at=NOON),
        Participant(id="looks", name="B", joined_at=NOON, observer=True),
        Participant(id="gone", name="C", joined_at=NOON, removed_at=NOON),
        Participant(id="done", name="D", joined_at=NOON),
    ]
    step = steps.revealed(
        a_workshop(),
        participants=people,
        rounds=[a_round()],
        votes=[],
        voted=[(C1, 1, "done"), (C1, 2, "here"), (C2, 1, "here")],
        by="Ana",
        at=NOON,
    )
    assert step.round is not None
    assert (step.round.missing, step.round.revealed_by, step.workshop.state) == (("here",), "Ana", "revealed")


@pytest.mark.parametrize("state", ["lobby", "revealed", "agreed", "closed"])
def test_only_a_vote_can_be_revealed(state: State) -> None:
    with pytest.raises(Invalid):
        steps.revealed(a_workshop(state=state), participants=[], rounds=[a_round()], votes=[], by="Ana", at=NOON)


def test_what_is_left_open_is_named_by_kind() -> None:
    framework = a_framework((2, 3), must_be_green=[C1, C2])
    fifth = framework.criteria[-1].id
    facts = [rated(C1, "red"), rated(C2, "red"), rated(C3, "yellow"), rated(C4, "green", reason="Seen")]
    facts.append(rated(fifth, "red"))  # red, and it need not be green
    proposal = Proposal(id="p", criterion=C1, participant="x", text="Do it", at=NOON)
    decided = proposal.model_copy(update={"id": "q", "decision": "rejected"})
    assessment = an_assessment(*facts, a_plan(C2), framework=framework)
    consensus = [agreed(C1, "red"), agreed(C2, "red"), agreed(C3, "yellow"), agreed(C4, "green")]
    consensus.append(agreed(fifth, "red"))

    def gaps(*consensus: Consensus, agenda: tuple[str, ...] = (C1, C2, C3, C4, fifth)) -> steps.Gaps:
        return steps.gaps_of(
            a_workshop(agenda=agenda),
            consensus=consensus,
            proposals=[proposal, decided],
            assessment=assessment,
            evaluation=evaluate(assessment, framework, TODAY),
        )

    found = gaps(*consensus)
    assert (found.red_without_action, found.yellow_without_plan, found.unproven) == ((C1,), (C3,), (C4,))
    assert (found.parked, found.not_agreed, [one.id for one in found.proposals]) == ((), (), ["p"])
    assert found.any
    # What the room has not decided is not this workshop's gap, whatever stands on the initiative.
    found = gaps(agreed(C1, None))
    assert (found.red_without_action, found.yellow_without_plan, found.unproven) == ((), (), ())
    assert (found.parked, found.not_agreed) == ((C1,), (C2, C3, C4, fifth))
    assert gaps(agreed(C1, None), agenda=(C1,)).not_agreed == ()


@pytest.mark.parametrize(
    ("rating", "choices", "needed"),
    [
        ("not_applicable", ["not_applicable", "dont_know"], False),
        ("not_applicable", ["not_applicable", "red"], True),
        ("green", ["green", "green", "green", "red"], True),
        ("green", ["green"] * 9 + ["red"], False),
        ("yellow", [], True),
    ],
)
def test_a_rationale_is_asked_for_against_the_median_or_a_split(
    rating: Rating, choices: list[Choice], needed: bool
) -> None:
    assert steps.rationale_needed(rating, spread(choices)) is needed
