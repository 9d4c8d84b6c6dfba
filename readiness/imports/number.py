"""A number as text becomes a number: decimal point or comma, thousands, a unit behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from readiness.errors import NeedsAnswer
from readiness.imports.text_file import shown

Decimal = Literal[".", ","]

_NO_NUMBER = {
    "nan",
    "null",
    "none",
    "na",
    "n/a",
    "#n/a",
    "-",
    "–",
    "inf",
    "+inf",
    "-inf",
    "infinity",
    "nil",
    "undefined",
}
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,5})?", re.ASCII)
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?(?![\d.,])", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?(?![\d.,])", re.ASCII),
}
_COMMA = re.compile(r"([+-]?(?:\d+|(?=,\d))),(\d*(?:[eE][+-]?\d{1,5})?)", re.ASCII)
_UNIT = re.compile(r"[%‰°µμ$€£A-Za-z][^\d,;]{0,19}")
_SPACES = str.maketrans({" ": None, "\u00a0": None, "\u202f": None, "\u2009": None, "'": None, "’": None, "−": "-"})
_BODY = re.compile(r"[+-]?([\d.,]*)")


class NoNumber(ValueError):
    """A cell that holds no number; the message says why, as the end of a sentence."""


def read_number(text: str, decimal: Decimal) -> tuple[float, str]:
    """The number and the unit behind it ("" where there is none): "0.91", "1,234.5", "45%", "12 ms".

    Raises NoNumber with the reason. Underscores, hexadecimal and formulas are no numbers.
    """
    bare = text.strip().translate(_SPACES) if len(text) <= 100 else text
    if not bare:
        raise NoNumber("no number (the cell is empty)")
    if bare.lower() in _NO_NUMBER:
        raise NoNumber(f"no number ({shown(text.strip())})")
    number = ""
    rest = bare
    if grouped := _GROUPED[decimal].match(bare):
        other = "," if decimal == "." else "."
        number, rest = grouped.group().replace(other, "").replace(",", "."), bare[grouped.end() :]
    elif decimal == "," and (comma := _COMMA.match(bare)):
        number, rest = f"{comma.group(1) or '0'}.{comma.group(2) or '0'}", bare[comma.end() :]
        if number[0] in "+-" and number[1] == ".":
            number = f"{number[0]}0{number[1:]}"
    elif plain := _PLAIN.match(bare):
        number, rest = plain.group(), bare[plain.end() :]
        if decimal == "," and "." in number:
            raise NoNumber(f"{shown(text)} is no number with a decimal comma")
    if not number or (rest and not _UNIT.fullmatch(rest)):
        why = f"{shown(text)} is no number with a decimal {'point' if decimal == '.' else 'comma'}"
        raise NoNumber(why if bare[:1].isdigit() and ("," in bare or "." in bare) else f"no number ({shown(text)})")
    value = float(number)
    if value - value != 0:
        raise NoNumber(f"{shown(text)} is larger than a computer's number can be")
    return value, rest


def decide_decimal(cells: Iterable[tuple[int, str]], comma_is_separator: bool) -> tuple[Decimal, str]:
    """Which decimal sign the cells (row, text) have, and the note that says so ("" for a point).

    The first number that can be read in one way only decides; numbers that do not fit become row errors when read.
    Raises NeedsAnswer("decimal") where every number with a sign can be read in both ways ("1,234").
    """
    open_cell: tuple[int, str] | None = None
    for row, text in cells:
        if "," not in text and "." not in text:
            continue
        bare = text.strip().translate(_SPACES)
        found = _BODY.match(bare)
        body = found.group(1) if found else ""
        commas, points = body.count(","), body.count(".")
        if commas + points == 0:
            continue
        sign: Decimal | None = None
        if commas and points:
            sign = "," if body.rindex(",") > body.rindex(".") else "."
        elif commas > 1 or points > 1:
            sign = "." if commas else ","
        else:
            whole, _, fraction = body.partition("," if commas else ".")
            if len(fraction) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
                sign = "," if commas else "."
            elif points and comma_is_separator:
                continue
        if sign == ",":
            return ",", f"Numbers are read with a decimal comma: {shown(text)} in row {row} cannot be read otherwise."
        if sign == ".":
            return ".", ""
        open_cell = open_cell or (row, text)
    if open_cell is None:
        return ".", ""
    row, text = open_cell
    bare = text.strip()
    raise NeedsAnswer(
        "decimal",
        f"How is {shown(bare)} in row {row} meant: is the sign in it the decimal sign, or does it part thousands? "
        "Say which sign is the decimal sign in this file.",
        (".", ","),
    )
