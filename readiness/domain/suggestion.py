"""What the checks of a criterion suggest as its rating, and when a choice needs a written reason."""

from __future__ import annotations

from datetime import date
from typing import Literal

from readiness.domain.assessment import SEVERITY_ORDER, Answer, CheckValue, Rating
from readiness.domain.evaluation import Suggestion
from readiness.domain.framework import Check, Criterion
from readiness.domain.wording import day_text, number_text

Level = Literal["red", "yellow", "green"]


def check_level(check: Check, value: CheckValue, today: date) -> Level:
    """The level that one check's value reaches; a date counts as days since then; "nothing yet" is yellow at best."""
    number, day = value.number, value.day
    if value.kind == "date" and day is not None:
        number = (today - day).days
    elif value.kind == "nothing_yet" or number is None:
        return "yellow"
    if check.better == "higher":
        return "green" if number >= check.green else "yellow" if number >= check.yellow else "red"
    return "green" if number <= check.green else "yellow" if number <= check.yellow else "red"


def suggest(criterion: Criterion, answer: Answer, today: date) -> Suggestion:
    """The worst level among the checks that have a value; at most yellow while any has none; none without any value."""
    checks = criterion.checks
    values = {value.measure: value for value in answer.checks}
    measured, of = 0, len(checks)
    worst: tuple[Check, CheckValue, Level] | None = None
    for check in checks if values else ():
        value = values.get(check.measure)
        if value is not None:
            measured += 1
            level = check_level(check, value, today)
            if worst is None or SEVERITY_ORDER[level] < SEVERITY_ORDER[worst[2]]:
                worst = check, value, level
    if worst is None:
        return Suggestion(rating=None, text="No check has a value yet.", measured=0, of=of)
    check, value, level = worst
    if level == "green" and measured < of:
        return Suggestion(rating="yellow", text=f"{measured} of {of} checks measured.", measured=measured, of=of)
    if level == "green":
        return Suggestion(rating="green", text=f"All {of} checks are at their green limit.", measured=measured, of=of)
    text = f"{check.text}: {_compared(check, value, level)}."
    if measured < of:
        text += f" {measured} of {of} checks measured."
    return Suggestion(rating=level, text=text, measured=measured, of=of)


def needs_reason(rating: Rating | None, suggestion: Suggestion) -> bool:
    """Whether a choice needs a written reason: better than the suggestion, or green with no suggestion."""
    if rating not in ("red", "yellow", "green"):
        return False
    if suggestion.rating is None:
        return rating == "green"
    return SEVERITY_ORDER[rating] > SEVERITY_ORDER[suggestion.rating]


def _compared(check: Check, value: CheckValue, level: Level) -> str:
    """The value beside the limit that it misses; a date stays a date, so that the words change with the level only."""
    if value.kind == "nothing_yet":
        return "nothing has happened yet"
    limit = number_text(check.green if level == "yellow" else check.yellow)
    wanted = "green" if level == "yellow" else "yellow"
    if value.day is not None and value.kind == "date":
        return f"last done on {day_text(value.day)}, {wanted} needs at most {limit} days"
    side = "at least" if check.better == "higher" else "at most"
    if check.unit == "0/1":
        return "no, green needs a yes" if check.better == "higher" else "yes, green needs a no"
    return f"{number_text(value.number or 0)} {check.unit}, {wanted} needs {side} {limit}"
