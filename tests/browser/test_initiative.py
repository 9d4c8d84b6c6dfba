"""The way of a team in a real browser: first start, form, people, the initiative's page, two people at one field."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import rate
from readiness.commands.evidence import add_link
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import UseCase
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, StartServer, Visit, settled

pytestmark = pytest.mark.browser

USE_CASE = UseCase(user="clerks", decision="whom to call back", value="an hour a day")


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture(scope="module")
def claims(context: Context) -> str:
    """An initiative with a past: some of everything, a snapshot, things overdue."""
    made = create_initiative(context, name="Claims triage", profile="document_processing", use_case=USE_CASE)
    ida = add_person(
        context, made, name="Ida Berg", builder=False, reports_to_delivery=False, rewarded_for_launch=False
    )
    add_person(context, made, name="Bob Lind", role="Product owner", builder=True)
    then = datetime.now(UTC) - timedelta(days=50)
    past = replace(context, now=lambda: then, actor=Actor(ida, "Ida Berg"))
    for number, criterion in enumerate(context.framework_of(context.store.load(made)).criteria[:20]):
        rating = ("green", "green", "yellow", "green", "red")[number % 5]
        add_link(past, made, criterion.id, url="https://example.org/proof", day=then.date())
        rate(past, made, criterion.id, rating=rating, seen=None, reason="As measured.")  # type: ignore[arg-type]
    freeze(past, made)
    return made


def no_sideways_scrolling(page: Page) -> None:
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= page.viewport_size["width"], f"{wide} px wide"  # type: ignore[index]


def test_the_sections_stand_in_one_line_on_a_laptop_and_break_between_their_groups(
    page: Page, visit: Visit, claims: str
) -> None:
    visit(page, f"/stress-tests?initiative={claims}")
    sections = page.get_by_role("navigation", name="Sections of this initiative")
    tops = "row => [...row.querySelectorAll('li')].map(item => Math.round(item.getBoundingClientRect().top))"
    expect(sections.get_by_role("list", name="Getting ready").get_by_role("link")).to_have_count(8)
    expect(sections.get_by_role("list", name="Rollout and run").get_by_role("link")).to_have_count(6)
    expect(sections.get_by_role("link", name="Stress tests")).to_have_attribute("aria-current", "page")
    assert len(set(sections.evaluate(tops))) == 1
    page.set_viewport_size({"width": 900, "height": 900})
    narrow = sections.evaluate(tops)
    assert len(set(narrow[:8])) == 1 and len(set(narrow[8:])) == 1 and narrow[7] < narrow[8]


def test_a_first_start_leads_from_nothing_to_the_assessment(start_server: StartServer, page: Page) -> None:
    first = start_server()
    page.goto(first.url)
    settled(page)
    page.get_by_role("button", name="Describe your first initiative").click()
    page.get_by_label("Name", exact=True).fill("Invoice reader")
    page.get_by_text("Document processing and extraction").click()
    expect(page.get_by_text("Must be green, or it does not go to production:")).to_be_visible()
    page.get_by_role("button", name="Create the initiative").click()
    expect(page.get_by_role("heading", name="Who is involved, and who is independent?")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Ida Berg")
    page.get_by_text("This is me: I am at the keyboard").click()
    page.get_by_text("Executive who may sign").click()
    page.get_by_role("radiogroup", name="Works on").get_by_role("radio", name="No").click()
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("button", name="You are Ida Berg (not signed in)")).to_be_visible()
    # The next person begins with a blank form: nobody becomes an executive by standing second.
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.get_by_role("checkbox", name="Executive who may sign")).not_to_be_checked()
    expect(page.get_by_role("radio", checked=True, name="No", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Go on to the assessment").click()
    expect(page).to_have_url(re.compile(r"/assess\?initiative=invoice-reader-"))
    expect(page.get_by_role("button", name="You are Ida Berg (not signed in)")).to_be_visible()


def remembers(page: Page, people: int) -> None:
    """Wait until the tab remembers who is at the keyboard of so many initiatives."""
    count = "() => Object.keys(sessionStorage).filter(name => name.startsWith('readiness-who-')).length"
    for _ in range(300):
        if page.evaluate(count) == people:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"The tab does not come to remember {people}: {page.evaluate(count)}")


def test_who_is_at_the_keyboard_survives_a_reload_until_nobody_is_chosen(
    visit: Visit, page: Page, claims: str, new_page: NewPage
) -> None:
    visit(page, f"/people?initiative={claims}")
    page.get_by_test_id("stMain").get_by_text("Bob Lind, Product owner").click()
    you = page.get_by_role("button", name="You are Bob Lind (not signed in)")
    expect(you).to_be_visible()
    # The tab remembers a moment after the page has said so; nobody is as fast as a test.
    remembers(page, 1)
    page.reload()
    expect(you).to_be_visible()
    page.get_by_test_id("stMain").get_by_text("Nobody named").click()
    expect(page.get_by_role("button", name="Who is at the keyboard?")).to_be_visible()
    remembers(page, 0)
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="Who is at the keyboard?")).to_be_visible()
    somebody_else = new_page()
    visit(somebody_else, f"/people?initiative={claims}")
    expect(somebody_else.get_by_role("button", name="Who is at the keyboard?")).to_be_visible()


def test_the_demo_portfolio_loads_from_the_empty_start(start_server: StartServer, page: Page, axe: Axe) -> None:
    first = start_server()
    page.goto(first.url)
    settled(page)
    assert axe(page) == []
    page.get_by_role("button", name="Try the demo portfolio").click()
    expect(page.get_by_text("The demo portfolio is loaded")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("heading", name="Where do our AI initiatives stand?")).to_be_visible()


def test_the_list_opens_an_initiative_by_keyboard(visit: Visit, page: Page, claims: str) -> None:
    visit(page)
    page.get_by_role("link", name="Claims triage").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/initiative\?initiative={claims}"))
    expect(page.get_by_role("heading", name="Can it go to production?")).to_be_visible()


def test_a_cell_of_the_heat_map_opens_its_dimension(visit: Visit, page: Page, claims: str) -> None:
    visit(page, "/?view=map")
    page.locator(f'.rd-heat a[href*="{claims}"][href*="governance"]').click()
    expect(page).to_have_url(re.compile(rf"/assess\?initiative={claims}&dimension=governance"))


def test_a_cell_of_the_criteria_map_opens_its_criterion_by_click_and_by_keyboard(
    visit: Visit, page: Page, claims: str
) -> None:
    cell = page.get_by_role("navigation", name=re.compile("Criteria by dimension")).get_by_role("link")
    visit(page, f"/initiative?initiative={claims}")
    cell.nth(3).click()
    expect(page).to_have_url(re.compile(rf"/assess\?initiative={claims}&criterion=data\."))
    page.go_back()
    visit(page, f"/initiative?initiative={claims}")
    cell.nth(5).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/assess\?initiative={claims}&criterion=integration\."))


def test_search_order_and_view_are_kept_in_the_address(visit: Visit, page: Page, claims: str) -> None:
    visit(page)
    page.get_by_label("Search name and description").fill("claims")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=claims"))
    page.get_by_role("radio", name="Heat map").click()
    expect(page).to_have_url(re.compile("view=map"))
    page.reload()
    settled(page)
    expect(page.locator(".rd-heat")).to_be_visible()
    expect(page.get_by_label("Search name and description")).to_have_value("claims")


def test_a_what_if_is_tried_and_nothing_is_saved(visit: Visit, page: Page, claims: str, context: Context) -> None:
    before = context.store.head()
    visit(page, f"/initiative?initiative={claims}")
    page.get_by_text("What if … try steps without saving").click()
    page.get_by_role("button", name="Take the way to ready").click()
    expect(page.get_by_text("Now: blocked. Nothing here is saved.")).to_be_visible()
    assert context.store.head() == before


def test_half_typed_text_is_never_overwritten_and_never_overwrites(
    visit: Visit, new_page: NewPage, claims: str, context: Context
) -> None:
    ann, bob = new_page(), new_page()
    question = "Who will use it?"
    for one in (ann, bob):
        visit(one, f"/use-case?initiative={claims}")
    ann.get_by_label(question).click()
    ann.get_by_label(question).press_sequentially(" of Ann")
    bob.get_by_label(question).fill("Bob's nurses")
    bob.get_by_label(question).blur()
    expect(bob.get_by_text("Saved")).to_be_visible()
    # Something else on Ann's page is saved and the page redrawn: her half-typed text stays, Bob's is a notice.
    ann.get_by_label("For which decision?").fill("whom to call back first")
    ann.get_by_label("For which decision?").blur()
    expect(ann.get_by_text("Yours, not saved")).to_be_visible()
    assert context.store.load(claims).initiative.use_case.user == "Bob's nurses"
    ann.get_by_role("button", name="Keep mine").click()
    expect(ann.get_by_text("Yours, not saved")).not_to_be_visible()
    assert context.store.load(claims).initiative.use_case.user == "clerks of Ann"
    assert context.store.load(claims).initiative.use_case.decision == "whom to call back first"


def test_take_theirs_while_the_box_is_being_edited_ends_with_theirs(
    visit: Visit, new_page: NewPage, claims: str, context: Context
) -> None:
    ann, bob = new_page(), new_page()
    question = "What is that worth, and to whom?"
    for one in (ann, bob):
        visit(one, f"/use-case?initiative={claims}")
    bob.get_by_label(question).fill("two hours")
    bob.get_by_label(question).blur()
    expect(bob.get_by_text("Saved")).to_be_visible()
    ann.get_by_label(question).fill("three hours")
    ann.get_by_label(question).blur()
    expect(ann.get_by_role("button", name="Take theirs")).to_be_visible()
    ann.get_by_label(question).fill("four hours")
    ann.get_by_role("button", name="Take theirs").click()
    settled(ann)
    expect(ann.get_by_label(question)).to_have_value("two hours")
    assert context.store.load(claims).initiative.use_case.value == "two hours"


PAGES = ("/", "/?view=map", "/new", "/initiative?initiative={}", "/use-case?initiative={}", "/people?initiative={}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_fault_that_axe_finds(
    path: str, scheme: str, visit: Visit, new_page: NewPage, claims: str, axe: Axe
) -> None:
    page = new_page(scheme=scheme)
    visit(page, path.format(claims))
    if "initiative" in path and "/initiative" in path:
        page.get_by_text("What if … try steps without saving").click()
        expect(page.get_by_text("The verdict stays blocked")).to_be_visible()
        page.locator("details.rd-more summary").first.click()
    assert axe(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone(path: str, visit: Visit, new_page: NewPage, claims: str) -> None:
    page = new_page(width=400)
    visit(page, path.format(claims))
    no_sideways_scrolling(page)
