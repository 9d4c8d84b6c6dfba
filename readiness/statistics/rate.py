"""A growing count as its rate: what comes in per unit of time, across restarts that set the count back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.statistics.baseline import Values

Times = npt.NDArray[np.int64]

SECOND, DAY = 1_000, 86_400_000
"""Milliseconds."""


def increases(counts: Values) -> Values:
    """How much a count grew from each point to the next; where it fell it began again at 0 and grew to what it is."""
    grown: Values = np.diff(counts)
    return np.where(grown >= 0, grown, counts[1:])


def rate(times: Times, counts: Values, unit: int = SECOND) -> tuple[Times, Values]:
    """The rate per `unit` milliseconds between neighbouring points, at the time of the later one.

    Times in milliseconds, rising; of points at the same time the last one counts. What a count lost in a restart
    between two points is not known and not guessed.
    """
    if len(times) != len(counts):
        raise ValueError("one time belongs to each count")
    if len(times) and (np.diff(times) < 0).any():
        raise ValueError("times rise")
    if len(times):
        keep = np.append(np.diff(times) > 0, True)
        times, counts = times[keep], counts[keep]
    return times[1:], increases(counts) * unit / np.diff(times)
