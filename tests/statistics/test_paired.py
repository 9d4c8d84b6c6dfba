"""Paired and independent non-inferiority against published examples, statsmodels, and each other."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlog1py, xlogy
from scipy.stats import norm
from statsmodels.stats.contingency_tables import mcnemar as reference

from readiness.errors import Invalid
from readiness.statistics.paired import MARGIN, mcnemar, non_inferiority, paired_non_inferiority

counts = st.integers(0, 200)
margins = st.floats(0.005, 0.3)

PUBLISHED = [
    # Tango (1998): crossover trial of disinfection of contact lenses, 44 people, 90 % interval.
    ((43, 1, 0, 0), 0.90, (-0.096, 0.037)),
    # Tango (1998): two diagnostic tests, 95 % interval.
    ((4, 3, 9, 16), 0.95, (-0.027, 0.390)),
    # Agresti and Min (2005), Statistics in Medicine 24, 95 % interval.
    ((53, 8, 16, 9), 0.95, (-0.020, 0.207)),
    # Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33: airway reactivity, 95 % interval.
    ((1, 7, 1, 12), 0.95, (-0.517, -0.026)),
]


@pytest.mark.parametrize(("table", "level", "interval"), PUBLISHED)
def test_the_bounds_are_those_of_published_examples(
    table: tuple[int, int, int, int], level: float, interval: tuple[float, float]
) -> None:
    both, only_human, only_ai, neither = table
    one_sided = (1 + level) / 2
    lower = paired_non_inferiority(both, only_human, only_ai, neither, confidence=one_sided).lower
    upper = -paired_non_inferiority(both, only_ai, only_human, neither, confidence=one_sided).lower
    assert (round(lower, 3), round(upper, 3)) == interval


def test_the_statistic_is_that_of_tangos_example() -> None:
    found = paired_non_inferiority(43, 1, 0, 0, margin=0.1)
    assert round(found.z, 3) == 1.709
    assert round(found.p, 3) == 0.044
    assert found.not_inferior


@given(counts, counts, counts, counts, margins, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_not_inferior_exactly_when_the_lower_bound_is_above_the_margin(
    both: int, only_human: int, only_ai: int, neither: int, margin: float, confidence: float
) -> None:
    if both + only_human + only_ai + neither == 0:
        return
    found = paired_non_inferiority(both, only_human, only_ai, neither, margin, confidence)
    assert found.lower <= found.difference
    if abs(found.lower + margin) > 1e-9:
        assert found.not_inferior == (found.lower > -margin)
    if math.isfinite(found.z):
        assert found.p == pytest.approx(norm.sf(found.z), abs=1e-12)


@given(counts, counts, counts, counts, margins)
def test_one_more_case_that_only_the_ai_got_right_never_speaks_against_it(
    both: int, only_human: int, only_ai: int, neither: int, margin: float
) -> None:
    if only_human == 0:
        return
    before = paired_non_inferiority(both, only_human, only_ai, neither, margin)
    after = paired_non_inferiority(both, only_human - 1, only_ai + 1, neither, margin)
    assert after.z >= before.z - 1e-9


@given(counts, counts)
def test_mcnemar_is_that_of_statsmodels(only_human: int, only_ai: int) -> None:
    expected = 1.0
    if only_human + only_ai:
        expected = reference([[5, only_human], [only_ai, 5]], exact=True).pvalue
    assert mcnemar(only_human, only_ai) == pytest.approx(expected, abs=1e-9)
    assert mcnemar(only_human, only_ai) == mcnemar(only_ai, only_human)


@given(st.integers(2, 300), st.integers(2, 300), margins, st.data())
def test_independent_groups_are_compared_where_the_likelihood_is_level(
    n: int, before: int, margin: float, data: st.DataObject
) -> None:
    x1, x2 = data.draw(st.integers(1, n - 1)), data.draw(st.integers(1, before - 1))

    def slope(second: float) -> float:
        first = second - margin
        return x1 / first - (n - x1) / (1 - first) + x2 / second - (before - x2) / (1 - second)

    # statsmodels 0.15 has a count where the equation of Miettinen and Nurminen has a size: the root is searched here.
    second = brentq(slope, margin * (1 + 1e-12), 1 - 1e-12, xtol=1e-15, rtol=1e-14)
    first = second - margin
    variance = first * (1 - first) / n + second * (1 - second) / before
    found = non_inferiority(x1, n, x2, before, margin)
    assert found.z == pytest.approx((x1 / n - x2 / before + margin) / math.sqrt(variance), rel=1e-9, abs=1e-9)
    assert found.p == pytest.approx(norm.sf(found.z), abs=1e-12)


@given(st.integers(1, 300), st.integers(1, 300), margins, st.data())
def test_independent_groups_are_compared_under_the_likeliest_shares(
    n: int, before: int, margin: float, data: st.DataObject
) -> None:
    x1, x2 = data.draw(st.integers(0, n)), data.draw(st.integers(0, before))
    found = non_inferiority(x1, n, x2, before, margin)
    assert found.lower <= found.difference
    if abs(found.lower + margin) > 1e-9:
        assert found.not_inferior == (found.lower > -margin)
    # The shares under which the counts are likeliest, searched for instead of solved for.
    search = minimize_scalar(
        lambda second: (
            -(
                xlogy(x1, second - margin)
                + xlog1py(n - x1, margin - second)
                + xlogy(x2, second)
                + xlog1py(before - x2, -second)
            )
        ),
        bounds=(margin, 1.0),
        method="bounded",
        options={"xatol": 1e-12},
    )
    second = float(search.x)
    variance = (second - margin) * (1 - second + margin) / n + second * (1 - second) / before
    if variance > 1e-4:
        assert found.z == pytest.approx((x1 / n - x2 / before + margin) / math.sqrt(variance), abs=1e-3)


def test_independent_groups_have_the_bound_of_a_published_example() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, example (d), method of Mee: 5 of 56 against 0 of 29, 95 %.
    assert round(non_inferiority(5, 56, 0, 29, confidence=0.975).lower, 4) == -0.0313
    assert round(-non_inferiority(0, 29, 5, 56, confidence=0.975).lower, 4) == 0.1926


def test_the_sizes_of_the_design_have_the_power_they_promise() -> None:
    # 1,237 cases an arm at 90 % each, exactly alike: the expected result is well within the margin of 3 points.
    found = non_inferiority(1113, 1237, 1113, 1237)
    assert found.margin == MARGIN == 0.03
    assert found.z == pytest.approx(norm.ppf(0.95) + norm.ppf(0.8), rel=0.01)


def test_equal_answers_throughout_prove_no_more_than_their_number() -> None:
    assert not paired_non_inferiority(50, 0, 0, 0).not_inferior
    assert paired_non_inferiority(100, 0, 0, 0).not_inferior


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(Invalid, match="nothing to compare"):
        paired_non_inferiority(0, 0, 0, 0)
    with pytest.raises(Invalid, match="nothing to compare"):
        non_inferiority(0, 0, 5, 10)
    with pytest.raises(Invalid, match="Counts"):
        non_inferiority(11, 10, 5, 10)
    with pytest.raises(Invalid, match="margin"):
        paired_non_inferiority(1, 1, 1, 1, margin=3)
    with pytest.raises(Invalid, match="Counts"):
        mcnemar(-1, 2)
