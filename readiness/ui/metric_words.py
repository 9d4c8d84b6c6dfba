"""What is said of a metric: its status with shape and colour, the title of its chart, the answer of the page."""

from __future__ import annotations

from readiness.domain.framework import Limit
from readiness.domain.metric import MetricStatus
from readiness.domain.metric_state import MetricState
from readiness.domain.metric_wording import STATUS_WORDS, metric_tone, status_word
from readiness.domain.wording import count_text
from readiness.queries.metrics import MetricsView
from readiness.signs import STATUSES, Sign
from readiness.ui.dates import day

MEANINGS: dict[MetricStatus, str] = {
    "no_data": "There is no point yet.",
    "too_little_data": "Fewer than 12 points in the baseline, or no threshold is known for it: nothing is watched.",
    "degraded": "The level has become worse, and the median of the last three points lies beyond the limit.",
    "slipping": "The level has become worse than the baseline allows.",
    "spike": "The last point lies outside of the limits of a single point.",
    "improved": "The level has become better than the baseline, or the last three points are better than the target.",
    "steady": "Nothing speaks for a change.",
}


def sign_of(state: MetricState) -> Sign:
    """The status word with the shape and colour of where the metric stands."""
    stands = {"beyond_limit": state.beyond_limit, "within_target": state.within_target}
    tone = metric_tone(state.status, **stands, overdue=state.overdue)
    word = status_word(state.status, **stands, overdue=state.overdue)
    sign = STATUSES[tone]
    return Sign(sign.shape, word, word[0], sign.tone)


def short(value: float | None) -> str:
    """A value in four figures: enough to be read, not more than was measured."""
    if value is None:
        return "unknown"
    if value and (abs(value) >= 1e7 or abs(value) < 1e-4):
        return f"{value:.3g}"
    rounded = float(f"{value:.4g}")
    return f"{rounded:,.10g}"


def limit_text(limit: Limit | None) -> str:
    """A target or limit as it is written: "70", "0.9 to 1.1"."""
    if limit is None:
        return "none"
    return f"{short(limit[0])} to {short(limit[1])}" if isinstance(limit, tuple) else short(limit)


def title(state: MetricState) -> str:
    """The title of a metric's chart: "Slipping since 3 Oct 2026: Recall 0.81, baseline 0.86"."""
    return f"{STATUS_WORDS[state.status]}{when_text(state)}: {state.metric.name} {figures(state)}".strip()


def when_text(state: MetricState) -> str:
    """Since when it slips, or when it jumped: " since 3 Oct 2026"."""
    if state.alarm_since and state.status in ("degraded", "slipping"):
        return f" since {day(state.alarm_since)}"
    return f" on {day(state.spike_on)}" if state.spike_on and state.status == "spike" else ""


def figures(state: MetricState) -> str:
    """The last value beside the baseline: "0.81, baseline 0.86"; empty without a point."""
    if state.points == 0:
        return ""
    said = f"{short(state.last_value)} {state.metric.unit}"
    return said if state.baseline_mean is None else f"{said}, baseline {short(state.baseline_mean)}"


def beside(state: MetricState) -> str:
    """What stands under a small picture: where the value lies beside target and limit, and how old it is."""
    parts: list[str] = []
    if state.beyond_limit:
        parts.append(f"beyond its limit of {limit_text(state.metric.limit)}")
    elif state.within_target is False:
        parts.append(f"target {limit_text(state.metric.target)} missed")
    elif state.within_target:
        parts.append(f"target {limit_text(state.metric.target)} reached")
    if state.last_at is not None:
        parts.append(f"last point {day(state.last_at.date())}" + (", overdue" if state.overdue else ""))
    if state.points and state.metric.baseline is None:
        parts.append("no baseline")
    elif state.status == "too_little_data":
        parts.append(f"{count_text(state.baseline_points, 'point')} in the baseline")
    return " · ".join(parts)


def answer(view: MetricsView) -> str:
    """The answer in a sentence or two, the worst first."""
    if not view.states:
        return "Nobody can tell: nothing is measured yet."
    business = view.of("business")
    if not business:
        first = "Nobody can tell: no business metric is defined."
    elif not any(state.points for state in business):
        first = "Nobody can tell: the business family has no data."
    else:
        reached = sum(1 for state in business if state.within_target)
        measured = sum(1 for state in business if state.points)
        first = f"Of {count_text(measured, 'business metric')} with data, {reached or 'none'} at target."
    counts = [
        (sum(1 for state in view.states if state.status == status), word.lower())
        for status, word in STATUS_WORDS.items()
        if status in ("degraded", "slipping", "spike")
    ]
    told = [f"{number} {word}" if word != "spike" else count_text(number, "spike") for number, word in counts if number]
    beyond = sum(1 for state in view.states if state.beyond_limit and state.status != "degraded")
    if beyond:
        told.append(f"{beyond} more beyond the limit" if told else f"{beyond} beyond the limit")
    silent = sum(1 for state in view.states if not state.points)
    if silent:
        told.append(f"{silent} without data")
    late = sum(1 for state in view.states if state.points and state.overdue)
    if late:
        told.append(f"{late} with overdue points")
    rest = ", ".join(told) if told else "none slips, and every one has data"
    return f"{first} {count_text(len(view.states), 'metric')}: {rest}."
