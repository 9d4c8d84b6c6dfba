"""Phones without a browser: each has its cookie, sends its answers, and follows the room as the page's script does.

What the script of the page does is done here in the same order: it follows the stream of events, connects again a
second after the stream was lost, and sends an answer again until it is acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.failure import NotMeasured

SEAT = "readiness_seat"
AGAIN_SECONDS = 1.0
"""After so long a lost stream is opened again; the stream itself asks for it."""
RESEND_SECONDS = 0.5
"""After so long an answer that nobody acknowledged is sent again, as the page's script does at first."""
LONGEST_EVENT = 4 * 2**20
_STEP = re.compile(rb'"step": "([^"]*)"')


@dataclass(frozen=True)
class Reply:
    """What came back for one request."""

    status: int
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The answer as the page's script reads it."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Told:
    """One step of the room as a phone was told of it."""

    step: str
    """State, criterion, round, and the version of what was decided: "revealed/data.quality/1/0"."""
    at: float
    """When all of it was there, in seconds of time.perf_counter()."""
    event: bytes

    @property
    def html(self) -> str:
        """What the phone shows."""
        return str(json.loads(self.event.partition(b"data:")[2])["html"])


class Phone:
    """One phone: a seat in a workshop, or with an empty one a client of the bare route."""

    def __init__(self, url: str, seat: str = "") -> None:
        parts = urlsplit(url)
        self.seat = seat
        self.told: list[Told] = []
        """Every step since it began to follow, the latest last."""
        self.lost = 0
        """How often its stream broke."""
        self.unanswered = asyncio.Event()
        """Set once an answer was sent that nobody acknowledged."""
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._heads = f"Host: {parts.netloc}\r\n" + (f"Cookie: {SEAT}={seat}\r\n" if seat else "")
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._following: asyncio.Task[None] | None = None
        self._moved = asyncio.Event()

    # Answers ----------------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Open a new connection for answers, as a browser does before it is used."""
        self._hang_up()
        self._line = await asyncio.open_connection(self._host, self._port)

    async def vote(self, fields: Mapping[str, str]) -> Reply:
        """Send one answer once. Raises OSError where nobody acknowledges it."""
        body = urlencode(fields).encode()
        head = (
            f"POST /w/vote HTTP/1.1\r\n{self._heads}Accept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if self._line is None:
            await self.connect()
        assert self._line is not None
        reader, writer = self._line
        try:
            writer.write(head.encode() + body)
            status, heads = await _head(reader)
            answer = await reader.readexactly(int(heads.get("content-length", "0")))
        except (OSError, asyncio.IncompleteReadError) as error:
            raise ConnectionError("The answer was not acknowledged.") from error
        finally:
            self._hang_up()  # people take longer for the next answer than a server keeps a connection
        return Reply(status, answer)

    async def vote_until_acknowledged(self, fields: Mapping[str, str]) -> Reply:
        """Send an answer again and again until somebody says what became of it."""
        while True:
            with suppress(OSError):
                reply = await self.vote(fields)
                if reply.status < 500:
                    return reply
            self.unanswered.set()
            await asyncio.sleep(RESEND_SECONDS)

    # The stream -------------------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Follow the room from now on, whatever happens to the connection, until `close`."""
        self._following = asyncio.create_task(self._follow())

    async def until(self, step: str, *, since: float = 0.0, seconds: float = 20.0) -> Told:
        """The first time that it was told of a step that begins so, after this moment. Raises NotMeasured."""
        ends = time.perf_counter() + seconds
        while True:
            self._moved.clear()
            found = next((one for one in self.told if one.at > since and one.step.startswith(step)), None)
            if found is not None:
                return found
            try:
                await asyncio.wait_for(self._moved.wait(), max(0.001, ends - time.perf_counter()))
            except TimeoutError:
                last = self.told[-1].step if self.told else "nothing"
                raise NotMeasured(f"A phone was not told of {step} within {seconds} s; it shows {last}.") from None

    async def back(self, step: str, *, since: float, seconds: float = 30.0) -> Told | None:
        """What it was told first after this moment, if that begins so; None where it came back to nothing of it."""
        with suppress(NotMeasured):
            return await self.until(step, since=since, seconds=seconds)
        return None

    async def close(self) -> None:
        """Put the phone away."""
        self._hang_up()
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    async def _follow(self) -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._listen()
            self.lost += 1
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=LONGEST_EVENT)
        try:
            writer.write(f"GET /w/events HTTP/1.1\r\n{self._heads}Accept: text/event-stream\r\n\r\n".encode())
            status, heads = await _head(reader)
            if status != 200 or heads.get("transfer-encoding") != "chunked":
                raise ConnectionError(f"The stream was answered with status {status}.")
            heard = b""
            while size := int(await reader.readuntil(b"\r\n"), 16):
                heard += (await reader.readexactly(size + 2))[:-2]
                while b"\n\n" in heard:
                    event, _, heard = heard.partition(b"\n\n")
                    self._hear(event)
        finally:
            writer.close()

    def _hear(self, event: bytes) -> None:
        at = time.perf_counter()
        if b"event: step" in event and (found := _STEP.search(event)):
            self.told.append(Told(found[1].decode(), at, event))
            self._moved.set()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line[1].close()
            self._line = None


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    heads = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split(" ")[1]), heads
