"""Shares are never rounded to all or none where they are not, and a bound is never said to be better than it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.condition_facts import percent
from readiness.domain.share_wording import bound_text, lower_points_text, p_text, points_text, share_text


@pytest.mark.parametrize(
    ("count", "n", "said"),
    [
        (29_999, 30_000, "over 99.99 %"),
        (2_999, 3_000, "99.97 %"),
        (1, 30_000, "under 0.01 %"),
        (1, 3_000, "0.03 %"),
        (0, 30_000, "0.0 %"),
        (30_000, 30_000, "100.0 %"),
        (29, 100, "29.0 %"),
    ],
)
def test_only_all_is_100_percent_and_only_none_is_0(count: int, n: int, said: str) -> None:
    assert share_text(count / n) == said


@pytest.mark.parametrize(
    ("side", "share", "said"),
    [
        ("at least", 0.99984, "at least 99.98 %"),
        ("at least", 0.99999, "at least 99.99 %"),
        ("at least", 0.8999, "at least 89.9 %"),
        ("at least", 0.00001, "over 0 %"),
        ("at least", 1.0, "at least 100.0 %"),
        ("at most", 0.00991, "at most 1.00 %"),
        ("at most", 0.0990001, "at most 9.91 %"),
        ("at most", 0.29, "at most 29.0 %"),
        ("at most", 0.99999, "under 100 %"),
        ("at most", 0.0, "at most 0.0 %"),
    ],
)
def test_a_lower_bound_is_rounded_down_and_an_upper_one_up(side: str, share: float, said: str) -> None:
    assert bound_text(side, share) == said


@given(st.floats(0, 1))
def test_no_bound_is_said_to_be_better_than_it_is_and_none_is_said_to_be_all_or_nothing(share: float) -> None:
    lower, upper = bound_text("at least", share), bound_text("at most", share)
    if lower.startswith("at least"):
        assert float(lower.split()[2]) <= 100 * share + 1e-6
    if upper.startswith("at most"):
        assert float(upper.split()[2]) >= 100 * share - 1e-6
    if 0 < share < 1:
        for text in (share_text(share), lower, upper, percent(share)):
            assert text.removesuffix(" %") not in ("100.0", "100", "0.0", "0.00", "0", "at least 0.00", "at most 100.0")


def test_a_difference_is_never_minus_nothing_and_its_lower_bound_is_rounded_down() -> None:
    assert [points_text(one) for one in (-0.0003, 0.0, 0.0124, -0.05)] == [
        "0.0 points",
        "0.0 points",
        "+1.2 points",
        "-5.0 points",
    ]
    assert [lower_points_text(one) for one in (-0.0003, 0.0003, -0.0241)] == [
        "-0.1 points",
        "0.0 points",
        "-2.5 points",
    ]


def test_a_small_p_is_under_a_thousandth() -> None:
    assert [p_text(one) for one in (0.0, 0.00099, 0.001, 1.0)] == ["under 0.001", "under 0.001", "0.001", "1.000"]


def test_conditions_round_bounds_to_the_side_that_promises_less() -> None:
    assert percent(0.937249, "down") == "93.72 %"
    assert percent(0.010001, "up") == "1.01 %"
    assert [percent(one) for one in (29_999 / 30_000, 0.5, 1.0, 0.0)] == ["over 99.99 %", "50 %", "100 %", "0 %"]
