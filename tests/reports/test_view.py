"""From a document to the rows of a report: facts kept apart from words, nothing invented where nothing is known."""

from datetime import date

import pytest

from readiness.domain.wording import day_text
from readiness.errors import Invalid
from readiness.reports.from_document import report_view
from readiness.reports.tables import summary
from readiness.reports.words import NO_DEMO, amount_text, framework_text, moment_text, size_text
from tests.builders import DUE, a_framework, a_plan, a_sign_off, ago, an_assessment, at, rated
from tests.reports.documents import a_document, a_report_framework
from tests.reports.pdfs import made, unspaced, whole_text


def test_a_document_that_is_no_snapshot_is_refused() -> None:
    with pytest.raises(Invalid):
        report_view(a_document().model_copy(update={"snapshot": None}))


def test_a_check_without_a_value_has_no_level() -> None:
    checks = report_view(a_document()).criteria[1].checks
    assert {(check.kind, check.level, check.value_text) for check in checks} == {("none", "not_assessed", "no value")}


def test_a_check_shows_value_limits_and_level() -> None:
    share, faults, drill = report_view(a_document()).criteria[0].checks
    assert (share.value_text, share.green_text, share.yellow_text, share.level) == (
        "90%",
        "at least 100%",
        "at least 80%",
        "yellow",
    )
    assert (faults.value_text, faults.green_text, faults.level) == ("nothing has happened yet", "at most 1", "yellow")
    assert (drill.value_text, drill.level) == ("17 Mar 2026 (3 days ago)", "green")


def test_an_adjustment_keeps_its_day_and_its_remedy() -> None:
    row = next(row for row in report_view(a_document()).criteria if row.id == "integration.c1")
    assert (row.chosen, row.status) == ("green", "yellow")
    assert all(item.remedy for item in row.adjustments)
    expired = next(item for item in row.adjustments if "expired" in item.text)
    assert expired.since == ago(19)


def test_withdrawn_evidence_is_listed_as_withdrawn() -> None:
    (item,) = next(row for row in report_view(a_document()).criteria if row.id == "integration.c1").evidence
    assert item.withdrawn_at is not None


def test_people_are_independent_only_by_three_clear_nos() -> None:
    people = {person.name: person for person in report_view(a_document()).people}
    assert people["Ida"].independent
    assert not people["Bob"].independent
    assert (people["Una"].builder, people["Una"].independent) == ("not declared", False)


def test_efforts_are_summed_over_open_plans_by_dimension() -> None:
    view = report_view(a_document())
    assert [(row.dimension, row.plans, row.effort_days, row.cost) for row in view.efforts] == [
        ("Data", 1, 2.5, 12500),
        ("Several dimensions", 1, None, None),
        ("No dimension", 1, None, None),
    ]
    assert (view.effort_total.plans, view.effort_total.effort_days) == (3, 2.5)


def test_a_sign_off_that_does_not_hold_says_why() -> None:
    sign_off = report_view(a_document()).sign_off
    assert not sign_off.valid
    assert sign_off.problems
    assert sign_off.state.startswith("A sign-off was given and does not hold.")


def test_a_sign_off_that_holds_says_until_when_and_what_would_end_it_sooner() -> None:
    yellow = (rated("data.c1", "yellow"), rated("integration.c1", "yellow"))
    facts = (*yellow, a_plan("data.c1", "integration.c1", due=DUE), a_sign_off("data.c1", "integration.c1", due=DUE))

    def said(fresh_days: int) -> tuple[str, date | None]:
        framework = a_framework(fresh_days=fresh_days)
        view = report_view(a_document(framework, an_assessment(*facts, framework=framework)))
        return view.sign_off.state, next((item.day for item in view.upcoming if item.voids_sign_off), None)

    lasting, end = said(300)
    assert (lasting, end) == ("Signed and valid until 18 Jun 2026 at most.", date(2026, 6, 19))
    fading, first = said(30)
    assert first is not None
    assert first < date(2026, 6, 18)
    assert fading == f"{lasting[:-1]}; unless evidence is renewed, it ends on {day_text(first)}."


def test_a_demo_that_nobody_described_is_one_sentence_and_no_measure() -> None:
    framework = a_report_framework()
    assert report_view(a_document()).demo
    silent = a_document(framework, an_assessment(framework=framework))
    assert report_view(silent).demo == ()
    assert [value for name, value in summary(report_view(silent)) if name.startswith("Demo")] == [NO_DEMO]
    assert unspaced(NO_DEMO) in whole_text(made(silent).pdf)
    assert unspaced(NO_DEMO) not in whole_text(made(a_document()).pdf)


def test_words_for_moments_amounts_and_sizes() -> None:
    assert moment_text(at(date(2026, 1, 2), 9)) == "2 Jan 2026, 09:00 UTC"
    assert [amount_text(amount) for amount in (0, -0.001, 2.5, 12500, 0.333, 1e6)] == [
        "0",
        "0",
        "2.5",
        "12,500",
        "0.33",
        "1,000,000",
    ]
    assert [size_text(count) for count in (0, 999, 1000, 47_110, 3_100_000)] == [
        "0 bytes",
        "999 bytes",
        "1 kB",
        "47 kB",
        "3.1 MB",
    ]
    assert framework_text("AI framework 2026.1", "2026.1") == "AI framework 2026.1"
    assert framework_text("Ours", "ours-2") == "Ours ours-2"
