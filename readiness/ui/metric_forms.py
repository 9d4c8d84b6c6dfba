"""Forms for what is measured: a new metric, the definition of one, its baseline, its bindings, the alarm budget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.metrics import (
    ATTRIBUTION_WORDS,
    DIRECTION_WORDS,
    add_metric,
    bind_to_check,
    bind_to_condition,
    change_metric,
    resume_metric,
    retire_metric,
    set_alarm_budget,
    set_baseline,
)
from readiness.context import Context
from readiness.domain.framework import Framework, Limit
from readiness.domain.metric import FAMILIES, AlarmBudget, Baseline, ConditionBinding, Metric, MetricDirection
from readiness.domain.metric_wording import FAMILY_WORDS
from readiness.domain.phase_rules import LIST_WORDS, PHASE_WORDS
from readiness.domain.wording import count_text
from readiness.errors import Invalid
from readiness.queries.metrics import MetricsView
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day
from readiness.ui.form_turns import begin_anew, fields_of
from readiness.ui.markup import render, section, visible
from readiness.ui.metric_words import short
from readiness.ui.outcome import attempt, doing, show_refusal

LONGEST_LINE, LONGEST_TEXT = 300, 10_000
_TEXTS = ("name", "unit", "owner", "definition", "target", "limit")


def read_limit(typed: str, better: MetricDirection, label: str) -> Limit | None:
    """A target or limit as typed: "70", "0.9 to 1.1", or nothing. Raises Invalid."""
    words = typed.replace("\N{EN DASH}", " to ").replace("…", " to ").strip()
    if not words:
        return None
    parts = [part.strip() for part in words.split(" to ")]
    try:
        numbers = [float(part.replace(" ", "")) for part in parts]
    except ValueError:
        numbers = []
    if better == "range" and len(numbers) == 2:
        return (numbers[0], numbers[1])
    if better != "range" and len(numbers) == 1:
        return numbers[0]
    wanted = "two numbers, such as 0.9 to 1.1" if better == "range" else "a number, such as 99.5"
    raise Invalid(f"{label} “{typed}” is not {wanted}. Nothing was saved.", label.lower())


def written_limit(limit: Limit | None) -> str:
    """A target or limit as it would be typed."""
    if limit is None:
        return ""
    return f"{limit[0]:.10g} to {limit[1]:.10g}" if isinstance(limit, tuple) else f"{limit:.10g}"


def new_metric_form(context: Context, initiative: str) -> None:
    """A form for a metric of one's own."""
    key = "rd-metric-new"
    part = fields_of(key)

    def save() -> None:
        def add() -> str:
            return add_metric(context, initiative, **_entered(part))

        if attempt(add, "The metric is added.", beside=key):
            begin_anew(key)
            st.query_params.pop("do", None)

    with st.form(key, enter_to_submit=False):
        _definition_fields(part, None)
        st.form_submit_button("Add the metric", type="primary", on_click=save)
        show_refusal(key)


def definition_form(context: Context, initiative: str, metric: Metric) -> None:
    """The definition of one metric; a field that somebody else changed meanwhile is not overwritten."""
    key = f"rd-metric-{metric.id}"
    # What the fields began with, not what is stored by now: somebody else's change must not be taken for seen.
    part = fields_of(key)
    seen: Metric = st.session_state.setdefault(f"{part}-seen", metric)

    def save() -> None:
        def change() -> None:
            change_metric(context, initiative, metric.id, seen=seen, **_entered(part))

        if attempt(change, "The definition is saved.", beside=key):
            _begin_anew(key)

    with st.form(key, enter_to_submit=False):
        _definition_fields(part, seen)
        st.form_submit_button("Save the definition", type="primary", on_click=save)
        show_refusal(key)
    if any(getattr(seen, field) != getattr(metric, field) for field in _DEFINITION):
        st.warning(
            "Somebody has changed this metric since you began. Fields that both changed will not be overwritten."
        )
        st.button("Begin anew with what is stored", key=f"{key}-anew", on_click=_begin_anew, args=(key,))
    if metric.retired_at is None:
        done = f"{metric.name} is not looked at any more. Its points stay."
        st.button(
            "Retire this metric",
            key=f"{key}-retire",
            on_click=doing(lambda: retire_metric(context, initiative, metric.id), done),
        )
    else:
        st.button(
            "Look at this metric again",
            key=f"{key}-resume",
            on_click=doing(lambda: resume_metric(context, initiative, metric.id), f"{metric.name} is looked at again."),
        )


_DEFINITION = (
    "name",
    "family",
    "better",
    "target",
    "limit",
    "owner",
    "unit",
    "interval_days",
    "attribution",
    "definition",
    "alarm",
    "weekday",
)
"""What the form of the definition shows."""


def _definition_fields(key: str, metric: Metric | None) -> None:
    text: dict[str, str] = {name: getattr(metric, name) if metric else "" for name in ("name", "unit", "owner")}
    left, right = st.columns(2)
    with left:
        st.text_input("Name", value=text["name"], key=f"{key}-name", max_chars=200)
        _one_of("Family", FAMILY_WORDS, list(FAMILIES), metric.family if metric else "model", f"{key}-family")
        _one_of(
            "Direction", DIRECTION_WORDS, list(DIRECTION_WORDS), metric.better if metric else "higher", f"{key}-better"
        )
        st.text_input(
            "Target",
            value=written_limit(metric.target) if metric else "",
            key=f"{key}-target",
            max_chars=60,
            help="A number; for a range two: 0.9 to 1.1.",
        )
        st.text_input("Owner", value=text["owner"], key=f"{key}-owner", max_chars=LONGEST_LINE)
    with right:
        st.text_input("Unit", value=text["unit"], key=f"{key}-unit", max_chars=60)
        st.number_input(
            "Days between two points",
            value=float(metric.interval_days) if metric else 7.0,
            key=f"{key}-interval_days",
            min_value=0.001,
            max_value=3650.0,
        )
        _one_of(
            "How its effect is attributed",
            ATTRIBUTION_WORDS,
            list(ATTRIBUTION_WORDS),
            metric.attribution if metric else "none",
            f"{key}-attribution",
        )
        st.text_input(
            "Limit",
            value=written_limit(metric.limit) if metric else "",
            key=f"{key}-limit",
            max_chars=60,
            help="Beyond it is alarming.",
        )
    st.text_area(
        "What exactly is counted",
        value=metric.definition if metric else "",
        key=f"{key}-definition",
        max_chars=LONGEST_TEXT,
        height=80,
    )
    st.checkbox("Raise an alarm when it slips", value=metric.alarm if metric else True, key=f"{key}-alarm")
    st.checkbox(
        "It has a weekly rhythm, which is subtracted before it is judged",
        value=metric.weekday if metric else False,
        key=f"{key}-weekday",
    )
    st.checkbox(
        "Its points are a growing count; look at the growth per day",
        value=metric.counter if metric else False,
        key=f"{key}-counter",
    )


def _one_of(label: str, words: Mapping[Any, str], choices: list[Any], begin: str, key: str) -> None:
    st.selectbox(label, choices, index=choices.index(begin), key=key, format_func=words.__getitem__)


def _entered(key: str) -> dict[str, Any]:
    """The definition as it stands in the form. Raises Invalid."""
    names = (*_TEXTS, "family", "better", "interval_days", "attribution", "alarm", "weekday", "counter")
    given: dict[str, Any] = {name: st.session_state.get(f"{key}-{name}") for name in names}
    for name in _TEXTS:
        given[name] = given[name] or ""
    better = given["better"]
    return given | {
        "target": read_limit(given["target"], better, "Target"),
        "limit": read_limit(given["limit"], better, "Limit"),
    }


def baseline_form(context: Context, initiative: str, metric: Metric, today: date) -> None:
    """The fixed window that later points are compared with."""
    key = f"rd-baseline-{metric.id}"
    part = fields_of(key)
    seen: Baseline | None = st.session_state.setdefault(f"{part}-seen", metric.baseline)

    def save() -> None:
        def fix() -> None:
            window: tuple[date, ...] = tuple(st.session_state.get(f"{part}-days") or ())
            if len(window) != 2:
                raise Invalid("Choose the first and the last day of the baseline. Nothing was saved.", "first_day")
            set_baseline(
                context,
                initiative,
                metric.id,
                name=st.session_state.get(f"{part}-name") or "",
                first_day=window[0],
                last_day=window[1],
                excluded=_days(st.session_state.get(f"{part}-excluded") or ""),
                reason=st.session_state.get(f"{part}-reason") or "",
                seen=seen,
            )

        if attempt(fix, "The baseline is fixed. It does not move by itself.", beside=key):
            _begin_anew(key)

    with st.form(key, enter_to_submit=False):
        st.text_input(
            "Name",
            value=seen.name if seen else "",
            key=f"{part}-name",
            max_chars=200,
            placeholder="Before go-live, autumn 2026",
        )
        st.date_input(
            "First and last day",
            value=[seen.first_day, seen.last_day] if seen else [],
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            key=f"{part}-days",
            format="YYYY-MM-DD",
        )
        st.text_input(
            "Days to leave out, as 2026-01-31, 2026-02-01",
            value=", ".join(one.isoformat() for one in seen.excluded) if seen else "",
            key=f"{part}-excluded",
            max_chars=2000,
        )
        st.text_input(
            "Why they are left out",
            value=seen.reason if seen else "",
            key=f"{part}-reason",
            max_chars=LONGEST_LINE,
        )
        st.caption(
            "At least 12 points, better 30, from a time in which nothing changed. It moves only when you move it."
        )
        st.form_submit_button("Fix the baseline", type="primary", on_click=save)
        show_refusal(key)


def _begin_anew(key: str) -> None:
    """Forget what a form began with, so that it is drawn with what is stored."""
    st.session_state.pop(f"{fields_of(key)}-seen", None)
    begin_anew(key)


def _days(typed: str) -> list[date]:
    found = []
    for part in typed.replace(";", ",").split(","):
        if part.strip():
            try:
                found.append(date.fromisoformat(part.strip()))
            except ValueError:
                raise Invalid(
                    f"“{part.strip()}” is no day such as 2026-01-31. Nothing was saved.", "excluded"
                ) from None
    return found


def binding_forms(context: Context, initiative: str, metric: Metric, framework: Framework) -> None:
    """Which check the metric measures, and which condition of a phase it decides."""
    checks = {
        f"{criterion.id}/{check.measure}": f"{criterion.name}: {check.text} ({check.unit})"
        for criterion in framework.criteria
        for check in criterion.checks
        if not check.is_date
    }
    conditions = {
        f"{phase.id}/{name}/{condition.key}": f"{PHASE_WORDS[phase.id]}, {LIST_WORDS[name]}: {condition.text}"
        for phase in framework.phases
        for name in ("entry", "exit", "keep", "step_back")
        for condition in getattr(phase, name)
    }
    bound, decides = metric.check, metric.condition
    _binding(
        "The check that it measures",
        "Its values are proposed as evidence there; a person accepts them.",
        f"rd-bind-check-{metric.id}",
        checks,
        f"{bound.criterion}/{bound.measure}" if bound else "",
        lambda chosen: bind_to_check(
            context,
            initiative,
            metric.id,
            criterion=chosen.rpartition("/")[0],
            measure=chosen.rpartition("/")[2],
            seen=metric,
        ),
    )
    _binding(
        "The condition of a phase that it decides",
        "Met while its last value is within the limit.",
        f"rd-bind-condition-{metric.id}",
        conditions,
        f"{decides.phase}/{decides.list}/{decides.key}" if decides else "",
        lambda chosen: bind_to_condition(
            context,
            initiative,
            metric.id,
            condition=ConditionBinding(**dict(zip(("phase", "list", "key"), chosen.split("/"), strict=True)))
            if chosen
            else None,
            seen=metric,
        ),
    )


def _binding(label: str, help: str, key: str, choices: dict[str, str], now: str, save: Any) -> None:
    def changed() -> None:
        attempt(lambda: save(str(st.session_state.get(key) or "")), "Saved.", beside=key)

    st.session_state[key] = now if now in choices else ""
    st.selectbox(
        label,
        ["", *choices],
        key=key,
        format_func=lambda one: visible(choices.get(one, "none")),
        on_change=changed,
        help=help,
    )
    show_refusal(key)


def budget_form(context: Context, initiative: str, view: MetricsView) -> None:
    """How many false alarms are accepted."""
    key = f"rd-budget-{initiative}"
    part = fields_of(key)
    stored: AlarmBudget = st.session_state.setdefault(f"{part}-seen", view.rollout.alarm_budget)

    def save() -> None:
        def change() -> None:
            set_alarm_budget(
                context,
                initiative,
                budget_pct=float(st.session_state[f"{part}-pct"]),
                horizon=int(st.session_state[f"{part}-horizon"]),
                seen=stored,
            )

        if attempt(change, "The budget of false alarms is saved.", beside=key):
            _begin_anew(key)

    with st.form(key, border=False, enter_to_submit=False):
        st.number_input("Chance of a false alarm in percent", 0.01, 50.0, value=stored.budget_pct, key=f"{part}-pct")
        st.number_input("over so many points", 5, 520, value=stored.horizon, key=f"{part}-horizon")
        st.caption("It is split evenly over the metrics that are watched. The real rate is about 5 to 8 % for 5 %.")
        st.form_submit_button("Save", on_click=save)
        show_refusal(key)


def baseline_said(metric: Metric, points: int, mean: float | None, sd: float | None) -> None:
    """The baseline in a sentence above its form."""
    baseline = metric.baseline
    render(section("Baseline"))
    if baseline is None:
        st.write("None yet. Without one nobody can tell a change from chance.")
        return
    said = f"{baseline.name}: {day(baseline.first_day)} to {day(baseline.last_day)}, {count_text(points, 'point')}"
    if mean is not None:
        said += f", mean {short(mean)}, standard deviation {short(sd)}"
    st.text(visible(f"{said}. Fixed by {baseline.set_by} on {day(baseline.set_at.date())}."))
