"""Measured values reach the signs of failure patterns: use that falls, a slip nobody answered, limits made harder."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from readiness.commands.metric_proposals import answer_alarm
from readiness.commands.metrics import bind_to_check, change_metric, set_baseline
from readiness.context import Context
from readiness.domain.metric import Metric
from readiness.domain.patterns.finding import IndicatorFinding
from readiness.domain.phase_history import PhaseMove
from readiness.queries.patterns import patterns_of, patterns_of_many
from tests.builders import TODAY, at
from tests.use_cases.metrics_bench import Measured
from tests.use_cases.metrics_bench import measured as the_initiative


@pytest.fixture
def cards(context: Context) -> Measured:
    """The fraud profile's metrics; people have seen the output for 100 days."""
    made = the_initiative(context)
    day = TODAY - timedelta(days=100)
    with made.context.change(made.id) as change:
        for number, phase in enumerate(("shadow", "advisory")):
            change.put(
                PhaseMove.model_validate(
                    {
                        "id": f"m{number}",
                        "kind": "stated",
                        "from_phase": "not_started",
                        "to_phase": phase,
                        "day": day,
                        "reason": "The team's log",
                        "recorded_at": at(TODAY),
                    }
                )
            )
        change.record("test_facts", "test", {})
    return made


def sign(cards: Measured, key: str) -> IndicatorFinding:
    found = patterns_of(cards.context, cards.id)
    assert patterns_of_many(cards.context, [cards.id])[cards.id] == found
    return next(one for pattern in found for one in pattern.indicators if one.key == key)


def weeks_before(number: int) -> date:
    return TODAY - timedelta(days=7 * (number - 1))


def test_use_that_falls_for_twelve_weeks_is_low_and_falling(cards: Measured) -> None:
    assert sign(cards, "adoption_unmeasured").state == "unknown", "silence does not count on the first day"
    cards.measure("alerts_worked", [97.0 - n for n in range(12)], first=weeks_before(12))
    falling = sign(cards, "adoption_falling")
    assert (falling.state, falling.day) == ("hit", TODAY)
    assert falling.fact.startswith("Use falls over 12 points (p = 0.00")
    low = sign(cards, "adoption_low")
    assert low.state == "hit"
    assert "87 and 86 in the last two periods, with a minimum of 90" in low.fact
    assert sign(cards, "adoption_unmeasured").state == "clear"


def test_use_that_goes_up_and_down_does_not_fall(cards: Measured) -> None:
    cards.measure("alerts_worked", [95.0, 92.0, 96.0, 93.0, 97.0, 91.0, 96.0, 94.0], first=weeks_before(8))
    assert sign(cards, "adoption_falling").state == "clear"
    assert sign(cards, "adoption_low").state == "clear"


def test_use_that_never_changes_has_no_trend(cards: Measured) -> None:
    cards.measure("alerts_worked", [95.0] * 9, first=weeks_before(9))
    assert sign(cards, "adoption_falling").state == "clear"


def test_seven_points_are_too_few_for_a_trend(cards: Measured) -> None:
    cards.measure("alerts_worked", [97.0 - n for n in range(7)], first=weeks_before(7))
    assert sign(cards, "adoption_falling").state == "unknown"


def test_a_slip_that_nobody_answers_for_more_than_14_days_was_ignored(cards: Measured) -> None:
    values = [70.0 + n % 3 for n in range(30)] + [60.0 - n for n in range(10)]
    cards.measure("recall_value", values, first=weeks_before(40))
    metric = cards.metric("recall_value")
    set_baseline(
        cards.context,
        cards.id,
        metric.id,
        name="First",
        first_day=weeks_before(40),
        last_day=weeks_before(12),
        seen=metric.baseline,
    )
    ignored = sign(cards, "degradation_ignored")
    assert ignored.state == "hit"
    assert ignored.day is not None and (TODAY - ignored.day).days > 14
    assert f"{metric.name} has been slipping since" in ignored.fact
    answer_alarm(cards.context, cards.id, metric.id, alarm_day=ignored.day, text="Retrain on May")
    assert sign(cards, "degradation_ignored").state == "clear"


def test_a_harder_target_of_a_metric_bound_to_data_is_a_moving_target(cards: Measured) -> None:
    def now() -> Metric:
        return cards.metric("drift")

    assert sign(cards, "moving_target").state == "clear"
    change_metric(cards.context, cards.id, now().id, seen=now(), target=9.0)
    assert sign(cards, "moving_target").state == "clear", "it is bound to nothing of data"
    bind_to_check(
        cards.context,
        cards.id,
        now().id,
        criterion="data.quality_monitoring",
        measure="critical_fields_with_baseline",
        seen=now(),
    )
    change_metric(cards.context, cards.id, now().id, seen=now(), target=8.0)
    raised = sign(cards, "moving_target")
    assert raised.state == "hit"
    assert raised.fact.endswith("target was made harder on 20 Mar 2026, from 9 to 8.")
