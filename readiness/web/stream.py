"""Server-sent events: one place that hears of changes and tells every open phone and projector what it may see now."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from weakref import WeakKeyDictionary

from readiness.errors import ReadinessError
from readiness.storage.notices import Notices

logger = logging.getLogger("readiness")

BEAT_SECONDS = 15.0
"""How often a quiet stream says that it is alive; proxies and phones give up on one that says nothing for longer."""

SMALL_SECONDS = 0.5
"""How long changes that are no step of the room are gathered before anybody looks: votes come by the hundred."""

PAUSE_SECONDS = 0.02
"""Between two looks for a step while votes pour in: so late may a step be told at worst."""

MOST_STREAMS = 1000
"""Open at once in this process; who comes later asks every two seconds instead."""

BEAT = b"event: beat\ndata:\n\n"


class Message(NamedTuple):
    """What one stream is told: an event as bytes, and whether it is the last."""

    event: bytes
    last: bool = False


class Look(Protocol):
    """A workshop as it was read at one moment, for everybody."""

    def mark(self, who: Hashable) -> Hashable:
        """What moves with everything that `who` has to be told at once; cheap."""

    def message(self, who: Hashable) -> Message:
        """What `who` may see now."""


class Source(Protocol):
    """Where workshops are read; called on a thread."""

    def version(self, workshop: str) -> Hashable:
        """What moves with every step of the room, and not with a vote; cheap. Raises ReadinessError."""

    def look(self, workshop: str) -> Look:
        """Read the workshop. Raises ReadinessError."""


@dataclass(eq=False)
class _Stream:
    """One open connection; only the newest message waits, since each says everything."""

    who: Hashable
    mark: Hashable = None
    message: Message | None = None
    beat: bool = False
    told_first: bool = False
    something: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, message: Message) -> None:
        self.message = message
        self.something.set()


@dataclass(eq=False)
class _Room:
    """Everybody who follows one workshop."""

    streams: set[_Stream] = field(default_factory=set)
    version: Hashable = None
    noticed: asyncio.Event = field(default_factory=asyncio.Event)
    following: asyncio.Task[None] | None = None


class Hub:
    """The open streams of one event loop. It reads a changed workshop once, however many follow it.

    A step of the room is told at once; what is no step (an arrival, a removal, a vote) at most twice a second, and only
    to whom it concerns. It listens to notices while anybody is connected, and looks for itself at every beat, so that
    what another process changes is told as well.
    """

    def __init__(self, source: Source, notices: Notices, *, beat: float = BEAT_SECONDS) -> None:
        self._source, self._notices, self._beat = source, notices, beat
        self._rooms: dict[str, _Room] = {}
        self._unsubscribe: Callable[[], None] | None = None
        self._beating: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        """How many streams are open."""
        return sum(len(room.streams) for room in self._rooms.values())

    def present(self, workshop: str) -> frozenset[Hashable]:
        """Who follows a workshop at this moment; may be asked from any thread."""
        room = self._rooms.get(workshop)
        return frozenset(stream.who for stream in tuple(room.streams)) if room else frozenset()

    async def follow(self, workshop: str, who: Hashable) -> AsyncIterator[bytes]:
        """The events for one connection: how things stand, then every change, until it ends or is cancelled."""
        stream = _Stream(who)
        room = self._enter(workshop, stream)
        try:
            first, stream.mark = await asyncio.to_thread(self._first, workshop, who)
            yield b"retry: 1000\n" + first.event
            # Told of changes only from here on, so that nothing older can follow; what changed meanwhile is looked for.
            stream.told_first = True
            room.noticed.set()
            if first.last:
                return
            while True:
                await stream.something.wait()
                stream.something.clear()
                message, stream.message = stream.message, None
                if message is not None:
                    stream.beat = False
                    yield message.event
                    if message.last:
                        return
                elif stream.beat:
                    stream.beat = False
                    yield BEAT
        finally:
            self._leave(workshop, room, stream)

    def _first(self, workshop: str, who: Hashable) -> tuple[Message, Hashable]:
        look = self._source.look(workshop)
        return look.message(who), look.mark(who)

    # Coming and going -------------------------------------------------------------------------------------------------

    def _enter(self, workshop: str, stream: _Stream) -> _Room:
        if self._unsubscribe is None:
            loop = asyncio.get_running_loop()

            def hear(changed: str) -> None:
                with suppress(RuntimeError):  # the loop has ended since
                    loop.call_soon_threadsafe(self._notice, changed)

            self._unsubscribe = self._notices.subscribe(hear)
            self._beating = loop.create_task(self._beat_on())
        room = self._rooms.setdefault(workshop, _Room())
        room.streams.add(stream)
        if room.following is None:
            room.following = asyncio.get_running_loop().create_task(self._tell_on(workshop, room))
        return room

    def _leave(self, workshop: str, room: _Room, stream: _Stream) -> None:
        room.streams.discard(stream)
        if not room.streams and self._rooms.get(workshop) is room:
            del self._rooms[workshop]
            if room.following is not None:
                room.following.cancel()
        if not self._rooms and self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
            if self._beating is not None:
                self._beating.cancel()
                self._beating = None

    # Telling ----------------------------------------------------------------------------------------------------------

    def _notice(self, workshop: str) -> None:
        room = self._rooms.get(workshop)
        if room is not None:
            room.noticed.set()

    async def _beat_on(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            for room in list(self._rooms.values()):
                room.noticed.set()
                for stream in room.streams:
                    stream.beat = True
                    stream.something.set()

    async def _tell_on(self, workshop: str, room: _Room) -> None:
        clock = asyncio.get_running_loop().time
        small_due: float | None = None
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    room.noticed.wait(), None if small_due is None else max(0.0, small_due - clock())
                )
            room.noticed.clear()
            try:
                version = await asyncio.to_thread(self._source.version, workshop)
                if version == room.version:
                    small_due = small_due or clock() + SMALL_SECONDS
                    if clock() < small_due:
                        await asyncio.sleep(PAUSE_SECONDS)
                        continue
                small_due = None
                told = await asyncio.to_thread(
                    self._compose, workshop, tuple(one for one in room.streams if one.told_first)
                )
                room.version = version
            except ReadinessError as error:
                small_due = None
                logger.info("Nobody could be told of workshop %s: %s", workshop, type(error).__name__)
                continue
            except Exception:
                small_due = None
                logger.exception("Telling phones of workshop %s failed.", workshop)
                await asyncio.sleep(1)
                continue
            for stream, message, mark in told:
                stream.mark = mark
                stream.tell(message)

    def _compose(self, workshop: str, streams: Sequence[_Stream]) -> list[tuple[_Stream, Message, Hashable]]:
        """One look, and a message for each stream whose mark has moved."""
        look = self._source.look(workshop)
        marked = [(stream, look.mark(stream.who)) for stream in streams]
        return [(stream, look.message(stream.who), mark) for stream, mark in marked if mark != stream.mark]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Notices, Hub]] = WeakKeyDictionary()


def hub_for(source: Callable[[], Source], notices: Notices) -> Hub:
    """The running loop's hub for the database whose notices these are: both ports of the program share it."""
    hubs = _hubs.setdefault(asyncio.get_running_loop(), {})
    hub = hubs.get(notices)
    if hub is None:
        hub = hubs[notices] = Hub(source(), notices)
    return hub


def present(workshop: str, notices: Notices) -> frozenset[Hashable]:
    """Who follows a workshop on any port of this process at this moment; may be asked from any thread."""
    hubs = [hubs[notices] for hubs in tuple(_hubs.values()) if notices in hubs]
    return frozenset(who for hub in hubs for who in hub.present(workshop))
