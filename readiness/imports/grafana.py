"""Grafana: CSV of a panel's data, with any separator, also as it is made for Excel."""

from __future__ import annotations

from dataclasses import replace

from readiness.errors import ImportProblem
from readiness.imports.plain_csv import looks_like_data, read_table
from readiness.imports.point_file import PointFile
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.table import open_table
from readiness.imports.text_file import shown

TIME = "Time"


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The series of a panel. Raises ImportProblem, NeedsAnswer."""
    table = open_table(data, options, looks_like_data)
    time = options.time_column or next((name for name in table.header if name.lower() == "time"), "")
    if not time:
        raise ImportProblem(
            f'The table has no column "Time" as Grafana writes it; its columns are '
            f"{', '.join(shown(name, 30) for name in table.header[:10])}. Nothing was read."
        )
    read_in = read_table(table, replace(options, time_column=time), "grafana", "grafana", gaps=True)
    notes = tuple(
        "Times without a zone were read as UTC. Grafana writes the time of the browser that exported: name its zone "
        "where that was another."
        if note.startswith("Times without a zone")
        else note
        for note in read_in.notes
    )
    return replace(read_in, notes=notes)
