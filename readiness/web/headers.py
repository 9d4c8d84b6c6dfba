"""Security headers on every answer, and the one built-in page that outsiders need not see."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # 'unsafe-inline' and 'wasm-unsafe-eval' are Streamlit's own start-up; blob: carries our own components.
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
        "form-action 'self'",
    )
)

LIGHT_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
"""For pages of our own beside Streamlit; one that carries a script or a style says so by its hash."""

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)

STRICT_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", LIGHT_CONTENT_SECURITY_POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
"""What a port says that serves nothing but light pages; the rest is as above."""

LIGHT_PATHS = ("/w", "/projector", "/s", "/download", "/evidence", "/api", "/healthz", "/key")
"""At and below these the first port answers by itself; for what it has no answer, Streamlit's page is sent."""

MISDIRECTED = 421
"""Refused before anybody looked at the path: this program's own sentence wherever it was asked."""

_HIDDEN_PATHS = frozenset({"/_stcore/metrics"})


class SecurityHeaders:
    """Plain ASGI middleware: adds the headers that a route has not set itself; websockets pass untouched."""

    def __init__(self, app: ASGIApp, *, strict: bool = False) -> None:
        self._app = app
        said = {**dict(SECURITY_HEADERS), **dict(STRICT_HEADERS if strict else ())}
        if strict:  # without encryption browsers ignore it, and complain of it on every page
            del said[b"cross-origin-opener-policy"]
        self._headers = tuple(said.items())
        self._light = tuple({**dict(SECURITY_HEADERS), **dict(STRICT_HEADERS)}.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_light = _is_light(scope["path"].removeprefix(scope.get("root_path", "").rstrip("/")))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", ())}
                own = is_light or message["status"] == MISDIRECTED
                # Streamlit's page needs its own policy; pages of ours bring theirs.
                said = self._light if own and not _is_page(message) else self._headers
                added = [(name, value) for name, value in said if name not in present]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        if scope["path"].rstrip("/") in _HIDDEN_PATHS:
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


def _is_light(path: str) -> bool:
    return any(path == light or path.startswith(f"{light}/") for light in LIGHT_PATHS)


def _is_page(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message.get("headers", ())
    )
