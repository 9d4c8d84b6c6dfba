"""What a report shows of the metrics: figures, status word, and a small chart from the few points that were frozen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from readiness.domain.assessment import Status
from readiness.domain.framework import Limit
from readiness.domain.metric import FAMILIES, Attribution, MetricDirection
from readiness.domain.metric_wording import FAMILY_WORDS, STATUS_WORDS, metric_tone, status_word
from readiness.domain.operation import MetricSummary, OperationSummary
from readiness.domain.wording import count_text, day_text, number_text, utc_day

ATTRIBUTION_WORDS: dict[Attribution, str] = {
    "experiment": "experiment",
    "before_after": "before and after",
    "expert_judgement": "expert judgement",
    "none": "effect not attributed",
}
BETTER_WORDS: dict[MetricDirection, str] = {
    "higher": "higher is better",
    "lower": "lower is better",
    "range": "better within its range",
}
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Level:
    """A horizontal line of a chart with its name."""

    at: float
    """0 at the bottom, 1 at the top."""
    kind: str
    """`mean`, `target` or `limit`."""
    text: str


@dataclass(frozen=True)
class Chart:
    """A small chart, everything as shares of its width (from the left) and of its height (from the bottom)."""

    alt: str
    points: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]
    band: tuple[float, float] | None
    """Point limits, lower and upper."""
    window: tuple[float, float] | None
    """The days of the baseline."""
    levels: tuple[Level, ...]
    slips: tuple[tuple[float, float], ...]
    """Open from, to."""
    improvements: tuple[tuple[float, float], ...]
    spikes: tuple[tuple[float, float], ...]
    phases: tuple[float, ...]


@dataclass(frozen=True)
class MetricRow:
    """One metric."""

    id: str
    key: str
    family: str
    name: str
    unit: str
    better: str
    target: str
    limit: str
    owner: str
    attribution: str
    definition: str
    interval_days: float
    status: Status
    """For the colour, never better than where the last value lies beside target and limit."""
    word: str
    title: str
    """ "Slipping since 3 Oct 2026: Recall 0.81, baseline 0.86"."""
    beside: str
    """Where the value lies beside target and limit, and what is missing."""
    points: int
    first_day: date | None
    last_day: date | None
    last_value: float | None
    last_median: float | None
    baseline: str
    baseline_first_day: date | None
    baseline_last_day: date | None
    baseline_points: int
    baseline_mean: float | None
    baseline_sd: float | None
    alarm_since: date | None
    slip_start: date | None
    spike_on: date | None
    within_target: bool | None
    beyond_limit: bool | None
    overdue: bool
    answers: int
    per_day: bool
    chart: Chart | None
    """None: there is no point."""


@dataclass(frozen=True)
class PointRow:
    """One point that was frozen for a chart."""

    family: str
    metric: str
    unit: str
    at: datetime
    value: float


@dataclass(frozen=True)
class MetricRows:
    """All metrics."""

    answer: str
    silent: tuple[str, ...]
    """Families without any data, in words."""
    findings: tuple[str, ...]
    budget: str
    """How many false alarms are accepted, in words."""
    families: tuple[tuple[str, tuple[MetricRow, ...]], ...]
    rows: tuple[MetricRow, ...]
    points: tuple[PointRow, ...]


def metric_rows(operation: OperationSummary) -> MetricRows:
    """The rows of all metrics, by family."""
    moves = tuple(move.day for move in operation.moves)
    families = tuple(
        (FAMILY_WORDS[family], tuple(_row(one, moves) for one in operation.of_family(family))) for family in FAMILIES
    )
    return MetricRows(
        answer=_answer(operation),
        silent=tuple(FAMILY_WORDS[family] for family in operation.families_without_data),
        findings=operation.metric_findings,
        budget=(
            f"Alarms accept {number_text(operation.false_alarm_budget_pct)} % false ones over "
            f"{count_text(operation.false_alarm_horizon, 'point')}, all watched metrics together."
        ),
        families=tuple((name, rows) for name, rows in families if rows),
        rows=tuple(row for _, rows in families for row in rows),
        points=tuple(
            PointRow(FAMILY_WORDS[one.family], one.name, one.unit, at, value)
            for family in FAMILIES
            for one in operation.of_family(family)
            for at, value in one.drawn
        ),
    )


def _answer(operation: OperationSummary) -> str:
    metrics = operation.metrics
    if not metrics:
        return "Nobody can tell how it runs: nothing is measured."
    told = [
        f"{number} {STATUS_WORDS[status].lower()}"
        for status in STATUS_WORDS
        if status in ("degraded", "slipping", "spike") and (number := sum(one.status == status for one in metrics))
    ]
    beyond = sum(bool(one.beyond_limit) and one.status != "degraded" for one in metrics)
    told += [f"{beyond} beyond the limit"] if beyond else []
    silent = sum(not one.points for one in metrics)
    told += [f"{silent} without data"] if silent else []
    late = sum(bool(one.points) and one.overdue for one in metrics)
    told += [f"{late} with overdue points"] if late else []
    return f"{count_text(len(metrics), 'metric')}: {', '.join(told) or 'none slips, and every one has data'}."


def short(value: float | None) -> str:
    """A value in four figures: enough to be read, not more than was measured."""
    if value is None:
        return "unknown"
    if value and (abs(value) >= 1e7 or abs(value) < 1e-4):
        return f"{value:.3g}"
    return f"{float(f'{value:.4g}'):,.10g}"


def limit_text(limit: Limit | None) -> str:
    """A target or limit: "70", "0.9 to 1.1"; empty where there is none."""
    if limit is None:
        return ""
    return f"{short(limit[0])} to {short(limit[1])}" if isinstance(limit, tuple) else short(limit)


def _row(metric: MetricSummary, moves: tuple[date, ...]) -> MetricRow:
    return MetricRow(
        id=metric.id,
        key=metric.key,
        family=FAMILY_WORDS[metric.family],
        name=metric.name,
        unit=metric.unit + (" a day" if metric.per_day else ""),
        better=BETTER_WORDS[metric.better],
        target=limit_text(metric.target),
        limit=limit_text(metric.limit),
        owner=metric.owner,
        attribution=ATTRIBUTION_WORDS[metric.attribution],
        definition=metric.definition,
        interval_days=metric.interval_days,
        status=_status(metric),
        word=status_word(
            metric.status,
            beyond_limit=metric.beyond_limit,
            within_target=metric.within_target,
            overdue=metric.overdue,
        ),
        title=_title(metric),
        beside=_beside(metric),
        points=metric.points,
        first_day=metric.first_day,
        last_day=metric.last_day,
        last_value=metric.last_value,
        last_median=metric.last_median,
        baseline=_baseline(metric),
        baseline_first_day=metric.baseline_first_day,
        baseline_last_day=metric.baseline_last_day,
        baseline_points=metric.baseline_points,
        baseline_mean=metric.baseline_mean,
        baseline_sd=metric.baseline_sd,
        alarm_since=metric.alarm_since,
        slip_start=metric.slip_start,
        spike_on=metric.spike_on,
        within_target=metric.within_target,
        beyond_limit=metric.beyond_limit,
        overdue=metric.overdue,
        answers=metric.answers,
        per_day=metric.per_day,
        chart=_chart(metric, moves),
    )


def _status(metric: MetricSummary) -> Status:
    return metric_tone(
        metric.status, beyond_limit=metric.beyond_limit, within_target=metric.within_target, overdue=metric.overdue
    )


def _title(metric: MetricSummary) -> str:
    since = ""
    if metric.alarm_since and metric.status in ("degraded", "slipping"):
        since = f" since {day_text(metric.alarm_since)}"
    elif metric.spike_on and metric.status == "spike":
        since = f" on {day_text(metric.spike_on)}"
    said = f"{STATUS_WORDS[metric.status]}{since}: {metric.name}"
    if metric.points:
        said += f" {short(metric.last_value)} {metric.unit}"
        said += f", baseline {short(metric.baseline_mean)}" if metric.baseline_mean is not None else ""
    return said


def _beside(metric: MetricSummary) -> str:
    parts: list[str] = []
    if metric.beyond_limit:
        parts.append(f"beyond its limit of {limit_text(metric.limit)}")
    elif metric.within_target is not None:
        parts.append(f"target {limit_text(metric.target)} {'reached' if metric.within_target else 'missed'}")
    if metric.last_day is not None:
        parts.append(f"last point {day_text(metric.last_day)}" + (", overdue" if metric.overdue else ""))
    if metric.baseline_first_day is None:
        parts.append("no baseline")
    parts.append(count_text(metric.points, "point") if metric.points < 10_000 else f"{metric.points:,} points")
    parts.append(ATTRIBUTION_WORDS[metric.attribution])
    return " · ".join(parts)


def _baseline(metric: MetricSummary) -> str:
    if metric.baseline_first_day is None or metric.baseline_last_day is None:
        return ""
    said = f"{metric.baseline_name}, {day_text(metric.baseline_first_day)} to {day_text(metric.baseline_last_day)}: "
    if metric.baseline_mean is None:
        return said + f"{count_text(metric.baseline_points, 'point')}, too few"
    spread = f" ± {short(metric.baseline_sd)}" if metric.baseline_sd is not None else ""
    return said + f"{short(metric.baseline_mean)}{spread} from {count_text(metric.baseline_points, 'point')}"


# The chart ------------------------------------------------------------------------------------------------------------


def _chart(metric: MetricSummary, moves: tuple[date, ...]) -> Chart | None:
    if not metric.drawn:
        return None
    first, last = metric.drawn[0][0], metric.drawn[-1][0]
    values = [value for _, value in metric.drawn]
    limits = [*_numbers(metric.target), *_numbers(metric.limit)]
    shown = [one for one in (metric.baseline_mean, metric.low, metric.high) if one is not None]
    low, high, marks = _scale(values + shown, limits)
    length = max(1.0, (last - first).total_seconds())

    def x(moment: datetime) -> float:
        return min(1.0, max(0.0, (moment - first).total_seconds() / length)) if first != last else 0.5

    def day_x(day: date) -> float:
        return x(datetime.combine(day, time(12), UTC))

    def y(value: float) -> float:
        return min(1.0, max(0.0, (value - low) / (high - low)))

    inside = [
        (kind, one, name)
        for kind, limit, name in (("target", metric.target, "target"), ("limit", metric.limit, "limit"))
        for one in _numbers(limit)
        if low <= one <= high
    ]
    levels = [Level(y(one), kind, name) for kind, one, name in inside]
    if metric.baseline_mean is not None:
        levels.insert(0, Level(y(metric.baseline_mean), "mean", "baseline"))
    window = None
    if metric.baseline_first_day is not None and metric.baseline_last_day is not None:
        start, end = day_x(metric.baseline_first_day), day_x(metric.baseline_last_day)
        window = (start, end) if end > start else None
    shown_days = (first, last) if last > first else (first,)
    return Chart(
        alt=_alt(metric),
        points=tuple((x(at), y(value)) for at, value in metric.drawn),
        ticks=tuple((y(mark), short(mark)) for mark in marks),
        days=tuple((x(at), day_text(utc_day(at))) for at in shown_days),
        band=(y(metric.low), y(metric.high)) if metric.low is not None and metric.high is not None else None,
        window=window,
        levels=_apart(levels),
        slips=tuple((day_x(one.raised), day_x(one.ended) if one.ended else 1.0) for one in metric.slips),
        improvements=tuple((day_x(one.raised), day_x(one.ended) if one.ended else 1.0) for one in metric.improvements),
        spikes=tuple((x(at), y(value)) for at, value in metric.spikes if first <= at <= last),
        phases=tuple(day_x(day) for day in moves if utc_day(first) < day <= utc_day(last)),
    )


def _numbers(limit: Limit | None) -> tuple[float, ...]:
    return () if limit is None else limit if isinstance(limit, tuple) else (limit,)


def _scale(values: list[float], limits: list[float]) -> tuple[float, float, list[float]]:
    """From where to where a chart goes, and its marks. A limit that would flatten what was measured stays outside."""
    low, high = min(values), max(values)
    room = 3 * ((high - low) or abs(high) or 1.0)
    for one in limits:
        if low - room <= one <= high + room:
            low, high = min(low, one), max(high, one)
    if high == low:
        low, high = low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2
    raw = (high - low) / 3
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(one * power for one in _STEPS if one * power >= raw * (1 - 1e-9))
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = [place * step for place in range(start, end + 1)]
    return marks[0], marks[-1], marks


def _apart(levels: list[Level]) -> tuple[Level, ...]:
    """Lines whose names would lie on each other share one name at the first of them."""
    kept: list[Level] = []
    for level in sorted(levels, key=lambda one: one.at):
        near = next((place for place, one in enumerate(kept) if one.text and abs(one.at - level.at) < 0.09), None)
        if near is None or kept[near].text == level.text:
            kept.append(level if near is None else Level(level.at, level.kind, ""))
        else:
            other = kept[near]
            kept[near] = Level(other.at, other.kind, f"{other.text}, {level.text}")
            kept.append(Level(level.at, level.kind, ""))
    return tuple(kept)


def _alt(metric: MetricSummary) -> str:
    parts = [f"Line chart. {_title(metric)}.", f"{_beside(metric)}."]
    if metric.target is not None:
        parts.append(f"Target {limit_text(metric.target)}.")
    if metric.limit is not None:
        parts.append(f"Limit {limit_text(metric.limit)}.")
    return " ".join(parts)
