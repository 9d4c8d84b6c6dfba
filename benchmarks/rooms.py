"""A workshop with its facilitator and everybody's seat, in a database of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import portfolios
from readiness.commands import participants, workshops
from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from readiness.domain.workshop import CHOICES, Choice, Vote

ROLES = ("Quality", "Engineering", "Security", "Claims", "Sponsor")
AGENDA = ("data.source_mapping", "data.pipeline_robustness")
REASON = "The last three deliveries came late and two of the tables had changed without a word to us."
PROFILE = "fraud_detection"


@dataclass(frozen=True)
class Room:
    """A workshop in which everybody has a seat."""

    context: Context
    initiative: str
    id: str
    key: str
    """The facilitator's."""
    seats: Mapping[str, str]
    """Participant -> the token of their phone."""

    def version(self) -> int:
        """The version that the next step is taken from."""
        return self.context.store.workshop(self.id).workshop.version

    def votes(self, criterion: str, round: int) -> dict[str, Vote]:
        """What is stored of one round, by participant."""
        return {one.participant: one for one in self.context.store.workshop(self.id).votes_in(criterion, round)}

    def open(self, criterion: str = AGENDA[0]) -> None:
        """Open the vote on a criterion."""
        workshops.open_voting(self.context, self.id, key=self.key, version=self.version(), criterion=criterion)


def room(database: Path, people: int) -> Room:
    """A workshop with so many people in a new database; the caller closes the store."""
    context = portfolios.opened(database)
    initiative = create_initiative(context, name="Claims triage", profile=PROFILE)
    made = workshops.create_workshop(context, initiative, name="Ana", agenda=AGENDA)
    seats = {}
    for number in range(people):
        joined = participants.join(
            context,
            made.code,
            name=f"Person {number:03}",
            role=ROLES[number % len(ROLES)],
            independence="stake" if number % 3 == 0 else "none",
        )
        seats[joined.participant_id] = joined.token
    return Room(context, initiative, made.id, made.key, seats)


def answer(number: int, criterion: str, round: int) -> dict[str, str]:
    """What one person answers: all five choices, a reason with the red ones and a third of the others."""
    choice: Choice = CHOICES[(number + round) % len(CHOICES)]
    says = choice == "red" or number % 3 == 0
    return {
        "criterion": criterion,
        "round": str(round),
        "choice": choice,
        "reason": f"{REASON} ({number})" if says else "",
        "evidence": f"https://wiki.example.com/{number}" if number % 10 == 0 else "",
    }
