"""What stays of a closed workshop on the initiative: counts and decisions, never who answered what."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from readiness.domain.agreement import Spread
from readiness.domain.fact import Fact, NotApplicableReason, Rating
from readiness.domain.workshop import Anonymity

Outcome = Literal["agreed", "parked", "not_agreed"]
"""How a workshop left a criterion. Not agreed is never a status: nobody said how it stands."""


class Movement(Fact):
    """How many people moved from one round to the next; only red, yellow and green in both rounds count."""

    up: int = Field(default=0, ge=0)
    down: int = Field(default=0, ge=0)
    stayed: int = Field(default=0, ge=0)


class RoundRecord(Fact):
    """One round that was revealed."""

    number: int = Field(ge=1)
    revealed_at: AwareDatetime
    spread: Spread
    movement: Movement | None = None
    """Against the revealed round before; None in the first."""


class CriterionRecord(Fact):
    """How a workshop left one criterion of its agenda."""

    criterion: str
    rounds: tuple[RoundRecord, ...] = ()
    """The revealed rounds, in order; none where it was not reached or its answers were never shown."""
    rating: Rating | None = None
    """What was agreed; None where it was parked or not agreed."""
    not_applicable_reason: NotApplicableReason | None = None
    not_applicable_text: str = ""
    rationale: str = ""
    dissent: str = ""
    parked: bool = False
    decided_at: AwareDatetime | None = None
    """When it was agreed or parked."""
    unproven: tuple[str, ...] = ()
    """What the agreed rating still lacked when the workshop was closed."""

    @model_validator(mode="after")
    def _is_decided_one_way(self) -> Self:
        if self.parked and self.rating is not None:
            raise ValueError("a criterion is agreed or parked, not both")
        if (self.parked or self.rating is not None) and self.decided_at is None:
            raise ValueError("a decision needs decided_at, the time at which it was made")
        return self

    @property
    def outcome(self) -> Outcome:
        """Agreed, parked or not agreed."""
        return "parked" if self.parked else "agreed" if self.rating is not None else "not_agreed"

    @property
    def last(self) -> RoundRecord | None:
        """The last round that was revealed, if any."""
        return self.rounds[-1] if self.rounds else None


class WorkshopRecord(Fact):
    """A closed workshop: when, how many, and how it left each criterion of its agenda.

    It names nobody, whatever the anonymity; the only words of people in it are what a facilitator wrote on a decision.
    """

    id: str
    opened_at: AwareDatetime
    closed_at: AwareDatetime
    anonymity: Anonymity
    joined: int = Field(ge=0)
    """People who answer; those who were removed count only where answers of theirs were kept."""
    independent: int = Field(ge=0)
    """How many of those declared that they have no stake."""
    observers: int = Field(default=0, ge=0)
    """People who looked on."""
    criteria: tuple[CriterionRecord, ...] = ()
    """The agenda, in its order."""

    def left(self, outcome: Outcome) -> int:
        """How many criteria were left so."""
        return sum(record.outcome == outcome for record in self.criteria)

    def criterion(self, criterion_id: str) -> CriterionRecord | None:
        """How it left a criterion, or None where that was not on the agenda."""
        return next((record for record in self.criteria if record.criterion == criterion_id), None)
