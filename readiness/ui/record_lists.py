"""The lists of the project record: user feedback, incidents, exposure, changes; searched, sorted, added to, changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.project_lists import add_entry, change_entry, remove_entry
from readiness.context import Context
from readiness.domain.wording import count_text, number_text
from readiness.queries.project_record import Entry, ListName, RecordView, entries
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day
from readiness.ui.form_turns import begin_anew, fields_of
from readiness.ui.markup import Column, Html, Piece, element, empty, link, muted, render, section, table
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.paging import page_slice, search_box
from readiness.ui.record_form import READ_BY
from readiness.ui.record_import import show_import
from readiness.ui.views import named, view_row

LONGEST_TEXT, LONGEST_LINE = 10_000, 300
PER_PAGE = 25
NAMES: dict[ListName, str] = {
    "feedback": "User feedback",
    "incidents": "Incidents",
    "exposures": "Exposure",
    "changes": "Changes of the system",
}
CHANGE_WORDS = {"change": "Change", "retraining": "Retraining", "no_retraining": "Decided not to retrain"}
SEVERITY_WORDS = {"minor": "Minor", "major": "Major", "critical": "Critical"}
OF_WORDS = {"cases": "of cases", "people": "of people"}


@dataclass(frozen=True)
class Field:
    """One field of an entry: its name, label and kind ("text", "line", "day", "share" or the words to choose from)."""

    name: str
    label: str
    kind: str | dict[str, str]
    sortable: bool = False
    required: bool = False


FIELDS: dict[ListName, tuple[Field, ...]] = {
    "feedback": (
        Field("day", "Date", "day", True, True),
        Field("text", "What was said", "text", required=True),
        Field("author", "Who said it", "line", True),
        Field("answered_on", "Answered on", "day", True),
        Field("change", "What changed", "text"),
    ),
    "incidents": (
        Field("day", "Date", "day", True, True),
        Field("severity", "Severity", SEVERITY_WORDS, True, True),
        Field("text", "What happened", "text"),
        Field("found_by", "Found by", "line", True),
        Field("closed_on", "Closed on", "day", True),
    ),
    "exposures": (
        Field("day", "From", "day", True, True),
        Field("share_pct", "Share in percent", "share", True, True),
        Field("of", "Of", OF_WORDS, True, True),
    ),
    "changes": (
        Field("day", "Date", "day", True, True),
        Field("kind", "Kind", CHANGE_WORDS, True, True),
        Field("text", "What changed, or why not", "text", required=True),
    ),
}
_EMPTY = {
    "feedback": "No feedback yet. What a user says, and what came of it, shows whether people use it.",
    "incidents": "No incident is recorded.",
    "exposures": "No exposure is recorded. It says which share of cases or people the system reaches, from which day.",
    "changes": "No change is recorded. A decision not to retrain counts as well: it shows that somebody looks.",
}


def show_lists(context: Context, view: RecordView) -> None:
    """One of the lists, as the address names it, with the ways to the others."""
    asked = named("list")
    list_name: ListName = next((name for name in NAMES if name == asked), "feedback")
    initiative = view.assessment.initiative.id
    titles: dict[str, str] = {name: f"{words} {len(getattr(view.rollout, name))}" for name, words in NAMES.items()}
    render(
        section("Lists"),
        view_row("record", titles, list_name, label="Which list", parameter="list", initiative=initiative),
    )
    st.caption(f"Used for {READ_BY[list_name]}")
    _open_entry(context, view, list_name)
    total = len(getattr(view.rollout, list_name))
    with st.expander("Add an entry", key=f"rd-add-{list_name}", expanded=False):
        _form(context, view, list_name, None)
    if list_name != "changes":
        show_import(context, view, list_name)
    if not total:
        render(empty(_EMPTY[list_name]))
        return
    search = search_box(f"Search in {NAMES[list_name].lower()}") if total > 1 else ""
    sort = named("sort") if named("sort") in [field.name for field in FIELDS[list_name]] else "day"
    descending = named("order") != "asc"
    found = entries(view.rollout, list_name, search=search, sort=sort, descending=descending)
    if not found:
        render(empty(f"None of {count_text(total, 'entry', 'entries')} holds these words."))
        return
    part = page_slice(len(found), PER_PAGE, narrowed_to=(list_name, search))
    columns: list[Column | str] = [
        Column(field.label, sort=field.name if field.sortable else None, align=_align(field))
        for field in FIELDS[list_name]
    ]
    rows = [_row(initiative, list_name, entry) for entry in found[part]]
    render(
        table(
            columns,
            rows,
            caption=NAMES[list_name],
            page="record",
            sorted_by=sort,
            descending=descending,
            parameters={"initiative": initiative, "list": list_name, "q": search or None},
        )
    )


def _align(field: Field) -> Any:
    return "right" if field.kind == "share" else "left"


def _row(initiative: str, list_name: ListName, entry: Entry) -> list[Piece]:
    cells: list[Piece] = [shown(field, getattr(entry, field.name)) for field in FIELDS[list_name]]
    cells[0] = link(cells[0], "record", initiative=initiative, list=list_name, entry=entry.id)
    return cells


def shown(field: Field, value: Any) -> Piece:
    """A value in words."""
    if value is None or value == "":
        return muted("open" if field.name in ("answered_on", "closed_on") else "")
    if isinstance(value, date):
        return day(value)
    if isinstance(field.kind, dict):
        return field.kind.get(str(value), str(value))
    if field.kind == "share":
        return f"{number_text(value)} %"
    return str(value)


# One entry ------------------------------------------------------------------------------------------------------------


def _open_entry(context: Context, view: RecordView, list_name: ListName) -> None:
    wanted = named("entry")
    if not wanted:
        return
    found: tuple[Entry, ...] = getattr(view.rollout, list_name)
    entry = next((one for one in found if one.id == wanted), None)
    with st.container(border=True, key="rd-entry-open"):
        if entry is None:
            st.warning("There is no such entry. It may have been removed.")
        else:
            render(section("One entry"), _facts(entry))
            _form(context, view, list_name, entry)
        with st.container(horizontal=True):
            st.button("Close", key="rd-entry-close", on_click=_close)
            if entry is not None:
                st.button(
                    "Remove this entry",
                    key=f"rd-entry-remove-{entry.id}",
                    on_click=_remove,
                    args=(context, view.assessment.initiative.id, list_name, entry.id),
                )


def _facts(entry: Entry) -> Html:
    return element("p", muted(f"Added on {day(entry.added_at.date())} by {entry.added_by or 'nobody named'}."))


def _close() -> None:
    st.query_params.pop("entry", None)


def _remove(context: Context, initiative: str, list_name: ListName, id: str) -> None:
    if attempt(
        lambda: remove_entry(context, initiative, list_name, id), "It is removed; the record of changes keeps it."
    ):
        _close()


def _form(context: Context, view: RecordView, list_name: ListName, entry: Entry | None) -> None:
    initiative = view.assessment.initiative.id
    fields = FIELDS[list_name]
    key = f"rd-{list_name}-{entry.id if entry is not None else 'new'}"
    part = fields_of(key)

    def save() -> None:
        values = {field.name: _entered(field, st.session_state.get(f"{part}-{field.name}")) for field in fields}
        if values["day"] is None:
            values["day"] = context.today()

        def act() -> None:
            if entry is None:
                add_entry(context, initiative, list_name, **values)
            else:
                changed = {name: value for name, value in values.items() if value != getattr(entry, name)}
                change_entry(context, initiative, list_name, entry.id, seen=entry, **changed)

        if attempt(act, "The entry is saved.", beside=key):
            begin_anew(key)
            _close()

    with st.form(key, enter_to_submit=False, border=False):
        for field in fields:
            _widget(field, f"{part}-{field.name}", entry, view.today)
        st.form_submit_button("Save entry", type="primary", on_click=save)
        show_refusal(key)


def _entered(field: Field, value: Any) -> Any:
    if field.kind in ("text", "line"):
        return value or ""
    if field.kind == "share":
        return 0.0 if value is None else float(value)
    return value


def _widget(field: Field, key: str, entry: Entry | None, today: date) -> None:
    stored = getattr(entry, field.name) if entry is not None else None
    label = field.label + ("" if field.required else " (optional)")
    if field.kind == "day":
        start: date | None = today if entry is None and field.name == "day" else stored
        st.date_input(label, value=start, key=key, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD")
    elif field.kind == "share":
        st.number_input(label, value=stored, key=key, min_value=0.0, max_value=100.0, step=1.0, format="%g")
    elif field.kind == "text":
        st.text_area(label, value=stored or "", key=key, max_chars=LONGEST_TEXT, height=68)
    elif field.kind == "line":
        st.text_input(label, value=stored or "", key=key, max_chars=LONGEST_LINE)
    elif isinstance(field.kind, dict):
        words = field.kind
        st.segmented_control(
            label,
            list(words),
            default=next(iter(words)) if entry is None else stored,
            key=key,
            format_func=lambda one: words.get(str(one), str(one)),
            required=True,
        )
