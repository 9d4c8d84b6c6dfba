"""Single-key shortcuts that never fire while someone types, with a list of the keys and a switch to turn them off."""

from collections.abc import Callable, Mapping

import streamlit as st

from readiness.ui.markup import element, render, table

LISTENER = """
const live = new WeakMap()
const typing = 'input:not([type=checkbox]):not([type=radio]):not([type=button]),textarea,select,[contenteditable],' +
  '[role=textbox],[role=dialog],[role=combobox],[role=listbox],[role=slider],[role=spinbutton],[role=menu],[role=grid]'
export default function ({ data, parentElement, setTriggerValue }) {
  const old = live.get(parentElement); if (old) document.removeEventListener('keydown', old)
  const press = e => {
    if (e.defaultPrevented || e.isComposing || e.repeat || e.ctrlKey || e.metaKey || e.altKey) return
    const t = e.composedPath()[0]
    if (t instanceof HTMLElement && (t.isContentEditable || t.closest(typing))) return
    if (document.querySelector('[role=dialog]')) return
    if (!data.keys.includes(e.key)) return
    e.preventDefault()
    const field = data.focus && data.focus[e.key]
    if (field) {
      const input = document.querySelector('.st-key-' + CSS.escape(field) + ' :is(input,textarea)')
      if (input) { input.focus(); input.select() }
      return
    }
    setTriggerValue('pressed', e.key)
  }
  document.addEventListener('keydown', press); live.set(parentElement, press)
  document.documentElement.dataset.readinessKeys = 'on'
  return () => {
    document.removeEventListener('keydown', press); live.delete(parentElement)
    delete document.documentElement.dataset.readinessKeys
  }
}
"""

_listener = st.components.v2.component("readiness_hotkeys", js=LISTENER)
_KEY = "rd-listen-keys"
_ON = "readiness-hotkeys-on"


def hotkeys(
    meanings: Mapping[str, str], on_press: Callable[[str], None], *, focus: Mapping[str, str] | None = None
) -> None:
    """Listen for the keys of `meanings` (key -> what it does, for the list) and call `on_press` with the one pressed.

    `focus` maps a key ('/') to the `key=` of the input that it puts the cursor into, without a round trip. '?' always
    shows the list, which also holds the switch that turns all of them off (WCAG 2.1.4). Call it once a page, outside
    of fragments.
    """
    if not hotkeys_on():
        return
    fields = dict(focus or {})
    known = {*meanings, *fields, "?"}

    def press() -> None:
        pressed = getattr(st.session_state.get(_KEY), "pressed", None)
        if pressed == "?":
            show_keys(meanings)
        elif isinstance(pressed, str) and pressed in known:
            on_press(pressed)

    with st.container(key=_KEY + "-box"):
        _listener(key=_KEY, data={"keys": sorted(known), "focus": fields}, on_pressed_change=press)


def hotkeys_on() -> bool:
    """Whether this person has the single-key shortcuts on; they are on until switched off."""
    return bool(st.session_state.get(_ON, True))


def hotkeys_switch() -> None:
    """The switch itself, for a page that has shortcuts; it holds for the browser session."""
    st.session_state.setdefault(_ON, True)
    st.toggle("Keyboard shortcuts", key=_ON, persist_state="session", help="Press ? to see them.")


# Closing it draws the page again without it: a later redraw of a part of the page would else open it once more.
@st.dialog("Keys on this page", on_dismiss="rerun")
def show_keys(meanings: Mapping[str, str]) -> None:
    """Show the list of keys with the off switch; also opened by '?'."""
    rows = [(element("kbd", key, class_="rd-key"), meaning) for key, meaning in (*meanings.items(), ("?", "Show this"))]
    render(table(["Key", "What it does"], rows, caption="Keys on this page", stacked=False))
    st.caption("They do nothing while you type in a field.")
