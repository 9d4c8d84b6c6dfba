"""Say what is measured: take over the profile's metrics, add, change or retire one, fix a baseline, set the budget."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.framework import Framework, Limit, MetricFamily
from readiness.domain.metric import (
    FAMILIES,
    AlarmBudget,
    Attribution,
    Baseline,
    CheckBinding,
    ConditionBinding,
    Metric,
    MetricDirection,
)
from readiness.domain.units import plainly_differ
from readiness.errors import Invalid, NotFound
from readiness.storage.store import Change

ATTRIBUTION_WORDS: dict[Attribution, str] = {
    "experiment": "by an experiment",
    "before_after": "by before and after",
    "expert_judgement": "by expert judgement",
    "none": "not attributed to the AI",
}
DIRECTION_WORDS: dict[MetricDirection, str] = {
    "higher": "higher is better",
    "lower": "lower is better",
    "range": "within a range is better",
}
LARGEST = 1e15
LONGEST_INTERVAL = 3650
MOST_METRICS = 200
"""On one initiative, retired ones included."""
LONGEST_BASELINE = 3660
"""Days."""

_CHANGEABLE = (
    "family",
    "name",
    "unit",
    "better",
    "interval_days",
    "target",
    "limit",
    "owner",
    "attribution",
    "definition",
    "alarm",
    "weekday",
    "counter",
    "check",
    "condition",
)


def use_profile_metrics(context: Context, initiative: str) -> int:
    """Take over the metrics that the profile proposes and the initiative does not have yet; how many. Raises NotFound.

    One that was retired stays so.
    """
    with context.change(initiative) as change:
        framework = context.framework_of(change.assessment)
        profile = framework.profile(change.assessment.initiative.profile)
        known = {metric.key for metric in change.rollout.metrics}
        new = [
            Metric(
                id=context.new_id(),
                key=one.key,
                family=one.family,
                name=one.name,
                unit=one.unit,
                better=one.better,
                interval_days=one.interval_days,
                target=one.green,
                limit=one.red,
                from_profile=True,
                created_at=change.at,
            )
            for one in (profile.metrics if profile else ())
            if one.key not in known
        ]
        if new:
            change.put(*new)
            change.record("metrics_added", "metrics", {"added": [metric.model_dump(mode="json") for metric in new]})
    return len(new)


def add_metric(
    context: Context,
    initiative: str,
    *,
    name: str,
    family: MetricFamily,
    unit: str,
    better: MetricDirection,
    interval_days: float = 7,
    target: Limit | None = None,
    limit: Limit | None = None,
    owner: str = "",
    attribution: Attribution = "none",
    definition: str = "",
    alarm: bool = True,
    weekday: bool = False,
    counter: bool = False,
    key: str = "",
) -> str:
    """Add a metric; its id. The key is made from the name where none is given. Raises Invalid, NotFound."""
    with context.change(initiative) as change:
        metric = new_metric(
            context,
            change,
            key=key,
            name=name,
            family=family,
            unit=unit,
            better=better,
            interval_days=interval_days,
            target=target,
            limit=limit,
            owner=owner,
            attribution=attribution,
            definition=definition,
            alarm=alarm,
            weekday=weekday,
            counter=counter,
        )
        change.add("metric_added", f"metric/{metric.id}", metric)
    return metric.id


def new_metric(
    context: Context, change: Change, *, name: str, key: str = "", taken: Collection[str] = (), **fields: Any
) -> Metric:
    """A checked metric with a key of its own, not stored yet. Raises Invalid."""
    entries.line(name, "name", "The name of the metric", longest=entries.LONGEST_NAME, required=True)
    known = {metric.key for metric in change.rollout.metrics} | set(taken)
    if len(known) >= MOST_METRICS:
        raise Invalid(f"An initiative may have {MOST_METRICS} metrics at most. Nothing was saved.", "name")
    if key and key in known:
        raise Invalid(f"Another metric of this initiative has the key “{key}”. Nothing was saved.", "key")
    metric = entries.made(
        Metric,
        id=context.new_id(),
        key=entries.identity(key) if key else _free_key(name, known),
        name=name.strip(),
        created_at=change.at,
        **fields,
    )
    check_metric(metric, context.framework_of(change.assessment))
    return metric


def change_metric(context: Context, initiative: str, metric_id: str, *, seen: Metric, **changes: Any) -> None:
    """Change fields of a metric's definition, its baseline apart.

    `seen` is the metric as the edit found it; only the fields changed here are compared with what is stored. Raises
    StaleVersion, Invalid, NotFound.
    """
    entries.known_fields(changes, _CHANGEABLE, "A metric")
    with context.change(initiative) as change:
        stored = metric_of(change, metric_id)
        new = entries.renewed(stored, **changes)
        check_metric(new, context.framework_of(change.assessment))
        if (new.unit, new.check) != (stored.unit, stored.check):
            _check_units(new, context.framework_of(change.assessment))
        entries.replaced(change, "metric_changed", f"metric/{metric_id}", "this metric", stored, seen, new)


def bind_to_check(
    context: Context, initiative: str, metric_id: str, *, criterion: str, measure: str, seen: Metric
) -> None:
    """Say that a metric measures a check: its values become evidence there once a person accepts them.

    An empty criterion undoes it. Raises StaleVersion, Invalid, NotFound.
    """
    binding = CheckBinding(criterion=criterion, measure=measure) if criterion else None
    change_metric(context, initiative, metric_id, seen=seen, check=binding)


def bind_to_condition(
    context: Context, initiative: str, metric_id: str, *, condition: ConditionBinding | None, seen: Metric
) -> None:
    """Say that a metric decides a condition of a phase, or undo it. Raises StaleVersion, Invalid, NotFound."""
    change_metric(context, initiative, metric_id, seen=seen, condition=condition)


def retire_metric(context: Context, initiative: str, metric_id: str) -> None:
    """Stop looking at a metric; its points stay. Raises NotFound."""
    with context.change(initiative) as change:
        stored = metric_of(change, metric_id)
        if stored.retired_at is None:
            retired = entries.renewed(stored, retired_at=change.at)
            change.save("metric_retired", f"metric/{metric_id}", stored, retired)


def resume_metric(context: Context, initiative: str, metric_id: str) -> None:
    """Look at a retired metric again. Raises NotFound."""
    with context.change(initiative) as change:
        stored = metric_of(change, metric_id)
        if stored.retired_at is not None:
            resumed = entries.renewed(stored, retired_at=None)
            change.save("metric_resumed", f"metric/{metric_id}", stored, resumed)


def set_baseline(
    context: Context,
    initiative: str,
    metric_id: str,
    *,
    name: str,
    first_day: date,
    last_day: date,
    excluded: Sequence[date] = (),
    reason: str = "",
    seen: Baseline | None,
) -> None:
    """Fix the named window that later points are compared with, both days included; it moves only by this command.

    Days left out of it need a reason. Raises StaleVersion, Invalid, NotFound.
    """
    entries.line(name, "name", "The name of the baseline", longest=entries.LONGEST_NAME, required=True)
    entries.past_day(first_day, "first_day", "The first day", context.today())
    entries.past_day(last_day, "last_day", "The last day", context.today())
    if last_day < first_day:
        raise Invalid("The baseline ends before it begins. Nothing was saved.", "last_day")
    if (last_day - first_day).days > LONGEST_BASELINE:
        raise Invalid("A baseline may span ten years at most. Nothing was saved.", "first_day")
    entries.text(reason, "reason", "The reason", required=bool(excluded))
    outside = [day for day in excluded if not first_day <= day <= last_day]
    if outside:
        raise Invalid(
            "A day that is left out must lie inside the baseline. Nothing was saved.",
            "excluded",
            [day.isoformat() for day in outside],
        )
    with context.change(initiative) as change:
        stored = metric_of(change, metric_id)
        new = entries.made(
            Baseline,
            name=name.strip(),
            first_day=first_day,
            last_day=last_day,
            excluded=tuple(sorted(set(excluded))),
            reason=reason,
            set_at=change.at,
            set_by=context.actor.label,
        )
        if seen != stored.baseline:
            entries.stale(change, f"metric/{metric_id}", "baseline", "this baseline", stored.baseline)
        if stored.baseline is not None and _window(stored.baseline) == _window(new):
            return
        change.save("baseline_set", f"metric/{metric_id}", stored, entries.renewed(stored, baseline=new))


def set_alarm_budget(context: Context, initiative: str, *, budget_pct: float, horizon: int, seen: AlarmBudget) -> None:
    """Say how many false alarms are accepted: the chance of one, in percent, within so many points.

    It is split evenly over the metrics that raise alarms. Raises StaleVersion, Invalid, NotFound.
    """
    entries.number(budget_pct, "budget_pct", "The budget in percent", least=0.01, most=50)
    entries.whole(horizon, "horizon", "The number of points", least=5, most=520)
    with context.change(initiative) as change:
        stored = change.rollout.alarm_budget
        new = AlarmBudget(budget_pct=budget_pct, horizon=horizon)
        entries.replaced(change, "alarm_budget_changed", "metrics", "the budget of false alarms", stored, seen, new)


def metric_of(change: Change, metric_id: str) -> Metric:
    """A metric of the initiative, retired ones included. Raises NotFound."""
    metric = change.rollout.metric(metric_id)
    if metric is None:
        raise NotFound("There is no such metric on this initiative. Nothing was changed.")
    return metric


def check_metric(metric: Metric, framework: Framework) -> None:
    """Raise Invalid for a metric that cannot be stored."""
    entries.line(metric.name, "name", "The name of the metric", longest=entries.LONGEST_NAME, required=True)
    entries.line(metric.unit, "unit", "The unit", longest=60, required=True)
    entries.line(metric.owner, "owner", "The owner")
    entries.text(metric.definition, "definition", "The definition")
    entries.choice(metric.family, "family", "The family", FAMILIES)
    entries.choice(metric.better, "better", "The direction", DIRECTION_WORDS)
    entries.choice(metric.attribution, "attribution", "The attribution", ATTRIBUTION_WORDS)
    entries.number(
        metric.interval_days,
        "interval_days",
        "The number of days between two points",
        least=1 / 1440,
        most=LONGEST_INTERVAL,
    )
    _check_limit(metric, metric.target, "target", "The target")
    _check_limit(metric, metric.limit, "limit", "The limit")
    _check_order(metric)
    if metric.check is not None:
        check = entries.criterion_of(framework, metric.check.criterion).check(metric.check.measure)
        if check is None:
            raise Invalid(f"That criterion has no check “{metric.check.measure}”. Nothing was saved.", "check")
        if check.is_date:
            raise Invalid("That check is answered by a date, which no metric measures. Nothing was saved.", "check")
    if metric.condition is not None:
        phase = next((phase for phase in framework.phases if phase.id == metric.condition.phase), None)
        conditions = getattr(phase, metric.condition.list, ()) if metric.condition.list in _LISTS else ()
        if not any(condition.key == metric.condition.key for condition in conditions):
            raise Invalid("There is no such condition in this framework. Nothing was saved.", "condition")


def _check_units(metric: Metric, framework: Framework) -> None:
    """Raise Invalid where values of the metric are plainly none of the check it measures."""
    criterion = framework.criterion(metric.check.criterion) if metric.check else None
    check = criterion.check(metric.check.measure) if criterion and metric.check else None
    if check is not None and plainly_differ(metric.unit, check.unit):
        raise Invalid(
            f"The metric is measured in {metric.unit}, the check “{check.text}” in {check.unit}: its values would be "
            "taken for others than they are. Nothing was saved; measure it in the unit of the check, or choose "
            "another check.",
            "check",
        )


_LISTS = ("entry", "exit", "keep", "step_back")


def _check_limit(metric: Metric, limit: Limit | None, field: str, label: str) -> None:
    if limit is None:
        return
    ends = limit if isinstance(limit, tuple) else (limit,)
    if any(not math.isfinite(end) or abs(end) > LARGEST for end in ends):
        raise Invalid(f"{label} is too large a number. Nothing was saved.", field)
    if isinstance(limit, tuple) != (metric.better == "range"):
        what = "a lower and an upper number" if metric.better == "range" else "one number"
        raise Invalid(f"{label} must be {what}, since {DIRECTION_WORDS[metric.better]}. Nothing was saved.", field)
    if isinstance(limit, tuple) and limit[0] > limit[1]:
        raise Invalid(f"{label} has its lower end above its upper one. Nothing was saved.", field)


def _check_order(metric: Metric) -> None:
    """A limit that is easier to miss than the target would call the same value good and alarming."""
    target, limit = metric.target, metric.limit
    if target is None or limit is None:
        return
    if isinstance(target, tuple) and isinstance(limit, tuple):
        crossed = limit[0] > target[0] or limit[1] < target[1]
    elif isinstance(target, tuple) or isinstance(limit, tuple):
        return
    else:
        crossed = limit > target if metric.better == "higher" else limit < target
    if crossed:
        raise Invalid("The limit lies on the better side of the target. Nothing was saved.", "limit")


def _window(baseline: Baseline) -> tuple[object, ...]:
    return baseline.name, baseline.first_day, baseline.last_day, baseline.excluded, baseline.reason


def _free_key(name: str, known: Collection[str]) -> str:
    """A key made from a name that no other metric of the initiative has."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:60] or "metric"
    if key not in known:
        return key
    return next(free for number in range(2, len(known) + 3) if (free := f"{key}_{number}") not in known)
