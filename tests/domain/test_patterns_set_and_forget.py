"""Set-and-forget mentality: each sign as hit, clear and unknown, and at its limits."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest

from readiness.domain.assessment import Answer, CheckValue, Person, StressTest
from readiness.domain.metric import AlarmAnswer
from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.project_record import Feedback, SystemChange
from tests.pattern_facts import TODAY, ago, an_assessment, at, facts, measured, metric, moves, record, sign, state

OLGA = Person(id="olga", name="Olga")
RUNNING = moves(("up", "shadow", 400))
ALARM = metric("model", "recall")


def change(days: int, kind: Literal["change", "retraining", "no_retraining"] = "change") -> SystemChange:
    return SystemChange(id=f"c{days}", day=ago(days), kind=kind, text="New threshold", added_at=at(ago(days)))


def test_the_operational_owner_must_be_named_and_still_be_there() -> None:
    here = an_assessment(people=(OLGA,))
    gone = an_assessment(people=(OLGA.model_copy(update={"left": True}),))
    named = record(operational_owner="olga")
    assert state("owner_missing", facts(named, assessment=here)) == "clear"
    assert (
        sign("owner_missing", facts(named, assessment=gone, silence=False)).fact
        == "Olga, the operational owner, has left."
    )
    assert state("owner_missing", facts(named, assessment=gone, silence=False)) == "hit"
    assert state("owner_missing", facts(named, silence=False)) == "hit"
    assert state("owner_missing", facts()) == "hit"
    assert state("owner_missing", facts(silence=False)) == "unknown"


@pytest.mark.parametrize(("age", "interval", "expected"), [(135, 90, "clear"), (136, 90, "hit"), (16, 10, "hit")])
def test_a_review_is_overdue_after_one_and_a_half_intervals(age: int, interval: int, expected: str) -> None:
    given = {"last_review_at": at(ago(age)), "review_interval_days": interval}
    found = sign("review_overdue", facts(assessment=an_assessment(initiative=given, created=900), created=900))
    assert (found.state, found.day) == (expected, ago(age))


def test_without_any_review_the_age_counts_from_the_creation() -> None:
    assert state("review_overdue", facts(created=136)) == "hit"
    assert state("review_overdue", facts(created=135)) == "clear"


@pytest.mark.parametrize(("stale", "greens", "expected"), [(2, 5, "clear"), (3, 5, "hit"), (0, 0, "unknown")])
def test_over_40_percent_of_greens_on_expired_evidence_is_a_sign(stale: int, greens: int, expected: str) -> None:
    held = Ratings(criteria={}, dimensions={}, greens=greens, stale=tuple(f"data.c{n}" for n in range(stale)))
    found = sign("evidence_stale", facts(statuses=held))
    assert found.state == expected
    if greens:
        assert found.fact == f"{stale} of {greens} green ratings rest on expired evidence."


def test_model_and_technical_metrics_must_both_be_kept_up_once_it_runs() -> None:
    model, technical = metric("model"), metric("technical", "uptime")
    kept = (measured(model), measured(technical))
    late = (measured(model), measured(technical, days=15, overdue=True))
    assert state("monitoring_silent", facts(*RUNNING, metrics=kept)) == "clear"
    assert state("monitoring_silent", facts(*RUNNING, metrics=late)) == "hit"
    assert state("monitoring_silent", facts(*RUNNING, metrics=kept[:1])) == "hit"
    assert state("monitoring_silent", facts(*RUNNING, metrics=kept[:1], silence=False)) == "unknown"
    assert state("monitoring_silent", facts(metrics=late)) == "unknown"
    assert state("monitoring_silent", facts(*RUNNING, metrics=None)) == "unknown"


def test_one_metric_that_is_kept_up_speaks_for_its_family_and_new_metrics_have_time() -> None:
    model, other, technical = metric("model"), metric("model", "drift"), metric("technical", "uptime")
    held = (measured(model), measured(other, days=99, overdue=True), measured(technical))
    assert state("monitoring_silent", facts(*RUNNING, metrics=held)) == "clear"
    new = (measured(model), measured(technical, days=None))
    assert state("monitoring_silent", facts(*RUNNING, metrics=new)) == "unknown"


def alarm(days: int, *answers: AlarmAnswer) -> PatternFacts:
    return facts(metrics=(measured(ALARM, status="slipping", alarm_since=ago(days), answers=answers),))


def test_an_alarm_older_than_14_days_without_an_action_was_ignored() -> None:
    assert state("degradation_ignored", alarm(14)) == "clear"
    found = sign("degradation_ignored", alarm(15))
    assert (found.state, found.day) == ("hit", ago(15))
    answer = AlarmAnswer(id="a", metric=ALARM.id, alarm_day=ago(15), text="Retrain", answered_at=at(ago(2)))
    assert state("degradation_ignored", alarm(15, answer)) == "clear"
    earlier = answer.model_copy(update={"alarm_day": ago(80), "answered_at": at(ago(78))})
    assert state("degradation_ignored", alarm(15, earlier)) == "hit"


def test_without_metrics_that_could_raise_an_alarm_nothing_can_be_ignored() -> None:
    assert state("degradation_ignored", facts()) == "unknown"
    few = measured(ALARM, status="too_little_data")
    assert state("degradation_ignored", facts(metrics=(few,))) == "unknown"
    assert state("degradation_ignored", facts(metrics=(measured(ALARM),))) == "clear"


@pytest.mark.parametrize(
    ("until", "expected"), [(date(2026, 9, 20), "clear"), (date(2026, 9, 19), "hit"), (date(2025, 1, 1), "hit")]
)
def test_a_running_budget_must_reach_six_calendar_months_ahead(until: date, expected: str) -> None:
    assert date(2026, 3, 20) == TODAY
    assert state("no_run_budget", facts(record(budget_until=until))) == expected


def test_a_stated_lack_of_budget_is_a_sign_at_once_and_silence_later() -> None:
    assert state("no_run_budget", facts(record(no_budget=True), silence=False)) == "hit"
    assert state("no_run_budget", facts()) == "hit"
    assert state("no_run_budget", facts(silence=False)) == "unknown"


@pytest.mark.parametrize(("months", "expected"), [(6.0, "clear"), (5.9, "hit")])
def test_where_the_record_is_silent_the_check_on_the_budget_speaks(months: float, expected: str) -> None:
    check = CheckValue(measure="months_run_budget", kind="number", number=months)
    answer = Answer(criterion="organization.executive_sponsorship", checks=(check,))
    assert state("no_run_budget", facts(assessment=an_assessment(answers=(answer,)))) == expected


@pytest.mark.parametrize("kind", ["change", "retraining", "no_retraining"])
def test_any_record_of_care_within_180_days_is_a_change(kind: Any) -> None:
    assert state("no_change_log", facts(*RUNNING, change(180, kind))) == "clear"
    assert state("no_change_log", facts(*RUNNING, change(181, kind))) == "hit"
    assert state("no_change_log", facts(*RUNNING, change(181, kind), silence=False)) == "unknown"


def test_a_move_a_fix_and_feedback_that_changed_something_count_as_changes() -> None:
    assert state("no_change_log", facts(*moves(("up", "shadow", 180)))) == "clear"
    told = Feedback(id="f", day=ago(90), text="Slow", answered_on=ago(80), change="Faster", added_at=at(ago(90)))
    assert state("no_change_log", facts(*RUNNING, told)) == "clear"
    assert state("no_change_log", facts(*RUNNING, told.model_copy(update={"change": ""}))) == "hit"
    test = StressTest(
        id="t",
        criterion="data.source_mapping",
        name="Rename a column",
        day=ago(60),
        outcome="failed",
        severity="minor",
        finding="Unnoticed",
        fixed_on=ago(50),
        added_at=at(ago(60)),
    )
    assert state("no_change_log", facts(*RUNNING, assessment=an_assessment(stress_tests=(test,)))) == "clear"
    assert state("no_change_log", facts(change(1))) == "unknown"
