"""Notices inside this process that something of a workshop has changed, so that nobody needs to ask in a loop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

logger = logging.getLogger("readiness")

Listener = Callable[[str], None]
"""Is told the id of the workshop, on a thread of its own kind; has to return at once."""


class Notices:
    """Who wants to hear of changes, and a thread that tells them: a writer never waits for a listener."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._teller: threading.Thread | None = None
        self._held = threading.local()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of every change from now on; call what is returned to be told no longer."""
        with self._lock:
            self._listeners = (*self._listeners, listener)
            if self._teller is None:
                self._teller = threading.Thread(target=self._tell, name="readiness-notices", daemon=True)
                self._teller.start()
        return lambda: self._unsubscribe(listener)

    def publish(self, workshop: str) -> None:
        """Say that a change of this workshop was saved."""
        held: list[str] | None = getattr(self._held, "workshops", None)
        if held is not None:
            held.append(workshop)
        elif self._listeners:
            self._queue.put(workshop)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Keep this thread's notices until the block has ended well; forget them where it has not."""
        kept: list[str] = []
        self._held.workshops = kept
        try:
            yield
        finally:
            self._held.workshops = None
        for workshop in dict.fromkeys(kept):
            self.publish(workshop)

    def _unsubscribe(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def _tell(self) -> None:
        while True:
            workshop = self._queue.get()
            for listener in self._listeners:
                try:
                    listener(workshop)
                except Exception:
                    logger.exception("A listener failed at a notice of workshop %s.", workshop)
