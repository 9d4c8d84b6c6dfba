"""The CSV files: criteria, plans for an issue tracker, and all tables together; no cell is ever read as a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from readiness.domain.assessment import Assessment, Plan
from readiness.domain.framework import Framework
from readiness.domain.wording import PLAN_STATUS_WORDS, number_text
from readiness.reports.tables import Cell, Column, Row, Table, adjustments_text, check_text, evidence_text
from readiness.reports.view import CriterionRow, Head, Verdict
from readiness.reports.words import PLAN_KIND

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet may take a cell that begins so for a formula."""

Criterion = tuple[Head, Verdict, CriterionRow]

CRITERIA_COLUMNS: tuple[Column[Criterion], ...] = (
    Column("initiative_id", "Id of the initiative", lambda r: r[0].initiative_id),
    Column("initiative", "Its name", lambda r: r[0].initiative),
    Column("snapshot", "Number of the snapshot", lambda r: r[0].snapshot),
    Column("frozen_at", "When it was frozen, UTC, ISO 8601", lambda r: r[0].frozen_at),
    Column("day", "Day for which everything was judged", lambda r: r[0].day),
    Column("framework_version", "Version of the framework", lambda r: r[0].framework_version),
    Column("profile", "Name of the profile", lambda r: r[0].profile),
    Column("verdict", "Verdict of the initiative, as id", lambda r: r[1].id),
    Column("dimension", "Id of the dimension", lambda r: r[2].dimension_id),
    Column("criterion", "Id of the criterion", lambda r: r[2].id),
    Column("name", "Name of the criterion", lambda r: r[2].name),
    Column("must_be_green", "yes or no", lambda r: r[2].must_be_green),
    Column("weight", "2 where it counts double in charts, else 1", lambda r: r[2].weight),
    Column("chosen", "green, yellow, red, not_applicable; empty: not assessed", lambda r: r[2].chosen),
    Column("status", "Effective status: as chosen, or not_assessed", lambda r: r[2].status),
    Column("adjustments", "Why the status is worse than the rating", lambda r: adjustments_text(r[2].adjustments)),
    Column("lifted_by", "What would lift that", lambda r: "; ".join(a.remedy for a in r[2].adjustments)),
    Column("suggestion", "What the checks suggest, or not_assessed", lambda r: r[2].suggestion),
    Column("reason", "Why the rating is better than the suggestion", lambda r: r[2].reason),
    Column("reason_missing", "yes where such a reason is owed", lambda r: r[2].reason_missing),
    Column("not_applicable", "Why it does not apply, and who confirmed it", lambda r: r[2].not_applicable),
    Column("self_assessed", "yes where nobody independent stands behind it", lambda r: r[2].self_assessed),
    Column("rechecked", "no where this round has not confirmed it yet", lambda r: r[2].rechecked),
    Column("raters", "Who chose or confirmed the present value", lambda r: r[2].raters),
    Column("chosen_at", "When it was chosen, UTC, ISO 8601", lambda r: r[2].chosen_at),
    Column("confirmed_at", "When it was last confirmed, UTC, ISO 8601", lambda r: r[2].confirmed_at),
    Column("fresh_until", "Last day on which it counts as fresh", lambda r: r[2].fresh_until),
    Column("checks", "Every check with value and level", lambda r: "; ".join(check_text(c) for c in r[2].checks)),
    Column("evidence", "Every item, newest first", lambda r: "; ".join(evidence_text(e) for e in r[2].evidence)),
    Column("plans", "Mitigations that cover it", lambda r: "; ".join(r[2].plans)),
    Column("changed_limits", "Limits that the team's framework changed", lambda r: "; ".join(r[2].changes)),
    Column("note", "Note as typed", lambda r: r[2].note),
    Column("sha256", "SHA-256 of the snapshot", lambda r: r[0].sha256),
    Column("workshop_day", "Day of the latest workshop that dealt with it; empty: none", lambda r: r[2].workshop_day),
    Column(
        "workshop_agreement",
        "split, dissent, leaning, agree or too_few in the last round there; empty: none was revealed",
        lambda r: r[2].workshop_agreement,
    ),
    Column("workshop_outcome", "agreed, parked or not_agreed there", lambda r: r[2].workshop_outcome),
)

PlanOf = tuple[Framework, Plan]

TRACKER_COLUMNS: tuple[Column[PlanOf], ...] = (
    Column("Title", "First line of the text, at most 120 letters", lambda r: _title(r[1])),
    Column("Description", "The whole text, the criteria and the skill needed", lambda r: _description(*r)),
    Column("Assignee", "Owner as typed", lambda r: r[1].owner),
    Column("Due date", "ISO 8601; empty where none is set", lambda r: r[1].due),
    Column("Status", "Open, In progress, Done or Dropped", lambda r: PLAN_STATUS_WORDS[r[1].status]),
    Column("Type", "Mitigation or Action", lambda r: PLAN_KIND[r[1].kind]),
    Column("Labels", "readiness and the dimensions, separated by spaces", lambda r: _labels(*r)),
    Column("Estimate (days)", "Person-days", lambda r: r[1].effort_days),
    Column("Cost", "Money, in the initiative's currency", lambda r: r[1].cost),
    Column("External id", "Id of the plan, to find it again", lambda r: r[1].id),
)


def criteria_csv(head: Head, verdict: Verdict, criteria: Iterable[CriterionRow]) -> bytes:
    """One row a criterion, UTF-8 without a byte order mark, lines ended as RFC 4180 says."""
    return _csv(CRITERIA_COLUMNS, [(head, verdict, row) for row in criteria])


def tracker_csv(framework: Framework, assessment: Assessment) -> bytes:
    """The mitigations and actions as they are now, one row each, for the import of an issue tracker."""
    return _csv(TRACKER_COLUMNS, [(framework, plan) for plan in assessment.plans])


def tables_zip(tables: Iterable[Table], made_at: datetime) -> bytes:
    """A CSV file for each table, in one ZIP file dated `made_at`; the same tables give the same bytes."""
    buffer = io.BytesIO()
    utc = made_at.astimezone(UTC)
    with zipfile.ZipFile(buffer, "w") as archive:
        for table in tables:
            name = table.name.lower().replace(" ", "-") + ".csv"
            entry = zipfile.ZipInfo(name, (max(utc.year, 1980), utc.month, utc.day, utc.hour, utc.minute, utc.second))
            entry.create_system = 3  # whatever the machine: the bytes are the same everywhere
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _lines([[column[0] for column in table.columns], *table.rows]))
    return buffer.getvalue()


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before a sign that could start one."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    return "'" + text if text.startswith(_TRIGGERS) else text


def _csv(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> bytes:
    return _lines([[column.name for column in columns], *([column.value(row) for column in columns] for row in rows)])


def _lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return buffer.getvalue().encode("utf-8")


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(cell)


def _title(plan: Plan) -> str:
    line = next(iter(plan.text.strip().splitlines()), "") or f"{PLAN_KIND[plan.kind]} without a text"
    return line if len(line) <= 120 else line[:119].rstrip() + "…"


def _description(framework: Framework, plan: Plan) -> str:
    names = [criterion.name for criterion in map(framework.criterion, plan.criteria) if criterion]
    parts = [plan.text.strip()]
    parts += [f"Criteria: {', '.join(names)}"] if names else []
    parts += [f"Skill needed: {plan.skill}"] if plan.skill else []
    return "\n\n".join(part for part in parts if part)


def _labels(framework: Framework, plan: Plan) -> str:
    dimensions = [criterion.dimension for criterion in map(framework.criterion, plan.criteria) if criterion]
    return " ".join(["readiness", *dict.fromkeys(dimensions)])
