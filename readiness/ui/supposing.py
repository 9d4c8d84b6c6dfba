"""The what-if: suppose steps are taken or criteria stand elsewhere, see the verdict, save nothing."""

import streamlit as st

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import Evaluation, Path
from readiness.domain.framework import Framework
from readiness.domain.use_case import use_case_gaps
from readiness.domain.what_if import Supposed, what_if
from readiness.queries.initiative import InitiativeView, initiative_view
from readiness.ui.errors import shown
from readiness.ui.markup import render, visible
from readiness.ui.verdict import reasons
from readiness.ui.way import supposed

_LEVELS: tuple[tuple[Supposed, str], ...] = (("red", "■ Red"), ("yellow", "▲ Yellow"), ("green", "● Green"))
"""Worst first: a criterion that is named twice counts as the worse."""
_SWITCHES = ("planned", "signed", "use_case")


def show_what_if(context: Context, initiative: str) -> None:
    """The part of the page where steps are tried; it redraws by itself and leaves the rest of the page alone."""
    st.fragment(_part, key="what-if")(context, initiative)


def _part(context: Context, initiative: str) -> None:
    key = _key(initiative)
    opened = st.expander("What if … try steps without saving", key=f"{key}-open", on_change="rerun")
    if not opened.open:
        return
    with opened, shown():
        _inputs(initiative_view(context, initiative), key)


def _key(initiative: str) -> str:
    """What the keys of one initiative's suppositions begin with, so that they do not spill over to another."""
    return f"rd-if-{initiative}"


def _inputs(view: InitiativeView, key: str) -> None:
    st.write("Suppose some of this were done. Nothing here is saved, and nobody else sees it.")
    with st.container(horizontal=True):
        if view.next_path is not None:
            st.button("Take the way to the next verdict", on_click=_take, args=(view.next_path, key))
        if view.ready_path is not None and (view.next_path is None or view.ready_path.steps != view.next_path.steps):
            st.button("Take the way to ready", on_click=_take, args=(view.ready_path, key))
        st.button("Suppose nothing", on_click=_clear, args=(key,))
    names = {criterion.id: criterion.name for criterion in view.framework.criteria}
    for column, (level, word) in zip(st.columns(3), _LEVELS, strict=True):
        column.multiselect(
            f"Suppose {word}",
            list(names),
            format_func=lambda criterion: visible(names[criterion]),
            key=f"{key}-{level}",
            placeholder="No criterion",
            wrap=True,
        )
    plans = {plan.id: plan for plan in view.assessment.plans if plan.kind == "mitigation" and plan.is_open}
    if plans:
        st.multiselect(
            "Suppose these mitigations are complete and done",
            list(plans),
            format_func=lambda plan: visible(plans[plan].text or "(no text)"),
            key=f"{key}-plans",
            placeholder="No mitigation",
            wrap=True,
        )
    st.checkbox("Every yellow has a mitigation with text, owner and due date", key=f"{key}-planned")
    st.checkbox("An executive has signed for the yellows", key=f"{key}-signed")
    if use_case_gaps(view.assessment.initiative.use_case):
        st.checkbox("The use case names user, decision and value", key=f"{key}-use_case")
    then = _supposed(view.assessment, view.framework, view.evaluation, key)
    render(supposed(then, view.evaluation), reasons(view.assessment.initiative.id, then))


def _supposed(assessment: Assessment, framework: Framework, now: Evaluation, key: str) -> Evaluation:
    state = st.session_state
    changes: dict[str, Supposed] = {}
    for level, _ in reversed(_LEVELS):
        changes.update(dict.fromkeys(state.get(f"{key}-{level}") or (), level))
    return what_if(
        assessment,
        framework,
        now.day,
        changes=changes,
        completed_plans=tuple(state.get(f"{key}-plans") or ()),
        newly_planned=tuple(c.id for c in framework.criteria) if state.get(f"{key}-planned") else (),
        signed=bool(state.get(f"{key}-signed")),
        use_case_complete=bool(state.get(f"{key}-use_case")),
    )


def _take(path: Path, key: str) -> None:
    _clear(key)
    state = st.session_state
    for step in path.steps:
        if step.kind == "criterion" and step.to is not None:
            state[f"{key}-{step.to}"] = [*state[f"{key}-{step.to}"], step.criterion]
        elif step.kind == "mitigation" and step.plan is not None:
            state[f"{key}-plans"] = [*state[f"{key}-plans"], step.plan]
        elif step.kind == "mitigation":
            state[f"{key}-planned"] = True
        else:
            state[f"{key}-{'signed' if step.kind == 'sign_off' else 'use_case'}"] = True


def _clear(key: str) -> None:
    for level, _ in _LEVELS:
        st.session_state[f"{key}-{level}"] = []
    st.session_state[f"{key}-plans"] = []
    for switch in _SWITCHES:
        st.session_state[f"{key}-{switch}"] = False
