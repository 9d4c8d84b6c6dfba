"""A whole workshop as a room plays it: a board, a projector and three phones, from the first click to the PDF."""

import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.initiatives import create_initiative
from readiness.context import Actor, open_context
from readiness.settings import Settings
from tests.browser.conftest import NewPage, Server, Visit, settled

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 667, "has_touch": True, "is_mobile": True}
SHOTS = os.environ.get("READINESS_SHOTS")
"""A folder for pictures of every screen at every step, and how long it took, for whoever wants to look at them."""


def answer(phone: Page, choice: str, reason: str = "") -> None:
    phone.get_by_role("radio", name=re.compile(choice)).check()
    if reason:
        phone.get_by_label(re.compile("^Why")).fill(reason)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("✓ You can change it until the reveal.")).to_be_visible()


def test_a_room_goes_from_the_first_click_to_the_pdf(
    visit: Visit, new_page: NewPage, server: Server, keys_ready: Callable[[Page], Page]
) -> None:
    context = open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))
    acting = replace(context, actor=Actor(None, "Ana"))
    initiative = create_initiative(acting, name="CV shortlist", profile="hr_screening")
    board = new_page()
    screens = {"board": board}

    def look(step: str) -> None:
        if SHOTS:
            for name, screen in screens.items():
                screen.screenshot(path=str(Path(SHOTS) / f"{step}-{name}.png"), full_page=True)

    # Create, in the browser alone.
    began = time.monotonic()
    visit(board, f"/workshop?initiative={initiative}")
    board.get_by_text("Data readiness: 5 criteria").click()
    board.get_by_label("Your name, as the room knows you").fill("Ana")
    board.get_by_role("button", name="Open the workshop").click()
    board.get_by_role("button", name="I have noted them").click()
    with board.expect_popup() as opened:
        board.get_by_role("link", name="Open the projector page").click()
    wall = screens["projector"] = opened.value
    said = wall.get_by_text(re.compile(r"^[A-Z2-9]{3}-[A-Z2-9]{3}$")).first.inner_text()
    look("1-lobby")

    # Three phones join by the code that the wall shows.
    phones, took = [], []
    for name in ("Amy", "Bo", "Cy"):
        phone = screens[name] = new_page(**PHONE)
        arrived = time.monotonic()
        phone.goto(f"{server.url}/w")
        phone.get_by_label("Code on the screen").fill(said)
        phone.get_by_role("button", name="Go on").click()
        phone.get_by_label("Your name").fill(name)
        phone.get_by_label("No, none of these").check()
        phone.get_by_role("button", name="Join").click()
        expect(phone.get_by_role("heading", name=f"You are in, {name}")).to_be_visible()
        took.append(f"{name} from the address to the room: {time.monotonic() - arrived:.1f} s")
        phones.append(phone)
    expect(board.get_by_text("3 people in")).to_be_visible()
    expect(wall.get_by_text("3 people in")).to_be_visible()
    look("2-joined")

    # Vote blind.
    board.get_by_role("button", name="Open the first vote").click()
    for phone in phones:
        expect(phone.get_by_role("radio")).to_have_count(5)
    answer(phones[0], "Red", "No test since May")
    answer(phones[1], "Green")
    for screen in (board, wall):
        expect(screen.get_by_text("2 of 3 voted")).to_be_visible()
    answer(phones[2], "Yellow")
    for screen in (board, wall):
        expect(screen.get_by_text("3 of 3 voted")).to_be_visible()
    for screen in (board, wall, *phones[1:]):
        assert "No test since May" not in screen.content()
    look("3-voted")

    # Reveal to everybody, vote again, agree, and what was agreed is everywhere.
    board.get_by_role("button", name="Reveal").click()
    for screen in screens.values():
        expect(screen.get_by_text("No test since May").first).to_be_visible()
    look("4-revealed")
    board.get_by_role("button", name="New round").click()
    for phone in phones:
        expect(phone.get_by_text("Round 2")).to_be_visible()
        answer(phone, "Yellow")
    expect(board.get_by_text("3 of 3 voted")).to_be_visible()
    board.get_by_role("button", name="Reveal").click()
    expect(board.get_by_text("1 moved up, 1 down, 1 stayed").first).to_be_visible()
    look("5-second-round")
    board.get_by_role("button", name="Add an action").click()
    expect(board.get_by_label("What will be done")).to_be_focused()
    board.keyboard.type("Test every source each month")
    look("5-action")
    board.get_by_role("button", name="Save the action").click()
    expect(board.get_by_text("The action is saved.")).to_be_visible()
    board.get_by_role("radio", name="Yellow").click()
    board.get_by_role("button", name="Agree", exact=True).click()
    expect(board.get_by_text("Change what was agreed")).to_be_visible()
    for phone in phones:
        expect(phone.locator(".note").first).to_contain_text("Agreed: ▲ Yellow")
    look("6-agreed")

    # Next: a criterion that nobody can answer is parked.
    board.get_by_role("button", name="Next").click()
    for screen in screens.values():
        expect(screen.get_by_role("heading", name="Pipeline robustness")).to_be_visible()
    for phone in phones:
        answer(phone, "know")
    board.get_by_role("button", name="Reveal").click()
    board.get_by_role("button", name=re.compile("^Park")).click()
    look("7-parked")

    # Close, freeze, and take the PDF away.
    board.get_by_role("navigation", name="Parts of the board").get_by_role("link", name="Close").click()
    expect(board.get_by_text("Parked").first).to_be_visible()
    settled(board)
    look("8-closing")
    board.get_by_text("Nobody will answer any more").click()
    board.get_by_role("button", name="Close the workshop").click()
    for phone in phones:
        expect(phone.get_by_role("heading", name="The workshop is over")).to_be_visible()
    expect(wall.get_by_text("The workshop is over")).to_be_visible()
    board.get_by_role("button", name="Freeze snapshot").click()
    pdf = board.get_by_role("link", name=re.compile("PDF")).first
    expect(pdf).to_be_visible()
    look("9-closed")
    with board.expect_download() as saved:
        pdf.click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    took.append(f"From the first click to the PDF: {time.monotonic() - began:.0f} s")
    if SHOTS:
        (Path(SHOTS) / "times.txt").write_text("\n".join(took) + "\n", encoding="utf-8")
    (record,) = context.store.load(initiative).workshops
    assert [one.outcome for one in record.criteria][:3] == ["agreed", "parked", "not_agreed"]
    assert (record.joined, record.independent) == (3, 3)
