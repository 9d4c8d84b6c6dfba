"""The projector: a read-only page in big type that follows the room and holds nothing that the room may not see."""

from __future__ import annotations

import asyncio
import os

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from readiness.commands.workshops import tick
from readiness.context import Context, shared_context
from readiness.domain.wording import count_text
from readiness.errors import NotFound, ReadinessError
from readiness.hypertext import element, lone
from readiness.queries.workshop_projector import ProjectorView, projector
from readiness.queries.workshops import state_tag
from readiness.settings import Settings
from readiness.web.light_page import page_reply, sentences
from readiness.web.limits import Limit, address_of
from readiness.web.phone_following import connected
from readiness.web.projector_wall import join_address, wall
from readiness.web.replies import PRIVATE, status_of

wrong_addresses = Limit(10, within=60, wait=60)
"""Ten wrong addresses from one place within a minute, and it waits for a minute."""


def routes() -> list[BaseRoute]:
    """The addresses of the projector."""
    return [
        Route("/projector/{workshop}/{token}", page),
        Route("/projector/{workshop}/{token}/state", state),
    ]


async def page(request: Request) -> Response:
    """The whole page."""
    seen = await asyncio.to_thread(_seen, request)
    if isinstance(seen, Response):
        return seen
    view, tag = seen
    return page_reply(
        f"{view.initiative} – workshop",
        element("p", "Reconnecting …", id="line", role="status", hidden=""),
        element("main", wall(view), id="wall", data_state=str(request.url.path).rstrip("/") + "/state", data_tag=tag),
        style="projector.css",
        script="projector.js",
        body_data={"data_now": view.now.isoformat()},
        head=element("noscript", lone("meta", http_equiv="refresh", content="5")),
    )


async def state(request: Request) -> Response:
    """What the page shows now, for its script; empty where it shows that already."""
    seen = await asyncio.to_thread(_seen, request)
    if isinstance(seen, Response):
        return seen
    view, tag = seen
    headers = {**PRIVATE, "etag": f'"{tag}"'}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return JSONResponse(
        {"html": wall(view), "tag": tag, "now": view.now.isoformat(), "over": view.workshop.state == "closed"},
        headers=headers,
    )


def _seen(request: Request) -> tuple[ProjectorView, str] | HTMLResponse:
    """What the holder of this address sees, with what moves when that changes; else the page that says why not."""
    if wait := wrong_addresses.waits(address_of(request)):
        return _sorry(f"Too many wrong addresses. Try again in {count_text(wait, 'second')}.", 429)
    context, workshop = _context(), request.path_params["workshop"]
    try:
        tag = state_tag(context, workshop)
        token, near = request.path_params["token"], connected(workshop)
        view = projector(context, workshop, token, near)
        if tick(context, workshop):
            view = projector(context, workshop, token, near)
    except NotFound:
        wrong_addresses.failed(address_of(request))
        return _sorry("There is no projector page at this address. Open it anew from the facilitator's board.", 404)
    except ReadinessError as error:
        return _sorry(str(error), status_of(error))
    away = view.round.away if view.round else 0
    return view, f"{tag}-{view.workshop.version}-{away}-{join_address(view).spoken}"


def _context() -> Context:
    return shared_context(Settings.from_environment(os.environ))


def _sorry(sentence: str, status: int) -> HTMLResponse:
    return page_reply("Nothing to show", element("main", sentences(sentence)), style="projector.css", status=status)
