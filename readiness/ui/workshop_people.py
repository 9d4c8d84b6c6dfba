"""The people of a workshop: who is in, who looks on, who has no device, who asks to come back, and who leads."""

from __future__ import annotations

from functools import partial

import streamlit as st

from readiness.commands.attendance import add_without_device, decide_rejoin, proxy_vote, remove_participant
from readiness.commands.facilitators import add_facilitator, leave
from readiness.commands.workshops import set_anonymity
from readiness.domain.redaction import promise
from readiness.domain.wording import count_text
from readiness.domain.workshop import ANONYMITY_ORDER, CHOICES, Anonymity, stricter
from readiness.errors import Invalid
from readiness.queries.workshop_board import BoardView, PersonRow
from readiness.signs import CHOICES as SIGNS
from readiness.ui.errors import plain
from readiness.ui.markup import Column, Html, element, join, muted, prose, render, section, table, visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.workshop_lead import Lead, forget
from readiness.ui.workshop_start import ANONYMITY_WORDS

LONGEST_NAME = 80


def rejoins(lead: Lead, view: BoardView) -> None:
    """Who says to be somebody who is in already, from another device."""
    for asked in view.rejoins:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rd-workshop-rejoin-{asked.id}"):
            render(
                element(
                    "p",
                    element("strong", element("bdi", asked.name)),
                    " asks to come back on another device. The device used before is out then.",
                    class_="rd-typed",
                )
            )
            st.button("Let in", key=f"rd-workshop-let-{asked.id}", on_click=partial(_rejoin, lead, asked.id, True))
            st.button(
                "Refuse",
                key=f"rd-workshop-refuse-{asked.id}",
                type="tertiary",
                on_click=partial(_rejoin, lead, asked.id, False),
            )


def _rejoin(lead: Lead, rejoin: str, grant: bool) -> None:
    lead.take(lambda _: decide_rejoin(lead.context, lead.workshop, key=lead.key, rejoin=rejoin, grant=grant))


def people(lead: Lead, view: BoardView) -> None:
    """Everybody in the room with what a facilitator can do about them, and everybody who leads."""
    here = [one for one in view.people if not one.removed]
    voted = {tick.participant: tick.voted for tick in view.round.ticks} if view.round else {}
    render(section("People"))
    if here:
        render(_table(view, here, voted))
    else:
        render(prose("Nobody is in yet. People join by the code; who has no device is entered here."))
    with st.container(horizontal=True, key="rd-workshop-people-steps"):
        _without_device(lead)
        _proxy(lead, view, here)
        _remove(lead, here)
    _stricter(lead, view)
    _leaders(lead, view)


def _table(view: BoardView, here: list[PersonRow], voted: dict[str, bool]) -> Html:
    columns: list[Column | str] = [Column("Name", row_header=True)]
    if view.workshop.anonymity != "anonymous":
        columns += ["Role", "Independent"]
    columns.append("Takes part")
    if voted and view.workshop.state == "voting":
        columns.append("Voted")
    rows = []
    for one in here:
        cells: list[Html | str | None] = [element("bdi", one.name)]
        if view.workshop.anonymity != "anonymous":
            cells += [element("bdi", one.role), "yes" if one.independent else "no"]
        how = "looks on" if one.observer else "by you, no device" if one.entered_by_facilitator else "answers"
        cells.append(how)
        if len(columns) > len(cells):
            cells.append("" if one.observer else "● yes" if voted.get(one.id) else "○ not yet")
        rows.append(cells)
    return table(columns, rows, caption="People in the room")


def _without_device(lead: Lead) -> None:
    form, state = lead.place("enter"), st.session_state

    def add() -> None:
        if lead.take(
            lambda _: add_without_device(
                lead.context,
                lead.workshop,
                key=lead.key,
                name=str(state.get(f"{form}-name") or ""),
                role=str(state.get(f"{form}-role") or ""),
                independent=bool(state.get(f"{form}-independent")),
            ),
            "Entered. You answer for them under “Answer for somebody”.",
            beside=form,
        ):
            for field in ("name", "role", "independent"):
                state.pop(f"{form}-{field}", None)
            state[form] = False

    with st.popover("Somebody without a device", key=form, on_change="rerun"):
        st.text_input("Name", key=f"{form}-name", max_chars=LONGEST_NAME)
        st.text_input("Role (optional)", key=f"{form}-role", max_chars=LONGEST_NAME)
        st.checkbox(
            "Independent: did not build it, does not report to who delivers it, is not rewarded for the launch",
            key=f"{form}-independent",
        )
        st.button("Enter them", type="primary", key=f"{form}-add", on_click=add)
        show_refusal(form)


def _proxy(lead: Lead, view: BoardView, here: list[PersonRow]) -> None:
    """The answer of somebody without a device; it is marked as entered by the facilitator."""
    waiting = {one.id: one.name for one in here if one.entered_by_facilitator}
    if not waiting or view.workshop.state != "voting" or view.round is None or view.workshop.criterion is None:
        return
    criterion, number = view.workshop.criterion, view.round.number
    form, state = lead.place(f"proxy-{criterion}-{number}"), st.session_state

    def save() -> None:
        def act(_: int) -> object:
            who, choice = state.get(f"{form}-who"), state.get(f"{form}-choice")
            if who is None or choice is None:
                raise Invalid("Choose whose answer it is, and the answer. Nothing was saved.")
            return proxy_vote(
                lead.context,
                lead.workshop,
                key=lead.key,
                participant=who,
                criterion=criterion,
                round=number,
                choice=choice,
                reason=str(state.get(f"{form}-reason") or ""),
            )

        if lead.take(act, "The answer is in, marked as entered by you.", beside=form):
            for field in ("who", "choice", "reason"):
                state.pop(f"{form}-{field}", None)
            state[form] = False

    with st.popover("Answer for somebody", key=form, on_change="rerun"):
        st.selectbox(
            "Who",
            list(waiting),
            index=None,
            key=f"{form}-who",
            format_func=lambda id: visible(waiting.get(str(id), "")),
        )
        st.radio("Their answer", list(CHOICES), index=None, key=f"{form}-choice", format_func=lambda c: SIGNS[c].label)
        st.text_input("Why? Required for red", key=f"{form}-reason", max_chars=2000)
        st.button("Enter the answer", type="primary", key=f"{form}-save", on_click=save)
        show_refusal(form)


def _remove(lead: Lead, here: list[PersonRow]) -> None:
    names = {one.id: one.name for one in here}
    if not names:
        return
    form, state = lead.place("remove"), st.session_state

    def remove(keep_votes: bool) -> None:
        def act(_: int) -> None:
            who = state.get(f"{form}-who")
            if who is None:
                raise Invalid("Choose who leaves. Nothing was changed.")
            remove_participant(lead.context, lead.workshop, key=lead.key, participant=who, keep_votes=keep_votes)

        if lead.take(act, "They are out, and their phone says so.", beside=form):
            state.pop(f"{form}-who", None)
            state[form] = False

    with st.popover("Remove somebody", key=form, on_change="rerun"):
        st.selectbox(
            "Who", list(names), index=None, key=f"{form}-who", format_func=lambda id: visible(names.get(str(id), ""))
        )
        st.button("Remove, keep their answers", key=f"{form}-keep", on_click=remove, args=(True,))
        st.button(
            "Remove, drop their answer that is not revealed yet",
            key=f"{form}-drop",
            on_click=remove,
            args=(False,),
            help="What was revealed or agreed stays as it was.",
        )
        show_refusal(form)


def _stricter(lead: Lead, view: BoardView) -> None:
    """What is seen of people; until the first answer it can be made less."""
    now = view.workshop.anonymity
    less = [one for one in ANONYMITY_ORDER if one != now and stricter(now, one)]
    render(section("What is seen of who answered"), prose(f"{ANONYMITY_WORDS[now]}. {promise(now)}"))
    answered = view.round is not None and (view.round.voted or view.round.number > 1 or view.place > 1)
    if not less or answered:
        return
    with st.container(horizontal=True, key="rd-workshop-stricter"):
        for one in less:
            st.button(
                f"Change to: {ANONYMITY_WORDS[one].lower()}",
                key=f"rd-workshop-stricter-{one}",
                on_click=_show_less,
                args=(lead, one),
            )


def _show_less(lead: Lead, wanted: Anonymity) -> None:
    lead.take(lambda _: set_anonymity(lead.context, lead.workshop, key=lead.key, anonymity=wanted))


def _leaders(lead: Lead, view: BoardView) -> None:
    """Who leads; another one gets a key, which is shown once."""
    form, state = lead.place("colead"), st.session_state

    def add() -> None:
        made: list[str] = []
        name = str(state.get(f"{form}-name") or "")
        if lead.take(
            lambda _: made.append(add_facilitator(lead.context, lead.workshop, key=lead.key, name=name)), beside=form
        ):
            state[f"{form}-made"] = made[0]
            state[f"{form}-name"] = ""

    def noted() -> None:
        state[f"{form}-made"] = None

    def go() -> None:
        if attempt(
            lambda: leave(lead.context, lead.workshop, key=lead.key), "You lead this workshop no longer.", beside=form
        ):
            forget(lead.workshop)

    led = join((element("bdi", name) for name in view.facilitators), ", ")
    render(
        section("Who leads"),
        element("p", led, muted(f" ({count_text(len(view.facilitators), 'person', 'people')})")),
        muted("The recovery code was shown at the start; only its hash is stored, so it cannot be shown again."),
    )
    if key := state.get(f"{form}-made"):
        with st.container(key="rd-workshop-new-key"):
            st.info(plain("Their key, shown this once. They open this page on their computer and type it there."))
            st.code(str(key), language=None)
            st.button("I have passed it on", key=f"{form}-noted", on_click=noted)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Let somebody else lead as well", key=f"{form}-name", max_chars=LONGEST_NAME, placeholder="Name")
        st.button("Make a key", key=f"{form}-add", on_click=add)
        st.button("Leave", type="tertiary", key=f"{form}-leave", on_click=go, help="The workshop goes on without you.")
    show_refusal(form)
