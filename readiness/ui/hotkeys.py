"""Single-key shortcuts that never fire while someone types, with a list of the keys and a switch to turn them off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

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
// The list of the keys, closed by Escape, its button or a click beside it; the focus goes back to where it was.
const element = (name, ...inside) => { const made = document.createElement(name); made.append(...inside); return made }
const showList = meanings => {
  const close = element('button', 'Close')
  const rows = meanings.map(([key, meaning]) => {
    const sign = element('kbd', key); sign.className = 'rd-key'
    return element('tr', element('td', sign), element('td', meaning))
  })
  const heads = ['Key', 'What it does'].map(word => { const th = element('th', word); th.scope = 'col'; return th })
  const table = element('table', element('thead', element('tr', ...heads)), element('tbody', ...rows))
  table.className = 'rd-table'
  const title = element('h2', 'Keys on this page'); title.id = 'rd-keys-title'
  const inside = element('div', title, table, element('p', 'They do nothing while you type in a field.'), close)
  const list = element('dialog', inside)
  list.className = 'rd-keys'; list.setAttribute('aria-labelledby', title.id)
  close.type = 'button'; close.onclick = () => list.close()
  list.onclick = e => { if (e.target === list) list.close() }
  list.onclose = () => list.remove()
  document.body.append(list); list.showModal()
}
export default function ({ data, parentElement, setStateValue }) {
  const old = live.get(parentElement)
  if (old) document.removeEventListener('keydown', old)
  else heard = []
  const press = e => {
    if (e.defaultPrevented || e.isComposing || e.repeat || e.ctrlKey || e.metaKey || e.altKey) return
    const t = e.composedPath()[0]
    if (t instanceof HTMLElement && (t.isContentEditable || t.closest(typing))) return
    if (document.querySelector('[role=dialog],dialog[open]')) return
    if (!data.keys.includes(e.key)) return
    e.preventDefault()
    if (stopWaiting) return
    if (e.key === '?') return showList(data.meanings)
    const field = data.focus && data.focus[e.key]
    if (field) return reach(field)
    heard = [...heard, [++count, e.key, data.trip]].slice(-50)
    setStateValue('pressed', heard)
  }
  document.addEventListener('keydown', press); live.set(parentElement, press)
  document.documentElement.dataset.readinessKeys = 'on'
  return () => {
    document.removeEventListener('keydown', press)
    // An earlier listener is cleared away after the next one has taken its place: that one stays.
    if (live.get(parentElement) === press) live.delete(parentElement)
    if (live.size) return
    delete document.documentElement.dataset.readinessKeys
    if (stopWaiting) stopWaiting()
    for (const list of document.querySelectorAll('dialog.rd-keys')) list.close()
  }
}
"""

_listener = st.components.v2.component("readiness_hotkeys", js=LISTENER)
_KEY = "rd-listen-keys"
_ON = "readiness-hotkeys-on"
_HEARD = "readiness-hotkeys-heard"

Press = tuple[int, str, int]
"""The number of a press, its key, and how many pages keys had led to when its page was drawn."""

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


def not_here() -> None:
    """What `on_press` returns for a press that means nothing on its page: it may be meant for the one that comes.

    A press that comes while the page that a key asked for is being drawn may be heard by the one before it. It is kept
    for that page, and forgotten there if it means nothing there either.
    """


def hotkeys(
    meanings: Mapping[str, str], on_press: Callable[[str], Draw | None], *, focus: Mapping[str, str] | None = None
) -> None:
    """Listen for the keys of `meanings` (key -> what it does, for the list) and call `on_press` with each one pressed.

    Every press is heard once and in order, also while the page is being drawn. `on_press` does what the key means, may
    be called again for a press that it was broken off at, and asks for no rerun itself: it returns what draws the
    change, or a `Leave`, or `not_here`, or None where the page is to be drawn anew. `focus` maps a key ('/') to the
    `key=` of the input that it puts the cursor into. '?' always shows the list; both need no round trip.
    `hotkeys_switch` turns all of them off (WCAG 2.1.4). Call it once a page, outside of fragments, after all that the
    keys act on.
    """
    if not hotkeys_on():
        return
    fields = dict(focus or {})
    known = {*meanings, *fields}
    listed = [*meanings.items(), ("?", "Show this")]

    def press() -> None:
        heard = _heard()
        if heard.leaving is None and not heard.on_the_way(_presses()):
            draws = _act(heard, known, on_press)
            if heard.leaving is not None or len(draws) == 1:
                draws[-1]()

    with st.container(key=_KEY + "-box"):
        data = {"keys": sorted({*known, "?"}), "focus": fields, "meanings": listed, "trip": _heard().trip}
        _listener(key=_KEY, data=data, on_pressed_change=press)
    _go_on(_heard(), known, on_press)


@dataclass
class _Heard:
    """How far this browser session's presses were acted on."""

    done: int
    leaving: Leave | None = None
    trip: int = 0
    """How many pages keys have led to; every press tells how many its page knew of."""
    came: Leave | None = None
    """The last of these pages."""

    def on_the_way(self, presses: list[Press]) -> bool:
        """Whether a press that waits was made before the browser showed the page that a key had led to."""
        return any(number > self.done and trip < self.trip for number, _, trip in presses)


def _heard() -> _Heard:
    """What was acted on so far; a session that begins with presses took them over from one that has acted on them."""
    if _HEARD not in st.session_state:
        st.session_state[_HEARD] = _Heard(max((number for number, _, _ in _presses()), default=0))
    heard: _Heard = st.session_state[_HEARD]
    return heard


def _presses() -> list[Press]:
    """The last presses, oldest first; they come from a browser and are checked like any input."""
    said = getattr(st.session_state.get(_KEY), "pressed", None)
    presses: list[Press] = []
    for one in said if isinstance(said, list) else ():
        match one:
            case [int(number), str(key), int(trip)]:
                presses.append((number, key, trip))
    return presses


def _act(heard: _Heard, known: set[str], on_press: Callable[[str], Draw | None]) -> list[Draw]:
    """Act on the presses that wait, up to one that leaves the page; what draws the changes."""
    draws: list[Draw] = []
    broken_off: RerunException | None = None
    for number, key, _ in _presses():
        if number <= heard.done or key not in known:
            continue
        draw: Draw | None = None
        # Streamlit breaks a callback off where it touches the session once the next click has come.
        for _ in range(3):
            try:
                draw = on_press(key)
                break
            except RerunException as request:
                broken_off = request
        if draw is not_here:
            break
        draws.append(draw or st.rerun)
        heard.done = number
        if isinstance(draw, Leave):
            heard.leaving = heard.came = draw
            heard.trip += 1
            break
    if broken_off is not None:
        raise broken_off
    return draws


def _go_on(heard: _Heard, known: set[str], on_press: Callable[[str], Draw | None]) -> None:
    """At the end of a page, act on what was pressed on the way to it."""
    presses = _presses()
    on_the_way = heard.leaving is not None or heard.on_the_way(presses)
    heard.leaving = None
    if not presses:
        return
    if on_the_way and heard.came is not None and not heard.came.arrived():
        # A press that came at once asked for the old page again.
        heard.leaving = heard.came
        heard.came()
    draws = _act(heard, known, on_press)
    if heard.leaving is None:
        heard.done = max(heard.done, presses[-1][0])
    if draws:
        (heard.leaving or st.rerun)()


def hotkeys_on() -> bool:
    """Whether this person has the single-key shortcuts on; they are on until switched off."""
    return bool(st.session_state.get(_ON, True))


def hotkeys_switch() -> None:
    """The switch itself, for a page that has shortcuts; it holds for the browser session."""
    st.toggle("Keyboard shortcuts", value=True, key=_ON, persist_state="session", help="Press ? to see them.")
