"""Single-key shortcuts that never fire while someone types, with a list of the keys and a switch to turn them off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from readiness.ui.markup import element, render, table

LISTENER = """
const live = new Map()
const typing = 'input:not([type=checkbox]):not([type=radio]):not([type=button]),textarea,select,[contenteditable],' +
  '[role=textbox],[role=dialog],[role=combobox],[role=listbox],[role=slider],[role=spinbutton],[role=menu],[role=grid]'
// The last presses, numbered: while a run goes on the program hears only the last thing said, so each says them all.
let heard = [], count = 0, stopWaiting = null
const reach = field => {
  const go = () => {
    const input = document.querySelector('.st-key-' + CSS.escape(field) + ' :is(input,textarea)')
    if (input) { input.focus(); input.select() }
    return input
  }
  if (go()) return
  // The field is still being drawn: it gets the cursor once it is there, and no key acts until then.
  const look = new MutationObserver(() => { if (go()) stopWaiting() })
  const over = e => { if (e.type === 'pointerdown' || e.key === 'Escape' || e.key === 'Tab') stopWaiting() }
  const late = setTimeout(() => stopWaiting(), 5000)
  stopWaiting = () => {
    look.disconnect(); clearTimeout(late); stopWaiting = null
    for (const hand of ['pointerdown', 'keydown']) document.removeEventListener(hand, over, true)
  }
  for (const hand of ['pointerdown', 'keydown']) document.addEventListener(hand, over, true)
  look.observe(document.body, { childList: true, subtree: true })
}
export default function ({ data, parentElement, setStateValue }) {
  const old = live.get(parentElement)
  if (old) document.removeEventListener('keydown', old)
  else heard = []
  const press = e => {
    if (e.defaultPrevented || e.isComposing || e.repeat || e.ctrlKey || e.metaKey || e.altKey) return
    const t = e.composedPath()[0]
    if (t instanceof HTMLElement && (t.isContentEditable || t.closest(typing))) return
    if (document.querySelector('[role=dialog]')) return
    if (!data.keys.includes(e.key)) return
    e.preventDefault()
    if (stopWaiting) return
    const field = data.focus && data.focus[e.key]
    if (field) return reach(field)
    heard = [...heard, [++count, e.key]].slice(-50)
    setStateValue('pressed', heard)
  }
  document.addEventListener('keydown', press); live.set(parentElement, press)
  document.documentElement.dataset.readinessKeys = 'on'
  return () => {
    document.removeEventListener('keydown', press)
    // An earlier listener is cleared away after the next one has taken its place: that one stays.
    if (live.get(parentElement) === press) live.delete(parentElement)
    if (!live.size) { delete document.documentElement.dataset.readinessKeys; if (stopWaiting) stopWaiting() }
  }
}
"""

_listener = st.components.v2.component("readiness_hotkeys", js=LISTENER)
_KEY = "rd-listen-keys"
_ON = "readiness-hotkeys-on"
_HEARD = "readiness-hotkeys-heard"

Draw = Callable[[], object]
"""Draws what a key has changed; it may ask for a rerun."""


@dataclass(frozen=True)
class Leave:
    """What a key may ask for: another page, by its file and query. What is pressed meanwhile is meant for that page."""

    page: str
    query: Mapping[str, str]

    def __call__(self) -> NoReturn:
        """Go there."""
        st.switch_page(self.page, query_params=dict(self.query))

    def arrived(self) -> bool:
        """Whether the page being drawn is the one asked for."""
        return all(st.query_params.get(name) == value for name, value in self.query.items())


def hotkeys(
    meanings: Mapping[str, str], on_press: Callable[[str], Draw | None], *, focus: Mapping[str, str] | None = None
) -> None:
    """Listen for the keys of `meanings` (key -> what it does, for the list) and call `on_press` with each one pressed.

    Every press is heard once and in order, also while the page is being drawn. `on_press` does what the key means, may
    be called again for a press that it was broken off at, and asks for no rerun itself: it returns what draws the
    change, or a `Leave`, or None where the page is to be drawn anew. `focus` maps a key ('/') to the `key=` of the
    input that it puts the cursor into, without a round trip. '?' always shows the list, which also holds the switch
    that turns all of them off (WCAG 2.1.4). Call it once a page, outside of fragments, after all that the keys act on.
    """
    if not hotkeys_on():
        return
    fields = dict(focus or {})
    known = {*meanings, *fields, "?"}

    def press() -> None:
        heard = _heard()
        if heard.leaving is None:
            draws = _act(heard, known, on_press)
            if heard.asked:
                heard.asked = False  # first: broken off by its own closing, the list is not shown again
                show_keys(meanings)
            elif heard.leaving is not None or (len(draws) == 1 and not heard.closing):
                draws[-1]()

    with st.container(key=_KEY + "-box"):
        _listener(key=_KEY, data={"keys": sorted(known), "focus": fields}, on_pressed_change=press)
    heard = _heard()
    heard.closing = max(heard.closing - 1, 0)
    _go_on(heard, known, on_press)
    if heard.asked:
        heard.asked = False
        show_keys(meanings)


@dataclass
class _Heard:
    """How far this browser session's presses were acted on."""

    done: int
    leaving: Leave | None = None
    closing: int = 0
    """How many whole runs still follow the closing of the list; each may be broken off by a key after it came by."""
    asked: bool = False
    """The list of keys was asked for and is not shown yet."""


def _heard() -> _Heard:
    """What was acted on so far; a session that begins with presses took them over from one that has acted on them."""
    if _HEARD not in st.session_state:
        st.session_state[_HEARD] = _Heard(max((number for number, _ in _presses()), default=0))
    heard: _Heard = st.session_state[_HEARD]
    return heard


def _presses() -> list[tuple[int, str]]:
    """The last presses with their numbers, oldest first; they come from a browser and are checked like any input."""
    said = getattr(st.session_state.get(_KEY), "pressed", None)
    presses: list[tuple[int, str]] = []
    for one in said if isinstance(said, list) else ():
        match one:
            case [int(number), str(key)]:
                presses.append((number, key))
    return presses


def _act(heard: _Heard, known: set[str], on_press: Callable[[str], Draw | None]) -> list[Draw]:
    """Act on the presses that wait, up to one that leaves the page; what draws the changes."""
    draws: list[Draw] = []
    broken_off: RerunException | None = None
    for number, key in _presses():
        if number <= heard.done or key not in known:
            continue
        draw: Draw | None = None
        if key == "?":
            heard.asked = True
        else:
            # Streamlit breaks a callback off where it touches the session once the next click has come.
            for _ in range(3):
                try:
                    draw = on_press(key)
                    break
                except RerunException as request:
                    broken_off = request
            draws.append(draw or st.rerun)
        heard.done = number
        if isinstance(draw, Leave):
            heard.leaving = draw
            break
    if broken_off is not None:
        raise broken_off
    return draws


def _go_on(heard: _Heard, known: set[str], on_press: Callable[[str], Draw | None]) -> None:
    """On the page that a key went to, act on what was pressed meanwhile."""
    leaving, heard.leaving = heard.leaving, None
    if leaving is None or not _presses():
        return
    if not leaving.arrived():
        # A press that came at once asked for the old page again.
        heard.leaving = leaving
        leaving()
    if _act(heard, known, on_press):
        (heard.leaving or st.rerun)()


def hotkeys_on() -> bool:
    """Whether this person has the single-key shortcuts on; they are on until switched off."""
    return bool(st.session_state.get(_ON, True))


def hotkeys_switch() -> None:
    """The switch itself, for a page that has shortcuts; it holds for the browser session."""
    st.session_state.setdefault(_ON, True)
    st.toggle("Keyboard shortcuts", key=_ON, persist_state="session", help="Press ? to see them.")


def _closed() -> None:
    """Closing the list draws the page again without it, and until that is done nothing draws but a part of the page.

    What the browser was told to show stays until a whole run leaves it out: a redraw of a part would open it once more.
    """
    _heard().closing = 3


def list_closing() -> bool:
    """Whether the list of keys was closed and the page is not yet drawn without it."""
    return bool(getattr(st.session_state.get(_HEARD), "closing", 0))


@st.dialog("Keys on this page", on_dismiss=_closed)
def show_keys(meanings: Mapping[str, str]) -> None:
    """Show the list of keys with the off switch; also opened by '?'."""
    rows = [(element("kbd", key, class_="rd-key"), meaning) for key, meaning in (*meanings.items(), ("?", "Show this"))]
    render(table(["Key", "What it does"], rows, caption="Keys on this page", stacked=False))
    st.caption("They do nothing while you type in a field.")
