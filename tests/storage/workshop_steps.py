"""Small steps of a workshop that storage tests share, also those that run in processes of their own."""

from __future__ import annotations

from datetime import timedelta

from readiness.domain.secret import hashed
from readiness.domain.workshop import Anonymity, Choice, Facilitator, Participant, Round, Workshop
from readiness.storage.ballots import Ballot
from readiness.storage.store import Store
from readiness.storage.workshop_change import WorkshopChange
from tests.storage.steps import IDA, NOON

FIRST, SECOND = "data.c1", "data.c2"
KEY = "key-of-ana-0123456789abcdef"
RECOVERY = "recovery-0123456789abcdef"


def token(number: int) -> str:
    return f"token-{number}-0123456789abcdef"


def a_workshop(id: str = "w1", code: str = "ABC234", anonymity: Anonymity = "named") -> Workshop:
    return Workshop(id=id, initiative="claims", code=code, agenda=(FIRST, SECOND), anonymity=anonymity, created_at=NOON)


def begin(store: Store, workshop: Workshop | None = None) -> Workshop:
    """A workshop of Ana's on the initiative that is there."""
    workshop = workshop or a_workshop()
    with store.change(workshop.initiative, IDA, NOON) as change:
        held = change.begin_workshop(workshop, recovery_hash=hashed(RECOVERY + workshop.id))
        held.put(Facilitator(id="ana", name="Ana", added_at=NOON))
        held.give_key("ana", hashed(KEY + workshop.id))
        held.record("workshop_created", {"agenda": list(workshop.agenda)})
    return workshop


def join(store: Store, number: int, workshop: str = "w1", **more: object) -> str:
    """Somebody joins with the token of this number; their id."""
    id = f"p{number}"
    person = Participant.model_validate({"id": id, "name": f"Person {number}", "joined_at": NOON} | more)
    with store.holding(workshop, IDA, NOON) as change:
        change.put(person)
        if not person.entered_by_facilitator:
            change.give_token(id, hashed(token(number)))
        change.record("workshop_joined", {"participant": id})
    return id


def step(change: WorkshopChange, **to: object) -> Workshop:
    return change.step(change.workshop.model_copy(update=to), version=change.workshop.version)


def open_voting(store: Store, criterion: str = FIRST, round: int = 1, workshop: str = "w1") -> None:
    with store.holding(workshop, IDA, NOON) as change:
        step(change, state="voting", criterion=criterion, round=round)
        change.put(Round(criterion=criterion, number=round, opened_at=NOON))
        change.record("workshop_voting_opened", {"criterion": criterion, "round": round})


def reveal(store: Store, workshop: str = "w1") -> None:
    """Reveal the present round, noting who is missing as stood in the very transaction."""
    with store.holding(workshop, IDA, NOON + timedelta(minutes=2)) as change:
        held, facts = change.workshop, change.facts
        assert held.criterion is not None
        round = facts.round(held.criterion, held.round)
        assert round is not None
        voted = facts.voted_in(held.criterion, held.round)
        missing = tuple(one.id for one in facts.participants if one.votes and one.id not in voted)
        step(change, state="revealed")
        change.put(round.model_copy(update={"revealed_at": change.at, "revealed_by": "Ana", "missing": missing}))
        change.record("workshop_revealed", {"criterion": held.criterion, "round": held.round})


def ballot(number: int, choice: Choice = "green", criterion: str = FIRST, round: int = 1, reason: str = "") -> Ballot:
    return Ballot(
        token=token(number),
        criterion=criterion,
        round=round,
        choice=choice,
        reason=reason,
        at=NOON + timedelta(seconds=number),
    )


def vote(store: Store, number: int, choice: Choice = "green", **more: object) -> None:
    """Hand in an answer and wait until it is safe, or raise why it was refused."""
    store.ballots.submit(ballot(number, choice, **more)).result(20)  # type: ignore[arg-type]
