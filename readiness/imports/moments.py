"""A written time becomes epoch milliseconds: ISO, day and month in the order that was answered, numbers of seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.point_file import FIRST_MS, latest_ms
from readiness.imports.reading_options import DayMonthOrder, ReadingOptions
from readiness.imports.text_file import shown

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_CACHED = 100_000
_UNITS = {"s": 1000.0, "ms": 1.0, "µs": 1e-3, "ns": 1e-6}

_SPLIT = re.compile(r"\d\d[./-]\d\d[./-]\d{4}(?: |$)", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d*)?(?:[eE]\+?\d{1,3})?", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?[ T]+(.+))?", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}(?:\D.*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:,?[ T]+(.+))?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})\.?[ -]([A-Za-zÄä]{3,9})\.?,?[ -](\d{4})(?:,?[ T]+(.+))?", re.ASCII)
_NAMED_FIRST = re.compile(r"([A-Za-zÄä]{3,9})\.? (\d{1,2}),? (\d{4})(?:,?[ T]+(.+))?", re.ASCII)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar",
            "february feb februar",
            "march mar märz mär maerz mrz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}
"""English and German months, by the whole name or a usual abbreviation: what only begins like one is none."""


def has_open_order(text: str) -> bool:
    """Whether a written date has day and month in an order that has to be known: 03/04/2026."""
    return len(text) <= 60 and _DAY_MONTH.fullmatch(text.strip()) is not None


class NoMoment(ValueError):
    """A cell that holds no time; the message says why, as the end of a sentence."""


class OrderOpen(Exception):
    """A date such as 03/04/2026 was met before its order was decided."""


def zone_of(name: str) -> tzinfo:
    """The zone with this name or offset: "Europe/Berlin", "+02:00", "UTC". Raises ImportProblem."""
    bare = name.strip()
    if bare.upper() in ("UTC", "Z", "GMT"):
        return UTC
    if offset := _OFFSET.fullmatch(bare):
        minutes = int(offset.group(2)) * 60 + int(offset.group(3))
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=minutes if offset.group(1) == "+" else -minutes))
    elif re.fullmatch(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}", bare):
        try:
            return ZoneInfo(bare)
        except (OSError, ValueError, LookupError):
            pass
    raise ImportProblem(
        f"The time zone {shown(name)} is not known. Give a name such as Europe/Berlin or an offset such as +02:00."
    )


class Moments:
    """Reads times of one file. `days` and `clocks` are caches that a fast loop may ask first.

    An ISO time is the sum of `days[text[:10]]` and `clocks[text[10:]]` where both are known: files repeat their days
    and their times of day, and a sum costs a tenth of parsing.
    """

    def __init__(
        self, options: ReadingOptions, order: DayMonthOrder | None = None, *, as_written: bool = False
    ) -> None:
        self._as_written = as_written
        """Whether days alone count: zones are left aside, so that each moment is of the day that is written."""
        self.order = options.day_month_order or order
        """How 03/04/2026 is read; may be set once it was decided."""
        self._zone = zone_of(options.time_zone) if options.time_zone else UTC
        self._splits = isinstance(self._zone, timezone)
        self._latest = latest_ms(options.now)
        self.now = options.now
        self.unit: str = options.epoch_unit or ""
        """Unit of times that are numbers, once it is known."""
        self.days: dict[str, int] = {}
        self.clocks: dict[str, int] = {}
        self._whole: dict[str, int] = {}
        self._naive = False
        self._bare = False
        self._reduced = False
        self._zone_named = options.time_zone is not None

    def notes(self) -> list[str]:
        """What was assumed about the times that were read."""
        notes = []
        if self._naive and not self._zone_named:
            notes.append("Times without a zone were read as UTC.")
        if self._bare and self._zone_named:
            notes.append("A day without a time of day counts as that day, whatever the time zone.")
        if self._reduced:
            notes.append("A year or a month alone counts as its first day.")
        if self.unit in ("µs", "ns"):
            notes.append(f"Times are numbers of {self.unit}; they were cut to milliseconds.")
        return notes

    def read(self, text: str) -> int:
        """Epoch milliseconds of a written time.

        Raises NoMoment with the reason; OrderOpen where the order of day and month has to be decided first.
        """
        known = self._whole.get(text)
        if known is not None:
            return known
        if text[4:5] == "-" == text[7:8] and len(text) <= 40:
            return self._iso(text)
        if text.isdigit() and len(text) > 8 and text.isascii() and self.unit in ("s", "ms") and len(text) < 17:
            return int(text) * (1000 if self.unit == "s" else 1)
        bare = text.strip()
        if not bare:
            raise NoMoment("no time (the cell is empty)")
        if len(bare) > 60:
            raise NoMoment(f"{shown(text)} is no time")
        if bare != text:
            return self.read(bare)
        if _NUMBER.fullmatch(bare):
            return self._number(bare)
        at = self._other(bare)
        self._keep(self._whole, text, at)
        return at

    def _keep(self, cache: dict[str, int], text: str, number: int) -> None:
        if len(cache) >= _CACHED:
            cache.clear()
        cache[text] = number

    def _iso(self, text: str) -> int:
        written = text
        if text[-3:] in ("UTC", "GMT"):
            written = text[:-3].rstrip() + "Z"
        # A date followed by anything but a clock ("2026-01-03+10:00") would be read as something else.
        if written[10:11] not in ("", "T", " "):
            raise NoMoment(f"{shown(text)} is no time")
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            return self._other(text)
        at = self._ms(moment, text, bare=len(written) <= 10)
        if self._splits:
            day = self.days.get(text[:10])
            if day is None:
                midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
                day = (midnight - EPOCH) // _MILLISECOND
                self._keep(self.days, text[:10], day)
            self._keep(self.clocks, text[10:], at - day)
        return at

    def _ms(self, moment: datetime, text: str, *, bare: bool) -> int:
        """Epoch milliseconds. A bare day, without a time of day, is that day of the calendar in every zone."""
        if self._as_written:
            moment = moment.replace(tzinfo=UTC)
        elif moment.tzinfo is None:
            self._naive = True
            self._bare = self._bare or bare
            moment = moment.replace(tzinfo=UTC if bare else self._zone)
            if not bare and not self._splits:
                try:
                    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
                except OverflowError:
                    raise NoMoment(f"{shown(text)} is no time") from None
                if before is not None and after is not None and before != after:
                    happened = "happened twice" if before > after else "did not happen"
                    raise NoMoment(
                        f"{shown(text)} {happened} in {self._zone} (the clocks were changed); give it with its offset"
                    )
        try:
            return (moment - EPOCH) // _MILLISECOND
        except OverflowError:
            raise NoMoment(f"{shown(text)} is no time") from None

    def _number(self, bare: str) -> int:
        if len(bare) == 8 and bare[:2] in ("19", "20") and bare.isdigit():
            try:
                return self._ms(datetime(int(bare[:4]), int(bare[4:6]), int(bare[6:])), bare, bare=True)  # noqa: DTZ001
            except ValueError:
                raise NoMoment(f"{shown(bare)} is no time") from None
        if len(bare) == 4 and bare.isdigit():
            self._reduced = True
            if int(bare) == 0:
                raise NoMoment(f"{shown(bare)} is no time")
            return self._ms(datetime(int(bare), 1, 1), bare, bare=True)  # noqa: DTZ001
        number = float(bare)
        if not self.unit:
            for unit, factor in _UNITS.items():
                if FIRST_MS <= number * factor <= self._latest:
                    self.unit = unit
                    break
            else:
                raise NoMoment(
                    f"{shown(bare)} is no time: as a number of seconds or milliseconds it is not of our days"
                )
        at = number * _UNITS[self.unit]
        if abs(at) > 1e17:
            raise NoMoment(f"{shown(bare)} is no time")
        return round(at)

    def _other(self, bare: str) -> int:
        year = month = day = 0
        clock: str | None = None
        if found := _DAY_MONTH.fullmatch(bare):
            first, second, year, clock = int(found.group(1)), int(found.group(2)), int(found.group(3)), found.group(4)
            if self.order is None and first != second:
                raise OrderOpen
            day, month = (second, first) if self.order == "month_first" else (first, second)
        elif found := _YEAR_FIRST.fullmatch(bare):
            year, month, day, clock = int(found.group(1)), int(found.group(2)), int(found.group(3)), found.group(4)
        elif found := _YEAR_MONTH.fullmatch(bare):
            self._reduced = True
            year, month, day = int(found.group(1)), int(found.group(2)), 1
        elif found := _NAMED.fullmatch(bare):
            day, year, clock = int(found.group(1)), int(found.group(3)), found.group(4)
            month = _MONTHS.get(found.group(2).lower(), 0)
        elif found := _NAMED_FIRST.fullmatch(bare):
            day, year, clock = int(found.group(2)), int(found.group(3)), found.group(4)
            month = _MONTHS.get(found.group(1).lower(), 0)
        elif _TWO_DIGIT_YEAR.fullmatch(bare):
            raise NoMoment(f"the year of {shown(bare)} has two digits; write it with four")
        if not month:
            raise NoMoment(f"{shown(bare)} is no time")
        try:
            moment = datetime(year, month, day)  # noqa: DTZ001
            if clock:
                moment = self._with_clock(moment, clock)
        except (ValueError, OverflowError):
            hint = ""
            if _DAY_MONTH.fullmatch(bare):
                hint = " with the month first" if self.order == "month_first" else " with the day first"
            raise NoMoment(f"{shown(bare)} is no time{hint}") from None
        at = self._ms(moment, bare, bare=not clock)
        if self._splits and _SPLIT.match(bare) and day:
            midnight = (datetime(year, month, day, tzinfo=UTC) - EPOCH) // _MILLISECOND
            self._keep(self.days, bare[:10], midnight)
            self._keep(self.clocks, bare[10:], at - midnight)
        return at

    def _with_clock(self, moment: datetime, clock: str) -> datetime:
        found = _CLOCK.fullmatch(clock.strip())
        if not found:
            raise ValueError(clock)
        hour = int(found.group(1))
        if half := found.group(5):
            if not 1 <= hour <= 12:
                raise ValueError(clock)
            hour = hour % 12 + (12 if half in "Pp" else 0)
        fraction = int((found.group(4) or "0")[:6].ljust(6, "0"))
        zone = zone_of(found.group(6)) if found.group(6) else None
        return moment.replace(
            hour=hour, minute=int(found.group(2)), second=int(found.group(3) or 0), microsecond=fraction, tzinfo=zone
        )


def decide_order(cells: Iterable[tuple[int, str]]) -> tuple[DayMonthOrder, str]:
    """Whether the dates (row, text) have the day or the month first, and the note that says from which row.

    Only a number over 12 decides, and only where every row agrees. Raises NeedsAnswer("day_month_order") otherwise.
    """
    day_first: tuple[int, str] | None = None
    month_first: tuple[int, str] | None = None
    unclear: tuple[int, str] | None = None
    for row, text in cells:
        found = _DAY_MONTH.fullmatch(text.strip()) if len(text) <= 60 else None
        if not found:
            continue
        first, second = int(found.group(1)), int(found.group(2))
        if first > 12 >= second:
            day_first = day_first or (row, text)
        elif second > 12 >= first:
            month_first = month_first or (row, text)
        elif first != second:
            unclear = unclear or (row, text)
    if day_first and month_first:
        raise NeedsAnswer(
            "day_month_order",
            f"{shown(day_first[1])} in row {day_first[0]} has the day first, {shown(month_first[1])} in row "
            f"{month_first[0]} the month. Which order holds in this file? Rows that do not fit it will be refused.",
            ("day_first", "month_first"),
        )
    if day_first or month_first:
        row, text = day_first or month_first or (0, "")
        word = "day" if day_first else "month"
        return (
            "day_first" if day_first else "month_first",
            f"Dates are read with the {word} first: {shown(text)} in row {row} cannot be read otherwise, and "
            "no row speaks against it.",
        )
    if unclear:
        raise NeedsAnswer(
            "day_month_order",
            f"Is {shown(unclear[1])} in row {unclear[0]} meant with the day or with the month first? "
            "No date in the file says.",
            ("day_first", "month_first"),
        )
    return "day_first", ""
