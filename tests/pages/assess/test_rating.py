"""Ratings: nothing is preselected, a choice is saved at once, and asks for its reason where one is owed."""

import re

from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate, set_check
from readiness.commands.initiatives import create_initiative, start_round
from readiness.commands.people import add_person
from readiness.context import Context
from readiness.domain.assessment import CheckValue
from readiness.domain.wording import day_text
from tests.pages.assess.the_form import (
    PAGE,
    ROLLBACK,
    VALIDATION,
    answer,
    drill,
    key,
    labels,
    pick,
    press,
    rate_in_form,
)
from tests.pages.conftest import USE_CASE, OpenPage, acting, words


def test_nothing_is_preselected_and_nothing_is_assessed(form: AppTest, context: Context, initiative: str) -> None:
    assert not any("*chosen*" in label for label in labels(form, initiative).values())
    said = words(form)
    assert "Governance · 0 of 5 0 of 25 answered" in said
    assert "Nothing yet: none of 5 criteria counts as assessed." in said
    assert context.store.load(initiative).answers == ()


def test_each_level_is_a_button_with_its_shape_its_word_and_its_meaning(form: AppTest, initiative: str) -> None:
    found = labels(form, initiative)
    assert found["red"].endswith("■ Red** :small[Nobody can say what is running or go back]")
    assert "▲ Yellow** :small[Model versioned" in found["yellow"]
    assert "● Green** :small[Full set versioned" in found["green"]


def test_a_choice_is_saved_at_once_marked_and_counted(form: AppTest, context: Context, initiative: str) -> None:
    rate_in_form(form, initiative, "red")
    assert answer(context, initiative).rating == "red"
    assert "Red** *chosen*" in labels(form, initiative)["red"]
    said = words(form)
    assert "Governance · 1 of 5 1 of 25 answered" in said and "Blocked" in said
    assert re.search(r"Saved \d\d:\d\d", said)


def drawn(page: AppTest) -> set[str]:
    """What the last run drew: the widgets by the first words of their keys."""
    widgets = [*page.button, *page.number_input, *page.text_area, *page.date_input]
    return {re.sub(r"-call-back-list-.*", "", widget.key) for widget in widgets if widget.key}


def test_a_choice_draws_only_the_rating_of_its_card_and_the_progress(form: AppTest, initiative: str) -> None:
    form.button(key=key("rd-rate-red", initiative)).click().run()
    assert drawn(form) == {"rd-rate-red", "rd-rate-yellow", "rd-rate-green", "rd-rate-not_applicable", "clear"}
    assert "Governance · 1 of 5" in words(form)


def test_a_note_draws_only_its_part_of_the_card(form: AppTest, initiative: str) -> None:
    form.text_area(key=key("note", initiative)).set_value("x").run()
    assert drawn(form) == {"note"}


def test_a_choice_also_draws_what_somebody_else_has_changed_on_the_card(
    form: AppTest, context: Context, initiative: str
) -> None:
    measure = drill(context, initiative)
    theirs = CheckValue(measure=measure, kind="number", number=99)
    set_check(acting(context, initiative, "Ida"), initiative, ROLLBACK, measure, value=theirs, seen=None)
    form.button(key=key("rd-rate-red", initiative)).click().run()
    assert f"check-{measure}" in drawn(form) and "note" not in drawn(form)
    assert "Somebody else changed this while you had it open." in words(form)


def test_green_without_a_check_asks_for_the_reason_before_it_saves(
    form: AppTest, context: Context, initiative: str
) -> None:
    rate_in_form(form, initiative, "green")
    said = words(form)
    assert "Green is not saved yet: green with no check measured needs a written reason." in said
    assert "Not saved yet" in said
    assert answer(context, initiative).rating is None
    form.text_area(key=key("because", initiative)).set_value("Two drills last week.")
    press(form, key("save-reason", initiative))
    stored = answer(context, initiative)
    assert (stored.rating, stored.reason) == ("green", "Two drills last week.")
    assert form.text_area(key=key("reason", initiative)).value == "Two drills last week."


def test_a_blank_reason_is_refused_and_the_choice_goes_on_waiting(
    form: AppTest, context: Context, initiative: str
) -> None:
    rate_in_form(form, initiative, "green")
    form.text_area(key=key("because", initiative)).set_value("   ")
    press(form, key("save-reason", initiative))
    assert "Green needs a written reason here" in words(form)
    assert answer(context, initiative).rating is None
    press(form, key("cancel", initiative))
    assert "not saved yet" not in words(form).lower()


def test_a_rating_better_than_the_checks_suggest_asks_for_the_reason(
    form: AppTest, context: Context, initiative: str
) -> None:
    form.number_input(key=key(f"check-{drill(context, initiative)}", initiative)).set_value(99).run()
    form.run()
    rate_in_form(form, initiative, "yellow")
    assert "the checks suggest ■ Red , so a better rating needs a written reason" in words(form)
    assert answer(context, initiative).rating is None


def test_a_rating_that_became_better_than_its_checks_asks_for_the_reason(
    form: AppTest, context: Context, initiative: str
) -> None:
    rate_in_form(form, initiative, "yellow")
    form.number_input(key=key(f"check-{drill(context, initiative)}", initiative)).set_value(99).run()
    form.run()
    assert "This rating is better than the checks suggest, and no reason is written yet." in words(form)
    form.text_area(key=key("reason", initiative)).set_value("The drill ran on the old cluster.").run()
    form.run()
    assert answer(context, initiative).reason == "The drill ran on the old cluster."
    assert "no reason is written yet" not in words(form)


def test_a_rating_can_be_cleared(form: AppTest, context: Context, initiative: str) -> None:
    rate_in_form(form, initiative, "red")
    press(form, key("clear", initiative))
    assert answer(context, initiative).rating is None
    assert "Governance · 0 of 5" in words(form)


def test_not_applicable_needs_its_reason_and_other_needs_words(
    form: AppTest, context: Context, initiative: str
) -> None:
    rate_in_form(form, initiative, "not_applicable")
    press(form, key("save-na", initiative))
    assert "Say why this criterion does not apply. Nothing was saved." in words(form)
    form.selectbox(key=key("na-code", initiative)).set_value("other")
    press(form, key("save-na", initiative))
    assert "“Other” needs a sentence" in words(form)
    assert answer(context, initiative).rating is None
    form.text_input(key=key("na-text", initiative)).set_value("Runs once and is thrown away.")
    press(form, key("save-na", initiative))
    stored = answer(context, initiative)
    assert (stored.rating, stored.not_applicable_reason) == ("not_applicable", "other")
    assert "does not apply, other: Runs once and is thrown away." in words(form)


def test_only_an_executive_can_confirm_that_a_must_be_green_criterion_does_not_apply(
    open_page: OpenPage, context: Context
) -> None:
    made = create_initiative(context, name="Chat", profile="customer_support_llm", use_case=USE_CASE)
    add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    add_person(context, made, name="Eve", executive=True, builder=False)
    rate(
        acting(context, made, "Ida"),
        made,
        VALIDATION,
        rating="not_applicable",
        seen=None,
        not_applicable_reason="no_such_component",
    )
    page = open_page(PAGE, initiative=made, criterion=VALIDATION)
    assert "so an executive has to confirm in writing that it does not apply ( Eve )" in words(page)
    pick(page, context, made, "Eve")
    page.text_area(key=key("na-confirmation", made, VALIDATION)).set_value("It answers with fixed texts.")
    press(page, key("na-confirm", made, VALIDATION))
    assert "Eve confirmed as executive: It answers with fixed texts." in words(page)
    assert answer(context, made, VALIDATION).not_applicable_confirmation == "It answers with fixed texts."


def test_an_independent_person_confirms_and_lifts_self_assessed(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate(context, initiative, ROLLBACK, rating="yellow", seen=None)
    page = open_page(PAGE, initiative=initiative, criterion=ROLLBACK)
    said = words(page)
    assert "Rated by nobody named" in said and "· self-assessed ·" in said
    pick(page, context, initiative, "Ida")
    assert page.button(key=key("confirm", initiative)).label == "Confirm independently as Ida"
    press(page, key("confirm", initiative))
    assert "Rated by Ida (independent)" in words(page) and "not self-assessed" in words(page)


def test_a_new_round_asks_to_re_check(open_page: OpenPage, context: Context, initiative: str) -> None:
    ida = acting(context, initiative, "Ida")
    rate(ida, initiative, ROLLBACK, rating="yellow", seen=None)
    start_round(context, initiative)
    page = open_page(PAGE, initiative=initiative, dimension="governance", show="unchecked")
    pick(page, context, initiative, "Ida")
    assert "not re-checked in this round" in words(page)
    press(page, key("confirm", initiative))
    assert answer(context, initiative).rechecked


def test_what_a_rating_counts_for_is_listed_with_what_lifts_it(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate(context, initiative, ROLLBACK, rating="green", seen=None, reason="Drills.")
    said = words(open_page(PAGE, initiative=initiative, criterion=ROLLBACK))
    assert "▲ Yellow chosen: ● Green" in said
    assert "Counts as ▲ Yellow today:" in said
    today = day_text(context.today())
    assert f"Unproven (since {today}). Add a dated file, link or metric value" in said
    assert f"Self-assessed: no independent person rated or confirmed it (since {today})." in said
