"""Make up the points of a demo story's metric: level, noise, weekly rhythm, drift and spikes, from a fixed seed."""

from __future__ import annotations

import hashlib
import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from readiness.content.story_operation import StoryMetric

WIDEST = 6**0.5
"""Standard deviations: no point lies further from the level, since it would be a spike that no story tells."""
MEASURED_AT = time(6, 0, tzinfo=UTC)

Point = tuple[date, float]


@dataclass(frozen=True)
class MadeUpSeries:
    """The points of one metric between two reads."""

    key: str
    at: array[int]
    value: array[float]
    unit: str = ""
    source: str = "monitoring export"


@dataclass(frozen=True)
class MadeUpFile:
    """An export of several metrics as a reader hands it over."""

    series: tuple[MadeUpSeries, ...]
    format: str = "csv"
    error_count: int = 0

    @property
    def rows(self) -> int:
        """Rows of data in it."""
        return sum(len(one.at) for one in self.series)

    @property
    def sha256(self) -> str:
        """Of what would stand in the file."""
        digest = hashlib.sha256()
        for one in self.series:
            for at, value in zip(one.at, one.value, strict=True):
                digest.update(f"{at},{one.key},{value!r}\n".encode())
        return digest.hexdigest()


def points_of(metric: StoryMetric, every_days: float, today: date, chance: random.Random) -> tuple[Point, ...]:
    """All points of a metric, oldest first; the last one lies on the day on which the metric was last measured."""
    step = max(1, round(every_days))
    found: list[Point] = []
    for ago in reversed(range(metric.until_days_ago, metric.from_days_ago + 1, step)):
        day = today - timedelta(days=ago)
        noise = WIDEST * (chance.random() + chance.random() - 1) * metric.noise
        value = metric.level + noise + (metric.weekday[day.weekday()] if metric.weekday else 0)
        if metric.drifts_from_days_ago is not None:
            weeks = max(0, metric.drifts_from_days_ago - max(ago, metric.drifts_until_days_ago)) / 7
            value += metric.drift_a_week * weeks
        if any(ago <= spike.days_ago < ago + step for spike in metric.spikes):
            value = next(spike.value for spike in metric.spikes if ago <= spike.days_ago < ago + step)
        if metric.lowest is not None:
            value = max(metric.lowest, value)
        if metric.highest is not None:
            value = min(metric.highest, value)
        found.append((day, round(value, metric.decimals)))
    return tuple(found)


def file_of(points: Sequence[tuple[str, Sequence[Point]]], after: date | None, until: date) -> MadeUpFile:
    """The export of the metrics (key and points) with the days after one day up to another, inclusive."""
    series = []
    for key, all_points in points:
        chosen = [(day, value) for day, value in all_points if (after is None or day > after) and day <= until]
        if chosen:
            moments = [round(datetime.combine(day, MEASURED_AT).timestamp() * 1000) for day, _ in chosen]
            series.append(MadeUpSeries(key, array("q", moments), array("d", [value for _, value in chosen])))
    return MadeUpFile(tuple(series))
