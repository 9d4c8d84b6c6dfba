"""What somebody typed, without the characters that nobody sees and that a screen, a terminal or a log obeys."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_OBEYED = re.compile(
    "["
    "\x01-\x08\x0e-\x1f\x7f-\x9f"  # controls, as ESC; the tab and the line end stay
    "\u202a-\u202e\u2066-\u2069"  # turn the reading order of what follows, beyond their own text
    "\ufeff\ufff9-\ufffb"  # a byte order mark, and marks of notes between the lines
    "\U000e0000-\U000e007f"  # tags: letters that nobody sees
    "]"
)
"""What joins letters, emoji and scripts (ZWJ, ZWNJ) and marks of a single direction stay: they are part of words."""


def typed_text(text: str) -> str:
    """The text without them; every way to end a line is a line end.

    A NUL and half a character are left in: they cannot be stored, and whoever sent them is told so.
    """
    return _OBEYED.sub("", _LINE_ENDS.sub("\n", text))


def typed_line(text: str) -> str:
    """The same on one line, with single blanks between the words."""
    return " ".join(typed_text(text).split())


_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by their kind that are drawn as nothing: Hangul fillers and the empty Braille cell."""


def shows_nothing(text: str) -> bool:
    """Whether nobody could see anything of a text: it is empty, or holds blanks and unseen characters alone."""
    return all(
        letter in _BLANKS or letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me")
        for letter in text
    )
