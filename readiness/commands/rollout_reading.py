"""What is wrong with the facts of a rollout in a document, each fault with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from readiness.commands import entries
from readiness.domain.assessment import Assessment
from readiness.domain.fact import Identified
from readiness.domain.framework import Framework, Limit
from readiness.domain.metric import Metric
from readiness.domain.phase_history import LADDER, PhaseMove
from readiness.domain.phase_rules import next_phase, place_of
from readiness.domain.rollout import Rollout
from readiness.storage.rollouts import LISTS

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
NOUNS: dict[str, str] = {
    "planned_steps": "planned step",
    "feedback": "feedback",
    "incidents": "incident",
    "exposures": "exposure",
    "changes": "change",
    "moves": "move",
    "condition_answers": "condition answer",
    "waivers": "waiver",
    "highest_phases": "highest phase",
    "metrics": "metric",
    "alarm_answers": "alarm answer",
    "proposal_answers": "proposal answer",
    "review_plans": "review plan",
    "review_samples": "review sample",
    "planned_stress_tests": "planned stress test",
    "dismissals": "dismissal",
}
"""What one entry of each list is called."""
PAST_DAYS: dict[str, tuple[str, ...]] = {
    "feedback": ("day", "answered_on"),
    "incidents": ("day", "closed_on"),
    "exposures": ("day",),
    "changes": ("day",),
    "moves": ("day", "until"),
    "condition_answers": ("day",),
    "alarm_answers": ("alarm_day",),
    "proposal_answers": ("alarm_day",),
}
"""Days of things that have happened."""


def faults_in_rollout(rollout: Rollout, assessment: Assessment, framework: Framework, today: date) -> Iterator[str]:
    """What the types allow but the program could not have stored."""
    for field in LISTS:
        yield from _faults_in_list(NOUNS[field], getattr(rollout, field), PAST_DAYS.get(field, ()), today)
    yield from _faults_in_record(rollout, assessment, today)
    yield from _faults_in_moves(rollout.moves)
    yield from _faults_in_references(rollout, assessment)
    yield from _faults_in_metrics(rollout, framework)
    yield from _faults_in_numbers(rollout)
    for test in rollout.planned_stress_tests:
        if framework.criterion(test.criterion) is None:
            yield f"rollout, planned stress test {test.id}, criterion {test.criterion}: {_unknown(framework)}"


def _faults_in_list(noun: str, facts: tuple[Identified, ...], past_days: tuple[str, ...], today: date) -> Iterator[str]:
    for id, count in Counter(fact.id for fact in facts).items():
        if count > 1:
            yield f"rollout: {noun} {id} stands there {count} times"
        if not _ID.fullmatch(id):
            yield f"rollout, {noun} {id}, id: may hold only letters, digits, - and _ (80 at most)"
    for fact in facts:
        for field in past_days:
            day: date | None = getattr(fact, field)
            if day is not None and not entries.FIRST_DAY <= day <= today:
                yield f"rollout, {noun} {fact.id}, {field}: must lie between 1990 and today"


def _faults_in_record(rollout: Rollout, assessment: Assessment, today: date) -> Iterator[str]:
    record = rollout.record
    for field, person in (("operational_owner", record.operational_owner), ("deputy", record.deputy)):
        if person is not None and assessment.person(person) is None:
            yield f"rollout, record, {field}: person {person} is not among the people of the document"
    for field, day in (
        ("present_way, measured_on", record.present_way.measured_on),
        ("locally_validated_on", record.locally_validated_on),
    ):
        if day is not None and not entries.FIRST_DAY <= day <= today:
            yield f"rollout, record, {field}: must lie between 1990 and today"


def _faults_in_moves(moves: tuple[PhaseMove, ...]) -> Iterator[str]:
    present = "not_started"
    for move in moves:
        place = f"rollout, move {move.id}"
        if move.from_phase != present:
            yield f"{place}, from_phase: must be {present}, where the move before led"
        if move.kind == "up" and move.to_phase != next_phase(move.from_phase):
            yield f"{place}, to_phase: a move up leads to the next phase"
        if move.kind == "down" and not place_of(move.to_phase) < place_of(move.from_phase):
            yield f"{place}, to_phase: a move down leads to a lower phase"
        if (move.kind == "stop") != (move.to_phase == "stopped"):
            yield f"{place}, to_phase: only a stop leads to stopped"
        if move.kind == "stated" and move.to_phase not in LADDER:
            yield f"{place}, to_phase: only a phase can be stated"
        if move.until is not None and (move.kind != "stated" or move.until < move.day):
            yield f"{place}, until: stands only beside a stated phase and not before its day"
        if move.kind == "up" and move.approver is None:
            yield f"{place}, approver: is missing"
        present = move.to_phase


def _faults_in_references(rollout: Rollout, assessment: Assessment) -> Iterator[str]:
    """Ids that lead nowhere."""
    people = {person.id for person in assessment.people}
    moves = {move.id for move in rollout.moves}
    metrics = {metric.id for metric in rollout.metrics}
    plans = {plan.id for plan in assessment.plans}
    tests = {test.id for test in assessment.stress_tests}
    review_plans = {plan.id for plan in rollout.review_plans}
    pairs = [
        *((f"move {one.id}, approver: person", one.approver, people) for one in rollout.moves),
        *((f"waiver {one.id}, executive: person", one.executive, people) for one in rollout.waivers),
        *((f"waiver {one.id}, used_by: move", one.used_by, moves) for one in rollout.waivers),
        *((f"highest phase {one.id}, executive: person", one.executive, people) for one in rollout.highest_phases),
        *((f"alarm answer {one.id}, metric: metric", one.metric, metrics) for one in rollout.alarm_answers),
        *((f"alarm answer {one.id}, plan: plan", one.plan, plans) for one in rollout.alarm_answers),
        *((f"proposal answer {one.id}, metric: metric", one.metric, metrics) for one in rollout.proposal_answers),
        *((f"planned stress test {one.id}, run_as: run", one.run_as, tests) for one in rollout.planned_stress_tests),
        *((f"review sample {one.id}, plan: review plan", one.plan, review_plans) for one in rollout.review_samples),
    ]
    for place, id, known in pairs:
        if id is not None and id not in known:
            yield f"rollout, {place} {id} does not stand in the document"


def _faults_in_metrics(rollout: Rollout, framework: Framework) -> Iterator[str]:
    for key, count in Counter(metric.key for metric in rollout.metrics).items():
        if count > 1:
            yield f"rollout: {count} metrics have the key {key}"
    for metric in rollout.metrics:
        place = f"rollout, metric {metric.id}"
        if not 0 < metric.interval_days <= entries.MOST:
            yield f"{place}, interval_days: must be more than 0"
        for field, limit in (("target", metric.target), ("limit", metric.limit)):
            if limit is not None and (fault := _fault_in_limit(metric, limit)):
                yield f"{place}, {field}: {fault}"
        if metric.check is not None:
            criterion = framework.criterion(metric.check.criterion)
            if criterion is None:
                yield f"{place}, check, criterion {metric.check.criterion}: {_unknown(framework)}"
            elif criterion.check(metric.check.measure) is None:
                yield f"{place}, check, measure {metric.check.measure}: does not occur in this criterion"


def _fault_in_limit(metric: Metric, limit: Limit) -> str:
    if isinstance(limit, tuple) != (metric.better == "range"):
        return "must be two numbers where the direction is range, and else one"
    if isinstance(limit, tuple) and limit[0] > limit[1]:
        return "has its lower end above its upper one"
    return ""


def _faults_in_numbers(rollout: Rollout) -> Iterator[str]:
    for exposure in rollout.exposures:
        if not 0 <= exposure.share_pct <= 100:
            yield f"rollout, exposure {exposure.id}, share_pct: must be from 0 to 100"
    budget = rollout.alarm_budget
    if not 0 < budget.budget_pct <= 100:
        yield "rollout, alarm_budget, budget_pct: must be more than 0 and at most 100"
    if budget.horizon < 1:
        yield "rollout, alarm_budget, horizon: must be at least 1"
    for plan in rollout.review_plans:
        if plan.cases < 1 or plan.allowed_errors < 0 or not 0 < plan.limit_pct <= 100:
            yield f"rollout, review plan {plan.id}: needs at least one case and a limit from 0 to 100"
    for sample in rollout.review_samples:
        if not 0 <= sample.size <= sample.frame:
            yield f"rollout, review sample {sample.id}, size: must not be more than frame"
    if rollout.no_finding_answer.tests < 0:
        yield "rollout, no_finding_answer, tests: must not be negative"
    for waiver in rollout.waivers:
        if waiver.floor_reached_pct is not None and not 0 <= waiver.floor_reached_pct <= 100:
            yield f"rollout, waiver {waiver.id}, floor_reached_pct: must be from 0 to 100"


def _unknown(framework: Framework) -> str:
    return f"does not occur in framework {framework.version}"
