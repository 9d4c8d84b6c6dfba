"""What a phone receives: nothing of others until the reveal, then what was promised, on one small page."""

import json
import logging
import re

import pytest

from readiness.commands import participants
from readiness.commands.consensus import agree
from readiness.context import Context
from readiness.web import phone_following, phone_requests, phones
from tests.web.phones.room import ANSWER, FIRST, Room, said


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
def test_until_the_reveal_a_phone_receives_nothing_of_anybody_else(context: Context, anonymity: str) -> None:
    room = Room(context, anonymity)
    ana, bo = room.joined("Ana", role="Security"), room.joined("Bo")
    room.open()
    ana.post("/w/vote", data={**ANSWER, "choice": "red", "reason": "UNIQUE-REASON", "evidence": "UNIQUE-PROOF"})
    for page in (bo.get("/w/me"), bo.get("/w/state"), bo.get(f"/w/{room.created.code}?new=1")):
        assert "UNIQUE" not in page.text
        assert 'checked=""' not in page.text
    assert "UNIQUE-REASON" in ana.get("/w/me").text
    room.reveal()
    seen = said(bo.get("/w/me").text)
    assert "UNIQUE-REASON" in seen
    assert "UNIQUE-PROOF" in seen
    assert ("Ana" in seen) is (anonymity == "named")
    assert ("Security" in seen) is (anonymity != "anonymous")


@pytest.mark.parametrize(
    ("anonymity", "words"),
    [
        ("named", "with your name"),
        ("role", "with your role, never your name"),
        ("anonymous", "without name or role"),
    ],
)
def test_before_anybody_answers_the_phone_says_who_can_see_what(context: Context, anonymity: str, words: str) -> None:
    room = Room(context, anonymity)
    phone = room.phone()
    at_the_door = said(phone.get(f"/w/{room.created.code}").text)
    phone = room.joined("Bo")
    in_the_lobby = said(phone.get("/w/me").text)
    room.open()
    at_the_question = said(phone.get("/w/me").text)
    for page in (at_the_door, in_the_lobby, at_the_question):
        assert words in page
        assert "the facilitator included" in page
        assert "The database" in page


def test_after_the_reveal_the_own_answer_is_marked_in_the_spread(room: Room) -> None:
    ana, bo = room.joined("Ana"), room.joined("Bo")
    room.open()
    ana.post("/w/vote", data={**ANSWER, "choice": "green"})
    bo.post("/w/vote", data={**ANSWER, "choice": "yellow"})
    room.reveal()
    rows = re.findall(r'<li class="(\w+)">(.*?)</li>', bo.get("/w/me").text)
    assert [tone for tone, row in rows if "Your answer" in row] == ["yellow"]
    room.lead("new_round")
    assert 'checked=""' not in bo.get("/w/me").text, "a new round begins blank"


def test_who_joins_after_the_reveal_sees_the_result_and_is_not_counted(room: Room) -> None:
    ana = room.joined("Ana")
    room.open()
    ana.post("/w/vote", data=ANSWER)
    room.reveal()
    late = room.joined("Late")
    page = said(late.get("/w/me").text)
    assert "You joined after the reveal" in page
    assert "1 of 1 answered" in page
    room.lead("new_round")
    assert late.post("/w/vote", data={**ANSWER, "round": "2"}).status_code == 303


def test_who_only_looks_on_has_no_form_and_cannot_answer(room: Room) -> None:
    phone = room.joined("Olga", observer="1")
    room.open()
    assert "<form" not in phone.get("/w/me").text
    assert phone.post("/w/vote", data=ANSWER).status_code == 403
    assert room.votes() == []


def test_agreed_parked_and_closed_are_said(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    phone.post("/w/vote", data=ANSWER)
    room.reveal()
    agree(
        room.context, room.id, key=room.created.key, version=room.version, rating="yellow", rationale="As said", seen=0
    )
    assert "Agreed: ▲ Yellow As said" in said(phone.get("/w/me").text)
    room.lead("close")
    page = said(phone.get("/w/me").text)
    assert "The workshop is over" in page
    assert "▲ Yellow" in page
    assert "○ Not agreed" in page


def test_an_action_can_be_proposed_once_the_answers_are_shown(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    assert phone.post("/w/propose", data={"criterion": FIRST, "text": "Drill"}).status_code == 409
    room.reveal()
    assert (
        phone.post("/w/propose", data={"criterion": FIRST, "text": "<i>Drill</i>", "owner": "Kim"}).status_code == 303
    )
    page = phone.get("/w/me").text
    assert "&lt;i&gt;Drill&lt;/i&gt; – waits for the facilitator" in page
    assert len(room.context.store.workshop(room.id).proposals) == 1


def test_the_state_comes_once_and_then_only_when_it_has_changed(room: Room) -> None:
    phone = room.joined("Bo")
    first = phone.get("/w/state")
    assert first.json()["step"].startswith("lobby/")
    again = phone.get("/w/state", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    room.open()
    moved = phone.get("/w/state", headers={"if-none-match": first.headers["etag"]})
    assert moved.json()["step"] == f"voting/{FIRST}/1/0"
    assert "<form" in moved.json()["html"]


# The page -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["a", "&", "\N{GRINNING FACE}"])
def test_the_whole_page_is_one_document_below_sixty_kilobytes_whatever_people_write(
    context: Context, letter: str
) -> None:
    room = Room(context)
    people = [room.joined(f"Person {number}", role=f"Role {number % 3}") for number in range(30)]
    room.open()
    sizes = [len(people[0].get("/w/me").content)]
    choices = ["red", "yellow", "green", "not_applicable", "dont_know"]
    for number, one in enumerate(people):
        long = {
            "choice": choices[number % 5],
            "reason": letter * 1990,
            "evidence": f"https://example.com/{letter * 900}",
        }
        assert one.post("/w/vote", data={**ANSWER, **long}).status_code == 303
    room.reveal()
    page = people[0].get("/w/me").text
    sizes.append(len(page.encode()))
    assert max(sizes) < 60_000
    assert " …" in page, "long texts are cut, and the rest is counted"
    own = re.sub(r'<a href="https://example.com/[^>]*>', "", page)
    assert not re.search(r'(src|href)="(?!data:|/w|#)', own), "asks for nothing but itself"


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
def test_what_is_drawn_once_for_many_phones_is_what_each_of_them_would_be_shown(
    context: Context, anonymity: str
) -> None:
    room = Room(context, anonymity)
    people = [room.joined(name, role="Security") for name in ("Ana", "Bo", "Cy", "Di", "Ed")]
    people.append(room.joined("Olga", observer="1"))

    def drawn_alike() -> None:
        look = phone_following.Workshops().look(room.id)
        for one in people:
            token = one.cookies[phone_requests.SEAT]
            seat = participants.participant_of(context, token)[1].id
            event = look.message(phone_following.Seated("", seat, token)).event.decode()
            told = json.loads(event.partition("data: ")[2])
            assert told == {**one.get("/w/state").json(), "now": told["now"]}

    drawn_alike()
    room.open()
    drawn_alike()
    for number, one in enumerate(people[:4]):
        same = {"choice": "red", "reason": "Same"} if number < 2 else {"choice": "red", "reason": f"Other {number}"}
        one.post("/w/vote", data={**ANSWER, **same})
    drawn_alike()
    room.reveal()
    people.append(room.joined("Late"))
    people[0].post("/w/propose", data={"criterion": FIRST, "text": "Drill"})
    drawn_alike()
    room.lead("close")
    drawn_alike()


@pytest.mark.parametrize("path", ["/w", "/w/", "/w/me", "/w/CODE", "/w/state", "/w/nowhere/else"])
def test_every_answer_keeps_others_out(room: Room, path: str) -> None:
    phone = room.joined("Bo")
    answer = phone.get(path.replace("CODE", room.created.code) + "?new=1")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    if answer.headers["content-type"].startswith("text/html"):
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["referrer-policy"] == "same-origin"
        assert '<html lang="en">' in answer.text


def test_an_unexpected_failure_gives_a_number_and_logs_no_secret(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    phone = room.joined("Bo")

    def broken(token: str) -> None:
        raise RuntimeError("wires crossed")

    monkeypatch.setattr(phones, "view_of", broken)
    with caplog.at_level(logging.ERROR, logger="readiness"):
        answer = phone.get("/w/me")
    number = re.search(r"this number: ([0-9a-f]{8})", answer.text)
    assert answer.status_code == 500
    assert number
    assert number.group(1) in caplog.text
    assert json.dumps(phone.cookies[phone_requests.SEAT]) not in caplog.text
