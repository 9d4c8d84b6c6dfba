"""Effort by dimension: only open plans count, nothing is split by guess, unknown stays unknown."""

from readiness.domain.effort import NO_DIMENSION, SEVERAL_DIMENSIONS, dimension_of_plan, effort_by_dimension, effort_of
from tests.builders import SMALL, a_plan


def test_a_plan_belongs_to_the_dimension_of_its_criteria() -> None:
    assert dimension_of_plan(a_plan("data.c1", "data.c2"), SMALL) == "Data"
    assert dimension_of_plan(a_plan("data.c1", "integration.c1"), SMALL) == SEVERAL_DIMENSIONS
    assert dimension_of_plan(a_plan(kind="action"), SMALL) == NO_DIMENSION
    assert dimension_of_plan(a_plan("data.gone"), SMALL) == NO_DIMENSION


def test_sums_stand_in_framework_order_and_a_plan_counts_once() -> None:
    plans = [
        a_plan("integration.c1", id="1", effort_days=1, cost=10),
        a_plan("data.c1", "integration.c1", id="2", effort_days=2, cost=20),
        a_plan("data.c1", id="3", effort_days=4, cost=40),
        a_plan("data.c2", id="4", effort_days=8),
    ]
    found = effort_by_dimension(plans, SMALL)
    assert [(one.dimension, one.effort_days, one.cost) for one in found] == [
        ("Data", 12, 40),
        ("Integration", 1, 10),
        (SEVERAL_DIMENSIONS, 2, 20),
    ]
    total = effort_of("Together", plans)
    assert total.effort_days == sum(one.effort_days or 0 for one in found) == 15


def test_what_is_done_or_dropped_takes_nothing_more() -> None:
    plans = [
        a_plan("data.c1", id="1", effort_days=1, status="done"),
        a_plan("data.c1", id="2", effort_days=2, status="dropped"),
        a_plan("data.c1", id="3", effort_days=4, status="in_progress"),
    ]
    (data,) = effort_by_dimension(plans, SMALL)
    assert (data.plans, data.open, data.effort_days) == (3, 1, 4)


def test_unknown_effort_is_not_zero() -> None:
    (data,) = effort_by_dimension([a_plan("data.c1")], SMALL)
    assert (data.effort_days, data.cost, data.unsized) == (None, None, 1)
    (data,) = effort_by_dimension([a_plan("data.c1", effort_days=0)], SMALL)
    assert (data.effort_days, data.unsized) == (0, 0)


def test_a_skill_is_named_once_however_it_is_written() -> None:
    plans = [a_plan("data.c1", id=str(n), skill=skill) for n, skill in enumerate(["SRE", "sre ", "Law", ""])]
    assert effort_of("", plans).skills == ("Law", "SRE")
