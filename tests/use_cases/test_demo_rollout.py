"""The demo portfolio in rollout and operation: each pattern shows once and is absent once, and much else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.context import Context
from readiness.domain.metric_state import MetricState
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.phase_history import RolloutPhase
from readiness.queries.decisions import decision_figures, plan_states, sample_states
from readiness.queries.metrics import metric_states
from readiness.queries.patterns import patterns_of_many
from readiness.queries.rollout import RolloutView, rollout_view
from tests.demo import NOW, opened, tell, told

SHOWN = {
    "technology_first": "demo-cv-shortlist",
    "big_bang": "demo-personal-offers",
    "set_and_forget": "demo-demand-forecast",
    "perfect_data": "demo-ward-alerts",
    "black_box": "demo-support-drafts",
    "cultural_resistance": "demo-cv-shortlist",
}
"""In which story each failure pattern shows."""
CLEAN = "demo-card-fraud"
PHASES: dict[str, RolloutPhase] = {
    "demo-card-fraud": "supervised_automation",
    "demo-claims-triage": "shadow",
    "demo-cv-shortlist": "advisory",
    "demo-demand-forecast": "supervised_automation",
    "demo-loan-precheck": "advisory",
    "demo-personal-offers": "supervised_automation",
    "demo-support-drafts": "advisory",
    "demo-ward-alerts": "not_started",
}


@pytest.fixture(scope="module")
def demo() -> Context:
    return opened(told())


def finding(found: tuple[PatternFinding, ...], pattern: str) -> PatternFinding:
    return next(one for one in found if one.pattern_id == pattern)


def states(context: Context, story: str) -> dict[str, MetricState]:
    return {state.metric.key: state for state in metric_states(context, story)}


def assert_patterns_show(context: Context) -> None:
    found = patterns_of_many(context, context.store.ids())
    for pattern, story in SHOWN.items():
        assert finding(found[story], pattern).level in ("warning", "strong"), pattern
        absent = finding(found[CLEAN], pattern)
        assert absent.level in ("none", "watch") and absent.coverage >= 0.5, pattern
    assert {one.pattern_id for one in found[CLEAN]} == set(SHOWN)
    warned = {(one.pattern_id, id) for id, patterns in found.items() for one in patterns if one.is_warning}
    assert warned == set(SHOWN.items()), "no story warns of what it does not tell"


def test_each_pattern_shows_in_one_story_and_is_absent_from_the_clean_one(demo: Context) -> None:
    assert_patterns_show(demo)


def test_the_patterns_show_on_another_day_of_the_year(tmp_path: Path) -> None:
    moment = datetime(2028, 2, 29, 0, 5, tzinfo=UTC)
    context = opened(tell(tmp_path, moment), moment)
    assert_patterns_show(context)
    assert states(context, "demo-card-fraud")["payments_screened"].status == "steady"
    assert states(context, "demo-demand-forecast")["wape"].status in ("slipping", "degraded")
    assert states(context, "demo-support-drafts")["error_rate"].status == "spike"


def test_each_story_stands_on_its_step_of_the_ladder(demo: Context) -> None:
    views = {id: rollout_view(demo, id) for id in PHASES}
    assert {id: view.step_id for id, view in views.items()} == PHASES


def test_the_clean_story_climbed_by_gates_that_were_met(demo: Context) -> None:
    view = rollout_view(demo, CLEAN)
    assert [span.phase for span in view.history] == ["shadow", "advisory", "supervised_automation"]
    for span in view.history:
        assert span.gate is not None and span.move.approver_name == "Noor van Dijk"
        assert all(one.state in ("met", "does_not_apply") for one in span.gate.conditions)
    assert view.holding == ()


def test_a_waiver_stands_in_a_gate_record_with_its_reason(demo: Context) -> None:
    view = rollout_view(demo, "demo-loan-precheck")
    gate = view.history[-1].gate
    assert gate is not None
    assert [one.key for one in gate.conditions if one.waived] == ["disagreements_judged_blind"]
    assert view.rollout.waivers[0].used_by == view.history[-1].move.id
    assert (view.own_highest, view.highest) == ("supervised_automation", "full_automation"), "the executive raised it"


def test_a_story_stepped_back_and_says_why(demo: Context) -> None:
    view = rollout_view(demo, "demo-support-drafts")
    phases = [span.phase for span in view.history]
    assert phases == ["shadow", "advisory", "supervised_automation", "advisory"]
    last = view.history[-1].move
    assert last.kind == "down" and "refunds" in last.reason
    assert [span.stated for span in view.history] == [True, True, True, False]


def test_no_reason_to_step_back_holds_but_where_a_story_tells_it(demo: Context) -> None:
    def holding(view: RolloutView) -> set[str]:
        return {one.key for one in view.holding}

    held = {id: holding(rollout_view(demo, id)) for id in PHASES}
    assert {id: keys for id, keys in held.items() if keys} == {
        "demo-cv-shortlist": {"blind_acceptance"},
        "demo-demand-forecast": {"degradation_unresolved"},
        "demo-personal-offers": {"critical_error", "degradation_unresolved"},
    }


def test_metrics_slip_spike_and_keep_their_rhythm(demo: Context) -> None:
    forecast = states(demo, "demo-demand-forecast")
    assert forecast["wape"].status == "slipping" and forecast["wape"].answers == ()
    assert all(state.overdue for state in forecast.values() if state.points), "it fell silent"
    assert states(demo, "demo-support-drafts")["error_rate"].status == "spike"
    assert states(demo, "demo-personal-offers")["opt_out"].status == "degraded"
    answered = states(demo, "demo-loan-precheck")["psi"]
    assert answered.status == "slipping" and answered.answers[0].plan is not None


def test_the_business_metrics_of_the_clean_story_reach_their_targets(demo: Context) -> None:
    business = [state for state in states(demo, CLEAN).values() if state.metric.family == "business"]
    assert len(business) == 3
    assert all(state.within_target and state.status == "improved" for state in business)


def test_the_seasonal_metric_is_steady_although_its_level_moves(demo: Context) -> None:
    state = states(demo, CLEAN)["payments_screened"]
    assert state.status == "steady" and state.metric.weekday
    by_weekday: dict[int, list[float]] = {}
    for day, value in state.weekly:
        by_weekday.setdefault(day.weekday(), []).append(value)
    means = {day: sum(values) / len(values) for day, values in by_weekday.items()}
    assert max(means.values()) - min(means.values()) > 50
    assert state.baseline_sd is not None and state.baseline_sd < 10


def test_a_shadow_log_says_that_it_is_too_early(demo: Context) -> None:
    story = "demo-claims-triage"
    figures = decision_figures(demo, story)
    assert figures.decisions >= 2000 and figures.overrides.n == 0
    assert figures.critical.count >= 3 and figures.adjudicated_disagreements > 0
    assert len(figures.critical_by_group) == 3
    (plan,) = plan_states(demo, story)
    assert plan.outcome in ("under_way", "failed")
    assert all(0 < one.judged < one.sample.size for one in sample_states(demo, story))
    missing = {one.key for one in rollout_view(demo, story).missing}
    assert missing >= {"agreement", "critical_error_bound", "disagreements_judged_blind", "gate_verdict"}


def test_stress_tests_are_failed_repaired_open_and_planned(demo: Context) -> None:
    runs = [run for id in PHASES for run in demo.store.load(id).stress_tests]
    assert any(run.is_unresolved for run in runs)
    assert any(run.outcome == "failed" and not run.is_unresolved and run.fix for run in runs)
    assert {run.kind for run in runs} == {"bad_data", "dependency_failure", "misuse"}, "each says what kind it is"
    assert all(run.expected for run in runs)
    assert any(one.is_open for id in PHASES for one in demo.store.load_rollout(id).planned_stress_tests)


def test_a_sign_of_a_pattern_is_set_aside_with_a_reason(demo: Context) -> None:
    found = patterns_of_many(demo, ["demo-loan-precheck"])["demo-loan-precheck"]
    sign = next(one for one in finding(found, "big_bang").indicators if one.key == "calendar_driven")
    assert sign.state == "hit" and sign.dismissed is not None and sign.dismissed.until > NOW.date()


def test_every_point_and_decision_lies_before_the_day_of_the_telling(demo: Context) -> None:
    for id in PHASES:
        assert all(state.last_at is None or state.last_at <= NOW for state in metric_states(demo, id))
        last = decision_figures(demo, id).last_day
        assert last is None or last < NOW.date()
