"""The one-sided CUSUM chart: whether a level has slipped, since when, and whether it came back.

S = max(0, S + z - k), z the distance from the baseline mean in standard deviations, positive to the bad side. It
alarms above the threshold. Source: E. S. Page (1954), "Continuous inspection schemes", Biometrika 41, 100-115; the
start of the slip is estimated as the first point after the chart last stood at 0.

Two things are decided here beyond the textbook. One point counts for at most three quarters of the threshold, so that a
single wild value is a spike and no slip: it takes two points (winsorising, as in D. M. Hawkins and D. H. Olwell (1998),
"Cumulative sum charts and charting for quality improvement", ch. 3). And an alarm ends when the chart, which then does
not rise above the threshold, is back at 0: as much has to speak for the return as spoke for the slip.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.statistics.baseline import Values

Positions = npt.NDArray[np.int64]

K = 0.5
"""Reference value in standard deviations: tuned to slips of one standard deviation."""
ONE_POINT = 0.75
"""The share of the threshold that one point may add."""
_NEAR, _FIRST_PIECE, _LARGEST_PIECE = 64, 256, 1 << 18


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm of a chart; positions count from the first point of the whole series."""

    start: int
    """Where the slip is estimated to have begun."""
    index: int
    """The point at which the alarm was raised."""
    end: int | None
    """The point at which the level was back; None: the alarm is open."""


def cusum(z: Values, k: float = K) -> Values:
    """The plain chart of all points: cumulative sum of z - k less its running minimum (or 0, where that is lower)."""
    return _chart(z - k)


def alarms(z: Values, threshold: float, k: float = K, first: int = 0) -> tuple[Alarm, ...]:
    """Every alarm of a series, oldest first; `first` is the position of its first point in the whole series."""
    most = ONE_POINT * threshold
    steps = np.clip(z - k, -most, most)
    # The plain chart lies nowhere below one that begins anew after an alarm, and both are one from where it is next 0.
    chart = _chart(steps)
    zeros, above = np.flatnonzero(chart == 0.0), np.flatnonzero(chart > threshold)
    back = -steps
    found: list[Alarm] = []
    position = 0
    while True:
        raised, start = _raised(steps, position, threshold, zeros, above)
        if raised is None:
            return tuple(found)
        ended, _ = _first_above(back, raised + 1, len(steps), threshold, strict=False)
        found.append(Alarm(first + start, first + raised, None if ended is None else first + ended))
        if ended is None:
            return tuple(found)
        position = ended + 1


def _chart(steps: Values) -> Values:
    total = np.cumsum(steps)
    chart: Values = total - np.minimum(np.minimum.accumulate(total), 0.0)
    return chart


def _raised(steps: Values, begin: int, height: float, zeros: Positions, above: Positions) -> tuple[int | None, int]:
    """Where a chart that begins at 0 first passes the height, and the position after it last stood at 0."""
    if begin:
        index = int(zeros.searchsorted(begin))
        again = int(zeros[index]) if index < len(zeros) else len(steps)
        raised, start = _first_above(steps, begin, again, height, strict=True)
        if raised is not None or again == len(steps):
            return raised, start
    else:
        again = 0
    index = int(above.searchsorted(again))
    if index == len(above):
        return None, again
    raised = int(above[index])
    index = int(zeros.searchsorted(raised))
    return raised, int(zeros[index - 1]) + 1 if index else 0


def _first_above(steps: Values, begin: int, end: int, height: float, *, strict: bool) -> tuple[int | None, int]:
    """The same, looked for point by point and then in pieces that grow; `strict`: reaching the height is not enough."""
    level, start = 0.0, begin
    near = min(end, begin + _NEAR)
    for position, step in enumerate(steps[begin:near].tolist(), start=begin):
        level += step
        if level <= 0.0:
            level, start = 0.0, position + 1
        elif level > height or (level == height and not strict):
            return position, start
    begin, piece = near, _FIRST_PIECE
    while begin < end:
        total = np.cumsum(steps[begin : min(end, begin + piece)]) + level
        chart = total - np.minimum(np.minimum.accumulate(total), 0.0)
        passed = chart > height if strict else chart >= height
        where = int(np.argmax(passed))
        hit = bool(passed[where])
        zeros = np.flatnonzero(chart[: where + 1 if hit else None] == 0.0)
        if len(zeros):
            start = begin + int(zeros[-1]) + 1
        if hit:
            return begin + where, start
        level = float(chart[-1])
        begin += len(chart)
        piece = min(2 * piece, _LARGEST_PIECE)
    return None, start
