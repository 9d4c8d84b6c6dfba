"""What pages of share links are put together from: the chip of a status, muted words, lists, and real tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from readiness.domain.assessment import Status
from readiness.hypertext import Html, Piece, element
from readiness.queries.shares import LiveState
from readiness.signs import STATUSES


def chip(status: Status, word: str = "") -> Html:
    """A status as shape and word on its ground; `word` where it stands for more than a status."""
    sign = STATUSES[status]
    return element(
        "span",
        element("span", sign.shape, aria_hidden="true"),
        " ",
        word or sign.word,
        class_=f"chip {sign.tone}" + (" open" if status == "not_assessed" else ""),
    )


def shape(status: Status) -> Html:
    """A status as its shape alone; the word is there for those who do not see it."""
    sign = STATUSES[status]
    return element(
        "span",
        element("span", sign.shape, aria_hidden="true"),
        element("span", f"{sign.word}: ", class_="hidden"),
        class_=f"shape {sign.tone}",
    )


def muted(value: Piece) -> Html:
    """Words that stand back."""
    return element("span", value, class_="muted")


def nothing_recorded(live: LiveState | None) -> str:
    """That a part of the page is empty."""
    return "None is recorded in this snapshot." if live is None else "None is recorded yet."


def listed(items: Iterable[Piece]) -> Html:
    """A list with a dot an item."""
    return element("ul", *(element("li", item) for item in items))


def table(titles: Sequence[str], rows: Iterable[Sequence[Piece]], *, caption: str) -> Html:
    """A real table whose rows become blocks on a phone; the first column names the row."""
    heads = (
        element("th", title, scope="col", role="columnheader", class_=title.lower().replace(" ", "-"))
        for title in titles
    )
    body = []
    for row in rows:
        cells = [
            element(
                "td" if place else "th",
                element("div", cell),
                data_label=title,
                scope=None if place else "row",
                role="cell" if place else "rowheader",
            )
            for place, (title, cell) in enumerate(zip(titles, row, strict=True))
        ]
        body.append(element("tr", *cells, role="row"))
    return element(
        "table",
        element("caption", caption, class_="hidden"),
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *body, role="rowgroup"),
        role="table",
    )
