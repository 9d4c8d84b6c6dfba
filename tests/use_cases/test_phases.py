"""Moves along the ladder: up by evidence and an approver, down at any time, stopped, stated, waived, raised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from readiness.commands.conditions import answer_condition, withdraw_answer
from readiness.commands.phases import (
    move_down,
    move_up,
    raise_highest,
    revoke_highest,
    state_history,
    stop,
    withdraw_history,
)
from readiness.commands.waivers import revoke_waiver, waive
from readiness.context import Actor
from readiness.domain.assessment import Fact
from readiness.domain.condition_facts import LiveFigures
from readiness.domain.decision_figures import Count, Paired
from readiness.domain.project_record import Exposure, PresentWay, ProjectRecord
from readiness.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.builders import TODAY, ago, at, check, proof, rated
from tests.ladder import FRAMEWORK, a_move, a_test, an_answer, live, logged
from tests.use_cases.climbing import ID

BASELINE = ProjectRecord(present_way=PresentWay(cost="14 minutes a claim"))
ENTER_SHADOW = tuple(an_answer("shadow", "entry", key) for key in ("outputs_invisible", "decisions_logged"))
EXIT_SHADOW = tuple(
    an_answer("shadow", "exit", key) for key in ("live_close_to_offline", "integrations_exercised", "unattended")
)
ENTER_ADVISORY = tuple(
    an_answer("advisory", "entry", key)
    for key in (
        "users_trained",
        "reasons_shown",
        "override_with_reason",
        "stop_switch_tested",
        "incident_plan_exercised",
    )
)
GOOD_SHADOW = live(
    logged(
        agreement=Count(4950, 5000), critical=Count(0, 500), adjudicated_disagreements=50, paired=Paired(9, 0, 1, 0)
    ),
    agreement_lower=0.987,
    critical_upper=0.006,
    ai_not_worse=True,
)


def in_shadow(
    make_ladder: Any, *facts: Fact, days: int = 30, answers: tuple[Any, ...] = EXIT_SHADOW, **more: Any
) -> Any:
    """In shadow for so many days, with everything that opens the way to advisory but what the test takes away."""
    given: dict[str, Any] = {"moves": (a_move("shadow", days),), "condition_answers": (*answers, *ENTER_ADVISORY)}
    return make_ladder(*facts, **(given | more))


# Up -------------------------------------------------------------------------------------------------------------------


def test_it_moves_up_once_every_condition_is_met_and_keeps_the_gate_record(make_ladder: Any) -> None:
    ladder = make_ladder(record=BASELINE, condition_answers=ENTER_SHADOW)
    move_up(ladder.context, ID, seen="not_started", approver="ida", live=ladder.live(LiveFigures()))

    (move,) = ladder.rollout.moves
    assert (move.kind, move.from_phase, move.to_phase, move.day) == ("up", "not_started", "shadow", TODAY)
    assert (move.approver, move.approver_name, move.recorded_by) == ("ida", "Ida", "Ida (not signed in)")
    assert move.gate is not None
    assert (move.gate.verdict, move.gate.today) == ("ready", TODAY)
    kept = {one.key: one for one in move.gate.conditions}
    assert {one.state for one in move.gate.conditions} == {"met"}
    assert kept["outputs_invisible"].source == "answered by Ida"
    assert ladder.view().phase == "shadow"


def test_shadow_is_left_by_evidence_and_the_record_holds_the_figures(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder)
    move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))
    assert ladder.phase == "advisory"
    gate = ladder.rollout.moves[-1].gate
    assert gate is not None
    agreement = next(one for one in gate.conditions if one.key == "agreement")
    assert agreement.figure == "4,950 of 5,000 (99 %), lower bound 98.7 %, limit 95 %"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"days": 20}, "The profile's floors of days and decisions are met. (unmet) It takes 1 more day."),
        ({"answers": EXIT_SHADOW[:1]}, "Every integration was exercised. (unknown) A person answers, with evidence."),
    ],
)
def test_what_is_unmet_or_unknown_is_in_the_way_and_said(make_ladder: Any, change: Any, problem: str) -> None:
    ladder = in_shadow(make_ladder, **change)
    before = ladder.events
    with pytest.raises(Invalid) as refused:
        move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))
    assert problem in refused.value.problems
    assert (ladder.phase, ladder.events) == ("shadow", before)


def test_no_date_moves_anyone_up(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder, answers=())
    for _ in range(5):
        ladder.clock.forward(days=200)
        assert ladder.view().step_id == "shadow"
        with pytest.raises(Invalid):
            move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))


@pytest.mark.parametrize("approver", ["bob", "una"])
def test_neither_a_builder_nor_somebody_undeclared_approves(make_ladder: Any, approver: str) -> None:
    ladder = in_shadow(make_ladder)
    with pytest.raises(NotAllowed):
        move_up(ladder.context, ID, seen="shadow", approver=approver, live=ladder.live(GOOD_SHADOW))
    with pytest.raises(NotFound):
        move_up(ladder.context, ID, seen="shadow", approver="nobody", live=ladder.live(GOOD_SHADOW))
    assert ladder.phase == "shadow"


def test_a_red_criterion_keeps_it_out_of_advisory(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder, rated("operations.capacity_scaling", "red"))
    with pytest.raises(Invalid) as refused:
        move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))
    assert refused.value.problems == ("No criterion is red. (unmet) Bring every red criterion to yellow at least.",)


def test_two_people_at_once_move_it_once(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder)
    figures = ladder.live(GOOD_SHADOW)
    move_up(ladder.context, ID, seen="shadow", approver="ida", live=figures)
    with pytest.raises(Conflict, match="moved it to advisory meanwhile"):
        move_up(ladder.context, ID, seen="shadow", approver="eve", live=figures)
    with pytest.raises(Conflict):
        move_down(ladder.context, ID, seen="shadow", to="not_started", reason="Leak")
    assert len(ladder.rollout.moves) == 2


def test_figures_counted_for_an_earlier_stay_move_nobody_up(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder)
    with pytest.raises(Conflict):
        move_up(ladder.context, ID, seen="shadow", approver="ida", live=replace(GOOD_SHADOW, since=ago(90)))


# Down and out ---------------------------------------------------------------------------------------------------------


def test_stepping_down_needs_a_reason_and_nothing_else(make_ladder: Any) -> None:
    ladder = make_ladder(moves=(a_move("shadow", 90), a_move("full_automation", 30)))
    with pytest.raises(Invalid, match="The reason is empty"):
        move_down(ladder.context, ID, seen="full_automation", to="advisory", reason=" ")
    with pytest.raises(Invalid, match="does not lie below"):
        move_down(ladder.context, ID, seen="full_automation", to="full_automation", reason="Drift")
    move_down(ladder.context, ID, seen="full_automation", to="advisory", reason="Cause unknown")
    move = ladder.rollout.moves[-1]
    assert (move.kind, move.to_phase, move.reason, move.gate) == ("down", "advisory", "Cause unknown", None)


def test_floors_begin_anew_after_a_step_back(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder, days=200)
    move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))
    ladder.clock.forward(days=40)
    move_down(ladder.context, ID, seen="advisory", to="shadow", reason="Input fault")
    floors = ladder.view().finding("shadow", "exit", "floors_met")
    assert floors is not None
    assert floors.figure.startswith("0 of 21 days since 29 Apr 2026")


def test_a_stop_keeps_what_was_learnt_and_it_can_begin_again_at_the_bottom(make_ladder: Any) -> None:
    ladder = make_ladder(
        record=BASELINE, condition_answers=ENTER_SHADOW, moves=(a_move("shadow", 90), a_move("advisory", 30))
    )
    stop(ladder.context, ID, seen="advisory", reason="No value", learnt="Forms are too poor", reusable="The parser")
    move = ladder.rollout.moves[-1]
    assert (move.to_phase, move.learnt, move.reusable) == ("stopped", "Forms are too poor", "The parser")
    with pytest.raises(Invalid, match="stopped already"):
        stop(ladder.context, ID, seen="stopped", reason="Again")
    with pytest.raises(Invalid, match="does not lie below"):
        move_down(ladder.context, ID, seen="stopped", to="shadow", reason="Try")
    move_up(ladder.context, ID, seen="stopped", approver="ida", live=LiveFigures())
    assert ladder.phase == "shadow"


# Stated ---------------------------------------------------------------------------------------------------------------


def test_a_running_initiative_is_entered_with_the_history_that_a_person_states(make_ladder: Any) -> None:
    ladder = make_ladder()
    phases: Any = [("shadow", ago(200), ago(120)), ("advisory", ago(100), None)]
    state_history(ladder.context, ID, phases=phases, source="Minutes of May")
    first, second = ladder.rollout.moves
    assert (first.kind, first.day, first.until, first.gate) == ("stated", ago(200), ago(120), None)
    assert (second.from_phase, second.to_phase, second.until, second.reason) == (
        "shadow",
        "advisory",
        None,
        "Minutes of May",
    )
    view = ladder.view()
    assert (view.phase, view.entered_on, view.since_days) == ("advisory", ago(100), 100)
    with pytest.raises(Conflict):
        state_history(ladder.context, ID, phases=phases, source="Again")


def test_a_wrongly_stated_history_is_taken_back_until_a_move_follows_it(make_ladder: Any) -> None:
    ladder = make_ladder()
    phases: Any = [("shadow", ago(200), ago(120)), ("advisory", ago(100), None)]
    state_history(ladder.context, ID, phases=phases, source="Minutes of May")
    with pytest.raises(Invalid, match="The reason is empty"):
        withdraw_history(ladder.context, ID, reason=" ")
    withdraw_history(ladder.context, ID, reason="The dates were those of another system")
    assert ladder.rollout.moves == ()
    assert ladder.phase == "not_started"
    with pytest.raises(Invalid, match="nothing to take back"):
        withdraw_history(ladder.context, ID, reason="Again")

    state_history(ladder.context, ID, phases=phases, source="Minutes of June")
    move_down(ladder.context, ID, seen="advisory", to="shadow", reason="Quality fell")
    with pytest.raises(Conflict, match="A move was recorded since"):
        withdraw_history(ladder.context, ID, reason="Too late")
    assert len(ladder.rollout.moves) == 3


def test_a_stated_history_needs_a_source_and_possible_days(make_ladder: Any) -> None:
    ladder = make_ladder()
    before = ladder.events
    with pytest.raises(Invalid, match="The source is empty"):
        state_history(ladder.context, ID, phases=[("shadow", ago(9), None)], source="")
    with pytest.raises(Invalid) as refused:
        state_history(ladder.context, ID, phases=[("shadow", TODAY + timedelta(days=1), None)], source="Me")
    assert refused.value.problems == ("Shadow has a day in the future.",)
    assert ladder.events == before


# Waivers --------------------------------------------------------------------------------------------------------------


def test_the_executive_waives_a_floor_for_one_move_and_the_record_says_how_far_it_was(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder, days=7)
    given: Any = {
        "phase": "shadow",
        "list": "exit",
        "key": "floors_met",
        "reason": "Season ends",
        "live": ladder.live(GOOD_SHADOW),
    }
    with pytest.raises(NotAllowed, match="Only an executive"):
        waive(ladder.context, ID, executive="ida", **given)
    with pytest.raises(Invalid, match="The reason is empty"):
        waive(ladder.context, ID, executive="eve", **(given | {"reason": ""}))
    waive(ladder.context, ID, executive="eve", **given)
    with pytest.raises(Conflict, match="already"):
        waive(ladder.context, ID, executive="eve", **given)
    (waiver,) = ladder.rollout.waivers
    assert (waiver.is_floor, round(waiver.floor_reached_pct or 0), waiver.executive_name) == (True, 33, "Eve")

    move = move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))
    assert ladder.rollout.waivers[0].used_by == move
    gate = ladder.rollout.moves[-1].gate
    assert gate is not None
    assert [(one.key, one.state) for one in gate.conditions if one.waived] == [("floors_met", "unmet")]
    with pytest.raises(Conflict, match="can no longer be taken back"):
        revoke_waiver(ladder.context, ID, waiver.id)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("gate_verdict", "cannot be waived"),
        ("gate_highest_phase", "cannot be waived"),
        ("shadow_left", "cannot be waived"),
        ("users_trained", "not in the way"),
        ("boundary_written", "does not ask for this"),
    ],
)
def test_the_gate_what_is_met_and_what_nobody_asks_for_cannot_be_waived(
    make_ladder: Any, key: str, reason: str
) -> None:
    ladder = in_shadow(make_ladder, rated("data.source_mapping", "red"), profile="hr_screening")
    with pytest.raises(Invalid, match=reason):
        waive(
            ladder.context,
            ID,
            phase="advisory",
            list="entry",
            key=key,
            executive="eve",
            reason="Hurry",
            live=ladder.live(GOOD_SHADOW),
        )


def test_a_waiver_that_was_taken_back_or_is_from_before_a_move_opens_nothing(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder, days=7)
    given: Any = {"phase": "shadow", "list": "exit", "key": "floors_met", "executive": "eve", "reason": "Season"}
    id = waive(ladder.context, ID, live=ladder.live(GOOD_SHADOW), **given)
    revoke_waiver(ladder.context, ID, id)
    with pytest.raises(Invalid):
        move_up(ladder.context, ID, seen="shadow", approver="ida", live=ladder.live(GOOD_SHADOW))
    waive(ladder.context, ID, live=ladder.live(GOOD_SHADOW), **given)
    ladder.clock.forward(hours=1)
    move_down(ladder.context, ID, seen="shadow", to="not_started", reason="Leak")
    ladder.clock.forward(hours=1)
    assert ladder.view().finding("shadow", "exit", "floors_met").waived is None


# Highest phase --------------------------------------------------------------------------------------------------------


def test_beyond_the_profile_only_the_executive_lets_it_go_with_a_reason(make_ladder: Any) -> None:
    ladder = make_ladder(profile="hr_screening")
    with pytest.raises(NotAllowed):
        raise_highest(ladder.context, ID, phase="supervised_automation", executive="ida", reason="Registry")
    with pytest.raises(Invalid, match="The reason is empty"):
        raise_highest(ladder.context, ID, phase="supervised_automation", executive="eve", reason="")
    with pytest.raises(Invalid, match="may go up to advisory already"):
        raise_highest(ladder.context, ID, phase="shadow", executive="eve", reason="x")
    id = raise_highest(ladder.context, ID, phase="supervised_automation", executive="eve", reason="Registry")
    assert (ladder.view().highest, ladder.view().own_highest) == ("supervised_automation", "advisory")
    revoke_highest(ladder.context, ID, id)
    assert ladder.view().highest == "advisory"


# Answers --------------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_evidence_and_can_be_taken_back(make_ladder: Any) -> None:
    ladder = in_shadow(make_ladder, answers=())
    name: Any = {"phase": "shadow", "list": "exit", "key": "integrations_exercised"}
    id = answer_condition(ladder.context, ID, **name, met=True, text="All nine", day=TODAY, url="https://example.org/x")
    finding = ladder.view().finding(*name.values())
    assert (finding.state, finding.source) == ("met", "answered by Ida (not signed in)")
    withdraw_answer(ladder.context, ID, id)
    assert ladder.view().finding(*name.values()).state == "unknown"
    assert len(ladder.rollout.condition_answers) == len(ENTER_ADVISORY) + 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": " "}, Invalid),
        ({"day": TODAY + timedelta(days=1)}, Invalid),
        ({"url": "javascript:alert(1)"}, Invalid),
        ({"key": "agreement"}, Invalid),
        ({"key": "nothing_of_the_kind"}, NotFound),
    ],
)
def test_an_answer_that_says_nothing_or_replaces_a_figure_is_refused(
    make_ladder: Any, change: Any, error: type[Exception]
) -> None:
    ladder = in_shadow(make_ladder)
    before = ladder.events
    given: Any = {"phase": "shadow", "list": "exit", "key": "integrations_exercised", "text": "All", "day": TODAY}
    with pytest.raises(error):
        answer_condition(ladder.context, ID, met=True, **(given | change))
    assert ladder.events == before


def test_only_an_executive_answers_that_the_executive_has_signed(make_ladder: Any) -> None:
    ladder = make_ladder(moves=(a_move("supervised_automation", 30),))
    given: Any = {
        "phase": "full_automation",
        "list": "entry",
        "key": "executive_sign_off",
        "text": "I did",
        "day": TODAY,
    }
    with pytest.raises(NotAllowed):
        answer_condition(ladder.context, ID, met=True, **given)
    answer_condition(ladder.context.acting(Actor("eve", "Eve")), ID, met=True, **given)
    assert ladder.view().finding("full_automation", "entry", "executive_sign_off").state == "met"


# A whole way up -------------------------------------------------------------------------------------------------------


def test_it_climbs_to_supervised_automation_and_steps_back_to_shadow(make_ladder: Any) -> None:
    criteria = [FRAMEWORK.criteria_of(one.id)[0].id for one in FRAMEWORK.dimensions]
    rollback = rated("governance.version_rollback", "green", reason="x", checks=(check("rollback_minutes", 20.0),))
    way = [
        *(an_answer("advisory", "exit", key) for key in ("suggestions_useful", "no_harm", "override_reasons_used")),
        *(an_answer("advisory", "exit", key) for key in ("decisions_not_worse", "use_and_override")),
        *(
            an_answer("supervised_automation", "entry", key)
            for key in ("boundary_written", "review_in_place", "review_capacity")
        ),
    ]
    tests = [a_test(one, 3) for one in criteria]
    start = Exposure(id="e", day=TODAY, share_pct=5, added_at=at(TODAY))
    ladder = make_ladder(
        rollback,
        proof("governance.version_rollback"),
        *tests,
        moves=(a_move("shadow", 90), a_move("advisory", 40, came_from="shadow")),
        condition_answers=tuple(way),
        exposures=(start,),
    )
    figures = live(logged(overrides=Count(50, 1000)))
    move_up(ladder.context, ID, seen="advisory", approver="ida", live=ladder.live(figures))
    assert ladder.phase == "supervised_automation"
    move_down(ladder.context, ID, seen="supervised_automation", to="shadow", reason="Recall degraded, cause unknown")
    kinds = [(one.kind, one.to_phase) for one in ladder.rollout.moves]
    assert kinds[-2:] == [("up", "supervised_automation"), ("down", "shadow")]
