"""The assessment form in a real browser: keys, two people at one criterion, half-typed text, files, accessibility."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from readiness.commands.answers import rate, set_check, set_note
from readiness.commands.evidence import add_link
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.stress_tests import record_stress_test
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import Answer, CheckValue
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, Visit, settled

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()
MONITORING = "governance.performance_monitoring"
VALIDATION = "governance.output_validation"
ROLLBACK = "governance.version_rollback"
numbers = count(1)


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture
def made(context: Context) -> str:
    """An initiative of this test alone, with Ida and Bob; nothing is rated."""
    made = create_initiative(context, name="Claims triage", profile="document_processing", id=f"claims-{next(numbers)}")
    add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    add_person(context, made, name="Bob", builder=True)
    return made


def acting(context: Context, made: str, name: str) -> Context:
    person = next(person for person in context.store.load(made).people if person.name == name)
    return context.acting(Actor(person.id, person.name))


def answer(context: Context, made: str, criterion: str) -> Answer:
    return context.store.load(made).answer(criterion)


def part(page: Page, name: str, made: str, criterion: str) -> Locator:
    """What has the key of this part of a card."""
    return page.locator(f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', f'{name}-{made}-{criterion}')}")


def level(page: Page, rating: str, made: str, criterion: str) -> Locator:
    return part(page, f"rd-rate-{rating}", made, criterion).get_by_role("button")


def note(page: Page, made: str, criterion: str) -> Locator:
    return part(page, "note", made, criterion).get_by_role("textbox")


def card(page: Page, made: str, criterion: str) -> Locator:
    return part(page, "rd-criterion", made, criterion)


def hint(page: Page, made: str) -> Locator:
    """The key that a level offers."""
    return level(page, "red", made, MONITORING).locator("code")


@pytest.fixture
def form(visit: Visit, page: Page, made: str) -> Page:
    """The governance part of the form, with its keys on offer."""
    visit(page, f"/assess?initiative={made}&dimension=governance")
    expect(hint(page, made)).to_be_visible()
    return page


def stays(page: Page) -> None:
    """Give the page time to do what it must not do."""
    page.wait_for_timeout(400)
    settled(page)


# Keys -----------------------------------------------------------------------------------------------------------------


def test_a_team_goes_through_criteria_by_keyboard_alone(form: Page, context: Context, made: str) -> None:
    form.keyboard.press("1")
    expect(level(form, "red", made, MONITORING)).to_contain_text("chosen")
    expect(form.get_by_text("Governance · 1 of 5")).to_be_visible()
    form.keyboard.press("n")
    expect(card(form, made, VALIDATION).locator("h2")).to_be_focused()
    form.keyboard.press("2")
    expect(level(form, "yellow", made, VALIDATION)).to_contain_text("chosen")
    expect(form.get_by_text(re.compile(r"Saved \d\d:\d\d ✓"))).to_be_in_viewport()
    form.keyboard.press("p")
    expect(card(form, made, MONITORING).locator("h2")).to_be_focused()
    form.keyboard.press("3")
    expect(form.get_by_text("is not saved yet: green with no check measured needs a written reason")).to_be_visible()
    assert answer(context, made, MONITORING).rating == "red"
    assert answer(context, made, VALIDATION).rating == "yellow"
    assert answer(context, made, ROLLBACK).rating is None


def test_choices_faster_than_the_page_is_drawn_are_all_saved_and_none_clashes_with_oneself(
    form: Page, context: Context, made: str, server: Server
) -> None:
    before = context.store.head().seq
    for _ in range(15):
        form.keyboard.press("1")
        form.keyboard.press("2")
    expect(level(form, "yellow", made, MONITORING)).to_contain_text("chosen")
    settled(form)
    assert answer(context, made, MONITORING).rating == "yellow"
    assert context.store.head().seq > before
    expect(form.get_by_text("Yours, not saved")).to_have_count(0)
    expect(form.get_by_text("Not saved yet")).to_have_count(0)
    assert "Unexpected error" not in server.log()


def test_after_the_last_criterion_comes_the_next_dimension(form: Page, made: str) -> None:
    for _ in range(4):
        form.keyboard.press("n")
        stays(form)
    form.keyboard.press("n")
    expect(form.get_by_role("heading", name="What is proven in Operational capability?")).to_be_visible()
    first = form.locator("[class*=st-key-rd-criterion-]").first
    expect(first.locator("h2")).to_be_focused()


def test_no_key_fires_while_somebody_types_a_date(form: Page, context: Context, made: str) -> None:
    mine = card(form, made, MONITORING)
    mine.get_by_role("spinbutton", name=re.compile("^year")).click()
    form.keyboard.type("20230123")
    stays(form)
    form.keyboard.press("Tab")
    form.keyboard.press("Tab")
    expect(mine.get_by_text("now ■ red")).to_be_visible()
    stored = answer(context, made, MONITORING)
    assert stored.rating is None
    assert [value.day for value in stored.checks] == [date(2023, 1, 23)]
    # The save has drawn the card anew and left the focus where the person had gone on to.
    expect(part(form, "nothing-days_since_group_evaluation", made, MONITORING).get_by_role("checkbox")).to_be_focused()


@pytest.mark.parametrize("field", ["note", "search", "number"])
def test_no_key_fires_while_somebody_types(form: Page, context: Context, made: str, field: str) -> None:
    fields = {
        "note": note(form, made, VALIDATION),
        "search": form.get_by_label("Search criteria"),
        "number": card(form, made, VALIDATION).get_by_role("spinbutton").first,
    }
    fields[field].click()
    form.keyboard.type("123")
    stays(form)
    expect(fields[field]).to_have_value("123")
    form.keyboard.press("Tab")
    stays(form)
    assert all(one.rating is None for one in context.store.load(made).answers)


def test_a_slash_searches_and_a_question_mark_lists_the_keys(form: Page) -> None:
    form.keyboard.press("/")
    expect(form.get_by_label("Search criteria")).to_be_focused()
    form.keyboard.press("Escape")
    form.get_by_role("heading", name="What is proven in").click()
    form.keyboard.press("?")
    keys = form.get_by_role("dialog")
    expect(keys.get_by_text("Next criterion")).to_be_visible()
    expect(keys.get_by_text("Red for the marked criterion")).to_be_visible()
    # Once closed, the list stays closed, whatever is pressed next.
    form.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    form.keyboard.press("n")
    stays(form)
    expect(keys).to_have_count(0)


def test_keys_pressed_while_the_page_is_drawn_are_all_heard_once_and_in_order(
    form: Page, context: Context, made: str
) -> None:
    for key in "1n2nnp0":
        form.keyboard.press(key)
    order = [one.id for one in context.framework_of(context.store.load(made)).criteria if one.dimension == "governance"]
    expect(card(form, made, order[2]).get_by_text("Not applicable is not saved yet")).to_be_visible()
    expect(level(form, "red", made, order[0])).to_contain_text("chosen")
    expect(level(form, "yellow", made, order[1])).to_contain_text("chosen")
    stays(form)
    expect(form.get_by_text("Not applicable is not saved yet")).to_have_count(1)
    assert [answer(context, made, one).rating for one in order] == ["red", "yellow", None, None, None]


def test_keys_pressed_on_the_way_to_the_next_dimension_act_there(form: Page, context: Context, made: str) -> None:
    for key in "nnnnn1n2":
        form.keyboard.press(key)
    expect(form.get_by_role("heading", name="What is proven in Operational capability?")).to_be_visible()
    criteria = context.framework_of(context.store.load(made)).criteria
    first, second = [one.id for one in criteria if one.dimension == "operations"][:2]
    expect(level(form, "red", made, first)).to_contain_text("chosen")
    expect(level(form, "yellow", made, second)).to_contain_text("chosen")
    expect(card(form, made, second).locator("h2")).to_be_focused()
    stays(form)
    rated = {one.criterion: one.rating for one in context.store.load(made).answers if one.rating}
    assert rated == {first: "red", second: "yellow"}


def held(page: Page, file: str) -> Callable[[], None]:
    """Keep a file of the page's program from coming until the function given is called."""
    waiting: list[Route] = []
    page.route(f"**/{file}.*.js", lambda route: waiting.append(route))

    def release() -> None:
        for route in waiting:
            route.continue_()

    return release


def test_a_key_is_offered_once_it_is_heard(page: Page, server: Server, context: Context, made: str) -> None:
    release = held(page, "BidiComponent")
    page.goto(f"{server.url}/assess?initiative={made}&dimension=governance")
    expect(level(page, "red", made, MONITORING)).to_be_visible()
    expect(hint(page, made)).to_be_hidden()
    page.keyboard.press("2")
    release()
    expect(hint(page, made)).to_be_visible()
    expect(level(page, "yellow", made, MONITORING)).not_to_contain_text("chosen")
    page.keyboard.press("1")
    expect(level(page, "red", made, MONITORING)).to_contain_text("chosen")
    assert answer(context, made, MONITORING).rating == "red"


def test_a_slash_pressed_before_the_search_is_there_waits_for_it(
    page: Page, server: Server, context: Context, made: str
) -> None:
    release = held(page, "TextInput")
    page.goto(f"{server.url}/assess?initiative={made}&dimension=governance")
    expect(hint(page, made)).to_be_visible()
    expect(page.get_by_label("Search criteria")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.press("1")  # meant for the search
    release()
    expect(page.get_by_label("Search criteria")).to_be_focused()
    stays(page)
    assert answer(context, made, MONITORING).rating is None


def test_the_keys_can_be_switched_off(form: Page, context: Context, made: str) -> None:
    form.get_by_text("Keyboard shortcuts").click()
    settled(form)
    expect(level(form, "red", made, MONITORING).locator("code")).to_have_count(0)
    form.get_by_role("heading", name="What is proven in").click()
    form.keyboard.press("1")
    stays(form)
    assert answer(context, made, MONITORING).rating is None


def test_a_link_to_a_criterion_brings_it_into_view(visit: Visit, page: Page, made: str) -> None:
    visit(page, f"/assess?initiative={made}&criterion={ROLLBACK}")
    heading = card(page, made, ROLLBACK).locator("h2")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.locator(".rd-assess-progress")).to_be_in_viewport()


def test_a_rated_button_keeps_the_focus(form: Page, made: str) -> None:
    level(form, "red", made, ROLLBACK).focus()
    form.keyboard.press("Enter")
    expect(level(form, "red", made, ROLLBACK)).to_contain_text("chosen")
    expect(level(form, "red", made, ROLLBACK)).to_be_focused()


def test_the_filter_goes_along_from_dimension_to_dimension(
    visit: Visit, page: Page, context: Context, made: str
) -> None:
    for criterion in (ROLLBACK, "data.freshness_latency"):
        rate(acting(context, made, "Ida"), made, criterion, rating="red", seen=None)
    visit(page, f"/assess?initiative={made}&dimension=governance")
    page.get_by_role("radio", name="Red").click()
    dimensions = page.get_by_role("navigation", name="Dimensions")
    expect(dimensions.get_by_role("link", name="Data")).to_contain_text("1 found")
    expect(page.locator("[class*=st-key-rd-criterion-]")).to_have_count(1)
    dimensions.get_by_role("link", name="Operations").click()
    expect(page.get_by_text("Nothing here passes the filter. Elsewhere:")).to_be_visible()
    page.get_by_role("link", name="Data (1)").click()
    expect(page.locator("[class*=st-key-rd-criterion-]")).to_have_count(1)
    expect(page.get_by_role("radio", name="Red")).to_be_checked()
    page.get_by_role("radio", name="All").click()
    expect(page.locator("[class*=st-key-rd-criterion-]")).to_have_count(5)


# Two people -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bobs(new_page: NewPage, visit: Visit, form: Page, made: str) -> Page:
    """The same form in somebody else's browser, opened after the first one."""
    return visit(new_page(), f"/assess?initiative={made}&dimension=governance")


def test_two_browsers_that_rate_one_criterion_show_both_versions(
    form: Page, bobs: Page, context: Context, made: str
) -> None:
    level(form, "yellow", made, ROLLBACK).click()
    expect(level(form, "yellow", made, ROLLBACK)).to_contain_text("chosen")
    level(bobs, "red", made, ROLLBACK).click()
    clash = part(bobs, "rd-pending", made, ROLLBACK)
    expect(clash.get_by_text("Yours was not saved: look at both and choose.")).to_be_visible()
    expect(clash).to_contain_text("Yours, not saved")
    expect(bobs.get_by_text("Not saved yet")).to_be_visible()
    assert answer(context, made, ROLLBACK).rating == "yellow"
    bobs.get_by_role("button", name="Keep mine").click()
    expect(level(bobs, "red", made, ROLLBACK)).to_contain_text("chosen")
    assert answer(context, made, ROLLBACK).rating == "red"


def test_a_half_typed_note_never_overwrites_what_somebody_else_saved_meanwhile(
    form: Page, bobs: Page, context: Context, made: str
) -> None:
    note(form, made, ROLLBACK).press_sequentially("mine, half ty")
    note(bobs, made, ROLLBACK).fill("theirs")
    bobs.keyboard.press("Tab")
    expect(bobs.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    # The card is drawn again for another reason while the text is half typed: what is drawn was not seen.
    level(form, "red", made, ROLLBACK).dispatch_event("click")
    expect(level(form, "red", made, ROLLBACK)).to_contain_text("chosen")
    expect(note(form, made, ROLLBACK)).to_have_value("mine, half ty")
    note(form, made, ROLLBACK).press_sequentially("ped")
    form.keyboard.press("Tab")
    clash = card(form, made, ROLLBACK)
    expect(clash.get_by_text("Yours was not saved: look at both and choose.")).to_be_visible()
    expect(clash.get_by_text("theirs", exact=True)).to_be_visible()
    assert answer(context, made, ROLLBACK).note == "theirs"
    clash.get_by_role("button", name="Take theirs").click()
    expect(note(form, made, ROLLBACK)).to_have_value("theirs")
    note(form, made, ROLLBACK).fill("agreed")
    form.keyboard.press("Tab")
    expect(form.get_by_text("Not saved yet")).to_have_count(0)
    settled(form)
    assert answer(context, made, ROLLBACK).note == "agreed"


def test_keep_mine_stores_the_note_that_was_typed(form: Page, bobs: Page, context: Context, made: str) -> None:
    note(bobs, made, ROLLBACK).fill("theirs")
    bobs.keyboard.press("Tab")
    expect(bobs.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    note(form, made, ROLLBACK).fill("mine")
    form.keyboard.press("Tab")
    card(form, made, ROLLBACK).get_by_role("button", name="Keep mine").click()
    expect(form.get_by_text("Not saved yet")).to_have_count(0)
    settled(form)
    assert answer(context, made, ROLLBACK).note == "mine"


# What is typed --------------------------------------------------------------------------------------------------------


def test_half_typed_text_and_a_click_in_another_card_are_both_saved(form: Page, context: Context, made: str) -> None:
    note(form, made, MONITORING).press_sequentially("half typed")
    level(form, "red", made, ROLLBACK).click()
    expect(level(form, "red", made, ROLLBACK)).to_contain_text("chosen")
    expect(note(form, made, MONITORING)).to_have_value("half typed")
    assert answer(context, made, MONITORING).note == "half typed"
    # Both cards know what they saved: the next change in either is no conflict with oneself.
    level(form, "yellow", made, ROLLBACK).click()
    expect(level(form, "yellow", made, ROLLBACK)).to_contain_text("chosen")
    note(form, made, MONITORING).fill("typed")
    level(form, "red", made, MONITORING).click()
    expect(level(form, "red", made, MONITORING)).to_contain_text("chosen")
    stored = answer(context, made, MONITORING)
    assert (stored.note, stored.rating, answer(context, made, ROLLBACK).rating) == ("typed", "red", "yellow")
    expect(form.get_by_text("Not saved yet")).to_have_count(0)


HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](javascript:x) :red[red] $x$ שלום مرحبا 👩‍🚀\nsecond line "


def test_a_note_of_ten_thousand_letters_is_shown_as_typed(
    visit: Visit, page: Page, context: Context, made: str
) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    long = (HOSTILE * 200)[:10_000]
    visit(page, f"/assess?initiative={made}&criterion={ROLLBACK}")
    note(page, made, ROLLBACK).fill(long)
    page.keyboard.press("Tab")
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    assert answer(context, made, ROLLBACK).note == long
    page.reload()
    settled(page)
    expect(note(page, made, ROLLBACK)).to_have_value(long)
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_a_conflict_shows_both_notes_as_typed(form: Page, context: Context, made: str) -> None:
    form.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    set_note(acting(context, made, "Bob"), made, ROLLBACK, note=HOSTILE, seen="")
    note(form, made, ROLLBACK).fill("<b>mine</b>")
    form.keyboard.press("Tab")
    clash = card(form, made, ROLLBACK)
    expect(clash.get_by_text("**bold** [link](javascript:x) :red[red] $x$")).to_be_visible()
    expect(clash.get_by_text("<b>mine</b>").first).to_be_visible()
    expect(clash.locator("b, img, .katex")).to_have_count(0)


# Evidence -------------------------------------------------------------------------------------------------------------


def test_an_evidence_file_is_stored_and_comes_back_as_it_was(form: Page, context: Context, made: str) -> None:
    content = b"drill: 9 minutes\n<script>alert(1)</script>\n"
    mine = card(form, made, ROLLBACK)
    mine.get_by_text("+ File").click()
    mine.locator("input[type=file]").set_input_files(
        {"name": 'drill "log" Ä.html', "mimeType": "text/html", "buffer": content}
    )
    expect(mine.get_by_text("Ä.html").first).to_be_visible()
    mine.get_by_label("What it shows").fill("Drill log")
    mine.get_by_role("spinbutton", name="year, Date of the evidence").click()
    form.keyboard.type((TODAY - timedelta(days=3)).strftime("%Y%m%d"))
    mine.get_by_role("button", name="Add file", exact=True).click()
    link = mine.get_by_role("link", name="Drill log")
    expect(link).to_be_visible()
    with form.expect_download() as downloading:
        link.click()
    assert downloading.value.path().read_bytes() == content
    assert "Ä.html" in downloading.value.suggested_filename
    [item] = context.store.load(made).evidence_of(ROLLBACK)
    assert (item.text, item.day, item.size) == ("Drill log", TODAY - timedelta(days=3), len(content))


def test_a_double_click_adds_evidence_once(form: Page, context: Context, made: str) -> None:
    mine = card(form, made, ROLLBACK)
    mine.get_by_text("+ Link").click()
    mine.get_by_label("Link (https://…)").fill("https://example.org/drill")
    mine.get_by_role("spinbutton", name="year, Date of the evidence").click()
    form.keyboard.type(TODAY.strftime("%Y%m%d"))
    mine.get_by_label("Who vouches for it").click()
    mine.get_by_role("button", name="Add link", exact=True).dblclick()
    expect(mine.get_by_role("link", name="https://example.org/drill")).to_be_visible()
    stays(form)
    assert len(context.store.load(made).evidence_of(ROLLBACK)) == 1
    expect(mine.get_by_label("Link (https://…)")).to_have_count(0)


# For everybody --------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(context: Context, made: str) -> str:
    """A form with some of everything on it."""
    ida, bob = acting(context, made, "Ida"), acting(context, made, "Bob")
    criterion = context.framework_of(context.store.load(made)).criterion(ROLLBACK)
    assert criterion is not None
    measure = criterion.checks[0].measure
    set_check(bob, made, ROLLBACK, measure, value=CheckValue(measure=measure, kind="number", number=22), seen=None)
    rate(bob, made, ROLLBACK, rating="green", seen=None, reason="A network fault slowed the drill.")
    add_link(bob, made, ROLLBACK, url="https://example.org/drill", text="Drill log", day=TODAY - timedelta(days=20))
    record_stress_test(
        bob, made, criterion=ROLLBACK, name="Bad model", day=TODAY, outcome="failed", severity="major", finding="Late."
    )
    rate(ida, made, VALIDATION, rating="red", seen=None)
    rate(ida, made, MONITORING, rating="yellow", seen=None)
    rate(
        ida,
        made,
        "governance.audit_explainability",
        rating="not_applicable",
        seen=None,
        not_applicable_reason="out_of_scope",
    )
    return made


def open_everything(page: Page, made: str) -> None:
    """Open the forms and questions of some cards."""
    mine = card(page, made, ROLLBACK)
    mine.get_by_text("Why it matters").click()
    mine.get_by_text("Where standards speak of it").click()
    mine.get_by_text("Record a run").click()
    settled(page)
    card(page, made, MONITORING).get_by_text("+ Link").click()
    settled(page)
    card(page, made, VALIDATION).get_by_text("+ File").click()
    settled(page)
    level(page, "green", made, VALIDATION).click()
    expect(part(page, "because", made, VALIDATION)).to_be_visible()
    level(page, "not_applicable", made, MONITORING).click()
    expect(part(page, "na-code", made, MONITORING)).to_be_visible()
    settled(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_accessible(new_page: NewPage, visit: Visit, axe: Axe, full: str, scheme: str) -> None:
    page = visit(new_page(scheme=scheme), f"/assess?initiative={full}&dimension=governance")
    open_everything(page, full)
    assert axe(page) == []


def test_the_form_reads_at_400_pixels_without_scrolling_sideways(new_page: NewPage, visit: Visit, full: str) -> None:
    page = visit(new_page(width=400), f"/assess?initiative={full}&dimension=governance")
    open_everything(page, full)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    outside = page.evaluate(
        "[...document.querySelectorAll('[class*=st-key-rd-criterion-] :is(button, input, textarea, p, li, h2)')]"
        ".filter(e => e.getBoundingClientRect().right > 400.5).map(e => e.outerHTML.slice(0, 120))"
    )
    assert outside == []
