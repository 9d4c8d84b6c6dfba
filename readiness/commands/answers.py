"""Rate a criterion, confirm a rating, give the reason, the note and the values of its checks."""

from __future__ import annotations

import math

from readiness.commands import entries
from readiness.commands.people import named_person, present_person
from readiness.context import Context
from readiness.domain.assessment import Answer, CheckValue, NotApplicableReason, Rating
from readiness.domain.framework import Criterion
from readiness.domain.suggestion import needs_reason, suggest
from readiness.domain.wording import NOT_APPLICABLE_WORDS
from readiness.errors import Invalid, NotAllowed

LARGEST_CHECK = 1e15


def rate(
    context: Context,
    initiative: str,
    criterion: str,
    *,
    rating: Rating | None,
    seen: Rating | None,
    reason: str = "",
    not_applicable_reason: NotApplicableReason | None = None,
    not_applicable_text: str = "",
) -> None:
    """Choose a rating, or take it back with None. `seen` is the stored rating that the choice started from.

    The value that is stored already counts as a confirmation; another value empties the list of raters. Raises
    StaleVersion, Invalid (a reason is missing), NotAllowed (not on the initiative), NotFound.
    """
    entries.text(reason, "reason", "The reason")
    entries.text(not_applicable_text, "not_applicable_text", "The explanation")
    with context.change(initiative) as change:
        found = entries.criterion_of(context.framework_of(change.assessment), criterion)
        person = present_person(context, change.assessment)
        old = change.assessment.answer(criterion)
        details: dict[str, object] = {"not_applicable_reason": None, "not_applicable_text": ""}
        if rating == "not_applicable":
            details = not_applicable_details(old, not_applicable_reason, not_applicable_text)
        same = rating == old.rating and all(getattr(old, field) == value for field, value in details.items())
        if not same and seen != old.rating:
            entries.stale(change, f"answer/{criterion}", "rating", "this rating", old.rating)
        if same and rating is None:
            return
        if same:
            new = _confirmed(context, old, person.id if person else None)
            if reason.strip():
                new = entries.renewed(new, reason=reason)
        else:
            new = entries.renewed(
                old,
                **details,
                rating=rating,
                reason=reason,
                chosen_at=None if rating is None else change.at,
                confirmed_at=None,
                raters=(person.id,) if person and rating is not None else (),
                agreement=None,
                not_applicable_confirmed_by=None,
                not_applicable_confirmation="",
                rechecked=True,
            )
        require_reason(found, new, context)
        change.save("rating_confirmed" if same else "rated", f"answer/{criterion}", old, new)


def confirm(context: Context, initiative: str, criterion: str) -> None:
    """Stand behind the stored rating as one of its raters. Raises Invalid, NotAllowed, NotFound."""
    with context.change(initiative) as change:
        found = entries.criterion_of(context.framework_of(change.assessment), criterion)
        person = named_person(context, change.assessment)
        old = change.assessment.answer(criterion)
        if old.rating is None:
            raise Invalid("Nothing is rated here yet, so there is nothing to confirm. Choose a rating first.", "rating")
        new = _confirmed(context, old, person.id)
        require_reason(found, new, context)
        change.save("rating_confirmed", f"answer/{criterion}", old, new)


def confirm_not_applicable(context: Context, initiative: str, criterion: str, *, text: str) -> None:
    """Confirm in writing, as an executive, that a criterion does not apply. Raises Invalid, NotAllowed, NotFound."""
    entries.text(text, "text", "The confirmation", required=True)
    with context.change(initiative) as change:
        entries.criterion_of(context.framework_of(change.assessment), criterion)
        person = named_person(context, change.assessment)
        if not person.executive:
            raise NotAllowed(
                f"{person.name} is not entered as an executive of this initiative, and only an executive can confirm "
                "that a criterion does not apply. Nothing was saved."
            )
        old = change.assessment.answer(criterion)
        if old.rating != "not_applicable":
            raise Invalid("This criterion is not rated as not applicable, so there is nothing to confirm.", "rating")
        new = entries.renewed(
            _confirmed(context, old, person.id),
            not_applicable_confirmed_by=person.id,
            not_applicable_confirmation=text,
        )
        change.save("not_applicable_confirmed", f"answer/{criterion}", old, new)


def set_reason(context: Context, initiative: str, criterion: str, *, reason: str, seen: str) -> None:
    """Write why the rating is better than the suggestion. Raises StaleVersion, Invalid, NotFound."""
    entries.text(reason, "reason", "The reason")
    with context.change(initiative) as change:
        found = entries.criterion_of(context.framework_of(change.assessment), criterion)
        old = change.assessment.answer(criterion)
        if reason == old.reason:
            return
        if seen != old.reason:
            entries.stale(change, f"answer/{criterion}", "reason", "this reason", old.reason)
        new = entries.renewed(old, reason=reason)
        if old.reason.strip():
            require_reason(found, new, context)
        change.save("reason_changed", f"answer/{criterion}", old, new)


def set_note(context: Context, initiative: str, criterion: str, *, note: str, seen: str) -> None:
    """Write the note of a criterion. Raises StaleVersion, Invalid, NotFound."""
    entries.text(note, "note", "The note")
    with context.change(initiative) as change:
        entries.criterion_of(context.framework_of(change.assessment), criterion)
        old = change.assessment.answer(criterion)
        if note == old.note:
            return
        if seen != old.note:
            entries.stale(change, f"answer/{criterion}", "note", "this note", old.note)
        change.save("note_changed", f"answer/{criterion}", old, entries.renewed(old, note=note))


def set_check(
    context: Context,
    initiative: str,
    criterion: str,
    measure: str,
    *,
    value: CheckValue | None,
    seen: CheckValue | None,
) -> None:
    """Store the value of one check, or take it back with None. Raises StaleVersion, Invalid, NotFound."""
    with context.change(initiative) as change:
        found = entries.criterion_of(context.framework_of(change.assessment), criterion)
        if value is not None:
            value = _checked(found, measure, value, context)
        old = change.assessment.answer(criterion)
        stored = old.check_value(measure)
        if value == stored:
            return
        if seen != stored:
            entries.stale(change, f"answer/{criterion}", f"checks.{measure}", "this value", stored)
        if value is None:
            checks = tuple(check for check in old.checks if check.measure != measure)
        elif stored is None:
            checks = (*old.checks, value)
        else:
            checks = tuple(value if check.measure == measure else check for check in old.checks)
        change.save("check_changed", f"answer/{criterion}", old, entries.renewed(old, checks=checks))


def _confirmed(context: Context, answer: Answer, person: str | None) -> Answer:
    raters = answer.raters if person is None or person in answer.raters else (*answer.raters, person)
    return entries.renewed(answer, raters=raters, confirmed_at=context.now(), rechecked=True)


def require_reason(criterion: Criterion, answer: Answer, context: Context) -> None:
    """Raise Invalid where the rating is better than the checks suggest and no reason is written."""
    suggestion = suggest(criterion, answer, context.today())
    if needs_reason(answer.rating, suggestion) and not answer.reason.strip():
        against = (
            "the checks suggest nothing yet" if suggestion.rating is None else f"the checks suggest {suggestion.rating}"
        )
        raise Invalid(
            f"{str(answer.rating).capitalize()} needs a written reason here, since {against}. Nothing was saved; write "
            "the reason and choose again.",
            "reason",
        )


def not_applicable_details(old: Answer, reason: NotApplicableReason | None, text: str) -> dict[str, object]:
    """The details of a "not applicable"; those stored already where none are given again."""
    if reason is None and not text and old.rating == "not_applicable":
        return {"not_applicable_reason": old.not_applicable_reason, "not_applicable_text": old.not_applicable_text}
    if reason is None or reason not in NOT_APPLICABLE_WORDS:
        raise Invalid("Say why this criterion does not apply. Nothing was saved.", "not_applicable_reason")
    if reason == "other" and not text.strip():
        raise Invalid(
            "“Other” needs a sentence on why this criterion does not apply. Nothing was saved.", "not_applicable_text"
        )
    return {"not_applicable_reason": reason, "not_applicable_text": text}


def _checked(criterion: Criterion, measure: str, value: CheckValue, context: Context) -> CheckValue:
    check = criterion.check(measure)
    field = f"checks.{measure}"
    if check is None or value.measure != measure:
        raise Invalid(f"{criterion.name} has no check “{measure}”. Nothing was saved.", field)
    if value.kind == "nothing_yet":
        return CheckValue(measure=measure, kind="nothing_yet")
    if value.kind == "date":
        if not check.is_date or value.day is None:
            raise Invalid(f"“{check.text}” is answered by a number, not a date. Nothing was saved.", field)
        day = entries.past_day(value.day, field, "The date", context.today())
        return CheckValue(measure=measure, kind="date", day=day)
    if check.is_date or value.number is None or not math.isfinite(value.number):
        kind = "date" if check.is_date else "number"
        raise Invalid(f"“{check.text}” is answered by a {kind}. Nothing was saved.", field)
    number = entries.number(value.number, field, "The value", least=-LARGEST_CHECK, most=LARGEST_CHECK)
    least, most = check.bounds
    if (least is not None and number < least) or (most is not None and number > most):
        allowed = f"from {least:g} to {most:g}" if most is not None else "0 or more"
        raise Invalid(f"“{check.text}” is counted in “{check.unit}”: {allowed}. Nothing was saved.", field)
    return CheckValue(measure=measure, kind="number", number=number)
