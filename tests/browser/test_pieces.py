"""The shared pieces in a real browser: escaping, links that keep the session, keys, errors, accessibility."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server(start_server):
    return start_server(script=Path(__file__).parent / "pieces" / "app.py", env={"PYTHONPATH": str(ROOT)})


def test_nothing_a_user_typed_becomes_markup(page: Page, visit) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    visit(page)
    expect(page.locator("img[src=x]")).to_have_count(0)
    expect(page.locator("a[href^='javascript:']")).to_have_count(0)
    expect(page.locator(".katex")).to_have_count(0)
    expect(page.locator("strong").filter(has_text="bold")).to_have_count(0)
    expect(
        page.get_by_text("As typed: <img src=x onerror=alert(1)> **bold** [link](javascript:alert(1))")
    ).to_be_visible()
    expect(page.get_by_role("alert").get_by_text("lies in the future.")).to_be_visible()


def test_a_link_to_our_own_page_keeps_the_session_and_carries_its_parameters(page: Page, visit, settle) -> None:
    visit(page)
    page.get_by_role("link", name="Governance").first.click()
    expect(page.get_by_role("heading", name="Second page")).to_be_visible()
    expect(page.get_by_text("visits before: 1")).to_be_visible()
    expect(page.get_by_text("dimension: governance")).to_be_visible()
    assert page.url.endswith("/second?dimension=governance")
    page.go_back()
    expect(page.get_by_role("heading", name="Can it go to production?")).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_text("dimension: Operations")).to_be_visible()


def test_a_link_works_in_a_new_tab_as_an_ordinary_link(page: Page, visit) -> None:
    visit(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Governance").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_text("dimension: governance")).to_be_visible()
    expect(page.get_by_role("heading", name="Can it go to production?")).to_be_visible()


def test_keys_act_on_the_page_and_show_when_it_was_saved(page: Page, visit, keys_ready) -> None:
    keys_ready(visit(page))
    page.keyboard.press("2")
    expect(page.get_by_text("pressed: 2", exact=True)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("pressed: 2 n", exact=True)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_keys_never_act_while_someone_types(page: Page, visit, keys_ready, settle) -> None:
    keys_ready(visit(page))
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search").or_(page.get_by_label("Search", exact=True)).first
    expect(field).to_be_focused()
    page.keyboard.type("123n/?")
    expect(field).to_have_value("123n/?")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=123n**")
    settle(page)
    expect(page.get_by_text("pressed: nothing")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_with_a_modifier_are_left_to_the_browser(page: Page, visit, keys_ready) -> None:
    keys_ready(visit(page))
    page.keyboard.press("Control+1")
    page.keyboard.press("Alt+n")
    page.keyboard.press("3")
    expect(page.get_by_text("pressed: 3", exact=True)).to_be_visible()


def test_a_question_mark_lists_the_keys_and_no_key_acts_behind_the_list(page: Page, visit, keys_ready) -> None:
    keys_ready(visit(page))
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row").filter(has_text="Next criterion")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("2")
    expect(page.get_by_text("pressed: 2", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_of_keys_can_be_read_in_both_themes(new_page, visit, keys_ready, axe, scheme: str) -> None:
    page = new_page(scheme=scheme)
    keys_ready(visit(page))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_role("row").filter(has_text="Next criterion")).to_be_visible()
    assert axe(page) == []


def test_keys_can_be_switched_off_and_on_again(page: Page, visit, keys_ready) -> None:
    keys_ready(visit(page))
    switch = page.get_by_role("switch", name="Keyboard shortcuts").or_(page.get_by_label("Keyboard shortcuts")).first
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    page.wait_for_selector("html:not([data-readiness-keys])", state="attached")
    page.keyboard.press("1")
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    keys_ready(page)
    page.keyboard.press("3")
    expect(page.get_by_text("pressed: 3", exact=True)).to_be_visible()


def test_keys_stop_acting_on_a_page_that_has_none(page: Page, visit, keys_ready, settle) -> None:
    keys_ready(visit(page))
    page.get_by_role("link", name="Governance").first.click()
    expect(page.get_by_role("heading", name="Second page")).to_be_visible()
    settle(page)
    page.keyboard.press("1")
    page.keyboard.press("/")
    page.go_back()
    expect(page.get_by_text("pressed: nothing")).to_be_visible()


def test_an_unexpected_error_shows_a_number_and_logs_the_traceback_under_it(page: Page, visit, server) -> None:
    visit(page, "/second")
    page.get_by_role("button", name="Break").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("tell whoever runs the program this number")
    reference = alert.locator("strong").inner_text()
    assert "a secret of the server" not in page.content()
    assert "Traceback" not in page.content()
    log = server.log()
    assert f"Unexpected error {reference}" in log
    assert "RuntimeError: a secret of the server" in log


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 400])
def test_the_pieces_have_no_accessibility_fault_of_ours(new_page, visit, axe, scheme: str, width: int) -> None:
    page = new_page(scheme=scheme, width=width)
    visit(page)
    assert axe(page) == []


def test_the_pieces_fit_a_narrow_screen(new_page, visit) -> None:
    page = new_page(width=400)
    visit(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_print_is_dark_on_white_even_from_the_dark_theme(new_page, visit) -> None:
    page = new_page(scheme="dark")
    visit(page)
    page.emulate_media(media="print")
    chip = page.locator(".rd-chip.rd-red").first
    assert chip.evaluate("e => getComputedStyle(e).color") == "rgb(163, 33, 27)"
    assert page.get_by_text("visits: 1").evaluate("e => getComputedStyle(e).color") == "rgb(27, 36, 48)"
    expect(page.get_by_role("navigation", name="Sections of this initiative")).to_be_hidden()
    expect(page.get_by_role("button", name="Report")).to_be_hidden()


def test_the_accessibility_check_does_see_faults(page: Page, visit, axe) -> None:
    visit(page)
    page.evaluate(
        "() => { document.querySelector('.rd-lead').style.color = '#ccc';"
        " document.querySelector('.rd-lead').appendChild(document.createElement('input')) }"
    )
    rules = {line.split()[0] for line in axe(page)}
    assert {"color-contrast", "label"} <= rules


def test_the_watch_does_see_a_foreign_request_and_a_console_error(page: Page, visit, watched) -> None:
    visit(page)
    page.evaluate("fetch('https://example.invalid/x').catch(() => {})")
    page.evaluate("console.error('seen')")
    page.wait_for_function("true")
    assert any("seen" in line for line in watched.unexpected())
    assert watched.foreign or any("example.invalid" in line for line in watched.unexpected())
    watched.foreign.clear()
    watched.console.clear()
