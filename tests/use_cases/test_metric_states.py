"""How metrics stand: the status word follows from the points, the baseline and the limits, and from nothing else."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest

from readiness.commands.metrics import change_metric, retire_metric, set_alarm_budget, set_baseline
from readiness.commands.point_imports import write_points
from readiness.context import Context
from readiness.domain.metric import FAMILIES, AlarmBudget
from readiness.domain.metric_state import MetricState
from readiness.queries.metrics import metric_points, metric_states, metrics_view, points_token
from readiness.queries.trends import points_page, small_trends, trend
from tests.use_cases.metrics_bench import FIRST, AFile, ASeries, Measured, measured, ms

KEY = "recall_value"
"""Higher is better; target 70, limit 50."""


@pytest.fixture
def cards(context: Context) -> Measured:
    return measured(context)


def noise(count: int, mean: float = 60.0, seed: int = 1) -> list[float]:
    """Values around a mean that jump to and fro, with a standard deviation of 2, the same at every run."""
    return [mean + 2.8 * math.sin(2.4 * n + seed) for n in range(count)]


def state(cards: Measured, key: str = KEY) -> MetricState:
    return next(one for one in metric_states(cards.context, cards.id) if one.metric.key == key)


def baseline(cards: Measured, days: int = 60, key: str = KEY, first: date = FIRST) -> None:
    """Fix the first days as the baseline."""
    metric = cards.metric(key)
    last = first + timedelta(days=days - 1)
    set_baseline(cards.context, cards.id, metric.id, name="Start", first_day=first, last_day=last, seen=metric.baseline)


def after(cards: Measured, later: Sequence[float]) -> MetricState:
    """The state after a quiet baseline of 60 days and some later values, a point a day."""
    cards.measure(KEY, [*noise(60), *later], every=1)
    baseline(cards)
    return state(cards)


def test_without_a_point_there_is_no_data_and_the_family_says_so_loudly(cards: Measured) -> None:
    view = metrics_view(cards.context, cards.id)
    assert {one.status for one in view.states} == {"no_data"}
    said = {finding.family: finding.text for finding in view.findings if finding.kind == "no_data"}
    assert set(said) == set(FAMILIES)
    assert said["business"] == "Does it create value? Nobody can tell: none of the 3 business metrics has a point."


def test_a_family_without_any_metric_says_so(cards: Measured) -> None:
    for metric in cards.rollout.metrics:
        if metric.family == "business":
            retire_metric(cards.context, cards.id, metric.id)
    said = [finding.text for finding in metrics_view(cards.context, cards.id).findings if finding.family == "business"]
    assert said == ["No business metric is defined."]


def test_points_without_a_baseline_are_too_little_data_and_a_finding(cards: Measured) -> None:
    cards.measure(KEY, noise(60), every=1)
    assert state(cards).status == "too_little_data"
    kinds = [finding.kind for finding in metrics_view(cards.context, cards.id).findings]
    assert kinds.count("no_baseline") == 1


def test_eleven_points_in_the_baseline_are_too_few_and_twelve_are_enough(cards: Measured) -> None:
    cards.measure(KEY, noise(60), every=1)
    baseline(cards, days=11)
    assert (state(cards).status, state(cards).baseline_points) == ("too_little_data", 11)
    baseline(cards, days=12)
    assert (state(cards).status, state(cards).baseline_points) == ("steady", 12)


def test_days_left_out_of_the_baseline_do_not_count_in_it(cards: Measured) -> None:
    cards.measure(KEY, noise(60), every=1)
    metric = cards.metric(KEY)
    set_baseline(
        cards.context,
        cards.id,
        metric.id,
        name="Start",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=19),
        excluded=[FIRST + timedelta(days=3)],
        reason="the system was down",
        seen=None,
    )
    assert state(cards).baseline_points == 19


def test_a_quiet_metric_is_steady(cards: Measured) -> None:
    found = after(cards, noise(40, seed=2))
    assert found.status == "steady"
    assert found.threshold is not None and found.baseline_mean is not None
    assert (found.within_target, found.beyond_limit) == (False, False)


def test_a_slip_is_said_with_the_day_on_which_it_was_seen(cards: Measured) -> None:
    found = after(cards, [*noise(10, seed=2), *noise(30, mean=56, seed=3)])
    assert found.status == "slipping"
    assert found.alarm_since is not None and found.slip_start is not None
    assert FIRST + timedelta(days=69) <= found.slip_start <= found.alarm_since <= FIRST + timedelta(days=85)


def test_a_slip_beyond_the_limit_is_degraded(cards: Measured) -> None:
    assert after(cards, noise(20, mean=45, seed=3)).status == "degraded"


def test_a_last_point_far_out_is_a_spike(cards: Measured) -> None:
    found = after(cards, [*noise(40, seed=2), 20.0])
    assert found.status == "spike"
    assert found.spike_on == FIRST + timedelta(days=100)


def test_a_lasting_rise_is_improved(cards: Measured) -> None:
    assert after(cards, noise(40, mean=66, seed=3)).status == "improved"


def test_a_metric_that_raises_no_alarm_does_not_slip(cards: Measured) -> None:
    assert after(cards, noise(20, mean=45, seed=3)).status == "degraded"
    seen = cards.metric(KEY)
    change_metric(cards.context, cards.id, seen.id, seen=seen, alarm=False)
    found = state(cards)
    assert found.status not in ("degraded", "slipping")
    assert found.alarm_since is None


def test_the_state_follows_new_points_and_a_changed_definition(cards: Measured) -> None:
    found = after(cards, noise(20, mean=45, seed=3))
    seen = cards.metric(KEY)
    change_metric(cards.context, cards.id, seen.id, seen=seen, limit=40.0)
    assert (found.status, state(cards).status) == ("degraded", "slipping")
    token = points_token(cards.context, cards.id)
    cards.measure(KEY, noise(40, mean=75, seed=5), first=FIRST + timedelta(days=80), every=1)
    assert state(cards).points == 120
    assert points_token(cards.context, cards.id) > token


def test_the_budget_is_split_evenly_over_the_metrics_that_are_watched(cards: Measured) -> None:
    cards.measure(KEY, noise(60), every=1)
    baseline(cards)
    alone = state(cards).threshold
    cards.measure("availability", noise(60, mean=99.97), every=1)
    baseline(cards, key="availability")
    view = metrics_view(cards.context, cards.id)
    assert (view.watched, view.share_pct) == (2, 2.5)
    shared = state(cards).threshold
    assert alone is not None and shared is not None and shared > alone
    set_alarm_budget(cards.context, cards.id, budget_pct=10, horizon=26, seen=AlarmBudget())
    assert state(cards).threshold == alone


def test_a_share_of_the_budget_that_no_threshold_is_known_for_is_too_little_data_and_said(cards: Measured) -> None:
    cards.measure(KEY, noise(60), every=1)
    baseline(cards)
    set_alarm_budget(cards.context, cards.id, budget_pct=0.01, horizon=26, seen=AlarmBudget())
    assert state(cards).status == "too_little_data"
    assert "no_threshold" in [finding.kind for finding in metrics_view(cards.context, cards.id).findings]


def test_a_metric_is_overdue_after_two_expected_intervals_without_a_point(cards: Measured) -> None:
    # The bench stands at 20 March 2026 and the metric expects a point every seven days.
    cards.measure(KEY, [60.0], first=date(2026, 3, 7))
    cards.measure("availability", [99.0], first=date(2026, 3, 6))
    assert state(cards).overdue is False
    assert state(cards, "availability").overdue is True


def test_a_weekly_rhythm_that_is_subtracted_raises_no_alarm(cards: Measured) -> None:
    week = [0, 0, 0, 0, 0, -15, -15]
    values = [value + week[(FIRST + timedelta(days=n)).weekday()] for n, value in enumerate(noise(120))]
    seen = cards.metric(KEY)
    change_metric(cards.context, cards.id, seen.id, seen=seen, weekday=True)
    cards.measure(KEY, values, every=1)
    baseline(cards)
    assert state(cards).status == "steady"
    found = state(cards)
    assert found.baseline_sd is not None and found.baseline_sd < 4


def test_a_growing_count_is_looked_at_as_its_rate_a_day(cards: Measured) -> None:
    seen = cards.metric(KEY)
    change_metric(cards.context, cards.id, seen.id, seen=seen, counter=True)
    cards.measure(KEY, [10.0, 30.0, 60.0, 5.0], every=1)
    assert [value for _, value in state(cards).weekly] == [20.0, 30.0, 5.0]


def test_states_come_by_family_and_leave_retired_metrics_out(cards: Measured) -> None:
    retire_metric(cards.context, cards.id, cards.metric("score_p99").id)
    states = metric_states(cards.context, cards.id)
    assert [one.metric.family for one in states] == sorted((one.metric.family for one in states), key=FAMILIES.index)
    assert len(states) == 11


def test_points_of_all_sources_are_one_series(cards: Measured) -> None:
    cards.measure(KEY, [1.0, 2.0], every=2)
    cards.measure(KEY, [1.5], first=FIRST + timedelta(days=1), source="prometheus")
    at, value = metric_points(cards.context, cards.id, cards.metric(KEY))
    assert list(value) == [1.0, 1.5, 2.0]
    assert at[0] == ms(cards.context.now().replace(year=2025, month=9, day=1, hour=0))
    assert state(cards).overlap is None, "a point in a gap doubles nothing"


def overlaps(cards: Measured) -> list[str]:
    return [finding.text for finding in metrics_view(cards.context, cards.id).findings if finding.kind == "overlap"]


def test_a_moment_that_two_sources_hold_counts_once_and_the_overlap_is_a_finding(cards: Measured) -> None:
    cards.measure(KEY, noise(7), every=1, source="csv")
    cards.measure(KEY, noise(7, mean=70), every=1, source="a grafana panel")
    baseline(cards, days=7)
    found = state(cards)
    assert (found.points, found.baseline_points, found.status) == (7, 7, "too_little_data")
    assert found.last_value == noise(7, mean=70)[-1], "of the source that came in last"
    name = cards.metric(KEY).name
    assert overlaps(cards) == [
        f"{name}: points of 2 sources overlap from 1 Sep 2025 to 7 Sep 2025: csv, a grafana panel. At 7 moments more "
        "than one has a point; that of a grafana panel counts."
    ]
    assert trend(cards.context, cards.id, cards.metric(KEY).id).points == 7


def test_the_rate_of_a_count_is_taken_of_each_source_by_itself(cards: Measured) -> None:
    seen = cards.metric(KEY)
    change_metric(cards.context, cards.id, seen.id, seen=seen, counter=True)
    cards.measure(KEY, [1000.0 + 10 * n for n in range(14)], every=1, source="pod a")
    start, day, minute = ms(datetime.combine(FIRST, time(), UTC)), 86_400_000, 60_000
    later = array("q", (start + minute + n * day for n in range(14)))
    file = AFile((ASeries(KEY, later, array("d", [50.0 + 10 * n for n in range(14)]), source="pod b"),))
    write_points(cards.context, cards.id, file, {KEY: seen.id}, name="pods.csv")
    baseline(cards, days=14)
    found = state(cards)
    assert (found.points, found.baseline_points) == (26, 26)
    assert (found.baseline_mean, found.baseline_sd) == (10.0, 0.0)
    window = trend(cards.context, cards.id, seen.id, since=FIRST + timedelta(days=3), until=FIRST + timedelta(days=6))
    assert set(window.value) == {10.0}
    assert overlaps(cards)[0].endswith("their rates stand side by side, not added up.")


def test_days_left_out_at_the_end_of_the_baseline_raise_no_alarm(cards: Measured) -> None:
    outage = [20.0, 20.0, 20.0]
    cards.measure(KEY, [*noise(17), *outage], every=1)
    metric = cards.metric(KEY)
    set_baseline(
        cards.context,
        cards.id,
        metric.id,
        name="Start",
        first_day=FIRST,
        last_day=FIRST + timedelta(days=19),
        excluded=[FIRST + timedelta(days=n) for n in (17, 18, 19)],
        reason="an outage",
        seen=None,
    )
    assert (state(cards).status, state(cards).spike_on) == ("steady", None)
    cards.measure(KEY, noise(4, seed=2), first=FIRST + timedelta(days=20), every=1)
    found = state(cards)
    assert (found.status, found.alarm_since) == ("steady", None)
    drawn = trend(cards.context, cards.id, metric.id)
    assert (drawn.slips, drawn.spikes) == ((), ())


def test_values_too_large_to_be_measurements_that_were_stored_once_are_not_looked_at(cards: Measured) -> None:
    cards.measure(KEY, [(-1) ** n * 1.1e308 for n in range(18)], every=1)
    baseline(cards, days=14)
    assert state(cards).status == "no_data"
    cards.measure(KEY, noise(60), first=FIRST + timedelta(days=18), every=1)
    assert state(cards).points == 60


def test_a_long_series_is_drawn_with_few_points_that_hold_its_extremes(cards: Measured) -> None:
    values = noise(20_000)
    values[12_345], values[17_001] = 500.0, -500.0
    start, minute = ms(datetime.combine(FIRST, time(), UTC)), 60_000
    at = array("q", range(start, start + 20_000 * minute, minute))
    metric = cards.metric(KEY)
    file = AFile((ASeries(KEY, at, array("d", values)),))
    write_points(cards.context, cards.id, file, {KEY: metric.id}, name="many.csv")
    found = trend(cards.context, cards.id, metric.id)
    assert found.points == 20_000
    assert len(found.at) <= 1_500
    assert (found.value.max(), found.value.min()) == (500.0, -500.0)
    small = small_trends(cards.context, cards.id)[metric.id]
    assert len(small.at) <= 160
    assert (small.value.max(), small.value.min()) == (500.0, -500.0)


def test_pages_of_points_say_their_source_and_end_at_the_last(cards: Measured) -> None:
    cards.measure(KEY, noise(120), every=1)
    metric = cards.metric(KEY)
    page = points_page(cards.context, cards.id, metric.id, page=99)
    assert (page.page, page.pages, page.total, len(page.rows)) == (6, 6, 120, 20)
    assert page.rows[0].source == "mlflow"


def test_a_chart_holds_band_alarms_and_phase_changes(cards: Measured) -> None:
    after(cards, [*noise(10, seed=2), *noise(30, mean=56, seed=3)])
    found = trend(cards.context, cards.id, cards.metric(KEY).id)
    assert found.band is not None and found.band.mean is not None
    assert found.band.low is not None and found.band.low < found.band.mean
    assert len(found.slips) == 1 and found.slips[0].ended is None
    assert len(found.at) == found.points == 100
    assert set(small_trends(cards.context, cards.id)) == {cards.metric(KEY).id}


def test_a_part_of_a_chart_is_read_anew_with_its_own_extremes(cards: Measured) -> None:
    cards.measure(KEY, noise(100), every=1)
    found = trend(
        cards.context,
        cards.id,
        cards.metric(KEY).id,
        since=FIRST + timedelta(days=10),
        until=FIRST + timedelta(days=19),
    )
    assert len(found.at) == found.points == 10
