"""Rollout and run as the data of the PDF's pages: few pieces of text, put together beforehand, as every piece costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from readiness.domain.wording import count_text, day_text
from readiness.reports.metric_rows import MetricRow
from readiness.reports.operation_rows import OperationRows
from readiness.reports.pattern_rows import PatternRow, SignRow
from readiness.reports.rollout_rows import ConditionRow, GateRow, PhaseRow, RolloutRows


def operation_pages(rows: OperationRows, plain: Callable[[Any], Any]) -> dict[str, Any]:
    """What the template reads; `plain` makes rows JSON-able."""
    return {
        "recorded": rows.recorded,
        "rollout": _rollout(rows.rollout, plain),
        "comparison": plain(rows.comparison),
        "metrics": {
            "answer": rows.metrics.answer,
            "silent": list(rows.metrics.silent),
            "findings": list(rows.metrics.findings),
            "budget": rows.metrics.budget,
            "families": [[name, [_metric(row, plain) for row in found]] for name, found in rows.metrics.families],
        },
        "trials": plain(rows.trials),
        "trials_answer": rows.trials_answer,
        "no_finding": rows.no_finding,
        "patterns": [_pattern(row) for row in rows.patterns],
        "patterns_answer": rows.patterns_answer,
        "record": plain(rows.record),
    }


def _rollout(rollout: RolloutRows, plain: Callable[[Any], Any]) -> dict[str, Any]:
    return {
        "place": rollout.place,
        "answer": rollout.answer,
        "limit": rollout.limit,
        "planned_text": rollout.planned_text,
        "timeline": plain(rollout.timeline),
        "history": [_stay(row) for row in rollout.history],
        "waivers": plain(rollout.waivers),
        "conditions": _grouped(rollout.conditions),
        "gates": [
            {"title": gate.title, "approved": gate.approved, "reason": gate.reason, "groups": _grouped(gate.rows)}
            for gate in rollout.gates
        ],
    }


def _stay(row: PhaseRow) -> dict[str, Any]:
    until = day_text(row.last_day) if row.last_day is not None else "now"
    return {
        "phase": row.phase,
        "when": f"{day_text(row.first_day)} to {until}",
        "days": count_text(row.days, "day"),
        "how": row.how,
        "approved": f", approved by {row.approver}" if row.approver else "",
        "reason": row.reason,
        "learnt": row.learnt,
        "reusable": row.reusable,
        "stated": row.stated,
        "gate": row.gate,
    }


def _grouped(rows: Sequence[ConditionRow | GateRow]) -> list[dict[str, Any]]:
    """The conditions under what asks for them."""
    return [
        {"asked": asked[:1].upper() + asked[1:], "rows": [_condition(row) for row in found]}
        for asked, found in groupby(rows, lambda row: row.asked)
    ]


def _condition(row: ConditionRow | GateRow) -> dict[str, Any]:
    known = row.figure
    if row.source:
        known = f"{known} ({row.source})" if known else row.source
    return {
        "status": row.status,
        "state": row.state,
        "condition": row.condition,
        "known": known,
        "missing": row.missing if isinstance(row, ConditionRow) else "",
    }


def _metric(row: MetricRow, plain: Callable[[Any], Any]) -> dict[str, Any]:
    return {
        "name": row.name,
        "about": " · ".join(part for part in (row.unit, row.better, row.owner) if part),
        "definition": row.definition,
        "target": row.target,
        "limit": row.limit,
        "baseline": row.baseline,
        "status": row.status,
        "word": row.word,
        "attribution": row.attribution,
        "title": row.title,
        "beside": row.beside,
        "chart": None
        if row.chart is None
        else plain(dataclasses.replace(row.chart, points=()))
        | {"points": [[round(x, 4), round(y, 4)] for x, y in row.chart.points]},
    }


def _pattern(row: PatternRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "status": row.status,
        "level": row.level,
        "figures": row.figures,
        "dismissed": row.dismissed,
        "warns": row.warns,
        "antidotes": list(row.antidotes),
        "caution": row.caution,
        "signs": [_sign(sign) for sign in row.signs],
    }


def _sign(row: SignRow) -> dict[str, Any]:
    fact = row.fact
    if row.day is not None and day_text(row.day) not in fact:
        fact = f"{fact} ({day_text(row.day)})"
    return {"status": row.status, "state": row.state, "rule": row.rule, "fact": fact, "dismissed": row.dismissed}
