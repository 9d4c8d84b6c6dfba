"""What changed between two evaluations."""

import pytest

from readiness.domain.comparison import CHANGE_WORDS, change_between, compare
from tests.builders import a_framework, judged, proof, rated

STATUSES = ("red", "not_assessed", "yellow", "green", "not_applicable")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("red", "yellow", "improved"),
        ("red", "green", "improved"),
        ("yellow", "green", "improved"),
        ("green", "yellow", "worse"),
        ("green", "red", "worse"),
        ("yellow", "red", "worse"),
        ("not_assessed", "red", "newly_assessed"),
        ("not_assessed", "green", "newly_assessed"),
        ("not_assessed", "not_applicable", "newly_assessed"),
        ("red", "not_assessed", "no_longer_assessed"),
        ("green", "not_assessed", "no_longer_assessed"),
        ("not_applicable", "not_assessed", "no_longer_assessed"),
        ("green", "not_applicable", "not_applicable_now"),
        ("not_applicable", "red", "applies_again"),
    ],
)
def test_a_change_is_named_by_both_sides(before: str, after: str, change: str) -> None:
    assert change_between(before, after) == change  # type: ignore[arg-type]


@pytest.mark.parametrize("status", STATUSES)
def test_the_same_status_is_unchanged(status: str) -> None:
    assert change_between(status, status) == "unchanged"  # type: ignore[arg-type]


def test_every_change_has_its_words() -> None:
    found = {change_between(a, b) for a in STATUSES for b in STATUSES}  # type: ignore[arg-type]
    assert found == set(CHANGE_WORDS)


def test_two_evaluations_are_compared_on_their_effective_statuses() -> None:
    before = judged(rated("data.c1", "green"), rated("data.c2", None), rated("integration.c1", "green"))
    after = judged(rated("data.c1", "green"), proof("data.c1"), rated("data.c2", "red"), rated("integration.c1", None))
    found = compare(before, after)
    assert (found.verdict_before, found.verdict_after) == ("incomplete", "blocked")
    assert [(c.criterion, c.before, c.after, c.change) for c in found.changes] == [
        ("data.c1", "yellow", "green", "improved"),
        ("data.c2", "not_assessed", "red", "newly_assessed"),
        ("integration.c1", "yellow", "not_assessed", "no_longer_assessed"),
        ("integration.c2", "green", "green", "unchanged"),
    ]
    assert [c.name for c in found.of("improved")] == ["Data 1"]


def test_criteria_that_only_one_side_knows_are_listed_after_the_rest() -> None:
    before, after = judged(framework=a_framework((3, 1))), judged(framework=a_framework((1, 2)))
    assert [(c.criterion, c.before, c.after, c.change) for c in compare(before, after).changes] == [
        ("data.c1", "green", "green", "unchanged"),
        ("integration.c1", "green", "green", "unchanged"),
        ("integration.c2", None, "green", "newly_assessed"),
        ("data.c2", "green", None, "no_longer_assessed"),
        ("data.c3", "green", None, "no_longer_assessed"),
    ]
