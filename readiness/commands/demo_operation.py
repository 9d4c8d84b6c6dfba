"""Tell how a demo story is rolled out and runs: through the ordinary commands, on the days on which it happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from readiness.commands.conditions import answer_condition
from readiness.commands.decisions import LogFile, write_decisions
from readiness.commands.dismissals import dismiss
from readiness.commands.initiatives import change_initiative
from readiness.commands.metric_proposals import answer_alarm
from readiness.commands.metrics import add_metric, change_metric, set_baseline, use_profile_metrics
from readiness.commands.people import change_person
from readiness.commands.phases import move_down, move_up, raise_highest, state_history
from readiness.commands.point_imports import write_points
from readiness.commands.project_lists import add_entry
from readiness.commands.project_record import change_record, plan_step, set_budget, value_of
from readiness.commands.reviews import declare_review_plan, draw_sample, judge, set_critical_pairs
from readiness.commands.story_decisions import rows_of
from readiness.commands.story_points import Point, file_of, points_of
from readiness.commands.stress_tests import plan_stress_test
from readiness.commands.system_changes import note_change
from readiness.commands.telling import Step, Telling
from readiness.commands.waivers import waive
from readiness.content.story_operation import (
    StoryAlarm,
    StoryDismissal,
    StoryHighest,
    StoryHistory,
    StoryLimit,
    StoryLog,
    StoryMetric,
    StoryMove,
    StoryPlannedTest,
    StoryRecord,
    StoryReviewPlan,
    StoryRewording,
    StorySample,
    StoryStep,
)
from readiness.domain.framework import PhaseId
from readiness.domain.metric import CheckBinding, Metric
from readiness.domain.phase_history import ConditionList
from readiness.domain.phase_rules import next_phase, phase_of, running_phase
from readiness.errors import ContentError
from readiness.queries.rollout import live_figures

EVENING = 500
"""Minutes after work begins, when what was decided in the day is entered."""


@dataclass
class _Measured:
    """The metrics of a story: their points, made up once, and the day up to which they were read in."""

    points: list[tuple[str, Sequence[Point]]] = field(default_factory=list)
    read_until: date | None = None


def before_the_day(telling: Telling) -> Iterator[Step]:
    """What happens in a story before the assessments of the same day, in the order of a day."""
    story = telling.story
    if story.review_interval_days is not None:
        yield story.created_days_ago, partial(_rhythm, telling, story.review_interval_days)
    for stated in story.record:
        yield stated.days_ago, partial(_record, telling, stated)
    for name, entries in (("feedback", story.feedback), ("incidents", story.incidents), ("exposures", story.exposures)):
        for entry in entries:
            ended = getattr(entry, "answered_days_ago", None), getattr(entry, "closed_days_ago", None)
            known = min(entry.days_ago, *(day for day in ended if day is not None), entry.days_ago)
            yield known, partial(_entry, telling, name, known, entry.model_dump())
    for change in story.changes:
        context = partial(telling.at, change.days_ago, change.by)
        yield change.days_ago, partial(_change, telling, context, change.kind, change.days_ago, change.text)
    for rewording in story.rewordings:
        yield rewording.days_ago, partial(_reword, telling, rewording)
    for log in story.logs:
        yield log.days_ago, partial(_log, telling, log)
    if story.critical_pairs is not None:
        first = max(log.days_ago for log in story.logs)
        yield first, partial(_critical, telling, first, story.critical_pairs)
    for declared in story.review_plans:
        yield declared.days_ago, partial(_review_plan, telling, declared)
    for sample in story.samples:
        yield sample.days_ago, partial(_sample, telling, sample)
    for planned in story.planned_tests:
        yield planned.days_ago, partial(_planned_test, telling, planned)
    yield from _metrics(telling)


def after_the_day(telling: Telling) -> Iterator[Step]:
    """What happens in a story after the assessments of the same day."""
    story = telling.story
    for person in story.people:
        if person.left_days_ago is not None:
            yield person.left_days_ago, partial(_leave, telling, person.key, person.left_days_ago)
    if story.history is not None:
        yield story.history.days_ago, partial(_history, telling, story.history)
    for raised in story.highest:
        yield raised.days_ago, partial(_highest, telling, raised)
    for move in story.moves:
        yield move.days_ago, partial(_move, telling, move)
    for step in story.planned_steps:
        yield step.days_ago, partial(_plan_step, telling, step)
    for alarm in story.alarms:
        yield alarm.days_ago, partial(_alarm, telling, alarm)
    for dismissal in story.dismissals:
        yield dismissal.days_ago, partial(_dismiss, telling, dismissal)


# The record -----------------------------------------------------------------------------------------------------------


def _rhythm(telling: Telling, days: int) -> None:
    id = telling.story.id
    context = telling.at(telling.story.created_days_ago, minutes=2)
    seen = context.store.load(id).initiative.review_interval_days
    change_initiative(context, id, field="review_interval_days", value=days, seen=seen)


def _record(telling: Telling, stated: StoryRecord) -> None:
    id, context = telling.story.id, telling.at(stated.days_ago, stated.by, 10)
    measured = stated.present_measured_days_ago
    values: dict[str, Any] = {
        "operational_owner": telling.person(stated.owner) or None,
        "deputy": telling.person(stated.deputy) or None,
        "present_way.cost": stated.present_cost,
        "present_way.quality": stated.present_quality,
        "present_way.measured_on": None if measured is None else telling.day(measured),
        "smallest_input_set": stated.smallest_input_set,
        "fact_sheet.purpose": stated.fact_sheet.purpose,
        "fact_sheet.data": stated.fact_sheet.data,
        "fact_sheet.limits": stated.fact_sheet.limits,
        "fact_sheet.failure_groups": stated.fact_sheet.failure_groups,
        "vendor_model": stated.vendor_model,
        "locally_validated_on": context.today() if stated.locally_validated else None,
        "not_locally_validated": True if stated.locally_validated is False else None,
        "debuggers": stated.debuggers,
    }
    for name, value in values.items():
        if value is not None and value != "":
            seen = value_of(context.store.load_rollout(id).record, name)
            change_record(context, id, field=name, value=value, seen=seen)
    if stated.budget_months is not None:
        seen = context.store.load_rollout(id).record.budget_until
        set_budget(context, id, months=stated.budget_months, seen=seen)


def _entry(telling: Telling, list_name: str, entered: int, told: dict[str, Any]) -> None:
    values = {"day": telling.day(told.pop("days_ago"))}
    for name in ("answered", "closed"):
        if (ago := told.pop(f"{name}_days_ago", None)) is not None:
            values[f"{name}_on"] = telling.day(ago)
    add_entry(telling.at(entered, minutes=20), telling.story.id, list_name, **values, **told)


def _change(telling: Telling, context: Any, kind: Any, days_ago: int, text: str) -> None:
    note_change(context(minutes=25), telling.story.id, kind=kind, day=telling.day(days_ago), text=text)


def _reword(telling: Telling, rewording: StoryRewording) -> None:
    id, context = telling.story.id, telling.at(rewording.days_ago, rewording.by, 26)
    seen = getattr(context.store.load(id).initiative.use_case, rewording.field)
    change_initiative(context, id, field=f"use_case.{rewording.field}", value=rewording.text, seen=seen)


def _leave(telling: Telling, key: str, days_ago: int) -> None:
    id, context = telling.story.id, telling.at(days_ago, minutes=EVENING)
    seen = context.store.load(id).person(telling.person(key))
    if seen is not None:
        change_person(context, id, seen.id, seen=seen, left=True)


# The ladder -----------------------------------------------------------------------------------------------------------


def _history(telling: Telling, history: StoryHistory) -> None:
    phases = [
        (
            one.phase,
            telling.day(one.from_days_ago),
            None if one.until_days_ago is None else telling.day(one.until_days_ago),
        )
        for one in history.phases
    ]
    context = telling.at(history.days_ago, history.by, EVENING)
    state_history(context, telling.story.id, phases=phases, source=history.source)


def _highest(telling: Telling, raised: StoryHighest) -> None:
    context = telling.at(raised.days_ago, raised.by, EVENING)
    executive = telling.person(raised.executive)
    raise_highest(context, telling.story.id, phase=raised.phase, executive=executive, reason=raised.reason)


def _move(telling: Telling, move: StoryMove) -> None:
    id = telling.story.id
    context = telling.at(move.days_ago, move.by, EVENING)
    moves = context.store.load_rollout(id).moves
    seen = phase_of(moves)
    if move.kind == "down" and move.to is not None:
        move_down(context, id, seen=seen, to=move.to, reason=move.reason)
        return
    names = _asked(telling, running_phase(moves), next_phase(seen))
    for key, text in move.answers.items():
        phase, list = names[key]
        answer_condition(context, id, phase=phase, list=list, key=key, met=True, text=text, day=context.today())
    live = live_figures(context, id)
    for key, reason in move.waived.items():
        phase, list = names[key]
        executive = telling.person(move.executive)
        waive(context, id, phase=phase, list=list, key=key, executive=executive, reason=reason, live=live)
    move_up(context, id, seen=seen, approver=telling.person(move.approver), live=live, reason=move.reason)


def _asked(telling: Telling, present: PhaseId | None, to: PhaseId | None) -> dict[str, tuple[PhaseId, ConditionList]]:
    """Where each condition of the next step up stands, by its key."""
    found: dict[str, tuple[PhaseId, ConditionList]] = {}
    for phase in telling.framework.phases:
        if phase.id == to:
            found |= {one.key: (phase.id, "entry") for one in phase.entry}
    for phase in telling.framework.phases:
        if phase.id == present:
            found |= {one.key: (phase.id, "exit") for one in phase.exit}
    return found


def _plan_step(telling: Telling, step: StoryStep) -> None:
    id, context = telling.story.id, telling.at(step.days_ago, step.by, EVENING)
    planned = context.store.load_rollout(id).planned_steps
    plan_step(
        context,
        id,
        step=step.step,
        day=telling.today + timedelta(days=step.in_days),
        reason=step.reason,
        live=live_figures(context, id),
        seen=planned[-1].id if planned else None,
    )


# Metrics --------------------------------------------------------------------------------------------------------------


def _metrics(telling: Telling) -> Iterator[Step]:
    story = telling.story
    if not story.metrics or story.metrics_from_days_ago is None:
        return
    measured = _Measured()
    yield story.metrics_from_days_ago, partial(_define, telling, measured)
    for metric in story.metrics:
        for change in metric.changed:
            yield change.days_ago, partial(_tighten, telling, metric.key, change)
        if metric.baseline is not None:
            fixed = min(metric.baseline.until_days_ago, story.metrics_from_days_ago)
            yield fixed, partial(_baseline, telling, metric, fixed)
    # An export is read in on each day on which somebody looks at the figures, and on the last day of any metric.
    looked = {told.days_ago for told in story.rounds} | {metric.until_days_ago for metric in story.metrics}
    looked |= {act.days_ago for act in (*story.moves, *story.alarms, *story.planned_steps)}
    for days_ago in sorted((day for day in looked if day <= story.metrics_from_days_ago), reverse=True):
        yield days_ago, partial(_read, telling, measured, days_ago)


def _define(telling: Telling, measured: _Measured) -> None:
    story = telling.story
    days_ago = story.metrics_from_days_ago or 0
    context = telling.at(days_ago, minutes=30)
    use_profile_metrics(context, story.id)
    for told in story.metrics:
        known = _metric(telling, told.key)
        fields: dict[str, Any] = {
            "name": told.name,
            "family": told.family,
            "unit": told.unit,
            "better": told.better,
            "interval_days": told.every_days,
            "target": told.target,
            "limit": told.limit,
        }
        stated = {name: value for name, value in fields.items() if value is not None}
        stated |= {"owner": told.owner, "attribution": told.attribution, "definition": told.definition}
        stated["weekday"] = bool(told.weekday)
        if known is None:
            add_metric(context, story.id, key=told.key, **stated)
        else:
            change_metric(context, story.id, known.id, seen=known, **stated)
        if told.measures is not None and (known := _metric(telling, told.key)) is not None:
            check = CheckBinding(criterion=told.measures[0], measure=told.measures[1])
            change_metric(context, story.id, known.id, seen=known, check=check)
        if (known := _metric(telling, told.key)) is not None:
            points = points_of(told, known.interval_days, telling.today, telling.chance("metric", told.key))
            measured.points.append((told.key, points))


def _metric(telling: Telling, key: str) -> Metric | None:
    metrics = telling.context.store.load_rollout(telling.story.id).metrics
    return next((metric for metric in metrics if metric.key == key), None)


def _tighten(telling: Telling, key: str, change: StoryLimit) -> None:
    known = _metric(telling, key)
    if known is not None:
        values = {
            name: value for name, value in (("target", change.target), ("limit", change.limit)) if value is not None
        }
        change_metric(telling.at(change.days_ago, change.by, 35), telling.story.id, known.id, seen=known, **values)


def _baseline(telling: Telling, told: StoryMetric, days_ago: int) -> None:
    known = _metric(telling, told.key)
    if known is None or told.baseline is None:
        return
    set_baseline(
        telling.at(days_ago, minutes=40),
        telling.story.id,
        known.id,
        name=told.baseline.name,
        first_day=telling.day(told.baseline.from_days_ago),
        last_day=telling.day(told.baseline.until_days_ago),
        seen=None,
    )


def _read(telling: Telling, measured: _Measured, days_ago: int) -> None:
    until = telling.day(days_ago)
    file = file_of(measured.points, measured.read_until, until)
    measured.read_until = until
    if file.series:
        ids = {metric.key: metric.id for metric in telling.context.store.load_rollout(telling.story.id).metrics}
        targets = {one.key: ids[one.key] for one in file.series}
        name = f"metrics-{until.isoformat()}.csv"
        write_points(telling.at(days_ago, minutes=45), telling.story.id, file, targets, name=name)


def _alarm(telling: Telling, alarm: StoryAlarm) -> None:
    id, context = telling.story.id, telling.at(alarm.days_ago, alarm.by, EVENING)
    states = live_figures(context, id).metrics
    state = next((one for one in states if one.metric.key == alarm.metric and one.alarm_since is not None), None)
    if state is None:
        raise ContentError(
            "The demo stories have faults, so none was told. Please correct:",
            [f"{id}: an alarm of {alarm.metric} is answered {alarm.days_ago} days ago, but none was open"],
        )
    answer_alarm(
        context,
        id,
        state.metric.id,
        alarm_day=state.alarm_since or context.today(),
        text=alarm.text,
        owner=alarm.owner,
        due=None if alarm.due_in_days is None else telling.today + timedelta(days=alarm.due_in_days),
    )


# Decisions ------------------------------------------------------------------------------------------------------------


def _log(telling: Telling, log: StoryLog) -> None:
    story = telling.story
    first, last = telling.day(log.from_days_ago), telling.day(log.until_days_ago)
    rows, truths = rows_of(log, story.critical_pairs, first, last, telling.chance("log", log.source, log.case))
    telling.truths |= truths
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    name = f"{log.case}-{last.isoformat()}.csv"
    file = LogFile(name=name, format="csv", sha256=digest, rows=lambda: rows, rejected=lambda: 0)
    write_decisions(telling.at(log.days_ago, log.by, 50), story.id, file, source=log.source)


def _critical(telling: Telling, days_ago: int, pairs: Sequence[tuple[str, str]]) -> None:
    id, context = telling.story.id, telling.at(days_ago, minutes=55)
    set_critical_pairs(context, id, pairs=pairs, seen=context.store.load_rollout(id).critical_pairs)


def _review_plan(telling: Telling, declared: StoryReviewPlan) -> None:
    values = declared.model_dump(exclude={"days_ago", "by"})
    declare_review_plan(telling.at(declared.days_ago, declared.by, 60), telling.story.id, **values)


def _sample(telling: Telling, told: StorySample) -> None:
    id, context = telling.story.id, telling.at(told.days_ago, told.by, 65)
    plans = {plan.name: plan.id for plan in context.store.load_rollout(id).review_plans}
    sample = draw_sample(
        context,
        id,
        purpose=told.purpose,
        size=told.size,
        seed=told.seed,
        plan=plans[told.plan] if told.plan is not None else None,
    )
    reviewer = told.reviewer or told.by
    for number, row in enumerate(context.store.decisions.review_cases(id, sample)[: told.judged]):
        answer = telling.truths[row["case"]]
        judge(telling.at(told.days_ago, reviewer, 70 + number), id, sample, row["position"], answer=answer)


# Stress tests and warnings --------------------------------------------------------------------------------------------


def _planned_test(telling: Telling, told: StoryPlannedTest) -> None:
    values = told.model_dump(exclude={"days_ago", "by", "in_days"})
    day = telling.today + timedelta(days=told.in_days)
    plan_stress_test(telling.at(told.days_ago, told.by, 28), telling.story.id, day=day, **values)


def _dismiss(telling: Telling, told: StoryDismissal) -> None:
    dismiss(
        telling.at(told.days_ago, told.by, EVENING),
        telling.story.id,
        pattern=told.pattern,
        indicator=told.indicator,
        reason=told.reason,
        until=telling.today + timedelta(days=told.until_in_days),
    )
