"""Share links in a real browser: made on the snapshots page, opened on a phone without scripts, revoked while open."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.commands.plans import add_plan
from readiness.commands.shares import create_share_link
from readiness.commands.snapshots import freeze
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
