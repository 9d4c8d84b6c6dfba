"""The agenda of a workshop: how far each criterion has come, in its order or with what needs talk most first."""

from __future__ import annotations

import streamlit as st

from readiness.commands.workshops import go_to
from readiness.domain.wording import count_text
from readiness.queries.workshop_board import AgendaRow, BoardView, agenda_sorted_by_disagreement
from readiness.ui.errors import plain
from readiness.ui.markup import Html, Piece, chip, element, join, muted, render, section
from readiness.ui.workshop_agreeing import parked_word
from readiness.ui.workshop_lead import Lead
from readiness.ui.workshop_reveal import agreement, counts

STATES = {
    "not_reached": "not reached yet",
    "voting": "voting",
    "revealed": "not agreed yet",
    "agreed": "agreed",
    "parked": "parked",
}
ORDERS = {"agenda": "In order", "disagreement": "Most disagreement first"}


def agenda(lead: Lead, view: BoardView) -> None:
    """Every criterion with its state; pressing one takes everybody there."""
    render(section("Agenda"))
    order = st.segmented_control(
        "Order", list(ORDERS), key="rd-workshop-order", default="agenda", format_func=ORDERS.__getitem__, required=True
    )
    rows = agenda_sorted_by_disagreement(view) if order == "disagreement" else view.agenda
    with st.container(key="rd-workshop-agenda"):
        for row in rows:
            with st.container(horizontal=True, vertical_alignment="center", key=f"rd-workshop-row-{_slug(row)}"):
                st.button(
                    plain(row.name),
                    key=f"rd-workshop-go-{_slug(row)}",
                    type="tertiary",
                    on_click=_go,
                    args=(lead, row.id),
                )
                render(_state(row))


def _go(lead: Lead, criterion: str) -> None:
    lead.take(lambda version: go_to(lead.context, lead.workshop, key=lead.key, version=version, criterion=criterion))
    st.query_params.pop("view", None)


def _slug(row: AgendaRow) -> str:
    return row.id.replace(".", "-")


def _state(row: AgendaRow) -> Html:
    said: list[Piece] = []
    if row.present:
        said.append(element("strong", "now"))
    if row.must_be_green:
        said.append(muted("must be green"))
    if row.spread is not None:
        said += [agreement(row.spread), counts(row.spread)]
    if row.rating is not None and row.state == "agreed":
        said.append(chip(row.rating))
    elif row.state == "parked":
        said.append(parked_word("Parked"))
    else:
        said.append(muted(STATES[row.state]))
    return element("p", join(said, " "), class_="rd-workshop-row")


def agreed_of(view: BoardView) -> str:
    """How far the agenda has come: "3 of 25 agreed, 1 parked"."""
    agreed = sum(row.state == "agreed" for row in view.agenda)
    parked = sum(row.state == "parked" for row in view.agenda)
    more = f", {count_text(parked, 'parked', 'parked')}" if parked else ""
    return f"{agreed} of {len(view.agenda)} agreed{more}"
