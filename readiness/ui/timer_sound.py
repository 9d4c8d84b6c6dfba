"""A sound at the end of the timer, for whoever switches it on: two tones that the browser makes, from no file."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from readiness.domain.workshop import Workshop

RINGER = """
let audio = null, timer = 0, ends = '', due = 0, rung = ''
const ready = () => {
  audio = audio || new AudioContext()
  if (audio.state === 'suspended') audio.resume()
}
const tone = (hertz, after) => {
  const start = audio.currentTime + after, wave = audio.createOscillator(), loud = audio.createGain()
  wave.frequency.value = hertz
  loud.gain.setValueAtTime(0, start)
  loud.gain.linearRampToValueAtTime(0.25, start + 0.02)
  loud.gain.linearRampToValueAtTime(0, start + 0.35)
  wave.connect(loud).connect(audio.destination)
  wave.start(start); wave.stop(start + 0.4)
}
const ring = () => { clearTimeout(timer); rung = ends; ready(); tone(880, 0); tone(660, 0.4) }
export default function ({ data }) {
  clearTimeout(timer)
  // A browser lets a page sound once the person has done something on it.
  document.addEventListener('pointerdown', ready); document.addEventListener('keydown', ready)
  const off = () => {
    clearTimeout(timer)
    document.removeEventListener('pointerdown', ready); document.removeEventListener('keydown', ready)
  }
  // Where the end reveals, the page may hear of that before its own clock has come so far.
  if (!data.ends && ends && ends !== rung && Math.abs(due - Date.now()) < 1500) ring()
  ends = data.ends
  if (!ends || ends === rung) return off
  const left = Date.parse(ends) - Date.parse(data.now)
  if (left < -1000) return off // it was over before this page was opened
  ready()
  due = Date.now() + left
  timer = setTimeout(ring, Math.max(0, left))
  return off
}
"""

_ringer = st.components.v2.component("readiness_timer_sound", js=RINGER)
_ON = "readiness-timer-sound"


def timer_sound(workshop: Workshop, now: datetime) -> None:
    """Ring in this tab when the time is up, where that is switched on; `now` is the program's clock."""
    if not st.session_state.get(_ON):
        return
    ends = workshop.timer_ends_at if workshop.state == "voting" else None
    with st.container(key="rd-listen-sound-box"):
        _ringer(key="rd-listen-sound", data={"ends": ends.isoformat() if ends else "", "now": now.isoformat()})


def timer_sound_switch() -> None:
    """The switch itself; off until somebody wants it, and for this browser session alone."""
    st.toggle(
        "Sound when the time is up",
        key=_ON,
        persist_state="session",
        help="Two tones in this tab when the timer ends. It only signals.",
    )
