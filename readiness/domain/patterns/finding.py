"""What is found about a failure pattern: each sign with the fact behind it, and how severe they are together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from readiness.domain.dismissal import Dismissal
from readiness.domain.evaluation import Value

SignState = Literal["hit", "partial", "clear", "unknown"]
PatternLevel = Literal["strong", "warning", "watch", "none", "not_enough_information"]
LEVEL_ORDER: dict[PatternLevel, int] = {
    "strong": 0,
    "warning": 1,
    "watch": 2,
    "not_enough_information": 3,
    "none": 4,
}
"""Worst first; what is not known stands before what is in order."""

STRONG, WARNING, WATCH = 600, 350, 200
"""Severities from which the levels hold, in thousandths."""
ENOUGH = 500
"""Coverage, in thousandths, under which nothing is said about the level."""
SOURCES_FOR_A_WARNING = 2
"""A warning rests on hits from at least so many different sources."""
_SCALE = 1_000_000
"""Weights are added up as whole millionths, so that a limit such as 0.6 is met exactly."""


class IndicatorFinding(Value):
    """One sign of a pattern on the day: whether it shows, and the fact that says so."""

    key: str
    state: SignState
    rule: str
    fact: str
    """The fact in words, or what is not known."""
    day: date | None = None
    """The date of the fact, where it has one."""
    page: str | None = None
    """Where the fact is entered: the address of a page of the initiative, with a criterion where that helps."""
    weight: float
    source: str
    dismissed: Dismissal | None = None


class PatternFinding(Value):
    """Where an initiative, or a public case, stands on one failure pattern. A dismissal changes no figure in it."""

    pattern_id: str
    name: str
    level: PatternLevel
    severity: float | None
    """Weighted share of the signs that show, among those that are known, 0 to 1; None where none is known."""
    severity_range: tuple[float, float]
    """What it would be if all that is unknown were clear, and if all of it were hit."""
    coverage: float
    """Share of the weight that is known, 0 to 1."""
    indicators: tuple[IndicatorFinding, ...]
    antidotes: tuple[str, ...] = ()
    caution: str = ""
    dismissed: Dismissal | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding in its documented form for other programs."""
        return {
            "id": self.pattern_id,
            "level": self.level,
            "severity": self.severity,
            "severity_range": list(self.severity_range),
            "coverage": self.coverage,
            "indicators": [
                {
                    "key": sign.key,
                    "state": sign.state,
                    "rule": sign.rule,
                    "fact": sign.fact,
                    "day": sign.day.isoformat() if sign.day else None,
                    "weight": sign.weight,
                    "source": sign.source,
                    "dismissed": _dismissal_values(sign.dismissed or self.dismissed),
                }
                for sign in self.indicators
            ],
        }

    @property
    def hits(self) -> tuple[IndicatorFinding, ...]:
        """The signs that show, in full or in part."""
        return tuple(sign for sign in self.indicators if sign.state in ("hit", "partial"))

    @property
    def is_warning(self) -> bool:
        """Whether its level is a warning or a strong one."""
        return self.level in ("strong", "warning")


def _dismissal_values(dismissal: Dismissal | None) -> dict[str, str] | None:
    return None if dismissal is None else {"reason": dismissal.reason, "until": dismissal.until.isoformat()}


class Weighed(NamedTuple):
    """The figures of a pattern, from the states and weights of its signs."""

    level: PatternLevel
    severity: float | None
    severity_range: tuple[float, float]
    coverage: float


def weigh(signs: Sequence[tuple[SignState, float, str]]) -> Weighed:
    """The figures for signs given as (state, weight, source), whatever their order."""
    scaled = [(state, round(weight * _SCALE), source) for state, weight, source in signs]
    every = sum(weight for _, weight, _ in scaled)
    known = sum(weight for state, weight, _ in scaled if state != "unknown")
    # Twice the weight, so that half of an odd one stays whole.
    twice = sum(weight * (2 if state == "hit" else 1) for state, weight, _ in scaled if state in ("hit", "partial"))
    sources = {source for state, _, source in scaled if state == "hit"}
    return Weighed(
        level=_level(every, known, twice, len(sources)),
        severity=twice / (2 * known) if known else None,
        severity_range=(twice / (2 * every), (twice + 2 * (every - known)) / (2 * every)) if every else (0.0, 1.0),
        coverage=known / every if every else 0.0,
    )


def _level(every: int, known: int, twice: int, sources: int) -> PatternLevel:
    if known * 1000 < ENOUGH * every or not known:
        return "not_enough_information"

    def reaches(limit: int) -> bool:
        return twice * 1000 >= limit * 2 * known

    if reaches(WARNING) and sources < SOURCES_FOR_A_WARNING:
        return "watch"
    if reaches(STRONG):
        return "strong"
    if reaches(WARNING):
        return "warning"
    return "watch" if reaches(WATCH) else "none"


def pattern_order(finding: PatternFinding) -> tuple[int, float]:
    """A key that puts the worst first: by level, then by severity."""
    return LEVEL_ORDER[finding.level], -(finding.severity or 0.0)
