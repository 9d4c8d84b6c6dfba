"""A big bang as it happens: a running initiative entered with its past, two waivers, a stop switch nobody tested."""

from __future__ import annotations

from typing import Any

from readiness.commands.phases import move_down, move_up, state_history
from readiness.commands.snapshots import freeze
from readiness.commands.waivers import waive
from readiness.domain.decision_figures import Count
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.project_record import Exposure
from readiness.queries.patterns import pattern_view, patterns_of
from tests.builders import TODAY, ago, at, check, proof, rated
from tests.ladder import FRAMEWORK, a_test, an_answer, live, logged
from tests.use_cases.climbing import ID


def big_bang(ladder: Any) -> PatternFinding:
    return next(one for one in patterns_of(ladder.context, ID) if one.pattern_id == "big_bang")


def states(found: PatternFinding) -> dict[str, str]:
    return {one.key: one.state for one in found.indicators}


def test_two_waivers_and_an_untested_stop_switch_are_a_warning_before_and_after_the_step_back(
    make_ladder: Any,
) -> None:
    rollback = rated("governance.version_rollback", "green", reason="x", checks=(check("rollback_minutes", 20.0),))
    ladder = make_ladder(
        rollback,
        proof("governance.version_rollback"),
        *(a_test(FRAMEWORK.criteria_of(one.id)[0].id, 3) for one in FRAMEWORK.dimensions),
        exposures=(Exposure(id="e", day=TODAY, share_pct=5, added_at=at(TODAY)),),
        condition_answers=(
            *(an_answer("advisory", "exit", key) for key in ("no_harm", "override_reasons_used")),
            *(an_answer("advisory", "exit", key) for key in ("decisions_not_worse", "use_and_override")),
            *(
                an_answer("supervised_automation", "entry", key)
                for key in ("boundary_written", "review_in_place", "review_capacity")
            ),
        ),
    )
    phases: Any = [("shadow", ago(150), ago(9)), ("advisory", ago(9), None)]
    state_history(ladder.context, ID, phases=phases, source="Minutes of the steering group")
    assert states(big_bang(ladder))["phase_skipped"] == "unknown"

    figures = ladder.live(live(logged(overrides=Count(50, 1000))))
    for key in ("floors_met", "suggestions_useful"):
        waive(
            ladder.context,
            ID,
            phase="advisory",
            list="exit",
            key=key,
            executive="eve",
            reason="The fair opens",
            live=figures,
        )
    floor = next(one for one in ladder.rollout.waivers if one.is_floor)
    assert floor.floor_reached_pct is not None and floor.floor_reached_pct < 50
    assert states(big_bang(ladder))["short_phase"] == "clear", "the floor is left with the move, not with the waiver"

    move_up(ladder.context, ID, seen="advisory", approver="ida", live=figures)
    found = big_bang(ladder)
    assert [one.key for one in found.hits] == ["gate_unmet", "short_phase", "no_way_back"]
    assert found.level == "strong"
    facts = {one.key: one.fact for one in found.indicators}
    assert "with 2 unmet conditions: 2 waived." in facts["gate_unmet"]
    assert facts["short_phase"].startswith("Advisory was left after 9 days of at least ")
    freeze(ladder.context, ID)

    move_down(ladder.context, ID, seen="supervised_automation", to="shadow", reason="Recall degraded")
    view = pattern_view(ladder.context, ID)
    found = big_bang(ladder)
    assert [one.key for one in found.hits] == ["short_phase", "no_way_back"]
    assert found.level == "warning"
    assert (view.trends["big_bang"].direction, view.trends["big_bang"].gone) == ("falling", ("gate_unmet",))
