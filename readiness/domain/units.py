"""Units as people write them: whether two of them plainly do not go together, such as percent and fraction."""

from __future__ import annotations

_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("share", "percent"): ("%", "percent", "per cent", "pct"),
    ("share", "fraction"): ("fraction", "ratio", "proportion", "0-1", "0 to 1"),
    ("time", "nanoseconds"): ("ns", "nanosecond", "nanoseconds"),
    ("time", "microseconds"): ("us", "\u00b5s", "\u03bcs", "microsecond", "microseconds"),
    ("time", "milliseconds"): ("ms", "msec", "millisecond", "milliseconds"),
    ("time", "seconds"): ("s", "sec", "secs", "second", "seconds"),
    ("time", "minutes"): ("min", "mins", "minute", "minutes"),
    ("time", "hours"): ("h", "hr", "hrs", "hour", "hours"),
    ("time", "days"): ("d", "day", "days"),
    ("size", "bytes"): ("byte", "bytes"),
    ("size", "kilobytes"): ("kb", "kilobyte", "kilobytes"),
    ("size", "megabytes"): ("mb", "megabyte", "megabytes"),
    ("size", "gigabytes"): ("gb", "gigabyte", "gigabytes"),
}
_KNOWN = {word: unit for unit, words in _WORDS.items() for word in words}


def plainly_differ(one: str, other: str) -> bool:
    """Whether values in one unit are plainly none in the other; False where either of them is not known here."""
    first, second = _known(one), _known(other)
    return first is not None and second is not None and first != second


def _known(unit: str) -> tuple[str, str] | None:
    """What is measured and in which size; "% of sources" is percent, "fraction of cases" a fraction."""
    words = " ".join(unit.casefold().split())
    return _KNOWN.get(words) or _KNOWN.get(words.split(" of ", 1)[0])
