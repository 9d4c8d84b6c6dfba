"""Two people at one criterion: both versions are seen, and nothing is overwritten."""

from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate, set_check, set_note
from readiness.context import Context
from readiness.domain.assessment import CheckValue
from tests.pages.assess.the_form import ROLLBACK, answer, drill, key, labels, press, rate_in_form
from tests.pages.conftest import acting, words


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
