"""Warnings are set aside for a while, never away; what helps against them becomes an action once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.commands.antidotes import plan_antidote
from readiness.commands.dismissals import LONGEST_DAYS, dismiss, revoke_dismissal
from readiness.commands.plans import change_plan
from readiness.commands.snapshots import freeze
from readiness.commands.system_changes import note_change
from readiness.errors import Conflict, Invalid, NotFound
from tests.builders import TODAY
from tests.pattern_facts import framework
from tests.use_cases.conftest import Bench
from tests.use_cases.pattern_bench import indicator, pattern
from tests.use_cases.pattern_bench import watched as watched

LATER = TODAY + timedelta(days=60)
TECHNOLOGY = framework().patterns[0]


def set_aside(bench: Bench, **more: object) -> str:
    given: dict[str, object] = {"pattern": "technology_first", "reason": "Declared research", "until": LATER}
    return dismiss(bench.as_("eve"), bench.id, **(given | more))  # type: ignore[arg-type]


def test_a_dismissed_pattern_is_shown_with_its_reason_and_keeps_its_level(watched: Bench) -> None:
    freeze(watched.as_("ida"), watched.id)
    before = pattern(watched, "technology_first")
    set_aside(watched)
    after = pattern(watched, "technology_first")
    assert after.dismissed is not None
    assert (after.dismissed.reason, after.dismissed.dismissed_by) == ("Declared research", "Eve (not signed in)")
    assert (after.level, after.severity, after.coverage) == (before.level, before.severity, before.coverage)


def test_one_sign_can_be_set_aside_alone(watched: Bench) -> None:
    set_aside(watched, indicator="no_use_case")
    assert indicator(watched, "technology_first", "no_use_case").dismissed is not None
    assert indicator(watched, "technology_first", "no_business_metric").dismissed is None
    assert pattern(watched, "technology_first").dismissed is None


def test_a_dismissal_ends_after_its_day_and_when_it_is_taken_back(watched: Bench) -> None:
    id = set_aside(watched)
    revoke_dismissal(watched.as_("ida"), watched.id, id)
    assert pattern(watched, "technology_first").dismissed is None
    events = watched.events
    revoke_dismissal(watched.as_("ida"), watched.id, id)
    assert watched.events == events
    set_aside(watched)
    watched.clock.forward(days=60)
    assert pattern(watched, "technology_first").dismissed is not None
    watched.clock.forward(days=1)
    assert pattern(watched, "technology_first").dismissed is None


def test_one_press_that_arrives_twice_is_one_dismissal_and_another_one_is_a_conflict(watched: Bench) -> None:
    first, events = set_aside(watched), watched.events
    assert set_aside(watched) == first
    with pytest.raises(Conflict, match="set aside until 19 May 2026 already"):
        set_aside(watched, reason="Another")
    assert watched.events == events


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"until": TODAY + timedelta(days=LONGEST_DAYS + 1)}, "until"),
        ({"pattern": "bad_luck"}, "pattern"),
        ({"indicator": "short_phase"}, "indicator"),
    ],
)
def test_without_reason_or_end_or_for_something_unknown_nothing_is_set_aside(
    watched: Bench, given: dict[str, object], field: str
) -> None:
    events = watched.events
    with pytest.raises(Invalid) as refused:
        set_aside(watched, **given)
    assert refused.value.field == field
    assert watched.events == events


def test_a_dismissal_that_does_not_exist_cannot_be_taken_back(watched: Bench) -> None:
    with pytest.raises(NotFound):
        revoke_dismissal(watched.context, watched.id, "nothing")


def test_an_antidote_becomes_one_action_however_often_it_is_pressed(watched: Bench) -> None:
    antidote = TECHNOLOGY.antidotes[2]
    id = plan_antidote(watched.as_("ida"), watched.id, pattern=TECHNOLOGY.id, antidote=antidote)
    assert plan_antidote(watched.as_("bob"), watched.id, pattern=TECHNOLOGY.id, antidote=antidote) == id
    (plan,) = watched.facts.plans
    assert (plan.kind, plan.text) == ("action", f"{antidote} (against: Technology-first trap)")
    change_plan(watched.context, watched.id, id, seen=plan, status="dropped")
    again = plan_antidote(watched.as_("ida"), watched.id, pattern=TECHNOLOGY.id, antidote=antidote)
    assert again != id
    assert len(watched.facts.plans) == 2


def test_only_what_the_framework_names_becomes_an_action(watched: Bench) -> None:
    for given in ({"pattern": TECHNOLOGY.id, "antidote": "Hope"}, {"pattern": "bad_luck", "antidote": "Hope"}):
        with pytest.raises(Invalid):
            plan_antidote(watched.context, watched.id, **given)
    assert watched.facts.plans == ()


def test_a_change_of_the_running_system_needs_a_text_and_a_day_that_has_come(watched: Bench) -> None:
    note_change(watched.as_("bob"), watched.id, kind="retraining", day=TODAY, text="March data")
    (entry,) = watched.context.store.load_rollout(watched.id).changes
    assert (entry.kind, entry.text, entry.added_by) == ("retraining", "March data", "Bob (not signed in)")
    with pytest.raises(Invalid):
        note_change(watched.as_("bob"), watched.id, kind="change", day=TODAY, text=" ")
    with pytest.raises(Invalid):
        note_change(watched.as_("bob"), watched.id, kind="change", day=TODAY + timedelta(days=1), text="Soon")
