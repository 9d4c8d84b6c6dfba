"""Files of metric points of every known format: bytes in, series and row errors out."""

from __future__ import annotations

from collections.abc import Callable

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports import evidently, exposition, grafana, great_expectations, mlflow, plain_csv, prometheus
from readiness.imports.formats import FORMATS, detect
from readiness.imports.point_file import PointFile, RowError, Series
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import check_size, shown

__all__ = ["FORMATS", "PointFile", "ReadingOptions", "RowError", "Series", "detect", "read_points"]

_READERS: dict[str, Callable[[bytes, ReadingOptions], PointFile]] = {
    "csv": plain_csv.read,
    "mlflow": mlflow.read,
    "prometheus": prometheus.read,
    "exposition": exposition.read,
    "evidently": evidently.read,
    "great_expectations": great_expectations.read,
    "grafana": grafana.read,
}


def read_points(data: bytes, format: str, options: ReadingOptions) -> PointFile:
    """The points in a file of another tool, with every row that could not be read.

    `format` is an id of `FORMATS`, or "auto". Raises ImportProblem where nothing can be read, NeedsAnswer where a
    person has to say first how something is meant. Nothing is written.
    """
    check_size(data)
    if format == "auto":
        return _READERS[detect(data, options)](data, options)
    if format not in FORMATS:
        raise ImportProblem(f"{shown(format)} is no format that can be read. Known are auto, {', '.join(FORMATS)}.")
    try:
        return _READERS[format](data, options)
    except NeedsAnswer:
        raise
    except ImportProblem as problem:
        likely = _likely(data, options)
        if likely is None or likely == format:
            raise
        raise ImportProblem(
            f"{problem.message} It was read as {FORMATS[format]}; it looks like {FORMATS[likely]}.", problem.problems
        ) from None


def _likely(data: bytes, options: ReadingOptions) -> str | None:
    try:
        return detect(data, options)
    except ImportProblem:
        return None
