"""Says on other pages that a workshop is running, and leads to its board."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.domain.wording import count_text, spoken_code
from readiness.queries.running_workshops import RunningWorkshop
from readiness.ui.markup import Html, element, join, link, muted


def running_notice(workshops: Sequence[RunningWorkshop], *, named: bool) -> Html | None:
    """One line a workshop; `named` says on which initiative. Nothing where none is running."""
    if not workshops:
        return None
    return element("div", *(_line(one, named=named) for one in workshops), class_="rd-running", role="note")


def _line(one: RunningWorkshop, *, named: bool) -> Html:
    stands = (
        f"{one.agreed} of {count_text(one.total, 'criterion', 'criteria')} agreed" if one.begun else "not begun yet"
    )
    where = join((" on ", element("bdi", one.name))) if named else None
    return element(
        "p",
        element("strong", "A workshop is running", where, "."),
        muted(f" {count_text(one.people, 'person', 'people')} in, {stands}, code {spoken_code(one.code)}. "),
        link("Open its board", "workshop", initiative=one.initiative),
    )
