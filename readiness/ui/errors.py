"""How failures look on screen: a sentence for what was expected, a short id for what was not."""

import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from readiness.errors import NotFound, ReadinessError
from readiness.ui.markup import visible

logger = logging.getLogger("readiness")

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&])")
_INTERPRETED = re.compile(
    r"[\\`*{}\[\]<>|~$&@]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)|--|->|www\.|^\s*(?:[#+=-]|\d+[.)])|^(?: {4}|\t)|\n",
    re.IGNORECASE | re.MULTILINE,
)
"""What makes a text something other than itself; most hold none of it. An underscore within a word does nothing."""


def plain(text: str) -> str:
    """`text` with every character that Markdown would interpret escaped, for labels and messages of Streamlit.

    Whatever a user typed comes out as typed: no link, picture, colour, formula, icon or HTML.
    """
    return _MARKDOWN.sub(r"\\\1", visible(text))


def field_label(text: str) -> str:
    """Like `plain` for the label of a field, but escaped only where something would be interpreted.

    A screen reader reads the label of a field out as it was given, backslashes included; most hold nothing to escape.
    """
    return plain(text) if _INTERPRETED.search(text) else visible(text)


def show(error: ReadinessError) -> None:
    """Show an expected failure as its sentence, with its list of problems where it has one."""
    problems = getattr(error, "problems", ())
    body = plain(error.message)
    if problems:
        body += "\n\n" + "\n".join(f"- {plain(problem)}" for problem in problems)
    if isinstance(error, NotFound):
        st.warning(body)
    else:
        st.error(body)


@contextmanager
def shown() -> Iterator[None]:
    """Run a part of a page; an expected failure in it is shown as a sentence and the page goes on after the block."""
    try:
        yield
    except ReadinessError as error:
        show(error)


@contextmanager
def stopping() -> Iterator[None]:
    """Like `shown`, but the page ends there: for what the rest of the page cannot do without."""
    try:
        yield
    except ReadinessError as error:
        show(error)
        st.stop()


def on_script_error(error: Exception) -> bool:
    """Handle what nobody expected: log the traceback under a short id, show only a sentence with that id."""
    if isinstance(error, ReadinessError):
        show(error)
        return True
    reference = secrets.token_hex(4)
    logger.error("Unexpected error %s", reference, exc_info=error)
    st.error(
        "Something went wrong that this program did not expect. What was saved before is still there; what you did "
        f"last may not have been saved. If it happens again, tell whoever runs the program this number: **{reference}**"
    )
    return True
