"""Framework and cases in a real browser: opened by keyboard, found, compared, readable on a phone and in the dark."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe, NewPage, Visit, settled

pytestmark = pytest.mark.browser

PAGES = (
    "/framework",
    "/framework?criterion=data.source_mapping&profile=hr_screening",
    "/framework?view=mappings&standard=DORA",
    "/framework?view=profiles",
    "/framework?view=profiles&profile=hr_screening",
    "/framework?view=profiles&profile=hr_screening&with=credit_lending",
    "/framework?view=phases",
    "/framework?view=patterns",
    "/framework?view=versions",
    "/cases",
    "/cases?case=toeslagen",
)


def test_a_criterion_is_opened_by_keyboard_and_its_link_leads_back_to_it(visit: Visit, page: Page) -> None:
    visit(page, "/framework")
    summary = page.locator("summary", has_text="Version control and rollback")
    expect(page.get_by_text("Full set versioned; drill within 15 minutes.")).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Full set versioned; drill within 15 minutes.")).to_be_visible()
    page.get_by_role("link", name="governance.version_rollback").click()
    expect(page).to_have_url(re.compile("criterion=governance.version_rollback"))
    expect(page.get_by_text("Full set versioned; drill within 15 minutes.")).to_be_visible()


def test_two_profiles_are_compared_and_the_address_shows_the_same_again(visit: Visit, page: Page) -> None:
    visit(page, "/framework")
    page.get_by_role("navigation", name="Parts of the framework").get_by_role("link", name="Profiles").click()
    page.get_by_role("link", name="HR screening").click()
    expect(page.get_by_role("heading", name="HR screening")).to_be_visible()
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="Credit and lending decisions").click()
    heading = page.get_by_role("heading", name="From HR screening to Credit and lending decisions")
    expect(heading).to_be_visible()
    page.reload()
    expect(heading).to_be_visible()


def test_the_cases_are_filtered_and_one_is_read_with_its_sources(visit: Visit, page: Page) -> None:
    visit(page, "/cases")
    expect(page.locator("tbody tr")).to_have_count(12)
    page.get_by_role("combobox", name="Ended").click()
    page.get_by_role("option", name="Succeeded").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^TREWS")).click()
    expect(page.get_by_text("Coded by hindsight from the public record, by one reader.")).to_be_visible()
    source = page.get_by_role("heading", name="Sources").locator("xpath=following::a[1]")
    assert (source.get_attribute("href") or "").startswith("http")
    assert "noopener" in (source.get_attribute("rel") or "")
    page.get_by_role("link", name="All cases").click()
    expect(page.locator("tbody tr")).to_have_count(12)


DARK = (PAGES[1], PAGES[2], PAGES[5], PAGES[9], PAGES[10])
"""Every kind of piece once more in the other colours."""


@pytest.mark.parametrize(("scheme", "paths"), [("light", PAGES), ("dark", DARK)])
def test_nothing_stands_in_the_way_of_anybody(
    new_page: NewPage, visit: Visit, axe: Axe, scheme: str, paths: tuple[str, ...]
) -> None:
    page = new_page(scheme=scheme)
    found = {path: axe(visit(page, path)) for path in paths}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_every_part_fits_a_phone(new_page: NewPage, visit: Visit) -> None:
    page = new_page(width=400)
    for path in PAGES:
        visit(page, path)
        settled(page)
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 400, f"{path} is {wide} px wide"
