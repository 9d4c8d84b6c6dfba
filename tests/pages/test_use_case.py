"""Use case and demo distance: saved as entered, both versions shown when two people write, four bars, words."""

from readiness.commands.initiatives import change_initiative, create_initiative
from readiness.context import Context
from readiness.domain.assessment import UseCase
from tests.pages.conftest import OpenPage, links, page_html, words

PAGE = "initiative/use_case.py"


def user(initiative: str) -> str:
    """The key of the field that says who will use it."""
    return f"rd-use_case-user-{initiative}"


def stored_user(context: Context, initiative: str) -> str:
    return context.store.load(initiative).initiative.use_case.user


def someone_else_writes(context: Context, initiative: str, text: str) -> None:
    seen = stored_user(context, initiative)
    change_initiative(context, initiative, field="use_case.user", value=text, seen=seen)


def test_an_address_of_no_initiative_says_so(open_page: OpenPage) -> None:
    assert "There is no initiative at this address" in words(open_page(PAGE, initiative="nothing-here"))


def test_the_statement_stands_at_the_top_as_a_sentence(open_page: OpenPage, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    assert "clerks will use it to decide whom to call back; it is worth an hour a day." in words(page)


def test_what_is_missing_is_named(open_page: OpenPage, context: Context, initiative: str) -> None:
    change_initiative(context, initiative, field="use_case.value", value="", seen="an hour a day")
    page = open_page(PAGE, initiative=initiative)
    assert "Not said yet: the value. Without it nothing can be ready." in words(page)


def test_a_field_is_saved_as_it_is_entered(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.text_area(key=user(initiative)).set_value("nurses on the ward").run()
    assert stored_user(context, initiative) == "nurses on the ward"
    assert "Saved" in words(page)
    page.text_area(key=user(initiative)).set_value("nurses").run()
    assert stored_user(context, initiative) == "nurses"


def test_a_field_can_be_emptied_again(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.text_area(key=user(initiative)).set_value("").run()
    assert stored_user(context, initiative) == ""


def test_the_second_of_two_people_sees_both_versions_and_nothing_is_lost(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    someone_else_writes(context, initiative, "theirs")
    page.text_area(key=user(initiative)).set_value("mine").run()
    assert stored_user(context, initiative) == "theirs"
    assert "after you began. Yours was not saved" in words(page)
    assert "Yours, not saved" in words(page)
    assert [entry.value for entry in page.text] == ["mine", "theirs"]


def test_keep_mine_saves_mine_over_what_was_seen(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    someone_else_writes(context, initiative, "theirs")
    page.text_area(key=user(initiative)).set_value("mine").run()
    page.button(key=f"{user(initiative)}-mine").click().run()
    assert stored_user(context, initiative) == "mine"
    assert "Yours, not saved" not in words(page)


def test_keep_mine_does_not_overwrite_a_third_version(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    someone_else_writes(context, initiative, "theirs")
    page.text_area(key=user(initiative)).set_value("mine").run()
    someone_else_writes(context, initiative, "third")
    page.button(key=f"{user(initiative)}-mine").click().run()
    assert stored_user(context, initiative) == "third"
    assert [entry.value for entry in page.text] == ["mine", "third"]


def test_take_theirs_shows_theirs_and_saves_nothing(open_page: OpenPage, context: Context, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    someone_else_writes(context, initiative, "theirs")
    page.text_area(key=user(initiative)).set_value("mine").run()
    head = context.store.head()
    page.button(key=f"{user(initiative)}-theirs").click().run()
    assert page.text_area(key=user(initiative)).value == "theirs"
    assert context.store.head() == head


def test_a_foreign_change_that_was_only_drawn_does_not_count_as_seen(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    someone_else_writes(context, initiative, "theirs")
    page.run()
    assert page.text_area(key=user(initiative)).value == "clerks"
    assert "Somebody else changed this while you had it open" in words(page)
    page.text_area(key=user(initiative)).set_value("mine").run()
    assert stored_user(context, initiative) == "theirs"


def test_coming_back_to_the_page_begins_from_what_is_stored(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    someone_else_writes(context, initiative, "theirs")
    page.switch_page("initiative/people.py").run()
    page.switch_page(PAGE).run()
    assert page.text_area(key=user(initiative)).value == "theirs"
    page.text_area(key=user(initiative)).set_value("mine").run()
    assert stored_user(context, initiative) == "mine"


def test_going_straight_to_another_initiative_shows_its_own_statement(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    other = create_initiative(context, name="Other", profile="fraud_detection", use_case=UseCase(user="tellers"))
    page = open_page(PAGE, initiative=initiative)
    page.query_params["initiative"] = other
    page.run()
    assert page.text_area(key=user(other)).value == "tellers"
    page.text_area(key=user(other)).set_value("cashiers").run()
    assert (stored_user(context, other), stored_user(context, initiative)) == ("cashiers", "clerks")


def test_ten_thousand_letters_are_kept_and_more_are_refused_in_a_sentence(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.text_area(key=user(initiative)).set_value("x" * 10_000).run()
    assert stored_user(context, initiative) == "x" * 10_000
    page.text_area(key=user(initiative)).set_value("y" * 10_001).run()
    assert "10,001 letters and may have 10,000 at most. Nothing was saved." in words(page)
    assert page.text_area(key=user(initiative)).value == "y" * 10_001
    assert stored_user(context, initiative) == "x" * 10_000


def test_markup_that_somebody_typed_stays_text(open_page: OpenPage, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.text_area(key=user(initiative)).set_value("<img src=x> **b** \u0639\u0631\u0628\u064a 😀").run()
    assert "<img" not in page_html(page)
    assert "<img src=x> **b** \u0639\u0631\u0628\u064a 😀 will use it" in words(page)


def test_nothing_measured_is_unknown_and_not_zero(open_page: OpenPage, initiative: str) -> None:
    page = open_page(PAGE, initiative=initiative)
    assert "Nothing about the demo is measured yet." in words(page)
    assert words(page).count("not measured:") == 4
    assert "0% of the way" not in words(page)


def test_measured_answers_move_the_bars_and_link_their_dimensions(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    page = open_page(PAGE, initiative=initiative)
    page.number_input(key=f"rd-demo-cases_shown-{initiative}").set_value(40).run()
    page.number_input(key=f"rd-demo-cases_from_production-{initiative}").set_value(10).run()
    assert "25% of the way: 10 of 40 cases came unfiltered from production" in words(page)
    demo = context.store.load(initiative).initiative.demo
    assert (demo.cases_shown, demo.cases_from_production) == (40, 10)
    for dimension in ("data", "integration", "operations", "organization", "governance"):
        assert f"/assess?initiative={initiative}&dimension={dimension}" in links(page)


def test_a_number_can_be_taken_back_to_unknown(open_page: OpenPage, context: Context, initiative: str) -> None:
    change_initiative(context, initiative, field="demo.unattended_hours", value=8.5, seen=None)
    page = open_page(PAGE, initiative=initiative)
    assert page.number_input(key=f"rd-demo-unattended_hours-{initiative}").value == 8.5
    page.number_input(key=f"rd-demo-unattended_hours-{initiative}").set_value(None).run()
    assert context.store.load(initiative).initiative.demo.unattended_hours is None


def test_the_page_says_that_feasible_is_not_viable_and_that_governance_has_no_bar(
    open_page: OpenPage, initiative: str
) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "Feasible is not viable." in said
    assert "Governance has no bar" in said
