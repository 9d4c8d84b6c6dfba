"""What the pieces of a criterion card share: their keys, saving with a sentence, and what is drawn again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any, NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException

from readiness.context import Context
from readiness.domain.suggestion import needs_reason
from readiness.errors import NotFound, ReadinessError, StorageError
from readiness.queries.assess import AssessView, CriterionCard, assess_view
from readiness.ui.errors import plain
from readiness.ui.saved import mark_not_saved, mark_saved, mark_settled, saved_state
from readiness.ui.saved_field import fields_in_trouble
from readiness.ui.session import current_context

PROGRESS = "progress"
"""Key of the fragment that shows how far the assessment has come."""

RATING, CHECKS, ASIDE = "criterion", "checks", "aside"
"""The parts of a card, each drawn by itself: rating and what stands behind it; checks; evidence, note and tests."""
PARTS = (RATING, CHECKS, ASIDE)

PENDING = "pending"
"""What a card remembers of a choice that is not saved yet."""

_CURRENT = "current"
_LAST_READ = "last-read"
_CARDS = "rd-cards"
_LOCK = "lock"
_WANTED = "wanted"
_COMING = "coming"
"""The fragments that the present run was asked for; each takes its turn."""
_WHOLE = "whole"
"""Whether a run of the whole page was begun and has not come to its end."""
_SHOWN = "progress-shown"


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

    @contextmanager
    def drawing(self, part: str) -> Iterator[tuple[AssessView, CriterionCard]]:
        """The body of the fragment of one part: gives the form and the card as they are stored now. Raises NotFound."""
        view = read_form(self.initiative)
        card = view.card(self.criterion)
        if card is None:
            raise NotFound(f"There is no criterion “{self.criterion}” in this initiative's framework.")
        facts, memory = _facts(self, part, card), _remembered()
        yield view, card
        # Only now: a run that the next click breaks off has drawn nothing that counts.
        memory[self.key(f"drawn-{part}")] = facts
        wanted = _wanted(memory)
        wanted.discard(self.fragment(part))
        # A click may come together with a change in another card, and then only the click's own part is drawn.
        if wanted and wanted - memory.get(_COMING, set()):
            redraw()

    def redraw(self, part: str, *, own: bool = True) -> None:
        """End a callback: this criterion is the current one now, and what has changed by it is drawn again.

        A callback of a widget in `part` leaves that part to Streamlit, which draws it anyway. Only where more has
        changed on the screen, by oneself or by somebody else, is Streamlit asked for a second run, since that costs as
        much as the first. `own` says that the widget stands in `part`.
        """
        make_current(self.initiative, self.criterion)
        known, wanted = _remembered(), {self.fragment(part)}
        known[_COMING] = set()
        with suppress(ReadinessError):
            view = read_form(self.initiative)
            card = view.card(self.criterion)
            if card is not None:
                changed = {each for each in PARTS if known.get(self.key(f"drawn-{each}")) != _facts(self, each, card)}
                wanted |= {self.fragment(each) for each in changed}
            if known.get(_SHOWN) != progress_facts(view):
                wanted.add(PROGRESS)
        every = _wanted(known)
        every.update(wanted)
        if not own or every != {self.fragment(part)} or known.get(_WHOLE):
            redraw()

    def want(self, *parts: str) -> None:
        """Have these parts, or PROGRESS, drawn with whatever is drawn next, should the callback be broken off."""
        _wanted(_remembered()).update(part if part == PROGRESS else self.fragment(part) for part in parts)

    def redraw_rating(self) -> None:
        """`redraw` for a field beside the rating."""
        self.redraw(RATING)

    def redraw_checks(self) -> None:
        """`redraw` for a field among the checks."""
        self.redraw(CHECKS)

    def redraw_aside(self) -> None:
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


# What is on the screen ------------------------------------------------------------------------------------------------


def _facts(place: Place, part: str, card: CriterionCard) -> tuple[Any, ...]:
    """What a part of a card shows."""
    answer = card.answer
    if part == CHECKS:
        return (answer.checks, card.suggestion)
    if part == ASIDE:
        return (card.evidence, answer.note, card.stress_tests)
    asked = (card.reason_missing, needs_reason(card.rating, card.suggestion))
    waits = card.suggestion if place.remembered(PENDING) is not None else None
    behind = (card.status, card.adjustments, card.raters, card.confirmed_by, card.fresh_until)
    return (answer.model_copy(update={"note": "", "checks": ()}), *behind, *asked, waits)


def progress_facts(view: AssessView) -> tuple[Any, ...]:
    """What the progress shows."""
    statuses = tuple(card.status for card in view.cards)
    counts = (view.dimensions, view.answered, view.total, view.verdict, view.first_cause, bool(view.people))
    return (view.initiative, statuses, counts, current_criterion(view.initiative), saved_state())


def progress_drawn(shows: tuple[Any, ...]) -> None:
    """The progress was drawn to its end and shows this, as `progress_facts` gave it."""
    _remembered()[_SHOWN] = shows
    _wanted(_remembered()).discard(PROGRESS)


def _wanted(memory: dict[str, Any]) -> set[str]:
    """The fragments that a callback of this browser session wants to be drawn and that were not drawn since."""
    wanted: set[str] = memory.setdefault(_WANTED, set())
    return wanted


def read_form(initiative: str, *, tell: bool = False) -> AssessView:
    """The form as it is stored now; where storage cannot be read, as it was last read, so that nothing typed is lost.

    With `tell`, a sentence says so. Raises NotFound, and StorageError where it was never read.
    """
    memory = _remembered()
    try:
        view = memory[_LAST_READ] = assess_view(current_context(initiative), initiative)
    except StorageError as error:
        last: AssessView | None = memory.get(_LAST_READ)
        if last is None or last.initiative != initiative:
            raise
        view = last
        if tell:
            st.error(plain(error.message))
    return view


def settle() -> None:
    """At the start of a page, which draws everything: stop saying that something is not saved where nothing waits."""
    _wanted(_remembered()).clear()
    memory = _remembered()
    memory[_COMING], memory[_WHOLE] = set(), True
    waits = any(name.startswith("pending-") or "-refused-" in name for name in _remembered())
    if not waits and not fields_in_trouble():
        mark_settled()


def page_drawn() -> None:
    """At the end of a page: all of it was drawn."""
    _remembered()[_WHOLE] = False


def _remembered() -> dict[str, Any]:
    """What is remembered of all cards, as one entry of the session: Streamlit goes through every entry for each box."""
    try:
        kept: dict[str, Any] = st.session_state[_CARDS]
    except KeyError:
        kept = st.session_state[_CARDS] = {_LOCK: RLock()}
    return kept


def redraw(*fragments: str) -> NoReturn:
    """Draw these fragments again and all that are wanted.

    It is the whole page where one of them is not on it (any more), or where the page was broken off half drawn: a key
    breaks off whatever is being drawn.
    """
    if _remembered().get(_WHOLE):
        st.rerun()
    # What is asked for stays wanted until it is drawn: the next click may break this off at any point.
    _wanted(_remembered()).update(fragments)
    asked = _remembered()[_COMING] = set(_wanted(_remembered()))
    try:
        st.rerun(sorted(asked))
    except StreamlitAPIException:
        st.rerun()


def make_current(initiative: str, criterion: str) -> None:
    """Make a criterion the one that the keys act on."""
    _remembered()[_CURRENT] = (initiative, criterion)


def current_criterion(initiative: str) -> str | None:
    """The criterion that the keys act on; None where none was chosen on this initiative."""
    chosen = _remembered().get(_CURRENT)
    return chosen[1] if isinstance(chosen, tuple) and chosen[0] == initiative else None
