"""The stress test page: what to try leads to a plan, a plan to a run, a failed run to its repair."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.stress_tests import plan_stress_test, record_stress_test
from readiness.context import Context
from readiness.domain.assessment import StressTest
from readiness.domain.stress_plan import PlannedStressTest
from tests.pages.conftest import OpenPage, acting, links, words

PAGE = "initiative/stress_tests.py"
ROBUST = "data.pipeline_robustness"
TODAY = datetime.now(UTC).date()
NAME = "Stop one source for two hours at peak"


def runs(context: Context, initiative: str) -> tuple[StressTest, ...]:
    return context.store.load(initiative).stress_tests


def planned(context: Context, initiative: str) -> tuple[PlannedStressTest, ...]:
    return context.store.load_rollout(initiative).planned_stress_tests


def submit(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


@pytest.fixture
def failed(context: Context, initiative: str) -> str:
    """The initiative with one failed run."""
    record_stress_test(
        acting(context, initiative, "Ida"),
        initiative,
        criterion=ROBUST,
        name=NAME,
        day=TODAY,
        outcome="failed",
        severity="critical",
        finding="Nobody was told",
    )
    return initiative


def test_without_runs_the_page_says_so_and_proposes_three_kinds_for_every_criterion(
    open_page: OpenPage, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative)

    assert "Nobody has tried yet" in words(app)
    assert "What to try 75" in words(app)
    # One is the way above the list.
    assert words(app).count("Record a run") == 1 + 20
    assert words(open_page(PAGE, initiative=initiative, page="4")).count("Record a run") == 1 + 15


def test_searching_the_catalogue_shows_the_first_page_of_what_fits(open_page: OpenPage, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, page="4")
    app.get_by_key("q").set_value("a").run()
    first = words(app)
    assert first.count("Plan it") == 20
    app.get_by_key("q").set_value("DELIVER THE SAME FILE").run()

    assert 0 < words(app).count("Plan it") < 20
    app.get_by_key("q").set_value("no such words").run()
    assert "No proposed test fits. Take a filter or the search away" in words(app)


def test_the_catalogue_is_narrowed_by_dimension_and_kind(open_page: OpenPage, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative, dimension="data", kind="misuse")

    assert words(app).count("Plan it") == 5


def test_a_proposal_becomes_a_plan_with_its_expected_behaviour(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, new="plan", criterion=ROBUST, proposal=NAME)
    key = f"rd-stress-plan-{initiative}-{ROBUST}-{NAME}"
    app.get_by_key(f"{key}-day").set_value(TODAY + timedelta(days=5))
    submit(app, "Save this plan")

    (plan,) = planned(context, initiative)
    assert (plan.criterion, plan.name, plan.kind) == (ROBUST, NAME, "dependency_failure")
    assert "alert reaches a person" in plan.expected
    assert "The test is planned." in words(app)
    listed = open_page(PAGE, initiative=initiative, show="planned")
    assert "Record its run" in words(listed)
    assert f"/stress-tests?initiative={initiative}&new=run&planned={plan.id}" in " ".join(links(listed))


def test_a_plan_without_a_day_is_refused_and_keeps_what_was_typed(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, new="plan", criterion=ROBUST, proposal=NAME)
    submit(app, "Save this plan")

    assert "Give the day for which it is planned. Nothing was saved." in words(app)
    assert app.get_by_key(f"rd-stress-plan-{initiative}-{ROBUST}-{NAME}-name").value == NAME
    assert planned(context, initiative) == ()


def test_a_run_of_a_plan_closes_it(open_page: OpenPage, context: Context, initiative: str) -> None:
    id = plan_stress_test(
        acting(context, initiative, "Ida"),
        initiative,
        criterion=ROBUST,
        name=NAME,
        expected="An alert",
        day=TODAY + timedelta(days=1),
    )
    app = open_page(PAGE, initiative=initiative, new="run", planned=id)
    key = f"rd-stress-run-{initiative}--{id}"
    app.get_by_key(f"{key}-day").set_value(TODAY)
    app.get_by_key(f"{key}-outcome").set_value("passed")
    submit(app, "Save this run")

    (run,) = runs(context, initiative)
    assert (run.name, run.expected, run.outcome, run.criterion) == (NAME, "An alert", "passed", ROBUST)
    assert planned(context, initiative)[0].run_as == run.id


def test_an_open_failure_is_the_answer_and_its_repair_lifts_it(
    open_page: OpenPage, context: Context, failed: str
) -> None:
    (run,) = runs(context, failed)
    app = open_page(PAGE, initiative=failed, test=run.id)
    assert "Not yet: 1 failure not fixed and passed again" in words(app)

    key = f"rd-stress-repair-{run.id}"
    app.get_by_key(f"{key}-fixed").set_value(TODAY)
    app.get_by_key(f"{key}-passed").set_value(TODAY)
    app.get_by_key(f"{key}-fix").set_value("An alert was added")
    submit(app, "Save the repair")

    assert "nothing that failed is still open" in words(app)
    assert runs(context, failed)[0].fix == "An alert was added"


def test_runs_without_a_finding_are_asked_back(open_page: OpenPage, context: Context, initiative: str) -> None:
    for number in range(3):
        record_stress_test(
            acting(context, initiative, "Ida"),
            initiative,
            criterion=ROBUST,
            name=f"Try {number}",
            day=TODAY,
            outcome="passed",
        )
    app = open_page(PAGE, initiative=initiative)
    assert "None of 3 stress tests found anything. Were they hard enough?" in words(app)

    app.get_by_key(f"rd-stress-question-{initiative}-text").set_value("Two outsiders tried for a day")
    submit(app, "Save the answer")
    assert "Were they hard enough" not in words(app)


def test_an_address_that_names_nothing_says_so(open_page: OpenPage, initiative: str) -> None:
    assert "There is no such stress test" in words(open_page(PAGE, initiative=initiative, test="nothing"))
    assert "run or dropped meanwhile" in words(open_page(PAGE, initiative=initiative, new="run", planned="nothing"))


def test_runs_are_listed_and_open_by_a_link(open_page: OpenPage, context: Context, failed: str) -> None:
    app = open_page(PAGE, initiative=failed, show="runs")

    assert f"/stress-tests?initiative={failed}&test={runs(context, failed)[0].id}" in links(app)


def test_a_repair_of_which_nothing_is_said_is_not_saved(open_page: OpenPage, context: Context, failed: str) -> None:
    app = open_page(PAGE, initiative=failed, test=runs(context, failed)[0].id)
    submit(app, "Save the repair")

    assert "Say when it was fixed, or what was done. Nothing was saved." in words(app)
    assert "The repair is saved" not in words(app)
