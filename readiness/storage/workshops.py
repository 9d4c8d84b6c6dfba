"""Workshops as they are stored, and what of them is read together.

What the database tells of who answered what:

* named and role workshops keep every answer under its participant, for whoever may see it and for later questions;
* an anonymous workshop never stores that link for anybody who answers on a device of their own. The answer lies under
  a key that only the device's token gives (`secret.answer_key`), without a time of its own; `voted` says apart from it
  who has answered. What the facilitator enters for somebody without a device lies under that person until the reveal,
  and from then on under a random key, without the mark that the facilitator entered it. What stays with an answer is
  whether it was given by an independent person.

SQLite's log of recent writes could tell more for a while, so it is folded in and emptied at an anonymous reveal and
close, and what is deleted is overwritten. Somebody who reads the disk while people answer may learn who answered when;
somebody who also holds a person's token can find that person's answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from readiness.domain.fact import Fact
from readiness.domain.secret import answer_key
from readiness.domain.workshop import (
    Consensus,
    Facilitator,
    Participant,
    Proposal,
    Rejoin,
    Round,
    Vote,
    Workshop,
)
from readiness.storage.engine import Run
from readiness.storage.facts import from_row, to_row

F = TypeVar("F", bound=Fact)


class WorkshopFactRows(Generic[F]):
    """The rows of one kind of fact of workshops: a column a field, plus the workshop and the position in its list."""

    def __init__(self, table: str, model: type[F], *keys: str, structured: Sequence[str] = ()) -> None:
        self.table = table
        self.model = model
        self.structured = tuple(structured)
        fields = tuple(model.model_fields)
        names = ", ".join(fields)
        values = ", ".join(f":{field}" for field in fields)
        changes = ", ".join(f"{field} = excluded.{field}" for field in fields if field not in keys)
        self.select = f"select {names} from {table} where workshop = :workshop"
        self._put = (
            f"insert into {table} (workshop, position, {names}) values (:workshop, "
            f"(select coalesce(max(position), 0) + 1 from {table} where workshop = :workshop), {values}) "
            f"on conflict (workshop, {', '.join(keys)}) do update set {changes}"
        )

    def put(self, run: Run, workshop: str, fact: F) -> None:
        """Store a fact: a new one goes to the end of the list, a known one (by its keys) keeps its place."""
        run(self._put, workshop=workshop, **to_row(fact, self.structured))

    def of(self, run: Run, workshop: str, more: str = "", **values: object) -> tuple[F, ...]:
        """The facts of a workshop in the order in which they came; `more` narrows them down."""
        rows = run(f"{self.select} {more} order by position", workshop=workshop, **values)
        return tuple(from_row(self.model, row, self.structured) for row in rows)


PARTICIPANTS = WorkshopFactRows("participant", Participant, "id")
FACILITATORS = WorkshopFactRows("facilitator", Facilitator, "id")
REJOINS = WorkshopFactRows("rejoin", Rejoin, "id")
ROUNDS = WorkshopFactRows("workshop_round", Round, "criterion", "number", structured=("missing",))
CONSENSUS = WorkshopFactRows("consensus", Consensus, "criterion")
PROPOSALS = WorkshopFactRows("proposal", Proposal, "id")

KINDS: dict[type[Fact], WorkshopFactRows[Any]] = {
    rows.model: rows for rows in (PARTICIPANTS, FACILITATORS, REJOINS, ROUNDS, CONSENSUS, PROPOSALS)
}

STRUCTURED = ("agenda",)
FIELDS = tuple(Workshop.model_fields)
_NAMES = ", ".join(FIELDS)
_VOTE = ", ".join(Vote.model_fields)


class Seat(NamedTuple):
    """Whose token it is."""

    workshop: str
    participant: str


class Voted(NamedTuple):
    """Who has answered in which round; says nothing of what."""

    criterion: str
    round: int
    participant: str


@dataclass(frozen=True)
class WorkshopFacts:
    """What is stored of one workshop. In an anonymous one a vote's `participant` is the key of an answer."""

    workshop: Workshop
    participants: tuple[Participant, ...]
    rounds: tuple[Round, ...]
    votes: tuple[Vote, ...]
    voted: frozenset[Voted]
    """Who has answered, in every mode."""
    consensus: tuple[Consensus, ...]
    proposals: tuple[Proposal, ...]
    rejoins: tuple[Rejoin, ...]
    facilitators: tuple[Facilitator, ...]
    stepped_by: str
    """Who took the last step."""
    stepped_at: datetime
    tag: int
    """Equal tags mean equal facts."""

    def participant(self, id: str) -> Participant | None:
        """The participant with this id, removed ones too."""
        return next((one for one in self.participants if one.id == id), None)

    def round(self, criterion: str, number: int) -> Round | None:
        """One round on one criterion, if it was opened."""
        return next((one for one in self.rounds if (one.criterion, one.number) == (criterion, number)), None)

    def votes_in(self, criterion: str, round: int) -> tuple[Vote, ...]:
        """The answers of one round."""
        return tuple(vote for vote in self.votes if (vote.criterion, vote.round) == (criterion, round))

    def voted_in(self, criterion: str, round: int) -> frozenset[str]:
        """Ids of the participants who have answered in one round."""
        return frozenset(one.participant for one in self.voted if (one.criterion, one.round) == (criterion, round))

    def consensus_on(self, criterion: str) -> Consensus | None:
        """What the room decided on a criterion, if anything."""
        return next((one for one in self.consensus if one.criterion == criterion), None)

    def vote_of(self, participant: str, token: str, criterion: str, round: int) -> Vote | None:
        """Somebody's own answer. In an anonymous workshop it takes their token to find it."""
        names = {participant, answer_key(token, self.workshop.id, criterion)}
        return next((vote for vote in self.votes_in(criterion, round) if vote.participant in names), None)


def read(run: Run, workshop: str, *, present_only: bool = False) -> WorkshopFacts | None:
    """All facts of a workshop; with `present_only`, votes of the criterion that all look at alone."""
    row = run.one(f"select {_NAMES}, stepped_by, stepped_at, tag from workshop where id = :id", id=workshop)
    if row is None:
        return None
    stepped_by, stepped_at, tag = row.pop("stepped_by"), row.pop("stepped_at"), row.pop("tag")
    held = from_row(Workshop, row, STRUCTURED)
    narrow = "and criterion = :criterion" if present_only else ""
    values: dict[str, object] = {"criterion": held.criterion} if present_only else {}
    votes = tuple(
        Vote.model_validate(vote)
        for vote in run(f"select {_VOTE} from vote where workshop = :workshop {narrow}", workshop=workshop, **values)
    )
    if held.anonymity == "anonymous":
        rows = run(
            f"select criterion, round, participant from voted where workshop = :workshop {narrow}",
            workshop=workshop,
            **values,
        )
        voted = frozenset(Voted(**one) for one in rows)
    else:
        voted = frozenset(Voted(vote.criterion, vote.round, vote.participant) for vote in votes)
    return WorkshopFacts(
        workshop=held,
        participants=PARTICIPANTS.of(run, workshop),
        rounds=ROUNDS.of(run, workshop),
        votes=votes,
        voted=voted,
        consensus=CONSENSUS.of(run, workshop),
        proposals=PROPOSALS.of(run, workshop),
        rejoins=REJOINS.of(run, workshop),
        facilitators=FACILITATORS.of(run, workshop),
        stepped_by=stepped_by,
        stepped_at=datetime.fromisoformat(stepped_at),
        tag=tag,
    )


def add(run: Run, workshop: Workshop, by: str, at: datetime, recovery_hash: str) -> None:
    """Store a new workshop."""
    run(
        f"insert into workshop ({_NAMES}, recovery_hash, stepped_by, stepped_at) "
        f"values ({', '.join(f':{field}' for field in FIELDS)}, :recovery_hash, :by, :at)",
        recovery_hash=recovery_hash,
        by=by,
        at=at.isoformat(),
        **to_row(workshop, STRUCTURED),
    )


def step(run: Run, workshop: Workshop, by: str, at: datetime) -> None:
    """Store a workshop after a step."""
    changes = ", ".join(f"{field} = :{field}" for field in FIELDS if field not in ("id", "initiative"))
    run(
        f"update workshop set {changes}, stepped_by = :by, stepped_at = :at where id = :id",
        by=by,
        at=at.isoformat(),
        **{name: value for name, value in to_row(workshop, STRUCTURED).items() if name != "initiative"},
    )


def row_of(run: Run, workshop: str) -> Workshop | None:
    """The workshop's own row."""
    return next(iter(found(run, "id = :id", id=workshop)), None)


def found(run: Run, where: str, **values: object) -> tuple[Workshop, ...]:
    """The workshops that fulfil a condition, newest first."""
    rows = run(f"select {_NAMES} from workshop where {where} order by created_at desc, id", **values)
    return tuple(from_row(Workshop, row, STRUCTURED) for row in rows)


def tag_of(run: Run, workshop: str) -> int | None:
    """What moves with every change of a workshop; None where there is no such workshop."""
    row = run.one("select tag from workshop where id = :id", id=workshop)
    return None if row is None else int(row["tag"])


def move_tag(run: Run, workshop: str) -> None:
    """Say that something of a workshop has changed."""
    run("update workshop set tag = tag + 1 where id = :id", id=workshop)
