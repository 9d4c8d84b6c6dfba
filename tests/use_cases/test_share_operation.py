"""What the switches of a share link leave out of rollout and run."""

from __future__ import annotations

import pytest

from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.domain.operation import OperationSummary
from readiness.domain.operation_redaction import NAME_FIELDS, WITHHELD
from readiness.domain.share_link import Shows
from readiness.domain.share_redaction import shared_document
from readiness.domain.snapshot import Document, canonical
from readiness.queries.snapshots import snapshot_document
from readiness.reports.from_document import report_view
from tests.use_cases.conftest import Clock
from tests.use_cases.operating import NAMES, PLANNED, TYPED, operated
from tests.use_cases.sharing import EVERYTHING, NOTHING

SECRETS: dict[str, tuple[str, ...]] = {"names": NAMES, "evidence": TYPED, "plans": PLANNED}


@pytest.fixture
def full(context: Context, clock: Clock) -> Document:
    """A snapshot with names, typed texts and plans wherever what runs has room for them."""
    run = operated(context, clock)
    freeze(run.as_("Eve Chief"), run.id)
    return snapshot_document(run.context, run.id)


def without(switch: str) -> Shows:
    return EVERYTHING.model_copy(update={switch: False})


def shown(document: Document, shows: Shows) -> Document:
    return shared_document(document, shows, "0" * 64)


def summary(document: Document) -> OperationSummary:
    assert document.snapshot is not None and document.snapshot.operation is not None
    return document.snapshot.operation


def found(document: Document, secrets: tuple[str, ...]) -> list[str]:
    text = canonical(document)
    return [secret for secret in secrets if secret in text]


def test_a_link_that_shows_everything_shows_rollout_and_run_as_they_are(full: Document) -> None:
    assert shown(full, EVERYTHING) == full


@pytest.mark.parametrize("switch", sorted(SECRETS))
def test_what_a_switch_leaves_out_is_nowhere_in_what_the_link_shows(full: Document, switch: str) -> None:
    assert found(full, SECRETS[switch]) == list(SECRETS[switch]), "the test looks for what is there"
    assert found(shown(full, without(switch)), SECRETS[switch]) == []


def test_with_every_switch_off_nothing_is_left_of_any(full: Document) -> None:
    bare = shown(full, NOTHING)
    assert found(bare, (*NAMES, *TYPED, *PLANNED)) == []
    assert bare.rollout is None


@pytest.mark.parametrize("switch", sorted(SECRETS))
def test_the_facts_for_reading_in_go_with_a_link_that_shows_everything_alone(full: Document, switch: str) -> None:
    assert full.rollout is not None
    assert shown(full, without(switch)).rollout is None


def test_phase_levels_and_status_words_stay_whatever_is_left_out(full: Document) -> None:
    before, after = summary(full), summary(shown(full, NOTHING))
    assert (after.phase, after.since, after.next_phase, after.highest) == (
        before.phase,
        before.since,
        before.next_phase,
        before.highest,
    )
    assert [(move.kind, move.to_phase, move.day) for move in after.moves] == [
        (move.kind, move.to_phase, move.day) for move in before.moves
    ]
    assert [(one.text, one.state) for one in after.conditions] == [(one.text, one.state) for one in before.conditions]
    assert [(one.name, one.status, one.alarm_since) for one in after.metrics] == [
        (one.name, one.status, one.alarm_since) for one in before.metrics
    ]
    assert [(one.level, one.severity, [sign.state for sign in one.indicators]) for one in after.patterns] == [
        (one.level, one.severity, [sign.state for sign in one.indicators]) for one in before.patterns
    ]


def test_without_evidence_no_value_of_a_metric_or_of_the_decision_log_is_left(full: Document) -> None:
    after = summary(shown(full, without("evidence")))
    assert after.comparison is None
    for metric in after.metrics:
        assert (metric.drawn, metric.spikes, metric.slips, metric.improvements) == ((), (), (), ())
        values = (metric.last_value, metric.last_median, metric.baseline_mean, metric.baseline_sd, metric.low)
        assert values == (None,) * 5
    assert {sign.fact for pattern in after.patterns for sign in pattern.indicators} == {""}
    assert {one.figure for one in after.conditions} == {""}


def test_without_plans_no_sign_says_what_it_rests_on_and_no_condition_speaks_of_the_budget(full: Document) -> None:
    whole = summary(full)
    told = "running budget until 31 Jan 2027"
    spoken = whole.conditions[0].model_copy(update={"figure": told, "source": "project record"})
    snapshot = full.snapshot.model_copy(  # type: ignore[union-attr]
        update={"operation": whole.model_copy(update={"conditions": (spoken,)})}
    )
    after = shown(full.model_copy(update={"snapshot": snapshot}), without("plans"))
    assert told not in canonical(after)
    assert {sign.fact for pattern in summary(after).patterns for sign in pattern.indicators} == {""}
    assert summary(after).planned_stress_tests == ()


def test_people_of_the_initiative_keep_one_stand_in_each_also_within_sentences(full: Document) -> None:
    after = summary(shown(full, without("names")))
    assert [move.approver_name for move in after.moves] == ["", "Person 1"]
    assert [waiver.executive_name for waiver in after.waivers] == ["Person 3"]
    assert (after.record.operational_owner_name, after.record.deputy_name) == ("Person 1", "Person 2")
    assert after.record.debuggers == (WITHHELD,)
    facts = {sign.fact for pattern in after.patterns for sign in pattern.indicators}
    assert "Person 1 is operational owner." in facts
    assert f"Only {WITHHELD} can debug it." in facts
    gate = after.moves[-1].gate
    assert gate is not None
    assert gate.conditions[0].source == "answered by Person 1 (not signed in)"


def test_every_field_that_holds_a_name_is_known_as_one(full: Document) -> None:
    """A new field of that kind has to be decided on before it is in any link."""

    def names(value: object, field: str = "") -> set[str]:
        if isinstance(value, dict):
            return {name for key, inner in value.items() for name in names(inner, key)}
        if isinstance(value, list):
            return {name for inner in value for name in names(inner, field)}
        suspicious = field.endswith(("_by", "_name", "author", "owner"))
        return {field} if isinstance(value, str) and suspicious else set()

    values = full.model_dump(mode="json")
    held = names(values["rollout"]) | names(values["snapshot"]["operation"])
    ids = {"used_by", "operational_owner", "baseline_name"}
    assert held - ids <= NAME_FIELDS


@pytest.mark.parametrize("switch", ["names", "plans"])
def test_reports_of_what_a_link_shows_can_be_made(full: Document, switch: str) -> None:
    rows = report_view(shown(full, without(switch))).operation
    assert rows is not None and rows.rollout.history and rows.patterns
