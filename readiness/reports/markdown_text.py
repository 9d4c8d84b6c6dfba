"""Typed text as Markdown that stays text, and tables of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from readiness.domain.wording import day_text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!$^@]|:(?=\S))")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
_AUTOLINK = re.compile(r"\b(www)\.", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")


def escaped(text: str) -> str:
    """Typed text as Markdown that shows it as typed, on one line: no emphasis, link, list or HTML comes of it."""
    text = _CONTROL.sub("\ufffd", text.replace("\t", " ").replace("\x85", "\n")).strip()
    text = _MARKUP.sub(r"\\\1", text)
    text = _AUTOLINK.sub(r"\1\\.", text)
    lines = [line.strip() for line in _LINE_END.split(text)]
    return "<br>".join(_at_start(line) for line in lines)


def _at_start(line: str) -> str:
    """A line that does not begin a list."""
    return _AT_START.sub(lambda match: "\\" + match[0] if match[0] in "-+=" else match[0] + "\\", line)


def or_dash(value: str | date | None) -> str:
    """A text, escaped, or a day; a dash where there is none."""
    if value is None or value == "":
        return "–"
    return escaped(value) if isinstance(value, str) else day_text(value)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
