"""The address of share links, /s/TOKEN: it is exchanged at once for a cookie, and the page lies under another address.

The token stands in the address of the first request alone. The answer to that sets a cookie that no script can read
and that goes to this one link's page only, and sends the browser on to /s/view/ID, where ID opens nothing by itself.
So the token is in no Referer (which no page of this kind sends anyway), in no address bar that somebody photographs or
copies out, and in no entry of the history that a person would see. A link that shows nothing gets the same page, status
and headers whatever the cause, after the same look into the database.
"""

from __future__ import annotations

import asyncio
import os
import re

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from readiness.context import Context, shared_context
from readiness.domain.share_link import Download, ShareLink
from readiness.queries.shares import Shared, note_use, open_link, shared
from readiness.reports import Report, render
from readiness.reports.view import ReportView
from readiness.settings import Settings
from readiness.web.limits import Limit, address_of
from readiness.web.replies import PRIVATE, file_reply, plainly
from readiness.web.share_page import share_page
from readiness.web.share_reply import HEADERS, closed_page, waiting_page

COOKIE_SECONDS = 8 * 3600
"""How long a browser may read on without opening the link anew; a link that ends before shows nothing from then on."""
LONGEST_TOKEN = 200
SENTENCE_MARKS = "/.,;:!?)>]\"'”’"
"""What writing about a link may leave at its end."""

_ID = re.compile(r"[0-9a-f]{1,64}")
_wrong = Limit(20, within=60, wait=60)
_one_report = asyncio.Semaphore(1)
"""A report takes a processor for a while; whoever has a link must not be able to take all of them."""


def context() -> Context:
    """The process's one context; nobody is named, since reading changes nothing."""
    return shared_context(Settings.from_environment(os.environ))


async def exchange(request: Request) -> Response:
    """Take the token out of the address: a cookie for it, and on to the page."""
    if wait := _wrong.waits(address_of(request)):
        return waiting_page(wait)
    token = request.path_params["token"].rstrip(SENTENCE_MARKS)
    link = await asyncio.to_thread(_open, token)
    if link is None:
        return _nothing(request)
    page = f"{request.scope.get('root_path', '').rstrip('/')}/view/{link.id}"
    answer = RedirectResponse(page, status_code=303, headers={**PRIVATE, **HEADERS})
    answer.set_cookie(
        _cookie(link.id),
        token,
        max_age=COOKIE_SECONDS,
        path=page,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


async def view(request: Request) -> Response:
    """The page of a link, for a browser that has opened it."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    answer = await asyncio.to_thread(lambda: share_page(found, _report_view(found)))
    if request.method == "GET":
        answer.background = BackgroundTask(note_use, context(), found.link)  # counted after it was answered
    return answer


async def report(request: Request) -> Response:
    """A report of what the link shows, where the link offers it."""
    found = await _found(request)
    if isinstance(found, Response):
        return found
    asked = request.path_params["format"]
    format = next((one for one in found.link.shows.downloads if one == asked), None)
    if format is None:
        return closed_page()
    async with _one_report:
        made = await asyncio.to_thread(_report, found, format)
    return file_reply(made.content, made.file_name, made.media_type, headers=HEADERS)


async def _found(request: Request) -> Shared | Response:
    """What the cookie of the link opens, or the page that says that there is nothing."""
    if wait := _wrong.waits(address_of(request)):
        return waiting_page(wait)
    id = request.path_params["id"]
    token = request.cookies.get(_cookie(id), "") if _ID.fullmatch(id) else ""
    if not token:  # a page that was left open for long, or an address that was handed on without its link
        return closed_page()
    link = await asyncio.to_thread(_open, token)
    found = await asyncio.to_thread(shared, context(), link) if link is not None and link.id == id else None
    return found if found is not None else _nothing(request)


def _nothing(request: Request) -> Response:
    """Say that there is nothing, and count the try."""
    _wrong.failed(address_of(request))
    return closed_page()


def _open(token: str) -> ShareLink | None:
    return open_link(context(), token[:LONGEST_TOKEN])


def _cookie(id: str) -> str:
    """One cookie a link: two links that are open side by side must not take each other's."""
    return f"readiness_share_{id}"


def _report_view(found: Shared) -> ReportView:
    from readiness.reports.from_document import report_view  # loaded when the first page is asked for

    return context().store.memory.get(("shared view", found.key), lambda: report_view(found.document))


def _report(found: Shared, format: Download) -> Report:
    made = render(found.document, format)
    if format == "json" and found.text is not None:  # the text as it was frozen, with the SHA-256 that seals it
        return Report(found.text.encode("utf-8"), made.file_name, made.media_type)
    return made


def routes() -> list[BaseRoute]:
    """The routes of share links, in the order in which they are tried."""
    return [
        Mount(
            "/s",
            routes=[
                Route("/view/{id}", plainly(view), methods=["GET"]),
                Route("/view/{id}/{format}", plainly(report), methods=["GET"]),
                Route("/{token:path}", plainly(exchange), methods=["GET"]),
            ],
        )
    ]
