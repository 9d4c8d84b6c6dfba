"""What metrics propose and their alarms, with the buttons by which a person decides."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from readiness.commands.metric_proposals import accept_measurement, accept_rating, answer_alarm, decline_rating
from readiness.context import Context
from readiness.domain.metric_proposal import MeasurementProposal, RatingProposal
from readiness.domain.metric_state import MetricState
from readiness.queries.metrics import MetricsView
from readiness.signs import STATUSES
from readiness.ui.dates import day
from readiness.ui.markup import element, join, link, points, render, section
from readiness.ui.outcome import attempt, show_refusal

LONGEST_TEXT = 10_000


def show_proposals(context: Context, initiative: str, view: MetricsView) -> None:
    """The ratings and values that metrics propose; nothing changes before somebody accepts."""
    if not view.ratings and not view.measurements:
        return
    render(section("Proposed by metrics"))
    for rating in view.ratings:
        _rating(context, initiative, rating)
    for measurement in view.measurements:
        _measurement(context, initiative, measurement)


def _rating(context: Context, initiative: str, proposal: RatingProposal) -> None:
    key = f"rd-propose-{proposal.metric.id}-{proposal.criterion.id}-{proposal.rating}"
    sign = STATUSES[proposal.rating]
    criterion = link(proposal.criterion.name, "assess", initiative=initiative, criterion=proposal.criterion.id)
    render(element("p", element("strong", sign.label), " ", proposal.text, " ", join(("(", criterion, ")"))))

    def decline() -> None:
        reason = str(st.session_state.get(f"{key}-reason") or "")
        done = "The rating stays as it is, with your reason beside it."
        attempt(lambda: decline_rating(context, initiative, proposal, reason=reason), done, beside=key)

    def accept() -> None:
        done = f"{proposal.criterion.name} is rated {proposal.rating} now."
        attempt(lambda: accept_rating(context, initiative, proposal), done, beside=key)

    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-row"):
        st.button(f"Rate it {proposal.rating}", type="primary", key=f"{key}-yes", on_click=accept)
        with st.popover("Keep the rating", key=f"{key}-no"):
            st.text_area("Why it stays as it is", key=f"{key}-reason", max_chars=LONGEST_TEXT, height=90)
            st.button("Keep it and save the reason", key=f"{key}-decline", on_click=decline)
    show_refusal(key)


def _measurement(context: Context, initiative: str, proposal: MeasurementProposal) -> None:
    key = f"rd-measure-{proposal.metric.id}"
    unit = proposal.check.unit
    measured = proposal.metric.unit
    note = "" if unit == measured else f" The check asks in {unit}, the metric measures in {measured}."
    render(element("p", proposal.text + note))

    def accept() -> None:
        done = "It stands as evidence and as the value of the check now."
        attempt(lambda: accept_measurement(context, initiative, proposal), done, beside=key)

    st.button("Take it as evidence", key=f"{key}-yes", on_click=accept)
    show_refusal(key)


def show_alarm(context: Context, initiative: str, state: MetricState, today: date) -> None:
    """The open alarm of a metric: what was done about it, and a form to act on it or to close it."""
    since = state.alarm_since
    if since is None:
        return
    answers = [answer for answer in state.answers if answer.alarm_day == since]
    begun = f", begun about {day(state.slip_start)}" if state.slip_start else ""
    render(section(f"Alarm of {day(since)}{begun}"))
    if answers:
        render(
            points(
                join(
                    (
                        "Closed: " if answer.closed else "Action: ",
                        element("bdi", answer.text),
                        f" ({answer.answered_by}, {day(answer.answered_at.date())})",
                        join((" ", link("in the plan", "plan", initiative=initiative, plan=answer.plan)))
                        if answer.plan
                        else None,
                    )
                )
                for answer in answers
            )
        )
    if any(answer.closed for answer in answers):
        return
    key = f"rd-alarm-{state.metric.id}-{since.isoformat()}-{len(answers)}"

    def save(closes: bool) -> None:
        given = {name: st.session_state.get(f"{key}-{name}") for name in ("text", "owner", "due")}
        attempt(
            lambda: answer_alarm(
                context,
                initiative,
                state.metric.id,
                alarm_day=since,
                text=given["text"] or "",
                owner="" if closes else given["owner"] or "",
                due=None if closes else given["due"],
                closes=closes,
            ),
            "The alarm is closed with your reason." if closes else "The action stands in the plan.",
            beside=key,
        )

    with st.form(key, enter_to_submit=False):
        st.text_area("What will be done, or why nothing need be", key=f"{key}-text", max_chars=LONGEST_TEXT, height=80)
        left, right = st.columns(2)
        with left:
            st.text_input("Owner", key=f"{key}-owner", max_chars=300)
        with right:
            st.date_input("Due", value=today + timedelta(days=14), key=f"{key}-due", format="YYYY-MM-DD")
        with st.container(horizontal=True):
            st.form_submit_button("Make it an action", type="primary", on_click=save, args=(False,))
            st.form_submit_button("Close with this reason", on_click=save, args=(True,))
        show_refusal(key)
