"""What a decision log adds up to: counts, never bounds, each with the n that it was counted in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Count:
    """`count` of `n`."""

    count: int
    n: int

    @property
    def share(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.count / self.n if self.n else None


@dataclass(frozen=True)
class Paired:
    """Cases of known truth in which both sides decided: who was right."""

    both: int
    only_human: int
    only_ai: int
    neither: int


@dataclass(frozen=True)
class DecisionFigures:
    """The counts over some days of a decision log. A Count whose n is 0 says nothing."""

    decisions: int
    first_day: date | None = None
    last_day: date | None = None
    weekdays: frozenset[int] = frozenset()
    """Days of the week with decisions, Monday 0."""
    days_with_decisions: int = 0
    agreement: Count = Count(0, 0)
    """Decisions in which both sides agree, of those in which both decided."""
    agreement_by_class: tuple[tuple[str, Count], ...] = ()
    """By the human decision."""
    kappa_table: tuple[tuple[tuple[str, str], int], ...] = ()
    """((human decision, AI decision), count): what Cohen's kappa is computed from."""
    errors: Count = Count(0, 0)
    """Wrong AI decisions of the verified cases that were drawn at random."""
    critical: Count = Count(0, 0)
    """Critically wrong AI decisions of the same cases."""
    critical_by_group: tuple[tuple[str, Count], ...] = ()
    adjudicated_disagreements: int = 0
    """Disagreements that were judged blind."""
    judged_for_human: int = 0
    """Those of them in which the human was right."""
    judged_for_ai: int = 0
    paired: Paired | None = None
    """On cases whose truth is known whether or not the two sides disagreed; None without one."""
    advised: Count = Count(0, 0)
    """Right human decisions of those made with the AI's advice in view whose truth is known in the same way."""
    unadvised: Count = Count(0, 0)
    """The same of those that were made without it, over the whole log."""
    overrides: Count = Count(0, 0)
    """Decisions against the AI, of those in which it was shown to the decider."""
    overrides_reasoned: Count = Count(0, 0)
    """Overrides with a reason, of all overrides."""
    override_reasons: tuple[tuple[str, int], ...] = ()
    """The most frequent reasons, with how often each was given."""
    followed: Count = Count(0, 0)
    escalated: Count = Count(0, 0)
    median_review_seconds: float | None = None
    reviewed_random: int = 0
    """Verified cases drawn at random."""
