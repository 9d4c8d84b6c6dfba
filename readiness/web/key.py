"""The program's key: what whoever comes from elsewhere must show before any page opens; and the page that asks."""

import hashlib
import hmac
import secrets
import sys
import threading
from dataclasses import dataclass, field
from typing import TextIO
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from readiness.hypertext import element, lone
from readiness.web.light_page import page_reply
from readiness.web.limits import Limit, address_of
from readiness.web.replies import PRIVATE

PARAMETER = "program-key"
"""The name of the key in an address; it is taken out again before anything else sees the address."""

HEADER = "x-readiness-key"
"""A proxy that knows who signed in may send the key in this header, so that nobody has to type it."""

COOKIE_SECONDS = 30 * 24 * 3600
LONGEST_FORM = 4096
"""Bytes of the form with the key; nothing longer is read."""

WRONG = "That is not the key. Nothing was opened. Copy it as it was printed when the program was started."


@dataclass
class Key:
    """One key for one run of the program, or the one that was set; it is shown once and never logged."""

    text: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    given: bool = False
    """Whether somebody set it; then it is known and not printed."""
    _said: bool = False
    _saying: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def opens(self, offered: str) -> bool:
        """Whether this is the key; takes as long for a near miss as for nonsense."""
        return hmac.compare_digest(_digest(offered), _digest(self.text))

    @property
    def proof(self) -> str:
        """What a browser keeps instead of the key: it opens this program too, but tells nobody the key."""
        return hmac.new(self.text.encode(), b"readiness cookie", hashlib.sha256).hexdigest()

    def proven(self, cookie: str) -> bool:
        """Whether a cookie holds the proof."""
        return hmac.compare_digest(_digest(cookie), _digest(self.proof))

    def say_once(self, *addresses: str, stream: TextIO | None = None) -> None:
        """Print the key to the terminal, the first time this is called; `addresses` are where browsers may go."""
        with self._saying:
            if self._said:
                return
            self._said = True
        lines = ["This program can be reached from other computers. Whoever opens its pages needs the program's key."]
        if self.given:
            lines.append("It is the one that READINESS_KEY holds.")
        else:
            lines += [f"The key: {self.text}", "A browser that opens one of these addresses once need not type it:"]
            lines += [f"  {self.in_address(address)}" for address in addresses]
        print_to = stream or sys.stderr
        print_to.write("\n" + "".join(f"  {line}\n" for line in lines) + "\n")
        print_to.flush()

    def in_address(self, address: str) -> str:
        """The address that carries the key, for a browser's first visit."""
        return f"{address.rstrip('/')}/?{urlencode({PARAMETER: self.text})}"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class KeyDesk:
    """Asks for the key, and gives a cookie to whoever shows it."""

    def __init__(self, key: Key, encrypted_name: str = "") -> None:
        self.key = key
        self._encrypted_name = encrypted_name
        """The name under which a proxy encrypts, even if it does not say so to this program."""
        self._limit = Limit(10, within=60, wait=60)

    def cookie_name(self, request: Request) -> str:
        """Cookies do not know ports, so two programs on one machine would take each other's."""
        return f"readiness_key_{request.url.port or 'web'}"

    def knows(self, request: Request, cookies: dict[str, str]) -> bool:
        """Whether the request shows the key, or the cookie that came of it."""
        header = request.headers.get(HEADER)
        if header is not None and self.key.opens(header):
            return True
        return self.key.proven(cookies.get(self.cookie_name(request), ""))

    def try_key(self, request: Request, offered: str, onward: str) -> Response:
        """Let in whoever shows the key: a cookie, and on to `onward`, which is an address within the program."""
        wait = self._limit.waits(address_of(request))
        if wait:
            refusal = f"Too many wrong keys. Nothing was opened. Wait {wait} seconds, then try again."
            return page(onward, refusal, status=429, headers={"retry-after": str(wait)})
        if not self.key.opens(offered):
            self._limit.failed(address_of(request))
            return page(onward, WRONG)
        answer = RedirectResponse(onward, status_code=303, headers={**PRIVATE, "referrer-policy": "no-referrer"})
        answer.set_cookie(
            self.cookie_name(request),
            self.key.proof,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https" or request.url.hostname == self._encrypted_name,
        )
        return answer

    async def form(self, request: Request) -> Response:
        """What the page with the field sends."""
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LONGEST_FORM:
            return page("/", WRONG)
        async with request.form(max_files=0, max_fields=4) as form:
            return self.try_key(request, str(form.get("key", "")).strip(), within(str(form.get("onward", "/"))))


def within(address: str) -> str:
    """The address if it stays within this program, else its first page."""
    stays = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if stays else "/"


def page(onward: str, trouble: str = "", *, status: int = 401, headers: dict[str, str] | None = None) -> HTMLResponse:
    """The page that asks for the key; `onward` is where its reader wanted to go."""
    return page_reply(
        "Readiness: key needed",
        element(
            "main",
            element("h1", "Readiness"),
            element("p", trouble, class_="wrong", role="alert") if trouble else None,
            element(
                "p",
                "You are opening this program from another computer, or under its public address. It needs the key "
                "that was printed in the terminal when the program was started.",
            ),
            element(
                "form",
                lone("input", type="hidden", name="onward", value=onward),
                element("label", "Key", for_="key"),
                lone("input", id="key", name="key", type="password", required="", autocomplete="current-password"),
                element("button", "Open", type="submit"),
                method="post",
                action="/key",
            ),
        ),
        style="key.css",
        status=status,
        headers=headers,
    )
