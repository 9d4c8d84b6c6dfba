"""The form of the project record: each field saved as it is entered, with who reads it beside it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.initiatives import LONGEST_REVIEW_INTERVAL, change_initiative
from readiness.commands.project_record import MOST_MONTHS, change_record, months_later, plan_step, set_budget, value_of
from readiness.context import Context
from readiness.domain.phase_rules import PHASE_WORDS, next_phase, phase_of
from readiness.domain.project_record import PlannedStep
from readiness.domain.wording import count_text, day_text
from readiness.queries.project_record import RecordView
from readiness.queries.rollout import live_figures
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day, day_and_distance
from readiness.ui.markup import Html, Piece, element, join, muted, prose, render, section, table, visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.saved import show_saved
from readiness.ui.saved_field import SavedField

LONGEST_TEXT = 10_000
NOBODY = "Nobody can (stated)"

READ_BY: dict[str, str] = {
    "operational_owner": "the warnings of set-and-forget and technology-first, and to enter full automation",
    "deputy": "the warning of technology-first",
    "debuggers": "the warning of a black box",
    "budget": "the warning of set-and-forget, and to enter full automation",
    "review_interval_days": "the warning of set-and-forget",
    "present_way.cost": "the warning of technology-first, and to enter shadow",
    "present_way.quality": "the warning of technology-first, and to enter shadow",
    "smallest_input_set": "the warning of the perfect data fallacy",
    "fact_sheet": "the warning of a black box",
    "vendor_model": "the warning of a black box",
    "locally_validated_on": "the warning of a black box",
    "planned_step": "the warnings of a big bang and of the perfect data fallacy",
    "feedback": "the warnings of cultural resistance and technology-first",
    "incidents": "the reasons to step back from supervised automation",
    "exposures": "the warning of a big bang, and to enter supervised and full automation",
    "changes": "the warning of set-and-forget",
}
"""Which signs of failure patterns and which conditions of the rollout read a field."""


def answer(view: RecordView) -> str:
    """Who runs it and what is not stated yet, in a sentence."""
    record = view.rollout.record
    gaps = [
        word
        for word, given in (
            ("operational owner", record.operational_owner is not None),
            ("running budget", record.budget_until is not None or record.no_budget),
            ("present way of working", bool(record.present_way.cost.strip() or record.present_way.quality.strip())),
            ("when that was measured", record.present_way.measured_on is not None),
            ("smallest input set", bool(record.smallest_input_set.strip())),
            ("model fact sheet", record.fact_sheet.is_complete),
            ("vendor or own model", record.vendor_model is not None),
            ("people who can debug it", record.debuggers is not None),
        )
        if not given
    ]
    person = view.assessment.person(record.operational_owner) if record.operational_owner else None
    said = f"{person.name} runs it. " if person is not None and not person.left else "Nobody is named yet. "
    return said + (f"Not stated: {', '.join(gaps)}." if gaps else "Everything is stated.")


def show_form(context: Context, view: RecordView) -> None:
    """The whole form."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        render(section("Who runs it"))
        show_saved()
    with st.container(key="rd-record"):
        left, right = st.columns(2, gap="large")
        with left:
            _person_field(context, view, "operational_owner", "Operational owner, by name")
        with right:
            _person_field(context, view, "deputy", "Deputy")
        _debuggers(context, view)
        left, right = st.columns(2, gap="large")
        with left:
            _budget(context, view)
        with right:
            _review_interval(context, view)
        render(section("The present way of working"))
        _text(context, view, "present_way.cost", "What does it cost?", "14 minutes a claim, 31 euros")
        _text(context, view, "present_way.quality", "How good is it?", "3.1 % of claims reopened in 2025")
        _day(context, view, "present_way.measured_on", "Measured on", "present_way.cost")
        render(section("The model"))
        ask = "What is the smallest set of inputs that would be useful?"
        _text(context, view, "smallest_input_set", ask, "claim form and two photos")
        _text(context, view, "fact_sheet.purpose", "What is the model for?", "", "fact_sheet")
        _text(context, view, "fact_sheet.data", "On which data was it built?", "", "fact_sheet")
        _text(context, view, "fact_sheet.limits", "What are its limits?", "", "fact_sheet")
        _text(context, view, "fact_sheet.failure_groups", "For which groups or cases does it fail?", "", "fact_sheet")
        _vendor(context, view)
    _planned(context, view)


# Fields ---------------------------------------------------------------------------------------------------------------


class _Field(SavedField):
    """One field of the record; `enters` turns what stands in the widget into the stored value, `shows` back."""

    def __init__(
        self,
        context: Context,
        view: RecordView,
        name: str,
        *,
        enters: Callable[[Any], Any] = lambda value: value,
        shows: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        initiative = view.assessment.initiative.id
        self._enters, self._shows = enters, shows

        def save(value: Any, seen: Any) -> None:
            change_record(context, initiative, field=name, value=value, seen=seen)

        super().__init__(f"rd-record-{name}-{initiative}", value_of(view.rollout.record, name), save, context.now)

    def shown(self, value: Any) -> None:
        st.session_state[self.key] = self._shows(value)

    def entered(self) -> Any:
        return self._enters(st.session_state[self.key])


def _read_by(name: str) -> None:
    st.caption(f"Used for {READ_BY[name]}")


def _text(context: Context, view: RecordView, name: str, label: str, example: str, read_by: str = "") -> None:
    field = _Field(context, view, name, enters=lambda value: value or "")
    st.text_area(
        label,
        key=field.key,
        value=field.begin,
        on_change=field.changed,
        placeholder=example,
        height=68,
        max_chars=LONGEST_TEXT,
    )
    field.show_state()
    _read_by(read_by or name)


def _day(context: Context, view: RecordView, name: str, label: str, read_by: str) -> None:
    field = _Field(context, view, name)
    st.date_input(
        label,
        key=field.key,
        on_change=field.changed,
        min_value=FIRST_DAY,
        max_value=view.today,
        format="YYYY-MM-DD",
    )
    field.show_state(day_text)
    _read_by(read_by)


def _person_field(context: Context, view: RecordView, name: str, label: str) -> None:
    field = _Field(context, view, name)
    stored = value_of(view.rollout.record, name)
    people = {one.id: one.name for one in view.assessment.people if not one.left or one.id in (stored, field.base)}
    left = {one.id for one in view.assessment.people if one.left}

    def said(one: Any) -> str:
        return visible(people.get(str(one), str(one))) + (" (has left)" if one in left else "")

    st.selectbox(
        label,
        list(people),
        key=field.key,
        on_change=field.changed,
        format_func=said,
        placeholder="Choose a person" if people else "Enter people first",
    )
    field.show_state(said)
    _read_by(name)


def _debuggers(context: Context, view: RecordView) -> None:
    field = _Field(
        context,
        view,
        "debuggers",
        enters=lambda chosen: None if not chosen else () if NOBODY in chosen else tuple(chosen),
        shows=lambda names: [] if names is None else [NOBODY] if not names else list(names),
    )
    known = [one.name for one in view.assessment.people if not one.left]
    present = st.session_state.get(field.key) or []
    st.multiselect(
        "Who can debug it?",
        list(dict.fromkeys([*known, *present, NOBODY])),
        key=field.key,
        on_change=field.changed,
        format_func=visible,
        accept_new_options=True,
        placeholder="Choose or type names",
    )
    field.show_state(lambda names: ", ".join(names) if names else NOBODY)
    _read_by("debuggers")


class _Budget(SavedField):
    """Months of running budget from today; stored as the day until which it is paid, and whether there is none."""

    def __init__(self, context: Context, view: RecordView) -> None:
        initiative, record = view.assessment.initiative.id, view.rollout.record
        self._today = view.today

        def save(value: Any, seen: Any) -> None:
            months = st.session_state[self.key]
            set_budget(context, initiative, months=None if months is None else int(months), seen=seen[0])

        super().__init__(f"rd-record-budget-{initiative}", (record.budget_until, record.no_budget), save, context.now)

    def shown(self, value: Any) -> None:
        until, none = value
        months = None
        if until is not None:
            months = max(0, (until.year - self._today.year) * 12 + until.month - self._today.month)
        st.session_state[self.key] = 0 if none else months

    def entered(self) -> Any:
        months = st.session_state[self.key]
        return (months_later(self._today, int(months)) if months else None, months == 0)


def _budget(context: Context, view: RecordView) -> None:
    field = _Budget(context, view)
    st.number_input(
        "Months of running budget from today (0: there is none)",
        min_value=0,
        max_value=MOST_MONTHS,
        step=1,
        value=None,
        key=field.key,
        on_change=field.changed,
    )
    field.show_state(_budget_text)
    record = view.rollout.record
    if record.budget_until is not None or record.no_budget:
        st.caption(_budget_text((record.budget_until, record.no_budget)))
    _read_by("budget")


def _budget_text(value: Any) -> str:
    until, none = value
    return "No running budget." if none else "Not stated." if until is None else f"Paid until {day_text(until)}."


def _review_interval(context: Context, view: RecordView) -> None:
    initiative = view.assessment.initiative
    field = SavedField(
        f"rd-record-review-{initiative.id}",
        initiative.review_interval_days,
        lambda value, seen: change_initiative(
            context, initiative.id, field="review_interval_days", value=value, seen=seen
        ),
        context.now,
    )
    st.number_input(
        "Days between reviews",
        min_value=1,
        max_value=LONGEST_REVIEW_INTERVAL,
        step=1,
        key=field.key,
        on_change=field.changed,
    )
    field.show_state()
    _read_by("review_interval_days")


def _vendor(context: Context, view: RecordView) -> None:
    words: dict[str | None, bool | None] = {"A vendor's": True, "Our own": False, None: None}
    back = {value: word for word, value in words.items()}
    field = _Field(context, view, "vendor_model", enters=words.__getitem__, shows=back.__getitem__)
    st.segmented_control("Whose model is it?", ["A vendor's", "Our own"], key=field.key, on_change=field.changed)
    field.show_state(lambda value: str(back[value]))
    _read_by("vendor_model")
    if view.rollout.record.vendor_model:
        _day(context, view, "locally_validated_on", "Validated on own cases on", "locally_validated_on")
        never = _Field(context, view, "not_locally_validated")
        st.checkbox("It was never validated on own cases", key=never.key, on_change=never.changed)
        never.show_state(lambda value: "yes" if value else "no")


# The planned step -----------------------------------------------------------------------------------------------------


def _planned(context: Context, view: RecordView) -> None:
    render(section("When is the next step up planned?"))
    steps = view.rollout.planned_steps
    latest = steps[-1] if steps else None
    to = next_phase(phase_of(view.rollout.moves))
    if to is None:
        render(prose("It is at the top of the ladder, so no step is planned."))
    else:
        said = f"A date moves nobody up: the conditions to enter {PHASE_WORDS[to].lower()} do. "
        render(element("p", _standing(latest, view.today), class_="rd-purpose"), element("p", muted(said)))
        _plan_form(context, view, latest)
    _read_by("planned_step")
    if steps:
        render(_plan_history(steps))


def _standing(latest: PlannedStep | None, today: date) -> str:
    if latest is None or latest.day is None:
        return "No date is planned."
    return f"{PHASE_WORDS[latest.step]} is planned for {day_and_distance(latest.day, today)}."


def _plan_form(context: Context, view: RecordView, latest: PlannedStep | None) -> None:
    initiative = view.assessment.initiative.id
    to = next_phase(phase_of(view.rollout.moves))
    key = f"rd-planned-{initiative}"
    seen = latest.id if latest is not None else None
    if to is None:
        return

    def save(withdraw: bool) -> None:
        day = None if withdraw else st.session_state.get(f"{key}-day")
        if attempt(
            lambda: plan_step(
                context,
                initiative,
                step=to,
                day=day,
                reason=st.session_state.get(f"{key}-reason") or "",
                live=live_figures(context, initiative),
                seen=seen,
            ),
            "The planned date is kept with the conditions that are open today." if day else "No date is planned now.",
            beside=key,
        ):
            for name in ("day", "reason"):
                st.session_state.pop(f"{key}-{name}", None)

    with st.form(key, enter_to_submit=False, border=False):
        left, right = st.columns([1, 2], gap="large")
        left.date_input(
            f"Planned date of {PHASE_WORDS[to].lower()}",
            value=None,
            key=f"{key}-day",
            min_value=view.today,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
        )
        right.text_input("Reason (optional)", key=f"{key}-reason", max_chars=300)
        with st.container(horizontal=True):
            st.form_submit_button("Set the date", on_click=save, args=(False,))
            if latest is not None and latest.day is not None:
                st.form_submit_button("Withdraw the date", on_click=save, args=(True,))
        show_refusal(key)


def _plan_history(steps: Sequence[PlannedStep]) -> Html:
    rows: list[list[Piece]] = []
    for step in reversed(steps):
        open_then = count_text(len(step.open_conditions), "condition") if step.day is not None else ""
        rows.append(
            [
                day(step.set_at.date()),
                PHASE_WORDS[step.step],
                day(step.day) if step.day is not None else "withdrawn",
                open_then,
                step.reason,
                step.set_by,
            ]
        )
    titles = ["Set on", "Step", "Planned for", "Open then", "Reason", "By"]
    caption = "Planned dates, the latest first"
    return element(
        "details",
        element("summary", f"{count_text(len(steps), 'planned date')} so far"),
        join((table(titles, rows, caption=caption),)),
        class_="rd-more",
    )
