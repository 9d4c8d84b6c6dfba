"""Each condition of the rollout: decided by stored figures, a bound metric or a person, and said with its figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.domain.assessment import CheckValue, SignOff
from readiness.domain.condition_facts import ConditionFacts, LiveFigures, PlanResult
from readiness.domain.conditions import RULES, conditions_of, find_conditions
from readiness.domain.decision_figures import Count, Paired
from readiness.domain.decision_log import ReviewPlan
from readiness.domain.framework import Condition, Framework, PhaseGates, PhaseId
from readiness.domain.metric import AlarmAnswer, ConditionBinding
from readiness.domain.phase_history import ConditionList
from readiness.domain.project_record import Exposure, Incident, PresentWay, ProjectRecord
from readiness.domain.step_up import holding, step_up
from tests.builders import TODAY, a_sign_off, ago, at, proof, rated
from tests.ladder import (
    FRAMEWORK,
    a_metric,
    a_move,
    a_state,
    a_test,
    an_answer,
    facts,
    found,
    green,
    live,
    logged,
)

SHADOW = (a_move("shadow", 42),)
ADVISORY = (*SHADOW, a_move("advisory", 40, came_from="shadow"))
SUPERVISED = (*ADVISORY, a_move("supervised_automation", 50, came_from="advisory"))
FULL = (*SUPERVISED, a_move("full_automation", 10, came_from="supervised_automation"))
BY_A_PERSON = [name for name, rule in RULES.items() if rule.decide is None and not rule.derived]
PRESENT: Mapping[PhaseId, Any] = {
    "shadow": SHADOW,
    "advisory": ADVISORY,
    "supervised_automation": SUPERVISED,
    "full_automation": FULL,
}


def with_limits(**gates: Any) -> Framework:
    """The framework with other limits in the profile."""
    profiles = tuple(
        one.model_copy(update={"phase_gates": PhaseGates(**gates)}) if one.id == "document_processing" else one
        for one in FRAMEWORK.profiles
    )
    return Framework(**{field: getattr(FRAMEWORK, field) for field in Framework.model_fields} | {"profiles": profiles})


def checked(criterion: str, measure: str, number: float | None, *, days_ago: int = 0, **more: Any) -> Any:
    """An assessment with one check answered."""
    kind = "nothing_yet" if number is None and "day" not in more else "date" if "day" in more else "number"
    value = CheckValue(measure=measure, kind=kind, number=number, **more)
    return green(rated(criterion, "green", on=ago(days_ago), checks=(value,), reason="x"), proof(criterion))


def exposure(share: float, days_ago: int = 0) -> Exposure:
    return Exposure(id=f"e{share}", day=ago(days_ago), share_pct=share, added_at=at(ago(days_ago)))


def test_every_condition_of_the_framework_is_handled_and_no_other() -> None:
    assert set(RULES) == {(phase, list, one.key) for phase, list, one in conditions_of(FRAMEWORK)}


def test_every_condition_is_found_once_in_the_order_of_the_framework() -> None:
    names = [one.name for one in find_conditions(facts(*SHADOW))]
    assert names == [(phase, list, one.key) for phase, list, one in conditions_of(FRAMEWORK)]


@pytest.mark.parametrize("name", BY_A_PERSON, ids=".".join)
def test_what_only_a_person_knows_is_unknown_until_answered_with_evidence(
    name: tuple[PhaseId, ConditionList, str],
) -> None:
    phase, list, key = name
    moves = PRESENT[phase] if list != "entry" else ()
    assert found(facts(*moves), *name).state == "unknown"
    yes = found(facts(*moves, condition_answers=(an_answer(phase, list, key, True),)), *name)
    no = found(facts(*moves, condition_answers=(an_answer(phase, list, key, False),)), *name)
    assert (yes.state, no.state) == ("met", "unmet")
    assert "“Seen”, 20 Mar 2026" in yes.figure
    assert yes.source == "answered by Ida"


def test_a_condition_that_a_team_added_is_answered_by_a_person() -> None:
    added = Condition(key="works_council_agreed", text="The works council agreed.")
    phases = tuple(
        phase.model_copy(update={"exit": (*phase.exit, added)}) if phase.id == "shadow" else phase
        for phase in FRAMEWORK.phases
    )
    framework = FRAMEWORK.model_copy(update={"phases": phases})
    name: Any = ("shadow", "exit", "works_council_agreed")
    assert found(facts(*SHADOW, framework=framework), *name).state == "unknown"
    answered = facts(*SHADOW, framework=framework, condition_answers=(an_answer(*name, True),))
    assert found(answered, *name).state == "met"


# Shadow ---------------------------------------------------------------------------------------------------------------


def test_use_case_and_human_baseline_come_from_use_case_and_project_record() -> None:
    name: Any = ("shadow", "entry", "use_case_written")
    lacking = found(facts(), *name)
    assert (lacking.state, lacking.link_page) == ("unmet", "record")
    assert "human baseline" in lacking.missing
    record = ProjectRecord(present_way=PresentWay(cost="14 minutes a claim"))
    assert found(facts(record=record), *name).state == "met"


def test_mapping_and_monitoring_must_be_yellow_at_least() -> None:
    name: Any = ("shadow", "entry", "mapping_and_monitoring_rehearsed")
    assert found(facts(), *name).state == "met"
    red = facts(assessment=green(rated("data.source_mapping", "red")))
    silent = facts(assessment=green(rated("data.source_mapping", None)))
    assert (found(red, *name).state, found(silent, *name).state) == ("unmet", "unknown")


def test_floors_say_how_many_of_the_days_have_passed() -> None:
    name: Any = ("shadow", "exit", "floors_met")
    early = found(facts(a_move("shadow", 7), live=live(logged(400))), *name)
    assert (early.state, early.floor, round(early.reached_pct or 0)) == ("unmet", True, 33)
    assert early.figure == "7 of 21 days since 13 Mar 2026, 400 of 1,000 decisions"
    assert early.missing == "It takes 14 more days and 600 more decisions."
    assert found(facts(a_move("shadow", 21), live=live(logged(1000))), *name).state == "met"
    assert found(facts(a_move("shadow", 20), live=live(logged(1000))), *name).state == "unmet"
    assert found(facts(a_move("shadow", 30)), *name).state == "unknown"


def test_floors_count_from_the_latest_entry_and_stated_ones_from_the_stated_day() -> None:
    name: Any = ("shadow", "exit", "floors_met")
    again = (a_move("shadow", 300), a_move("advisory", 100), a_move("shadow", 5, kind="down", came_from="advisory"))
    assert found(facts(*again, live=live(logged())), *name).figure.startswith("5 of 21 days")
    stated = a_move("shadow", 60, kind="stated").model_copy(update={"recorded_at": at(TODAY)})
    assert found(facts(stated, live=live(logged())), *name).state == "met"


def test_a_limit_that_the_profile_does_not_set_removes_the_condition() -> None:
    framework = with_limits()
    names: list[Any] = [
        ("shadow", "exit", "floors_met"),
        ("shadow", "exit", "agreement"),
        ("shadow", "exit", "critical_error_bound"),
        ("advisory", "exit", "use_and_override"),
        ("supervised_automation", "exit", "escalation"),
        ("supervised_automation", "step_back", "error_bound_exceeded"),
        ("full_automation", "keep", "monthly_audit"),
    ]
    for name in names:
        assert found(facts(*FULL, framework=framework), *name).state == "does_not_apply", name


@pytest.mark.parametrize(("lower", "state"), [(0.95, "met"), (0.9499, "unmet"), (None, "unknown")])
def test_agreement_is_judged_by_its_lower_bound(lower: float | None, state: str) -> None:
    figures = logged(agreement=Count(980, 1000))
    one = found(facts(*SHADOW, live=live(figures, agreement_lower=lower)), "shadow", "exit", "agreement")
    assert one.state == state
    if lower == 0.9499:
        assert one.figure == "980 of 1,000 (98 %), lower bound 94.99 %, limit 95 %"


@pytest.mark.parametrize(("upper", "state"), [(0.01, "met"), (0.0101, "unmet")])
def test_critical_errors_are_judged_by_their_upper_bound(upper: float, state: str) -> None:
    figures = logged(critical=Count(1, 500))
    one = found(facts(*SHADOW, live=live(figures, critical_upper=upper)), "shadow", "exit", "critical_error_bound")
    assert one.state == state
    assert found(facts(*SHADOW, live=live(logged())), "shadow", "exit", "critical_error_bound").state == "unknown"


@pytest.mark.parametrize(
    ("agreement", "judged", "state"),
    [
        (Count(900, 1000), 50, "met"),
        (Count(900, 1000), 49, "unmet"),
        (Count(980, 1000), 20, "met"),
        (Count(980, 1000), 19, "unmet"),
        (Count(10, 10), 0, "unmet"),
    ],
)
def test_fifty_disagreements_are_judged_blind_or_all_where_there_are_fewer(
    agreement: Count, judged: int, state: str
) -> None:
    figures = logged(agreement=agreement, adjudicated_disagreements=judged)
    one = found(facts(*SHADOW, live=live(figures)), "shadow", "exit", "disagreements_judged_blind")
    assert one.state == state


@pytest.mark.parametrize(("shown", "state"), [(True, "met"), (False, "unmet")])
def test_the_ai_must_be_shown_to_be_no_worse_than_people(shown: bool, state: str) -> None:
    figures = logged(paired=Paired(both=400, only_human=20, only_ai=30, neither=50))
    bounds = {"ai_difference": 0.02, "ai_difference_lower": -0.001, "ai_not_worse": shown}
    one = found(facts(*SHADOW, live=live(figures, **bounds)), "shadow", "exit", "not_worse_than_people")
    assert one.state == state
    assert one.figure == "AI less people +2.0 points on 500 cases of known truth, lower bound -0.1 points, margin -3"


def test_a_full_cycle_is_a_week_with_every_working_day() -> None:
    name: Any = ("shadow", "exit", "full_cycle")

    def state(**more: Any) -> str:
        return found(facts(*SHADOW, live=live(logged(**more))), *name).state

    assert state() == "met"
    assert state(weekdays=frozenset(range(5))) == "met"
    assert state(weekdays=frozenset({1, 3})) == "unknown"
    assert state(first_day=ago(5)) == "unmet"
    assert found(facts(*SHADOW), *name).state == "unknown"


def test_days_without_a_hand_count_only_inside_the_phase() -> None:
    name: Any = ("shadow", "exit", "unattended")
    criterion, measure = "data.pipeline_robustness", "days_without_manual_intervention"
    assert found(facts(*SHADOW, assessment=checked(criterion, measure, 25)), *name).state == "met"
    assert found(facts(*SHADOW, assessment=checked(criterion, measure, 20)), *name).state == "unmet"
    early = facts(*SHADOW, assessment=checked(criterion, measure, 90, days_ago=30))
    assert found(early, *name).state == "unknown"
    assert "12 of 21 days in this phase" in found(early, *name).figure


def test_decisions_of_another_phase_do_not_count() -> None:
    figures = live(logged(agreement=Count(980, 1000)), agreement_lower=0.97)
    assert found(facts(*ADVISORY, live=figures), "shadow", "exit", "agreement").state == "unknown"


# Advisory -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days_ago", "state"), [(0, "met"), (180, "met"), (181, "unmet")])
def test_a_test_of_the_stop_switch_counts_as_long_as_its_check_is_yellow(days_ago: int, state: str) -> None:
    answered = checked("governance.access_permissions", "days_since_kill_switch_test", None, day=ago(days_ago))
    assert found(facts(*SHADOW, assessment=answered), "advisory", "entry", "stop_switch_tested").state == state


def test_a_stop_switch_that_was_never_tested_is_unmet_and_silence_is_unknown() -> None:
    name: Any = ("advisory", "entry", "stop_switch_tested")
    never = checked("governance.access_permissions", "days_since_kill_switch_test", None)
    assert found(facts(*SHADOW, assessment=never), *name).state == "unmet"
    assert found(facts(*SHADOW), *name).state == "unknown"


@pytest.mark.parametrize(("count", "state"), [(1, "met"), (0, "unmet"), (None, "unmet")])
def test_the_incident_plan_must_have_been_exercised(count: int | None, state: str) -> None:
    answered = checked("operations.incident_response", "exercises_in_180_days", count)
    assert found(facts(*SHADOW, assessment=answered), "advisory", "entry", "incident_plan_exercised").state == state


def test_use_and_overrides_are_judged_together_and_a_named_metric_gives_the_use() -> None:
    name: Any = ("advisory", "exit", "use_and_override")
    bound = a_metric("use", condition=ConditionBinding(phase="advisory", list="exit", key="use_and_override"))
    calm = logged(overrides=Count(100, 1000))
    assert found(facts(*ADVISORY, live=live(calm)), *name).state == "unknown"
    assert found(facts(*ADVISORY, live=live(calm, [a_state(bound, 80.0)])), *name).state == "met"
    assert found(facts(*ADVISORY, live=live(calm, [a_state(bound, 79.0)])), *name).state == "unmet"
    often = logged(overrides=Count(151, 1000))
    both = found(facts(*ADVISORY, live=live(often, [a_state(bound, 90.0)])), *name)
    assert both.state == "unmet"
    assert both.figure.startswith("overrides 151 of 1,000 (15.1 %), limit 15 %; weekly use 90 % on")
    support = [a_state(a_metric("agent_use"), 61.0)]
    named = facts(*ADVISORY, profile="customer_support_llm", live=live(calm, support))
    assert found(named, *name).state == "met"


def test_a_point_from_before_the_phase_or_long_past_says_nothing_about_use() -> None:
    name: Any = ("advisory", "exit", "use_and_override")
    calm = logged(overrides=Count(100, 1000))
    for state in (
        a_state(a_metric("agent_use"), 99.0, days_ago=60),
        a_state(a_metric("agent_use"), 99.0, overdue=True),
    ):
        one = found(facts(*ADVISORY, profile="customer_support_llm", live=live(calm, [state])), *name)
        assert one.state == "unknown"


@pytest.mark.parametrize(
    ("seconds", "caught", "state"),
    [(9.9, 90, "met"), (30, 74, "met"), (30, 75, "unmet"), (30, None, "unknown"), (None, None, "unknown")],
)
def test_blind_acceptance_is_quick_reviews_or_planted_errors_missed(
    seconds: float | None, caught: float | None, state: str
) -> None:
    answered = checked("organization.skills_training", "planted_errors_caught", caught) if caught else green()
    figures = live(logged(median_review_seconds=seconds))
    one = found(facts(*ADVISORY, assessment=answered, live=figures), "advisory", "step_back", "blind_acceptance")
    assert one.state == state


def test_falling_use_is_the_slip_alarm_of_the_metric_that_the_profile_names() -> None:
    name: Any = ("advisory", "step_back", "use_falling")
    use = a_metric("agent_use")

    def state(**more: Any) -> str:
        figures = live(metrics=[a_state(use, **more)])
        return found(facts(*ADVISORY, profile="customer_support_llm", live=figures), *name).state

    assert state(status="slipping", alarm_since=ago(3)) == "met"
    assert state() == "unmet"
    assert state(status="too_little_data") == "unknown"


def test_decisions_with_advice_are_compared_with_those_without() -> None:
    figures = logged(advised=Count(480, 500), unadvised=Count(470, 500))
    better = {"advised_difference": 0.02, "advised_lower": -0.002, "advised_upper": 0.04}
    shown = facts(*ADVISORY, live=live(figures, **better, advised_not_worse=True))
    assert found(shown, "advisory", "exit", "decisions_not_worse").state == "met"
    assert found(shown, "advisory", "step_back", "worse_together").state == "unmet"
    open_ = facts(*ADVISORY, live=live(figures, **better, advised_not_worse=False))
    assert found(open_, "advisory", "exit", "decisions_not_worse").state == "unmet"
    assert found(open_, "advisory", "step_back", "worse_together").state == "unknown"
    worse = {"advised_difference": -0.1, "advised_lower": -0.13, "advised_upper": -0.07, "advised_not_worse": False}
    assert (
        found(facts(*ADVISORY, live=live(figures, **worse)), "advisory", "step_back", "worse_together").state == "met"
    )


# Supervised automation ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "state"), [(59, "met"), (60, "unmet"), (None, "unmet")])
def test_rollback_takes_less_than_an_hour(minutes: float | None, state: str) -> None:
    answered = checked("governance.version_rollback", "rollback_minutes", minutes)
    assert (
        found(facts(*ADVISORY, assessment=answered), "supervised_automation", "entry", "rollback_fast").state == state
    )


@pytest.mark.parametrize(("share", "state"), [(5, "met"), (10, "met"), (10.1, "unmet"), (4.9, "unmet")])
def test_exposure_starts_at_five_to_ten_percent(share: float, state: str) -> None:
    one = found(facts(*ADVISORY, exposures=(exposure(share),)), "supervised_automation", "entry", "small_start")
    assert one.state == state


def test_the_latest_exposure_counts_and_none_is_unknown() -> None:
    name: Any = ("supervised_automation", "entry", "small_start")
    assert found(facts(*ADVISORY), *name).state == "unknown"
    assert found(facts(*ADVISORY, exposures=(exposure(8), exposure(100, 30))), *name).state == "met"


def plan_result(
    outcome: str, *, drawn_ago: int = 5, decided_ago: int = 8, limit: float = 1, **more: Any
) -> LiveFigures:
    plan = ReviewPlan(id="p", name="Zero of 299", limit_pct=limit, cases=299, allowed_errors=0, declared_at=at(ago(20)))
    decided = ((ago(decided_ago), 40), (ago(7), 259))
    found: dict[str, Any] = {"judged": 299, "drawn": 299, "drawn_on": ago(drawn_ago), "decided": decided, "holds": True}
    return LiveFigures(plans=(PlanResult(plan, outcome, **(found | more)),))


@pytest.mark.parametrize(
    ("live_", "state"),
    [
        (plan_result("passed"), "met"),
        (plan_result("passed", drawn_ago=60), "unmet"),
        (plan_result("failed"), "unmet"),
        (plan_result("under_way"), "unmet"),
        (plan_result("passed", holds=False), "unmet"),
        (plan_result("passed", at_random=False), "unmet"),
        (plan_result("passed", limit=1.1), "unmet"),
        (plan_result("passed", decided_ago=60), "unknown"),
        (plan_result("failed", decided_ago=60), "unmet"),
        (LiveFigures(), "unmet"),
    ],
)
def test_the_plan_fixed_beforehand_must_be_passed_with_cases_of_this_phase(live_: LiveFigures, state: str) -> None:
    one = found(facts(*SUPERVISED, live=live_), "supervised_automation", "exit", "error_plan_passed")
    assert one.state == state


def test_a_passed_plan_says_why_it_does_not_show_what_is_asked_for() -> None:
    def said(live_: LiveFigures) -> tuple[str, str]:
        one = found(facts(*SUPERVISED, live=live_), "supervised_automation", "exit", "error_plan_passed")
        return one.figure.rpartition("; ")[2], one.missing

    assert said(plan_result("passed", limit=2))[1] == "It shows at most 2 % of errors, 1 % is asked for."
    assert said(plan_result("passed", holds=False))[1].endswith("fix a plan with more cases.")
    assert said(plan_result("passed", at_random=False))[1].startswith("Its cases were disagreements")
    assert said(plan_result("passed", decided_ago=60)) == (
        "40 of them decided before 29 Jan 2026",
        "Its cases are not all of this phase: fix a new plan and draw from decisions since the entry into it.",
    )


@pytest.mark.parametrize(("count", "state"), [(400, "met"), (401, "unmet")])
def test_escalation_stays_inside_the_limit(count: int, state: str) -> None:
    figures = live(logged(escalated=Count(count, 1000)))
    assert found(facts(*SUPERVISED, live=figures), "supervised_automation", "exit", "escalation").state == state


def test_two_drills_passed_since_the_entry() -> None:
    name: Any = ("supervised_automation", "exit", "drills_passed")
    one, two = a_test("data.source_mapping", 3), a_test("data.quality_monitoring", 2)
    old = a_test("data.source_mapping", 60)
    repaired = a_test("data.source_mapping", 40, "failed", fixed_on=ago(30), passed_again_on=ago(20))
    assert found(facts(*SUPERVISED, assessment=green(one, two)), *name).state == "met"
    assert found(facts(*SUPERVISED, assessment=green(one, repaired)), *name).state == "met"
    assert found(facts(*SUPERVISED, assessment=green(one, old)), *name).figure == "1 of 2 passed since 29 Jan 2026"
    assert found(facts(*SUPERVISED, assessment=green(one, old)), *name).state == "unknown"


def test_value_is_measured_by_a_business_metric_with_a_baseline_in_this_phase() -> None:
    name: Any = ("supervised_automation", "exit", "value_measured")
    metric = a_metric("minutes", family="business")

    def state(one: Any) -> str:
        return found(facts(*SUPERVISED, live=live(metrics=[one])), *name).state

    assert state(a_state(metric, baseline_mean=100.0)) == "met"
    assert state(a_state(metric, status="too_little_data")) == "unknown"
    assert state(a_state(metric.model_copy(update={"baseline": None}))) == "unknown"
    assert state(a_state(a_metric("minutes", family="model"))) == "unknown"


def test_a_critical_error_is_one_found_at_random_or_a_critical_incident_since_the_entry() -> None:
    name: Any = ("supervised_automation", "step_back", "critical_error")
    incident = Incident(id="i", day=ago(3), severity="critical", added_at=at(ago(3)))
    clean = live(logged(critical=Count(0, 300)))
    assert found(facts(*SUPERVISED, live=clean), *name).state == "unmet"
    assert found(facts(*SUPERVISED, live=live(logged(critical=Count(1, 300)))), *name).state == "met"
    assert found(facts(*SUPERVISED, live=clean, incidents=(incident,)), *name).state == "met"
    before = incident.model_copy(update={"day": ago(60)})
    assert found(facts(*SUPERVISED, live=clean, incidents=(before,)), *name).state == "unmet"
    assert found(facts(*SUPERVISED), *name).state == "unknown"


def test_few_reviewed_cases_are_no_alarm_and_a_full_sample_above_the_limit_is() -> None:
    name: Any = ("supervised_automation", "step_back", "error_bound_exceeded")

    def state(count: int, n: int, lower: float, upper: float) -> str:
        figures = live(logged(errors=Count(count, n)), errors_lower=lower, errors_upper=upper)
        return found(facts(*SUPERVISED, live=figures), *name).state

    assert state(0, 50, 0.0, 0.058) == "unknown"
    assert state(10, 1500, 0.0036, 0.0113) == "met"
    assert state(10, 50, 0.11, 0.31) == "met"
    assert state(5, 1500, 0.0013, 0.007) == "unmet"


def test_a_degradation_stays_a_reason_to_step_back_until_somebody_closes_it() -> None:
    name: Any = ("supervised_automation", "step_back", "degradation_unresolved")
    metric = a_metric("recall", family="model")
    bad = a_state(metric, status="degraded", alarm_since=ago(9))
    closed = AlarmAnswer(id="a", metric=metric.id, alarm_day=ago(9), text="Ok", closed=True, answered_at=at(TODAY))
    assert found(facts(*SUPERVISED, live=live(metrics=[bad])), *name).state == "met"
    assert found(facts(*SUPERVISED, live=live(metrics=[replace(bad, answers=(closed,))])), *name).state == "unmet"
    assert found(facts(*SUPERVISED, live=live(metrics=[a_state(metric)])), *name).state == "unmet"
    assert found(facts(*SUPERVISED), *name).state == "unknown"


def test_a_metric_that_only_slips_is_named_though_it_is_no_reason_to_step_back() -> None:
    metric = a_metric("recall", family="model")
    slips = a_state(metric, status="slipping", alarm_since=ago(9))
    outcome = found(
        facts(*SUPERVISED, live=live(metrics=[slips])), "supervised_automation", "step_back", "degradation_unresolved"
    )
    assert outcome.state == "unmet"
    assert outcome.figure.endswith(f"; slipping: {metric.name}")


# Full automation ------------------------------------------------------------------------------------------------------


def test_budget_and_owner_come_from_the_project_record() -> None:
    name: Any = ("full_automation", "entry", "run_budget_and_owner")

    def state(**record: Any) -> str:
        return found(facts(*SUPERVISED, record=ProjectRecord(**record)), *name).state

    assert state(operational_owner="ida", budget_until=TODAY) == "met"
    assert state(operational_owner="ida", budget_until=ago(1)) == "unmet"
    assert state(operational_owner="ida", no_budget=True) == "unmet"
    assert state(operational_owner="ida") == "unknown"
    assert state(budget_until=TODAY) == "unknown"
    assert state() == "unknown"


def test_an_owner_who_has_left_is_a_reason_to_step_back() -> None:
    name: Any = ("full_automation", "step_back", "owner_missing")
    assessment = green()
    people = tuple(one.model_copy(update={"left": one.id == "ida"}) for one in assessment.people)
    gone = assessment.model_copy(update={"people": people})
    record = ProjectRecord(operational_owner="ida")
    assert found(facts(*FULL, record=record), *name).state == "unmet"
    assert found(facts(*FULL, record=record, assessment=gone), *name).state == "met"
    assert found(facts(*FULL), *name).state == "met"


def test_an_executive_signed_where_a_sign_off_holds() -> None:
    name: Any = ("full_automation", "entry", "executive_sign_off")
    signed: SignOff = a_sign_off("data.source_mapping", due=None)
    yellow = rated("data.source_mapping", "yellow", reason="x")
    assert found(facts(*SUPERVISED, assessment=green(yellow, signed)), *name).state == "met"
    assert found(facts(*SUPERVISED), *name).state == "unknown"
    early = an_answer(*name, True, days_ago=60)
    assert found(facts(*SUPERVISED, condition_answers=(early,)), *name).state == "unknown"
    assert found(facts(*SUPERVISED, condition_answers=(an_answer(*name, True),)), *name).state == "met"


@pytest.mark.parametrize(
    ("count", "state"), [(Count(0, 300), "met"), (Count(0, 299), "unmet"), (Count(4, 300), "unmet")]
)
def test_the_monthly_audit_keeps_its_sample_and_its_limit(count: Count, state: str) -> None:
    figures = replace(live(audit_upper=0.01), audit=logged(errors=count))
    assert found(facts(*FULL, live=figures), "full_automation", "keep", "monthly_audit").state == state


def test_drift_and_value_need_recent_data_of_both_families() -> None:
    name: Any = ("full_automation", "keep", "drift_and_value")
    model, business = a_metric("recall", family="model"), a_metric("minutes", family="business")

    def state(*states: Any) -> str:
        return found(facts(*FULL, live=live(metrics=states)), *name).state

    assert state(a_state(model), a_state(business)) == "met"
    assert state(a_state(model), a_state(business, beyond_limit=True)) == "unmet"
    assert state(a_state(model)) == "unknown"
    assert state(a_state(model), a_state(business, overdue=True)) == "unknown"


def test_evidence_is_fresh_while_nothing_expired() -> None:
    name: Any = ("full_automation", "keep", "evidence_fresh")
    assert found(facts(*FULL), *name).state == "met"
    old = green(rated("data.source_mapping", "green", on=ago(200)), proof("data.source_mapping", ago(200)))
    assert found(facts(*FULL, assessment=old), *name).state == "unmet"
    assert found(facts(*FULL, assessment=green(rated("data.source_mapping", None))), *name).state == "unknown"


# Answers and bound metrics --------------------------------------------------------------------------------------------


def test_a_stored_figure_goes_before_an_answer() -> None:
    name: Any = ("supervised_automation", "entry", "rollback_fast")
    slow = checked("governance.version_rollback", "rollback_minutes", 90)
    assert found(facts(*ADVISORY, assessment=slow, condition_answers=(an_answer(*name),)), *name).state == "unmet"
    assert found(facts(*ADVISORY, condition_answers=(an_answer(*name),)), *name).state == "met"


@pytest.mark.parametrize("key", ["floors_met", "agreement", "critical_error_bound", "disagreements_judged_blind"])
def test_floors_and_bounds_cannot_be_answered_away(key: str) -> None:
    answered = facts(*SHADOW, condition_answers=(an_answer("shadow", "exit", key),))
    one = found(answered, "shadow", "exit", key)
    assert (one.state, one.answerable) == ("unknown", False)


def test_the_latest_answer_counts_and_one_taken_back_does_not() -> None:
    name: Any = ("shadow", "exit", "integrations_exercised")
    first, second = an_answer(*name, True, days_ago=3), an_answer(*name, False, days_ago=2)
    assert found(facts(*SHADOW, condition_answers=(first, second)), *name).state == "unmet"
    back = second.model_copy(update={"withdrawn_at": at(TODAY)})
    assert found(facts(*SHADOW, condition_answers=(first, back)), *name).state == "met"


def test_evidence_from_before_the_latest_entry_does_not_open_the_way_out() -> None:
    name: Any = ("shadow", "exit", "integrations_exercised")
    old = facts(*SHADOW, condition_answers=(an_answer(*name, days_ago=43),))
    assert found(old, *name).state == "unknown"
    assert "before the latest entry" in found(old, *name).missing


def test_rehearsal_counts_up_to_the_entry_of_advisory() -> None:
    entry: Any = ("advisory", "entry", "users_trained")
    exit_: Any = ("advisory", "exit", "no_harm")
    answers = (an_answer(*entry, rehearsed=True), an_answer(*exit_, rehearsed=True))
    judged = facts(*ADVISORY, condition_answers=answers)
    assert (found(judged, *entry).state, found(judged, *exit_).state) == ("met", "unknown")
    assert "rehearsal traffic counts only up to the entry of advisory" in found(judged, *exit_).missing


def test_a_person_can_always_say_that_a_reason_to_step_back_holds() -> None:
    name: Any = ("supervised_automation", "step_back", "critical_error")
    clean = live(logged(critical=Count(0, 300)))
    said = facts(*SUPERVISED, live=clean, condition_answers=(an_answer(*name, True),))
    assert found(said, *name).state == "met"
    calmed = facts(*SUPERVISED, live=live(logged(critical=Count(1, 300))), condition_answers=(an_answer(*name, False),))
    assert found(calmed, *name).state == "met"


@pytest.mark.parametrize(
    ("beyond", "exit_state", "back_state"),
    [(False, "met", "unmet"), (True, "unmet", "met"), (None, "unknown", "unknown")],
)
def test_a_bound_metric_decides_by_its_limit(beyond: bool | None, exit_state: str, back_state: str) -> None:
    exit_: Any = ("supervised_automation", "exit", "exceptions_in_time")
    back: Any = ("supervised_automation", "step_back", "review_backlog")
    states = [
        a_state(
            a_metric(name[2], condition=ConditionBinding(phase=name[0], list=name[1], key=name[2]), limit=50.0), 60.0
        )
        for name in (exit_, back)
    ]
    judged = facts(*SUPERVISED, live=live(metrics=[replace(one, beyond_limit=beyond) for one in states]))
    assert (found(judged, *exit_).state, found(judged, *back).state) == (exit_state, back_state)
    if beyond is not None:
        assert found(judged, *exit_).figure == "Exceptions_in_time 60 % on 19 Mar 2026, limit 50"


# The next step up -----------------------------------------------------------------------------------------------------


def test_conditions_that_sum_up_others_are_not_counted_twice() -> None:
    step = step_up(facts(*SHADOW), find_conditions(facts(*SHADOW)))
    assert step is not None
    assert "shadow_left" not in [one.key for one in step.missing]
    assert "shadow_left" in [one.key for one in step.asked]


def test_full_automation_asks_for_the_whole_scope() -> None:
    judged = facts(*SUPERVISED, exposures=(exposure(50),))
    one = found(judged, "full_automation", "entry", "supervised_left")
    assert (one.state, one.waivable) == ("unmet", False)
    assert "exposure 50 %" in one.figure
    step = step_up(judged, find_conditions(judged))
    assert step is not None
    assert "supervised_left" in [one.key for one in step.missing]


def gates(judged: ConditionFacts) -> dict[str, str]:
    step = step_up(judged, find_conditions(judged))
    assert step is not None
    return {one.key: one.state for one in step.asked if one.of_gate}


def test_the_gate_of_advisory_asks_that_nothing_is_red() -> None:
    assert gates(facts(*SHADOW)) == {"gate_highest_phase": "met", "gate_verdict": "met"}
    red = facts(*SHADOW, assessment=green(rated("data.source_mapping", "red")))
    assert gates(red)["gate_verdict"] == "unmet"


def test_the_gate_of_automation_asks_for_the_verdict_and_a_stress_test_a_dimension_since_the_last_move() -> None:
    criteria = [FRAMEWORK.criteria_of(one.id)[0].id for one in FRAMEWORK.dimensions]
    tested = green(*(a_test(one, 3) for one in criteria))
    assert gates(facts(*ADVISORY, assessment=tested)) == {
        "gate_highest_phase": "met",
        "gate_verdict": "met",
        "gate_stress_tests": "met",
    }
    assert gates(facts(*ADVISORY, assessment=green(*(a_test(one, 3) for one in criteria[1:]))))[
        "gate_stress_tests"
    ] == ("unmet")
    assert gates(facts(*ADVISORY, assessment=green(*(a_test(one, 41) for one in criteria))))["gate_stress_tests"] == (
        "unmet"
    )
    yellow = rated("governance.version_rollback", "yellow", reason="x")
    assert gates(facts(*ADVISORY, assessment=green(yellow)))["gate_verdict"] == "unmet"


def test_beyond_the_profile_is_in_the_way_until_the_executive_raises_it() -> None:
    judged = facts(*ADVISORY, profile="medical_diagnosis")
    assert gates(judged)["gate_highest_phase"] == "unmet"


def test_in_full_automation_the_reasons_to_step_back_of_earlier_phases_count_by_name() -> None:
    leak = an_answer("shadow", "step_back", "output_leaked", True)
    judged = facts(*FULL, record=ProjectRecord(operational_owner="ida"), condition_answers=(leak,))
    holding_now = holding(judged, find_conditions(judged))
    assert [one.name for one in holding_now] == [("shadow", "step_back", "output_leaked")]
    assert found(judged, "full_automation", "step_back", "earlier_condition").state == "met"


def test_the_manual_says_of_every_condition_how_it_is_decided() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "rollout.md").read_text(encoding="utf-8")
    for phase, list, one in conditions_of(FRAMEWORK):
        reads = RULES[phase, list, one.key].reads
        assert f"| {one.text} | {reads[0].upper()}{reads[1:]}" in manual
