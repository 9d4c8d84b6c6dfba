"""A new initiative: from the form to its people."""

from streamlit.testing.v1 import AppTest

from readiness.context import Context
from tests.pages.conftest import OpenPage, words

PAGE = "new.py"


def create(page: AppTest) -> AppTest:
    page.button(key="rd-new-create").click().run()
    assert not page.exception
    return page


def test_nothing_is_chosen_beforehand_and_there_is_no_choice_of_one_framework(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    assert page.radio(key="rd-new-profile").value is None
    assert not page.selectbox


def test_a_profile_says_what_must_be_green(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    assert "Must be green" not in words(page)
    page.radio(key="rd-new-profile").set_value("document_processing").run()
    assert "Must be green, or it does not go to production:" in words(page)
    assert "Data quality monitoring :" in words(page)
    assert "Medium" in words(page)


def test_a_name_and_a_profile_are_enough_and_lead_to_the_people(open_page: OpenPage, context: Context) -> None:
    page = open_page(PAGE)
    page.text_input(key="rd-new-name").set_value("Invoice reader")
    page.radio(key="rd-new-profile").set_value("document_processing")
    create(page)
    assert "Who is involved, and who is independent?" in words(page)
    assert "The initiative is created." in words(page)
    (made,) = context.store.ids()
    assert context.store.load(made).initiative.name == "Invoice reader"
    assert page.query_params["initiative"] == made


def test_the_four_questions_are_stored_as_typed(open_page: OpenPage, context: Context) -> None:
    page = open_page(PAGE)
    page.text_input(key="rd-new-name").set_value("A <b>name</b>")
    page.radio(key="rd-new-profile").set_value("fraud_detection")
    for field in ("user", "decision", "value", "measure"):
        page.text_input(key=f"rd-new-{field}").set_value(f"the {field}")
    create(page)
    stored = context.store.load(context.store.ids()[0]).initiative
    assert stored.name == "A <b>name</b>"
    assert stored.use_case.model_dump() == {field: f"the {field}" for field in ("user", "decision", "value", "measure")}


def test_a_form_without_name_is_refused_and_stays_as_it_is(open_page: OpenPage, context: Context) -> None:
    page = open_page(PAGE)
    page.radio(key="rd-new-profile").set_value("fraud_detection")
    page.text_input(key="rd-new-user").set_value("clerks")
    create(page)
    assert "The name is empty. Nothing was saved" in words(page)
    assert page.text_input(key="rd-new-user").value == "clerks"
    assert context.store.ids() == ()


def test_what_was_typed_survives_a_look_elsewhere(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    page.text_input(key="rd-new-name").set_value("Half a name").run()
    page.switch_page("library/framework.py").run()
    page.switch_page(PAGE).run()
    assert page.text_input(key="rd-new-name").value == "Half a name"


def test_the_next_form_after_a_created_one_is_empty(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    page.text_input(key="rd-new-name").set_value("Invoice reader")
    page.radio(key="rd-new-profile").set_value("document_processing")
    create(page)
    page.switch_page(PAGE).run()
    assert page.text_input(key="rd-new-name").value == ""
    assert page.radio(key="rd-new-profile").value is None
