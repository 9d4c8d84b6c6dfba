"""What a person is asked about a file before it is read: its answers, none of which the program guesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DayMonthOrder = Literal["day_first", "month_first"]
EpochUnit = Literal["s", "ms"]
SameTime = Literal["reject", "mean"]
StepTimes = Literal["step_order", "reject"]
ShareUnit = Literal["percent", "fraction"]


@dataclass(frozen=True)
class ReadingOptions:
    """The answers to what a file leaves open; None: not answered. Only `now` is always needed.

    A reader that needs an answer raises `NeedsAnswer` with the name of the field here.
    """

    now: datetime
    """The present moment, with its zone: what lies more than a day after it is refused."""
    file_name: str = ""
    """As the person named it: the key of a file store series, and a hint to the format. Never opened."""
    encoding: str | None = None
    """Of a text file that is no UTF-8: "windows-1252", "utf-16-le", ..."""
    separator: str | None = None
    """Between columns: a comma, a semicolon, a tab or a bar."""
    decimal: Literal[".", ","] | None = None
    """The sign between whole and fraction."""
    day_month_order: DayMonthOrder | None = None
    """How 03/04/2026 is meant."""
    time_zone: str | None = None
    """Of times without one: "Europe/Berlin", "+02:00". None: UTC, with a note that says so."""
    time_column: str | None = None
    """The column that holds the time."""
    time: datetime | None = None
    """When a file without times inside was taken (exposition text, Evidently)."""
    epoch_unit: EpochUnit | None = None
    """Unit of times that are numbers. None: the format's own; in plain CSV the one that gives a plausible year."""
    series: frozenset[str] | None = None
    """Keys of the series to read. None: all that are read as a rule."""
    raw_counters: bool = False
    """Whether the series of a counter are read as they stand (a growing count); their rate is made elsewhere."""
    same_time: SameTime | None = None
    """What becomes of rows that give different values for one moment. None: refused, row by row."""
    step_times: StepTimes | None = None
    """What becomes of steps logged in one moment. None: each moves by as many milliseconds as its number."""
    share_unit: ShareUnit | None = None
    """Whether shares of cases or people (exposure) are percent or fractions of one."""
    share_of: Literal["cases", "people"] | None = None
    """What an exposure list counts, where no column says."""
    confidence_unit: ShareUnit | None = None
    """Whether the confidence in a decision log is percent or a fraction of one."""
