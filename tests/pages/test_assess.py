"""The assessment form: what it asks, what it saves as it is entered, what it refuses, and what it must never hold."""

import dataclasses
import os
import re
import shutil
import types
import typing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate, set_check, set_note
from readiness.commands.evidence import add_link
from readiness.commands.initiatives import create_initiative, start_round
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan
from readiness.context import Context, open_context
from readiness.domain.assessment import Answer, CheckValue, Rating
from readiness.domain.wording import day_text
from readiness.queries.assess import AssessView, assess_view
from readiness.settings import Settings
from tests.pages.conftest import USE_CASE, OpenPage, acting, links, words

PAGE = "initiative/assess.py"
ROLLBACK = "governance.version_rollback"
VALIDATION = "governance.output_validation"
DRILL = "rollback_minutes"
TODAY = datetime.now(UTC).date()
FIXTURES = Path(__file__).resolve().parents[1] / "content" / "fixtures" / "frameworks"


def key(part: str, initiative: str, criterion: str = ROLLBACK) -> str:
    return f"{part}-{initiative}-{criterion}"


def answer(context: Context, initiative: str, criterion: str = ROLLBACK) -> Answer:
    return context.store.load(initiative).answer(criterion)


def drill(context: Context, initiative: str) -> str:
    """The measure of the first check of the rollback criterion."""
    criterion = context.framework_of(context.store.load(initiative)).criterion(ROLLBACK)
    assert criterion is not None
    return criterion.checks[0].measure


def press(page: AppTest, widget: str) -> AppTest:
    """Press a button; a second run draws the whole page again, since a press draws only the card and the progress."""
    page.button(key=widget).click().run()
    assert not page.exception, page.exception
    return page.run()


def rate_in_form(page: AppTest, initiative: str, rating: str, criterion: str = ROLLBACK) -> AppTest:
    return press(page, key(f"rd-rate-{rating}", initiative, criterion))


def labels(page: AppTest, initiative: str, criterion: str = ROLLBACK) -> dict[str, str]:
    found = {
        rating: page.button(key=key(f"rd-rate-{rating}", initiative, criterion))
        for rating in ("red", "yellow", "green", "not_applicable")
    }
    return {rating: re.sub(r"\\(.)", r"\1", button.label) for rating, button in found.items()}


def pick(page: AppTest, context: Context, initiative: str, name: str) -> AppTest:
    """Say who is at the keyboard."""
    person = next(entry for entry in context.store.load(initiative).people if entry.name == name)
    page.radio(key=f"rd-who-top-{initiative}").set_value(person.id).run()
    return page


@pytest.fixture
def form(open_page: OpenPage, initiative: str) -> AppTest:
    """The governance part of the form of an initiative on which nothing is rated."""
    return open_page(PAGE, initiative=initiative, dimension="governance")


# What does not exist --------------------------------------------------------------------------------------------------


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


# Rating ---------------------------------------------------------------------------------------------------------------


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


# Two people -----------------------------------------------------------------------------------------------------------


def test_the_second_of_two_raters_sees_both_versions_and_can_keep_theirs(
    form: AppTest, context: Context, initiative: str
) -> None:
    rate(acting(context, initiative, "Ida"), initiative, ROLLBACK, rating="yellow", seen=None)
    rate_in_form(form, initiative, "red")
    said = words(form)
    assert "Ida changed this rating" in said
    assert "Yours, not saved ■ Red Theirs, saved ▲ Yellow" in said
    assert answer(context, initiative).rating == "yellow"
    press(form, key("keep-mine", initiative))
    assert answer(context, initiative).rating == "red"


def test_the_second_of_two_raters_can_take_the_other_rating(form: AppTest, context: Context, initiative: str) -> None:
    rate(acting(context, initiative, "Ida"), initiative, ROLLBACK, rating="yellow", seen=None)
    rate_in_form(form, initiative, "red")
    press(form, key("take-theirs", initiative))
    assert answer(context, initiative).rating == "yellow"
    assert "Yellow** *chosen*" in labels(form, initiative)["yellow"]
    assert "Yours, not saved" not in words(form)


def test_two_people_who_rate_the_same_do_not_clash(form: AppTest, context: Context, initiative: str) -> None:
    rate(acting(context, initiative, "Ida"), initiative, ROLLBACK, rating="red", seen=None)
    rate_in_form(form, initiative, "red")
    assert "Yours, not saved" not in words(form)
    assert answer(context, initiative).rating == "red"


def test_two_people_at_one_note_see_both_versions(form: AppTest, context: Context, initiative: str) -> None:
    set_note(acting(context, initiative, "Ida"), initiative, ROLLBACK, note="theirs", seen="")
    note = key("note", initiative)
    form.text_area(key=note).set_value("mine").run()
    form.run()
    assert "Yours, not saved" in words(form) and form.text_area(key=note).value == "mine"
    assert answer(context, initiative).note == "theirs"
    press(form, f"{note}-mine")
    assert answer(context, initiative).note == "mine"


def test_two_people_at_one_check_see_both_values(form: AppTest, context: Context, initiative: str) -> None:
    measure = drill(context, initiative)
    theirs = CheckValue(measure=measure, kind="nothing_yet")
    set_check(acting(context, initiative, "Ida"), initiative, ROLLBACK, measure, value=theirs, seen=None)
    box = key(f"check-{measure}", initiative)
    form.number_input(key=box).set_value(12).run()
    form.run()
    said = words(form)
    assert "12 minutes" in said and "nothing has happened yet" in said
    press(form, f"{box}-theirs")
    assert form.number_input(key=box).value is None
    assert form.checkbox(key=key(f"nothing-{measure}", initiative)).value is True
    assert answer(context, initiative).check_value(measure) == theirs


# Checks ---------------------------------------------------------------------------------------------------------------


def test_the_limits_stand_beside_each_check_in_words(form: AppTest) -> None:
    assert "green up to 15, yellow up to 60 minutes" in words(form)


def test_a_check_of_yes_or_no_says_what_the_numbers_mean(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative, dimension="data"))
    assert "1 for yes, 0 for no · green needs a yes" in said
    assert "0/1" not in said


def test_the_label_of_a_check_is_its_words_alone(form: AppTest, context: Context, initiative: str) -> None:
    criterion = context.framework_of(context.store.load(initiative)).criterion(ROLLBACK)
    assert criterion is not None
    check = criterion.checks[0]
    # A screen reader reads a label out as it was given, marks and backslashes included.
    assert form.number_input(key=key(f"check-{check.measure}", initiative)).label == check.text


def test_a_value_is_saved_as_entered_and_suggests_a_rating(form: AppTest, context: Context, initiative: str) -> None:
    measure = drill(context, initiative)
    box = key(f"check-{measure}", initiative)
    form.number_input(key=box).set_value(22).run()
    form.run()
    assert answer(context, initiative).check_value(measure) == CheckValue(measure=measure, kind="number", number=22)
    said = words(form)
    assert (
        "The checks suggest ▲ Yellow" in said and "22 minutes, green needs at most 15. 1 of 3 checks measured." in said
    )
    form.number_input(key=box).set_value(None).run()
    assert answer(context, initiative).check_value(measure) is None


def test_nothing_has_happened_yet_is_a_value_and_can_be_taken_back(
    form: AppTest, context: Context, initiative: str
) -> None:
    measure = drill(context, initiative)
    tick, box = key(f"nothing-{measure}", initiative), key(f"check-{measure}", initiative)
    form.number_input(key=box).set_value(9).run()
    form.run()
    form.checkbox(key=tick).check().run()
    form.run()
    assert answer(context, initiative).check_value(measure) == CheckValue(measure=measure, kind="nothing_yet")
    assert form.number_input(key=box).disabled
    form.checkbox(key=tick).uncheck().run()
    form.run()
    assert answer(context, initiative).check_value(measure) == CheckValue(measure=measure, kind="number", number=9)
    form.number_input(key=box).set_value(None).run()
    assert answer(context, initiative).check_value(measure) is None


def test_a_days_since_check_is_entered_as_a_date(open_page: OpenPage, context: Context, initiative: str) -> None:
    criterion = "governance.performance_monitoring"
    page = open_page(PAGE, initiative=initiative, criterion=criterion)
    box = key("check-days_since_group_evaluation", initiative, criterion)
    page.date_input(key=box).set_value(TODAY - timedelta(days=9)).run()
    page.run()
    stored = answer(context, initiative, criterion).check_value("days_since_group_evaluation")
    assert stored is not None and stored.day == TODAY - timedelta(days=9)
    assert "green up to 7, yellow up to 30 days ago · now ▲ yellow" in words(page)


def test_limits_that_a_team_made_softer_show_the_original(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / "acme-2026", tmp_path / "frameworks" / "acme-2026")
    monkeypatch.setenv("READINESS_FRAMEWORKS", str(tmp_path / "frameworks"))
    context = open_context(Settings.from_environment(os.environ))
    made = create_initiative(context, name="Ours", profile="general_high_stakes", framework_version="acme-2026")
    said = words(open_page(PAGE, initiative=made, dimension="data"))
    assert "▽ softer than 2026.1 , there green from 30 days in a row" in said
    assert "▽ softer than 2026.1 , there evidence fresh for" in said
    assert "△ stricter than 2026.1 , there green up to 15 minutes" in words(
        open_page(PAGE, initiative=made, dimension="governance")
    )


# Evidence and stress tests --------------------------------------------------------------------------------------------


def fill_evidence(page: AppTest, initiative: str, **fields: object) -> None:
    for part, value in fields.items():
        widget = page.date_input if part == "day" else page.text_input
        widget(key=key(f"evidence-{part}", initiative)).set_value(value)  # type: ignore[arg-type]


def submit(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception, page.exception
    return page.run()


def test_a_link_is_added_with_its_date_and_who_vouches_for_it(form: AppTest, context: Context, initiative: str) -> None:
    form.get_by_key(key("add-0", initiative)).set_value("link").run()
    fill_evidence(form, initiative, url="https://example.org/drill", text="Drill log", day=TODAY, by="J. Ortiz")
    submit(form, "Add link")
    [item] = context.store.load(initiative).evidence_of(ROLLBACK)
    assert (item.url, item.text, item.day, item.by) == ("https://example.org/drill", "Drill log", TODAY, "J. Ortiz")
    assert "https://example.org/drill" in links(form)
    assert form.get_by_key(key("add-1", initiative)).value is None


def test_evidence_without_a_date_is_refused_and_the_form_keeps_what_was_typed(
    form: AppTest, context: Context, initiative: str
) -> None:
    form.get_by_key(key("add-0", initiative)).set_value("link").run()
    fill_evidence(form, initiative, url="https://example.org/drill", text="Drill log")
    submit(form, "Add link")
    assert "Give the date that the evidence is from: its age counts from there. Nothing was saved." in words(form)
    assert form.text_input(key=key("evidence-url", initiative)).value == "https://example.org/drill"
    assert context.store.load(initiative).evidence == ()


def test_a_link_that_is_no_web_address_is_refused(form: AppTest, context: Context, initiative: str) -> None:
    form.get_by_key(key("add-0", initiative)).set_value("link").run()
    fill_evidence(form, initiative, url="javascript:alert(1)", day=TODAY)
    submit(form, "Add link")
    assert "must begin with https:// or http://" in words(form)
    assert context.store.load(initiative).evidence == ()


def test_withdrawn_evidence_stays_visible_as_withdrawn(open_page: OpenPage, context: Context, initiative: str) -> None:
    item = add_link(context, initiative, ROLLBACK, url="https://example.org/x", text="Old log", day=TODAY)
    page = open_page(PAGE, initiative=initiative, criterion=ROLLBACK)
    page.get_by_key(key("withdraw", initiative)).set_value(item).run()
    page.run()
    assert context.store.load(initiative).evidence_of(ROLLBACK) == ()
    assert context.store.load(initiative).evidence[0].id == item
    assert re.search(r"Old log .* withdrawn", words(page))


def test_a_failed_stress_test_is_recorded_and_lifted_by_its_repair(
    form: AppTest, context: Context, initiative: str
) -> None:
    form.toggle(key=key("run-0", initiative)).set_value(True).run()
    form.text_input(key=key("run-name", initiative)).set_value("Bad model")
    form.date_input(key=key("run-day", initiative)).set_value(TODAY)
    form.get_by_key(key("run-outcome", initiative)).set_value("failed")
    form.text_area(key=key("run-finding", initiative)).set_value("Nobody was told.")
    submit(form, "Save this run")
    assert "The severity “” is not known" in words(form)
    form.selectbox(key=key("run-severity", initiative)).set_value("major")
    submit(form, "Save this run")
    [test] = context.store.load(initiative).stress_tests
    assert (test.name, test.outcome, test.severity, test.finding) == (
        "Bad model",
        "failed",
        "major",
        "Nobody was told.",
    )
    assert "■ Failed (major) Bad model" in words(form)
    form.date_input(key=key(f"repair-{test.id}-fixed", initiative)).set_value(TODAY)
    form.date_input(key=key(f"repair-{test.id}-passed", initiative)).set_value(TODAY)
    submit(form, "Save the repair of Bad model")
    assert not context.store.load(initiative).stress_tests[0].is_unresolved
    assert "fixed and passed again" in words(form)


def test_mappings_come_with_the_note_on_what_they_are_worth(form: AppTest) -> None:
    said = words(form)
    assert "NIST AI RMF MEASURE 2.4" in said and "orientation, never proof of compliance" in said


# Finding one's way ----------------------------------------------------------------------------------------------------


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


# What is typed --------------------------------------------------------------------------------------------------------

TYPED = "<img src=x onerror=alert(1)> **bold** [link](javascript:x) :red[red] $x$ שלום مرحبا 👩‍🚀 "


def test_a_note_is_stored_as_typed_up_to_ten_thousand_letters(form: AppTest, context: Context, initiative: str) -> None:
    note = key("note", initiative)
    long = (TYPED * 200)[:10_000]
    form.text_area(key=note).set_value(long).run()
    form.run()
    assert answer(context, initiative).note == long
    assert form.text_area(key=note).value == long
    form.text_area(key=note).set_value(long + "!").run()
    form.run()
    assert "The note has 10,001 letters and may have 10,000 at most. Nothing was saved." in words(form)
    assert form.text_area(key=note).value == long + "!"
    assert answer(context, initiative).note == long


def test_a_save_that_fails_keeps_what_was_typed_and_can_be_tried_again(
    form: AppTest, context: Context, initiative: str, own_database: Path
) -> None:
    note = key("note", initiative)
    away = own_database.with_name("away.db")
    context.store.close()
    own_database.rename(away)
    form.text_area(key=note).set_value("typed while the disk was away").run()
    form.run()
    said = words(form)
    assert str(own_database) in said and "Not saved yet" in said
    assert form.text_area(key=note).value == "typed while the disk was away"
    away.rename(own_database)
    press(form, f"{note}-again")
    assert answer(context, initiative).note == "typed while the disk was away"
    assert "Not saved yet" not in words(form)


# No date of launch or plan, no budget ---------------------------------------------------------------------------------


def parts_of(kind: object, seen: dict[object, set[str]]) -> dict[object, set[str]]:
    """Every type that can be reached from one, with the names of its fields."""
    for argument in typing.get_args(kind):
        parts_of(argument, seen)
    if isinstance(kind, types.GenericAlias | types.UnionType) or kind in seen:
        return seen
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        hints = {name: field.annotation for name, field in kind.model_fields.items()}
    else:
        return seen
    seen[kind] = set(hints)
    for hint in hints.values():
        parts_of(hint, seen)
    return seen


def test_the_query_has_no_field_for_a_date_of_launch_or_plan_or_a_budget() -> None:
    found = parts_of(AssessView, {})
    assert {kind.__name__ for kind in found} >= {"AssessView", "CriterionCard", "Answer", "Evidence"}  # type: ignore[attr-defined]
    names = {f"{kind.__name__}.{name}" for kind, fields in found.items() for name in fields}  # type: ignore[attr-defined]
    telling = re.compile(r"\.(.*_)?(due|launch|deadline|plan|plans|budget|cost|effort|sign_off|sign_offs)(_.*)?$")
    # Whether somebody is paid for the launch date is what independence asks; it is no date.
    assert {name for name in names if telling.search(name)} == {"Person.rewarded_for_launch"}


def test_neither_query_nor_page_tells_a_date_of_a_plan_or_a_budget(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = acting(context, initiative, "Ida")
    for criterion, due in ((ROLLBACK, date(2031, 7, 9)), (VALIDATION, date(2019, 4, 3))):
        rate(ida, initiative, criterion, rating="yellow", seen=None)
        add_plan(
            context,
            initiative,
            criteria=(criterion,),
            text="Secret plan",
            owner="Secret owner",
            due=due,
            cost=98765.4,
            effort_days=4321.5,
        )
    view = assess_view(context, initiative)
    said = words(open_page(PAGE, initiative=initiative, dimension="governance"))
    for told in (repr(view), said):
        for secret in ("2031", "2019", "98765", "98,765", "4321", "4,321", "Secret", "9 Jul", "3 Apr", "4 Apr"):
            assert secret not in told, secret


def test_an_overdue_plan_makes_its_criterion_red_without_saying_since_when(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate(acting(context, initiative, "Ida"), initiative, ROLLBACK, rating="yellow", seen=None)
    add_plan(context, initiative, criteria=(ROLLBACK,), text="Plan", owner="Bo", due=TODAY - timedelta(days=2))
    said = words(open_page(PAGE, initiative=initiative, criterion=ROLLBACK))
    assert "■ Red chosen: ▲ Yellow" in said
    assert "A mitigation is overdue. Finish the mitigation" in said
