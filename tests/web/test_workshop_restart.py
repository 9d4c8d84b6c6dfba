"""A server that is killed in the middle of a vote, as by a power cut: real processes, real sockets, nobody helps."""

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.phones import Phone, Told
from benchmarks.rooms import AGENDA, Room, answer, phones_port, room
from benchmarks.servers import ROOT, Server, free_port, start, wait_for
from benchmarks.workshop import gathered, opened, shows

CRITERION = AGENDA[0]
VOTING = f"voting/{CRITERION}/1/"
PEOPLE, ANSWERED = 20, 15


class Building:
    """The room, its phones, and the program that is started again at the same ports."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._database = place / "readiness.db"
        self.room: Room = room(self._database, PEOPLE)
        self.room.open()
        self._port = free_port()
        # Phones come by the port that is served to the room; on a machine in no network at all, by the first one.
        self.address = phones_port(self._database) or f"http://127.0.0.1:{self._port}"
        self.server: Server | None = None
        self.phones = {who: Phone(self.address, seat) for who, seat in self.room.seats.items()}
        self.answers = {who: answer(number, CRITERION, 1) for number, who in enumerate(self.phones)}

    def start(self) -> Server:
        self.server = start(
            ROOT / "app.py", self._place, env={"READINESS_DATABASE": str(self._database)}, port=self._port
        )
        wait_for(self.server)
        return self.server

    def stored(self) -> dict[str, tuple[str, str]]:
        return {who: (vote.choice, vote.reason) for who, vote in self.room.votes(CRITERION, 1).items()}

    def sent(self, people: list[str]) -> dict[str, tuple[str, str]]:
        return {who: (self.answers[who]["choice"], self.answers[who]["reason"]) for who in people}

    async def leave(self) -> None:
        await gathered(phone.close() for phone in self.phones.values())


@pytest.fixture
def building(tmp_path: Path) -> Iterator[Building]:
    building = Building(tmp_path)
    yield building
    if building.server is not None:
        building.server.stop()
    building.room.context.store.close()


def test_after_a_kill_every_confirmed_answer_is_there_and_every_phone_comes_back_by_itself(building: Building) -> None:
    people = list(building.phones)
    early, late = people[:ANSWERED], people[ANSWERED:]

    async def meanwhile() -> list[Told]:
        phones = building.phones
        killed = await asyncio.to_thread(building.start)
        for phone in phones.values():
            phone.follow()
        await gathered(phone.until(VOTING) for phone in phones.values())
        replies = await gathered(phones[who].vote(building.answers[who]) for who in early)
        assert all(reply.said["ok"] for reply in replies)
        lost_before = {who: phone.lost for who, phone in phones.items()}
        killed.kill()
        assert killed.process.returncode == -signal.SIGKILL
        assert building.stored() == building.sent(early)
        # They press while nobody answers. From here on nobody touches a phone.
        pressed = [asyncio.create_task(phones[who].vote_until_acknowledged(building.answers[who])) for who in late]
        await asyncio.sleep(0.5)
        assert not any(one.done() for one in pressed)
        since = time.perf_counter()
        await asyncio.to_thread(building.start)
        told = await gathered(phone.until(VOTING, since=since, seconds=30) for phone in phones.values())
        acknowledged = await gathered(asyncio.wait_for(one, 30) for one in pressed)
        assert all(reply.said["ok"] for reply in acknowledged)
        assert all(phone.lost > lost_before[who] for who, phone in phones.items()), "the streams did not break"
        await building.leave()
        return told

    told = asyncio.run(meanwhile())
    assert building.stored() == building.sent(people), "each answer once, as it was sent"
    shown = dict(zip(people, told, strict=True))
    assert [who for who in early if not shows(shown[who], building.answers[who]["choice"])] == []
    assert len(building.room.context.store.workshop(building.room.id).participants) == PEOPLE


def test_after_a_kill_the_facilitators_page_reopens_on_the_running_workshop_and_leads_on(building: Building) -> None:
    people = list(building.phones)

    async def meanwhile() -> Told:
        phones = building.phones
        killed = await asyncio.to_thread(building.start)
        await gathered(phones[who].vote_until_acknowledged(building.answers[who]) for who in people[:ANSWERED])
        killed.kill()
        server = await asyncio.to_thread(building.start)
        phones[people[0]].follow()
        await phones[people[0]].until(VOTING, seconds=30)
        async with opened(server, building.room) as board:
            await board.until(f"{ANSWERED} of {PEOPLE}")
            await gathered(phones[who].vote_until_acknowledged(building.answers[who]) for who in people[ANSWERED:])
            await board.until(f"{PEOPLE} of {PEOPLE}")
            await board.press("Reveal")
        revealed = await phones[people[0]].until(f"revealed/{CRITERION}/1/")
        await building.leave()
        return revealed

    revealed = asyncio.run(meanwhile())
    assert "20 of 20 answered" in revealed.html
    assert building.stored() == building.sent(people)
