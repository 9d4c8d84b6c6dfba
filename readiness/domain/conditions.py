"""Every condition of the rollout as met, unmet, unknown or not applying, with the figure and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from readiness.domain import conditions_advisory, conditions_full, conditions_shadow, conditions_supervised
from readiness.domain.condition_facts import Bounds as Bounds
from readiness.domain.condition_facts import ConditionFacts as ConditionFacts
from readiness.domain.condition_facts import ConditionFinding as ConditionFinding
from readiness.domain.condition_facts import LiveFigures as LiveFigures
from readiness.domain.condition_facts import Outcome, Rule
from readiness.domain.conditions_advisory import bound_metric, too_old
from readiness.domain.framework import Condition, Framework, Limit, PhaseId
from readiness.domain.metric_state import MetricState
from readiness.domain.phase_history import (
    LADDER,
    ConditionAnswer,
    ConditionList,
    ConditionState,
    Waiver,
)
from readiness.domain.phase_rules import PHASE_WORDS, open_waivers, place_of
from readiness.domain.wording import day_text, number_text, utc_day

Name = tuple[PhaseId, ConditionList, str]
Findings = Mapping[Name, ConditionFinding]

_BY_PHASE: tuple[dict[tuple[ConditionList, str], Rule], ...] = (
    conditions_shadow.RULES,
    conditions_advisory.RULES,
    conditions_supervised.RULES,
    conditions_full.RULES,
)
RULES: dict[Name, Rule] = {
    (phase, list, key): rule
    for phase, rules in zip(LADDER, _BY_PHASE, strict=True)
    for (list, key), rule in rules.items()
}
"""How each condition of the built-in framework is decided."""
BY_A_PERSON = Rule("a bound metric or a person's answer")
"""How a condition that a team added is decided."""
LAST_REHEARSED: Name = ("advisory", "entry", "")
"""Evidence from replayed or rehearsal traffic counts up to this list."""


def rule_of(phase: PhaseId, list: ConditionList, key: str) -> Rule:
    """How a condition is decided; one that the program does not know is decided by a person or a bound metric."""
    return RULES.get((phase, list, key), BY_A_PERSON)


def conditions_of(framework: Framework) -> Iterable[tuple[PhaseId, ConditionList, Condition]]:
    """Every condition of a framework, in its order."""
    lists: tuple[ConditionList, ...] = ("entry", "exit", "keep", "step_back")
    for phase in framework.phases:
        for list in lists:
            for condition in getattr(phase, list):
                yield phase.id, list, condition


def find_conditions(facts: ConditionFacts) -> tuple[ConditionFinding, ...]:
    """Every condition of the framework on the day, in its order."""
    waivers = {(one.phase, one.list, one.key): one for one in open_waivers(facts.rollout.waivers, facts.rollout.moves)}
    found: dict[Name, ConditionFinding] = {}
    derived: list[tuple[PhaseId, ConditionList, Condition]] = []
    order: list[Name] = []
    for phase, list, condition in conditions_of(facts.framework):
        order.append((phase, list, condition.key))
        if rule_of(phase, list, condition.key).derived:
            derived.append((phase, list, condition))
        else:
            found[order[-1]] = _finding(facts, phase, list, condition, waivers)
    for phase, list, condition in derived:
        found[(phase, list, condition.key)] = _summed_up(facts, phase, list, condition, found)
    return tuple(found[name] for name in order)


# One condition --------------------------------------------------------------------------------------------------------


def _finding(
    facts: ConditionFacts,
    phase: PhaseId,
    list: ConditionList,
    condition: Condition,
    waivers: Mapping[tuple[PhaseId, ConditionList, str], Waiver],
) -> ConditionFinding:
    rule = rule_of(phase, list, condition.key)
    answer = _latest_answer(facts.rollout.condition_answers, phase, list, condition.key)
    outcome = rule.decide(facts) if rule.decide is not None else Outcome("unknown")
    if not rule.computed_only:
        outcome = _by_metric(facts, phase, list, condition.key, outcome)
        outcome = _by_answer(facts, phase, list, rule, answer, outcome)
    return ConditionFinding(
        phase=phase,
        list=list,
        key=condition.key,
        text=condition.text,
        state=outcome.state,
        figure=outcome.figure,
        source=outcome.source,
        link_page=outcome.page,
        floor=rule.floor,
        missing=outcome.missing,
        waived=waivers.get((phase, list, condition.key)) if outcome.state in ("unmet", "unknown") else None,
        waivable=list in ("entry", "exit"),
        answerable=not rule.computed_only,
        executive=rule.executive,
        reached_pct=outcome.reached_pct,
        answer=answer,
        reads=rule.reads,
        criterion=rule.criterion,
    )


def _by_metric(facts: ConditionFacts, phase: PhaseId, list: ConditionList, key: str, outcome: Outcome) -> Outcome:
    """What the metric that is bound to a condition says, where no other stored figure decides it."""
    if outcome.state != "unknown":
        return outcome
    state = bound_metric(facts, list, key, phase)
    if state is None:
        return outcome
    name = state.metric.name
    problem = too_old(facts, state) if list != "entry" else "it has no point yet." if state.last_at is None else ""
    if problem or state.last_value is None or state.last_at is None:
        return replace(outcome, source=f"metric {name}", missing=f"Enter {name}: {problem}", page="metrics")
    said = f"{name} {number_text(state.last_value)} {state.metric.unit} on {day_text(utc_day(state.last_at))}"
    if state.beyond_limit is None:
        missing = f"Give {name} a limit."
        return Outcome("unknown", said, f"metric {name}", missing, "metrics")
    said += f", limit {_limit_text(state)}"
    holds = state.beyond_limit if list == "step_back" else not state.beyond_limit
    missing = "" if holds or list == "step_back" else f"Bring {name} inside its limit."
    return Outcome("met" if holds else "unmet", said, f"metric {name}", missing, "metrics")


def _limit_text(state: MetricState) -> str:
    limit: Limit | None = state.metric.limit
    if limit is None:
        return "none"
    return number_text(limit) if not isinstance(limit, tuple) else " to ".join(number_text(end) for end in limit)


def _latest_answer(
    answers: Sequence[ConditionAnswer], phase: PhaseId, list: ConditionList, key: str
) -> ConditionAnswer | None:
    return next(
        (
            one
            for one in reversed(answers)
            if one.withdrawn_at is None and (one.phase, one.list, one.key) == (phase, list, key)
        ),
        None,
    )


def _by_answer(
    facts: ConditionFacts,
    phase: PhaseId,
    list: ConditionList,
    rule: Rule,
    answer: ConditionAnswer | None,
    outcome: Outcome,
) -> Outcome:
    """What a person answered, where no stored figure decides; that a reason to step back holds may always be said."""
    alarm = list == "step_back" and answer is not None and answer.met and outcome.state == "unmet"
    if outcome.state != "unknown" and not alarm:
        return outcome
    if answer is None:
        ask = "An executive answers, with evidence." if rule.executive else "A person answers, with evidence."
        return outcome if outcome.missing else replace(outcome, missing=ask)
    why_not = _does_not_count(facts, phase, list, rule, answer)
    if why_not:
        return outcome if alarm else replace(outcome, missing=why_not)
    said = f"“{answer.text.strip()}”, {day_text(answer.day)}" + (" (rehearsed)" if answer.rehearsed else "")
    missing = "" if answer.met or list == "step_back" else "It was answered as not met."
    return Outcome("met" if answer.met else "unmet", said, f"answered by {answer.answered_by}", missing)


def _does_not_count(
    facts: ConditionFacts, phase: PhaseId, list: ConditionList, rule: Rule, answer: ConditionAnswer
) -> str:
    """Why an answer decides nothing today; empty where it counts."""
    said = f"The answer of {day_text(answer.day)} does not count"
    if answer.rehearsed and not _counts_rehearsed(phase, list):
        return f"{said}: rehearsal traffic counts only up to the entry of advisory."
    begin: date | None
    if list == "entry":
        moves = facts.rollout.moves
        begin = moves[-1].day if rule.since_move and moves else None
        since = "the last move"
    elif list == "exit":
        stay = facts.stay(phase)
        if stay is None:
            return f"{said}: it has not entered this phase yet."
        begin, since = stay.first_day, "the latest entry into this phase"
    else:
        begin, since = facts.entered, "the latest entry into the present phase"
    if begin is not None and answer.day < begin:
        return f"{said}: it is from before {since} on {day_text(begin)}."
    return ""


def _counts_rehearsed(phase: PhaseId, list: ConditionList) -> bool:
    last = place_of(LAST_REHEARSED[0])
    return place_of(phase) < last or (place_of(phase) == last and list == LAST_REHEARSED[1])


# Conditions that sum up others ----------------------------------------------------------------------------------------


def _summed_up(
    facts: ConditionFacts, phase: PhaseId, list: ConditionList, condition: Condition, found: Findings
) -> ConditionFinding:
    finding = ConditionFinding(
        phase=phase,
        list=list,
        key=condition.key,
        text=condition.text,
        state="unknown",
        waivable=False,
        derived=True,
        reads=rule_of(phase, list, condition.key).reads,
    )
    place = place_of(phase)
    if list == "step_back":
        earlier = [one for one in found.values() if one.list == "step_back" and place_of(one.phase) < place]
        holding = [one for one in earlier if one.state == "met"]
        known = [one for one in earlier if one.state != "unknown"]
        said = f"{len(holding)} of {len(earlier)} hold, {len(earlier) - len(known)} unknown"
        state: ConditionState = "met" if holding else "unmet" if len(known) == len(earlier) else "unknown"
        return replace(finding, state=state, figure=said, source="conditions of the earlier phases")
    before = LADDER[place - 1]
    wanted = [one for one in found.values() if one.phase == before and one.list == "exit"]
    in_the_way = [one for one in wanted if one.in_the_way]
    waived = [one for one in wanted if one.waived is not None]
    said = f"{len(wanted) - len(in_the_way)} of {len(wanted)} met"
    if waived:
        said += f" or waived ({len(waived)})"
    state = "unmet" if any(one.state == "unmet" for one in in_the_way) else "unknown" if in_the_way else "met"
    source, missing = f"conditions to leave {PHASE_WORDS[before].lower()}", ""
    page = ""
    if phase == "full_automation":
        whole = conditions_full.whole_scope(facts)
        said, source, page = f"{said}; {whole.figure}", f"{source}, exposure list", whole.page
        if whole.state != "met":
            missing = whole.missing
            state = "unmet" if "unmet" in (state, whole.state) else "unknown"
    return replace(finding, state=state, figure=said, source=source, missing=missing, link_page=page)
