"""Answers that a prompt gives to what a file leaves open, and how far a long reading is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from readiness.command_line.session import Session
from readiness.errors import Invalid, NeedsAnswer

if TYPE_CHECKING:
    from readiness.imports.reading_options import ReadingOptions

LARGEST_FILE = 200 * 1024 * 1024
NEEDS_ANSWER = 3
"""The exit status where the file leaves something open that an option has to answer."""


def options(session: Session, name: str) -> ReadingOptions:
    """What the arguments answer about a file of this name; options that a command does not have are not answered."""
    from readiness.imports.reading_options import ReadingOptions

    given = vars(session.arguments)
    return ReadingOptions(
        now=session.now(),
        file_name=given.get("metric_name") or name,
        encoding=given.get("encoding"),
        separator="\t" if given.get("separator") == "tab" else given.get("separator"),
        decimal=given.get("decimal"),
        day_month_order=given.get("day_month_order"),
        time_zone=given.get("time_zone"),
        time_column=given.get("time_column"),
        time=_moment(given.get("time")),
        epoch_unit=given.get("epoch_unit"),
        same_time=given.get("same_time"),
        step_times=given.get("step_times"),
        share_unit=given.get("share_unit"),
        confidence_unit=given.get("confidence_unit"),
    )


def _moment(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid(f"“{typed}” is no time such as 2026-11-22T06:00Z. Nothing was written.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def how_to_answer(question: NeedsAnswer) -> str:
    """Which option answers the question."""
    option = {"file_name": "--metric-name"}.get(question.question, f"--{question.question.replace('_', '-')}")
    choices = f" ({' or '.join(question.choices)})" if question.choices else ""
    return f"Answer with {option}{choices}."


def progress(total: int, what: str) -> Callable[[int], None] | None:
    """Tells a person at a terminal how far it is; nobody where no terminal is. `total` 0: not known beforehand."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def told(done: int) -> None:
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"\r{done:,}{of} {what}" + ("\n" if total and done >= total else ""))
        sys.stderr.flush()

    return told
