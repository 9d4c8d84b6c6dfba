"""Evidently: the JSON of a report, from 0.7 on and before, read without the library."""

from __future__ import annotations

from typing import Any

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem
from readiness.imports.asked_time import asked_time
from readiness.imports.collecting import Collecting
from readiness.imports.json_file import load_json, number_in
from readiness.imports.moments import Moments, NoMoment, OrderOpen
from readiness.imports.number import NoNumber
from readiness.imports.point_file import PointFile
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import shown

_DEEPEST = 3
"""Levels of a result that are read as `metric.part.part`."""
_MOST_NAMES = 5


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The numbers of a report.

    Raises NeedsAnswer("time") where none was answered (a report holds no time), ImportProblem otherwise.
    """
    whole = load_json(data, options)
    metrics = whole.get("metrics") if isinstance(whole, dict) else None
    if not isinstance(metrics, list) or not all(_is_metric(metric) for metric in metrics[:3]):
        raise ImportProblem('The JSON holds no list "metrics" of an Evidently report. Nothing was read.')
    tests = whole.get("tests")
    tests = tests if isinstance(tests, list) else []
    if not metrics and not tests:
        raise ImportProblem("The Evidently report holds no metric. Nothing was read.")
    collecting = Collecting(options)
    report = _Report(collecting, _time(whole, options, collecting))
    for metric in metrics:
        report.take(metric)
    report.take_tests(tests)
    return collecting.done(data, "evidently", "entry")


def _is_metric(metric: object) -> bool:
    return isinstance(metric, dict) and ("metric_name" in metric or "metric" in metric or "metric_id" in metric)


def _time(whole: dict[str, Any], options: ReadingOptions, collecting: Collecting) -> int:
    said = whole.get("timestamp")
    if isinstance(said, str) and options.time is None:
        moments = Moments(options)
        try:
            at = moments.read(said)
        except (NoMoment, OrderOpen):
            at = -1
        if at >= 0:
            collecting.notes.append(f"The time is the report's own: {shown(said)}.")
            collecting.notes.extend(moments.notes())
            return at
    at = asked_time(options, "An Evidently report holds no time. When were the data that it looks at collected?")
    collecting.notes.append("The report holds no time; every value has the one that was answered.")
    return at


class _Report:
    def __init__(self, collecting: Collecting, at: int) -> None:
        self._collecting = collecting
        self._at = at
        self._drift_noted = False
        self._old_noted = False

    def take(self, metric: object) -> None:
        self._collecting.rows += 1
        if not isinstance(metric, dict):
            self._refuse("", "this entry is no metric")
            return
        new = metric.get("metric_name") or metric.get("metric_id")
        key = new if isinstance(new, str) else metric.get("metric")
        if not isinstance(key, str):
            self._refuse("", "this metric has no name")
            return
        if isinstance(new, str):
            if "value" not in metric:
                self._refuse(key, "no number (it has no value)")
                return
            self._note_drift(metric)
            self._numbers(key, metric["value"], " ", 0)
            return
        result = metric.get("result")
        if not isinstance(result, dict):
            self._refuse(key, "no number (it has no result)")
            return
        if not self._old_noted:
            self._old_noted = True
            self._collecting.notes.append(
                "The report has the shape of Evidently before 0.7: every single number of each result was read; lists, "
                "texts and yes or no are left out."
            )
        if not self._leaves(key, result, 1):
            self._refuse(key, "no number (its result holds none)")

    def _numbers(self, key: str, value: object, joint: str, depth: int) -> None:
        """A number, {count, share}, or a number for each class."""
        if isinstance(value, dict) and depth < _DEEPEST:
            if not value:
                self._refuse(key, "no number (its value is empty)")
            for part, inner in value.items():
                self._numbers(f"{key}{joint}{part}", inner, joint, depth + 1)
            return
        self._add(key, value)

    def _leaves(self, key: str, result: dict[str, Any], depth: int) -> int:
        count = 0
        for part, value in result.items():
            name = f"{key}.{part}"
            if isinstance(value, dict):
                if depth < _DEEPEST:
                    count += self._leaves(name, value, depth + 1)
                else:
                    self._collecting.leave_out(name)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                count += 1
                self._add(name, value)
            else:
                self._collecting.leave_out(name)
        return count

    def _add(self, key: str, value: object) -> None:
        if not self._collecting.wants(key):
            return
        try:
            number = number_in(value)
            series = self._collecting.series(key, "evidently")
        except NoNumber as fault:
            self._refuse(key, fault)
            return
        series.at.append(self._at)
        series.value.append(number)
        series.line.append(self._collecting.rows)

    def take_tests(self, tests: list[Any]) -> None:
        """How many tests ran and failed, as two series; the failed ones by name."""
        if not tests:
            return
        status = [str(test.get("status", "")).upper() if isinstance(test, dict) else "" for test in tests]
        failed = [index for index, word in enumerate(status) if word == "FAIL"]
        ran = len(failed) + sum(word in ("SUCCESS", "WARNING") for word in status)
        self._collecting.rows += 1
        self._add("tests run", ran)
        self._add("tests failed", len(failed))
        if ran < len(tests):
            self._collecting.notes.append(f"{count_text(len(tests) - ran, 'test')} had no result and were not counted.")
        if failed:
            names = ", ".join(shown(tests[index].get("name", "without a name")) for index in failed[:_MOST_NAMES])
            more = " and more" if len(failed) > _MOST_NAMES else ""
            self._collecting.notes.append(f"{len(failed)} of {count_text(ran, 'test')} failed: {names}{more}.")

    def _note_drift(self, metric: dict[str, Any]) -> None:
        config = metric.get("config")
        method = config.get("method") if isinstance(config, dict) else None
        if isinstance(method, str) and not self._drift_noted and "drift" in str(metric.get("metric_name", "")).lower():
            self._drift_noted = True
            low = "low" if "p_value" in method.lower() or "p-value" in method.lower() else "high"
            self._collecting.notes.append(
                f"What a drift value means depends on its method: for a p-value low is bad, for a distance high. Here "
                f"the first method is {shown(method)}: {low} is bad."
            )

    def _refuse(self, key: str, reason: object) -> None:
        self._collecting.refuse(self._collecting.rows, key, reason)
