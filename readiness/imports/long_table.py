"""A long table: a row a point, with a column that names the metric and one that holds its value."""

from __future__ import annotations

import math
from collections.abc import Iterable

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem
from readiness.imports.moments import NoMoment
from readiness.imports.number import NoNumber, read_number
from readiness.imports.point_file import GrowingSeries
from readiness.imports.table import plain_name
from readiness.imports.table_reading import MOST_SERIES, TableReading, as_sentence
from readiness.imports.text_file import legible, shown, why_no_name

METRIC_NAMES = frozenset(
    {
        *("metric", "metric_name", "metric_key", "key", "series", "series_name", "measure", "variable"),
        *("kennzahl", "metrik"),
    }
)
VALUE_NAMES = frozenset({"value", "val", "metric_value", "wert"})
UNIT_NAMES = frozenset({"unit", "units", "einheit"})
SOURCE_NAMES = frozenset({"source", "origin", "quelle"})


def read_long(reading: TableReading, metric: int, value: int) -> tuple[int, Iterable[GrowingSeries]]:
    """How many rows there were, and the series in them; `metric` and `value` are places of columns."""
    table, moments, time = reading.table, reading.moments, reading.time
    names = [plain_name(name) for name in table.header]
    unit_at = next((place for place, name in enumerate(names) if name in UNIT_NAMES), None)
    source_at = next((place for place, name in enumerate(names) if name in SOURCE_NAMES), None)
    read_columns = {reading.time, metric, value, unit_at, source_at}
    if unread := [shown(name) for place, name in enumerate(table.header) if place not in read_columns and name]:
        reading.notes.append(f"Not read, because a long file has no place for it: {', '.join(unread[:20])}.")
    width = len(table.header)
    # Series by what tells them apart; those with a unit behind their numbers are only reached the careful way.
    fast: dict[tuple[str, str, str], GrowingSeries] = {}
    every: dict[tuple[str, str], GrowingSeries] = {}
    suffixed: set[tuple[str, str]] = set()
    not_chosen: dict[str, int] = {}
    days, clocks = moments.days, moments.clocks
    comma = reading.decimal == ","
    count = 0
    rows = table.rows()

    def carefully(row: list[str], line: int) -> None:
        if len(row) != width:
            raise NoNumber(f"{count_text(len(row), 'column')} where the header has {width}")
        key = row[metric].strip()
        if reading.options.series is not None and key not in reading.options.series:
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
        number, behind = read_number(row[value], reading.decimal)
        known = every.get((key, origin or reading.source))
        if known is None:
            if len(every) >= MOST_SERIES:
                raise ImportProblem(
                    f"The file has more than {MOST_SERIES:,} series at line {line}; is {shown(table.header[metric])} "
                    "the column that names the metric? Nothing was read."
                )
            known = every[key, origin or reading.source] = GrowingSeries(key, unit or behind, origin or reading.source)
            if behind:
                suffixed.add((key, known.source))
        stated = unit or behind
        if unit and behind and unit != behind:
            raise NoNumber(f"{key}: {shown(row[value])} has another unit than its column says, {shown(unit)}")
        if stated != known.unit and (stated or (key, known.source) in suffixed):
            if known.unit or behind:
                raise NoNumber(f"{key}: {shown(stated or row[value])} is another unit than the rows before it have")
            known.unit = unit
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
                reading.errors.add(line, as_sentence(str(fault)))
            continue
        known.at.append(at)
        known.value.append(number)
        known.line.append(rows.line)
    reading.left_out += sorted(map(legible, not_chosen))
    return count, every.values()
