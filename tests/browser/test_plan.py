"""Planning and signing in a real browser: from "Plan it" to a signature, two people on one field, a full disk."""

import csv
import io
import re
import resource
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import Plan, UseCase
from readiness.settings import Settings
from tests.browser.conftest import NewPage, Server, Visit, settled

pytestmark = pytest.mark.browser

YELLOW = ("operations.incident_response", "integration.dependency_management")
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture
def initiative(context: Context) -> str:
    """An initiative with two yellow criteria, of which its profile tolerates one, and an executive."""
    use_case = UseCase(user="clerks", decision="whom to invite", value="an hour a day")
    made = create_initiative(context, name="CV shortlist", profile="hr_screening", use_case=use_case)
    ida = add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    add_person(
        context,
        made,
        name="Eve Stone",
        role="Board",
        executive=True,
        builder=False,
        reports_to_delivery=False,
        rewarded_for_launch=False,
    )
    for criterion in YELLOW:
        rate(replace(context, actor=Actor(ida, "Ida")), made, criterion, rating="yellow", seen=None)
    return made


def plans(context: Context, initiative: str) -> tuple[Plan, ...]:
    return context.store.load(initiative).plans


def test_plan_it_leads_to_a_plan_with_an_owner_nobody_entered_before(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    visit(page, f"/plan?initiative={initiative}")
    page.get_by_role("link", name="Plan it").nth(1).click()
    page.get_by_label("What will be done").fill("Drill the night shift")
    page.get_by_role("combobox", name="Owner").fill("Zoë O'Hara-Müller *2*")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("The plan is saved.")).to_be_visible()
    (plan,) = plans(context, initiative)
    assert (plan.text, plan.owner) == ("Drill the night shift", "Zoë O'Hara-Müller *2*")
    assert plan.criteria == (YELLOW[0],)
    # Without a date it covers nothing yet, and the page says what is missing and leads to it.
    expect(page.get_by_text("needs a due date")).to_be_visible()
    page.get_by_role("link", name="Complete the plan").click()
    expect(page.get_by_role("combobox", name="Owner")).to_have_value("Zoë O'Hara-Müller *2*")
    page.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    page.keyboard.type("20311231")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="One plan").click()
    expect(page.get_by_text("needs a due date")).to_have_count(0)
    assert str(plans(context, initiative)[0].due) == "2031-12-31"
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("link", name="Drill the night shift")).to_be_visible()


def test_two_people_on_one_text_see_both_versions(
    visit: Visit, new_page: NewPage, context: Context, initiative: str
) -> None:
    plan = add_plan(context, initiative, criteria=YELLOW, text="Mend it", owner="Ana", due=TODAY)
    ann, bob = new_page(), new_page()
    for page in (ann, bob):
        visit(page, f"/plan?initiative={initiative}&plan={plan}")
    bob.get_by_label("What will be done").fill("Bob's way, not yet left")
    ann.get_by_label("What will be done").fill("Ann's way")
    ann.keyboard.press("Tab")
    expect(ann.get_by_text("Saved ")).to_be_visible()
    bob.keyboard.press("Tab")
    expect(bob.get_by_text("Yours was not saved: look at both and choose.")).to_be_visible()
    expect(bob.locator("[class*=-conflict]").get_by_text("Ann's way", exact=True)).to_be_visible()
    expect(bob.get_by_label("What will be done")).to_have_value("Bob's way, not yet left")
    assert plans(context, initiative)[0].text == "Ann's way"
    bob.get_by_role("button", name="Take theirs").click()
    expect(bob.get_by_label("What will be done")).to_have_value("Ann's way")


def test_sorting_by_a_title_keeps_the_filter_and_the_session(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    for text, days in (("Later one", 90), ("Sooner one", 3)):
        due = TODAY.replace(year=TODAY.year + 1, day=1 + days % 27)
        add_plan(context, initiative, criteria=YELLOW, text=text, owner="Ana", due=due)
    visit(page, f"/plan?initiative={initiative}&show=all")
    page.get_by_role("columnheader").get_by_role("link", name="What").click()
    names = page.get_by_role("link", name=re.compile("^(Later|Sooner) one$"))
    expect(names.first).to_have_text("Later one")
    expect(page).to_have_url(re.compile("show=all"))
    expect(page).to_have_url(re.compile("sort=text"))
    page.get_by_role("columnheader").get_by_role("link", name="What").click()
    expect(names.first).to_have_text("Sooner one")


def test_the_plans_are_taken_away_for_an_issue_tracker(
    visit: Visit, page: Page, context: Context, initiative: str, tmp_path: Path
) -> None:
    add_plan(context, initiative, criteria=YELLOW, text="@SUM(1)", owner="Ana", due=TODAY)
    visit(page, f"/plan?initiative={initiative}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="All as CSV for an issue tracker").click()
    taken.value.save_as(tmp_path / "plans.csv")
    assert taken.value.suggested_filename == "cv-shortlist-plans.csv"
    (row,) = csv.DictReader(io.StringIO((tmp_path / "plans.csv").read_text(encoding="utf-8")))
    assert row["Title"] == "'@SUM(1)"
    expect(page.get_by_role("heading", name="What is being done about it?")).to_be_visible()


def test_an_executive_signs_each_yellow_in_writing(visit: Visit, page: Page, context: Context, initiative: str) -> None:
    due = TODAY.replace(year=TODAY.year + 1, day=1)
    add_plan(context, initiative, criteria=YELLOW, text="Mend both", owner="Ana", due=due)
    visit(page, f"/sign-off?initiative={initiative}")
    expect(page.get_by_text("Yes, and none holds")).to_be_visible()
    page.get_by_label("Acknowledged in writing: Dependency management").fill("The vendor may fail us")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Incident response is yellow and is not acknowledged in writing.")).to_be_visible()
    expect(page.get_by_label("Acknowledged in writing: Dependency management")).to_have_value("The vendor may fail us")
    page.get_by_label("Acknowledged in writing: Incident response").fill("Little practice at night")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("It is needed, and Eve Stone has signed: it holds until")).to_be_visible()
    (sign_off,) = context.store.load(initiative).sign_offs
    assert {risk.acknowledgement for risk in sign_off.risks} == {"The vendor may fail us", "Little practice at night"}
    # Signing again begins with empty boxes: nobody signs with the words of another day.
    page.get_by_text("Sign again").click()
    expect(page.get_by_label("Acknowledged in writing: Incident response")).to_have_value("")


def test_a_full_disk_is_said_beside_the_field_and_what_was_typed_stays(
    visit: Visit, page: Page, server: Server, context: Context, initiative: str
) -> None:
    plan = add_plan(context, initiative, criteria=YELLOW, text="Mend it", owner="Ana", due=TODAY)
    visit(page, f"/plan?initiative={initiative}&plan={plan}")
    pid = server.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))  # no file of the server may grow: as on a full disk
    try:
        page.get_by_label("What will be done").fill("Written while there was no room")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Nothing of this change was saved")).to_be_visible()
        expect(page.get_by_label("What will be done")).to_have_value("Written while there was no room")
        assert plans(context, initiative)[0].text == "Mend it"
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Nothing of this change was saved")).to_have_count(0)
    settled(page)
    assert plans(context, initiative)[0].text == "Written while there was no room"
