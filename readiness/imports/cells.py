"""Cells of words, yes or no, and numbers: read once for each way of writing, then looked up."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from decimal import Context
from decimal import Decimal as ExactNumber

from readiness.imports.number import Decimal, NoNumber, read_number
from readiness.imports.reading_options import ShareUnit
from readiness.imports.text_file import LONGEST_NAME, shown, why_no_text

_REMEMBERED = 50_000
MISSING_WORDS = frozenset({"NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "None", "null", "NULL"})
"""What programs write for a missing value, in exactly these letters: "none" may be a decision."""
_LABEL_LETTERS = str.maketrans(
    dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff\u00ad", None) | dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")
)
_NUMBER = {
    decimal: re.compile(
        rf"[+-]?(?:(?:0|[1-9]\d*)(?:{re.escape(decimal)}\d*)?|{re.escape(decimal)}\d+)(?:[eE][+-]?\d{{1,3}})?", re.ASCII
    )
    for decimal in (".", ",")
}
_MOST_FIGURES = 40
_EXACT = Context(prec=2 * LONGEST_NAME)
_YES = {"yes", "y", "true", "t", "1", "1.0", "ja", "j", "x"}
_NO = {"no", "n", "false", "f", "0", "0.0", "nein"}


class NoCell(ValueError):
    """A cell that cannot be read; the message says why, as the end of a sentence."""


class Words(dict[str, str | None]):
    """Cells of words: `words[cell]` is the text without blanks around it, None where the cell is empty.

    A miss reads the cell and remembers it, so that a column of few different words costs one lookup a row.
    """

    def __init__(self, title: str, longest: int = LONGEST_NAME) -> None:
        super().__init__()
        self.title = title
        self._longest = longest

    def __missing__(self, cell: str) -> str | None:
        text = self._meant(cell)
        if text is not None:
            if len(text) > self._longest:
                raise NoCell(f"{self.title}: {shown(text, 30)} has more than {self._longest:,} letters")
            if reason := why_no_text(text):
                raise NoCell(f"{self.title}: {reason}")
        if len(self) < _REMEMBERED:
            self[cell] = text
        return text

    def _meant(self, cell: str) -> str | None:
        return cell.strip() or None


class LoggedWords(Words):
    """Cells of words in a decision log, where programs write NaN or None for what is missing; these are counted."""

    def __init__(self, title: str, longest: int = LONGEST_NAME) -> None:
        super().__init__(title, longest)
        self.missing: Counter[str] = Counter()
        """How often each word for what is missing was met."""

    def __missing__(self, cell: str) -> str | None:
        bare = cell.strip()
        if bare in MISSING_WORDS:
            self.missing[bare] += 1  # never remembered, so that each one is counted
            return None
        return super().__missing__(cell)


class Labels(LoggedWords):
    """Cells that are compared with each other: one way of writing a letter, no letters that nobody sees.

    With `decimal` they are numbers, compared by their value: 1.0 is "1".
    """

    def __init__(self, title: str, decimal: Decimal | None = None) -> None:
        super().__init__(title)
        self._decimal = decimal
        self.rewritten: str | None = None
        """A number that stood in the file in another way."""

    def _meant(self, cell: str) -> str | None:
        text = plain_label(cell)
        if self._decimal is None or not text:
            return text or None
        number = plain_number(text, self._decimal)
        if number is None:
            raise NoCell(f"{self.title}: {shown(text)} is no number, as all others are")
        if number != text:
            self.rewritten = self.rewritten or text
        return number


def plain_label(cell: str) -> str:
    """A label without blanks around it, its letters composed (NFC), without letters of no width, with plain blanks."""
    if cell.isascii():
        return cell.strip()
    return unicodedata.normalize("NFC", cell.translate(_LABEL_LETTERS)).strip()


def plain_number(text: str, decimal: Decimal) -> str | None:
    """The one way to write a number, "1" for "1.0" and "+1"; None for what is no number, such as the code "007"."""
    if not (found := _NUMBER[decimal].fullmatch(text)):
        return None
    exact = ExactNumber(found.group().replace(",", "."))
    if not exact:
        return "0"
    return f"{exact.normalize(_EXACT):f}" if abs(exact.adjusted()) < _MOST_FIGURES else None


class Flags(dict[str, bool | None]):
    """Cells of yes or no: `flags[cell]`, None where the cell is empty."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def __missing__(self, cell: str) -> bool | None:
        word = cell.strip().lower()
        flag = True if word in _YES else False if word in _NO else None
        if flag is None and word:
            raise NoCell(f"{self._title}: {shown(cell)} is neither yes nor no")
        if len(self) < _REMEMBERED:
            self[cell] = flag
        return flag


class Amounts(dict[str, float | None]):
    """Cells of numbers within limits: `amounts[cell]`, None where the cell is empty.

    `share` makes them shares: read as percent or as a fraction, given as `lowest` to `highest` says.
    """

    def __init__(
        self,
        title: str,
        decimal: Decimal,
        lowest: float,
        highest: float,
        share: ShareUnit | None = None,
        empty: bool = True,
    ) -> None:
        super().__init__()
        self._title = title
        self._decimal = decimal
        self._lowest = lowest
        self._highest = highest
        self._share = share
        self._empty = empty

    def __missing__(self, cell: str) -> float | None:
        if self._empty and not cell.strip():
            self[cell] = None
            return None
        number, unit = self._number(cell)
        if unit and not (unit == "%" and self._share) and not (unit in ("s", "sec") and not self._share):
            raise NoCell(f"{self._title}: {shown(cell)} has the unit {shown(unit)}, which is not expected here")
        given = number
        if self._share:
            of_one = self._share == "fraction" and unit != "%"
            top = 1.0 if of_one else 100.0
            if not 0 <= number <= top:
                raise NoCell(f"{self._title}: {shown(cell)} is no share from 0 to {top:g}")
            given = number / top * self._highest
        elif not self._lowest <= number <= self._highest:
            raise NoCell(f"{self._title}: {shown(cell)} lies outside {self._lowest:g} to {self._highest:g}")
        if len(self) < _REMEMBERED:
            self[cell] = given
        return given

    def _number(self, cell: str) -> tuple[float, str]:
        if self._decimal == "." and "_" not in cell:
            try:
                number = float(cell)
            except ValueError:
                number = math.nan
            if math.isfinite(number):
                return number, ""
        try:
            return read_number(cell, self._decimal)
        except NoNumber as fault:
            raise NoCell(f"{self._title}: {fault}") from None
