"""A wide table: a row a moment, and a column for each metric."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem
from readiness.imports.moments import NoMoment
from readiness.imports.number import NoNumber, read_number
from readiness.imports.point_file import GrowingSeries
from readiness.imports.table import Table
from readiness.imports.table_reading import TableReading, as_sentence
from readiness.imports.text_file import shown


def read_wide(
    reading: TableReading, columns: Mapping[int, str], *, gaps: bool = False
) -> tuple[int, Iterable[GrowingSeries]]:
    """How many rows there were, and the series of the columns; `columns` gives the key by the place of a column.

    Columns without a number in any row are left out with a note. With `gaps` an empty cell holds no point, as a tool
    leaves it where several series share the rows of one table, and a note counts them; without, it costs its row.
    """
    table, moments, time = reading.table, reading.moments, reading.time
    width = len(table.header)
    chosen = reading.options.series
    reading.left_out += [key for key in columns.values() if chosen is not None and key not in chosen]
    places = [place for place, key in columns.items() if chosen is None or key in chosen]
    if not places:
        raise ImportProblem("None of the chosen columns is in the file. Nothing was read.")
    worded = _columns_of_words(table, places)
    for place in worded:
        reading.left_out.append(columns[place])
        reading.notes.append(f"Column {shown(columns[place])} holds no number in any row and was left out.")
    places = [place for place in places if place not in worded]
    if not places:
        raise ImportProblem(
            f"No column holds a number: {', '.join(shown(name, 30) for name in reading.left_out[:10])}. "
            "Nothing was read."
        )
    growing = [GrowingSeries(columns[place], "", reading.source) for place in places]
    suffixed: set[int] = set()
    takers = [
        (place, series, series.at.append, series.value.append, series.line.append)
        for place, series in zip(places, growing, strict=True)
    ]
    days, clocks = moments.days, moments.clocks
    comma = reading.decimal == ","
    blank: Counter[str] = Counter()
    count = 0
    rows = reading.table.rows()
    for row in rows:
        count += 1
        line = rows.line
        if len(row) != width:
            reading.errors.add(line, f"{count_text(len(row), 'column')} where the header has {width}.")
            continue
        when = row[time]
        try:
            at = days[when[:10]] + clocks[when[10:]]
        except KeyError:
            try:
                at = moments.read(when)
            except NoMoment as fault:
                reading.errors.add(line, as_sentence(str(fault)))
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
                if gaps and not text.strip():
                    blank[series.key] += 1
                    continue
                try:
                    number, behind = read_number(text, reading.decimal)
                except NoNumber as fault:
                    reading.errors.add(line, f"{series.key}: {fault}.")
                    continue
                if behind != series.unit:
                    if series.at:
                        reading.errors.add(
                            line, f"{series.key}: {shown(text)} has another unit than the rows before it."
                        )
                        continue
                    series.unit = behind
                    suffixed.add(place)
            add_at(at)
            add_value(number)
            add_line(line)
    if blank:
        columns_said = ", ".join(f"{shown(key)} {cells:,}" for key, cells in sorted(blank.items())[:10])
        more = f" and {count_text(len(blank) - 10, 'other column')}" if len(blank) > 10 else ""
        reading.notes.append(
            f"{count_text(blank.total(), 'empty cell')} hold no point: {columns_said}{more}."
            if blank.total() > 1
            else f"1 empty cell holds no point: {columns_said}."
        )
    return count, growing


def _columns_of_words(table: Table, places: list[int]) -> list[int]:
    """Columns of words: those in which no cell of the file begins like a number."""
    open_places = set(places)
    row: list[str] | None = None
    for row in table.rows():
        for place in list(open_places):
            if place < len(row) and _begins_like_a_number(row[place]):
                open_places.discard(place)
        if not open_places:
            return []
    return [] if row is None else sorted(open_places)


def _begins_like_a_number(cell: str) -> bool:
    bare = cell.strip()[:3].lstrip("+-−.,")
    return bare[:1].isdigit() or bare.lower() in ("nan", "inf")
