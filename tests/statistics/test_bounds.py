"""Exact bounds against scipy, the figures of the design, and what any bound has to obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, hypergeom

from readiness.errors import Invalid
from readiness.statistics.bounds import Bound, bound, drawn_at_most, lot_bound, lower_bound, upper_bound

counted = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize(("count", "n", "percent"), [(0, 300, 0.99), (1, 300, 1.57), (2, 500, 1.25), (5, 1000, 1.05)])
def test_upper_bounds_are_those_of_the_design(count: int, n: int, percent: float) -> None:
    assert round(100 * upper_bound(count, n), 2) == percent


@pytest.mark.parametrize(("count", "n", "percent"), [(95, 100, 89.8), (285, 300, 92.4), (950, 1000, 93.7)])
def test_lower_bounds_are_those_of_the_design(count: int, n: int, percent: float) -> None:
    assert round(100 * lower_bound(count, n), 1) == percent


def test_nothing_counted_has_no_share_and_no_bound() -> None:
    assert bound(0, 0) == Bound(0, 0, None, None, None, 0.95)
    assert (lower_bound(0, 0), upper_bound(0, 0)) == (0.0, 1.0)


def test_none_and_all_have_one_bound_at_the_end() -> None:
    assert bound(0, 20).lower == 0.0
    assert bound(20, 20).upper == 1.0
    assert bound(20, 20).lower == pytest.approx(0.05 ** (1 / 20), abs=1e-12)


@given(counted.filter(lambda pair: pair[1] > 0), confidences)
def test_bounds_are_those_of_scipy(pair: tuple[int, int], confidence: float) -> None:
    count, n = pair
    found = bound(count, n, confidence)
    upper = 1.0 if count == n else beta.ppf(confidence, count + 1, n - count)
    lower = 0.0 if count == 0 else beta.ppf(1 - confidence, count, n - count + 1)
    assert found.upper == pytest.approx(upper, abs=1e-9)
    assert found.lower == pytest.approx(lower, abs=1e-9)
    interval = binomtest(count, n, alternative="less").proportion_ci(confidence, method="exact")
    assert found.upper == pytest.approx(interval.high, abs=1e-9)


@given(counted.filter(lambda pair: pair[1] > 0), confidences)
def test_bounds_enclose_the_share_and_mirror_each_other(pair: tuple[int, int], confidence: float) -> None:
    count, n = pair
    found = bound(count, n, confidence)
    assert found.lower is not None and found.upper is not None and found.estimate is not None
    assert found.lower <= found.estimate <= found.upper
    assert found.lower == pytest.approx(1 - upper_bound(n - count, n, confidence), abs=1e-9)


@given(counted.filter(lambda pair: pair[0] < pair[1]))
def test_one_error_more_never_lowers_a_bound(pair: tuple[int, int]) -> None:
    count, n = pair
    assert upper_bound(count + 1, n) >= upper_bound(count, n)
    assert lower_bound(count + 1, n) >= lower_bound(count, n)


@given(counted.filter(lambda pair: pair[1] > 0), st.integers(0, 300), confidences)
def test_the_bounds_of_a_lot_are_the_last_numbers_that_chance_allows(
    pair: tuple[int, int], more: int, confidence: float
) -> None:
    count, n = pair
    lot = n + more
    found = lot_bound(count, n, lot, confidence)
    assert found.lower is not None and found.upper is not None
    most, fewest = round(found.upper * lot), round(found.lower * lot)
    rest = 1 - confidence
    assert hypergeom.cdf(count, lot, most, n) > rest - 1e-9
    if most < lot - n + count:
        assert hypergeom.cdf(count, lot, most + 1, n) <= rest + 1e-9
    assert hypergeom.sf(count - 1, lot, fewest, n) > rest - 1e-9
    if fewest > count:
        assert hypergeom.sf(count - 1, lot, fewest - 1, n) <= rest + 1e-9


@given(counted.filter(lambda pair: pair[1] > 0))
def test_a_lot_reviewed_whole_leaves_no_doubt(pair: tuple[int, int]) -> None:
    count, n = pair
    found = lot_bound(count, n, n)
    assert found.lower == found.upper == found.estimate


@given(counted.filter(lambda pair: pair[1] > 0), st.integers(1, 2000))
def test_a_lot_says_no_less_than_endlessly_many_cases_would_but_for_one_case_of_it(
    pair: tuple[int, int], more: int
) -> None:
    count, n = pair
    found = lot_bound(count, n, n + more)
    assert found.upper is not None
    # What a lot holds is counted in whole cases, so its bound may round up by one of them (2 of 3 in a lot of 1,003).
    assert found.upper <= upper_bound(count, n) + 1 / (n + more)


@given(st.integers(1, 500), st.data())
def test_drawing_is_that_of_scipy(lot: int, data: st.DataObject) -> None:
    n, held = data.draw(st.integers(0, lot)), data.draw(st.integers(0, lot))
    count = data.draw(st.integers(0, n))
    assert drawn_at_most(count, n, held, lot) == pytest.approx(hypergeom.cdf(count, lot, held, n), abs=1e-9)


@pytest.mark.parametrize(("count", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_impossible_counts_are_refused_in_a_sentence(count: int, n: int) -> None:
    with pytest.raises(Invalid, match="cannot be"):
        bound(count, n)
    with pytest.raises(Invalid, match="cannot be"):
        lot_bound(count, n, 10)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_a_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(Invalid, match="confidence"):
        bound(1, 2, confidence)


def test_no_more_can_be_drawn_than_the_lot_holds() -> None:
    with pytest.raises(Invalid, match="lot of 5"):
        lot_bound(0, 6, 5)
