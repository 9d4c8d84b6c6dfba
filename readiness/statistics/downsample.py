"""A long series as few points as a chart can show, the highest and the lowest among them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from tsdownsample import MinMaxDownsampler

from readiness.statistics.baseline import Values

Times = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int64]

FEWEST = 6
"""Points that are kept at least: the ends, and a highest and a lowest one of two spans."""


def kept(times: Times, values: Values, most: int) -> Positions:
    """The positions of at most `most` points: the first, the last, and the lowest and highest of equal spans of time.

    All of them where there are no more. Times rise; values are finite. So every extreme of a span stays visible, the
    highest and lowest of all among them. Source: J. Jugel and others (2014), "M4", VLDB Endowment 7, of which this
    keeps the two middle Ms. Raises ValueError below 6 points.
    """
    if most < FEWEST:
        raise ValueError(f"at least {FEWEST} points are kept")
    if len(times) != len(values):
        raise ValueError("one time belongs to each value")
    if len(values) <= most:
        return np.arange(len(values), dtype=np.int64)
    inner = (most - 2) // 2 * 2
    found = MinMaxDownsampler().downsample(np.ascontiguousarray(times), np.ascontiguousarray(values), n_out=inner)
    return np.unique(np.concatenate(([0], found.astype(np.int64), [len(values) - 1])))


def downsample(times: Times, values: Values, most: int) -> tuple[Times, Values]:
    """The kept points themselves."""
    positions = kept(times, values, most)
    return times[positions], values[positions]
