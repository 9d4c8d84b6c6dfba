"""Reading a decision log in on the screen: choose the file, confirm its columns, see what comes of it, write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from readiness.commands.decisions import LogFile, LogPreview, doubled_text, preview_decisions, write_decisions
from readiness.context import Context
from readiness.domain.wording import count_text
from readiness.errors import ReadinessError
from readiness.imports.columns import ColumnProposal
from readiness.imports.decisions import FIELDS, DecisionLogFile, open_decisions, propose_columns
from readiness.imports.reading_options import ReadingOptions
from readiness.ui.dates import day
from readiness.ui.errors import show
from readiness.ui.markup import element, empty, facts, join, link, muted, points, render, section, table, visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.reading_questions import asking

LARGEST_UPLOAD = 50
"""MB; the server refuses more, see .streamlit/config.toml."""
COMMAND = "python -m readiness decisions import ID FILE --source NAME"


def import_log(context: Context, initiative: str) -> None:
    """The way from a file to the log."""
    number = st.session_state.get(_round(initiative), 0)
    upload = f"rd-log-file-{initiative}-{number}"
    render(section("Read a decision log in"))
    st.file_uploader(
        f"CSV or JSON Lines, one row a decision (up to {LARGEST_UPLOAD} MB)",
        type=["csv", "tsv", "txt", "jsonl", "ndjson", "json"],
        key=upload,
        max_upload_size=LARGEST_UPLOAD,
    )
    uploaded = st.session_state.get(upload)
    if uploaded is None:
        render(_what_is_read(initiative))
        return
    key = f"rd-log-{initiative}-{uploaded.file_id}"
    data = uploaded.getvalue()
    try:
        proposal = asking(key, context.now(), uploaded.name, lambda options: propose_columns(data, options))
        if proposal is None:
            return
        columns = _columns(key, proposal)
        if columns is None:
            return
        file = asking(f"{key}-read", context.now(), uploaded.name, _reading(key, data, columns))
        if file is None:
            return
        _preview_and_write(context, initiative, key, uploaded.name, file, frozenset(columns))
    except ReadinessError as error:
        show(error)


def _reading(key: str, data: bytes, columns: Mapping[str, str]) -> Any:
    """Open the log with the answers of both rounds of questions, and try its first rows."""

    def read(options: ReadingOptions) -> DecisionLogFile:
        first: dict[str, Any] = st.session_state.get(f"{key}-answers", {})
        given = {name: value for name, value in vars(options).items() if value not in (None, False)} | first
        return open_decisions(data, columns, ReadingOptions(**given))

    return read


def _what_is_read(initiative: str) -> Any:
    needed = [field.title for field in FIELDS if field.required]
    others = [field.title for field in FIELDS if not field.required]
    return join(
        (
            element("p", f"Needed: {', '.join(needed)}, and the decision of the human or of the AI."),
            element("p", muted(f"Also read where the file has them: {', '.join(others)}.")),
            element("p", muted("A case is known by its id and the source; reading a file again changes nothing.")),
            element("p", muted("A larger log, or one every night: "), element("code", COMMAND)),
            element("p", link("Back to the figures", "decisions", initiative=initiative)),
        )
    )


def _columns(key: str, proposal: ColumnProposal) -> dict[str, str] | None:
    """Which column holds what, as proposed and confirmed by the person; None while something needed is missing."""
    header = [name for name in proposal.header if name]
    typed = st.session_state
    with st.expander("Which column holds what", expanded=bool(proposal.missing)):
        render(
            table(
                [name or "(no name)" for name in proposal.header],
                [[cell[:60] for cell in row[: len(proposal.header)]] for row in proposal.first_rows if row],
                caption="The first rows of the file",
                stacked=False,
            )
        )
        places = st.columns(3)
        for number, field in enumerate(FIELDS):
            box = f"{key}-column-{field.name}"
            proposed = proposal.columns.get(field.name)
            with places[number % 3]:
                st.selectbox(
                    field.title + (" (needed)" if field.required else ""),
                    header,
                    index=header.index(proposed) if proposed in header else None,
                    placeholder="Not in the file",
                    format_func=visible,
                    key=box,
                )
    chosen = {
        field.name: typed[f"{key}-column-{field.name}"] for field in FIELDS if typed[f"{key}-column-{field.name}"]
    }
    missing = [field.title for field in FIELDS if field.required and field.name not in chosen]
    if "human" not in chosen and "ai" not in chosen:
        missing.append("Human decision or AI decision")
    if missing:
        st.warning(f"Say which column holds: {', '.join(missing)}.")
        return None
    return chosen


def _preview_and_write(
    context: Context, initiative: str, key: str, name: str, file: DecisionLogFile, fields: frozenset[str]
) -> None:
    typed = st.session_state
    source_key = f"{key}-source"
    sources = context.store.decisions.sources(initiative)
    source = st.text_input(
        "Source of the log",
        value=sources[0][0] if len(sources) == 1 else "decision log",
        key=source_key,
        max_chars=400,
        help="The system that writes it. The same case of another source counts as another case.",
    )
    log = LogFile(name, file.format, file.sha256, file.rows, lambda: file.error_count, fields)
    preview = _preview(context, initiative, key, log, source)
    arrival = preview.arrival
    render(
        facts(
            (
                ("New", f"{arrival.new:,}"),
                ("Changed", f"{arrival.changed:,}"),
                ("Known already", f"{arrival.same:,}"),
                ("Rejected", f"{preview.rejected:,}"),
            )
        )
    )
    if preview.doubled:
        render(element("p", doubled_text(preview)))
    for known in preview.known:
        render(element("p", muted(f"The very same file was read in on {day(known.at.date())} by {known.by}.")))
    if file.notes:
        render(points(file.notes))
    if preview.rejected:
        rows = [(f"{error.line:,}", error.reason) for error in file.errors]
        caption = f"Rows that cannot be read ({len(rows):,} of {preview.rejected:,} shown)"
        render(table(["Row", "Why"], rows, caption=caption, show_caption=True))
        st.checkbox("Leave the rejected rows out", key=f"{key}-without")
    if not arrival.new and not arrival.changed:
        render(empty("Everything in this file is in the log already; there is nothing to write."))
        return

    def write() -> None:
        def act() -> LogPreview:
            return write_decisions(
                context,
                initiative,
                log,
                source=source,
                without_rejected=bool(typed.get(f"{key}-without")),
            )

        if attempt(act, _said, beside=key):
            typed[_round(initiative)] = typed.get(_round(initiative), 0) + 1
            st.query_params.pop("show", None)

    st.button(
        f"Write {count_text(arrival.new + arrival.changed, 'decision')}",
        type="primary",
        key=f"{key}-write",
        disabled=bool(preview.rejected) and not typed.get(f"{key}-without"),
        on_click=write,
    )
    show_refusal(key)


def _preview(context: Context, initiative: str, key: str, log: LogFile, source: str) -> LogPreview:
    """What would come of the file, computed once for its columns and source, with progress."""
    token = (log.sha256, source, context.store.decisions.token(initiative), _answers(key))
    known = st.session_state.get(f"{key}-preview")
    if known is not None and known[0] == token:
        found: LogPreview = known[1]
        return found
    with st.status("Reading the file and comparing it with the log", expanded=False) as status:
        done = preview_decisions(
            context,
            initiative,
            log,
            source=source,
            progress=lambda rows: status.update(label=f"Reading: {rows:,} rows so far"),
        )
        status.update(label=f"Read: {count_text(done.arrival.new + done.arrival.changed, 'row')} to write")
    st.session_state[f"{key}-preview"] = (token, done)
    return done


def _answers(key: str) -> str:
    typed = st.session_state
    columns = {field.name: typed.get(f"{key}-column-{field.name}") for field in FIELDS}
    return repr((columns, typed.get(f"{key}-answers"), typed.get(f"{key}-read-answers")))


def _said(done: LogPreview) -> str:
    arrival = done.arrival
    return f"Written: {arrival.new:,} new, {arrival.changed:,} changed, {arrival.same:,} known already."


def _round(initiative: str) -> str:
    return f"rd-log-round-{initiative}"
