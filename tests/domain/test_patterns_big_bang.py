"""Big bang deployment: each sign as hit, clear and unknown, at its limits, and the story of two waivers."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from readiness.domain.assessment import Answer, CheckValue
from readiness.domain.patterns.big_bang import phase_skipped_in_case
from readiness.domain.patterns.detect import find_patterns
from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.phase_history import ConditionAnswer, GateRecord, PhaseMove, Waiver
from readiness.domain.project_record import Exposure, PlannedStep
from tests.pattern_facts import PASSED, ago, an_assessment, at, facts, framework, gate, moves, ratings, sign, state


def exposure(days: int, share: float, of: Literal["cases", "people"] = "cases") -> Exposure:
    return Exposure(id=f"{of}-{days}", day=ago(days), share_pct=share, of=of, added_at=at(ago(days)))


def waiver(key: str, days: int, *, reached: float | None = None, used: bool = True) -> Waiver:
    return Waiver(
        id=f"w-{key}",
        phase="advisory",
        list="exit",
        key=key,
        executive="eve",
        executive_name="Eve",
        reason="The fair opens",
        is_floor=reached is not None,
        floor_reached_pct=reached,
        waived_at=at(ago(days)),
        used_by="move" if used else None,
    )


def planned(
    days_ago: int, *, ahead: int | None = 10, open_: tuple[str, ...] = (), step: Any = "advisory"
) -> PlannedStep:
    day = None if ahead is None else ago(-ahead)
    return PlannedStep(id=f"p{days_ago}", step=step, day=day, open_conditions=open_, set_at=at(ago(days_ago)))


def switch_check(kind: Literal["date", "nothing_yet"]) -> Any:
    check = CheckValue(measure="days_since_kill_switch_test", kind=kind, day=ago(9) if kind == "date" else None)
    return an_assessment(answers=(Answer(criterion="governance.access_permissions", checks=(check,)),))


def switch_answer(*, met: bool, days: int = 9, **more: Any) -> ConditionAnswer:
    return ConditionAnswer(
        id=f"a{days}{met}",
        phase="advisory",
        list="entry",
        key="stop_switch_tested",
        met=met,
        text="Seen",
        day=ago(days),
        answered_at=at(ago(days)),
        **more,
    )


# Phases skipped -------------------------------------------------------------------------------------------------------


def test_before_any_phase_nothing_can_be_said_of_skipping_or_gates() -> None:
    for key in ("phase_skipped", "gate_unmet", "short_phase"):
        assert state(key, facts()) == "unknown"


def test_phases_entered_in_turn_with_their_gate_records_are_clear() -> None:
    assert state("phase_skipped", facts(*moves(("up", "shadow", 200), ("up", "advisory", 90)))) == "clear"


def test_a_move_up_without_a_gate_record_is_a_sign() -> None:
    found = sign("phase_skipped", facts(*moves(("up", "shadow", 200), ("up", "advisory", 90, None))))
    assert (found.state, found.day) == ("hit", ago(90))
    assert "without a gate record" in found.fact


def test_a_phase_passed_over_by_a_recorded_move_is_a_sign_at_once() -> None:
    given = facts(*moves(("up", "advisory", 5)), silence=False)
    found = sign("phase_skipped", given)
    assert found.state == "hit"
    assert found.fact == "Shadow was never entered before Advisory."


def test_stated_phases_count_as_entered_and_their_gate_records_are_unknown() -> None:
    found = sign("phase_skipped", facts(*moves(("stated", "shadow", 200), ("stated", "advisory", 90))))
    assert found.state == "unknown"
    assert "Shadow and Advisory were stated afterwards" in found.fact


def test_a_stated_history_that_leaves_a_phase_out_is_silent_on_it() -> None:
    steps = moves(("stated", "supervised_automation", 90))
    assert state("phase_skipped", facts(*steps)) == "hit"
    assert state("phase_skipped", facts(*steps, silence=False)) == "unknown"


def test_a_step_back_skips_nothing() -> None:
    steps = moves(("up", "shadow", 200), ("up", "advisory", 90), ("down", "shadow", 3))
    assert state("phase_skipped", facts(*steps)) == "clear"


# Gates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (PASSED, "clear"),
        (gate(("a", "unmet", True)), "hit"),
        (gate(("a", "unknown", True)), "hit"),
        (gate(("a", "unmet", False)), "hit"),
        (gate(("a", "does_not_apply", False)), "clear"),
    ],
)
def test_the_present_phase_counts_as_entered_unmet_where_something_was_waived_or_ignored(
    held: GateRecord, expected: str
) -> None:
    assert state("gate_unmet", facts(*moves(("up", "shadow", 50, held)))) == expected


def test_only_the_present_phase_is_looked_at_and_a_step_back_needs_no_gate() -> None:
    waived = gate(("a", "unmet", True))
    assert state("gate_unmet", facts(*moves(("up", "shadow", 90, waived), ("up", "advisory", 9)))) == "clear"
    back = moves(("up", "shadow", 90), ("up", "advisory", 9, waived), ("down", "shadow", 1))
    assert state("gate_unmet", facts(*back)) == "clear"
    assert state("gate_unmet", facts(*moves(("stated", "shadow", 90)))) == "unknown"
    assert state("gate_unmet", facts(*moves(("up", "shadow", 90), ("stop", "stopped", 9)))) == "unknown"


# Exposure -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], "unknown"),
        ([(10, 5.0)], "unknown"),
        ([(40, 5.0), (10, 25.0)], "clear"),
        ([(40, 5.0), (10, 25.1)], "hit"),
        ([(200, 5.0), (10, 30.0)], "hit"),  # the share of 5 % held until the day before
        ([(70, 2.0), (41, 8.0), (10, 30.0)], "clear"),
        ([(71, 2.0), (40, 8.0), (10, 38.0)], "clear"),
        ([(45, 2.0), (40, 8.0), (15, 11.0), (14, 9.0)], "clear"),
        ([(40, 0.0), (10, 10.0)], "clear"),
        ([(40, 0.0), (10, 10.1)], "hit"),
        ([(90, 2.0), (80, 60.0), (10, 5.0)], "clear"),
    ],
)
def test_exposure_jumps_where_it_rose_more_than_fivefold_within_30_days_and_still_stands(
    entries: list[tuple[int, float]], expected: str
) -> None:
    assert state("exposure_jump", facts(*(exposure(days, share) for days, share in entries))) == expected


def test_cases_and_people_are_separate_series_and_the_future_does_not_count() -> None:
    assert state("exposure_jump", facts(exposure(20, 1), exposure(10, 50, "people"))) == "unknown"
    assert state("exposure_jump", facts(exposure(20, 1), exposure(10, 2), exposure(-10, 90))) == "clear"


# Short phases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "expected"), [(29, "hit"), (30, "clear"), (60, "clear")])
def test_a_phase_left_upward_under_half_of_its_floor_of_60_days_is_a_sign(days: int, expected: str) -> None:
    assert state("short_phase", facts(*moves(("up", "shadow", 9 + days), ("up", "advisory", 9)))) == expected


def test_stated_days_count_like_observed_ones() -> None:
    found = sign("short_phase", facts(*moves(("stated", "shadow", 30), ("stated", "advisory", 10))))
    assert (found.state, found.fact) == ("hit", "Shadow was left after 20 days of at least 60.")


def test_a_longer_second_stay_heals_a_short_one_and_a_step_down_is_not_leaving_upward() -> None:
    healed = moves(("up", "shadow", 200), ("up", "advisory", 190), ("down", "shadow", 180), ("up", "advisory", 100))
    assert state("short_phase", facts(*healed)) == "clear"
    assert state("short_phase", facts(*moves(("stated", "advisory", 9), ("down", "shadow", 5)))) == "unknown"


@pytest.mark.parametrize(
    ("reached", "used", "expected"), [(49.9, True, "hit"), (50, True, "clear"), (10, False, "clear")]
)
def test_a_floor_waived_under_half_and_used_is_a_sign(reached: float, used: bool, expected: str) -> None:
    steps = moves(("up", "shadow", 200), ("up", "advisory", 90))
    assert state("short_phase", facts(*steps, waiver("floors_met", 90, reached=reached, used=used))) == expected


# Ratings and the way back ---------------------------------------------------------------------------------------------


def test_change_management_red_or_not_assessed_means_no_canary() -> None:
    assert state("no_canary", facts(statuses=ratings(change_management="red", silence=False))) == "hit"
    assert state("no_canary", facts(statuses=ratings())) == "hit"
    assert state("no_canary", facts(statuses=ratings(silence=False))) == "unknown"
    assert state("no_canary", facts(statuses=ratings(change_management="yellow"))) == "clear"


def test_a_red_rollback_is_no_way_back_whatever_the_switch() -> None:
    given = facts(assessment=switch_check("date"), statuses=ratings(version_rollback="red"))
    assert sign("no_way_back", given).fact == "Version control and rollback is red."
    assert state("no_way_back", given) == "hit"


def test_a_tested_switch_with_a_rollback_that_is_not_red_is_a_way_back() -> None:
    fair = ratings(version_rollback="yellow")
    assert state("no_way_back", facts(assessment=switch_check("date"), statuses=fair)) == "clear"
    assert state("no_way_back", facts(switch_answer(met=True), statuses=fair)) == "clear"
    assert state("no_way_back", facts(switch_answer(met=True))) == "unknown"


@pytest.mark.parametrize("silence", [True, False])
def test_a_switch_that_somebody_says_was_never_tested_is_a_sign_at_once(silence: bool) -> None:
    fair = ratings(version_rollback="green", silence=silence)
    assert state("no_way_back", facts(assessment=switch_check("nothing_yet"), statuses=fair)) == "hit"
    assert state("no_way_back", facts(switch_answer(met=False), statuses=fair)) == "hit"
    assert state("no_way_back", facts(waiver("stop_switch_tested", 5), statuses=fair)) == "hit"


def test_no_word_on_the_switch_is_silence() -> None:
    assert state("no_way_back", facts(statuses=ratings(version_rollback="green"))) == "hit"
    assert state("no_way_back", facts(statuses=ratings(version_rollback="green", silence=False))) == "unknown"


def test_the_latest_answer_on_the_switch_counts_and_a_withdrawn_one_does_not() -> None:
    fair = ratings(version_rollback="green")
    assert (
        state("no_way_back", facts(switch_answer(met=False, days=9), switch_answer(met=True, days=2), statuses=fair))
        == "clear"
    )
    withdrawn = switch_answer(met=True, days=2, withdrawn_at=at(ago(1)))
    assert state("no_way_back", facts(switch_answer(met=False, days=9), withdrawn, statuses=fair)) == "hit"


# The calendar ---------------------------------------------------------------------------------------------------------


def test_a_date_fixed_while_conditions_are_open_is_driven_by_the_calendar() -> None:
    assert state("calendar_driven", facts()) == "clear"
    assert state("calendar_driven", facts(planned(5))) == "clear"
    found = sign("calendar_driven", facts(planned(5, open_=("users_trained",))))
    assert (found.state, found.day) == ("hit", ago(5))
    assert "was fixed on 15 Mar 2026 while 1 condition of it stood open" in found.fact


def test_a_date_moved_forward_says_so_and_a_withdrawn_one_is_clear() -> None:
    earlier = planned(9, ahead=30)
    assert "was moved forward" in sign("calendar_driven", facts(earlier, planned(5, open_=("a",)))).fact
    assert state("calendar_driven", facts(planned(9, open_=("a",)), planned(5, ahead=None))) == "clear"


def test_a_step_taken_with_every_condition_met_was_not_driven_by_its_date() -> None:
    steps = moves(("up", "shadow", 200), ("up", "advisory", 3))
    assert state("calendar_driven", facts(*steps, planned(30, open_=("a",)))) == "clear"
    forced = moves(("up", "shadow", 200), ("up", "advisory", 3, gate(("a", "unmet", True))))
    assert state("calendar_driven", facts(*forced, planned(30, open_=("a",)))) == "hit"


# Public cases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ([("full_automation", "documented"), ("shadow", "no_evidence")], "partial"),
        ([("shadow", "documented"), ("advisory", "partly_documented")], "clear"),
        ([("shadow", "unconfirmed"), ("advisory", "documented")], "unknown"),
        ([("advisory", "documented")], "unknown"),
        ([("advisory", "disputed")], "unknown"),
        ([], "unknown"),
        # A later phase of which there is no evidence was not skipped.
        ([("shadow", "documented"), ("advisory", "no_evidence")], "clear"),
    ],
)
def test_a_case_skipped_a_phase_in_part_where_its_record_shows_a_later_one_alone(
    phases: list[tuple[str, str]], expected: str
) -> None:
    assert phase_skipped_in_case(phases).state == expected


# The whole story ------------------------------------------------------------------------------------------------------


def big_bang(given: PatternFacts) -> PatternFinding:
    return next(one for one in find_patterns(given, framework()) if one.pattern_id == "big_bang")


def story(*, back: bool) -> PatternFacts:
    """Shadow and advisory stated in the past, advisory for 20 of 60 days; up with two waivers, then perhaps back."""
    held = gate(
        ("floors_met", "unmet", True), ("suggestions_useful", "unmet", True), ("boundary_written", "met", False)
    )
    steps: list[Any] = [("stated", "shadow", 150), ("stated", "advisory", 25), ("up", "supervised_automation", 5, held)]
    if back:
        steps.append(("down", "shadow", 1))
    history: tuple[PhaseMove, ...] = moves(*steps)
    waivers = (waiver("floors_met", 5, reached=33), waiver("suggestions_useful", 5))
    fair = ratings(change_management="green", version_rollback="yellow")
    return facts(*history, *waivers, statuses=fair)


def test_two_waivers_one_of_a_floor_under_half_and_a_switch_never_tested_are_a_big_bang_warning() -> None:
    found = big_bang(story(back=False))
    states = {one.key: one.state for one in found.indicators}
    assert states == {
        "phase_skipped": "unknown",
        "gate_unmet": "hit",
        "exposure_jump": "unknown",
        "short_phase": "hit",
        "no_canary": "clear",
        "no_way_back": "hit",
        "calendar_driven": "clear",
    }
    assert found.coverage == pytest.approx(0.55)
    assert found.severity == pytest.approx(0.37 / 0.55)
    assert found.level == "strong"
    assert found.is_warning


def test_the_warning_stands_after_the_step_back_to_shadow() -> None:
    found = big_bang(story(back=True))
    assert {one.key for one in found.hits} == {"short_phase", "no_way_back"}
    assert found.level == "warning"
