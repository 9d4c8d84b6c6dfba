"""Watching the points of metrics: what detection says of each, computed once for each state of the points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from readiness.content.detection import load_thresholds
from readiness.context import Context
from readiness.domain.metric import LARGEST_VALUE, Baseline, Metric, MetricStatus
from readiness.domain.metric_overlap import Overlap
from readiness.domain.metric_status import (
    SHORTEST_BASELINE,
    all_beyond_target,
    is_beyond_limit,
    is_within_target,
    median_beyond_limit,
    metric_status,
)
from readiness.domain.rollout import Rollout
from readiness.domain.thresholds import Thresholds, even_share
from readiness.statistics.cusum import Alarm
from readiness.statistics.detection import Detection, detect
from readiness.statistics.downsample import kept
from readiness.statistics.rate import DAY, rate
from readiness.statistics.sources import Part, overlap, together
from readiness.storage.metric_points import SeriesPoints

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OUTLINE = 1500
"""Points that are kept of a metric for its large chart."""
LATEST_SHOWN = 60
SPIKES_SHOWN = 200
ALARMS_SHOWN = 100
_THURSDAY = 3
"""The weekday of 1 January 1970, Monday 0."""


@dataclass(frozen=True)
class Stretch:
    """One alarm in days: where it is estimated to have begun, when it was raised, and when the level was back."""

    start: date
    raised: date
    ended: date | None
    """None: it is open."""


@dataclass(frozen=True)
class Outline:
    """The points of a metric as few as a chart can show, the extremes among them."""

    at: Times
    """Epoch milliseconds."""
    value: Values
    low: float | None
    """Point limits of the level, in the unit of the metric; None without a baseline that is long enough."""
    high: float | None
    slips: tuple[Stretch, ...]
    improvements: tuple[Stretch, ...]
    spikes: tuple[tuple[int, float], ...]
    """Moment and value of the latest points that lay outside of their limits, other than in a slip."""


@dataclass(frozen=True)
class Watched:
    """What the points of one metric say, whatever the day."""

    status: MetricStatus
    points: int
    first_ms: int
    last_ms: int
    last_value: float
    last_median: float
    alarm_since: date | None
    slip_start: date | None
    spike_on: date | None
    baseline_points: int
    baseline_mean: float | None
    baseline_sd: float | None
    correlation: float | None
    threshold: float | None
    within_target: bool | None
    beyond_limit: bool | None
    weekly: tuple[tuple[date, float], ...]
    overlap: Overlap | None = None


@cache
def thresholds() -> Thresholds:
    """The table of thresholds, read once. Raises ContentError."""
    return load_thresholds()


def watched_metrics(context: Context, initiative: str, rollout: Rollout) -> dict[str, Watched]:
    """What the points of each metric say, by metric id; metrics without points are left out.

    It is remembered by the token of the points and by what the definitions say that matters here.
    """
    key = _key(context, initiative, rollout)
    if key is None:
        return {}
    return context.store.memory.get(key, lambda: _both(context, initiative, rollout, key)[0])


def outlines(context: Context, initiative: str, rollout: Rollout) -> dict[str, Outline]:
    """The same metrics as few points as a chart can show."""
    key = _key(context, initiative, rollout)
    return {} if key is None else _both(context, initiative, rollout, key)[1]


Both = tuple[dict[str, Watched], dict[str, Outline]]


def _key(context: Context, initiative: str, rollout: Rollout) -> tuple[object, ...] | None:
    token = context.store.points.token(initiative)
    if not token or not rollout.active_metrics:
        return None
    defined = tuple(relevant(metric) for metric in rollout.active_metrics)
    return "watched", initiative, token, rollout.alarm_budget, defined


def _both(context: Context, initiative: str, rollout: Rollout, key: tuple[object, ...]) -> Both:
    return context.store.points.memory.get(key, lambda: _watched(context, initiative, rollout))


def _watched(context: Context, initiative: str, rollout: Rollout) -> Both:
    metrics, budget = rollout.active_metrics, rollout.alarm_budget
    stored = context.store.points.parts_of_all(initiative)
    parts = {metric.id: parts_of(stored[metric.id]) for metric in metrics if metric.id in stored}
    series = {metric.id: series_of(metric, parts[metric.id]) for metric in metrics if metric.id in parts}
    present = [metric for metric in metrics if metric.id in series and len(series[metric.id][0])]
    flags = {metric.id: baseline_flags(series[metric.id][0], metric.baseline) for metric in present}
    alarming = sum(1 for metric in present if metric.alarm and flags[metric.id].sum() >= SHORTEST_BASELINE)
    share = even_share(budget.budget_pct, alarming)
    watched: dict[str, Watched] = {}
    drawn: dict[str, Outline] = {}
    for metric in present:
        at, value = series[metric.id]
        found = detected(metric, at, value, flags[metric.id], share, budget.horizon)
        watched[metric.id] = watch(metric, at, value, flags[metric.id], found, overlap(parts[metric.id]))
        drawn[metric.id] = outline(metric, at, value, found)
    return watched, drawn


def parts_of(stored: Iterable[SeriesPoints]) -> tuple[Part, ...]:
    """The points of each source as they are looked at: without values so large that they are no measurement."""
    parts = (Part(one.source, np.frombuffer(one.at, np.int64), np.frombuffer(one.value, np.float64)) for one in stored)
    return tuple(_measured(part) for part in parts)


def _measured(part: Part) -> Part:
    good = np.abs(part.value) <= LARGEST_VALUE
    return part if good.all() else Part(part.source, part.at[good], part.value[good])


def series_of(metric: Metric, parts: Sequence[Part]) -> tuple[Times, Values]:
    """The series that is looked at: the points of all sources, or for a growing count the rate a day of each source.

    Of points at the same moment that of the source which came in last counts.
    """
    if metric.counter:
        parts = [Part(part.source, *rate(part.at, part.value, DAY)) for part in parts]
    return together(parts)


def detected(
    metric: Metric, at: Times, value: Values, flags: Flags, share_pct: float, horizon: int
) -> Detection | None:
    """What detection finds; `share_pct` is the metric's part of the budget. None: the baseline is too short.

    Watched is what comes after the last day of the window, also where that day is left out of the baseline.
    """
    if metric.baseline is None or int(flags.sum()) < SHORTEST_BASELINE:
        return None
    return detect(
        value,
        flags,
        metric.better,
        thresholds(),
        budget_pct=share_pct,
        horizon=horizon,
        weekdays=weekdays_of(at) if metric.weekday else None,
        first=int(np.searchsorted(at, _midnight(metric.baseline.last_day + timedelta(days=1)))),
    )


def watch(
    metric: Metric, at: Times, value: Values, flags: Flags, found: Detection | None, doubled: Overlap | None = None
) -> Watched:
    """What the points of a metric that has some come to."""
    figures = found.figures if found else None
    slip = found.slip if found and metric.alarm else None
    latest = [float(one) for one in value[-3:]]
    last_median = float(np.median(value[-3:]))
    spike = bool(found and found.spike)
    status = metric_status(
        points=len(at),
        baseline_points=int(flags.sum()),
        decidable=not metric.alarm or bool(found and found.threshold is not None),
        slip_alarm=slip is not None,
        beyond_limit=median_beyond_limit(latest, metric.better, metric.limit),
        outside_point_limits=spike,
        improved_alarm=bool(found and found.improvement),
        beyond_target=all_beyond_target(latest, metric.better, metric.target, figures.median if figures else None),
    )
    return Watched(
        status=status,
        points=len(at),
        first_ms=int(at[0]),
        last_ms=int(at[-1]),
        last_value=float(value[-1]),
        last_median=last_median,
        alarm_since=day_of(at[slip.index]) if slip else None,
        slip_start=day_of(at[slip.start]) if slip else None,
        spike_on=day_of(at[-1]) if spike else None,
        baseline_points=int(flags.sum()),
        baseline_mean=figures.mean if figures else None,
        baseline_sd=figures.sd if figures else None,
        correlation=figures.corrected if figures else None,
        threshold=found.threshold if found and metric.alarm else None,
        within_target=is_within_target(float(value[-1]), metric.better, metric.target),
        beyond_limit=is_beyond_limit(float(value[-1]), metric.better, metric.limit)
        if metric.limit is not None
        else None,
        weekly=tuple(
            (day_of(moment), float(one)) for moment, one in zip(at[-LATEST_SHOWN:], value[-LATEST_SHOWN:], strict=True)
        ),
        overlap=doubled,
    )


def baseline_flags(at: Times, baseline: Baseline | None) -> Flags:
    """Which points lie in the baseline, its excluded days left out."""
    if baseline is None:
        return np.zeros(len(at), dtype=np.bool_)
    inside: Flags = (at >= _midnight(baseline.first_day)) & (at < _midnight(baseline.last_day + timedelta(days=1)))
    if baseline.excluded:
        left_out = np.array([_midnight(day) // DAY for day in baseline.excluded], dtype=np.int64)
        inside &= ~np.isin(at // DAY, left_out)
    return inside


def weekdays_of(at: Times) -> npt.NDArray[np.int64]:
    """The UTC weekday of each moment, Monday 0."""
    days: npt.NDArray[np.int64] = (at // DAY + _THURSDAY) % 7
    return days


def day_of(at: int | np.int64) -> date:
    """The UTC day of a moment in epoch milliseconds."""
    return datetime.fromtimestamp(int(at) / 1000, UTC).date()


def outline(metric: Metric, at: Times, value: Values, found: Detection | None) -> Outline:
    """A metric's points with its extremes, limits and alarms, ready to be drawn."""
    places = kept(at, value, OUTLINE)
    figures = found.figures if found else None
    spikes: tuple[tuple[int, float], ...] = ()
    low = high = None
    if found is not None and figures is not None:
        outside = np.flatnonzero(found.spikes & ~_slipping(len(at), found.slips))[-SPIKES_SHOWN:]
        spikes = tuple((int(at[place]), float(value[place])) for place in outside)
        if len(found.low):
            low, high = float(np.median(found.low)), float(np.median(found.high))
    return Outline(
        at=at[places].copy(),
        value=value[places].copy(),
        low=low,
        high=high,
        slips=_stretches(at, found.slips if found and metric.alarm else ()),
        improvements=_stretches(at, found.improvements if found else ()),
        spikes=spikes,
    )


def _slipping(count: int, slips: tuple[Alarm, ...]) -> Flags:
    """Which points lie in a slip, from where it is estimated to have begun."""
    inside: Flags = np.zeros(count, dtype=np.bool_)
    for slip in slips:
        inside[slip.start : slip.end] = True
    return inside


def _stretches(at: Times, alarms: tuple[Alarm, ...]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(
            start=day_of(at[alarm.start]),
            raised=day_of(at[alarm.index]),
            ended=None if alarm.end is None else day_of(at[alarm.end]),
        )
        for alarm in alarms[-ALARMS_SHOWN:]
    )


def relevant(metric: Metric) -> tuple[object, ...]:
    """What of a metric's definition decides what its points say."""
    return (
        metric.id,
        metric.better,
        metric.target,
        metric.limit,
        metric.baseline,
        metric.alarm,
        metric.weekday,
        metric.counter,
    )


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
