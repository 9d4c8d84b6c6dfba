"""Mann-Kendall and Theil-Sen against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from readiness.statistics.trend import FEWEST, MOST, trend

untied = st.permutations(range(40)).flatmap(lambda order: st.integers(FEWEST, 40).map(lambda n: order[:n]))
tied = st.lists(st.integers(0, 9), min_size=FEWEST, max_size=60)


@given(st.one_of(untied, tied))
def test_p_and_slope_are_those_of_scipy(items: list[int]) -> None:
    values = np.array(items, float)
    found = trend(values)
    if np.ptp(values) == 0:
        assert found is None
        return
    assert found is not None
    times = np.arange(len(values))
    expected = kendalltau(times, values)
    assert found.tau == pytest.approx(expected.statistic, abs=1e-9)
    assert found.p == pytest.approx(expected.pvalue, abs=1e-9)
    assert found.slope == pytest.approx(theilslopes(values, times).slope, abs=1e-9)


@given(tied, st.data())
def test_equal_times_are_ties_as_in_scipy(items: list[int], data: st.DataObject) -> None:
    values = np.array(items, float)
    times = np.sort(np.array(data.draw(st.lists(st.integers(0, 30), min_size=len(items), max_size=len(items))), float))
    found = trend(values, times)
    if np.ptp(values) == 0 or np.ptp(times) == 0:
        assert found is None
        return
    assert found is not None
    expected = kendalltau(times, values)
    assert found.p == pytest.approx(expected.pvalue, abs=1e-9)
    with np.errstate(invalid="ignore"):  # its confidence interval, which is not asked for
        assert found.slope == pytest.approx(theilslopes(values, times).slope, abs=1e-9)


@given(untied)
def test_a_mirrored_series_has_the_mirrored_trend(items: list[int]) -> None:
    up, down = trend(np.array(items, float)), trend(-np.array(items, float))
    assert up is not None and down is not None
    assert (down.slope, down.tau) == pytest.approx((-up.slope, -up.tau))
    assert down.p == pytest.approx(up.p, abs=1e-12)


def test_a_steady_fall_is_seen_in_the_unit_of_time() -> None:
    days = np.arange(8) * 7.0
    found = trend(80 - 0.5 * days, days)
    assert found is not None
    assert (found.tau, found.slope) == (-1, -0.5)
    assert found.p < 0.001


def test_seven_points_say_nothing() -> None:
    assert trend(np.arange(7.0)) is None


def test_correlation_is_that_of_what_the_slope_leaves_and_is_warned_of() -> None:
    chance = np.random.default_rng(3)
    noise = chance.standard_normal(200)
    steep = trend(noise + np.arange(200.0))
    assert steep is not None and not steep.correlated
    walk = trend(np.cumsum(noise))
    assert walk is not None and walk.correlated


def test_a_long_series_is_condensed_to_the_medians_of_its_parts() -> None:
    chance = np.random.default_rng(4)
    values = chance.standard_normal(50_000) - np.arange(50_000) * 1e-3
    found = trend(values)
    assert found is not None
    assert found.points == MOST
    assert found.slope == pytest.approx(-1e-3, rel=0.01)
    assert found.p < 1e-9
