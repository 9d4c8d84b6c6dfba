"""Closing a workshop: what is still open, said before it ends, and the end itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from readiness.commands.workshops import close
from readiness.domain.wording import count_text
from readiness.domain.workshop_steps import Gaps
from readiness.errors import ReadinessError
from readiness.queries.workshop_board import BoardView
from readiness.ui.markup import Html, Piece, element, join, link, points, prose, render, section
from readiness.ui.outcome import show_refusal
from readiness.ui.workshop_agreeing import parked_word
from readiness.ui.workshop_lead import Lead, forget
from readiness.ui.workshop_network import Network


def closing(lead: Lead, view: BoardView, gaps: Gaps, network: Network) -> None:
    """What the workshop leaves open, and the button that ends it."""
    names = {row.id: row.name for row in view.agenda}
    render(section("Close the workshop"), _left(lead.initiative, names, gaps))
    sure, state = lead.place("sure"), st.session_state

    def end() -> None:
        if lead.take(
            lambda version: close(lead.context, lead.workshop, key=lead.key, version=version),
            "The workshop is closed. What was agreed is the rating now.",
            beside="workshop-close",
        ):
            state[sure] = False
            st.query_params.pop("view", None)
            forget(lead.workshop)
            with suppress(ReadinessError):  # the workshop is closed all the same; phones that ask are told so
                network.stop_unless_needed()

    st.checkbox("Nobody will answer any more; this cannot be undone", key=sure)
    st.button("Close the workshop", type="primary", key="rd-workshop-close", on_click=end, disabled=not state.get(sure))
    show_refusal("workshop-close")


def _left(initiative: str, names: dict[str, str], gaps: Gaps) -> Html:
    if not gaps.any:
        return prose("Nothing is left open: everything on the agenda is agreed, proven, and has its actions.")

    def listed(title: Piece, ids: Sequence[str], page: str = "") -> Html | None:
        if not ids:
            return None
        return element(
            "div",
            element("h3", title),
            points(
                link(names.get(id, id), page, initiative=initiative, criterion=id) if page else names.get(id, id)
                for id in ids
            ),
        )

    return element(
        "div",
        listed(
            join(("■ Must be green, agreed red, and nothing is planned: ", len(gaps.red_without_action))),
            gaps.red_without_action,
            "plan",
        ),
        listed(
            join((parked_word("Not agreed"), f" {count_text(len(gaps.not_agreed), 'criterion', 'criteria')}")),
            gaps.not_agreed,
        ),
        listed(join((parked_word("Parked"), f" {count_text(len(gaps.parked), 'criterion', 'criteria')}")), gaps.parked),
        listed("Agreed green, still without dated evidence", gaps.unproven, "assess"),
        listed("Agreed yellow, and no complete plan covers it", gaps.yellow_without_plan, "plan"),
        element(
            "div",
            element("h3", "Proposed actions that nobody has decided on"),
            points(
                join((names.get(one.criterion, one.criterion), ": ", element("bdi", one.text)))
                for one in gaps.proposals
            ),
        )
        if gaps.proposals
        else None,
        class_="rd-workshop-gaps",
    )
