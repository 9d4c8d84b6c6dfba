"""Agreeing on a rating with rationale, dissent and evidence; or parking the criterion until the end."""

from __future__ import annotations

from datetime import date

import streamlit as st

from readiness.commands.consensus import RATINGS, EvidenceChoice, agree, park
from readiness.domain.agreement import Spread
from readiness.domain.fact import Rating
from readiness.domain.redaction import Said
from readiness.domain.wording import NOT_APPLICABLE_WORDS
from readiness.domain.workshop import Consensus
from readiness.errors import Invalid
from readiness.queries.workshop_board import BoardView
from readiness.signs import CHOICES as SIGNS
from readiness.signs import STATUSES
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.markup import Html, chip, element, join, muted, render, section
from readiness.ui.outcome import is_refused, show_refusal
from readiness.ui.workshop_lead import Lead
from readiness.ui.workshop_reveal import proof

LONGEST_TEXT = 10_000


def decision(decided: Consensus | None, round: int) -> Html | None:
    """What was decided on the criterion, if anything was; with the round where that was not the present one."""
    if decided is None:
        return None
    if decided.parked or decided.rating is None:
        return element("p", parked_word("Parked"), " It is listed at the end.", class_="rd-workshop-decided")
    why = decided.not_applicable_reason
    return element(
        "div",
        element("p", element("strong", "Agreed: "), chip(decided.rating), _by(decided, round)),
        element(
            "p",
            NOT_APPLICABLE_WORDS[why],
            f": {decided.not_applicable_text}" if decided.not_applicable_text else "",
            class_="rd-typed",
        )
        if why
        else None,
        element("p", element("bdi", decided.rationale), class_="rd-typed") if decided.rationale else None,
        element("p", "Dissent: ", element("bdi", decided.dissent), class_="rd-typed") if decided.dissent else None,
        class_="rd-workshop-decided",
    )


def parked_word(word: str) -> Html:
    """Parked and not agreed: a word in grey, for neither says how the criterion stands."""
    return element("span", word, class_="rd-chip rd-grey rd-outlined")


def _by(decided: Consensus, round: int) -> Html:
    who = join((" by ", element("bdi", decided.decided_by))) if decided.decided_by else None
    return muted(join((who, f" in round {decided.round}" if decided.round != round else None)))


def agreeing(lead: Lead, view: BoardView) -> None:
    """The form in which the room's rating is written down, once the answers are shown."""
    seen = view.visible.latest_revealed if view.visible else None
    if view.criterion is None or view.workshop.state not in ("revealed", "agreed") or seen is None:
        return
    refused = is_refused(_form(lead, view))
    if view.workshop.state == "agreed" and view.consensus is not None and not view.consensus.parked:
        with st.expander("Change what was agreed", expanded=refused, key="rd-workshop-change"):
            _fields(lead, view, seen.spread)
    else:
        render(section("What does the room agree on?"))
        _fields(lead, view, seen.spread)


def _form(lead: Lead, view: BoardView) -> str:
    return lead.place(f"agree-{view.workshop.criterion}-{view.workshop.round}")


def _fields(lead: Lead, view: BoardView, spread: Spread | None) -> None:
    form, state = _form(lead, view), st.session_state
    decided = view.consensus if view.consensus and not view.consensus.parked else None
    rating, rationale, dissent = f"{form}-rating", f"{form}-rationale", f"{form}-dissent"
    code, words = f"{form}-code", f"{form}-words"

    def save() -> None:
        lead.take(_agreed, beside=form)

    def _agreed(version: int) -> object:
        chosen = state.get(rating)
        if chosen is None:
            raise Invalid("Choose what the room agrees on. Nothing was saved.", "rating")
        applies = chosen != "not_applicable"
        return agree(
            lead.context,
            lead.workshop,
            key=lead.key,
            version=version,
            rating=chosen,
            rationale=str(state.get(rationale) or ""),
            dissent=str(state.get(dissent) or ""),
            not_applicable_reason=None if applies else state.get(code),
            not_applicable_text="" if applies else str(state.get(words) or ""),
            evidence=_ticked(form, view.proofs),
            seen=view.seen,
        )

    chosen = st.segmented_control(
        "Rating",
        list(RATINGS),
        default=decided.rating if decided else None,
        key=rating,
        format_func=lambda one: STATUSES[one].label,
        label_visibility="collapsed",
    )
    needed = chosen in view.rationale_for or (chosen is None and spread is not None and spread.label == "split")
    if chosen == "not_applicable":
        reasons, given = list(NOT_APPLICABLE_WORDS), decided.not_applicable_reason if decided else None
        st.selectbox(
            "Why does it not apply?",
            reasons,
            index=reasons.index(given) if given in reasons else None,
            key=code,
            format_func=lambda one: NOT_APPLICABLE_WORDS[one],
            placeholder="Choose a reason",
        )
        st.text_input(
            "In your words",
            value=decided.not_applicable_text if decided else "",
            key=words,
            max_chars=LONGEST_TEXT,
        )
    st.text_area(
        "Because" + (f" (required: {_why(chosen, spread)})" if needed and spread else " (optional)"),
        value=decided.rationale if decided else "",
        key=rationale,
        max_chars=LONGEST_TEXT,
        height=90,
    )
    st.text_input(
        "Who sees it otherwise, and why (optional)",
        value=decided.dissent if decided else "",
        key=dissent,
        max_chars=LONGEST_TEXT,
    )
    _evidence(lead, form, view.proofs)
    with st.container(horizontal=True, key="rd-workshop-decide"):
        st.button("Agree", type="primary", key=f"{form}-save", on_click=save)
        st.button("Park it", key=f"{form}-park", on_click=_park, args=(lead, form), help="Moves on; listed at the end.")
    show_refusal(form)


def _park(lead: Lead, form: str) -> None:
    lead.take(lambda version: park(lead.context, lead.workshop, key=lead.key, version=version), beside=form)


def _why(chosen: Rating | None, spread: Spread) -> str:
    if spread.label == "split":
        return "the room is split"
    if chosen == spread.median:
        return "the checks alone do not say so"
    if spread.median is None:
        return "nobody answered red, yellow or green"
    return f"the middle answer is {SIGNS[spread.median].word.lower()}"


def _evidence(lead: Lead, form: str, proofs: tuple[Said, ...]) -> None:
    """What was named as proof, to be ticked; what is ticked becomes dated evidence of the criterion."""
    if not proofs:
        return
    today = lead.context.today()
    with st.container(key="rd-workshop-proofs"):
        render(element("h3", "What becomes evidence?"))
        for place, said in enumerate(proofs):
            who = ", ".join(part for part in (said.name, said.role) if part)
            by = muted(join((" · ", element("bdi", who)))) if who else None
            render(element("p", proof(said.evidence), by, class_="rd-typed"))
            with st.container(horizontal=True, vertical_alignment="center"):
                # A label never holds what people typed: a link in it would be followed where a tick was meant.
                number = f" {place + 1}" if len(proofs) > 1 else ""
                if st.checkbox(f"Take proof{number} as evidence, dated", key=f"{form}-proof-{place}"):
                    st.date_input(
                        f"Date of proof{number}",
                        value=today,
                        key=f"{form}-day-{place}",
                        min_value=FIRST_DAY,
                        max_value=LAST_DAY,
                        format="YYYY-MM-DD",
                        width=150,
                        label_visibility="collapsed",
                    )


def _ticked(form: str, proofs: tuple[Said, ...]) -> tuple[EvidenceChoice, ...]:
    state = st.session_state
    found = []
    for place, said in enumerate(proofs):
        if state.get(f"{form}-proof-{place}"):
            day = state.get(f"{form}-day-{place}")
            if not isinstance(day, date):
                raise Invalid(f"The evidence needs its date: {said.evidence[:60]}. Nothing was saved.", "day")
            found.append(EvidenceChoice(said.evidence, day))
    return tuple(found)
