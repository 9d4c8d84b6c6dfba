"""The pieces that screens are made of, as HTML: chips, links, tables, facts, bars.

Every function returns `Html`, which is safe by construction (readiness/hypertext.py escapes); any other string handed
to a function here is text and is escaped. `render` is the only way to the screen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlencode, urlsplit

import streamlit as st

from readiness.domain.assessment import Status
from readiness.domain.evaluation import VerdictId
from readiness.hypertext import Html as Html
from readiness.hypertext import Piece as Piece
from readiness.hypertext import element as element
from readiness.hypertext import join as join
from readiness.hypertext import text as text
from readiness.hypertext import visible as visible
from readiness.signs import STATUSES, VERDICTS, Sign


def render(*pieces: Piece) -> None:
    """Show pieces on the page; nothing where they are empty."""
    if body := join(pieces):
        st.html(str(body))


# Status and verdict ---------------------------------------------------------------------------------------------------


def chip(status: Status, note: str = "", *, short: bool = False) -> Html:
    """A status as shape, word and colour; `note` follows the word ('3 of 5'); `short` shows the letter for the word."""
    return _chip(STATUSES[status], note, short=short, outlined=status == "not_assessed")


def verdict_chip(verdict: VerdictId, note: str = "") -> Html:
    """A verdict as shape, word and colour."""
    return _chip(VERDICTS[verdict], note, short=False, outlined=verdict == "incomplete")


def sign_chip(sign: Sign, note: str = "") -> Html:
    """Any sign as shape, word and colour; one with an open circle is outlined, as what is not known."""
    return _chip(sign, note, short=False, outlined=sign.shape == "○")


@lru_cache(maxsize=512)
def _chip(sign: Sign, note: str, *, short: bool, outlined: bool) -> Html:
    said: Html = text(sign.word)
    if short:
        said = join((element("span", sign.letter, aria_hidden="true"), element("span", sign.word, class_="rd-hidden")))
    return element(
        "span",
        element("span", sign.shape, class_="rd-shape", aria_hidden="true"),
        Html(" "),
        said,
        element("span", " " + note, class_="rd-note") if note else None,
        class_=f"rd-chip rd-{sign.tone}" + (" rd-outlined" if outlined else ""),
        title=sign.word if short else None,
    )


# Links ----------------------------------------------------------------------------------------------------------------


def address(page: str, **parameters: str | int | None) -> str:
    """The address of a page of this program: its url_path ('' is Home) and query parameters; None is left out."""
    given = {name: str(value) for name, value in parameters.items() if value is not None}
    query = "?" + urlencode(given) if given else ""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return (f"/{base}" if base else "") + f"/{page}{query}"


def link(label: Piece, page: str, *, current: bool = False, **parameters: str | int | None) -> Html:
    """A link to a page of this program that keeps the session (readiness/ui/going.py follows it without a reload)."""
    return _own_link(label, address(page, **parameters), current=current)


def _own_link(label: Piece, href: str, *, current: bool = False) -> Html:
    return element("a", label, class_="rd-go", href=href, aria_current="page" if current else None)


def download(label: Piece, path: str, **parameters: str | int | None) -> Html:
    """A link to a file from one of the program's own routes; `path` has no leading slash.

    The route says that the file is to be saved. The attribute `download` would say it too, but with it a browser shows
    nothing of the sentence that the route answers with when there is no file.
    """
    return element("a", label, class_="rd-download", href=address(path, **parameters))


def foreign_link(label: Piece, url: str) -> Html:
    """A link that a user typed or a source names: only http and https become links, anything else stays text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return text(label)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return text(label)
    return element("a", label, href=url, rel="noopener noreferrer nofollow")


# Tables ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column of a table: its title, alignment, and the key it sorts by (None: it cannot be sorted).

    `short` keeps each value in one line: for a number with its word, a day, a name of the program's own.
    """

    title: str
    align: Literal["left", "right", "center"] = "left"
    sort: str | None = None
    row_header: bool = False
    short: bool = False

    @property
    def class_(self) -> str:
        """The CSS classes of its cells."""
        return f"rd-{self.align}" + (" rd-short" if self.short else "")


def table(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Piece]],
    *,
    caption: str,
    show_caption: bool = False,
    page: str | None = None,
    sorted_by: str | None = None,
    descending: bool = False,
    parameters: Mapping[str, str | int | None] | None = None,
    stacked: bool = True,
) -> Html:
    """A real table: `caption` names it for a screen reader, the first column heads the row unless another does.

    With `page`, the titles of columns that can be sorted are links to that page with `sort` and `order` (asc or desc)
    added to `parameters`; the page does the sorting. At 400 px each row becomes a block with the titles beside the
    values; `stacked=False` scrolls sideways instead (for grids that must stay grids).
    """
    heads = [column if isinstance(column, Column) else Column(column) for column in columns]
    header = next((place for place, column in enumerate(heads) if column.row_header), 0)
    titles = []
    for column in heads:
        title: Html = text(column.title)
        order = None
        if column.sort is not None and page is not None:
            now = column.sort == sorted_by
            order = ("descending" if descending else "ascending") if now else None
            following = "desc" if now and not descending else "asc"
            given = {**(parameters or {}), "sort": column.sort, "order": following}
            arrow = element("span", (" ↓" if descending else " ↑") if now else "", aria_hidden="true")
            title = join((_own_link(title, address(page, **given)), arrow))
        titles.append(element("th", title, scope="col", role="columnheader", aria_sort=order, class_=column.class_))
    body = []
    for row in rows:
        cells = [
            element(
                "th" if place == header else "td",
                element("span", piece),
                scope="row" if place == header else None,
                role="rowheader" if place == header else "cell",
                class_=column.class_,
                data_label=column.title,
            )
            for place, (column, piece) in enumerate(zip(heads, row, strict=True))
        ]
        body.append(element("tr", *cells, role="row"))
    return element(
        "div",
        element(
            "table",
            element("caption", caption, class_=None if show_caption else "rd-hidden"),
            element("thead", element("tr", *titles, role="row"), role="rowgroup"),
            element("tbody", *body, role="rowgroup"),
            role="table",
            class_="rd-table rd-stacked" if stacked else "rd-table",
        ),
        class_="rd-table-frame",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


# Small pieces ---------------------------------------------------------------------------------------------------------


def facts(pairs: Iterable[tuple[str, Piece]]) -> Html:
    """Names with their values, as a description list."""
    return element(
        "dl", *(join((element("dt", name), element("dd", value))) for name, value in pairs), class_="rd-facts"
    )


def points(items: Iterable[Piece], *, ordered: bool = False) -> Html:
    """A list; `ordered` where the order is the message (reasons, steps)."""
    return element("ol" if ordered else "ul", *(element("li", item) for item in items), class_="rd-points")


def bar(label: str, share: float | None, said: str) -> Html:
    """A bar from 0 to 1 with its name and its value in words; None is unknown and draws an empty, dashed bar."""
    width = 0.0 if share is None else max(0.0, min(1.0, share))
    return element(
        "div",
        element("span", label, class_="rd-bar-label"),
        element(
            "span",
            element("span", style=f"width:{width * 100:.1f}%"),
            class_="rd-bar-track" + (" rd-unknown" if share is None else ""),
            aria_hidden="true",
        ),
        element("span", said, class_="rd-bar-said"),
        class_="rd-bar",
    )


def card(title: Piece, status: Status, line: str, page: str | None = None, **parameters: str | int | None) -> Html:
    """A dimension or criterion as a card: title, status, one line; with `page` the title is a link."""
    name = _own_link(title, address(page, **parameters)) if page is not None else text(title)
    return element(
        "div",
        element("div", name, class_="rd-card-title"),
        chip(status),
        element("div", line, class_="rd-card-line"),
        class_=f"rd-card rd-edge-{STATUSES[status].tone}",
    )


def cards(items: Iterable[Html]) -> Html:
    """Cards side by side, as many as fit."""
    return element("div", *items, class_="rd-cards")


def heading(question: Piece, answer: Piece = None) -> Html:
    """The top of a screen: the question it answers as its one title, and the answer in a sentence right under it."""
    return join(
        (element("h1", question, class_="rd-title"), element("p", answer, class_="rd-lead") if answer else None)
    )


def section(title: Piece) -> Html:
    """The title of a part of a page."""
    return element("h2", title, class_="rd-section")


def prose(*paragraphs: Piece) -> Html:
    """Running text in a column of about 70 characters."""
    return element("div", *(element("p", paragraph) for paragraph in paragraphs), class_="rd-prose")


def muted(value: Piece) -> Html:
    """Text that stands back."""
    return element("span", value, class_="rd-muted")


def empty(sentence: str, *ways_on: Piece) -> Html:
    """An empty state: what is not there yet, and links to what to do about it."""
    return element(
        "div",
        element("p", sentence),
        element("p", join(ways_on, Html(" &nbsp; "))) if ways_on else None,
        class_="rd-empty",
    )
