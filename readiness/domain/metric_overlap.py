"""Two sources that hold points of one metric for the same time, as a sentence: they may measure the same twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from readiness.domain.wording import count_text, day_text

SOURCES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Overlap:
    """From when to when more than one source has points, and at how many moments two of them have one each."""

    sources: tuple[str, ...]
    """In the order in which they came in."""
    first_ms: int
    last_ms: int
    doubled: int
    """Moments at which more than one source has a point; the point of the source that came in last counts."""


def overlap_text(name: str, overlap: Overlap, *, counter: bool = False) -> str:
    """The overlap of a metric's sources, with what is made of it."""
    shown = ", ".join(overlap.sources[:SOURCES_NAMED]) + (", …" if len(overlap.sources) > SOURCES_NAMED else "")
    first, last = (datetime.fromtimestamp(at / 1000, UTC).date() for at in (overlap.first_ms, overlap.last_ms))
    when = f"on {day_text(first)}" if first == last else f"from {day_text(first)} to {day_text(last)}"
    said = f"{name}: points of {len(overlap.sources)} sources overlap {when}: {shown}."
    if overlap.doubled:
        which = overlap.sources[-1] if len(overlap.sources) == 2 else "the source that came in last"
        said += f" At {count_text(overlap.doubled, 'moment')} more than one has a point; that of {which} counts."
    if counter:
        return f"{said} The rate is taken of each source by itself; their rates stand side by side, not added up."
    return said if overlap.doubled else f"{said} All of them count."
