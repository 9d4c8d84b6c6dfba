"""The AI against the human on the same cases of known truth, and decisions with advice against those before it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import bdtr, ndtr, ndtri

from readiness.errors import Invalid
from readiness.statistics.bounds import CONFIDENCE, check_confidence

MARGIN = 0.03
"""By how much the one may be worse and still count as not inferior: 3 points."""


@dataclass(frozen=True, slots=True)
class NonInferiority:
    """A one-sided test whether one share is not lower than another by a margin or more."""

    n: int
    """Cases; of two independent groups, those of both."""
    difference: float
    """Observed share of the one judged less that of the one it is compared with."""
    margin: float
    confidence: float
    z: float
    """The score statistic at a difference of -margin."""
    p: float
    """The probability of so high a statistic when the true difference is just -margin."""
    lower: float
    """The true difference lies above this with the confidence; not inferior exactly when it is above -margin."""

    @property
    def not_inferior(self) -> bool:
        """Whether it is shown, at the confidence, that the true difference is above -margin."""
        return self.p < 1 - self.confidence


def paired_non_inferiority(
    both: int, only_human: int, only_ai: int, neither: int, margin: float = MARGIN, confidence: float = CONFIDENCE
) -> NonInferiority:
    """Whether the AI is right not less often than the human by `margin` or more, on the same cases of known truth.

    Tango's score test: with n cases, b of them right by the AI alone, c by the human alone, and d = -margin,
    z = (b - c - n d) / sqrt(n (2 q + d (1 - d))), where q, the share right by the human alone under that difference, is
    (sqrt(B^2 - 4 A C) - B) / (2 A) with A = 2 n, B = -b - c + (2 n - b + c) d, C = -c d (1 - d). The lower bound is the
    difference whose z is that of the confidence. Source: T. Tango (1998), "Equivalence test and confidence interval for
    the difference in proportions for the paired-sample design", Statistics in Medicine 17, 891-908.
    Raises Invalid without a case or for what is no margin.
    """
    _check(margin, confidence, both, only_human, only_ai, neither)
    n = both + only_human + only_ai + neither
    if n == 0:
        raise Invalid("No case of known truth in which both decided: there is nothing to compare.")
    z = _paired_z(-margin, only_ai, only_human, n)
    difference = (only_ai - only_human) / n
    lower = _lower(lambda at: _paired_z(at, only_ai, only_human, n), difference, confidence)
    return NonInferiority(n, difference, margin, confidence, z, float(ndtr(-z)), lower)


def mcnemar(only_human: int, only_ai: int) -> float:
    """The exact two-sided p that both are right equally often: twice the smaller binomial tail of the two at 1/2.

    1 where no case tells them apart. Source: Q. McNemar (1947), Psychometrika 12, 153-157, with the binomial tail.
    Raises Invalid for negative counts.
    """
    if min(only_human, only_ai) < 0:
        raise Invalid("Counts are 0 or more.")
    n = only_human + only_ai
    return 1.0 if n == 0 else min(1.0, 2 * float(bdtr(min(only_human, only_ai), n, 0.5)))


def non_inferiority(
    count: int, n: int, count_before: int, n_before: int, margin: float = MARGIN, confidence: float = CONFIDENCE
) -> NonInferiority:
    """Whether a share (correct decisions with advice) is not lower than another (before) by `margin` or more.

    Two independent groups. Score test of Farrington and Manning: z = (p1 - p2 + margin) / sqrt(v), where v is the
    variance under a difference of just -margin, from the shares that are most likely under it. Source: C. P. Farrington
    and G. Manning (1990), Statistics in Medicine 9, 1447-1454. Raises Invalid for impossible counts or empty groups.
    """
    _check(margin, confidence, count, n - count, count_before, n_before - count_before)
    if n == 0 or n_before == 0:
        raise Invalid("There is no case in one of the two groups: there is nothing to compare.")

    def z(at: float) -> float:
        return _independent_z(at, count, n, count_before, n_before)

    difference = count / n - count_before / n_before
    statistic = z(-margin)
    lower = _lower(z, difference, confidence)
    return NonInferiority(n + n_before, difference, margin, confidence, statistic, float(ndtr(-statistic)), lower)


def _paired_z(at: float, b: int, c: int, n: int) -> float:
    """Tango's statistic for a true difference of `at`."""
    linear = -b - c + (2 * n - b + c) * at
    q = (math.sqrt(max(0.0, linear * linear + 8 * n * c * at * (1 - at))) - linear) / (4 * n)
    return _ratio(b - c - n * at, n * (2 * q + at * (1 - at)))


def _independent_z(at: float, x1: int, n1: int, x2: int, n2: int) -> float:
    """The score statistic for a true difference of `at`; the likeliest shares solve a cubic equation in closed form."""
    p1, p2 = x1 / n1, x2 / n2
    total = n1 + n2
    # The cubic of Miettinen and Nurminen (1985), Statistics in Medicine 4, appendix; its root is the second share.
    l3 = float(total)
    l2 = (n1 + 2 * n2) * at - total - (x1 + x2)
    l1 = (n2 * at - total - 2 * x2) * at + (x1 + x2)
    l0 = x2 * at * (1 - at)
    q = l2**3 / (3 * l3) ** 3 - l1 * l2 / (6 * l3**2) + l0 / (2 * l3)
    root = math.sqrt(max(0.0, l2**2 / (3 * l3) ** 2 - l1 / (3 * l3)))
    p = math.copysign(root, q)
    angle = 0.0 if p == 0 else (math.pi + math.acos(max(-1.0, min(1.0, q / p**3)))) / 3
    second = min(1.0, max(0.0, 2 * p * math.cos(angle) - l2 / (3 * l3)))
    first = min(1.0, max(0.0, second + at))
    return _ratio(p1 - p2 - at, first * (1 - first) / n1 + second * (1 - second) / n2)


def _ratio(distance: float, variance: float) -> float:
    """Distance by standard error; where nothing can vary, infinitely far, or nowhere."""
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def _lower(z: Callable[[float], float], difference: float, confidence: float) -> float:
    """The difference below the observed one at which the statistic is that of the confidence."""
    wanted = float(ndtri(confidence))
    low, high = -1.0, difference
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if z(middle) > wanted:
            low = middle
        else:
            high = middle
    return low


def _check(margin: float, confidence: float, *counts: int) -> None:
    check_confidence(confidence)
    if not 0 < margin < 1:
        raise Invalid("A margin lies between 0 and 100 points, without both ends.", field="margin")
    if min(counts) < 0:
        raise Invalid("Counts are 0 or more, and no more are right than there are cases.")
