"""Compiles a Typst template with JSON data to a tagged PDF/UA-1 file; user text is data and never source."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from readiness.reports.typefaces import FontSet, core_fonts, extended_fonts

TEMPLATES = Path(__file__).parent / "templates"
REPLACEMENT = "\ufffd"
STANDARD: Literal["ua-1"] = "ua-1"

# Characters that draw nothing and that Typst accepts without a glyph: soft hyphen, joiners, direction marks, selectors.
_INVISIBLE = frozenset(
    {0x0A, 0xAD, 0x034F, 0x061C, *range(0x200B, 0x2010), 0x2060}
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0020, 0xE0080))
    | set(range(0xE0100, 0xE01F0))
)
# Direction overrides and isolates make text read otherwise than it is stored; they draw nothing, so nothing is lost.
# The byte order mark is refused by PDF/UA.
_DROPPED = frozenset({*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF})
# Most texts: letters that the core fonts have for certain and that are never joined with anything (a test holds this).
PLAIN = re.compile("[ -~\xa0-\xac\xae-\u017f\u200b\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2192]*")
MAY_BREAK = "\u200b"
"""A line may break at this character, which draws nothing."""
# Outside of Latin, Greek, Cyrillic and Armenian and common signs: the rules of another script may matter.
_OTHER_SCRIPT = re.compile("[^\n -~\xa0-\u058f\u200b\u2010-\u2027]")
LONG_WORD = 25
"""A word of so many characters may break, every 12 of them."""
_LONG_WORD = re.compile(f"[!-~]{{{LONG_WORD},}}")
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\(.)", re.DOTALL)


@dataclass(frozen=True)
class CompiledPdf:
    """A PDF with what had to be done to make it."""

    pdf: bytes
    replaced: tuple[str, ...]
    """Characters shown as U+FFFD because no font has them, sorted."""
    accessible: bool
    """Whether the file passed Typst's PDF/UA-1 checks; False only if it could not be made otherwise."""
    warnings: tuple[str, ...]
    """What Typst warned about; a fault of a template, never of the data."""


def clean_text(text: str, covers: Callable[[int], bool], replaced: set[str]) -> str:
    """Text that the fonts can draw: others become U+FFFD and are added to `replaced`; line ends become newlines."""
    if (text.isascii() and text.isprintable()) or PLAIN.fullmatch(text):
        return text
    out: list[str] = []
    for character in unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)):
        point = ord(character)
        if point in _DROPPED:
            continue
        if character == "\t":
            out.append("    ")
        elif point in _INVISIBLE or (point >= 0x20 and not 0x7F <= point < 0xA0 and covers(point)):
            out.append(character)
        else:
            out.append(REPLACEMENT)
            replaced.add(character)
    return "".join(out)


def clean_tree(value: Any, covers: Callable[[int], bool], replaced: set[str]) -> Any:
    """A JSON-able value with every string (not the keys) cleaned."""
    if isinstance(value, str):
        return clean_text(value, covers, replaced)
    if isinstance(value, Mapping):
        return {key: clean_tree(item, covers, replaced) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_tree(item, covers, replaced) for item in value]
    return value


def texts_with_care(value: Any) -> dict[str, str]:
    """The texts in a cleaned tree that cannot be shown just as they are.

    Each with what is shown in its place, which may hold MAY_BREAK and newlines; "" where that needs the rules of its
    script. Looking for these few here costs a small part of what it costs in a template.
    """
    found: dict[str, str] = {}
    left: list[Any] = [value]
    while left:
        item = left.pop()
        if isinstance(item, str):
            if len(item) >= LONG_WORD or not (item.isascii() and item.isprintable()):
                shown = _with_care(item)
                if shown is not None:
                    found[item] = shown
        elif isinstance(item, dict):
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)
    return found


def _with_care(text: str) -> str | None:
    plain = text.isascii()
    words = (text if plain else text.replace(MAY_BREAK, " ")).split()
    if not plain and _OTHER_SCRIPT.search(text):
        return ""
    if max(map(len, words), default=0) >= LONG_WORD:
        long_ones_plain = all(word.isascii() for word in words if len(word) >= LONG_WORD)
        return _LONG_WORD.sub(_with_breaks, text) if long_ones_plain else ""
    return text if "\n" in text else None


def _with_breaks(word: re.Match[str]) -> str:
    return MAY_BREAK.join(word[0][start : start + 12] for start in range(0, len(word[0]), 12))


def character_name(character: str) -> str:
    """A character in plain ASCII words, for a list that every font can draw: "U+13A0 CHEROKEE LETTER A"."""
    point = ord(character)
    fallback = "surrogate" if 0xD800 <= point < 0xE000 else "control or unnamed character"
    return f"U+{point:04X} {unicodedata.name(character, fallback)}"


def compile_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> CompiledPdf:
    """Compile `templates/<template>` with `data`, dated `at` (aware); the same input gives the same bytes.

    The template finds the cleaned data as `json(bytes(sys.inputs.data))`, with two keys added: `families`, the fonts to
    use in order, and `replaced`, the names of the characters that no font has.
    Raises typst.TypstError when the template itself is at fault.
    """
    fonts = core_fonts()
    replaced: set[str] = set()
    cleaned = clean_tree(data, fonts.covers, replaced)
    if replaced:
        fonts = extended_fonts()
        replaced = set()
        cleaned = clean_tree(data, fonts.covers, replaced)
    # A glyph may exist and yet not join its neighbours (a mark of one font on a letter of another): Typst then names
    # the text, and it is replaced like any other.
    for _ in range(5):
        try:
            return _compile(template, cleaned, fonts, replaced, at, True)
        except typst.TypstError as error:
            texts = _undrawable(error)
            if texts is None:
                raise
            if not texts:
                break
            swaps = {text: _stand_in(text) for text in sorted(texts, key=len, reverse=True)}
            replaced |= {character for text, swap in swaps.items() for character in text if character not in swap}
            cleaned = _swap_tree(cleaned, swaps)
    return _compile(template, cleaned, fonts, replaced, at, False)


def _undrawable(error: typst.TypstError) -> set[str] | None:
    """The texts that the standard's check could not draw; None when the error is about something else."""
    if "PDF/UA-1 error" not in error.message:
        return None
    texts = {_ESCAPE.sub(_unescape, text) for text in _MISSING.findall(error.message + "\n" + error.diagnostic)}
    return texts - {REPLACEMENT}


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(match[2], match[2])


def _stand_in(text: str) -> str:
    """What is shown for a text that cannot be drawn: its first letter where that is not the trouble, and U+FFFD."""
    return text[0] + REPLACEMENT if len(text) > 1 and text[0].isalnum() else REPLACEMENT


def _swap_tree(value: Any, swaps: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for text, swap in swaps.items():
            value = value.replace(text, swap)
        return value
    if isinstance(value, dict):
        return {key: _swap_tree(item, swaps) for key, item in value.items()}
    if isinstance(value, list):
        return [_swap_tree(item, swaps) for item in value]
    return value


def _compile(
    template: str, cleaned: Mapping[str, Any], fonts: FontSet, replaced: set[str], at: datetime, checked: bool
) -> CompiledPdf:
    names = [character_name(character) for character in sorted(replaced)]
    inputs = {**cleaned, "families": list(fonts.families), "replaced": names, "accessible": checked}
    inputs["care"] = texts_with_care(inputs)
    pdf, warnings = typst.compile_with_warnings(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=fonts.fonts,
        sys_inputs={"data": json.dumps(inputs, ensure_ascii=False, sort_keys=True)},
        pdf_standards=[STANDARD] if checked else [],
        timestamp=int(at.timestamp()),
        format="pdf",
    )
    return CompiledPdf(pdf, tuple(sorted(replaced)), checked, tuple(w.message for w in warnings))
