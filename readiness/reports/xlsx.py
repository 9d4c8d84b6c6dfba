"""The spreadsheet: one sheet a table, dates as dates, numbers as numbers, and no typed text a formula or link."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import xlsxwriter

from readiness.reports.tables import Cell, Table
from readiness.signs import LINE, STATUSES, TEXT, TONES

CELL_LIMIT = 32_767
"""A cell holds so many UTF-16 units; a longer text is cut with a note."""
CUT_NOTE = " … (cut here: a cell holds no more; the JSON export has all of it)"
_FIRST_DATE = date(1900, 3, 1)  # before this day the format's calendar is wrong


def xlsx_bytes(tables: tuple[Table, ...], *, title: str, made_at: datetime) -> bytes:
    """A workbook with a sheet for each table, dated `made_at`; the same tables give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    # The library stamps the time of writing unless it is told a time.
    book.set_properties({"title": cell_text(title)[:250], "created": made_at.astimezone(UTC).replace(tzinfo=None)})
    _Sheets(book).write(tables)
    book.close()
    return buffer.getvalue()


def cell_text(text: str) -> str:
    """Text that a cell can hold: half characters replaced, the rest cut visibly where it is too long."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return text
    room = CELL_LIMIT - len(CUT_NOTE)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + CUT_NOTE


class _Sheets:
    """One workbook with its cell formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        base = {"font_name": "Calibri", "font_size": 11, "font_color": TEXT[0], "valign": "top"}
        self.head = book.add_format(
            {**base, "bold": True, "bottom": 1, "border_color": LINE[0], "bg_color": "#F5F7F9", "text_wrap": True}
        )
        self.text = book.add_format({**base, "text_wrap": True})
        self.number = book.add_format({**base, "num_format": "General"})
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.status = {
            sign.word: book.add_format(
                {**base, "font_color": TONES[sign.tone].light_text, "bg_color": TONES[sign.tone].light_ground}
            )
            for sign in STATUSES.values()
        }

    def write(self, tables: tuple[Table, ...]) -> None:
        for table in tables:
            sheet = self.book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.hide_gridlines(2)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            for place, (name, _, width) in enumerate(table.columns):
                sheet.set_column(place, place, width)
                sheet.write_string(0, place, name, self.head)
            for line, row in enumerate(table.rows, 1):
                for place, cell in enumerate(row):
                    self._cell(sheet, line, place, cell, table.columns[place][0])
            if table.rows:
                sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _cell(self, sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: Cell, column: str) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_string(line, place, "yes" if cell else "no", self.text)
        elif isinstance(cell, int | float):
            sheet.write_number(line, place, cell, self.number)
        elif isinstance(cell, datetime):
            utc = cell.astimezone(UTC).replace(tzinfo=None, microsecond=0)
            self._when(sheet, line, place, utc, utc.isoformat(" "), self.moment)
        elif isinstance(cell, date):
            self._when(sheet, line, place, cell, cell.isoformat(), self.day)
        else:
            style = self.status.get(cell, self.text) if column in STATUS_COLUMNS else self.text
            sheet.write_string(line, place, cell_text(cell), style)

    def _when(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        line: int,
        place: int,
        when: date,
        text: str,
        style: xlsxwriter.format.Format,
    ) -> None:
        if (when.date() if isinstance(when, datetime) else when) < _FIRST_DATE:
            sheet.write_string(line, place, text, self.text)
        else:
            sheet.write_datetime(line, place, when, style)


STATUS_COLUMNS = frozenset(
    {"Status", "Chosen", "Level", "Checks suggest", "Previous status", "Agreed rating", "Median"}
)
"""Columns whose words are coloured."""
