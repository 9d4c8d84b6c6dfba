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
        file = _READERS[format](data, options)
    except NeedsAnswer:
        raise
    except ImportProblem as problem:
        raise ImportProblem(_looking_like(problem.message, data, format, options), problem.problems) from None
    if file.error_count and not file.points:
        said = f"None of its rows can be read ({file.errors[0].reason})"
        if (looking := _looking_like(said, data, format, options)) != said:
            raise ImportProblem(looking)
    return file


def _looking_like(said: str, data: bytes, format: str, options: ReadingOptions) -> str:
    """The sentence, with the format that the file seems to have where that is another than the chosen one."""
    try:
        likely = detect(data, options)
    except ImportProblem:
        return said
    return said if likely == format else f"{said} It was read as {FORMATS[format]}; it looks like {FORMATS[likely]}."
