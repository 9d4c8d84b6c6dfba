"""What came of the last thing a person did: a sentence on the page that is drawn next, once.

What worked is said at the top of the page; what was refused is said there too, or beside the button of a long form.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from readiness.errors import ReadinessError
from readiness.ui.errors import plain, show

_KEY = "readiness-outcome"
_REFUSED = "readiness-refused-"


def attempt(action: Callable[[], Any], done: str | Callable[[Any], str] | None, *, beside: str = "") -> bool:
    """Do something in a callback; `done` is what to say when it worked. An expected failure is said instead.

    Returns whether it worked. `done` may be a function of what the action returned, or None where the page itself shows
    it. A failure is said where `show_refusal(beside)` stands, so that nobody has to scroll for it.
    """
    st.session_state.pop(_REFUSED + beside, None)
    try:
        result = action()
    except ReadinessError as error:
        st.session_state[_REFUSED + beside if beside else _KEY] = error
        return False
    if done is None:
        st.session_state.pop(_KEY, None)
    else:
        st.session_state[_KEY] = done if isinstance(done, str) else done(result)
    return True


def doing(action: Callable[[], Any], done: str | Callable[[Any], str]) -> Callable[[], None]:
    """A callback that attempts the action."""

    def act() -> None:
        attempt(action, done)

    return act


def show_outcome() -> None:
    """Show what came of it; call it once on a page, under its top."""
    outcome = st.session_state.pop(_KEY, None)
    if isinstance(outcome, ReadinessError):
        show(outcome)
    elif isinstance(outcome, str):
        st.success(plain(outcome))


def is_refused(beside: str) -> bool:
    """Whether the form of this name was refused and that has not been shown yet."""
    return _REFUSED + beside in st.session_state


def show_refusal(beside: str) -> None:
    """Show why the form of this name was refused, once; call it where its button is."""
    refused = st.session_state.pop(_REFUSED + beside, None)
    if isinstance(refused, ReadinessError):
        show(refused)
