"""The steps of a workshop as buttons and keys: start, reveal, next, previous, another round, timer, projector."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from readiness.commands.workshops import new_round, open_voting, reveal, set_screen, set_timer, step
from readiness.domain.wording import count_text
from readiness.domain.workshop import Screen
from readiness.errors import Invalid
from readiness.queries.workshop_board import BoardView
from readiness.ui.errors import plain
from readiness.ui.hotkeys import hotkeys, hotkeys_on
from readiness.ui.workshop_lead import Lead
from readiness.ui.workshop_progress import still_missing

MINUTES = (1, 2, 3, 5, 10)
USUAL_MINUTES = 3
MEANINGS = {
    "r": "Reveal the answers (asks first where somebody is missing)",
    "n": "Next criterion; in the lobby, the first one",
    "p": "Previous criterion",
    "t": "Start the timer, or stop it",
    "b": "Blank the projector, or show it again",
    "j": "Show how to join on the projector, or the workshop again",
}


# What happens ---------------------------------------------------------------------------------------------------------


def ask_or_reveal(lead: Lead) -> None:
    """Reveal; where somebody is missing, ask once and say how many."""
    _ask(lead, "")

    def act(version: int) -> object:
        try:
            return reveal(lead.context, lead.workshop, key=lead.key, version=version)
        except Invalid as missing:
            if missing.field != "missing_ok":
                raise
            _ask(lead, missing.message)
            return None

    lead.take(act)


def reveal_without(lead: Lead) -> None:
    """Reveal although somebody is missing: they are put down as not having voted."""
    _ask(lead, "")
    lead.take(lambda version: reveal(lead.context, lead.workshop, key=lead.key, version=version, missing_ok=True))


def wait(lead: Lead) -> None:
    """Do not reveal yet."""
    _ask(lead, "")


def go(lead: Lead, by: int) -> None:
    """Go along the agenda."""
    _ask(lead, "")
    lead.take(lambda version: step(lead.context, lead.workshop, key=lead.key, version=version, by=by))


def start(lead: Lead, first: str) -> None:
    """Open the vote on the first criterion."""
    lead.take(lambda version: open_voting(lead.context, lead.workshop, key=lead.key, version=version, criterion=first))


def another(lead: Lead) -> None:
    """Vote once more on the same criterion."""
    lead.take(lambda version: new_round(lead.context, lead.workshop, key=lead.key, version=version))


def time(lead: Lead, minutes: int | None) -> None:
    """Start the timer, or take it away."""
    seconds = None if minutes is None else minutes * 60
    lead.take(lambda version: set_timer(lead.context, lead.workshop, key=lead.key, seconds=seconds))


def screen(lead: Lead, wanted: Screen, now: Screen) -> None:
    """Let the projector show something, or the workshop again where it shows that already."""
    to: Screen = "live" if now == wanted else wanted
    lead.take(lambda version: set_screen(lead.context, lead.workshop, key=lead.key, screen=to))


def _ask(lead: Lead, sentence: str) -> None:
    st.session_state[lead.place("asks")] = sentence


# What is shown --------------------------------------------------------------------------------------------------------


def controls(lead: Lead, view: BoardView) -> None:
    """The steps that can be taken now, the likeliest one first."""
    workshop = view.workshop
    voting = workshop.state == "voting"
    if not voting:
        _ask(lead, "")
    with st.container(horizontal=True, key="rd-workshop-steps"):
        if workshop.state == "lobby":
            _button("n", "Open the first vote", partial(start, lead, workshop.agenda[0]), primary=True)
        if voting:
            _button("r", "Reveal", partial(ask_or_reveal, lead), primary=True)
        if workshop.state in ("revealed", "agreed"):
            _button("", "New round", partial(another, lead))
        if workshop.criterion is not None:
            first, last = view.place <= 1, view.place >= len(workshop.agenda)
            _button("n", "Next", partial(go, lead, 1), primary=workshop.state == "agreed", disabled=last)
            _button("p", "Previous", partial(go, lead, -1), disabled=first)
        if voting:
            _timer_menu(lead, view)
        blank, join = workshop.screen == "blank", workshop.screen == "join"
        _button("b", "Show projector" if blank else "Blank", partial(screen, lead, "blank", workshop.screen))
        _button("j", "Hide join code" if join else "Join code", partial(screen, lead, "join", workshop.screen))
    _confirm(lead, view)


def _button(key: str, label: str, act: Callable[[], None], *, primary: bool = False, disabled: bool = False) -> None:
    hint = f"`{key.upper()}` " if key and hotkeys_on() else ""
    st.button(
        hint + label,
        key=f"rd-workshop-{label.lower().replace(' ', '-')}",
        type="primary" if primary else "secondary",
        on_click=act,
        disabled=disabled,
    )


def _timer_menu(lead: Lead, view: BoardView) -> None:
    place = "rd-workshop-timer"
    hint = "`T` " if hotkeys_on() else ""
    if view.workshop.timer_ends_at is not None:
        st.button(hint + "Stop timer", key=f"{place}-stop", on_click=partial(time, lead, None))
        return

    def chosen() -> None:
        minutes = st.session_state.get(place)
        if minutes in MINUTES:
            st.session_state[lead.place("minutes")] = minutes
            time(lead, int(minutes))

    st.menu_button(
        hint + "Timer",
        list(MINUTES),
        key=place,
        format_func=lambda minutes: count_text(minutes, "minute"),
        on_click=chosen,
    )


def _confirm(lead: Lead, view: BoardView) -> None:
    """The one question before a reveal that somebody would be missing from."""
    sentence = st.session_state.get(lead.place("asks"))
    if not sentence:
        return
    missing = still_missing(view.round.ticks) if view.round else []
    with st.container(key="rd-workshop-confirm"):
        st.warning(plain(str(sentence)) + (f" {plain('Not yet: ' + ', '.join(missing) + '.')}" if missing else ""))
        with st.container(horizontal=True):
            st.button(
                "Reveal without them", type="primary", key="rd-workshop-without", on_click=partial(reveal_without, lead)
            )
            st.button("Wait", key="rd-workshop-wait", on_click=partial(wait, lead))


def board_keys(lead: Lead, view: BoardView) -> None:
    """Listen for the keys; no arrow key reveals, and none acts while somebody types."""
    workshop = view.workshop

    def press(key: str) -> None:
        match key:
            case "r" if workshop.state == "voting":
                ask_or_reveal(lead)
            case "n" if workshop.state == "lobby":
                start(lead, workshop.agenda[0])
            case "n" | "p" if workshop.criterion is not None:
                go(lead, 1 if key == "n" else -1)
            case "t" if workshop.state == "voting":
                usual = int(st.session_state.get(lead.place("minutes")) or USUAL_MINUTES)
                time(lead, None if workshop.timer_ends_at else usual)
            case "b":
                screen(lead, "blank", workshop.screen)
            case "j":
                screen(lead, "join", workshop.screen)

    hotkeys(MEANINGS, press)
