"""A real metric that degraded: the error of a forecast of taxi rides that was frozen, and the five events in it.

The rides are those of the Numenta Anomaly Benchmark (MIT), which labels the events; the file is no part of the project.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from benchmarks.failure import NotMeasured
from readiness.domain.thresholds import Thresholds
from readiness.statistics.baseline import Values
from readiness.statistics.cusum import alarms
from readiness.statistics.detection import detect

EVENTS = (
    (date(2014, 10, 30), date(2014, 11, 3)),
    (date(2014, 11, 25), date(2014, 11, 29)),
    (date(2014, 12, 23), date(2014, 12, 27)),
    (date(2014, 12, 29), date(2015, 1, 3)),
    (date(2015, 1, 24), date(2015, 1, 29)),
)
"""The labelled windows as whole days: the marathon, Thanksgiving, Christmas, New Year and the snow storm."""
PROFILE = (date(2014, 7, 1), date(2014, 8, 31))
BASELINE = (date(2014, 9, 2), date(2014, 10, 31))
THRESHOLD = 8.0


@dataclass(frozen=True)
class Taxi:
    """A forecast of taxi rides that was frozen, day by day: its error in percent."""

    days: tuple[date, ...]
    errors: Values


def read_taxi(file: Path) -> Taxi:
    """The daily errors, from a table of them (`date,wape_pct`) or from the rides by half hour (`timestamp,value`)."""
    try:
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError) as error:
        raise NotMeasured(f"{file} cannot be read ({error}).") from error
    if rows and {"date", "wape_pct"} <= set(rows[0]):
        return Taxi(
            tuple(date.fromisoformat(row["date"]) for row in rows), np.array([float(row["wape_pct"]) for row in rows])
        )
    if not rows or not {"timestamp", "value"} <= set(rows[0]):
        raise NotMeasured(f"{file} has neither the columns timestamp and value nor date and wape_pct.")
    return _frozen_forecast([(datetime.fromisoformat(row["timestamp"]), float(row["value"])) for row in rows])


def _frozen_forecast(rides: Sequence[tuple[datetime, float]]) -> Taxi:
    """The mean ride of July and August for each half hour of the week, kept as the forecast ever after."""
    known: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for at, count in rides:
        if PROFILE[0] <= at.date() <= PROFILE[1]:
            known[at.weekday(), at.hour, at.minute].append(count)
    profile = {slot: float(np.mean(counts)) for slot, counts in known.items()}
    missed: dict[date, float] = defaultdict(float)
    whole: dict[date, float] = defaultdict(float)
    for at, count in rides:
        missed[at.date()] += abs(count - profile[at.weekday(), at.hour, at.minute])
        whole[at.date()] += count
    days = tuple(sorted(whole))
    return Taxi(days, np.array([100 * missed[day] / whole[day] for day in days]))


@dataclass(frozen=True)
class Found:
    """Which of the five events were found, and the days that were flagged outside of all of them."""

    events: tuple[bool, ...]
    others: tuple[date, ...]

    @property
    def count(self) -> int:
        return sum(self.events)


def found_events(taxi: Taxi, thresholds: Thresholds) -> dict[str, Found]:
    """What three standard deviations, the program's point limits and its chart with a threshold of 8 find."""
    flags = np.array([BASELINE[0] <= day <= BASELINE[1] for day in taxi.days])
    detection = detect(taxi.errors, flags, "lower", thresholds)
    figures = detection.figures
    assert figures is not None
    z = (taxi.errors[detection.first :] - figures.mean) / figures.sd
    watched_days = taxi.days[detection.first :]
    return {
        "three standard deviations": _events(day for day, far in zip(watched_days, z > 3, strict=True) if far),
        "point limits": _events(
            day for day, out in zip(watched_days, detection.spikes[detection.first :], strict=True) if out
        ),
        "chart": _events(watched_days[index] for index in _raised(z)),
    }


def _raised(z: Values) -> Iterator[int]:
    """Where the chart alarms when it begins anew after every alarm, so that each event has to be found by itself."""
    begin = 0
    while found := alarms(z[begin:], THRESHOLD, first=begin):
        yield found[0].index
        begin = found[0].index + 1


def _events(flagged: Iterable[date]) -> Found:
    days = sorted(flagged)
    # The marathon, on 2 November, lies in the window whose first days are the last of the baseline.
    within = [any(first <= day <= last for first, last in EVENTS) for day in days]
    return Found(
        tuple(any(first <= day <= last for day in days) for first, last in EVENTS),
        tuple(day for day, inside in zip(days, within, strict=True) if not inside),
    )
