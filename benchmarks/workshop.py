"""A workshop of 200 phones beside a live board: votes, reveals, races and a kill: `python -m benchmarks.workshop`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import random
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.phones import Phone, Reply, Told
from benchmarks.rooms import AGENDA, Room, answer, phones_port, room
from benchmarks.servers import BARE, ROOT, Server, folder, free_port, serving, spawn, start, wait_for
from benchmarks.sessions import Session
from readiness.commands import participants, workshops
from readiness.domain.workshop import Choice
from readiness.errors import VoteClosed
from readiness.queries.workshop_board import board

Result = TypeVar("Result")

NAME = "workshop"
ABOUT = "a workshop of 200 phones beside a live board: votes, reveals, races, and a server that is killed"
PHONES = 200
ROUNDS_EACH = 2
"""Every criterion of the agenda is voted on so often before the next one."""
WINDOW = 0.5
"""Seconds within which everybody presses."""
VOTE_LIMIT, VOTE_RATIO = 50.0, 2.0
"""Milliseconds from press to committed for 95 of 100 votes, and so many times the bare route."""
BOARD_LIMIT = 1000.0
"""Milliseconds from the last vote to the board that counts it."""
REVEAL_LIMIT = 200.0
"""Milliseconds from the facilitator's press to the last phone that shows the answers."""
IDLE_LIMIT = 2.0
"""Per cent of one core that open streams may cost while nothing happens."""
IDLE_SECONDS = 31.0
"""Two beats of the streams."""
VOTERS, RACES = 40, 100
RACES_IN_ROOM = 10
"""After so many rounds another workshop takes over; none goes on for a hundred."""
RACE_SECONDS = 0.03
"""Within so many everybody votes, and within the first half of them the reveal is asked for."""
SETTLE_SECONDS = 2.0
"""What opening so many streams leaves to be done is over by then; idling is what comes after."""
KILLED_PHONES, KILLED_VOTES = 20, 15
BOUND_SECONDS = 300
APP = ROOT / "app.py"
BARE_ROUTE = BARE / "vote.py"
BARE_NAME = "bare Starlette route"
FIRST = AGENDA[0]


@dataclass
class Measured:
    """What was measured; a sample a round, and counts of what must not happen."""

    votes: list[Sample] = field(default_factory=list)
    """95 of 100 votes were committed within so long."""
    bare: list[Sample] = field(default_factory=list)
    middle: list[Sample] = field(default_factory=list)
    """Half of the votes were."""
    bare_middle: list[Sample] = field(default_factory=list)
    board: list[Sample] = field(default_factory=list)
    reveals: list[Sample] = field(default_factory=list)
    idle: Sample = field(default_factory=Sample)
    idle_without: Sample = field(default_factory=Sample)
    sent: int = 0
    refused: int = 0
    lost: int = 0
    races: int = 0
    among: int = 0
    """Races in which some votes were taken and some came late."""
    late: int = 0
    unequal: int = 0
    """Votes of the races that were stored and not revealed, revealed and not stored, or confirmed and neither."""
    unsaid: int = 0
    """Late votes that were refused without a sentence, or not at all."""
    gone: int = 0
    """Votes that were confirmed before the kill and are not there after it."""
    astray: int = 0
    """Phones that did not come back by themselves, or came back to something else than their own answer."""
    back: Sample = field(default_factory=Sample)
    """From the moment the server answers again until the last phone is back."""


def figures(measured: Measured) -> tuple[Figure, ...]:
    """The figures with what is allowed."""
    cost = (measured.idle.cpu / measured.idle.wall - measured.idle_without.cpu / measured.idle_without.wall) * 100
    return (
        Figure.of(
            f"{PHONES} votes within {WINDOW} s, press to committed, p95",
            measured.votes,
            measured.bare,
            BARE_NAME,
            limit=VOTE_LIMIT,
            ratio_limit=VOTE_RATIO,
        ),
        Figure.of("the same, p50", measured.middle, measured.bare_middle, BARE_NAME),
        Figure.of("the same in processor time, all votes", measured.votes, measured.bare, BARE_NAME, cpu=True),
        _none(f"votes lost, of {measured.sent}", measured.lost),
        _none("votes refused or not acknowledged before the close", measured.refused),
        _slowest("board counts them all after the last one, slowest", measured.board, BOARD_LIMIT),
        _slowest(f"reveal, press to the last of {PHONES} phones, slowest", measured.reveals, REVEAL_LIMIT),
        Figure.of("the same, median", measured.reveals),
        Figure(
            f"{PHONES} open streams, idle",
            "% of a core",
            (max(0.0, cost),),
            limit=IDLE_LIMIT,
            others=measured.idle.others,
        ),
        _none(f"{VOTERS} threads vote during {measured.races} reveals: stored and not revealed", measured.unequal),
        _none(f"of {measured.late} late votes: not refused in words", measured.unsaid),
        _none(f"killed with {KILLED_VOTES} of {KILLED_PHONES} votes: votes gone", measured.gone),
        _none("phones that did not come back by themselves", measured.astray),
        Figure("until the last phone was back", "ms", (measured.back.wall,), others=measured.back.others),
    )


def _none(name: str, count: int) -> Figure:
    """A count of what must not happen at all."""
    return Figure(name, "in all", (float(count),), limit=1.0)


def _slowest(name: str, samples: Sequence[Sample], limit: float) -> Figure:
    """The slowest of the calm rounds."""
    calm = Figure.of(name, samples)
    return Figure(name, "ms", (max(calm.values),), limit=limit, others=calm.others)


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Hold the workshop, the races and the kill, one after the other."""
    measured = Measured()
    with folder() as place:
        _hold_workshop(place, arguments.rounds, measured)
        say(f"{VOTERS} threads vote while the answers are revealed, {arguments.races} times")
        _race(place / "races", arguments.races, measured)
        say(f"Killing a server with {KILLED_VOTES} of {KILLED_PHONES} votes")
        asyncio.run(_kill(place, measured))
    return figures(measured)


# The workshop ---------------------------------------------------------------------------------------------------------


def _hold_workshop(place: Path, rounds: int, measured: Measured) -> None:
    database = place / "workshop" / "readiness.db"
    say(f"Seating {PHONES} people")
    held = room(database, PHONES, agenda=None)
    address = phones_port(database)
    port = free_port()
    bare = spawn([sys.executable, str(BARE_ROUTE), str(port), str(place / "bare.db")], place, port=port)
    try:
        wait_for(bare)
        with serving(APP, place, env={"READINESS_DATABASE": str(database)}) as app:
            asyncio.run(_measure(held, app, address or app.url, bare, rounds, measured))
            app.check()
            bare.check()
    finally:
        bare.stop()
        held.context.store.close()


async def _measure(held: Room, app: Server, address: str, bare: Server, rounds: int, measured: Measured) -> None:
    phones = {who: Phone(address, seat) for who, seat in held.seats.items()}
    clients = {who: Phone(bare.url) for who in held.seats}
    try:
        async with Session(app.url):  # the first page of the process loads what all later ones use
            pass
        say("Idle without and with the streams")
        measured.idle_without = await _idle(app, 10)
        for phone in phones.values():
            phone.follow()
        await gathered(phone.until("lobby/") for phone in phones.values())
        await asyncio.sleep(SETTLE_SECONDS)
        measured.idle = await _idle(app, IDLE_SECONDS)
        async with opened(app, held) as tab:
            for number in range(rounds + 1):
                say(f"Round {number} of {rounds}")
                await _round(held, tab, phones, clients, (app.pid, bare.pid), number, measured)
    finally:
        await gathered(phone.close() for phone in (*phones.values(), *clients.values()))


async def _idle(server: Server, seconds: float) -> Sample:
    """What a server uses while nothing happens for so long."""
    with watched(server.pid) as sample:
        await asyncio.sleep(seconds)
    return sample


@dataclass
class Board:
    """The facilitator's tab."""

    session: Session
    counted: dict[str, float] = field(default_factory=dict)
    """What stood on the live line -> when it was first there, in seconds of time.perf_counter()."""
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def press(self, label: str) -> float:
        """Press a button; when that was, in seconds of time.perf_counter()."""
        widget = next((one for one in self.session.widgets.values() if one.label.endswith(label)), None)
        if widget is None:
            raise NotMeasured(f"The board has no button {label}.")
        at = time.perf_counter()
        await self.session.click(widget)
        return at

    def hear(self, message: ForwardMsg) -> None:
        """Look for the live line in a message."""
        body = message.delta.new_element.html.body
        if " voted<" in body:
            line = body.partition(" voted<")[0].rpartition(">")[2]
            self.counted.setdefault(line, time.perf_counter())
            self._moved.set()

    async def until(self, line: str, seconds: float = 20) -> float:
        """When this stood on the live line. Raises NotMeasured."""
        ends = time.perf_counter() + seconds
        while line not in self.counted:
            self._moved.clear()
            try:
                await asyncio.wait_for(self._moved.wait(), max(0.001, ends - time.perf_counter()))
            except TimeoutError:
                latest = list(self.counted)[-1:]
                raise NotMeasured(f"The board did not show {line} voted; it shows {latest}.") from None
        return self.counted[line]


@asynccontextmanager
async def opened(app: Server, held: Room) -> AsyncIterator[Board]:
    """The board in a tab that is open and looks for itself, led with the facilitator's key."""
    async with Session(app.url, page="workshop", query=f"initiative={held.initiative}") as session:
        key = next((one for one in session.widgets.values() if one.label.startswith("Recovery code")), None)
        if key is None:
            raise NotMeasured("The page of the workshop does not ask for the facilitator's key.")
        await session.set(key, held.key)
        tab = Board(session)
        session.heard = tab.hear
        await tab.press("Lead this workshop")
        looking = asyncio.create_task(session.keep_running())
        try:
            yield tab
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking


async def _round(
    held: Room,
    tab: Board,
    phones: Mapping[str, Phone],
    clients: Mapping[str, Phone],
    servers: tuple[int, ...],
    number: int,
    measured: Measured,
) -> None:
    """One blind vote of everybody and its reveal, and the same votes on the bare route in turn."""
    criterion, round = held.agenda[number // ROUNDS_EACH], number % ROUNDS_EACH + 1
    await tab.press("New round" if round > 1 else "Next" if number else "Open the first vote")
    await gathered(phone.until(f"voting/{criterion}/{round}/") for phone in phones.values())
    fields = {who: answer(place, criterion, round) for place, who in enumerate(phones)}
    tab.counted.clear()
    bare_votes, bare_sample = await _burst(
        clients, {who: {**one, "seat": who} for who, one in fields.items()}, servers[1]
    )
    votes, sample = await _burst(phones, fields, servers[0])
    last = max(moment for _, moment, _ in votes.values())
    everybody = f"{len(phones)} of {len(phones)}"
    shown = await tab.until(everybody)
    stored = held.votes(criterion, round)
    with watched(servers[0]) as revealing:
        pressed = await tab.press("Reveal")
        told = await gathered(phone.until(f"revealed/{criterion}/{round}/") for phone in phones.values())
    revealing.wall = (max(one.at for one in told) - pressed) * 1000
    for reply, _, _ in bare_votes.values():
        if reply.status != 200:
            raise NotMeasured(f"The bare route answered with status {reply.status}.")
    measured.sent += len(votes)
    measured.refused += sum(not reply.said.get("ok") for reply, _, _ in votes.values())
    measured.lost += sum(
        who not in stored or (stored[who].choice, stored[who].reason) != (sent["choice"], sent["reason"])
        for who, sent in fields.items()
    )
    if not number:
        return  # the first round fills caches
    for given, whole, tail, middle in (
        (votes, sample, measured.votes, measured.middle),
        (bare_votes, bare_sample, measured.bare, measured.bare_middle),
    ):
        took = [milliseconds for _, _, milliseconds in given.values()]
        tail.append(Sample(percentile(took, 95), whole.cpu, whole.others))
        middle.append(Sample(percentile(took, 50), whole.cpu, whole.others))
    measured.board.append(Sample((shown - last) * 1000, 0.0, sample.others))
    measured.reveals.append(revealing)


Timed = tuple[Reply, float, float]
"""A reply, when it was there, and the milliseconds from the press."""


async def _burst(
    phones: Mapping[str, Phone], fields: Mapping[str, Mapping[str, str]], server: int
) -> tuple[dict[str, Timed], Sample]:
    """Everybody presses at a moment of their own within the window; a press counts from when it was due."""
    chance = random.Random(len(phones))
    await gathered(phone.connect() for phone in phones.values())
    await asyncio.to_thread(wait_for_calm)
    given: dict[str, Timed] = {}

    async def press(who: str, due: float) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            reply = await phones[who].vote(fields[who])
        except OSError:
            reply = Reply(0, b"{}")  # counts among those that were not taken
        at = time.perf_counter()
        given[who] = reply, at, (at - due) * 1000

    with watched(server) as sample:
        began = time.perf_counter() + 0.05
        await gathered(press(who, began + chance.uniform(0, WINDOW)) for who in phones)
    return given, sample


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that so many of a hundred do not exceed."""
    return sorted(values)[math.ceil(len(values) * share / 100) - 1]


# The races ------------------------------------------------------------------------------------------------------------


def _race(place: Path, races: int, measured: Measured) -> None:
    """Everybody votes from a thread of their own while the facilitator reveals, at another moment each time."""
    logging.getLogger("readiness").addHandler(logging.NullHandler())  # it notes every refusal
    chance = random.Random(races)
    for first in range(0, races, RACES_IN_ROOM):
        held = room(place / str(first) / "readiness.db", VOTERS)
        try:
            for number in range(min(RACES_IN_ROOM, races - first)):
                _reveal_among(held, number + 1, chance, measured)
        finally:
            held.context.store.close()
    if not measured.unequal and not measured.unsaid and measured.among * 2 < measured.races:
        raise NotMeasured(f"Only {measured.among} of {measured.races} reveals fell among the votes.")


def _reveal_among(held: Room, round: int, chance: random.Random, measured: Measured) -> None:
    if round == 1:
        held.open()
    else:
        workshops.new_round(held.context, held.id, key=held.key, version=held.version())
    version = held.version()
    ready = threading.Barrier(VOTERS + 1)
    confirmed: dict[str, str] = {}
    refused: dict[str, str] = {}

    def vote(place: int, who: str, seat: str, after: float) -> None:
        sent = answer(place, FIRST, round)
        ready.wait()
        time.sleep(after)  # a moment of one's own; that all of them differ is the race
        try:
            participants.vote(
                held.context,
                seat,
                criterion=FIRST,
                round=round,
                choice=cast(Choice, sent["choice"]),
                reason=sent["reason"],
                evidence=sent["evidence"],
            )
            confirmed[who] = sent["choice"]
        except VoteClosed as error:
            refused[who] = str(error)
        except Exception as error:
            refused[who] = f"{type(error).__name__}, which is no sentence"

    threads = [
        threading.Thread(target=vote, args=(place, who, seat, chance.uniform(0, RACE_SECONDS)))
        for place, (who, seat) in enumerate(held.seats.items())
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    time.sleep(chance.uniform(0, RACE_SECONDS / 2))  # likewise
    workshops.reveal(held.context, held.id, key=held.key, version=version, missing_ok=True)
    revealed = _shown(held, round)
    for thread in threads:
        thread.join()
    stored = {who: vote.choice for who, vote in held.votes(FIRST, round).items()}
    names = {one.id: one.name for one in held.context.store.workshop(held.id).participants}
    by_name = {names[who]: choice for who, choice in stored.items()}
    measured.races += 1
    measured.late += len(refused)
    measured.among += bool(refused and confirmed)
    measured.unequal += len(by_name.items() ^ revealed.items()) + len(stored.items() ^ confirmed.items())
    measured.unsaid += sum(f"you can answer in round {round + 1}" not in said for said in refused.values())
    measured.unsaid += len(held.seats) - len(refused) - len(confirmed)


def _shown(held: Room, round: int) -> dict[str, str]:
    """What the facilitator's board shows of a round: name -> answer."""
    seen = board(held.context, held.id, held.key).round
    if seen is None or not seen.revealed or seen.number != round:
        raise NotMeasured(f"The board does not show round {round}.")
    return {name: group.choice for group in seen.groups for name in group.names}


# The kill -------------------------------------------------------------------------------------------------------------


async def _kill(place: Path, measured: Measured) -> None:
    """Kill a server in the middle of a vote and start it again; nobody touches a phone."""
    database = place / "killed" / "readiness.db"
    held = await asyncio.to_thread(room, database, KILLED_PHONES)
    held.open()
    port = free_port()
    env = {"READINESS_DATABASE": str(database)}
    phones = {who: Phone(f"http://127.0.0.1:{port}", seat) for who, seat in held.seats.items()}
    fields = {who: answer(number, FIRST, 1) for number, who in enumerate(phones)}
    voting = f"voting/{FIRST}/1/"
    early, late = list(phones)[:KILLED_VOTES], list(phones)[KILLED_VOTES:]
    server = start(APP, place, env=env, port=port)
    try:
        await asyncio.to_thread(wait_for, server)
        for phone in phones.values():
            phone.follow()
        await gathered(phone.until(voting) for phone in phones.values())
        replies = await gathered(phones[who].vote(fields[who]) for who in early)
        if not all(reply.said.get("ok") for reply in replies):
            raise NotMeasured("Not all votes before the kill were taken.")
        server.kill()
        # Those who press while nobody answers are not told anything; their phones try again.
        pressed = [asyncio.create_task(phones[who].vote_until_acknowledged(fields[who])) for who in late]
        await gathered(asyncio.wait_for(phones[who].unanswered.wait(), 10) for who in late)
        killed = time.perf_counter()
        server = start(APP, place, env=env, port=port)
        with watched(server.pid) as whole:
            await asyncio.to_thread(wait_for, server)
            answers = time.perf_counter()
            told = await gathered(phone.back(voting, since=killed) for phone in phones.values())
        replies = await gathered(asyncio.wait_for(one, 30) for one in pressed)
        stored = held.votes(FIRST, 1)
        measured.gone = sum(who not in stored or stored[who].choice != fields[who]["choice"] for who in phones)
        measured.gone += sum(not reply.said.get("ok") for reply in replies)
        measured.astray = sum(
            one is None or (who in early and not shows(one, fields[who]["choice"]))
            for who, one in zip(phones, told, strict=True)
        )
        last = max((one.at for one in told if one is not None), default=killed)
        measured.back = Sample((last - answers) * 1000, 0.0, whole.others)
    finally:
        await gathered(phone.close() for phone in phones.values())
        server.stop()
        held.context.store.close()


def shows(told: Told, choice: str) -> bool:
    """Whether a phone shows this as the answer that its owner has sent."""
    return f'id="choice-{choice}" required="" checked=""' in told.html and "data-sent" in told.html


# Around ---------------------------------------------------------------------------------------------------------------


async def gathered(tasks: Iterable[Awaitable[Result]]) -> list[Result]:
    """The results of all of them, at the same time."""
    return list(await asyncio.gather(*tasks))


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures {ABOUT}.")
    known.add_argument(
        "--rounds",
        type=int,
        default=9,
        choices=range(1, 40),
        metavar="ROUNDS",
        help="votes and reveals that count (default: %(default)s)",
    )
    known.add_argument("--races", type=int, default=RACES, help="reveals under votes (default: %(default)s)")
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether a workshop is served well enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
