"""Writes down every call of Streamlit that a page makes, so that a bare script can make the same calls again.

`python -m benchmarks.recording FOLDER run app.py` serves the program like `streamlit run app.py` and leaves one file a
run in FOLDER: which elements with which arguments, in which containers and fragments, and which fragments a callback
asked to be drawn again. Nothing of how the page came to its arguments is kept: no query, no rule, no text that was put
together. What the bare script pays for is Streamlit's share.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import itertools
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.failure import NotMeasured

NO_STATE = frozenset({"button", "download_button", "file_uploader", "menu_button", "plotly_chart", "_bidi_component"})
"""Elements whose value only the browser sets."""
CALLBACKS = ("on_click", "on_change", "on_select", "on_dismiss", "on_submit")


@dataclass(frozen=True)
class Callback:
    """Stands for a function that the page handed over to be called on a click or change."""


@dataclass(frozen=True)
class Labels:
    """Stands for a function that gives each option its label: what it gave."""

    pairs: tuple[tuple[Any, Any], ...]

    def label(self, option: Any) -> Any:
        """The label of an option."""
        return self._known.get(option, str(option))

    @functools.cached_property
    def _known(self) -> dict[Any, Any]:
        return dict(self.pairs)


@dataclass(frozen=True)
class Content:
    """Stands for a function that makes the content of a download."""


@dataclass(frozen=True)
class Part:
    """Stands for a container or element by its number in the run."""

    number: int


@dataclass
class Call:
    """One call: an element, a container, the page's configuration, a component, the navigation."""

    name: str
    on: Part | str
    """The container it was called on; "" for the current one, "sidebar" and the like by name."""
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    results: tuple[int, ...] = ()
    """Numbers of the parts that it made, in order."""
    several: bool = False
    """Whether it gave a row of parts, as columns do."""
    state: tuple[Any, ...] = ()
    """The value that the page had put into the widget with this key, if it had."""


@dataclass
class Enter:
    """`with` a container, and what was called in it."""

    part: Part | str
    calls: list[Any] = field(default_factory=list)


@dataclass
class Fragment:
    """A fragment and what was called in it."""

    key: str | None
    run_every: Any
    calls: list[Any] = field(default_factory=list)


@dataclass
class Run:
    """Everything that one run of a script showed."""

    fragments: tuple[str | None, ...] = ()
    """Keys of the fragments that ran; none in a full run."""
    calls: list[Any] = field(default_factory=list)
    redrawn: list[tuple[str, ...]] = field(default_factory=list)
    """What callbacks named in st.rerun before the run: keys of fragments; () for the whole page."""
    components: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name -> source of the components that the program has declared."""

    def fragment(self, key: str | None) -> Fragment | None:
        """The first fragment with this key."""
        return next((one for one in walk(self.calls) if isinstance(one, Fragment) and one.key == key), None)


def walk(calls: list[Any]) -> Iterator[Any]:
    """All entries, those inside of others included."""
    for one in calls:
        yield one
        if isinstance(one, Enter | Fragment):
            yield from walk(one.calls)


def _outermost(calls: list[Any]) -> Iterator[Fragment]:
    """The fragments that are in no other fragment."""
    for one in calls:
        if isinstance(one, Fragment):
            yield one
        elif isinstance(one, Enter):
            yield from _outermost(one.calls)


class Recorder:
    """Collects the calls of the run that is going on; one session at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._local = threading.local()
        self.components: dict[str, dict[str, Any]] = {}
        self._redrawn: list[tuple[str, ...]] = []
        self._parts: dict[int, tuple[int, Any]] = {}
        self._part_numbers = itertools.count(1)

    # Whether a call is the page's own or one that Streamlit makes inside of another --------------------------------

    @property
    def depth(self) -> int:
        """How many calls deep inside Streamlit the current thread is."""
        return int(getattr(self._local, "depth", 0))

    @contextmanager
    def at_depth(self, depth: int) -> Iterator[None]:
        """Set the depth for the block."""
        before = self.depth
        self._local.depth = depth
        try:
            yield
        finally:
            self._local.depth = before

    # What is written -------------------------------------------------------------------------------------------------

    @property
    def stack(self) -> list[list[Any]]:
        """The lists that are open, the innermost last."""
        if not hasattr(self._local, "stack"):
            self._local.stack = [[]]
        stack: list[list[Any]] = self._local.stack
        return stack

    def add(self, entry: Any) -> None:
        """Note an entry where the page is now."""
        self.stack[-1].append(entry)

    def part_of(self, container: Any, fixed: dict[int, str]) -> Part | str:
        """What stands for a container."""
        if id(container) in fixed:
            return fixed[id(container)]
        known = self._parts.get(id(container))
        return Part(known[0]) if known else ""

    def number(self, container: Any) -> int:
        """A number for a new container or element; the object is kept, so that no other one gets its identity."""
        number = next(self._part_numbers)
        self._parts[id(container)] = (number, container)
        return number

    def begin(self) -> None:
        """A run begins on this thread."""
        self._local.stack = [[]]
        self._local.depth = 0

    def rerun(self, keys: tuple[str, ...]) -> None:
        """A callback asks for fragments, or for the whole page."""
        self._redrawn.append(keys)

    def end(self, full: bool) -> None:
        """A run has ended: write it down."""
        calls = self.stack[0]
        if full:
            run = Run(calls=calls)
        else:
            drawn = list(_outermost(calls))
            run = Run(fragments=tuple(one.key for one in drawn), calls=list(drawn))
        run.redrawn, self._redrawn = self._redrawn, []
        run.components = self.components
        target = self._folder / f"run-{next(self._numbers):05d}.pickle"
        part = target.with_suffix(".part")
        part.write_bytes(pickle.dumps(run))
        part.rename(target)


def frozen(value: Any, name: str = "", options: Any = None) -> Any:
    """An argument without the page's own functions."""
    if name == "format_func" and callable(value):
        listed = list(options) if options is not None else []
        return Labels(tuple((option, value(option)) for option in listed))
    if name in CALLBACKS and callable(value):
        return Callback()
    if callable(value) and not isinstance(value, type):
        return Content()
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value


def install(recorder: Recorder) -> None:
    """Put the recorder between the pages and Streamlit. Once a process, before the program is imported."""
    import streamlit as st
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.delta_generator_singletons import get_dg_singleton_instance
    from streamlit.runtime.scriptrunner import ScriptRunner

    one = get_dg_singleton_instance()
    fixed = {id(one.main_dg): "", id(one.sidebar_dg): "sidebar", id(one.bottom_dg): "bottom", id(one.event_dg): "event"}

    def noting(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(original)

        @functools.wraps(original)
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            if recorder.depth:
                return original(self, *args, **kwargs)
            bound = signature.bind(self, *args, **kwargs).arguments
            options = bound.get("options")
            given = [*list(bound)[1 : len(args) + 1], *("" for _ in args)]
            entry = Call(
                name,
                recorder.part_of(self, fixed),
                # The page's functions are asked for their labels before Streamlit asks them.
                tuple(frozen(value, called, options) for value, called in zip(args, given, strict=False)),
                {
                    key: frozen(value, key, options)
                    for key, value in kwargs.items()
                    # Arguments for functions that are not kept.
                    if not (key in ("args", "kwargs") and any(callable(kwargs.get(name)) for name in CALLBACKS))
                },
            )
            key = bound.get("key")
            if key is not None and key in st.session_state and name not in NO_STATE:
                entry.state = (st.session_state[key],)
            recorder.add(entry)
            with recorder.at_depth(1):
                result = original(self, *args, **kwargs)
            if isinstance(result, DeltaGenerator):
                entry.results = (recorder.number(result),)
            elif isinstance(result, list | tuple) and result and all(isinstance(x, DeltaGenerator) for x in result):
                entry.results, entry.several = tuple(recorder.number(x) for x in result), True
            return result

        return call

    names = [
        name
        for name in dir(st)
        if getattr(getattr(st, name), "__self__", None) is one.main_dg and hasattr(DeltaGenerator, name)
    ]
    for name in names:
        setattr(DeltaGenerator, name, noting(name, getattr(DeltaGenerator, name)))
        setattr(st, name, getattr(one.main_dg, name))
    _note_containers(recorder, DeltaGenerator, fixed)
    _note_fragments(recorder, st)
    _note_commands(recorder, st)
    original_run = ScriptRunner._run_script

    @functools.wraps(original_run)
    def run_script(self: Any, rerun_data: Any) -> Any:
        recorder.begin()
        result = original_run(self, rerun_data)
        recorder.end(full=not rerun_data.fragment_id_queue)
        return result

    ScriptRunner._run_script = run_script  # type: ignore[method-assign]  # to listen in is what this file is for


def _note_containers(recorder: Recorder, kind: Any, fixed: dict[int, str]) -> None:
    enter, leave = kind.__enter__, kind.__exit__

    def entering(self: Any) -> Any:
        if not recorder.depth:
            block = Enter(recorder.part_of(self, fixed))
            recorder.add(block)
            recorder.stack.append(block.calls)
        with recorder.at_depth(recorder.depth + 1):
            return enter(self)

    def leaving(self: Any, *error: Any) -> Any:
        with recorder.at_depth(recorder.depth + 1):
            result = leave(self, *error)
        if not recorder.depth and len(recorder.stack) > 1:
            recorder.stack.pop()
        return result

    kind.__enter__, kind.__exit__ = entering, leaving


def _note_fragments(recorder: Recorder, st: Any) -> None:
    original = st.fragment

    def fragment(func: Any = None, *, run_every: Any = None, parallel: bool = False, key: Any = None) -> Any:
        if func is None:
            return lambda given: fragment(given, run_every=run_every, parallel=parallel, key=key)

        @functools.wraps(func)
        def body(*args: Any, **kwargs: Any) -> Any:
            block = Fragment(None if key is None else str(key), run_every)
            recorder.add(block)
            recorder.stack.append(block.calls)
            try:
                with recorder.at_depth(0):
                    return func(*args, **kwargs)
            finally:
                recorder.stack.pop()

        inner = original(body, run_every=run_every, parallel=parallel, key=key)

        @functools.wraps(func)
        def call(*args: Any, **kwargs: Any) -> Any:
            with recorder.at_depth(recorder.depth + 1):
                return inner(*args, **kwargs)

        return call

    st.fragment = fragment


def _note_commands(recorder: Recorder, st: Any) -> None:
    original_rerun, original_component = st.rerun, st.components.v2.component
    original_navigation, original_config = st.navigation, st.set_page_config

    def rerun(scope: Any = "app", **kwargs: Any) -> Any:
        recorder.rerun(() if scope == "app" else (scope,) if isinstance(scope, str) else tuple(scope))
        return original_rerun(scope, **kwargs)

    def component(name: str, **source: Any) -> Any:
        recorder.components[name] = source
        return original_component(name, **source)

    def navigation(pages: Any, **kwargs: Any) -> Any:
        listed = tuple((page.title, page.url_path, page.visibility) for page in pages)
        recorder.add(Call("navigation", "", (listed,), dict(kwargs)))
        with recorder.at_depth(1):
            return original_navigation(pages, **kwargs)

    def set_page_config(*args: Any, **kwargs: Any) -> Any:
        recorder.add(Call("set_page_config", "", args, dict(kwargs)))
        return original_config(*args, **kwargs)

    st.rerun, st.components.v2.component = rerun, component
    st.navigation, st.set_page_config = navigation, set_page_config


async def latest(runs: Path, *, full: bool) -> Run:
    """The last run that was written down. The server writes just after it has told the session that the run ended."""
    await asyncio.sleep(0.5)
    found: Run = pickle.loads(sorted(runs.glob("*.pickle"))[-1].read_bytes())
    if full is bool(found.fragments) or not found.calls:
        raise NotMeasured(f"A {'full' if full else 'fragment'} run was expected, and another one was recorded.")
    return found


def main() -> None:
    """Serve a script with the recorder between it and Streamlit."""
    folder, *arguments = sys.argv[1:]
    # The files hold this module's values, so it is known by its own name and not as __main__ only.
    from streamlit.web import cli

    from benchmarks import recording

    recording.install(recording.Recorder(Path(folder)))
    sys.argv = ["streamlit", *arguments]
    cli.main()


if __name__ == "__main__":
    main()
