"""The decision page: a log is read in with its columns confirmed, figures carry bounds, reviews are judged blind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.decisions import LogFile, write_decisions
from readiness.commands.reviews import declare_review_plan, draw_sample
from readiness.context import Context
from readiness.domain.decision_figures import Count
from readiness.domain.decision_row import DecisionRow
from readiness.queries.decisions import cases_to_judge, decision_figures, plan_states
from tests.pages.conftest import OpenPage, acting, words

PAGE = "initiative/decisions.py"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def submit(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def a_row(number: int) -> DecisionRow:
    return DecisionRow(
        case=f"case {number:03}",
        at=int((START + timedelta(hours=number)).timestamp() * 1000),
        human="pay",
        ai="refuse" if number % 10 == 0 else "pay",
        group="north" if number % 2 else "south",
    )


@pytest.fixture
def logged(context: Context, initiative: str) -> str:
    """The initiative with a log of 100 decisions, 10 of them disagreements."""
    rows = tuple(a_row(number) for number in range(100))
    file = LogFile("log.csv", "csv", "a" * 64, lambda: rows, lambda: 0)
    write_decisions(acting(context, initiative, "Ida"), initiative, file, source="claims")
    return initiative


CSV = b"time,case,human,ai\n2026-03-02T09:00:00Z,1,pay,pay\n2026-03-02T10:00:00Z,2,pay,refuse\n"


def upload(app: AppTest, data: bytes, name: str = "log.csv") -> AppTest:
    return app.file_uploader[0].set_value([(name, data, "text/csv")]).run()


def test_without_a_log_the_answer_is_unknown_and_leads_on(open_page: OpenPage, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative)

    assert "Unknown: no decision log was read in yet." in words(app)
    assert "Read a log in" in words(app)


def test_figures_stand_with_count_n_and_exact_bound(open_page: OpenPage, logged: str) -> None:
    said = words(open_page(PAGE, initiative=logged))

    assert "100 decisions from 2 Mar 2026 to 6 Mar 2026" in said
    assert "90.0 % at least 83.6 % 90 of 100" in said
    assert "Critical errors, of cases drawn at random ○ unknown" in said
    assert "drawn here or marked as drawn in the log, and judged or of known outcome" in said


def test_a_file_is_read_in_whole_after_its_columns_are_confirmed(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = upload(open_page(PAGE, initiative=initiative, show="import"), CSV)
    assert "New 2" in words(app)
    submit(app, "Write 2 decisions")

    assert "Written: 2 new, 0 changed, 0 known already." in words(app)
    assert decision_figures(context, initiative).agreement == Count(1, 2)


def test_a_file_with_a_row_that_cannot_be_read_writes_nothing_until_somebody_leaves_it_out(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = upload(open_page(PAGE, initiative=initiative, show="import"), CSV + b"yesterday,3,pay,pay\n")
    button = next(button for button in app.button if button.label.startswith("Write 2"))

    assert "Rejected 1" in words(app)
    assert button.disabled
    next(box for box in app.checkbox if box.label == "Leave the rejected rows out").check().run()
    submit(app, "Write 2 decisions")
    assert decision_figures(context, initiative).decisions == 2


def test_the_same_file_again_has_nothing_to_write(open_page: OpenPage, context: Context, initiative: str) -> None:
    submit(upload(open_page(PAGE, initiative=initiative, show="import"), CSV), "Write 2 decisions")
    app = upload(open_page(PAGE, initiative=initiative, show="import"), CSV)

    assert "there is nothing to write" in words(app)
    assert "The very same file was read in on" in words(app)


def test_an_ambiguous_date_is_asked_and_never_guessed(open_page: OpenPage, context: Context, initiative: str) -> None:
    data = b"time,case,human,ai\n03/04/2026 10:00,1,pay,pay\n05/04/2026 10:00,2,pay,refuse\n"
    app = upload(open_page(PAGE, initiative=initiative, show="import"), data)
    assert "One question first" in words(app)

    next(box for box in app.radio if box.label == "Answer").set_value("day_first").run()

    assert "New 2" in words(app)
    submit(app, "Write 2 decisions")
    assert decision_figures(context, initiative).first_day == datetime(2026, 4, 3, tzinfo=UTC).date()


def test_a_file_that_is_no_log_says_so(open_page: OpenPage, initiative: str) -> None:
    said = words(upload(open_page(PAGE, initiative=initiative, show="import"), b"\x00\x01\x02", "log.csv"))

    assert "Nothing was" in said or "no text" in said


def test_a_sample_is_drawn_and_judged_without_a_word_of_who_answered(
    open_page: OpenPage, context: Context, logged: str
) -> None:
    drawn = draw_sample(acting(context, logged, "Ida"), logged, purpose="disagreements", size=3, seed=1)
    app = open_page(PAGE, initiative=logged, show="samples", sample=drawn)
    assert "Say who is at the keyboard" in words(app)

    ida = context.store.load(logged).people[0]
    app.radio(key=f"rd-who-top-{logged}").set_value(ida.id).run()
    seen = words(app).split("Judge blind")[1]
    assert "human" not in seen.lower()
    assert " AI" not in seen
    for position in (1, 2, 3):
        app.radio(key=f"rd-judge-{drawn}-{position}-answer").set_value("pay")
        submit(app, "Save and go on")

    assert "You have judged every case of this sample." in words(app)
    assert decision_figures(context, logged).adjudicated_disagreements == 3


def test_a_case_without_an_answer_is_refused(open_page: OpenPage, context: Context, logged: str) -> None:
    drawn = draw_sample(acting(context, logged, "Ida"), logged, purpose="random_review", size=2, seed=1)
    app = open_page(PAGE, initiative=logged, show="samples", sample=drawn)
    app.radio(key=f"rd-who-top-{logged}").set_value(context.store.load(logged).people[0].id).run()
    submit(app, "Save and go on")

    assert "Say which answer is right. Nothing was saved." in words(app)
    assert not any(one.judged for one in cases_to_judge(acting(context, logged, "Ida"), logged, drawn))


def test_the_page_draws_a_sample_for_a_declared_plan(open_page: OpenPage, context: Context, logged: str) -> None:
    declare_review_plan(acting(context, logged, "Ida"), logged, name="First", limit_pct=10, cases=29, allowed_errors=0)
    app = open_page(PAGE, initiative=logged, show="samples")
    (plan,) = plan_states(context, logged)
    app.selectbox(key=f"rd-draw-{logged}-plan").set_value(plan.plan.id)
    submit(app, "Draw the sample")

    assert "The sample is drawn; its seed is recorded." in words(app)
    assert context.store.load_rollout(logged).review_samples[0].size == 29


def test_the_sizes_of_samples_stand_as_a_table_and_are_computed_for_other_numbers(
    open_page: OpenPage, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, show="plans")
    said = words(app)
    assert "1 % 299 473 628 773 1,049" in said
    app.number_input(key="rd-size-limit").set_value(5.0).run()
    assert "59 cases , of which at most 0 errors" in words(app)


def test_what_is_critical_is_chosen_from_the_decisions_that_occur(
    open_page: OpenPage, context: Context, logged: str
) -> None:
    app = open_page(PAGE, initiative=logged)
    app.multiselect(key=f"rd-critical-{logged}-pairs").set_value([("pay", "refuse")])
    submit(app, "Save what is critical")

    assert context.store.load_rollout(logged).critical_pairs.pairs == (("pay", "refuse"),)
    assert "the AI says pay, true is refuse" in words(app)


def test_the_log_is_listed_and_narrowed_to_disagreements(open_page: OpenPage, logged: str) -> None:
    assert "100 decisions, the latest first" in words(open_page(PAGE, initiative=logged, show="log"))
    assert "10 decisions, the latest first" in words(
        open_page(PAGE, initiative=logged, show="log", only="disagreements")
    )
