"""What the pieces of a criterion card share: their keys, saving with a sentence, and what is drawn again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any, NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException

from readiness.context import Context
from readiness.errors import ReadinessError, StorageError
from readiness.queries.assess import AssessView, CriterionCard, assess_view
from readiness.ui.errors import plain
from readiness.ui.saved import mark_not_saved, mark_saved, mark_settled
from readiness.ui.saved_field import fields_in_trouble
from readiness.ui.session import current_context

PROGRESS = "progress"
"""Key of the fragment that shows how far the assessment has come."""

RATING, CHECKS, ASIDE = "criterion", "checks", "aside"
"""The parts of a card, each drawn by itself: rating and what stands behind it; checks; evidence, note and tests."""

_CURRENT = "assess-current"
_LAST_READ = "assess-last-read"
_CARDS = "rd-cards"
_LOCK = "lock"


@dataclass(frozen=True)
class Place:
    """One criterion of one initiative, where answers are entered."""

    initiative: str
    criterion: str

    def fragment(self, part: str) -> str:
        """Key of the fragment that draws a part of the card: RATING, CHECKS or ASIDE."""
        return f"{part}-{self.criterion}"

    def key(self, part: str) -> str:
        """Key of a widget or of something to remember; it begins with `part`, so that styles can find it."""
        return f"{part}-{self.initiative}-{self.criterion}"

    def remembered(self, part: str) -> Any:
        """What was remembered for this card in this browser session, or None."""
        return _remembered().get(self.key(part))

    def remember(self, part: str, value: Any) -> None:
        """Remember something for this card; None forgets it."""
        if value is None:
            _remembered().pop(self.key(part), None)
        else:
            _remembered()[self.key(part)] = value

    def context(self) -> Context:
        """The context, with who is at the keyboard."""
        return current_context(self.initiative)

    def now(self) -> datetime:
        """The present moment."""
        return self.context().now()

    def drawn(self, part: str, card: CriterionCard) -> None:
        """Remember from which facts a part was drawn."""
        _remembered()[self.key(f"drawn-{part}")] = FACTS[part](card)

    def redraw(self, *parts: str) -> NoReturn:
        """End a callback: this criterion is the current one now; draw these parts of its card again, and the progress.

        Only what is named is drawn: a callback whose click came together with a change in another card would else leave
        this one as it was. Every part whose facts have changed, by oneself or by somebody else, is drawn with them.
        """
        make_current(self.initiative, self.criterion)
        known, named = _remembered(), list(parts)
        with suppress(ReadinessError):
            card = read_form(self.initiative).card(self.criterion)
            if card is not None:
                named += [part for part, facts in FACTS.items() if known.get(self.key(f"drawn-{part}")) != facts(card)]
        redraw(PROGRESS, *(self.fragment(part) for part in dict.fromkeys(named)))

    def redraw_rating(self) -> NoReturn:
        """`redraw` for a field beside the rating."""
        self.redraw(RATING)

    def redraw_checks(self) -> NoReturn:
        """`redraw` for a field among the checks."""
        self.redraw(CHECKS)

    def redraw_aside(self) -> NoReturn:
        """`redraw` for a field among evidence, note and stress tests."""
        self.redraw(ASIDE)

    def memory(self) -> dict[str, Any]:
        """What is remembered of all cards, by `key`.

        Streamlit may break off a callback wherever it touches the session, when the next click has come, and then runs
        it again; and it runs the callback of the next click while this one still waits for the disk. So whoever saves
        something takes this first, holds `saving` meanwhile, and notes in it what was saved, with nothing in between.
        """
        return _remembered()

    def saving(self) -> AbstractContextManager[object]:
        """Held while one callback of this browser session saves something."""
        lock: AbstractContextManager[object] = _remembered()[_LOCK]
        return lock

    def turn(self, part: str) -> int:
        """How often this part's form was saved; what comes twice for one turn is saved once.

        The widget that opens the form has it in its key: after a save it is another one, and closed.
        """
        return int(_remembered().get(self.key(f"{part}-turn"), 0))

    def act(self, part: str, command: Callable[[Context], object], *, turn: int | None = None) -> bool:
        """Run a command; a refusal is remembered as this part's sentence. Whether it was saved.

        With `turn`, a second call for the same turn (a double click, a callback that is run again) does nothing.
        """
        context, memory = self.context(), self.memory()
        refused, turns = self.key(f"{part}-refused"), self.key(f"{part}-turn")
        with self.saving():
            if turn is None or memory.get(turns, 0) == turn:
                memory.pop(refused, None)
                try:
                    command(context)
                except ReadinessError as error:
                    memory[refused] = error
                else:
                    if turn is not None:
                        memory[turns] = turn + 1
        saved = refused not in memory
        if saved:
            mark_saved(context.now())
        else:
            mark_not_saved()
        return saved

    def show_refusal(self, part: str) -> None:
        """Show why this part's last action was not done, if so."""
        error = self.remembered(f"{part}-refused")
        if isinstance(error, ReadinessError):
            st.error(plain(error.message))

    def give_up(self, *parts: str) -> None:
        """Forget what waited to be saved in these parts."""
        for part in parts:
            self.remember(part, None)
            self.remember(f"{part}-refused", None)
        mark_settled()


def _rating_facts(card: CriterionCard) -> tuple[Any, ...]:
    answer = card.answer.model_copy(update={"note": "", "checks": ()})
    return (answer, card.suggestion, card.status, card.adjustments, card.raters, card.confirmed_by, card.fresh_until)


FACTS: dict[str, Callable[[CriterionCard], tuple[Any, ...]]] = {
    RATING: _rating_facts,
    CHECKS: lambda card: (card.answer.checks,),
    ASIDE: lambda card: (card.evidence, card.answer.note, card.stress_tests),
}
"""What each part shows."""


def read_form(initiative: str, *, tell: bool = False) -> AssessView:
    """The form as it is stored now; where storage cannot be read, as it was last read, so that nothing typed is lost.

    With `tell`, a sentence says so. Raises NotFound, and StorageError where it was never read.
    """
    view: AssessView | None = None
    try:
        view = assess_view(current_context(initiative), initiative)
    except StorageError as error:
        view = st.session_state.get(_LAST_READ)
        if view is None or view.initiative != initiative:
            raise
        if tell:
            st.error(plain(error.message))
    st.session_state[_LAST_READ] = view
    return view


def settle() -> None:
    """Stop saying that something is not saved where nothing waits to be saved any more, at the start of a page."""
    waits = any(name.startswith("pending-") or "-refused-" in name for name in _remembered())
    if not waits and not fields_in_trouble():
        mark_settled()


def _remembered() -> dict[str, Any]:
    """What is remembered of all cards, as one entry of the session: Streamlit goes through every entry for each box."""
    if _CARDS not in st.session_state:
        st.session_state[_CARDS] = {_LOCK: RLock()}
    kept: dict[str, Any] = st.session_state[_CARDS]
    return kept


def redraw(*fragments: str) -> NoReturn:
    """End a callback: draw these fragments again, or the whole page where one of them is not on it (any more)."""
    try:
        st.rerun(list(fragments))
    except StreamlitAPIException:
        st.rerun()


def make_current(initiative: str, criterion: str) -> None:
    """Make a criterion the one that the keys act on."""
    st.session_state[_CURRENT] = (initiative, criterion)


def current_criterion(initiative: str) -> str | None:
    """The criterion that the keys act on; None where none was chosen on this initiative."""
    chosen = st.session_state.get(_CURRENT)
    return chosen[1] if isinstance(chosen, tuple) and chosen[0] == initiative else None
