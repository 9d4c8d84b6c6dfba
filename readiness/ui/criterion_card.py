"""One criterion as a card: question, checks, suggestion, rating with what stands behind it, evidence, note."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from readiness.commands.answers import set_note
from readiness.domain.framework import Mapping
from readiness.queries.assess import AssessView, CriterionCard
from readiness.ui.check_inputs import changed_limit, check_inputs, suggestion_line
from readiness.ui.criterion import ASIDE, CHECKS, RATING, Place
from readiness.ui.evidence_form import evidence_part
from readiness.ui.markup import Html, element, render
from readiness.ui.rating_choice import pending_choice, rating_buttons, show_rating
from readiness.ui.rating_facts import effective, rating_facts
from readiness.ui.saved_field import SavedField
from readiness.ui.session import actor_of
from readiness.ui.stress_test_part import stress_test_part

MUST_BE_GREEN = "must be green in this profile"


def criterion_card(view: AssessView, card: CriterionCard) -> None:
    """Draw one card: what follows from the framework, and three parts, each of which is drawn again by itself."""
    place = Place(view.initiative, card.criterion.id)
    named = (view.initiative, card.criterion.id)
    with st.container(key=place.key("rd-criterion")):
        render(_head(card, view))
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.fragment(_checks, key=place.fragment(CHECKS))(*named)
            st.fragment(_rating, key=place.fragment(RATING))(*named)
        with right:
            st.fragment(_aside, key=place.fragment(ASIDE))(*named)


def _checks(initiative: str, criterion: str) -> None:
    place = Place(initiative, criterion)
    with place.drawing(CHECKS) as (view, card):
        original = view.original_version
        check_inputs(place, card.criterion, card.answer, view.today, original=original, differences=card.differences)
        render(suggestion_line(card.suggestion))


def _rating(initiative: str, criterion: str) -> None:
    place = Place(initiative, criterion)
    with place.drawing(RATING) as (view, card):
        show_rating(place, card.rating, view.mark.token)
        render(element("div", effective(card), class_="rd-criterion-status"))
        rating_buttons(place, card.criterion, card.rating)
        pending_choice(place, card.suggestion, card.answer.reason)
        rating_facts(place, card, view.people, actor_of(initiative), view.today)


def _aside(initiative: str, criterion: str) -> None:
    place = Place(initiative, criterion)
    with place.drawing(ASIDE) as (view, card):
        evidence_part(place, card.criterion, card.evidence, actor_of(initiative), view.today)
        _note(place, card)
        stress_test_part(place, card.criterion, card.stress_tests, view.today)


def _head(card: CriterionCard, view: AssessView) -> Html:
    """Name, what is asked and why it matters, and the status that counts."""
    criterion = card.criterion
    changed = [d for d in card.differences if d.place.endswith("evidence fresh for")]
    return element(
        "div",
        _question(criterion.name, criterion.question, must_be_green=card.must_be_green, double=card.weight > 1),
        *(changed_limit(difference, view.original_version) for difference in changed),
        element(
            "div",
            _why(criterion.why, criterion.fresh_days),
            _mappings(criterion.mappings, view.mapping_note),
            class_="rd-criterion-more",
        ),
    )


# What follows from the framework alone is the same each time a card is drawn, so it is put together once.


@lru_cache(maxsize=512)
def _question(name: str, question: str, *, must_be_green: bool, double: bool) -> Html:
    return element(
        "h2",
        element(
            "span",
            element("span", name, class_="rd-criterion-name"),
            element("span", MUST_BE_GREEN, class_="rd-criterion-mark rd-must") if must_be_green else None,
            element("span", "counts double in charts", class_="rd-criterion-mark") if double else None,
            class_="rd-criterion-above",
        ),
        element("span", question, class_="rd-question"),
        tabindex="-1",
        class_="rd-criterion-head",
    )


@lru_cache(maxsize=512)
def _why(why: str, fresh_days: int) -> Html:
    return element(
        "details",
        element("summary", "Why it matters"),
        element("p", why),
        element("p", f"Evidence counts as fresh for {fresh_days} days.", class_="rd-muted"),
        class_="rd-more",
    )


@lru_cache(maxsize=512)
def _mappings(mappings: tuple[Mapping, ...], note: str) -> Html:
    """Where outside standards speak of the same matter, with the note on what that is worth."""
    if not mappings:
        return Html("")
    items = [
        element(
            "li",
            mapping.ref,
            f": {mapping.why}" if mapping.why else "",
            "" if mapping.close_fit else " (loose fit)",
            element("span", " compared with the text" if mapping.checked else " not checked", class_="rd-muted"),
        )
        for mapping in mappings
    ]
    return element(
        "details",
        element("summary", "Where standards speak of it"),
        element("ul", *items, class_="rd-points"),
        element("p", note, class_="rd-muted"),
        class_="rd-more",
    )


def _note(place: Place, card: CriterionCard) -> None:
    def save(note: str, seen: str) -> None:
        set_note(place.context(), place.initiative, place.criterion, note=note, seen=seen)

    field = SavedField(place.key("note"), card.answer.note, save, place.now, place.redraw_aside)
    st.text_area("Note", key=field.key, value=field.begin, on_change=field.changed, height=80)
    field.show_state()
