"""The store's part that knows workshops: reading them, finding them by what people hold, changing them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from readiness.domain.workshop import Facilitator, Rejoin, Workshop
from readiness.errors import StorageError
from readiness.storage import workshops
from readiness.storage.ballots import Ballots
from readiness.storage.engine import Engine
from readiness.storage.events import Author
from readiness.storage.facts import from_row
from readiness.storage.memory import Memory
from readiness.storage.notices import Notices
from readiness.storage.workshop_change import WorkshopChange, facilitator_by_key, no_workshop
from readiness.storage.workshops import Seat, WorkshopFacts

logger = logging.getLogger("readiness")


class WorkshopStore:
    """Workshops of one database. What was read is remembered until the workshop's tag moves."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.notices = Notices()
        """Tells listeners in this process of every change of a workshop that this process has saved."""
        self.ballots = Ballots(engine, self.notices)
        """Saves answers, many at once."""
        self._workshops = Memory(16)

    def workshop(self, workshop: str, *, present_only: bool = False) -> WorkshopFacts:
        """All facts of a workshop; with `present_only`, votes of the criterion that all look at alone.

        Raises NotFound.
        """
        with self.engine.reading() as run:
            tag = workshops.tag_of(run, workshop)
            if tag is None:
                raise no_workshop()

            def read() -> WorkshopFacts:
                facts = workshops.read(run, workshop, present_only=present_only)
                assert facts is not None
                return facts

            return self._workshops.get((workshop, tag, present_only), read)

    def workshop_tag(self, workshop: str) -> int:
        """What moves with every change of a workshop, votes and arrivals included. Raises NotFound."""
        with self.engine.reading() as run:
            tag = workshops.tag_of(run, workshop)
        if tag is None:
            raise no_workshop()
        return tag

    def workshop_version(self, workshop: str) -> int:
        """What counts up with every step of a workshop, and with nothing else. Raises NotFound."""
        with self.engine.reading() as run:
            row = run.one("select version from workshop where id = :id", id=workshop)
        if row is None:
            raise no_workshop()
        return int(row["version"])

    def workshop_by_code(self, code: str) -> Workshop | None:
        """The workshop with this code, closed ones too."""
        with self.engine.reading() as run:
            return next(iter(workshops.found(run, "code = :code", code=code)), None)

    def workshops_of(self, initiative: str) -> tuple[Workshop, ...]:
        """The workshops on an initiative, newest first."""
        with self.engine.reading() as run:
            return workshops.found(run, "initiative = :initiative", initiative=initiative)

    def running_workshops(self) -> tuple[Workshop, ...]:
        """The workshops that are not closed, newest first."""
        with self.engine.reading() as run:
            return workshops.found(run, "state <> 'closed'")

    def workshops_that_reveal_by_timer(self) -> tuple[Workshop, ...]:
        """The workshops in a vote that the end of a timer, past or to come, is to reveal; newest first."""
        with self.engine.reading() as run:
            return workshops.found(run, "state = 'voting' and auto_reveal and timer_ends_at is not null")

    def seat(self, token_hash: str) -> Seat | None:
        """Whose token this is, also of one who was removed."""
        with self.engine.reading() as run:
            row = run.one("select workshop, id from participant where token_hash = :hash", hash=token_hash)
        return None if row is None else Seat(row["workshop"], row["id"])

    def seats(self, workshop: str, participant: str | None = None) -> dict[str, str]:
        """The hash of the token that holds each participant's seat at this moment, by participant; or of one alone."""
        with self.engine.reading() as run:
            rows = run(
                "select id, token_hash from participant where workshop = :workshop and token_hash is not null"
                + (" and id = :participant" if participant is not None else ""),
                workshop=workshop,
                participant=participant,
            )
        return {row["id"]: row["token_hash"] for row in rows}

    def rejoin_asked(self, token_hash: str) -> tuple[str, Rejoin] | None:
        """The workshop and the request that a device belongs to: its own to be a participant's while it is not granted,
        or the granted one by which it lost its seat."""
        with self.engine.reading() as run:
            row = run.one(
                "select workshop, id, participant, asked_at, decision from rejoin where token_hash = :hash",
                hash=token_hash,
            )
        return None if row is None else (row.pop("workshop"), from_row(Rejoin, row, ()))

    def facilitator(self, workshop: str, key_hash: str) -> Facilitator | None:
        """Whose key this is, also of one who has left."""
        with self.engine.reading() as run:
            return facilitator_by_key(run, workshop, key_hash)

    def recovery_hash(self, workshop: str) -> str:
        """What is stored of a workshop's recovery code. Raises NotFound."""
        with self.engine.reading() as run:
            row = run.one("select recovery_hash from workshop where id = :id", id=workshop)
        if row is None:
            raise no_workshop()
        return str(row["recovery_hash"])

    @contextmanager
    def holding(self, workshop: str, author: Author, at: datetime) -> Iterator[WorkshopChange]:
        """One transaction on a workshop; saved when the block ends, not at all when anything is raised in it.

        Raises NotFound. Writers of all processes take turns, so what the block reads is what it changes.
        """
        with self.engine.writing() as run:
            change = WorkshopChange(run, workshop, author, at)
            yield change
        self._saved(change)

    def close_workshops(self) -> None:
        """Save the answers that are on their way, stop their writer and forget what was read."""
        self.ballots.close()
        self._workshops.clear()

    def _saved(self, *changes: WorkshopChange) -> None:
        """Do what follows once changes are on the disk."""
        for change in changes:
            if change.changed:
                self.notices.publish(change.id)
        if any(change.sealed for change in changes):
            try:
                self.engine.fold()
            except StorageError as error:  # the reveal itself is saved: nobody is to be told otherwise
                logger.warning("The log of recent writes was not emptied: %s", error)
