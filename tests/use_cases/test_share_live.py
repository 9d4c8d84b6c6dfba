"""Links to the live state: what is recorded at the moment of opening, and nothing of a vote under way."""

from typing import Any

import pytest

from readiness.commands.answers import rate
from readiness.commands.initiatives import delete_initiative
from readiness.commands.shares import create_share_link
from readiness.commands.snapshots import freeze
from readiness.domain.assessment import Status
from readiness.domain.share_link import ShareLink, Shows
from readiness.domain.workshop import Anonymity
from readiness.errors import Invalid
from readiness.queries.audit import events
from readiness.queries.shares import Shared, share_links, shared
from readiness.storage import decisions
from tests.use_cases.conftest import C1, C2, C3, Bench
from tests.use_cases.sharing import NOTHING, SECRETS, make, opened, record_everything, text_of
from tests.use_cases.workshop_room import Room, a_room

EVERYTHING = Shows(evidence=True, names=True, plans=True)
MODES: tuple[Anonymity, ...] = ("named", "role", "anonymous")
NAMES, ROLE, REASON = ("Quirine", "Zebedee", "Wilhelmina"), "Lighthousekeeper", "Because-of-the-raccoon"


def look(bench: Bench, token: str) -> Shared:
    """What the link opens now."""
    found = shared(bench.context, opened(bench, token))
    assert found is not None and found.live is not None
    return found


def status(found: Shared, criterion: str) -> Status:
    assert found.document.snapshot is not None
    return next(one.status for one in found.document.snapshot.evaluation.criteria if one.criterion == criterion)


# What it opens --------------------------------------------------------------------------------------------------------


def test_it_shows_what_is_recorded_at_the_moment_of_opening_and_needs_no_snapshot(bench: Bench) -> None:
    token = make(bench, live=True)
    assert status(look(bench, token), C1) == "not_assessed"
    rate(bench.as_("ida"), bench.id, C1, rating="red", seen=None)
    bench.clock.forward(minutes=7)
    found = look(bench, token)
    assert status(found, C1) == "red"
    assert found.live is not None and found.live.at == bench.clock()
    assert (found.sha256, found.text) == (None, None), "nothing seals it"
    assert found.document.snapshot is not None and found.document.snapshot.number == 0


def test_it_says_what_a_snapshot_frozen_at_that_moment_would_say(bench: Bench) -> None:
    record_everything(bench)
    freeze(bench.as_("ida"), bench.id)
    rate(bench.as_("ida"), bench.id, C3, rating="red", seen=None)
    live = look(bench, make(bench, live=True, shows=EVERYTHING)).document
    freeze(bench.as_("ida"), bench.id)
    frozen = shared(bench.context, opened(bench, make(bench, snapshot=2, shows=EVERYTHING)))
    assert frozen is not None and frozen.document.snapshot is not None and live.snapshot is not None
    only_frozen = {"number", "frozen_at", "frozen_by", "chain_sequence", "chain_hash"}
    assert live.snapshot.model_dump(exclude=only_frozen) == frozen.document.snapshot.model_dump(exclude=only_frozen)
    assert live.snapshot.previous_number == 1
    assert live.assessment.answers == frozen.document.assessment.answers


def test_a_day_passes_for_it_as_for_everybody(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen=None)
    token = make(bench, live=True, days=365)
    assert status(look(bench, token), C1) == "yellow"
    bench.clock.forward(days=360)
    assert status(look(bench, token), C1) == "not_assessed", "its evidence is too old by then"


def test_the_record_and_the_list_say_that_it_opens_the_live_state(bench: Bench) -> None:
    make(bench, live=True)
    (event,) = events(bench.context, kind="share_link_created").rows
    assert event.changes["snapshot"] == "none: the live state"
    (row,) = share_links(bench.context, bench.id)
    assert (row.link.live, row.link.snapshot) == (True, None)


def test_it_offers_no_reports_since_those_are_made_from_snapshots_only(bench: Bench) -> None:
    freeze(bench.as_("ida"), bench.id)
    before = bench.events
    with pytest.raises(Invalid, match=r"from snapshots only.*No link was made"):
        make(bench, live=True, shows=Shows(evidence=True, plans=True, downloads=("pdf",)))
    assert bench.events == before and share_links(bench.context, bench.id) == ()


def test_a_link_opens_a_snapshot_or_the_live_state_and_never_both(bench: Bench) -> None:
    freeze(bench.as_("ida"), bench.id)
    with pytest.raises(Invalid, match="not both"):
        create_share_link(bench.context, bench.id, snapshot=1, live=True, until=bench.today, shows=NOTHING)
    make(bench)
    stored = share_links(bench.context, bench.id)[0].link.model_dump()
    with pytest.raises(ValueError, match="names no snapshot"):
        ShareLink.model_validate(stored | {"live": True})


def test_where_the_initiative_is_gone_there_is_nothing_to_show(bench: Bench) -> None:
    link = opened(bench, make(bench, live=True))
    delete_initiative(bench.context, bench.id)
    assert shared(bench.context, link) is None


@pytest.mark.parametrize("switch", sorted(SECRETS))
def test_its_switches_leave_out_what_those_of_a_snapshot_do(bench: Bench, switch: str) -> None:
    record_everything(bench)
    everything = text_of(look(bench, make(bench, live=True, shows=EVERYTHING)).document)
    assert [secret for secret in SECRETS[switch] if secret not in everything] == [], "the test looks for what is there"
    shows = EVERYTHING.model_copy(update={switch: False})
    said = text_of(look(bench, make(bench, live=True, shows=shows)).document)
    assert [secret for secret in SECRETS[switch] if secret in said] == []


# A workshop that is running -------------------------------------------------------------------------------------------


def begun(bench: Bench, anonymity: Anonymity) -> Room:
    """Three people in a room who can be told by their names, role and words."""
    room = a_room(bench, anonymity=anonymity)
    for name in NAMES:
        room.join(name, role="" if anonymity == "anonymous" else ROLE, independence="none")
    return room


def answered(room: Room, *choices: Any) -> None:
    for name, choice in zip(NAMES, choices, strict=True):
        room.vote(name, choice, REASON, evidence="https://raccoon.example/log")


@pytest.mark.parametrize("anonymity", MODES)
def test_what_the_room_agreed_is_there_at_once_and_what_it_parked_or_votes_on_has_no_colour(
    bench: Bench, anonymity: Anonymity
) -> None:
    token = make(bench, live=True, shows=EVERYTHING)
    room = begun(bench, anonymity)
    for criterion in (C1, C2):
        room.open(criterion)
        answered(room, "green", "red", "red")
        room.reveal()
        assert status(look(bench, token), criterion) == "not_assessed", "answers that were shown are no agreement"
        if criterion == C1:
            room.agree("red", rationale="Seen")
        else:
            room.park()
    room.open(C3)
    answered(room, "green", "green", "green")
    found = look(bench, token)
    assert [status(found, one) for one in (C1, C2, C3)] == ["red", "not_assessed", "not_assessed"]
    assert found.live is not None
    assert found.live.left_open == {C2: "parked", C3: "not_agreed"}
    (running,) = found.live.running
    assert (running.agreed, running.parked, running.agenda) == ((C1,), (C2,), (C1, C2, C3))


@pytest.mark.parametrize("anonymity", MODES)
def test_two_votes_that_differ_give_the_same_and_nothing_that_anybody_said(bench: Bench, anonymity: Anonymity) -> None:
    tokens = [make(bench, live=True, shows=shows) for shows in (EVERYTHING, NOTHING)]
    room = begun(bench, anonymity)
    room.open(C1)

    def seen() -> list[Any]:
        found = [look(bench, token) for token in tokens]
        texts = [text_of(one.document) + repr(one.live) for one in found]
        for secret in (*NAMES, ROLE, REASON, "raccoon", room.made.code, *room.tokens.values(), *room.ids.values()):
            assert not [text for text in texts if secret in text], secret
        return [(one.document, one.live, one.key) for one in found]

    before = seen()
    answered(room, "green", "green", "green")
    assert seen() == before
    answered(room, "red", "yellow", "red")
    assert seen() == before
    room.reveal()
    assert seen() == before, "what the room sees is not handed on before it agrees"
    room.again()
    answered(room, "yellow", "dont_know", "not_applicable")
    assert seen() == before


def test_it_is_made_without_a_look_at_any_answer_or_at_who_is_in_the_room(bench: Bench) -> None:
    token = make(bench, live=True, shows=EVERYTHING)
    room = begun(bench, "named")
    room.open(C1)
    answered(room, "red", "red", "red")
    with bench.context.store.engine.writing() as run:
        for table in ("vote", "voted", "workshop_round", "participant", "proposal", "rejoin", "facilitator"):
            run(f"drop table {table}")
    found = look(bench, token)
    assert found.live is not None and len(found.live.running) == 1


def test_a_rating_from_before_the_workshop_stays_and_is_told_from_an_agreed_one(bench: Bench) -> None:
    rate(bench.as_("ida"), bench.id, C1, rating="yellow", seen=None)
    token = make(bench, live=True)
    room = begun(bench, "named")
    room.open(C1)
    answered(room, "red", "red", "red")
    room.reveal()
    found = look(bench, token)
    assert found.live is not None
    assert (status(found, C1), found.live.left_open[C1]) == ("yellow", "not_agreed")
    room.agree("red")
    found = look(bench, token)
    assert found.live is not None
    assert status(found, C1) == "red" and C1 not in found.live.left_open
    room.again()
    answered(room, "green", "green", "green")
    found = look(bench, token)
    assert found.live is not None
    assert status(found, C1) == "red" and C1 not in found.live.left_open, "a new round is no new agreement"


def test_after_the_close_it_is_the_assessment_as_the_workshop_left_it(bench: Bench) -> None:
    token = make(bench, live=True, shows=EVERYTHING)
    bare = make(bench, live=True)
    room = begun(bench, "role")
    room.open(C1)
    answered(room, "red", "red", "red")
    room.reveal()
    room.agree("red")
    room.close()
    found = look(bench, token)
    assert found.live is not None and found.live.running == () and found.live.left_open == {}
    assert [record.id for record in found.document.assessment.workshops] == [room.id]
    assert look(bench, bare).document.assessment.workshops == ()
    assert not [secret for secret in (*NAMES, ROLE, REASON) if secret in text_of(found.document)]


def test_of_two_workshops_at_once_the_one_that_agreed_settles_a_criterion(bench: Bench) -> None:
    token = make(bench, live=True)
    first, second = begun(bench, "named"), begun(bench, "anonymous")
    first.open(C1)
    answered(first, "red", "red", "red")
    first.reveal()
    first.agree("red")
    second.open(C1)
    second.park()
    found = look(bench, token)
    assert found.live is not None
    assert found.live.left_open == {C2: "not_agreed", C3: "not_agreed"}


def test_a_decision_and_its_rating_are_seen_together_also_while_they_are_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make(bench, live=True)
    room = begun(bench, "named")
    room.open(C1)
    answered(room, "red", "red", "red")
    room.reveal()
    read, agreed = decisions.running, []

    def just_before(*given: Any) -> Any:
        found = read(*given)
        if not agreed:
            agreed.append(room.agree("red"))
        return found

    monkeypatch.setattr(decisions, "running", just_before)
    found = look(bench, token)
    assert found.live is not None and agreed
    assert status(found, C1) == "red" and C1 not in found.live.left_open
