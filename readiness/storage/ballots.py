"""Answers on their way into the database: one writer, many answers in one transaction, each confirmed when it is safe.

Every transaction reads anew where the workshop stands, so an answer is either in before the reveal and among what is
revealed, or it is refused in words and changes nothing. A later answer of the same person in the same round takes the
place of the one before, and the same answer sent twice is one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

from readiness.domain.secret import answer_key, hashed
from readiness.domain.workshop import CHOICES, Choice, Workshop
from readiness.errors import Invalid, NotAllowed, NotFound, ReadinessError, StorageError, VoteClosed
from readiness.storage import workshops
from readiness.storage.engine import Engine, Row, Run
from readiness.storage.notices import Notices

logger = logging.getLogger("readiness")

LARGEST_BATCH = 256
"""How many answers are saved in one transaction; what waits longer is in the next."""

SEAT_MOVED = (
    "Your seat in this workshop moved to another device, which the facilitator let in. Nothing that is sent from here "
    "is saved any more. If that was not you, tell the facilitator now."
)
"""For the device that had the seat before."""

_PERSON = "select workshop, id, independent, observer, removed_at from participant where "
_PLACE = "workshop = :workshop and criterion = :criterion and round = :round"
_UPSERT = (
    "insert into vote (workshop, criterion, round, participant, choice, reason, evidence, at, entered_by_facilitator, "
    "independent) values (:workshop, :criterion, :round, :participant, :choice, :reason, :evidence, :at, "
    ":entered_by_facilitator, :independent) on conflict (workshop, criterion, round, participant) do update set "
    "choice = excluded.choice, reason = excluded.reason, evidence = excluded.evidence, at = excluded.at, "
    "entered_by_facilitator = excluded.entered_by_facilitator, independent = excluded.independent, seat_moved = 0"
)


@dataclass(frozen=True)
class Ballot:
    """One answer. Whose it is says a token; without one, the facilitator enters it for a participant by id.

    With a token the participant, where named, is whose page the answer was written on.
    """

    criterion: str
    round: int
    choice: Choice
    at: datetime
    reason: str = ""
    evidence: str = ""
    token: str = ""
    workshop: str = ""
    participant: str = ""


@dataclass(frozen=True)
class Receipt:
    """What is certain about an answer once it is on the disk."""

    workshop: str
    criterion: str
    round: int
    choice: Choice
    at: datetime


class Ballots:
    """Saves answers on a thread of its own, as many at once as wait. Threads may share it."""

    def __init__(self, engine: Engine, notices: Notices) -> None:
        self._engine = engine
        self._notices = notices
        self._queue: SimpleQueue[tuple[Ballot, Future[Receipt]] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._stopped: threading.Thread | None = None
        """The last writer that was told to stop; the next one waits for its end, or answers would change places."""

    def submit(self, ballot: Ballot) -> Future[Receipt]:
        """Hand in an answer; the future is done when it is safe on the disk, or refused.

        Its errors: VoteClosed, NotAllowed, NotFound, Invalid, StorageError; nothing of the answer was saved then.
        """
        future: Future[Receipt] = Future()
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(
                    target=self._write, args=(self._stopped,), name="readiness-ballots", daemon=True
                )
                self._writer.start()
            self._queue.put((ballot, future))
        return future

    def close(self) -> None:
        """Save what was handed in and stop the writer; the next answer starts it again."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is None:
                return
            self._stopped = writer
            self._queue.put(None)
        writer.join()

    def _write(self, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        while (first := self._queue.get()) is not None:
            batch, last = [first], False
            while len(batch) < LARGEST_BATCH:
                try:
                    more = self._queue.get_nowait()
                except Empty:
                    break
                if more is None:
                    last = True
                    break
                batch.append(more)
            self._save([one for one in batch if one[1].set_running_or_notify_cancel()])
            if last:
                return

    def _save(self, batch: Sequence[tuple[Ballot, Future[Receipt]]]) -> None:
        try:
            outcomes, changed = self._stored([ballot for ballot, _ in batch])
        except Exception as error:
            # A fault of one answer undoes the whole transaction: each gets one of its own. A disk that is full, or a
            # file that is held by others, is nobody's fault and would only be met again.
            if len(batch) > 1 and (type(error) is StorageError or not isinstance(error, ReadinessError)):
                for one in batch:
                    self._save([one])
                return
            if not isinstance(error, ReadinessError):
                logger.error("An answer could not be saved: %s", type(error).__name__)
                error = Invalid("This answer cannot be stored as it is. Nothing was saved. Write it in other words.")
            for _, future in batch:
                future.set_exception(error)
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Receipt):
                future.set_result(outcome)
            else:
                future.set_exception(outcome)
        for workshop in changed:
            self._notices.publish(workshop)

    def _stored(self, ballots: Sequence[Ballot]) -> tuple[list[Receipt | ReadinessError], set[str]]:
        """What became of each answer, and the workshops that have changed, once the transaction is on the disk."""
        outcomes: list[Receipt | ReadinessError] = []
        with self._engine.writing() as run:
            batch = _Batch(run)
            for ballot in ballots:
                try:
                    outcomes.append(batch.take(ballot))
                except ReadinessError as refusal:
                    outcomes.append(refusal)
            batch.write()
        return outcomes, set(batch.changed)


class _Batch:
    """The answers of one transaction, checked against where each workshop stands in it."""

    def __init__(self, run: Run) -> None:
        self.changed: set[str] = set()
        self._run = run
        self._workshops: dict[str, Workshop] = {}
        self._opened: dict[str, str] = {}
        self._rows: list[Row] = []

    def take(self, ballot: Ballot) -> Receipt:
        """Accept an answer, or raise why not."""
        person = self._person(ballot)
        workshop = self._workshop(person["workshop"])
        if person["removed_at"] is not None:
            raise NotAllowed(
                "You were removed from this workshop, so your answer was not saved. Ask the facilitator to let you in."
            )
        if person["observer"]:
            raise NotAllowed("You look on in this workshop and do not answer. Nothing was saved.")
        _check(workshop, ballot)
        place = {"workshop": workshop.id, "criterion": ballot.criterion, "round": ballot.round}
        row: Row = {
            **place,
            "participant": person["id"],
            "choice": ballot.choice,
            "reason": ballot.reason,
            "evidence": ballot.evidence,
            "at": ballot.at.isoformat(),
            "entered_by_facilitator": int(not ballot.token),
            "independent": person["independent"],
        }
        if workshop.anonymity == "anonymous":
            self.write()  # what is asked below has to see the answers before this one
            row["at"] = self._opened_at(workshop)
            self._hide(row, ballot, place)
        self._rows.append(row)
        self.changed.add(workshop.id)
        return Receipt(workshop.id, ballot.criterion, ballot.round, ballot.choice, ballot.at)

    def write(self) -> None:
        """Write what was accepted."""
        if self._rows:
            self._run.many(_UPSERT, self._rows)
            for workshop in {row["workshop"] for row in self._rows}:
                workshops.move_tag(self._run, workshop)
            self._rows = []

    def _hide(self, row: Row, ballot: Ballot, place: dict[str, Any]) -> None:
        """Put an anonymous answer under its key, and note apart from it who has answered."""
        participant: str = row["participant"]
        known = self._run.one(
            f"select 1 as known from voted where {_PLACE} and participant = :participant",
            participant=participant,
            **place,
        )
        if ballot.token:
            row["participant"] = answer_key(ballot.token, row["workshop"], ballot.criterion)
        if known is None:
            self._run(
                "insert into voted (workshop, criterion, round, participant) "
                "values (:workshop, :criterion, :round, :participant)",
                participant=participant,
                **place,
            )
            return
        here = self._run.one(
            f"select 1 as here from vote where {_PLACE} and participant = :key", key=row["participant"], **place
        )
        if here is not None:
            return
        entered = self._run.one(
            f"select 1 as entered from vote where {_PLACE} and participant = :participant",
            participant=participant,
            **place,
        )
        if entered is None:
            raise NotAllowed(
                "An answer was already given in this round on another device. This workshop is anonymous: nobody can "
                "find that answer to change it, so it stands. The next round is open to another one."
            )
        # Own words take the place of what the facilitator entered.
        self._run(f"delete from vote where {_PLACE} and participant = :participant", participant=participant, **place)

    def _person(self, ballot: Ballot) -> Row:
        if ballot.token:
            row = self._run.one(f"{_PERSON}token_hash = :hash", hash=hashed(ballot.token))
        else:
            row = self._run.one(
                f"{_PERSON}workshop = :workshop and id = :id", workshop=ballot.workshop, id=ballot.participant
            )
        if row is None:
            if ballot.token and self._run.one(
                "select 1 as moved from rejoin where token_hash = :hash and decision = 'granted'",
                hash=hashed(ballot.token),
            ):
                raise NotAllowed(SEAT_MOVED)
            raise NotFound("Nobody in a workshop answers from here. Nothing was saved. Join with the code.")
        if ballot.token and ballot.participant and ballot.participant != row["id"]:
            raise NotAllowed(
                "This answer was written at another seat than this phone has now. Nothing was saved. Load the page "
                "again."
            )
        return row

    def _workshop(self, id: str) -> Workshop:
        known = self._workshops.get(id)
        if known is None:
            known = workshops.row_of(self._run, id)
            assert known is not None  # a participant is gone with the workshop
            self._workshops[id] = known
        return known

    def _opened_at(self, workshop: Workshop) -> str:
        known = self._opened.get(workshop.id)
        if known is None:
            row = self._run.one(
                "select opened_at from workshop_round where workshop = :id and criterion = :criterion "
                "and number = :number",
                id=workshop.id,
                criterion=workshop.criterion,
                number=workshop.round,
            )
            known = self._opened[workshop.id] = row["opened_at"] if row else workshop.created_at.isoformat()
        return known


def _check(workshop: Workshop, ballot: Ballot) -> None:
    """Raise why an answer cannot be taken at this moment, if it cannot."""
    if ballot.choice not in CHOICES:
        raise Invalid("This is none of the five answers. Nothing was saved. Choose one of them.", field="choice")
    if ballot.criterion not in workshop.agenda:
        raise Invalid("This criterion is not on the workshop's agenda. Nothing was saved.", field="criterion")
    if workshop.state == "closed":
        raise VoteClosed("The workshop is over. Your answer was not saved.")
    if workshop.state == "lobby":
        raise VoteClosed("Voting has not begun. Your answer was not saved. Wait for the facilitator.")
    if ballot.criterion != workshop.criterion:
        raise VoteClosed("Voting closed — the room looks at another criterion. Your answer was not saved.")
    if workshop.state == "agreed":
        raise VoteClosed("Voting closed — this criterion is decided. Your answer was not saved.")
    if workshop.state == "revealed":
        raise VoteClosed(f"Voting closed — you can answer in round {workshop.round + 1}. Your answer was not saved.")
    if ballot.round < workshop.round:
        raise VoteClosed(f"Voting closed — you can answer in round {workshop.round}. Your answer was not saved.")
    if ballot.round > workshop.round:
        raise Invalid("This round has not been opened. Nothing was saved. Answer in the present one.", field="round")
