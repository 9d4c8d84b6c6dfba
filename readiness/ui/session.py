"""What a browser session knows: the process's one store, who is at the keyboard, the theme, and the top of pages."""

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal, Protocol

import streamlit as st

from readiness.charts import Theme
from readiness.context import Actor, Context, shared_context
from readiness.domain.assessment import Assessment, Initiative, Person
from readiness.domain.evaluation import Evaluation, Path, Step, VerdictId
from readiness.domain.wording import count_text
from readiness.settings import VARIABLES, Settings
from readiness.ui.errors import plain
from readiness.ui.markup import Html, Piece, element, join, link, render
from readiness.ui.recall import recall
from readiness.ui.sections import initiative_top

_WHO = "readiness-who"
"""Key of the session's choices: initiative id -> (person id, name), or None where nobody named was chosen."""


# The context ----------------------------------------------------------------------------------------------------------


def current_context(initiative_id: str | None = None) -> Context:
    """The context of this run: the process's one store, and who was picked for that initiative in this session.

    Where nobody was picked, or no initiative is meant, the actor is nobody named. Raises StorageError, ContentError.
    """
    settings = _settings(*(os.environ.get(name, "") for name in VARIABLES))
    return replace(shared_context(settings), actor=actor_of(initiative_id))


@lru_cache(maxsize=8)
def _settings(*values: str) -> Settings:
    """The settings for these values of VARIABLES; every click asks, and resolving paths asks the disk."""
    return Settings.from_environment(dict(zip(VARIABLES, values, strict=True)))


def theme() -> Theme:
    """The theme that the person sees; light where the browser has not said."""
    return "dark" if st.context.theme.type == "dark" else "light"


# Who is at the keyboard -----------------------------------------------------------------------------------------------


def actor_of(initiative_id: str | None) -> Actor:
    """Who was picked for this initiative in this browser session."""
    picked = _picked(initiative_id)
    return Actor(*picked) if picked else Actor.nobody()


def _picked(initiative_id: str | None) -> tuple[str, str] | None:
    return _choices().get(initiative_id) if initiative_id else None


def _choices() -> dict[str, tuple[str, str] | None]:
    # Every click asks several times, and what a session does not hold costs more to look up than what it holds.
    try:
        choices: dict[str, tuple[str, str] | None] = st.session_state[_WHO]
    except KeyError:
        choices = st.session_state[_WHO] = {}
    return choices


def pick(initiative_id: str, person: Person | None) -> None:
    """Set who is at the keyboard for one initiative; None for nobody named. It holds for the browser session."""
    st.session_state[_WHO] = {**_choices(), initiative_id: (person.id, person.name) if person else None}


def _forget_who_left(initiative_id: str, people: Sequence[Person]) -> Person | None:
    """The person at the keyboard as stored now; one who has left or been renamed since is put right."""
    picked = _picked(initiative_id)
    if picked is None:
        return None
    person = next((person for person in people if person.id == picked[0] and not person.left), None)
    if person is None or person.name != picked[1]:
        pick(initiative_id, person)
    return person


def _remember(initiative_id: str, people: Sequence[Person]) -> None:
    """Let the browser's tab remember the choice, and take it from there where this session knows none."""

    def recalled(person_id: str) -> None:
        person = next((person for person in people if person.id == person_id and not person.left), None)
        if person is not None:
            pick(initiative_id, person)

    picked = _picked(initiative_id)
    known = picked[0] if picked else "" if initiative_id in _choices() else None
    recall(initiative_id, known, recalled)


def show_who(initiative_id: str, people: Sequence[Person]) -> None:
    """Who is at the keyboard, and behind it the list to change it."""
    person = _forget_who_left(initiative_id, people)
    _remember(initiative_id, people)
    said = f"You are **{plain(person.name)}** (not signed in)" if person else "Who is at the keyboard?"
    with st.popover(said, type="tertiary", key=f"rd-who-open-{initiative_id}"):
        if any(not person.left for person in people):
            show_who_list(initiative_id, people)
        else:
            render(
                element("p", "Nobody is entered yet, so every record would say “nobody named”."),
                element("p", link("Enter the people of this initiative", "people", initiative=initiative_id)),
            )


def show_who_list(
    initiative_id: str,
    people: Sequence[Person],
    *,
    key: str = "top",
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> None:
    """The people of the initiative to choose from; every record of this initiative names who was chosen."""
    person = _forget_who_left(initiative_id, people)
    present = {person.id: person for person in people if not person.left}
    widget = f"rd-who-{key}-{initiative_id}"

    def choose() -> None:
        pick(initiative_id, present.get(st.session_state.get(widget) or ""))

    # It always starts from what this session chose, wherever that was done.
    st.session_state[widget] = person.id if person else ""
    st.radio(
        "Who is at the keyboard?",
        ["", *present],
        format_func=lambda chosen: _named(present.get(chosen)),
        key=widget,
        on_change=choose,
        label_visibility=label_visibility,
    )
    st.caption("Every record names this person and says “not signed in”. It holds until you close this tab.")


def _named(person: Person | None) -> str:
    if person is None:
        return "Nobody named"
    return plain(person.name) + (f", {plain(person.role)}" if person.role.strip() else "")


# The top of every page of an initiative -------------------------------------------------------------------------------


class TopView(Protocol):
    """What the top of a page needs of a view."""

    @property
    def assessment(self) -> Assessment:
        """The stored facts."""

    @property
    def evaluation(self) -> Evaluation:
        """What follows from them today."""

    @property
    def next_path(self) -> Path | None:
        """The fewest steps to the next better verdict."""

    @property
    def phase(self) -> str:
        """Where it is on the rollout ladder, in words."""


def show_top(view: TopView, section: str) -> None:
    """The top of a page of an initiative: name, verdict, framework, next step, who is at the keyboard, sections."""
    people = view.assessment.people
    initiative = view.assessment.initiative
    show_top_of(
        initiative,
        people,
        section,
        verdict=view.evaluation.verdict,
        next_step=next_step(initiative.id, people, view.next_path),
        phase=view.phase,
    )


def show_top_of(
    initiative: Initiative,
    people: Sequence[Person],
    section: str,
    *,
    verdict: VerdictId,
    next_step: Piece = None,
    phase: str = "",
) -> None:
    """Like `show_top`, for a view that holds less."""
    state: list[Piece] = [link(phase.capitalize(), "rollout", initiative=initiative.id)] if phase else []
    state.append(f"framework {initiative.framework_version}")
    if initiative.example:
        state.append(element("strong", f"Example: {initiative.example}"))
    initiative_top(
        initiative.id,
        section,
        initiative.name,
        verdict=verdict,
        state=tuple(state),
        next_step=next_step,
        beside=lambda: show_who(initiative.id, people),
    )


def next_step(initiative_id: str, people: Sequence[Person], path: Path | None) -> Html | None:
    """The one thing to do now, with a link to where it is done."""
    if not any(not person.left for person in people):
        return join((link("say who is involved", "people", initiative=initiative_id), ", so that ratings have a name"))
    if path is None or not path.steps:
        return None
    more = len(path.steps) - 1
    first = step_link(initiative_id, path.steps[0])
    return join((first, f" (and {count_text(more, 'more step')})")) if more else first


def step_link(initiative_id: str, step: Step) -> Html:
    """A step's sentence as a link to the page where it is done."""
    said = step.text.rstrip(".")
    if step.kind == "criterion":
        return link(said, "assess", initiative=initiative_id, criterion=step.criterion)
    if step.kind == "mitigation":
        return link(said, "plan", initiative=initiative_id, criterion=step.criterion, plan=step.plan)
    return link(said, {"sign_off": "sign-off", "use_case": "use-case"}[step.kind], initiative=initiative_id)
