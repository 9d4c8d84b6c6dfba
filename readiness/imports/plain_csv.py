"""Plain CSV of metric points: long (time, metric, value) or wide (time and one column a metric)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.moments import Moments, NoMoment, OrderOpen, decide_order
from readiness.imports.numbers import Decimal, NoNumber, decide_decimal, read_number
from readiness.imports.point_file import GrowingSeries, PointFile, RowErrors, finish
from readiness.imports.reading_options import DayMonthOrder, ReadingOptions
from readiness.imports.table import SEPARATOR_WORDS, Table, open_table, plain_name
from readiness.imports.text_file import sha256_of, shown, why_no_name

TIME_NAMES = frozenset(
    {
        *("timestamp", "time", "date", "datetime", "date_time", "ds", "ts", "at", "day", "week", "month", "year"),
        *("moment", "period", "zeit", "datum", "zeitpunkt"),
    }
)
METRIC_NAMES = frozenset(
    ["metric", "metric_name", "metric_key", "key", "series", "series_name", "measure", "variable", "kennzahl", "metrik"]
)
VALUE_NAMES = frozenset(["value", "val", "metric_value", "wert"])
UNIT_NAMES = frozenset(["unit", "units", "einheit"])
SOURCE_NAMES = frozenset(["source", "origin", "quelle"])
MOST_SERIES = 5_000

_COMMA = ord(",")


@dataclass(slots=True)
class _Decided:
    """What was decided from the file before or while it is read."""

    decimal: Decimal
    notes: list[str]
    order: DayMonthOrder | None = None


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
    return read_table(data, open_table(data, options, looks_like_data), options, "csv")


def read_table(data: bytes, table: Table, options: ReadingOptions, format: str, source: str = "csv") -> PointFile:
    """The points of an opened table, long or wide by its columns."""
    time = time_column(table.header, options)
    names = [plain_name(name) for name in table.header]
    metrics = [place for place, name in enumerate(names) if name in METRIC_NAMES and place != time]
    values = [place for place, name in enumerate(names) if name in VALUE_NAMES and place != time]
    is_long = len(metrics) == 1 and len(values) == 1
    numbers = values if is_long else [place for place in range(len(names)) if place != time]
    if not numbers:
        raise ImportProblem("The file has a column for the time and none for a value. Nothing was read.")
    decided = _Decided(*_decimal(table, numbers, options))
    try:
        return _read(data, table, options, format, source, time, metrics, values, decided, is_long)
    except OrderOpen:
        decided.order, note = decide_order(table.cells(time))
        if note:
            decided.notes.append(note)
        return _read(data, table, options, format, source, time, metrics, values, decided, is_long)


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
    if comma_separates and b'"' not in table.file.data:
        return ".", notes
    rows = table.rows()
    cells = ((rows.line, row[place]) for row in rows for place in columns if place < len(row))
    decimal, note = decide_decimal(cells, comma_separates)
    return decimal, [*notes, note] if note else notes


def _read(
    data: bytes,
    table: Table,
    options: ReadingOptions,
    format: str,
    source: str,
    time: int,
    metrics: list[int],
    values: list[int],
    decided: _Decided,
    is_long: bool,
) -> PointFile:
    moments = Moments(options, decided.order)
    errors = RowErrors()
    notes = list(decided.notes)
    left_out: list[str] = []
    growing: Iterable[GrowingSeries]
    if is_long:
        rows, growing = _long(
            table, options, source, time, metrics[0], values[0], moments, decided, errors, left_out, notes
        )
    else:
        rows, growing = _wide(table, options, source, time, moments, decided, errors, left_out, notes)
    notes += moments.notes()
    series = finish(growing, errors, notes, options.now, options.same_time, moments.unit)
    if rows == 0:
        raise ImportProblem("The file has a line of column names and no row under it. Nothing was read.")
    return PointFile(
        format=format,
        sha256=sha256_of(data),
        rows=rows,
        series=series,
        errors=errors.first(),
        error_count=errors.count,
        notes=tuple(notes),
        left_out=tuple(left_out),
    )


def _long(
    table: Table,
    options: ReadingOptions,
    source: str,
    time: int,
    metric: int,
    value: int,
    moments: Moments,
    decided: _Decided,
    errors: RowErrors,
    left_out: list[str],
    notes: list[str],
) -> tuple[int, Iterable[GrowingSeries]]:
    names = [plain_name(name) for name in table.header]
    unit_at = next((place for place, name in enumerate(names) if name in UNIT_NAMES), None)
    source_at = next((place for place, name in enumerate(names) if name in SOURCE_NAMES), None)
    read_columns = {time, metric, value, unit_at, source_at}
    if unread := [shown(name) for place, name in enumerate(table.header) if place not in read_columns and name]:
        notes.append(f"Not read, because a long file has no place for it: {', '.join(unread[:20])}.")
    width = len(table.header)
    # Series by what tells them apart; those with a unit behind their numbers are only reached the careful way.
    fast: dict[tuple[str, str, str], GrowingSeries] = {}
    every: dict[tuple[str, str], GrowingSeries] = {}
    suffixed: set[tuple[str, str]] = set()
    not_chosen: dict[str, int] = {}
    days, clocks = moments.days, moments.clocks
    comma = decided.decimal == ","
    count = 0
    rows = table.rows()

    def carefully(row: list[str], line: int) -> None:
        if len(row) != width:
            raise NoNumber(f"{count_text(len(row), 'column')} where the header has {width}")
        key = row[metric].strip()
        if options.series is not None and key not in options.series:
            not_chosen[key] = not_chosen.get(key, 0) + 1
            return
        if reason := why_no_name(key):
            raise NoNumber(reason)
        unit = row[unit_at].strip() if unit_at is not None else ""
        origin = row[source_at].strip() if source_at is not None else ""
        for words in (unit, origin):
            if words and (reason := why_no_name(words)):
                raise NoNumber(reason)
        at = moments.read(row[time])
        number, behind = read_number(row[value], decided.decimal)
        known = every.get((key, origin or source))
        if known is None:
            if len(every) >= MOST_SERIES:
                raise ImportProblem(
                    f"The file has more than {MOST_SERIES:,} series at line {line}; is {shown(table.header[metric])} "
                    "the column that names the metric? Nothing was read."
                )
            known = every[key, origin or source] = GrowingSeries(key, unit or behind, origin or source)
            if behind:
                suffixed.add((key, known.source))
        if unit and known.unit and unit != known.unit:
            raise NoNumber(f"{key}: unit {shown(unit)} where earlier rows have {shown(known.unit)}")
        if behind != (known.unit if (key, known.source) in suffixed else "") and behind != unit:
            raise NoNumber(f"{key}: {shown(row[value])} has another unit than the rows before it")
        known.unit = known.unit or unit
        if not behind and (key, known.source) not in suffixed:
            raw_unit = row[unit_at] if unit_at is not None else ""
            raw_source = row[source_at] if source_at is not None else ""
            if len(fast) < 4 * MOST_SERIES:
                fast[row[metric], raw_unit, raw_source] = known
        known.at.append(at)
        known.value.append(number)
        known.line.append(line)

    for row in rows:
        count += 1
        try:
            if len(row) != width:
                raise KeyError
            known = fast[
                row[metric],
                row[unit_at] if unit_at is not None else "",
                row[source_at] if source_at is not None else "",
            ]
            text = row[value]
            if comma:
                text = text.replace(".", "_").replace(",", ".")
            number = float(text)
            if "_" in text or not math.isfinite(number):
                raise KeyError
            when = row[time]
            try:
                at = days[when[:10]] + clocks[when[10:]]
            except KeyError:
                at = moments.read(when)
        except (KeyError, ValueError):
            line = rows.line
            try:
                carefully(row, line)
            except (NoNumber, NoMoment) as fault:
                errors.add(line, f"{_upper(str(fault))}.")
            continue
        known.at.append(at)
        known.value.append(number)
        known.line.append(rows.line)
    left_out += sorted(not_chosen)
    return count, every.values()


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wide(
    table: Table,
    options: ReadingOptions,
    source: str,
    time: int,
    moments: Moments,
    decided: _Decided,
    errors: RowErrors,
    left_out: list[str],
    notes: list[str],
) -> tuple[int, Iterable[GrowingSeries]]:
    width = len(table.header)
    places: list[int] = []
    for place, name in enumerate(table.header):
        if place == time or not name:
            continue
        if options.series is not None and name not in options.series:
            left_out.append(name)
        else:
            places.append(place)
    if options.series is not None and not places:
        raise ImportProblem("None of the chosen columns is in the file. Nothing was read.")
    columns = _empty_columns(table, places)
    for place in columns:
        left_out.append(table.header[place])
        notes.append(f"Column {shown(table.header[place])} holds no number in any row and was left out.")
    places = [place for place in places if place not in columns]
    growing = [GrowingSeries(table.header[place], "", source) for place in places]
    suffixed: set[int] = set()
    takers = [
        (place, series, series.at.append, series.value.append, series.line.append)
        for place, series in zip(places, growing, strict=True)
    ]
    days, clocks = moments.days, moments.clocks
    comma = decided.decimal == ","
    count = 0
    rows = table.rows()
    for row in rows:
        count += 1
        line = rows.line
        if len(row) != width:
            errors.add(line, f"{count_text(len(row), 'column')} where the header has {width}.")
            continue
        when = row[time]
        try:
            at = days[when[:10]] + clocks[when[10:]]
        except KeyError:
            try:
                at = moments.read(when)
            except NoMoment as fault:
                errors.add(line, f"{_upper(str(fault))}.")
                continue
        for place, series, add_at, add_value, add_line in takers:
            text = row[place]
            try:
                if comma:
                    text = text.replace(".", "_").replace(",", ".")
                number = float(text)
                if "_" in text or place in suffixed or not math.isfinite(number):
                    raise ValueError
            except ValueError:
                text = row[place]
                try:
                    number, behind = read_number(text, decided.decimal)
                except NoNumber as fault:
                    errors.add(line, f"{series.key}: {fault}.")
                    continue
                if behind != series.unit:
                    if series.at:
                        errors.add(line, f"{series.key}: {shown(text)} has another unit than the rows before it.")
                        continue
                    series.unit = behind
                    suffixed.add(place)
            add_at(at)
            add_value(number)
            add_line(line)
    return count, growing


def _empty_columns(table: Table, places: list[int]) -> list[int]:
    """Columns of words: those in which no cell of the file begins like a number."""
    open_places = set(places)
    for row in table.rows():
        for place in list(open_places):
            if place < len(row) and _begins_like_a_number(row[place]):
                open_places.discard(place)
        if not open_places:
            return []
    return sorted(open_places)


def _begins_like_a_number(cell: str) -> bool:
    bare = cell.strip()[:3].lstrip("+-−.,")
    return bare[:1].isdigit() or bare.lower() in ("nan", "inf")
