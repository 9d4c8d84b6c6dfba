"""Share links in a real browser: made on the snapshots page, opened on a phone without scripts, revoked while open."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from readiness.commands import consensus
from readiness.commands import workshops as steps
from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.commands.participants import join, vote
from readiness.commands.plans import add_plan
from readiness.commands.shares import create_share_link
from readiness.commands.snapshots import freeze
from readiness.commands.workshops import create_workshop
from readiness.context import Context, open_context
from readiness.domain.share_link import DOWNLOADS, Shows
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, Visit, Watched, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture(scope="module")
def initiative(context: Context) -> str:
    """A snapshot with a red, a yellow with its plan, and a name without a place to break."""
    made = create_initiative(context, name="Call-back list " + "x" * 80, profile="document_processing")
    rate(context, made, "data.source_mapping", rating="red", seen=None)
    rate(context, made, "operations.incident_response", rating="yellow", seen=None)
    due = datetime.now(UTC).date() + timedelta(days=9)
    add_plan(context, made, criteria=["operations.incident_response"], text="Drill it", owner="Olga Owner", due=due)
    freeze(context, made, note="First")
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_page_is_accessible_needs_no_script_and_keeps_the_token_to_itself(
    server: Server, new_page: NewPage, axe: Axe, context: Context, initiative: str, scheme: str
) -> None:
    shows = Shows(evidence=True, names=True, plans=True, downloads=DOWNLOADS)
    until = context.today() + timedelta(days=1)
    token = create_share_link(context, initiative, snapshot=1, until=until, shows=shows).token
    page = new_page(width=375, height=667, scheme=scheme)
    page.goto(f"{server.url}/s/{token}")
    expect(page.get_by_role("heading", name="Can it go to production?")).to_be_visible()
    assert token not in page.url and re.search(r"/s/view/[0-9a-f]+$", page.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.cookie") == "" and page.evaluate("document.referrer") == ""
    assert axe(page) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is (scheme == "light")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Full report (PDF)")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    bare = new_page(width=375, height=667, scheme=scheme, java_script_enabled=False)
    bare.goto(f"{server.url}/s/{token}")
    with bare.expect_download() as taken:
        bare.get_by_role("link", name="Criteria (CSV)").click()
    assert taken.value.suggested_filename.endswith("-snapshot-1.csv")
    assert token not in server.log()


def test_a_link_is_made_opened_by_somebody_else_and_closed_under_their_eyes(
    visit: Visit, page: Page, new_page: NewPage, axe: Axe, initiative: str, watched: Watched
) -> None:
    visit(page, f"/snapshots?initiative={initiative}")
    page.get_by_text("Make a link", exact=True).click()
    page.get_by_label("For whom").fill("Sponsor")
    page.get_by_text("Plans, and the way to a better verdict").click()
    assert axe(page) == []
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("The link is made. Copy it now.")).to_be_visible()
    link = page.get_by_test_id("stCode").inner_text().strip()
    settled(page)
    page.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_test_id("stCode")).to_have_count(0)

    sponsor = new_page(width=375, height=667)
    sponsor.goto(link)
    expect(sponsor.get_by_role("heading", name="Plans")).to_be_visible()
    expect(sponsor.get_by_text("Drill it")).to_be_visible()
    expect(sponsor.get_by_text("Olga Owner")).to_have_count(0)

    visit(page, f"/snapshots?initiative={initiative}")
    expect(page.get_by_text("Opened 1 time")).to_be_visible()
    page.get_by_role("button", name=re.compile("Revoke link")).first.click()
    expect(page.get_by_text("It shows nothing from now on.")).to_be_visible()
    watched.expect("404")
    sponsor.reload()
    expect(sponsor.get_by_role("heading", name="There is nothing to show here")).to_be_visible()
    assert axe(sponsor) == []


INSIDE = """() => [...document.querySelectorAll('svg')].every((drawing) => {
  const edge = drawing.getBoundingClientRect()
  return [...drawing.querySelectorAll('text')].every((text) => {
    const box = text.getBoundingClientRect()
    return box.left >= edge.left - 1 && box.right <= edge.right + 1
      && box.top >= edge.top - 1 && box.bottom <= edge.bottom + 1
  })
})"""
"""Whether no word of a drawing is cut by its edge."""


def test_the_live_state_is_handed_on_before_any_snapshot_and_follows_the_room_but_no_vote(
    visit: Visit, page: Page, new_page: NewPage, axe: Axe, context: Context
) -> None:
    initiative = create_initiative(context, name="Invoice reader", profile="document_processing")
    visit(page, f"/snapshots?initiative={initiative}")
    page.get_by_text("Make a link", exact=True).click()
    expect(page.get_by_text("Freeze a snapshot first to hand on what stays as it is.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    expect(page.get_by_text("Opens the live state, not frozen, until")).to_be_visible()

    agenda = ["data.source_mapping", "data.quality_monitoring"]
    made = create_workshop(context, initiative, name="Ana", agenda=agenda, anonymity="anonymous")
    seats = [join(context, made.code, name=name, independence="none").token for name in ("Sam", "Kim")]

    def step(action: Callable[..., object], **more: object) -> None:
        version = context.store.workshop_version(made.id)
        action(context, made.id, key=made.key, version=version, **more)

    sponsors = [new_page(width=400, height=800, scheme=scheme) for scheme in ("light", "dark")]
    wide = new_page(width=1440, height=900, java_script_enabled=False)
    for sponsor in (*sponsors, wide):
        sponsor.goto(link)
        expect(sponsor.get_by_text("not frozen; no checksum.")).to_be_visible()
        expect(sponsor.get_by_text("0 of 2 criteria agreed so far")).to_be_visible()
        expect(sponsor.get_by_role("heading", name="Reports")).to_have_count(0)

    def read() -> str:
        sponsors[0].reload()
        return re.sub(r"\d\d:\d\d UTC", "", sponsors[0].locator("main").inner_text())

    step(steps.open_voting, criterion=agenda[0])
    before = read()
    for seat, choice in zip(seats, ("red", "green"), strict=True):
        vote(context, seat, criterion=agenda[0], round=1, choice=choice, reason="Otters were here")  # type: ignore[arg-type]
    assert read() == before
    step(steps.reveal)
    assert read() == before
    step(consensus.agree, rating="red", rationale="One of two has seen it fail", seen=0)
    assert read() != before
    row = sponsors[0].get_by_role("row").filter(has_text="1. Source system mapping")
    expect(row.locator(".chip")).to_have_text("■ Red")
    waiting = sponsors[0].get_by_role("row").filter(has_text="4. Data quality monitoring")
    expect(waiting.get_by_text("Not agreed yet in the workshop that is running.")).to_be_visible()
    for sponsor in sponsors:
        sponsor.reload()
        assert sponsor.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert sponsor.evaluate(INSIDE)
        assert axe(sponsor) == []
        sponsor.emulate_media(media="print")
        expect(sponsor.get_by_text("not frozen; no checksum.")).to_be_visible()
