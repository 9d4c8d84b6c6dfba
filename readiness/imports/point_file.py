"""A file of metric points as read: series, and every row that could not be read with its reason."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from readiness.domain.metric import LARGEST_VALUE
from readiness.domain.wording import count_text, day_text, number_text
from readiness.errors import NeedsAnswer
from readiness.imports.reading_options import SameTime

Lines = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]

ERRORS_KEPT = 200
"""Row errors that are told in full; the rest is counted."""

FIRST_MS = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp() * 1000)
"""The first plausible moment, in epoch milliseconds."""


class RowError(NamedTuple):
    """A row that could not be taken: where it stands (counted from 1) and why, as a sentence."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one series in the order of time; the three arrays are of one length."""

    key: str
    """The name in the file: "auc", `model_auc{model="fraud"}`."""
    unit: str
    """As the file states it; empty where it does not."""
    source: str
    """Where the points come from: what the file names, else the format. A point is known by (metric, time, source)."""
    at: array[int]
    """array('q'): epoch milliseconds, UTC."""
    value: array[float]
    """array('d'), finite."""
    line: array[int]
    """array('q'): the row of each point in the file, counted from 1 (a mean of several rows names the first)."""

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class PointFile:
    """What was read from a file of metric points. Nothing in it was written anywhere."""

    format: str
    sha256: str
    """Of the bytes as they came."""
    rows: int
    """Rows of data in the file, read or not."""
    series: tuple[Series, ...]
    """Only those with points."""
    errors: tuple[RowError, ...]
    """The first 200, in the order of rows."""
    error_count: int
    """All of them."""
    notes: tuple[str, ...] = ()
    """What was assumed, decided from the file or left out, as sentences."""
    left_out: tuple[str, ...] = ()
    """Keys of series that are in the file but are read only if chosen."""
    row_word: Literal["line", "entry"] = "line"
    """What a row is counted in: lines of a text, or entries where all stands on one line."""

    @property
    def points(self) -> int:
        """How many points were read."""
        return sum(len(series) for series in self.series)


class RowErrors:
    """Collects row errors: the first ones by row, and how many there are."""

    def __init__(self) -> None:
        self._kept: list[RowError] = []
        self.count = 0

    def add(self, line: int, reason: str) -> None:
        """Take down that a row could not be read, and why."""
        self.count += 1
        self._kept.append(RowError(line, reason))
        if len(self._kept) > 8 * ERRORS_KEPT:
            self._trim()

    def add_rows(self, lines: Lines, reason: Callable[[int], str]) -> None:
        """Take down many rows at once: `reason` is asked with an index into `lines`, for the first rows alone."""
        for index in np.argsort(lines, kind="stable")[:ERRORS_KEPT].tolist():
            self._kept.append(RowError(int(lines[index]), reason(index)))
        self.count += len(lines)
        if len(self._kept) > 8 * ERRORS_KEPT:
            self._trim()

    def _trim(self) -> None:
        self._kept.sort(key=lambda error: error.line)
        del self._kept[ERRORS_KEPT:]

    def first(self) -> tuple[RowError, ...]:
        """The first of them in the order of rows."""
        self._trim()
        return tuple(self._kept)


@dataclass(slots=True)
class GrowingSeries:
    """A series while its file is read: append to all three arrays."""

    key: str
    unit: str
    source: str
    at: array[int] = field(default_factory=lambda: array("q"))
    value: array[float] = field(default_factory=lambda: array("d"))
    line: array[int] = field(default_factory=lambda: array("q"))


def latest_ms(now: datetime) -> int:
    """The last plausible moment, in epoch milliseconds: a day after now, for clocks and zones that differ."""
    return int((now + timedelta(days=1)).timestamp() * 1000)


def moment_text(at: int) -> str:
    """A moment for a sentence: "5 Jan 2026", with the time of day where it is not midnight."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    day = day_text(moment.date())
    if at % 86_400_000 == 0:
        return day
    return f"{day} {moment:%H:%M:%S}" if at % 60_000 else f"{day} {moment:%H:%M}"


def why_implausible(at: int, now: datetime, unit: str = "") -> str | None:
    """Why a moment in epoch milliseconds cannot be one of a measurement; None where it can.

    `unit` is the unit in which the number stood in the file ("s" or "ms", empty for a written date), so that a mix-up
    of the two is named.
    """
    latest = latest_ms(now)
    if FIRST_MS <= at <= latest:
        return None
    if unit == "s" and FIRST_MS <= at // 1000 <= latest:
        return f"the time {at // 1000} is no number of seconds of our days; it looks like milliseconds"
    if unit == "ms" and FIRST_MS <= at * 1000 <= latest:
        return f"the time {at} is no number of milliseconds of our days; it looks like seconds"
    if unit:
        number = at // 1000 if unit == "s" else at
        word = "seconds" if unit == "s" else "milliseconds"
        return f"the time {number}, read as {word}, lies outside the years 1990 to {now.year}"
    if at > latest:
        when = moment_text(at) if at < 253_402_300_800_000 else "the time"
        return f"{when} lies in the future"
    return f"{moment_text(at) if at > -62_135_596_800_000 else 'the time'} lies before 1990"


def why_no_number(value: float) -> str:
    """Why a value that is not finite, or too large, is no measurement."""
    if value != value:
        return "no number (NaN)"
    if math.isfinite(value):
        return f"{number_text(value)} is no measurement (beyond {number_text(LARGEST_VALUE)})"
    return "no number (infinite, or larger than a computer's number can be)"


@dataclass(slots=True)
class _Seen:
    """What was found about rows that share a moment, over all series."""

    repeated: int = 0
    averaged: int = 0
    moments_averaged: int = 0
    conflicting: int = 0
    example: str = ""
    refusals: list[tuple[Lines, Callable[[int], str]]] = field(default_factory=list)


def finish(
    growing: Iterable[GrowingSeries],
    errors: RowErrors,
    notes: list[str],
    now: datetime,
    same_time: SameTime | None,
    unit: str = "",
) -> tuple[Series, ...]:
    """Check and order what was read: finite values, plausible times, one value a moment.

    Rows that give different values for one moment are refused (neither is known to hold), unless `same_time` is "mean".
    Rows that repeat an earlier one exactly count once. Series without points are left away. `unit` is the unit of times
    that stood in the file as numbers.

    Raises NeedsAnswer("same_time") where more rows would be refused that way than are taken.
    """
    done: list[Series] = []
    seen = _Seen()
    for series in growing:
        at, value, line = _checked(series, errors, now, unit)
        if not (at[1:] > at[:-1]).all():
            order = np.argsort(at, kind="stable")
            at, value, line = _one_a_moment(series.key, at[order], value[order], line[order], same_time, seen)
        if len(at):
            done.append(Series(series.key, series.unit, series.source, _q(at), _d(value), _q(line)))
    if same_time is None and seen.conflicting > sum(len(series) for series in done):
        raise NeedsAnswer(
            "same_time",
            f"{count_text(seen.conflicting, 'value')} share their moment with a different value of the same series "
            f"({seen.example}). Take the mean of each moment, or refuse these rows?",
            ("mean", "reject"),
        )
    for rows, reason in seen.refusals:
        errors.add_rows(rows, reason)
    if seen.repeated:
        notes.append(f"{count_text(seen.repeated, 'value')} repeated an earlier one exactly; each counts once.")
    if seen.averaged:
        moments = count_text(seen.moments_averaged, "moment")
        notes.append(f"{count_text(seen.averaged, 'value')} at {moments} became the mean of each moment, as chosen.")
    return tuple(done)


def _checked(series: GrowingSeries, errors: RowErrors, now: datetime, unit: str) -> tuple[Lines, Values, Lines]:
    """The points with a plausible time and a value that is no larger than can be; the others become row errors."""
    at = np.frombuffer(series.at, dtype=np.int64)
    value = np.frombuffer(series.value, dtype=np.float64)
    line = np.frombuffer(series.line, dtype=np.int64)
    good = (at >= FIRST_MS) & (at <= latest_ms(now)) & (np.abs(value) <= LARGEST_VALUE)
    if good.all():
        return at, value, line
    bad_at, bad_value = at[~good], value[~good]

    def reason(index: int) -> str:
        why = why_implausible(int(bad_at[index]), now, unit) or why_no_number(float(bad_value[index]))
        return f"{series.key}: {why}."

    errors.add_rows(line[~good], reason)
    return at[good], value[good], line[good]


def _one_a_moment(
    key: str, at: Lines, value: Values, line: Lines, same_time: SameTime | None, seen: _Seen
) -> tuple[Lines, Values, Lines]:
    """At most one value a moment, from points in the order of time."""
    starts = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1])))
    if len(starts) == len(at):
        return at, value, line
    low, high = np.minimum.reduceat(value, starts), np.maximum.reduceat(value, starts)
    sizes = np.diff(np.append(starts, len(at)))
    differs = low != high
    seen.repeated += int((sizes - 1)[~differs].sum())
    if same_time == "mean":
        seen.averaged += int(sizes[differs].sum())
        seen.moments_averaged += int(differs.sum())
        # Divided before they are summed: a sum of very large values must not overflow.
        mean = np.add.reduceat(value / np.repeat(sizes, sizes), starts)
        return at[starts], np.where(differs, np.clip(mean, low, high), low), line[starts]
    if differs.any():
        rows = np.flatnonzero(np.repeat(differs, sizes))
        first_of = np.repeat(starts, sizes)[rows]
        end_of = first_of + np.repeat(sizes, sizes)[rows]
        first = int(first_of[0])
        seen.conflicting += len(rows)
        seen.example = seen.example or f"{key}: {int(end_of[0]) - first} values for {moment_text(int(at[first]))}"

        def reason(index: int) -> str:
            row = int(rows[index])
            group = range(int(first_of[index]), int(end_of[index]))
            other = next(candidate for candidate in group if value[candidate] != value[row])
            return (
                f"{key}: {number_text(float(value[row]))} for {moment_text(int(at[row]))}, but row {int(line[other])} "
                f"says {number_text(float(value[other]))}; which of them holds is not known."
            )

        seen.refusals.append((line[rows], reason))
    keep = starts[~differs]
    return at[keep], value[keep], line[keep]


def _q(numbers: Lines) -> array[int]:
    filled: array[int] = array("q")
    filled.frombytes(np.ascontiguousarray(numbers).tobytes())
    return filled


def _d(numbers: Values) -> array[float]:
    filled: array[float] = array("d")
    filled.frombytes(np.ascontiguousarray(numbers).tobytes())
    return filled
