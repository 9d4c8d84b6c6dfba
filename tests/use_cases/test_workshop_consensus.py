"""What the room decides: it becomes the initiative's rating with its proofs, its independence and its actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from readiness.commands.consensus import EvidenceChoice, agree
from readiness.commands.evidence import add_link
from readiness.commands.facilitators import add_facilitator
from readiness.commands.people import change_person
from readiness.commands.workshops import go_to, reveal
from readiness.domain.assessment import Agreement
from readiness.domain.independence import self_assessment_text
from readiness.domain.workshop import Choice, Consensus
from readiness.errors import Invalid, NotAllowed, StaleVersion
from readiness.queries.initiative import evaluation_of
from readiness.queries.workshop_board import board
from readiness.queries.workshop_projector import projector, projector_token
from readiness.queries.workshops import closing_gaps
from tests.builders import TODAY
from tests.use_cases.conftest import C1, C2, Bench
from tests.use_cases.workshop_room import a_room, voted

LINK = "https://wiki.example/report"


# The rating -----------------------------------------------------------------------------------------------------------


def test_what_is_agreed_becomes_the_initiatives_rating_with_its_raters(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Ida", person=bench.ida, independence="none")
    room.join("Bob", person=bench.bob)
    room.join("Eve", person=bench.eve, independence="none")
    room.join("Guest", independence="none")
    room.vote("Ida", "yellow")
    room.vote("Bob", "green")
    room.vote("Eve", "dont_know")
    room.vote("Guest", "yellow")
    room.reveal()
    bench.clock.forward(minutes=5)
    room.agree("yellow", rationale="not yet", dissent="Bob sees green")
    answer = bench.answer()
    assert (answer.rating, answer.reason, answer.chosen_at) == ("yellow", "not yet", bench.clock.moment)
    assert answer.raters == (bench.ida, bench.bob)  # Eve did not know, and the guest is not on the initiative
    assert answer.agreement == Agreement(
        independent_votes=("yellow", "yellow"), rationale="not yet", dissent="Bob sees green"
    )
    assert self_assessment_text(answer, bench.facts) is None
    assert room.workshop.state == "agreed"
    assert room.facts.consensus_on(C1).decided_by == "Ana"  # type: ignore[union-attr]


def test_a_rating_better_than_the_independent_saw_it_counts_as_self_assessed(bench: Bench) -> None:
    room = voted(bench, independent="Sam", Sam="red", Kim="green", Lee="green")
    room.agree("yellow", rationale="a compromise")
    assert self_assessment_text(bench.answer(), bench.facts) == (
        "self-assessed: agreed above the independent assessors"
    )


@pytest.mark.parametrize("anonymity", ["role", "anonymous"])
@pytest.mark.parametrize(
    ("rating", "withheld", "alone"), [("yellow", "supported", False), ("green", "overruled", True)]
)
def test_few_independent_votes_count_and_are_not_kept_with_the_rating_where_names_are_hidden(
    bench: Bench, anonymity: Any, rating: str, withheld: str, alone: bool
) -> None:
    room = voted(bench, anonymity=anonymity, independent="Sam Kim", Sam="yellow", Kim="green", Lee="green")
    room.agree(rating, rationale="so be it")
    answer = bench.answer()
    assert answer.agreement is not None
    assert (answer.agreement.independent_votes, answer.agreement.withheld) == ((), withheld)
    assert answer.raters == ()
    assert (self_assessment_text(answer, bench.facts) is not None) is alone
    assert board(bench.context, room.id, room.key).round.independent_median is None  # type: ignore[union-attr]


def test_four_independent_votes_are_kept_worst_first_and_their_median_is_shown(bench: Bench) -> None:
    room = voted(bench, anonymity="anonymous", independent="A B C D", A="green", B="red", C="yellow", D="green")
    room.agree("yellow", rationale="so be it")
    agreement = bench.answer().agreement
    assert agreement is not None
    assert agreement.independent_votes == ("red", "yellow", "green", "green")
    assert board(bench.context, room.id, room.key).round.independent_median == "yellow"  # type: ignore[union-attr]


@pytest.mark.parametrize(("rating", "withheld"), [("yellow", "supported"), ("green", "overruled")])
def test_one_who_is_not_independent_cannot_be_told_by_taking_the_independent_away(
    bench: Bench, rating: str, withheld: str
) -> None:
    room = voted(
        bench, anonymity="anonymous", independent="A B C D", A="yellow", B="green", C="yellow", D="green", E="red"
    )
    room.agree(rating, rationale="so be it")
    agreement = bench.answer().agreement
    assert agreement is not None and (agreement.independent_votes, agreement.withheld) == ((), withheld)
    assert (self_assessment_text(bench.answer(), bench.facts) is None) == (withheld == "supported")


def test_only_the_last_round_counts(bench: Bench) -> None:
    room = voted(bench, independent="Sam", Sam="red", Kim="green", Lee="green")
    room.again()
    room.votes(Sam="green", Kim="green", Lee="green")
    room.reveal()
    room.agree("green", rationale="shown in the meantime")
    assert bench.answer().agreement.independent_votes == ("green",)  # type: ignore[union-attr]
    assert self_assessment_text(bench.answer(), bench.facts) is None


@pytest.mark.parametrize(
    ("choices", "rating", "needed"),
    [
        ({"A": "yellow", "B": "yellow", "C": "yellow"}, "yellow", False),
        ({"A": "yellow", "B": "yellow", "C": "yellow"}, "red", True),
        ({"A": "red", "B": "green", "C": "red"}, "red", True),
        ({"A": "red", "B": "yellow"}, "red", False),  # the lower of the two middle ones
        ({"A": "red", "B": "yellow"}, "yellow", True),
        ({"A": "not_applicable", "B": "not_applicable"}, "not_applicable", False),
        ({"A": "not_applicable", "B": "yellow", "C": "yellow"}, "not_applicable", True),
        ({"A": "dont_know"}, "yellow", True),
    ],
)
def test_a_rationale_is_needed_against_the_lower_median_or_a_split(
    bench: Bench, choices: dict[str, Choice], rating: str, needed: bool
) -> None:
    room = voted(bench, **choices)
    more: dict[str, Any] = {"not_applicable_reason": "out_of_scope"} if rating == "not_applicable" else {}
    assert (rating in board(bench.context, room.id, room.key).rationale_for) is needed
    if needed:
        with pytest.raises(Invalid, match="needs a written rationale") as refusal:
            room.agree(rating, rationale="  ", **more)
        assert refusal.value.field == "rationale"
        assert (room.workshop.state, bench.answer().rating) == ("revealed", None)
        more["rationale"] = "because"
    room.agree(rating, **more)
    assert bench.answer().rating == rating


def test_green_against_the_checks_needs_a_rationale_also_where_all_agree(bench: Bench) -> None:
    room = voted(bench, A="green", B="green", C="green")
    with pytest.raises(Invalid, match="the checks suggest nothing yet") as refusal:
        room.agree("green")
    assert refusal.value.field == "rationale"
    assert bench.answer().rating is None and room.facts.consensus == ()


def test_not_applicable_is_agreed_with_a_reason_code_only(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Ida", person=bench.ida, independence="none")
    room.join("Bob", person=bench.bob)
    room.vote("Ida", "not_applicable")
    room.vote("Bob", "not_applicable")
    room.reveal()
    with pytest.raises(Invalid, match="Say why this criterion does not apply"):
        room.agree("not_applicable")
    with pytest.raises(Invalid, match="“Other” needs a sentence"):
        room.agree("not_applicable", not_applicable_reason="other")
    room.agree("not_applicable", not_applicable_reason="no_such_component")
    answer = bench.answer()
    assert (answer.not_applicable_reason, answer.raters) == ("no_such_component", (bench.ida, bench.bob))
    assert evaluation_of(bench.context, bench.id).criterion(C1).status == "not_applicable"


def test_an_independent_person_who_saw_a_colour_confirms_no_not_applicable(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Ida", person=bench.ida, independence="none")
    room.join("Bob", person=bench.bob)
    room.vote("Ida", "red")
    room.vote("Bob", "not_applicable")
    room.reveal()
    room.agree("not_applicable", not_applicable_reason="out_of_scope", rationale="Bob insists")
    assert bench.answer().raters == (bench.bob,)
    assert evaluation_of(bench.context, bench.id).criterion(C1).status == "not_assessed"


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
@pytest.mark.parametrize(
    ("independent", "status"), [("Sam", "not_applicable"), ("Lee", "not_assessed"), ("", "not_assessed")]
)
def test_not_applicable_is_confirmed_where_somebody_independent_said_so_whatever_is_seen_of_people(
    bench: Bench, anonymity: Any, independent: str, status: str
) -> None:
    room = voted(
        bench, anonymity=anonymity, independent=independent, Sam="not_applicable", Kim="not_applicable", Lee="yellow"
    )
    room.agree("not_applicable", not_applicable_reason="out_of_scope", rationale="the two know it best")
    assert bench.answer().raters == ()  # nobody of them is a person of the initiative
    assert evaluation_of(bench.context, bench.id).criterion(C1).status == status


def test_a_stake_declared_on_the_initiative_is_not_taken_back_by_a_tap_on_a_phone(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Bob", person=bench.bob, independence="none")
    room.vote("Bob", "not_applicable")
    room.reveal()
    room.agree("not_applicable", not_applicable_reason="out_of_scope")
    assert bench.answer().raters == (bench.bob,)
    assert evaluation_of(bench.context, bench.id).criterion(C1).status == "not_assessed"


def test_nothing_is_agreed_before_the_reveal(bench: Bench) -> None:
    room = a_room(bench)
    with pytest.raises(Invalid, match="once the answers are shown"):
        room.agree("red", rationale="x")
    room.open()
    room.votes(Sam="red")
    with pytest.raises(Invalid, match="once the answers are shown"):
        room.agree("red", rationale="x")
    assert bench.answer().rating is None


def test_a_second_decision_written_meanwhile_is_refused_with_the_first(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    version, events = room.version, bench.events
    room.agree("yellow", rationale="mine")
    done = bench.events
    assert done == events + 2  # the rating and the step
    with pytest.raises(StaleVersion, match="Ana agreed on Yellow while you wrote") as refusal:
        agree(bench.context, room.id, key=room.key, version=version, rating="red", rationale="other", seen=0)
    theirs = refusal.value.theirs
    assert isinstance(theirs, Consensus) and theirs.rationale == "mine"
    assert (bench.answer().reason, bench.events) == ("mine", done)


def test_ones_own_press_that_arrives_twice_is_one_decision_and_no_conflict(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.votes(A="yellow", B="yellow")
    room.join("C")
    room.vote("C", "yellow", evidence="https://example.org/log")
    room.reveal()
    proof = [EvidenceChoice("https://example.org/log", TODAY)]
    version = room.version
    first = room.agree("yellow", rationale="mine", evidence=proof)
    done = bench.events
    assert room.agree("yellow", rationale="mine", evidence=proof, version=version, seen=0) == first
    assert (bench.events, len(bench.facts.evidence_of(C1))) == (done, 1)
    bea = add_facilitator(bench.context, room.id, key=room.key, name="Bea")
    for other in ({"rationale": "not mine"}, {"key": bea}):
        given = {"key": room.key, "rationale": "mine", **other}
        with pytest.raises(StaleVersion, match="while you wrote"):
            agree(bench.context, room.id, version=version, rating="yellow", seen=0, **given)


def test_a_decision_can_be_changed_by_who_has_seen_it(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    room.agree("yellow")
    room.agree("red", rationale="on second thought")
    decided = room.facts.consensus_on(C1)
    assert decided is not None and (decided.version, decided.rating) == (2, "red")
    assert bench.answer().rating == "red"


def test_what_fails_late_saves_nothing_at_all(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    before = bench.events
    with pytest.raises(Invalid, match="was not named by anybody"):
        room.agree("yellow", evidence=[EvidenceChoice("nobody said this", TODAY)])
    with pytest.raises(Invalid, match="lies in the future"):
        room.again()
        room.vote("A", "yellow", evidence="tomorrow's paper")
        room.reveal()
        before = bench.events
        room.agree("yellow", evidence=[EvidenceChoice("tomorrow's paper", TODAY + timedelta(days=1))])
    assert (bench.answer().rating, bench.facts.evidence, room.facts.consensus) == (None, (), ())
    assert bench.events == before


# Proofs ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("anonymity", "by"), [("named", "Kim, Sam"), ("role", "Security"), ("anonymous", "")])
def test_ticked_proofs_become_dated_evidence_by_whom_the_anonymity_allows(
    bench: Bench, anonymity: Any, by: str
) -> None:
    room = a_room(bench, anonymity=anonymity)
    room.open()
    for name in ("Sam", "Kim"):
        room.join(name, role="Security")
        room.vote(name, "yellow", evidence=LINK)
    room.join("Lee")
    room.vote("Lee", "yellow", evidence="I saw it run")
    room.reveal()
    assert {said.evidence for said in board(bench.context, room.id, room.key).proofs} == {LINK, "I saw it run"}
    day = date(2026, 3, 1)
    room.agree("yellow", evidence=[EvidenceChoice(LINK, day), EvidenceChoice("I saw it run", TODAY)])
    link, text = bench.facts.evidence
    assert (link.kind, link.url, link.day, link.by) == ("link", LINK, day, by)
    assert (text.kind, text.text, text.day) == ("text", "I saw it run", TODAY)
    room.agree("yellow", evidence=[EvidenceChoice(LINK, day)])
    assert len(bench.facts.evidence) == 2  # the same again is not stored twice


def test_a_text_alone_leaves_a_green_unproven_and_a_link_proves_it(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Ida", person=bench.ida, independence="none")
    room.vote("Ida", "green", evidence="trust me")
    room.reveal()
    room.agree("green", rationale="seen", evidence=[EvidenceChoice("trust me", TODAY)])
    assert evaluation_of(bench.context, bench.id).criterion(C1).status == "yellow"
    assert closing_gaps(bench.context, room.id, room.key).unproven == (C1,)
    add_link(bench.context, bench.id, C1, url=LINK, day=TODAY)
    assert evaluation_of(bench.context, bench.id).criterion(C1).status == "green"
    assert closing_gaps(bench.context, room.id, room.key).unproven == ()


def test_a_proof_of_an_earlier_round_can_still_be_taken(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Sam")
    room.vote("Sam", "yellow", evidence=LINK)
    room.reveal()
    room.again()
    room.vote("Sam", "yellow")
    room.reveal()
    room.agree("yellow", evidence=[EvidenceChoice(LINK, TODAY)])
    assert [item.url for item in bench.facts.evidence] == [LINK]


@pytest.mark.parametrize("evidence", ["javascript:alert(1)", "see https://wiki.example", "ftp://x.example/a"])
def test_what_is_not_purely_a_web_address_is_a_text(bench: Bench, evidence: str) -> None:
    room = a_room(bench)
    room.open()
    room.join("Sam")
    room.vote("Sam", "yellow", evidence=evidence)
    room.reveal()
    room.agree("yellow", evidence=[EvidenceChoice(evidence, TODAY)])
    (item,) = bench.facts.evidence
    assert (item.kind, item.url, item.text) == ("text", "", evidence)


# Who stands behind it, and who sees it --------------------------------------------------------------------------------


def test_somebody_who_left_the_initiative_is_no_rater(bench: Bench) -> None:
    room = a_room(bench)
    room.open()
    room.join("Ida", person=bench.ida, independence="none")
    room.vote("Ida", "yellow")
    change_person(
        bench.context,
        bench.id,
        bench.ida,
        seen=bench.facts.person(bench.ida),
        left=True,  # type: ignore[arg-type]
    )
    room.reveal()
    room.agree("yellow")
    assert bench.answer().raters == ()


def test_the_projector_shows_the_decision_and_nobodys_name_in_an_anonymous_workshop(bench: Bench) -> None:
    room = voted(bench, anonymity="anonymous", Samantha="red", Kimberley="green", Leopold="red")
    room.agree("red", rationale="two of three")
    token = projector_token(bench.context, room.id, room.key)
    view = projector(bench.context, room.id, token)
    assert view.consensus is not None and view.consensus.rating == "red"
    assert not any(name in repr(view) for name in ("Samantha", "Kimberley", "Leopold"))
    board_text = repr(board(bench.context, room.id, room.key).visible)
    assert not any(name in board_text for name in ("Samantha", "Kimberley", "Leopold"))


def test_a_stale_version_of_the_room_is_refused_before_anything_is_written(bench: Bench) -> None:
    room = voted(bench, A="yellow", B="yellow", C="yellow")
    version = room.version
    go_to(bench.context, room.id, key=room.key, version=version, criterion=C2)
    before = bench.events
    with pytest.raises(StaleVersion):
        agree(bench.context, room.id, key=room.key, version=version, rating="yellow", seen=0)
    with pytest.raises(StaleVersion):
        reveal(bench.context, room.id, key=room.key, version=version, missing_ok=True)
    with pytest.raises(NotAllowed):
        agree(bench.context, room.id, key="wrong", version=room.version, rating="yellow", seen=0)
    assert bench.events == before and bench.answer().rating is None
