"""Growing counts as rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.statistics.rate import DAY, increases, rate


def test_a_restart_begins_again_at_nothing() -> None:
    assert increases(np.array([5.0, 8, 2, 2, 10])).tolist() == [3, 2, 0, 8]


def test_a_rate_is_growth_by_time() -> None:
    times, found = rate(np.array([0, 1000, 3000]), np.array([10.0, 15, 25]))
    assert (times.tolist(), found.tolist()) == ([1000, 3000], [5, 5])
    _, daily = rate(np.array([0, DAY]), np.array([0.0, 7]), DAY)
    assert daily.tolist() == [7]


def test_of_points_at_the_same_time_the_last_counts() -> None:
    times, found = rate(np.array([0, 1000, 1000]), np.array([0.0, 1, 4]))
    assert (times.tolist(), found.tolist()) == ([1000], [4])


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=40))
def test_a_count_that_never_falls_is_the_sum_of_its_rates(steps: list[tuple[int, int]]) -> None:
    times = np.cumsum([step for step, _ in steps])
    counts = np.cumsum([float(grown) for _, grown in steps])
    at, found = rate(times, counts)
    assert (found >= 0).all()
    assert (found * np.diff(times) / 1000).sum() == pytest.approx(counts[-1] - counts[0], abs=1e-3)
    assert at.tolist() == times[1:].tolist()


def test_nothing_and_one_point_have_no_rate() -> None:
    assert len(rate(np.array([], dtype=np.int64), np.array([]))[0]) == 0
    assert len(rate(np.array([1]), np.array([1.0]))[0]) == 0


def test_times_that_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="times rise"):
        rate(np.array([2, 1]), np.array([1.0, 2]))
