"""A browser tab without a browser: one session that speaks Streamlit's own websocket protocol.

It keeps the widget values that a tab keeps, sends all of them with each rerun, names the fragment of the widget that
was touched, and waits for the `script_finished` that belongs to its own request. The messages are those of the
installed `streamlit.proto`. What a browser spends on drawing is not part of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.failure import NotMeasured

STREAM = "/_stcore/stream"
ANSWER_SECONDS = 60


class SessionFailed(NotMeasured):
    """The server dropped the session, a script raised an exception, or a run did not finish in time."""


@dataclass(frozen=True)
class Widget:
    """What the page said about one widget."""

    id: str
    kind: str
    """The name of the element in the protocol: button, button_group, text_area, ..."""
    label: str
    fragment: str
    options: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The `key=` given in the script, or nothing; ids have the form $$ID-<hash>-<key or None>."""
        parts = self.id.split("-", 2)
        return parts[2] if len(parts) == 3 and parts[2] != "None" else ""


@dataclass(frozen=True)
class Run:
    """One run of a script, from the moment it was asked for to its end."""

    milliseconds: float
    messages: int
    elements: int
    """Places on the page at which an element was shown."""


@dataclass
class _Kept:
    """A large message that the tab keeps, so that the server need not send it again."""

    run: int
    fragment: str


@dataclass
class _Pending:
    fragment: str
    finished: asyncio.Future[None]
    run: str = ""
    messages: int = 0
    places: set[tuple[int, ...]] = field(default_factory=set)


def _chosen(element: Any) -> tuple[str, Any] | None:
    if element.set_value:
        return "string_value", element.raw_value
    if element.HasField("default") and 0 <= element.default < len(element.options):
        return "string_value", element.options[element.default]
    return None


def _several(element: Any) -> tuple[str, Any]:
    options = [getattr(option, "content", option) for option in element.options]
    raw = list(element.raw_values) if element.set_value else [options[place] for place in element.default]
    return "string_array_value", raw


def _plain(field: str) -> Callable[[Any], tuple[str, Any] | None]:
    def value(element: Any) -> tuple[str, Any] | None:
        if element.set_value:
            return field, element.value
        empty = not element.default and field != "bool_value" and not element.HasField("default")
        return None if empty else (field, element.default)

    return value


_DEFAULTS: dict[str, Callable[[Any], tuple[str, Any] | None] | None] = {
    "button": None,
    "button_group": _several,
    "checkbox": _plain("bool_value"),
    "multiselect": _several,
    "number_input": _plain("double_value"),
    "radio": _chosen,
    "selectbox": _chosen,
    "text_area": _plain("string_value"),
    "text_input": _plain("string_value"),
}
"""Kind of element -> the field of its state and the value that a browser registers when it is first shown."""


class Session:
    """One tab on one page; `async with` opens the websocket and waits for the first run."""

    def __init__(
        self, url: str, *, page: str = "", query: str = "", awaited: Callable[[ForwardMsg], bool] | None = None
    ) -> None:
        self._url = url
        self._awaited = awaited
        self._page = page
        self._query = query
        self._script = ""
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._pending: _Pending | None = None
        self._seen: set[str] = set()
        self._full = True
        self._began = 0.0
        self._cached: dict[str, _Kept] = {}
        self._runs = 0
        self._kept_for = 2
        self._values: dict[str, tuple[str, Any]] = {}
        self._turn = asyncio.Lock()
        self.repeats: dict[str, float] = {}
        """Fragments that the page wants run again and again, and every how many seconds."""
        self.heard: Callable[[ForwardMsg], None] | None = None
        """Is told every message as it arrives."""
        self.widgets: dict[str, Widget] = {}
        self.exceptions: list[str] = []
        self.first: Run | None = None
        """The first run; its milliseconds count from the first byte sent to connect."""
        self.awaited_after: float | None = None
        """Milliseconds from the same moment to the first message that `awaited` says yes to."""

    async def __aenter__(self) -> Session:
        self._began = began = time.perf_counter()
        try:
            self._socket = await connect(
                f"ws://{urlsplit(self._url).netloc}{STREAM}",
                subprotocols=[Subprotocol("streamlit")],
                compression=None,
                ping_interval=None,
                max_size=None,
                open_timeout=ANSWER_SECONDS,
                close_timeout=2,
                proxy=None,
            )
        except OSError as error:
            raise SessionFailed(f"No session could be opened at {self._url}: {error}") from error
        self._reader = asyncio.create_task(self._read())
        try:
            self.first = await self._ask(began=began)
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            with contextlib.suppress(Exception):
                await self._socket.close()
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._reader

    def find(self, key: str) -> Widget:
        """The first widget with this key; * stands for any letters. Raises SessionFailed where there is none."""
        for widget in self.widgets.values():
            if fnmatchcase(widget.key, key):
                return widget
        known = ", ".join(sorted(widget.key for widget in self.widgets.values()))
        raise SessionFailed(f"No widget has the key {key}. The page has: {known}")

    async def rerun(self) -> Run:
        """Run the whole page once more."""
        return await self._ask()

    async def click(self, widget: Widget) -> Run:
        """Click a button."""
        return await self._ask(widget.fragment, trigger=widget.id)

    async def keep_running(self) -> None:
        """Run what the page wants to be run again and again, as an open tab does, until this is cancelled.

        A tab counts from the moment it was told to; so the pause is the whole of it, whatever a run takes.
        """
        while True:
            pause = min(self.repeats.values(), default=0.1)
            due = time.perf_counter() + pause
            for fragment in list(self.repeats):
                async with self._turn:
                    if fragment in self.repeats:
                        await self._request(fragment, by_itself=True)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def set(self, widget: Widget, value: Any) -> Run:
        """Type or choose a value."""
        fields = {"checkbox": "bool_value", "number_input": "double_value"}
        field = fields.get(widget.kind, "string_value")
        if widget.kind in ("button_group", "multiselect"):
            field, value = "string_array_value", list(value)
        self._values[widget.id] = (field, value)
        return await self._ask(widget.fragment)

    # Sending ----------------------------------------------------------------------------------------------------------

    async def _ask(self, fragment: str = "", *, trigger: str | None = None, began: float | None = None) -> Run:
        async with self._turn:
            return await self._request(fragment, trigger=trigger, began=began)

    async def _request(
        self, fragment: str, *, trigger: str | None = None, began: float | None = None, by_itself: bool = False
    ) -> Run:
        if self._socket is None or self._pending is not None:
            raise SessionFailed("The session is not open, or still waits for a run.")
        message = self._message(fragment, trigger, by_itself=by_itself)
        pending = _Pending(fragment, asyncio.get_running_loop().create_future())
        self._pending = pending
        began = time.perf_counter() if began is None else began
        try:
            await self._socket.send(message)
            await asyncio.wait_for(pending.finished, ANSWER_SECONDS)
        except TimeoutError:
            raise SessionFailed(f"A run did not finish within {ANSWER_SECONDS} s.") from None
        finally:
            self._pending = None
        if self.exceptions:
            raise SessionFailed(f"A script of {self._url}/{self._page} failed: {'; '.join(self.exceptions)}")
        return Run((time.perf_counter() - began) * 1000, pending.messages, len(pending.places))

    def _message(self, fragment: str, trigger: str | None, *, by_itself: bool) -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._script
        if not self._script:
            state.page_name = self._page
        state.fragment_id = fragment
        state.is_auto_rerun = by_itself
        state.cached_message_hashes.extend(self._cached)
        context = state.context_info
        context.timezone = "UTC"
        context.locale = "en-US"
        context.url = f"{self._url}/{self._page}"
        context.color_scheme = "light"
        state.widget_states.SetInParent()
        for widget, (name, value) in self._values.items():
            entry = state.widget_states.widgets.add(id=widget)
            if name.endswith("_array_value"):
                getattr(entry, name).SetInParent()
                getattr(entry, name).data.extend(value)
            else:
                setattr(entry, name, value)
        if trigger is not None:
            state.widget_states.widgets.add(id=trigger, trigger_value=True)
        return bytes(message.SerializeToString())

    # Receiving --------------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        assert self._socket is not None
        reason = "closed"
        try:
            async for raw in self._socket:
                message = ForwardMsg()
                message.ParseFromString(raw)
                self._take(message)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
        if self._pending is not None and not self._pending.finished.done():
            self._pending.finished.set_exception(SessionFailed(f"The connection was lost ({reason})."))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if self.heard is not None:
            self.heard(message)
        if self.awaited_after is None and self._awaited is not None and self._awaited(message):
            self.awaited_after = (time.perf_counter() - self._began) * 1000
        if self._pending is not None:
            self._pending.messages += 1
        if kind == "ref_hash":
            if known := self._cached.get(message.ref_hash):
                known.run = self._runs
            if self._pending is not None:
                self._pending.places.add(tuple(message.metadata.delta_path))
        elif message.metadata.cacheable and message.hash:
            self._cached.setdefault(message.hash, _Kept(self._runs, message.delta.fragment_id))
        if kind == "delta":
            self._take_delta(message)
        elif kind == "new_session":
            self._take_start(message)
        elif kind == "auto_rerun":
            self.repeats[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "script_finished":
            self._take_end(message)

    def _take_start(self, message: ForwardMsg) -> None:
        self._script = message.new_session.page_script_hash
        self._kept_for = message.new_session.config.max_cached_message_age
        fragments = message.metadata.run.fragment_ids
        self._full = not fragments
        if self._full:
            self.repeats = {}
        self._seen = set()
        pending = self._pending
        if pending is None:
            return
        ours = pending.fragment in fragments if pending.fragment else self._full
        # A callback may ask for a full run instead of its fragment's; from then on that run is the answer.
        if self._full or (ours and not pending.run):
            pending.run = message.metadata.run.script_run_id

    def _take_delta(self, message: ForwardMsg) -> None:
        delta = message.delta
        if delta.WhichOneof("type") != "new_element":
            return
        if self._pending is not None:
            self._pending.places.add(tuple(message.metadata.delta_path))
        kind = delta.new_element.WhichOneof("type") or "empty"
        element = getattr(delta.new_element, kind)
        if kind == "exception":
            self.exceptions.append(f"{element.type}: {element.message}"[:300])
        if kind not in _DEFAULTS:
            return
        self._seen.add(element.id)
        options = tuple(getattr(option, "content", option) for option in getattr(element, "options", ()))
        self.widgets[element.id] = Widget(element.id, kind, element.label, delta.fragment_id, options)
        default = _DEFAULTS[kind]
        if default is not None and (element.id not in self._values or element.set_value):
            value = default(element)
            if value is not None:
                self._values[element.id] = value

    def _forget(self, fragments: Collection[str]) -> None:
        """Let go of messages that were not shown for some runs, as a tab does at the end of each."""
        self._runs += 1
        for hash, kept in list(self._cached.items()):
            if (not fragments or kept.fragment in fragments) and self._runs - kept.run > self._kept_for:
                del self._cached[hash]

    def _take_end(self, message: ForwardMsg) -> None:
        early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if not early:
            self._forget(message.metadata.run.fragment_ids)
        if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and self._full:
            for gone in self.widgets.keys() - self._seen:
                del self.widgets[gone]
                self._values.pop(gone, None)
        pending = self._pending
        if pending is None or not pending.run or message.metadata.run.script_run_id != pending.run:
            return
        if early:
            pending.run = ""  # the run that answers comes next
        elif message.script_finished not in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        ):
            pending.finished.set_exception(SessionFailed("A script could not be run."))
        elif not pending.finished.done():
            pending.finished.set_result(None)
