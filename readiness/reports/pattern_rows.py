"""What a report shows of failure patterns: the level, how sure it is, and each sign with the fact behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.domain.assessment import Status
from readiness.domain.dismissal import Dismissal
from readiness.domain.framework import Framework
from readiness.domain.patterns.finding import IndicatorFinding, PatternFinding, pattern_order
from readiness.domain.patterns.wording import figures_text, rule_text
from readiness.domain.wording import count_text, day_text
from readiness.reports.rollout_rows import status_of
from readiness.signs import PATTERN_LEVELS, PATTERN_SIGNS


@dataclass(frozen=True)
class SignRow:
    """One sign of a pattern."""

    pattern: str
    rule: str
    state: str
    status: Status
    fact: str
    day: date | None
    weight: float
    source: str
    dismissed: str


@dataclass(frozen=True)
class PatternRow:
    """One pattern."""

    id: str
    name: str
    level: str
    status: Status
    severity: float | None
    severity_least: float
    severity_most: float
    coverage: float
    figures: str
    hits: int
    dismissed: str
    antidotes: tuple[str, ...]
    caution: str
    signs: tuple[SignRow, ...]
    """In the framework's order."""
    warns: bool


def pattern_rows(patterns: tuple[PatternFinding, ...], framework: Framework) -> tuple[PatternRow, ...]:
    """The rows of all patterns, the worst first."""
    return tuple(_row(one, framework) for one in sorted(patterns, key=pattern_order))


def patterns_answer(rows: tuple[PatternRow, ...]) -> str:
    """What the patterns say together, in a sentence."""
    warned = [row for row in rows if row.warns]
    if not warned:
        return f"None of {count_text(len(rows), 'failure pattern')} gives a warning."
    named = ", ".join(f"{row.name} ({row.level.lower()}{', set aside' if row.dismissed else ''})" for row in warned)
    verb = "warns" if len(warned) == 1 else "warn"
    return f"{len(warned)} of {count_text(len(rows), 'failure pattern')} {verb}: {named}."


def _row(one: PatternFinding, framework: Framework) -> PatternRow:
    sign = PATTERN_LEVELS[one.level]
    least, most = one.severity_range
    return PatternRow(
        id=one.pattern_id,
        name=one.name,
        level=sign.word,
        status=status_of(sign),
        severity=one.severity,
        severity_least=least,
        severity_most=most,
        coverage=one.coverage,
        figures=figures_text(one),
        hits=len(one.hits),
        dismissed=_dismissed(one.dismissed),
        antidotes=one.antidotes,
        caution=one.caution,
        signs=tuple(_sign(indicator, one.name, framework) for indicator in one.indicators),
        warns=one.is_warning,
    )


def _sign(one: IndicatorFinding, pattern: str, framework: Framework) -> SignRow:
    sign = PATTERN_SIGNS[one.state]
    return SignRow(
        pattern=pattern,
        rule=rule_text(one.rule, framework),
        state=sign.word,
        status=status_of(sign),
        fact=one.fact,
        day=one.day,
        weight=one.weight,
        source=one.source,
        dismissed=_dismissed(one.dismissed),
    )


def _dismissed(dismissal: Dismissal | None) -> str:
    if dismissal is None:
        return ""
    text = f"Set aside until {day_text(dismissal.until)}"
    text += f" by {dismissal.dismissed_by}" if dismissal.dismissed_by else ""
    return f"{text}: {dismissal.reason}" if dismissal.reason else f"{text}."
