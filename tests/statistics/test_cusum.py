"""The CUSUM chart against its definition point by point, and when it alarms and stops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.statistics.cusum import ONE_POINT, Alarm, K, alarms, cusum

# Sixteenths add up without rounding, so that both ways of adding must agree to the last bit.
distances = st.lists(st.integers(-96, 96), max_size=700).map(lambda items: np.array(items, float) / 16)
thresholds = st.integers(24, 160).map(lambda item: item / 16)


def by_definition(z: np.ndarray, height: float) -> list[Alarm]:
    """The state machine as its docstring tells it: a chart that alarms, stays below the height and ends at 0."""
    found: list[Alarm] = []
    most = ONE_POINT * height
    level, zero, open_alarm = 0.0, 0, False
    for index, distance in enumerate(z):
        step = min(most, max(-most, distance - K))
        level = max(0.0, level + step)
        if open_alarm:
            level = min(level, height)
            if level == 0:
                last = found.pop()
                found.append(Alarm(last.start, last.index, index))
                open_alarm = False
        elif level > height:
            found.append(Alarm(zero, index, None))
            open_alarm, level = True, height
        if level == 0:
            zero = index + 1
    return found


@given(distances)
def test_the_chart_is_its_definition(z: np.ndarray) -> None:
    level, expected = 0.0, []
    for distance in z:
        level = max(0.0, level + distance - K)
        expected.append(level)
    assert cusum(z).tolist() == expected


@given(distances, thresholds)
def test_alarms_are_those_of_the_definition(z: np.ndarray, height: float) -> None:
    assert list(alarms(z, height)) == by_definition(z, height)


@given(st.integers(0, 2**32 - 1), thresholds, st.floats(-0.4, 0.6))
def test_alarms_of_long_restless_series_are_those_of_the_definition(seed: int, height: float, shift: float) -> None:
    chance = np.random.default_rng(seed)
    z = np.round(16 * (chance.standard_normal(6000) + shift + np.repeat(chance.normal(0, 0.8, 10), 600))) / 16
    assert list(alarms(z, height)) == by_definition(z, height)


def test_long_quiet_series_are_searched_in_pieces_without_losing_the_place() -> None:
    z = np.full(600_000, -1.0)
    z[400_000:] = 2.0
    assert alarms(z, 10.0) == (Alarm(400_000, 400_006, None),)
    back = np.concatenate((np.full(100_000, 2.0), np.full(100_000, -1.0)))
    assert alarms(back, 10.0) == (Alarm(0, 6, 100_006),)
    never = np.concatenate((np.full(100_000, 2.0), np.full(100_000, 1.0)))
    assert alarms(never, 10.0) == (Alarm(0, 6, None),)


def test_a_slip_is_found_with_the_point_at_which_it_began() -> None:
    z = np.array([0.0] * 20 + [2.0] * 10)
    (alarm,) = alarms(z, 5.0)
    assert alarm == Alarm(20, 23, None)


def test_one_wild_value_is_no_slip_and_two_are() -> None:
    quiet = np.zeros(60)
    quiet[30] = 1000.0
    assert alarms(quiet, 5.0) == ()
    quiet[31] = 1000.0
    (alarm,) = alarms(quiet, 5.0)
    assert (alarm.start, alarm.index) == (30, 31)


def test_an_alarm_ends_when_as_much_speaks_for_the_return() -> None:
    z = np.array([0.0] * 10 + [2.0] * 10 + [0.0] * 30)
    (alarm,) = alarms(z, 5.0)
    assert alarm.end == 20 + 9  # the chart falls by a half a point from the height of 5


def test_positions_count_from_the_first_point_of_the_whole_series() -> None:
    z = np.array([0.0] * 5 + [3.0] * 5 + [-3.0] * 10)
    assert [(alarm.start, alarm.index, alarm.end) for alarm in alarms(z, 5.0, first=100)] == [(105, 107, 111)]


@given(distances, thresholds, thresholds)
def test_a_higher_threshold_never_alarms_earlier(z: np.ndarray, one: float, other: float) -> None:
    low, high = sorted((one, other))
    # A point counts for a share of the threshold, so the same points are compared as they are.
    z = np.clip(z, -ONE_POINT * low, ONE_POINT * low)
    early, late = alarms(z, low), alarms(z, high)
    assert not late or early[0].index <= late[0].index


@pytest.mark.parametrize("length", [0, 1])
def test_nothing_alarms_in_nothing(length: int) -> None:
    assert alarms(np.zeros(length), 5.0) == ()
    assert len(cusum(np.zeros(length))) == length
