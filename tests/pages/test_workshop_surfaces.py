"""Every surface of the program by name: what of an answer it holds before the reveal, and of people after it."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest
from starlette.applications import Starlette

from readiness.commands import workshops as steps
from readiness.commands.participants import join, vote
from readiness.commands.shares import create_share_link
from readiness.commands.snapshots import freeze
from readiness.commands.workshops import create_workshop
from readiness.context import Context
from readiness.domain.share_link import Shows
from readiness.domain.workshop import Anonymity, Choice
from readiness.errors import Invalid
from readiness.queries.audit import events
from readiness.queries.documents import live_document
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.queries.workshop_projector import projector_token
from readiness.reports import FORMATS, render
from readiness.web import downloads, phone_following, phone_requests
from readiness.web.routes import light_routes, open_routes
from tests.pages.conftest import OpenPage, page_html, words
from tests.pages.workshop_room import Room as Led
from tests.pages.workshop_room import lead
from tests.reports.pdfs import whole_text

CRITERION = "data.source_mapping"
SAM, ROLE = "Samuel Okapi", "Lighthousekeeper"
BEFORE = ("green", "raccoons-were-here", "https://before.example/badger")
AFTER = ("red", "otters-came-later", "https://after.example/beaver")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:[+]00:00|Z)?|\d\d:\d\d(?::\d\d)? UTC")
TAG = re.compile(r'"tag": ?"[^"]*"|data-tag="[^"]*"|\'etag\': \'"[^"]*"\'|name="once" value="[^"]*"')


@dataclass
class Room:
    """Samuel, whose answer is looked for, and Kim, who looks."""

    context: Context
    initiative: str
    led: Led
    sam: str
    kim: str
    open_page: OpenPage
    log: pytest.LogCaptureFixture

    def say(self, choice: Choice, reason: str, evidence: str) -> None:
        vote(self.context, self.sam, criterion=CRITERION, round=1, choice=choice, reason=reason, evidence=evidence)

    def get(self, path: str, *, seat: str = "", follow: bool = False) -> httpx.Response:
        """What any device receives at this address of the program's own routes, with headers."""

        async def ask() -> httpx.Response:
            app = Starlette(routes=[*open_routes(light_routes()), *downloads.routes()])
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app, raise_app_exceptions=False),
                base_url="http://room",
                cookies={phone_requests.SEAT: seat} if seat else {},
                follow_redirects=follow,
            ) as client:
                return await client.get(path)

        return asyncio.run(ask())

    def received(self, path: str, **more: object) -> str:
        answer = self.get(path, **more)  # type: ignore[arg-type]
        assert answer.status_code == 200, path
        return f"{answer.headers}\n{answer.text}"

    def projector(self) -> str:
        return f"/projector/{self.led.made.id}/{projector_token(self.context, self.led.made.id, self.led.made.key)}"

    def board(self) -> str:
        views = (lead(self.led, view=view) for view in ("", "agenda", "people", "join", "close"))
        return "\n".join(page_html(shown) + words(shown) for shown in views)

    def event(self) -> str:
        seated = phone_following.Seated("", self.led.facts.participants[1].id, self.kim)
        return phone_following.Workshops().look(self.led.made.id).message(seated).event.decode()

    def refusal(self) -> str:
        with pytest.raises(Invalid) as refused:
            self.led.step(steps.reveal)
        return f"{refused.value!r} {refused.value}"

    def events(self) -> str:
        first = events(self.context)
        pages = (first, *(events(self.context, page=number) for number in range(2, first.pages + 1)))
        return "\n".join(f"{row.kind} {row.actor} {row.subject} {row.body}" for page in pages for row in page.rows)

    def page(self, file: str) -> str:
        shown = self.open_page(file, initiative=self.initiative)
        return page_html(shown) + words(shown)

    def frozen(self) -> int:
        return freeze(self.context, self.initiative)

    def report(self, format: str) -> str:
        content = render(snapshot_document(self.context, self.initiative, self.frozen()), format).content  # type: ignore[arg-type]
        if content.startswith(b"%PDF"):
            return whole_text(content)
        if content.startswith(b"PK"):
            with ZipFile(BytesIO(content)) as book:
                return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        return content.decode()

    def shared(self) -> str:
        everything = Shows(evidence=True, names=True, plans=True)
        until = self.context.today() + timedelta(days=1)
        number = self.frozen()
        link = create_share_link(self.context, self.initiative, snapshot=number, until=until, shows=everything)
        return self.received(f"/s/{link.token}", follow=True)

    def live(self) -> str:
        everything = Shows(evidence=True, names=True, plans=True)
        until = self.context.today() + timedelta(days=1)
        link = create_share_link(self.context, self.initiative, snapshot=None, live=True, until=until, shows=everything)
        return self.received(f"/s/{link.token}", follow=True)


Surface = Callable[[Room], str]

IN_THE_ROOM: dict[str, Surface] = {
    "another phone": lambda room: room.received("/w/me", seat=room.kim),
    "state for a phone's script": lambda room: room.received("/w/state", seat=room.kim),
    "event to a phone": Room.event,
    "projector": lambda room: room.received(room.projector()),
    "state for the projector": lambda room: room.received(room.projector() + "/state"),
    "board": Room.board,
}
OUTSIDE: dict[str, Surface] = {
    "page to join": lambda room: room.received(f"/w/{room.led.made.code}"),
    "overview of the initiative": lambda room: room.page("initiative/overview.py"),
    "assessment form": lambda room: room.page("initiative/assess.py"),
    "list of initiatives": lambda room: room.page("home.py"),
    "log of changes": Room.events,
    "share link to the live state": lambda room: room.live(),
    "document of the initiative": lambda room: live_document(room.context, room.initiative).model_dump_json(),
}
FROZEN: dict[str, Surface] = {
    "snapshot": lambda room: snapshot_text(room.context, room.initiative, room.frozen())[0],
    "share link that shows everything": Room.shared,
    **{f"report as {format}": lambda room, format=format: room.report(format) for format in FORMATS},  # type: ignore[misc]
}
ALL = IN_THE_ROOM | OUTSIDE | FROZEN


@pytest.fixture
def make(
    context: Context, initiative: str, open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> Callable[[Anonymity], Room]:
    caplog.set_level(logging.DEBUG)

    def begin(anonymity: Anonymity) -> Room:
        made = create_workshop(context, initiative, name="Ana", agenda=[CRITERION], anonymity=anonymity)
        role = "" if anonymity == "anonymous" else ROLE
        sam = join(context, made.code, name=SAM, role=role, independence="none").token
        kim = join(context, made.code, name="Kim", independence="none").token
        room = Room(context, initiative, Led(context, initiative, made, (sam, kim)), sam, kim, open_page, caplog)
        room.led.step(steps.open_voting, criterion=CRITERION)
        return room

    return begin


def plain(text: str) -> str:
    """Without what is new at each look, and what moves with the fact that somebody answered, alone."""
    return TAG.sub("", MOMENT.sub("", text))


@pytest.mark.parametrize("anonymity", ["named", "anonymous"])
@pytest.mark.parametrize("surface", ALL)
def test_before_the_reveal_no_surface_holds_or_depends_on_what_somebody_answered(
    make: Callable[[Anonymity], Room], surface: str, anonymity: Anonymity
) -> None:
    room, look = make(anonymity), ALL[surface]
    room.say(*BEFORE)  # type: ignore[arg-type]
    first = look(room)
    room.say(*AFTER)  # type: ignore[arg-type]
    second = look(room)
    for said in (first, second, room.log.text, room.refusal()):
        for secret in (*BEFORE[1:], *AFTER[1:], "badger", "beaver"):
            assert secret not in said
    if surface not in FROZEN:  # two snapshots have two numbers and two seals
        assert plain(first) == plain(second), "it tells one answer from another"


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
@pytest.mark.parametrize("surface", [name for name in IN_THE_ROOM if name != "board"])
def test_after_the_reveal_the_room_reads_the_reason_and_of_people_what_was_promised(
    make: Callable[[Anonymity], Room], surface: str, anonymity: Anonymity
) -> None:
    room = make(anonymity)
    room.say(*AFTER)  # type: ignore[arg-type]
    room.led.step(steps.reveal, missing_ok=True)
    said = IN_THE_ROOM[surface](room)
    assert AFTER[1] in said
    assert (SAM in said) == (anonymity == "named")
    assert (ROLE in said) == (anonymity != "anonymous") or (anonymity == "named" and "projector" in surface)


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
@pytest.mark.parametrize("surface", OUTSIDE | FROZEN)
def test_after_the_close_nobodys_name_role_or_reason_leaves_the_room(
    make: Callable[[Anonymity], Room], surface: str, anonymity: Anonymity
) -> None:
    room = make(anonymity)
    room.say(*AFTER)  # type: ignore[arg-type]
    room.led.step(steps.reveal, missing_ok=True)
    room.led.step(steps.close)
    if surface == "page to join":
        assert room.get(f"/w/{room.led.made.code}").status_code != 200
        return
    said = (OUTSIDE | FROZEN)[surface](room)
    shown = (AFTER[1], AFTER[2], ROLE)
    # Who took part is in the log of changes where the room knew it by name; never what they answered.
    hidden = shown if surface == "log of changes" and anonymity == "named" else (*shown, SAM)
    for secret in hidden:
        assert secret not in said


def test_the_end_of_the_timer_is_the_same_on_board_projector_and_phone(make: Callable[[Anonymity], Room]) -> None:
    room = make("named")
    steps.set_timer(room.context, room.led.made.id, key=room.led.made.key, seconds=300)
    ends = room.led.workshop.timer_ends_at
    assert ends is not None
    for name in ("another phone", "event to a phone", "projector", "state for the projector"):
        # Phones and the projector count down themselves, to this moment by the server's clock.
        assert ends.isoformat() in IN_THE_ROOM[name](room), name
        assert '"now"' in IN_THE_ROOM[name](room) or "data-now" in IN_THE_ROOM[name](room), name
    shown = {name: IN_THE_ROOM[name](room) for name in ("another phone", "projector")}
    shown["board"] = words(lead(room.led))
    left = {
        name: re.search(r"\b0?(\d):(\d\d)\b(?! UTC)", re.sub(r"datetime=\S+", "", MOMENT.sub("", said)))
        for name, said in shown.items()
    }
    seconds = {name: int(found[1]) * 60 + int(found[2]) for name, found in left.items() if found}
    assert seconds.keys() == shown.keys()
    for name, said in seconds.items():
        assert said <= 300, name
        assert abs(said - (ends - room.context.now()).total_seconds()) < 30, name


@pytest.mark.parametrize("anonymity", ["named", "role", "anonymous"])
@pytest.mark.parametrize(("of_a_role", "cut"), [(3, False), (4, True)])
def test_the_cut_by_role_is_drawn_from_four_people_on_and_never_without_roles(
    make: Callable[[Anonymity], Room], of_a_role: int, cut: bool, anonymity: Anonymity
) -> None:
    room = make(anonymity)
    role = "" if anonymity == "anonymous" else ROLE
    everybody = [join(room.context, room.led.made.code, name=f"Person {n}", role=role).token for n in range(of_a_role)]
    for token in everybody[:-1]:
        vote(room.context, token, criterion=CRITERION, round=1, choice="yellow")
    room.say("yellow", "", "")  # Samuel has the same role
    room.led.step(steps.reveal, missing_ok=True)
    there = cut and anonymity != "anonymous"
    assert ("Answers by role" in words(lead(room.led))) == there
    assert ("By role" in room.received("/w/me", seat=room.kim)) == there
