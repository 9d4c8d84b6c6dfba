"""What is typed into the form is neither lost nor taken for markup."""

import re

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import set_note
from readiness.context import Context
from tests.browser.assess.the_form import (
    MONITORING,
    ROLLBACK,
    acting,
    answer,
    card,
    level,
    note,
)
from tests.browser.conftest import Visit, settled

pytestmark = pytest.mark.browser


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
