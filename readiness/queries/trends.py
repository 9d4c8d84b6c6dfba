"""Trends: the points of one metric with everything that stands beside them in its chart, and a page of its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from readiness.context import Context
from readiness.domain.metric_state import MetricState
from readiness.domain.phase_history import RolloutPhase
from readiness.domain.rollout import Rollout
from readiness.errors import NotFound
from readiness.queries.metrics import metric_points, metric_states
from readiness.queries.watching import Outline, Stretch, Times, Values, outlines
from readiness.statistics.downsample import downsample
from readiness.storage.metric_points import Order, Point

SMALL = 160
"""Points of a small picture."""
LARGE = 1500
PER_PAGE = 20


@dataclass(frozen=True)
class Band:
    """The baseline in a chart: its days, its mean, and between which limits a single point is nothing special."""

    name: str
    first_day: date
    last_day: date
    mean: float | None
    """None: the baseline is too short."""
    low: float | None
    high: float | None


@dataclass(frozen=True)
class PhaseMark:
    """A day on which the initiative entered another phase."""

    day: date
    phase: RolloutPhase


@dataclass(frozen=True, eq=False)
class Trend:
    """One metric's chart: at most some hundred points, the extremes among them. Equal only to itself."""

    state: MetricState
    at: Times
    """Epoch milliseconds."""
    value: Values
    points: int
    """How many there are behind those that are drawn."""
    band: Band | None
    slips: tuple[Stretch, ...]
    improvements: tuple[Stretch, ...]
    spikes: tuple[tuple[int, float], ...]
    phases: tuple[PhaseMark, ...]
    per_day: bool
    """Whether the values are the growth of a count in a day rather than the points themselves."""


@dataclass(frozen=True)
class PointsPage:
    """One page of a metric's points."""

    rows: tuple[Point, ...]
    total: int
    page: int
    pages: int


def trend(
    context: Context,
    initiative: str,
    metric_id: str,
    since: date | None = None,
    until: date | None = None,
    most: int = LARGE,
) -> Trend:
    """The chart of one metric that is looked at, or of some days of it. Raises NotFound."""
    state = next((one for one in metric_states(context, initiative) if one.metric.id == metric_id), None)
    if state is None:
        raise NotFound("There is no such metric on this initiative, or it is retired.")
    rollout = context.store.load_rollout(initiative)
    drawn = outlines(context, initiative, rollout).get(metric_id)
    window = None
    if since is not None or until is not None:
        window = metric_points(
            context,
            initiative,
            state.metric,
            None if since is None else _midnight(since),
            None if until is None else _midnight(until + timedelta(days=1)) - timedelta(milliseconds=1),
        )
    return _trend(state, drawn, rollout, most, window)


def small_trends(context: Context, initiative: str) -> dict[str, Trend]:
    """The small pictures of all metrics that have points, by metric id. Raises NotFound.

    They are the same objects until something is written on the initiative, or an hour is over: whether a point is
    overdue depends on the time.
    """
    mark = context.store.load_marked(initiative)[1]
    hour = context.now().replace(minute=0, second=0, microsecond=0)
    key = ("small trends", initiative, mark, hour)
    return context.store.memory.get(key, lambda: _small_trends(context, initiative))


def _small_trends(context: Context, initiative: str) -> dict[str, Trend]:
    rollout = context.store.load_rollout(initiative)
    drawn = outlines(context, initiative, rollout)
    return {
        state.metric.id: _trend(state, drawn[state.metric.id], rollout, SMALL, None)
        for state in metric_states(context, initiative)
        if state.metric.id in drawn
    }


def points_page(
    context: Context,
    initiative: str,
    metric_id: str,
    *,
    order: Order = "at",
    descending: bool = True,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> PointsPage:
    """Some points of a metric as they are stored, each with its source. A page beyond the last is the last."""
    extent = context.store.points.extents(initiative).get(metric_id)
    total = extent.points if extent else 0
    pages = max(1, -(-total // per_page))
    number = max(1, min(page, pages))
    rows = context.store.points.page(
        initiative,
        metric_id,
        order=order,
        descending=descending,
        offset=(number - 1) * per_page,
        limit=per_page,
    )
    return PointsPage(rows, total, number, pages)


def _trend(
    state: MetricState, drawn: Outline | None, rollout: Rollout, most: int, window: tuple[Times, Values] | None
) -> Trend:
    empty_at, empty_value = np.empty(0, np.int64), np.empty(0)
    at, value = window or ((drawn.at, drawn.value) if drawn else (empty_at, empty_value))
    points = len(at) if window else state.points
    if len(at) > most:
        at, value = downsample(at, value, most)
    baseline = state.metric.baseline
    return Trend(
        state=state,
        at=at,
        value=value,
        points=points,
        band=None
        if baseline is None
        else Band(
            name=baseline.name,
            first_day=baseline.first_day,
            last_day=baseline.last_day,
            mean=state.baseline_mean,
            low=drawn.low if drawn else None,
            high=drawn.high if drawn else None,
        ),
        slips=drawn.slips if drawn else (),
        improvements=drawn.improvements if drawn else (),
        spikes=drawn.spikes if drawn else (),
        phases=tuple(PhaseMark(move.day, move.to_phase) for move in rollout.moves),
        per_day=state.metric.counter,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
