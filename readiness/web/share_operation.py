"""Rollout and run on a share link's page: phases, the next step's conditions, metrics, stress tests, patterns."""

from __future__ import annotations

from readiness.domain.share_link import Shows
from readiness.domain.wording import count_text, day_text
from readiness.hypertext import Html, Piece, element, join
from readiness.reports.comparison_rows import ComparisonRows, FigureRow
from readiness.reports.metric_rows import MetricRow, MetricRows, short
from readiness.reports.operation_rows import OperationRows
from readiness.reports.pattern_rows import PatternRow
from readiness.reports.rollout_rows import ConditionRow, PhaseRow, RolloutRows
from readiness.web.share_pieces import chip, listed, muted, table


def operation(rows: OperationRows, shows: Shows) -> Html:
    """How it is rolled out and runs; figures, values and written reasons only with the evidence."""
    title = element("h2", "Rollout and run", id="rollout")
    if not rows.recorded:
        return join((title, element("p", f"{rows.rollout.place}."), *_patterns(rows, shows)))
    parts: list[Piece] = [title, *_rollout(rows.rollout, shows)]
    if rows.comparison is not None:
        parts += _comparison(rows.comparison)
    parts += _metrics(rows.metrics, shows)
    if shows.plans:
        parts += _planned(rows)
    parts += _patterns(rows, shows)
    if shows.evidence:
        facts = (join((element("dt", fact.label), element("dd", typed(fact.text)))) for fact in rows.record)
        parts += [element("h3", "Project record"), element("dl", *facts)]
    return join(parts)


def typed(text: str) -> Html:
    """What somebody wrote, line by line."""
    return element("span", text, class_="typed")


def _rollout(rollout: RolloutRows, shows: Shows) -> list[Piece]:
    parts: list[Piece] = [element("p", element("strong", rollout.answer))]
    if rollout.history:
        rows = [_stay(row) for row in rollout.history]
        parts.append(table(["Phase", "When", "How", "Gate record"], rows, caption="Stays in phases, oldest first"))
    parts.append(element("p", rollout.limit))
    if shows.plans and rollout.planned_text:
        parts.append(element("p", rollout.planned_text))
    if rollout.waivers:
        lines = [
            join(
                (
                    f"{row.condition} ({row.asked}), waived on {day_text(row.day)} by {row.executive}, {row.used}",
                    f": {row.reason}" if row.reason else None,
                )
            )
            for row in rollout.waivers
        ]
        parts += [element("h3", f"Conditions that were waived: {len(lines)}"), listed(lines)]
    if rollout.conditions:
        title = f"What the next step asks for, and what keeps the present one: {len(rollout.conditions)}"
        titles = ["Condition", "State", "Known"] if shows.evidence else ["Condition", "State"]
        found = [_condition(row, shows) for row in rollout.conditions]
        parts.append(element("details", element("summary", title), table(titles, found, caption="Conditions")))
    return parts


def _stay(row: PhaseRow) -> tuple[Piece, ...]:
    until = day_text(row.last_day) if row.last_day is not None else "now"
    how: list[Piece] = [row.how + (f", approved by {row.approver}" if row.approver else "")]
    how += [typed(text) for text in (row.reason, row.learnt, row.reusable) if text]
    days = muted(count_text(row.days, "day"))
    when = join((f"{day_text(row.first_day)} to {until}, ", days))
    return row.phase, when, join(element("div", one) for one in how), row.gate


def _condition(row: ConditionRow, shows: Shows) -> tuple[Piece, ...]:
    state = chip(row.status, row.state)
    said = join((row.condition, " ", muted(f"({row.asked})")))
    if not shows.evidence:
        return said, state
    known = [part for part in (row.figure, row.source, row.missing) if part]
    return said, state, join(element("div", part) for part in known) if known else muted("nothing")


def _comparison(found: ComparisonRows) -> list[Piece]:
    rows = [(_figure(row), row.value, row.bound or muted("–"), row.counted or row.note) for row in found.rows]
    return [
        element("h3", "Human against AI"),
        element("p", found.answer),
        element("p", found.basis, class_="muted"),
        table(["Figure", "Value", "Bound", "Counted"], rows, caption="Human against AI"),
    ]


def _figure(row: FigureRow) -> Piece:
    return row.name if row.part == "The log" else join((row.name, " ", muted(f"({row.part.lower()})")))


def _metrics(metrics: MetricRows, shows: Shows) -> list[Piece]:
    parts: list[Piece] = [element("h3", "Metrics"), element("p", metrics.answer)]
    if metrics.silent:
        parts.append(element("p", element("strong", f"Without any data: {', '.join(metrics.silent)}.")))
    parts += [listed(metrics.findings)] if metrics.findings else []
    if metrics.rows:
        titles = ["Metric", "Status", "Last value", "Target", "Limit"]
        rows = [_metric(row, shows) for row in metrics.rows]
        parts.append(table(titles if shows.evidence else titles[:2], rows, caption="Metrics"))
    return parts


def _metric(row: MetricRow, shows: Shows) -> tuple[Piece, ...]:
    since = f" since {day_text(row.alarm_since)}" if row.alarm_since is not None else ""
    name = join((row.name, " ", muted(f"({row.family.lower()}, {row.unit})")))
    status = join((chip(row.status, row.word), since))
    if not shows.evidence:
        return name, status
    value: Piece = muted("none")
    if row.last_value is not None and row.last_day is not None:
        value = join((f"{short(row.last_value)} ", muted(f"on {day_text(row.last_day)}")))
    return name, status, value, row.target or muted("none"), row.limit or muted("none")


def _planned(rows: OperationRows) -> list[Piece]:
    lines = [
        join((f"{one.name} ({one.criterion}) on {day_text(one.day)}", f", {one.owner}" if one.owner else None))
        for one in rows.trials
        if one.outcome == "planned"
    ]
    return [element("h3", "Planned stress tests"), listed(lines)] if lines else []


def _patterns(rows: OperationRows, shows: Shows) -> list[Piece]:
    if not rows.patterns:
        return []
    parts: list[Piece] = [element("h3", "Warnings of failure patterns"), element("p", rows.patterns_answer)]
    found = [
        (row.name, chip(row.status, row.level), f"{row.hits} of {len(row.signs)}", row.figures) for row in rows.patterns
    ]
    parts.append(table(["Pattern", "Level", "Signs", "Figures"], found, caption="Failure patterns, the worst first"))
    if shows.evidence and shows.plans:
        parts += [_signs(row) for row in rows.patterns if row.warns]
    return parts


def _signs(pattern: PatternRow) -> Html:
    lines = [
        join((chip(sign.status, sign.state), f" {sign.rule}: {sign.fact}"))
        for sign in pattern.signs
        if sign.status in ("red", "yellow")
    ]
    beside = element("p", pattern.dismissed) if pattern.dismissed else None
    return element("details", element("summary", f"{pattern.name}: the facts"), listed(lines), beside)
