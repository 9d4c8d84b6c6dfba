"""The buttons and forms with which an initiative moves along the ladder: up, down, stopped, stated, raised."""

from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.phases import (
    move_down,
    move_up,
    raise_highest,
    revoke_highest,
    state_history,
    stop,
    withdraw_history,
)
from readiness.context import Context
from readiness.domain.assessment import Person
from readiness.domain.framework import PhaseId
from readiness.domain.phase_history import LADDER
from readiness.domain.phase_rules import PHASE_WORDS, is_above, lower_phases
from readiness.domain.wording import count_text
from readiness.queries.rollout import RolloutView, live_figures
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.errors import plain
from readiness.ui.markup import element, link, muted, points, prose, render, section, visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.views import named

LONGEST_TEXT = 10_000
MOST_STATED = 12
FORM = "rd-rollout"
DO = "do"
"""The name in the address of the form that is open."""


def open_form(name: str) -> None:
    """Open a form of the page."""
    st.query_params[DO] = name
    st.query_params.pop("condition", None)


def close_form() -> None:
    """Close the form that is open."""
    for parameter in (DO, "condition"):
        st.query_params.pop(parameter, None)


def show_actions(context: Context, view: RolloutView) -> None:
    """The buttons, and the form of the one that was pressed."""
    to = view.step.to if view.step is not None else None
    with st.container(horizontal=True, key="rd-rollout-actions"):
        if to is not None:
            _button(
                f"Move up to {PHASE_WORDS[to].lower()}",
                "up",
                primary=view.can_move_up,
                disabled=not view.can_move_up,
                help=None if view.can_move_up else f"{count_text(len(view.missing), 'condition')} in the way.",
            )
        if lower_phases(view.step_id):
            _button("Step down", "down")
        if view.step_id != "stopped":
            _button("Stop", "stop")
        if not view.rollout.moves:
            _button("It is running already", "state")
        elif all(move.kind == "stated" for move in view.rollout.moves):
            _button("Take the stated history back", "unstate")
        if is_above(LADDER[-1], view.highest):
            _button("Raise the highest phase", "raise")
    forms = {"up": _up, "down": _down, "stop": _stop, "state": _state, "unstate": _unstate, "raise": _raise}
    form = forms.get(named(DO))
    if form is not None:
        with st.container(border=True, key="rd-rollout-form"):
            form(context, view)
            st.button("Close", key="rd-rollout-close", on_click=close_form)


def _button(label: str, name: str, *, primary: bool = False, disabled: bool = False, help: str | None = None) -> None:
    st.button(
        label,
        key=f"rd-rollout-{name}",
        type="primary" if primary else "secondary",
        disabled=disabled,
        help=help,
        on_click=open_form,
        args=(name,),
    )


def _given(*names: str) -> dict[str, Any]:
    return {name: st.session_state.get(f"{FORM}-{name}") for name in names}


def _forget(*names: str) -> None:
    for name in names:
        st.session_state.pop(f"{FORM}-{name}", None)
    close_form()


def _person_box(label: str, name: str, people: list[Person]) -> None:
    known = {person.id: person.name + (f", {person.role}" if person.role.strip() else "") for person in people}
    st.selectbox(
        label,
        list(known),
        index=None,
        key=f"{FORM}-{name}",
        format_func=lambda one: visible(known.get(str(one), str(one))),
        placeholder="Choose a person",
    )


# Up -------------------------------------------------------------------------------------------------------------------


def _up(context: Context, view: RolloutView) -> None:
    initiative, step = view.assessment.initiative.id, view.step
    if step is None:
        return
    to = PHASE_WORDS[step.to].lower()
    render(section(f"Move up to {to}"))
    if not step.possible:
        render(prose(f"It cannot move up yet: {count_text(len(step.missing), 'condition')} in the way, listed below."))
        return
    people = [one for one in view.assessment.people if not one.left and one.builder is False]
    if not people:
        way = link("enter one", "people", initiative=initiative)
        render(prose("Nobody who declared not to build it is entered; "), element("p", way))
        return

    def go() -> None:
        given = _given("approver", "up-reason")
        if attempt(
            lambda: move_up(
                context,
                initiative,
                seen=view.step_id,
                approver=given["approver"] or "",
                reason=given["up-reason"] or "",
                live=live_figures(context, initiative),
            ),
            f"It is in {to} now. The gate record is kept.",
            beside="rollout-up",
        ):
            _forget("approver", "up-reason")

    waived = [one for one in step.asked if one.waived is not None]
    if waived:
        render(prose("Moved up without, as waived:"), points(one.text for one in waived))
    with st.form("rd-rollout-up-form", enter_to_submit=False):
        _person_box("Who approves it? Nobody who works on, owns or manages the delivery", "approver", people)
        st.text_area("Note (optional)", key=f"{FORM}-up-reason", max_chars=LONGEST_TEXT, height=68)
        st.form_submit_button(f"Move up to {to}", type="primary", on_click=go)
        show_refusal("rollout-up")


# Down and out ---------------------------------------------------------------------------------------------------------


def _down(context: Context, view: RolloutView) -> None:
    lower = lower_phases(view.step_id)
    if not lower:
        return

    def go() -> None:
        given = _given("down-to", "down-reason")
        to = given["down-to"] or lower[0]
        if attempt(
            lambda: move_down(
                context,
                view.assessment.initiative.id,
                seen=view.step_id,
                to=to,
                reason=given["down-reason"] or "",
            ),
            f"It is in {PHASE_WORDS[to].lower()} now. Stepping back is part of the way.",
            beside="rollout-down",
        ):
            _forget("down-to", "down-reason")

    render(
        section("Step down"), prose("It needs a reason and nothing else. One phase at once, two if nobody knows why.")
    )
    with st.form("rd-rollout-down-form", enter_to_submit=False):
        st.selectbox("To", list(lower), key=f"{FORM}-down-to", format_func=lambda one: PHASE_WORDS.get(one, str(one)))
        st.text_area("Why", key=f"{FORM}-down-reason", max_chars=LONGEST_TEXT, height=90)
        st.form_submit_button("Step down", type="primary", on_click=go)
        show_refusal("rollout-down")


def _stop(context: Context, view: RolloutView) -> None:
    names = ("stop-reason", "learnt", "reusable")

    def go() -> None:
        given = _given(*names)
        if attempt(
            lambda: stop(
                context,
                view.assessment.initiative.id,
                seen=view.step_id,
                reason=given["stop-reason"] or "",
                learnt=given["learnt"] or "",
                reusable=given["reusable"] or "",
            ),
            "It is stopped, and what was learnt is kept.",
            beside="rollout-stop",
        ):
            _forget(*names)

    render(section("Stop"), prose("Stopping in time is a good decision. It can begin again at the bottom later."))
    with st.form("rd-rollout-stop-form", enter_to_submit=False):
        st.text_area("Why", key=f"{FORM}-stop-reason", max_chars=LONGEST_TEXT, height=90)
        st.text_area("What was learnt", key=f"{FORM}-learnt", max_chars=LONGEST_TEXT, height=68)
        st.text_area("What can be reused", key=f"{FORM}-reusable", max_chars=LONGEST_TEXT, height=68)
        st.form_submit_button("Stop it", type="primary", on_click=go)
        show_refusal("rollout-stop")


# As it was before -----------------------------------------------------------------------------------------------------


def _state(context: Context, view: RolloutView) -> None:
    if view.rollout.moves:
        render(prose("Moves are recorded already, so no earlier history can be stated."))
        return
    rows = min(MOST_STATED, max(1, int(st.session_state.get(f"{FORM}-rows", 1))))

    def more() -> None:
        st.session_state[f"{FORM}-rows"] = min(MOST_STATED, rows + 1)

    def fewer() -> None:
        st.session_state[f"{FORM}-rows"] = max(1, rows - 1)

    def go() -> None:
        phases: list[tuple[PhaseId, date, date | None]] = []
        for place in range(rows):
            given = _given(f"phase-{place}", f"from-{place}", f"until-{place}")
            first = given[f"from-{place}"]
            if first is not None and given[f"phase-{place}"] is not None:
                phases.append((given[f"phase-{place}"], first, given[f"until-{place}"]))
        source = st.session_state.get(f"{FORM}-source") or ""
        if attempt(
            lambda: state_history(context, view.assessment.initiative.id, phases=phases, source=source),
            "Its history is entered as stated; floors count from the date stated last.",
            beside="rollout-state",
        ):
            _forget("source", "rows")

    render(
        section("It is running already"),
        prose("State each phase that it went through, the oldest first. It counts as stated, not observed."),
    )
    last = rows - 1
    for place in range(rows):
        what, begin, end = st.columns([2, 1, 1])
        what.selectbox(
            f"Phase {place + 1}",
            list(LADDER),
            index=min(place, len(LADDER) - 1),
            key=f"{FORM}-phase-{place}",
            format_func=lambda one: PHASE_WORDS.get(one, str(one)),
        )
        with begin:
            _day("From", f"from-{place}", context.today())
        with end:
            if place == last:
                render(element("p", muted("Until: it is in this phase now"), class_="rd-legend"))
            else:
                _day("Until (optional)", f"until-{place}", context.today())
    with st.container(horizontal=True):
        st.button("Add a phase", key=f"{FORM}-more", on_click=more, disabled=rows >= MOST_STATED)
        st.button("Take the last away", key=f"{FORM}-fewer", on_click=fewer, disabled=rows == 1)
    st.text_area(
        "Source: who says so, and where it is written", key=f"{FORM}-source", max_chars=LONGEST_TEXT, height=68
    )
    st.button("Enter this history", key=f"{FORM}-state-save", type="primary", on_click=go)
    show_refusal("rollout-state")


def _day(label: str, name: str, today: date) -> None:
    st.date_input(label, value=None, key=f"{FORM}-{name}", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD")


def _unstate(context: Context, view: RolloutView) -> None:
    def go() -> None:
        reason = st.session_state.get(f"{FORM}-unstate-reason") or ""
        if attempt(
            lambda: withdraw_history(context, view.assessment.initiative.id, reason=reason),
            "The stated history is taken back. State it anew, or begin at the bottom.",
            beside="rollout-unstate",
        ):
            _forget("unstate-reason")

    render(section("Take the stated history back"), prose("The record of changes keeps what it said."))
    with st.form("rd-rollout-unstate-form", enter_to_submit=False):
        st.text_area("Why", key=f"{FORM}-unstate-reason", max_chars=LONGEST_TEXT, height=68)
        st.form_submit_button("Take it back", type="primary", on_click=go)
        show_refusal("rollout-unstate")


# The highest phase ----------------------------------------------------------------------------------------------------


def _raise(context: Context, view: RolloutView) -> None:
    initiative = view.assessment.initiative.id
    above = [phase for phase in LADDER if is_above(phase, view.highest)]
    executives = [one for one in view.assessment.people if one.executive and not one.left]
    said = (
        f"This profile ends at {PHASE_WORDS[view.own_highest].lower()}. Only the executive can argue why it may go on."
    )
    render(section("Raise the highest phase"), prose(said))
    raised = [one for one in view.rollout.highest_phases if one.revoked_at is None]
    for one in raised:
        st.button(
            plain(f"Take back: {PHASE_WORDS[one.phase].lower()}, by {one.executive_name}"),
            key=f"rd-rollout-unraise-{one.id}",
            on_click=_unraise,
            args=(context, initiative, one.id),
        )
    if not above:
        return
    if not executives:
        render(element("p", link("Enter the executive among the people first", "people", initiative=initiative)))
        return

    def go() -> None:
        given = _given("raise-to", "raise-who", "raise-reason")
        if attempt(
            lambda: raise_highest(
                context,
                initiative,
                phase=given["raise-to"] or above[0],
                executive=given["raise-who"] or "",
                reason=given["raise-reason"] or "",
            ),
            "The highest phase is raised, with its reason.",
            beside="rollout-raise",
        ):
            _forget("raise-to", "raise-who", "raise-reason")

    with st.form("rd-rollout-raise-form", enter_to_submit=False):
        st.selectbox("To", above, key=f"{FORM}-raise-to", format_func=lambda one: PHASE_WORDS.get(one, str(one)))
        _person_box("Executive", "raise-who", executives)
        st.text_area("Why it may go further", key=f"{FORM}-raise-reason", max_chars=LONGEST_TEXT, height=90)
        st.form_submit_button("Raise it", type="primary", on_click=go)
        show_refusal("rollout-raise")


def _unraise(context: Context, initiative: str, id: str) -> None:
    attempt(lambda: revoke_highest(context, initiative, id), "The highest phase is the profile's again.")
