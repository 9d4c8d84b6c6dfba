"""Lets streams end when their server does: an open stream would otherwise keep a server from stopping for ever."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class EndsWithServer:
    """ASGI middleware: once `ending` is set, whoever sends events over a stream hears that the other side has gone.

    The stream is completed, so that a phone sees one that ended and not one that broke. Files are sent to their end.
    """

    def __init__(self, app: ASGIApp, ending: asyncio.Event) -> None:
        self._app = app
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on; only a GET can be a stream of events, so nothing else pays for this."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        streaming = asyncio.Event()
        over = False

        async def send_on(message: Message) -> None:
            nonlocal over
            if message["type"] == "http.response.start" and _is_event_stream(message):
                streaming.set()
            over = over or (message["type"] == "http.response.body" and not message.get("more_body", False))
            await send(message)

        async def stream_must_end() -> None:
            await streaming.wait()
            await self._ending.wait()

        async def receive_or_end() -> Message:
            heard = asyncio.ensure_future(receive())
            ended = asyncio.ensure_future(stream_must_end())
            try:
                await asyncio.wait((heard, ended), return_when=asyncio.FIRST_COMPLETED)
                return heard.result() if heard.done() else {"type": "http.disconnect"}
            finally:
                heard.cancel()
                ended.cancel()

        await self._app(scope, receive_or_end, send_on)
        if self._ending.is_set() and streaming.is_set() and not over:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_event_stream(message: Message) -> bool:
    headers = dict(message.get("headers", ()))
    return bool(headers.get(b"content-type", b"").startswith(b"text/event-stream"))


@contextmanager
def told_of_signals(tell: Callable[[], object]) -> Iterator[None]:
    """While this lasts, `tell` is called when the process is asked to stop, before whoever was asked so far.

    Does nothing outside the main thread, where no signals arrive.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        tell()
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    for number, earlier in before.items():
        if callable(earlier):
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, earlier in before.items():
            if signal.getsignal(number) is stop:
                signal.signal(number, earlier)
