"""What a phone in a workshop is shown: the way in, and the step of the room as one person may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from readiness.context import Context
from readiness.domain import redaction
from readiness.domain.framework import Criterion
from readiness.domain.redaction import Visible
from readiness.domain.secret import answer_key, hashed
from readiness.domain.workshop import Anonymity, Consensus, Participant, Proposal, Vote, Workshop
from readiness.errors import NotFound
from readiness.storage.workshops import WorkshopFacts


@dataclass(frozen=True)
class PhoneView:
    """One person's view of a workshop at one moment; all answers in it have gone through `redaction.visible`."""

    workshop: Workshop
    participant: Participant
    initiative: str
    """Name of the initiative."""
    criterion: Criterion | None
    """The criterion that all look at; None in the lobby."""
    place: int
    """Its place on the agenda, from 1; 0 in the lobby."""
    visible: Visible | None
    """What may be seen of the answers on it."""
    consensus: Consensus | None
    """What the room has decided on it so far."""
    proposals: tuple[Proposal, ...]
    """This person's own actions proposed on it."""
    results: tuple[tuple[str, Consensus | None], ...]
    """After the end: every criterion of the agenda by name, with what was decided; else empty."""
    mark: Hashable
    """Moves with everything here but the person's own answer and the count of answers."""
    now: datetime


@dataclass(frozen=True)
class Joining:
    """A workshop that people may join, as the way in shows it."""

    workshop_id: str
    code: str
    initiative: str
    """Name of the initiative."""
    anonymity: Anonymity
    closed: bool
    people: tuple[tuple[str, str], ...]
    """Id and name of the initiative's people, none of it to be shown."""

    def person_named(self, name: str) -> str | None:
        """Id of the one person of the initiative who has this name; None where nobody or several have."""
        wanted = _plain(name)
        found = [id for id, known in self.people if _plain(known) == wanted]
        return found[0] if len(found) == 1 else None


class Phones:
    """A workshop read once, for the phones of everybody in it."""

    def __init__(self, context: Context, facts: WorkshopFacts) -> None:
        self._facts = facts
        self._store = context.store
        self._seats: dict[str, str | None] = {}
        self._now = context.now()
        workshop = facts.workshop
        assessment = context.store.load(workshop.initiative)
        framework = context.framework_of(assessment)
        self._initiative = assessment.initiative.name
        criterion = workshop.criterion if workshop.state != "lobby" else None
        self._criterion = framework.criterion(criterion) if criterion else None
        self._place = workshop.agenda.index(criterion) + 1 if criterion in workshop.agenda else 0
        self._consensus = facts.consensus_on(criterion) if criterion else None
        self._participants = {one.id: one for one in facts.participants}
        self._shared: Visible | None = None
        self._votes: dict[str, list[Vote]] = defaultdict(list)
        if criterion:
            self._shared = redaction.visible(
                workshop,
                criterion,
                viewer=redaction.participant(""),
                participants=facts.participants,
                rounds=facts.rounds,
                votes=facts.votes,
                voted=facts.voted,
            )
            for vote in facts.votes:
                if vote.criterion == criterion:
                    self._votes[vote.participant].append(vote)
        self._results: tuple[tuple[str, Consensus | None], ...] = ()
        if workshop.state == "closed":
            names = {one.id: one.name for one in framework.criteria}
            self._results = tuple((names.get(id, id), facts.consensus_on(id)) for id in workshop.agenda)

    def mark(self, participant: str) -> Hashable:
        """What moves with everything that a participant is shown but their own answer; cheap."""
        person = self._participants.get(participant)
        decided = tuple(one.decision for one in self._facts.proposals if one.participant == participant)
        removed = person is None or person.removed_at is not None
        return self._facts.workshop.version, removed, decided

    def holds(self, participant: str, token: str) -> bool:
        """Whether this token still is the participant's; not since another device was let in."""
        # Read after the facts: whatever the device that has a seat now has answered, the one before is known to be out.
        if participant not in self._seats:
            if self._seats:  # a second one is asked about: the phones of a room are looked at together
                self._seats |= dict.fromkeys(self._participants) | self._store.seats(self._facts.workshop.id)
            else:
                self._seats[participant] = self._store.seats(self._facts.workshop.id, participant).get(participant)
        return self._seats.get(participant) == hashed(token)

    def of(self, participant: str, token: str) -> PhoneView:
        """What one participant sees. The token is needed: in an anonymous workshop nothing else finds their answer.

        Raises NotFound for somebody who is not among them, or whose seat the token does not hold any more.
        """
        person = self._participants.get(participant)
        if person is None or not self.holds(participant, token):
            raise NotFound("Nobody in this workshop has this seat. Join with the code.")
        workshop = self._facts.workshop
        found = self._shared
        if found is not None:
            ballot = participant
            mine = self._votes.get(participant, [])
            if workshop.anonymity == "anonymous":
                key = answer_key(token, workshop.id, found.criterion)
                if key in self._votes:
                    ballot, mine = key, self._votes[key]
            found = redaction.personal(
                found,
                redaction.participant(participant, ballot),
                anonymity=workshop.anonymity,
                participants=(person,),
                rounds=self._facts.rounds,
                votes=mine,
            )
        return PhoneView(
            workshop=workshop,
            participant=person,
            initiative=self._initiative,
            criterion=self._criterion,
            place=self._place,
            visible=found,
            consensus=self._consensus,
            proposals=tuple(
                one
                for one in self._facts.proposals
                if one.participant == participant and one.criterion == workshop.criterion
            ),
            results=self._results,
            mark=self.mark(participant),
            now=self._now,
        )


def phones(context: Context, workshop_id: str) -> Phones:
    """Read a workshop for the phones of everybody in it. Raises NotFound."""
    return Phones(context, context.store.workshop(workshop_id, present_only=True))


def workshop_version(context: Context, workshop_id: str) -> int:
    """What counts up with every step of a workshop, not with votes and arrivals; cheap. Raises NotFound."""
    return context.store.workshop_version(workshop_id)


def joining(context: Context, code: str) -> Joining:
    """The workshop with this code, as the way in shows it. Raises NotFound."""
    workshop = context.store.workshop_by_code(code)
    if workshop is None:
        raise NotFound("There is no workshop with this code. Look at the screen once more, or ask the facilitator.")
    assessment = context.store.load(workshop.initiative)
    return Joining(
        workshop_id=workshop.id,
        code=workshop.code,
        initiative=assessment.initiative.name,
        anonymity=workshop.anonymity,
        closed=workshop.state == "closed",
        people=tuple((one.id, one.name) for one in assessment.people),
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
