"""What a file leaves open is asked here, one question after the other; nothing about it is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from readiness.errors import NeedsAnswer
from readiness.imports.reading_options import ReadingOptions
from readiness.ui.errors import plain
from readiness.ui.markup import element, muted, render

T = TypeVar("T")

WORDS = {
    "day_first": "Day first (31/12/2026)",
    "month_first": "Month first (12/31/2026)",
    ".": "A point (1.5)",
    ",": "A comma (1,5)",
    ";": "Semicolon",
    "\t": "Tab",
    "|": "Bar",
    "percent": "Percent",
    "fraction": "A fraction of one",
    "cases": "Cases",
    "people": "People",
    "s": "Seconds",
    "ms": "Milliseconds",
    "mean": "Take their mean",
    "reject": "Refuse those rows",
    "step_order": "Keep the order of the steps",
}
_OF_SEPARATOR = {",": "Comma"}
"""How answers are said where their own letters would not do."""


def asking(key: str, now: datetime, file_name: str, read: Callable[[ReadingOptions], T]) -> T | None:
    """Read a file with what was answered so far; None while a question is open, which is then shown.

    The answers stand in the session under `key`, which names the file. Raises what `read` raises but for the question.
    """
    given = answers_of(key)
    try:
        done = read(ReadingOptions(now=now, file_name=file_name, **given))
    except NeedsAnswer as question:
        ask(key, question)
        return None
    show_answers(key)
    return done


def answers_of(key: str) -> dict[str, Any]:
    """What was answered about a file so far, by the name of the reading option."""
    given: dict[str, Any] = st.session_state.get(f"{key}-answers") or {}
    return given


def give_answer(key: str, question: str, value: Any) -> None:
    """Keep an answer about a file; None takes it back."""
    kept = {name: given for name, given in answers_of(key).items() if name != question}
    st.session_state[f"{key}-answers"] = kept if value is None else {**kept, question: value}


def ask(key: str, asked: NeedsAnswer) -> None:
    """Show an open question; its answer is kept as it is given."""
    widget = f"{key}-{asked.question}"

    def answer() -> None:
        value = st.session_state.get(widget)
        if asked.question == "time":
            day, clock = st.session_state.get(f"{widget}-day"), st.session_state.get(f"{widget}-clock")
            value = datetime.combine(day, clock, UTC) if day and clock else None
        if value not in (None, ""):
            give_answer(key, asked.question, value)

    with st.container(border=True, key=f"{key}-question"):
        render(element("p", element("strong", "One question first: "), asked.message, role="status"))
        if asked.choices:
            words = answer_words(asked.question)
            st.radio("Answer", asked.choices, index=None, format_func=words, key=widget, on_change=answer)
        elif asked.question == "time":
            left, right = st.columns(2)
            with left:
                st.date_input("Day", value=None, format="YYYY-MM-DD", key=f"{widget}-day")
            with right:
                st.time_input("Time (UTC)", value=None, key=f"{widget}-clock")
            st.button("Take this moment", key=f"{widget}-take", on_click=answer)
        else:
            st.text_input("Answer", key=widget, on_change=answer)


def answer_words(question: str) -> Callable[[str], str]:
    """How the answers to a question are said."""
    words = {**WORDS, **_OF_SEPARATOR} if question == "separator" else WORDS
    return lambda choice: words.get(choice) or plain(choice)


def show_answers(key: str, *, apart_from: str = "") -> None:
    """What was answered, with the way to answer anew."""
    given = {name: value for name, value in answers_of(key).items() if name != apart_from}
    if not given:
        return
    said = "; ".join(f"{name.replace('_', ' ')}: {answer_words(name)(str(value))}" for name, value in given.items())

    def forget() -> None:
        st.session_state[f"{key}-answers"] = {}

    with st.container(horizontal=True, vertical_alignment="center"):
        render(element("p", muted(f"As you said: {said}.")))
        st.button("Answer anew", key=f"{key}-anew", on_click=forget, type="tertiary")
