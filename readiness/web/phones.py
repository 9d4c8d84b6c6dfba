"""The addresses that phones open: the code, the seat, the step of the room, the answer."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from readiness.commands import participants
from readiness.commands.facilitators import plain_code
from readiness.commands.participants import Independence
from readiness.context import Context, shared_context
from readiness.domain.workshop import Choice
from readiness.errors import Invalid, NameTaken, NotAllowed, NotFound, ReadinessError, VoteClosed, Waiting
from readiness.queries.phones import Joining as Door
from readiness.queries.phones import Phones, PhoneView, joining, phones, workshop_version
from readiness.settings import NetworkSettings, Settings
from readiness.web import phone_forms, phone_page
from readiness.web.light_requests import TooLarge, read_form
from readiness.web.limits import Limit, address_of
from readiness.web.phone_forms import INDEPENDENCE, Joining
from readiness.web.phone_page import Typed
from readiness.web.replies import PRIVATE, status_of
from readiness.web.stream import MOST_STREAMS, Hub, Look, Message, hub_for, present

logger = logging.getLogger("readiness")

SEAT = "readiness_seat"
"""The cookie that holds who somebody is: a random token, of which only the hash is stored."""
NEW_SEAT = "readiness_new_seat"
"""The cookie that says that the personal link has yet to be shown."""
SEAT_SECONDS = 30 * 24 * 3600

wrong_codes = Limit(10, within=60, wait=60)
"""Ten wrong codes or seats from one address within a minute, and it waits for a minute."""

Handler = Callable[[Request], Awaitable[Response]]


def context() -> Context:
    """The process's one context; phones act as participants, never as a person at the keyboard."""
    return shared_context(
        _settings(os.environ.get("READINESS_DATABASE", ""), os.environ.get("READINESS_FRAMEWORKS", ""))
    )


@lru_cache(maxsize=4)
def _settings(database: str, frameworks: str) -> Settings:
    """Kept in mind, since finding out where a path leads costs as much as a vote."""
    return Settings.from_environment({"READINESS_DATABASE": database, "READINESS_FRAMEWORKS": frameworks})


# The way in -----------------------------------------------------------------------------------------------------------


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
    return phone_forms.join_page(
        base, door.code, door.initiative, door.anonymity, Joining(once=secrets.token_urlsafe(24))
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
        return phone_forms.join_page(base, door.code, door.initiative, door.anonymity, said, status=422)
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
        return phone_forms.join_page(
            base, door.code, door.initiative, door.anonymity, _with(said, str(error)), status=422
        )
    answer = RedirectResponse(f"{base}/w/me", 303, headers=dict(PRIVATE))
    _seat(request, answer, joined.token)
    _cookie(request, answer, NEW_SEAT, "1", 600)
    return answer


async def rejoin(request: Request) -> Response:
    """Ask the facilitator to be let back to one's seat: POST /w/rejoin."""
    form = await read_form(request)
    door = await _door(request, form.get("code", ""))
    if isinstance(door, Response):
        return door
    _, token = await asyncio.to_thread(participants.ask_rejoin, context(), door.code, form.get("name", ""))
    answer = RedirectResponse(f"{base_of(request)}/w/me", 303, headers=dict(PRIVATE))
    _seat(request, answer, token)
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
    _seat(request, answer, token)
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


# At the seat ----------------------------------------------------------------------------------------------------------


async def me(request: Request) -> Response:
    """The step of the room as this person may see it: GET /w/me."""
    token = request.cookies.get(SEAT, "")
    if not token:
        return RedirectResponse(f"{base_of(request)}/w?new=1", 303)
    view = await asyncio.to_thread(view_of, token)
    is_new = NEW_SEAT in request.cookies
    personal = f"{_origin(request)}{base_of(request)}/w/seat/{token}" if is_new else ""
    answer = phone_page.step_page(base_of(request), view, personal=personal)
    if is_new:
        answer.delete_cookie(NEW_SEAT, path=f"{base_of(request)}/w")
    return answer


async def state(request: Request) -> Response:
    """The same for the page's script: GET /w/state, empty where the phone has it already."""
    view = await asyncio.to_thread(view_of, request.cookies.get(SEAT, ""))
    _asked[view.workshop.id, view.participant.id] = time.monotonic()
    etag = f'"{phone_page.tag(view)}"'
    headers = {**PRIVATE, "etag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return JSONResponse({"html": phone_page.step(base_of(request), view), **_around(view)}, headers=headers)


async def events(request: Request) -> Response:
    """Every step of the room as it happens: GET /w/events."""
    token = request.cookies.get(SEAT, "")
    workshop_id, person = await asyncio.to_thread(participants.participant_of, context(), token)
    followed = hub()
    if followed.count >= MOST_STREAMS:
        return _sentence("Too many phones listen at once. This one asks every two seconds instead.", 503)
    return StreamingResponse(
        followed.follow(workshop_id, Seated(base_of(request), person.id, token)),
        media_type="text/event-stream",
        headers={**PRIVATE, "cache-control": "no-store, no-transform", "x-accel-buffering": "no"},
    )


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
        )
        receipt = await asyncio.wrap_future(sent)
    except (Invalid, VoteClosed) as error:
        if wants_json(request):
            return _refusal(error, moved=isinstance(error, VoteClosed))
        view = await asyncio.to_thread(view_of, token)
        typed = Typed(typed.choice, typed.reason, typed.evidence, wrong=str(error))
        return phone_page.step_page(base_of(request), view, typed=typed, status=status_of(error))
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
        return phone_page.step_page(base_of(request), view, typed=Typed(wrong=str(error)), status=status_of(error))
    return RedirectResponse(f"{base_of(request)}/w/me", 303, headers=dict(PRIVATE))


async def not_from_a_phone(request: Request) -> Response:
    """Whatever else a phone sends: steps of the workshop are taken on the board, by who has the key."""
    raise NotAllowed("Only a facilitator can do that, on the board. Nothing was changed.")


async def nothing_here(request: Request) -> Response:
    """An address below /w that nobody has."""
    raise NotFound("There is nothing at this address. Type the code that the screen shows.")


def view_of(token: str) -> PhoneView:
    """What the holder of a token sees now. Raises NotFound, NotAllowed, Waiting."""
    here = context()
    workshop_id, person = participants.participant_of(here, token)
    return phones(here, workshop_id).of(person.id, token)


def _around(view: PhoneView) -> dict[str, object]:
    """What the page's script is told beside the step itself."""
    return {
        "step": phone_page.step_name(view),
        "tag": phone_page.tag(view),
        "now": view.now.isoformat(),
        "over": phone_page.is_over(view),
    }


# The stream -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seated:
    """Who follows a workshop on a phone."""

    base: str
    participant: str
    token: str


class Workshops:
    """Where the hub reads workshops."""

    def version(self, workshop: str) -> Hashable:
        """Counts up with every step."""
        return workshop_version(context(), workshop)

    def look(self, workshop: str) -> Look:
        """One read for all phones."""
        return _Look(phones(context(), workshop))


class _Look:
    """One moment of a workshop; what is the same for many phones is drawn once."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones
        self._drawn: dict[Hashable, str] = {}

    def mark(self, who: Hashable) -> Hashable:
        assert isinstance(who, Seated)
        return self._phones.mark(who.participant)

    def message(self, who: Hashable) -> Message:
        assert isinstance(who, Seated)
        view = self._phones.of(who.participant, who.token)
        if view.participant.removed_at is not None:
            return Message(b"event: gone\ndata:\n\n", last=True)
        same = (who.base, phone_page.alike(view))
        drawn = self._drawn.get(same)
        if drawn is None:
            drawn = self._drawn[same] = json.dumps(phone_page.step(who.base, view))
        rest = json.dumps(_around(view))
        return Message(f'event: step\ndata: {{"html": {drawn}, {rest[1:]}\n\n'.encode(), last=phone_page.is_over(view))


def hub() -> Hub:
    """The running loop's hub."""
    return hub_for(Workshops, context().store.notices)


ASKED_SECONDS = 10.0
"""Somebody whose phone asks by itself, for want of a stream, counts as connected for so long after each time."""

_asked: dict[tuple[str, str], float] = {}
"""When a phone asked by itself for the last time, by workshop and participant."""


def connected(workshop_id: str) -> frozenset[str]:
    """Ids of the participants whose phones are with us at this moment; may be asked from any thread.

    A phone that is locked, or out of reach, or works without script is not among them: nothing is known of it.
    """
    since = time.monotonic() - ASKED_SECONDS
    for key, asked in tuple(_asked.items()):
        if asked < since:
            _asked.pop(key, None)
    following = present(workshop_id, context().store.notices)
    return frozenset(who.participant for who in following if isinstance(who, Seated)) | frozenset(
        participant for workshop, participant in tuple(_asked) if workshop == workshop_id
    )


# Around every request -------------------------------------------------------------------------------------------------


def base_of(request: Request) -> str:
    """What stands before every path where the program is served below one."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def wants_json(request: Request) -> bool:
    """Whether the page's script asks, and not a plain form."""
    return "application/json" in request.headers.get("accept", "")


def spoken(handler: Handler) -> Handler:
    """A handler whose failures are pages, or sentences for the script."""

    async def answer(request: Request) -> Response:
        name = getattr(handler, "__name__", "")
        try:
            return await handler(request)
        except Waiting as error:
            if wants_json(request):
                return _refusal(error)
            return phone_forms.asked_page(base_of(request), str(error))
        except ReadinessError as error:
            # Neither the address nor the sentence: one may hold a token, the other what somebody typed.
            logger.warning("Refused a phone (%s): %s.", name, type(error).__name__)
            status = 413 if isinstance(error, TooLarge) else status_of(error)
            if wants_json(request):
                return _refusal(error, status=status)
            title = "You are not in the workshop" if isinstance(error, NotAllowed | NotFound) else "That did not work"
            return phone_forms.plain_page(base_of(request), title, str(error), status=status)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("Unexpected error %s at a phone (%s)", reference, name)
            said = (
                "Something went wrong that the program did not expect, and what you just sent may not be saved. Try it "
                f"once more. If it happens again, tell the facilitator this number: {reference}"
            )
            if wants_json(request):
                return _sentence(said, 500)
            return phone_forms.plain_page(base_of(request), "That did not work", said, status=500)

    return answer


def _refusal(error: ReadinessError, *, moved: bool = False, status: int | None = None) -> Response:
    over = isinstance(error, NotAllowed | NotFound) and not isinstance(error, Waiting)
    return JSONResponse(
        {"ok": False, "sentence": str(error), "moved": moved, "gone": over},
        status_code=status or status_of(error),
        headers=dict(PRIVATE),
    )


def _sentence(said: str, status: int) -> Response:
    return JSONResponse({"ok": False, "sentence": said}, status_code=status, headers=dict(PRIVATE))


def _seat(request: Request, answer: Response, token: str) -> None:
    _cookie(request, answer, SEAT, token, SEAT_SECONDS)


def _cookie(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=f"{base_of(request)}/w",
        httponly=True,
        samesite="lax",
        secure=_origin(request).startswith("https://"),
    )


def _origin(request: Request) -> str:
    """Scheme and host as the phone's browser knows them, also behind a proxy that takes TLS off."""
    host = request.headers.get("host", "")
    settings = NetworkSettings.from_environment(os.environ)
    if settings.public_host and host == settings.public_host:
        return settings.public_address
    return f"{request.url.scheme}://{host}"


def routes() -> list[BaseRoute]:
    """The addresses of phones, in the order in which they are tried."""
    return [
        Route("/w", spoken(type_code), methods=["GET"]),
        Route("/w/", spoken(type_code), methods=["GET"]),
        Route("/w/me", spoken(me), methods=["GET"]),
        Route("/w/state", spoken(state), methods=["GET"]),
        Route("/w/events", spoken(events), methods=["GET"]),
        Route("/w/vote", spoken(vote), methods=["POST"]),
        Route("/w/propose", spoken(propose), methods=["POST"]),
        Route("/w/rejoin", spoken(rejoin), methods=["POST"]),
        Route("/w/seat/{token}", spoken(open_seat), methods=["GET"]),
        Route("/w/{code}/join", spoken(join), methods=["POST"]),
        Route("/w/{code}", spoken(join_form), methods=["GET"]),
        Route("/w/{rest:path}", spoken(not_from_a_phone), methods=["POST", "PUT", "PATCH", "DELETE"]),
        Route("/w/{rest:path}", spoken(nothing_here), methods=["GET"]),
    ]
