"""`gate` and `list`: where initiatives stand today, for people and for pipelines."""

from __future__ import annotations

from typing import Any

from readiness.command_line.output import put_json, say, tell
from readiness.command_line.session import Session, known
from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import Evaluation, Reason, VerdictId
from readiness.domain.wording import day_text
from readiness.errors import NotFound
from readiness.queries.initiative import assessment_of, evaluation_of
from readiness.queries.portfolio import InitiativeRow, portfolio
from readiness.signs import STATUSES, VERDICTS

GATE_STATUS: dict[VerdictId, int] = {
    "ready": 0,
    "ready_with_mitigations": 0,
    "needs_sign_off": 10,
    "needs_plan": 11,
    "incomplete": 12,
    "blocked": 13,
}
"""The exit status of `gate`, so that a pipeline can stop on it."""
_PER_PAGE = 500


def run_gate(session: Session) -> int:
    """Print the verdict on an initiative; the exit status says it too."""
    with session.opened() as context:
        id = known(context, session.arguments.id)
        assessment, evaluation = assessment_of(context, id), evaluation_of(context, id)
    if session.arguments.json:
        put_json(_gate_values(assessment, evaluation))
    else:
        _tell_gate(assessment, evaluation)
    return GATE_STATUS[evaluation.verdict]


def run_list(session: Session) -> int:
    """Print all initiatives with their verdicts, the worst first."""
    try:
        rows = _rows(session)
    except NotFound as error:
        if session.settings.database.exists():
            raise
        say(error.message)
        rows = []
    if session.arguments.json:
        put_json({"initiatives": [_row_values(row) for row in rows]})
    elif rows:
        _tell_rows(rows)
    else:
        say("There is no initiative yet. Load the demo portfolio with: python -m readiness demo")
    return 0


def reason_values(reason: Reason) -> dict[str, Any]:
    """A reason in its documented form for other programs."""
    return reason.model_dump(include={"criterion", "dimension", "status", "cause", "text"})


def _gate_values(assessment: Assessment, evaluation: Evaluation) -> dict[str, Any]:
    initiative, sign_off = assessment.initiative, evaluation.sign_off
    return {
        "id": initiative.id,
        "name": initiative.name,
        "verdict": evaluation.verdict,
        "headline": evaluation.headline,
        "day": evaluation.day.isoformat(),
        "profile": initiative.profile,
        "framework": {"version": initiative.framework_version, "hash": initiative.framework_hash},
        "example": initiative.example,
        "assessed": evaluation.assessed,
        "criteria": len(evaluation.criteria),
        "dimensions": {result.dimension: result.status for result in evaluation.dimensions},
        "reasons": [reason_values(reason) for reason in evaluation.reasons],
        "open_points": [reason_values(reason) for reason in evaluation.open_points],
        "warnings": [warning.model_dump(include={"kind", "dimension", "text"}) for warning in evaluation.warnings],
        "sign_off": {
            "needed": sign_off.needed,
            "valid": sign_off.valid,
            "valid_until": sign_off.valid_until.isoformat() if sign_off.valid_until else None,
        },
        "exceptions": list(evaluation.confirmed_exceptions),
    }


def _tell_gate(assessment: Assessment, evaluation: Evaluation) -> None:
    initiative = assessment.initiative
    tell(f"{initiative.name} ({initiative.id}), {day_text(evaluation.day)}")
    if initiative.example:
        tell(f"Example: {initiative.example}")
    tell(f"{VERDICTS[evaluation.verdict].label}. {evaluation.headline}")
    for result in evaluation.dimensions:
        tell(f"  {STATUSES[result.status].label:<16} {result.name}, {result.assessed} of {result.total} assessed")
    for title, lines in (
        (
            "Still yellow" if evaluation.verdict == "ready_with_mitigations" else "Because",
            [reason.text for reason in evaluation.reasons],
        ),
        ("Confirmed exceptions", evaluation.confirmed_exceptions),
        ("Also to know", [warning.text for warning in evaluation.warnings]),
    ):
        if lines:
            tell(f"{title}:")
        for line in lines:
            tell(f"  - {line}")


def _rows(session: Session) -> list[InitiativeRow]:
    rows: list[InitiativeRow] = []
    with session.opened() as context:
        while True:
            found = portfolio(context, page=len(rows) // _PER_PAGE + 1, per_page=_PER_PAGE)
            rows.extend(found.rows)
            if found.page >= found.pages:
                return rows


def _row_values(row: InitiativeRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "verdict": row.verdict,
        "headline": row.headline,
        "profile": row.profile,
        "dimensions": row.dimensions,
        "assessed": row.assessed,
        "criteria": row.criteria,
        "snapshots": row.snapshots,
        "next_review": row.next_review.isoformat(),
        "review_overdue": row.review_overdue,
        "overdue_plans": row.overdue_plans,
        "expiring": row.expiring,
        "example": row.example,
        "changed_at": row.changed_at.isoformat(),
    }


def _tell_rows(rows: list[InitiativeRow]) -> None:
    signs = [VERDICTS[row.verdict].label for row in rows]
    wide = max(len(sign) for sign in signs)
    long = max(len(row.id) for row in rows)
    for row, sign in zip(rows, signs, strict=True):
        overdue = ", review overdue" if row.review_overdue else ""
        tell(f"{sign:<{wide}}  {row.id:<{long}}  {row.name}{' (example)' if row.example else ''}{overdue}")
