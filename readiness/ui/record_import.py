"""Rows of a list from a CSV file: read, shown with what is new, known and refused, then written whole or not at all."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from readiness.commands.project_lists import add_entries, known_rows
from readiness.context import Context
from readiness.domain.wording import count_text
from readiness.errors import ReadinessError
from readiness.imports.lists import ListFile, read_exposure, read_feedback, read_incidents
from readiness.imports.reading_options import ReadingOptions
from readiness.queries.project_record import ListName, RecordView
from readiness.ui.dates import day
from readiness.ui.errors import show
from readiness.ui.markup import Html, element, join, muted, points, render, table
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.reading_questions import asking

MOST_BYTES = 20_000_000
PREVIEWED = 20
_READERS: dict[ListName, Callable[[bytes, ReadingOptions], ListFile[Any]]] = {
    "feedback": read_feedback,
    "incidents": read_incidents,
    "exposures": read_exposure,
}
_COLUMNS = {
    "feedback": "date, text, author, answered on, what changed",
    "incidents": "date, severity (minor, major, critical), text, found by, closed on",
    "exposures": "date, share in percent, of (cases or people)",
}


def show_import(context: Context, view: RecordView, list_name: ListName) -> None:
    """The way from a CSV file into a list."""
    initiative = view.assessment.initiative.id
    key = f"rd-import-{list_name}"
    opened = st.expander("Import from a CSV file", key=f"{key}-box", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.caption(f"Columns: {_COLUMNS[list_name]}. The first line names them.")
        count = st.session_state.get(f"{key}-count", 0)
        file = st.file_uploader("CSV file", type=["csv", "txt", "tsv"], key=f"{key}-file-{count}")
        show_refusal(key)
        if file is None:
            return
        if file.size > MOST_BYTES:
            st.error(
                f"The file has more than {MOST_BYTES // 1_000_000} MB. Nothing was read; a list is read by people."
            )
            return
        data = file.getvalue()
        try:
            reader = _READERS[list_name]
            read = asking(f"{key}-{count}", context.now(), file.name, lambda options: reader(data, options))
        except ReadinessError as error:
            show(error)
            return
        if read is None:
            return
        rows = [_values(row) for row in read.rows]
        known = known_rows(rows, list_name, getattr(view.rollout, list_name))
        new = len(rows) - sum(known)
        render(_preview(read, rows, known))
        if read.error_count:
            st.error("Nothing can be written while a row is refused. Mend the file and choose it again.")
            return

        def write() -> None:
            source = {"file": file.name, "sha256": read.sha256}
            if attempt(
                lambda: add_entries(context, initiative, list_name, rows, source=source),
                lambda count: f"{count_text(count, 'new entry', 'new entries')} written.",
                beside=key,
            ):
                st.session_state[f"{key}-count"] = count + 1

        label = f"Write {count_text(new, 'new entry', 'new entries')}" if new else "Nothing new in this file"
        st.button(label, key=f"{key}-write", type="primary", on_click=write, disabled=not new)


def _values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name != "line"}


def _preview(read: ListFile[Any], rows: list[dict[str, Any]], known: tuple[bool, ...]) -> Html:
    new = [row for row, there in zip(rows, known, strict=True) if not there]
    said = f"{count_text(read.row_count, 'row')}: {len(new)} new, {len(rows) - len(new)} known already, "
    said += f"{read.error_count} refused."
    pieces: list[Html] = [element("p", said)]
    if read.notes:
        pieces.append(points(read.notes))
    if read.errors:
        refused = [(str(one.line), one.reason) for one in read.errors[:PREVIEWED]]
        pieces.append(table(["Line", "Why it is refused"], refused, caption="Rows refused", show_caption=True))
    if new:
        titles = [name.replace("_", " ").capitalize() for name in new[0]]
        shown = [[_said(value) for value in row.values()] for row in new[:PREVIEWED]]
        pieces.append(table(titles, shown, caption="New rows", show_caption=True))
        if len(new) > PREVIEWED:
            pieces.append(element("p", muted(f"and {len(new) - PREVIEWED} more")))
    return join(pieces)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return day(value) if hasattr(value, "year") else str(value)
