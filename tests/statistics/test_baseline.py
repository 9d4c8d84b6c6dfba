"""Figures of a baseline against numpy and statsmodels, and the weekly rhythm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation
from statsmodels.tsa.stattools import acf

from readiness.statistics.baseline import baseline_figures, lag_one, weekday_adjusted

series = st.lists(st.integers(-1000, 1000), min_size=12, max_size=60).map(lambda items: np.array(items, float) / 8)


@given(series.filter(lambda values: np.ptp(values) > 0))
def test_figures_are_those_of_numpy_scipy_and_statsmodels(values: np.ndarray) -> None:
    found = baseline_figures(values)
    assert found is not None
    assert found.n == found.degrees == len(values)
    assert found.mean == pytest.approx(np.mean(values), abs=1e-9)
    assert found.sd == pytest.approx(np.std(values, ddof=1), abs=1e-9)
    assert found.median == pytest.approx(np.median(values), abs=1e-9)
    assert found.mad == pytest.approx(median_abs_deviation(values), abs=1e-9)
    assert found.correlation == pytest.approx(acf(values, nlags=1, fft=False)[1], abs=1e-9)
    n = len(values)
    assert found.corrected == pytest.approx((n * found.correlation + 1) / (n - 4), abs=1e-9)


def test_eleven_points_are_no_baseline_and_twelve_are() -> None:
    assert baseline_figures(np.arange(11.0)) is None
    assert baseline_figures(np.arange(12.0)) is not None


@pytest.mark.parametrize("value", [0.0, 0.1, -3.7e9])
def test_equal_points_have_no_spread_and_no_memory_however_they_round(value: float) -> None:
    found = baseline_figures(np.full(30, value))
    assert found is not None
    assert (found.mean, found.sd, found.mad, found.correlation, found.corrected) == (value, 0, 0, 0, 0)
    assert found.robust_sd == 0


def test_where_most_points_are_equal_the_standard_deviation_stands_in_for_the_robust_one() -> None:
    found = baseline_figures(np.array([100.0] * 28 + [99, 98]))
    assert found is not None
    assert found.mad == 0
    assert found.robust_sd == found.sd > 0


def test_the_correction_takes_off_the_bias_of_short_series() -> None:
    chance = np.random.default_rng(7)
    noise = chance.standard_normal((200, 3000))
    for row in range(1, 200):
        noise[row] = 0.5 * noise[row - 1] + np.sqrt(0.75) * noise[row]
    figures = [baseline_figures(np.ascontiguousarray(one[-30:])) for one in noise.T]
    raw = np.mean([found.correlation for found in figures if found])
    corrected = np.mean([found.corrected for found in figures if found])
    assert raw < 0.43
    assert corrected == pytest.approx(0.5, abs=0.02)


@given(series)
def test_correlation_does_not_care_about_unit_and_origin(values: np.ndarray) -> None:
    assert -1 <= lag_one(values) <= 1
    assert lag_one(5 - 3 * values) == pytest.approx(lag_one(values), abs=1e-9)


def weekly(weeks: int, rhythm: tuple[float, ...] = (5, 0, 0, 0, 0, -8, -9)) -> tuple[np.ndarray, np.ndarray]:
    days = np.arange(7 * weeks) % 7
    return np.array(rhythm)[days] + 100.0, days


def test_a_weekly_rhythm_is_taken_off_and_the_level_kept() -> None:
    values, days = weekly(5)
    values[30] -= 20
    found = weekday_adjusted(values, days, np.arange(35) < 21)
    assert found is not None
    adjusted, levels = found
    assert levels == 7
    assert adjusted[30] == 80
    assert set(np.delete(adjusted, 30)) == {100.0}


def test_a_rhythm_is_not_taken_off_where_a_weekday_is_hardly_known() -> None:
    values, days = weekly(5)
    assert weekday_adjusted(values, days, np.arange(35) < 20) is None


def test_every_weekday_level_costs_the_baseline_a_point() -> None:
    found = baseline_figures(np.arange(28.0), levels=7)
    assert found is not None
    assert (found.n, found.degrees) == (28, 22)
    assert found.sd == pytest.approx(np.std(np.arange(28.0), ddof=7))
