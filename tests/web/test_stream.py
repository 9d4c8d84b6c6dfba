"""The stream over real sockets: a real server, phones that listen, and everything that crosses the wire looked at."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from readiness.commands import attendance, participants, workshop_actions, workshops
from readiness.commands.initiatives import create_initiative
from readiness.commands.workshops import create_workshop
from readiness.context import Context, open_context, shared_context
from readiness.settings import Settings
from readiness.web import phone_following, phone_requests, phones, stream

FIRST, SECOND = "data.source_mapping", "data.pipeline_robustness"
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
"""Seconds before a test gives up; one that passes never waits so long."""


@pytest.fixture
def context(own_database: Path) -> Iterator[Context]:
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


class Room:
    def __init__(self, context: Context, anonymity: str = "named") -> None:
        self.context = context
        initiative = create_initiative(context, name="Claims triage", profile="fraud_detection")
        self.made = create_workshop(
            context,
            initiative,
            name="Ana",
            agenda=[FIRST, SECOND],
            anonymity=anonymity,  # type: ignore[arg-type]
        )
        self.id = self.made.id

    def join(self, name: str) -> str:
        return participants.join(self.context, self.made.code, name=name, independence="none").token

    async def lead(self, step: str, **more: Any) -> None:
        def run() -> None:
            version = self.context.store.workshop(self.id).workshop.version
            getattr(workshops, step)(self.context, self.id, key=self.made.key, version=version, **more)

        await asyncio.to_thread(run)


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """A server on a port of its own, in this loop, as the second listener is."""
    config = uvicorn.Config(Starlette(routes=phones.routes()), port=0, log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    running = asyncio.create_task(server.main_loop())
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        for listening in server.servers:
            listening.close()


class Listening:
    """One phone with an open stream: every byte that it received, and the steps in them."""

    def __init__(self, base: str, token: str) -> None:
        self.received = b""
        self.ended = False
        self._base, self._token = base, token
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async with (
            httpx.AsyncClient(
                base_url=self._base, cookies={phone_requests.SEAT: self._token}, timeout=PATIENCE
            ) as client,
            client.stream("GET", "/w/events") as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert "no-store" in answer.headers["cache-control"]
            async for piece in answer.aiter_raw():
                self.received += piece
                self._news.set()
        self.ended = True
        self._news.set()

    @property
    def steps(self) -> list[dict[str, Any]]:
        whole = self.received.split(b"\n\n")[:-1]
        data = [event.partition(b"data: ")[2] for event in whole if b"event: step" in event]
        return [json.loads(one) for one in data]

    async def until(self, what: str) -> None:
        """Wait until the last step begins so, or the stream holds it."""

        async def wait() -> None:
            while not (self.steps and self.steps[-1]["step"].startswith(what)) and what.encode() not in self.received:
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), PATIENCE)

    async def end(self) -> None:
        async def wait() -> None:
            while not self.ended:
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), PATIENCE)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def vote(base: str, token: str, **answer: str) -> None:
    fields = {"criterion": FIRST, "round": "1", "choice": "red", "reason": "UNIQUE-REASON", **answer}
    async with httpx.AsyncClient(base_url=base, cookies={phone_requests.SEAT: token}) as client:
        assert (await client.post("/w/vote", data=fields)).status_code == 303


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
def test_a_stream_follows_the_room_and_holds_nothing_of_others_before_the_reveal(
    context: Context, anonymity: str
) -> None:
    room = Room(context, anonymity)
    ana, bo = room.join("Ana Ruiz"), room.join("Bo")

    async def play() -> None:
        async with served() as base:
            phone = Listening(base, bo)
            await phone.until("lobby/")
            await room.lead("open_voting", criterion=FIRST)
            await phone.until(f"voting/{FIRST}/1")
            await vote(base, ana, evidence="UNIQUE-PROOF")
            before = len(phone.received)
            await room.lead("reveal", missing_ok=True)
            await phone.until(f"revealed/{FIRST}/1")
            blind, shown = phone.received[:before], phone.received[before:]
            assert b"UNIQUE" not in blind
            assert b"Ana Ruiz" not in blind
            assert b"UNIQUE-REASON" in shown
            assert b"UNIQUE-PROOF" in shown
            assert (b"Ana Ruiz" in shown) is (anonymity == "named")
            await room.lead("new_round")
            await phone.until(f"voting/{FIRST}/2")
            await room.lead("close")
            await phone.until("closed/")
            await phone.end()

    asyncio.run(play())


def test_each_phone_is_told_of_its_own_answer_and_no_other(context: Context) -> None:
    room = Room(context)
    tokens = {choice: room.join(choice) for choice in ("red", "yellow", "green")}

    async def play() -> None:
        async with served() as base:
            listening = {choice: Listening(base, token) for choice, token in tokens.items()}
            await room.lead("open_voting", criterion=FIRST)
            for choice, phone in listening.items():
                await phone.until("voting/")
                await vote(base, tokens[choice], choice=choice, reason=f"Because {choice}")
            await asyncio.to_thread(
                workshops.set_timer, context, room.id, key=room.made.key, seconds=60
            )  # a step that tells everybody anew while they vote
            for choice, phone in listening.items():
                await phone.until("data-ends")
                last = phone.steps[-1]["html"]
                assert f'value="{choice}" id="choice-{choice}" required="" checked=""' in last
                assert last.count("checked") == 1
                assert sum(f"Because {other}" in last for other in tokens) == 1
            for phone in listening.values():
                await phone.close()

    asyncio.run(play())


@asynccontextmanager
async def listening(context: Context) -> AsyncIterator[tuple[Room, Callable[[], Listening], str]]:
    """A room that Bo is in, how to open the stream on Bo's phone, and Bo's token."""
    room = Room(context)
    token = room.join("Bo")
    async with served() as base:
        yield room, lambda: Listening(base, token), token


def test_who_is_removed_is_told_at_once_and_the_stream_ends(context: Context) -> None:
    async def play() -> None:
        async with listening(context) as (room, opened, _):
            phone = opened()
            await phone.until("lobby/")
            one = context.store.workshop(room.id).participants[0]
            await asyncio.to_thread(
                lambda: attendance.remove_participant(
                    context, room.id, key=room.made.key, participant=one.id, keep_votes=False
                )
            )
            await phone.until("event: gone")
            await phone.end()

    asyncio.run(play())


def test_the_device_whose_seat_was_handed_over_hears_that_it_is_gone_and_nothing_of_the_new_answer(
    context: Context,
) -> None:
    async def play() -> None:
        async with listening(context) as (room, opened, _):
            await room.lead("open_voting", criterion=FIRST)
            phone = opened()
            await phone.until("voting/")

            def hand_over() -> None:
                asked, token = participants.ask_rejoin(context, room.made.code, "Bo")
                attendance.decide_rejoin(context, room.id, key=room.made.key, rejoin=asked, grant=True)
                participants.vote(context, token, criterion=FIRST, round=1, choice="red", reason="unique-reason")
                workshops.set_timer(context, room.id, key=room.made.key, seconds=60)

            await asyncio.to_thread(hand_over)
            await phone.until("event: gone")
            await phone.end()
            assert "unique-reason" not in repr(vars(phone))

    asyncio.run(play())


def test_a_decision_on_a_proposal_reaches_who_proposed(context: Context) -> None:
    async def play() -> None:
        async with listening(context) as (room, opened, token):
            phone = opened()
            await room.lead("open_voting", criterion=FIRST)
            await room.lead("reveal", missing_ok=True)
            await phone.until("revealed/")
            proposal = await asyncio.to_thread(
                lambda: participants.propose(context, token, criterion=FIRST, text="Drill it")
            )
            await phone.until("waits for the facilitator")
            await asyncio.to_thread(
                lambda: workshop_actions.decide_proposal(
                    context, room.id, key=room.made.key, proposal=proposal, approve=False
                )
            )
            await phone.until("not taken")
            await phone.close()

    asyncio.run(play())


def test_a_stream_that_is_opened_again_begins_with_how_things_stand(context: Context) -> None:
    async def play() -> None:
        async with listening(context) as (room, opened, _):
            first = opened()
            await first.until("lobby/")
            await first.close()
            await room.lead("open_voting", criterion=FIRST)
            again = opened()
            await again.until(f"voting/{FIRST}/1")
            assert len(again.steps) == 1
            await again.close()

    asyncio.run(play())


def test_two_hundred_phones_all_hear_of_a_step_and_nothing_is_left_when_they_go(context: Context) -> None:
    room = Room(context)
    tokens = [room.join(f"Person {number}") for number in range(200)]

    async def play() -> None:
        hub = phone_following.hub()
        everyone = [_Follower(hub, room.id, token, context) for token in tokens]
        await asyncio.gather(*(one.until("lobby/") for one in everyone))
        assert hub.count == 200
        assert len(hub.present(room.id)) == 200
        await room.lead("open_voting", criterion=FIRST)
        await room.lead("reveal", missing_ok=True)
        await asyncio.gather(*(one.until("revealed/") for one in everyone))
        for one in everyone:
            await one.close()
        assert hub.count == 0
        assert context.store.notices._listeners == (), "nobody is told any more"

    asyncio.run(play())


class _Follower:
    """A follower without a socket, who takes what comes as soon as it comes."""

    def __init__(self, hub: stream.Hub, workshop: str, token: str, context: Context) -> None:
        who = phone_following.Seated("", participants.participant_of(context, token)[1].id, token)
        self._last = b""
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._take(hub.follow(workshop, who)))

    async def _take(self, events: AsyncIterator[bytes]) -> None:
        async with aclosing(events):  # type: ignore[type-var]
            async for self._last in events:
                self._news.set()

    async def until(self, step: str) -> None:
        async def wait() -> None:
            while f'"step": "{step}'.encode() not in self._last:
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), PATIENCE)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def test_a_quiet_stream_says_that_it_is_alive(context: Context) -> None:
    room = Room(context)
    token = room.join("Bo")

    async def play() -> None:
        hub = stream.Hub(phone_following.Workshops(), context.store.notices, beat=0.01)
        who = phone_following.Seated("", participants.participant_of(context, token)[1].id, token)
        events = hub.follow(room.id, who)

        async def two_beats() -> list[bytes]:
            return [await anext(events) for _ in range(3)]

        heard = await asyncio.wait_for(two_beats(), PATIENCE)
        assert heard[1:] == [stream.BEAT, stream.BEAT]
        await events.aclose()  # type: ignore[attr-defined]

    asyncio.run(play())


def test_a_change_of_another_process_is_told_at_the_next_beat(context: Context, own_database: Path) -> None:
    room = Room(context)
    token = room.join("Bo")

    async def play() -> None:
        hub = stream.Hub(phone_following.Workshops(), context.store.notices, beat=0.05)
        who = phone_following.Seated("", participants.participant_of(context, token)[1].id, token)
        events = hub.follow(room.id, who)
        await anext(events)
        other = open_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
        try:
            version = other.store.workshop(room.id).workshop.version
            await asyncio.to_thread(
                lambda: workshops.open_voting(other, room.id, key=room.made.key, version=version, criterion=FIRST)
            )
        finally:
            other.store.close()

        async def moved() -> None:
            async for event in events:
                if b'"step": "voting/' in event:
                    return

        await asyncio.wait_for(moved(), PATIENCE)
        await events.aclose()  # type: ignore[attr-defined]

    asyncio.run(play())


def test_whose_phone_is_with_us_is_known_as_long_as_it_listens_or_asks(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(context)
    tokens = {name: room.join(name) for name in ("Listens", "Asks", "Is away")}
    ids = {one.name: one.id for one in context.store.workshop(room.id).participants}

    async def play() -> None:
        async with served() as base:
            assert phone_following.connected(room.id) == frozenset()
            phone = Listening(base, tokens["Listens"])
            await phone.until("lobby/")
            async with httpx.AsyncClient(base_url=base, cookies={phone_requests.SEAT: tokens["Asks"]}) as client:
                await client.get("/w/state")
            assert await asyncio.to_thread(phone_following.connected, room.id) == {ids["Listens"], ids["Asks"]}
            monkeypatch.setattr(phone_following, "ASKED_SECONDS", 0.0)
            assert phone_following.connected(room.id) == {ids["Listens"]}
            await phone.close()
            async with asyncio.timeout(PATIENCE):
                while phone_following.connected(room.id):
                    await asyncio.sleep(0.01)

    asyncio.run(play())


def test_a_phone_can_try_the_stream_before_it_has_a_seat_and_hears_at_once_while_it_stays_open(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_following, "TRY_SECONDS", 3600.0)

    async def play() -> None:
        async with (
            served() as base,
            httpx.AsyncClient(base_url=base, timeout=PATIENCE) as client,
            client.stream("GET", "/w/try") as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            # What comes though the answer is not over: a network that waits for its end would hold it back.
            assert b"event: here" in await anext(answer.aiter_raw())
            assert len(phone_following._trying) == 1

    asyncio.run(play())
    assert not phone_following._trying


def test_too_many_that_try_the_stream_at_once_are_refused(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_following, "MOST_STREAMS", 0)

    async def play() -> httpx.Response:
        async with served() as base, httpx.AsyncClient(base_url=base) as client:
            return await client.get("/w/try")

    answer = asyncio.run(play())
    assert (answer.status_code, answer.json()["ok"]) == (503, False)


def test_a_stream_without_a_seat_is_refused(context: Context) -> None:
    room = Room(context)
    assert room.id

    async def play() -> int:
        async with served() as base, httpx.AsyncClient(base_url=base) as client:
            return (await client.get("/w/events", headers={"accept": "application/json"})).status_code

    assert asyncio.run(play()) == 404


def test_the_program_streams_beside_its_pages_and_ends_when_it_is_told_to_though_phones_listen(
    context: Context, own_database: Path
) -> None:
    room = Room(context)
    token = room.join("Bo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true", "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "READINESS_DATABASE": str(own_database)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with (
            httpx.Client(
                base_url=f"http://127.0.0.1:{port}",
                cookies={phone_requests.SEAT: token},
                timeout=PATIENCE,
                transport=httpx.HTTPTransport(retries=8),  # it takes a moment until somebody answers
            ) as client,
            client.stream("GET", "/w/events") as answer,
        ):
            pieces = answer.iter_text()
            assert '"step": "lobby/' in next(pieces)
            process.terminate()
            rest = list(pieces)
        assert all("step" not in piece for piece in rest)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait(PATIENCE)
