"""What a report shows of closed workshops: attendance, agreement by criterion and round, and how each was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from readiness.domain.agreement import Label
from readiness.domain.assessment import Rating, Status
from readiness.domain.framework import Framework
from readiness.domain.wording import NOT_APPLICABLE_WORDS, count_text, day_text, utc_day
from readiness.domain.workshop import CHOICES, Anonymity, Choice
from readiness.domain.workshop_record import CriterionRecord, Movement, Outcome, RoundRecord, WorkshopRecord
from readiness.signs import AGREEMENT, NOT_VOTED, STATUSES
from readiness.signs import CHOICES as CHOICE_SIGNS

OUTCOMES: dict[Outcome, str] = {"agreed": "Agreed", "parked": "Parked", "not_agreed": "Not agreed"}
"""How a workshop left a criterion, in a word; the last two are no status and have no colour."""

PROMISES: dict[Anonymity, str] = {
    "named": "The room saw who answered what; this report names nobody.",
    "role": "The room saw answers with roles, not with names; this report has neither.",
    "anonymous": "Nobody saw who answered what.",
}
"""What was seen of people, in a sentence."""


@dataclass(frozen=True)
class CountRow:
    """How many gave one answer."""

    choice: str
    """The answer; `not_voted` where there was none."""
    count: int
    text: str


@dataclass(frozen=True)
class RoundRow:
    """One revealed round on one criterion."""

    number: int
    revealed_at: datetime
    label: Label
    label_text: str
    index: float | None
    median: Status | None
    counts: tuple[CountRow, ...]
    """Answers that somebody gave, red first; who did not vote comes last."""
    moved_up: int | None
    moved_down: int | None
    stayed: int | None
    movement: str
    """How people moved since the round before, in words; empty in the first."""

    @property
    def counts_text(self) -> str:
        """The counts in a line."""
        return ", ".join(row.text for row in self.counts) or "no answer"

    def count_of(self, choice: str) -> int:
        """How many gave this answer."""
        return next((row.count for row in self.counts if row.choice == choice), 0)


@dataclass(frozen=True)
class WorkshopCriterionRow:
    """How one workshop left one criterion."""

    workshop_id: str
    workshop_day: date
    criterion_id: str
    criterion: str
    dimension: str
    outcome: Outcome
    outcome_text: str
    rating: Rating | None
    """What was agreed; None where it was parked or not agreed."""
    not_applicable: str
    rationale: str
    dissent: str
    unproven: str
    """What the agreed rating lacked at the close."""
    decided_at: datetime | None
    rounds: tuple[RoundRow, ...]

    @property
    def last(self) -> RoundRow | None:
        """The last revealed round, if any."""
        return self.rounds[-1] if self.rounds else None


@dataclass(frozen=True)
class WorkshopRow:
    """One closed workshop."""

    id: str
    day: date
    opened_at: datetime
    closed_at: datetime
    anonymity: Anonymity
    promise: str
    joined: int
    independent: int
    observers: int
    attendance: str
    result: str
    """How many criteria were agreed, parked and not agreed, in words."""
    criteria: tuple[WorkshopCriterionRow, ...]

    @property
    def text(self) -> str:
        """All of it in a line."""
        return f"{day_text(self.day)}: {self.attendance} {self.result}"


def workshop_row(record: WorkshopRecord, framework: Framework) -> WorkshopRow:
    """The rows of one workshop."""
    dimensions = {dimension.id: dimension.name for dimension in framework.dimensions}

    def named(record: CriterionRecord) -> tuple[str, str]:
        criterion = framework.criterion(record.criterion)
        return (criterion.name, dimensions[criterion.dimension]) if criterion else (record.criterion, "")

    return WorkshopRow(
        id=record.id,
        day=utc_day(record.opened_at),
        opened_at=record.opened_at,
        closed_at=record.closed_at,
        anonymity=record.anonymity,
        promise=PROMISES[record.anonymity],
        joined=record.joined,
        independent=record.independent,
        observers=record.observers,
        attendance=_attendance(record),
        result=_result(record),
        criteria=tuple(_criterion(one, record, named) for one in record.criteria),
    )


def _attendance(record: WorkshopRecord) -> str:
    text = f"{count_text(record.joined, 'person', 'people')} took part, {record.independent} of them independent"
    return text + (f"; {record.observers} more looked on." if record.observers else ".")


def _result(record: WorkshopRecord) -> str:
    parts = [f"{record.left('agreed')} of {count_text(len(record.criteria), 'criterion', 'criteria')} agreed"]
    parts += [f"{record.left('parked')} parked", f"{record.left('not_agreed')} not agreed"]
    return ", ".join(parts) + "."


def _criterion(
    record: CriterionRecord, workshop: WorkshopRecord, named: Callable[[CriterionRecord], tuple[str, str]]
) -> WorkshopCriterionRow:
    name, dimension = named(record)
    return WorkshopCriterionRow(
        workshop_id=workshop.id,
        workshop_day=utc_day(workshop.opened_at),
        criterion_id=record.criterion,
        criterion=name,
        dimension=dimension,
        outcome=record.outcome,
        outcome_text=OUTCOMES[record.outcome],
        rating=record.rating,
        not_applicable=_not_applicable(record),
        rationale=record.rationale,
        dissent=record.dissent,
        unproven="; ".join(record.unproven),
        decided_at=record.decided_at,
        rounds=tuple(_round(one) for one in record.rounds),
    )


def _not_applicable(record: CriterionRecord) -> str:
    if record.not_applicable_reason is None:
        return ""
    reason = NOT_APPLICABLE_WORDS[record.not_applicable_reason]
    return f"{reason}: {record.not_applicable_text}" if record.not_applicable_text else reason


def _round(record: RoundRecord) -> RoundRow:
    spread, moved = record.spread, record.movement
    counts = [CountRow(choice, count, _said(choice, count)) for choice in CHOICES if (count := spread.of(choice))]
    if spread.not_voted:
        counts.append(CountRow("not_voted", spread.not_voted, f"{spread.not_voted} {NOT_VOTED.word.lower()}"))
    return RoundRow(
        number=record.number,
        revealed_at=record.revealed_at,
        label=spread.label,
        label_text=AGREEMENT[spread.label],
        index=spread.spoken_index,
        median=_level(spread.median),
        counts=tuple(counts),
        moved_up=moved.up if moved else None,
        moved_down=moved.down if moved else None,
        stayed=moved.stayed if moved else None,
        movement=_movement(moved) if moved else "",
    )


def _said(choice: Choice, count: int) -> str:
    return f"{count} {CHOICE_SIGNS[choice].word.lower()}"


def _level(choice: Choice | None) -> Status | None:
    return next((status for status in STATUSES if status == choice), None)


def _movement(moved: Movement) -> str:
    if not (moved.up or moved.down or moved.stayed):
        return "nobody answered red, yellow or green in both rounds"
    return f"{moved.up} moved up, {moved.down} down, {moved.stayed} stayed"
