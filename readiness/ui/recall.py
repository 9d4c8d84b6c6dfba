"""Who is at the keyboard survives a reload: the browser's tab remembers the choice for as long as it is open."""

from collections.abc import Callable

import streamlit as st

MEMORY = """
export default function ({ data, setTriggerValue }) {
  const name = 'readiness-who-' + data.initiative
  try {
    if (data.person) sessionStorage.setItem(name, data.person)
    else if (data.person === '') sessionStorage.removeItem(name)
    else { const known = sessionStorage.getItem(name); if (known) setTriggerValue('recalled', known) }
  } catch { /* a browser that keeps nothing: the choice then ends with the reload */ }
}
"""

_memory = st.components.v2.component("readiness_recall", js=MEMORY)
_LONGEST = 80


def recall(initiative: str, person: str | None, on_recalled: Callable[[str], None]) -> None:
    """Keep `person` in the tab ('' forgets it), or, where it is None, call back with the one that the tab remembers.

    What comes back is from a browser: an id that may be of nobody.
    """
    key = f"rd-listen-who-{initiative}"

    def recalled() -> None:
        known = getattr(st.session_state.get(key), "recalled", None)
        if isinstance(known, str) and 0 < len(known) <= _LONGEST:
            on_recalled(known)

    with st.container(key=f"{key}-box"):
        _memory(key=key, data={"initiative": initiative, "person": person}, on_recalled_change=recalled)
