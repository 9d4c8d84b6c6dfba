"""Points of several sources: one series, one point a moment, and where two sources cover the same time."""

import numpy as np
import pytest

from readiness.domain.metric_overlap import Overlap, overlap_text
from readiness.statistics.sources import Part, overlap, together

DAY = 86_400_000


def part(source: str, days: list[float], value: float = 1.0) -> Part:
    return Part(source, np.array([round(day * DAY) for day in days], np.int64), np.full(len(days), value))


def test_of_points_at_the_same_moment_that_of_the_last_source_counts() -> None:
    at, value = together([part("csv", [1, 2, 3], 1), part("grafana", [2, 3, 4], 2), part("by hand", [3], 3)])
    assert (at // DAY).tolist() == [1, 2, 3, 4]
    assert value.tolist() == [1, 2, 3, 2]


def test_points_of_sources_at_other_moments_all_count_in_the_order_of_time() -> None:
    at, value = together([part("csv", [1, 3], 1), part("grafana", [2], 2), part("none", [])])
    assert (at // DAY).tolist() == [1, 2, 3]
    assert value.tolist() == [1, 2, 1]


def test_two_sources_for_the_same_days_overlap_from_the_first_common_day_to_the_last() -> None:
    found = overlap([part("csv", [1, 2, 3, 4]), part("grafana", [3, 4, 5])])
    assert found == Overlap(("csv", "grafana"), 3 * DAY, 4 * DAY, 2)


def test_sources_overlap_that_never_share_a_moment_but_a_stretch_of_time() -> None:
    found = overlap([part("csv", [1, 2, 3]), part("grafana", [1.5, 2.5, 3.5])])
    assert found == Overlap(("csv", "grafana"), round(1.5 * DAY), 3 * DAY, 0)


@pytest.mark.parametrize(
    "second", [[4, 5], [2.25, 2.75], [0.5], []], ids=["after", "in a gap", "one before", "without points"]
)
def test_a_source_that_goes_on_or_fills_a_gap_does_not_overlap(second: list[float]) -> None:
    assert overlap([part("csv", [1, 2, 3]), part("grafana", second)]) is None


def test_only_the_sources_that_overlap_are_named() -> None:
    found = overlap([part("late", [8, 9, 10]), part("early", [1, 2, 3]), part("a", [8.5, 9.5]), part("b", [9, 9.7])])
    assert found == Overlap(("late", "a", "b"), round(8.5 * DAY), round(9.7 * DAY), 1)


def test_an_overlap_is_a_sentence_with_its_days_its_sources_and_what_counts() -> None:
    said = overlap_text("AUC", Overlap(("csv", "grafana"), 0, 6 * DAY, 7))
    assert said == (
        "AUC: points of 2 sources overlap from 1 Jan 1970 to 7 Jan 1970: csv, grafana. At 7 moments more than one has "
        "a point; that of grafana counts."
    )
    assert overlap_text("AUC", Overlap(("a", "b"), 0, 0, 0)).endswith("overlap on 1 Jan 1970: a, b. All of them count.")
    assert "not added up" in overlap_text("Requests", Overlap(("a", "b"), 0, 0, 0), counter=True)
