"""The keys of the Assess page: rate the current criterion, go to the next or previous one, search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from readiness.ui.assess_progress import go_to
from readiness.ui.criterion import PROGRESS, RATING, Place, current_criterion, make_current, redraw
from readiness.ui.filter_row import SEARCH
from readiness.ui.hotkeys import Draw, Leave, hotkeys, not_here
from readiness.ui.rating_choice import KEYS, decide

MEANINGS = {
    "1": "Red for the marked criterion",
    "2": "Yellow",
    "3": "Green",
    "0": "Not applicable (asks for the reason)",
    "n": "Next criterion",
    "p": "Previous criterion",
    "/": "Search",
}
PAGE = "initiative/assess.py"


def assess_keys(initiative: str, shown: Sequence[str], every: Sequence[str]) -> None:
    """Listen for the keys; `shown` are the criteria on the page, `every` those of the framework, in order."""

    def press(key: str) -> Draw | None:
        current = current_criterion(initiative)
        if current is None or current not in shown:
            return not_here
        if key in KEYS:
            place = Place(initiative, current)
            decide(place, KEYS[key])
            place.want(RATING, PROGRESS)
            return partial(place.redraw, RATING, own=False)
        return _step(initiative, current, 1 if key == "n" else -1, shown, every)

    hotkeys(MEANINGS, press, focus={"/": SEARCH})


def _step(initiative: str, current: str, by: int, shown: Sequence[str], every: Sequence[str]) -> Draw | None:
    """Go to the neighbour on the page; from its end to the next dimension, unless a filter narrows the page."""
    place = shown.index(current) + by
    if 0 <= place < len(shown):
        go_to()
        make_current(initiative, shown[place])  # last: broken off before it, the step is taken again from the start
        return partial(redraw, PROGRESS)
    beyond = every.index(current) + by
    if 0 <= beyond < len(every):
        return Leave(PAGE, {"initiative": initiative, "criterion": every[beyond]})
    return None
