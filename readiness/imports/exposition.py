"""Prometheus text and OpenMetrics: the page that a service shows of its own figures, a snapshot of one moment."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem
from readiness.imports.asked_time import asked_time
from readiness.imports.collecting import Collecting
from readiness.imports.json_file import NumberedMoments, number_in
from readiness.imports.moments import NoMoment
from readiness.imports.number import NoNumber
from readiness.imports.point_file import PointFile
from readiness.imports.prometheus import series_key, some
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import shown, text_file

_TYPE = re.compile(r"# TYPE (\S+) (\w+)\s*")
_UNIT = re.compile(r"# UNIT (\S+) (\S+)\s*")
_EXEMPLAR = re.compile(r'((?:[^"#]|"(?:[^"\\]|\\.)*")*) # \{.*', re.DOTALL)
_SAMPLE = re.compile(r"[a-zA-Z_:{][^\n]*[ }\t][^\s]+")
_PLAIN = re.compile(
    r"([a-zA-Z_:][\w:]*(?:\{[^{}#\\]*\})?)[ \t]+([^\s_]+)(?:[ \t]+(-?\d{1,19}(?:\.\d{1,9})?))?", re.ASCII
)
_LONGEST_LINE = 20_000
_MOST_HEADS = 50_000


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The samples of a page of figures.

    Raises NeedsAnswer("time") where a sample has no time of its own and none was answered, ImportProblem otherwise.
    """
    lines = text_file(data, options).text().splitlines()
    open_metrics = is_open_metrics(lines)
    reading = _Page(options, open_metrics)
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            reading.comment(line)
        elif line.strip():
            reading.sample(number, line)
    if not reading.collecting.rows:
        raise ImportProblem("The text holds no sample of a Prometheus or OpenMetrics page. Nothing was read.")
    if reading.readable == 0 and reading.collecting.errors.count:
        first = reading.collecting.errors.first()[0]
        raise ImportProblem(
            f"No line can be read as a Prometheus or OpenMetrics sample (line {first.line}: {first.reason}) "
            "Nothing was read."
        )
    return reading.done(data)


def is_open_metrics(lines: list[str]) -> bool:
    """Whether a page is OpenMetrics: it ends with its end mark."""
    return any(line.strip() == "# EOF" for line in lines[-3:])


def is_sample(line: str) -> bool:
    """Whether a line could be a sample of such a page."""
    return bool(_SAMPLE.fullmatch(line)) and _families(line) is not None


def _families(line: str) -> list[tuple[str, dict[str, str], float, float | None]] | None:
    """The samples in a line, or None where the parser finds no sense in it."""
    try:
        return [
            (
                sample.name,
                dict(sample.labels),
                sample.value,
                None if sample.timestamp is None else float(sample.timestamp),
            )
            for family in text_string_to_metric_families(f"{line}\n")
            for sample in family.samples
        ]
    except Exception:  # whatever a foreign parser raises on text that is none: the line is reported, not lost
        return None


class _Page:
    def __init__(self, options: ReadingOptions, open_metrics: bool) -> None:
        self.collecting = Collecting(options)
        self.readable = 0
        self._options = options
        self._open_metrics = open_metrics
        self._types: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._time: int | None = None
        self._moments = NumberedMoments(options.epoch_unit or ("s" if open_metrics else "ms"), options)
        self._snapshot = 0
        self._counters: set[str] = set()
        self._heads: dict[str, tuple[str, dict[str, str], str]] = {}
        self._skipped = {"_created": 0, "_bucket": 0}

    def comment(self, line: str) -> None:
        if found := _TYPE.fullmatch(line):
            self._types[found.group(1)] = found.group(2)
        elif found := _UNIT.fullmatch(line):
            self._units[found.group(1)] = found.group(2)

    def sample(self, number: int, line: str) -> None:
        self.collecting.rows += 1
        if self._open_metrics and (exemplar := _EXEMPLAR.fullmatch(line)):
            line = exemplar.group(1)
        found = self._sample_in(line) if len(line) <= _LONGEST_LINE else None
        if found is None:
            self.collecting.refuse(number, "", f"{shown(line)} is no sample")
            return
        self.readable += 1
        name, labels, key, value, timestamp = found
        if not self._wanted(key, name, labels):
            return
        try:
            at = self._moment(timestamp)
            measured = number_in(value)
            series = self.collecting.series(key, "prometheus", self._unit_of(name))
        except (NoNumber, NoMoment) as fault:
            self.collecting.refuse(number, key, fault)
            return
        series.at.append(at)
        series.value.append(measured)
        series.line.append(number)
        if self._is_counter(name):
            self._counters.add(key)

    def _sample_in(self, line: str) -> tuple[str, dict[str, str], str, float, float | None] | None:
        """Name, labels, key, value and time of the sample in a line.

        What stands before the value is the same from sample to sample of a series: it is parsed once.
        """
        plain = _PLAIN.fullmatch(line)
        known = self._heads.get(plain.group(1)) if plain else None
        if plain is None or known is None:
            found = _families(line)
            if not found or len(found) != 1:
                return None
            name, labels, value, timestamp = found[0]
            key = series_key({"__name__": name, **labels})
            if plain and len(self._heads) < _MOST_HEADS:
                self._heads[plain.group(1)] = (name, labels, key)
            return name, labels, key, value, timestamp
        try:
            value = float(plain.group(2))
        except ValueError:
            return None
        time = plain.group(3)
        return (*known, value, None if time is None else float(time) / 1000)

    def _wanted(self, key: str, name: str, labels: dict[str, str]) -> bool:
        if self._options.series is not None:
            return self.collecting.wants(key)
        for end in self._skipped:
            if name.endswith(end) and (end == "_created" or "le" in labels):
                self._skipped[end] += 1
                self.collecting.leave_out(key)
                return False
        return True

    def _moment(self, timestamp: float | None) -> int:
        if timestamp is None:
            self._snapshot += 1
            return self._asked()
        # The parser takes every time for milliseconds and gives seconds.
        return self._moments.read(timestamp * 1000)

    def _asked(self) -> int:
        if self._time is None:
            self._time = asked_time(
                self._options,
                "The page says what was measured but not when: it is a snapshot of the moment at which it was fetched. "
                "When was that?",
            )
        return self._time

    def _unit_of(self, name: str) -> str:
        return self._units.get(name) or self._units.get(name.removesuffix("_total"), "")

    def _is_counter(self, name: str) -> bool:
        family = name.removesuffix("_total")
        if "counter" in (self._types.get(name), self._types.get(family)):
            return True
        for end in ("_count", "_sum"):
            if name.endswith(end) and self._types.get(name.removesuffix(end)) in ("histogram", "summary"):
                return True
        return False

    def done(self, data: bytes) -> PointFile:
        notes = self.collecting.notes
        if self._snapshot:
            notes.append(
                f"{count_text(self._snapshot, 'sample')} without a time were given the time that was answered."
            )
        if self._skipped["_created"]:
            notes.append(f"{count_text(self._skipped['_created'], 'sample')} _created (when a count began) left out.")
        if self._skipped["_bucket"]:
            notes.append(
                f"{count_text(self._skipped['_bucket'], 'bucket')} of histograms left out; choose them by name to "
                "read them."
            )
        if self._counters and not self._options.raw_counters:
            notes.append(
                f"{some(sorted(self._counters))}: growing counts. Look at their rate: mark their metrics as counters."
            )
        return self.collecting.done(data, "exposition", "line", self._options.epoch_unit or "")
