"""A field that is saved as it is entered, and that never overwrites what somebody else saved meanwhile.

Per field the session keeps the *base*: the stored value that the edit starts from. It moves only when the field is
drawn for the first time, after one's own save, and on "Take theirs". What is merely drawn has not been seen: a box
that somebody types in keeps its text, and a foreign change stands beside it as a notice until the person chooses.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from readiness.errors import Conflict, Invalid, ReadinessError
from readiness.ui.errors import plain
from readiness.ui.saved import mark_saved

Save = Callable[[Any, Any], None]
"""Stores a value: (the new value, the stored value that the edit started from). Raises Conflict, Invalid."""


class SavedField:
    """One field of a page. Draw the widget with `key=field.key, on_change=field.changed`, then call `show_state`."""

    def __init__(self, key: str, stored: Any, save: Save, now: Callable[[], datetime]) -> None:
        self.key = key
        self.stored = stored
        self._save = save
        self._now = now
        state = st.session_state
        # The widget's own state goes when the person leaves the page, so coming back is a first draw again.
        if key not in state or f"{key}-base" not in state or state.pop(f"{key}-reset", False):
            state[key] = stored
            state[f"{key}-base"] = stored
            self._forget()

    @property
    def base(self) -> Any:
        """The stored value that the edit starts from."""
        return st.session_state[f"{self.key}-base"]

    def changed(self) -> None:
        """Save what was entered, as the widget's on_change."""
        self._store(st.session_state[self.key], self.base)

    def keep_mine(self, theirs: Any) -> None:
        """Save mine over theirs, which the person has now seen."""
        self._store(st.session_state[self.key], theirs)

    def take_theirs(self) -> None:
        """Show what is stored and forget mine."""
        st.session_state[f"{self.key}-reset"] = True
        self._forget()

    def _store(self, value: Any, seen: Any) -> None:
        state = st.session_state
        self._forget()
        try:
            self._save(value, seen)
        except Conflict as conflict:
            state[f"{self.key}-problem"] = conflict
            return
        except ReadinessError as error:
            state[f"{self.key}-problem"] = error
            return
        state[f"{self.key}-base"] = value
        mark_saved(self._now())

    def _forget(self) -> None:
        st.session_state.pop(f"{self.key}-problem", None)

    def show_state(self, said: Callable[[Any], str] = str) -> None:
        """Show what stands in the way of a save, or that somebody else has changed the field; nothing otherwise.

        `said` turns a value into words.
        """
        problem = st.session_state.get(f"{self.key}-problem")
        if isinstance(problem, Conflict):
            self._choose(problem.message, problem.theirs, said)
        elif isinstance(problem, ReadinessError):
            st.error(plain(problem.message))
            if not isinstance(problem, Invalid):
                st.button("Try again", key=f"{self.key}-again", on_click=self.changed)
        elif self.stored != self.base:
            self._notice(said)

    def _choose(self, message: str, theirs: Any, said: Callable[[Any], str]) -> None:
        st.warning(plain(message))
        mine = st.session_state[self.key]
        with st.container(key=f"{self.key}-conflict"):
            left, right = st.columns(2)
            with left:
                st.markdown("**Yours, not saved**")
                st.text(_shown(mine, said))
                st.button("Keep mine", key=f"{self.key}-mine", on_click=self.keep_mine, args=(theirs,))
            with right:
                st.markdown("**Theirs, saved**")
                st.text(_shown(theirs, said))
                st.button("Take theirs", key=f"{self.key}-theirs", on_click=self.take_theirs)

    def _notice(self, said: Callable[[Any], str]) -> None:
        st.info("Somebody else changed this while you had it open. Saved now:")
        st.text(_shown(self.stored, said))
        st.button("Take theirs", key=f"{self.key}-theirs", on_click=self.take_theirs)


def _shown(value: Any, said: Callable[[Any], str]) -> str:
    return "(empty)" if value is None or value == "" else said(value)
