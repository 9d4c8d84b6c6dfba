"""The way in for phones: the code, who somebody is, their personal link, and coming back to their seat."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from readiness.commands import participants
from readiness.commands.facilitators import plain_code
from readiness.commands.participants import Independence
from readiness.errors import Invalid, NameTaken, NotFound, ReadinessError, Waiting
from readiness.queries.phones import Joining as Door
from readiness.queries.phones import joining
from readiness.web import phone_forms
from readiness.web.light_requests import read_form
from readiness.web.limits import Limit, address_of
from readiness.web.phone_forms import INDEPENDENCE, Joining
from readiness.web.phone_requests import NEW_SEAT, PLAIN, SEAT, base_of, context, set_cookie, take_seat
from readiness.web.replies import PRIVATE

logger = logging.getLogger("readiness")

wrong_codes = Limit(10, within=60, wait=60)
"""Ten wrong codes or seats from one address within a minute, and it waits for a minute."""


async def type_code(request: Request) -> Response:
    """Ask for the code: /w. Somebody with a seat goes there, unless they ask to join anew."""
    base = base_of(request)
    if code := request.query_params.get("code", ""):
        plain = "".join(letter for letter in plain_code(code[:40]) if letter.isalnum())
        return RedirectResponse(f"{base}/w/{plain}" if plain.isascii() and plain else f"{base}/w?new=1", 303)
    if SEAT in request.cookies and "new" not in request.query_params:
        return RedirectResponse(f"{base}/w/me", 303)
    return phone_forms.code_page(base)


async def join_form(request: Request) -> Response:
    """Ask who somebody is: /w/{code}. Somebody with a seat in this very workshop goes there instead."""
    base = base_of(request)
    if request.path_params["code"] in ("vote", "propose", "rejoin"):  # a form's address, typed or loaded again
        return RedirectResponse(f"{base}/w/me", 303)
    door = await _door(request)
    if isinstance(door, Response):
        return door
    token = request.cookies.get(SEAT, "")
    if token and "new" not in request.query_params and await asyncio.to_thread(_sits_in, token, door.workshop_id):
        return RedirectResponse(f"{base}/w/me", 303)
    return _form(request, door, Joining(once=secrets.token_urlsafe(24)))


def _form(request: Request, door: Door, said: Joining, *, status: int = 200) -> Response:
    return phone_forms.join_page(
        base_of(request),
        door.code,
        door.initiative,
        door.anonymity,
        said,
        plain=PLAIN in request.cookies,
        status=status,
    )


async def join(request: Request) -> Response:
    """Take a seat: POST /w/{code}/join."""
    form = await read_form(request)
    door = await _door(request)
    if isinstance(door, Response):
        return door
    base = base_of(request)
    said = _said(form)
    if said.independence not in INDEPENDENCE:
        said = _with(said, "Say with one tap whether you are independent; you may also rather not say.")
        return _form(request, door, said, status=422)
    person = door.person_named(said.name)
    if person and form.get("person") not in ("yes", "no") and "another" not in form:
        return phone_forms.person_page(base, door.code, door.initiative, door.anonymity, said)
    take = participants.join_as_another if form.get("another") == "1" else participants.join
    try:
        joined = await asyncio.to_thread(
            take,
            context(),
            door.code,
            name=said.name,
            role=said.role,
            independence=cast(Independence, said.independence),
            person=person if form.get("person") == "yes" else None,
            observer=said.observer,
            double_click_id=said.once,
        )
    except NameTaken:
        return phone_forms.taken_page(base, door.code, door.initiative, said)
    except Invalid as error:
        return _form(request, door, _with(said, str(error)), status=422)
    answer = RedirectResponse(f"{base}/w/me", 303, headers=dict(PRIVATE))
    take_seat(request, answer, joined.token)
    set_cookie(request, answer, NEW_SEAT, "1", 600)
    return answer


async def rejoin(request: Request) -> Response:
    """Ask the facilitator to be let back to one's seat: POST /w/rejoin."""
    form = await read_form(request)
    door = await _door(request, form.get("code", ""))
    if isinstance(door, Response):
        return door
    _, token = await asyncio.to_thread(participants.ask_rejoin, context(), door.code, form.get("name", ""))
    answer = RedirectResponse(f"{base_of(request)}/w/me", 303, headers=dict(PRIVATE))
    take_seat(request, answer, token)
    return answer


async def open_seat(request: Request) -> Response:
    """A personal link: GET /w/seat/{token} puts the token into the cookie and leaves it out of every later address."""
    if wait := wrong_codes.waits(address_of(request)):
        return _wait(request, wait)
    token = request.path_params["token"]
    try:
        await asyncio.to_thread(participants.participant_of, context(), token)
    except Waiting:
        pass
    except NotFound:
        wrong_codes.failed(address_of(request))
        raise
    answer = RedirectResponse(f"{base_of(request)}/w/me", 303, headers={**PRIVATE, "referrer-policy": "no-referrer"})
    take_seat(request, answer, token)
    return answer


async def _door(request: Request, code: str = "") -> Door | Response:
    """The workshop that a code opens; a page that says why it does not, or how long to wait after wrong ones."""
    base = base_of(request)
    if wait := wrong_codes.waits(address_of(request)):
        return _wait(request, wait)
    typed = code or request.path_params["code"]
    try:
        door = await asyncio.to_thread(joining, context(), plain_code(typed[:40]))
    except NotFound as error:
        logger.warning("Refused at a workshop: a wrong code.")
        if wait := wrong_codes.failed(address_of(request)):
            return _wait(request, wait)
        return phone_forms.code_page(base, code=typed[:12], wrong=str(error), status=404)
    if door.closed:
        return phone_forms.plain_page(
            base,
            "The workshop is over",
            "This workshop is closed, so nobody can join any more. The facilitator has the result.",
            status=410,
        )
    return door


def _wait(request: Request, seconds: int) -> Response:
    answer = phone_forms.plain_page(
        base_of(request),
        "Please wait",
        f"There were too many wrong codes from your network. Try again in {seconds} seconds. "
        "Nothing you typed just now was looked at.",
        status=429,
    )
    answer.headers["retry-after"] = str(seconds)
    return answer


def _sits_in(token: str, workshop_id: str) -> bool:
    try:
        return participants.participant_of(context(), token)[0] == workshop_id
    except Waiting:
        return True
    except ReadinessError:
        return False


def _said(form: dict[str, str]) -> Joining:
    return Joining(
        name=" ".join(form.get("name", "").split()),
        role=" ".join(form.get("role", "").split()),
        independence=form.get("independence", ""),
        observer=form.get("observer") == "1",
        once=form.get("once", ""),
    )


def _with(said: Joining, wrong: str) -> Joining:
    return Joining(said.name, said.role, said.independence, said.observer, said.once, wrong)
