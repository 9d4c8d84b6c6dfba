"""The stress test on a criterion's card: what to try, the runs so far, and small forms to record one or its repair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.stress_tests import record_stress_test, resolve_stress_test
from readiness.context import Context
from readiness.domain.assessment import StressTest
from readiness.domain.framework import Criterion
from readiness.errors import Invalid
from readiness.ui.criterion import ASIDE, Place
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day, day_and_distance
from readiness.ui.errors import plain
from readiness.ui.markup import Html, Piece, element, join, render

SEVERITIES = {"minor": "Minor", "major": "Major", "critical": "Critical: counts as red"}


def stress_test_part(place: Place, criterion: Criterion, tests: Sequence[StressTest], today: date) -> None:
    """The proposed test, the runs with their outcome, and the forms."""
    render(
        element("h3", "Stress test"),
        element("p", criterion.stress_test, class_="rd-muted rd-small"),
        element("ul", *(_run(test, today) for test in reversed(tests)), class_="rd-evidence") if tests else None,
    )
    for test in tests:
        if test.is_unresolved:
            _repair_form(place, test, today)
    turn = place.turn("run")
    if st.toggle("Record a run", key=place.key(f"run-{turn}")):
        _run_form(place, today, turn)


def _run(test: StressTest, today: date) -> Html:
    if test.outcome == "passed":
        outcome = "● Passed"
    elif test.is_unresolved:
        outcome = f"■ Failed ({test.severity or 'no severity given'})"
    else:
        outcome = f"● Failed ({test.severity or 'no severity given'}), fixed and passed again"
    facts: list[Piece] = [day_and_distance(test.day, today)]
    if test.fixed_on is not None:
        facts.append(f"fixed on {day(test.fixed_on)}")
    if test.passed_again_on is not None:
        facts.append(f"passed again on {day(test.passed_again_on)}")
    if test.finding.strip():
        facts.append(element("bdi", test.finding))
    facts_line = element("span", join(facts, " · "), class_="rd-muted")
    return element("li", element("strong", outcome), " ", element("bdi", test.name), " ", facts_line)


def _run_form(place: Place, today: date, turn: int) -> None:
    with st.form(place.key("run-form"), border=False):
        st.text_input("Name of the test", key=place.key("run-name"))
        left, right = st.columns(2)
        with left:
            _day("Run on", place.key("run-day"), today)
        with right:
            st.segmented_control(
                "Outcome", ["passed", "failed"], format_func=_outcome_word, key=place.key("run-outcome")
            )
        st.selectbox(
            "Severity of the finding (only when it failed)",
            list(SEVERITIES),
            index=None,
            placeholder="Choose",
            format_func=lambda severity: SEVERITIES[severity],
            key=place.key("run-severity"),
        )
        st.text_area("Finding", key=place.key("run-finding"), height=80)
        st.form_submit_button("Save this run", type="primary", on_click=_record, args=(place, turn))
        place.show_refusal("run")


def _outcome_word(outcome: str) -> str:
    return "● Passed" if outcome == "passed" else "■ Failed"


def _day(label: str, key: str, today: date, value: date | None = None) -> None:
    if key not in st.session_state:
        st.session_state[key] = value
    st.date_input(label, value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key)


def _record(place: Place, turn: int) -> None:
    def typed(part: str) -> Any:
        return st.session_state.get(place.key(part))

    def command(context: Context) -> None:
        if typed("run-outcome") is None:
            raise Invalid("Say whether the test passed or failed. Nothing was saved.", "outcome")
        if typed("run-day") is None:
            raise Invalid("Give the date on which the test was run. Nothing was saved.", "day")
        record_stress_test(
            context,
            place.initiative,
            criterion=place.criterion,
            name=str(typed("run-name") or "").strip(),
            day=typed("run-day"),
            outcome=typed("run-outcome"),
            severity=typed("run-severity"),
            finding=str(typed("run-finding") or ""),
        )

    place.act("run", command, turn=turn)
    place.redraw(ASIDE)


def _repair_form(place: Place, test: StressTest, today: date) -> None:
    """When a failed test was fixed, and when it passed again; both together lift its effect."""
    part = f"repair-{test.id}"
    with st.form(place.key(part), border=False):
        render(element("p", "Lift the failed run of ", element("bdi", test.name), ":", class_="rd-small"))
        left, right = st.columns(2)
        with left:
            _day("Fixed on", place.key(f"{part}-fixed"), today, test.fixed_on)
        with right:
            _day("Passed again on", place.key(f"{part}-passed"), today, test.passed_again_on)
        label = f"Save the repair of {plain(test.name)[:80]}"
        st.form_submit_button(label, on_click=_repair, args=(place, test.id, part), key=place.key(f"{part}-save"))
        place.show_refusal(part)


def _repair(place: Place, test: str, part: str) -> None:
    fixed = st.session_state.get(place.key(f"{part}-fixed"))
    passed = st.session_state.get(place.key(f"{part}-passed"))

    def command(context: Context) -> None:
        resolve_stress_test(context, place.initiative, test, fixed_on=fixed, passed_again_on=passed)

    place.act(part, command)
    place.redraw(ASIDE)
