"""Files of metric points of every known format: bytes in, series and row errors out."""

from __future__ import annotations

from readiness.errors import ImportProblem
from readiness.imports import plain_csv
from readiness.imports.formats import FORMATS
from readiness.imports.point_file import PointFile, RowError, Series
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.text_file import check_size, shown

__all__ = ["FORMATS", "PointFile", "ReadingOptions", "RowError", "Series", "read_points"]

_READERS = {"csv": plain_csv.read}


def read_points(data: bytes, format: str, options: ReadingOptions) -> PointFile:
    """The points in a file of another tool, with every row that could not be read.

    `format` is an id of `FORMATS`, or "auto". Raises ImportProblem where nothing can be read, NeedsAnswer where a
    person has to say first how something is meant. Nothing is written.
    """
    check_size(data)
    if format != "auto" and format not in FORMATS:
        raise ImportProblem(f"{shown(format)} is no format that can be read. Known are auto, {', '.join(FORMATS)}.")
    return _READERS["csv" if format == "auto" else format](data, options)
