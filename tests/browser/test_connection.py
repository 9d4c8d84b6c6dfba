"""A page whose websocket does not come through, or whose program has gone, says so by itself and says what to do."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe, NewPage, StartServer, Watched, settled

pytestmark = pytest.mark.browser

NOTICE = "#readiness-connection"
SHOTS = os.environ.get("READINESS_SHOTS")
"""A folder for pictures of the notices, for whoever wants to look at them."""


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"connection-{name}.png"))


def test_where_websockets_are_blocked_the_page_says_so_and_leads_to_what_needs_none(
    new_page: NewPage, start_server: StartServer, axe: Axe
) -> None:
    server = start_server()
    page = new_page()
    page.route_web_socket(re.compile("_stcore/stream"), lambda socket: socket.close())
    page.goto(server.url)
    expect(page.locator(NOTICE)).to_contain_text("The live connection of this page does not come through.")
    look(page, "blocked")
    assert [line for line in axe(page) if "readiness-connection" in line] == []
    page.get_by_role("link", name="Answer in a workshop").click()
    expect(page.get_by_label("Code on the screen")).to_be_visible()


def test_a_page_that_is_connected_says_nothing_and_one_whose_program_has_gone_says_that(
    new_page: NewPage, start_server: StartServer, watched: Watched
) -> None:
    watched.expect("ERR_", "WebSocket", "Failed to load", "reaching server endpoint", "not responding")
    server = start_server()
    page = new_page()
    page.goto(server.url)
    settled(page)
    page.wait_for_timeout(9000)  # longer than its patience
    expect(page.locator(NOTICE)).to_have_count(0)
    server.stop()
    expect(page.locator(NOTICE)).to_contain_text("The program does not answer.")
    look(page, "gone")
