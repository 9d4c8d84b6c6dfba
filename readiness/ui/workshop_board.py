"""The board of a running workshop: where the room is, the steps, and the part of it that was chosen to look at."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from readiness.domain.framework import Criterion
from readiness.domain.wording import spoken_code
from readiness.queries.workshop_board import BoardView
from readiness.queries.workshop_projector import projector_token
from readiness.queries.workshops import closing_gaps
from readiness.signs import CHOICES as SIGNS
from readiness.ui.errors import shown
from readiness.ui.markup import Html, Piece, address, element, heading, join, link, muted, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.timer_sound import timer_sound
from readiness.ui.views import view_row
from readiness.ui.workshop_actions import actions
from readiness.ui.workshop_agenda import agenda, agreed_of
from readiness.ui.workshop_agreeing import agreeing, decision
from readiness.ui.workshop_closing import closing
from readiness.ui.workshop_controls import board_keys, controls
from readiness.ui.workshop_lead import Lead
from readiness.ui.workshop_network import Network, join_panel
from readiness.ui.workshop_people import people, rejoins
from readiness.ui.workshop_progress import Drawn, look_at, show_progress
from readiness.ui.workshop_reveal import LEVELS, revealed
from readiness.ui.workshop_start import show_secrets

VIEWS = ("board", "agenda", "people", "join", "close")


def show_board(lead: Lead, network: Network, wanted: str, owners: Sequence[str]) -> None:
    """Draw the board; `wanted` is one of VIEWS, `owners` are the people of the initiative. Raises ReadinessError."""
    drawn = look_at(lead)
    view = drawn.view
    lead.sees(view.workshop)
    shows = wanted if wanted in VIEWS else "board"
    # In one box, so that what listens for the keys keeps its place on the page and hears every one.
    with st.container(key="rd-workshop-body"):
        _draw(lead, drawn, shows, network, owners)
    board_keys(lead, view)
    timer_sound(view.workshop, view.now)


def _draw(lead: Lead, drawn: Drawn, shows: str, network: Network, owners: Sequence[str]) -> None:
    view = drawn.view
    show_outcome()
    show_secrets(lead)
    render(_where(view))
    show_progress(lead, drawn)
    controls(lead, view)
    rejoins(lead, view)
    render(view_row("workshop", _views(view), shows, label="Parts of the board", initiative=lead.initiative))
    with shown():
        if shows == "agenda":
            agenda(lead, view)
        elif shows == "people":
            people(lead, view)
        elif shows == "join":
            _join(lead, view, network)
        elif shows == "close":
            closing(lead, view, closing_gaps(lead.context, lead.workshop, lead.key), network)
        else:
            _present(lead, view, network, owners)


def _views(view: BoardView) -> dict[str, str]:
    here = sum(not one.removed for one in view.people)
    return {
        "board": "Board",
        "agenda": f"Agenda: {agreed_of(view)}",
        "people": f"People {here}",
        "join": f"Join {spoken_code(view.workshop.code)}",
        "close": "Close",
    }


def _where(view: BoardView) -> Html:
    """What the room is at: the place on the agenda, the round, the name of the criterion, the question."""
    workshop, criterion = view.workshop, view.criterion
    if criterion is None:
        names = len(workshop.agenda)
        return heading(
            "Who is in?",
            f"People join with their phones. The first of {names} criteria opens when you say so."
            if names > 1
            else "People join with their phones. The vote opens when you say so.",
        )
    must = next((row.must_be_green for row in view.agenda if row.id == criterion.id), False)
    crumb: list[Piece] = [
        f"Criterion {view.place} of {len(workshop.agenda)}",
        f"Round {workshop.round}",
        {"voting": "blind vote", "revealed": "answers shown", "agreed": "agreed"}.get(workshop.state),
        "must be green in this profile" if must else None,
    ]
    return element(
        "div",
        element("p", join((part for part in crumb if part), " · "), class_="rd-workshop-crumb"),
        element("h1", criterion.name, class_="rd-title"),
        element("p", criterion.question, class_="rd-lead"),
        class_="rd-workshop-where",
    )


def _present(lead: Lead, view: BoardView, network: Network, owners: Sequence[str]) -> None:
    state = view.workshop.state
    if state == "lobby" or view.criterion is None:
        _join(lead, view, network)
        return
    if state == "voting":
        render(_levels(view.criterion))
        if view.visible is not None and view.visible.latest_revealed is not None:
            with st.expander(
                f"What was answered in round {view.visible.latest_revealed.number}", key="rd-workshop-old"
            ):
                render(revealed(view.visible))
        return
    render(decision(view.consensus, view.workshop.round))
    if view.visible is not None:
        render(revealed(view.visible))
    agreeing(lead, view)
    actions(lead, view, owners)


def _levels(criterion: Criterion) -> Html:
    """The words of the levels, as everybody has them on their phone."""
    words = {"red": criterion.red, "yellow": criterion.yellow, "green": criterion.green}
    return element(
        "ul",
        *(
            element(
                "li",
                element("strong", SIGNS[level].label, class_=f"rd-tone-{SIGNS[level].tone}"),
                element("span", words[level]),
                class_=f"rd-edge-{SIGNS[level].tone}",
            )
            for level in LEVELS
        ),
        class_="rd-workshop-levels",
    )


def _join(lead: Lead, view: BoardView, network: Network) -> None:
    """How people get in, who is in, and the page for the projector."""
    join_panel(network, view.workshop.code)
    token = projector_token(lead.context, lead.workshop, lead.key)
    with st.container(horizontal=True, vertical_alignment="center", key="rd-workshop-projector"):
        st.link_button("Open the projector page", address(f"projector/{lead.workshop}/{token}"))
        render(muted("Read-only, in big type: drag that window to the projector."))
    here = [one for one in view.people if not one.removed]
    render(section("Who is in" if here else "Nobody is in yet"))
    if here:
        render(
            element(
                "ul",
                *(
                    element("li", element("bdi", one.name), muted(" looks on") if one.observer else None)
                    for one in here
                ),
                class_="rd-workshop-here",
            )
        )
    if view.workshop.state == "lobby":
        render(
            element("p", link("Enter somebody without a device", "workshop", initiative=lead.initiative, view="people"))
        )
