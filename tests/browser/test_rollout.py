"""The rollout in a real browser: answered, waived, moved up with a gate record, stepped back; lists from a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.conditions import answer_condition
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.phases import state_history
from readiness.commands.project_record import change_record
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import UseCase
from readiness.domain.phase_rules import phase_of
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, Visit, settled

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()
NO = {"builder": False, "reports_to_delivery": False, "rewarded_for_launch": False}


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture
def initiative(context: Context) -> str:
    """Two conditions short of what shadow asks for; with an independent person, an executive and a builder."""
    use_case = UseCase(user="clerks", decision="whom to call back", value="an hour a day", measure="timed calls")
    made = create_initiative(context, name="Call-back list", profile="document_processing", use_case=use_case)
    ida = add_person(context, made, name="Ida", **NO)
    add_person(context, made, name="Eve Stone", role="Board", executive=True, **NO)
    add_person(context, made, name="Bob", **{**NO, "builder": True})
    acting = replace(context, actor=Actor(ida, "Ida"))
    change_record(acting, made, field="present_way.cost", value="14 minutes", seen="")
    answer_condition(
        acting, made, phase="shadow", list="entry", key="decisions_logged", met=True, text="Log file", day=TODAY
    )
    return made


def choose(page: Page, label: str, name: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=name).click()


def test_a_link_far_down_brings_the_form_that_it_opens_into_view_every_time(
    visit: Visit, page: Page, initiative: str
) -> None:
    visit(page, f"/stress-tests?initiative={initiative}")
    opened = page.get_by_role("heading", name="Plan a stress test")
    for _ in range(2):
        page.get_by_role("link", name="Plan it").nth(19).click()
        expect(opened).to_be_in_viewport()
        expect(opened).to_be_focused()
    visit(page, f"/rollout?initiative={initiative}")
    page.get_by_role("link", name="Answer").last.click()
    expect(page.get_by_role("textbox", name="What shows it")).to_be_in_viewport()


def test_from_not_started_to_shadow_by_evidence_and_a_waiver_and_down_again(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    visit(page, f"/rollout?initiative={initiative}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Can it go a step up?")
    expect(page.get_by_text("Not yet, to shadow: 2 conditions are unknown.")).to_be_visible()
    expect(page.get_by_role("button", name="Move up to shadow")).to_be_disabled()

    page.get_by_text("Who is at the keyboard?").first.click()
    page.get_by_role("radio", name="Ida").check(force=True)
    settled(page)
    page.keyboard.press("Escape")
    row = page.get_by_role("row").filter(has_text="Outputs are invisible")
    row.get_by_role("link", name="Answer").click()
    page.get_by_role("radio", name="Met", exact=True).click()
    page.get_by_role("textbox", name="What shows it").fill("Access list of 12 March")
    page.get_by_role("button", name="Save answer").click()
    expect(page.get_by_text("The answer is saved.")).to_be_visible()
    expect(page.get_by_text("“Access list of 12 March”")).to_be_visible()

    row = page.get_by_role("row").filter(has_text="Source mapping and performance monitoring")
    row.get_by_role("link", name="Waive").click()
    page.get_by_role("textbox", name="Why it may go up without this").fill("Replay is planned")
    page.get_by_role("button", name="Waive it").click()
    expect(page.get_by_text("Yes, to shadow: nothing is in the way but an approver")).to_be_visible()

    page.get_by_role("button", name="Move up to shadow").click()
    choose(page, "Who approves it? Nobody who works on, owns or manages the delivery", "Ida")
    page.get_by_test_id("stForm").get_by_role("button", name="Move up to shadow").click()
    expect(page.get_by_text("It is in shadow now. The gate record is kept.")).to_be_visible()
    assert phase_of(context.store.load_rollout(initiative).moves) == "shadow"

    record = page.locator("details").filter(
        has_text="to shadow, at the verdict “incomplete”, with 5 conditions, 1 waived"
    )
    record.locator("summary").click()
    expect(record.get_by_text("Approved by Ida, no builder.")).to_be_visible()
    expect(record.get_by_role("cell", name="Waived")).to_be_visible()

    page.get_by_role("button", name="Step down").click()
    page.get_by_role("textbox", name="Why").fill("Outputs leaked to two desks")
    page.get_by_test_id("stForm").get_by_role("button", name="Step down").click()
    expect(page.get_by_text("Stepping back is part of the way.")).to_be_visible()
    expect(page.get_by_text("Stepped down: Outputs leaked to two desks")).to_be_visible()
    assert [one.kind for one in context.store.load_rollout(initiative).moves] == ["up", "down"]


def test_a_running_initiative_is_entered_with_the_keyboard(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    visit(page, f"/rollout?initiative={initiative}")
    page.get_by_role("button", name="It is running already").press("Enter")
    page.get_by_test_id("stDateInput").get_by_role("spinbutton").first.click()
    page.keyboard.type("20260105")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Source: who says so").fill("Minutes of January")
    page.get_by_role("textbox", name="Source: who says so").press("Tab")
    settled(page)
    page.get_by_role("button", name="Enter this history").press("Enter")
    expect(page.get_by_text("Its history is entered as stated")).to_be_visible()
    (move,) = context.store.load_rollout(initiative).moves
    assert (move.kind, move.to_phase, str(move.day)) == ("stated", "shadow", "2026-01-05")


def test_a_list_is_read_from_a_file_after_its_question_is_answered(
    visit: Visit, page: Page, context: Context, initiative: str, tmp_path: Path
) -> None:
    file = tmp_path / "feedback.csv"
    file.write_text("date,text,author\n03/04/2026,Too slow,Kim\n05/04/2026,=HYPERLINK(1),Zoë\n", encoding="utf-8")
    visit(page, f"/record?initiative={initiative}&list=feedback")
    page.get_by_text("Import from a CSV file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Day first (31/12/2026)").click()
    expect(page.get_by_text("2 rows: 2 new, 0 known already, 0 refused.")).to_be_visible()
    page.get_by_role("button", name="Write 2 new entries").click()
    expect(page.get_by_text("2 new entries written.")).to_be_visible()
    feedback = context.store.load_rollout(initiative).feedback
    assert [(str(one.day), one.text) for one in feedback] == [
        ("2026-04-03", "Too slow"),
        ("2026-04-05", "=HYPERLINK(1)"),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_are_accessible_and_fit_a_phone(
    visit: Visit, new_page: NewPage, axe: Axe, context: Context, initiative: str, scheme: str
) -> None:
    state_history(
        context,
        initiative,
        phases=[("shadow", TODAY - timedelta(90), TODAY - timedelta(40)), ("advisory", TODAY - timedelta(20), None)],
        source="Minutes",
    )
    page = new_page(scheme=scheme)
    for path in ("/rollout?do=down&", "/record?"):
        visit(page, f"{path}initiative={initiative}")
        assert axe(page) == []
    phone = new_page(width=400, scheme=scheme)
    for path in ("/rollout", "/record"):
        visit(phone, f"{path}?initiative={initiative}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 400
        assert axe(phone) == []
