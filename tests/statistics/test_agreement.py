"""Agreement and kappa against statsmodels, and what both have to obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa as reference

from readiness.errors import Invalid
from readiness.statistics.agreement import agreement, cohens_kappa, group_bounds
from readiness.statistics.bounds import bound, lower_bound

LABELS = ("approve", "decline", "hold")
tables = st.lists(st.integers(0, 60), min_size=9, max_size=9).map(
    lambda counts: {(a, b): counts[3 * i + j] for i, a in enumerate(LABELS) for j, b in enumerate(LABELS)}
)


def square(table: dict[tuple[str, str], int]) -> np.ndarray:
    return np.array([[table[a, b] for b in LABELS] for a in LABELS])


@given(tables)
def test_kappa_is_that_of_statsmodels(table: dict[tuple[str, str], int]) -> None:
    counts = square(table)
    total = counts.sum()
    if total == 0 or (counts.sum(0) * counts.sum(1)).sum() == total**2:
        assert cohens_kappa(table) is None
    else:
        assert cohens_kappa(table) == pytest.approx(reference(counts, return_results=False), abs=1e-9)


@given(tables)
def test_agreement_counts_the_diagonal(table: dict[tuple[str, str], int]) -> None:
    counts = square(table)
    found = agreement(table)
    assert found.overall == bound(int(np.trace(counts)), int(counts.sum()))
    assert [each.label for each in found.classes] == list(LABELS)
    for index, each in enumerate(found.classes):
        assert each.by_first == bound(int(counts[index, index]), int(counts[index].sum()))
        assert each.by_second == bound(int(counts[index, index]), int(counts[:, index].sum()))
    assert sum(each.by_first.count for each in found.classes) == found.overall.count
    assert sum(each.by_first.n for each in found.classes) == found.overall.n


@given(tables)
def test_kappa_is_at_most_one_and_does_not_care_who_comes_first(table: dict[tuple[str, str], int]) -> None:
    kappa = cohens_kappa(table)
    turned = cohens_kappa({(b, a): count for (a, b), count in table.items()})
    if kappa is None:
        assert turned is None
    else:
        assert kappa <= 1
        assert turned == pytest.approx(kappa, abs=1e-12)


def test_a_constant_answer_agrees_almost_always_and_its_kappa_is_nothing() -> None:
    found = agreement({("good", "good"): 980, ("bad", "good"): 20})
    assert found.overall.estimate == found.by_constant == 0.98
    assert found.kappa == 0
    (bad, _good) = found.classes
    assert bad.by_first.estimate == 0
    assert bad.by_second == bound(0, 0)


def test_pairs_may_come_one_by_one_and_more_than_once() -> None:
    once = agreement({("a", "a"): 5, ("a", "b"): 1})
    assert agreement([(("a", "a"), 2), (("a", "b"), 1), (("a", "a"), 3)]) == once


def test_no_case_says_nothing() -> None:
    found = agreement({})
    assert found.overall == bound(0, 0)
    assert (found.classes, found.kappa, found.by_constant) == ((), None, None)


def test_a_group_without_an_error_needs_59_cases_to_show_less_than_5_percent() -> None:
    found = group_bounds({"young": (0, 59), "old": (0, 58), "none": (0, 0)})
    assert found["young"].upper is not None and found["young"].upper < 0.05
    assert found["old"].upper is not None and found["old"].upper > 0.05
    assert found["none"].upper is None


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(Invalid):
        agreement({("a", "a"): -1})


def test_agreement_is_judged_by_its_lower_bound() -> None:
    found = agreement({("a", "a"): 95, ("a", "b"): 5})
    assert found.overall.lower == lower_bound(95, 100) < 0.9 < 0.95
