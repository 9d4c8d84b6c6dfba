"""A workshop with its facilitator and everybody's seat, in a database of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import portfolios
from benchmarks.servers import free_port
from readiness.commands import participants, workshops
from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from readiness.domain.workshop import CHOICES, Vote
from readiness.domain.workshop import Choice as Answer
from readiness.web.adapters import Choice, adapters, remember

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
    agenda: tuple[str, ...]
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


def room(database: Path, people: int, *, agenda: Sequence[str] | None = AGENDA) -> Room:
    """A workshop with so many people in a new database; the caller closes the store.

    Without an agenda it goes through every criterion.
    """
    context = portfolios.opened(database)
    initiative = create_initiative(context, name="Claims triage", profile=PROFILE)
    if agenda is None:
        agenda = [criterion.id for criterion in context.frameworks.get(context.frameworks.default).criteria]
    made = workshops.create_workshop(context, initiative, name="Ana", agenda=agenda)
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
    return Room(context, initiative, made.id, made.key, tuple(agenda), seats)


def phones_port(database: Path) -> str | None:
    """Let the program serve phones on a port of their own when it starts; its address, None without any network.

    The address is this machine's own, so nothing leaves it.
    """
    networks = adapters()
    if not networks:
        return None
    port = free_port()
    remember(database.parent / "network.json", Choice(networks[0].name, networks[0].address, port, open=True))
    return f"http://{networks[0].address}:{port}"


def answer(number: int, criterion: str, round: int) -> dict[str, str]:
    """What one person answers: all five choices, a reason with the red ones and a third of the others."""
    choice: Answer = CHOICES[(number + round) % len(CHOICES)]
    says = choice == "red" or number % 3 == 0
    return {
        "criterion": criterion,
        "round": str(round),
        "choice": choice,
        "reason": f"{REASON} ({number})" if says else "",
        "evidence": f"https://wiki.example.com/{number}" if number % 10 == 0 else "",
    }
