"""The second listener: a port of its own for phones, with the workshop's light routes and nothing else behind it."""

import asyncio
import errno
import os
import socket
import threading
import time
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from readiness.errors import NetworkError
from readiness.web.ending import EndsWithServer
from readiness.web.headers import SecurityHeaders
from readiness.web.hosts import OwnNamesOnly
from readiness.web.replies import sentence

Result = TypeVar("Result")

PORTS = range(8700, 8720)
"""Tried in this order where no port is prescribed."""

PATIENCE_SECONDS = 10.0
"""How long a page waits for the loop to open or close a port."""

LAST_WORD_SECONDS = 1.0
"""How long running answers may take when the listener closes; then they are cut off."""

MOST_CONNECTIONS = 2000
"""Beyond so many at once, newcomers are asked to come back; ten times the phones that the program is built for."""


@dataclass(frozen=True)
class Address:
    """Where the second listener is reached."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The beginning of every address: "http://192.168.1.5:8700"."""
        return f"http://{self.host}:{self.port}"


class Arrivals:
    """ASGI middleware that counts requests from other devices: the proof that the network lets phones through."""

    def __init__(self, app: ASGIApp, seen: "Seen") -> None:
        self._app = app
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note where a request comes from, and hand it on."""
        client, server = scope.get("client"), scope.get("server")
        if client and (not server or client[0] != server[0]):
            self._seen.requests += 1
            self._seen.last = time.monotonic()
        await self._app(scope, receive, send)


@dataclass
class Seen:
    """What has arrived at the open listener from other devices."""

    opened: float
    """When it was opened, in seconds of the monotonic clock."""
    requests: int = 0
    last: float | None = None


class _Quiet(uvicorn.Server):
    """A server beside the main one, which alone hears signals; it ends without a word in the log."""

    async def begin(self, listening: socket.socket) -> None:
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup(sockets=[listening])

    async def end(self) -> None:
        # asyncio forgets, open, a connection that it has just accepted when its server is closed; so no more are
        # accepted first, and the last ones get a turn of the loop to arrive.
        for listening in (one for server in self.servers for one in server.sockets):
            with suppress(NotImplementedError, ValueError):
                asyncio.get_running_loop().remove_reader(listening.fileno())
        await asyncio.sleep(0.02)
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        deadline = time.monotonic() + LAST_WORD_SECONDS
        while (self.server_state.connections or self.server_state.tasks) and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        for task in list(self.server_state.tasks):
            task.cancel()
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()


class Listener:
    """One port on one address of this machine, opened and closed from any thread; at most one is open at a time.

    The loop that serves it is given once, by `attach`, when the program starts.
    """

    def __init__(self, routes: Sequence[BaseRoute] = ()) -> None:
        self._routes = list(routes)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: _Quiet | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._one_at_a_time = threading.Lock()
        self._address: Address | None = None
        self._seen: Seen | None = None

    @property
    def address(self) -> Address | None:
        """Where phones are served at this moment, or None."""
        return self._address

    @property
    def seen(self) -> Seen | None:
        """What has arrived from other devices since it was opened; None while it is closed."""
        return self._seen

    def attach(self, loop: asyncio.AbstractEventLoop, routes: Sequence[BaseRoute]) -> None:
        """Say which loop serves the port, and which routes; called in the lifespan of the application."""
        self._loop = loop
        self._routes = list(routes)

    def open(self, host: str, port: int = 0) -> Address:
        """Serve on this address of the machine: on this port, or on the first of the usual ones that is free.

        What was open elsewhere is closed once the new port is had; what is open there already stays. Called from any
        thread but the loop's own. Raises NetworkError, which says whether the address or the port is the trouble;
        everything stays as it was then.
        """
        with self._one_at_a_time:
            return self._on_loop(self.opening(host, port))

    def close(self) -> None:
        """Stop serving; phones that are connected hear that the stream has ended. Closed already is fine."""
        with self._one_at_a_time:
            self._on_loop(self.closing())

    def _on_loop(self, work: Coroutine[Any, Any, Result]) -> Result:
        if self._loop is None or not self._loop.is_running():
            work.close()
            raise NetworkError("Phones cannot be served, because the program is still starting or already stopping.")
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)
        except TimeoutError:
            raise NetworkError(
                "The port for phones did not open or close in time. Nothing else was changed. Try it once more."
            ) from None

    async def opening(self, host: str, port: int = 0) -> Address:
        """The same as `open`, on the loop itself."""
        now = self._address
        if now is not None and now.host == host and port in (0, now.port):
            return now
        listening = bind(host, (port,) if port else PORTS)  # where this fails, what is open stays open
        await self.closing()
        self._seen = Seen(opened=time.monotonic())
        self._ending = asyncio.Event()
        server = _Quiet(
            uvicorn.Config(
                light_app(self._routes, self._seen, self._ending),
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=MOST_CONNECTIONS,
            )
        )
        try:
            await server.begin(listening)
        except BaseException:
            listening.close()
            raise
        self._server = server
        self._ticking = asyncio.get_running_loop().create_task(server.main_loop())
        self._address = Address(host, int(listening.getsockname()[1]))
        return self._address

    async def closing(self) -> None:
        """The same as `close`, on the loop itself."""
        server, ticking = self._server, self._ticking
        self._server = self._ticking = self._address = self._seen = None
        if server is None:
            return
        self._ending.set()
        await server.end()
        if ticking is not None:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking


def bind(host: str, ports: Iterable[int]) -> socket.socket:
    """A listening socket on the first of these ports that is free. Raises NetworkError with a sentence."""
    tried = []
    for port in ports:
        tried.append(port)
        # With the protocol named, asyncio sends small packets at once (TCP_NODELAY) on every connection.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name != "nt":  # there it would let two programs share a port
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listening.bind((host, port))
            listening.listen(2048)
            listening.setblocking(False)
            return listening
        except OSError as error:
            listening.close()
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise NetworkError(
                    f"This computer no longer has the address {host}; it may have changed networks. Choose the "
                    "network that the phones are in now."
                ) from error
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise NetworkError(
                    f"Phones cannot be served on {host}: {error.strerror or error}. Choose another network."
                ) from error
    which = f"Port {tried[0]} is" if len(tried) == 1 else f"The ports {tried[0]} to {tried[-1]} are"
    raise NetworkError(
        f"{which} in use by another program, so phones cannot be served there. Close that program, or set "
        "READINESS_WORKSHOP_PORT to a port that is free and start again."
    )


async def nothing_here(request: Request, error: Exception) -> Response:
    """Say so in a sentence; what else this program has is none of a phone's business."""
    return sentence("There is nothing at this address. Scan the code on the screen once more.", 404)


async def not_this_way(request: Request, error: Exception) -> Response:
    """An address that exists, asked for in a way that it does not answer."""
    return sentence("This address does not take what was sent. Nothing was changed.", 405)


def light_app(routes: Sequence[BaseRoute], seen: Seen, ending: asyncio.Event) -> ASGIApp:
    """The application behind the second port: the light routes under security headers, and nothing of Streamlit."""
    return Starlette(
        routes=routes,
        exception_handlers={404: nothing_here, 405: not_this_way},
        middleware=[
            Middleware(SecurityHeaders, strict=True),
            Middleware(OwnNamesOnly),
            Middleware(Arrivals, seen=seen),
            Middleware(EndsWithServer, ending=ending),
        ],
    )
