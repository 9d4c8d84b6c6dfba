"""How far an assessment has come: the dimensions with their status, the counts, the verdict, and when it was saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from readiness.domain.assessment import Status
from readiness.domain.wording import count_text
from readiness.queries.assess import AssessView, CriterionCard, DimensionProgress
from readiness.signs import STATUSES
from readiness.ui.bringing_into_view import bring_into_view
from readiness.ui.criterion import PROGRESS, Place, current_criterion, progress_drawn, progress_facts, read_form
from readiness.ui.markup import Html, chip, element, heading, join, link, render, verdict_chip
from readiness.ui.saved import saved_state

_TURN = "assess-turn"
_GOING = "assess-going"


def show_progress(initiative: str, dimension: str, found: Mapping[str, int] | None) -> None:
    """Draw the fragment; `found` is how many criteria of each dimension pass the filter, None where all are shown."""
    st.fragment(_progress, key=PROGRESS)(initiative, dimension, dict(found) if found is not None else None)


def go_to() -> None:
    """Bring the current criterion into view when the progress is drawn next."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    # More than once, since the run that says it first may be broken off before the browser hears of it.
    st.session_state[_GOING] = 3


def _progress(initiative: str, dimension: str, found: Mapping[str, int] | None) -> None:
    view = read_form(initiative, tell=True)
    shows = progress_facts(view)
    cards = view.cards_of(dimension)
    here = next(progress for progress in view.dimensions if progress.dimension.id == dimension)
    render(
        _next(view),
        heading(f"What is proven in {here.dimension.name}?", _answer(cards)),
        element("p", here.dimension.purpose, class_="rd-muted rd-purpose"),
        _dimension_row(view, dimension, found),
    )
    with st.container(key="rd-assess-bar"):
        render(_bar(view, here))
    current = current_criterion(initiative)
    if current is not None:
        render(_mark_of(Place(initiative, current)))
        if st.session_state.get(_GOING, 0):
            st.session_state[_GOING] -= 1
            bring_into_view(Place(initiative, current).key("rd-criterion"), f"{current} {st.session_state[_TURN]}")
    progress_drawn(shows)


def _next(view: AssessView) -> Html | None:
    """The one thing to do now: say who is involved, or the criterion that comes first among the causes."""
    if not view.people:
        step = link("say who is involved", "people", initiative=view.initiative)
        return element("p", Html("<strong>Next:</strong> "), step, ", so that ratings have a name", class_="rd-next")
    first = view.card(view.first_cause) if view.first_cause else None
    if first is None:
        return None
    step = link(first.criterion.name, "assess", initiative=view.initiative, criterion=first.criterion.id)
    return element("p", Html("<strong>Next:</strong> "), step, " ", chip(first.status), class_="rd-next")


def _answer(cards: tuple[CriterionCard, ...]) -> Html:
    """The answer to the page's question, in a sentence."""
    order: tuple[Status, ...] = ("green", "yellow", "red", "not_assessed", "not_applicable")
    counts = {status: sum(card.status == status for card in cards) for status in order}
    if counts["green"] == len(cards):
        return join((f"Everything: all {len(cards)} criteria count as green.",))
    if counts["not_assessed"] == len(cards):
        return join((f"Nothing yet: none of {count_text(len(cards), 'criterion', 'criteria')} counts as assessed.",))
    said = [f"{count} {STATUSES[status].word.lower()}" for status, count in counts.items() if count]
    return join((f"Of {count_text(len(cards), 'criterion', 'criteria')}, ", join(said, ", "), "."))


def _dimension_row(view: AssessView, current: str, found: Mapping[str, int] | None) -> Html:
    """Links to the five dimensions with status and count, the present one marked."""
    items = []
    for progress in view.dimensions:
        dimension = progress.dimension
        said = f"{progress.answered} of {progress.total}" if found is None else f"{found.get(dimension.id, 0)} found"
        here = dimension.id == current
        items.append(_dimension_item(view.initiative, dimension.id, dimension.short_name, progress.status, said, here))
    return element("nav", element("ul", *items), class_="rd-sections rd-dimensions", aria_label="Dimensions")


@lru_cache(maxsize=512)
def _dimension_item(initiative: str, dimension: str, name: str, status: Status, said: str, here: bool) -> Html:
    count = element("span", said, class_="rd-dimension-count")
    label = join((name, Html(" "), chip(status, short=True), Html(" "), count))
    return element("li", link(label, "assess", current=here, initiative=initiative, dimension=dimension))


def _bar(view: AssessView, here: DimensionProgress) -> Html:
    share = view.answered / view.total if view.total else 0.0
    return element(
        "div",
        element("strong", f"{here.dimension.short_name} · {here.answered} of {here.total}"),
        element("span", f"{view.answered} of {view.total} answered"),
        element(
            "span",
            element("span", style=f"width:{share * 100:.1f}%"),
            class_="rd-bar-track",
            aria_hidden="true",
        ),
        element("span", verdict_chip(view.verdict), class_="rd-assess-verdict"),
        saved_state(),
        class_="rd-assess-progress",
    )


def _mark_of(place: Place) -> Html:
    """A mark beside the criterion that the keys act on; a style, so that moving it draws no card again."""
    name = re.sub("[^a-zA-Z0-9_-]", "-", place.key("rd-criterion"))
    return Html(f"<style>.st-key-{name}{{--rd-current:var(--rd-accent)}}</style>")
