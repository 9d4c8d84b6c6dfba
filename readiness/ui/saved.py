"""The visible 'Saved 10:42' state of a page that saves as one types."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from readiness.ui.dates import clock
from readiness.ui.markup import Html, element, render

_KEY = "readiness-saved-at"
# Set to False rather than taken away: a click may come while the page is still drawn for the one before, and Streamlit,
# which goes through all entries of the session for each box, stumbles over one that disappears meanwhile.
_REFUSED = "readiness-not-saved"


def mark_saved(now: datetime) -> None:
    """Remember that something was saved just now; call it in the callback, after the command has returned."""
    st.session_state[_KEY] = now
    st.session_state[_REFUSED] = False


def mark_not_saved() -> None:
    """Remember that the last thing entered was not saved; the sentence about it stands where it was entered."""
    st.session_state[_REFUSED] = True


def mark_settled() -> None:
    """Remember that nothing waits to be saved any more: the person took the other version or gave theirs up."""
    st.session_state[_REFUSED] = False


def show_saved() -> None:
    """Show when this person last saved something; says nothing before the first time. Screen readers are told."""
    render(saved_state())


def saved_state() -> Html:
    """'Saved 10:42 ✓', or '■ Not saved' when the last thing entered was refused, as a piece that is read out."""
    moment = st.session_state.get(_KEY)
    refused = bool(st.session_state.get(_REFUSED))
    said = f"Saved {clock(moment, browser_zone())} ✓" if isinstance(moment, datetime) else ""
    return element(
        "span",
        "■ Not saved yet" if refused else said,
        class_="rd-saved rd-refused" if refused else "rd-saved",
        role="status",
        aria_live="polite",
    )


def browser_zone() -> ZoneInfo | None:
    """The time zone of the person's browser, or None where it is not known."""
    name = st.context.timezone
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
