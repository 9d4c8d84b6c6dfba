"""What stays of a closed workshop: revealed counts and decisions, and nobody's name or answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from readiness.domain.agreement import spread
from readiness.domain.assessment import Assessment
from readiness.domain.gate import evaluate
from readiness.domain.workshop import CHOICES, Choice, Consensus, Participant, Round, Vote, Workshop
from readiness.domain.workshop_record import CriterionRecord, Movement, WorkshopRecord
from readiness.domain.workshop_recording import record_of
from tests.builders import SMALL, TODAY, an_assessment, proof, rated

OPENED = datetime(2026, 3, 20, 9, tzinfo=UTC)
ONE, TWO, THREE = "data.c1", "data.c2", "integration.c1"
NAMES = ("Sam-Secret", "Ana-Secret", "Kim-Secret", "Lou-Secret")


def minute(number: int) -> datetime:
    return OPENED + timedelta(minutes=number)


def a_workshop(**more: Any) -> Workshop:
    fields = {"id": "w1", "initiative": "claims", "code": "K7MPQ2", "agenda": (ONE, TWO, THREE), "created_at": OPENED}
    return Workshop(**{**fields, **more})


def a_participant(number: int, **more: Any) -> Participant:
    return Participant(id=f"p{number}", name=NAMES[number % 4], role="Nurse-Secret", joined_at=OPENED, **more)


def a_vote(participant: int, choice: Choice, *, criterion: str = ONE, round: int = 1, **more: Any) -> Vote:
    fields = {"reason": "Because-Secret", "evidence": "https://secret.example", "at": minute(1)}
    return Vote(criterion=criterion, round=round, participant=f"p{participant}", choice=choice, **{**fields, **more})


def a_round(criterion: str = ONE, number: int = 1, *, revealed: bool = True, missing: tuple[str, ...] = ()) -> Round:
    return Round(
        criterion=criterion,
        number=number,
        opened_at=minute(number),
        revealed_at=minute(number + 1) if revealed else None,
        revealed_by="Facilitator-Secret",
        missing=missing,
    )


def decided(criterion: str = ONE, **more: Any) -> Consensus:
    return Consensus(
        criterion=criterion, decided_at=minute(30), decided_by="Facilitator-Secret", **{"round": 1, **more}
    )


def the_record(**facts: Any) -> WorkshopRecord:
    given = {
        "participants": [a_participant(number) for number in range(4)],
        "rounds": [a_round()],
        "votes": [],
        "consensus": [],
        "evaluation": None,
        "closed_at": minute(60),
        **facts,
    }
    return record_of(given.pop("workshop", a_workshop()), **given)


def of(record: WorkshopRecord, criterion: str = ONE) -> CriterionRecord:
    found = record.criterion(criterion)
    assert found is not None
    return found


def test_every_criterion_of_the_agenda_is_in_the_record_in_its_order() -> None:
    record = the_record()
    assert [one.criterion for one in record.criteria] == [ONE, TWO, THREE]
    assert (record.id, record.opened_at, record.closed_at, record.anonymity) == ("w1", OPENED, minute(60), "named")


def test_each_revealed_round_keeps_its_spread_and_how_people_moved() -> None:
    votes = [a_vote(0, "red"), a_vote(1, "yellow"), a_vote(2, "green"), a_vote(3, "dont_know")]
    votes += [a_vote(0, "yellow", round=2), a_vote(1, "yellow", round=2), a_vote(2, "yellow", round=2)]
    record = the_record(votes=votes, rounds=[a_round(number=2, missing=("p3",)), a_round()])
    first, second = of(record).rounds
    assert (first.number, first.spread, first.movement) == (
        1,
        spread(["red", "yellow", "green", "dont_know"]),
        None,
    )
    assert (second.number, second.spread) == (2, spread(["yellow"] * 3, not_voted=1))
    assert second.movement == Movement(up=1, down=1, stayed=1)


@given(choices=st.lists(st.sampled_from(CHOICES), max_size=4), round=st.sampled_from((2, 3)))
def test_the_answers_of_a_round_that_was_not_revealed_leave_no_trace(choices: list[Choice], round: int) -> None:
    shown = [a_vote(0, "green"), a_vote(1, "red")]
    hidden = [a_vote(number, choice, round=round) for number, choice in enumerate(choices)]
    hidden += [a_vote(number, choice, criterion=TWO) for number, choice in enumerate(choices)]
    rounds = [a_round(), a_round(number=round, revealed=False), a_round(TWO, revealed=False)]
    without = the_record(votes=shown, rounds=rounds)
    assert the_record(votes=[*hidden, *shown], rounds=rounds) == without
    assert of(without, TWO).rounds == ()


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
def test_the_record_holds_nobodys_name_role_reason_or_evidence_in_any_mode(anonymity: str) -> None:
    text = the_record(
        workshop=a_workshop(anonymity=anonymity, created_by="Facilitator-Secret"),
        votes=[a_vote(number, "red") for number in range(4)],
        consensus=[decided(rating="red", rationale="We saw it")],
        rounds=[a_round(missing=("p3",))],
    ).model_dump_json()
    assert "We saw it" in text
    assert anonymity in text
    for hidden in ("Secret", "secret.example", "K7MPQ2", '"p0"', '"p3"'):
        assert hidden not in text


def test_a_criterion_is_agreed_parked_or_not_agreed() -> None:
    record = the_record(
        rounds=[a_round(), a_round(TWO), a_round(THREE)],
        consensus=[
            decided(ONE, rating="green", rationale="It works", dissent="One was not sure"),
            decided(TWO, parked=True, rationale="Ask the vendor"),
        ],
    )
    assert [one.outcome for one in record.criteria] == ["agreed", "parked", "not_agreed"]
    assert (record.left("agreed"), record.left("parked"), record.left("not_agreed")) == (1, 1, 1)
    assert (of(record).rating, of(record).rationale, of(record).dissent) == ("green", "It works", "One was not sure")
    assert (of(record, TWO).rating, of(record, TWO).rationale) == (None, "Ask the vendor")
    assert (of(record, THREE).rating, of(record, THREE).decided_at) == (None, None)


def test_a_parked_criterion_never_keeps_the_rating_that_was_agreed_before() -> None:
    record = the_record(consensus=[decided(ONE, rating="green", parked=True)])
    assert (of(record).outcome, of(record).rating) == ("parked", None)


def test_not_applicable_keeps_why_and_a_rating_keeps_no_such_reason() -> None:
    why: dict[str, Any] = {"not_applicable_reason": "out_of_scope", "not_applicable_text": "No such feed"}
    record = the_record(consensus=[decided(ONE, rating="not_applicable", **why), decided(TWO, rating="red", **why)])
    assert (of(record).not_applicable_reason, of(record).not_applicable_text) == ("out_of_scope", "No such feed")
    assert (of(record, TWO).not_applicable_reason, of(record, TWO).not_applicable_text) == (None, "")


def test_attendance_counts_who_answers_and_apart_from_them_who_looks_on() -> None:
    people = [
        a_participant(0, independent=True),
        a_participant(1),
        a_participant(2, observer=True, independent=True),
        a_participant(3, observer=True, removed_at=minute(5)),
        a_participant(4, independent=True, removed_at=minute(5)),
        a_participant(5, independent=True, removed_at=minute(5)),
    ]
    record = the_record(participants=people, votes=[a_vote(0, "red"), a_vote(4, "red")])
    assert (record.joined, record.independent, record.observers) == (3, 2, 1)


def test_where_answers_say_nobodys_name_it_is_known_apart_from_them_who_was_there() -> None:
    people = [a_participant(0), a_participant(1, removed_at=minute(5)), a_participant(2, removed_at=minute(5))]
    votes = [a_vote(8, "red"), a_vote(9, "green")]
    voted = [(ONE, 1, "p0"), (ONE, 1, "p1"), (ONE, 2, "p2")]
    record = the_record(
        workshop=a_workshop(anonymity="anonymous"),
        participants=people,
        votes=votes,
        voted=voted,
        rounds=[a_round(), a_round(number=2, revealed=False)],
    )
    assert record.joined == 2
    assert of(record).rounds[0].spread == spread(["red", "green"])


def test_what_an_agreed_rating_lacks_is_said_and_only_for_what_was_agreed() -> None:
    assessment = an_assessment(rated(ONE, "green", by=("bob",)), rated(TWO, "green"), proof(TWO), rest=None)
    evaluation = evaluate(assessment, SMALL, TODAY)
    agreed = [decided(ONE, rating="green"), decided(TWO, rating="green")]
    record = the_record(consensus=agreed, evaluation=evaluation)
    assert of(record).unproven == ("unproven", "self-assessed: no independent person rated or confirmed it")
    assert of(record, TWO).unproven == ()
    assert of(the_record(consensus=[], evaluation=evaluation)).unproven == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"parked": True, "rating": "green", "decided_at": OPENED},
        {"rating": "green"},
        {"parked": True},
    ],
)
def test_a_decision_is_one_and_has_its_time(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CriterionRecord(criterion=ONE, **fields)


def test_the_latest_workshop_that_dealt_with_a_criterion_is_found() -> None:
    first = the_record(rounds=[a_round(), a_round(TWO)])
    second = the_record(workshop=a_workshop(id="w2"), rounds=[a_round(TWO)])
    assessment = an_assessment().model_copy(update={"workshops": (first, second)})
    assert {key: value.id for key, value in assessment.workshop_of.items()} == {ONE: "w1", TWO: "w2"}


def test_an_assessment_without_workshops_is_written_as_before_there_were_any() -> None:
    assessment = an_assessment()
    assert "workshops" not in assessment.model_dump(mode="json")
    held = assessment.model_copy(update={"workshops": (the_record(),)})
    assert len(held.model_dump(mode="json")["workshops"]) == 1
    assert Assessment.model_validate_json(held.model_dump_json()) == held
