"""Which tool a file of metric points comes from, told from its bytes."""

from __future__ import annotations

import csv
import re

from readiness.errors import ImportProblem
from readiness.imports.exposition import is_sample
from readiness.imports.mlflow import is_history_header, is_store_line
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import shown, text_file

FORMATS: dict[str, str] = {
    "csv": "Plain CSV",
    "mlflow": "MLflow",
    "prometheus": "Prometheus query answer",
    "exposition": "Prometheus text or OpenMetrics",
    "evidently": "Evidently report",
    "great_expectations": "Great Expectations result",
    "grafana": "Grafana CSV",
}
"""Every format that can be read, by id, with its name."""

_HEAD = 1 << 18
"""Letters that are looked at."""
_KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("prometheus", ("resultType",)),
    ("prometheus", ("status", "errorType")),
    ("evidently", ("metrics", "metric_name")),
    ("evidently", ("metrics", "metric_id", "value")),
    ("evidently", ("metrics", "metric", "result")),
    ("great_expectations", ("expectation_config",)),
    ("great_expectations", ("evaluated_expectations",)),
    ("great_expectations", ("validation_results",)),
    ("mlflow", ("metrics", "key", "timestamp")),
    ("mlflow", ("runs", "info")),
    ("mlflow", ("runs", "data")),
    ("mlflow", ("error_code", "message")),
    ("prometheus", ("status", "data")),
    ("mlflow", ("metrics",)),
    ("mlflow", ("runs",)),
)
"""JSON is known by names that occur in its beginning; the first line that fits decides."""


def detect(data: bytes, options: ReadingOptions) -> str:
    """The id of the format of a file.

    Raises ImportProblem with a sentence where none fits, NeedsAnswer("encoding") where the text cannot be told.
    """
    head = text_file(data, options).stream().read(_HEAD).lstrip("\ufeff")
    start = head.lstrip()
    if not start:
        raise ImportProblem("The file holds no line with text, so nothing was read.")
    if start[0] in "{[":
        names = set(re.findall(r'"((?:\w){1,40})"\s*:', head))
        for format, needed in _KEYS:
            if names.issuperset(needed):
                return format
        raise ImportProblem(
            "The file is JSON, but not of MLflow, Prometheus, Evidently or Great Expectations as far as its names "
            "tell. Nothing was read."
        )
    lines = [line for line in head.splitlines()[:200] if line.strip()]
    first = lines[0]
    if first.startswith(("# HELP ", "# TYPE ", "# UNIT ", "# EOF")):
        return "exposition"
    if is_store_line(first):
        return "mlflow"
    samples = [line for line in lines if not line.startswith("#")]
    if samples and "," not in first.partition("{")[0] and is_sample(samples[0]):
        return "exposition"
    if re.match(r"sep=.$", first, re.IGNORECASE) and len(lines) > 1:
        first = lines[1]
    if is_history_header(first):
        return "mlflow"
    cells = _cells(first)
    if len(cells) < 2 and options.separator is None:
        raise ImportProblem(
            f"The file is neither JSON nor a table with columns: its first line is {shown(first.strip())}. "
            "Nothing was read."
        )
    # Grafana quotes every name of its header and calls the time "Time".
    if "Time" in cells and re.match(r'"Time"[,;\t]|.*[,;\t]"Time"', first):
        return "grafana"
    return "csv"


def _cells(line: str) -> list[str]:
    best: list[str] = []
    for separator in (",", ";", "\t", "|"):
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:
            continue
        best = max(best, cells, key=len)
    return best
