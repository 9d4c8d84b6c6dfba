"""How often the detection of degradation cries wolf, what it finds, how fast: `python -m benchmarks.detection`.

With `--write` it simulates the table of thresholds anew (data/detection/thresholds.csv) and measures nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.taxi import found_events, read_taxi
from benchmarks.thresholds import SEED, SERIES, simulated, unchanged, write
from readiness.content.detection import FILE, load_thresholds
from readiness.domain.thresholds import Thresholds
from readiness.statistics.baseline import baseline_figures
from readiness.statistics.cusum import alarms, cusum
from readiness.statistics.detection import BUDGET_PCT, HORIZON, detect
from readiness.statistics.trend import trend

NAME = "detection"
ABOUT = "false alarms, power and speed of the detection of degradation"
BOUND_SECONDS = 280

USUAL = 30
"""Baseline points of most figures."""
CORRELATIONS = (0.0, 0.3, 0.5, 0.7)
BASELINES = (12, 20, 30, 50, 100)
TAXI = "READINESS_NAB"
"""The environment variable that names the taxi series."""


@dataclass(frozen=True)
class Rates:
    """Shares of simulated series, in percent."""

    alarmed: float
    fixed: float
    """With a fixed threshold of 5."""
    untold: float
    """Without a threshold, because the estimated correlation lies outside of the table."""
    spiked: float
    """With a point outside of its limits."""


def false_alarms(
    thresholds: Thresholds, correlation: float, series: int, chance: np.random.Generator, baseline: int = USUAL
) -> Rates:
    """How often unchanged series alarm within the horizon, correlation and threshold estimated from the baseline."""
    values = unchanged(correlation, baseline + HORIZON, series, chance)
    flags = np.arange(baseline + HORIZON) < baseline
    alarmed = fixed = untold = spiked = 0
    for one in values.T:
        found = detect(np.ascontiguousarray(one), flags, "higher", thresholds)
        alarmed += bool(found.slips)
        untold += found.threshold is None
        spiked += bool(found.spikes.any())
        assert found.figures is not None
        fixed += bool((cusum((found.figures.mean - one[baseline:]) / found.figures.sd) > 5).any())
    return Rates(*(100 * count / series for count in (alarmed, fixed, untold, spiked)))


def weekday_false_alarms(thresholds: Thresholds, weeks: int, series: int, chance: np.random.Generator) -> float:
    """The same for daily series from which a weekly rhythm is subtracted, with a baseline of so many weeks."""
    baseline = 7 * weeks
    values = unchanged(0.0, baseline + HORIZON, series, chance)
    days = np.arange(baseline + HORIZON) % 7
    flags = np.arange(baseline + HORIZON) < baseline
    found = [detect(np.ascontiguousarray(one), flags, "higher", thresholds, weekdays=days).slips for one in values.T]
    return 100 * sum(map(bool, found)) / series


@dataclass(frozen=True)
class Power:
    """How many slips are found, in percent, and after how many points half of them are."""

    found: float
    median: float


def power(
    slip: float,
    threshold: float,
    correlation: float,
    series: int,
    chance: np.random.Generator,
    baseline: int = USUAL,
    horizon: int = HORIZON,
) -> Power:
    """How often a slip of so many standard deviations, from the first watched point on, is found within the horizon."""
    values = unchanged(correlation, baseline + horizon, series, chance)
    values[baseline:] -= slip
    delays = []
    for one in values.T:
        figures = baseline_figures(np.ascontiguousarray(one[:baseline]))
        assert figures is not None
        raised = alarms((figures.mean - one[baseline:]) / figures.sd, threshold)
        if raised:
            delays.append(raised[0].index + 1)
    return Power(100 * len(delays) / series, float(np.median(delays)) if delays else float("nan"))


def shewhart(slip: float, series: int, chance: np.random.Generator, baseline: int = USUAL, horizon: int = 12) -> float:
    """How often a point beyond three standard deviations finds the slip, in percent."""
    values = unchanged(0.0, baseline + horizon, series, chance)
    values[baseline:] -= slip
    mean, sd = values[:baseline].mean(axis=0), values[:baseline].std(axis=0, ddof=1)
    return 100 * float((values[baseline:] < mean - 3 * sd).any(axis=0).mean())


def trend_false_alarms(correlation: float, points: int, series: int, chance: np.random.Generator) -> float:
    """How often a trend is found at p < 0.05 in series without one, in percent."""
    values = unchanged(correlation, points, series, chance)
    found = [trend(np.ascontiguousarray(one)) for one in values.T]
    return 100 * sum(one is not None and one.p < 0.05 for one in found) / series


def speed(thresholds: Thresholds, rounds: int) -> tuple[list[Sample], list[Sample]]:
    """A metric of a million points judged whole, a slip at its end; and the chart of it alone."""
    values = np.random.default_rng(SEED).standard_normal(1_000_000)
    values[-20_000:] -= 1.0
    flags = np.arange(len(values)) < 100
    whole, chart = [], []
    for _ in range(rounds):
        wait_for_calm()
        with watched() as sample:
            found = detect(values, flags, "higher", thresholds)
        if found.slip is None:
            raise NotMeasured("The slip at the end of a million points was not found.")
        whole.append(sample)
        with watched() as sample:
            cusum(-values)
        chart.append(sample)
    return whole, chart


@dataclass(frozen=True)
class Allowed:
    """What a simulated or counted figure has to lie between; None: shown for comparison only."""

    unit: str
    least: float | None = None
    most: float | None = None


# The design's figures come from 4,000 series: its 4 to 9 % are whole percents, and the powers have a standard error of
# up to 0.8 points, here allowed three times.
ALLOWED: dict[str, Allowed] = {
    **{
        f"false alarms in 26 points, budget 5 %, 30 baseline points, correlation {correlation:g} estimated": Allowed(
            "%", 3.5, 9.5
        )
        for correlation in CORRELATIONS
    },
    **{
        f"the same with a fixed threshold of 5, correlation {correlation:g}": Allowed("%")
        for correlation in CORRELATIONS
    },
    **{
        f"no threshold for the estimated correlation, truly {correlation:g}": Allowed("%")
        for correlation in CORRELATIONS
    },
    "false alarms with a weekly rhythm taken off, 4 weeks of baseline": Allowed("%", None, 9.5),
    "a point outside of its limits in 26 points, 30 baseline points": Allowed("%"),
    **{f"slip of 1.5 SD found in 26 points, {baseline} baseline points": Allowed("%", 97.0) for baseline in BASELINES},
    **{
        f"median points until it is found, {baseline} baseline points": Allowed("points", 5.0, 8.5)
        for baseline in BASELINES
    },
    "slip of 1.5 SD found in 26 points, correlation 0.4": Allowed("%", 93.0),
    "slip of 1.5 SD found in 26 points, correlation 0.6": Allowed("%", 80.0),
    "fixed threshold of 5: slip of 1 SD found in 12 points": Allowed("%", 68.0, 74.0),
    "fixed threshold of 5: slip of 0.5 SD found in 12 points": Allowed("%", 19.5, 25.0),
    "three standard deviations: slip of 1 SD found in 12 points": Allowed("%", 28.5, 34.0),
    "Mann-Kendall finds a trend at p < 0.05 where none is, 12 points, correlation 0": Allowed("%", 3.0, 6.5),
    "Mann-Kendall finds a trend at p < 0.05 where none is, 12 points, correlation 0.5": Allowed("%"),
    "taxi events found by three standard deviations, of 5": Allowed("events", 5.0),
    "other days flagged by three standard deviations": Allowed("days", None, 1.5),
    "taxi events found by the point limits, of 5": Allowed("events", 4.0),
    "taxi events found by the chart with a threshold of 8, of 5": Allowed("events", 4.0),
}
TAXI_FIGURES = frozenset(name for name, allowed in ALLOWED.items() if allowed.unit in ("events", "days"))
CHART_LIMIT = 100.0
"""Milliseconds of computing for the chart of a million points."""
WHOLE_LIMIT = 200.0
"""The same for judging them: charts to both sides, every alarm, point limits."""


def figures(counted: Mapping[str, float], whole: Sequence[Sample], chart: Sequence[Sample]) -> tuple[Figure, ...]:
    """The figures with what is allowed, in the order in which they are listed above; those of the taxis may be missing.

    Raises NotMeasured where another one is.
    """
    missing = [name for name in ALLOWED if name not in counted and name not in TAXI_FIGURES]
    if missing:
        raise NotMeasured(f"These were not counted: {', '.join(missing)}.")
    return (
        *(
            Figure(name, allowed.unit, (counted[name],), limit=allowed.most, at_least=allowed.least)
            for name, allowed in ALLOWED.items()
            if name in counted
        ),
        Figure.of("chart of 1,000,000 points, processor time", chart, cpu=True, limit=CHART_LIMIT),
        Figure.of("1,000,000 points judged, processor time", whole, cpu=True, limit=WHOLE_LIMIT),
    )


def counted(thresholds: Thresholds, series: int) -> dict[str, float]:
    """Every simulated share, by the name of its figure."""
    chance = np.random.default_rng(SEED)
    found: dict[str, float] = {}
    for correlation in CORRELATIONS:
        say(f"False alarms at a correlation of {correlation:g}")
        rates = false_alarms(thresholds, correlation, series, chance)
        found[f"false alarms in 26 points, budget 5 %, 30 baseline points, correlation {correlation:g} estimated"] = (
            rates.alarmed
        )
        found[f"the same with a fixed threshold of 5, correlation {correlation:g}"] = rates.fixed
        found[f"no threshold for the estimated correlation, truly {correlation:g}"] = rates.untold
        if correlation == 0:
            found["a point outside of its limits in 26 points, 30 baseline points"] = rates.spiked
    found["false alarms with a weekly rhythm taken off, 4 weeks of baseline"] = weekday_false_alarms(
        thresholds, 4, series, chance
    )
    say("Slips")
    for baseline in BASELINES:
        slip = power(1.5, _height(thresholds, baseline, 0.0), 0.0, series, chance, baseline)
        found[f"slip of 1.5 SD found in 26 points, {baseline} baseline points"] = slip.found
        found[f"median points until it is found, {baseline} baseline points"] = slip.median
    for correlation in (0.4, 0.6):
        slip = power(1.5, _height(thresholds, USUAL, correlation), correlation, series, chance)
        found[f"slip of 1.5 SD found in 26 points, correlation {correlation:g}"] = slip.found
    for size in (1.0, 0.5):
        slip = power(size, 5.0, 0.0, series, chance, horizon=12)
        found[f"fixed threshold of 5: slip of {size:g} SD found in 12 points"] = slip.found
    found["three standard deviations: slip of 1 SD found in 12 points"] = shewhart(1.0, series, chance)
    say("Trends")
    for correlation in (0.0, 0.5):
        found[f"Mann-Kendall finds a trend at p < 0.05 where none is, 12 points, correlation {correlation:g}"] = (
            trend_false_alarms(correlation, 12, series, chance)
        )
    return found


def events(thresholds: Thresholds, file: Path) -> dict[str, float]:
    """What is found in the taxi series, by the name of its figure."""
    found = found_events(read_taxi(file), thresholds)
    return {
        "taxi events found by three standard deviations, of 5": found["three standard deviations"].count,
        "other days flagged by three standard deviations": len(found["three standard deviations"].others),
        "taxi events found by the point limits, of 5": found["point limits"].count,
        "taxi events found by the chart with a threshold of 8, of 5": found["chart"].count,
    }


def _height(thresholds: Thresholds, baseline: int, correlation: float) -> float:
    height = thresholds.threshold(BUDGET_PCT, HORIZON, baseline, correlation)
    assert height is not None
    return height


def measure(asked: argparse.Namespace) -> tuple[Figure, ...]:
    """Simulate, look at the taxi series where it is, and judge a million points."""
    thresholds = load_thresholds()
    found = counted(thresholds, asked.series)
    if asked.taxi is None:
        say(f"No taxi series was named (--taxi FILE or {TAXI}), so its events were not looked for.")
    else:
        found |= events(thresholds, asked.taxi)
    say("A million points")
    return figures(found, *speed(thresholds, asked.rounds))


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures {ABOUT}.")
    known.add_argument(
        "--rounds", type=int, default=7, help="how often a million points are judged (default: %(default)s)"
    )
    known.add_argument("--series", type=int, default=4000, help="simulated series a figure (default: %(default)s)")
    known.add_argument(
        "--taxi",
        type=Path,
        default=os.environ.get(TAXI),
        help=f"nyc_taxi.csv of the Numenta Anomaly Benchmark, or its daily errors; {TAXI} names it as well",
    )
    known.add_argument("--write", action="store_true", help="simulate the table of thresholds anew and measure nothing")
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether everything is as it should be."""
    asked = arguments().parse_args(argv)
    if asked.write:
        write(simulated(SERIES))
        say(f"Wrote {FILE}")
        return 0
    return run(NAME, ABOUT, measure, asked, bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
