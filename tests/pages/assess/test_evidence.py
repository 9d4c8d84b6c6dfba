"""Evidence and stress tests beside a rating."""

import re

from streamlit.testing.v1 import AppTest

from readiness.commands.evidence import add_link
from readiness.context import Context
from tests.pages.assess.the_form import PAGE, ROLLBACK, TODAY, key
from tests.pages.conftest import OpenPage, links, words


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
