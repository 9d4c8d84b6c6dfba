"""What is measured is said by people: metrics, their baselines and points change by a command, each with its event."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from readiness.commands.metric_points import BY_HAND, Edited, PointEdit, edit_points, enter_point
from readiness.commands.metrics import (
    add_metric,
    bind_to_check,
    change_metric,
    resume_metric,
    retire_metric,
    set_alarm_budget,
    set_baseline,
    use_profile_metrics,
)
from readiness.context import Context
from readiness.domain.metric import AlarmBudget
from readiness.errors import Invalid, NotFound, StaleVersion
from readiness.storage.metric_points import Point
from tests.use_cases.metrics_bench import FIRST, Measured, measured, ms

DAY1 = datetime(2026, 3, 1, tzinfo=UTC)
DAY2 = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def cards(context: Context) -> Measured:
    return measured(context)


def test_the_profile_proposes_its_metrics_once(cards: Measured) -> None:
    metrics = cards.rollout.metrics
    assert len(metrics) == 12
    assert all(metric.from_profile and metric.target is not None and metric.limit is not None for metric in metrics)
    assert use_profile_metrics(cards.context, cards.id) == 0
    assert cards.events("metrics_added") == 1


def test_a_retired_metric_of_the_profile_is_not_brought_back_by_the_proposal(cards: Measured) -> None:
    retire_metric(cards.context, cards.id, cards.metric("availability").id)
    assert use_profile_metrics(cards.context, cards.id) == 0
    assert cards.metric("availability") not in cards.rollout.active_metrics
    resume_metric(cards.context, cards.id, cards.metric("availability").id)
    assert cards.metric("availability") in cards.rollout.active_metrics


def test_a_metric_gets_a_key_of_its_own_from_its_name(cards: Measured) -> None:
    for _ in range(2):
        add_metric(cards.context, cards.id, name="Größe (MB)", family="technical", unit="MB", better="lower")
    assert [metric.key for metric in cards.rollout.metrics[-2:]] == ["groe_mb", "groe_mb_2"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "is empty"),
        ({"unit": ""}, "is empty"),
        ({"better": "sideways"}, "cannot be accepted"),
        ({"interval_days": 0}, "must be a number"),
        ({"target": 1.0, "limit": 2.0}, "better side of the target"),
        ({"better": "lower", "target": 2.0, "limit": 1.0}, "better side of the target"),
        ({"target": (1.0, 2.0)}, "must be one number"),
        ({"better": "range", "target": (2.0, 1.0)}, "lower end above"),
        ({"better": "range", "target": (1.0, 4.0), "limit": (2.0, 3.0)}, "better side of the target"),
        ({"target": 1e16}, "too large"),
        ({"key": "availability"}, "has the key"),
    ],
)
def test_a_metric_that_makes_no_sense_is_refused(cards: Measured, fields: dict[str, object], said: str) -> None:
    before = cards.context.store.head().seq
    with pytest.raises(Invalid, match=said):
        add_metric(
            cards.context,
            cards.id,
            **{"name": "Recall", "family": "model", "unit": "%", "better": "higher"} | fields,  # type: ignore[arg-type]
        )
    assert cards.context.store.head().seq == before


def test_two_people_who_change_the_same_field_meet_in_a_conflict(cards: Measured) -> None:
    seen = cards.metric("availability")
    change_metric(cards.context, cards.id, seen.id, seen=seen, owner="Ida")
    change_metric(cards.context, cards.id, seen.id, seen=seen, definition="Minutes up of minutes open")
    with pytest.raises(StaleVersion):
        change_metric(cards.context, cards.id, seen.id, seen=seen, owner="Bob")
    assert cards.metric("availability").owner == "Ida"


def test_a_baseline_is_fixed_by_name_and_days_and_moves_only_by_command(cards: Measured) -> None:
    metric = cards.metric("availability")
    window = {"name": "Autumn", "first_day": FIRST, "last_day": FIRST + timedelta(days=90)}
    set_baseline(cards.context, cards.id, metric.id, **window, seen=None)  # type: ignore[arg-type]
    stored = cards.metric("availability").baseline
    assert stored is not None
    assert stored.set_by == "Ida (not signed in)"
    events = cards.context.store.head().seq
    set_baseline(cards.context, cards.id, metric.id, **window, seen=stored)  # type: ignore[arg-type]
    assert cards.context.store.head().seq == events
    with pytest.raises(StaleVersion):
        set_baseline(cards.context, cards.id, metric.id, **window | {"name": "Winter"}, seen=None)  # type: ignore[arg-type]


def test_days_left_out_of_a_baseline_need_a_reason_and_lie_in_it(cards: Measured) -> None:
    metric = cards.metric("availability")
    window = {"name": "Autumn", "first_day": FIRST, "last_day": FIRST + timedelta(days=90), "seen": None}
    with pytest.raises(Invalid, match="reason is empty"):
        set_baseline(cards.context, cards.id, metric.id, **window, excluded=[FIRST])  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="inside the baseline"):
        outside = [FIRST - timedelta(days=1)]
        set_baseline(cards.context, cards.id, metric.id, **window, excluded=outside, reason="outage")  # type: ignore[arg-type]
    set_baseline(cards.context, cards.id, metric.id, **window, excluded=[FIRST], reason="outage")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 2, 2), date(2026, 2, 1)), (date(2026, 3, 1), date(2026, 9, 1)), (date(1980, 1, 1), FIRST)],
)
def test_a_baseline_that_is_no_past_window_is_refused(cards: Measured, first: date, last: date) -> None:
    with pytest.raises(Invalid):
        set_baseline(
            cards.context,
            cards.id,
            cards.metric("availability").id,
            name="Wrong",
            first_day=first,
            last_day=last,
            seen=None,
        )


def test_a_metric_measures_only_a_check_that_takes_a_number(cards: Measured) -> None:
    framework = cards.context.framework_of(cards.context.store.load(cards.id))
    dated = next((c, check) for c in framework.criteria for check in c.checks if check.is_date)
    counted = next((c, check) for c in framework.criteria for check in c.checks if not check.is_date)
    seen = cards.metric("availability")
    with pytest.raises(Invalid, match="by a date"):
        bind_to_check(cards.context, cards.id, seen.id, criterion=dated[0].id, measure=dated[1].measure, seen=seen)
    with pytest.raises(Invalid, match="no check"):
        bind_to_check(cards.context, cards.id, seen.id, criterion=counted[0].id, measure="nonsense", seen=seen)
    bind_to_check(cards.context, cards.id, seen.id, criterion=counted[0].id, measure=counted[1].measure, seen=seen)
    bound = cards.metric("availability").check
    assert bound is not None and bound.measure == counted[1].measure


def test_the_budget_of_false_alarms_is_edited_within_reason(cards: Measured) -> None:
    set_alarm_budget(cards.context, cards.id, budget_pct=2, horizon=52, seen=AlarmBudget())
    assert cards.rollout.alarm_budget == AlarmBudget(budget_pct=2, horizon=52)
    for budget, horizon in ((0.0, 26), (5.0, 1), (float("nan"), 26)):
        with pytest.raises(Invalid):
            set_alarm_budget(
                cards.context, cards.id, budget_pct=budget, horizon=horizon, seen=cards.rollout.alarm_budget
            )


def test_a_point_entered_by_hand_says_so_and_the_same_again_changes_nothing(cards: Measured) -> None:
    metric = cards.metric("availability")
    for _ in range(2):
        enter_point(cards.context, cards.id, metric.id, at=DAY1, value=99.9)
    assert cards.context.store.points.page(cards.id, metric.id) == (Point(ms(DAY1), 99.9, BY_HAND),)
    assert cards.events("points_edited") == 1
    with pytest.raises(StaleVersion, match=r"is 99\.9 now"):
        enter_point(cards.context, cards.id, metric.id, at=DAY1, value=98)


def test_edited_rows_are_taken_together_or_not_at_all(cards: Measured) -> None:
    metric = cards.metric("availability")
    edits = [
        PointEdit(1, DAY1, 99.0),
        PointEdit(2, DAY1, 98.0),
        PointEdit(3, None, 98.0),
        PointEdit(4, datetime(2027, 1, 1, tzinfo=UTC), 98.0),
        PointEdit(5, DAY2, float("inf")),
        PointEdit(6, DAY2, None),
    ]
    with pytest.raises(Invalid) as refused:
        edit_points(cards.context, cards.id, metric.id, edits)
    assert refused.value.problems == (
        "Row 2: the same moment stands in row 1.",
        "Row 3: it has no time.",
        "Row 4: 1 Jan 2027 lies in the future.",
        "Row 5: its value is no number.",
        "Row 6: it has no value.",
    )
    assert cards.values("availability") == []


def test_points_are_changed_moved_and_removed_from_what_the_person_saw(cards: Measured) -> None:
    metric = cards.metric("availability")
    added = [PointEdit(1, DAY1, 1.0), PointEdit(2, DAY2, 2.0)]
    assert edit_points(cards.context, cards.id, metric.id, added) == Edited(2, 0, 0)
    swapped = [
        PointEdit(1, DAY2, 1.0, was=Point(ms(DAY1), 1.0, BY_HAND)),
        PointEdit(2, DAY1, 2.0, was=Point(ms(DAY2), 2.0, BY_HAND)),
    ]
    assert edit_points(cards.context, cards.id, metric.id, swapped) == Edited(0, 2, 0)
    assert cards.values("availability") == [2.0, 1.0]
    gone = [PointEdit(1, None, None, was=Point(ms(DAY1), 2.0, BY_HAND))]
    assert edit_points(cards.context, cards.id, metric.id, gone) == Edited(0, 0, 1)
    with pytest.raises(StaleVersion, match="not there any more"):
        edit_points(cards.context, cards.id, metric.id, gone)


def test_points_go_only_to_a_metric_that_is_there(cards: Measured) -> None:
    with pytest.raises(NotFound):
        enter_point(cards.context, cards.id, "nothing", at=DAY1, value=1)
