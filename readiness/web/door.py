"""The door of the first port: under which names it answers, and who must show the facilitator's key.

On a laptop the port listens on the machine itself alone, and only a foreign name is refused. Whoever comes from
elsewhere (the port was set to listen on a network, the program is hosted, or a proxy hands the request on) must show
the key for every page, websocket and download. Light routes stay open: they have tokens and codes of their own.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from readiness.settings import NetworkSettings
from readiness.web.hosts import address_in, host_name, is_loopback, is_own_name
from readiness.web.key import PARAMETER, Key, KeyDesk, page
from readiness.web.replies import sentence

OPEN_PATHS = frozenset({"/healthz", "/_stcore/health"})
"""What a supervisor asks; the answer says nothing but that the program is there."""

FOREIGN_NAME = (
    "This program is not known under the name in your address bar. Nothing was shown. On the machine that it runs on, "
    "open it as http://localhost. Where it is hosted, whoever runs it sets READINESS_PUBLIC_ADDRESS to its address."
)
KEY_NEEDED = "Opening this from another computer needs the key that was printed when the program was started."

_FORWARDED = frozenset((b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"))


class Door:
    """Plain ASGI middleware for http and websockets of the first port."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        option: Callable[[str], Any],
        network: NetworkSettings,
        key: Key,
        light: Sequence[BaseRoute] = (),
    ) -> None:
        self._app = app
        self._option = option
        self._network = network
        self._bound_elsewhere: bool | None = None
        self._light = tuple(light)
        self._public_name = host_name(network.public_host)
        self._desk = KeyDesk(key, self._public_name if network.public_address.startswith("https:") else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on, or say why not."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope, receive)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, scope: Scope, receive: Receive) -> Response | None:
        headers = Headers(scope=scope)
        elsewhere = self._from_elsewhere(scope)
        offered = _take_key(scope)
        if not self._known(host_name(headers.get("host", "")), elsewhere) or not self._same_origin(scope, headers):
            return sentence(FOREIGN_NAME, 421)
        if scope["type"] == "http" and offered is not None:
            request = Request(scope, receive)
            if not elsewhere:  # nothing is asked for here, so the address is only cleaned
                return Response(status_code=303, headers={"location": _onward(scope), "cache-control": "no-store"})
            return self._desk.try_key(request, offered, _onward(scope))
        if not elsewhere or self._open_to_all(scope):
            return None
        request = Request({**scope, "type": "http", "method": scope.get("method", "GET")}, receive)
        if self._desk.knows(request, cookie_parser(headers.get("cookie", ""))):
            return None
        self._desk.key.say_once(self._network.public_address or _served_at(scope))
        if scope["type"] == "http" and scope["path"] == "/key" and scope["method"] == "POST":
            return await self._desk.form(request)
        if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            return page(_onward(scope))
        return sentence(KEY_NEEDED, 401)

    def _from_elsewhere(self, scope: Scope) -> bool:
        if self._bound_elsewhere is None:  # the server's options are settled by the first request
            self._bound_elsewhere = bool(self._network.public_address) or bound_elsewhere(self._option)
        if self._bound_elsewhere:
            return True
        # Another server may have started the application on a port that the option knows nothing of.
        here = address_in(str((scope.get("server") or ("",))[0] or ""))
        return (here is not None and not here.is_loopback) or any(name in _FORWARDED for name, _ in scope["headers"])

    def _known(self, name: str, elsewhere: bool) -> bool:
        return is_loopback(name) or (name != "" and name == self._public_name) or (elsewhere and is_own_name(name))

    def _same_origin(self, scope: Scope, headers: Headers) -> bool:
        """A page of another origin may follow a link to here, but may not open a websocket."""
        origin = headers.get("origin")
        if scope["type"] == "http" or origin is None:
            return True
        return urlsplit(origin).netloc.lower() in (headers.get("host", "").lower(), self._network.public_host or None)

    def _open_to_all(self, scope: Scope) -> bool:
        if scope["type"] != "http":
            return False
        return scope["path"] in OPEN_PATHS or any(route.matches(scope)[0] != Match.NONE for route in self._light)


def bound_elsewhere(option: Callable[[str], Any]) -> bool:
    """Whether the first port was set to listen on more than the machine itself; without an address it does."""
    address = str(option("server.address") or "")
    return not is_loopback(address.strip("[]").lower())


def _served_at(scope: Scope) -> str:
    """The address of this machine that was asked; never what the Host header claims, since a key goes with it."""
    host, port = scope.get("server") or ("localhost", None)
    numbers = f"[{host}]" if ":" in host else host
    return f"http://{numbers}:{port}" if port else f"http://{numbers}"


def _take_key(scope: Scope) -> str | None:
    """Take the key out of the request, so that neither a log nor a page further on ever sees it."""
    if scope["type"] != "http" or PARAMETER.encode() not in scope["query_string"]:
        return None
    pairs: list[tuple[str, str]] = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    offered: list[str] = [value for name, value in pairs if name == PARAMETER]
    if not offered:
        return None
    scope["query_string"] = urlencode([pair for pair in pairs if pair[0] != PARAMETER]).encode("ascii")
    return offered[-1]


def _onward(scope: Scope) -> str:
    """The address of this request within the program, as a browser would ask for it again."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = "/" + raw.decode("latin-1").partition("?")[0].lstrip("/").replace("\\", "%5C")
    query: str = scope["query_string"].decode("latin-1")
    return path + (f"?{query}" if query else "")
