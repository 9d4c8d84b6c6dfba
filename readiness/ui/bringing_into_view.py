"""Brings a part of the page into view and puts the focus there, once for each time it is asked for."""

import streamlit as st

from readiness.ui.going import links_followed

LISTENER = """
let done = null
export default function ({ data }) {
  if (!data.turn || data.turn === done) return
  done = data.turn
  // Fields that are still being loaded move what is below them: look again until the person does something.
  let free = true
  const hands = ['wheel', 'pointerdown', 'keydown', 'touchstart']
  const release = () => { free = false; hands.forEach(h => document.removeEventListener(h, release, true)) }
  hands.forEach(h => document.addEventListener(h, release, { capture: true, passive: true }))
  const show = () => {
    const found = free && document.querySelector('.st-key-' + data.part.replace(/[^a-zA-Z0-9_-]/g, '-'))
    const target = found && found.querySelector(data.focus)
    if (!target) return false
    found.scrollIntoView({ block: 'start' })
    if (target.tabIndex < 0 && !target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1')
    if (document.activeElement !== target) target.focus({ preventScroll: true })
    return true
  }
  requestAnimationFrame(show)
  // A busy program may still be drawing the part: look until it is there, then while its fields may be loading.
  let waited = 0
  const again = () => {
    if (!free) return
    if (!show() && waited < 300) { waited += 1; return setTimeout(again, 100) }
    for (const wait of [200, 600, 1400, 2900]) setTimeout(show, wait)
    setTimeout(release, 3100)
  }
  setTimeout(again, 100)
}
"""

_listener = st.components.v2.component("readiness_bringing_into_view", js=LISTENER)
_KEY = "rd-listen-view-box"


def bring_into_view(part: str, turn: str, focus: str = "h2") -> None:
    """Scroll to the container with `key=part` and focus what `focus` (a CSS selector) finds in it.

    It happens once a `turn`: drawn again with the same one, nothing moves under the person's hands.
    """
    # Without a key of its own: Streamlit goes through every keyed entry of a session for each box that it draws.
    with st.container(key=_KEY):
        _listener(data={"part": part, "turn": turn, "focus": focus})


def bring_followed_into_view(part: str, focus: str = "h2") -> None:
    """Bring a part into view that a link on the page has just opened, which may stand far from the link.

    Whoever comes by an address stays at the top of the page; typing and buttons move nothing.
    """
    followed = links_followed()
    if followed:
        bring_into_view(part, f"{part} {followed}", focus)
