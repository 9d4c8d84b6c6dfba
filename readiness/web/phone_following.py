"""How phones follow the room: events as they happen, or asking every so often, and who is connected."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from readiness.commands import participants
from readiness.queries.phones import Phones, PhoneView, phones, workshop_version
from readiness.web import phone_page
from readiness.web.phone_requests import SEAT, base_of, context, sentence_reply
from readiness.web.phone_steps import alike, step
from readiness.web.replies import PRIVATE
from readiness.web.stream import MOST_STREAMS, Hub, Look, Message, hub_for, present

TRY_SECONDS = 12.0
"""How long a phone that tries the stream is kept: longer than it waits."""

GONE = b"event: gone\ndata:\n\n"
"""Tells a phone that it has no seat any more."""

_trying: set[object] = set()
"""The phones that try at this moment."""


async def state(request: Request) -> Response:
    """The same for the page's script: GET /w/state, empty where the phone has it already."""
    view = await asyncio.to_thread(view_of, request.cookies.get(SEAT, ""))
    asks(view, plain=False)
    etag = f'"{phone_page.tag(view)}"'
    headers = {**PRIVATE, "etag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return JSONResponse({"html": step(base_of(request), view), **around(view)}, headers=headers)


async def events(request: Request) -> Response:
    """Every step of the room as it happens: GET /w/events."""
    token = request.cookies.get(SEAT, "")
    workshop_id, person = await asyncio.to_thread(participants.participant_of, context(), token)
    followed = hub()
    if followed.count >= MOST_STREAMS:
        return sentence_reply("Too many phones listen at once. This one asks every two seconds instead.", 503)
    return StreamingResponse(
        followed.follow(workshop_id, Seated(base_of(request), person.id, token)),
        media_type="text/event-stream",
        headers={**PRIVATE, "cache-control": "no-store, no-transform", "x-accel-buffering": "no"},
    )


async def try_events(request: Request) -> Response:
    """A stream that says one thing and stays open: GET /w/try. Whoever hears it at once can follow the room live."""
    if len(_trying) >= MOST_STREAMS:
        return sentence_reply("Too many phones try at once. Yours asks every two seconds instead.", 503)
    return StreamingResponse(
        _one_event(),
        media_type="text/event-stream",
        headers={**PRIVATE, "cache-control": "no-store, no-transform", "x-accel-buffering": "no"},
    )


async def _one_event() -> AsyncIterator[bytes]:
    """What holds a stream back until its end is found out, since the end comes later than anybody waits for it."""
    mark = object()
    _trying.add(mark)
    try:
        yield b"retry: 60000\nevent: here\ndata:\n\n"
        await asyncio.sleep(TRY_SECONDS)
    finally:
        _trying.discard(mark)


def view_of(token: str) -> PhoneView:
    """What the holder of a token sees now. Raises NotFound, NotAllowed, Waiting."""
    here = context()
    workshop_id, person = participants.participant_of(here, token)
    return phones(here, workshop_id).of(person.id, token)


def around(view: PhoneView) -> dict[str, object]:
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
        return self._phones.mark(who.participant), self._phones.holds(who.participant, who.token)

    def message(self, who: Hashable) -> Message:
        assert isinstance(who, Seated)
        if not self._phones.holds(who.participant, who.token):
            return Message(GONE, last=True)
        view = self._phones.of(who.participant, who.token)
        if view.participant.removed_at is not None:
            return Message(GONE, last=True)
        same = (who.base, alike(view))
        drawn = self._drawn.get(same)
        if drawn is None:
            drawn = self._drawn[same] = json.dumps(step(who.base, view))
        rest = json.dumps(around(view))
        return Message(f'event: step\ndata: {{"html": {drawn}, {rest[1:]}\n\n'.encode(), last=phone_page.is_over(view))


def hub() -> Hub:
    """The running loop's hub."""
    return hub_for(Workshops, context().store.notices)


ASKED_SECONDS = 10.0
"""Somebody whose phone asks by itself, for want of a stream, counts as connected for so long after each time."""
PLAIN_SECONDS = 60.0
"""So long after it was loaded does a page without script count as connected; it asks only when somebody taps."""

_asked: dict[tuple[str, str], tuple[float, bool]] = {}
"""When a phone asked for the last time, by workshop and participant, and whether by a page without script."""


def asks(view: PhoneView, *, plain: bool) -> None:
    """Note that this person's phone is with us."""
    _asked[view.workshop.id, view.participant.id] = (time.monotonic(), plain)


def connected(workshop_id: str) -> frozenset[str]:
    """Ids of the participants whose phones are with us at this moment; may be asked from any thread.

    A phone that is locked or out of reach is not among them, nor is a page without script that nobody has touched for
    long: nothing is known of it.
    """
    now = time.monotonic()
    for key, (asked, plain) in tuple(_asked.items()):
        if asked < now - (PLAIN_SECONDS if plain else ASKED_SECONDS):
            _asked.pop(key, None)
    following = present(workshop_id, context().store.notices)
    return frozenset(who.participant for who in following if isinstance(who, Seated)) | frozenset(
        participant for workshop, participant in tuple(_asked) if workshop == workshop_id
    )
