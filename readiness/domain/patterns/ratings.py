"""How criteria and dimensions stand: all that the signs of a public case and of an initiative have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from readiness.domain.adjustment import adjustments, age_counts_from
from readiness.domain.assessment import Assessment, Status, worst
from readiness.domain.evaluation import Adjustment
from readiness.domain.framework import Criterion, Framework, Profile
from readiness.domain.gate import profile_of
from readiness.domain.independence import self_assessment_text
from readiness.domain.wording import utc_day

SILENCE_DAYS = 30
"""From so many days after the creation on, silence counts as a sign, if no snapshot was frozen before."""
_EXPIRED = frozenset({"evidence_expired", "evidence_too_old"})


@dataclass(frozen=True)
class Ratings:
    """The effective statuses, as the gate has them, and whether silence counts yet."""

    criteria: Mapping[str, Status]
    dimensions: Mapping[str, Status]
    blocking: frozenset[str] = frozenset()
    """The dimensions whose criteria block the gate."""
    greens: int = 0
    """Criteria chosen green."""
    stale: tuple[str, ...] = ()
    """Those of them whose evidence has expired or is too old, in framework order."""
    days: Mapping[str, date] = field(default_factory=dict)
    """When the rating of a criterion was last chosen or confirmed."""
    silence_counts: bool = False
    """Whether "not assessed" is a sign already. Never in a public case, whose record is silent on most things."""
    counts_from: date | None = None
    """The day from which it will be; None where never."""

    def status(self, criterion: str) -> Status:
        """The status of a criterion; not assessed where there is none."""
        return self.criteria.get(criterion, "not_assessed")


def ratings_of(assessment: Assessment, framework: Framework, today: date, first_frozen_on: date | None) -> Ratings:
    """What the gate would find of criteria and dimensions, without the verdict's words: many are asked for at once.

    `first_frozen_on` is the day of the first snapshot. Raises KeyError for a profile that the framework lacks.
    """
    profile = profile_of(assessment, framework)
    criteria: dict[str, Status] = {}
    by_dimension: dict[str, list[Status]] = {dimension.id: [] for dimension in framework.dimensions}
    blocking, stale, greens = set(), [], 0
    for criterion in framework.criteria:
        rating = assessment.answer(criterion.id).rating
        found = _adjustments(criterion, assessment, profile, today)
        chosen: Status = rating or "not_assessed"
        status = worst([chosen, *(one.status for one in found)]) if found else chosen
        criteria[criterion.id] = status
        if status != "not_applicable":
            by_dimension[criterion.dimension].append(status)
        if status == "red" or (criterion.id in profile.must_be_green and _fails(rating, found)):
            blocking.add(criterion.dimension)
        if rating == "green":
            greens += 1
            if any(one.cause in _EXPIRED for one in found):
                stale.append(criterion.id)
    initiative = assessment.initiative
    # The record of a public case was not made for us: its silence is never a sign.
    counts_from = None if initiative.example else utc_day(initiative.created_at) + timedelta(days=SILENCE_DAYS)
    return Ratings(
        criteria=criteria,
        dimensions={name: worst(held) if held else "not_assessed" for name, held in by_dimension.items()},
        blocking=frozenset(blocking),
        greens=greens,
        stale=tuple(stale),
        days={
            answer.criterion: utc_day(moment)
            for answer in assessment.answers
            if (moment := answer.confirmed_at or answer.chosen_at) is not None
        },
        silence_counts=counts_from is not None and (first_frozen_on is not None or today >= counts_from),
        counts_from=counts_from,
    )


def _adjustments(criterion: Criterion, assessment: Assessment, profile: Profile, today: date) -> tuple[Adjustment, ...]:
    answer = assessment.answer(criterion.id)
    if answer.rating is None or answer.rating == "red":
        return ()
    return adjustments(
        criterion,
        answer,
        assessment,
        today,
        must_be_green=criterion.id in profile.must_be_green,
        start=age_counts_from(answer, assessment),
        alone=self_assessment_text(answer, assessment),
    )


def _fails(rating: str | None, found: tuple[Adjustment, ...]) -> bool:
    """Whether a must-be-green criterion blocks: chosen yellow, or green that failed a stress test."""
    return rating == "yellow" or (rating == "green" and any(one.cause == "stress_test_failed" for one in found))
