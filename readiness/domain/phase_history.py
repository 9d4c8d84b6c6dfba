"""How an initiative moved along the rollout ladder, and what people stated, waived and raised on the way."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.evaluation import VerdictId
from readiness.domain.fact import Fact, Identified
from readiness.domain.framework import PhaseId

RolloutPhase = Literal["not_started", "shadow", "advisory", "supervised_automation", "full_automation", "stopped"]
"""Where an initiative is: the four phases, "not started" before them and "stopped" beside them."""

LADDER: tuple[PhaseId, ...] = ("shadow", "advisory", "supervised_automation", "full_automation")

ConditionList = Literal["entry", "exit", "keep", "step_back"]
ConditionState = Literal["met", "unmet", "unknown", "does_not_apply"]
MoveKind = Literal["up", "down", "stop", "stated"]
"""`stated`: a phase that the initiative had entered before it was recorded here, as a person states it."""


class ConditionRecord(Fact):
    """How one condition stood when somebody moved up."""

    phase: PhaseId
    list: ConditionList
    key: str
    text: str
    state: ConditionState
    figure: str = ""
    """The figure with its bound, count and n, or the answer, as it was shown."""
    source: str = ""
    """Where it came from: "decision log", "metric NAME", "answered by NAME, 12 Nov 2026", ..."""
    waived: bool = False


class GateRecord(Fact):
    """What was known at a move up: the verdict and every condition."""

    verdict: VerdictId
    conditions: tuple[ConditionRecord, ...]
    today: date


class PhaseMove(Identified):
    """One move along the ladder. The phase counts as entered on `day`."""

    kind: MoveKind
    from_phase: RolloutPhase
    to_phase: RolloutPhase
    day: date
    """The UTC day of the move; for a stated phase the day that the person states."""
    until: date | None = None
    """Only for a stated phase that had already been left: the stated day of leaving it."""
    reason: str = ""
    """Required down, at a stop and for a stated move (its source)."""
    learnt: str = ""
    """Of a stop: what was learnt."""
    reusable: str = ""
    """Of a stop: what can be reused."""
    approver: str | None = None
    """Person id of who approved a move up; never a builder."""
    approver_name: str = ""
    gate: GateRecord | None = None
    """Of a move up. None for a stated phase: its gate record is unknown."""
    recorded_at: AwareDatetime
    recorded_by: str = ""
    """Who was at the keyboard, with "not signed in" until there is sign-in."""


class ConditionAnswer(Identified):
    """A person's answer to a condition that no stored figure decides. The latest on a condition counts."""

    phase: PhaseId
    list: ConditionList
    key: str
    met: bool
    """For a step-back condition: whether it holds, so whether to step back."""
    text: str
    """What shows it, in words."""
    url: str = ""
    """Where the evidence lies."""
    day: date
    """The date of the evidence."""
    rehearsed: bool = False
    """Measured on replayed or rehearsal traffic: counts up to the entry of advisory."""
    answered_at: AwareDatetime
    answered_by: str = ""
    withdrawn_at: AwareDatetime | None = None


class Waiver(Identified):
    """An executive's written decision to move up without a condition. It holds for one move."""

    phase: PhaseId
    list: ConditionList
    key: str
    executive: str
    """Person id."""
    executive_name: str
    reason: str
    is_floor: bool = False
    """Whether the condition is a floor of days or of decisions."""
    floor_reached_pct: float | None = None
    """Of a floor: how much of the days had passed at the waiver, 0 to 100."""
    waived_at: AwareDatetime
    entered_by: str = ""
    used_by: str | None = None
    """The move that it was used for; None until then."""
    revoked_at: AwareDatetime | None = None


class HighestPhase(Identified):
    """The executive's decision that this initiative may go further than its profile's highest phase."""

    phase: PhaseId
    executive: str
    executive_name: str
    reason: str
    decided_at: AwareDatetime
    entered_by: str = ""
    revoked_at: AwareDatetime | None = None
