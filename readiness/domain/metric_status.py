"""The status word of a metric: the first that applies, from what its points say beside baseline, limit and target."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from readiness.domain.framework import Limit
from readiness.domain.metric import MetricDirection, MetricStatus

SHORTEST_BASELINE = 12
"""Points; below so many there is too little data."""
LATEST = 3
"""How many of the last points say whether a limit or a target was passed for good."""


def metric_status(
    *,
    points: int,
    baseline_points: int,
    decidable: bool = True,
    slip_alarm: bool = False,
    beyond_limit: bool = False,
    outside_point_limits: bool = False,
    improved_alarm: bool = False,
    beyond_target: bool = False,
) -> MetricStatus:
    """The first word that applies.

    `points` counts all points, `baseline_points` those in the baseline; `decidable`: whether a threshold exists for
    such a baseline; the alarms are open ones; `beyond_limit`: of the median of the last 3 points;
    `outside_point_limits`: of the last point; `beyond_target`: of each of the last 3 points.
    """
    if points <= 0:
        return "no_data"
    if baseline_points < SHORTEST_BASELINE or not decidable:
        return "too_little_data"
    if slip_alarm:
        return "degraded" if beyond_limit else "slipping"
    if outside_point_limits:
        return "spike"
    return "improved" if improved_alarm or beyond_target else "steady"


def is_beyond_limit(value: float, better: MetricDirection, limit: Limit | None) -> bool:
    """Whether a value lies on the alarming side of the limit; on the limit is not beyond it. False without a limit.

    Raises ValueError for a limit that does not fit the direction.
    """
    if limit is None:
        return False
    if better == "range":
        low, high = _pair(limit)
        return value < low or value > high
    return value < _number(limit) if better == "higher" else value > _number(limit)


def is_within_target(value: float, better: MetricDirection, target: Limit | None) -> bool | None:
    """Whether a value reaches the target; on the target reaches it. None without a target.

    Raises ValueError for a target that does not fit the direction.
    """
    if target is None:
        return None
    if better == "range":
        low, high = _pair(target)
        return low <= value <= high
    return value >= _number(target) if better == "higher" else value <= _number(target)


def median_beyond_limit(values: Sequence[float], better: MetricDirection, limit: Limit | None) -> bool:
    """Whether the median of the last 3 points (fewer where there are fewer) lies beyond the limit."""
    latest = [float(value) for value in values[-LATEST:]]
    return bool(latest) and is_beyond_limit(statistics.median(latest), better, limit)


def all_beyond_target(
    values: Sequence[float],
    better: MetricDirection,
    target: Limit | None,
    baseline_median: float | None = None,
) -> bool:
    """Whether each of the last 3 points lies beyond the target: better than it, on it is not beyond it.

    Nothing lies beyond a range: there it means that they lie in it although the median of the baseline did not.
    """
    latest = [float(value) for value in values[-LATEST:]]
    if target is None or len(latest) < LATEST:
        return False
    if better == "range":
        before = baseline_median is not None and is_within_target(baseline_median, better, target) is False
        return before and all(is_within_target(value, better, target) for value in latest)
    if better == "higher":
        return all(value > _number(target) for value in latest)
    return all(value < _number(target) for value in latest)


def _number(limit: Limit) -> float:
    if isinstance(limit, tuple):
        raise ValueError("a range is no limit of a metric that is better higher or lower")
    return limit


def _pair(limit: Limit) -> tuple[float, float]:
    if not isinstance(limit, tuple):
        raise ValueError("one number is no limit of a metric that is better in a range")
    return limit
