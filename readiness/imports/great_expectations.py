"""Great Expectations: the JSON of a validation result."""

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

_NOT_A_NAME = {"column", "batch_id"}


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The share of expectations that held and, per column and expectation, the share of unexpected values.

    Raises ImportProblem; NeedsAnswer("time") where the result holds no time and none was answered.
    """
    whole = load_json(data, options)
    results = _validations(whole)
    if not results:
        raise ImportProblem(
            'The JSON holds neither "results" and "statistics" of a Great Expectations validation nor a checkpoint '
            "with such results. Nothing was read."
        )
    collecting = Collecting(options)
    for result in results:
        _Validation(collecting, result).take()
    if not collecting.rows:
        raise ImportProblem("The validation holds no expectation. Nothing was read.")
    return collecting.done(data, "great_expectations", "entry")


def _validations(whole: object) -> list[dict[str, Any]]:
    """The validation results in a file: one, or those of a checkpoint."""
    if not isinstance(whole, dict):
        return []
    if isinstance(whole.get("results"), list):
        return [whole]
    inside: list[object] = []
    if isinstance(whole.get("validation_results"), list):
        inside = whole["validation_results"]
    elif isinstance(whole.get("run_results"), dict):
        inside = [
            run.get("validation_result") if isinstance(run, dict) else run for run in whole["run_results"].values()
        ]
        inside = [
            found if isinstance(found, dict) else run
            for found, run in zip(inside, whole["run_results"].values(), strict=True)
        ]
    return [found for found in inside if isinstance(found, dict) and isinstance(found.get("results"), list)]


class _Validation:
    def __init__(self, collecting: Collecting, result: dict[str, Any]) -> None:
        self._collecting = collecting
        self._result = result
        meta = result.get("meta")
        self._meta: dict[str, Any] = meta if isinstance(meta, dict) else {}
        suite = result.get("suite_name") or self._meta.get("expectation_suite_name")
        self._source = f"great_expectations:{suite}" if isinstance(suite, str) and suite else "great_expectations"
        self._at = self._time()

    def _time(self) -> int:
        run = self._meta.get("run_id")
        said = run.get("run_time") if isinstance(run, dict) else None
        said = said or self._meta.get("validation_time")
        if isinstance(said, str) and self._collecting.options.time is None:
            # Older versions write the basic form: 20261122T064918.155619Z.
            if len(said) > 15 and said[:8].isdigit() and said[8] == "T" and said[9:15].isdigit():
                said = f"{said[:4]}-{said[4:6]}-{said[6:8]}T{said[9:11]}:{said[11:13]}:{said[13:]}"
            try:
                return Moments(self._collecting.options).read(said)
            except (NoMoment, OrderOpen):
                pass
        return asked_time(self._collecting.options, "The validation result holds no time. When did it run?")

    def take(self) -> None:
        statistics = self._result.get("statistics")
        self._collecting.rows += 1
        share = statistics.get("success_percent") if isinstance(statistics, dict) else None
        self._add("success_percent", share)
        keys = [self._key(entry, with_limits=False) for entry in self._result["results"]]
        shared = {key for key in keys if keys.count(key) > 1} if len(keys) <= 2_000 else set(keys)
        whole_table = 0
        for key, entry in zip(keys, self._result["results"], strict=True):
            self._collecting.rows += 1
            if not isinstance(entry, dict) or key is None:
                self._refuse("", "this entry is no result of an expectation")
                continue
            name = f"unexpected_percent {self._key(entry, with_limits=True) if key in shared else key}"
            if (said := _raised(entry.get("exception_info"))) is not None:
                self._refuse(
                    name,
                    f"the expectation could not be evaluated ({shown(said, 120)}): no measurement, and not a failure",
                )
                continue
            measured = entry.get("result")
            if not isinstance(measured, dict) or "unexpected_percent" not in measured:
                whole_table += 1
                continue
            self._add(name, measured["unexpected_percent"])
        if whole_table:
            self._collecting.notes.append(
                f"{count_text(whole_table, 'expectation')} measure no share of unexpected values and count only in "
                "success_percent."
            )

    @staticmethod
    def _key(entry: object, with_limits: bool) -> str | None:
        config = entry.get("expectation_config") if isinstance(entry, dict) else None
        if not isinstance(config, dict):
            return None
        kind = config.get("type") or config.get("expectation_type")
        if not isinstance(kind, str):
            return None
        kwargs = config.get("kwargs")
        kwargs = kwargs if isinstance(kwargs, dict) else {}
        column = kwargs.get("column")
        name = f"{column} {kind}" if isinstance(column, str) else kind
        if with_limits:
            limits = [f"{key}={kwargs[key]}" for key in sorted(kwargs, key=str) if key not in _NOT_A_NAME]
            name += f" ({', '.join(limits)[:120]})"
        return name

    def _add(self, key: str, value: object) -> None:
        if not self._collecting.wants(key):
            return
        try:
            number = number_in(value)
            series = self._collecting.series(key, self._source, "%")
        except NoNumber as fault:
            self._refuse(key, fault)
            return
        series.at.append(self._at)
        series.value.append(number)
        series.line.append(self._collecting.rows)

    def _refuse(self, key: str, reason: object) -> None:
        self._collecting.refuse(self._collecting.rows, key, reason)


def _raised(info: object) -> str | None:
    """The message of an exception that an expectation raised, in the shape of one or of several; None without one."""
    if not isinstance(info, dict):
        return None
    if info.get("raised_exception") is True:
        return str(info.get("exception_message") or "no message")
    for inner in info.values():
        if isinstance(inner, dict) and inner.get("raised_exception") is True:
            return str(inner.get("exception_message") or "no message")
    return None
