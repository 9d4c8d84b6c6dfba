"""An open transaction on one workshop: its facts as they stand, ways to change them, and the event."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from readiness.domain.fact import Fact
from readiness.domain.workshop import Facilitator, Participant, Rejoin, Round, State, Workshop
from readiness.errors import Conflict, NotFound, StaleVersion
from readiness.storage import events, workshops
from readiness.storage.engine import Run
from readiness.storage.events import Author, Head
from readiness.storage.facts import from_row
from readiness.storage.workshops import KINDS, PARTICIPANTS, WorkshopFacts

_STANDS: dict[State, str] = {
    "lobby": "the workshop was changed",
    "voting": "voting was opened",
    "revealed": "the answers were already revealed",
    "agreed": "this criterion was already decided",
    "closed": "the workshop was already closed",
}


class WorkshopChange:
    """What a command does to a workshop; saved with the transaction that it is part of."""

    def __init__(self, run: Run, workshop: str, author: Author, at: datetime) -> None:
        self.id = workshop
        self.at = at
        self.changed = False
        """Whether anything was written."""
        self.sealed = False
        """Whether an anonymous workshop was revealed or closed: the log of recent writes is to be emptied."""
        self._run = run
        self._author = author
        self._read: dict[bool, WorkshopFacts] = {}
        row = workshops.row_of(run, workshop)
        if row is None:
            raise no_workshop()
        self._workshop: Workshop = row

    @property
    def workshop(self) -> Workshop:
        """The workshop's own row as it stands now."""
        return self._workshop

    @property
    def facts(self) -> WorkshopFacts:
        """All facts as they stand now, with what this transaction has stored so far."""
        return self._known(present_only=False)

    @property
    def present(self) -> WorkshopFacts:
        """The same with the votes of the criterion that all look at alone: what was answered before takes no time."""
        return self._known(present_only=True)

    def step(self, to: Workshop, *, version: int) -> Workshop:
        """Store the workshop after a step that started from this version; what is stored, one version on.

        Raises StaleVersion where somebody else took a step since: `theirs` is the workshop now, `by` who it was.
        """
        self.expect(version)
        self._workshop = to.model_copy(update={"version": version + 1})
        self._write()
        self.sealed |= to.state == "closed" and to.anonymity == "anonymous"
        workshops.step(self._run, self._workshop, self._author.name, self.at)
        return self._workshop

    def expect(self, version: int) -> None:
        """Raise StaleVersion unless the workshop still has this version."""
        if self._workshop.version == version:
            return
        row = self._run("select stepped_by, stepped_at from workshop where id = :id", id=self.id)[0]
        by = f" by {row['stepped_by']}" if row["stepped_by"] else ""
        said = _STANDS[self._workshop.state]
        raise StaleVersion(
            f"{said[0].upper()}{said[1:]}{by}. Nothing was changed by you. Look at where the workshop stands now.",
            theirs=self._workshop,
            by=row["stepped_by"],
            at=datetime.fromisoformat(row["stepped_at"]),
        )

    def put(self, *facts: Fact) -> None:
        """Store participants, facilitators, rejoins, rounds, consensus and proposals, new or known.

        A round that is stored as revealed cuts what still leads from an answer to a person in an anonymous workshop.
        """
        for fact in facts:
            self._write()
            KINDS[type(fact)].put(self._run, self.id, fact)
            if isinstance(fact, Round) and fact.revealed_at is not None and self._workshop.anonymity == "anonymous":
                self._seal(fact)

    def give_token(self, participant: str, token_hash: str | None) -> None:
        """Let a token be this participant's; the one before is worth nothing from now on. None takes it away."""
        self._hide("participant", participant, "token_hash", token_hash)

    def give_key(self, facilitator: str, key_hash: str | None) -> None:
        """Let a key be this facilitator's; None takes it away."""
        self._hide("facilitator", facilitator, "key_hash", key_hash)

    def give_rejoin_token(self, rejoin: str, token_hash: str) -> None:
        """Note the token of the device that asks to be a participant's."""
        self._hide("rejoin", rejoin, "token_hash", token_hash)

    def hand_over(self, rejoin: Rejoin) -> None:
        """Let the token of the device that asked be the participant's own; the one before is kept with the request."""
        self._write()
        row = self._run.one(
            "select token_hash from rejoin where workshop = :workshop and id = :id", workshop=self.id, id=rejoin.id
        )
        if row is None:
            raise NotFound("Nobody asks to come back under this name any more. Nothing was changed.")
        before = self._run.one(
            "select token_hash from participant where workshop = :workshop and id = :id",
            workshop=self.id,
            id=rejoin.participant,
        )
        self._hide("rejoin", rejoin.id, "token_hash", None)
        self.give_token(rejoin.participant, row["token_hash"])
        self._run(
            "update vote set seat_moved = 1 where workshop = :workshop and participant = :participant",
            workshop=self.id,
            participant=rejoin.participant,
        )
        # The device before is known by its token from now on, so that it can be told where its seat went.
        self._hide("rejoin", rejoin.id, "token_hash", before["token_hash"] if before else None)

    def note_press(self, participant: str, press_hash: str) -> None:
        """Remember which press of the join button made this participant."""
        self._hide("participant", participant, "press_hash", press_hash)

    def pressed(self, press_hash: str) -> Participant | None:
        """The participant that this press of the join button has made already."""
        found = PARTICIPANTS.of(self._run, self.id, "and press_hash = :hash", hash=press_hash)
        return found[0] if found else None

    def facilitator_by_key(self, key_hash: str) -> Facilitator | None:
        """Whose key this is."""
        return facilitator_by_key(self._run, self.id, key_hash)

    def drop_votes(self, participant: str) -> int:
        """Remove a participant's answers of rounds that are not revealed; how many.

        What was revealed stays as the room saw it. In an anonymous workshop nobody can find the answers that were given
        on a device: they stay.
        """
        self._write()
        unrevealed = (
            "select 1 from workshop_round r where r.workshop = {0}.workshop and r.criterion = {0}.criterion "
            "and r.number = {0}.round and r.revealed_at is null"
        )
        mine = f"workshop = :workshop and participant = :participant and exists ({unrevealed.format('vote')})"
        found = self._run(
            f"select count(*) as number from vote where {mine}", workshop=self.id, participant=participant
        )
        self._run(
            "delete from voted where workshop = :workshop and participant = :participant and exists (select 1 from "
            "vote v where v.workshop = voted.workshop and v.criterion = voted.criterion and v.round = voted.round "
            f"and v.participant = voted.participant) and exists ({unrevealed.format('voted')})",
            workshop=self.id,
            participant=participant,
        )
        self._run(f"delete from vote where {mine}", workshop=self.id, participant=participant)
        return int(found[0]["number"])

    def record(self, kind: str, body: Mapping[str, object]) -> Head:
        """Append the event of this change. The initiative's own facts, and so its mark, stay as they are."""
        self._write()
        initiative = self._workshop.initiative
        return events.append(self._run, self._author, self.at, kind, initiative, f"workshop/{self.id}", body)

    def _known(self, *, present_only: bool) -> WorkshopFacts:
        if present_only not in self._read:
            found = workshops.read(self._run, self.id, present_only=present_only)
            if found is None:
                raise no_workshop()
            self._read[present_only] = found
        return self._read[present_only]

    def _hide(self, table: str, id: str, column: str, hash: str | None) -> None:
        self._write()
        self._run(
            f"update {table} set {column} = :hash where workshop = :workshop and id = :id",
            hash=hash,
            workshop=self.id,
            id=id,
        )

    def _write(self) -> None:
        self._read.clear()
        if not self.changed:
            workshops.move_tag(self._run, self.id)
            self.changed = True

    def _seal(self, round: Round) -> None:
        """Put what the facilitator entered for people under random keys; everything else lies under such already."""
        where = "workshop = :workshop and criterion = :criterion and round = :round"
        place: dict[str, object] = {"workshop": self.id, "criterion": round.criterion, "round": round.number}
        entered = self._run(
            f"select participant from vote where {where} and participant in "
            "(select id from participant where workshop = :workshop)",
            **place,
        )
        self._run.many(
            "update vote set participant = :key, entered_by_facilitator = 0 "
            f"where {where} and participant = :participant",
            [{**place, "key": secrets.token_hex(16), "participant": row["participant"]} for row in entered],
        )
        self.sealed = True


def begin(run: Run, workshop: Workshop, author: Author, at: datetime, recovery_hash: str) -> WorkshopChange:
    """Store a new workshop. Raises Conflict where another one has its code."""
    if workshops.found(run, "code = :code", code=workshop.code):
        raise Conflict(f"Another workshop has the code {workshop.code}. Nothing was saved. Try again.")
    workshops.add(run, workshop, author.name, at, recovery_hash)
    return WorkshopChange(run, workshop.id, author, at)


def facilitator_by_key(run: Run, workshop: str, key_hash: str) -> Facilitator | None:
    """Whose key this is, also of one who has left."""
    row = run.one(
        "select id, name, added_at, left_at from facilitator where workshop = :workshop and key_hash = :hash",
        workshop=workshop,
        hash=key_hash,
    )
    return None if row is None else from_row(Facilitator, row, ())


def no_workshop() -> NotFound:
    """There is no such workshop."""
    return NotFound("There is no workshop at this address. It may have been removed.")
