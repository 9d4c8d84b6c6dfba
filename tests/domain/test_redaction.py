"""What each surface may see of the answers, in every anonymity, before and after the reveal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from readiness.domain.redaction import (
    FACILITATOR,
    OUTSIDE,
    PROJECTOR,
    Viewer,
    Visible,
    independent_median,
    participant,
    personal,
    promise,
    visible,
)
from readiness.domain.workshop import ANONYMITY_ORDER, Anonymity, Choice, Participant, Round, Vote, Workshop
from tests.builders import TODAY, at

ONE = "data.c1"
NOON = at(TODAY)
KIM = participant("kim")
LETS_ALL_OUT = Viewer(kind="outside", names=True, reasons=True, evidence=True)
SURFACES = {
    "phone": KIM,
    "board": FACILITATOR,
    "projector": PROJECTOR,
    "outside": OUTSIDE,
    "outside with everything ticked": LETS_ALL_OUT,
}


def a_workshop(anonymity: Anonymity = "named") -> Workshop:
    return Workshop(
        id="w", initiative="it", code="H4K7PX", agenda=(ONE,), criterion=ONE, anonymity=anonymity, created_at=NOON
    )


def person(id: str, name: str = "", role: str = "", *, after: int = 0, **more: Any) -> Participant:
    return Participant(
        id=id, name=name or id.capitalize(), role=role, joined_at=NOON + timedelta(minutes=after), **more
    )


def answer(who: str, choice: Choice, *, round: int = 1, **more: Any) -> Vote:
    return Vote(criterion=ONE, round=round, participant=who, choice=choice, at=NOON, **more)


def a_round(number: int = 1, *, revealed: bool = True, missing: tuple[str, ...] = ()) -> Round:
    moment: datetime | None = NOON + timedelta(minutes=10 * number) if revealed else None
    return Round(criterion=ONE, number=number, opened_at=NOON, revealed_at=moment, revealed_by="Ana", missing=missing)


SAM = person("sam", "Samantha", "Security")
ROOM = (SAM, person("kim"), person("lee"), person("max"))
SAM_SAYS = answer("sam", "red", reason="sam-reason", evidence="sam-evidence", independent=True)
VOTES = (SAM_SAYS, answer("kim", "green", reason="kim-reason"), answer("lee", "green"))


def seen(
    viewer: Viewer,
    anonymity: Anonymity = "named",
    *,
    rounds: tuple[Round, ...] = (a_round(missing=("max",)),),
    votes: tuple[Vote, ...] = VOTES,
    people: tuple[Participant, ...] = ROOM,
    **more: Any,
) -> Visible:
    return visible(a_workshop(anonymity), ONE, viewer=viewer, participants=people, rounds=rounds, votes=votes, **more)


BLIND = (a_round(revealed=False),)


@pytest.mark.parametrize("anonymity", ANONYMITY_ORDER)
@pytest.mark.parametrize("surface", SURFACES)
def test_before_the_reveal_no_surface_holds_anything_of_anothers_answer(surface: str, anonymity: Anonymity) -> None:
    text = seen(SURFACES[surface], anonymity, rounds=BLIND).model_dump_json()
    for secret in ("sam-reason", "sam-evidence", '"red"', "Security"):
        assert secret not in text


@pytest.mark.parametrize("anonymity", ANONYMITY_ORDER)
def test_before_the_reveal_everybody_sees_their_own_answer_and_how_many_have_answered(anonymity: Anonymity) -> None:
    latest = seen(KIM, anonymity, rounds=BLIND).latest
    assert latest is not None and latest.own is not None
    assert (latest.own.choice, latest.own.reason) == ("green", "kim-reason")
    assert (latest.voted, latest.expected, latest.revealed) == (3, 4, False)


def test_from_outside_there_is_no_round_before_its_reveal() -> None:
    assert seen(OUTSIDE, rounds=BLIND).rounds == ()
    assert seen(LETS_ALL_OUT, rounds=BLIND).rounds == ()


@pytest.mark.parametrize("rounds", [BLIND, (a_round(missing=("max",)),)])
@pytest.mark.parametrize(("anonymity", "named"), [("named", True), ("role", True), ("anonymous", False)])
def test_only_a_facilitator_sees_by_name_who_has_answered_and_not_in_an_anonymous_workshop(
    anonymity: Anonymity, named: bool, rounds: tuple[Round, ...]
) -> None:
    latest = seen(FACILITATOR, anonymity, rounds=rounds).latest
    assert latest is not None
    waiting = [tick.name for tick in latest.ticks if not tick.voted]
    assert waiting == (["Max"] if named else [])
    assert len(latest.ticks) == (4 if named else 0)
    for viewer in (KIM, PROJECTOR, LETS_ALL_OUT):
        assert all(one.ticks == () for one in seen(viewer, anonymity, rounds=rounds).rounds)


@pytest.mark.parametrize(("anonymity", "named"), [("named", True), ("role", True), ("anonymous", False)])
def test_who_has_not_answered_and_is_not_connected_is_counted_in_front_and_named_to_a_facilitator_alone(
    anonymity: Anonymity, named: bool
) -> None:
    people = (*ROOM, person("zoe"), person("gus", entered_by_facilitator=True), person("obs", observer=True))
    near = frozenset({"zoe"})  # Sam, Kim and Lee have answered; Max is away; Gus has no device and is not missed
    for viewer in (FACILITATOR, PROJECTOR):
        latest = seen(viewer, anonymity, people=people, rounds=BLIND, connected=near).latest
        assert latest is not None
        assert (latest.voted, latest.expected, latest.away) == (3, 6, 1)
        away = [tick.name for tick in latest.ticks if tick.away]
        assert away == (["Max"] if named and viewer is FACILITATOR else [])
    assert seen(KIM, anonymity, people=people, rounds=BLIND, connected=near).latest.away == 0  # type: ignore[union-attr]
    for known in (None, near):  # nothing is said where nothing is known, nor once the answers are shown
        shown = seen(
            PROJECTOR, anonymity, people=people, rounds=BLIND if known is None else (a_round(),), connected=known
        )
        assert shown.latest.away == 0  # type: ignore[union-attr]


# name and role of who gave a reason, by surface and mode, after the reveal
@pytest.mark.parametrize(
    ("surface", "anonymity", "name", "role", "reason"),
    [
        (surface, anonymity, name, role, True)
        for surface in ("phone", "board", "projector", "outside with everything ticked")
        for anonymity, name, role in (("named", True, True), ("role", False, True), ("anonymous", False, False))
    ]
    + [("outside", anonymity, False, False, False) for anonymity in ANONYMITY_ORDER],
)
def test_after_the_reveal_each_surface_holds_what_the_anonymity_allows(
    surface: str, anonymity: Anonymity, name: bool, role: bool, reason: bool
) -> None:
    shown = seen(SURFACES[surface], anonymity)
    # The list of who has answered is the board's own and says nothing of what.
    text = shown.model_copy(
        update={"rounds": tuple(one.model_copy(update={"ticks": ()}) for one in shown.rounds)}
    ).model_dump_json()
    assert ("Samantha" in text) is name
    assert ("Security" in text) is role
    assert ("sam-reason" in text) is reason
    assert ("sam-evidence" in text) is reason
    assert shown.latest is not None and shown.latest.spread is not None
    assert (shown.latest.spread.red, shown.latest.spread.green, shown.latest.spread.not_voted) == (1, 2, 1)


@pytest.mark.parametrize(
    ("ticked", "present"),
    [("names", "Samantha"), ("reasons", "sam-reason"), ("evidence", "sam-evidence")],
)
def test_each_switch_lets_out_its_own_part_only(ticked: str, present: str) -> None:
    text = seen(Viewer(kind="outside", **{ticked: True})).model_dump_json()
    assert [secret for secret in ("Samantha", "sam-reason", "sam-evidence") if secret in text] == [present]


@pytest.mark.parametrize("anonymity", ["role", "anonymous"])
def test_no_id_of_a_participant_is_in_what_others_see_of_answers(anonymity: Anonymity) -> None:
    people = tuple(one.model_copy(update={"id": f"id-of-{one.id}"}) for one in ROOM)
    votes = tuple(vote.model_copy(update={"participant": f"id-of-{vote.participant}"}) for vote in VOTES)
    for viewer in (PROJECTOR, OUTSIDE, LETS_ALL_OUT, participant("id-of-max")):
        assert "id-of-" not in seen(viewer, anonymity, people=people, votes=votes).model_dump_json()
    groups = seen(FACILITATOR, anonymity, people=people, votes=votes).latest
    assert groups is not None and all("id-of-" not in group.model_dump_json() for group in groups.groups)


@pytest.mark.parametrize("anonymity", ["role", "anonymous"])
def test_the_order_of_reasons_says_nothing_of_who_came_first(anonymity: Anonymity) -> None:
    votes = tuple(answer(one.id, "red", reason=f"reason {n}") for n, one in enumerate(ROOM))
    there, back = (
        seen(PROJECTOR, anonymity, people=tuple(people), votes=tuple(given))
        for people, given in ((ROOM, votes), (reversed(ROOM), reversed(votes)))
    )
    if anonymity == "anonymous":
        assert there == back
    assert there.latest is not None
    assert [said.reason for said in there.latest.groups[0].said] == ["reason 0", "reason 1", "reason 2", "reason 3"]


def test_reasons_are_grouped_by_answer_from_red_on_with_the_names_of_all() -> None:
    latest = seen(PROJECTOR).latest
    assert latest is not None
    assert [(group.choice, group.count, group.names) for group in latest.groups] == [
        ("red", 1, ("Samantha",)),
        ("green", 2, ("Kim", "Lee")),
    ]


def test_a_participant_who_joined_after_the_reveal_is_told_so_and_in_no_count() -> None:
    late = person("zoe", after=30)
    latest = seen(participant("zoe"), people=(*ROOM, late)).latest
    assert latest is not None and latest.joined_later
    assert (latest.voted, latest.expected) == (3, 4)
    assert seen(KIM, people=(*ROOM, late)).latest.joined_later is False  # type: ignore[union-attr]


def test_who_only_looks_on_or_was_removed_is_not_waited_for() -> None:
    people = (*ROOM, person("obs", observer=True), person("out", removed_at=NOON))
    latest = seen(FACILITATOR, people=people, rounds=BLIND).latest
    assert latest is not None
    assert latest.expected == 4


def test_the_kept_answer_of_somebody_removed_stays_in_both_counts() -> None:
    people = (SAM.model_copy(update={"removed_at": NOON}), *ROOM[1:])
    latest = seen(FACILITATOR, people=people, rounds=BLIND).latest
    assert latest is not None
    assert (latest.voted, latest.expected) == (3, 4)


@pytest.mark.parametrize("anonymity", ["named", "role"])
@pytest.mark.parametrize(("security", "shown"), [(3, False), (4, True)])
def test_a_cut_by_role_is_shown_from_four_people_on(anonymity: Anonymity, security: int, shown: bool) -> None:
    people = [person(f"s{n}", role="Security") for n in range(security)]
    people += [person(f"p{n}", role=" product ") for n in range(4)]
    votes = tuple(answer(one.id, "red" if one.id.startswith("s") else "green") for one in people)
    latest = seen(PROJECTOR, anonymity, people=tuple(people), votes=votes).latest
    assert latest is not None
    roles = {cut.role: (cut.spread.red, cut.spread.green) for cut in latest.by_role}
    assert ("Security" in roles) is shown
    if shown:
        assert roles == {"Security": (4, 0), "product": (0, 4)}


def test_without_names_no_cut_is_shown_from_which_the_answers_of_few_could_be_taken_away() -> None:
    people = (*(person(f"s{n}", role="Security") for n in range(4)), person("p", role="Product"))
    votes = tuple(answer(one.id, "red") for one in people)
    shown = seen(PROJECTOR, "role", people=people, votes=votes).latest
    assert shown is not None and shown.by_role == ()
    assert [cut.role for cut in seen(PROJECTOR, "named", people=people, votes=votes).latest.by_role] == ["Security"]  # type: ignore[union-attr]


def test_roles_are_never_cut_in_an_anonymous_workshop_nor_shown_outside() -> None:
    people = tuple(person(f"s{n}", role="Security") for n in range(8))
    votes = tuple(answer(one.id, "red") for one in people)
    assert seen(FACILITATOR, "anonymous", people=people, votes=votes).latest.by_role == ()  # type: ignore[union-attr]
    assert seen(OUTSIDE, "named", people=people, votes=votes).latest.by_role == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("choices", "median"),
    [
        ([], None),
        (["red", "green", "green"], None),
        (["red", "green", "green", "dont_know"], None),
        (["red", "yellow", "green", "green"], "yellow"),
        (["red", "red", "green", "green"], "red"),
    ],
)
def test_the_independent_median_is_shown_from_four_red_yellow_or_green_answers_on(
    choices: list[Choice], median: Choice | None
) -> None:
    votes = [answer(f"i{n}", choice, independent=True) for n, choice in enumerate(choices)]
    votes += [answer(f"d{n}", "red") for n in range(5)]
    assert independent_median(votes) == median


def test_movement_counts_who_moved_and_names_nobody() -> None:
    rounds = (a_round(1), a_round(2))
    again = (answer("sam", "yellow", round=2), answer("kim", "red", round=2), answer("lee", "green", round=2))
    latest = seen(PROJECTOR, rounds=rounds, votes=(*VOTES, *again)).latest
    assert latest is not None and latest.movement is not None
    assert (latest.movement.up, latest.movement.down, latest.movement.same) == (1, 1, 1)


def test_a_second_round_is_blind_while_the_first_stays_open() -> None:
    rounds = (a_round(1), a_round(2, revealed=False))
    votes = (*VOTES, answer("lee", "red", round=2, reason="lee-again"))
    shown = seen(PROJECTOR, rounds=rounds, votes=votes)
    assert "lee-again" not in shown.model_dump_json()
    assert shown.latest_revealed is not None and shown.latest_revealed.number == 1
    assert shown.latest is not None and (shown.latest.voted, shown.latest.expected) == (1, 4)


def test_a_proof_that_several_named_is_one_with_all_their_names() -> None:
    votes = (answer("sam", "red", reason="x", evidence="log 7"), answer("kim", "green", evidence=" log 7 "))
    (proof,) = seen(FACILITATOR, votes=votes).proofs
    assert (proof.evidence, proof.name) == ("log 7", "Kim, Samantha")
    (proof,) = seen(FACILITATOR, "anonymous", votes=votes).proofs
    assert (proof.name, proof.role) == ("", "")
    assert seen(FACILITATOR, votes=votes, rounds=BLIND).proofs == ()


def test_in_an_anonymous_workshop_an_answer_is_found_by_its_owner_alone() -> None:
    votes = (answer("0f3a", "red", reason="mine"),)
    voted = [(ONE, 1, "kim")]
    shown = seen(participant("kim", "0f3a"), "anonymous", rounds=BLIND, votes=votes, voted=voted).latest
    assert shown is not None and shown.own is not None and shown.own.reason == "mine"
    assert (shown.voted, shown.expected) == (1, 4)
    for other in (KIM, participant("lee", "other"), FACILITATOR, PROJECTOR):
        assert "mine" not in seen(other, "anonymous", rounds=BLIND, votes=votes, voted=voted).model_dump_json()


def test_what_one_phone_sees_follows_from_what_all_see() -> None:
    shared = seen(PROJECTOR)
    mine = personal(shared, KIM, anonymity="named", participants=ROOM, rounds=(a_round(missing=("max",)),), votes=VOTES)
    assert mine == seen(KIM)


@pytest.mark.parametrize("anonymity", ANONYMITY_ORDER)
def test_people_are_told_before_they_answer_who_can_see_what(anonymity: Anonymity) -> None:
    said = promise(anonymity)
    for word in ("facilitator", "database", "reveal"):
        assert word in said
    assert ("without name" in said) is (anonymity == "anonymous")
