"""One row of a decision log: a case, what the human and the AI decided, and what else the log tells about it."""

from __future__ import annotations

from typing import NamedTuple


class DecisionRow(NamedTuple):
    """One decision. A case is known by its id and the source of the log. None: the log does not say."""

    case: str
    at: int
    """Epoch milliseconds, UTC."""
    human: str | None
    ai: str | None
    confidence: float | None = None
    """0 to 1, as the AI states it."""
    outcome: str | None = None
    """The truth as it became known later."""
    group: str | None = None
    model_version: str | None = None
    shown: bool | None = None
    """Whether the decider saw the AI's answer first."""
    followed: bool | None = None
    override_reason: str | None = None
    review_seconds: float | None = None
    escalated: bool | None = None
    drawn: bool | None = None
    """Whether the case was drawn at random for review."""
    exposure_pct: float | None = None
    """Share of cases or people that the system reached then, 0 to 100."""
