"""Reviews of decisions on the screen: draw a sample, judge its cases blind, declare plans, say what is critical."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from readiness.commands.reviews import declare_review_plan, draw_sample, judge, set_critical_pairs
from readiness.context import Context
from readiness.domain.decision_log import CriticalPairs, ReviewPlan
from readiness.domain.wording import count_text, number_text
from readiness.errors import Invalid, ReadinessError
from readiness.queries.decisions import CaseToJudge, PlanState, SampleState
from readiness.statistics.sample_size import ALLOWED, LIMITS, plan, table
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.decision_log import sizes_table
from readiness.ui.errors import plain, show
from readiness.ui.markup import bar, element, join, muted, points, render, section, visible
from readiness.ui.outcome import attempt, show_refusal

Purpose = Literal["random_review", "disagreements"]
PURPOSES: dict[Purpose, str] = {"random_review": "Random review", "disagreements": "Disagreements only"}
CANNOT_TELL, OTHER = "Cannot tell", "Another answer"


# Draw -----------------------------------------------------------------------------------------------------------------


def draw_form(context: Context, initiative: str, plans: tuple[PlanState, ...]) -> None:
    """Draw a sample, for a declared plan or for looking at disagreements."""
    key = f"rd-draw-{initiative}"
    waiting = {one.plan.id: one.plan for one in plans if _next_stage(one) is not None}
    stages = {one.plan.id: _next_stage(one) or 0 for one in plans}

    def save() -> None:
        typed = st.session_state
        chosen = typed.get(f"{key}-plan") or None
        size = stages[chosen] if chosen in waiting else int(typed.get(f"{key}-size") or 0)
        purpose: Purpose = "random_review"
        if not chosen and typed.get(f"{key}-purpose") == "disagreements":
            purpose = "disagreements"
        done = attempt(
            lambda: draw_sample(
                context,
                initiative,
                purpose=purpose,
                size=size,
                first_day=typed.get(f"{key}-first"),
                last_day=typed.get(f"{key}-last"),
                plan=chosen,
            ),
            "The sample is drawn; its seed is recorded.",
            beside=key,
        )
        if done:
            for part in ("plan", "size", "first", "last"):
                typed.pop(f"{key}-{part}", None)

    with st.form(key, enter_to_submit=False):
        if waiting:
            st.selectbox(
                "For a declared plan",
                list(waiting),
                index=None,
                placeholder="None",
                format_func=lambda one: f"{plain(waiting[one].name)}: {count_text(stages[one], 'case')}",
                key=f"{key}-plan",
            )
        st.segmented_control(
            "What to draw",
            list(PURPOSES),
            default="random_review",
            format_func=lambda one: PURPOSES[one],
            key=f"{key}-purpose",
            required=True,
        )
        left, right = st.columns(2)
        with left:
            st.number_input(
                "Cases (a plan sets its own number)", min_value=1, max_value=100_000, value=50, key=f"{key}-size"
            )
        with right:
            first, last = st.columns(2)
            with first:
                _day("From", f"{key}-first")
            with last:
                _day("To", f"{key}-last")
        st.caption(
            "The program draws. Only what is drawn at random counts for error rates; disagreements do not. A plan "
            "draws from the decisions since the entry into the present phase, unless you say another first day."
        )
        st.form_submit_button("Draw the sample", type="primary", on_click=save)
        show_refusal(key)


def _day(label: str, key: str) -> None:
    st.date_input(label, value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key)


def _next_stage(state: PlanState) -> int | None:
    """How many cases a plan draws next; None where nothing is to be drawn."""
    if state.outcome == "not_begun":
        return state.plan.cases
    return state.plan.second_cases if state.outcome == "second_stage" else None


# Judge ----------------------------------------------------------------------------------------------------------------


def judging(context: Context, initiative: str, state: SampleState, cases: tuple[CaseToJudge, ...]) -> None:
    """The cases one by one, the answers without a word of who gave them."""
    sample = state.sample
    mine = sum(one.judged for one in cases)
    render(bar("Judged by you", mine / len(cases) if cases else None, f"{mine:,} of {len(cases):,}"))
    if context.actor.id is None:
        st.warning("Say who is at the keyboard (at the top) before judging. Nothing is judged by nobody.")
        return
    wanted = st.session_state.get(f"rd-judge-at-{sample.id}")
    chosen = next((one for one in cases if one.position == wanted), None)
    chosen = chosen or next((one for one in cases if not one.judged), None)
    if chosen is None:
        st.success("You have judged every case of this sample.")
        chosen = cases[-1]
    _one_case(context, initiative, state, chosen)
    with st.container(horizontal=True):
        for words, position in (("Case before", chosen.position - 1), ("Next case", chosen.position + 1)):
            st.button(
                words,
                key=f"rd-judge-{words}-{sample.id}",
                disabled=not 1 <= position <= len(cases),
                on_click=_go_to(sample.id, position),
            )


def _go_to(sample: str, position: int | None) -> Any:
    def act() -> None:
        st.session_state[f"rd-judge-at-{sample}"] = position

    return act


def _one_case(context: Context, initiative: str, state: SampleState, case: CaseToJudge) -> None:
    sample = state.sample
    key = f"rd-judge-{sample.id}-{case.position}"
    both = len(case.answers) > 1
    render(
        element("h3", f"Case {case.position:,} of {sample.size:,}: ", element("bdi", case.case)),
        element(
            "p",
            "Two answers were given. Look at the case itself, then say which is right."
            if both
            else "This answer was given. Look at the case itself, then say whether it is right.",
        ),
    )
    choices = [*case.answers, OTHER, CANNOT_TELL]
    typed = st.session_state
    given = CANNOT_TELL if case.given is None else case.given if case.given in case.answers else OTHER
    begin = given if case.judged else None
    other = (case.given or "") if begin == OTHER else ""

    def save() -> None:
        picked = typed.get(f"{key}-answer")
        answer: str | None = picked
        if picked == OTHER:
            answer = (typed.get(f"{key}-other") or "").strip()
        elif picked == CANNOT_TELL:
            answer = None

        def act() -> None:
            if picked is None:
                raise Invalid("Say which answer is right. Nothing was saved.", "answer")
            judge(context, initiative, sample.id, case.position, answer=answer, note=typed.get(f"{key}-note") or "")

        if attempt(act, None, beside=key):
            typed[f"rd-judge-at-{sample.id}"] = None

    with st.form(key, enter_to_submit=False):
        at = choices.index(begin) if begin is not None else None
        st.radio("Right is", choices, index=at, format_func=plain, key=f"{key}-answer")
        st.text_input("The other answer (only if you chose it)", value=other, key=f"{key}-other", max_chars=300)
        note = case.note if case.judged else ""
        st.text_input("Note (optional)", value=note, key=f"{key}-note", max_chars=2_000)
        st.form_submit_button("Save and go on", type="primary", on_click=save)
        show_refusal(key)


# Plans ----------------------------------------------------------------------------------------------------------------


def calculator() -> None:
    """How many cases show which error rate: a table, and a calculator for other numbers."""
    render(
        section("How many reviewed cases?"),
        element(
            "p",
            "Drawn at random, independent, judged blind. With so many cases and no more than so many errors among "
            "them, the error rate is shown to be below the limit, with 95 % confidence.",
        ),
        sizes_table(LIMITS, ALLOWED, table()),
    )
    left, middle, right, last = st.columns(4)
    with left:
        limit = st.number_input("Error rate below, %", min_value=0.01, max_value=50.0, value=1.0, key="rd-size-limit")
    with middle:
        errors = st.number_input("Errors allowed", min_value=0, max_value=1000, value=0, key="rd-size-errors")
    with right:
        confidence = st.number_input(
            "Confidence, %", min_value=50.0, max_value=99.9, value=95.0, key="rd-size-confidence"
        )
    with last:
        lot = st.number_input(
            "Cases in all (if few)", min_value=1, value=None, key="rd-size-lot", help="Empty: very many cases."
        )
    try:
        found = plan(limit / 100, int(errors), confidence / 100, int(lot) if lot else None)
    except ReadinessError as error:
        show(error)
        return
    render(
        element(
            "p",
            element("strong", f"{found.cases:,} cases"),
            f", of which at most {count_text(int(errors), 'error')}. A system whose true rate is just "
            f"{number_text(limit)} % passes with a probability of {100 * found.error_probability:.2f} %.",
            role="status",
        )
    )


def plan_form(context: Context, initiative: str) -> None:
    """Declare a plan before anybody looks."""
    key = f"rd-plan-{initiative}"
    typed = st.session_state

    def save() -> None:
        second = bool(typed.get(f"{key}-second"))

        def number(part: str) -> int:
            return int(typed.get(f"{key}-{part}") or 0)

        done = attempt(
            lambda: declare_review_plan(
                context,
                initiative,
                name=typed.get(f"{key}-name") or "",
                limit_pct=float(typed.get(f"{key}-limit") or 0),
                confidence_pct=float(typed.get(f"{key}-confidence") or 0),
                cases=number("cases"),
                allowed_errors=number("errors"),
                second_cases=number("second-cases") if second else None,
                second_allowed_errors=number("second-errors") if second else None,
                first_refuse_from=number("refuse") if second else None,
            ),
            "The plan is declared.",
            beside=key,
        )
        if done:
            typed[f"{key}-name"] = ""

    second = st.toggle("With a second stage", key=f"{key}-second", help="Only a stage that was declared may be added.")
    with st.form(key, enter_to_submit=False):
        st.text_input("Name", key=f"{key}-name", max_chars=300, placeholder="Exit from supervised automation")
        left, right = st.columns(2)
        with left:
            st.number_input("Error rate below, %", min_value=0.01, max_value=50.0, value=1.0, key=f"{key}-limit")
            st.number_input("Cases", min_value=1, max_value=100_000, value=299, key=f"{key}-cases")
        with right:
            st.number_input("Confidence, %", min_value=95.0, max_value=99.9, value=95.0, key=f"{key}-confidence")
            st.number_input("Critical errors allowed", min_value=0, max_value=1000, value=0, key=f"{key}-errors")
        if second:
            first, middle, last = st.columns(3)
            with first:
                st.number_input("First stage fails from so many errors", min_value=1, value=3, key=f"{key}-refuse")
            with middle:
                st.number_input("Cases of the second stage", min_value=1, value=299, key=f"{key}-second-cases")
            with last:
                st.number_input("Errors allowed in all", min_value=0, value=1, key=f"{key}-second-errors")
        st.form_submit_button("Declare this plan", type="primary", on_click=save)
        show_refusal(key)


# Critical errors ------------------------------------------------------------------------------------------------------


def critical_form(context: Context, initiative: str, critical: CriticalPairs, answers: tuple[str, ...]) -> None:
    """Which wrong decisions are critical."""
    key = f"rd-critical-{initiative}"
    typed = st.session_state
    pairs = [(ai, truth) for ai in answers for truth in answers if ai != truth][:400]
    known = list(critical.pairs or ())
    choices = list(dict.fromkeys([*known, *pairs]))

    def save() -> None:
        chosen = list(typed.get(f"{key}-pairs") or ())
        attempt(
            lambda: set_critical_pairs(context, initiative, pairs=chosen or None, seen=critical),
            "What is critical is saved.",
            beside=key,
        )

    said = "Every wrong decision counts as critical until you list which ones are."
    if critical.pairs:
        said = f"{count_text(len(critical.pairs), 'kind')} of error count as critical:"
    listed = points(join((f"the AI says {ai}, ", muted(f"true is {truth}"))) for ai, truth in critical.pairs or ())
    render(section("Critical errors"), element("p", said), listed if critical.pairs else None)
    with st.form(key, enter_to_submit=False):
        st.multiselect(
            "Critical are",
            choices,
            default=known,
            format_func=lambda pair: visible(f"AI: {pair[0]} – true: {pair[1]}"),
            key=f"{key}-pairs",
            placeholder="Every wrong decision",
        )
        st.form_submit_button("Save what is critical", on_click=save)
        show_refusal(key)


def plans_by_id(states: tuple[PlanState, ...]) -> dict[str, ReviewPlan]:
    """The plans by their ids."""
    return {state.plan.id: state.plan for state in states}
