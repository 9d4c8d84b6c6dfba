"""JSON of other tools, read with care: cut off, nested without end, numbers too large, text that is none."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from readiness.errors import ImportProblem
from readiness.imports.moments import NoMoment
from readiness.imports.number import NoNumber
from readiness.imports.point_file import FIRST_MS, latest_ms, why_implausible
from readiness.imports.reading_options import EpochUnit, ReadingOptions
from readiness.imports.text_file import shown, text_file


def load_json(data: bytes, options: ReadingOptions, object_hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """The value in a JSON file. Raises ImportProblem with the line at which it breaks."""
    text = text_file(data, options).text()
    try:
        return json.loads(text, object_hook=object_hook)
    except json.JSONDecodeError as fault:
        if fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated string"):
            raise ImportProblem(
                f"The file ends in line {fault.lineno} in the middle of its JSON; it was probably cut off. "
                "Nothing was read."
            ) from None
        raise ImportProblem(
            f"Line {fault.lineno} is no JSON at letter {fault.colno} ({fault.msg[:1].lower()}{fault.msg[1:]}). "
            "Nothing was read."
        ) from None
    except RecursionError:
        raise ImportProblem("The JSON is nested too deeply to be an export of a tool. Nothing was read.") from None
    except ValueError:
        raise ImportProblem("The JSON holds a number of thousands of digits. Nothing was read.") from None


def number_in(value: object) -> float:
    """A value of JSON as a finite number; numbers may stand as text. Raises NoNumber with the reason."""
    if type(value) is float and value - value == 0:
        return value
    if isinstance(value, bool) or value is None:
        raise NoNumber(f"no number ({'null' if value is None else str(value).lower()})")
    if isinstance(value, str):
        if "_" in value or len(value) > 400:
            raise NoNumber(f"no number ({shown(value)})")
        try:
            number = float(value)
        except ValueError:
            raise NoNumber(f"no number ({shown(value)})") from None
        if not math.isfinite(number):
            raise NoNumber(f"no number ({shown(value)})")
        return number
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if number != number:
            raise NoNumber("no number (NaN)")
        if math.isinf(number):
            raise NoNumber("no number (infinite, or larger than a computer's number can be)")
        return number
    raise NoNumber(f"no number ({'a list' if isinstance(value, list | tuple) else 'an object'})")


class NumberedMoments:
    """Reads times that are numbers of seconds or milliseconds."""

    def __init__(self, unit: EpochUnit, options: ReadingOptions) -> None:
        self.unit: EpochUnit = unit
        self._factor = 1000 if unit == "s" else 1
        self._latest = latest_ms(options.now)
        self._now = options.now

    def read(self, value: object) -> int:
        """Plausible epoch milliseconds. Raises NoMoment with the reason."""
        if type(value) is int:
            at = value * self._factor
            if FIRST_MS <= at <= self._latest:
                return at
        if isinstance(value, str) and value.strip().isdigit() and len(value) < 30:
            value = int(value)
        try:
            number = number_in(value)
        except NoNumber:
            what = "nothing" if value is None else shown(value) if isinstance(value, str | int | float) else "no number"
            raise NoMoment(f"no time ({what})") from None
        if abs(number) > 1e17:
            raise NoMoment(f"the time {shown(number)} is not of our days")
        at = round(number * self._factor)
        if not FIRST_MS <= at <= self._latest:
            raise NoMoment(why_implausible(at, self._now, self.unit) or "no time")
        return at
