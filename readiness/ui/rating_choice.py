"""Choosing a rating: the levels as buttons, the reason where one is asked for, both versions on a conflict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast

import streamlit as st

from readiness.commands.answers import confirm, rate
from readiness.domain.assessment import NotApplicableReason, Rating
from readiness.domain.evaluation import Suggestion
from readiness.domain.framework import Criterion
from readiness.domain.wording import NOT_APPLICABLE_WORDS
from readiness.errors import Conflict, Invalid, ReadinessError
from readiness.signs import STATUSES
from readiness.ui.criterion import PENDING, RATING, Place
from readiness.ui.errors import plain
from readiness.ui.hotkeys import hotkeys_on
from readiness.ui.markup import Html, chip, element, join, render, text
from readiness.ui.saved import mark_not_saved, mark_saved, mark_settled

Level = Literal["red", "yellow", "green"]
KEYS: dict[str, Rating] = {"1": "red", "2": "yellow", "3": "green", "0": "not_applicable"}
"""The single keys that choose a rating; 0 only opens the question why it does not apply."""

_SEEN = "seen-rating"


@dataclass(frozen=True)
class Pending:
    """A choice that is not saved yet: it lacks its reason, or somebody else chose meanwhile."""

    rating: Rating | None
    seen: Rating | None = None
    """The stored rating that the choice started from."""
    reason: str = ""
    not_applicable_reason: NotApplicableReason | None = None
    not_applicable_text: str = ""
    conflict: str = ""
    """Who chose something else meanwhile, as a sentence; empty where nobody did."""
    theirs: Rating | None = None


def rating_of(pending: object) -> Pending | None:
    """The choice that waits on a card, if one does."""
    return pending if isinstance(pending, Pending) else None


# What happens ---------------------------------------------------------------------------------------------------------


def show_rating(place: Place, rating: Rating | None, token: int) -> None:
    """Remember the rating that the person sees, and how far the initiative had come by it.

    One's own save counts as seen before it is drawn. A run that is still drawing what was there before it does not take
    that back.
    """
    known = place.remembered(_SEEN)
    if known is None or known[1] <= token:
        place.remember(_SEEN, (rating, token))


def choose(place: Place, rating: Rating) -> None:
    """A level was pressed."""
    decide(place, rating)
    place.redraw(RATING)


def decide(place: Place, rating: Rating) -> None:
    """Choose a level, without drawing anything. It is saved at once unless it needs a reason first."""
    if rating == "not_applicable":
        known = place.remembered(_SEEN)
        place.remember(PENDING, Pending(rating, known[0] if known else None))
    else:
        _save(place, Pending(rating), started_here=True)


def clear(place: Place) -> None:
    """Take the rating back: the criterion is not assessed again."""
    _save(place, Pending(None), started_here=True)
    place.redraw(RATING)


def confirm_rating(place: Place) -> None:
    """Stand behind the stored rating."""
    place.act("rating", lambda context: confirm(context, place.initiative, place.criterion))
    place.redraw(RATING)


def _save_with_reason(place: Place, pending: Pending) -> None:
    _save(place, replace(pending, reason=str(st.session_state.get(place.key("because")) or "")))
    place.redraw(RATING)


def _save_not_applicable(place: Place, pending: Pending) -> None:
    code = st.session_state.get(place.key("na-code"))
    said = str(st.session_state.get(place.key("na-text")) or "")
    _save(place, replace(pending, not_applicable_reason=code, not_applicable_text=said))
    place.redraw(RATING)


def _keep_mine(place: Place, pending: Pending) -> None:
    _save(place, replace(pending, seen=pending.theirs, conflict=""))
    place.redraw(RATING)


def _give_up(place: Place) -> None:
    place.give_up(PENDING, "rating")
    place.redraw(RATING)


def _save(place: Place, pending: Pending, *, started_here: bool = False) -> None:
    """Save a choice, or remember what it still needs.

    `started_here` where it starts from what the person sees now, and nobody was asked for a reason before.
    """
    context, memory = place.context(), place.memory()
    waiting, refused, seen = place.key(PENDING), place.key("rating-refused"), place.key(_SEEN)
    mark_settled()
    with place.saving():
        memory.pop(waiting, None)
        memory.pop(refused, None)
        if started_here:
            pending = replace(pending, seen=memory.get(seen, (None, 0))[0])
        try:
            rate(
                context,
                place.initiative,
                place.criterion,
                rating=pending.rating,
                seen=pending.seen,
                reason=pending.reason,
                not_applicable_reason=pending.not_applicable_reason,
                not_applicable_text=pending.not_applicable_text,
            )
        except Conflict as conflict:
            theirs = cast("Rating | None", conflict.theirs)
            memory[waiting] = replace(pending, conflict=conflict.message, theirs=theirs)
        except ReadinessError as error:
            lacks_reason = isinstance(error, Invalid) and error.field == "reason"
            # What was typed stays where it is; a bare choice can simply be made again.
            if lacks_reason or pending.reason or pending.rating == "not_applicable":
                memory[waiting] = pending
            if not (lacks_reason and started_here):
                memory[refused] = error
        else:
            memory[seen] = (pending.rating, context.store.mark(place.initiative).token)
    if waiting in memory or refused in memory:
        mark_not_saved()
    else:
        mark_saved(context.now())


# What is shown --------------------------------------------------------------------------------------------------------


def rating_buttons(place: Place, criterion: Criterion, chosen: Rating | None) -> None:
    """One button a level with its words, the chosen one marked by shape, word and weight; nothing is preselected."""
    keys = hotkeys_on()
    levels: tuple[tuple[str, Level, str], ...] = (
        ("1", "red", criterion.red),
        ("2", "yellow", criterion.yellow),
        ("3", "green", criterion.green),
    )
    with st.container(key=place.key("rd-levels")):
        for key, level, words in levels:
            _level_button(place, level, plain(words), chosen, hint=key if keys else "")
        _level_button(place, "not_applicable", "", chosen, hint="0" if keys else "")
        if chosen is not None:
            st.button("Clear rating", key=place.key("clear"), type="tertiary", on_click=clear, args=(place,))


def _level_button(place: Place, rating: Rating, words: str, chosen: Rating | None, *, hint: str) -> None:
    sign = STATUSES[rating]
    label = f"**{f'`{hint}` ' if hint else ''}{plain(sign.shape)} {sign.word}**"
    if rating == chosen:
        # The style of the chosen level hangs on this word: another type of button would be another element to the
        # browser, and a keyboard's focus would be lost with every choice.
        label += " *chosen*"
    st.button(
        f"{label} :small[{words}]" if words else label,
        key=place.key(f"rd-rate-{rating}"),
        width="stretch" if words else "content",
        wrap=True,
        on_click=choose,
        args=(place, rating),
    )


def pending_choice(place: Place, suggestion: Suggestion, stored_reason: str) -> None:
    """What a choice that is not saved yet still needs; nothing where none waits."""
    pending = rating_of(place.remembered(PENDING))
    if pending is None:
        place.show_refusal("rating")
        return
    with st.container(key=place.key("rd-pending")):
        if pending.conflict:
            _show_conflict(place, pending)
        elif pending.rating == "not_applicable":
            _ask_why_not_applicable(place, pending)
        else:
            _ask_for_reason(place, pending, suggestion, stored_reason)


def _show_conflict(place: Place, pending: Pending) -> None:
    st.warning(plain(pending.conflict))
    mine = [_said(pending.rating)]
    if pending.reason:
        mine.append(element("div", pending.reason, class_="rd-typed", dir="auto"))
    render(
        element(
            "dl",
            element("dt", "Yours, not saved"),
            element("dd", *mine),
            element("dt", "Theirs, saved"),
            element("dd", _said(pending.theirs)),
            class_="rd-facts",
        )
    )
    with st.container(horizontal=True):
        st.button("Keep mine", key=place.key("keep-mine"), on_click=_keep_mine, args=(place, pending))
        st.button("Take theirs", key=place.key("take-theirs"), on_click=_give_up, args=(place,))


def _ask_for_reason(place: Place, pending: Pending, suggestion: Suggestion, stored_reason: str) -> None:
    rating = pending.rating or "not_assessed"
    if suggestion.rating is None:
        against: Html = text("green with no check measured needs a written reason")
    else:
        against = join(("the checks suggest ", chip(suggestion.rating), ", so a better rating needs a written reason"))
    render(element("p", chip(rating), " is not saved yet: ", against, ".", class_="rd-asks", role="status"))
    if place.key("because") not in st.session_state:
        st.session_state[place.key("because")] = pending.reason or stored_reason
    st.text_area(
        "Why does it hold all the same? The reason is shown wherever the rating is shown.",
        key=place.key("because"),
        height=80,
        on_change="ignore",
    )
    place.show_refusal("rating")
    with st.container(horizontal=True):
        st.button(
            f"Save {STATUSES[rating].word.lower()} with this reason",
            key=place.key("save-reason"),
            type="primary",
            on_click=_save_with_reason,
            args=(place, pending),
        )
        st.button("Cancel", key=place.key("cancel"), type="tertiary", on_click=_give_up, args=(place,))


def _ask_why_not_applicable(place: Place, pending: Pending) -> None:
    asks = "Not applicable is not saved yet: say why this criterion does not apply."
    render(element("p", asks, class_="rd-asks", role="status"))
    st.selectbox(
        "Why does it not apply?",
        list(NOT_APPLICABLE_WORDS),
        index=None,
        placeholder="Choose a reason",
        format_func=lambda code: NOT_APPLICABLE_WORDS[code],
        key=place.key("na-code"),
        on_change="ignore",
    )
    st.text_input("In words (needed for Other)", key=place.key("na-text"), on_change="ignore")
    place.show_refusal("rating")
    with st.container(horizontal=True):
        st.button(
            "Save as not applicable",
            key=place.key("save-na"),
            type="primary",
            on_click=_save_not_applicable,
            args=(place, pending),
        )
        st.button("Cancel", key=place.key("cancel"), type="tertiary", on_click=_give_up, args=(place,))


def _said(rating: Rating | None) -> Html:
    return chip(rating or "not_assessed")
