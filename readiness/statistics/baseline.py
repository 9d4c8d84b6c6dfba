"""What a metric looked like in its baseline: the fixed window that every later point is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.domain.metric_status import SHORTEST_BASELINE

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Weekdays = npt.NDArray[np.int64]

NORMAL = 1.4826
"""The median absolute deviation times this is the standard deviation of normally distributed values."""
ROUNDING = 1e-9
"""A spread below this share of the values' size is what computers leave behind (0.1 + 0.2), no spread."""
POINTS_A_WEEKDAY = 3
"""Baseline points that every weekday needs before its rhythm is subtracted."""


@dataclass(frozen=True, slots=True)
class BaselineFigures:
    """Location, spread and memory of the baseline, in the unit of the metric."""

    n: int
    mean: float
    sd: float
    """Sample standard deviation; 0 where all points are equal but for rounding."""
    median: float
    mad: float
    """Median absolute deviation from the median, not scaled."""
    correlation: float
    """Lag-1 correlation as observed, which is too low in short series; 0 where all points are equal."""
    corrected: float
    """The same with its bias corrected: (n r + 1) / (n - 4); may exceed 1 in short series."""
    degrees: int
    """Points less the levels that were estimated beside the mean (one a weekday more): what the baseline counts for."""

    @property
    def robust_sd(self) -> float:
        """1.4826 times the median absolute deviation; the standard deviation where most points are equal.

        Where a weekly rhythm was subtracted, the standard deviation if it is larger: points lie closer to the median of
        the few of their own weekday than later ones will.
        """
        robust = NORMAL * self.mad
        return max(robust, self.sd) if robust == 0 or self.degrees < self.n else robust


def baseline_figures(values: Values, levels: int = 1) -> BaselineFigures | None:
    """The figures of a baseline, oldest point first; None with fewer than 12 points.

    `levels`: how many levels were already taken off the values (one, their mean, or one a weekday).
    Sources: bias of the lag-1 correlation -(1 + 4 r) / n, F. H. C. Marriott and J. A. Pope (1954), "Bias in the
    estimation of autocorrelations", Biometrika 41, 390-402; it is turned round here.
    """
    n = len(values)
    if n < SHORTEST_BASELINE:
        return None
    mean, median = float(np.mean(values)), float(np.median(values))
    mad = float(np.median(np.abs(values - median)))
    sd = float(np.sqrt(np.sum((values - mean) ** 2) / (n - levels)))
    if float(np.ptp(values)) == 0 or sd <= ROUNDING * float(np.max(np.abs(values))):
        return BaselineFigures(n, median, 0.0, median, 0.0, 0.0, 0.0, n - levels + 1)
    r = lag_one(values)
    return BaselineFigures(n, mean, sd, median, mad, r, (n * r + 1) / (n - 4), n - levels + 1)


def lag_one(values: Values) -> float:
    """The lag-1 correlation: sum of products of neighbours' deviations over the sum of squares; 0 of equal values."""
    deviations = values - np.mean(values)
    squares = float(deviations @ deviations)
    return float(deviations[1:] @ deviations[:-1]) / squares if squares > 0 else 0.0


def weekday_adjusted(values: Values, weekdays: Weekdays, baseline: Flags) -> tuple[Values, int] | None:
    """The values less the baseline median of their weekday, on the level of the whole, and the number of weekdays.

    None where a weekday that occurs has fewer than 3 points in the baseline: then nothing can be subtracted honestly.
    """
    adjusted = values.copy()
    whole = float(np.median(values[baseline]))
    present = np.unique(weekdays)
    for day in present:
        of_day = weekdays == day
        known = values[of_day & baseline]
        if len(known) < POINTS_A_WEEKDAY:
            return None
        adjusted[of_day] += whole - float(np.median(known))
    return adjusted, len(present)
