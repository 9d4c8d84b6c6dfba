"""Failure patterns follow from what is stored: each kind of fact reaches its sign, for one initiative as for many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.commands.answers import rate
from readiness.commands.initiatives import change_initiative, create_initiative, move_framework
from readiness.commands.plans import add_plan
from readiness.commands.snapshots import freeze
from readiness.commands.stress_tests import record_stress_test
from readiness.commands.system_changes import note_change
from readiness.content import Frameworks
from readiness.domain.framework import Framework
from readiness.domain.phase_history import PhaseMove
from readiness.domain.project_record import Exposure, FactSheet, ProjectRecord
from readiness.domain.rollout import Rollout
from readiness.errors import NotFound
from readiness.queries.patterns import pattern_view, patterns_of, patterns_of_many
from readiness.queries.snapshots import snapshot_document
from tests.builders import TODAY
from tests.pattern_facts import PROFILE, framework
from tests.use_cases.conftest import Bench
from tests.use_cases.pattern_bench import indicator, pattern
from tests.use_cases.pattern_bench import watched as watched

SOURCE = "data.source_mapping"


def store(bench: Bench, *facts: object) -> None:
    with bench.context.change(bench.id) as change:
        change.put(*facts)  # type: ignore[arg-type]
        change.record("test_facts", "test", {})


def test_an_initiative_of_today_shows_no_sign_and_has_too_little_information(watched: Bench) -> None:
    found = patterns_of(watched.context, watched.id)
    assert [one.pattern_id for one in found] == [one.id for one in framework().patterns]
    assert not [sign.key for one in found for sign in one.hits]


def test_the_first_snapshot_makes_silence_count(watched: Bench) -> None:
    assert pattern(watched, "technology_first").level == "not_enough_information"
    freeze(watched.as_("ida"), watched.id)
    found = pattern(watched, "technology_first")
    assert found.level == "strong"
    assert indicator(watched, "technology_first", "no_use_case").state == "hit"


def test_silence_counts_30_days_after_the_creation_and_not_a_day_sooner(watched: Bench) -> None:
    watched.clock.forward(days=29)
    assert indicator(watched, "technology_first", "no_use_case").state == "unknown"
    watched.clock.forward(days=1)
    assert indicator(watched, "technology_first", "no_use_case").state == "hit"


def test_a_part_that_is_written_for_the_first_time_has_not_moved(watched: Bench) -> None:
    change_initiative(watched.context, watched.id, field="use_case.user", value="clerks", seen="")
    watched.clock.forward(days=1)
    change_initiative(watched.context, watched.id, field="use_case.user", value="agents", seen="clerks")
    assert indicator(watched, "technology_first", "use_case_moved").state == "clear"
    watched.clock.forward(days=1)
    change_initiative(watched.context, watched.id, field="use_case.user", value="clients", seen="agents")
    moved = indicator(watched, "technology_first", "use_case_moved")
    assert (moved.state, moved.day) == ("hit", TODAY + timedelta(days=2))


def test_work_on_data_alone_is_counted_over_ratings_tests_and_plans(watched: Bench) -> None:
    watched.clock.forward(days=40)
    rate(watched.as_("ida"), watched.id, SOURCE, rating="red", seen=None)
    record_stress_test(
        watched.as_("ida"), watched.id, criterion=SOURCE, name="Rename", day=watched.today, outcome="passed"
    )
    add_plan(watched.context, watched.id, criteria=[SOURCE], text="Ask the owner")
    sign = indicator(watched, "perfect_data", "data_only_work")
    assert sign.state == "hit"
    assert sign.fact.startswith("3 of 3 updates of the last 90 days concern data")
    add_plan(watched.context, watched.id, kind="action", text="Call the fair")
    rate(watched.as_("ida"), watched.id, "operations.backup_recovery", rating="red", seen=None)
    assert indicator(watched, "perfect_data", "data_only_work").fact.startswith("3 of 5 updates")
    watched.clock.forward(days=91)
    assert indicator(watched, "perfect_data", "data_only_work").state == "unknown"


def test_the_project_record_and_its_lists_reach_their_signs(watched: Bench) -> None:
    sheet = FactSheet(purpose="a", data="b", limits="c", failure_groups="d")
    store(watched, ProjectRecord(operational_owner=watched.ida, smallest_input_set="Age", fact_sheet=sheet))
    assert indicator(watched, "set_and_forget", "owner_missing").state == "clear"
    assert indicator(watched, "perfect_data", "no_minimum_set").state == "clear"
    assert indicator(watched, "black_box", "no_model_doc").state == "clear"
    assert indicator(watched, "technology_first", "no_named_user_group").state == "clear"


def test_a_noted_change_reaches_its_sign_once_it_runs(watched: Bench) -> None:
    move = PhaseMove(
        id="m",
        kind="stated",
        from_phase="not_started",
        to_phase="shadow",
        day=TODAY - timedelta(days=300),
        reason="The log of the team",
        recorded_at=watched.context.now(),
    )
    store(watched, move)
    freeze(watched.as_("ida"), watched.id)
    assert indicator(watched, "set_and_forget", "no_change_log").state == "hit"
    note_change(watched.as_("ida"), watched.id, kind="no_retraining", day=TODAY, text="Quality is steady.")
    kept = indicator(watched, "set_and_forget", "no_change_log")
    assert (kept.state, kept.day) == ("clear", TODAY)


def harder(source: Framework) -> Framework:
    criteria = tuple(
        one.model_copy(update={"checks": (one.checks[0].model_copy(update={"yellow": 90.0}), *one.checks[1:])})
        if one.id == "data.quality_monitoring"
        else one.model_copy(
            update={"checks": (one.checks[0], one.checks[1].model_copy(update={"green": 3.0}), *one.checks[2:])}
        )
        if one.id == SOURCE
        else one
        for one in source.criteria
    )
    return source.model_copy(update={"version": "acme-1", "criteria": criteria})


def test_a_framework_with_a_harder_green_limit_for_data_is_a_moving_target(watched: Bench) -> None:
    assert indicator(watched, "perfect_data", "moving_target").state == "clear"
    both = Frameworks({"2026.1": framework(), "acme-1": harder(framework())}, "2026.1")
    context = type(watched.context)(
        actor=watched.context.actor, store=watched.context.store, frameworks=both, now=watched.clock
    )
    move_framework(context, watched.id, version="acme-1")
    raised = indicator(watched, "perfect_data", "moving_target")
    assert raised.state == "hit"
    assert ", from 7 to 3." in raised.fact


def test_exposure_reaches_its_sign(watched: Bench) -> None:
    for days, share in ((20, 2.0), (5, 40.0)):
        store(
            watched,
            Exposure(id=f"e{days}", day=TODAY - timedelta(days=days), share_pct=share, added_at=watched.context.now()),
        )
    assert indicator(watched, "big_bang", "exposure_jump").state == "hit"


def test_many_initiatives_are_found_as_each_of_them_alone(watched: Bench) -> None:
    other = create_initiative(watched.context, name="Other", profile=PROFILE, id="other")
    freeze(watched.as_("ida"), watched.id)
    rate(watched.as_("ida"), watched.id, SOURCE, rating="red", seen=None)
    many = patterns_of_many(watched.context, [watched.id, other, "nobody"])
    assert set(many) == {watched.id, other}
    watched.context.store.memory.clear()
    assert many == {id: patterns_of(watched.context, id) for id in (watched.id, other)}


def test_what_is_remembered_follows_every_change_and_every_day(watched: Bench) -> None:
    before = patterns_of_many(watched.context, [watched.id])
    assert patterns_of_many(watched.context, [watched.id]) == before
    store(watched, ProjectRecord(no_budget=True))
    after = patterns_of_many(watched.context, [watched.id])[watched.id]
    assert after == patterns_of(watched.context, watched.id) != before[watched.id]
    watched.clock.forward(days=30)
    assert patterns_of_many(watched.context, [watched.id])[watched.id] != after


def test_an_unknown_initiative_is_said_to_be_unknown(watched: Bench) -> None:
    with pytest.raises(NotFound):
        patterns_of(watched.context, "nobody")
    assert watched.context.store.load_rollout(watched.id) == Rollout()


def test_a_snapshot_freezes_the_patterns_as_they_stand_with_it(watched: Bench) -> None:
    store(watched, ProjectRecord(deputy=watched.bob))
    freeze(watched.as_("ida"), watched.id)
    frozen = snapshot_document(watched.context, watched.id, 1).snapshot
    assert frozen is not None and frozen.operation is not None
    assert frozen.operation.patterns == patterns_of(watched.context, watched.id)


def test_the_trend_since_the_last_snapshot_names_what_turned_and_what_went(watched: Bench) -> None:
    assert pattern_view(watched.context, watched.id).trends == {}
    for part in ("user", "decision", "value"):
        change_initiative(watched.context, watched.id, field=f"use_case.{part}", value="x", seen="")
    store(watched, ProjectRecord(deputy=watched.bob))
    freeze(watched.as_("ida"), watched.id)
    view = pattern_view(watched.context, watched.id)
    assert view.trends["technology_first"].direction == "same"
    change_initiative(watched.context, watched.id, field="use_case.value", value="", seen="x")
    rising = pattern_view(watched.context, watched.id).trends["technology_first"]
    assert (rising.direction, rising.turned, rising.gone) == ("rising", ("no_use_case",), ())
    change_initiative(watched.context, watched.id, field="use_case.value", value="y", seen="")
    store(watched, ProjectRecord(operational_owner=watched.ida))
    falling = pattern_view(watched.context, watched.id).trends["technology_first"]
    assert (falling.direction, falling.turned, falling.gone) == ("falling", (), ("no_named_user_group",))


def test_where_too_little_is_known_there_is_no_trend(watched: Bench) -> None:
    store(watched, ProjectRecord(deputy=watched.bob))
    freeze(watched.as_("ida"), watched.id)
    assert pattern_view(watched.context, watched.id).trends["cultural_resistance"].direction == "unknown"


def test_a_public_case_kept_as_an_initiative_is_never_blamed_for_silence(watched: Bench) -> None:
    case = create_initiative(
        watched.context, name="Case", profile=PROFILE, id="case", example="public case, coded by hindsight"
    )
    watched.clock.forward(days=300)
    freeze(watched.context, case)
    rate(watched.context, case, "governance.audit_explainability", rating="red", seen=None)
    found = {one.pattern_id: one for one in patterns_of(watched.context, case)}
    assert [sign.key for sign in found["black_box"].hits] == ["explain_red"]
    assert found["technology_first"].hits == ()
    assert "Counts as a sign" not in found["technology_first"].indicators[0].fact
