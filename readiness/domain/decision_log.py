"""What is fixed about a decision log before it is looked at: critical errors, review plans, drawn samples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.fact import Fact, Identified


class CriticalPairs(Fact):
    """Which wrong decisions are critical, as pairs (AI decision, truth); None: every wrong one is."""

    pairs: tuple[tuple[str, str], ...] | None = None


class ReviewPlan(Identified):
    """A plan fixed beforehand: how many randomly drawn cases are reviewed and how many errors are allowed."""

    name: str
    limit_pct: float
    """The error rate to be shown not to be exceeded."""
    confidence_pct: float = 95.0
    cases: int
    allowed_errors: int
    second_cases: int | None = None
    """Of a two-stage plan: how many more cases are drawn where the first stage decides nothing."""
    second_allowed_errors: int | None = None
    """Allowed over both stages."""
    first_refuse_from: int | None = None
    """Errors in the first stage from which the plan failed at once."""
    declared_at: AwareDatetime
    declared_by: str = ""
    closed_at: AwareDatetime | None = None


class ReviewSample(Identified):
    """Cases that the program drew for review, with the seed that draws them again."""

    purpose: Literal["random_review", "disagreements"]
    seed: int
    size: int
    frame: int
    """Number of cases from which it was drawn."""
    first_day: date | None = None
    last_day: date | None = None
    plan: str | None = None
    """Id of the review plan it serves."""
    drawn_at: AwareDatetime
    drawn_by: str = ""


def agreed(answers: Sequence[str | None]) -> str | None:
    """What most reviewers answered; None where nobody could tell, or the most frequent answers are equally frequent."""
    counts: dict[str, int] = {}
    for answer in answers:
        if answer is not None:
            counts[answer] = counts.get(answer, 0) + 1
    most = sorted(counts.values(), reverse=True)
    if not most or (len(most) > 1 and most[0] == most[1]):
        return None
    return max(counts, key=lambda answer: counts[answer])


def truth_of(answers: Sequence[tuple[bool, str | None]]) -> tuple[str | None, bool]:
    """The truth of a case by what was answered in all its samples, and whether one drawn at random gave it.

    Each answer comes with whether its sample was drawn at random. Most answers decide; where they are equally divided,
    what the sample drawn at random found stands: no other sample takes a case out of those that error rates rest on.
    """
    random = agreed([answer for at_random, answer in answers if at_random])
    every = agreed([answer for _, answer in answers])
    return every if every is not None else random, random is not None
