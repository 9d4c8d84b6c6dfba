"""The tables of rollout and run: phases, gate records, conditions, metrics, decisions, tests, patterns, record."""

from __future__ import annotations

from typing import Any

from readiness.reports.comparison_rows import FigureRow
from readiness.reports.metric_rows import MetricRow, PointRow
from readiness.reports.operation_rows import FactRow, OperationRows, TrialRow
from readiness.reports.pattern_rows import PatternRow, SignRow
from readiness.reports.rollout_rows import ConditionRow, GateRow, PhaseRow, PlannedStepRow, WaiverRow
from readiness.reports.table import Column, Table, filled
from readiness.signs import STATUSES

PHASES: tuple[Column[PhaseRow], ...] = (
    Column("Phase", "Shadow, Advisory, ..., or Stopped", lambda r: r.phase, 24),
    Column("From", "First day in it; of a stated phase the day that a person states", lambda r: r.first_day, 12),
    Column("Until", "Day on which it was left; empty: it goes on", lambda r: r.last_day, 12),
    Column("Days", "Whole days in it", lambda r: r.days, 8),
    Column("How", "moved up, stepped down, stopped, or stated, not observed", lambda r: r.how, 22),
    Column("Reason", "Why, as written; of a stated phase its source", lambda r: r.reason, 50),
    Column("Approver", "Who approved a move up", lambda r: r.approver, 22),
    Column("Gate record", "How many conditions were met and waived", lambda r: r.gate, 34),
    Column("Learnt", "Of a stop: what was learnt", lambda r: r.learnt, 40),
    Column("Can be reused", "Of a stop: what can be reused", lambda r: r.reusable, 40),
    Column("Recorded by", "Who was at the keyboard", lambda r: r.recorded_by, 24),
    Column("Recorded at (UTC)", "When it was recorded", lambda r: r.recorded_at, 18),
)
GATES: tuple[Column[GateRow], ...] = (
    Column("Date", "Day of the move up", lambda r: r.day, 12),
    Column("Entered", "Phase that was entered", lambda r: r.entered, 24),
    Column("Verdict", "Verdict of the assessment on that day", lambda r: r.verdict, 20),
    Column("Approver", "Who approved it", lambda r: r.approver, 22),
    Column("Asked", "To enter, to leave upward, and of which phase", lambda r: r.asked, 28),
    Column("Condition", "The condition in words", lambda r: r.condition, 50),
    Column("State", "Met, Unmet, Unknown, Waived or Does not apply", lambda r: r.state),
    Column("Figure", "What was known, with bound, count and n", lambda r: r.figure, 50),
    Column("Source", "Where that came from", lambda r: r.source, 30),
    Column("Waived", "Whether the executive waived it", lambda r: r.waived, 10),
)
WAIVERS: tuple[Column[WaiverRow], ...] = (
    Column("Date", "Day of the waiver", lambda r: r.day, 12),
    Column("Asked", "Where the condition stands", lambda r: r.asked, 28),
    Column("Condition", "The condition in words", lambda r: r.condition, 50),
    Column("Executive", "Who waived it", lambda r: r.executive, 22),
    Column("Reason", "Why, as written", lambda r: r.reason, 50),
    Column("Floor", "Whether it is a floor of days or decisions, and how much had passed", lambda r: r.floor, 34),
    Column("Used", "For which move, or not used yet, or revoked", lambda r: r.used, 34),
    Column("Entered by", "Who was at the keyboard", lambda r: r.entered_by, 24),
)
CONDITIONS: tuple[Column[ConditionRow], ...] = (
    Column("Asked", "To enter, to leave upward, to stay, to step back, or the gate itself", lambda r: r.asked, 30),
    Column("Condition", "The condition in words", lambda r: r.condition, 50),
    Column(
        "State",
        "Met, Unmet, Unknown, Waived or Does not apply; of a condition to step back: Holds or Does not hold",
        lambda r: r.state,
    ),
    Column("Figure", "What is known, with bound, count and n", lambda r: r.figure, 50),
    Column("Source", "Where that comes from", lambda r: r.source, 30),
    Column("Missing", "What would meet it", lambda r: r.missing, 50),
    Column("Floor", "Whether it is a floor of days", lambda r: r.floor, 8),
    Column("Waived", "Whether the executive waived it for the next move", lambda r: r.waived, 10),
)
PLANNED_STEPS: tuple[Column[PlannedStepRow], ...] = (
    Column("Step", "Phase to be entered", lambda r: r.step, 24),
    Column("Planned for", "Planned date; empty: the plan was withdrawn", lambda r: r.day, 12),
    Column("Reason", "Why, as written", lambda r: r.reason, 50),
    Column("Open then", "Conditions of that step that were not met when the date was set", lambda r: r.open_conditions),
    Column("Set at (UTC)", "When it was set; the latest counts", lambda r: r.set_at, 18),
    Column("Set by", "Who was at the keyboard", lambda r: r.set_by, 24),
)
METRICS: tuple[Column[MetricRow], ...] = (
    Column("Key", "Key of the metric, as imports name it", lambda r: r.key, 22),
    Column("Family", "Technical, Model, Business or Adoption", lambda r: r.family),
    Column("Metric", "Its name", lambda r: r.name, 32),
    Column("Unit", "Unit of all values", lambda r: r.unit),
    Column("Better", "Which direction is better", lambda r: r.better, 20),
    Column("Target", "What is aimed at", lambda r: r.target),
    Column("Limit", "Beyond it is alarming", lambda r: r.limit),
    Column("Word", "Its status in a word", lambda r: r.word),
    Column(
        "Status", "Colour of that word, never better than target and limit allow", lambda r: STATUSES[r.status].word
    ),
    Column("Last value", "Value of the last point", lambda r: r.last_value, 12),
    Column("Last point", "Its day", lambda r: r.last_day, 12),
    Column("Median of 3", "Median of the last three points", lambda r: r.last_median, 12),
    Column("Alarm since", "Day on which the open slip alarm was raised", lambda r: r.alarm_since, 12),
    Column("Slip began", "Estimated beginning of that slip", lambda r: r.slip_start, 12),
    Column("Spike on", "Day of the last point where it lies outside of its limits", lambda r: r.spike_on, 12),
    Column("Target reached", "By the last value; empty: no target or no point", lambda r: r.within_target, 10),
    Column("Beyond limit", "The last value; empty: no limit or no point", lambda r: r.beyond_limit, 10),
    Column("Overdue", "Whether no point came in two expected intervals", lambda r: r.overdue, 10),
    Column("Baseline mean", "Mean of the baseline; empty: none, or too short", lambda r: r.baseline_mean, 12),
    Column("Baseline deviation", "Its standard deviation", lambda r: r.baseline_sd, 12),
    Column("Baseline points", "Points in the baseline", lambda r: r.baseline_points, 10),
    Column("Baseline from", "First day of the baseline", lambda r: r.baseline_first_day, 12),
    Column("Baseline until", "Last day of the baseline", lambda r: r.baseline_last_day, 12),
    Column("Attribution", "How the effect is attributed to the AI", lambda r: r.attribution, 24),
    Column("Owner", "Who looks after it", lambda r: r.owner, 22),
    Column("Definition", "What exactly is counted", lambda r: r.definition, 50),
    Column("Interval", "Days expected between two points", lambda r: r.interval_days, 10),
    Column("Points", "All its points", lambda r: r.points, 10),
    Column("First point", "Day of the first point", lambda r: r.first_day, 12),
    Column("Alarm answers", "How often somebody answered an alarm of it", lambda r: r.answers, 10),
)
POINTS: tuple[Column[PointRow], ...] = (
    Column("Family", "Family of the metric", lambda r: r.family),
    Column("Metric", "Name of the metric", lambda r: r.metric, 32),
    Column("Time (UTC)", "Moment of the point", lambda r: r.at, 18),
    Column("Value", "Its value", lambda r: r.value, 14),
    Column("Unit", "Unit of the value", lambda r: r.unit),
)
DECISIONS: tuple[Column[FigureRow], ...] = (
    Column("Part", "The log, a class, a group, or reasons for overrides", lambda r: r.part, 28),
    Column("Figure", "What it is", lambda r: r.name, 40),
    Column("Value", "The figure as it is written", lambda r: r.value),
    Column("Bound", "Exact one-sided 95 % bound", lambda r: r.bound, 18),
    Column("Count", "Cases that it counts", lambda r: r.count, 10),
    Column("Of", "Cases among which it counts them", lambda r: r.n, 10),
    Column("Share", "Count of all, 0 to 1", lambda r: r.share, 12),
    Column("Bound as share", "The bound, 0 to 1", lambda r: r.bound_share, 12),
    Column("Note", "What else is to be said", lambda r: _note(r), 50),
)
TRIALS: tuple[Column[TrialRow], ...] = (
    Column("Criterion", "Id of the criterion", lambda r: r.criterion_id, 32),
    Column("Name", "Name of the criterion", lambda r: r.criterion, 32),
    Column("Test", "Name of the test", lambda r: r.name, 40),
    Column("Kind", "Bad data, Dependency failure, Misuse, or not said", lambda r: r.kind, 18),
    Column("Expected", "How the system should behave, written before the run", lambda r: r.expected, 50),
    Column("Date", "Day of the run, or for which it is planned", lambda r: r.day, 12),
    Column("Outcome", "passed, failed, failed, fixed and passed again, or planned", lambda r: r.outcome, 24),
    Column("Severity", "Severity of the finding", lambda r: r.severity or None),
    Column("Finding", "What was found", lambda r: r.finding, 50),
    Column("Fix", "What was done about it", lambda r: r.fix, 50),
    Column("Fixed on", "Day of the fix", lambda r: r.fixed_on, 12),
    Column("Passed again on", "Day on which it passed again", lambda r: r.passed_again_on, 14),
    Column("Record", "Where the record of the run lies, as text", lambda r: r.link, 40),
    Column("Owner", "Who runs a planned one", lambda r: r.owner, 22),
)
PATTERNS: tuple[Column[PatternRow], ...] = (
    Column("Pattern", "Name of the failure pattern", lambda r: r.name, 28),
    Column("Id", "Its id", lambda r: r.id, 22),
    Column("Level", "How strongly it warns, or that too little is known", lambda r: r.level, 22),
    Column("Severity", "Weighted share of the known signs that show, 0 to 1", lambda r: r.severity, 10),
    Column("At least", "Severity if all that is unknown were clear", lambda r: r.severity_least, 10),
    Column("At most", "Severity if all that is unknown showed", lambda r: r.severity_most, 10),
    Column("Coverage", "Share of the weight that is known, 0 to 1", lambda r: r.coverage, 10),
    Column("Signs that show", "In full or in part", lambda r: r.hits, 10),
    Column("Set aside", "Until when, by whom and why; it changes no figure", lambda r: r.dismissed, 40),
    Column("Antidotes", "What helps", lambda r: "; ".join(r.antidotes), 60),
    Column("Caution", "What speaks against taking it at its word", lambda r: r.caution, 40),
)
SIGNS: tuple[Column[SignRow], ...] = (
    Column("Pattern", "Name of the failure pattern", lambda r: r.pattern, 28),
    Column("Sign", "What is looked for", lambda r: r.rule, 60),
    Column("State", "Shows, Shows in part, Does not show or Unknown", lambda r: r.state, 16),
    Column("Fact", "The fact behind it, or what is not known", lambda r: r.fact, 60),
    Column("Date", "Date of the fact", lambda r: r.day, 12),
    Column("Weight", "Its weight in the pattern", lambda r: r.weight, 10),
    Column("Source", "Where such signs come from", lambda r: r.source, 20),
    Column("Set aside", "Until when, by whom and why", lambda r: r.dismissed, 40),
)
RECORD: tuple[Column[FactRow], ...] = (
    Column("What", "Name of the fact", lambda r: r.label, 34),
    Column("Value", "The fact", lambda r: r.text, 90),
)

OPERATION_SHEETS: tuple[tuple[str, str, tuple[Column[Any], ...]], ...] = (
    ("Phases", "One row a stay in a phase, oldest first.", PHASES),
    ("Gate records", "One row a condition as it stood at a move up.", GATES),
    ("Waivers", "One row a condition that the executive waived.", WAIVERS),
    ("Conditions", "One row a condition of the present step.", CONDITIONS),
    ("Planned steps", "One row a planned date of a next step, as it was set.", PLANNED_STEPS),
    ("Metrics", "One row a metric.", METRICS),
    ("Metric points", "The points behind the charts, at most 60 a metric with its extremes; not all points.", POINTS),
    ("Decisions", "What the decision log adds up to, human against AI.", DECISIONS),
    ("Tests run and planned", "One row a stress test that was run or is planned.", TRIALS),
    ("Patterns", "One row a failure pattern, the worst first.", PATTERNS),
    ("Pattern signs", "One row a sign of a failure pattern, with the fact behind it.", SIGNS),
    ("Project record", "Fact by fact.", RECORD),
)
"""Sheets that only a snapshot with something of rollout and run has."""


def operation_tables(rows: OperationRows) -> tuple[Table, ...]:
    """All tables of rollout and run, in the order of their sheets."""
    found: dict[str, tuple[object, ...]] = {
        "Phases": rows.rollout.history,
        "Gate records": tuple(row for gate in rows.rollout.gates for row in gate.rows),
        "Waivers": rows.rollout.waivers,
        "Conditions": rows.rollout.conditions,
        "Planned steps": rows.rollout.planned,
        "Metrics": rows.metrics.rows,
        "Metric points": rows.metrics.points,
        "Decisions": rows.comparison.rows if rows.comparison is not None else (),
        "Tests run and planned": rows.trials,
        "Patterns": rows.patterns,
        "Pattern signs": tuple(sign for pattern in rows.patterns for sign in pattern.signs),
        "Project record": rows.record,
    }
    return tuple(filled(name, about, columns, found[name]) for name, about, columns in OPERATION_SHEETS)


def _note(row: FigureRow) -> str:
    return row.note if row.count is not None else "; ".join(part for part in (row.counted, row.note) if part)
