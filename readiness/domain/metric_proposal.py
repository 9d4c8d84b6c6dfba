"""What a metric that measures a check proposes: its value as evidence, a worse rating; a person decides on both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from readiness.domain.assessment import Answer, CheckValue, Evidence, Rating
from readiness.domain.framework import Check, Criterion
from readiness.domain.metric import Metric, ProposalAnswer
from readiness.domain.metric_state import MetricState
from readiness.domain.suggestion import Level, check_level
from readiness.domain.units import plainly_differ
from readiness.domain.wording import day_text, number_text, utc_day

_WORSE: dict[str, int] = {"red": 0, "yellow": 1, "green": 2}


@dataclass(frozen=True)
class MeasurementProposal:
    """The latest value of a metric, as the value of a check and dated evidence of its criterion."""

    metric: Metric
    criterion: Criterion
    check: Check
    value: float
    day: date
    seen: CheckValue | None
    """The check's recorded value."""
    text: str

    @property
    def evidence_text(self) -> str:
        """What the evidence will say."""
        return f"{self.metric.name}: {number_text(self.value)} {self.metric.unit}"


@dataclass(frozen=True)
class RatingProposal:
    """A worse rating of a criterion than the chosen one, and the figures behind it."""

    metric: Metric
    criterion: Criterion
    rating: Literal["red", "yellow"]
    seen: Rating
    """The chosen rating."""
    alarm_day: date | None
    text: str


def measurement_of(
    state: MetricState, criterion: Criterion, answer: Answer, evidence: Iterable[Evidence], today: date
) -> MeasurementProposal | None:
    """The latest value, unless it is recorded already with its date. None where the metric measures no such check."""
    metric, check = state.metric, _check(state, criterion)
    if check is None or state.last_value is None or state.last_at is None:
        return None
    day = min(utc_day(state.last_at), today)
    seen = answer.check_value(check.measure)
    proposal = MeasurementProposal(
        metric=metric,
        criterion=criterion,
        check=check,
        value=state.last_value,
        day=day,
        seen=seen,
        text=(
            f"{metric.name} measured {number_text(_short(state.last_value))} {metric.unit} on {day_text(day)}: take it "
            f"as evidence of {criterion.name} and as the value of “{check.text}”."
        ),
    )
    recorded = any(
        item.kind == "metric" and item.day == day and item.text == proposal.evidence_text and item.withdrawn_at is None
        for item in evidence
    )
    if recorded and seen is not None and seen.number == state.last_value:
        return None
    return proposal


def rating_of(
    state: MetricState, criterion: Criterion, answer: Answer, decided: Iterable[ProposalAnswer]
) -> RatingProposal | None:
    """A worse rating where the metric is degraded, or where its last three points miss the level that was chosen.

    None where nothing is rated, where the rating says so already, and where somebody declined it for the same alarm.
    """
    check, chosen = _check(state, criterion), answer.rating
    if check is None or state.last_median is None or chosen not in ("green", "yellow"):
        return None
    level = _level(check, state.last_median)
    degraded = state.status == "degraded"
    rating: Literal["red", "yellow"] | None = (
        "red" if level == "red" else "yellow" if degraded or level == "yellow" else None
    )
    if rating is None or _WORSE[rating] >= _WORSE[chosen]:
        return None
    metric = state.metric
    alarm_day = state.alarm_since if degraded else None
    if any(
        one.metric == metric.id
        and one.criterion == criterion.id
        and one.rating == rating
        and one.alarm_day == alarm_day
        and not one.accepted
        for one in decided
    ):
        return None
    since = f" since {day_text(state.alarm_since)}" if degraded and state.alarm_since else ""
    what = f"is degraded{since}" if degraded else "misses the limit of the chosen rating"
    return RatingProposal(
        metric=metric,
        criterion=criterion,
        rating=rating,
        seen=chosen,
        alarm_day=alarm_day,
        text=(
            f"{metric.name} {what} (median of the last three points {number_text(_short(state.last_median))} "
            f"{metric.unit}): rate {criterion.name} {rating} instead of {chosen}?"
        ),
    )


def _check(state: MetricState, criterion: Criterion) -> Check | None:
    binding = state.metric.check
    if binding is None or binding.criterion != criterion.id:
        return None
    check = criterion.check(binding.measure)
    # Bound before units were compared: 0.9 of a fraction is not 0.9 %.
    return None if check is not None and plainly_differ(state.metric.unit, check.unit) else check


def _level(check: Check, value: float) -> Level:
    return check_level(check, CheckValue(measure=check.measure, kind="number", number=value), date.min)


def _short(value: float) -> float:
    """Four figures are enough for a sentence."""
    return float(f"{value:.4g}")
