"""How the conditions to enter supervised automation, to leave it upward and to step back from it are decided."""

from __future__ import annotations

from readiness.domain.condition_facts import ConditionFacts, Outcome, PlanResult, Rule, limit_text, of, percent
from readiness.domain.conditions_shadow import NO_LOG, floors
from readiness.domain.metric_state import MetricState
from readiness.domain.phase_history import ConditionList
from readiness.domain.wording import count_text, day_text, number_text, utc_day

ROLLBACK_MINUTES = 60
SMALLEST_START, LARGEST_START = 5, 10
"""Percent of exposure at which supervised automation begins."""
DRILLS = 2

# To enter -------------------------------------------------------------------------------------------------------------


def _rollback_fast(facts: ConditionFacts) -> Outcome:
    value = facts.check("governance.version_rollback", "rollback_minutes")
    source = "check: minutes to roll back"
    if value is None:
        return Outcome("unknown", missing="Drill the rollback and enter the minutes.", page="assess")
    if value.number is None:
        return Outcome("unmet", "no drill yet", source, "Drill the rollback.", "assess")
    said = f"{number_text(value.number)} minutes in the drill, under {ROLLBACK_MINUTES} needed"
    if value.number < ROLLBACK_MINUTES:
        return Outcome("met", said, source, page="assess")
    return Outcome("unmet", said, source, "Make the rollback faster and drill it again.", "assess")


def _small_start(facts: ConditionFacts) -> Outcome:
    exposure = facts.exposure
    if exposure is None:
        return Outcome("unknown", missing="Enter the exposure with which it starts.", page="record")
    said = f"{number_text(exposure.share_pct)} % of {exposure.of} since {day_text(exposure.day)}"
    if SMALLEST_START <= exposure.share_pct <= LARGEST_START:
        return Outcome("met", said, "exposure list", page="record")
    missing = f"Start at {SMALLEST_START} to {LARGEST_START} % and enter it."
    return Outcome("unmet", said, "exposure list", missing, "record")


# To leave upward ------------------------------------------------------------------------------------------------------


def _floors_met(facts: ConditionFacts) -> Outcome:
    gate = facts.gates.supervised_automation
    what = "decisions reviewed at random"
    return floors(facts, "supervised_automation", gate.min_days, gate.min_reviewed_sample, what)


def _error_plan_passed(facts: ConditionFacts) -> Outcome:
    stay = facts.stay("supervised_automation")
    result = next((one for one in facts.live.plans if one.plan.closed_at is None), None)
    if result is None:
        missing = "Fix beforehand how many cases are reviewed and how many errors are allowed."
        return Outcome("unmet", "no plan was fixed", "review plans", missing, "decisions")
    plan = result.plan
    said = f"{count_text(result.errors, 'critical error')} in {result.judged:,} of {result.drawn:,} cases judged; "
    said += f"{count_text(plan.allowed_errors, 'error')} allowed in {plan.cases:,}"
    if plan.second_cases is not None and plan.second_allowed_errors is not None:
        said += f", {plan.second_allowed_errors} in {plan.cases + plan.second_cases:,} after a second stage"
    source = f"review plan {plan.name}"
    if stay is None or result.drawn_on is None or result.drawn_on < stay.first_day:
        missing = "Draw the cases of the plan from decisions of this phase."
        return Outcome("unmet", said, source, missing, "decisions")
    weakness = _plan_weakness(facts, result)
    if weakness:
        return Outcome("unmet", said, source, weakness, "decisions")
    older = sum(number for day, number in result.decided if day < stay.first_day)
    if older and result.outcome != "failed":
        said += f"; {older:,} of them decided before {day_text(stay.first_day)}"
        missing = "Its cases are not all of this phase: fix a new plan and draw from decisions since the entry into it."
        return Outcome("unknown", said, source, missing, "decisions")
    if result.outcome == "passed":
        return Outcome("met", said, source, page="decisions")
    todo = {
        "failed": "The plan failed: repair, then fix a new plan.",
        "second_stage": "Draw the second stage and judge it.",
        "not_begun": "Draw the cases of the plan.",
    }
    return Outcome("unmet", said, source, todo.get(result.outcome, "Judge every case that was drawn."), "decisions")


def _plan_weakness(facts: ConditionFacts, result: PlanResult) -> str:
    """Why passing a plan would not show what is asked for, as a sentence; empty where it would."""
    plan, limit = result.plan, facts.gates.supervised_automation.error_upper95_pct
    if not result.at_random:
        return "Its cases were disagreements, not drawn at random: fix a new plan and draw for it."
    if not result.holds:
        shown = f"{number_text(plan.limit_pct)} % of errors"
        return f"It would pass too often at {shown} to show less with 95 % confidence: fix a plan with more cases."
    if limit is not None and plan.limit_pct > limit:
        return f"It shows at most {number_text(plan.limit_pct)} % of errors, {limit_text(limit)} is asked for."
    return ""


def _escalation(facts: ConditionFacts) -> Outcome:
    limit = facts.gates.supervised_automation.max_escalation_pct
    if limit is None:
        return Outcome("does_not_apply", "no limit in this profile", "profile")
    figures = facts.decisions_in("supervised_automation")
    count = figures.escalated if figures is not None else None
    if count is None or count.share is None:
        return Outcome("unknown", f"limit {limit_text(limit)}", "profile", NO_LOG, "decisions")
    said = f"escalated {of(count.count, count.n, count.share)}, limit {limit_text(limit)}"
    if 100 * count.share <= limit:
        return Outcome("met", said, "decision log", page="decisions")
    return Outcome("unmet", said, "decision log", "Too many cases are escalated.", "decisions")


def _drills_passed(facts: ConditionFacts) -> Outcome:
    stay = facts.stay("supervised_automation")
    if stay is None:
        return Outcome("unknown", missing="Drills count from the entry into this phase.", page="stress-tests")
    passed = sum(
        (test.outcome == "passed" and test.day >= stay.first_day)
        or (not test.is_unresolved and test.passed_again_on is not None and test.passed_again_on >= stay.first_day)
        for test in facts.assessment.stress_tests
    )
    said = f"{passed} of {DRILLS} passed since {day_text(stay.first_day)}"
    if passed >= DRILLS:
        return Outcome("met", said, "stress tests", page="stress-tests")
    return Outcome("unknown", said, "stress tests", "Run drills as stress tests, or answer.", "stress-tests")


def _value_measured(facts: ConditionFacts) -> Outcome:
    stay = facts.stay("supervised_automation")
    business = [state for state in facts.live.metrics if state.metric.family == "business"]
    measured = [
        state
        for state in business
        if state.metric.baseline is not None
        and state.status not in ("no_data", "too_little_data")
        and stay is not None
        and state.last_at is not None
        and utc_day(state.last_at) >= stay.first_day
    ]
    if measured:
        said = ", ".join(_value_text(state) for state in measured[:3])
        return Outcome("met", said, "business metrics", page="metrics")
    missing = "Measure a business metric against its baseline in this phase."
    return Outcome("unknown", "", "business metrics" if business else "", missing, "metrics")


def _value_text(state: MetricState) -> str:
    said = f"{state.metric.name} {number_text(state.last_value)}" if state.last_value is not None else state.metric.name
    if state.baseline_mean is not None:
        said += f" against {number_text(float(f'{state.baseline_mean:.4g}'))}"
    return f"{said} {state.metric.unit}"


# To step back ---------------------------------------------------------------------------------------------------------


def _critical_error(facts: ConditionFacts) -> Outcome:
    entered = facts.entered
    grave = [
        one
        for one in facts.rollout.incidents
        if one.severity == "critical" and entered is not None and entered <= one.day <= facts.today
    ]
    figures = facts.live.decisions
    count = figures.critical if figures is not None else None
    said, sources = [], []
    if count is not None and count.n:
        said.append(f"{count_text(count.count, 'critical error')} in {count.n:,} verified cases drawn at random")
        sources.append("decision log")
    if grave:
        latest = max(one.day for one in grave)
        said.append(f"{count_text(len(grave), 'critical incident')}, the latest on {day_text(latest)}")
        sources.append("incident list")
    figure, source = "; ".join(said), ", ".join(sources)
    if grave or (count is not None and count.count):
        return Outcome("met", figure, source, page="decisions" if count is not None and count.count else "record")
    if count is not None and count.n:
        return Outcome("unmet", figure, source, page="decisions")
    return Outcome("unknown", missing="Verify cases drawn at random.", page="decisions")


def _error_bound_exceeded(facts: ConditionFacts) -> Outcome:
    gate = facts.gates.supervised_automation
    limit, needed = gate.error_upper95_pct, gate.min_reviewed_sample
    if limit is None:
        return Outcome("does_not_apply", "no limit in this profile", "profile")
    figures, bounds = facts.live.decisions, facts.live.bounds
    count = figures.errors if figures is not None else None
    if count is None or not count.n or bounds.errors_upper is None:
        return Outcome("unknown", f"limit {limit_text(limit)}", "profile", "Review cases drawn at random.", "decisions")
    said = f"{of(count.count, count.n, count.share)} wrong, upper bound {percent(bounds.errors_upper, 'up')}"
    said += f", limit {limit_text(limit)}"
    if 100 * bounds.errors_upper <= limit:
        return Outcome("unmet", said, "decision log", page="decisions")
    # With few cases the bound lies above any limit though nothing went wrong: that is ignorance, not an alarm.
    proven = bounds.errors_lower is not None and 100 * bounds.errors_lower > limit
    if proven or (needed is not None and count.n >= needed):
        return Outcome("met", said, "decision log", page="decisions")
    wanted = f"of {needed:,} " if needed is not None else ""
    missing = f"{count.n:,} {wanted}cases are too few to tell: review more drawn at random."
    return Outcome("unknown", said, "decision log", missing, "decisions")


def _degradation_unresolved(facts: ConditionFacts) -> Outcome:
    known = [state for state in facts.live.metrics if state.status not in ("no_data", "too_little_data")]
    if not known:
        return Outcome("unknown", missing="No metric has enough data for an alarm.", page="metrics")
    degraded = [state for state in known if state.status == "degraded" and not is_closed(state)]
    if degraded:
        said = ", ".join(_alarm_text(state) for state in degraded)
        return Outcome("met", said, "metrics", page="metrics")
    said = f"{count_text(len(known), 'metric')} watched, none slipped beyond its limit without an answer"
    slipping = [state.metric.name for state in known if state.status == "slipping" and not is_closed(state)]
    if slipping:
        said += f"; slipping: {', '.join(slipping)}"
    return Outcome("unmet", said, "metrics", page="metrics")


def is_closed(state: MetricState) -> bool:
    """Whether somebody closed the open alarm of a metric with a reason."""
    return state.alarm_since is not None and any(
        answer.closed and answer.alarm_day >= state.alarm_since for answer in state.answers
    )


def _alarm_text(state: MetricState) -> str:
    since = state.alarm_since
    return f"{state.metric.name} degraded" + (f" since {day_text(since)}" if since is not None else "")


RULES: dict[tuple[ConditionList, str], Rule] = {
    ("entry", "advisory_left"): Rule("the conditions to leave advisory", computed_only=True, derived=True),
    ("entry", "boundary_written"): Rule("a person's answer"),
    ("entry", "review_in_place"): Rule("a person's answer"),
    ("entry", "review_capacity"): Rule("a person's answer"),
    ("entry", "rollback_fast"): Rule(
        "check: minutes to roll back", _rollback_fast, criterion="governance.version_rollback"
    ),
    ("entry", "small_start"): Rule("project record: exposure", _small_start, computed_only=True),
    ("exit", "floors_met"): Rule("phase history, decision log", _floors_met, computed_only=True, floor=True),
    ("exit", "error_plan_passed"): Rule("review plans, decision log", _error_plan_passed, computed_only=True),
    ("exit", "error_budget_kept"): Rule("a bound metric or a person's answer"),
    ("exit", "escalation"): Rule("decision log", _escalation, computed_only=True),
    ("exit", "exceptions_in_time"): Rule("a bound metric or a person's answer"),
    ("exit", "drills_passed"): Rule("stress tests", _drills_passed),
    ("exit", "value_measured"): Rule("business metrics", _value_measured),
    ("step_back", "critical_error"): Rule("decision log; project record: incidents", _critical_error),
    ("step_back", "error_bound_exceeded"): Rule("decision log", _error_bound_exceeded, computed_only=True),
    ("step_back", "error_budget_spent"): Rule("a bound metric or a person's answer"),
    ("step_back", "review_backlog"): Rule("a bound metric or a person's answer"),
    ("step_back", "degradation_unresolved"): Rule("metrics", _degradation_unresolved),
}
