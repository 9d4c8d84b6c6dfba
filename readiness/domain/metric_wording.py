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


def metric_tone(
    status: MetricStatus, *, beyond_limit: bool | None, within_target: bool | None, overdue: bool = False
) -> Status:
    """The colour of a status word; never better than where the last value lies beside target and limit.

    Nor green where points are overdue: how it stands now is not known then.
    """
    tone = _TONES[status]
    if tone in ("green", "yellow") and beyond_limit:
        return "red"
    return "yellow" if tone == "green" and (within_target is False or overdue) else tone


def status_word(
    status: MetricStatus, *, beyond_limit: bool | None, within_target: bool | None, overdue: bool = False
) -> str:
    """The status word with what makes its colour worse than the word alone: "Steady, off target"."""
    word = STATUS_WORDS[status]
    if metric_tone(status, beyond_limit=beyond_limit, within_target=within_target) != _TONES[status]:
        word += ", beyond limit" if beyond_limit else ", off target"
    return f"{word}, overdue" if overdue and status != "no_data" else word
