"""What may be entered: limits of texts, days and numbers, and the sentence for what is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from datetime import date
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from readiness.context import Actor
from readiness.domain.assessment import Fact
from readiness.domain.framework import Criterion, Framework
from readiness.domain.problems import faults_of
from readiness.domain.typed_text import shows_nothing
from readiness.domain.wording import day_text, utc_day
from readiness.errors import Invalid, StaleVersion
from readiness.storage.store import Change

F = TypeVar("F", bound=Fact)

LONGEST_TEXT = 10_000
"""Letters in a text of several lines."""
LONGEST_LINE = 300
"""Letters in a line: a role, an owner, a file name."""
LONGEST_NAME = 200
LONGEST_LINK = 2_000
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2200, 1, 1)
MOST = 1_000_000_000
"""The largest count, effort or cost."""

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_LINK = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


def fault_in_text(value: str, longest: int) -> str | None:
    """Why a text cannot be stored as typed, as the end of a sentence; None when it can."""
    if len(value) > longest:
        return f"has {len(value):,} letters and may have {longest:,} at most"
    if "\x00" in value:
        return "holds a NUL character, which cannot be stored"
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        return "holds half of a character (a lone surrogate), which cannot be stored"
    return None


def text(value: str, field: str, label: str, *, longest: int = LONGEST_TEXT, required: bool = False) -> str:
    """A text as typed; one of unseen characters alone is empty.

    Raises Invalid for one that is too long, cannot be stored, or shows nothing although required.
    """
    fault = fault_in_text(value, longest)
    if fault:
        raise Invalid(f"{label} {fault}. Nothing was saved.", field)
    unseen = shows_nothing(value)
    if required and unseen:
        raise Invalid(f"{label} is empty. Nothing was saved; write something and save again.", field)
    return "" if unseen and value.strip() else value


def line(value: str, field: str, label: str, *, longest: int = LONGEST_LINE, required: bool = False) -> str:
    """A text that fits on one line. Raises Invalid like `text`, and for a line break."""
    if "\n" in value or "\r" in value:
        raise Invalid(f"{label} holds a line break. Nothing was saved; write it on one line.", field)
    return text(value, field, label, longest=longest, required=required)


def link(value: str) -> str:
    """An address of the web. Raises Invalid for anything else: other kinds of addresses can run programs."""
    line(value, "url", "The link", longest=LONGEST_LINK, required=True)
    fault = fault_in_link(value)
    if fault:
        raise Invalid(f"The link {fault}. Nothing was saved.", "url")
    return value


def fault_in_link(value: str) -> str | None:
    """Why an address is not accepted, as the end of a sentence."""
    return None if _LINK.match(value) else "must begin with https:// or http:// and name a place on the web"


def identity(value: str) -> str:
    """An id that is safe in an address and a file name. Raises Invalid."""
    if not _ID.fullmatch(value):
        raise Invalid(
            "The id may hold only small letters, digits, - and _, must begin with a letter or digit, and may have 80 "
            "letters at most. Nothing was saved.",
            "id",
        )
    return value


def past_day(value: date, field: str, label: str, today: date) -> date:
    """A day between 1990 and today. Raises Invalid."""
    if value > today:
        raise Invalid(f"{label} {day_text(value)} lies in the future. Nothing was saved.", field)
    return bounded_day(value, field, label)


def bounded_day(value: date, field: str, label: str) -> date:
    """A day between 1990 and 2200. Raises Invalid."""
    if not FIRST_DAY <= value < LAST_DAY:
        raise Invalid(f"{label} {day_text(value)} must lie between 1990 and 2199. Nothing was saved.", field)
    return value


def number(value: float, field: str, label: str, *, least: float = 0, most: float = MOST) -> float:
    """A number between two limits, inclusive. Raises Invalid."""
    if isinstance(value, bool) or not math.isfinite(value) or not least <= value <= most:
        raise Invalid(f"{label} must be a number from {least:,} to {most:,}. Nothing was saved.", field)
    return value + 0.0 if isinstance(value, float) else value  # -0.0 is 0


def whole(value: float, field: str, label: str, *, least: int = 0, most: int = MOST) -> int:
    """A whole number between two limits, inclusive. Raises Invalid."""
    if not isinstance(value, int):
        raise Invalid(f"{label} must be a whole number. Nothing was saved.", field)
    return int(number(value, field, label, least=least, most=most))


def known_fields(changes: Collection[str], known: Collection[str], what: str) -> None:
    """Only fields that may be changed; `what` is whose they are: "A plan". Raises Invalid."""
    unknown = sorted(set(changes) - set(known))
    if unknown:
        raise Invalid(f"{what} has no field “{unknown[0]}” that can be changed. Nothing was saved.", unknown[0])


def choice(value: str, field: str, label: str, known: Collection[str]) -> str:
    """One of some words. Raises Invalid."""
    if value not in known:
        raise Invalid(f"{label} “{value}” is not known. Nothing was saved.", field)
    return value


def criterion_of(framework: Framework, criterion: str) -> Criterion:
    """A criterion of the initiative's framework. Raises Invalid."""
    found = framework.criterion(criterion)
    if found is None:
        raise Invalid(
            f"The criterion “{criterion}” does not occur in framework {framework.version}. Nothing was saved.",
            "criterion",
        )
    return found


def renewed(fact: F, **changes: Any) -> F:
    """A fact with some fields replaced, checked as a whole. Raises Invalid."""
    return made(type(fact), **{field: getattr(fact, field) for field in type(fact).model_fields} | changes)


def made(model: type[F], **values: Any) -> F:
    """A fact of some values, checked as a whole. Raises Invalid."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems = [f"{place}: {fault}" for place, fault in faults_of(error, values)]
        raise Invalid("This entry cannot be accepted. Nothing was saved.", problems=problems) from error


def stale(change: Change, subject: str, field: str, what: str, theirs: object) -> NoReturn:
    """Refuse an edit that started from a value which is no longer stored. Raises StaleVersion."""
    event = change.last_change(subject, field)
    who = event.actor if event else "Somebody"
    if who == Actor.nobody().name:
        who = "Somebody who gave no name"
    when = f" on {day_text(utc_day(event.at))} at {event.at:%H:%M} UTC" if event else ""
    raise StaleVersion(
        f"{who} changed {what}{when}, after you began. Yours was not saved: look at both and choose.",
        theirs=theirs,
        by=who,
        at=event.at if event else None,
    )


def replaced(change: Change, kind: str, subject: str, what: str, stored: F, seen: F, new: F) -> bool:
    """Store a fact of which some fields were edited: each must still be as it was seen, others may have changed.

    False where nothing differs from what is stored. Raises StaleVersion with the stored fact as `theirs`.
    """
    for field in type(stored).model_fields:
        mine, theirs = getattr(new, field), getattr(stored, field)
        if mine != theirs and getattr(seen, field) != theirs:
            stale(change, subject, field, what, stored)
    return change.save(kind, subject, stored, new)
