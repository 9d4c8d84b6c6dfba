"""Entering points by hand: one in a form, or many in a grid in which rows are added, changed and removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import streamlit as st

from readiness.commands.metric_points import BY_HAND, PointEdit, edit_points, enter_point
from readiness.context import Context
from readiness.domain.metric import Metric
from readiness.domain.wording import count_text
from readiness.errors import Invalid
from readiness.storage.metric_points import Point
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.outcome import attempt, show_refusal

ROWS = 200
"""Points that the grid shows, the latest."""


def point_form(context: Context, initiative: str, metric: Metric, today: date) -> None:
    """One value of one day."""
    key = f"rd-point-{metric.id}"

    def save() -> None:
        day, at, value = (st.session_state.get(f"{key}-{name}") for name in ("day", "time", "value"))

        def enter() -> None:
            if day is None or value is None:
                raise Invalid("A point needs a day and a value. Nothing was saved.", "value")
            when = datetime.combine(day, at or time(), UTC)
            enter_point(context, initiative, metric.id, at=when, value=float(value))

        if attempt(enter, "The point is saved.", beside=key):
            st.session_state.pop(f"{key}-value", None)
            _draw_anew(metric.id)

    with st.form(key, enter_to_submit=False):
        left, middle, right = st.columns(3)
        with left:
            st.date_input(
                "Day", value=today, min_value=FIRST_DAY, max_value=LAST_DAY, key=f"{key}-day", format="YYYY-MM-DD"
            )
        with middle:
            st.time_input("Time (UTC)", value=time(), key=f"{key}-time")
        with right:
            st.number_input(f"Value in {metric.unit}", value=None, key=f"{key}-value", format="%g")
        st.form_submit_button("Save the point", type="primary", on_click=save)
        show_refusal(key)


def _draw_anew(metric: str) -> None:
    """Let the grid show what was saved beside it, unless somebody has edited rows in it."""
    key = f"rd-grid-{metric}"
    turn = st.session_state.get(f"{key}-turn", 0)
    edits = st.session_state.get(f"{key}-{turn}") or {}
    if not any(edits.values()):
        st.session_state.pop(f"{key}-rows-{turn}", None)
        st.session_state[f"{key}-turn"] = turn + 1


def points_grid(context: Context, initiative: str, metric: Metric) -> None:
    """The latest points as a grid; all rows are saved together, or none and each fault is told by its row."""
    key = f"rd-grid-{metric.id}"
    turn = st.session_state.setdefault(f"{key}-turn", 0)
    # The grid keeps its edits against what it was drawn with: the same rows until they are saved or given up.
    kept = f"{key}-rows-{turn}"
    if kept not in st.session_state:
        st.session_state[kept] = context.store.points.latest(initiative, metric.id, ROWS)
    rows: tuple[Point, ...] = st.session_state[kept]

    def leave() -> None:
        st.session_state.pop(kept, None)
        st.session_state[f"{key}-turn"] = turn + 1

    def save() -> None:
        def write() -> Any:
            edits = edits_of(rows, st.session_state.get(f"{key}-{turn}") or {})
            if not edits:  # an edit may be on its way still: the grid stays as it is
                raise Invalid("No row was edited, so nothing was saved.", "points")
            return edit_points(context, initiative, metric.id, edits)

        def told(done: Any) -> str:
            return f"Saved: {done.added} added, {done.changed} changed, {done.removed} removed."

        if attempt(write, told, beside=key):
            leave()

    import pandas

    table = pandas.DataFrame(
        {
            "Time (UTC)": [datetime.fromtimestamp(row.at / 1000, UTC).replace(tzinfo=None) for row in rows],
            "Value": [row.value for row in rows],
            "Source": [row.source for row in rows],
        }
    ).astype({"Time (UTC)": "datetime64[ms]", "Value": "float64", "Source": "str"})
    st.data_editor(
        table,
        key=f"{key}-{turn}",
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "Time (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm:ss", required=True, step=1),
            "Value": st.column_config.NumberColumn(label=f"Value ({metric.unit})", format="%g", required=True),
            "Source": st.column_config.TextColumn(disabled=True, default=BY_HAND),
        },
        alt=f"The latest points of {metric.name}, to be edited",
    )
    state = st.session_state.get(f"{key}-{turn}") or {}
    edited = sum(len(state.get(part) or ()) for part in ("edited_rows", "deleted_rows", "added_rows"))
    if edited:
        st.caption(f"{count_text(edited, 'row')} edited, not saved yet.")
    if len(rows) == ROWS:
        st.caption(f"The latest {ROWS} points. Earlier ones are changed by importing a file.")
    with st.container(horizontal=True):
        st.button("Save all rows", type="primary", key=f"{key}-save", on_click=save)
        st.button("Give up these edits", key=f"{key}-leave", on_click=leave)
    show_refusal(key)


def edits_of(rows: Sequence[Point], state: Mapping[str, Any]) -> list[PointEdit]:
    """What a grid's edits say: rows that were changed, removed and added, numbered as on the screen."""
    edits: list[PointEdit] = []
    for place, cells in sorted((int(place), cells) for place, cells in (state.get("edited_rows") or {}).items()):
        if not 0 <= place < len(rows) or place in (state.get("deleted_rows") or ()):
            continue
        row = rows[place]
        old = datetime.fromtimestamp(row.at / 1000, UTC)
        at = _moment(cells["Time (UTC)"]) if "Time (UTC)" in cells else old
        value = _number(cells["Value"]) if "Value" in cells else row.value
        if at is None and value is None:
            raise Invalid(f"Row {place + 1} is empty. Nothing was saved; remove the row instead.", "points")
        edits.append(PointEdit(row=place + 1, at=at, value=value, source=row.source, was=row))
    for place in sorted(int(place) for place in state.get("deleted_rows") or ()):
        if 0 <= place < len(rows):
            row = rows[place]
            edits.append(PointEdit(row=place + 1, at=None, value=None, source=row.source, was=row))
    for place, cells in enumerate(state.get("added_rows") or (), len(rows) + 1):
        at, value = _moment(cells.get("Time (UTC)")), _number(cells.get("Value"))
        edits.append(PointEdit(row=place, at=at, value=value))
    return edits


def _moment(cell: object) -> datetime | None:
    if not isinstance(cell, str) or not cell.strip():
        return None
    try:
        found = datetime.fromisoformat(cell.strip().replace("Z", "+00:00"))
    except ValueError:
        raise Invalid(f"“{cell}” is no time. Nothing was saved.", "points") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _number(cell: object) -> float | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Invalid("A value is no number. Nothing was saved.", "points")
    try:
        return float(cell)
    except ValueError:
        raise Invalid(f"“{cell}” is no number. Nothing was saved.", "points") from None
