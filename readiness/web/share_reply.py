"""What every page of a share link is sent with, and the pages of links that show nothing."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse

from readiness.domain.wording import count_text
from readiness.hypertext import Html, element
from readiness.web.light_page import page_reply

STYLE = "share.css"
HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive", "vary": "cookie"}
"""Beside those of every light page: tell nobody where one comes from, stand in no index."""


def share_reply(title: str, main: Html, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page of a share link; `headers` beside those that all of them have."""
    return page_reply(title, main, style=STYLE, status=status, headers={**HEADERS, **(headers or {})})


def closed_page() -> HTMLResponse:
    """The one page for every link that shows nothing, whatever the cause: nothing in it tells which."""
    return share_reply(
        "Nothing to show",
        element(
            "main",
            element("h1", "There is nothing to show here"),
            element(
                "p",
                "This link may be incomplete, it may have ended, or it may have been revoked. Ask whoever sent it to "
                "you for a new one.",
            ),
            element(
                "p",
                "If it has shown you something before, open the link once more as it was sent to you. The address that "
                "your browser shows afterwards works in that browser alone and for some hours, and only where cookies "
                "are allowed.",
            ),
        ),
        status=404,
    )


def waiting_page(seconds: int) -> HTMLResponse:
    """What an address is told that tried too many links that show nothing."""
    return share_reply(
        "Please wait",
        element(
            "main",
            element("h1", "Please wait"),
            element(
                "p",
                "Too many links that show nothing were opened from where you are. Wait "
                f"{count_text(seconds, 'second')}, then try again.",
            ),
        ),
        status=429,
        headers={"retry-after": str(seconds)},
    )
