"""Prometheus: answers of its query interface (matrix, vector, scalar)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readiness.errors import ImportProblem
from readiness.imports.collecting import Collecting
from readiness.imports.json_file import NumberedMoments, load_json, number_in
from readiness.imports.moments import NoMoment
from readiness.imports.number import NoNumber
from readiness.imports.point_file import PointFile
from readiness.imports.reading_options import EpochUnit, ReadingOptions
from readiness.imports.text_file import shown

_COUNTER_ENDS = ("_total", "_count", "_sum", "_bucket")
_MOST_NOTES = 20


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The samples in an answer of `query_range` or `query`. Raises ImportProblem."""
    whole = load_json(data, options)
    if not isinstance(whole, dict) or ("data" not in whole and "status" not in whole):
        raise ImportProblem('The JSON holds no "status" and "data" of a Prometheus answer. Nothing was read.')
    if whole.get("status") != "success":
        said = ": ".join(str(whole[part]) for part in ("errorType", "error") if whole.get(part))
        raise ImportProblem(
            f"Prometheus answered with an error instead of samples: {shown(said or 'no reason given', 300)}. "
            "Nothing was read."
        )
    body = whole.get("data")
    kind = body.get("resultType") if isinstance(body, dict) else None
    result = body.get("result") if isinstance(body, dict) else None
    collecting = Collecting(options)
    taking = _Samples(collecting, options.epoch_unit or "s")
    for part in ("warnings", "infos"):
        said_too = whole.get(part)
        for said in said_too[:_MOST_NOTES] if isinstance(said_too, list) else []:
            collecting.notes.append(f"Prometheus adds: {shown(said, 200)}.")
    if kind == "scalar":
        taking.take("scalar", result)
    elif kind in ("matrix", "vector") and isinstance(result, list):
        for item in result:
            taking.take_item(item, kind)
    elif kind == "string":
        raise ImportProblem("The answer of Prometheus is a text (resultType string), which is no measurement.")
    else:
        raise ImportProblem(
            f"An answer of Prometheus with resultType {shown(kind)} is not supported; matrix, vector and scalar are. "
            "Nothing was read."
        )
    if not collecting.rows:
        raise ImportProblem("The answer of Prometheus holds no sample: the query matched no series in this time.")
    counters = sorted(series.key for series in collecting.growing() if is_counter(series.key))
    if counters and not options.raw_counters:
        collecting.notes.append(
            f"{some(counters)}: by the name a growing count. Look at its rate: query rate(...) instead, or "
            "mark the metric as a counter."
        )
    return collecting.done(data, "prometheus", "entry", options.epoch_unit or "s")


def series_key(labels: Mapping[str, object]) -> str:
    """The key of a series: its name and its labels in the order of their names, as Prometheus writes them."""
    name = str(labels.get("__name__", ""))
    rest = ",".join(f'{label}="{_escaped(labels[label])}"' for label in sorted(labels) if label != "__name__")
    return f"{name}{{{rest}}}" if rest else name or "result"


def some(keys: list[str]) -> str:
    """The first of many keys for a sentence."""
    return ", ".join(keys[:5]) + (" and more" if len(keys) > 5 else "")


def _escaped(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def is_counter(key: str) -> bool:
    """Whether the name of a series says that it is a growing count."""
    return key.partition("{")[0].endswith(_COUNTER_ENDS)


class _Samples:
    def __init__(self, collecting: Collecting, unit: EpochUnit) -> None:
        self._collecting = collecting
        self._moments = NumberedMoments(unit, collecting.options)

    def take_item(self, item: Any, kind: str) -> None:
        labels = item.get("metric") if isinstance(item, dict) else None
        if not isinstance(labels, dict):
            self._refuse("", 'this entry holds no "metric" with its labels')
            return
        key = series_key(labels)
        histograms = (
            item.get("histograms") if kind == "matrix" else [item["histogram"]] if "histogram" in item else None
        )
        for _ in histograms if isinstance(histograms, list) else []:
            self._refuse(
                key,
                "a native histogram, which is not supported; query a number of it, such as "
                "histogram_quantile(0.95, ...)",
            )
        samples = item.get("values", []) if kind == "matrix" else [item["value"]] if "value" in item else []
        if not isinstance(samples, list):
            self._refuse(key, "its values are no list")
            return
        if not samples and not histograms:
            self._refuse(key, "it holds no sample")
        for sample in samples:
            self.take(key, sample)

    def take(self, key: str, sample: object) -> None:
        collecting = self._collecting
        if not collecting.wants(key):
            collecting.rows += 1
            return
        if not isinstance(sample, list) or len(sample) != 2:
            self._refuse(key, "this sample is no pair of time and value")
            return
        try:
            at = self._moments.read(sample[0])
            value = number_in(sample[1])
            series = collecting.series(key, "prometheus")
        except (NoNumber, NoMoment) as fault:
            self._refuse(key, fault)
            return
        collecting.rows += 1
        series.at.append(at)
        series.value.append(value)
        series.line.append(collecting.rows)

    def _refuse(self, key: str, reason: object) -> None:
        self._collecting.rows += 1
        self._collecting.refuse(self._collecting.rows, key, reason)
