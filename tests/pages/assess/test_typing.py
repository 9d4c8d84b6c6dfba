"""What is typed is stored as typed, also when the disk was away."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from readiness.context import Context
from tests.pages.assess.the_form import answer, key, press
from tests.pages.conftest import words

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
