"""A scoring workshop: who takes part, what they answered in which round, and which step may follow which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.fact import Fact, NotApplicableReason, Rating

State = Literal["lobby", "voting", "revealed", "agreed", "closed"]
"""Where a workshop stands: people arrive; they answer blind; all see the answers; agreed or parked; over."""

Choice = Literal["red", "yellow", "green", "not_applicable", "dont_know"]
"""What a person answers. Not applicable and don't know are counted and shown, and are in no figure."""

Anonymity = Literal["named", "role", "anonymous"]
"""What others see of who answered: the name, the role alone, or nothing."""

Screen = Literal["live", "blank", "join"]
"""What the projector shows: the workshop, nothing, or the join code over everything."""

CHOICES: tuple[Choice, ...] = ("red", "yellow", "green", "not_applicable", "dont_know")
ANONYMITY_ORDER: tuple[Anonymity, ...] = ("named", "role", "anonymous")
"""From open to strict; a workshop only ever moves to the right."""

LEVELS: dict[Choice, int] = {"red": 1, "yellow": 2, "green": 3}
"""The answers that count in figures, as points on a line."""

TRANSITIONS: dict[State, tuple[State, ...]] = {
    "lobby": ("voting", "closed"),
    "voting": ("revealed", "voting", "closed"),
    "revealed": ("voting", "agreed", "closed"),
    "agreed": ("voting", "revealed", "closed"),
    "closed": (),
}
"""Which state may follow which. Voting follows voting when another criterion is opened; nothing goes back from a reveal
to the same round's voting: people have seen the answers, so the way on is a new round."""


class Workshop(Fact):
    """One workshop on one initiative: the single row that says where everybody is."""

    id: str
    initiative: str
    code: str
    """Six characters to type, without 0, O, 1 and I."""
    state: State = "lobby"
    version: int = 1
    """Counts up with every step; a step names the version that it starts from."""
    agenda: tuple[str, ...]
    """Criterion ids in the order in which they are taken."""
    criterion: str | None = None
    """The criterion that all look at; None in the lobby."""
    round: int = 1
    anonymity: Anonymity = "named"
    auto_reveal: bool = False
    """Whether the end of the timer reveals by itself; otherwise it only signals."""
    timer_ends_at: AwareDatetime | None = None
    screen: Screen = "live"
    created_at: AwareDatetime
    created_by: str = ""
    closed_at: AwareDatetime | None = None


class Participant(Fact):
    """Somebody in the room. Who they are to this program is a token, of which only the hash is stored."""

    id: str
    name: str
    role: str = ""
    person: str | None = None
    """Id of the person on the initiative, where they are one."""
    independent: bool = False
    """A clear "no stake"; undeclared counts as not independent."""
    observer: bool = False
    """Looks on, does not answer and is in no count; so is a facilitator who does not answer."""
    entered_by_facilitator: bool = False
    """Has no device: the facilitator enters the answers."""
    joined_at: AwareDatetime
    removed_at: AwareDatetime | None = None

    @property
    def votes(self) -> bool:
        """Whether an answer is expected of them."""
        return not self.observer and self.removed_at is None


class Vote(Fact):
    """One person's answer in one round; a later one takes its place."""

    criterion: str
    round: int
    participant: str
    choice: Choice
    reason: str = ""
    evidence: str = ""
    """What they name as proof: a note or a link."""
    at: AwareDatetime
    entered_by_facilitator: bool = False
    independent: bool = False
    """The declaration as it stood when the answer was given."""
    seat_moved: bool = False
    """Whether the seat went to another device after the answer was given."""


class Round(Fact):
    """One round on one criterion."""

    criterion: str
    number: int
    opened_at: AwareDatetime
    revealed_at: AwareDatetime | None = None
    revealed_by: str = ""
    missing: tuple[str, ...] = ()
    """Participants who had not answered at the reveal: not voted, which is not an abstention."""


class Consensus(Fact):
    """What the room decided on one criterion: a rating, or that it is parked."""

    criterion: str
    rating: Rating | None = None
    """None where it is parked."""
    round: int
    rationale: str = ""
    dissent: str = ""
    not_applicable_reason: NotApplicableReason | None = None
    not_applicable_text: str = ""
    parked: bool = False
    decided_at: AwareDatetime
    decided_by: str = ""
    version: int = 1
    """Counts up with every change, so that two facilitators notice each other."""


class Proposal(Fact):
    """An action that somebody in the room proposes; it becomes a plan when a facilitator approves."""

    id: str
    criterion: str
    participant: str
    text: str
    owner: str = ""
    at: AwareDatetime
    decision: Literal["open", "approved", "rejected"] = "open"
    plan: str | None = None
    """Id of the plan that it became."""


class Rejoin(Fact):
    """Somebody who says to be a participant who has joined already, from another device; a facilitator decides."""

    id: str
    participant: str
    asked_at: AwareDatetime
    decision: Literal["open", "granted", "refused"] = "open"


class Facilitator(Fact):
    """Somebody who leads the workshop. Who they are is a key, of which only the hash is stored."""

    id: str
    name: str
    added_at: AwareDatetime
    left_at: AwareDatetime | None = None


def may_follow(state: State, to: State) -> bool:
    """Whether a workshop may go from one state to another."""
    return to in TRANSITIONS[state]


def stricter(now: Anonymity, wanted: Anonymity) -> bool:
    """Whether `wanted` shows no more of people than `now` does."""
    return ANONYMITY_ORDER.index(wanted) >= ANONYMITY_ORDER.index(now)


def after(agenda: tuple[str, ...], criterion: str | None, step: int = 1) -> str | None:
    """The criterion so many steps along the agenda; None beyond its ends. From the lobby, a step leads to the first."""
    if criterion is None:
        return agenda[0] if agenda and step > 0 else None
    place = agenda.index(criterion) + step
    return agenda[place] if 0 <= place < len(agenda) else None


def expected(participants: Iterable[Participant], round: Round | None) -> tuple[Participant, ...]:
    """Who counts in a round: everybody who answers and had joined before its reveal."""
    revealed = round.revealed_at if round is not None else None
    return tuple(one for one in participants if one.votes and (revealed is None or one.joined_at <= revealed))


def movement(before: Mapping[str, Choice], now: Mapping[str, Choice]) -> tuple[int, int, int]:
    """How many people moved up, down, and stayed between two rounds; only red, yellow and green of both count."""
    pairs = [(LEVELS[before[one]], LEVELS[now[one]]) for one in before if _counts(before, one) and _counts(now, one)]
    return sum(b < n for b, n in pairs), sum(b > n for b, n in pairs), sum(b == n for b, n in pairs)


def _counts(votes: Mapping[str, Choice], participant: str) -> bool:
    return votes.get(participant) in LEVELS
