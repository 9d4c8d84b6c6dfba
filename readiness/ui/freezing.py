"""Freezing a snapshot, and taking away the reports of the latest one."""

import streamlit as st

from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.queries.initiative import InitiativeView
from readiness.queries.patterns import patterns_at_freezing, patterns_of
from readiness.ui.dates import moment
from readiness.ui.errors import plain
from readiness.ui.markup import Html, download, element, link, points, render
from readiness.ui.outcome import attempt
from readiness.ui.saved import browser_zone

FORMATS: tuple[tuple[str, str], ...] = (
    ("pdf", "Full report (PDF)"),
    ("onepage", "One page for executives (PDF)"),
    ("xlsx", "Spreadsheet (XLSX)"),
    ("csv", "Criteria (CSV)"),
    ("tables", "All tables (CSV in a ZIP)"),
    ("md", "Text (Markdown)"),
    ("json", "Whole document (JSON)"),
)
"""The formats of the download route, in the order of use."""


def freeze_button(context: Context, initiative: str) -> None:
    """A button that asks for a note and freezes the assessment as it is now."""
    note, box = f"rd-freeze-note-{initiative}", "rd-freeze"

    def act() -> None:
        said = str(st.session_state.get(note) or "")
        if attempt(
            lambda: freeze(context, initiative, note=said),
            lambda number: f"Snapshot {number} is frozen. It never changes; reports are made from it.",
        ):
            st.session_state[note] = ""
            st.session_state[box] = False  # closed, so that the sentence that says so can be read

    with st.popover("Freeze snapshot", type="primary", key=box, on_change="rerun"):
        st.write("A snapshot keeps this assessment as it stands now, for good. Reports are made from snapshots only.")
        if st.session_state.get(box):
            _say_what_counts_then(context, initiative)
        st.text_input("Note (optional)", key=note, max_chars=300, placeholder="Why now? For whom?")
        st.button("Freeze it now", type="primary", on_click=act, key="rd-freeze-now")


def _say_what_counts_then(context: Context, initiative: str) -> None:
    """From the first snapshot on what nobody recorded counts as a sign: which warnings that gives, said beforehand."""
    now = {one.pattern_id for one in patterns_of(context, initiative) if one.is_warning}
    then = patterns_at_freezing(context, initiative)
    new = [one.name for one in then if one.is_warning and one.pattern_id not in now]
    if new:
        said = "From the first snapshot on, what nobody has recorded counts as a sign. It will warn of: "
        st.info(plain(said + ", ".join(new) + "."))


def report_links(initiative: str, number: int) -> Html:
    """Links to every report of one snapshot."""
    return points(download(label, f"download/{initiative}/{number}/{format}") for format, label in FORMATS)


def report_button(view: InitiativeView) -> None:
    """A button that opens the reports of the latest snapshot."""
    initiative = view.assessment.initiative.id
    with st.popover("Report", key="rd-report"):
        if view.previous is None:
            st.write("Reports are made from snapshots, and there is none yet. Freeze one first.")
            return
        frozen = moment(view.previous.frozen_at, browser_zone())
        render(
            element("p", f"Snapshot {view.previous.number}, frozen {frozen} by {view.previous.frozen_by}:"),
            report_links(initiative, view.previous.number),
            element("p", link("All snapshots", "snapshots", initiative=initiative)),
        )
