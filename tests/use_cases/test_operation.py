"""A snapshot freezes how an initiative is rolled out and runs; documents carry the facts of it without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from readiness.commands.documents import import_document
from readiness.commands.initiatives import delete_initiative
from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.domain.operation import MOST_POINTS, OperationSummary
from readiness.domain.rollout import Rollout
from readiness.domain.snapshot import Document, canonical, sealed, unsealed
from readiness.errors import ImportProblem
from readiness.queries.audit import verify
from readiness.queries.documents import document_schema, live_document
from readiness.queries.rollout import rollout_view
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.storage.rollouts import LISTS, SINGLE
from tests.use_cases.conftest import Bench, Clock
from tests.use_cases.operating import Operated, operated, running, step_back

Values = dict[str, Any]

OLDER_SNAPSHOT = Path(__file__).with_name("snapshot_before_operation.json")
"""Frozen by the program as it was before snapshots held anything of rollout and run, with a closed workshop."""
OLDER_SHA256 = "4cfbd68ae38eacece46e886941eec583359150b4ce8af4176e25da63268cb1e9"


@pytest.fixture
def run(context: Context, clock: Clock) -> Operated:
    """An initiative with every kind of fact of its rollout and run."""
    return operated(context, clock)


def frozen(found: Operated) -> Document:
    freeze(found.as_("Ida Arlt"), found.id)
    return snapshot_document(found.context, found.id)


def summary(document: Document) -> OperationSummary:
    assert document.snapshot is not None and document.snapshot.operation is not None
    return document.snapshot.operation


# What a snapshot freezes ----------------------------------------------------------------------------------------------


def test_the_bench_holds_a_fact_of_every_kind(run: Operated) -> None:
    empty = Rollout()
    assert [field for field in (*SINGLE, *LISTS) if getattr(run.rollout, field) == getattr(empty, field)] == []


def test_an_initiative_without_anything_of_a_rollout_freezes_as_before(bench: Bench) -> None:
    freeze(bench.as_("ida"), bench.id)
    text, _ = snapshot_text(bench.context, bench.id)
    assert '"operation"' not in text and '"rollout"' not in text
    assert '"rollout"' not in canonical(live_document(bench.context, bench.id))


def test_a_snapshot_from_before_there_were_rollouts_is_read_and_written_with_the_same_bytes(context: Context) -> None:
    text = OLDER_SNAPSHOT.read_text(encoding="utf-8")
    id = import_document(context, text.encode())
    number = unsealed(text).snapshot.number  # type: ignore[union-attr]
    assert snapshot_text(context, id, number) == (text, OLDER_SHA256)
    assert sealed(snapshot_document(context, id, number)) == (text, OLDER_SHA256)
    assert verify(context).ok


def test_a_snapshot_holds_phase_history_gate_records_and_waivers(run: Operated) -> None:
    found = summary(frozen(run))
    assert (found.phase, found.next_phase, found.highest) == ("advisory", "supervised_automation", "full_automation")
    assert found.since == run.rollout.moves[-1].day
    assert [(move.kind, move.to_phase, move.gate is None) for move in found.moves] == [
        ("stated", "shadow", True),
        ("up", "advisory", False),
    ]
    assert [waiver.executive_name for waiver in found.waivers] == ["Eve Chief"]
    assert found.planned_steps == run.rollout.planned_steps


def test_a_snapshot_holds_the_conditions_of_the_present_step_as_the_page_shows_them(run: Operated) -> None:
    view = rollout_view(run.context, run.id)
    found = summary(frozen(run))
    assert view.step is not None
    shown = {(one.phase, one.list, one.key): (one.state, one.figure, one.source) for one in found.conditions}
    asked = {one.name: (one.state, one.figure, one.source) for one in view.step.asked}
    assert asked.items() <= shown.items()
    present = [one for one in view.findings if one.phase == "advisory" and one.list in ("keep", "step_back")]
    assert len(shown) == len(asked) + len(present)


def test_a_snapshot_holds_every_metric_with_few_points_and_its_alarm(run: Operated) -> None:
    found = summary(frozen(run))
    slipping, steady = found.metrics[0], found.metrics[1]
    assert slipping.status in ("slipping", "degraded") and slipping.alarm_since is not None
    assert slipping.slips and slipping.slips[-1].raised == slipping.alarm_since
    assert (slipping.points, slipping.baseline_points) == (60, 31)
    assert slipping.answers == 1
    assert 0 < len(slipping.drawn) <= MOST_POINTS
    assert steady.alarm_since is None
    silent = [metric for metric in found.metrics if metric.status == "no_data"]
    assert len(silent) == len(found.metrics) - 2 > 0
    assert all(metric.drawn == () for metric in silent)
    assert {"business", "adoption"} <= set(found.families_without_data)
    assert any("Nobody can tell" in text for text in found.metric_findings)


def test_a_snapshot_holds_the_comparison_of_human_and_ai_with_bounds(run: Operated) -> None:
    found = summary(frozen(run)).comparison
    assert found is not None
    assert (found.decisions, found.agreement.count, found.agreement.n) == (400, 360, 400)
    assert found.agreement.bound is not None and 0.87 < found.agreement.bound < 0.9
    assert {share.name: (share.count, share.n) for share in found.classes}["refuse"][1] == 58
    assert found.kappa is not None and 0.6 < found.kappa < 0.9
    assert found.critical.bound is not None and found.critical.n == 40


def test_a_snapshot_holds_planned_tests_patterns_and_the_project_record(run: Operated) -> None:
    document = frozen(run)
    found = summary(document)
    assert [test.name for test in found.planned_stress_tests] == ["Pull the plug of the feed"]
    assert found.no_finding_answer == "Turned the dial by hand"
    assert [pattern.pattern_id for pattern in found.patterns] == [one.id for one in document.framework.patterns]
    big_bang = next(pattern for pattern in found.patterns if pattern.pattern_id == "big_bang")
    assert big_bang.dismissed is not None and any(sign.fact for sign in big_bang.indicators)
    record = found.record
    assert (record.operational_owner_name, record.deputy_name) == ("Ida Arlt", "Bob Bauer")
    assert (record.feedback, record.feedback_answered, record.incidents_open) == (1, 1, 1)
    assert record.exposure is not None and record.exposure.share_pct == 12.5


def test_a_snapshot_says_where_it_stood_then_whatever_comes_after(run: Operated) -> None:
    text = sealed(frozen(run))
    step_back(run)
    assert snapshot_text(run.context, run.id, 1) == text
    assert [summary(snapshot_document(run.context, run.id, 1)).phase, summary(frozen(run)).phase] == [
        "advisory",
        "shadow",
    ]


def test_a_rollout_that_was_only_begun_freezes_with_nothing_measured(context: Context, clock: Clock) -> None:
    found = summary(frozen(running(context, clock)))
    assert (found.phase, found.comparison, found.metrics) == ("shadow", None, ())
    assert len(found.families_without_data) == 4


def test_a_frozen_text_comes_back_whole_and_keeps_its_seal(run: Operated) -> None:
    document = frozen(run)
    text, sha256 = snapshot_text(run.context, run.id)
    assert unsealed(text) == document
    assert sealed(unsealed(text)) == (text, sha256)


# Documents ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["live", "frozen"])
def test_a_document_carries_every_fact_of_the_rollout_there_and_back(run: Operated, kind: str) -> None:
    before = run.rollout
    text = sealed(frozen(run))[0] if kind == "frozen" else canonical(live_document(run.context, run.id))
    assert "claims" not in json.loads(text)["rollout"], "the decisions stay out"
    delete_initiative(run.context, run.id)
    id = import_document(run.context, text.encode())
    assert run.context.store.load_rollout(id) == before
    assert list(run.context.store.points.read(id, before.metrics[0].id)[0]) == [], "the points stay out"
    assert verify(run.context).ok


def test_the_published_schema_holds_a_document_with_a_rollout(run: Operated) -> None:
    schema = json.loads(document_schema())
    for text in (canonical(live_document(run.context, run.id)), sealed(frozen(run))[0]):
        jsonschema.validate(json.loads(text), schema)


def changed(path: str, value: object) -> Callable[[Values], None]:
    """A change of one value of the document, by its path in `rollout`."""

    def change(rollout: Values) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            rollout = rollout[step]
        rollout[last] = value

    return change


def doubled(name: str) -> Callable[[Values], None]:
    return lambda rollout: rollout[name].append(rollout[name][0])


FAULTS: dict[str, tuple[Callable[[Values], None], str]] = {
    "an id twice": (doubled("feedback"), "rollout: feedback f1 stands there 2 times"),
    "an id that is none": (changed("feedback.0.id", "a/b"), "rollout, feedback a/b, id: may hold only letters"),
    "a day to come": (changed("incidents.0.day", "2199-01-01"), "rollout, incident i1, day: must lie between 1990"),
    "a share over all": (changed("exposures.0.share_pct", 101), "rollout, exposure e1, share_pct: must be from 0 to"),
    "a gap in the ladder": (changed("moves.1.from_phase", "stopped"), "rollout, move up1, from_phase: must be shadow"),
    "a leap": (changed("moves.1.to_phase", "full_automation"), "rollout, move up1, to_phase: a move up leads to"),
    "nobody approved": (changed("moves.1.approver", None), "rollout, move up1, approver: is missing"),
    "a stranger approved": (changed("moves.1.approver", "zoe"), "move up1, approver: person zoe does not stand in"),
    "a stranger owns it": (changed("record.deputy", "zoe"), "rollout, record, deputy: person zoe is not among"),
    "a metric of no check": (
        changed("metrics.0.check", {"criterion": "data.none", "measure": "x"}),
        "check, criterion data.none: does not occur in framework",
    ),
    "a limit of two": (changed("metrics.0.limit", [1.0, 2.0]), "limit: must be two numbers where the direction is"),
    "a key twice": (
        lambda rollout: rollout["metrics"][0].update(key=rollout["metrics"][1]["key"]),
        "rollout: 2 metrics have the key",
    ),
    "an answer to nothing": (changed("alarm_answers.0.metric", "zoe"), "alarm answer a1, metric: metric zoe does not"),
    "a test of nothing": (
        changed("planned_stress_tests.0.criterion", "data.none"),
        "planned stress test t1, criterion",
    ),
    "a text too long": (changed("feedback.0.text", "x" * 10_001), "may have 10,000 at most"),
    "a field unknown": (changed("feedback.0.mood", "bad"), "feedback"),
    "a phase unknown": (changed("moves.1.to_phase", "orbit"), "moves"),
    "an infinite number": (changed("metrics.0.interval_days", 0), "interval_days: must be more than 0"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_rollout_that_cannot_be_is_refused_with_its_place_and_nothing_is_written(run: Operated, fault: str) -> None:
    change, said = FAULTS[fault]
    values = json.loads(canonical(live_document(run.context, run.id)))
    change(values["rollout"])
    before = run.context.store.head()
    with pytest.raises(ImportProblem) as refused:
        import_document(run.context, json.dumps(values).encode(), new_id=True)
    assert any(said in problem for problem in refused.value.problems), refused.value.problems
    assert run.context.store.head() == before


def test_all_faults_of_a_rollout_are_said_at_once(run: Operated) -> None:
    values = json.loads(canonical(live_document(run.context, run.id)))
    names = ["an id twice", "a day to come", "a share over all", "a stranger owns it", "a limit of two"]
    for name in names:
        FAULTS[name][0](values["rollout"])
    with pytest.raises(ImportProblem) as refused:
        import_document(run.context, json.dumps(values).encode(), new_id=True)
    for name in names:
        assert any(FAULTS[name][1] in problem for problem in refused.value.problems), name
