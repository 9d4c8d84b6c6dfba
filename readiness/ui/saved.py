"""The visible 'Saved 10:42' state of a page that saves as one types."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from readiness.ui.dates import clock
from readiness.ui.markup import element, render

_KEY = "readiness-saved-at"


def mark_saved(now: datetime) -> None:
    """Remember that something was saved just now; call it in the callback, after the command has returned."""
    st.session_state[_KEY] = now


def show_saved() -> None:
    """Show when this person last saved something; says nothing before the first time. Screen readers are told."""
    moment = st.session_state.get(_KEY)
    said = f"Saved {clock(moment, browser_zone())} ✓" if isinstance(moment, datetime) else ""
    render(element("span", said, class_="rd-saved", role="status", aria_live="polite"))


def browser_zone() -> ZoneInfo | None:
    """The time zone of the person's browser, or None where it is not known."""
    name = st.context.timezone
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
