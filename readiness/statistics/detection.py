"""Whether a metric degrades: point limits for events and CUSUM charts for slips, against a baseline that never moves.

The chart's threshold comes from a table, so that the chance of a false alarm keeps to a budget for the baseline's
length and correlation. The correlation is estimated, so it keeps to it only about: 4 to 9 % for a budget of 5 %
(benchmarks/detection). What it cannot see: with 30 baseline points a slip of half a standard deviation is mostly missed
over a dozen points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.domain.metric import MetricDirection
from readiness.domain.thresholds import Outside, Thresholds
from readiness.statistics.baseline import (
    ROUNDING,
    BaselineFigures,
    Flags,
    Values,
    Weekdays,
    baseline_figures,
    weekday_adjusted,
)
from readiness.statistics.cusum import Alarm, alarms
from readiness.statistics.point_limits import level_limits, proportion_limits

BUDGET_PCT = 5.0
"""Chance of a false alarm in an initiative, unless edited."""
LAST_DIGIT = 1e-12
"""The share of a value by which it may differ once it was shifted."""
HORIZON = 26
"""Points over which the budget is meant, unless edited."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a series says beside its baseline; positions count from the first point of the series."""

    figures: BaselineFigures | None
    """None: the baseline has fewer than 12 points."""
    threshold: float | None
    """Height of the chart in standard deviations, of each of the two charts for a range; None: none can be told."""
    outside: Outside | None
    """Why there is no threshold."""
    slips: tuple[Alarm, ...]
    improvements: tuple[Alarm, ...]
    """Alarms of the mirrored chart; a range knows none."""
    low: Values
    high: Values
    """The point limits of every point, in the unit of the metric; empty without figures."""
    spikes: Flags
    """Which points after the baseline lie outside of their limits; those to the good side not while it is improved."""
    first: int
    """The position of the first point that is watched: the one after the baseline."""
    weekday_adjusted: bool
    """Whether a weekly rhythm was subtracted; False also where the baseline is too short for it."""

    @property
    def slip(self) -> Alarm | None:
        """The open slip alarm."""
        return self.slips[-1] if self.slips and self.slips[-1].end is None else None

    @property
    def improvement(self) -> Alarm | None:
        """The open alarm of the mirrored chart."""
        return self.improvements[-1] if self.improvements and self.improvements[-1].end is None else None

    @property
    def spike(self) -> bool:
        """Whether the last point lies outside of the point limits."""
        return bool(len(self.spikes) and self.spikes[-1])


def detect(
    values: Values,
    baseline: Flags,
    better: MetricDirection,
    thresholds: Thresholds,
    *,
    budget_pct: float = BUDGET_PCT,
    horizon: int = HORIZON,
    weekdays: Weekdays | None = None,
    sizes: Weekdays | None = None,
    first: int | None = None,
) -> Detection:
    """Judge a series, oldest point first, all values finite.

    `baseline` flags its points; watched is what comes after the last of them, or from `first` on, where the last points
    of the window were left out of it. `budget_pct` is this metric's share.
    `weekdays` (0 to 6) subtracts a weekly rhythm where the baseline has 3 points of every weekday. `sizes`: the values
    are proportions from 0 to 1 of so many cases; their point limits are then exact binomial ones around the baseline's
    pooled share. A range is watched by two charts that share the budget. Raises ValueError for arrays that do not fit.
    """
    if not len(values) == len(baseline) == len(values if weekdays is None else weekdays):
        raise ValueError("one flag and one weekday belong to each value")
    if not np.isfinite(values).all():
        raise ValueError("every value is a finite number")
    flagged = np.flatnonzero(baseline)
    after = int(flagged[-1]) + 1 if len(flagged) else len(values)
    first = after if first is None else first
    if first < after:
        raise ValueError("what is watched comes after the baseline")
    adjusted = weekday_adjusted(values, weekdays, baseline) if weekdays is not None and len(flagged) else None
    level, levels = adjusted or (values, 1)
    figures = baseline_figures(level[baseline], levels)
    empty: Values = np.empty(0)
    none: Flags = np.zeros(len(values), dtype=np.bool_)
    if figures is None:
        return Detection(None, None, "baseline", (), (), empty, empty, none, first, adjusted is not None)

    share = budget_pct / 2 if better == "range" else budget_pct
    outside = thresholds.outside(share, horizon, figures.degrees, figures.corrected)
    threshold = thresholds.threshold(share, horizon, figures.degrees, figures.corrected)
    slips: tuple[Alarm, ...] = ()
    improvements: tuple[Alarm, ...] = ()
    if threshold is not None:
        z = _distances(level[first:], figures)
        down, up = alarms(-z, threshold, first=first), alarms(z, threshold, first=first)
        if better == "range":
            slips = _merged(down, up)
        else:
            slips, improvements = (down, up) if better == "higher" else (up, down)

    low, high = _limits(values, level, baseline, figures, sizes)
    spikes = np.zeros(len(values), dtype=np.bool_)
    # Without a spread the limits lie on the level itself, and a value that differs by rounding is on it.
    slack = ROUNDING if figures.sd == 0 else LAST_DIGIT
    spikes[first:] = _spikes(values[first:], low[first:], high[first:], slack)
    for alarm in improvements:
        # An improvement that the mirrored chart has seen is no spike to the good side.
        part = slice(alarm.index, alarm.end)
        spikes[part] &= values[part] < low[part] if better == "higher" else values[part] > high[part]
    return Detection(figures, threshold, outside, slips, improvements, low, high, spikes, first, adjusted is not None)


def _distances(values: Values, figures: BaselineFigures) -> Values:
    """Standard deviations from the baseline mean; without any spread every change beyond rounding is endlessly far."""
    away = values - figures.mean
    if figures.sd == 0:
        same = np.abs(away) <= ROUNDING * abs(figures.mean)
        far: Values = np.where(same, 0.0, np.copysign(np.finfo(np.float64).max, away))
        return far
    return away / figures.sd


def _limits(
    values: Values, level: Values, baseline: Flags, figures: BaselineFigures, sizes: Weekdays | None
) -> tuple[Values, Values]:
    """The point limits of every point, in the unit of the metric."""
    if sizes is not None:
        pooled = float(np.sum(values[baseline] * sizes[baseline]) / np.sum(sizes[baseline]))
        return proportion_limits(min(1.0, max(0.0, pooled)), sizes)
    low, high = level_limits(figures)
    if level is values:
        return np.broadcast_to(low, len(values)), np.broadcast_to(high, len(values))
    shift = values - level
    return low + shift, high + shift


def _spikes(values: Values, low: Values, high: Values, slack: float) -> Flags:
    """Points beyond their limits by more than a share of them."""
    return (values < low - slack * np.abs(low)) | (values > high + slack * np.abs(high))


def _merged(down: tuple[Alarm, ...], up: tuple[Alarm, ...]) -> tuple[Alarm, ...]:
    """The alarms of both sides of a range in the order in which they were raised; an open one comes last."""
    return tuple(sorted((*down, *up), key=lambda alarm: (alarm.end is None, alarm.index)))
