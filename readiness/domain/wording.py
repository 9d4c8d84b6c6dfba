"""The words for reasons, kinds, days and numbers, the same on screen, in reports and on the command line.

Statuses and verdicts have their words, shapes and colours in readiness/signs.py.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from readiness.domain.assessment import EvidenceKind, NotApplicableReason, PlanStatus

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
_NO_OFFSET = timedelta()
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date) -> str:
    """A day as "12 Nov 2026", whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def utc_day(moment: datetime) -> date:
    """The UTC calendar day of a moment; ages count in whole UTC days."""
    # Stored moments are in UTC already, and there are very many of them.
    return moment.astimezone(UTC).date() if moment.utcoffset() != _NO_OFFSET else moment.date()


def number_text(number: float) -> str:
    """A number without needless decimals: 15, 0.1, 99.95."""
    return f"{number:.10g}"


def duration_text(seconds: float) -> str:
    """A duration in the unit that suits it: "45 s", "14 min", "2.5 hours"."""
    if seconds < 90:
        return f"{number_text(round(seconds, 1))} s"
    if seconds < 90 * 60:
        return f"{number_text(round(seconds / 60, 1))} min"
    return f"{number_text(round(seconds / 3600, 1))} hours"


def count_text(count: int, singular: str, plural: str | None = None) -> str:
    """ "1 criterion", "3 criteria", "3,200 decisions": a count with its noun."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def spoken_code(code: str) -> str:
    """A workshop's code in two groups, as it is read aloud: "H4K-7PX"."""
    return f"{code[:3]}-{code[3:]}"
