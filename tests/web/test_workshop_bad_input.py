"""What phones should never send, sent to the program as it runs: refused in words, logged, and nothing is changed."""

import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from benchmarks.phones import SEAT
from benchmarks.rooms import AGENDA, Room, room
from benchmarks.servers import ROOT, Server, serving
from readiness.commands import workshops
from readiness.queries.workshop_projector import projector_token

FIRST, SECOND = AGENDA[0], AGENDA[1]
SECRET = "UNIQUE-REASON"
"""In every reason that is sent: it may be in no log and no answer to somebody else."""
GOOD = {"criterion": FIRST, "round": "2", "choice": "yellow", "reason": SECRET, "evidence": ""}


class House:
    """The program as a process, and a workshop in its second round in which one of three has answered."""

    def __init__(self, server: Server, held: Room) -> None:
        self.server, self.room = server, held
        self.seats = list(held.seats.values())
        code = held.context.store.workshop(held.id).workshop.code
        self.code = code
        self._logged = 0

    def phone(self, seat: str = "", address: str = "127.0.0.1") -> httpx.Client:
        return httpx.Client(
            base_url=self.server.url,
            headers={"accept": "application/json"},
            cookies=httpx.Cookies({SEAT: seat}) if seat else None,
            transport=httpx.HTTPTransport(local_address=address),
            timeout=20,
        )

    def state(self) -> object:
        """All that is stored of the workshop, and how long the log of changes is."""
        store = self.room.context.store
        with store.engine.reading() as run:
            events = run("select count(*) as many from event")[0]["many"]
        return store.workshop(self.room.id), store.load(self.room.initiative), events

    def new_log(self) -> str:
        """What the program has logged since the last look."""
        log = self.server.log()
        fresh, self._logged = log[self._logged :], len(log)
        return fresh


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    place = tmp_path_factory.mktemp("house")
    held = room(place / "readiness.db", 3)
    held.open()
    with serving(ROOT / "app.py", place, env={"READINESS_DATABASE": str(place / "readiness.db")}) as server:
        house = House(server, held)
        with house.phone(house.seats[0]) as phone:
            assert phone.post("/w/vote", data={**GOOD, "round": "1"}).json()["ok"]
            workshops.reveal(held.context, held.id, key=held.key, version=held.version(), missing_ok=True)
            workshops.new_round(held.context, held.id, key=held.key, version=held.version())
            assert phone.post("/w/vote", data=GOOD).json()["ok"]
        yield house
    held.context.store.close()


def refused(house: House, answer: httpx.Response, status: int, words: str, before: object) -> None:
    """Whoever sent it is told in words, the log has it without what was typed, and nothing has changed."""
    assert answer.status_code == status, answer.text
    said = answer.json()["sentence"] if "json" in answer.headers["content-type"] else answer.text
    assert words in said
    assert re.search(r"[a-z]{3}[^.]*\.", said), "a sentence"
    log = house.new_log()
    assert "Refused" in log
    assert SECRET not in log
    assert not any(seat in log for seat in house.seats)
    assert "Traceback" not in log
    assert house.state() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"round": "1"}, "Voting closed — you can answer in round 2"),
        ({"round": "3"}, "has not been opened"),
        ({"round": "0"}, "Voting closed"),
        ({"round": "-2"}, "Voting closed"),
        ({"round": "2.0"}, "Voting closed"),
        ({"round": "²"}, "Voting closed"),
        ({"round": "9" * 400}, "Voting closed"),
        ({"round": ""}, "Voting closed"),
        ({"criterion": SECOND}, "another criterion"),
        ({"criterion": "data.no_such"}, "not on the workshop's agenda"),
        ({"criterion": ""}, "not on the workshop's agenda"),
        ({"criterion": "' or 1=1 --"}, "not on the workshop's agenda"),
        ({"choice": "Green"}, "none of"),
        ({"choice": "not assessed"}, "none of"),
        ({"choice": "green\x00"}, "none of"),
        ({"choice": "red", "reason": "   "}, "Red needs a reason"),
        ({"reason": SECRET + "x" * 1_999}, "2"),
        ({"reason": SECRET + "\x00"}, "reason"),
        ({"evidence": SECRET + "\x00"}, "evidence"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_an_answer_that_cannot_be_changes_nothing(house: House, change: dict[str, str], words: str) -> None:
    before = house.state()
    house.new_log()
    with house.phone(house.seats[1]) as phone:
        refused(house, phone.post("/w/vote", data={**GOOD, **change}), 409, words, before)


def test_a_second_bad_answer_leaves_the_first_good_one_as_it_was(house: House) -> None:
    before = house.state()
    house.new_log()
    with house.phone(house.seats[0]) as phone:
        refused(house, phone.post("/w/vote", data={**GOOD, "choice": "red", "reason": ""}), 409, "Red needs", before)


@pytest.mark.parametrize("path", ["/w/vote", "/w/propose", "/w/rejoin", "/w/CODE/join"])
def test_a_megabyte_is_refused_wherever_it_is_sent(house: House, path: str) -> None:
    before = house.state()
    house.new_log()
    form = {**GOOD, "reason": SECRET + "x" * 2**20, "name": "Bo", "independence": "none"}
    with house.phone(house.seats[1]) as phone:
        refused(house, phone.post(path.replace("CODE", house.code), data=form), 413, "too much text", before)


def test_a_megabyte_that_says_nothing_of_its_length_is_refused_before_all_of_it_is_read(house: House) -> None:
    """Sent piece by piece over a socket; the program answers while the other side would still go on."""
    before = house.state()
    house.new_log()
    parts = urlsplit(house.server.url)
    head = (
        f"POST /w/vote HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {SEAT}={house.seats[1]}\r\n"
        "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20) as line:
        line.sendall(head.encode())
        for _ in range(20):  # 80 KB of a form that never ends
            line.sendall(piece)
        answer = line.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "too much text" in answer
    assert "Refused" in house.new_log()
    assert house.state() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/w/vote"), ("POST", "/w/propose"), ("GET", "/w/state"), ("GET", "/w/events"), ("GET", "/w/me")],
)
@pytest.mark.parametrize("seat", ["A" * 43, "x", "' or 1=1 --", "%00", "a" * 4000])
def test_a_forged_seat_opens_nothing(house: House, method: str, path: str, seat: str) -> None:
    before = house.state()
    house.new_log()
    with house.phone() as phone:
        # Written by hand: a client would refuse to send some of these.
        answer = phone.request(
            method,
            path,
            data={**GOOD, "text": SECRET} if method == "POST" else None,
            headers={"cookie": f"{SEAT}={seat}"},
        )
    refused(house, answer, 404, "Join with the code", before)


def test_the_hash_of_a_seat_is_no_seat(house: House) -> None:
    before = house.state()
    house.new_log()
    with house.room.context.store.engine.reading() as run:
        hashes = [row["token_hash"] for row in run("select token_hash from participant")]
    assert all(hashes)
    with house.phone(hashes[1]) as phone:
        refused(house, phone.post("/w/vote", data=GOOD), 404, "Join with the code", before)


@pytest.mark.parametrize("step", ["reveal", "open", "round", "agree", "park", "close", "remove", "timer", "proxy"])
def test_a_facilitators_step_from_a_phone_is_refused_even_with_the_facilitators_key(house: House, step: str) -> None:
    before = house.state()
    house.new_log()
    version = str(house.room.version())
    with house.phone(house.seats[1]) as phone:
        for path in (f"/w/{step}", f"/w/{house.code}/{step}", f"/w/{house.room.id}/{step}"):
            answer = phone.post(path, data={"key": house.room.key, "version": version, "missing_ok": "1"})
            refused(house, answer, 403, "Only a facilitator can do that, on the board", before)


def test_the_facilitators_key_is_no_seat_and_a_seat_opens_no_projector(house: House) -> None:
    before = house.state()
    house.new_log()
    with house.phone(house.room.key) as phone:
        refused(house, phone.post("/w/vote", data=GOOD), 404, "Join with the code", before)
    token = projector_token(house.room.context, house.room.id, house.room.key)
    with house.phone() as screen:
        assert screen.get(f"/projector/{house.room.id}/{token}").status_code == 200
        answers = [screen.get(f"/projector/{house.room.id}/{forged}") for forged in (house.seats[0], token[:-1], "x")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert house.state() == before


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe\xfd", b"&".join(b"f%d=1" % number for number in range(50)), b'{"choice": "green"}', b""],
    ids=["no text", "fifty fields", "json", "nothing"],
)
def test_what_is_no_form_is_refused(house: House, body: bytes) -> None:
    before = house.state()
    house.new_log()
    with house.phone(house.seats[1]) as phone:
        answer = phone.post("/w/vote", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    refused(house, answer, 409, "othing was saved", before)


def test_of_a_field_that_is_sent_twice_one_is_taken_and_it_counts_once(house: House) -> None:
    body = urlencode([*{**GOOD, "reason": ""}.items(), ("choice", "green")])
    with house.phone(house.seats[2]) as phone:
        answer = phone.post(
            "/w/vote", content=body.encode(), headers={"content-type": "application/x-www-form-urlencoded"}
        )
    assert answer.json()["ok"]
    person = list(house.room.seats)[2]
    votes = [vote for vote in house.room.context.store.workshop(house.room.id).votes if vote.participant == person]
    assert [(vote.round, vote.choice) for vote in votes] == [(2, "green")]


def test_after_ten_wrong_codes_an_address_waits_and_others_do_not(house: House) -> None:
    before = house.state()
    house.new_log()
    tried = ["ABCDEF", "abcdef", "A", "ÄÖÜ123", "......", "000000", "%C3%28", "' or 1", "W" * 300]
    with house.phone(address="127.0.0.2") as guessing:
        statuses = [guessing.get(f"/w/{code}").status_code for code in tried]
        assert statuses == [404] * 9
        last = guessing.post("/w/ABCDEG/join", data={"name": "Bo", "independence": "none"})
        assert last.status_code == 429
        assert "Try again in" in last.text
        assert int(last.headers["retry-after"]) > 0
        assert guessing.get(f"/w/{house.code}").status_code == 429, "the right one tells nothing either"
        right = guessing.post(f"/w/{house.code}/join", data={"name": "Bo", "independence": "none"})
        assert right.status_code == 429
    assert house.new_log().count("Refused") >= 10
    with house.phone(address="127.0.0.3") as another:
        assert another.get(f"/w/{house.code}").status_code == 200
    assert house.state() == before


def test_the_same_name_twice_is_asked_about_and_never_taken_over(house: House) -> None:
    taken = house.room.context.store.workshop(house.room.id).participants[0].name
    before = house.state()
    form = {"name": f"  {taken.upper()} ", "independence": "none", "role": ""}
    with house.phone(address="127.0.0.4") as second:
        answer = second.post(f"/w/{house.code}/join", data=form, headers={"accept": "text/html"})
        assert "is here already" in answer.text
        assert SEAT not in second.cookies
        assert house.state() == before
        assert second.get("/w/state").status_code == 404
