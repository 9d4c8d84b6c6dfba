"""Finding one's way through the criteria: filter and search."""

from datetime import timedelta

import pytest

from readiness.commands.answers import rate, set_note
from readiness.commands.evidence import add_link
from readiness.context import Context
from readiness.domain.assessment import Rating
from tests.pages.assess.the_form import PAGE, ROLLBACK, TODAY, VALIDATION, key
from tests.pages.conftest import OpenPage, acting, words


@pytest.mark.parametrize(
    ("show", "expected"),
    [("red", {VALIDATION}), ("open", {ROLLBACK}), ("expiring", {"governance.performance_monitoring"})],
)
def test_the_filter_keeps_what_it_says(
    open_page: OpenPage, context: Context, initiative: str, show: str, expected: set[str]
) -> None:
    ida = acting(context, initiative, "Ida")
    criteria = context.framework_of(context.store.load(initiative)).criteria_of("governance")
    for criterion in criteria:
        rating: Rating | None = "red" if criterion.id == VALIDATION else None if criterion.id == ROLLBACK else "yellow"
        if rating:
            rate(ida, initiative, criterion.id, rating=rating, seen=None)
    old = TODAY - timedelta(days=25)
    add_link(ida, initiative, "governance.performance_monitoring", url="https://example.org", day=old)
    page = open_page(PAGE, initiative=initiative, dimension="governance", show=show)
    shown = {c.id for c in criteria if any(b.key == key("rd-rate-red", initiative, c.id) for b in page.button)}
    assert shown == expected


def test_a_filter_that_finds_nothing_here_says_where_it_finds_something(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate(context, initiative, VALIDATION, rating="red", seen=None)
    page = open_page(PAGE, initiative=initiative, dimension="data", show="red")
    assert "Nothing here passes the filter. Elsewhere: Governance (1)" in words(page)
    next(button for button in page.button if button.label == "Show all criteria").click().run()
    assert len([button for button in page.button if (button.key or "").startswith("rd-rate-red")]) == 5


def test_search_looks_at_names_questions_checks_and_notes(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    set_note(context, initiative, VALIDATION, note="Ask Zoë about the Quarantäne", seen="")
    page = open_page(PAGE, initiative=initiative, dimension="governance")
    page.text_input(key="assess-search").set_value("QUARANTÄNE zoë").run()
    shown = [button.key for button in page.button if button.key and button.key.startswith("rd-rate-red")]
    assert shown == [key("rd-rate-red", initiative, VALIDATION)]
