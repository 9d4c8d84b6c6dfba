"""The forms for one condition: answer it with evidence, waive it for the next move, take either back."""

from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.conditions import answer_condition, withdraw_answer
from readiness.commands.waivers import revoke_waiver, waive
from readiness.context import Context
from readiness.domain.condition_facts import ConditionFinding
from readiness.domain.phase_rules import LIST_WORDS, PHASE_WORDS
from readiness.domain.wording import number_text
from readiness.errors import Invalid
from readiness.queries.rollout import RolloutView, live_figures
from readiness.ui.bringing_into_view import bring_followed_into_view
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day_and_distance
from readiness.ui.form_turns import begin_anew, fields_of
from readiness.ui.markup import element, foreign_link, join, link, muted, prose, render, section, visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.rollout_conditions import condition_name, known, state_chip
from readiness.ui.rollout_moving import DO, LONGEST_TEXT, close_form
from readiness.ui.views import named

_ANSWERS = {"met": ("Met", "Not met"), "step_back": ("It holds: step back", "It does not hold")}


def show_condition(context: Context, view: RolloutView) -> None:
    """The form for the condition that the address names, to answer or to waive it."""
    do = named(DO)
    if do not in ("answer", "waive"):
        return
    parts = named("condition").split(".", 2)
    finding = view.finding(*parts) if len(parts) == 3 else None
    with st.container(border=True, key="rd-condition-form"):
        if finding is None:
            st.warning("There is no such condition in this initiative's framework.")
        else:
            render(
                section(finding.text),
                element(
                    "p",
                    state_chip(finding),
                    muted(f" {PHASE_WORDS[finding.phase]}, {LIST_WORDS[finding.list]}. Decided by: {finding.reads}."),
                ),
                known(finding),
            )
            if do == "waive":
                _waive(context, view, finding)
            elif finding.answerable:
                _answer(context, view, finding)
            else:
                render(prose(f"This is decided by {finding.reads}, not by an answer."))
        st.button("Close", key="rd-condition-close", on_click=close_form)
    bring_followed_into_view("rd-condition-form")


# Answer ---------------------------------------------------------------------------------------------------------------


def _answer(context: Context, view: RolloutView, finding: ConditionFinding) -> None:
    initiative = view.assessment.initiative.id
    key = f"rd-answer-{condition_name(finding)}"
    part = fields_of(key)
    yes, no = _ANSWERS["step_back" if finding.list == "step_back" else "met"]
    rehearsable = finding.phase == "shadow" or (finding.phase == "advisory" and finding.list == "entry")
    fields = ("met", "text", "url", "day", "rehearsed")

    def save() -> None:
        given: dict[str, Any] = {name: st.session_state.get(f"{part}-{name}") for name in fields}
        day: date = given["day"] or context.today()

        def act() -> None:
            if given["met"] is None:
                raise Invalid(f"Choose “{yes}” or “{no}”. Nothing was saved.", "met")
            answer_condition(
                context,
                initiative,
                phase=finding.phase,
                list=finding.list,
                key=finding.key,
                met=given["met"] == yes,
                text=given["text"] or "",
                url=(given["url"] or "").strip(),
                day=day,
                rehearsed=bool(given["rehearsed"]),
            )

        if attempt(act, "The answer is saved.", beside=key):
            begin_anew(key)
            close_form()

    _last_answer(context, initiative, finding)
    with st.form(key, enter_to_submit=False):
        # Nothing is chosen beforehand: an answer that nobody gave is none.
        st.segmented_control("Answer", [yes, no], key=f"{part}-met")
        st.text_area("What shows it", key=f"{part}-text", max_chars=LONGEST_TEXT, height=90)
        st.text_input("Link to the evidence (optional)", key=f"{part}-url", max_chars=2000)
        st.date_input(
            "Date of the evidence",
            value=context.today(),
            key=f"{part}-day",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
        )
        if rehearsable:
            st.checkbox("Measured on replayed or rehearsal traffic", key=f"{part}-rehearsed")
        st.form_submit_button("Save answer", type="primary", on_click=save)
        show_refusal(key)


def _last_answer(context: Context, initiative: str, finding: ConditionFinding) -> None:
    answer = finding.answer
    if answer is None:
        return
    yes, no = _ANSWERS["step_back" if finding.list == "step_back" else "met"]
    said = f"{yes if answer.met else no}, by {answer.answered_by}, {day_and_distance(answer.day, context.today())}: "
    link_to = foreign_link(" evidence", answer.url) if answer.url else None
    render(element("p", join((muted("Last answer: "), said, answer.text, link_to))))

    def take_back() -> None:
        if attempt(lambda: withdraw_answer(context, initiative, answer.id), "The answer is taken back."):
            close_form()

    st.button("Take the answer back", key=f"rd-answer-back-{answer.id}", on_click=take_back)


# Waive ----------------------------------------------------------------------------------------------------------------


def _waive(context: Context, view: RolloutView, finding: ConditionFinding) -> None:
    initiative = view.assessment.initiative.id
    waiver = finding.waived
    if waiver is not None:

        def take_back() -> None:
            if attempt(lambda: revoke_waiver(context, initiative, waiver.id), "The waiver is taken back."):
                close_form()

        st.button("Take the waiver back", key=f"rd-waiver-back-{waiver.id}", on_click=take_back)
        return
    if not finding.waivable or not finding.in_the_way:
        render(prose("This cannot be waived." if not finding.waivable else "This is not in the way."))
        return
    executives = {one.id: one.name for one in view.assessment.people if one.executive and not one.left}
    if not executives:
        render(element("p", link("Enter the executive among the people first", "people", initiative=initiative)))
        return
    key = f"rd-waive-{condition_name(finding)}"

    def save() -> None:
        who, reason = st.session_state.get(f"{key}-who"), st.session_state.get(f"{key}-reason")

        def act() -> None:
            waive(
                context,
                initiative,
                phase=finding.phase,
                list=finding.list,
                key=finding.key,
                executive=who or "",
                reason=reason or "",
                live=live_figures(context, initiative),
            )

        if attempt(act, "It is waived for the next move.", beside=key):
            for name in ("who", "reason"):
                st.session_state.pop(f"{key}-{name}", None)
            close_form()

    said = "Only the executive can waive it, in writing, for the next move. It feeds the big-bang warning."
    if finding.floor and finding.reached_pct is not None:
        said += f" {number_text(round(finding.reached_pct))} % of the days have passed."
    render(prose(said))
    with st.form(key, enter_to_submit=False):
        st.selectbox(
            "Executive",
            list(executives),
            key=f"{key}-who",
            format_func=lambda one: visible(executives.get(str(one), str(one))),
        )
        st.text_area("Why it may go up without this", key=f"{key}-reason", max_chars=LONGEST_TEXT, height=90)
        st.form_submit_button("Waive it", type="primary", on_click=save)
        show_refusal(key)
