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
from readiness.ui.errors import plain
from readiness.ui.markup import Html, chip, element, render
from readiness.ui.saved_field import SavedField

FIRST_DAY = date(1990, 1, 1)


class CheckField(SavedField):
    """One check: a box for its number or date, and a tick for "nothing has happened yet"."""

    def __init__(self, place: Place, check: Check, stored: CheckValue | None) -> None:
        self.check = check
        self._place = place
        self.nothing = place.key(f"nothing-{check.measure}")

        def save(value: CheckValue | None, seen: CheckValue | None) -> None:
            set_check(place.context(), place.initiative, place.criterion, check.measure, value=value, seen=seen)

        super().__init__(place.key(f"check-{check.measure}"), stored, save, place.now, place.redraw)
        state = st.session_state
        if self.nothing not in state:
            state[self.nothing] = stored is not None and stored.kind == "nothing_yet"
        if place.taken(f"ticked-{check.measure}"):
            state[self.key] = None  # the tick stands for the value; assigned here, since a callback's would be undone

    def shown(self, value: CheckValue | None) -> None:
        """Put a stored value into box and tick."""
        state = st.session_state
        state[self.nothing] = value is not None and value.kind == "nothing_yet"
        state[self.key] = None if value is None else value.day if self.check.is_date else value.number

    def entered(self) -> CheckValue | None:
        """What box and tick say together."""
        measure, given = self.check.measure, st.session_state[self.key]
        if st.session_state[self.nothing]:
            return CheckValue(measure=measure, kind="nothing_yet")
        if given is None:
            return None
        if self.check.is_date:
            return CheckValue(measure=measure, kind="date", day=given)
        return CheckValue(measure=measure, kind="number", number=float(given))

    def ticked(self) -> None:
        """The tick was set or taken away: with it, the box is emptied."""
        if st.session_state[self.nothing]:
            self._place.remember(f"ticked-{self.check.measure}", True)
        self.changed()


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
    for check in criterion.checks:
        stored = answer.check_value(check.measure)
        field = CheckField(place, check, stored)
        label = _label(check, stored, today)
        with st.container(horizontal=True, key=place.key(f"rd-check-{check.measure}")):
            ticked = bool(st.session_state[field.nothing])
            if check.is_date:
                st.date_input(
                    label,
                    key=field.key,
                    value=None,
                    min_value=FIRST_DAY,
                    max_value=today,
                    format="YYYY-MM-DD",
                    disabled=ticked,
                    on_change=field.changed,
                )
            else:
                st.number_input(
                    label,
                    key=field.key,
                    value=None,
                    step=_step(check),
                    format="%g",
                    disabled=ticked,
                    on_change=field.changed,
                )
            st.checkbox("nothing has happened yet", key=field.nothing, on_change=field.ticked)
        for difference in differences:
            if f"“{check.text}”, " in difference.place:
                render(changed_limit(difference, original))
        field.show_state(partial(said, check))


def suggestion_line(suggestion: Suggestion) -> Html:
    """What the checks suggest, and why; a suggestion is no rating."""
    if suggestion.rating is None:
        return element("p", "The checks suggest nothing yet: none has a value.", class_="rd-suggests rd-muted")
    return element(
        "p", "The checks suggest ", chip(suggestion.rating), Html(" "), suggestion.text, class_="rd-suggests"
    )


def limits(check: Check) -> str:
    """'green up to 15, yellow up to 60 minutes' or 'green from 80, yellow from 50 %'."""
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
    return f"{number_text(value.number or 0.0)} {check.unit}"


def _label(check: Check, stored: CheckValue | None, today: date) -> str:
    """The check's question, its limits in words and, once there is a value, the level that it reaches."""
    level = ""
    if stored is not None:
        level = f" · now {plain(STATUSES[check_level(check, stored, today)].label.lower())}"
    return f"{plain(check.text)} :small[{plain(limits(check))}{level}]"


def _step(check: Check) -> float:
    return 1.0 if check.green == int(check.green) and check.yellow == int(check.yellow) else 0.1


def changed_limit(difference: Difference, original: str | None) -> Html:
    """A value that a team changed, with the original beside it: 'softer than 2026.1, there green up to 15 minutes'."""
    side = {True: "▽ softer than", False: "△ stricter than", None: "changed against"}[difference.softer]
    there = f"{difference.place.rsplit(', ', 1)[-1]} {difference.original}"
    return element("p", element("strong", f"{side} {original}"), f", there {there}", class_="rd-changed")
