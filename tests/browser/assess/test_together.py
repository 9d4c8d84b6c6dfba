"""Two browsers at one criterion: both versions are shown, and nothing is overwritten."""

import re

import pytest
from playwright.sync_api import Page, expect

from readiness.context import Context
from tests.browser.assess.the_form import (
    ROLLBACK,
    answer,
    card,
    level,
    note,
    part,
)
from tests.browser.conftest import NewPage, Visit, settled

pytestmark = pytest.mark.browser


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
