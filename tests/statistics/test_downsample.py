"""Thinning of long series: what must stay visible stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.statistics.downsample import downsample, kept

series = st.lists(st.tuples(st.integers(0, 10**6), st.floats(-1e9, 1e9)), min_size=1, max_size=300).map(
    lambda items: (1_700_000_000_000 + np.cumsum([step for step, _ in items]), np.array([value for _, value in items]))
)


@given(series, st.integers(6, 60))
def test_ends_and_extremes_stay_and_no_more_points_than_asked(points: tuple[np.ndarray, np.ndarray], most: int) -> None:
    times, values = points
    positions = kept(times, values, most)
    assert len(positions) <= most
    assert (np.diff(positions) > 0).all()
    assert positions[0] == 0 and positions[-1] == len(values) - 1
    if len(values) <= most:
        assert len(positions) == len(values)
    assert values[positions].max() == values.max()
    assert values[positions].min() == values.min()


def test_every_spike_of_a_million_points_that_has_a_span_of_its_own_stays() -> None:
    times = np.arange(1_000_000) * 60_000
    values = np.sin(np.arange(1_000_000) / 1e4)
    spikes = np.arange(50) * 20_000 + 777
    values[spikes] = 9.0
    thin_times, thin_values = downsample(times, values, 2000)
    assert len(thin_times) <= 2000
    assert (thin_values == 9.0).sum() == 50
    assert set(times[spikes]) <= set(thin_times)


def test_a_short_series_stays_whole() -> None:
    times, values = np.arange(10), np.arange(10.0)
    assert downsample(times, values, 10)[1].tolist() == values.tolist()


def test_too_few_points_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 6"):
        kept(np.arange(10), np.arange(10.0), 5)
