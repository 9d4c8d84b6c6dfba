"""What stands behind a rating: who rated, what it counts for and why, its reason, its confirmations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from readiness.commands.answers import confirm_not_applicable, set_reason
from readiness.context import Actor, Context
from readiness.domain.assessment import Person
from readiness.domain.evaluation import Adjustment
from readiness.domain.independence import is_independent
from readiness.domain.suggestion import needs_reason
from readiness.domain.wording import NOT_APPLICABLE_WORDS, utc_day
from readiness.queries.assess import CriterionCard
from readiness.ui.criterion import RATING, Place
from readiness.ui.dates import day, day_and_distance
from readiness.ui.errors import plain
from readiness.ui.markup import Html, Piece, chip, element, join, muted, render, text
from readiness.ui.rating_choice import confirm_rating
from readiness.ui.saved_field import SavedField


def rating_facts(place: Place, card: CriterionCard, people: Sequence[Person], actor: Actor, today: date) -> None:
    """Who rated, what the rating counts for, and what would lift what stands against it; nothing while unrated."""
    if card.rating is None:
        return
    render(_counts_for(card), _behind_it(card, today))
    _reason(place, card)
    if card.rating == "not_applicable":
        _executive_confirmation(place, card, people, actor)
    _confirm(place, card, people, actor)


def _counts_for(card: CriterionCard) -> Html | None:
    """The adjustments, each with what would lift it."""
    if not card.adjustments:
        return None
    items = [
        element("li", element("span", _dated(one)), Html(" "), element("span", one.remedy, class_="rd-muted"))
        for one in card.adjustments
    ]
    return element(
        "div",
        element("p", "Counts as ", chip(card.status), " today:"),
        element("ul", *items, class_="rd-points"),
        class_="rd-counts",
    )


def _dated(adjustment: Adjustment) -> str:
    """What holds and since when, the date said once."""
    since = f" (since {day(adjustment.since)})" if adjustment.since is not None else ""
    if adjustment.since is not None and day(adjustment.since) in adjustment.text:
        since = ""
    return _sentence(adjustment.text + since)


def _behind_it(card: CriterionCard, today: date) -> Html:
    answer = card.answer
    who = join((_rater(rater.name, rater.independent) for rater in card.raters), " and ") or text("nobody named")
    pieces: list[Piece] = [join(("Agreed in a group, recorded by " if answer.agreement else "Rated by ", who))]
    if answer.chosen_at is not None:
        pieces.append(f"chosen {day_and_distance(utc_day(answer.chosen_at), today)}")
    if answer.confirmed_at is not None:
        pieces.append(f"last confirmed {day(utc_day(answer.confirmed_at))}")
    pieces.append("self-assessed" if card.self_assessed else "not self-assessed")
    if card.fresh_until is not None:
        pieces.append(f"fresh until {day(card.fresh_until)}")
    if not card.rechecked:
        pieces.append(element("strong", "not re-checked in this round"))
    if answer.not_applicable_reason is not None:
        why = NOT_APPLICABLE_WORDS[answer.not_applicable_reason].lower()
        more = join((": ", element("bdi", answer.not_applicable_text))) if answer.not_applicable_text else None
        pieces.append(join(("does not apply, ", why, more)))
    return element("p", join(pieces, " · "), class_="rd-behind")


def _rater(name: str, independent: bool) -> Html:
    return join((element("bdi", name), " (independent)" if independent else " (not independent)"))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def _reason(place: Place, card: CriterionCard) -> None:
    """The written reason for a rating that is better than the checks suggest, wherever there is or should be one."""
    reason = card.answer.reason
    if not reason and not needs_reason(card.rating, card.suggestion):
        return
    if card.reason_missing:
        missing = "This rating is better than the checks suggest, and no reason is written yet."
        render(element("p", element("strong", missing), class_="rd-asks"))

    def save(new: str, seen: str) -> None:
        set_reason(place.context(), place.initiative, place.criterion, reason=new, seen=seen)

    field = SavedField(place.key("reason"), reason, save, place.now, place.redraw_rating)
    st.text_area(
        "Reason for a better rating than suggested",
        key=field.key,
        value=field.begin,
        on_change=field.changed,
        height=80,
    )
    field.show_state()


def _executive_confirmation(place: Place, card: CriterionCard, people: Sequence[Person], actor: Actor) -> None:
    """A criterion that must be green can be not applicable only by an executive's written word."""
    confirmation = card.answer.not_applicable_confirmation
    if card.confirmed_by and confirmation.strip():
        said = element("span", confirmation, class_="rd-typed", dir="auto")
        render(element("p", element("bdi", card.confirmed_by), " confirmed as executive: ", said))
        return
    if not card.must_be_green:
        return
    executives = [person for person in people if person.executive]
    if any(person.id == actor.id for person in executives):
        key = place.key("na-confirmation")
        st.text_area("As executive: why does it not apply?", key=key, height=80, on_change="ignore")
        st.button("Confirm as executive", key=place.key("na-confirm"), on_click=_confirm_as_executive, args=(place,))
        place.show_refusal("na-confirmation")
        return
    listed = ", ".join(person.name for person in executives) or "nobody is entered as one yet"
    asks = "It must be green in this profile, so an executive has to confirm in writing that it does not apply"
    render(element("p", f"{asks} (", element("bdi", listed), ").", class_="rd-asks"))


def _confirm_as_executive(place: Place) -> None:
    said = str(st.session_state.get(place.key("na-confirmation")) or "")

    def command(context: Context) -> None:
        confirm_not_applicable(context, place.initiative, place.criterion, text=said)

    place.act("na-confirmation", command)
    place.redraw(RATING)


def _confirm(place: Place, card: CriterionCard, people: Sequence[Person], actor: Actor) -> None:
    """The button with which the person at the keyboard stands behind the rating, named after what it would change."""
    person = next((person for person in people if person.id == actor.id), None)
    if person is None:
        return
    new = person.id not in card.answer.raters
    if not card.rechecked:
        label = "Re-check: it still holds"
    elif new and is_independent(person):
        label = f"Confirm independently as {plain(person.name)}"
    elif new:
        label = f"Confirm as {plain(person.name)} (not independent)"
    elif any(adjustment.cause in ("evidence_expired", "evidence_too_old") for adjustment in card.adjustments):
        label = "Confirm again: it still holds"
    else:
        return
    st.button(label, key=place.key("confirm"), on_click=confirm_rating, args=(place,))


def effective(card: CriterionCard) -> Html:
    """The status that counts, and beside it the rating that was chosen where that differs."""
    chosen = card.rating or "not_assessed"
    if card.status == chosen:
        return chip(card.status)
    return join((chip(card.status), muted(" chosen: "), chip(chosen)))
