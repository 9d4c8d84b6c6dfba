"""The table of alarm thresholds, simulated: what a CUSUM chart of unchanged series reaches, and how rarely more."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from readiness.content.detection import COLUMNS, FILE
from readiness.domain.thresholds import Cell
from readiness.statistics.baseline import Values

BUDGETS = (5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05)
"""Chances of a false alarm within the horizon, in percent; the last ones for many metrics that share one budget."""
HORIZONS = (12, 26, 52)
BASELINES = (12, 16, 20, 25, 30, 40, 50, 70, 100)
CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SEED = 20260101
SERIES = 1_000_000
"""Simulated series a correlation, of which the table is made."""
BATCH = 20_000
"""Series that are simulated at once."""


def unchanged(correlation: float, points: int, series: int, chance: np.random.Generator) -> Values:
    """Normal series of mean 0, standard deviation 1 and this lag-1 correlation; a row a point, a column a series."""
    found: Values = chance.standard_normal((points, series))
    fresh = float(np.sqrt(1 - correlation**2))
    for row in range(1, points):
        found[row] *= fresh
        found[row] += correlation * found[row - 1]
    return found


def highest(series: Values, baseline: int, watched_from: int, horizons: Iterable[int]) -> dict[int, Values]:
    """The highest stand of the plain chart within each horizon, its mean and deviation from the points before."""
    before = series[watched_from - baseline : watched_from]
    mean, sd = before.mean(axis=0), before.std(axis=0, ddof=1)
    level, top = np.zeros(series.shape[1]), np.zeros(series.shape[1])
    wanted = sorted(horizons)
    found = {}
    for point in range(wanted[-1]):
        level = np.maximum(0.0, level + (mean - series[watched_from + point]) / sd - 0.5)
        np.maximum(top, level, out=top)
        if point + 1 in wanted:
            found[point + 1] = top.copy()
    return found


def simulated(
    series: int,
    seed: int = SEED,
    baselines: Sequence[int] = BASELINES,
    correlations: Sequence[float] = CORRELATIONS,
    horizons: Sequence[int] = HORIZONS,
) -> dict[Cell, float]:
    """The thresholds: of the highest stands of unchanged series, the height that the budgeted share of them passes."""
    heights: dict[Cell, float] = {}
    for correlation in correlations:
        # The same chance for every correlation, so that the table is smooth along it.
        chance = np.random.default_rng(seed)
        tops: dict[tuple[int, int], list[Values]] = defaultdict(list)
        for start in range(0, series, BATCH):
            batch = unchanged(correlation, max(baselines) + max(horizons), min(BATCH, series - start), chance)
            for baseline in baselines:
                for horizon, top in highest(batch, baseline, max(baselines), horizons).items():
                    tops[baseline, horizon].append(top)
        for (baseline, horizon), parts in tops.items():
            quantiles = np.quantile(np.concatenate(parts), [1 - budget / 100 for budget in BUDGETS])
            for budget, height in zip(BUDGETS, quantiles, strict=True):
                heights[budget, horizon, baseline, correlation] = round(float(height), 3)
    return heights


def write(heights: Mapping[Cell, float], file: Path = FILE) -> None:
    """Write the table for the program to read."""
    with file.open("w", encoding="utf-8", newline="") as text:
        text.write(
            f"# Heights of a one-sided CUSUM chart (k = 0.5), simulated: {SERIES} series a correlation, seed {SEED}.\n"
            "# Made by `python -m benchmarks.detection --write`; "
            "a budget is the chance of a false alarm within the horizon.\n"
        )
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(COLUMNS)
        for (budget, horizon, baseline, correlation), height in sorted(
            heights.items(), key=lambda item: (item[0][1], item[0][3], item[0][2], -item[0][0])
        ):
            rows.writerow((f"{budget:g}", horizon, baseline, f"{correlation:g}", f"{height:g}"))
