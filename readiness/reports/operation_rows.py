"""What a report shows of rollout and run: everything that a snapshot froze of it, as flat rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.domain.assessment import Status, StressTest
from readiness.domain.operation import OperationSummary, RecordSummary
from readiness.domain.stress_plan import KIND_WORDS, PlannedStressTest
from readiness.domain.wording import count_text, day_text, number_text, utc_day
from readiness.reports import words
from readiness.reports.comparison_rows import ComparisonRows, comparison_rows
from readiness.reports.frozen_document import FrozenDocument
from readiness.reports.metric_rows import MetricRows, metric_rows
from readiness.reports.pattern_rows import PatternRow, pattern_rows, patterns_answer
from readiness.reports.rollout_rows import RolloutRows, rollout_rows


@dataclass(frozen=True)
class TrialRow:
    """A stress test that was run, or one that is planned."""

    criterion_id: str
    criterion: str
    kind: str
    name: str
    expected: str
    day: date
    """Of the run, or for which it is planned."""
    outcome: str
    """Passed, failed, failed, fixed and passed again, or planned."""
    status: Status
    severity: str
    finding: str
    fix: str
    fixed_on: date | None
    passed_again_on: date | None
    owner: str
    """Of a planned one: who runs it."""
    link: str


@dataclass(frozen=True)
class FactRow:
    """One fact of the project record."""

    label: str
    text: str


@dataclass(frozen=True)
class OperationRows:
    """All of rollout and run."""

    line: str
    """Where it is and what warns, in a line."""
    recorded: bool
    """Whether anything was recorded of it; if not, only the failure patterns have something to say."""
    rollout: RolloutRows
    comparison: ComparisonRows | None
    metrics: MetricRows
    trials: tuple[TrialRow, ...]
    trials_answer: str
    no_finding: str
    """The question that no finding raises, or the answer to it; empty where it was never asked."""
    patterns: tuple[PatternRow, ...]
    patterns_answer: str
    record: tuple[FactRow, ...]


def operation_rows(frozen: FrozenDocument) -> OperationRows | None:
    """The rows of rollout and run; None where the snapshot holds nothing of them."""
    operation = frozen.frozen.operation
    if operation is None:
        return None
    rollout, patterns = rollout_rows(operation), pattern_rows(operation.patterns, frozen.framework)
    trials = _trials(frozen, operation)
    said = patterns_answer(patterns)
    return OperationRows(
        recorded=operation.is_recorded,
        line=f"Rollout: {rollout.place[:1].lower()}{rollout.place[1:]}. {said}",
        rollout=rollout,
        comparison=comparison_rows(operation.comparison) if operation.comparison is not None else None,
        metrics=metric_rows(operation),
        trials=trials,
        trials_answer=_trials_answer(trials),
        no_finding=_no_finding(operation),
        patterns=patterns,
        patterns_answer=said,
        record=_record(operation.record),
    )


# Stress tests ---------------------------------------------------------------------------------------------------------


def _trials(frozen: FrozenDocument, operation: OperationSummary) -> tuple[TrialRow, ...]:
    """Those that were run, as they stand with their criteria, then those that are planned, the earliest first."""
    order = {criterion.id: place for place, criterion in enumerate(frozen.framework.criteria)}
    run = sorted(
        frozen.assessment.stress_tests, key=lambda one: (order.get(one.criterion, len(order)), one.day, one.name)
    )
    return (
        *(_run(frozen, one) for one in run),
        *(_planned(frozen, one) for one in operation.planned_stress_tests),
    )


def _run(frozen: FrozenDocument, test: StressTest) -> TrialRow:
    outcome, status = words.stress_test_outcome(test)
    return TrialRow(
        criterion_id=test.criterion,
        criterion=frozen.name_of(test.criterion),
        kind=KIND_WORDS[test.kind],
        name=test.name,
        expected=test.expected,
        day=test.day,
        outcome=outcome,
        status=status,
        severity=words.SEVERITY[test.severity] if test.severity else "",
        finding=test.finding,
        fix=test.fix,
        fixed_on=test.fixed_on,
        passed_again_on=test.passed_again_on,
        owner="",
        link=test.link,
    )


def _planned(frozen: FrozenDocument, test: PlannedStressTest) -> TrialRow:
    return TrialRow(
        criterion_id=test.criterion,
        criterion=frozen.name_of(test.criterion),
        kind=KIND_WORDS[test.kind],
        name=test.name,
        expected=test.expected,
        day=test.day,
        outcome="planned",
        status="not_assessed",
        severity="",
        finding="",
        fix="",
        fixed_on=None,
        passed_again_on=None,
        owner=test.owner,
        link="",
    )


def _trials_answer(trials: tuple[TrialRow, ...]) -> str:
    run = [one for one in trials if one.outcome != "planned"]
    failing = sum(one.outcome == "failed" for one in run)
    planned = len(trials) - len(run)
    if not run:
        return "No stress test was run" + (f"; {planned} planned." if planned else ", and none is planned.")
    repaired = sum(one.outcome.startswith("failed,") for one in run)
    return (
        f"{count_text(len(run), 'stress test')} run: {failing} failed and not yet fixed and passed again, "
        f"{repaired} fixed and passed again; {planned} planned."
    )


def _no_finding(operation: OperationSummary) -> str:
    if operation.no_finding_asked:
        return "No test found anything. Were they hard enough? Nobody has answered that yet."
    if not operation.no_finding_answer:
        return ""
    by = f", {operation.no_finding_answered_by}" if operation.no_finding_answered_by else ""
    day = f" ({day_text(utc_day(operation.no_finding_answered_at))}{by})" if operation.no_finding_answered_at else ""
    return f"No test had found anything. Were they hard enough? {operation.no_finding_answer}{day}"


# The project record ---------------------------------------------------------------------------------------------------


def _record(record: RecordSummary) -> tuple[FactRow, ...]:
    sheet, way = record.fact_sheet, record.present_way
    measured = f" (measured {day_text(way.measured_on)})" if way.measured_on is not None else ""
    budget = "none" if record.no_budget else f"until {day_text(record.budget_until)}" if record.budget_until else ""
    exposure = ""
    if record.exposure is not None:
        share = record.exposure
        exposure = f"{number_text(share.share_pct)} % of {share.of} since {day_text(share.day)}"
    facts = [
        ("Operational owner", record.operational_owner_name),
        ("Deputy", record.deputy_name),
        ("Running is paid for", budget),
        ("Present way, its cost", way.cost + measured if way.cost else ""),
        ("Present way, its quality", way.quality + measured if way.quality else ""),
        ("Smallest useful set of inputs", record.smallest_input_set),
        ("Model: purpose", sheet.purpose),
        ("Model: data", sheet.data),
        ("Model: limits", sheet.limits),
        ("Model: where it fails", sheet.failure_groups),
        ("A vendor's model", "" if record.vendor_model is None else words.yes_no(record.vendor_model)),
        ("Validated on own cases", _validated(record)),
        ("People able to debug it", _debuggers(record.debuggers)),
        ("Reaches", exposure),
        ("User feedback", _of(record.feedback, record.feedback_answered, "answered")),
        ("Incidents", _of(record.incidents, record.incidents_open, "open")),
        ("Changes recorded", str(record.changes) if record.changes else ""),
    ]
    return tuple(FactRow(label, text or "not stated") for label, text in facts)


def _validated(record: RecordSummary) -> str:
    if record.not_locally_validated:
        return "never"
    return day_text(record.locally_validated_on) if record.locally_validated_on else ""


def _debuggers(names: tuple[str, ...] | None) -> str:
    return "" if names is None else ", ".join(names) or "nobody"


def _of(count: int, part: int, word: str) -> str:
    return f"{count:,}, {part:,} {word}" if count else "none recorded"
