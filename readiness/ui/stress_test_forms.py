"""Forms of the stress test page: plan one, record a run, say what was fixed, and answer why nothing was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.stress_tests import (
    answer_no_finding,
    drop_planned_stress_test,
    plan_stress_test,
    record_stress_test,
    resolve_stress_test,
)
from readiness.context import Context
from readiness.domain.assessment import StressTest, StressTestKind
from readiness.domain.stress_plan import KIND_WORDS, PlannedStressTest, ProposedStressTest
from readiness.errors import Invalid
from readiness.queries.initiative import InitiativeView
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.markup import element, muted, render, visible
from readiness.ui.outcome import attempt, show_refusal

OUTCOMES = {"passed": "● Passed", "failed": "■ Failed"}
SEVERITIES = {"minor": "Minor", "major": "Major", "critical": "Critical: counts as red"}
PARAMETERS = ("new", "criterion", "proposal", "planned", "test")
"""What opens a form by the address."""


def leave() -> None:
    """Take the form out of the address again."""
    for parameter in PARAMETERS:
        st.query_params.pop(parameter, None)


def plan_form(context: Context, view: InitiativeView, proposed: ProposedStressTest | None, criterion: str) -> None:
    """Plan a test; `proposed` is set out in the form."""
    initiative = view.assessment.initiative.id
    key = f"rd-stress-plan-{initiative}-{criterion}-{proposed.name if proposed else ''}"
    begin = _given(view, proposed, criterion)

    def save() -> None:
        typed = _typed(key)
        _attempt_and_leave(
            lambda: plan_stress_test(
                context,
                initiative,
                criterion=typed("criterion") or "",
                name=typed("name") or "",
                expected=typed("expected") or "",
                kind=typed("kind") or "",
                day=_day_of(typed("day"), "the day for which it is planned"),
                owner=typed("owner") or "",
            ),
            "The test is planned.",
            key,
        )

    with st.form(key, enter_to_submit=False):
        _what(key, view, begin)
        st.text_area(
            "How a ready system behaves (written before the run)",
            value=begin.expected,
            key=f"{key}-expected",
            max_chars=10_000,
            height=80,
        )
        left, right = st.columns(2)
        with left:
            _day("Planned for", f"{key}-day", view.evaluation.day, LAST_DAY)
        with right:
            st.text_input("Owner (optional)", key=f"{key}-owner", max_chars=300)
        st.form_submit_button("Save this plan", type="primary", on_click=save)
        show_refusal(key)


def run_form(
    context: Context,
    view: InitiativeView,
    proposed: ProposedStressTest | None,
    criterion: str,
    planned: PlannedStressTest | None = None,
) -> None:
    """Record a run, of a planned test, of a proposed one, or of one's own."""
    initiative = view.assessment.initiative.id
    of = planned.id if planned else proposed.name if proposed else ""
    key = f"rd-stress-run-{initiative}-{criterion}-{of}"
    begin = _given(view, planned or proposed, criterion)

    def save() -> None:
        typed = _typed(key)

        def record() -> str:
            if typed("outcome") is None:
                raise Invalid("Say whether the test passed or failed. Nothing was saved.", "outcome")
            return record_stress_test(
                context,
                initiative,
                criterion=typed("criterion") or "",
                name=typed("name") or "",
                kind=typed("kind") or "",
                expected=typed("expected") or "",
                day=_day_of(typed("day"), "the date on which it was run"),
                outcome=typed("outcome"),
                severity=typed("severity") if typed("outcome") == "failed" else None,
                finding=typed("finding") or "",
                link=(typed("link") or "").strip(),
                planned=planned.id if planned else None,
            )

        _attempt_and_leave(record, "The run is saved.", key)

    with st.form(key, enter_to_submit=False):
        _what(key, view, begin, fixed=planned is not None)
        st.text_area("Expected behaviour", value=begin.expected, key=f"{key}-expected", max_chars=10_000, height=80)
        left, right = st.columns(2)
        with left:
            _day("Run on", f"{key}-day", FIRST_DAY, LAST_DAY)
            st.text_input("Link to the record of the run (optional)", key=f"{key}-link", max_chars=2_000)
        with right:
            st.segmented_control("Outcome", list(OUTCOMES), format_func=OUTCOMES.__getitem__, key=f"{key}-outcome")
            st.selectbox(
                "Severity of the finding (only when it failed)",
                list(SEVERITIES),
                index=None,
                placeholder="Choose",
                format_func=SEVERITIES.__getitem__,
                key=f"{key}-severity",
            )
        st.text_area("Finding (what happened instead)", key=f"{key}-finding", max_chars=10_000, height=80)
        st.form_submit_button("Save this run", type="primary", on_click=save)
        show_refusal(key)


def drop_form(context: Context, initiative: str, planned: PlannedStressTest) -> None:
    """Say why a planned test will not be run."""
    key = f"rd-stress-drop-{planned.id}"

    def save() -> None:
        reason = st.session_state.get(f"{key}-reason") or ""
        _attempt_and_leave(
            lambda: drop_planned_stress_test(context, initiative, planned.id, reason=reason),
            "The plan is dropped; its reason is kept.",
            key,
        )

    with st.expander("It will not be run"), st.form(key, border=False, enter_to_submit=False):
        st.text_input("Why not", key=f"{key}-reason", max_chars=2_000)
        st.form_submit_button("Drop this plan", on_click=save)
        show_refusal(key)


def repair_form(context: Context, view: InitiativeView, test: StressTest) -> None:
    """When a failed test was fixed, what was done, and when it passed again."""
    key = f"rd-stress-repair-{test.id}"
    state = st.session_state

    def save() -> None:
        fixed_on, passed_again_on = state.get(f"{key}-fixed"), state.get(f"{key}-passed")
        fix = state.get(f"{key}-fix") or ""

        def repair() -> None:
            if (fixed_on, passed_again_on, fix) == (test.fixed_on, test.passed_again_on, test.fix):
                raise Invalid("Say when it was fixed, or what was done. Nothing was saved.", "fixed_on")
            resolve_stress_test(
                context,
                view.assessment.initiative.id,
                test.id,
                fixed_on=fixed_on,
                passed_again_on=passed_again_on,
                fix=fix,
            )

        attempt(repair, "The repair is saved.", beside=key)

    with st.form(key, enter_to_submit=False):
        render(element("p", muted("Its effect on the rating is lifted once it was fixed and passed again.")))
        left, right = st.columns(2)
        with left:
            _day("Fixed on", f"{key}-fixed", FIRST_DAY, LAST_DAY, test.fixed_on)
        with right:
            _day("Passed again on", f"{key}-passed", FIRST_DAY, LAST_DAY, test.passed_again_on)
        st.text_area("What was fixed", value=test.fix, key=f"{key}-fix", max_chars=10_000, height=80)
        st.form_submit_button("Save the repair", type="primary", on_click=save)
        show_refusal(key)


def question_form(context: Context, initiative: str, runs: int) -> None:
    """The program asks back: there were runs, and none of them found anything."""
    key = f"rd-stress-question-{initiative}"
    said = f"None of {runs} stress tests found anything. Were they hard enough?"
    if runs == 1:
        said = "The one stress test so far found nothing. Was it hard enough?"

    def save() -> None:
        words = st.session_state.get(f"{key}-text") or ""
        attempt(lambda: answer_no_finding(context, initiative, text=words), "The answer is saved.", beside=key)

    with st.form(key, enter_to_submit=False):
        render(
            element("p", element("strong", said)),
            element(
                "p", muted("Say who tried, how hard, and why nothing turned up. It is asked anew after more runs.")
            ),
        )
        st.text_area("Answer", key=f"{key}-text", max_chars=10_000, height=80)
        st.form_submit_button("Save the answer", on_click=save)
        show_refusal(key)


def _given(
    view: InitiativeView, given: ProposedStressTest | PlannedStressTest | None, criterion: str
) -> ProposedStressTest | PlannedStressTest | _Blank:
    """What the form begins with; afterwards what the person typed stands, a refused form included."""
    return given or _Blank(criterion if view.framework.criterion(criterion) else None)


@dataclass(frozen=True)
class _Blank:
    """A form that begins with a criterion at most."""

    criterion: str | None
    kind: StressTestKind = ""
    name: str = ""
    expected: str = ""


def _what(
    key: str, view: InitiativeView, begin: ProposedStressTest | PlannedStressTest | _Blank, *, fixed: bool = False
) -> None:
    names = {criterion.id: criterion.name for criterion in view.framework.criteria}
    ids, kinds = list(names), [kind for kind in KIND_WORDS if kind]
    st.selectbox(
        "Criterion",
        ids,
        index=ids.index(begin.criterion) if begin.criterion in names else None,
        placeholder="Choose",
        format_func=lambda one: visible(names[one]),
        key=f"{key}-criterion",
        disabled=fixed,
    )
    st.segmented_control(
        "Kind", kinds, default=begin.kind or None, format_func=lambda one: KIND_WORDS[one], key=f"{key}-kind"
    )
    st.text_input("What is tried", value=begin.name, key=f"{key}-name", max_chars=300)


def _day(label: str, key: str, first: date, last: date, value: date | None = None) -> None:
    st.date_input(label, value=value, min_value=first, max_value=last, format="YYYY-MM-DD", key=key)


def _typed(key: str) -> Any:
    return lambda part: st.session_state.get(f"{key}-{part}")


def _day_of(value: Any, what: str) -> date:
    if value is None:
        raise Invalid(f"Give {what}. Nothing was saved.", "day")
    chosen: date = value
    return chosen


def _attempt_and_leave(action: Any, done: str, key: str) -> None:
    if attempt(action, done, beside=key):
        for name in [name for name in st.session_state if str(name).startswith(f"{key}-")]:
            st.session_state.pop(name, None)
        leave()
