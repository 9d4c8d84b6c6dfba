"""Plain CSV of metric points: long (time, metric, value) or wide (time and one column a metric)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.long_table import METRIC_NAMES, VALUE_NAMES, read_long
from readiness.imports.moments import Moments, OrderOpen, decide_order
from readiness.imports.number import Decimal, decide_decimal
from readiness.imports.point_file import PointFile
from readiness.imports.reading_options import DayMonthOrder, ReadingOptions
from readiness.imports.table import SEPARATOR_WORDS, Table, open_table, plain_name
from readiness.imports.table_reading import TableReading
from readiness.imports.text_file import shown
from readiness.imports.wide_table import read_wide

TIME_NAMES = frozenset(
    {
        *("timestamp", "time", "date", "datetime", "date_time", "ds", "ts", "at", "day", "week", "month", "year"),
        *("moment", "period", "zeit", "datum", "zeitpunkt"),
    }
)

_QUOTED_COMMA = re.compile(rb'"[^",\n]{0,40}(?:\d|[+-]),\d|"[+-]?,\d+"')


def looks_like_data(cell: str) -> bool:
    """Whether a cell of a first line is a number or a time rather than a column's name."""
    bare = cell.strip()
    if not bare or not (bare[0].isdigit() or bare[0] in "+-."):
        return False
    try:
        float(bare.replace(",", "."))
        return True
    except ValueError:
        return bare[:4].isdigit() and bare[4:5] in ("-", "/") and bare[5:6].isdigit()


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The points of a CSV file. Raises ImportProblem for the whole, NeedsAnswer for what only a person can say."""
    return read_table(open_table(data, options, looks_like_data), options, "csv", "csv")


def read_table(
    table: Table,
    options: ReadingOptions,
    format: str,
    source: str,
    columns: Mapping[int, str] | None = None,
    *,
    gaps: bool = False,
) -> PointFile:
    """The points of an opened table, long or wide by its columns.

    `columns` says which columns to read, with their keys, where the format knows; the table is wide then.
    With `gaps` an empty cell of a wide table holds no point, where the format writes nothing for what was not measured.
    """
    time = time_column(table.header, options)
    names = [plain_name(name) for name in table.header]
    metrics = [place for place, name in enumerate(names) if name in METRIC_NAMES and place != time]
    values = [place for place, name in enumerate(names) if name in VALUE_NAMES and place != time]
    is_long = columns is None and len(metrics) == 1 and len(values) == 1
    if columns is None:
        columns = {place: name for place, name in enumerate(table.header) if place != time and name}
    if not columns:
        raise ImportProblem("The file has a column for the time and none for a value. Nothing was read.")
    decimal, notes = _decimal(table, values if is_long else list(columns), options)

    def read_in(order: DayMonthOrder | None) -> PointFile:
        reading = TableReading(table, options, source, time, decimal, Moments(options, order), list(notes))
        if is_long:
            rows, growing = read_long(reading, metrics[0], values[0])
        else:
            rows, growing = read_wide(reading, columns, gaps=gaps)
        return reading.done(format, rows, growing)

    try:
        return read_in(None)
    except OrderOpen:
        order, note = decide_order(table.cells(time))
        if note:
            notes.append(note)
        return read_in(order)


def time_column(header: tuple[str, ...], options: ReadingOptions) -> int:
    """The column that holds the time: the one that was chosen, or the only one that is called so.

    Raises NeedsAnswer("time_column").
    """
    if options.time_column is not None:
        if options.time_column not in header:
            raise ImportProblem(
                f"There is no column {shown(options.time_column)} for the time. "
                f"The columns are {', '.join(shown(name, 30) for name in header[:20])}. Nothing was read."
            )
        return header.index(options.time_column)
    if len(header) < 2:
        raise ImportProblem(
            f"The file has a single column, {shown(header[0])}; at least a time and a value are needed. "
            "Name the sign that parts the columns, if it has more. Nothing was read."
        )
    called = [place for place, name in enumerate(header) if plain_name(name) in TIME_NAMES]
    if len(called) == 1:
        return called[0]
    named = [header[place] for place in called] or [name for name in header if name]
    raise NeedsAnswer(
        "time_column",
        "Which column holds the time of a row? "
        + ("Several could." if called else "None has a name that says so, such as date or timestamp."),
        tuple(named[:50]),
    )


def _decimal(table: Table, columns: list[int], options: ReadingOptions) -> tuple[Decimal, list[str]]:
    notes = list(table.file.notes)
    if table.separator != ",":
        notes.append(f"Columns are parted by a {SEPARATOR_WORDS.get(table.separator, shown(table.separator))}.")
    if options.decimal:
        return options.decimal, notes
    comma_separates = table.separator == ","
    if comma_separates and not _may_hold_commas(table):
        return ".", notes
    rows = table.rows()
    cells = ((rows.line, place, row[place]) for row in rows for place in columns if place < len(row))
    decimal, note = decide_decimal(cells, comma_separates)
    return decimal, [*notes, note] if note else notes


def _may_hold_commas(table: Table) -> bool:
    """Whether a cell of a file that commas part may hold a number with a comma: it stands in quotation marks then."""
    data = table.file.data
    return _QUOTED_COMMA.search(data) is not None if table.file.encoding.startswith("utf-8") else b'"' in data
