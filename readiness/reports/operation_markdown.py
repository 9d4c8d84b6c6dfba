"""Rollout and run as Markdown: the same rows as in the other formats, all typed text escaped."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.domain.wording import day_text
from readiness.reports.comparison_rows import ComparisonRows
from readiness.reports.markdown_text import escaped, or_dash, table
from readiness.reports.metric_rows import MetricRows
from readiness.reports.operation_rows import OperationRows, TrialRow
from readiness.reports.pattern_rows import PatternRow
from readiness.reports.rollout_rows import ConditionRow, GateRow, PhaseRow, RolloutRows
from readiness.signs import STATUSES


def operation_markdown(rows: OperationRows) -> list[str]:
    """The paragraphs of rollout and run."""
    if not rows.recorded:
        return _patterns(rows)
    return [
        *_rollout(rows.rollout),
        *(_comparison(rows.comparison) if rows.comparison is not None else ()),
        *_metrics(rows.metrics),
        *_trials(rows),
        *_patterns(rows),
        "## Project record",
        table(("What", "Fact"), [(fact.label, escaped(fact.text)) for fact in rows.record]),
    ]


def _rollout(rollout: RolloutRows) -> list[str]:
    parts = ["## Rollout", escaped(rollout.answer)]
    if rollout.history:
        heads = ("Phase", "From", "Until", "Days", "How and why", "Gate record")
        parts.append(table(heads, [_stay(row) for row in rollout.history]))
    parts.append(escaped(rollout.limit))
    parts += [escaped(rollout.planned_text)] if rollout.planned_text else []
    if rollout.waivers:
        waivers = [
            (
                day_text(row.day),
                f"{escaped(row.condition)} ({row.asked})",
                or_dash(row.executive),
                "<br>".join(escaped(part) for part in (row.reason, row.floor, row.used) if part),
            )
            for row in rollout.waivers
        ]
        parts += ["### Waivers", table(("Day", "Condition", "By the executive", "Why, and for what"), waivers)]
    if rollout.conditions:
        parts += ["### What the next step asks for, and what keeps the present one", _conditions(rollout.conditions)]
    for gate in rollout.gates:
        parts += [f"### Gate record: {gate.title}", escaped(gate.approved)]
        parts += [escaped(gate.reason)] if gate.reason else []
        parts.append(_conditions(gate.rows))
    return parts


def _stay(row: PhaseRow) -> tuple[str, ...]:
    how = [row.how + (f", approved by {escaped(row.approver)}" if row.approver else "")]
    how += [escaped(row.reason)] if row.reason else []
    how += [f"Learnt: {escaped(row.learnt)}"] if row.learnt else []
    how += [f"Can be reused: {escaped(row.reusable)}"] if row.reusable else []
    until = day_text(row.last_day) if row.last_day is not None else "now"
    return row.phase, day_text(row.first_day), until, str(row.days), "<br>".join(how), row.gate


def _conditions(rows: Sequence[ConditionRow | GateRow]) -> str:
    lines = []
    for row in rows:
        known = [escaped(part) for part in (row.figure, row.source) if part]
        known += [f"**{escaped(row.missing)}**"] if isinstance(row, ConditionRow) and row.missing else []
        state = f"{STATUSES[row.status].shape} {row.state}"
        lines.append((state, f"{escaped(row.condition)} ({row.asked})", "<br>".join(known) or "–"))
    return table(("State", "Condition", "What is known"), lines)


def _comparison(found: ComparisonRows) -> list[str]:
    rows = [
        (
            escaped(row.name) + ("" if row.part == "The log" else f" ({row.part.lower()})"),
            row.value,
            row.bound or "–",
            "; ".join(part for part in (row.counted, escaped(row.note)) if part) or "–",
        )
        for row in found.rows
    ]
    heads = ("Figure", "Value", "Bound", "Counted")
    return ["## Human against AI", escaped(found.answer), escaped(found.basis), table(heads, rows)]


def _metrics(metrics: MetricRows) -> list[str]:
    parts = ["## Metrics", metrics.answer]
    parts += [f"**Without any data: {', '.join(metrics.silent)}.**"] if metrics.silent else []
    parts += ["\n".join(f"- {escaped(text)}" for text in metrics.findings)] if metrics.findings else []
    heads = ("Metric", "Status", "Last value", "Target", "Limit", "Baseline", "Attribution")
    for family, rows in metrics.families:
        lines = [
            (
                f"{escaped(row.name)} ({escaped(row.unit)})",
                f"{STATUSES[row.status].shape} {row.word}"
                + (f" since {day_text(row.alarm_since)}" if row.alarm_since is not None else ""),
                "–" if row.last_value is None else f"{row.last_value:.6g}, {or_dash(row.last_day)}",
                row.target or "–",
                row.limit or "–",
                escaped(row.baseline) or "no baseline",
                row.attribution,
            )
            for row in rows
        ]
        parts += [f"### {family}", table(heads, lines)]
    return parts


def _trials(rows: OperationRows) -> list[str]:
    parts = ["## Stress tests", rows.trials_answer]
    parts += [escaped(rows.no_finding)] if rows.no_finding else []
    if rows.trials:
        heads = ("Test", "Criterion", "Kind", "Expected", "Outcome", "Finding and fix")
        parts.append(table(heads, [_trial(row) for row in rows.trials]))
    return parts


def _trial(row: TrialRow) -> tuple[str, ...]:
    outcome = f"{row.outcome}, {day_text(row.day)}" + (f", {row.severity.lower()} finding" if row.severity else "")
    found = [escaped(row.finding)] if row.finding else []
    found += [f"Fix: {escaped(row.fix)}"] if row.fix else []
    found += [f"by {escaped(row.owner)}"] if row.owner else []
    name, criterion = escaped(row.name), escaped(row.criterion)
    return name, criterion, row.kind, or_dash(row.expected), outcome, "<br>".join(found) or "–"


def _patterns(rows: OperationRows) -> list[str]:
    if not rows.patterns:
        return []
    parts = ["## Warnings of failure patterns", escaped(rows.patterns_answer)]
    for pattern in rows.patterns:
        parts += _pattern(pattern)
    return parts


def _pattern(pattern: PatternRow) -> list[str]:
    parts = [
        f"### {escaped(pattern.name)}",
        f"{STATUSES[pattern.status].shape} {pattern.level}. {pattern.figures}",
    ]
    parts += [escaped(pattern.dismissed)] if pattern.dismissed else []
    signs = [
        (
            f"{STATUSES[sign.status].shape} {sign.state}",
            escaped(sign.rule),
            "<br>".join(escaped(part) for part in (sign.fact, sign.dismissed) if part) or "–",
        )
        for sign in pattern.signs
    ]
    parts.append(table(("State", "Sign", "Fact"), signs))
    if pattern.warns and pattern.antidotes:
        parts.append("\n".join(f"- {escaped(text)}" for text in pattern.antidotes))
    return parts
