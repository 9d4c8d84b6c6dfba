"""How far a vote has come, live: who has answered, who is waited for, and the timer; redrawn when something changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from readiness.commands.workshops import tick
from readiness.domain.redaction import Tick, VisibleRound
from readiness.domain.wording import count_text
from readiness.domain.workshop import Workshop
from readiness.errors import NotAllowed
from readiness.queries.workshop_board import BoardView, board
from readiness.queries.workshops import state_tag
from readiness.ui.errors import shown
from readiness.ui.markup import Html, Piece, element, join, render
from readiness.ui.workshop_lead import Lead

EVERY_SECONDS = 0.6
MOST_DOTS = 60
MOST_NAMES = 12
LAST_SECONDS = 30
"""So long before its end the timer stands out."""


@dataclass(frozen=True)
class Drawn:
    """What is on the screen."""

    view: BoardView
    tag: str
    """Read before the view, so that a change between the two is seen at the next look."""
    connected: frozenset[str]
    """Whose phones were with us."""


def look_at(lead: Lead) -> Drawn:
    """The board as it stands. Raises NotAllowed, NotFound."""
    tag, connected = state_tag(lead.context, lead.workshop), lead.connected(lead.workshop)
    return Drawn(board(lead.context, lead.workshop, lead.key, connected), tag, connected)


def show_progress(lead: Lead, drawn: Drawn) -> None:
    """Draw the progress now and look every so often whether anything has changed.

    Votes alone redraw this part alone; everything else that changes draws the page again, for this person only.
    """
    st.session_state[lead.place("drawn")] = drawn
    running = drawn.view.workshop.state != "closed"
    st.fragment(_look, run_every=EVERY_SECONDS if running else None, key="rd-workshop-progress")(lead)


def _look(lead: Lead) -> None:
    context, place = lead.context, lead.place("drawn")
    drawn: Drawn = st.session_state[place]
    now = context.now()
    with shown():
        if _is_up(drawn.view.workshop, now) and drawn.view.workshop.auto_reveal:
            tick(context, lead.workshop)
        if state_tag(context, lead.workshop) != drawn.tag or lead.connected(lead.workshop) != drawn.connected:
            try:
                fresh = look_at(lead)
            except NotAllowed:
                st.rerun()  # this tab leads no longer: the page says so, instead of asking again and again
            if _beside_votes(fresh.view) != _beside_votes(drawn.view):
                st.rerun()
            st.session_state[place] = drawn = fresh
    render(progress(drawn.view, now))


def _beside_votes(view: BoardView) -> tuple[object, ...]:
    """All that the page shows and that votes alone do not change."""
    stands = (view.round.number, view.round.revealed) if view.round else None
    return view.workshop, view.people, view.facilitators, view.rejoins, view.proposals, view.consensus, stands


def progress(view: BoardView, now: datetime) -> Html:
    """The live line of a workshop."""
    workshop, round = view.workshop, view.round
    pieces: list[Piece] = []
    if workshop.state == "lobby" or round is None:
        here = sum(not one.observer and not one.removed for one in view.people)
        pieces.append(element("span", f"{count_text(here, 'person', 'people')} in", class_="rd-workshop-voted"))
    else:
        pieces.append(element("span", f"{round.voted} of {round.expected} voted", class_="rd-workshop-voted"))
        pieces.append(_dots(round))
        if workshop.state == "voting":
            pieces.append(_waiting(round))
    pieces.append(timer(workshop, now))
    return element("div", *pieces, class_="rd-workshop-progress")


def _dots(round: VisibleRound) -> Html | None:
    """One dot a person: answered, waited for, or waited for without a connection; many people are a bar."""
    if not round.expected:
        return None
    if round.expected > MOST_DOTS:
        share = round.voted / round.expected
        return element(
            "span", element("span", style=f"width:{share * 100:.1f}%"), class_="rd-bar-track", aria_hidden="true"
        )
    return element(
        "span",
        element("span", "●" * round.voted, class_="rd-done"),
        element("span", "○" * (round.expected - round.voted - round.away)),
        element("span", "◌" * round.away, class_="rd-away") if round.away else None,
        class_="rd-workshop-dots",
        aria_hidden="true",
    )


def _waiting(round: VisibleRound) -> Html | None:
    if round.voted == round.expected:
        return element("span", "Everybody has voted." if round.expected else "Nobody can vote yet.")
    missing = [tick for tick in round.ticks if not tick.voted]
    return join(
        (
            _named("waiting for: ", [tick.name for tick in missing if not tick.away], ""),
            _named("without a connection: ", [tick.name for tick in missing if tick.away], "rd-muted"),
        )
    )


def _named(what: str, names: list[str], kind: str) -> Html | None:
    if not names:
        return None
    shown = [element("bdi", name) for name in names[:MOST_NAMES]]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else None
    return element("span", what, join(shown, ", "), more, class_=f"rd-workshop-waiting {kind}".strip())


def still_missing(ticks: tuple[Tick, ...]) -> list[str]:
    """Who has not answered, by name; nobody where names are not to be seen."""
    return [one.name for one in ticks if not one.voted]


def timer(workshop: Workshop, now: datetime) -> Html | None:
    """What is left of the time, with a word at its end."""
    ends = workshop.timer_ends_at
    if ends is None or workshop.state == "closed":
        return None
    left = max(0, round((ends - now).total_seconds()))
    if not left:
        return element("span", "Time is up", class_="rd-workshop-timer rd-over", role="timer")
    return element(
        "span",
        element("span", "Time left: ", class_="rd-hidden"),
        f"{left // 60:02}:{left % 60:02}",
        class_="rd-workshop-timer rd-last" if left <= LAST_SECONDS else "rd-workshop-timer",
        role="timer",
    )


def _is_up(workshop: Workshop, now: datetime) -> bool:
    return workshop.timer_ends_at is not None and workshop.timer_ends_at <= now
