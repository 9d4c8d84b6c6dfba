"""Warnings in a real browser: a big bang after two waivers, what helps by one press, set aside and taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import rate
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import UseCase
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, Visit, settled
from tests.pattern_facts import gate, moves

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture(scope="module")
def initiative(context: Context) -> str:
    """Running since before it was entered; moved up 5 days ago with two waivers, after 20 of 60 days of advisory."""
    use_case = UseCase(user="clerks", decision="whom to invite", value="an hour a day")
    made = create_initiative(context, name="Claims", profile="general_high_stakes", use_case=use_case)
    ida = add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    rate(replace(context, actor=Actor(ida, "Ida")), made, "operations.change_management", rating="yellow", seen=None)
    waived = gate(("floors_met", "unmet", True), ("suggestions_useful", "unmet", True))
    steps = moves(("stated", "shadow", 150), ("stated", "advisory", 25), ("up", "supervised_automation", 5, waived))
    shift = TODAY - datetime(2026, 3, 20, tzinfo=UTC).date()
    with context.change(made) as change:
        for step in steps:
            change.put(step.model_copy(update={"day": step.day + shift, "recorded_at": step.recorded_at + shift}))
        change.record("test_facts", "test", {})
    freeze(context, made)
    return made


def test_two_waivers_and_a_switch_never_tested_are_a_big_bang_and_each_fact_leads_to_its_page(
    visit: Visit, page: Page, initiative: str
) -> None:
    visit(page, f"/warnings?initiative={initiative}&pattern=big_bang")
    expect(page.get_by_role("heading", name="Big bang deployment")).to_be_visible()
    signs = page.get_by_role("region", name="Signs of Big bang deployment")
    expect(signs.get_by_text("Advisory was left after 20 days of at least 60.")).to_be_visible()
    expect(signs.get_by_text("2 unmet conditions: 2 waived")).to_be_visible()
    row = signs.get_by_role("row", name="stop switch never tested")
    expect(row.get_by_text("No test of the stop switch is recorded.")).to_be_visible()
    row.get_by_role("link", name="Assess").click()
    expect(page.get_by_role("heading", name="Access and permission management")).to_be_visible()


def test_home_and_the_overview_lead_to_the_warning(visit: Visit, page: Page, initiative: str) -> None:
    visit(page, "/")
    page.get_by_role("link", name="Big bang deployment").first.click()
    expect(page.get_by_role("heading", name="Does it show signs of a known way to fail?")).to_be_visible()
    visit(page, f"/initiative?initiative={initiative}")
    page.get_by_role("link", name="Big bang deployment").click()
    expect(page.get_by_role("heading", name="Big bang deployment")).to_be_visible()


def test_an_antidote_is_planned_and_a_warning_set_aside_with_the_keyboard_alone(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    visit(page, f"/warnings?initiative={initiative}&pattern=big_bang")
    button = page.get_by_role("button", name="Make it an action").nth(2)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is planned as an action.")).to_be_visible()
    expect(page.get_by_role("link", name="Planned as an action (open)")).to_be_visible()
    assert [plan.text.split(" (")[0] for plan in context.store.load(initiative).plans] == [
        "Rehearse rollback and the stop switch before the next step"
    ]
    page.get_by_text("Set it aside for a while").click()
    page.get_by_label("Why it is no warning here").fill("Agreed with the board until spring")
    page.get_by_role("button", name="Set it aside").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is set aside. It goes on being shown here")).to_be_visible()
    expect(page.get_by_text("“Agreed with the board until spring”")).to_be_visible()
    (dismissal,) = context.store.load_rollout(initiative).dismissals
    assert dismissal.until == TODAY + timedelta(days=90)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("It is no longer set aside.")).to_be_visible()
    settled(page)
    expect(page.get_by_text("“Agreed with the board until spring”")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_page_stands_in_anybodys_way(
    new_page: NewPage, visit: Visit, axe: Axe, initiative: str, scheme: str
) -> None:
    page = new_page(scheme=scheme)
    for path in (
        f"/warnings?initiative={initiative}&pattern=set_and_forget",
        "/",
        f"/initiative?initiative={initiative}",
    ):
        assert axe(visit(page, path)) == [], path


def test_the_page_fits_a_narrow_phone(new_page: NewPage, visit: Visit, initiative: str) -> None:
    page = new_page(width=400, height=800)
    for path in (f"/warnings?initiative={initiative}&pattern=big_bang", "/"):
        visit(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path
