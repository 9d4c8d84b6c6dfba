"""The status words of a metric: their order, and when a value is beyond limit or target."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.metric import MetricStatus
from readiness.domain.metric_status import (
    all_beyond_target,
    is_beyond_limit,
    is_within_target,
    median_beyond_limit,
    metric_status,
)

ENOUGH: dict[str, Any] = {"points": 40, "baseline_points": 30}
FLAGS = ("slip_alarm", "beyond_limit", "outside_point_limits", "improved_alarm", "beyond_target")
facts = st.fixed_dictionaries(
    {"points": st.integers(0, 40), "baseline_points": st.integers(0, 40), "decidable": st.booleans()}
    | {flag: st.booleans() for flag in FLAGS}
)
values = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("given_facts", "word"),
    [
        ({"points": 0, "baseline_points": 0}, "no_data"),
        ({"points": 0, "baseline_points": 30, "slip_alarm": True}, "no_data"),
        ({"points": 11, "baseline_points": 11, "slip_alarm": True}, "too_little_data"),
        ({**ENOUGH, "decidable": False, "slip_alarm": True}, "too_little_data"),
        ({**ENOUGH, "slip_alarm": True, "beyond_limit": True, "outside_point_limits": True}, "degraded"),
        ({**ENOUGH, "slip_alarm": True, "outside_point_limits": True}, "slipping"),
        ({**ENOUGH, "beyond_limit": True}, "steady"),
        ({**ENOUGH, "outside_point_limits": True, "improved_alarm": True}, "spike"),
        ({**ENOUGH, "improved_alarm": True}, "improved"),
        ({**ENOUGH, "beyond_target": True}, "improved"),
        (ENOUGH, "steady"),
        ({"points": 12, "baseline_points": 12}, "steady"),
    ],
)
def test_the_first_word_that_applies(given_facts: dict[str, Any], word: str) -> None:
    assert metric_status(**given_facts) == word


@given(facts)
def test_words_come_in_the_order_of_the_rules(given_facts: dict[str, Any]) -> None:
    order = get_args(MetricStatus)
    word = metric_status(**given_facts)
    holds = {
        "no_data": given_facts["points"] == 0,
        "too_little_data": given_facts["baseline_points"] < 12 or not given_facts["decidable"],
        "degraded": given_facts["slip_alarm"] and given_facts["beyond_limit"],
        "slipping": given_facts["slip_alarm"],
        "spike": given_facts["outside_point_limits"],
        "improved": given_facts["improved_alarm"] or given_facts["beyond_target"],
        "steady": True,
    }
    assert tuple(holds) == order
    assert word == next(name for name, applies in holds.items() if applies)


@given(facts, st.sampled_from(["slip_alarm", "beyond_limit"]))
def test_worse_news_never_gives_a_better_word(given_facts: dict[str, Any], flag: str) -> None:
    order = get_args(MetricStatus)
    before = metric_status(**{**given_facts, flag: False})
    after = metric_status(**{**given_facts, flag: True})
    assert order.index(after) <= order.index(before)


@given(values, values)
def test_higher_and_lower_mirror_each_other(value: float, limit: float) -> None:
    assert is_beyond_limit(value, "higher", limit) == is_beyond_limit(-value, "lower", -limit)
    assert is_within_target(value, "higher", limit) == is_within_target(-value, "lower", -limit)
    # What reaches a target is not beyond a limit at the same place.
    assert is_within_target(value, "higher", limit) is not is_beyond_limit(value, "higher", limit)


def test_on_the_limit_is_not_beyond_it() -> None:
    assert not is_beyond_limit(0.8, "higher", 0.8)
    assert is_beyond_limit(0.79, "higher", 0.8)
    assert not is_beyond_limit(10, "range", (10, 20))
    assert is_beyond_limit(20.1, "range", (10, 20))
    assert is_within_target(20, "range", (10, 20))


def test_without_a_limit_nothing_is_beyond_and_without_a_target_nothing_is_known() -> None:
    assert not is_beyond_limit(5, "lower", None)
    assert is_within_target(5, "lower", None) is None
    assert not median_beyond_limit([1, 2, 3], "lower", None)
    assert not all_beyond_target([1, 2, 3], "lower", None)


def test_the_median_of_the_last_three_forgives_one_bad_point() -> None:
    assert not median_beyond_limit([0.9, 0.9, 0.1, 0.9], "higher", 0.8)
    assert median_beyond_limit([0.9, 0.7, 0.1, 0.9], "higher", 0.8)
    assert median_beyond_limit([0.7], "higher", 0.8)
    assert not median_beyond_limit([], "higher", 0.8)


def test_beyond_the_target_takes_three_points_that_are_better_than_it() -> None:
    assert all_beyond_target([0, 0.95, 0.96, 0.97], "higher", 0.9)
    assert not all_beyond_target([0.95, 0.9, 0.97], "higher", 0.9)
    assert not all_beyond_target([0.95, 0.96], "higher", 0.9)
    assert all_beyond_target([3, 2, 1], "lower", 4)


def test_in_a_range_only_a_return_from_outside_is_an_improvement() -> None:
    assert all_beyond_target([11, 12, 13], "range", (10, 20), baseline_median=25)
    assert not all_beyond_target([11, 12, 13], "range", (10, 20), baseline_median=15)
    assert not all_beyond_target([11, 12, 33], "range", (10, 20), baseline_median=25)
    assert not all_beyond_target([11, 12, 13], "range", (10, 20))


def test_a_limit_has_to_fit_the_direction() -> None:
    with pytest.raises(ValueError, match="range"):
        is_beyond_limit(1, "higher", (1, 2))
    with pytest.raises(ValueError, match="range"):
        is_within_target(1, "range", 1)
