"""How many cases have to be reviewed for which statement, and how often a plan lets through what it should not.

A plan is declared before anybody looks: n cases are drawn at random and judged blind; it passes with at most c errors.
Extending the sample because errors appeared destroys what it promises; where one wants to be able to go on, a plan of
two stages is declared, whose true error probability counts both stages. Exact throughout: the binomial distribution,
the hypergeometric one for a lot of known size. Source of plans with one and two stages: H. F. Dodge and H. G. Romig
(1929), "A method of sampling inspection", Bell System Technical Journal 8, 613-631.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, gammaln, ndtri

from readiness.errors import Invalid
from readiness.statistics.bounds import CONFIDENCE, check_confidence, drawn, drawn_at_most, last_where

LIMITS = (0.10, 0.05, 0.03, 0.02, 0.01, 0.005, 0.001)
"""Error rates that people ask about, as rows of the table of sizes."""
ALLOWED = (0, 1, 2, 3, 5)
"""Allowed errors, as its columns."""
MOST_CASES = 100_000_000
"""Above so many cases no plan is made."""

Outcome = Literal["passed", "failed", "second_stage", "open"]
"""What the errors found so far say of a plan; `open`: the reviews of the stage are not finished."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`cases` are reviewed; it passes with at most `allowed` errors, which shows an error rate below `limit`."""

    limit: float
    """The error rate, 0 to 1, that is to be shown not to be reached."""
    confidence: float
    cases: int
    allowed: int
    lot: int | None = None
    """The number of cases there are in all, where it is known and they can be counted out; None: many."""

    def passes_at(self, rate: float) -> float:
        """The probability to pass when the true error rate is this."""
        if self.lot is None:
            return float(bdtr(self.allowed, self.cases, rate))
        return drawn_at_most(self.allowed, self.cases, _held(rate, self.lot), self.lot)

    @property
    def error_probability(self) -> float:
        """The probability to pass although the true rate is just the limit: the most it can be from the limit on."""
        return self.passes_at(self.limit)

    @property
    def holds(self) -> bool:
        """Whether the plan keeps what its confidence says."""
        return self.error_probability <= 1 - self.confidence

    def outcome(self, reviewed: int, errors: int) -> Outcome:
        """What it says now; it failed as soon as there are more errors than allowed."""
        _check_found(reviewed, errors, self.cases)
        if errors > self.allowed:
            return "failed"
        return "passed" if reviewed == self.cases else "open"


@dataclass(frozen=True, slots=True)
class TwoStagePlan:
    """First `cases`: at most `allowed` errors pass, `refuse_from` fail; else `second_cases` more, allowed over both."""

    limit: float
    confidence: float
    cases: int
    allowed: int
    refuse_from: int
    second_cases: int
    second_allowed: int
    """Errors allowed over both stages together."""
    lot: int | None = None

    def passes_at(self, rate: float) -> float:
        """The probability to pass, in one stage or the other, when the true error rate is this."""
        between = range(self.allowed + 1, min(self.refuse_from, self.second_allowed + 1))
        if self.lot is None:
            first = _binomial(np.arange(self.refuse_from), self.cases, rate)
            # More errors than cases cannot be; the distribution is not defined beyond them.
            left = {k: min(self.second_allowed - k, self.second_cases) for k in between}
            second = {k: float(bdtr(errors, self.second_cases, rate)) for k, errors in left.items()}
        else:
            held, rest = _held(rate, self.lot), self.lot - self.cases
            first = drawn(np.arange(self.refuse_from), self.cases, held, self.lot)
            # What the first stage drew is no longer in the lot.
            second = {
                k: drawn_at_most(self.second_allowed - k, self.second_cases, held - k, rest)
                for k in between
                if k <= held
            }
        at_once = float(first[: self.allowed + 1].sum())
        return min(1.0, at_once + math.fsum(float(first[k]) * chance for k, chance in second.items()))

    @property
    def error_probability(self) -> float:
        """The probability to pass although the true rate is just the limit, over both stages."""
        return self.passes_at(self.limit)

    @property
    def holds(self) -> bool:
        """Whether the plan keeps what its confidence says."""
        return self.error_probability <= 1 - self.confidence

    def expected_cases(self, rate: float) -> float:
        """How many cases are reviewed on average when the true error rate is this."""
        counts = np.arange(self.allowed + 1, self.refuse_from)
        if self.lot is None:
            chances = _binomial(counts, self.cases, rate)
        else:
            chances = drawn(counts, self.cases, _held(rate, self.lot), self.lot)
        return self.cases + self.second_cases * float(chances.sum())

    def outcome(self, reviewed: int, errors: int, second_reviewed: int = 0, second_errors: int = 0) -> Outcome:
        """What it says now; reviews of the second stage count only after the first one asked for it."""
        _check_found(reviewed, errors, self.cases)
        _check_found(second_reviewed, second_errors, self.second_cases)
        if errors >= self.refuse_from:
            return "failed"
        if reviewed < self.cases:
            return "open"
        if errors <= self.allowed:
            return "passed"
        if errors + second_errors > self.second_allowed:
            return "failed"
        return "passed" if second_reviewed == self.second_cases else "second_stage"


def plan(limit: float, allowed: int = 0, confidence: float = CONFIDENCE, lot: int | None = None) -> Plan:
    """The plan with the fewest cases for which `allowed` errors show a rate below the limit.

    Smallest n with P(X <= allowed) <= 1 - confidence at the limit. In a lot the limit is the smallest number that is no
    smaller share than it. Raises Invalid where no number of cases can show it.
    """
    _check(limit, allowed, confidence, lot)
    most = _most(limit, allowed, lot)
    fewest = allowed + 1
    # Passing gets less probable with every case: the last number of cases that is still too few, and one more.
    too_few = last_where(
        lambda n: n < fewest or not Plan(limit, confidence, n, allowed, lot).holds, fewest - 1, most - 1
    )
    return Plan(limit, confidence, too_few + 1, allowed, lot)


def two_stage_plan(
    limit: float,
    allowed: int = 0,
    second_allowed: int = 1,
    confidence: float = CONFIDENCE,
    lot: int | None = None,
    refuse_from: int | None = None,
) -> TwoStagePlan:
    """The plan with two equally large stages and the fewest cases for which both together keep the confidence.

    `refuse_from` is one more than `second_allowed` unless given: the first stage fails only where the second could not
    save it. Raises Invalid where no number of cases can show it.
    """
    _check(limit, allowed, confidence, lot)
    refuse = second_allowed + 1 if refuse_from is None else refuse_from
    if not allowed < refuse - 1 or refuse - 1 > second_allowed:
        raise Invalid(
            "A second stage needs numbers of errors that neither pass nor fail in the first: allow more over both "
            "stages than in the first, and refuse at most from one more than that.",
            field="second_allowed",
        )
    most = _most(limit, second_allowed, lot) if lot is None else lot // 2

    def of(n: int) -> TwoStagePlan:
        return TwoStagePlan(limit, confidence, n, allowed, refuse, n, second_allowed, lot)

    fewest = refuse
    if most < fewest or not of(most).holds:
        raise _impossible(limit, second_allowed, lot)
    return of(last_where(lambda n: n < fewest or not of(n).holds, fewest - 1, most - 1) + 1)


def table(
    limits: tuple[float, ...] = LIMITS, allowed: tuple[int, ...] = ALLOWED, confidence: float = CONFIDENCE
) -> tuple[tuple[int, ...], ...]:
    """The numbers of cases, a row a limit and a column a number of allowed errors."""
    return tuple(tuple(plan(limit, errors, confidence).cases for errors in allowed) for limit in limits)


def non_inferiority_size(rate: float, margin: float, confidence: float = CONFIDENCE, power: float = 0.8) -> int:
    """Cases per arm to show that a share is not lower by `margin` or more, where both arms truly have `rate`.

    n = (z_confidence + z_power)^2 * 2 * rate * (1 - rate) / margin^2, two independent arms of one size, one-sided.
    Source: W. C. Blackwelder (1982), "Proving the null hypothesis in clinical trials", Controlled Clinical Trials 3.
    Raises Invalid for what is no share.
    """
    check_confidence(confidence)
    if not 0 < rate < 1:
        raise Invalid("The expected share lies between 0 and 100 %, without both ends.", field="rate")
    if not 0 < margin < 1:
        raise Invalid("A margin lies between 0 and 100 points, without both ends.", field="margin")
    if not 0.5 <= power < 1:
        raise Invalid("The power lies between 50 and 100 %.", field="power")
    z = float(ndtri(confidence)) + float(ndtri(power))
    return math.ceil(z * z * 2 * rate * (1 - rate) / margin**2)


def _held(rate: float, lot: int) -> int:
    """The smallest number in a lot that is no smaller share than the rate; a hair of rounding does not add one."""
    return min(lot, math.ceil(rate * lot - 1e-9))


def _binomial(counts: npt.NDArray[np.int64], n: int, rate: float) -> npt.NDArray[np.float64]:
    """The probability of exactly each of these counts."""
    chances = np.zeros(len(counts))
    possible = counts <= n
    k = counts[possible]
    if rate in (0.0, 1.0):
        chances[possible] = k == n * rate
        return chances
    logarithm = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * math.log(rate) + (n - k) * math.log1p(-rate)
    chances[possible] = np.exp(logarithm)
    return chances


def _most(limit: float, allowed: int, lot: int | None) -> int:
    """A number of cases that is certainly enough. Raises Invalid where none is."""
    if lot is not None:
        # With every case of the lot reviewed, more errors than allowed are certain if the lot holds that many.
        if allowed >= _held(limit, lot):
            raise _impossible(limit, allowed, lot)
        return lot
    # The mean exceeds what is allowed by far more than chance can take away.
    enough = (allowed + 40 + 12 * math.sqrt(allowed + 1)) / limit
    if enough > MOST_CASES:
        raise _impossible(limit, allowed, lot)
    return math.ceil(enough)


def _impossible(limit: float, allowed: int, lot: int | None) -> Invalid:
    where = f"in a lot of {lot:,}" if lot is not None else f"with up to {MOST_CASES:,} cases"
    return Invalid(
        f"No sample {where} shows an error rate below {100 * limit:g} % with {allowed} errors allowed. Allow fewer "
        "errors or choose a higher limit.",
        field="limit",
    )


def _check(limit: float, allowed: int, confidence: float, lot: int | None) -> None:
    check_confidence(confidence)
    if not 0 < limit < 1:
        raise Invalid("An error rate to be shown lies between 0 and 100 %, without both ends.", field="limit")
    if allowed < 0:
        raise Invalid("The number of allowed errors is 0 or more.", field="allowed")
    if lot is not None and lot < 1:
        raise Invalid("A lot holds at least one case.", field="lot")


def _check_found(reviewed: int, errors: int, cases: int) -> None:
    if not 0 <= errors <= reviewed <= cases:
        raise Invalid(
            f"{errors} errors in {reviewed} reviews of {cases} planned ones cannot be; a plan is not extended.",
            field="errors",
        )
