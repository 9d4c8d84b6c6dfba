"""Evidence in a browser: a file comes back as it was, and a double click adds it once."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from readiness.context import Context
from tests.browser.assess.the_form import (
    ROLLBACK,
    TODAY,
    card,
    stays,
)

pytestmark = pytest.mark.browser


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
