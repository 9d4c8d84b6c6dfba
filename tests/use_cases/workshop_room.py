"""A workshop with its facilitator and people on phones, so that a test states only what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from readiness.commands import attendance, consensus, participants, workshop_actions, workshops
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Actor, Context
from readiness.domain.workshop import Anonymity, Choice, Workshop
from readiness.queries.audit import events
from readiness.storage.workshops import WorkshopFacts
from tests.use_cases.conftest import C1, C2, C3, Bench


@dataclass
class Room:
    """What happens in the room, one line each."""

    bench: Bench
    made: Created
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        return self.bench.context

    @property
    def id(self) -> str:
        return self.made.id

    @property
    def key(self) -> str:
        return self.made.key

    @property
    def facts(self) -> WorkshopFacts:
        return self.context.store.workshop(self.id)

    @property
    def workshop(self) -> Workshop:
        return self.facts.workshop

    @property
    def version(self) -> int:
        return self.workshop.version

    def join(self, name: str, **more: Any) -> str:
        """Somebody joins; their token."""
        seat = participants.join(self.context, self.made.code, name=name, **more)
        self.tokens[name], self.ids[name] = seat.token, seat.participant_id
        return seat.token

    def vote(self, name: str, choice: Choice, reason: str = "", **more: Any) -> Any:
        """Somebody answers on the present criterion."""
        present = self.workshop
        more = {"criterion": present.criterion, "round": present.round, **more}
        if choice == "red" and not reason:
            reason = "It is broken"
        return participants.vote(self.context, self.tokens[name], choice=choice, reason=reason, **more)

    def votes(self, **choices: Choice) -> None:
        """Several people answer; who is not there yet joins."""
        for name, choice in choices.items():
            if name not in self.tokens:
                self.join(name)
            self.vote(name, choice)

    def open(self, criterion: str = C1) -> Workshop:
        return workshops.open_voting(self.context, self.id, key=self.key, version=self.version, criterion=criterion)

    def reveal(self, missing_ok: bool = True) -> Workshop:
        return workshops.reveal(self.context, self.id, key=self.key, version=self.version, missing_ok=missing_ok)

    def again(self) -> Workshop:
        return workshops.new_round(self.context, self.id, key=self.key, version=self.version)

    def step(self, by: int = 1) -> Workshop:
        return workshops.step(self.context, self.id, key=self.key, version=self.version, by=by)

    def agree(self, rating: str, **more: Any) -> Workshop:
        decided = self.facts.consensus_on(self.workshop.criterion or "")
        more = {"version": self.version, "seen": decided.version if decided else 0, **more}
        return consensus.agree(self.context, self.id, key=self.key, rating=rating, **more)  # type: ignore[arg-type]

    def park(self) -> Workshop:
        return consensus.park(self.context, self.id, key=self.key, version=self.version)

    def act(self, criterion: str = C1, **more: Any) -> str:
        return workshop_actions.add_workshop_action(self.context, self.id, key=self.key, criterion=criterion, **more)

    def without_device(self, name: str, **more: Any) -> str:
        added = attendance.add_without_device(self.context, self.id, key=self.key, name=name, **more)
        self.ids[name] = added
        return added

    def enter(self, name: str, choice: Choice, reason: str = "") -> Any:
        present = self.workshop
        return attendance.proxy_vote(
            self.context,
            self.id,
            key=self.key,
            participant=self.ids[name],
            criterion=present.criterion or "",
            round=present.round,
            choice=choice,
            reason=reason,
        )

    def remove(self, name: str, keep_votes: bool = True) -> None:
        attendance.remove_participant(
            self.context, self.id, key=self.key, participant=self.ids[name], keep_votes=keep_votes
        )

    def close(self) -> Workshop:
        return workshops.close(self.context, self.id, key=self.key, version=self.version)

    def bodies(self) -> str:
        """All that the log of changes holds, as one text."""
        first = events(self.context)
        pages = [first, *(events(self.context, page=number) for number in range(2, first.pages + 1))]
        return "\n".join(f"{row.kind} {row.actor} {row.subject} {row.body}" for page in pages for row in page.rows)


def a_room(
    bench: Bench, *, anonymity: Anonymity = "named", agenda: tuple[str, ...] = (C1, C2, C3), **more: Any
) -> Room:
    """A workshop on three criteria that Ana leads."""
    context = bench.context.acting(Actor.nobody())
    made = create_workshop(context, bench.id, name="Ana", agenda=agenda, anonymity=anonymity, **more)
    return Room(bench, made)


def voted(bench: Bench, *, anonymity: Any = "named", independent: str = "", **choices: Choice) -> Room:
    """A room that has answered on the first criterion; those named in `independent` have no stake."""
    room = a_room(bench, anonymity=anonymity)
    room.open()
    for name, choice in choices.items():
        room.join(name, independence="none" if name in independent.split() else "unsaid")
        room.vote(name, choice)
    room.reveal()
    return room
