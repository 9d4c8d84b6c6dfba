"""The words for statuses, verdicts and days, the same on screen, in reports and on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime

from readiness.domain.assessment import EvidenceKind, NotApplicableReason, PlanStatus, Status
from readiness.domain.evaluation import VerdictId

STATUS_WORDS: dict[Status, str] = {
    "green": "Green",
    "yellow": "Yellow",
    "red": "Red",
    "not_assessed": "Not assessed",
    "not_applicable": "Not applicable",
}
STATUS_SHAPES: dict[Status, str] = {
    "green": "●",
    "yellow": "▲",
    "red": "■",
    "not_assessed": "○",
    "not_applicable": "–",
}
VERDICT_WORDS: dict[VerdictId, str] = {
    "blocked": "Blocked",
    "incomplete": "Incomplete",
    "needs_plan": "Needs a plan",
    "needs_sign_off": "Needs sign-off",
    "ready_with_mitigations": "Ready with mitigations",
    "ready": "Ready",
}
VERDICT_STATUS: dict[VerdictId, Status] = {
    "blocked": "red",
    "incomplete": "not_assessed",
    "needs_plan": "yellow",
    "needs_sign_off": "yellow",
    "ready_with_mitigations": "green",
    "ready": "green",
}
"""The colour and shape that stand beside a verdict's words."""
NOT_APPLICABLE_WORDS: dict[NotApplicableReason, str] = {
    "out_of_scope": "Out of scope",
    "no_such_component": "No such component",
    "covered_elsewhere": "Covered elsewhere",
    "other": "Other",
}
EVIDENCE_WORDS: dict[EvidenceKind, str] = {"file": "File", "link": "Link", "metric": "Metric value", "text": "Text"}
PLAN_STATUS_WORDS: dict[PlanStatus, str] = {
    "open": "Open",
    "in_progress": "In progress",
    "done": "Done",
    "dropped": "Dropped",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date) -> str:
    """A day as "12 Nov 2026", whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def utc_day(moment: datetime) -> date:
    """The UTC calendar day of a moment; ages count in whole UTC days."""
    return moment.astimezone(UTC).date()


def number_text(number: float) -> str:
    """A number without needless decimals: 15, 0.1, 99.95."""
    return f"{number:.10g}"


def count_text(count: int, singular: str, plural: str | None = None) -> str:
    """ "1 criterion", "3 criteria": a count with its noun."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"
