"""Makes the calls of a recorded page again: the same elements and widgets, with nothing behind them."""

from __future__ import annotations

import functools
import itertools
import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from benchmarks.recording import CALLBACKS, Call, Callback, Content, Enter, Fragment, Labels, Part, Run

VARIABLE = "BENCHMARK_RECORDING"
"""Environment variable with the file that holds what is to be replayed."""


@dataclass
class Click:
    """What a click on one widget draws again."""

    redrawn: tuple[str, ...] | None
    """Keys that the page's callback names in st.rerun; None where it names none."""
    drawn: dict[str | None, list[Any]]
    """Fragment key -> its calls after the click."""


@dataclass
class Recording:
    """Pages by their address, and what clicks on them do."""

    pages: dict[str, Run]
    clicks: dict[str, Click] = field(default_factory=dict)
    """Key of a widget -> what a click on it draws."""

    @functools.cached_property
    def _below(self) -> dict[str, list[Any]]:
        return {
            path: list(itertools.dropwhile(lambda one: getattr(one, "name", "") != "navigation", run.calls))[1:]
            for path, run in self.pages.items()
        }

    def below_frame(self, path: str) -> list[Any]:
        """What a page calls after the navigation; nothing for one that was not recorded."""
        return self._below.get(path, [])


@functools.cache
def recording() -> Recording:
    """What is replayed in this process."""
    loaded: Recording = pickle.loads(Path(os.environ[VARIABLE]).read_bytes())
    return loaded


def replay() -> None:
    """Make all calls of the page whose address is open, its frame included."""
    for run in recording().pages.values():
        for name, source in run.components.items():
            _declare(name, tuple(sorted(source.items())))
    _Replay().make(next(iter(recording().pages.values())).calls)


@functools.cache
def _declare(name: str, source: tuple[tuple[str, Any], ...]) -> None:
    st.components.v2.component(name, **dict(source))


class _Replay:
    """One run: the parts that were made so far, by their number in the recording."""

    def __init__(self) -> None:
        self.parts: dict[int, Any] = {}

    def make(self, calls: list[Any]) -> None:
        """Make calls in their order."""
        for one in calls:
            if isinstance(one, Enter):
                with self.part(one.part):
                    self.make(one.calls)
            elif isinstance(one, Fragment):
                st.fragment(self.fragment, run_every=one.run_every, key=one.key)(one)
            elif one.name == "navigation":
                self.navigate(one)
                return  # everything after it stands on the page that it leads to
            else:
                self.call(one)

    def fragment(self, one: Fragment) -> None:
        """The body of a fragment: as recorded, or as it was after the last click."""
        clicked: str | None = st.session_state.get("clicked")
        calls = recording().clicks[clicked].drawn.get(one.key) if clicked else None
        self.make(one.calls if calls is None else calls)

    def part(self, part: Part | str) -> Any:
        """The container that a call was made on."""
        if isinstance(part, Part):
            return self.parts[part.number]
        return getattr(st, part) if part else st

    def call(self, one: Call) -> None:
        """One call."""
        kwargs = one.kwargs
        if any(name in kwargs for name in (*CALLBACKS, "format_func")):
            kwargs = {name: _given(value, one.kwargs.get("key")) for name, value in kwargs.items()}
        if one.state and one.kwargs["key"] not in st.session_state:
            st.session_state[one.kwargs["key"]] = one.state[0]
        result = getattr(self.part(one.on), one.name)(*(_given(value, None) for value in one.args), **kwargs)
        if one.several:
            self.parts.update(zip(one.results, result, strict=True))
        elif one.results:
            self.parts[one.results[0]] = result

    def navigate(self, one: Call) -> None:
        """The navigation with the pages that it had; the one that is open makes its own calls."""
        pages = [
            st.Page(self.page(path), title=title, url_path=path or None, default=not path, visibility=visibility)
            for title, path, visibility in one.args[0]
        ]
        st.navigation(pages, **one.kwargs).run()

    def page(self, path: str) -> Callable[[], None]:
        """What a page shows below its frame."""

        def body() -> None:
            self.make(recording().below_frame(path))

        body.__name__ = path or "home"
        return body


def _given(value: Any, key: str | None) -> Any:
    """An argument as Streamlit gets it."""
    if isinstance(value, Labels):
        return value.label
    if isinstance(value, Callback):
        return functools.partial(_clicked, key)
    if isinstance(value, Content):
        return _content
    return value


def _content() -> bytes:
    return b""


def _clicked(key: str | None) -> None:
    """What the page's callback did to the screen, and nothing else."""
    click: Click | None = _clicks().get(key or "")
    if click is None:
        return
    st.session_state["clicked"] = key
    if click.redrawn is not None:
        st.rerun(list(click.redrawn) if click.redrawn else "app")


def _clicks() -> Mapping[str, Click]:
    return recording().clicks
