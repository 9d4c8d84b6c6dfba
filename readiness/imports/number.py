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
_BLANKS = " \u00a0\u202f\u2009"
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,5})?", re.ASCII)
# A group of thousands has three digits and the first one no leading zero: "0.912" is no 912, and "12 34" is no number.
_GROUPED = {
    ".": re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:(,|[{_BLANKS}]|['’])\d{{3}})(?:\1\d{{3}})*(?:\.\d*)?(?![\d.,])", re.ASCII),
    ",": re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:(\.|[{_BLANKS}]|['’])\d{{3}})(?:\1\d{{3}})*(?:,\d*)?(?![\d.,])", re.ASCII),
}
_COMMA = re.compile(r"([+-]?(?:\d+|(?=,\d))),(\d*(?:[eE][+-]?\d{1,5})?)", re.ASCII)
_UNIT = re.compile(r"[%‰°µμ$€£A-Za-z][^\d,;]{0,19}")
_NO_BLANKS = str.maketrans(dict.fromkeys(_BLANKS))
_MARKS = str.maketrans(dict.fromkeys(_BLANKS + "'’"))
_BODY = re.compile(r"[+-]?([\d.,]*)")
_WORDS: dict[Decimal, str] = {".": "point", ",": "comma"}
_ONE_SIGN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class NoNumber(ValueError):
    """A cell that holds no number; the message says why, as the end of a sentence."""


def read_number(text: str, decimal: Decimal) -> tuple[float, str]:
    """The number and the unit behind it ("" where there is none): "0.91", "1,234.5", "45%", "12 ms".

    Raises NoNumber with the reason. Underscores, hexadecimal and formulas are no numbers.
    """
    bare = text.strip().replace("−", "-", 1) if len(text) <= 100 else text
    if not bare:
        raise NoNumber("no number (the cell is empty)")
    if bare.lower() in _NO_NUMBER:
        raise NoNumber(f"no number ({shown(text.strip())})")
    number = ""
    rest = bare
    if grouped := _GROUPED[decimal].match(bare):
        number, rest = grouped.group(), bare[grouped.end() :]
        number = number.translate(_MARKS).replace("," if decimal == "." else ".", "").replace(",", ".")
    elif decimal == "," and (comma := _COMMA.match(bare)):
        number, rest = f"{comma.group(1) or '0'}.{comma.group(2) or '0'}", bare[comma.end() :]
        if number[0] in "+-" and number[1] == ".":
            number = f"{number[0]}0{number[1:]}"
    elif plain := _PLAIN.match(bare):
        number, rest = plain.group(), bare[plain.end() :]
        if decimal == "," and "." in number:
            raise NoNumber(f"{shown(text)} is no number with a decimal comma")
    if number and rest[:1] and rest[0] in _BLANKS + "'’" and rest[1:2].isdigit():
        raise NoNumber(
            f"{shown(text)} is no number: only groups of three digits can be parted by a blank or an apostrophe"
        )
    rest = rest.translate(_NO_BLANKS)
    if not number or (rest and not _UNIT.fullmatch(rest)):
        why = f"{shown(text)} is no number with a decimal {'point' if decimal == '.' else 'comma'}"
        raise NoNumber(why if bare[:1].isdigit() and ("," in bare or "." in bare) else f"no number ({shown(text)})")
    value = float(number)
    if value - value != 0:
        raise NoNumber(f"{shown(text)} is larger than a computer's number can be")
    return value, rest


def decide_decimal(cells: Iterable[tuple[int, int, str]], comma_is_separator: bool) -> tuple[Decimal, str]:
    """Which decimal sign the cells (row, column, text) have, and the note that says so ("" for a point).

    Numbers that can be read in one way only decide, the first of them where they contradict each other; numbers that do
    not fit become row errors when read. Raises NeedsAnswer("decimal") where every number with a sign can be read in
    both ways ("1,234"), and where one such stands in a column whose other numbers have the other sign ("0,91").
    """
    first: dict[Decimal, tuple[int, str]] = {}
    """The first cell that proves the sign to be the decimal one."""
    decided: Decimal | None = None
    columns: dict[Decimal, set[int]] = {".": set(), ",": set()}
    """The columns in which a cell proves the sign to be the decimal one."""
    parting: dict[Decimal, set[int]] = {".": set(), ",": set()}
    """The columns in which a cell proves the sign to part thousands."""
    open_cells: dict[Decimal, dict[int, tuple[int, str]]] = {".": {}, ",": {}}
    """The first cell of each column in which the sign may be either."""
    for row, column, text in cells:
        if "," not in text and ("." not in text or column in columns["."]):
            continue
        body = _body(text)
        commas, points = body.count(","), body.count(".")
        if commas + points == 0:
            continue
        sign: Decimal
        other: Decimal
        if commas and points:
            sign, other = (",", ".") if body.rindex(",") > body.rindex(".") else (".", ",")
            parting[other].add(column)
        elif commas > 1 or points > 1:
            sign, other = (".", ",") if commas else (",", ".")
            parting[other].add(column)
        else:
            sign = "," if commas else "."
            if _ONE_SIGN.fullmatch(body):
                open_cells[sign].setdefault(column, (row, text))
                continue
        columns[sign].add(column)
        first.setdefault(sign, (row, text))
        decided = decided or sign
    if decided is None:
        # In a file that commas part, a single point in a number is its decimal sign.
        unclear = [*open_cells[","].values(), *([] if comma_is_separator else open_cells["."].values())]
        if not unclear:
            return ".", ""
        row, text = min(unclear)
        raise NeedsAnswer(
            "decimal",
            f"How is {shown(text.strip())} in row {row} meant: is the sign in it the decimal sign, or does it part "
            "thousands? Say which sign is the decimal sign in this file.",
            (".", ","),
        )
    against: Decimal = "," if decided == "." else "."
    row, text = first[decided]
    proof = f"{shown(text.strip())} in row {row} has a decimal {_WORDS[decided]}"
    if against in first:
        row, text = first[against]
        proof += f", {shown(text.strip())} in row {row} a decimal {_WORDS[against]}"
        unclear = [*open_cells["."].values(), *open_cells[","].values()]
    else:
        unclear = [
            cell
            for column, cell in open_cells[against].items()
            if (column in columns[decided] or (comma_is_separator and decided == ","))
            and column not in parting[against]
        ]
    if unclear:
        row, text = min(unclear)
        raise NeedsAnswer(
            "decimal",
            f"{proof}. Does the sign in {shown(text.strip())} in row {row} part thousands, or is it the decimal sign? "
            "Say which sign is the decimal sign in this file; numbers that do not fit it will be refused.",
            (".", ","),
        )
    if decided == ".":
        return ".", ""
    row, text = first[","]
    return ",", f"Numbers are read with a decimal comma: {shown(text)} in row {row} cannot be read otherwise."


def _body(text: str) -> str:
    """The digits and signs at the beginning of a cell."""
    found = _BODY.match(text.strip().replace("−", "-", 1).translate(_MARKS))
    return found.group(1) if found else ""
