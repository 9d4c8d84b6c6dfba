"""The checks of a criterion: their limits in words, values saved as entered, and what they suggest."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.initiatives import create_initiative
from readiness.context import Context, open_context
from readiness.domain.assessment import CheckValue
from readiness.settings import Settings
from tests.pages.assess.the_form import FIXTURES, PAGE, ROLLBACK, TODAY, answer, drill, key
from tests.pages.conftest import OpenPage, words


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
