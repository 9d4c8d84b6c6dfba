"""Actions from the room: added in two taps from a red or yellow, or proposed by people and approved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from readiness.commands.workshop_actions import ActionKind, add_workshop_action, decide_proposal
from readiness.domain.wording import PLAN_STATUS_WORDS, day_text
from readiness.queries.workshop_board import BoardView, ProposalRow
from readiness.ui.bringing_into_view import bring_into_view
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.form_turns import begin_anew, fields_of
from readiness.ui.markup import element, join, muted, points, render, section, visible
from readiness.ui.outcome import show_refusal
from readiness.ui.workshop_lead import Lead

KINDS: dict[ActionKind, str] = {"fix": "Fix it", "mitigate": "Mitigate it", "accept": "Accept the risk"}
LONGEST_TEXT = 10_000


def actions(lead: Lead, view: BoardView, people: Sequence[str]) -> None:
    """What is to be done about the present criterion, once the answers are shown; `people` may own it."""
    if view.criterion is None or view.workshop.state not in ("revealed", "agreed"):
        return
    proposals = [one for one in view.proposals if one.criterion == view.criterion.id]
    seen = view.visible.latest_revealed if view.visible else None
    rating = view.consensus.rating if view.consensus else None
    answered = seen is not None and seen.spread is not None and seen.spread.red + seen.spread.yellow > 0
    if rating not in ("red", "yellow") and not answered and not proposals and not view.actions:
        return
    names = list(dict.fromkeys((*people, *(one.name for one in view.people if not one.removed))))
    with st.container(key="rd-workshop-actions"):
        render(section("What is to be done?"))
        if view.actions:
            render(
                points(
                    join(
                        (
                            element("bdi", plan.text or "Without words"),
                            muted(
                                f" · {plan.owner or 'no owner'}, {day_text(plan.due) if plan.due else 'no date'}, "
                                f"{PLAN_STATUS_WORDS[plan.status].lower()}"
                            ),
                        )
                    )
                    for plan in view.actions
                )
            )
        if rating in ("red", "yellow") or answered:
            _new(lead, view, names, accept=rating == "yellow")
        for proposal in proposals:
            _proposed(lead, names, proposal)


def _new(lead: Lead, view: BoardView, names: list[str], *, accept: bool) -> None:
    assert view.criterion is not None
    criterion = view.criterion.id
    form, state = lead.place(f"action-{criterion}"), st.session_state
    kinds: list[ActionKind] = ["fix", "mitigate", "accept"] if accept else ["fix", "mitigate"]
    press = lead.press(form)
    part = fields_of(form)
    usual: ActionKind = "mitigate" if accept else "fix"
    if state.get(f"{part}-kind", usual) not in kinds:  # the rating that allowed it was changed
        state[f"{part}-kind"] = usual

    def save() -> None:
        if lead.take(
            lambda _: add_workshop_action(
                lead.context,
                lead.workshop,
                key=lead.key,
                criterion=criterion,
                text=str(state.get(f"{part}-text") or ""),
                owner=str(state.get(f"{part}-owner") or ""),
                due=state.get(f"{part}-due"),
                kind=state.get(f"{part}-kind") or usual,
                press=press,
            ),
            "The action is saved. It stands under Plan.",
            beside=form,
        ):
            lead.pressed(form)
            if fields_of(form) == part:  # a press that arrives late leaves the next form alone
                begin_anew(form)
            state[form] = False  # closed, so that the list can be read

    with st.popover("Add an action", key=form, on_change="rerun"):
        _kind(part, kinds, usual)
        _what(part, names, accepting=state.get(f"{part}-kind") == "accept")
        # Another button for every press: one that arrives late finds what it was drawn with, not the next form.
        st.button("Save the action", type="primary", key=f"{form}-save-{press[:8]}", on_click=save)
        show_refusal(form)
        if state.get(form):  # one tap to open it, words, one tap to save it
            bring_into_view(f"{part}-text", press, focus="textarea")


def _kind(form: str, kinds: list[ActionKind], usual: ActionKind) -> None:
    st.segmented_control("Kind", kinds, default=usual, key=f"{form}-kind", format_func=KINDS.__getitem__, required=True)


def _what(form: str, names: list[str], *, accepting: bool, text: str = "", owner: str = "") -> None:
    asked = "Why is the risk acceptable?" if accepting else "What will be done"
    st.text_area(asked, value=text, key=f"{form}-text", height=80)
    present = st.session_state.get(f"{form}-owner")
    choices = list(dict.fromkeys([*names, *(one for one in (owner, present) if one)]))
    st.selectbox(
        "Approved by" if accepting else "Owner",
        choices,
        index=choices.index(owner) if owner else None,
        key=f"{form}-owner",
        format_func=visible,
        accept_new_options=True,
        placeholder="Choose or type a name",
    )
    st.date_input(
        "Expires" if accepting else "Due",
        value=None,
        key=f"{form}-due",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
    )


def _proposed(lead: Lead, names: list[str], proposal: ProposalRow) -> None:
    """One proposal with what to do about it; what is approved becomes a plan."""
    form, state = lead.place(f"proposal-{proposal.id}"), st.session_state
    press = lead.press(form)

    def decide(approve: bool) -> None:
        given: dict[str, Any] = {}
        if approve:
            given = {
                "text": str(state.get(f"{form}-text") or ""),
                "owner": str(state.get(f"{form}-owner") or ""),
                "due": state.get(f"{form}-due"),
                "kind": state.get(f"{form}-kind") or "fix",
                "press": press,
            }
        lead.take(
            lambda _: decide_proposal(
                lead.context, lead.workshop, key=lead.key, proposal=proposal.id, approve=approve, **given
            ),
            "The proposal is a plan now." if approve else "The proposal was turned down.",
            beside=form,
        )

    with st.container(horizontal=True, vertical_alignment="center", key=form):
        render(
            element(
                "p",
                muted("Proposed: "),
                element("bdi", proposal.text),
                muted(join((" · ", element("bdi", proposal.owner)))) if proposal.owner else None,
                muted(join((" · by ", element("bdi", proposal.by)))) if proposal.by else None,
            )
        )
        with st.popover("Approve…", key=f"{form}-open"):
            _kind(form, ["fix", "mitigate"], "fix")
            _what(form, names, accepting=False, text=proposal.text, owner=proposal.owner)
            st.button("Approve it", type="primary", key=f"{form}-approve", on_click=decide, args=(True,))
        st.button("Turn down", type="tertiary", key=f"{form}-reject", on_click=decide, args=(False,))
    show_refusal(form)
