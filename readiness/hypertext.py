"""Text that becomes HTML in one way only: escaped, unless a function made it; for screens and light pages alike.

Every function returns `Html`, which is safe by construction; any other string handed to a function here is text and is
escaped.
"""

import html
import re
from collections.abc import Iterable
from functools import cache
from typing import Literal


class Html(str):
    """Markup that is safe to show as it is; made by the functions of this file only."""

    __slots__ = ()


Piece = Html | str | int | float | None
"""What a cell or a sentence may hold: Html as it is, None as nothing, anything else as escaped text."""


def text(value: Piece) -> Html:
    """Escape `value` unless it is Html already."""
    if isinstance(value, Html):
        return value
    if value is None:
        return Html("")
    said = str(value)
    # Nearly all text holds nothing to escape, and a look costs a fraction of going over it for each sign.
    return Html(html.escape(visible(said), quote=True) if _MARKED.search(said) else said)


def visible(typed: str) -> str:
    """`typed` without what would make a screen show something other than what is stored.

    NUL becomes a visible replacement. Direction overrides and isolates draw nothing themselves but would turn the words
    after them around; right-to-left writing reads right without them.
    """
    return typed.translate(_UNSEEN)


_UNSEEN: dict[int, str | None] = {0: "\N{REPLACEMENT CHARACTER}"}
_UNSEEN.update(dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_MARKED = re.compile("[&<>\"'" + "".join(map(chr, _UNSEEN)) + "]")
"""What `text` changes; everything else stands as it is."""


def join(pieces: Iterable[Piece], separator: Piece = "") -> Html:
    """Put pieces in a row."""
    return Html(text(separator).join([text(piece) for piece in pieces]))


def element(tag: str, *children: Piece, **attributes: Piece) -> Html:
    """One element; attribute names are written with `_` for `-` and a trailing `_` where Python keeps the word.

    An attribute whose value is None is left out.
    """
    written = "".join(
        [f' {_attribute(name)}="{_quoted(str(value))}"' for name, value in attributes.items() if value is not None]
    )
    inner = "".join([text(child) for child in children])
    return Html(f"<{tag}{written}>{inner}</{tag}>")


def lone(tag: str, **attributes: Piece) -> Html:
    """One element without content or end tag, such as `input` or `meta`; attributes as `element` takes them."""
    return Html(str(element(tag, **attributes)).removesuffix(f"</{tag}>"))


def embedded(tag: Literal["style", "script"], source: str) -> Html:
    """A style or script of the program's own files, word for word; never anything that somebody typed.

    The text between the tags is exactly `source`, so that its SHA-256 can stand in a content policy.
    """
    if "</" in source:
        raise ValueError("The source would end its own element.")
    return Html(f"<{tag}>{source}</{tag}>")


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _quoted(value: str) -> str:
    return html.escape(value, quote=True) if _MARKED.search(value) else value
