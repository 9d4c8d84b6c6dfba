"""Perfect data fallacy: each sign as hit, partial, clear and unknown, and at its limits."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.domain.assessment import Status, StressTest, StressTestKind
from readiness.domain.patterns.facts import RaisedLimit, Updates
from readiness.domain.patterns.perfect_data import non_data_green
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.project_record import PlannedStep
from tests.pattern_facts import ago, an_assessment, at, facts, moves, record, sign, state


@pytest.mark.parametrize(
    ("days", "expected"), [(180, "clear"), (181, "partial"), (365, "partial"), (366, "hit"), (2000, "hit")]
)
def test_preparation_is_long_after_180_days_and_very_long_after_365(days: int, expected: str) -> None:
    assert state("long_preparation", facts(created=days)) == expected


def test_preparation_ends_with_the_first_phase_and_stated_ones_may_lie_before_the_creation() -> None:
    assert state("long_preparation", facts(*moves(("up", "shadow", 300)), created=480)) == "clear"
    assert state("long_preparation", facts(*moves(("up", "shadow", 300)), created=481)) == "partial"
    assert state("long_preparation", facts(*moves(("stated", "shadow", 800)), created=400)) == "clear"


def shadow_planned(ahead: int | None) -> PlannedStep:
    return PlannedStep(id="p", step="shadow", day=None if ahead is None else ago(-ahead), set_at=at(ago(5)))


@pytest.mark.parametrize(("data", "every", "expected"), [(7, 10, "clear"), (8, 10, "hit"), (0, 0, "unknown")])
def test_over_70_percent_of_updates_on_data_without_a_planned_shadow_run_is_a_sign(
    data: int, every: int, expected: str
) -> None:
    assert state("data_only_work", facts(updates=Updates(data, every))) == expected


def test_a_planned_or_begun_shadow_run_ends_data_only_work() -> None:
    busy = Updates(10, 10)
    assert state("data_only_work", facts(shadow_planned(9), updates=busy)) == "clear"
    assert state("data_only_work", facts(shadow_planned(None), updates=busy)) == "hit"
    assert state("data_only_work", facts(*moves(("up", "shadow", 5)), updates=busy)) == "clear"
    assert state("data_only_work", facts(updates=busy, silence=False)) == "unknown"


def standing(data: Status, others: Status, *blocking: str) -> Ratings:
    names = ("integration", "governance", "operations", "organization")
    return Ratings(criteria={}, dimensions={"data": data, **dict.fromkeys(names, others)}, blocking=frozenset(blocking))


@pytest.mark.parametrize(
    ("data", "others", "blocking", "expected"),
    [
        ("red", "yellow", ("data",), "hit"),
        ("red", "green", ("data",), "hit"),
        ("yellow", "green", ("data",), "hit"),  # a must-be-green criterion blocks
        ("red", "not_assessed", ("data",), "unknown"),
        ("red", "red", ("data", "governance"), "clear"),
        ("green", "red", ("governance",), "clear"),
        ("yellow", "green", (), "clear"),
        ("not_assessed", "green", (), "unknown"),
    ],
)
def test_data_alone_blocks_only_where_all_else_is_yellow_or_better(
    data: Status, others: Status, blocking: tuple[str, ...], expected: str
) -> None:
    assert non_data_green(standing(data, others, *blocking)).state == expected


def test_a_raised_limit_is_a_moving_target() -> None:
    raised = RaisedLimit(ago(9), "Source mapping: sources with a contract", "90", "100")
    found = sign("moving_target", facts(raised_limits=(raised,)))
    assert (found.state, found.day) == ("hit", ago(9))
    assert "from 90 to 100" in found.fact
    assert state("moving_target", facts()) == "clear"


def run(criterion: str, kind: StressTestKind = "") -> StressTest:
    return StressTest(
        id="t", criterion=criterion, name="Blank a field", day=ago(9), outcome="passed", kind=kind, added_at=at(ago(9))
    )


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (run("operations.incident_response", "bad_data"), "clear"),
        (run("data.quality_monitoring"), "clear"),
        (run("data.quality_monitoring", "dependency_failure"), "hit"),
        (run("operations.incident_response"), "hit"),
    ],
)
def test_only_a_run_with_bad_data_tests_tolerance(test: StressTest, expected: str) -> None:
    assert state("no_tolerance_test", facts(assessment=an_assessment(stress_tests=(test,)))) == expected


@pytest.mark.parametrize("key", ["no_tolerance_test", "no_minimum_set"])
def test_silence_on_tests_and_inputs_counts_later(key: str) -> None:
    given: Any = facts()
    assert state(key, given) == "hit"
    assert state(key, facts(silence=False)) == "unknown"


def test_a_listed_smallest_input_set_is_clear() -> None:
    assert state("no_minimum_set", facts(record(smallest_input_set="Age, last two labs"))) == "clear"
    assert state("no_minimum_set", facts(record(smallest_input_set="  "))) == "hit"
