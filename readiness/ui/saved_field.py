"""A field that is saved as it is entered, and that never overwrites what somebody else saved meanwhile.

Per field the session keeps the *base*: the stored value that the edit starts from. It moves only when the field is
drawn for the first time, after one's own save, and on "Take theirs". What is merely drawn has not been seen: a box
that somebody types in keeps its text, and a foreign change stands beside it as a notice until the person chooses.
"""

from collections.abc import Callable
from datetime import datetime
from threading import RLock
from typing import Any

import streamlit as st

from readiness.errors import Conflict, Invalid, ReadinessError
from readiness.ui.errors import plain
from readiness.ui.saved import mark_not_saved, mark_saved, mark_settled

Save = Callable[[Any, Any], None]
"""Stores a value: (the new value, the stored value that the edit started from). Raises Conflict, Invalid."""


_KEPT = "rd-fields"
_LOCK = "lock"


def _kept() -> dict[str, Any]:
    """What the session knows about its fields: base, problem and reset by field.

    One entry of the session for all of them: Streamlit goes through every entry of a session for each box it draws.
    """
    try:
        kept: dict[str, Any] = st.session_state[_KEPT]
    except KeyError:
        kept = st.session_state[_KEPT] = {_LOCK: RLock()}
    return kept


def _nothing() -> None:
    """What follows a save where the page draws everything again anyway."""


def fields_in_trouble() -> bool:
    """Whether any field of this session holds what could not be saved; those that were left with their page do not."""
    kept = _kept()
    problems = [name for name in kept if name.endswith("-problem")]
    for name in problems:
        if name.removesuffix("-problem") not in st.session_state:
            del kept[name]
    return any(name in kept for name in problems)


class SavedField:
    """One field of a page. Draw the widget with `key=field.key, on_change=field.changed`, then call `show_state`.

    A box for text takes `value=field.begin` as well.

    In a fragment, `after` is what ends every callback, such as a rerun of the fragments that show the value. A field
    that consists of several widgets overrides `shown` and `entered`.
    """

    def __init__(
        self, key: str, stored: Any, save: Save, now: Callable[[], datetime], after: Callable[[], None] = _nothing
    ) -> None:
        self.key = key
        self.stored = stored
        self._save = save
        self._now = now
        self._after = after
        kept = _kept()
        # The widget's own state goes when the person leaves the page, so coming back is a first draw again.
        if key not in st.session_state or f"{key}-base" not in kept or kept.pop(f"{key}-reset", False):
            self.shown(stored)
            kept[f"{key}-base"] = stored
            kept[f"{key}-begin"] = st.session_state[key]
            self._forget()

    def shown(self, value: Any) -> None:
        """Put a stored value into the widget."""
        st.session_state[self.key] = value

    def entered(self) -> Any:
        """The value that stands in the widget now."""
        return st.session_state[self.key]

    @property
    def begin(self) -> str:
        """What a box for text is given as its value, besides its state in the session.

        Of two runs that follow each other closely the browser may draw the second alone, which tells no state: the box
        would stand empty, and what is typed into it would replace a text that nobody saw.
        """
        return str(_kept()[f"{self.key}-begin"] or "")

    @property
    def base(self) -> Any:
        """The stored value that the edit starts from."""
        return _kept()[f"{self.key}-base"]

    def changed(self) -> None:
        """Save what was entered, as the widget's on_change."""
        self._store(self.entered())
        self._after()

    def keep_mine(self, theirs: Any) -> None:
        """Save mine over theirs, which the person has now seen."""
        self._store(self.entered(), theirs)
        self._after()

    def take_theirs(self) -> None:
        """Show what is stored and forget mine."""
        # Assigned when it is drawn: a value assigned here would be undone by a rerun of single fragments.
        _kept()[f"{self.key}-reset"] = True
        self._forget()
        mark_settled()
        self._after()

    @property
    def troubled(self) -> bool:
        """Whether what was entered last is not saved, so that the field must stay on the page."""
        return f"{self.key}-problem" in _kept()

    def _store(self, value: Any, *seen: Any) -> None:
        """Save a value that started from `seen`, or from the base.

        Streamlit may run the callback of the next change while this one waits for the disk, and may break this one
        off wherever it touches the session: so both take turns, and what was saved is noted before anything else.
        """
        kept, base, problem = _kept(), f"{self.key}-base", f"{self.key}-problem"
        with kept[_LOCK]:
            kept.pop(problem, None)
            try:
                self._save(value, seen[0] if seen else kept[base])
            except ReadinessError as error:
                kept[problem] = error
            else:
                kept[base] = value
        if problem in kept:
            mark_not_saved()
        else:
            mark_saved(self._now())

    def _forget(self) -> None:
        _kept().pop(f"{self.key}-problem", None)

    def show_state(self, said: Callable[[Any], str] = str) -> None:
        """Show what stands in the way of a save, or that somebody else has changed the field; nothing otherwise.

        `said` turns a value into words.
        """
        problem = _kept().get(f"{self.key}-problem")
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
        mine = self.entered()
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
