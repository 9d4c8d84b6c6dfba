"""Laws of the rollout: nobody goes up past an open condition, down is always free, days alone move nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.condition_facts import ConditionFacts
from readiness.domain.conditions import conditions_of, find_conditions
from readiness.domain.decision_figures import Count
from readiness.domain.phase_history import LADDER, ConditionAnswer, PhaseMove, RolloutPhase, Waiver
from readiness.domain.phase_rules import (
    entered_on,
    lower_phases,
    next_phase,
    open_waivers,
    phase_of,
    place_of,
    running_phase,
    spans,
)
from readiness.domain.project_record import Exposure, PresentWay, ProjectRecord
from readiness.domain.step_up import gate_record, step_up
from tests.builders import TODAY, ago, at, days
from tests.ladder import FRAMEWORK, facts, green, live, logged

NAMES = [(phase, list, one.key) for phase, list, one in conditions_of(FRAMEWORK)]
RATED = {
    profile: green(profile=profile) for profile in ("document_processing", "content_recommendation", "hr_screening")
}


@st.composite
def histories(draw: st.DrawFn) -> tuple[PhaseMove, ...]:
    """Moves as the program allows them: stated ones first, then up by one, down to any lower phase, stopped."""
    gaps = draw(st.lists(st.integers(0, 60), max_size=8))
    day, moves = ago(sum(gaps)), []
    present: RolloutPhase = "not_started"
    stated = draw(st.integers(0, 2))
    for place, gap in enumerate(gaps):
        day += days(gap)
        if place < stated:
            to: RolloutPhase = draw(st.sampled_from(LADDER))
            kind: Any = "stated"
        else:
            above = next_phase(present)
            ways = [("up", above)] * (above is not None) + [("down", one) for one in lower_phases(present)]
            ways += [("stop", "stopped")] * (present != "stopped")
            kind, to = draw(st.sampled_from(ways))  # type: ignore[assignment]
        moves.append(
            PhaseMove(
                id=str(place),
                kind=kind,
                from_phase=present,
                to_phase=to,
                day=day,
                recorded_at=at(TODAY if kind == "stated" else day),
            )
        )
        present = to
    return tuple(moves)


@st.composite
def answered(draw: st.DrawFn) -> tuple[ConditionAnswer, ...]:
    """Answers to any conditions, some before the entry, some rehearsed, some taken back."""
    named = draw(st.lists(st.sampled_from(NAMES), max_size=40))
    return tuple(
        ConditionAnswer(
            id=str(place),
            phase=phase,
            list=list,
            key=key,
            met=draw(st.booleans()),
            text="Seen",
            day=ago(draw(st.integers(0, 90))),
            rehearsed=draw(st.booleans()),
            answered_at=at(TODAY),
            withdrawn_at=at(TODAY) if draw(st.booleans()) else None,
        )
        for place, (phase, list, key) in enumerate(named)
    )


@st.composite
def waived(draw: st.DrawFn) -> tuple[Waiver, ...]:
    """Waivers of any conditions, open, used or taken back."""
    named = draw(st.lists(st.sampled_from(NAMES), max_size=40))
    return tuple(
        Waiver(
            id=str(place),
            phase=phase,
            list=list,
            key=key,
            executive="eve",
            executive_name="Eve",
            reason="Needed",
            waived_at=at(ago(draw(st.integers(0, 60))), 13),
            used_by=draw(st.sampled_from([None, None, "move"])),
            revoked_at=draw(st.sampled_from([None, None, at(TODAY)])),
        )
        for place, (phase, list, key) in enumerate(named)
    )


@st.composite
def situations(draw: st.DrawFn) -> ConditionFacts:
    """Rollouts with any history, answers, waivers and figures."""
    figures = logged(
        draw(st.integers(0, 5000)),
        agreement=Count(draw(st.integers(0, 100)), 100),
        overrides=Count(draw(st.integers(0, 100)), 100),
        escalated=Count(draw(st.integers(0, 100)), 100),
    )
    profile = draw(st.sampled_from(sorted(RATED)))
    share = draw(st.sampled_from([0.0, 5.0, 50.0, 100.0]))
    return facts(
        *draw(histories()),
        assessment=RATED[profile],
        live=live(figures, agreement_lower=draw(st.floats(0, 1)), critical_upper=draw(st.floats(0, 1))),
        condition_answers=draw(answered()),
        waivers=draw(waived()),
        exposures=(Exposure(id="e", day=TODAY, share_pct=share, added_at=at(TODAY)),),
        record=ProjectRecord(present_way=PresentWay(cost="x" * draw(st.integers(0, 1)))),
    )


def later(one: ConditionFacts, number: int) -> ConditionFacts:
    return facts(
        *one.rollout.moves,
        assessment=one.assessment,
        live=one.live,
        today=one.today + timedelta(days=number),
        condition_answers=one.rollout.condition_answers,
        waivers=one.rollout.waivers,
        exposures=one.rollout.exposures,
        record=one.rollout.record,
    )


@given(situations())
def test_a_step_up_is_possible_exactly_where_every_condition_is_met_waived_or_does_not_apply(
    one: ConditionFacts,
) -> None:
    found = find_conditions(one)
    step = step_up(one, found)
    if step is None:
        assert one.phase == "full_automation"
        return
    wanted = {two.name for two in found if two.list == "exit" and two.phase == one.running}
    wanted |= {two.name for two in found if two.list == "entry" and two.phase == step.to}
    assert wanted <= {two.name for two in step.asked}
    clear = all(two.state in ("met", "does_not_apply") or two.waived is not None for two in step.asked)
    assert step.possible == clear


@given(situations())
def test_a_gate_record_of_a_possible_step_shows_no_open_condition_without_a_waiver(one: ConditionFacts) -> None:
    step = step_up(one, find_conditions(one))
    if step is not None and step.possible:
        record = gate_record(one, step.asked)
        assert all(two.state in ("met", "does_not_apply") or two.waived for two in record.conditions)


@given(situations())
def test_a_waiver_stands_only_for_what_is_in_the_way_and_never_for_the_gate(one: ConditionFacts) -> None:
    usable = open_waivers(one.rollout.waivers, one.rollout.moves)
    for two in find_conditions(one):
        if two.waived is not None:
            assert two.waived in usable
            assert two.state in ("unmet", "unknown")
    step = step_up(one, find_conditions(one))
    assert step is None or all(two.waived is None and not two.waivable for two in step.asked if two.of_gate)


@given(histories())
def test_stepping_down_is_open_from_every_phase_to_every_lower_one(moves: tuple[PhaseMove, ...]) -> None:
    present = phase_of(moves)
    lower = lower_phases(present)
    if running_phase(moves) is None:
        assert lower == ()
    else:
        assert set(lower) == {"not_started", *LADDER[: place_of(present)]}


@given(histories(), st.integers(0, 1000))
def test_days_alone_never_move_it(moves: tuple[PhaseMove, ...], number: int) -> None:
    today = [(one.phase, one.first_day, one.last_day) for one in spans(moves, TODAY)]
    assert [(one.phase, one.first_day, one.last_day) for one in spans(moves, TODAY + days(number))] == today


@given(situations(), st.integers(0, 1000))
def test_days_alone_open_no_condition_but_a_floor(one: ConditionFacts, number: int) -> None:
    before = {two.name: two.state for two in find_conditions(one)}
    for two in find_conditions(later(one, number)):
        if two.state == "met" and before[two.name] != "met" and not two.derived and two.list != "step_back":
            assert two.floor


@given(situations())
def test_floors_count_from_the_latest_entry(one: ConditionFacts) -> None:
    running, entered = one.running, entered_on(one.rollout.moves)
    if running is None or entered is None:
        return
    for two in find_conditions(one):
        if two.floor and two.phase == running and two.state != "does_not_apply":
            assert f"{(one.today - entered).days} of" in two.figure


@given(histories())
def test_a_stated_phase_has_no_gate_record_and_stays_are_in_the_order_of_the_moves(
    moves: tuple[PhaseMove, ...],
) -> None:
    found = spans(moves, TODAY)
    assert all(one.gate is None for one in found if one.stated)
    assert [one.move.id for one in found] == [one.id for one in moves if one.to_phase != "not_started"]
    assert all(one.days >= 0 for one in found)
