"""Point limits: robust ones of a level, exact ones of a proportion against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from readiness.statistics.baseline import baseline_figures
from readiness.statistics.point_limits import TAIL, level_limits, proportion_limits


def test_limits_are_four_robust_deviations_from_the_median() -> None:
    figures = baseline_figures(np.arange(21.0))
    assert figures is not None
    low, high = level_limits(figures)
    assert (low, high) == pytest.approx((10 - 4 * 1.4826 * 5, 10 + 4 * 1.4826 * 5))


def test_a_spike_in_the_baseline_hardly_moves_them() -> None:
    values = np.sin(np.arange(40.0))
    spiked = values.copy()
    spiked[7] = 1e6
    one, other = baseline_figures(values), baseline_figures(spiked)
    assert one is not None and other is not None
    assert level_limits(other) == pytest.approx(level_limits(one), rel=0.2)


@given(st.floats(0.001, 0.999), st.lists(st.integers(1, 3000), min_size=1, max_size=8))
def test_limits_of_a_proportion_are_quantiles_of_the_binomial(share: float, sizes: list[int]) -> None:
    n = np.array(sizes)
    low, high = proportion_limits(share, n)
    assert (low * n).round().tolist() == binom.ppf(TAIL, n, share).tolist()
    assert (high * n).round().tolist() == binom.ppf(1 - TAIL, n, share).tolist()


@given(st.floats(0.01, 0.99), st.integers(1, 2000))
def test_what_lies_beyond_a_limit_is_rarer_than_the_tail(share: float, size: int) -> None:
    low, high = proportion_limits(share, np.array([size]))
    assert binom.cdf(round(low[0] * size) - 1, size, share) < TAIL + 1e-12
    assert binom.sf(round(high[0] * size), size, share) <= TAIL + 1e-12


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_never_or_always_happened_has_no_room(share: float) -> None:
    low, high = proportion_limits(share, np.array([10, 20]))
    assert low.tolist() == high.tolist() == [share, share]
