"""Loading the demo portfolio beside the page: it goes on when somebody clicks or reloads, and shows how far it is."""

import logging
import threading
import time
from pathlib import Path

import streamlit as st

from readiness.context import Context
from readiness.errors import ReadinessError
from readiness.ui.outcome import attempt

logger = logging.getLogger("readiness")

_PAUSE = 0.1
"""Seconds between two looks at the progress."""


class DemoLoading:
    """One loading of the demo portfolio in a thread of its own: a page that is redrawn must not stop it half-way."""

    def __init__(self, context: Context) -> None:
        self.done, self.of = 0, 0
        self.loaded: tuple[str, ...] = ()
        self.error: Exception | None = None
        self._context = context
        self._thread = threading.Thread(target=self._load, name="demo portfolio", daemon=True)
        self._thread.start()

    def _load(self) -> None:
        # Loaded here, since few starts of the program tell the stories.
        from readiness.commands.demo import load_demo

        try:
            self.loaded = load_demo(self._context, self._progress)
        except Exception as error:
            if not isinstance(error, ReadinessError):
                logger.exception("The demo portfolio could not be loaded")
            self.error = error

    def _progress(self, done: int, of: int) -> None:
        self.done, self.of = done, of

    @property
    def running(self) -> bool:
        """Whether it still loads."""
        return self._thread.is_alive()

    def result(self) -> int:
        """How many initiatives are new. Raises what went wrong."""
        if self.error is not None:
            raise self.error
        return len(self.loaded)


@st.cache_resource(show_spinner=False)
def _loadings() -> dict[Path, DemoLoading]:
    return {}


def start_loading(context: Context) -> None:
    """Begin to load, unless it is going on already."""
    loadings = _loadings()
    present = loadings.get(context.store.path)
    if present is None or not present.running:
        loadings[context.store.path] = DemoLoading(context)


def show_loading(context: Context) -> None:
    """Where the demo portfolio is being loaded: show how far it is until it is there, then draw the page anew."""
    loading = _loadings().get(context.store.path)
    if loading is None:
        return
    if loading.running:
        bar = st.progress(0.0, "Loading the demo portfolio")
        while loading.running:
            share = loading.done / loading.of if loading.of else 0.0
            bar.progress(min(share, 1.0), f"Loading the demo portfolio: {share:.0%}")
            time.sleep(_PAUSE)
    _loadings().pop(context.store.path, None)
    attempt(loading.result, lambda count: f"The demo portfolio is loaded: {count} invented initiatives and examples.")
    st.rerun()
