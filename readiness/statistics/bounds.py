"""Exact one-sided bounds on a share that was counted: Clopper-Pearson, and hypergeometric for a lot of known size.

Source: C. Clopper and E. S. Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
binomial", Biometrika 26, 404-413. One-sided: each bound holds by itself with the stated confidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaln

from readiness.errors import Invalid

CONFIDENCE = 0.95
"""Of every bound, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A counted share with its exact one-sided bounds; shares are 0 to 1, None where nothing was counted (n = 0)."""

    count: int
    n: int
    estimate: float | None
    lower: float | None
    upper: float | None
    confidence: float
    """Of each bound by itself."""


def bound(count: int, n: int, confidence: float = CONFIDENCE) -> Bound:
    """The share `count` of `n` with its lower and its upper bound. Raises Invalid for impossible counts."""
    _check(count, n, confidence)
    if n == 0:
        return Bound(0, 0, None, None, None, confidence)
    return Bound(count, n, count / n, lower_bound(count, n, confidence), upper_bound(count, n, confidence), confidence)


def lower_bound(count: int, n: int, confidence: float = CONFIDENCE) -> float:
    """The true share lies above this with the confidence: Beta(count, n - count + 1) at 1 - confidence; 0 for count 0.

    It is the share under which `count` or more of `n` have the probability 1 - confidence. 0 where n is 0: nothing is
    known. Raises Invalid for impossible counts.
    """
    _check(count, n, confidence)
    return 0.0 if count == 0 else float(betaincinv(count, n - count + 1, 1 - confidence))


def upper_bound(count: int, n: int, confidence: float = CONFIDENCE) -> float:
    """The true share lies below this with the confidence: Beta(count + 1, n - count) at the confidence; 1 for count n.

    It is the share under which `count` or fewer of `n` have the probability 1 - confidence. 1 where n is 0: nothing is
    known. Raises Invalid for impossible counts.
    """
    _check(count, n, confidence)
    return 1.0 if count == n else float(betaincinv(count + 1, n - count, confidence))


def lot_bound(count: int, n: int, lot: int, confidence: float = CONFIDENCE) -> Bound:
    """The bounds on the share in a lot of known size of which `n` were drawn without putting any back (hypergeometric).

    The upper bound is the largest number in the lot under which `count` or fewer would be drawn with a probability
    above 1 - confidence, over the size of the lot; the lower bound mirrors it. Raises Invalid for impossible counts.
    """
    _check(count, n, confidence)
    if lot < n:
        raise Invalid(f"{n} cases cannot be drawn from a lot of {lot}.", field="lot")
    if n == 0:
        return Bound(0, 0, None, None, None, confidence)
    rest = 1 - confidence
    most = last_where(lambda held: drawn_at_most(count, n, held, lot) > rest, count, lot - n + count)
    fewest = lot - last_where(lambda free: drawn_at_most(n - count, n, free, lot) > rest, n - count, lot - count)
    return Bound(count, n, count / n, fewest / lot, most / lot, confidence)


def drawn_at_most(count: int, n: int, held: int, lot: int) -> float:
    """The probability to draw at most `count` of the `held` ones in `n` draws from a lot without putting any back."""
    low, high = max(0, n - (lot - held)), min(n, held)
    if count >= high:
        return 1.0
    return min(1.0, float(drawn(np.arange(low, count + 1), n, held, lot).sum()))


def drawn(counts: npt.NDArray[np.int64], n: int, held: int, lot: int) -> npt.NDArray[np.float64]:
    """The hypergeometric probability to draw exactly each of these counts of the `held` ones; 0 for impossible ones."""
    possible = (counts >= max(0, n - (lot - held))) & (counts <= min(n, held))
    k = counts[possible]
    chances = np.zeros(len(counts))
    chances[possible] = np.exp(_ways(held, k) + _ways(lot - held, n - k) - _ways(lot, n))
    return chances


def last_where(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The largest number from `low` to `high` for which it holds, given that it holds for `low` and then ends once."""
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _ways(whole: int, part: npt.NDArray[np.int64] | int) -> npt.NDArray[np.float64]:
    """The logarithm of the number of ways to choose a part."""
    ways: npt.NDArray[np.float64] = (
        gammaln(whole + 1) - gammaln(np.asarray(part) + 1) - gammaln(whole - np.asarray(part) + 1)
    )
    return ways


def _check(count: int, n: int, confidence: float) -> None:
    if not 0 <= count <= n:
        raise Invalid(f"{count} of {n} cannot be: a count lies between 0 and the number of cases.", field="count")
    check_confidence(confidence)


def check_confidence(confidence: float) -> None:
    """Raises Invalid for a confidence that is no share between 0 and 1."""
    if not 0 < confidence < 1:
        raise Invalid("A confidence lies between 0 and 100 %, without both ends.", field="confidence")
