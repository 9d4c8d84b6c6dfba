"""Where an initiative stands follows from its moves alone, and who may take it further from declared facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from readiness.domain.assessment import Person
from readiness.domain.phase_history import HighestPhase, PhaseMove, Waiver
from readiness.domain.phase_rules import (
    approver_problems,
    entered_on,
    executive_problems,
    highest_phase,
    is_above,
    latest_span,
    lower_phases,
    next_phase,
    open_waivers,
    phase_of,
    running_phase,
    spans,
    stated_problems,
    untested_dimensions,
)
from tests.builders import BOB, EVE, IDA, TODAY, UNA, ago, at
from tests.ladder import FRAMEWORK, a_move, a_test

UP_AND_DOWN = (
    a_move("shadow", 100),
    a_move("advisory", 60, came_from="shadow"),
    a_move("shadow", 30, kind="down", came_from="advisory"),
)


def a_stated(phase: Any, first: int, last: int | None = None) -> PhaseMove:
    move = a_move(phase, first, kind="stated")
    return move.model_copy(update={"until": ago(last) if last is not None else None, "recorded_at": at(TODAY)})


def a_waiver(**more: Any) -> Waiver:
    values: dict[str, Any] = {"executive_name": "Eve", "reason": "Needed", "waived_at": at(TODAY)}
    return Waiver(id="w", phase="shadow", list="exit", key="agreement", executive="eve", **(values | more))


def test_before_any_move_it_has_not_started() -> None:
    assert (phase_of(()), entered_on(()), spans((), TODAY)) == ("not_started", None, ())
    assert next_phase("not_started") == "shadow"


def test_the_present_phase_is_where_the_last_move_led() -> None:
    assert (phase_of(UP_AND_DOWN), entered_on(UP_AND_DOWN)) == ("shadow", ago(30))
    found = spans(UP_AND_DOWN, TODAY)
    assert [(one.phase, one.first_day, one.last_day, one.days) for one in found] == [
        ("shadow", ago(100), ago(60), 40),
        ("advisory", ago(60), ago(30), 30),
        ("shadow", ago(30), None, 30),
    ]
    latest = latest_span(UP_AND_DOWN, "shadow", TODAY)
    assert latest is not None
    assert latest.first_day == ago(30)


def test_a_stated_phase_counts_from_its_stated_day_and_has_no_gate_record() -> None:
    moves = (a_stated("shadow", 300, 200), a_stated("advisory", 90))
    found = spans(moves, TODAY)
    assert [(one.stated, one.gate, one.days) for one in found] == [(True, None, 100), (True, None, 90)]
    assert entered_on(moves) == ago(90)


def test_a_stop_is_beside_the_ladder_and_begins_again_at_the_bottom() -> None:
    moves = (*UP_AND_DOWN, a_move("stopped", 5, kind="stop", came_from="shadow"))
    assert (phase_of(moves), running_phase(moves), next_phase("stopped")) == ("stopped", None, "shadow")
    assert spans(moves, TODAY)[-1].kind == "stopped"
    assert lower_phases("stopped") == ()


def test_stepping_back_to_before_the_ladder_leaves_no_stay_open() -> None:
    moves = (a_move("shadow", 20), a_move("not_started", 5, kind="down", came_from="shadow"))
    assert [(one.phase, one.last_day) for one in spans(moves, TODAY)] == [("shadow", ago(5))]
    assert running_phase(moves) is None


def test_every_lower_phase_can_be_stepped_down_to_the_nearest_first() -> None:
    assert lower_phases("full_automation") == ("supervised_automation", "advisory", "shadow", "not_started")
    assert lower_phases("shadow") == ("not_started",)
    assert (lower_phases("not_started"), next_phase("full_automation")) == ((), None)


def test_the_executive_can_let_it_go_further_than_the_profile() -> None:
    profile = FRAMEWORK.profile("medical_diagnosis")
    raised = HighestPhase(
        id="h",
        phase="supervised_automation",
        executive="eve",
        executive_name="Eve",
        reason="A registry follows each case",
        decided_at=at(TODAY),
    )
    assert highest_phase(profile, ()) == "advisory"
    assert highest_phase(profile, (raised,)) == "supervised_automation"
    assert highest_phase(profile, (raised.model_copy(update={"revoked_at": at(TODAY)}),)) == "advisory"
    assert is_above("full_automation", "advisory")
    assert not is_above("advisory", "advisory")


@pytest.mark.parametrize(("person", "count"), [(IDA, 0), (EVE, 0), (BOB, 1), (UNA, 1)])
def test_an_approver_is_no_builder_and_has_said_so(person: Person, count: int) -> None:
    assert len(approver_problems(person)) == count
    assert len(approver_problems(person.model_copy(update={"left": True}))) == count + 1


@pytest.mark.parametrize(("person", "count"), [(EVE, 0), (IDA, 1)])
def test_only_an_executive_decides_what_is_left_to_the_executive(person: Person, count: int) -> None:
    assert len(executive_problems(person)) == count
    assert len(executive_problems(person.model_copy(update={"left": True}))) == count + 1


def test_a_waiver_holds_for_one_move_and_lapses_with_any_other() -> None:
    moves = (a_move("shadow", 30),)
    assert open_waivers((a_waiver(),), moves) == (a_waiver(),)
    assert open_waivers((a_waiver(used_by="move"),), moves) == ()
    assert open_waivers((a_waiver(revoked_at=at(TODAY)),), moves) == ()
    old = a_waiver(waived_at=at(ago(40)))
    assert open_waivers((old,), moves) == ()
    assert open_waivers((old,), ()) == (old,)


def test_a_stress_test_counts_after_the_last_move_and_a_repeat_counts_as_a_run() -> None:
    dimension_of = {"data.a": "data", "integration.a": "integration"}
    moves = (a_move("shadow", 10),)
    run = [a_test("data.a", 9), a_test("integration.a", 10).model_copy(update={"added_at": at(ago(10), 11)})]
    assert untested_dimensions(run, moves, dimension_of) == ("integration",)
    later = run[1].model_copy(update={"added_at": at(ago(10), 13)})
    assert untested_dimensions([run[0], later], moves, dimension_of) == ()
    again = a_test("integration.a", 40, "failed", fixed_on=ago(20), passed_again_on=ago(2))
    assert untested_dimensions([run[0], again], moves, dimension_of) == ()
    assert untested_dimensions([], (), dimension_of) == ("data", "integration")


def test_a_stated_history_that_cannot_be_is_refused_with_every_fault() -> None:
    good = [("shadow", ago(90), ago(60)), ("advisory", ago(50), None)]
    assert stated_problems(good, TODAY) == ()  # type: ignore[arg-type]
    assert stated_problems([("advisory", ago(50), None)], TODAY) == ()
    tomorrow = TODAY + timedelta(days=1)
    faults: list[tuple[list[Any], str]] = [
        ([], "State at least the phase in which it is now."),
        ([("shadow", tomorrow, None)], "Shadow has a day in the future."),
        ([("shadow", ago(9), ago(10)), ("advisory", ago(5), None)], "Shadow ends before it begins."),
        ([("shadow", ago(9), ago(5))], "Shadow is the last phase stated, so it goes on: leave its end open."),
        ([("shadow", ago(9), None), ("shadow", ago(5), None)], "Shadow is stated twice in a row."),
        ([("shadow", ago(9), ago(3)), ("advisory", ago(5), None)], "Advisory begins before Shadow ended."),
        ([("shadow", ago(9), None), ("advisory", ago(10), None)], "Advisory begins before Shadow ended."),
    ]
    for phases, problem in faults:
        assert problem in stated_problems(phases, TODAY)
