"""The addresses that phones open, and what somebody does at their seat: look, answer, propose an action."""

from __future__ import annotations

import asyncio
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from readiness.commands import participants
from readiness.domain.workshop import Choice
from readiness.errors import Invalid, NotAllowed, NotFound, VoteClosed
from readiness.web import phone_page
from readiness.web.light_requests import read_form
from readiness.web.phone_following import asks, events, state, try_events, view_of
from readiness.web.phone_joining import join, join_form, open_seat, rejoin, type_code
from readiness.web.phone_requests import (
    NEW_SEAT,
    PLAIN,
    SEAT,
    SEAT_SECONDS,
    base_of,
    context,
    origin_of,
    refusal,
    set_cookie,
    spoken,
    wants_json,
)
from readiness.web.phone_steps import Typed
from readiness.web.replies import PRIVATE, status_of


async def me(request: Request) -> Response:
    """The step of the room as this person may see it: GET /w/me."""
    token = request.cookies.get(SEAT, "")
    if not token:
        return RedirectResponse(f"{base_of(request)}/w?new=1", 303)
    view = await asyncio.to_thread(view_of, token)
    if PLAIN in request.cookies:
        asks(view, plain=True)
    is_new = NEW_SEAT in request.cookies
    personal = f"{origin_of(request)}{base_of(request)}/w/seat/{token}" if is_new else ""
    answer = phone_page.step_page(base_of(request), view, personal=personal, plain=PLAIN in request.cookies)
    if is_new:
        answer.delete_cookie(NEW_SEAT, path=f"{base_of(request)}/w")
    return answer


async def plain(request: Request) -> Response:
    """Choose the pages without script, or with `off` those that follow by themselves: GET /w/plain."""
    base, code = base_of(request), request.query_params.get("code", "")[:12]
    to = f"{base}/w/{code}" if code.isascii() and code.isalnum() else f"{base}/w/me"
    answer = RedirectResponse(to, 303, headers=dict(PRIVATE))
    if "off" in request.query_params:
        answer.delete_cookie(PLAIN, path=f"{base}/w")
    else:
        set_cookie(request, answer, PLAIN, "1", SEAT_SECONDS)
    return answer


async def vote(request: Request) -> Response:
    """Answer, or change the answer: POST /w/vote."""
    token = request.cookies.get(SEAT, "")
    form = await read_form(request)
    typed = Typed(form.get("choice", ""), form.get("reason", ""), form.get("evidence", ""))
    number = form.get("round", "")
    try:
        sent = participants.send_vote(
            context(),
            token,
            criterion=form.get("criterion", ""),
            round=int(number) if number.isdecimal() and len(number) < 6 else 0,
            choice=cast(Choice, typed.choice),
            reason=typed.reason,
            evidence=typed.evidence,
            seat=form.get("seat", ""),
        )
        receipt = await asyncio.wrap_future(sent)
    except (Invalid, VoteClosed) as error:
        if wants_json(request):
            return refusal(error, moved=isinstance(error, VoteClosed))
        view = await asyncio.to_thread(view_of, token)
        typed = Typed(typed.choice, typed.reason, typed.evidence, wrong=str(error))
        return phone_page.step_page(
            base_of(request), view, typed=typed, status=status_of(error), plain=PLAIN in request.cookies
        )
    if wants_json(request):
        return JSONResponse({"ok": True, "at": receipt.at.isoformat()}, headers=dict(PRIVATE))
    return RedirectResponse(f"{base_of(request)}/w/me", 303, headers=dict(PRIVATE))


async def propose(request: Request) -> Response:
    """Propose an action: POST /w/propose."""
    token = request.cookies.get(SEAT, "")
    form = await read_form(request)
    try:
        await asyncio.to_thread(
            lambda: participants.propose(
                context(),
                token,
                criterion=form.get("criterion", ""),
                text=form.get("text", ""),
                owner=form.get("owner", ""),
            )
        )
    except Invalid as error:
        view = await asyncio.to_thread(view_of, token)
        typed = Typed(wrong=str(error))
        return phone_page.step_page(
            base_of(request), view, typed=typed, status=status_of(error), plain=PLAIN in request.cookies
        )
    return RedirectResponse(f"{base_of(request)}/w/me", 303, headers=dict(PRIVATE))


async def not_from_a_phone(request: Request) -> Response:
    """Whatever else a phone sends: steps of the workshop are taken on the board, by who has the key."""
    raise NotAllowed("Only a facilitator can do that, on the board. Nothing was changed.")


async def nothing_here(request: Request) -> Response:
    """An address below /w that nobody has."""
    raise NotFound("There is nothing at this address. Type the code that the screen shows.")


def routes() -> list[BaseRoute]:
    """The addresses of phones, in the order in which they are tried."""
    return [
        Route("/w", spoken(type_code), methods=["GET"]),
        Route("/w/", spoken(type_code), methods=["GET"]),
        Route("/w/me", spoken(me), methods=["GET"]),
        Route("/w/state", spoken(state), methods=["GET"]),
        Route("/w/events", spoken(events), methods=["GET"]),
        Route("/w/try", spoken(try_events), methods=["GET"]),
        Route("/w/plain", spoken(plain), methods=["GET"]),
        Route("/w/vote", spoken(vote), methods=["POST"]),
        Route("/w/propose", spoken(propose), methods=["POST"]),
        Route("/w/rejoin", spoken(rejoin), methods=["POST"]),
        Route("/w/seat/{token}", spoken(open_seat), methods=["GET"]),
        Route("/w/{code}/join", spoken(join), methods=["POST"]),
        Route("/w/{code}", spoken(join_form), methods=["GET"]),
        Route("/w/{rest:path}", spoken(not_from_a_phone), methods=["POST", "PUT", "PATCH", "DELETE"]),
        Route("/w/{rest:path}", spoken(nothing_here), methods=["GET"]),
    ]
