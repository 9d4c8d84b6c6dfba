"""Where an address of the form leads, and what it says is next."""

from streamlit.testing.v1 import AppTest

from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from tests.pages.assess.the_form import PAGE, ROLLBACK, rate_in_form
from tests.pages.conftest import OpenPage, links, words


def test_an_address_of_no_initiative_says_so(open_page: OpenPage) -> None:
    assert "There is no initiative at this address" in words(open_page(PAGE, initiative="nothing-here"))


def test_an_address_of_no_criterion_says_so_and_shows_the_form(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative, criterion="governance.*magic*"))
    assert "There is no criterion “governance.*magic*” in framework 2026.1." in said
    assert "What is proven in" in said


def test_an_address_of_no_dimension_says_so_and_shows_the_form(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative, dimension="magic"))
    assert "There is no dimension “magic” in framework 2026.1." in said
    assert "What is proven in" in said


def test_an_address_of_a_criterion_opens_its_dimension(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative, criterion="operations.monitoring_alerting"))
    assert "What is proven in Operational capability?" in said


def test_the_next_thing_to_do_is_named_and_follows_what_is_saved(
    form: AppTest, context: Context, initiative: str
) -> None:
    rate_in_form(form, initiative, "red")
    assert "Next: Version control and rollback ■ Red" in words(form)
    assert any(f"criterion={ROLLBACK}" in address for address in links(form))


def test_without_people_the_next_thing_is_to_say_who_is_involved(open_page: OpenPage, context: Context) -> None:
    made = create_initiative(context, name="Alone", profile="document_processing")
    assert "Next: say who is involved , so that ratings have a name" in words(open_page(PAGE, initiative=made))
