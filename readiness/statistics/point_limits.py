"""Between which limits a single point is nothing special: robust limits of a level, exact ones of a proportion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.statistics.baseline import BaselineFigures, Values

DEVIATIONS = 4.0
"""Robust standard deviations on either side."""
TAIL = 0.00135
"""Probability beyond each limit of a proportion: that of three standard deviations of a normal distribution."""


def level_limits(figures: BaselineFigures, deviations: float = DEVIATIONS) -> tuple[float, float]:
    """Median -+ 4 times 1.4826 times the median absolute deviation: hardly moved by spikes in the baseline itself.

    Where more than half of the baseline is one value, its standard deviation stands in; where all is, so do the limits.
    """
    width = deviations * figures.robust_sd
    return figures.median - width, figures.median + width


def proportion_limits(share: float, sizes: npt.NDArray[np.int64], tail: float = TAIL) -> tuple[Values, Values]:
    """The exact binomial limits of a proportion that is truly `share`, 0 to 1, of each of these numbers of cases.

    The lower limit is the smallest proportion for which as few or fewer have at least the probability `tail`, the upper
    the smallest for which more have at most that; a point is out of line when it lies beyond one of them.
    """
    n = sizes.astype(np.float64)
    if share in (0.0, 1.0):
        same: Values = np.full(len(n), share)
        return same, same.copy()
    return _quantile(tail, n, share) / n, _quantile(1 - tail, n, share) / n


def _quantile(probability: float, n: Values, share: float) -> Values:
    """The smallest counts up to which the binomial distribution holds the probability."""
    # Only proportions need scipy, whose import takes long: a page of other metrics does without it.
    from scipy.special import bdtr, bdtrik

    count = np.ceil(bdtrik(probability, n, share))
    before = np.maximum(count - 1, 0)
    # The inverse is a real number: where it lies a hair above a count, that count is the answer.
    exact: Values = np.where(bdtr(before, n.astype(np.int64), share) >= probability, before, count)
    return exact
