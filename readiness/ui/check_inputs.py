"""The checks of a criterion: a number or a date each, or "nothing has happened yet", with the limits in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from readiness.commands.answers import set_check
from readiness.domain.assessment import Answer, CheckValue
from readiness.domain.evaluation import Suggestion
from readiness.domain.framework import Check, Criterion
from readiness.domain.snapshot import Difference
from readiness.domain.suggestion import check_level
from readiness.domain.wording import day_text, number_text
from readiness.signs import STATUSES
from readiness.ui.criterion import Place
from readiness.ui.dates import FIRST_DAY
from readiness.ui.errors import field_label
from readiness.ui.markup import Html, chip, element, join, render
from readiness.ui.saved_field import SavedField


class CheckField(SavedField):
    """One check: a box for its number or date, and a tick for "nothing has happened yet"."""

    def __init__(self, place: Place, check: Check, stored: CheckValue | None) -> None:
        self.check = check
        self.nothing = place.key(f"nothing-{check.measure}")

        def save(value: CheckValue | None, seen: CheckValue | None) -> None:
            set_check(place.context(), place.initiative, place.criterion, check.measure, value=value, seen=seen)

        super().__init__(place.key(f"check-{check.measure}"), stored, save, place.now, place.redraw_checks)
        if self.nothing not in st.session_state:
            st.session_state[self.nothing] = stored is not None and stored.kind == "nothing_yet"

    def shown(self, value: CheckValue | None) -> None:
        """Put a stored value into box and tick."""
        state = st.session_state
        state[self.nothing] = value is not None and value.kind == "nothing_yet"
        state[self.key] = None if value is None else value.day if self.check.is_date else value.number

    def entered(self) -> CheckValue | None:
        """What box and tick say together; the tick comes first, and without it the box counts again."""
        measure, given = self.check.measure, st.session_state[self.key]
        if st.session_state[self.nothing]:
            return CheckValue(measure=measure, kind="nothing_yet")
        if given is None:
            return None
        if self.check.is_date:
            return CheckValue(measure=measure, kind="date", day=given)
        return CheckValue(measure=measure, kind="number", number=float(given))


def check_inputs(
    place: Place,
    criterion: Criterion,
    answer: Answer,
    today: date,
    *,
    original: str | None,
    differences: Sequence[Difference],
) -> None:
    """The checks, one line each; every value is saved as it is entered.

    `differences` is what a team's framework changed about this criterion, against the version named by `original`.
    """
    with st.container(key=place.key("rd-checks")):
        for check in criterion.checks:
            stored = answer.check_value(check.measure)
            field = CheckField(place, check, stored)
            _box(field, today, disabled=bool(st.session_state[field.nothing]))
            changed = [one for one in differences if f"“{check.text}”, " in one.place]
            render(_limits_line(check, stored, today), *(changed_limit(one, original) for one in changed))
            st.checkbox("nothing has happened yet", key=field.nothing, on_change=field.changed)
            field.show_state(partial(said, check))


def _box(field: CheckField, today: date, *, disabled: bool) -> None:
    label = field_label(field.check.text)
    if field.check.is_date:
        st.date_input(
            label,
            key=field.key,
            value=None,
            min_value=FIRST_DAY,
            max_value=today,
            format="YYYY-MM-DD",
            disabled=disabled,
            on_change=field.changed,
        )
    else:
        st.number_input(
            label,
            key=field.key,
            value=None,
            step=_step(field.check),
            format="%g",
            disabled=disabled,
            on_change=field.changed,
        )


def _limits_line(check: Check, stored: CheckValue | None, today: date) -> Html:
    """The limits in words and, once there is a value, the level that it reaches."""
    level: Html | None = None
    if stored is not None:
        reached = STATUSES[check_level(check, stored, today)].label.lower()
        level = join((" · ", element("span", f"now {reached}", class_="rd-together")))
    return element("p", limits(check), level, class_="rd-limits")


def suggestion_line(suggestion: Suggestion) -> Html:
    """What the checks suggest, and why; a suggestion is no rating."""
    if suggestion.rating is None:
        return element("p", "The checks suggest nothing yet: none has a value.", class_="rd-suggests rd-muted")
    return element(
        "p", "The checks suggest ", chip(suggestion.rating), Html(" "), suggestion.text, class_="rd-suggests"
    )


def limits(check: Check) -> str:
    """'green up to 15, yellow up to 60 minutes' or 'green from 80, yellow from 50 %'."""
    if check.unit == "0/1":
        return "1 for yes, 0 for no" + (" · green needs a yes" if check.better == "higher" else " · green needs a no")
    word = "from" if check.better == "higher" else "up to"
    unit = "days ago" if check.is_date else check.unit
    return f"green {word} {number_text(check.green)}, yellow {word} {number_text(check.yellow)} {unit}"


def said(check: Check, value: Any) -> str:
    """A check's value in words."""
    if not isinstance(value, CheckValue):
        return "(empty)"
    if value.kind == "nothing_yet":
        return "nothing has happened yet"
    if value.day is not None:
        return day_text(value.day)
    unit = "" if check.unit == "0/1" else f" {check.unit}"
    return f"{number_text(value.number or 0.0)}{unit}"


def _step(check: Check) -> float:
    return 1.0 if check.green == int(check.green) and check.yellow == int(check.yellow) else 0.1


def changed_limit(difference: Difference, original: str | None) -> Html:
    """A value that a team changed, with the original beside it: 'softer than 2026.1, there green up to 15 minutes'."""
    side = {True: "▽ softer than", False: "△ stricter than", None: "changed against"}[difference.softer]
    there = f"{difference.place.rsplit(', ', 1)[-1]} {difference.original}"
    return element("p", element("strong", f"{side} {original}"), f", there {there}", class_="rd-changed")
