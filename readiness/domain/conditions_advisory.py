"""How the conditions to enter advisory, to leave it upward and to step back from it are decided."""

from __future__ import annotations

from readiness.domain.condition_facts import ConditionFacts, Outcome, Rule, limit_text, of
from readiness.domain.conditions_shadow import NO_LOG, floors
from readiness.domain.metric_state import MetricState
from readiness.domain.phase_history import ConditionList
from readiness.domain.share_wording import lower_points_text, points_text
from readiness.domain.wording import count_text, day_text, number_text, utc_day

BLIND_SECONDS = 10
"""A median review under so many seconds is called blind."""
PLANTED_PCT = 75
"""Fewer planted errors caught than this is called blind."""

OUTCOMES_WANTED = (
    "Import outcomes of decisions with advice and without it, or judge cases of both that were drawn at random."
)

# To enter -------------------------------------------------------------------------------------------------------------


def _stop_switch_tested(facts: ConditionFacts) -> Outcome:
    criterion, measure = "governance.access_permissions", "days_since_kill_switch_test"
    value = facts.check(criterion, measure)
    source = "check: stop switch test"
    if value is None:
        return Outcome("unknown", missing="Test the stop switch and enter the day.", page="assess")
    if value.day is None:
        return Outcome("unmet", "never tested", source, "Test the stop switch.", "assess")
    age = (facts.today - value.day).days
    known = facts.framework.criterion(criterion)
    check = known.check(measure) if known is not None else None
    said = f"tested on {day_text(value.day)}, {count_text(age, 'day')} ago"
    if check is not None and age > check.yellow:
        missing = f"A test counts for {number_text(check.yellow)} days: test it again."
        return Outcome("unmet", said, source, missing, "assess")
    return Outcome("met", said, source, page="assess")


def _incident_plan_exercised(facts: ConditionFacts) -> Outcome:
    value = facts.check("operations.incident_response", "exercises_in_180_days")
    source = "check: incident exercises in 180 days"
    if value is None:
        return Outcome("unknown", missing="Exercise the incident plan and enter how often.", page="assess")
    count = value.number or 0
    said = f"{count_text(int(count), 'exercise')} in 180 days"
    if count >= 1:
        return Outcome("met", said, source, page="assess")
    return Outcome("unmet", said, source, "Exercise the incident plan at least once.", "assess")


# To leave upward ------------------------------------------------------------------------------------------------------


def _floors_met(facts: ConditionFacts) -> Outcome:
    gate = facts.gates.advisory
    return floors(facts, "advisory", gate.min_days, gate.min_decisions, "decisions")


def _use_and_override(facts: ConditionFacts) -> Outcome:
    most, least = facts.gates.advisory.max_override_pct, facts.gates.advisory.min_weekly_use_pct
    if most is None and least is None:
        return Outcome("does_not_apply", "no limit in this profile", "profile")
    parts = [part for part in (_overrides(facts, most), _use(facts, least)) if part is not None]
    states = [part.state for part in parts]
    return Outcome(
        "unmet" if "unmet" in states else "unknown" if "unknown" in states else "met",
        "; ".join(part.figure for part in parts if part.figure),
        ", ".join(dict.fromkeys(part.source for part in parts if part.source)),
        " ".join(part.missing for part in parts if part.missing),
        next((part.page for part in parts if part.state != "met"), "decisions"),
    )


def _overrides(facts: ConditionFacts, most: float | None) -> Outcome | None:
    if most is None:
        return None
    figures = facts.decisions_in("advisory")
    count = figures.overrides if figures is not None else None
    if count is None or count.share is None:
        return Outcome("unknown", f"overrides not known, limit {limit_text(most)}", "", NO_LOG, "decisions")
    said = f"overrides {of(count.count, count.n, count.share)}, limit {limit_text(most)}"
    if 100 * count.share <= most:
        return Outcome("met", said, "decision log", page="decisions")
    return Outcome("unmet", said, "decision log", "It is overridden too often.", "decisions")


def _use(facts: ConditionFacts, least: float | None) -> Outcome | None:
    if least is None:
        return None
    state = facts.weekly_use or bound_metric(facts, "exit", "use_and_override")
    if state is None:
        wanted = facts.profile.weekly_use_metric if facts.profile is not None else None
        missing = (
            f"Begin the profile's metric of weekly use ({wanted.replace('_', ' ')}), or answer."
            if wanted
            else "The profile names no metric of weekly use: bind one to this condition, or answer."
        )
        return Outcome("unknown", f"weekly use not known, limit {limit_text(least)}", "", missing, "metrics")
    problem = too_old(facts, state)
    source = f"metric {state.metric.name}"
    if problem or state.last_value is None or state.last_at is None:
        missing = f"Enter {state.metric.name}: {problem or 'it has no point yet.'}"
        return Outcome("unknown", f"weekly use not known, limit {limit_text(least)}", source, missing, "metrics")
    said = f"weekly use {number_text(state.last_value)} % on {day_text(utc_day(state.last_at))}"
    said += f", limit {limit_text(least)}"
    if state.last_value >= least:
        return Outcome("met", said, source, page="metrics")
    return Outcome("unmet", said, source, "It is used too seldom.", "metrics")


def bound_metric(facts: ConditionFacts, list: ConditionList, key: str, phase: str = "advisory") -> MetricState | None:
    """The metric that somebody bound to a condition."""
    for state in facts.live.metrics:
        bound = state.metric.condition
        if bound is not None and (bound.phase, bound.list, bound.key) == (phase, list, key):
            return state
    return None


def too_old(facts: ConditionFacts, state: MetricState) -> str:
    """Why the last point of a metric says nothing about the present phase; empty where it does."""
    if state.last_at is None:
        return "it has no point yet."
    if facts.entered is not None and utc_day(state.last_at) < facts.entered:
        return "its last point lies before the entry into this phase."
    if state.overdue:
        return f"its last point is of {day_text(utc_day(state.last_at))}, none came in two expected intervals."
    return ""


def _advised(facts: ConditionFacts) -> str:
    """The comparison of decisions with advice and without it, in words; empty where one side has no known truth."""
    figures, bounds = facts.live.decisions if facts.running is not None else None, facts.live.bounds
    if figures is None or bounds.advised_difference is None or bounds.advised_lower is None:
        return ""
    with_it, without = figures.advised, figures.unadvised
    said = f"right {of(with_it.count, with_it.n, with_it.share)} with advice"
    said += f", {of(without.count, without.n, without.share)} without"
    said += f"; difference {points_text(bounds.advised_difference)}"
    said += f", lower bound {lower_points_text(bounds.advised_lower)}"
    return f"{said}, margin -3"


def _decisions_not_worse(facts: ConditionFacts) -> Outcome:
    said = _advised(facts)
    if not said or facts.running != "advisory":
        missing = OUTCOMES_WANTED
        return Outcome("unknown", missing=missing, page="decisions")
    if facts.live.bounds.advised_not_worse:
        return Outcome("met", said, "decision log", page="decisions")
    return Outcome("unmet", said, "decision log", "It is not shown yet: more cases of known truth.", "decisions")


# To step back ---------------------------------------------------------------------------------------------------------


def _use_falling(facts: ConditionFacts) -> Outcome:
    state = facts.weekly_use
    if state is None or too_old(facts, state) or state.status in ("no_data", "too_little_data"):
        return Outcome("unknown", missing="Keep a metric of weekly use with a baseline.", page="metrics")
    said = f"{state.metric.name}: {state.status}"
    if state.alarm_since is not None:
        said += f" since {day_text(state.slip_start or state.alarm_since)}"
    falling = state.status in ("slipping", "degraded")
    return Outcome("met" if falling else "unmet", said, f"metric {state.metric.name}", page="metrics")


def _blind_acceptance(facts: ConditionFacts) -> Outcome:
    figures = facts.live.decisions if facts.running is not None else None
    seconds = figures.median_review_seconds if figures is not None else None
    value = facts.check("organization.skills_training", "planted_errors_caught")
    caught = value.number if value is not None else None
    said, sources, missing = [], [], []
    if seconds is not None:
        said.append(f"median review {number_text(round(seconds, 1))} s, blind under {BLIND_SECONDS} s")
        sources.append("decision log")
    else:
        missing.append("Log the seconds of each review.")
    if caught is not None:
        said.append(f"{number_text(caught)} % of planted errors caught, blind under {PLANTED_PCT} %")
        sources.append("check: planted errors caught")
    else:
        missing.append("Plant errors and count how many are caught.")
    holds = (seconds is not None and seconds < BLIND_SECONDS) or (caught is not None and caught < PLANTED_PCT)
    figure, source = ", ".join(said), ", ".join(sources)
    if holds:
        return Outcome("met", figure, source, page="decisions")
    return Outcome("unknown" if missing else "unmet", figure, source, " ".join(missing), "decisions")


def _worse_together(facts: ConditionFacts) -> Outcome:
    said, bounds = _advised(facts), facts.live.bounds
    if not said:
        return Outcome("unknown", missing=OUTCOMES_WANTED, page="decisions")
    if bounds.advised_upper is not None and bounds.advised_upper < 0:
        return Outcome("met", said, "decision log", page="decisions")
    if bounds.advised_not_worse:
        return Outcome("unmet", said, "decision log", page="decisions")
    return Outcome("unknown", said, "decision log", "More cases of known truth would decide it.", "decisions")


RULES: dict[tuple[ConditionList, str], Rule] = {
    ("entry", "shadow_left"): Rule("the conditions to leave shadow", computed_only=True, derived=True),
    ("entry", "users_trained"): Rule("a person's answer"),
    ("entry", "reasons_shown"): Rule("a person's answer"),
    ("entry", "override_with_reason"): Rule("a person's answer"),
    ("entry", "stop_switch_tested"): Rule(
        "check: stop switch test", _stop_switch_tested, criterion="governance.access_permissions"
    ),
    ("entry", "incident_plan_exercised"): Rule(
        "check: incident exercises", _incident_plan_exercised, criterion="operations.incident_response"
    ),
    ("exit", "floors_met"): Rule("phase history, decision log", _floors_met, computed_only=True, floor=True),
    ("exit", "use_and_override"): Rule("decision log; metric of weekly use", _use_and_override),
    ("exit", "suggestions_useful"): Rule("a bound metric or a person's answer"),
    ("exit", "no_harm"): Rule("a person's answer"),
    ("exit", "decisions_not_worse"): Rule("decision log", _decisions_not_worse),
    ("exit", "override_reasons_used"): Rule("a person's answer"),
    ("step_back", "use_falling"): Rule("metric of weekly use", _use_falling),
    ("step_back", "blind_acceptance"): Rule("decision log; check: planted errors caught", _blind_acceptance),
    ("step_back", "worse_together"): Rule("decision log", _worse_together),
}
