"""What can be done about a failure pattern: plan an antidote, set it aside, take that back, note a change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from readiness.commands.antidotes import plan_antidote
from readiness.commands.dismissals import LONGEST_DAYS, dismiss, revoke_dismissal
from readiness.commands.system_changes import note_change
from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.dismissal import Dismissal
from readiness.domain.patterns.antidote import action_of
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.project_record import SystemChange
from readiness.domain.wording import PLAN_STATUS_WORDS
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day, day_and_distance
from readiness.ui.markup import element, join, link, muted, points, render, section, visible
from readiness.ui.outcome import attempt, doing, show_refusal

CHANGE_KINDS = {"change": "Change", "retraining": "Retraining", "no_retraining": "Decided not to retrain"}
CHANGES_SHOWN = 5
USUAL_DAYS = 90
"""How far ahead the end of a dismissal is proposed."""


def show_antidotes(context: Context, assessment: Assessment, finding: PatternFinding) -> None:
    """What helps, each with the button that makes an action of it, or the action that it became."""
    initiative = assessment.initiative.id
    render(section("What helps"))
    for place, antidote in enumerate(finding.antidotes):
        planned = action_of(assessment.plans, antidote, finding.name)
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"rd-antidote-{finding.pattern_id}-{place}"
        ):
            render(element("p", antidote, class_="rd-antidote"))
            if planned is not None:
                said = f"Planned as an action ({PLAN_STATUS_WORDS[planned.status].lower()})"
                with st.container(width="content"):
                    render(element("p", link(said, "plan", initiative=initiative, plan=planned.id)))
            else:
                st.button(
                    "Make it an action",
                    key=f"rd-plan-antidote-{finding.pattern_id}-{place}",
                    on_click=_plan(context, initiative, finding.pattern_id, antidote),
                    help=f"Plans: {visible(antidote)}",
                )
    if finding.caution:
        render(element("p", muted(finding.caution), class_="rd-aside"))


def _plan(context: Context, initiative: str, pattern: str, antidote: str) -> Any:
    return doing(
        lambda: plan_antidote(context, initiative, pattern=pattern, antidote=antidote),
        "It is planned as an action. Say on the plan who does it and by when.",
    )


def show_setting_aside(context: Context, initiative: str, finding: PatternFinding, today: date) -> None:
    """Set the pattern or one of its signs aside, and take that back."""
    standing = [finding.dismissed, *(one.dismissed for one in finding.indicators)]
    held = [one for one in standing if one is not None]
    rules = {one.key: one.rule for one in finding.indicators}
    for one in held:
        _standing(context, initiative, finding, one, rules)
    free: list[str] = [""] if finding.dismissed is None else []
    free += [one.key for one in finding.indicators if one.dismissed is None]
    if free:
        with st.expander("Set it aside for a while", key=f"rd-aside-{initiative}-{finding.pattern_id}"):
            _setting_aside(context, initiative, finding, free, rules, today)


def _standing(
    context: Context, initiative: str, finding: PatternFinding, one: Dismissal, rules: dict[str, str]
) -> None:
    what = finding.name if one.indicator is None else rules.get(one.indicator, one.indicator)
    with st.container(horizontal=True, vertical_alignment="center", key=f"rd-aside-{one.id}"):
        render(element("p", f"{what} is set aside until {day(one.until)}.", class_="rd-antidote"))
        st.button(
            "Take it back",
            key=f"rd-aside-back-{one.id}",
            on_click=doing(lambda: revoke_dismissal(context, initiative, one.id), "It is no longer set aside."),
            help=f"Takes back: {visible(what)}",
        )


def _setting_aside(
    context: Context,
    initiative: str,
    finding: PatternFinding,
    free: list[str],
    rules: dict[str, str],
    today: date,
) -> None:
    key = f"rd-dismiss-{initiative}-{finding.pattern_id}"

    def save() -> None:
        typed = st.session_state

        def act() -> str:
            return dismiss(
                context,
                initiative,
                pattern=finding.pattern_id,
                indicator=typed.get(f"{key}-what") or None,
                reason=typed.get(f"{key}-reason") or "",
                until=typed.get(f"{key}-until") or today,
            )

        if attempt(act, "It is set aside. It goes on being shown here, with your reason.", beside=key):
            for field in ("what", "reason", "until"):
                typed.pop(f"{key}-{field}", None)

    with st.form(key, enter_to_submit=False):
        st.selectbox(
            "What",
            free,
            key=f"{key}-what",
            format_func=lambda one: visible(rules.get(one, f"The whole pattern: {finding.name}")),
        )
        st.text_area("Why it is no warning here", key=f"{key}-reason", max_chars=10_000, height=80)
        st.date_input(
            "Until",
            key=f"{key}-until",
            value=today + timedelta(days=USUAL_DAYS),
            min_value=today,
            max_value=today + timedelta(days=LONGEST_DAYS),
            format="YYYY-MM-DD",
        )
        st.form_submit_button("Set it aside", on_click=save)
        show_refusal(key)


def show_change_log(context: Context, initiative: str, changes: tuple[SystemChange, ...], today: date) -> None:
    """The latest entries of the change log, and the form for another."""
    render(section("Change log"))
    latest = sorted(changes, key=lambda one: one.day, reverse=True)[:CHANGES_SHOWN]
    if latest:
        render(
            points(
                join((f"{day_and_distance(one.day, today)}: {CHANGE_KINDS[one.kind].lower()}: ", one.text))
                for one in latest
            )
        )
    else:
        render(element("p", "No change, retraining or decision not to retrain is noted."))
    render(element("p", muted("Each move along the ladder counts as a change as well.")))
    key = f"rd-change-{initiative}"

    def save() -> None:
        typed = st.session_state

        def act() -> str:
            return note_change(
                context,
                initiative,
                kind=typed.get(f"{key}-kind") or "change",
                day=typed.get(f"{key}-day") or today,
                text=typed.get(f"{key}-text") or "",
            )

        if attempt(act, "It is noted in the change log.", beside=key):
            for field in ("kind", "day", "text"):
                typed.pop(f"{key}-{field}", None)

    opening = "Note a change, a retraining or why there is none"
    with st.expander(opening, key=f"rd-change-open-{initiative}"), st.form(key, enter_to_submit=False):
        st.selectbox("Kind", list(CHANGE_KINDS), key=f"{key}-kind", format_func=CHANGE_KINDS.__getitem__)
        st.date_input(
            "Day", key=f"{key}-day", value=today, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD"
        )
        st.text_area("What changed, or why it was not retrained", key=f"{key}-text", max_chars=10_000, height=80)
        st.form_submit_button("Note it", on_click=save)
        show_refusal(key)
