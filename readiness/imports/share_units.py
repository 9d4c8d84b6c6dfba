"""Whether a column of shares is percent or fractions of one: its name or its values say so, or a person is asked."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.errors import NeedsAnswer
from readiness.imports.number import Decimal, NoNumber, read_number
from readiness.imports.reading_options import ShareUnit
from readiness.imports.table import plain_name
from readiness.imports.text_file import shown

_REMEMBERED = 50_000


def named_percent(column: str) -> bool:
    """Whether the name of a column says that it holds percent."""
    words = plain_name(column).split("_")
    return "pct" in words or "percent" in words or "%" in column


def decide_share_unit(
    column: str, cells: Iterable[tuple[int, str]], decimal: Decimal, question: str
) -> tuple[ShareUnit | None, str]:
    """The unit that the cells (row, text) show, and the note that says so; None where no value goes beyond 1.

    Raises NeedsAnswer(question) where values beyond 1 stand beside fractions: among them 0.93 may be 93 %.
    """
    beyond: tuple[int, str] | None = None
    marked: tuple[int, str] | None = None
    fraction: tuple[int, str] | None = None
    one: tuple[int, str] | None = None
    known: set[str] = set()
    for row, text in cells:
        if text in known:
            continue
        if len(known) < _REMEMBERED:
            known.add(text)
        try:
            number, unit = read_number(text, decimal)
        except NoNumber:
            continue
        if unit == "%":
            marked = marked or (row, text)
        elif 1 < number <= 100:
            beyond = beyond or (row, text)
        elif 0 < number < 1:
            fraction = fraction or (row, text)
        elif number == 1:
            one = one or (row, text)
    percent = beyond or marked
    if percent is None:
        return None, ""
    small = fraction or (None if beyond else one)
    if small is not None:
        raise NeedsAnswer(
            question,
            f"{shown(column)} holds {shown(percent[1].strip())} in row {percent[0]} and {shown(small[1].strip())} in "
            f"row {small[0]}. Is {shown(small[1].strip())} percent as well, or a fraction of one? With fractions, "
            "numbers beyond 1 without the sign % will be refused.",
            ("percent", "fraction"),
        )
    why = "values go beyond 1" if beyond else "values have the sign %"
    return "percent", f"{shown(column)} was read as percent, because {why}."
