"""How each field of the project record came to be what it is: who changed what from what to what, and when."""

import json
from typing import Any

import streamlit as st

from readiness.context import Context
from readiness.domain.wording import count_text
from readiness.queries.project_record import HISTORY, record_history
from readiness.ui.dates import moment
from readiness.ui.markup import element, join, muted, render, section, table
from readiness.ui.saved import browser_zone

_LONGEST = 400


def show_history(context: Context, initiative: str) -> None:
    """The history of the form, read when it is opened."""
    opened = st.expander("History of the form", key=f"rd-record-history-{initiative}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        changes = record_history(context, initiative)
        if not changes:
            render(element("p", "Nothing was entered yet."))
            return
        rows = [
            (
                moment(one.at, browser_zone()),
                _field(one.field),
                f"{_said(one.old)} → {_said(one.new)}",
                join((one.actor, muted("" if one.signed_in else " (not signed in)"))),
            )
            for one in changes
        ]
        said = count_text(len(changes), "change") + (", the latest ones" if len(changes) >= HISTORY else "")
        render(
            section(said), table(["When", "Field", "Change", "By"], rows, caption="Changes of the form, latest first")
        )


def _field(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")


def _said(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
