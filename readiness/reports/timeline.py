"""The picture of the phases over time: a line for each phase, the stays in it as bars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.phase_history import LADDER, RolloutPhase
from readiness.domain.phase_rules import PHASE_WORDS, PhaseSpan
from readiness.domain.wording import day_text

STATED = "stated, not observed"
TICKS = 5


@dataclass(frozen=True)
class Bar:
    """A stay in the picture: from 0 to 1 along the time."""

    start: float
    end: float
    kind: str
    waived: bool


@dataclass(frozen=True)
class TimeRow:
    """The line of one phase in the picture."""

    phase: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    """A day under a picture."""

    at: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """The phases over time."""

    alt: str
    rows: tuple[TimeRow, ...]
    ticks: tuple[Tick, ...]
    stated: bool
    waived: bool


def timeline(stays: tuple[PhaseSpan, ...], today: date) -> Timeline:
    """The picture of some stays, up to a day."""
    first = min(span.first_day for span in stays)
    length = max(1, (today - first).days)
    phases: list[RolloutPhase] = [*reversed(LADDER)]
    if any(span.phase == "stopped" for span in stays):
        phases.append("stopped")
    said = "; ".join(
        f"{PHASE_WORDS[span.phase]} from {day_text(span.first_day)} to "
        f"{day_text(span.last_day) if span.last_day else 'now'}" + (f", {STATED}" if span.stated else "")
        for span in stays
    )
    return Timeline(
        alt=f"Timeline of the phases. {said}.",
        rows=tuple(
            TimeRow(
                PHASE_WORDS[phase],
                tuple(
                    Bar(
                        start=(span.first_day - first).days / length,
                        end=((span.last_day or today) - first).days / length,
                        kind=span.kind,
                        waived=waived_in(span) > 0,
                    )
                    for span in stays
                    if span.phase == phase
                ),
            )
            for phase in phases
        ),
        ticks=_ticks(first, length),
        stated=any(span.stated for span in stays),
        waived=any(waived_in(span) for span in stays),
    )


def _ticks(first: date, length: int) -> tuple[Tick, ...]:
    steps = min(TICKS, length)
    days = dict.fromkeys(round(length * place / steps) for place in range(steps + 1))
    return tuple(Tick(days / length, day_text(first + timedelta(days=days))) for days in days)


def waived_in(span: PhaseSpan) -> int:
    """How many conditions were waived on entering."""
    return sum(one.waived for one in span.gate.conditions) if span.gate is not None else 0
