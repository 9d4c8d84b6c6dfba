"""`patterns`: which failure patterns announce themselves on an initiative, and the fact behind every sign."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.command_line.output import put_json, tell
from readiness.command_line.session import Session, known
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.wording import count_text, day_text
from readiness.queries.patterns import patterns_of
from readiness.signs import PATTERN_LEVELS, PATTERN_SIGNS


def run_patterns(session: Session) -> int:
    """Print every pattern as it stands today; the exit status says only whether that could be said."""
    with session.opened() as context:
        found = patterns_of(context, known(context, session.arguments.id))
    if session.arguments.json:
        put_json({"patterns": [pattern.as_json() for pattern in found]})
    else:
        tell_patterns(found)
    return 0


def tell_patterns(found: Sequence[PatternFinding], *, silent: bool = True, indent: str = "") -> None:
    """Patterns for people; signs that nobody can judge are counted alone where `silent` is false."""
    for pattern in found:
        tell(f"{indent}{PATTERN_LEVELS[pattern.level].label}: {pattern.name}, {figures_text(pattern)}")
        if pattern.dismissed is not None:
            aside = pattern.dismissed
            tell(f"{indent}  Set aside until {day_text(aside.until)} by {aside.dismissed_by}: {aside.reason}")
        for sign in pattern.indicators:
            if silent or sign.state != "unknown":
                aside_until = f" (set aside until {day_text(sign.dismissed.until)})" if sign.dismissed else ""
                tell(f"{indent}  {PATTERN_SIGNS[sign.state].label:<16} {sign.fact}{aside_until}")


def figures_text(pattern: PatternFinding) -> str:
    """The figures in words: how many signs show, how severe they are and how much is known."""
    hits = len(pattern.hits)
    said = f"{count_text(hits, 'sign')} of {len(pattern.indicators)}"
    low, high = (round(100 * value) for value in pattern.severity_range)
    severity = "" if pattern.severity is None else f"severity {round(100 * pattern.severity)} %, "
    return f"{said}; {severity}{low} to {high} % with what is unknown; {round(100 * pattern.coverage)} % known"
