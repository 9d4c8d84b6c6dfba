"""Two phones in a workshop: join, answer blind, see the reveal, close; without script; and when the line breaks."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from readiness.commands import attendance, participants, workshops
from readiness.commands.consensus import agree
from readiness.commands.initiatives import create_initiative
from readiness.commands.workshops import create_workshop
from readiness.context import Context, shared_context
from readiness.settings import Settings
from readiness.web import phones
from readiness.web.listener import Listener

FIRST, SECOND = "data.source_mapping", "data.pipeline_robustness"
PHONE = {"width": 375, "height": 667, "has_touch": True, "is_mobile": True}
SHOTS = os.environ.get("READINESS_SHOTS")
"""A folder for pictures of every screen, for whoever wants to look at them."""

pytestmark = pytest.mark.browser


class Room:
    """A workshop, its facilitator, and the port that phones are served on."""

    def __init__(self, context: Context) -> None:
        self.context = context
        initiative = create_initiative(context, name="Claims triage assistant", profile="fraud_detection")
        self.made = create_workshop(context, initiative, name="Ana", agenda=[FIRST, SECOND], anonymity="named")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listener = Listener()
        self._listener.attach(self._loop, phones.routes())
        self.address = self._listener.open("127.0.0.1")

    @property
    def join_url(self) -> str:
        return f"{self.address.url}/w/{self.made.code}"

    def lead(self, step: str, **more: Any) -> None:
        version = self.context.store.workshop(self.made.id).workshop.version
        getattr(workshops, step)(self.context, self.made.id, key=self.made.key, version=version, **more)

    def votes(self) -> list[tuple[str, str]]:
        return sorted((vote.choice, vote.reason) for vote in self.context.store.workshop(self.made.id).votes)

    def unplug(self) -> None:
        self._listener.close()

    def plug_in(self) -> None:
        assert self._listener.open("127.0.0.1", self.address.port) == self.address

    def end(self) -> None:
        self._listener.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def room(own_database: Path) -> Iterator[Room]:
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    room = Room(context)
    yield room
    room.end()
    context.store.close()


Look = Callable[[Page, str], None]


@pytest.fixture
def look(axe: Callable[[Page], list[str]]) -> Look:
    """What holds on every screen of a phone: nothing sideways, targets to hit, no barrier in light or dark."""

    def at(page: Page, name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, name
        small = page.evaluate(SMALL_TARGETS)
        assert small == [], name
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert axe(page) == [], f"{name}, {scheme}"
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{scheme}.png", full_page=True)

    return at


SMALL_TARGETS = """() =>
    [...document.querySelectorAll('button, summary, a, input[type=text], textarea, .choice > label')]
    .filter((one) => one.offsetParent && !one.closest('.said'))
    .filter((one) => one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 120))"""


def join(page: Page, room: Room, name: str, tap: str) -> None:
    page.goto(room.join_url)
    page.get_by_label("Your name").fill(name)
    page.get_by_label(tap).check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name=f"You are in, {name}")).to_be_visible()


@pytest.mark.parametrize(("way", "screens"), [("the QR code", 1), ("the typed code", 2)])
def test_two_screens_at_most_stand_between_a_phone_and_the_room(
    room: Room, new_page: Callable[..., Page], way: str, screens: int
) -> None:
    page = new_page(**PHONE)
    shown: list[str] = []
    page.on("domcontentloaded", lambda loaded: shown.append(loaded.url.removeprefix(room.address.url)))
    if way == "the QR code":
        page.goto(room.join_url)
    else:
        page.goto(f"{room.address.url}/w")
        page.get_by_label("Code on the screen").fill(room.made.code)
        page.get_by_role("button", name="Go on").tap()
    page.get_by_label("Your name").fill("Bo")
    page.get_by_text("No, none of these").tap()
    page.get_by_role("button", name="Join").tap()
    expect(page.get_by_role("heading", name="You are in, Bo")).to_be_visible()
    assert shown[-1] == "/w/me"
    assert len(shown) - 1 == screens, shown


def test_two_phones_play_a_workshop_through(room: Room, new_page: Callable[..., Page], look: Look) -> None:
    one, two = new_page(**PHONE), new_page(**PHONE)
    one.goto(f"{room.address.url}/w")
    look(one, "1-code")
    one.get_by_label("Code on the screen").fill(f"{room.made.code[:3]} {room.made.code[3:]}".lower())
    one.get_by_role("button", name="Go on").click()
    look(one, "2-join")
    one.get_by_label("Your name").fill("Bo")
    one.get_by_label("Your role").fill("Security")
    one.get_by_label("No, none of these").check()
    one.get_by_role("button", name="Join").click()
    expect(one.get_by_role("heading", name="You are in, Bo")).to_be_visible()
    look(one, "3-lobby")
    two.goto(room.join_url)
    two.get_by_label("Your name").fill("bo")
    two.get_by_label("I would rather not say").check()
    two.get_by_role("button", name="Join").click()
    look(two, "4-taken")
    two.get_by_role("button", name="I’m another bo").click()
    expect(two.get_by_role("heading", name="You are in, bo (2)")).to_be_visible()

    room.lead("open_voting", criterion=FIRST)
    for page in (one, two):
        expect(page.get_by_role("radio")).to_have_count(5)
    expect(one.locator("h1")).to_be_focused()
    expect(one.get_by_label("Why")).to_be_hidden()
    one.get_by_role("radio", name="Red").check()
    reason = one.get_by_label("Why red? (required)")
    assert reason.bounding_box()["y"] < one.get_by_role("radio", name="Yellow").bounding_box()["y"]  # type: ignore[index]
    one.get_by_role("button", name="Send my answer").click()
    assert reason.evaluate("one => one.validity.valueMissing"), "a red without a reason is not sent"
    assert room.votes() == []
    reason.fill("No test since May & <b>none</b> planned")
    one.get_by_label("What proves it?").fill("https://example.com/log")
    look(one, "5-answering")
    one.get_by_role("button", name="Send my answer").click()
    expect(one.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    assert room.votes() == [("red", "No test since May & <b>none</b> planned")]
    look(one, "6-sent")
    one.reload()
    expect(one.get_by_role("radio", name="Red")).to_be_checked()
    reason.fill("No test since May")
    expect(one.get_by_text("Changed, not sent yet")).to_be_visible()
    workshops.set_timer(room.context, room.made.id, key=room.made.key, seconds=300)
    expect(one.get_by_text("left", exact=False)).to_be_visible()
    expect(reason).to_have_value("No test since May")  # what is being typed survives whatever the room does
    one.get_by_role("button", name="Send the change").click()
    expect(one.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    two.get_by_role("radio", name="Green").check()
    two.get_by_role("button", name="Send my answer").click()
    expect(two.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    assert "No test since May" not in two.content()
    assert room.votes() == [("green", ""), ("red", "No test since May")]

    room.lead("reveal")
    for page in (one, two):
        expect(page.get_by_text("No test since May")).to_be_visible()
    expect(one.locator(".spread li.red")).to_contain_text("Your answer")
    expect(two.locator(".spread li.green")).to_contain_text("Your answer")
    look(two, "7-revealed")
    two.get_by_text("Propose an action").click()
    two.get_by_label("What should be done?").fill("Test the hard cases")
    two.get_by_role("button", name="Propose it").click()
    expect(two.get_by_text("Test the hard cases – waits for the facilitator")).to_be_visible()
    look(two, "8-proposed")
    room.lead("new_round")
    expect(one.get_by_text("Round 2")).to_be_visible()
    expect(one.get_by_role("radio", name="Red")).not_to_be_checked()
    one.get_by_role("radio", name="Yellow").check()
    one.get_by_role("button", name="Send my answer").click()
    expect(one.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    room.lead("reveal", missing_ok=True)
    expect(two.get_by_text("You did not answer in this round.")).to_be_visible()
    version = room.context.store.workshop(room.made.id).workshop.version
    agree(room.context, room.made.id, key=room.made.key, version=version, rating="yellow", rationale="One step", seen=0)
    expect(two.locator(".note").first).to_contain_text("Agreed: ▲ Yellow")
    look(two, "9-agreed")
    room.lead("close")
    expect(one.get_by_role("heading", name="The workshop is over")).to_be_focused()
    look(one, "10-closed")


def test_an_answer_without_connection_is_kept_sent_again_and_counted_once(
    room: Room, new_page: Callable[..., Page], watched: Any
) -> None:
    watched.expect("ERR_", "Failed to load resource")
    page = new_page(**PHONE)
    join(page, room, "Bo", "No, none of these")
    room.lead("open_voting", criterion=FIRST)
    page.get_by_role("radio", name="Yellow").check()
    page.get_by_label("Why? (optional)").fill("Typed before the line broke")
    expect(page.locator("#way")).to_be_hidden()
    room.unplug()
    expect(page.locator("#line")).to_contain_text("Reconnecting")
    expect(page.get_by_text("Nothing comes through from the workshop.")).to_be_visible()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Not sent yet, trying again …")).to_be_visible()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/11-reconnecting.png", full_page=True)
    assert room.votes() == []
    room.plug_in()
    expect(page.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    expect(page.locator("#line")).to_be_hidden()
    expect(page.locator("#way")).to_be_hidden()
    assert room.votes() == [("yellow", "Typed before the line broke")]
    room.unplug()
    room.lead("reveal")
    room.plug_in()
    expect(page.locator(".spread")).to_be_visible()
    assert len(room.context.store.workshop(room.made.id).participants) == 1


def test_what_one_person_could_not_send_is_never_sent_by_who_joins_next_on_that_phone(
    room: Room, new_page: Callable[..., Page], watched: Any
) -> None:
    watched.expect("ERR_", "Failed to load resource")
    page = new_page(**PHONE)
    join(page, room, "Amy", "No, none of these")
    room.lead("open_voting", criterion=FIRST)
    page.get_by_label("Green").check()
    room.unplug()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.locator(".sent")).to_have_text("Not sent yet, trying again …")
    kept = page.evaluate("sessionStorage.getItem('readiness-unsent')")
    # Nothing but loading: what still tries on the page before must not be faster than the next person.
    page.route("**/w/vote", lambda route: route.abort())
    room.plug_in()
    page.goto(f"{room.join_url}?new=1")
    page.get_by_label("Your name").fill("Bo")
    page.get_by_label("No, none of these").check()
    assert kept == page.evaluate("sessionStorage.getItem('readiness-unsent')"), "it still waits on this phone"
    page.unroute("**/w/vote")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("You are Bo")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('readiness-unsent')") is None
    page.reload()
    expect(page.get_by_text("You are Bo")).to_be_visible()
    assert page.locator("input[name=choice]:checked").count() == 0
    assert room.votes() == []


def test_a_phone_whose_seat_moved_says_so_when_it_answers(
    room: Room, new_page: Callable[..., Page], watched: Any
) -> None:
    watched.expect("ERR_", "Failed to load resource", "403")
    page = new_page(**PHONE)
    join(page, room, "Amy", "No, none of these")
    room.lead("open_voting", criterion=FIRST)
    for way in ("**/w/events", "**/w/state"):
        page.route(way, lambda route: route.abort())
    page.reload()
    page.get_by_label("Green").check()
    asked, _ = participants.ask_rejoin(room.context, room.made.code, "Amy")
    attendance.decide_rejoin(room.context, room.made.id, key=room.made.key, rejoin=asked, grant=True)
    page.unroute("**/w/state")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Your seat in this workshop moved to another device")).to_be_visible()
    expect(page.get_by_text("You are Amy")).to_have_count(0)


def test_an_answer_that_comes_too_late_is_refused_in_words_on_the_page_that_has_moved_on(
    room: Room, new_page: Callable[..., Page], watched: Any
) -> None:
    watched.expect("ERR_", "Failed to load resource")
    page = new_page(**PHONE)
    join(page, room, "Bo", "No, none of these")
    room.lead("open_voting", criterion=FIRST)
    page.get_by_role("radio", name="Green").check()
    room.unplug()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Not sent yet, trying again …")).to_be_visible()
    room.lead("reveal", missing_ok=True)
    room.plug_in()
    expect(page.locator(".spread")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Voting closed — you can answer in round 2")
    assert room.votes() == []


def test_where_the_network_holds_the_stream_back_the_phone_asks_by_itself(
    room: Room, new_page: Callable[..., Page], look: Look
) -> None:
    page = new_page(**PHONE)
    for stream in ("events", "try"):
        page.route(f"**/w/{stream}", lambda route: None)  # neither answered nor refused
    page.goto(room.join_url)
    expect(page.get_by_text("The live connection does not come through here. Join all the same")).to_be_visible()
    look(page, "14-held-back-at-the-door")
    join(page, room, "Bo", "No, none of these")
    room.lead("open_voting", criterion=FIRST)
    expect(page.get_by_role("radio")).to_have_count(5)
    expect(page.get_by_text("This page asks every two seconds instead")).to_be_visible()
    look(page, "15-held-back")
    page.get_by_role("radio", name="Green").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    room.lead("reveal")
    expect(page.locator(".spread li.green")).to_contain_text("Your answer")


def test_from_a_page_that_nothing_reaches_live_a_tap_leads_to_one_without_script(
    room: Room, new_page: Callable[..., Page], look: Look
) -> None:
    page = new_page(**PHONE)
    for address in ("events", "state", "try"):
        page.route(f"**/w/{address}", lambda route: None)
    join(page, room, "Bo", "No, none of these")
    expect(page.get_by_text("Nothing comes through from the workshop.")).to_be_visible()
    page.get_by_role("link", name="Use the plain page instead").click()
    expect(page.get_by_text("Use the page that moves on by itself")).to_be_visible()
    room.lead("open_voting", criterion=FIRST)
    page.get_by_role("link", name="Look whether the room has moved on").click()
    page.get_by_role("radio", name="Green").check()
    look(page, "16-plain")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    assert room.votes() == [("green", "")]


def test_who_is_removed_reads_so_on_their_phone(
    room: Room, new_page: Callable[..., Page], watched: Any, look: Look
) -> None:
    watched.expect("403")
    page = new_page(**PHONE)
    join(page, room, "Bo", "No, none of these")
    one = room.context.store.workshop(room.made.id).participants[0]
    attendance.remove_participant(room.context, room.made.id, key=room.made.key, participant=one.id, keep_votes=False)
    expect(page.get_by_text("You were removed from this workshop")).to_be_visible()
    look(page, "13-removed")


def test_without_script_a_plain_form_does_it_all(room: Room, new_page: Callable[..., Page], watched: Any) -> None:
    watched.expect("409")
    page = new_page(**PHONE, java_script_enabled=False)
    join(page, room, "Bo", "Yes, at least one")
    room.lead("open_voting", criterion=FIRST)
    page.get_by_role("link", name="Look whether the room has moved on").click()
    page.get_by_role("radio", name="Red").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Red needs a reason")).to_be_visible()
    expect(page.get_by_role("radio", name="Red")).to_be_checked()
    page.get_by_label("Why? Required for red").fill("Nobody has tested it")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/12-plain-form.png", full_page=True)
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("✓ You can change it until the reveal.")).to_be_visible()
    assert page.url == f"{room.address.url}/w/me"
    assert room.votes() == [("red", "Nobody has tested it")]
    room.lead("reveal")
    page.get_by_role("link", name="Look whether the room has moved on").click()
    expect(page.locator(".spread li.red")).to_contain_text("Your answer")
