"""How a failure pattern moved since the last snapshot: rising, falling, or as it was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from readiness.domain.evaluation import Value
from readiness.domain.patterns.finding import LEVEL_ORDER, PatternFinding

Direction = Literal["rising", "falling", "same", "unknown"]
_SAME = 0.005
"""Severities closer than half a percent are the same."""


class PatternTrend(Value):
    """A pattern now beside the snapshot."""

    direction: Direction
    """`unknown` where the snapshot holds no such pattern, or too little was known then or now."""
    before: PatternFinding | None
    turned: tuple[str, ...] = ()
    """Keys of signs that show now and did not show then."""
    gone: tuple[str, ...] = ()
    """Keys of signs that showed then and no longer do."""


def trend_since(now: PatternFinding, before: Iterable[PatternFinding]) -> PatternTrend:
    """The pattern beside what a snapshot froze of it. Severity decides; where none is known, the level."""
    then = next((one for one in before if one.pattern_id == now.pattern_id), None)
    if then is None:
        return PatternTrend(direction="unknown", before=None)
    shown, showed = {one.key for one in now.hits}, {one.key for one in then.hits}
    return PatternTrend(
        direction=_direction(now, then),
        before=then,
        turned=tuple(one.key for one in now.hits if one.key not in showed),
        gone=tuple(one.key for one in then.hits if one.key not in shown),
    )


def _direction(now: PatternFinding, then: PatternFinding) -> Direction:
    if "not_enough_information" in (now.level, then.level) or now.severity is None or then.severity is None:
        return "unknown"
    moved = now.severity - then.severity
    if abs(moved) < _SAME:
        by_level = LEVEL_ORDER[then.level] - LEVEL_ORDER[now.level]
        return "rising" if by_level > 0 else "falling" if by_level < 0 else "same"
    return "rising" if moved > 0 else "falling"
