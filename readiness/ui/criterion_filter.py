"""Which criteria of the assessment form a person wants to see: by state, and by words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from readiness.queries.assess import CriterionCard

ALL = "all"


def is_open(card: CriterionCard) -> bool:
    """Whether it still needs an answer: nothing chosen, no longer counting as assessed, or lacking its reason."""
    return card.rating is None or card.status == "not_assessed" or card.reason_missing


def _is_red(card: CriterionCard) -> bool:
    return card.status == "red"


def _is_expiring(card: CriterionCard) -> bool:
    return card.expiring or any(adjustment.cause == "check_lapsed" for adjustment in card.adjustments)


def _is_unchecked(card: CriterionCard) -> bool:
    return card.rating is not None and not card.rechecked


FILTERS: Mapping[str, tuple[str, Callable[[CriterionCard], bool]]] = MappingProxyType(
    {
        ALL: ("All", lambda card: True),
        "open": ("Open", is_open),
        "red": ("Red", _is_red),
        "expiring": ("Expiring", _is_expiring),
        "unchecked": ("Not re-checked", _is_unchecked),
    }
)
"""What can be chosen: word on the screen, and which cards it keeps."""


def wanted(card: CriterionCard, show: str, words: str) -> bool:
    """Whether a card passes the filter and holds every word that was typed, in any case and order."""
    return FILTERS.get(show, FILTERS[ALL])[1](card) and holds(card, words)


def holds(card: CriterionCard, words: str) -> bool:
    """Whether name, question, levels, checks or note hold every word."""
    if not words.strip():
        return True
    criterion = card.criterion
    parts = (criterion.id, criterion.name, criterion.question, criterion.red, criterion.yellow, criterion.green)
    text = " ".join((*parts, *(check.text for check in criterion.checks), card.answer.note)).casefold()
    return all(word in text for word in words.casefold().split())
