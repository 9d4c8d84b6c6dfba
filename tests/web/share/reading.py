"""Somebody who reads share links: their browser, the links made for them, and what they make of an answer."""

import asyncio
import html
import re
from datetime import timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from readiness.commands.shares import create_share_link
from readiness.context import Context
from readiness.domain.share_link import DOWNLOADS, Shows
from readiness.web import share
from readiness.web.headers import SecurityHeaders

CRITERION = "data.source_mapping"
EVERYTHING = Shows(evidence=True, names=True, plans=True, downloads=DOWNLOADS)
HOSTILE = '<script>alert("1")</script>'


def make(
    context: Context,
    initiative: str,
    shows: Shows = Shows(),  # noqa: B008
    *,
    snapshot: int | None = 1,
    live: bool = False,
    days: int = 9,
) -> str:
    """A new link's token."""
    until = context.today() + timedelta(days=days)
    number = None if live else snapshot
    return create_share_link(context, initiative, snapshot=number, live=live, until=until, shows=shows).token


class Browser:
    """A browser with its cookies; follows where it is sent only when told to."""

    def __init__(self, address: str = "203.0.113.7", *, root_path: str = "") -> None:
        app = Starlette(routes=share.routes(), middleware=[Middleware(SecurityHeaders)])
        self._transport = httpx.ASGITransport(
            app, raise_app_exceptions=False, client=(address, 50000), root_path=root_path
        )
        self.cookies = httpx.Cookies()

    def get(self, path: str, *, method: str = "GET", follow: bool = False) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://readiness", cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, follow_redirects=follow)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def open(self, token: str) -> httpx.Response:
        """Open a link as a person does."""
        answer = self.get(f"/s/{token}", follow=True)
        assert answer.status_code == 200, answer.text
        return answer


def words(answer: httpx.Response) -> str:
    """What a person reads: no style, no tags, in one line."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """All that an answer tells."""
    return answer.status_code, sorted(answer.headers.items()), answer.content
