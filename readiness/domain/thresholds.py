"""From which height on a CUSUM chart alarms, so that false alarms are as rare as budgeted: a table and its reading.

The heights are simulated (`python -m benchmarks.detection --write`): with a baseline of so many points, from which mean
and standard deviation are estimated, and so much correlation from point to point, the chart of an unchanged series
stays below the height over the next so many points with all but the budgeted probability.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Literal

Outside = Literal["baseline", "correlation", "budget", "horizon"]
"""What is beyond the table: a baseline too short, too much correlation, too small a budget, too far a horizon."""

Cell = tuple[float, int, int, float]
"""Budget in percent, horizon in points, baseline in points, lag-1 correlation."""


@dataclass(frozen=True)
class Thresholds:
    """The table of heights, in standard deviations of the baseline."""

    heights: Mapping[Cell, float]
    """Every combination of the four axes has one."""

    @cached_property
    def axes(self) -> tuple[tuple[float, ...], ...]:
        """The entries of budgets, horizons, baselines and correlations, each rising."""
        return tuple(tuple(sorted({float(cell[axis]) for cell in self.heights})) for axis in range(4))

    def outside(self, budget_pct: float, horizon: int, baseline: int, correlation: float) -> Outside | None:
        """What keeps the table from telling the height; None: it tells.

        Where an edge of the table errs to fewer false alarms than budgeted, the edge is used: for a longer baseline, a
        nearer horizon, a larger budget and a negative correlation.
        """
        budgets, horizons, baselines, correlations = self.axes
        if baseline < baselines[0]:
            return "baseline"
        if not correlation <= correlations[-1] + 1e-12:
            return "correlation"
        # A budget that was split in even parts may miss the last entry by a rounding error.
        if not budget_pct >= budgets[0] * (1 - 1e-9):
            return "budget"
        return "horizon" if horizon > horizons[-1] else None

    def threshold(self, budget_pct: float, horizon: int, baseline: int, correlation: float) -> float | None:
        """The height for a budget in percent over so many points; None outside of the table.

        Between entries the height is interpolated linearly in the correlation and in the logarithms of the others.
        """
        if self.outside(budget_pct, horizon, baseline, correlation) is not None:
            return None
        asked = (budget_pct, float(horizon), float(baseline), max(0.0, correlation))
        scales = (math.log, math.log, math.log, float)
        sides = [
            _between(entries, value, scale) for entries, value, scale in zip(self.axes, asked, scales, strict=True)
        ]
        height = 0.0
        for corner in product(*sides):
            weight = math.prod(share for _, share in corner)
            if weight:
                (budget, _), (points, _), (base, _), (correlated, _) = corner
                height += weight * self.heights[budget, int(points), int(base), correlated]
        return height


def even_share(budget_pct: float, alarms: int) -> float:
    """The budget of one metric, in percent, where so many metrics of an initiative share it evenly."""
    return budget_pct / max(1, alarms)


def _between(entries: tuple[float, ...], value: float, scale: object) -> tuple[tuple[float, float], ...]:
    """The neighbouring entries of a value, each with its share; one entry alone at and beyond the ends."""
    assert callable(scale)
    if value <= entries[0]:
        return ((entries[0], 1.0),)
    for low, high in pairwise(entries):
        if value < high:
            share = (scale(value) - scale(low)) / (scale(high) - scale(low))
            return ((low, 1 - share), (high, share))
    return ((entries[-1], 1.0),)
