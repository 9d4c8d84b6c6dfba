"""Points of one metric from several sources: one series of them, and where two sources cover the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.domain.metric_overlap import Overlap
from readiness.statistics.baseline import Values

Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The points of one source: moments in milliseconds that rise, none twice, and their values."""

    source: str
    at: Times
    value: Values


def together(parts: Sequence[Part]) -> tuple[Times, Values]:
    """One series of all points in the order of time; of points at the same moment that of the last part counts."""
    present = [part for part in parts if len(part.at)]
    if not present:
        return np.empty(0, np.int64), np.empty(0)
    if len(present) == 1:
        return present[0].at, present[0].value
    at, value = np.concatenate([part.at for part in present]), np.concatenate([part.value for part in present])
    if (at[1:] > at[:-1]).all():
        return at, value
    order = np.argsort(at, kind="stable")
    at = at[order]
    last = np.append(at[1:] != at[:-1], True)
    return at[last], value[order[last]]


def overlap(parts: Sequence[Part]) -> Overlap | None:
    """Where two sources have points for the same time; None where none have.

    Two overlap where each has a point between the first moment at which both have begun and the last before one ends:
    a source whose points only fill a gap of another does not overlap with it.
    """
    present = [part for part in parts if len(part.at)]
    ordered = sorted(present, key=lambda part: int(part.at[0]))
    if not _meet(ordered):
        return None
    at = np.sort(np.concatenate([part.at for part in present]), kind="stable")
    # Only sources with points of others between their own: mostly few, however many there are.
    mixed = [part for part in ordered if _between(at, int(part.at[0]), int(part.at[-1])) > len(part.at)]
    ends = [int(part.at[-1]) for part in mixed]
    involved = [False] * len(mixed)
    first, last = int(at[-1]) + 1, int(at[0]) - 1
    for place, later in enumerate(mixed):
        low = int(later.at[0])
        for before in range(place):
            high = min(ends[before], ends[place])
            told = involved[before] and involved[place] and first <= low and high <= last
            if high >= low and not told and _between(mixed[before].at, low, high):
                involved[before] = involved[place] = True
                first, last = min(first, low), max(last, high)
    if not any(involved):
        return None
    overlapping = {part.source for part, is_in in zip(mixed, involved, strict=True) if is_in}
    same = at[1:] == at[:-1]
    doubled = int(np.count_nonzero(same)) - int(np.count_nonzero(same[1:] & same[:-1]))
    return Overlap(tuple(part.source for part in present if part.source in overlapping), first, last, doubled)


def _meet(ordered: Sequence[Part]) -> bool:
    """Whether one begins before another has ended."""
    ended: int | None = None
    for part in ordered:
        if ended is not None and int(part.at[0]) <= ended:
            return True
        ended = int(part.at[-1]) if ended is None else max(ended, int(part.at[-1]))
    return False


def _between(at: Times, low: int, high: int) -> int:
    """How many moments lie between two, both ends inclusive."""
    return int(at.searchsorted(high, side="right") - at.searchsorted(low, side="left"))
