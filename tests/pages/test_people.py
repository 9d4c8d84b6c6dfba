"""People and independence: entered, declared, judged, and who is at the keyboard."""

from typing import cast

from streamlit.testing.v1 import AppTest

from readiness.commands.people import add_person, change_person
from readiness.context import Context
from readiness.domain.assessment import Person
from readiness.queries.audit import events
from tests.pages.conftest import OpenPage, words

PAGE = "initiative/people.py"


def person(context: Context, initiative: str, name: str) -> Person:
    return next(entry for entry in context.store.load(initiative).people if entry.name == name)


def open_at(open_page: OpenPage, initiative: str, opened: Person) -> AppTest:
    """The page with the fields of this person opened."""
    page = open_page(PAGE, initiative=initiative)
    page.session_state[f"rd-person-{opened.id}"] = True
    return page.run()


def test_an_address_of_no_initiative_says_so(open_page: OpenPage) -> None:
    assert "There is no initiative at this address" in words(open_page(PAGE, initiative="nothing-here"))


def test_the_answer_names_who_is_independent(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "1 person. Independent: Ida. No executive is named, so nobody could sign." in said


def test_why_somebody_is_not_independent_is_said(open_page: OpenPage, context: Context, initiative: str) -> None:
    add_person(context, initiative, name="Bob", builder=True, reports_to_delivery=False, rewarded_for_launch=True)
    add_person(context, initiative, name="Una", builder=False)
    said = words(open_page(PAGE, initiative=initiative))
    assert "Not independent: works on, owns or manages the delivery and is rewarded for the launch date" in said
    assert "Not independent: 2 of 3 answers undeclared" in said


def test_a_new_person_has_nothing_preselected(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    key = f"rd-add-{initiative}"
    page.text_input(key=f"{key}-name").set_value("Kim Tran")
    next(button for button in page.button if button.label == "Add this person").click().run()
    assert "Kim Tran is entered." in words(page)
    kim = person(context, initiative, "Kim Tran")
    assert (kim.builder, kim.reports_to_delivery, kim.rewarded_for_launch) == (None, None, None)
    assert (kim.executive, kim.user_side) == (False, False)
    assert page.text_input(key=f"{key}-name").value == ""


def test_what_the_form_says_is_stored(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    key = f"rd-add-{initiative}"
    page.text_input(key=f"{key}-name").set_value("Eva")
    page.text_input(key=f"{key}-role").set_value("COO")
    page.checkbox(key=f"{key}-executive").set_value(True)
    page.get_by_key(f"{key}-builder").set_value("no")
    page.get_by_key(f"{key}-reports_to_delivery").set_value("yes")
    next(button for button in page.button if button.label == "Add this person").click().run()
    eva = person(context, initiative, "Eva")
    assert (eva.role, eva.executive, eva.builder, eva.reports_to_delivery) == ("COO", True, False, True)
    assert eva.rewarded_for_launch is None


def test_a_person_without_a_name_is_refused_and_the_rest_of_the_form_stays(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.text_input(key=f"rd-add-{initiative}-role").set_value("Auditor")
    next(button for button in page.button if button.label == "Add this person").click().run()
    assert "The name is empty. Nothing was saved" in words(page)
    assert page.text_input(key=f"rd-add-{initiative}-role").value == "Auditor"
    assert len(context.store.load(initiative).people) == 1


def test_a_declaration_is_saved_as_it_is_given_and_can_be_taken_back(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = person(context, initiative, "Ida")
    page = open_at(open_page, initiative, ida)
    key = f"rd-person-{ida.id}-builder"
    assert page.get_by_key(key).value == "no"
    page.get_by_key(key).set_value("yes").run()
    assert person(context, initiative, "Ida").builder is True
    assert "Nobody is independent yet" in words(page)
    page.get_by_key(key).set_value(None).run()
    assert person(context, initiative, "Ida").builder is None


def test_two_people_declaring_at_once_both_see_both_answers(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = person(context, initiative, "Ida")
    page = open_at(open_page, initiative, ida)
    change_person(context, initiative, ida.id, seen=ida, role="Auditor")
    page.text_input(key=f"rd-person-{ida.id}-role").set_value("Reviewer").run()
    assert person(context, initiative, "Ida").role == "Auditor"
    assert [entry.value for entry in page.text] == ["Reviewer", "Auditor"]


def test_two_people_changing_different_fields_do_not_disturb_each_other(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = person(context, initiative, "Ida")
    page = open_at(open_page, initiative, ida)
    change_person(context, initiative, ida.id, seen=ida, executive=True)
    page.text_input(key=f"rd-person-{ida.id}-role").set_value("Reviewer").run()
    found = person(context, initiative, "Ida")
    assert (found.role, found.executive) == ("Reviewer", True)


def test_who_is_at_the_keyboard_stands_at_the_top_and_in_every_record(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = person(context, initiative, "Ida")
    page = open_page(PAGE, initiative=initiative)
    page.get_by_key(f"rd-who-list-{initiative}").set_value(ida.id).run()
    assert page.get_by_key(f"rd-who-top-{initiative}").value == ida.id
    page.switch_page("initiative/use_case.py").run()
    assert page.get_by_key(f"rd-who-top-{initiative}").value == ida.id
    page.text_area(key=f"rd-use_case-user-{initiative}").set_value("nurses").run()
    event = events(context).rows[0]
    assert (event.actor, event.actor_id, event.signed_in) == ("Ida", ida.id, False)


def test_who_was_picked_for_one_initiative_is_nobody_on_another(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    from readiness.commands.initiatives import create_initiative

    other = create_initiative(context, name="Other", profile="fraud_detection")
    ida = person(context, initiative, "Ida")
    page = open_page(PAGE, initiative=initiative)
    page.get_by_key(f"rd-who-list-{initiative}").set_value(ida.id).run()
    page.query_params["initiative"] = other
    page.switch_page("initiative/use_case.py").run()
    page.text_area(key=f"rd-use_case-user-{other}").set_value("nurses").run()
    assert events(context).rows[0].actor == "Nobody named"


def test_somebody_who_has_left_can_no_longer_be_at_the_keyboard(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = person(context, initiative, "Ida")
    page = open_page(PAGE, initiative=initiative)
    page.get_by_key(f"rd-who-list-{initiative}").set_value(ida.id).run()
    change_person(context, initiative, ida.id, seen=ida, left=True)
    page.run()
    picked = cast("dict[str, object]", page.session_state["readiness-who"])
    assert picked[initiative] is None


def test_the_first_person_can_say_this_is_me(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.text_input(key=f"rd-add-{initiative}-name").set_value("Kim")
    page.checkbox(key=f"rd-add-{initiative}-me").set_value(True)
    next(button for button in page.button if button.label == "Add this person").click().run()
    assert page.get_by_key(f"rd-who-top-{initiative}").value == person(context, initiative, "Kim").id
