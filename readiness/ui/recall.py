"""What a browser's tab remembers for as long as it is open, so that a reload or a restart of the program keeps it."""

from collections.abc import Callable

import streamlit as st

MEMORY = """
export default function ({ data, setStateValue }) {
  const name = 'readiness-' + data.name
  try {
    if (data.value) sessionStorage.setItem(name, data.value)
    else if (data.value === '') sessionStorage.removeItem(name)
    // A state, not a trigger: one that comes while the page is drawn for something else is not lost.
    else { const known = sessionStorage.getItem(name); if (known) setStateValue('recalled', known) }
  } catch { /* a browser that keeps nothing: the choice then ends with the reload */ }
}
"""

_memory = st.components.v2.component("readiness_recall", js=MEMORY)
_LONGEST = 80


def recall(initiative: str, person: str | None, on_recalled: Callable[[str], None]) -> None:
    """Keep who is at the keyboard of an initiative; `person` as `keep` takes a value."""
    keep(f"who-{initiative}", person, on_recalled)


def keep(name: str, value: str | None, on_recalled: Callable[[str], None]) -> None:
    """Keep `value` in the tab ('' forgets it), or, where it is None, call back with the one that the tab remembers.

    What comes back is from a browser: an id that may be of nobody, a key that may open nothing.
    """
    key = f"rd-listen-{name}"

    def recalled() -> None:
        known = getattr(st.session_state.get(key), "recalled", None)
        if isinstance(known, str) and 0 < len(known) <= _LONGEST:
            on_recalled(known)

    with st.container(key=f"{key}-box"):
        _memory(key=key, data={"name": name, "value": value}, on_recalled_change=recalled)
