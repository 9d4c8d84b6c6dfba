"""The form for everybody: readable by a screen reader, and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.answers import rate, set_check
from readiness.commands.evidence import add_link
from readiness.commands.stress_tests import record_stress_test
from readiness.context import Context
from readiness.domain.assessment import CheckValue
from tests.browser.assess.the_form import MONITORING, ROLLBACK, TODAY, VALIDATION, acting, card, level, part
from tests.browser.conftest import Axe, NewPage, Visit, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def full(context: Context, made: str) -> str:
    """A form with some of everything on it."""
    ida, bob = acting(context, made, "Ida"), acting(context, made, "Bob")
    criterion = context.framework_of(context.store.load(made)).criterion(ROLLBACK)
    assert criterion is not None
    measure = criterion.checks[0].measure
    set_check(bob, made, ROLLBACK, measure, value=CheckValue(measure=measure, kind="number", number=22), seen=None)
    rate(bob, made, ROLLBACK, rating="green", seen=None, reason="A network fault slowed the drill.")
    add_link(bob, made, ROLLBACK, url="https://example.org/drill", text="Drill log", day=TODAY - timedelta(days=20))
    record_stress_test(
        bob, made, criterion=ROLLBACK, name="Bad model", day=TODAY, outcome="failed", severity="major", finding="Late."
    )
    rate(ida, made, VALIDATION, rating="red", seen=None)
    rate(ida, made, MONITORING, rating="yellow", seen=None)
    rate(
        ida,
        made,
        "governance.audit_explainability",
        rating="not_applicable",
        seen=None,
        not_applicable_reason="out_of_scope",
    )
    return made


def open_everything(page: Page, made: str) -> None:
    """Open the forms and questions of some cards."""
    mine = card(page, made, ROLLBACK)
    mine.get_by_text("Why it matters").click()
    mine.get_by_text("Where standards speak of it").click()
    mine.get_by_text("Record a run").click()
    settled(page)
    card(page, made, MONITORING).get_by_text("+ Link").click()
    settled(page)
    card(page, made, VALIDATION).get_by_text("+ File").click()
    settled(page)
    level(page, "green", made, VALIDATION).click()
    expect(part(page, "because", made, VALIDATION)).to_be_visible()
    level(page, "not_applicable", made, MONITORING).click()
    expect(part(page, "na-code", made, MONITORING)).to_be_visible()
    settled(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_accessible(new_page: NewPage, visit: Visit, axe: Axe, full: str, scheme: str) -> None:
    page = visit(new_page(scheme=scheme), f"/assess?initiative={full}&dimension=governance")
    open_everything(page, full)
    assert axe(page) == []


def test_the_form_reads_at_400_pixels_without_scrolling_sideways(new_page: NewPage, visit: Visit, full: str) -> None:
    page = visit(new_page(width=400), f"/assess?initiative={full}&dimension=governance")
    open_everything(page, full)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    outside = page.evaluate(
        "[...document.querySelectorAll('[class*=st-key-rd-criterion-] :is(button, input, textarea, p, li, h2)')]"
        ".filter(e => e.getBoundingClientRect().right > 400.5).map(e => e.outerHTML.slice(0, 120))"
    )
    assert outside == []
