"""Cultural resistance blind spot: each sign as hit, clear and unknown, and at its limits."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.domain.assessment import Answer, Assessment, CheckValue, Status
from readiness.domain.decision_figures import Count, DecisionFigures
from readiness.domain.patterns.cultural_resistance import org_weaker
from readiness.domain.patterns.facts import UseTrend
from readiness.domain.project_record import Feedback
from tests.pattern_facts import ago, an_assessment, at, facts, measured, metric, moves, ratings, sign, state

USE = metric("adoption", "use")
ADVISORY = moves(("up", "shadow", 200), ("up", "advisory", 90))


@pytest.mark.parametrize(
    ("values", "expected"),
    [((90, 69, 69.9), "hit"), ((90, 69, 70), "clear"), ((69, 90), "clear"), ((69,), "unknown"), ((), "unknown")],
)
def test_use_is_low_where_the_last_two_periods_lie_below_the_minimum(values: Any, expected: str) -> None:
    assert state("adoption_low", facts(metrics=(measured(USE, values=values),))) == expected


def test_without_a_minimum_or_the_named_metric_use_is_unknown() -> None:
    low = (measured(USE, values=(1, 1)),)
    assert state("adoption_low", facts(metrics=low, profile="content_recommendation")) == "unknown"
    assert state("adoption_low", facts(metrics=low, profile="document_processing")) == "unknown"
    assert state("adoption_low", facts(metrics=None)) == "unknown"


@pytest.mark.parametrize(
    ("trend", "expected"),
    [
        (UseTrend(8, -0.7, 0.049), "hit"),
        (UseTrend(8, -0.7, 0.05), "clear"),
        (UseTrend(8, 0.7, 0.001), "clear"),
        (UseTrend(7, -1.0, 0.001), "unknown"),
        (None, "unknown"),
    ],
)
def test_use_falls_by_the_trend_test_over_eight_points(trend: UseTrend | None, expected: str) -> None:
    assert state("adoption_falling", facts(use_trend=trend)) == expected


def test_adoption_must_be_measured_once_people_see_output() -> None:
    assert state("adoption_unmeasured", facts()) == "unknown"
    assert state("adoption_unmeasured", facts(*ADVISORY[:1])) == "unknown"
    assert state("adoption_unmeasured", facts(*ADVISORY)) == "hit"
    assert state("adoption_unmeasured", facts(*ADVISORY, silence=False)) == "unknown"
    assert state("adoption_unmeasured", facts(*ADVISORY, metrics=(measured(USE, days=None),))) == "hit"
    assert state("adoption_unmeasured", facts(*ADVISORY, metrics=(measured(USE, days=50),))) == "clear"
    back = moves(("up", "shadow", 200), ("up", "advisory", 90), ("down", "shadow", 3))
    assert state("adoption_unmeasured", facts(*back)) == "unknown"
    stopped = moves(("up", "shadow", 200), ("up", "advisory", 90), ("stop", "stopped", 3))
    assert state("adoption_unmeasured", facts(*stopped)) == "unknown"
    off = moves(("up", "shadow", 200), ("up", "advisory", 90), ("down", "not_started", 3))
    assert state("adoption_unmeasured", facts(*off)) == "unknown"


def weaker(organization: Status, data: Status, integration: Status, operations: Status, **more: Any) -> str:
    held: dict[str, Status] = {
        "organization": organization,
        "data": data,
        "integration": integration,
        "operations": operations,
        "governance": "red",
    }
    return org_weaker(ratings(held, **more)).state


def test_the_organisation_is_weaker_where_it_is_a_level_below_each_technical_dimension() -> None:
    assert weaker("yellow", "green", "green", "green") == "hit"
    assert weaker("red", "yellow", "yellow", "green") == "hit"
    assert weaker("yellow", "green", "green", "yellow") == "clear"
    assert weaker("red", "red", "green", "green") == "clear"
    assert weaker("green", "green", "green", "green") == "clear"


def test_a_technical_dimension_that_is_not_assessed_leaves_it_open_where_it_could_decide() -> None:
    assert weaker("yellow", "green", "green", "not_assessed") == "unknown"
    assert weaker("yellow", "red", "green", "not_assessed") == "clear"


def test_an_organisation_that_is_not_assessed_is_a_sign_but_never_in_a_public_case() -> None:
    assert weaker("not_assessed", "green", "green", "green") == "hit"
    assert weaker("not_assessed", "green", "green", "green", silence=False) == "unknown"
    assert weaker("not_assessed", "green", "green", "green", case=True) == "unknown"


def training(briefed: float | str | None, trained: float | str | None) -> Assessment:
    answers = []
    for criterion, measure, value in (
        ("organization.role_clarity", "people_briefed_twice", briefed),
        ("organization.skills_training", "trained_and_assessed", trained),
    ):
        if value is not None:
            kind: Any = "number" if isinstance(value, float) else "nothing_yet"
            number = value if isinstance(value, float) else None
            answers.append(Answer(criterion=criterion, checks=(CheckValue(measure=measure, kind=kind, number=number),)))
    return an_assessment(answers=tuple(answers))


@pytest.mark.parametrize(
    ("briefed", "trained", "expected"),
    [
        (79.0, 79.9, "hit"),
        (79.0, 80.0, "clear"),
        (80.0, None, "clear"),
        (10.0, None, "hit"),
        ("nothing", None, "hit"),
        (None, None, "unknown"),
    ],
)
def test_under_80_percent_trained_or_briefed_is_a_gap(briefed: Any, trained: Any, expected: str) -> None:
    assert state("training_gap", facts(assessment=training(briefed, trained))) == expected


def log(overrides: int, seconds: float | None) -> DecisionFigures:
    return DecisionFigures(
        decisions=100, last_day=ago(1), overrides=Count(overrides, 100), median_review_seconds=seconds
    )


@pytest.mark.parametrize(
    ("overrides", "seconds", "expected"),
    [
        (31, 60, "hit"),
        (30, 5, "clear"),
        (2, 5, "clear"),
        (1, 9.9, "hit"),
        (1, 10, "clear"),
        (0, None, "unknown"),
    ],
)
def test_overrides_are_extreme_above_the_limit_or_near_zero_with_quick_reviews(
    overrides: int, seconds: float | None, expected: str
) -> None:
    assert state("override_extreme", facts(decisions=log(overrides, seconds))) == expected


def test_overrides_that_nobody_measures_are_unknown() -> None:
    assert state("override_extreme", facts()) == "unknown"


def told(days: int) -> Feedback:
    return Feedback(id=f"f{days}", day=ago(days), text="Good", added_at=at(ago(days)))


@pytest.mark.parametrize(("days", "expected"), [(60, "clear"), (61, "hit"), (None, "hit")])
def test_no_feedback_for_60_days_is_silence_where_people_use_it(days: int | None, expected: str) -> None:
    assert state("feedback_silence", facts(*ADVISORY, *([told(days)] if days else []))) == expected


def test_silence_of_users_needs_users_for_60_days() -> None:
    assert state("feedback_silence", facts()) == "unknown"
    young = moves(("up", "shadow", 200), ("up", "advisory", 59))
    assert state("feedback_silence", facts(*young)) == "unknown"
    old = moves(("up", "shadow", 200), ("up", "advisory", 60))
    assert state("feedback_silence", facts(*old)) == "hit"
    assert "People have seen its output since" in sign("feedback_silence", facts(*old)).fact
