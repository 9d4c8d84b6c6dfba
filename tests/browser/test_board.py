"""The workshop's board in a real browser: keys, live votes, a reload, a second facilitator, the projector."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from readiness.commands import workshops
from readiness.commands.facilitators import add_facilitator
from readiness.commands.initiatives import create_initiative
from readiness.commands.participants import join, vote
from readiness.commands.workshops import create_workshop
from readiness.context import Actor, Context, open_context
from readiness.domain.workshop import Choice
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, Visit, settled

pytestmark = pytest.mark.browser

AGENDA = ("data.source_mapping", "data.pipeline_robustness")
NAMES = ("Amy", "Bo", "Cy", "Dee")
SPLIT: tuple[Choice, ...] = ("red", "red", "green", "yellow")


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture
def initiative(context: Context) -> str:
    return create_initiative(replace(context, actor=Actor(None, "Ana")), name="CV shortlist", profile="hr_screening")


def say(context: Context, tokens: list[str], choices: tuple[Choice, ...], criterion: str = AGENDA[0]) -> None:
    for token, choice in zip(tokens, choices, strict=False):
        vote(context, token, criterion=criterion, round=1, choice=choice, reason=f"It looks {choice} to me")


def test_a_workshop_is_led_by_keys_follows_votes_and_survives_a_reload(
    visit: Visit, page: Page, context: Context, initiative: str, axe: Axe, keys_ready: Callable[[Page], Page]
) -> None:
    visit(page, f"/workshop?initiative={initiative}")
    assert axe(page) == []
    page.get_by_text("Data readiness: 5 criteria").click()
    page.get_by_label("Your name, as the room knows you").fill("Ana")
    page.get_by_role("button", name="Open the workshop").click()
    expect(page.get_by_text("shown this once")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="I have noted them").click()
    expect(page.get_by_text("shown this once")).to_have_count(0)
    (workshop,) = [one for one in context.store.running_workshops() if one.initiative == initiative]
    tokens = [join(context, workshop.code, name=name).token for name in NAMES]
    expect(page.get_by_text("4 people in")).to_be_visible()
    # A letter that is typed is no step.
    page.get_by_role("link", name="Enter somebody without a device").click()
    field = page.get_by_label("Let somebody else lead as well")
    field.fill("")
    field.press_sequentially("nrpbj")
    expect(page.get_by_text("Who is in?")).to_be_visible()
    assert context.store.workshop(workshop.id).workshop.state == "lobby"
    keys_ready(page)
    page.get_by_role("heading", name="Who is in?").click()
    page.keyboard.press("n")
    expect(page.get_by_text("0 of 4 voted")).to_be_visible()
    page.get_by_role("link", name="Board", exact=True).click()
    say(context, tokens, SPLIT[:3])
    expect(page.get_by_text("3 of 4 voted")).to_be_visible()
    expect(page.get_by_text("without a connection: Dee")).to_be_visible()
    assert "It looks red to me" not in page.content()
    assert axe(page) == []
    for arrow in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Enter", "PageDown"):
        page.keyboard.press(arrow)
    page.reload()
    settled(page)
    # The tab still leads, and the workshop stands where it stood.
    expect(page.get_by_text("3 of 4 voted")).to_be_visible()
    assert context.store.workshop(workshop.id).workshop.state == "voting"
    keys_ready(page)
    page.keyboard.press("r")
    expect(page.get_by_text("1 person has not answered yet")).to_be_visible()
    assert context.store.workshop(workshop.id).workshop.state == "voting"
    page.get_by_role("button", name="Wait").click()
    say(context, tokens, SPLIT)
    expect(page.get_by_text("4 of 4 voted")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("The room sees it in opposite ways.")).to_be_visible()
    expect(page.get_by_text("It looks green to me")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("radio", name="Yellow").click()
    page.get_by_label(re.compile("^Because")).fill("Half of it is mapped")
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_text("Change what was agreed")).to_be_visible()
    assert context.store.load(initiative).answer(AGENDA[0]).rating == "yellow"
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Pipeline robustness")).to_be_visible()


def test_the_board_fits_a_phone_in_the_dark_and_a_second_facilitator_is_told_who_was_first(
    visit: Visit, new_page: NewPage, context: Context, initiative: str, axe: Axe
) -> None:
    made = create_workshop(context, initiative, name="Ana", agenda=AGENDA)
    tokens = [join(context, made.code, name=name).token for name in NAMES]
    bea = add_facilitator(context, made.id, key=made.key, name="Bea")
    page = new_page(width=400, height=800, scheme="dark")
    visit(page, f"/workshop?initiative={initiative}")
    page.get_by_label("Your name").fill("Ana")
    page.get_by_label("Recovery code or facilitator's key").fill(made.key)
    page.get_by_role("button", name="Lead this workshop").click()
    expect(page.get_by_text("4 people in")).to_be_visible()
    page.get_by_role("button", name="Open the first vote").click()
    expect(page.get_by_text("0 of 4 voted")).to_be_visible()
    say(context, tokens, SPLIT)
    expect(page.get_by_text("4 of 4 voted")).to_be_visible()
    workshops.reveal(context, made.id, key=bea, version=context.store.workshop(made.id).workshop.version)
    # Bea's step arrives by itself.
    expect(page.get_by_text("What does the room agree on?")).to_be_visible()
    expect(page.get_by_text("Revealed by Bea.")).to_be_visible()
    assert axe(page) == []
    for part in ("Board", "Agenda", "People", "Join", "Close"):
        page.get_by_role("navigation", name="Parts of the board").get_by_role("link", name=re.compile(part)).click()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, part
    assert axe(page) == []


def test_the_projector_follows_the_room_by_itself(
    new_page: NewPage, server: Server, context: Context, initiative: str, axe: Axe, visit: Visit
) -> None:
    made = create_workshop(context, initiative, name="Ana", agenda=AGENDA)
    tokens = [join(context, made.code, name=name).token for name in NAMES]
    board = new_page(width=1920, height=1080)
    visit(board, f"/workshop?initiative={initiative}")
    board.get_by_label("Recovery code or facilitator's key").fill(made.key)
    board.get_by_role("button", name="Lead this workshop").click()
    with board.expect_popup() as opened:
        board.get_by_role("link", name="Open the projector page").click()
    wall = opened.value
    expect(wall.get_by_role("heading", name="Join with your phone")).to_be_visible()
    assert axe(wall) == []
    board.get_by_role("button", name="Open the first vote").click()
    expect(wall.get_by_text("0 of 4 voted")).to_be_visible()
    say(context, tokens, SPLIT[:2])
    expect(wall.get_by_text("2 of 4 voted")).to_be_visible()
    assert axe(wall) == []
    board.get_by_role("button", name="Blank").click()
    expect(wall.get_by_text("2 of 4 voted")).to_have_count(0)
    board.get_by_role("button", name="Show projector").click()
    expect(wall.get_by_text("2 of 4 voted")).to_be_visible()
    board.get_by_role("button", name="Reveal").click()
    board.get_by_role("button", name="Reveal without them").click()
    expect(wall.get_by_text("It looks red to me").first).to_be_visible()
    wall.emulate_media(color_scheme="dark")
    assert axe(wall) == []


def test_keys_steer_projector_timer_and_agenda_and_are_listed(
    visit: Visit, page: Page, context: Context, initiative: str, keys_ready: Callable[[Page], Page]
) -> None:
    made = create_workshop(context, initiative, name="Ana", agenda=AGENDA)
    join(context, made.code, name="Amy")
    visit(page, f"/workshop?initiative={initiative}")
    page.get_by_label("Recovery code or facilitator's key").fill(made.key)
    page.get_by_role("button", name="Lead this workshop").click()
    page.get_by_role("button", name="Open the first vote").click()
    expect(page.get_by_text("0 of 1 voted")).to_be_visible()
    page.get_by_role("heading", level=1).first.click()
    keys_ready(page)

    def press(key: str, then: str) -> None:
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=then)).to_be_visible()
        settled(page)

    press("j", "Hide join code")  # in the middle of a vote: over whatever the projector shows
    assert context.store.workshop(made.id).workshop.screen == "join"
    press("j", "Join code")
    press("b", "Show projector")
    assert context.store.workshop(made.id).workshop.screen == "blank"
    press("b", "Blank")
    page.keyboard.press("t")
    expect(page.get_by_text(re.compile(r"2:5\d|3:00")).first).to_be_visible()
    assert context.store.workshop(made.id).workshop.timer_ends_at is not None
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Pipeline robustness")).to_be_visible()
    settled(page)
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Pipeline robustness")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("Reveal the answers")).to_be_visible()


HEARD = """
    let tones = 0
    const begin = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...when) {
        document.documentElement.dataset.tones = ++tones
        return begin.apply(this, when)
    }
"""
"""Counts the tones that a page makes."""


def test_the_end_of_the_timer_sounds_once_where_that_is_switched_on_and_nowhere_else(
    visit: Visit, new_page: NewPage, context: Context, initiative: str
) -> None:
    made = create_workshop(context, initiative, name="Ana", agenda=AGENDA)
    join(context, made.code, name="Amy")
    loud, still = new_page(), new_page()
    for page in (loud, still):
        page.add_init_script(HEARD)
        visit(page, f"/workshop?initiative={initiative}")
        page.get_by_label("Recovery code or facilitator's key").fill(made.key)
        page.get_by_role("button", name="Lead this workshop").click()
    switch = loud.get_by_role("switch", name="Sound when the time is up")
    expect(switch).not_to_be_checked()
    loud.get_by_test_id("stMarkdownContainer").get_by_text("Sound when the time is up").click()
    expect(switch).to_be_checked()
    loud.get_by_role("button", name="Open the first vote").click()
    expect(loud.get_by_text("0 of 1 voted")).to_be_visible()
    workshops.set_timer(context, made.id, key=made.key, seconds=5)
    for page in (loud, still):
        expect(page.get_by_text("Time is up")).to_be_visible()
    expect(loud.locator("html")).to_have_attribute("data-tones", "2")
    # What is drawn again afterwards, for a vote or a step, rings no second time.
    loud.get_by_role("button", name="Join code").click()
    expect(loud.get_by_role("button", name="Hide join code")).to_be_visible()
    settled(loud)
    assert [page.locator("html").get_attribute("data-tones") for page in (loud, still)] == ["2", None]


TAPS = """
    let taps = 0
    const count = press => { if (press.isTrusted) document.documentElement.dataset.taps = ++taps }
    document.addEventListener('click', count, true)
"""
"""Counts what a person presses."""


def test_an_action_takes_two_taps_from_a_red_or_a_yellow(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    made = create_workshop(context, initiative, name="Ana", agenda=AGENDA)
    tokens = [join(context, made.code, name=name).token for name in NAMES]
    for step, more in (("open_voting", {"criterion": AGENDA[0]}), ("reveal", {})):
        if step == "reveal":
            say(context, tokens, SPLIT)
        version = context.store.workshop(made.id).workshop.version
        getattr(workshops, step)(context, made.id, key=made.key, version=version, **more)
    visit(page, f"/workshop?initiative={initiative}")
    page.get_by_label("Recovery code or facilitator's key").fill(made.key)
    page.get_by_role("button", name="Lead this workshop").click()
    expect(page.get_by_text("What is to be done?")).to_be_visible()
    settled(page)
    page.evaluate(f"() => {{ {TAPS} }}")
    page.get_by_role("button", name="Add an action").click()
    expect(page.get_by_label("What will be done")).to_be_focused()
    page.keyboard.type("Draw the map of sources")
    page.get_by_role("button", name="Save the action").click()
    expect(page.get_by_text("The action is saved.")).to_be_visible()
    assert page.locator("html").get_attribute("data-taps") == "2"
    (plan,) = context.store.load(initiative).plans
    assert (plan.text, plan.criteria) == ("Draw the map of sources", (AGENDA[0],))
