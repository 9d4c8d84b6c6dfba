"""Phones as they ask the light routes: the way in, one answer, what stays hidden, and everything that is refused."""

import asyncio
import html
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from readiness.commands import attendance, participants, workshops
from readiness.commands.consensus import agree
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context, shared_context
from readiness.settings import Settings
from readiness.web import phone_following, phone_joining, phone_requests, phones
from readiness.web.headers import SecurityHeaders
from readiness.web.limits import Limit

FIRST, SECOND = "data.source_mapping", "data.pipeline_robustness"
ANSWER = {"criterion": FIRST, "round": "1", "choice": "yellow", "reason": "", "evidence": ""}


@pytest.fixture
def context(own_database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setattr(phone_joining, "wrong_codes", Limit(10, within=60, wait=60))
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


class Phone:
    """Asks the routes as a browser would, and keeps its cookies."""

    def __init__(self, app: Starlette, base: str = "http://room") -> None:
        self._transport, self._base = httpx.ASGITransport(app, raise_app_exceptions=False), base
        self.cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self._ask("POST", path, **more)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=self._base, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **more)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())


class Room:
    """A workshop and its facilitator."""

    def __init__(self, context: Context, anonymity: str = "named") -> None:
        self.context = context
        self.initiative = create_initiative(context, name="Claims <triage>", profile="fraud_detection")
        self.created: Created = create_workshop(
            context,
            self.initiative,
            name="Ana",
            agenda=[FIRST, SECOND],
            anonymity=anonymity,  # type: ignore[arg-type]
        )
        self.app = Starlette(routes=phones.routes(), middleware=[Middleware(SecurityHeaders)])

    @property
    def id(self) -> str:
        return self.created.id

    @property
    def version(self) -> int:
        return self.context.store.workshop(self.id).workshop.version

    def lead(self, step: str, **more: object) -> None:
        getattr(workshops, step)(self.context, self.id, key=self.created.key, version=self.version, **more)

    def open(self, criterion: str = FIRST) -> None:
        self.lead("open_voting", criterion=criterion)

    def reveal(self) -> None:
        self.lead("reveal", missing_ok=True)

    def votes(self) -> list[tuple[str, str]]:
        return sorted((vote.choice, vote.reason) for vote in self.context.store.workshop(self.id).votes)

    def phone(self) -> Phone:
        return Phone(self.app)

    def joined(self, name: str, **more: str) -> Phone:
        phone = self.phone()
        answer = join(phone, self.created.code, name, **more)
        assert answer.status_code == 303, answer.text
        return phone


def join(phone: Phone, code: str, name: str, **more: str) -> httpx.Response:
    form = phone.get(f"/w/{code}?new=1")
    once = re.search(r'name="once" value="([^"]+)"', form.text)
    fields = {"name": name, "role": "", "independence": "none", "once": once.group(1) if once else ""}
    return phone.post(f"/w/{code}/join", data={**fields, **more})


def said(text: str) -> str:
    """A page as text, without its style and script."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def room(context: Context) -> Room:
    return Room(context)


# The way in -----------------------------------------------------------------------------------------------------------


def test_a_code_a_name_and_one_tap_lead_to_the_room(room: Room) -> None:
    phone = room.phone()
    assert (
        phone.get(f"/w?code={room.created.code[:3].lower()}%20{room.created.code[3:].lower()}").headers["location"]
        == f"/w/{room.created.code}"
    )
    form = phone.get(f"/w/{room.created.code}")
    assert "I would rather not say" in form.text
    assert "Until the reveal nobody else sees your answer, the facilitator included." in said(form.text)
    assert join(phone, room.created.code, "Bo", role="Security").headers["location"] == "/w/me"
    page = phone.get("/w/me")
    assert "You are in, Bo" in page.text
    assert "Bo · Security · independent" in page.text
    assert [(one.name, one.independent) for one in room.context.store.workshop(room.id).participants] == [("Bo", True)]


@pytest.mark.parametrize("tap", ["stake", "unsaid"])
def test_only_a_clear_no_counts_as_independent(room: Room, tap: str) -> None:
    phone = room.joined("Bo", independence=tap)
    assert "not independent" in phone.get("/w/me").text


def test_an_anonymous_workshop_asks_for_no_role_and_promises_no_more_than_it_keeps(context: Context) -> None:
    room = Room(context, "anonymous")
    add_person(context, room.initiative, name="Kim Lee", builder=True)
    phone = room.phone()
    assert "Your role" not in phone.get(f"/w/{room.created.code}").text
    assert "keeps no more of it than whether you are independent" in join(phone, room.created.code, "Kim Lee").text
    join(phone, room.created.code, "Kim Lee", person="yes", role="Security")
    one = context.store.workshop(room.id).participants[0]
    assert (one.role, one.person, one.independent) == ("", None, False)


def test_who_leaves_the_question_of_independence_out_is_asked_again_and_keeps_what_was_typed(room: Room) -> None:
    answer = join(room.phone(), room.created.code, "Bo", role="Security", independence="")
    assert answer.status_code == 422
    assert 'value="Security"' in answer.text
    assert room.context.store.workshop(room.id).participants == ()


def test_two_taps_on_join_are_one_person(room: Room) -> None:
    phone = room.phone()
    once = re.search(r'name="once" value="([^"]+)"', phone.get(f"/w/{room.created.code}").text)
    assert once
    fields = {"name": "Bo", "independence": "none", "once": once.group(1)}
    tokens = {phone.post(f"/w/{room.created.code}/join", data=fields).cookies[phone_requests.SEAT] for _ in range(2)}
    assert len(tokens) == 1
    assert len(room.context.store.workshop(room.id).participants) == 1


def test_a_name_that_is_taken_is_never_taken_over(room: Room) -> None:
    room.joined("Sam")
    second = room.phone()
    answer = join(second, room.created.code, "Sam")
    assert answer.status_code == 200
    assert phone_requests.SEAT not in second.cookies
    assert "That’s me — rejoin" in answer.text
    assert join(second, room.created.code, "Sam", another="1").status_code == 303
    assert "You are in, Sam (2)" in second.get("/w/me").text


def test_who_rejoins_waits_until_the_facilitator_lets_them_in_and_has_their_own_answer(room: Room) -> None:
    first = room.joined("Sam")
    room.open()
    first.post("/w/vote", data=ANSWER)
    other = room.phone()
    assert other.post("/w/rejoin", data={"code": room.created.code, "name": "Sam"}).status_code == 303
    waiting = other.get("/w/me")
    assert "The facilitator has to let you back in" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    assert "Your answer" not in waiting.text
    asked = room.context.store.workshop(room.id).rejoins[0]
    attendance.decide_rejoin(room.context, room.id, key=room.created.key, rejoin=asked.id, grant=True)
    assert "Sent" in said(other.get("/w/me").text)
    assert first.get("/w/me").status_code == 404, "a seat has one token"
    assert len(room.context.store.workshop(room.id).participants) == 1


def test_a_person_of_the_initiative_is_offered_their_own_declaration(room: Room) -> None:
    person = add_person(room.context, room.initiative, name="Kim Lee", builder=True)
    phone = room.phone()
    asked = join(phone, room.created.code, "kim  lee")
    assert "Yes, use my declaration" in asked.text
    assert "works on the delivery" not in asked.text, "what somebody declared is shown to nobody who types their name"
    assert join(phone, room.created.code, "Kim Lee", person="yes").status_code == 303
    one = room.context.store.workshop(room.id).participants[0]
    assert (one.person, one.independent) == (person, False)


def test_somebody_else_of_that_name_joins_as_themselves(room: Room) -> None:
    add_person(room.context, room.initiative, name="Kim Lee", builder=True)
    assert join(room.phone(), room.created.code, "Kim Lee", person="no").status_code == 303
    one = room.context.store.workshop(room.id).participants[0]
    assert (one.person, one.independent) == (None, True)


def test_ten_wrong_codes_from_one_address_have_to_wait_even_with_the_right_one(room: Room) -> None:
    phone = room.phone()
    for _ in range(9):
        assert phone.get("/w/ABCDEF").status_code == 404
    assert phone.get("/w/ABCDEF").status_code == 429
    right = phone.get(f"/w/{room.created.code}")
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0
    assert "Claims" not in right.text


def test_who_sits_already_is_not_kept_waiting_by_the_wrong_codes_of_others(room: Room) -> None:
    phone = room.joined("Bo")
    for _ in range(12):
        room.phone().get("/w/ABCDEF")
    assert phone.get("/w/me").status_code == 200


def test_guessed_seats_have_to_wait_as_well(room: Room) -> None:
    phone = room.phone()
    statuses = [phone.get(f"/w/seat/guess{number}").status_code for number in range(11)]
    assert statuses == [404] * 10 + [429]


def test_a_closed_workshop_says_so_plainly(room: Room) -> None:
    room.lead("close")
    answer = room.phone().get(f"/w/{room.created.code}")
    assert answer.status_code == 410
    assert "The workshop is over" in answer.text


# The seat -------------------------------------------------------------------------------------------------------------


def test_the_personal_link_is_shown_once_and_opens_the_same_seat_in_another_browser(room: Room) -> None:
    phone = room.joined("Bo")
    page = phone.get("/w/me").text
    link = re.search(r"http://room(/w/seat/[A-Za-z0-9_-]{22,})", page)
    assert link
    assert link.group(1) not in phone.get("/w/me").text
    other = room.phone()
    answer = other.get(link.group(1))
    assert answer.headers["location"] == "/w/me"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "You are in, Bo" in other.get("/w/me").text
    assert len(room.context.store.workshop(room.id).participants) == 1


def test_the_seat_is_a_cookie_that_no_script_and_no_other_site_can_use(room: Room) -> None:
    phone = room.phone()
    cookie = next(
        line
        for line in join(phone, room.created.code, "Bo").headers.get_list("set-cookie")
        if phone_requests.SEAT in line
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/w;" in cookie
    assert "Secure" not in cookie
    token = phone.cookies[phone_requests.SEAT]
    assert token not in room.context.store.path.read_bytes().decode("latin-1")
    safe = Phone(room.app, "https://room")
    assert "; Secure" in join(safe, room.created.code, "Cy").headers["set-cookie"]


def test_scanning_the_code_again_leads_back_to_the_seat(room: Room) -> None:
    phone = room.joined("Bo")
    assert phone.get(f"/w/{room.created.code}").headers["location"] == "/w/me"
    assert phone.get("/w").headers["location"] == "/w/me"
    assert phone.get(f"/w/{room.created.code}?new=1").status_code == 200


def test_the_token_is_in_no_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        phone = room.joined("Bo")
        token = phone.cookies[phone_requests.SEAT]
        room.phone().get(f"/w/seat/{token}")
        phone.post("/w/vote", data={**ANSWER, "reason": "UNIQUE"})
        phone.post("/w/reveal")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name == "readiness")
    assert "Refused" in ours
    assert token not in ours
    assert "UNIQUE" not in ours


def test_who_was_removed_is_told_and_their_seat_is_dead(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    one = room.context.store.workshop(room.id).participants[0]
    attendance.remove_participant(room.context, room.id, key=room.created.key, participant=one.id, keep_votes=False)
    page = phone.get("/w/me")
    assert page.status_code == 403
    assert "You were removed from this workshop" in page.text
    assert phone.post("/w/vote", data=ANSWER).status_code == 403
    assert room.votes() == []


# The answer -----------------------------------------------------------------------------------------------------------


def test_five_answers_carry_shape_word_colour_and_the_words_of_the_level(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    page = phone.get("/w/me").text
    framework = room.context.framework_of(room.context.store.load(room.initiative))
    criterion = framework.criterion(FIRST)
    assert criterion
    text = said(page)
    for words in (criterion.question, criterion.red, criterion.yellow, criterion.green):
        assert words in text
    for sign in ("■ Red", "▲ Yellow", "● Green", "– Not applicable", "? Don't know"):
        assert sign in text
    assert page.count('type="radio"') == 5


def test_an_answer_without_script_is_saved_and_shown_back(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    answer = phone.post("/w/vote", data={**ANSWER, "choice": "red", "reason": 'No <b>test</b> & "x"'})
    assert (answer.status_code, answer.headers["location"]) == (303, "/w/me")
    page = phone.get("/w/me").text
    assert 'value="red" id="choice-red" required="" checked=""' in page
    assert "No &lt;b&gt;test&lt;/b&gt;" in page
    assert "✓ You can change it until the reveal." in said(page)
    assert room.votes() == [("red", 'No <b>test</b> & "x"')]


def test_an_answer_sent_again_counts_once_and_the_last_one_stands(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    for choice in ["green", "green", "yellow", "yellow"]:
        answer = phone.post("/w/vote", data={**ANSWER, "choice": choice}, headers={"accept": "application/json"})
        assert answer.json()["ok"] is True
    assert room.votes() == [("yellow", "")]


def test_red_without_a_reason_is_refused_and_what_was_typed_stays(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    answer = phone.post("/w/vote", data={**ANSWER, "choice": "red", "evidence": "Wiki page 7"})
    assert answer.status_code == 409
    assert "Red needs a reason" in answer.text
    assert "Wiki page 7" in answer.text
    assert 'value="red" id="choice-red" required="" checked=""' in answer.text
    assert room.votes() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"round": "7"}, "has not been opened"),
        ({"round": "-1"}, "Voting closed"),
        ({"round": "x"}, "Voting closed"),
        ({"criterion": SECOND}, "another criterion"),
        ({"criterion": "no.such"}, "not on the workshop's agenda"),
        ({"choice": "purple"}, "none of"),
        ({"choice": ""}, "none of"),
        ({"reason": "x" * 2001}, "2"),
        ({"evidence": "x" * 2001}, "2"),
        ({"reason": "a\x00b"}, "reason"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words_logged_and_changes_nothing(
    room: Room, caplog: pytest.LogCaptureFixture, change: dict[str, str], words: str
) -> None:
    phone = room.joined("Bo")
    room.open()
    with caplog.at_level(logging.WARNING, logger="readiness"):
        answer = phone.post("/w/vote", data={**ANSWER, **change}, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert words in answer.json()["sentence"]
    assert "Refused" in caplog.text
    assert room.votes() == []


def test_a_reason_of_a_megabyte_is_refused_before_it_is_read(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    phone = room.joined("Bo")
    room.open()

    async def endless() -> AsyncIterator[bytes]:
        yield b"choice=red&reason="
        for _ in range(1024):
            yield b"x" * 1024

    with caplog.at_level(logging.WARNING, logger="readiness"):
        declared = phone.post("/w/vote", data={**ANSWER, "reason": "x" * 1_000_000})
        streamed = phone.post(
            "/w/vote", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
        )
    assert [declared.status_code, streamed.status_code] == [413, 413]
    assert "too much text" in declared.text
    assert caplog.text.count("Refused") == 2
    assert room.votes() == []


def test_a_forged_token_is_refused_in_the_same_words_as_an_old_one(room: Room) -> None:
    forged = room.phone()
    forged.cookies.set(phone_requests.SEAT, "A" * 43, path="/w")
    room.open()
    answer = forged.post("/w/vote", data=ANSWER)
    assert answer.status_code == 404
    assert "Join with the code" in answer.text
    assert room.phone().post("/w/vote", data=ANSWER).status_code == 404
    assert room.votes() == []


def test_nobody_answers_for_somebody_else(room: Room) -> None:
    room.joined("Ana")
    bo = room.joined("Bo")
    room.open()
    ana = room.context.store.workshop(room.id).participants[0]
    bo.post("/w/vote", data={**ANSWER, "participant": ana.id, "token": "x"})
    votes = room.context.store.workshop(room.id).votes
    assert [vote.participant for vote in votes] == [room.context.store.workshop(room.id).participants[1].id]


@pytest.mark.parametrize("step", ["reveal", "open", "new_round", "agree", "close", "W0RKSHOP/reveal", "seat/x"])
def test_a_facilitators_step_from_a_phone_is_refused_in_words_and_logged(
    room: Room, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    phone = room.joined("Bo")
    room.open()
    before = room.version
    with caplog.at_level(logging.WARNING, logger="readiness"):
        answer = phone.post(f"/w/{step}", data={"version": str(before), "key": "x"})
    assert answer.status_code == 403
    assert "Only a facilitator can do that" in answer.text
    assert "Refused" in caplog.text
    assert room.version == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "http://evil"},
        {"sec-fetch-site": "same-site", "origin": "http://other.room"},
        {"origin": "http://evil"},
        {"origin": "null"},
        {"origin": "http://room.evil"},
    ],
)
def test_a_form_of_another_site_does_nothing(room: Room, headers: dict[str, str]) -> None:
    phone = room.joined("Bo")
    room.open()
    answer = phone.post("/w/vote", data=ANSWER, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert room.votes() == []
    assert phone.post("/w/vote", data=ANSWER, headers={"origin": "http://room"}).status_code == 303


def test_an_answer_after_the_reveal_is_refused_and_says_which_round_comes(room: Room) -> None:
    phone = room.joined("Bo")
    room.open()
    room.reveal()
    script = phone.post("/w/vote", data=ANSWER, headers={"accept": "application/json"})
    assert script.json() == {
        "ok": False,
        "sentence": "Voting closed — you can answer in round 2. Your answer was not saved.",
        "moved": True,
        "gone": False,
    }
    plain = phone.post("/w/vote", data=ANSWER)
    assert plain.status_code == 409
    assert "Voting closed — you can answer in round 2" in plain.text
    assert room.votes() == []


# What is seen ---------------------------------------------------------------------------------------------------------


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
