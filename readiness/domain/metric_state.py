"""How a metric stands today: what its points say beside its baseline, target and limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.domain.metric import AlarmAnswer, Metric, MetricStatus
from readiness.domain.metric_overlap import Overlap


@dataclass(frozen=True)
class MetricState:
    """One metric with the figures that its status word rests on. None: unknown, or there is no such thing."""

    metric: Metric
    status: MetricStatus
    points: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    last_value: float | None = None
    last_median: float | None = None
    """The median of the last three points."""
    alarm_since: date | None = None
    """The day on which the open slip alarm was raised."""
    slip_start: date | None = None
    """The estimated beginning of the slip."""
    spike_on: date | None = None
    """The day of the last point where it lies outside the point limits."""
    baseline_points: int = 0
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    correlation: float | None = None
    """Lag-1 correlation of the baseline, bias corrected."""
    threshold: float | None = None
    """The CUSUM threshold in standard deviations; None where the table holds none for such a baseline."""
    within_target: bool | None = None
    """Whether the last value reaches the target."""
    beyond_limit: bool | None = None
    """Whether the last value lies beyond the limit."""
    overdue: bool = False
    """Whether no point came in two expected intervals."""
    weekly: tuple[tuple[date, float], ...] = ()
    """The latest points as (day, value), oldest first, at most 60: for trends of use and for small pictures."""
    overlap: Overlap | None = None
    """Where more than one source has points for the same time."""
    answers: tuple[AlarmAnswer, ...] = ()
    """What people did about its alarms."""
