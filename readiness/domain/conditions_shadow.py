"""How the conditions to enter shadow, to leave it upward and to step back from it are decided."""

from __future__ import annotations

from readiness.domain.condition_facts import ConditionFacts, Outcome, Rule, limit_text, of, percent
from readiness.domain.framework import PhaseId
from readiness.domain.phase_history import ConditionList
from readiness.domain.share_wording import lower_points_text, points_text
from readiness.domain.use_case import use_case_gaps
from readiness.domain.wording import count_text, day_text, utc_day

JUDGED_BLIND = 50
"""Disagreements to be judged blind; where the log holds fewer, all of them."""
UNATTENDED_DAYS = 30
WORKING_DAYS = frozenset(range(5))
_WEEK = 7
_DAY_WORDS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_LOG = "Import the decision log since the entry into this phase."


def floors(facts: ConditionFacts, phase: PhaseId, least_days: int | None, least: int | None, what: str) -> Outcome:
    """The floors of days and of decisions (`what` names them), counted from the latest entry into the phase."""
    if least_days is None and least is None:
        return Outcome("does_not_apply", "no floor in this profile", "profile")
    stay = facts.stay(phase)
    figures = facts.decisions_in(phase)
    counted = None if figures is None else figures.reviewed_random if "random" in what else figures.decisions
    if stay is None:
        wanted = [f"{least_days} days"] * (least_days is not None) + [f"{least:,} {what}"] * (least is not None)
        return Outcome("unmet", f"0 of {' and '.join(wanted)}", "phase history", "It has not entered this phase yet.")
    said, missing, states = [], [], []
    reached = None
    if least_days is not None:
        reached = min(100.0, 100 * stay.days / least_days) if least_days else 100.0
        said.append(_beside_floor(stay.days, least_days, "days", f" since {day_text(stay.first_day)}"))
        states.append("met" if stay.days >= least_days else "unmet")
        if stay.days < least_days:
            missing.append(f"{count_text(least_days - stay.days, 'more day')}")
    if least is not None:
        said.append(_beside_floor(counted, least, what) if counted is not None else f"{what} not known")
        states.append("unknown" if counted is None else "met" if counted >= least else "unmet")
        if counted is not None and counted < least:
            missing.append(f"{least - counted:,} more {what}")
    unknown = NO_LOG if "unknown" in states else ""
    needed = f"It takes {' and '.join(missing)}." if missing else ""
    return Outcome(
        "unmet" if "unmet" in states else "unknown" if "unknown" in states else "met",
        ", ".join(said),
        "phase history, decision log" if least is not None else "phase history",
        " ".join(part for part in (needed, unknown) if part),
        "decisions" if least is not None else "",
        reached,
    )


def _beside_floor(count: int, least: int, what: str, since: str = "") -> str:
    """What was reached of a floor: "7 of 21 days", and beyond it "30 days (floor 21)"."""
    if count < least:
        return f"{count:,} of {least:,} {what}{since}"
    return f"{count:,} {what}{since} (floor {least:,})"


# To enter -------------------------------------------------------------------------------------------------------------


def _use_case_written(facts: ConditionFacts) -> Outcome:
    initiative, present = facts.assessment.initiative, facts.rollout.record.present_way
    gaps = list(use_case_gaps(initiative.use_case))
    if not initiative.use_case.measure.strip():
        gaps.append("value measure")
    page = "use-case" if gaps else "record"
    if not (present.cost.strip() or present.quality.strip()):
        gaps.append("human baseline (cost or quality of the present way of working)")
    source = "use case, project record"
    if gaps:
        return Outcome("unmet", f"{len(gaps)} of 5 missing", source, f"Write down: {', '.join(gaps)}.", page)
    return Outcome("met", "user, decision, value, measure and human baseline are stated", source, page=page)


def _mapping_and_monitoring(facts: ConditionFacts) -> Outcome:
    criteria = ("data.source_mapping", "governance.performance_monitoring")
    known = [result for result in facts.evaluation.criteria if result.criterion in criteria]
    if len(known) < len(criteria):
        return Outcome("unknown", missing="The framework lacks one of the two criteria.")
    said = ", ".join(f"{result.name}: {result.status.replace('_', ' ')}" for result in known)
    source = "ratings, measured on replayed or rehearsal traffic"
    if all(result.status in ("yellow", "green", "not_applicable") for result in known):
        return Outcome("met", said, source, page="assess")
    low = " and ".join(result.name for result in known if result.status in ("red", "not_assessed"))
    red = any(result.status == "red" for result in known)
    return Outcome("unmet" if red else "unknown", said, source, f"Bring {low} to yellow.", "assess")


def _decisions_logged(facts: ConditionFacts) -> Outcome:
    figures = facts.live.decisions
    if figures is None or not figures.agreement.n:
        return Outcome("unknown", missing="Import a first piece of the decision log, or show that it is written.")
    both = f"{figures.agreement.n:,} logged decisions hold both sides"
    return Outcome("met", both, "decision log", page="decisions")


# To leave upward ------------------------------------------------------------------------------------------------------


def _floors_met(facts: ConditionFacts) -> Outcome:
    gate = facts.gates.shadow
    return floors(facts, "shadow", gate.min_days, gate.min_decisions, "decisions")


def _full_cycle(facts: ConditionFacts) -> Outcome:
    figures = facts.decisions_in("shadow")
    if figures is None or figures.first_day is None or figures.last_day is None:
        return Outcome("unknown", missing=NO_LOG, page="decisions")
    length = (figures.last_day - figures.first_day).days + 1
    said = f"{count_text(length, 'day')} of decisions, {day_text(figures.first_day)} to {day_text(figures.last_day)}"
    if length < _WEEK:
        return Outcome("unmet", said, "decision log", f"It takes {_WEEK - length} more days.", "decisions")
    absent = [_DAY_WORDS[day] for day in sorted(WORKING_DAYS - figures.weekdays)]
    if absent:
        missing = f"No decision on any {', '.join(absent)}: say whether that is the whole cycle."
        return Outcome("unknown", said, "decision log", missing, "decisions")
    weekend = "every day of the week" if len(figures.weekdays) == _WEEK else "every working day"
    return Outcome("met", f"{said}, {weekend} among them", "decision log", page="decisions")


def _unattended(facts: ConditionFacts) -> Outcome:
    least = facts.gates.shadow.min_days
    needed = UNATTENDED_DAYS if least is None else min(UNATTENDED_DAYS, least)
    stay = facts.stay("shadow")
    answer = facts.assessment.answer("data.pipeline_robustness")
    value = answer.check_value("days_without_manual_intervention")
    seen = max((moment for moment in (answer.chosen_at, answer.confirmed_at) if moment is not None), default=None)
    if stay is None or value is None or value.number is None or seen is None:
        missing = f"State {needed} days in a row without anyone repairing data or restarting a job."
        return Outcome("unknown", missing=missing, page="assess")
    on = utc_day(seen)
    days = int(min(value.number, max(0, (on - stay.first_day).days)))
    said = _beside_floor(days, needed, "days", f" in this phase, as rated on {day_text(on)}")
    source = "check: days without manual intervention"
    if days >= needed:
        return Outcome("met", said, source, page="assess")
    if value.number >= needed:
        return Outcome("unknown", said, source, "It was rated too early in this phase: measure it again.", "assess")
    return Outcome("unmet", said, source, f"It takes {needed} days in a row.", "assess")


def _agreement(facts: ConditionFacts) -> Outcome:
    limit = facts.gates.shadow.min_agreement_pct
    if limit is None:
        return Outcome("does_not_apply", "no limit in this profile", "profile")
    figures, lower = facts.decisions_in("shadow"), facts.live.bounds.agreement_lower
    if figures is None or not figures.agreement.n or lower is None:
        return Outcome("unknown", f"limit {limit_text(limit)}", "profile", NO_LOG, "decisions")
    count = figures.agreement
    said = f"{of(count.count, count.n, count.share)}, lower bound {percent(lower, 'down')}, limit {limit_text(limit)}"
    if 100 * lower >= limit:
        return Outcome("met", said, "decision log", page="decisions")
    enough = count.share is not None and 100 * count.share >= limit
    missing = "More decisions would narrow the bound." if enough else "It agrees too seldom."
    return Outcome("unmet", said, "decision log", missing, "decisions")


def _critical_error_bound(facts: ConditionFacts) -> Outcome:
    limit = facts.gates.shadow.critical_error_upper95_pct
    if limit is None:
        return Outcome("does_not_apply", "no limit in this profile", "profile")
    figures, upper = facts.decisions_in("shadow"), facts.live.bounds.critical_upper
    if figures is None or not figures.critical.n or upper is None:
        missing = "Draw cases at random and verify them blind."
        return Outcome("unknown", f"limit {limit_text(limit)}", "profile", missing, "decisions")
    count = figures.critical
    said = f"{of(count.count, count.n, count.share)}, upper bound {percent(upper, 'up')}, limit {limit_text(limit)}"
    if 100 * upper <= limit:
        return Outcome("met", said, "decision log", page="decisions")
    enough = count.share is not None and 100 * count.share <= limit
    missing = "More cases drawn at random would narrow the bound." if enough else "Too many critical errors."
    return Outcome("unmet", said, "decision log", missing, "decisions")


def _judged_blind(facts: ConditionFacts) -> Outcome:
    figures = facts.decisions_in("shadow")
    if figures is None:
        return Outcome("unknown", missing=NO_LOG, page="decisions")
    there = figures.agreement.n - figures.agreement.count
    judged = figures.adjudicated_disagreements
    needed = min(JUDGED_BLIND, there)
    said = f"{judged:,} of {needed:,} disagreements judged blind"
    if there < JUDGED_BLIND:
        said += f"; the log holds no more than {there:,}"
    if judged >= needed and figures.agreement.n >= JUDGED_BLIND:
        return Outcome("met", said, "decision log", page="decisions")
    return Outcome("unmet", said, "decision log", "Let experts judge more disagreements blind.", "decisions")


def _not_worse_than_people(facts: ConditionFacts) -> Outcome:
    figures, bounds = facts.decisions_in("shadow"), facts.live.bounds
    pairs = figures.paired if figures is not None else None
    n = 0 if pairs is None else pairs.both + pairs.only_human + pairs.only_ai + pairs.neither
    if not n or bounds.ai_not_worse is None:
        missing = (
            "No outcome is known yet: import outcomes, verify cases drawn at random, or say why none can be known."
        )
        return Outcome("unknown", missing=missing, page="decisions")
    said = f"on {n:,} cases of known truth"
    if bounds.ai_difference is not None:
        said = f"AI less people {points_text(bounds.ai_difference)} {said}"
    if bounds.ai_difference_lower is not None:
        said += f", lower bound {lower_points_text(bounds.ai_difference_lower)}, margin -3"
    if bounds.ai_not_worse:
        return Outcome("met", said, "decision log", page="decisions")
    return Outcome("unmet", said, "decision log", "It takes more cases of known truth, or a better AI.", "decisions")


RULES: dict[tuple[ConditionList, str], Rule] = {
    ("entry", "use_case_written"): Rule("use case; project record: present way", _use_case_written, computed_only=True),
    ("entry", "mapping_and_monitoring_rehearsed"): Rule(
        "ratings", _mapping_and_monitoring, computed_only=True, criterion="data.source_mapping"
    ),
    ("entry", "outputs_invisible"): Rule("a person's answer"),
    ("entry", "decisions_logged"): Rule("decision log", _decisions_logged),
    ("exit", "floors_met"): Rule("phase history, decision log", _floors_met, computed_only=True, floor=True),
    ("exit", "full_cycle"): Rule("decision log", _full_cycle),
    ("exit", "unattended"): Rule(
        "check: days without manual intervention", _unattended, criterion="data.pipeline_robustness"
    ),
    ("exit", "live_close_to_offline"): Rule("a bound metric or a person's answer"),
    ("exit", "agreement"): Rule("decision log", _agreement, computed_only=True),
    ("exit", "critical_error_bound"): Rule("decision log", _critical_error_bound, computed_only=True),
    ("exit", "disagreements_judged_blind"): Rule("decision log", _judged_blind, computed_only=True),
    ("exit", "not_worse_than_people"): Rule("decision log", _not_worse_than_people),
    ("exit", "integrations_exercised"): Rule("a person's answer"),
    ("step_back", "live_far_below_offline"): Rule("a bound metric or a person's answer"),
    ("step_back", "output_leaked"): Rule("a person's answer"),
    ("step_back", "input_fault_unnoticed"): Rule("a person's answer"),
}
