"""Snapshots and the system page in a real browser: reports taken away, backup and restore, and what stands there when
the data cannot be opened."""

import json
import re
import sqlite3
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan
from readiness.commands.sign_off import sign
from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context, open_context
from readiness.domain.snapshot import seal_of
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, StartServer, Visit, settled

pytestmark = pytest.mark.browser

YELLOW = "operations.incident_response"


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture(scope="module")
def initiative(context: Context) -> str:
    """An initiative with some of everything that these pages show, and two snapshots."""
    made = create_initiative(context, name="Drafts & “replies”", profile="customer_support_llm")
    ida = add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    eve = add_person(context, made, name="Eve", executive=True, builder=False)
    acting = replace(context, actor=Actor(ida, "Ida"))
    freeze(acting, made, note="Before anything")
    rate(acting, made, YELLOW, rating="yellow", seen=None)
    today = datetime.now(UTC).date()
    add_plan(acting, made, criteria=[YELLOW], text="Drill it", owner="Ana", due=today - timedelta(days=1))
    add_plan(acting, made, kind="action", text="Tell everybody", effort_days=2, cost=100)
    freeze(acting, made, note="Overdue by now")
    rate(acting, made, "operations.backup_recovery", rating="yellow", seen=None)
    rate(acting, made, YELLOW, rating=None, seen="yellow")
    sign(
        acting, made, person_id=eve, acknowledgements={"operations.backup_recovery": "Slow, and known"}, statement="All"
    )
    return made


def test_a_report_is_taken_away_and_the_page_stays(visit: Visit, page: Page, initiative: str, tmp_path: Path) -> None:
    visit(page, f"/snapshots?initiative={initiative}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF of snapshot 2").click()
    taken.value.save_as(tmp_path / "report.pdf")
    assert taken.value.suggested_filename == "drafts-replies-snapshot-2.pdf"
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Whole document (JSON)").click()
    taken.value.save_as(tmp_path / "report.json")
    values = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert values["sha256"] == seal_of(values)
    expect(page.get_by_text(values["sha256"])).to_be_visible()


def test_a_file_that_is_not_there_is_said_in_a_sentence(server: Server, page: Page, initiative: str, watched) -> None:
    watched.expect("404")
    page.goto(f"{server.url}/download/{initiative}/99/pdf")
    expect(page.get_by_text("There is no snapshot 99 of this initiative. The latest is 2.")).to_be_visible()


def test_a_new_round_begins_after_freezing(visit: Visit, page: Page, context: Context) -> None:
    made = create_initiative(context, name="Rounds", profile="customer_support_llm")
    visit(page, f"/snapshots?initiative={made}")
    page.get_by_role("button", name="Freeze snapshot").click()
    page.get_by_label("Note (optional)").fill("For the board")
    page.get_by_role("button", name="Freeze it now").click()
    expect(page.get_by_text("Snapshot 1 is frozen.")).to_be_visible()
    page.get_by_role("button", name="Start round 2").click()
    expect(page.get_by_text("Round 2 has begun: every rating waits to be re-checked.")).to_be_visible()
    assert context.store.load(made).initiative.round == 2


def test_what_is_compared_stands_in_the_address(visit: Visit, page: Page, initiative: str) -> None:
    visit(page, f"/snapshots?initiative={initiative}")
    # Scrolling closes an open list, so the box comes into view before it is opened.
    box = page.get_by_role("combobox", name="To")
    box.scroll_into_view_if_needed()
    box.click()
    page.get_by_role("option", name="Now, not frozen").click()
    said = page.get_by_text("Of 25 criteria: 1 newly assessed, 24 unchanged.")
    expect(said).to_be_visible()
    expect(page).to_have_url(re.compile("to=now"))
    page.reload()
    expect(said).to_be_visible()


def test_everything_is_taken_away_and_put_back_with_what_came_later_kept_aside(
    start_server: StartServer, page: Page, tmp_path: Path
) -> None:
    server = start_server()
    context = open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))
    create_initiative(context, name="First", profile="customer_support_llm")
    page.goto(server.url + "/system")
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download a backup").click()
    taken.value.save_as(tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        assert archive.testzip() is None
    create_initiative(context, name="Second", profile="customer_support_llm")
    page.get_by_text("Restore a backup").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "kept.zip")
    expect(page.get_by_text("This backup is whole. It holds:")).to_be_visible()
    expect(page.get_by_role("button", name="Restore now")).to_be_disabled()
    settled(page)
    page.get_by_text("Replace the present data by this backup").click()
    page.get_by_role("button", name="Restore now").click()
    expect(page.get_by_text("Restored: 2 recorded changes, this one included")).to_be_visible()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("link", name="First", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="Second", exact=True)).to_have_count(0)
    (aside,) = server.database.parent.glob("before-restore-*.zip")
    with zipfile.ZipFile(aside) as archive:
        assert archive.testzip() is None


def test_both_checks_say_what_they_found(visit: Visit, page: Page, initiative: str) -> None:
    visit(page, "/system")
    page.get_by_role("button", name="Check the database").click()
    expect(page.get_by_text("The database is sound")).to_be_visible()
    page.get_by_role("button", name="Verify the record of changes").click()
    expect(page.get_by_text("The record is whole")).to_be_visible()


# What stands there when the data cannot be opened ---------------------------------------------------------------------


def test_a_file_that_is_no_database_is_said_on_a_deep_link_and_left_as_it_is(
    start_server: StartServer, page: Page, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.db"
    letter.write_bytes(b"Dear diary, this is a letter. " * 100)
    server = start_server(database=letter)
    page.goto(server.url + "/plan?initiative=x")
    settled(page)
    expect(page.get_by_role("heading", name="The data cannot be opened")).to_be_visible()
    expect(page.get_by_text("is not a database of this program. It was left as it is.")).to_be_visible()
    assert letter.read_bytes() == b"Dear diary, this is a letter. " * 100
    letter.unlink()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="The data cannot be opened")).to_have_count(0)


def test_a_database_of_a_newer_program_is_said_and_left_as_it_is(
    start_server: StartServer, page: Page, tmp_path: Path, axe: Axe
) -> None:
    database = tmp_path / "readiness.db"
    open_context(Settings.from_environment({"READINESS_DATABASE": str(database)})).store.close()
    with sqlite3.connect(database) as future:
        future.execute("insert into migration (name, applied_at) values ('999_from_the_future', '2030-01-01')")
    future.close()
    server = start_server(database=database)
    page.goto(server.url)
    settled(page)
    expect(page.get_by_text("was written by a newer version of this program")).to_be_visible()
    expect(page.get_by_text("Update this program, or name another file")).to_be_visible()
    assert axe(page) == []


# For everybody --------------------------------------------------------------------------------------------------------


def addresses(initiative: str, context: Context) -> list[str]:
    plan = context.store.load(initiative).plans[0].id
    return [
        f"/plan?initiative={initiative}&show=all",
        f"/plan?initiative={initiative}&plan={plan}",
        f"/plan?initiative={initiative}&plan=new",
        f"/sign-off?initiative={initiative}",
        f"/snapshots?initiative={initiative}",
        "/system",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(
    new_page: NewPage, visit: Visit, axe: Axe, context: Context, initiative: str, scheme: str
) -> None:
    page = new_page(scheme=scheme)
    found = {path: axe(visit(page, path)) for path in addresses(initiative, context)}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_every_page_fits_a_phone(new_page: NewPage, visit: Visit, context: Context, initiative: str) -> None:
    page = new_page(width=400)
    for path in addresses(initiative, context):
        visit(page, path)
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 400, f"{path} is {wide} px wide"
