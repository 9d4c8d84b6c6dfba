"""The words for a metric's family and status, and the status colour of its word: the same on screen and in reports."""

from __future__ import annotations

from readiness.domain.assessment import Status
from readiness.domain.framework import MetricFamily
from readiness.domain.metric import MetricStatus

FAMILY_WORDS: dict[MetricFamily, str] = {
    "technical": "Technical",
    "model": "Model",
    "business": "Business",
    "adoption": "Adoption",
}
STATUS_WORDS: dict[MetricStatus, str] = {
    "no_data": "No data",
    "too_little_data": "Too little data",
    "degraded": "Degraded",
    "slipping": "Slipping",
    "spike": "Spike",
    "improved": "Improved",
    "steady": "Steady",
}
_TONES: dict[MetricStatus, Status] = {
    "no_data": "not_assessed",
    "too_little_data": "not_assessed",
    "degraded": "red",
    "slipping": "yellow",
    "spike": "yellow",
    "improved": "green",
    "steady": "green",
}


def metric_tone(status: MetricStatus, *, beyond_limit: bool | None, within_target: bool | None) -> Status:
    """The colour of a status word; never better than where the last value lies beside target and limit."""
    tone = _TONES[status]
    if tone in ("green", "yellow") and beyond_limit:
        return "red"
    return "yellow" if tone == "green" and within_target is False else tone


def status_word(status: MetricStatus, *, beyond_limit: bool | None, within_target: bool | None) -> str:
    """The status word with what makes its colour worse than the word alone: "Steady, off target"."""
    tone = metric_tone(status, beyond_limit=beyond_limit, within_target=within_target)
    if tone == _TONES[status]:
        return STATUS_WORDS[status]
    return f"{STATUS_WORDS[status]}, {'beyond limit' if tone == 'red' else 'off target'}"
