"""The sentence on Streamlit's own pages where their websocket does not come through; they would say nothing of it."""

from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = (Path(__file__).parent / "static" / "connection.js").read_bytes()
_ROOT, _END = b'<div id="root"', b"</body>"
_CONDITIONS = frozenset((b"if-none-match", b"if-modified-since", b"accept-encoding"))
"""What would make Streamlit answer with less than the page, or with one that cannot be written into."""


class ConnectionNotice:
    """ASGI middleware, the innermost: writes a small script of ours into Streamlit's first page, and nothing else.

    The page is the same for everybody and holds nothing of anybody. `own` are the program's own routes, which are left
    alone.
    """

    def __init__(self, app: ASGIApp, *, own: Sequence[BaseRoute] = ()) -> None:
        self._app = app
        self._own = tuple(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on; a page that is opened gets the script."""
        if not self._is_page(scope):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        held = bytearray()

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            held.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            body = _written_into(bytes(held))
            MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
        await self._app({**scope, "headers": headers}, receive, send_on)

    def _is_page(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return False
        return all(route.matches(scope)[0] == Match.NONE for route in self._own)


def _is_html(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


def _written_into(page: bytes) -> bytes:
    """The page with the script at its end; as it is where it is not the page that Streamlit starts with."""
    place = page.rfind(_END)
    if _ROOT not in page or place < 0:
        return page
    return page[:place] + b"<script>" + _SCRIPT + b"</script>" + page[place:]
