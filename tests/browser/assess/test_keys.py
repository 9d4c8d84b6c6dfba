"""The keys of the assessment form: heard once and in order, never while somebody types."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

from readiness.commands.answers import rate
from readiness.context import Context
from tests.browser.assess.the_form import (
    MONITORING,
    ROLLBACK,
    VALIDATION,
    acting,
    answer,
    card,
    hint,
    level,
    note,
    part,
    stays,
)
from tests.browser.conftest import Server, Visit, settled

pytestmark = pytest.mark.browser


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
