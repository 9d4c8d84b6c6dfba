"""Whether a series rises or falls steadily: the Mann-Kendall test with the Theil-Sen slope."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from readiness.statistics.baseline import Values, lag_one

FEWEST = 8
"""Points; with fewer nothing is said."""
MOST = 1000
"""Points that are compared pair by pair; a longer series is condensed to the medians of so many equally long parts."""
CORRELATED = 0.3
"""Above so much lag-1 correlation the test finds trends where none is: 15 to 19 times in 100 at a nominal 5."""
_EXACT = 33
"""Up to so many points without ties the distribution is counted out."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A monotone trend and how far to trust it."""

    points: int
    """Points compared; the parts, where the series was condensed."""
    tau: float
    """Kendall's tau-b, -1 (falls throughout) to 1."""
    p: float
    """Two-sided: how probable so clear a trend is without any."""
    slope: float
    """Theil-Sen: the median slope of all pairs, in the metric's unit per unit of time."""
    correlation: float
    """Lag-1 correlation of what is left when the slope is taken off."""

    @property
    def correlated(self) -> bool:
        """Whether neighbours are so alike that p is too small to be believed."""
        return self.correlation > CORRELATED


def trend(values: Values, times: Values | None = None) -> Trend | None:
    """The trend of a series, oldest point first; `times` in any unit, by default 0, 1, 2 ...; None below 8 points.

    S is the number of rising pairs less that of falling ones. p is exact without ties up to 33 points (or where all
    but one pair go one way), else normal with Kendall's variance for ties, without continuity correction: as
    scipy.stats.kendalltau has it. Sources: H. B. Mann (1945), Econometrica 13, 245-259; M. G. Kendall, "Rank
    correlation methods"; P. K. Sen (1968), Journal of the American Statistical Association 63, 1379-1389.
    None also where all values, or all times, are the same.
    """
    x: Values = np.arange(len(values), dtype=np.float64) if times is None else times.astype(np.float64)
    y = values.astype(np.float64)
    if len(x) != len(y):
        raise ValueError("one time belongs to each value")
    if len(y) > MOST:
        x, y = _condensed(x), _condensed(y)
    n = len(y)
    if n < FEWEST or np.ptp(y) == 0 or np.ptp(x) == 0:
        return None
    one, other = np.triu_indices(n, 1)
    run, rise = x[other] - x[one], y[other] - y[one]
    signs = np.sign(run) * np.sign(rise)
    score, total = int(signs.sum()), n * (n - 1) // 2
    xtie, x0, x1 = _ties(x)
    ytie, y0, y1 = _ties(y)
    tau = score / math.sqrt((total - xtie) * (total - ytie))
    discordant = int((signs < 0).sum())
    fewer = min(discordant, total - discordant)
    if xtie == 0 and ytie == 0 and (n <= _EXACT or fewer <= 1):
        p = _exact(n, fewer)
    else:
        m = float(n * (n - 1))
        variance = (m * (2 * n + 5) - x1 - y1) / 18 + 2 * xtie * ytie / m + x0 * y0 / (9 * m * (n - 2))
        p = math.erfc(abs(score) / math.sqrt(2 * variance))
    slope = float(np.median(rise[run > 0] / run[run > 0]))
    return Trend(n, tau, min(1.0, p), slope, lag_one(y - slope * x))


def _condensed(values: Values) -> Values:
    """The medians of equally long parts."""
    edges = np.linspace(0, len(values), MOST + 1).astype(np.int64)
    return np.array([np.median(values[low:high]) for low, high in pairwise(edges)])


def _ties(values: Values) -> tuple[int, int, int]:
    """Tied pairs, and the two sums over groups of ties that Kendall's variance needs."""
    _, counts = np.unique(values, return_counts=True)
    groups = [int(count) for count in counts if count > 1]
    return (
        sum(count * (count - 1) // 2 for count in groups),
        sum(count * (count - 1) * (count - 2) for count in groups),
        sum(count * (count - 1) * (2 * count + 5) for count in groups),
    )


def _exact(n: int, fewer: int) -> float:
    """Twice the share of the orders of n values that have at most so many pairs in the rarer direction, at most 1."""
    if n * (n - 1) == 4 * fewer:
        return 1.0
    ways = [1.0] + [0.0] * fewer
    # Orders of j values by inverted pairs, from those of j - 1: the new one may invert 0 to j - 1 pairs. As shares.
    for j in range(2, n + 1):
        window, total = [], 0.0
        for pairs in range(fewer + 1):
            total += ways[pairs]
            if pairs >= j:
                total -= ways[pairs - j]
            window.append(total / j)
        ways = window
    return min(1.0, 2 * sum(ways))
