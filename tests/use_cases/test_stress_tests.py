"""Stress tests are planned with their expected behaviour, run once, repaired; a program that never finds is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.commands.stress_tests import (
    answer_no_finding,
    drop_planned_stress_test,
    plan_stress_test,
    record_stress_test,
    resolve_stress_test,
)
from readiness.domain.stress_plan import PlannedStressTest, asks_back
from readiness.errors import Conflict, Invalid
from tests.builders import TODAY
from tests.use_cases.conftest import C1, C2, Bench


def plan(bench: Bench, **more: object) -> str:
    given: dict[str, object] = {
        "criterion": C1,
        "name": "Stop the source",
        "expected": "An alert within a minute",
        "day": TODAY + timedelta(days=7),
        "kind": "dependency_failure",
    }
    return plan_stress_test(bench.as_("ida"), bench.id, **(given | more))  # type: ignore[arg-type]


def planned(bench: Bench) -> tuple[PlannedStressTest, ...]:
    return bench.context.store.load_rollout(bench.id).planned_stress_tests


def run(bench: Bench, **more: object) -> str:
    given: dict[str, object] = {"criterion": C1, "name": "Stop the source", "day": TODAY, "outcome": "passed"}
    return record_stress_test(bench.as_("ida"), bench.id, **(given | more))  # type: ignore[arg-type]


def test_a_planned_test_changes_no_rating_and_waits_for_its_run(bench: Bench) -> None:
    before = bench.facts
    plan(bench)

    assert bench.facts.stress_tests == before.stress_tests
    assert [one.is_open for one in planned(bench)] == [True]


def test_its_run_closes_it_and_a_second_run_of_it_is_refused(bench: Bench) -> None:
    id = plan(bench)
    done = run(bench, planned=id, expected="An alert within a minute", kind="dependency_failure")

    assert planned(bench)[0].run_as == done
    assert not planned(bench)[0].is_open
    with pytest.raises(Conflict, match="meanwhile"):
        run(bench, planned=id)
    assert len(bench.facts.stress_tests) == 1


def test_a_plan_of_another_criterion_is_not_closed_by_a_run(bench: Bench) -> None:
    id = plan(bench)

    with pytest.raises(Invalid, match="another criterion"):
        run(bench, planned=id, criterion=C2)
    assert bench.facts.stress_tests == ()
    assert planned(bench)[0].is_open


def test_the_expected_behaviour_is_written_before_the_run(bench: Bench) -> None:
    with pytest.raises(Invalid, match="expected behaviour is empty"):
        plan(bench, expected="  ")
    with pytest.raises(Invalid, match="has passed"):
        plan(bench, day=TODAY - timedelta(days=1))
    with pytest.raises(Invalid, match="kind of test"):
        plan(bench, kind="earthquake")
    assert planned(bench) == ()


def test_a_dropped_plan_keeps_its_reason_and_is_dropped_once(bench: Bench) -> None:
    id = plan(bench)
    drop_planned_stress_test(bench.as_("ida"), bench.id, id, reason="The source is gone")

    assert planned(bench)[0].dropped == "The source is gone"
    with pytest.raises(Conflict, match="dropped"):
        run(bench, planned=id)


def test_what_was_fixed_is_kept_with_the_repair(bench: Bench) -> None:
    id = run(bench, outcome="failed", severity="major", finding="Nobody was told", link="https://example.org/run/1")
    resolve_stress_test(bench.as_("ida"), bench.id, id, fixed_on=TODAY, passed_again_on=TODAY, fix="Alert added")

    (test,) = bench.facts.stress_tests
    assert (test.fix, test.link, test.is_unresolved) == ("Alert added", "https://example.org/run/1", False)


def test_a_link_that_could_run_a_program_is_refused(bench: Bench) -> None:
    with pytest.raises(Invalid, match="https"):
        run(bench, link="javascript:alert(1)")
    assert bench.facts.stress_tests == ()


def test_runs_without_a_finding_are_asked_about_until_somebody_answers_and_again_after_the_next(
    bench: Bench,
) -> None:
    def asked() -> bool:
        answer = bench.context.store.load_rollout(bench.id).no_finding_answer
        return asks_back(bench.facts.stress_tests, answer)

    assert not asked()
    run(bench)
    assert asked()
    answer_no_finding(bench.as_("ida"), bench.id, text="An outside team tried for two days")
    assert not asked()
    run(bench)
    assert asked()
    run(bench, outcome="failed", severity="minor", finding="A slow page")
    assert not asked()
