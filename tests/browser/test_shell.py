"""The application as a person or a neighbouring program meets it: frame, headers, health, links, errors."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]


def shown_pages() -> list[str]:
    """The addresses of the frame's table, read from its text: the file can only be run by the server."""
    text = (ROOT / "pages" / "frame.py").read_text(encoding="utf-8")
    return re.findall(r'^    \("[\w/]+\.py", "[^"]+", "([\w-]*)", (?:True|False)\),$', text, flags=re.MULTILINE)


def test_a_deep_link_as_the_very_first_request_runs_the_frame(start_server, new_page, settle) -> None:
    server = start_server()
    page = new_page()
    page.goto(server.url + "/people?initiative=none-such")
    settle(page)
    expect(page.get_by_role("link", name="Framework", exact=True)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--rd-accent')") != ""
    assert page.title() == "Readiness"


def test_an_address_that_names_no_initiative_says_so(page: Page, visit) -> None:
    visit(page, "/assess")
    expect(page.get_by_text("The address names no initiative. Open one from Home.")).to_be_visible()


def test_every_page_of_the_frame_opens_without_a_foreign_request_or_console_error(page: Page, visit, watched) -> None:
    addresses = shown_pages()
    assert len(addresses) >= 11
    for address in addresses:
        visit(page, f"/{address}")
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        expect(page.get_by_text("did not expect")).to_have_count(0)
    assert watched.foreign == []


def test_the_icon_is_our_own_and_comes_with_the_page(page: Page, visit) -> None:
    visit(page, "/")
    page.wait_for_function("document.querySelector('link[rel~=icon]').href.startsWith('data:image/svg+xml')")


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", ("default-src 'self'", "object-src 'none'")),
        ("/assess?initiative=x", ("default-src 'self'", "object-src 'none'")),
        ("/_stcore/health", ("default-src 'self'", "object-src 'none'")),
        ("/healthz", ("default-src 'none'",)),
        ("/api/none", ("default-src 'none'",)),
    ],
)
def test_every_answer_carries_the_security_headers(server, path: str, policy: tuple[str, ...]) -> None:
    headers = httpx.get(server.url + path).headers
    said = headers["content-security-policy"].split("; ")
    assert [part for part in policy if not any(one.startswith(part) for one in said)] == []
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")


def test_health_answers_and_unknown_api_addresses_are_not_found(server) -> None:
    assert httpx.get(server.url + "/healthz").json()["ok"] is True
    assert httpx.get(server.url + "/api/none/such").status_code == 404
    assert httpx.post(server.url + "/api/none").status_code == 404


def test_the_metrics_of_the_server_are_not_public(server) -> None:
    assert httpx.get(server.url + "/_stcore/metrics").status_code == 404
    assert httpx.get(server.url + "/_stcore/metrics/").status_code == 404


def test_the_server_starts_with_the_settings_of_the_project(server) -> None:
    assert "postScriptGC" not in server.log()
    assert httpx.get(server.url + "/healthz").elapsed.total_seconds() < 30


def test_a_lost_collector_setting_is_said_loudly_in_the_log(start_server) -> None:
    server = start_server(env={"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"})
    assert "runner.postScriptGC is not false" in server.log()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_has_no_accessibility_fault_of_ours(new_page, visit, axe: Callable[[Page], list[str]], scheme) -> None:
    page = new_page(scheme=scheme)
    visit(page, "/")
    assert axe(page) == []


def test_home_fits_a_narrow_screen(new_page, visit) -> None:
    page = new_page(width=400)
    visit(page, "/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
