"""How the conditions to enter full automation, to stay there and to step back from it are decided."""

from __future__ import annotations

from readiness.domain.assessment import Person
from readiness.domain.condition_facts import ConditionFacts, Outcome, Rule, limit_text, of, percent
from readiness.domain.phase_history import ConditionList
from readiness.domain.wording import count_text, day_text, number_text

WHOLE_PCT = 100
_AGED = frozenset({"evidence_expired", "evidence_too_old", "check_lapsed"})

# To enter -------------------------------------------------------------------------------------------------------------


def whole_scope(facts: ConditionFacts) -> Outcome:
    """Whether it reaches all of the bounded scope."""
    exposure = facts.exposure
    if exposure is None:
        return Outcome("unknown", "exposure not known", "", "Enter the present exposure.", "record")
    said = f"exposure {number_text(exposure.share_pct)} % of {exposure.of} since {day_text(exposure.day)}"
    if exposure.share_pct >= WHOLE_PCT:
        return Outcome("met", said, "exposure list", page="record")
    return Outcome("unmet", said, "exposure list", "It must hold at 100 % of the bounded scope.", "record")


def owner(facts: ConditionFacts) -> Person | None:
    """The operational owner, where one is named and still there."""
    named = facts.rollout.record.operational_owner
    person = facts.assessment.person(named) if named is not None else None
    return person if person is not None and not person.left else None


def _run_budget_and_owner(facts: ConditionFacts) -> Outcome:
    record, person = facts.rollout.record, owner(facts)
    until = record.budget_until
    said, missing, unknown = [], [], False
    if person is not None:
        said.append(f"owner {person.name}")
    elif record.operational_owner is not None:
        said.append("the owner has left")
        missing.append("Name a new operational owner.")
    else:
        said.append("no owner stated")
        missing.append("Name the operational owner.")
        unknown = True
    if record.no_budget:
        said.append("no running budget")
        missing.append("Find a running budget.")
    elif until is None:
        said.append("budget not stated")
        missing.append("State the months of running budget.")
    elif until < facts.today:
        said.append(f"the running budget ended on {day_text(until)}")
        missing.append("Renew the running budget.")
    else:
        said.append(f"running budget until {day_text(until)}")
    left = record.operational_owner is not None and person is None
    spent = record.no_budget or (until is not None and until < facts.today)
    state = "unmet" if left or spent else "unknown" if unknown or until is None else "met"
    figure, todo = ", ".join(said), " ".join(missing)
    if state == "met":
        return Outcome("met", figure, "project record", page="record")
    return Outcome("unmet" if state == "unmet" else "unknown", figure, "project record", todo, "record")


def _executive_sign_off(facts: ConditionFacts) -> Outcome:
    state = facts.evaluation.sign_off
    if state.valid and state.valid_until is not None:
        signed = next((one for one in facts.assessment.sign_offs if one.id == state.sign_off), None)
        who = signed.person_name if signed is not None else "an executive"
        return Outcome("met", f"signed by {who}, until {day_text(state.valid_until)} at most", "sign-off")
    missing = "An executive signs for the yellows, or answers here where none is yellow."
    return Outcome("unknown", missing=missing, page="sign-off" if facts.evaluation.yellows else "")


# To stay --------------------------------------------------------------------------------------------------------------


def _monthly_audit(facts: ConditionFacts) -> Outcome:
    sample = facts.gates.full_automation.monthly_audit_sample
    if sample is None:
        return Outcome("does_not_apply", "no sample in this profile", "profile")
    limit = facts.gates.supervised_automation.error_upper95_pct
    figures, upper = facts.live.audit, facts.live.bounds.audit_upper
    if figures is None or not figures.errors.n or upper is None:
        missing = f"Review {sample:,} cases drawn at random each month."
        return Outcome("unknown", "nothing reviewed in 30 days", "decision log", missing, "decisions")
    count = figures.errors
    said = f"{count.n:,} of {sample:,} cases reviewed in 30 days, {of(count.count, count.n)} wrong"
    said += f", upper bound {percent(upper, 'up')}" + (f", limit {limit_text(limit)}" if limit is not None else "")
    if count.n < sample:
        return Outcome("unmet", said, "decision log", f"Review {sample - count.n:,} more cases.", "decisions")
    # The sample of one month is smaller than the one that set the limit: what is seen must not exceed it.
    if limit is not None and count.share is not None and 100 * count.share > limit:
        return Outcome("unmet", said, "decision log", "Too many errors in the audit.", "decisions")
    return Outcome("met", said, "decision log", page="decisions")


def _drift_and_value(facts: ConditionFacts) -> Outcome:
    watched = [state for state in facts.live.metrics if state.metric.family in ("model", "business")]
    known = [state for state in watched if state.last_at is not None and not state.overdue]
    bad = [state.metric.name for state in known if state.beyond_limit or state.status == "degraded"]
    if bad:
        return Outcome("unmet", f"outside: {', '.join(bad)}", "metrics", "Bring them back inside.", "metrics")
    families = {state.metric.family for state in known}
    if len(families) < 2 or len(known) < len(watched):
        silent = len(watched) - len(known)
        said = f"{count_text(silent, 'metric')} of {len(watched)} without recent data" if silent else ""
        missing = "Keep a model metric and a business metric with recent data."
        return Outcome("unknown", said, "metrics" if watched else "", missing, "metrics")
    said = f"{count_text(len(known), 'model or business metric')} inside their limits"
    return Outcome("met", said, "metrics", page="metrics")


def _evidence_fresh(facts: ConditionFacts) -> Outcome:
    rated = [result for result in facts.evaluation.criteria if result.chosen is not None]
    aged = [result.name for result in rated if any(item.cause in _AGED for item in result.adjustments)]
    if aged:
        said = f"{len(aged)} of {len(rated)} no longer fresh: {', '.join(aged[:3])}"
        said += f" and {len(aged) - 3} more" if len(aged) > 3 else ""
        return Outcome("unmet", said, "evidence", "Renew the evidence.", "assess")
    if len(rated) < len(facts.evaluation.criteria):
        said = f"{len(rated)} of {len(facts.evaluation.criteria)} criteria assessed"
        return Outcome("unknown", said, "evidence", "Assess every criterion.", "assess")
    return Outcome("met", f"all of {count_text(len(rated), 'criterion', 'criteria')}", "evidence", page="assess")


# To step back ---------------------------------------------------------------------------------------------------------


def _owner_missing(facts: ConditionFacts) -> Outcome:
    person = owner(facts)
    if person is not None:
        return Outcome("unmet", f"owner {person.name}", "project record", page="record")
    left = facts.rollout.record.operational_owner is not None
    said = "the owner has left" if left else "no owner is stated"
    return Outcome("met", said, "project record", "Name the operational owner.", "record")


RULES: dict[tuple[ConditionList, str], Rule] = {
    ("entry", "supervised_left"): Rule(
        "the conditions to leave supervised automation; project record: exposure", computed_only=True, derived=True
    ),
    ("entry", "run_budget_and_owner"): Rule(
        "project record: operational owner, running budget", _run_budget_and_owner, computed_only=True
    ),
    ("entry", "continuous_audit"): Rule("a person's answer"),
    ("entry", "people_reachable"): Rule("a person's answer"),
    ("entry", "executive_sign_off"): Rule(
        "sign-off, or an executive's answer", _executive_sign_off, executive=True, since_move=True
    ),
    ("keep", "monthly_audit"): Rule("decision log", _monthly_audit, computed_only=True),
    ("keep", "drift_and_value"): Rule("metrics", _drift_and_value),
    ("keep", "evidence_fresh"): Rule("evidence", _evidence_fresh, computed_only=True),
    ("step_back", "earlier_condition"): Rule(
        "the conditions to step back from earlier phases", computed_only=True, derived=True
    ),
    ("step_back", "law_or_scope_changed"): Rule("a person's answer"),
    ("step_back", "owner_missing"): Rule("project record: operational owner", _owner_missing, computed_only=True),
}
