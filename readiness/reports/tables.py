"""The tables of the spreadsheet: their columns, what each means, and their rows with real types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from readiness.domain.assessment import Status
from readiness.reports import words
from readiness.reports.operation_tables import operation_tables
from readiness.reports.table import Cell as Cell
from readiness.reports.table import Column as Column
from readiness.reports.table import Row as Row
from readiness.reports.table import Table as Table
from readiness.reports.table import filled
from readiness.reports.view import (
    AdjustmentRow,
    CheckRow,
    CriterionRow,
    DimensionRow,
    EffortRow,
    EvidenceRow,
    PersonRow,
    PlanRow,
    ReasonRow,
    ReportView,
    RiskRow,
    StressTestRow,
    UpcomingRow,
)
from readiness.reports.workshop_rows import RoundRow, WorkshopCriterionRow, WorkshopRow
from readiness.signs import STATUSES


def word(status: Status | None) -> str | None:
    """A status or rating in its word; None stays empty."""
    return None if status is None else STATUSES[status].word


def check_text(check: CheckRow) -> str:
    """One check in a line: "rollback_minutes: 22 (yellow)"."""
    level = "no value" if check.kind == "none" else STATUSES[check.level].word.lower()
    return f"{check.measure}: {check.value_text} ({level})" if check.kind != "none" else f"{check.measure}: {level}"


def evidence_text(item: EvidenceRow) -> str:
    """One item of evidence in a line."""
    parts = [item.day.isoformat(), item.kind, item.text, item.url, item.file_name, item.by]
    return " · ".join(part for part in parts if part) + (" · withdrawn" if item.withdrawn_at else "")


def adjustments_text(adjustments: Sequence[AdjustmentRow]) -> str:
    """The causes for which a status is worse than the rating, in a line."""
    return "; ".join(item.text for item in adjustments)


def _criterion(id: Callable[[Row], str], name: Callable[[Row], str]) -> tuple[Column[Row], Column[Row]]:
    """The columns that say which criterion a row is about."""
    return Column("Criterion", "Id of the criterion", id, 32), Column("Name", "Name of the criterion", name, 32)


def _workshop(row: Callable[[Row], WorkshopCriterionRow]) -> tuple[Column[Row], Column[Row]]:
    """The columns that say which workshop a row is about."""
    return (
        Column("Workshop", "Id of the workshop", lambda r: row(r).workshop_id, 20),
        Column("Date", "Day on which it was opened", lambda r: row(r).workshop_day, 12),
    )


DIMENSIONS: tuple[Column[DimensionRow], ...] = (
    Column("Dimension", "Name of the dimension", lambda r: r.name, 28),
    Column("Id", "Id of the dimension", lambda r: r.id),
    Column("Status", "Worst effective status of its criteria", lambda r: word(r.status)),
    Column("Score", "0 to 100, for charts only; empty: nothing is assessed", lambda r: _rounded(r.score), 8),
    Column("Assessed", "Criteria that are red, yellow or green", lambda r: r.assessed, 10),
    Column("Applicable", "Criteria that are not left out as not applicable", lambda r: r.applicable, 10),
    Column("Criteria", "All criteria of the dimension", lambda r: r.total, 10),
    Column("Previous status", "Status in the snapshot before", lambda r: word(r.previous_status)),
    Column("Previous score", "Score in the snapshot before", lambda r: _rounded(r.previous_score)),
)
CRITERIA: tuple[Column[CriterionRow], ...] = (
    *_criterion(lambda r: r.id, lambda r: r.name),
    Column("Dimension", "Name of its dimension", lambda r: r.dimension, 24),
    Column("Chosen", "Rating that was chosen; empty: not assessed", lambda r: word(r.chosen)),
    Column("Status", "Effective status, which the gate uses", lambda r: word(r.status)),
    Column("Must be green", "Whether the profile says so", lambda r: r.must_be_green, 10),
    Column("Weight", "2 where it counts double in charts", lambda r: r.weight, 8),
    Column("Adjustments", "Why the status is worse than the rating", lambda r: adjustments_text(r.adjustments), 40),
    Column("Lifted by", "What would lift the adjustments", lambda r: "; ".join(a.remedy for a in r.adjustments), 40),
    Column("Checks suggest", "What the checks say", lambda r: word(r.suggestion) if r.checks else None),
    Column("Suggestion", "The same in a sentence", lambda r: r.suggestion_text, 40),
    Column("Reason", "Why the rating is better than the suggestion", lambda r: r.reason, 40),
    Column("Reason missing", "Whether such a reason is owed", lambda r: r.reason_missing, 10),
    Column("Not applicable because", "Reason and confirmation", lambda r: r.not_applicable, 30),
    Column("Self-assessed", "Whether nobody independent stands behind it", lambda r: r.self_assessed, 10),
    Column("Re-checked", "Whether it was confirmed in this round", lambda r: r.rechecked, 10),
    Column("Raters", "Who chose or confirmed the present value", lambda r: r.raters, 24),
    Column("Chosen at (UTC)", "When the present value was chosen", lambda r: r.chosen_at, 18),
    Column("Confirmed at (UTC)", "When it was last confirmed", lambda r: r.confirmed_at, 18),
    Column("Fresh until", "Last day on which it counts as fresh", lambda r: r.fresh_until, 12),
    Column("Evidence items", "Items that were not withdrawn", lambda r: len(_standing(r)), 10),
    Column("Changed limits", "Limits that the team's framework changed", lambda r: "; ".join(r.changes), 30),
    Column("Agreement", "How a group agreed on it", lambda r: r.agreement, 30),
    Column("Note", "Note as typed", lambda r: r.note, 40),
)
CHECKS: tuple[Column[tuple[CriterionRow, CheckRow]], ...] = (
    *_criterion(lambda r: r[0].id, lambda r: r[0].name),
    Column("Measure", "Id of the check's measure", lambda r: r[1].measure, 32),
    Column("Check", "What is checked", lambda r: r[1].text, 60),
    Column("Unit", "Unit of value and limits; days for a date", lambda r: r[1].unit, 16),
    Column("Value", "Number entered", lambda r: None if isinstance(r[1].value, date) else r[1].value, 10),
    Column("Date", "Date entered, where the measure counts days since", lambda r: _if_date(r[1].value), 12),
    Column("Entry", "number, date, nothing has happened yet, or no value", lambda r: ENTRY[r[1].kind], 24),
    Column("Better", "Which direction is better", lambda r: r[1].better, 10),
    Column("Green limit", "Green from here", lambda r: r[1].green, 10),
    Column("Yellow limit", "Yellow from here", lambda r: r[1].yellow, 10),
    Column("Level", "Level that the value reaches", lambda r: word(r[1].level)),
)
EVIDENCE: tuple[Column[EvidenceRow], ...] = (
    *_criterion(lambda r: r.criterion_id, lambda r: r.criterion),
    Column("Date", "Date of the evidence itself", lambda r: r.day, 12),
    Column("Kind", "File, link, metric value or text", lambda r: r.kind),
    Column("Text", "Title or text", lambda r: r.text, 50),
    Column("Link", "Address, as text", lambda r: r.url, 40),
    Column("File", "File name", lambda r: r.file_name, 30),
    Column("Type", "Media type of the file", lambda r: r.media_type, 20),
    Column("Bytes", "Size of the file", lambda r: r.size, 10),
    Column("SHA-256", "Hash of the file", lambda r: r.sha256, 20),
    Column("By", "Who vouches for it", lambda r: r.by, 20),
    Column("Added at (UTC)", "When it was recorded", lambda r: r.added_at, 18),
    Column("Added by", "Who recorded it", lambda r: r.added_by, 20),
    Column("Withdrawn at (UTC)", "When it was withdrawn; it then proves nothing", lambda r: r.withdrawn_at, 18),
)
STRESS_TESTS: tuple[Column[StressTestRow], ...] = (
    *_criterion(lambda r: r.criterion_id, lambda r: r.criterion),
    Column("Test", "Name of the test", lambda r: r.name, 40),
    Column("Date", "Day of the test", lambda r: r.day, 12),
    Column("Outcome", "passed, failed, or failed, fixed and passed again", lambda r: r.outcome, 24),
    Column("Severity", "Severity of the finding", lambda r: r.severity or None),
    Column("Finding", "What was found", lambda r: r.finding, 50),
    Column("Fixed on", "Day of the fix", lambda r: r.fixed_on, 12),
    Column("Passed again on", "Day on which it passed again", lambda r: r.passed_again_on, 14),
)
PLANS: tuple[Column[PlanRow], ...] = (
    Column("Id", "Id of the plan", lambda r: r.id),
    Column("Kind", "Mitigation or action", lambda r: r.kind),
    Column("Criteria", "Ids of the criteria it covers", lambda r: r.criterion_ids, 32),
    Column("Names", "Names of those criteria", lambda r: r.criteria, 32),
    Column("Dimension", "Their dimension", lambda r: r.dimension, 24),
    Column("Text", "What will be done", lambda r: r.text, 50),
    Column("Owner", "Who does it", lambda r: r.owner, 20),
    Column("Due", "By when", lambda r: r.due, 12),
    Column("State", "Open, in progress, done or dropped", lambda r: r.state),
    Column("Overdue", "Whether it is still to do after its due date", lambda r: r.overdue, 10),
    Column("Person-days", "Effort", lambda r: r.effort_days, 12),
    Column("Money", "Cost, in the initiative's currency", lambda r: r.cost, 12),
    Column("Skill", "Skill needed", lambda r: r.skill, 24),
    Column("Created at (UTC)", "When it was entered", lambda r: r.created_at, 18),
    Column("Done at (UTC)", "When it was done", lambda r: r.done_at, 18),
)
EFFORTS: tuple[Column[EffortRow], ...] = (
    Column("Dimension", "Dimension of the plans", lambda r: r.dimension, 28),
    Column("Plans", "All plans", lambda r: r.plans, 10),
    Column("Open", "Plans still to do", lambda r: r.open, 10),
    Column("Person-days", "Effort of the open plans; empty: no figure given", lambda r: r.effort_days, 12),
    Column("Money", "Cost of the open plans; empty: no figure given", lambda r: r.cost, 12),
    Column("Without a figure", "Open plans that say neither effort nor cost", lambda r: r.unsized, 12),
    Column("Skills", "Skills that the open plans need", lambda r: r.skills, 40),
)
PEOPLE: tuple[Column[PersonRow], ...] = (
    Column("Name", "Name as entered", lambda r: r.name, 28),
    Column("Role", "Role as entered", lambda r: r.role, 28),
    Column("Executive", "Whether they may sign", lambda r: r.executive, 10),
    Column("User side", "Whether they stand for the users", lambda r: r.user_side, 10),
    Column("Works on the delivery", "Their declaration", lambda r: r.builder),
    Column("Reports to the delivery manager", "Their declaration", lambda r: r.reports_to_delivery),
    Column("Rewarded for the launch date", "Their declaration", lambda r: r.rewarded_for_launch),
    Column("Independent", "Whether all three are a no", lambda r: r.independent, 12),
    Column("Declared at (UTC)", "When they declared", lambda r: r.declared_at, 18),
    Column("Has left", "Whether they have left the initiative", lambda r: r.left, 10),
)
RISKS: tuple[Column[RiskRow], ...] = (
    Column("Criterion", "Id of the yellow criterion that was signed for", lambda r: r.criterion_id, 32),
    Column("Name", "Name of the criterion", lambda r: r.criterion, 32),
    Column("Status", "Its status when it was signed", lambda r: word(r.status)),
    Column("Plan due", "Due date of its plan when it was signed", lambda r: r.due, 12),
    Column("Acknowledgement", "In the executive's words", lambda r: r.acknowledgement, 60),
)
REASONS: tuple[Column[tuple[str, ReasonRow]], ...] = (
    Column("Part", "Causes the verdict, or open beside it", lambda r: r[0], 20),
    Column("No.", "Order", lambda r: r[1].number, 6),
    Column("Criterion", "Id of the criterion; empty where the cause lies elsewhere", lambda r: r[1].criterion_id, 32),
    Column("Name", "Name of the criterion", lambda r: r[1].criterion, 32),
    Column("Dimension", "Name of the dimension", lambda r: r[1].dimension, 24),
    Column("Status", "Effective status", lambda r: word(r[1].status)),
    Column("Cause", "Why, in a word", lambda r: r[1].cause, 24),
    Column("Sentence", "Why, in a sentence", lambda r: r[1].text, 70),
)
UPCOMING: tuple[Column[UpcomingRow], ...] = (
    Column("From", "First day on which it acts", lambda r: r.day, 12),
    Column("What happens", "In a sentence", lambda r: r.text, 70),
    Column("Name", "Name of the criterion, if it is about one", lambda r: r.criterion, 32),
    Column("Voids the sign-off", "Whether it ends a valid sign-off", lambda r: r.voids_sign_off, 12),
)
WORKSHOPS: tuple[Column[tuple[WorkshopRow, WorkshopCriterionRow]], ...] = (
    *_workshop(lambda r: r[1]),
    Column("Closed at (UTC)", "When it was closed", lambda r: r[0].closed_at, 18),
    Column("Took part", "People who answered or could have", lambda r: r[0].joined, 10),
    Column("Independent", "How many of them declared that they have no stake", lambda r: r[0].independent, 12),
    Column("Observers", "People who looked on", lambda r: r[0].observers, 10),
    Column("Anonymity", "What the room saw of who answered: named, role or anonymous", lambda r: r[0].anonymity, 12),
    *_criterion(lambda r: r[1].criterion_id, lambda r: r[1].criterion),
    Column("Dimension", "Its dimension", lambda r: r[1].dimension, 24),
    Column("Result", "Agreed, Parked or Not agreed", lambda r: r[1].outcome_text),
    Column("Agreed rating", "Empty where none was agreed", lambda r: word(r[1].rating)),
    Column("Agreement", "How far the room agreed in the last round", lambda r: _last(r[1], lambda x: x.label_text)),
    Column("Rounds", "Rounds that were revealed", lambda r: len(r[1].rounds), 8),
    Column("Answers", "Those of the last round", lambda r: _last(r[1], lambda x: x.counts_text), 40),
    Column("Rationale", "Why, as written", lambda r: r[1].rationale, 40),
    Column("Dissent", "What stood against it, as written", lambda r: r[1].dissent, 40),
    Column("Not applicable because", "Reason that was agreed", lambda r: r[1].not_applicable, 30),
    Column("Still unproven", "What the agreed rating lacked at the close", lambda r: r[1].unproven, 40),
    Column("Decided at (UTC)", "When it was agreed or parked", lambda r: r[1].decided_at, 18),
)
ROUNDS: tuple[Column[tuple[WorkshopCriterionRow, RoundRow]], ...] = (
    *_workshop(lambda r: r[0]),
    *_criterion(lambda r: r[0].criterion_id, lambda r: r[0].criterion),
    Column("Round", "Number of the round, from 1", lambda r: r[1].number, 8),
    Column("Revealed at (UTC)", "When its answers were shown to all", lambda r: r[1].revealed_at, 18),
    Column("Agreement", "How far the room agreed", lambda r: r[1].label_text),
    Column("Consensus index", "0 (half at each end) to 1 (all the same)", lambda r: _index(r[1].index), 10),
    Column("Median", "Lower median of red, yellow and green", lambda r: word(r[1].median)),
    Column("Red", "How many answered so", lambda r: r[1].count_of("red"), 8),
    Column("Yellow", "How many answered so", lambda r: r[1].count_of("yellow"), 8),
    Column("Green", "How many answered so", lambda r: r[1].count_of("green"), 8),
    Column("Not applicable", "How many answered so", lambda r: r[1].count_of("not_applicable"), 10),
    Column("Don't know", "How many answered so", lambda r: r[1].count_of("dont_know"), 10),
    Column("Not voted", "Were asked and had not answered", lambda r: r[1].count_of("not_voted"), 10),
    Column("Moved up", "People with a better answer than in the round before", lambda r: r[1].moved_up, 10),
    Column("Moved down", "People with a worse answer than in the round before", lambda r: r[1].moved_down, 10),
    Column("Stayed", "People with the same answer as in the round before", lambda r: r[1].stayed, 10),
)
PAIRS: tuple[Column[tuple[str, Cell]], ...] = (
    Column("What", "Name of the fact", lambda r: r[0], 34),
    Column("Value", "The fact", lambda r: r[1], 90),
)
ENTRY: dict[str, str] = {
    "number": "number",
    "date": "date",
    "nothing_yet": "nothing has happened yet",
    "none": "no value",
}


def tables(view: ReportView) -> tuple[Table, ...]:
    """All tables of the spreadsheet, in the order of its sheets."""
    reasons = [("Causes the verdict", row) for row in view.verdict.reasons]
    reasons += [("Open beside it", row) for row in view.verdict.open_points]
    checks = [(row, check) for row in view.criteria for check in row.checks]
    left = [(workshop, row) for workshop in view.workshops for row in workshop.criteria]
    rounds = [(row, one) for _, row in left for one in row.rounds]
    operation = operation_tables(view.operation) if view.operation is not None else ()
    return (
        filled("Summary", "Where the initiative stands, fact by fact.", PAIRS, summary(view)),
        filled("Dimensions", "One row a dimension.", DIMENSIONS, view.dimensions),
        filled("Criteria", "One row a criterion.", CRITERIA, view.criteria),
        filled("Checks", "One row a check.", CHECKS, checks),
        filled("Evidence", "One row an item of evidence, withdrawn ones included.", EVIDENCE, view.evidence),
        filled("Stress tests", "One row a stress test.", STRESS_TESTS, view.stress_tests),
        filled("Plans", "One row a mitigation or action.", PLANS, view.plans),
        filled("Effort", "What the open plans take, by dimension.", EFFORTS, (*view.efforts, view.effort_total)),
        filled("People", "One row a person, with the three declarations.", PEOPLE, view.people),
        filled("Sign-off", "One row a yellow that was signed for.", RISKS, view.sign_off.risks),
        filled("Reasons", "Why the verdict is what it is, and what else is not green.", REASONS, reasons),
        filled("Upcoming", "What time alone will change.", UPCOMING, view.upcoming),
        filled("Workshops", "One row a criterion on the agenda of a closed workshop.", WORKSHOPS, left),
        filled("Workshop rounds", "One row a round that was revealed.", ROUNDS, rounds),
        *operation,
        filled("About", "Where this comes from and how to check it.", PAIRS, about(view)),
    )


def summary(view: ReportView) -> list[tuple[str, Cell]]:
    """The facts of the first sheet."""
    head, verdict, sign_off = view.head, view.verdict, view.sign_off
    facts: list[tuple[str, Cell]] = [
        ("Initiative", head.initiative),
        ("Description", head.description),
        ("Example", head.example),
        ("Profile", head.profile),
        (verdict.question, verdict.answer),
        ("Verdict", verdict.word),
        ("Criteria answered", head.assessed),
        ("Criteria", head.criteria),
        ("Snapshot", head.snapshot),
        ("Frozen at (UTC)", head.frozen_at),
        ("Frozen by", head.frozen_by),
        ("Note", head.note),
        ("Assessment round", head.round),
        ("Next review", head.next_review),
    ]
    facts += [(line.label, line.text) for line in view.use_case]
    facts += [(f"Demo: {line.name.lower()}", line.text) for line in view.demo] or [("Demo", words.NO_DEMO)]
    facts += [("Workshop", workshop.text) for workshop in view.workshops]
    facts += [("Rollout", view.operation.line)] if view.operation is not None else []
    facts += [("Sign-off", sign_off.state)]
    if sign_off.signed_at is not None:
        facts += [
            ("Signed by", sign_off.person),
            ("Signed in the role of", sign_off.role),
            ("Signed at (UTC)", sign_off.signed_at),
            ("Signed in", "yes" if sign_off.signed_in else words.NOT_SIGNED_IN),
            ("Signature entered by", sign_off.entered_by),
            ("Signer declares", sign_off.declaration),
            ("Signer states", sign_off.statement),
        ]
    facts += [("Sign-off does not hold", text) for text in sign_off.problems]
    facts += [("Confirmed exception", text) for text in verdict.exceptions]
    facts += [("Beside the verdict", text) for text in view.warnings]
    if verdict.path_next:
        facts += [(f"Next step {step.number}", step.text) for step in verdict.path_next.steps]
    return facts


def about(view: ReportView) -> list[tuple[str, Cell]]:
    """The facts of the last sheet: where the figures come from."""
    head = view.head
    facts: list[tuple[str, Cell]] = [
        ("Initiative id", head.initiative_id),
        ("Snapshot", head.snapshot),
        ("Judged for the day", head.day),
        ("SHA-256 of the snapshot", head.sha256),
        ("Audit chain, entry", head.chain_sequence),
        ("Audit chain, head", head.chain_hash),
        ("Framework", words.framework_text(head.framework, head.framework_version)),
        ("Framework version", head.framework_version),
        ("Extends", head.framework_extends),
        ("Framework content hash", head.framework_hash),
        ("Program", f"Readiness {head.program}"),
    ]
    facts += [(f"Gate: {words.verdict_word(verdict)}", text) for verdict, text in words.GATE_RULE]
    facts += [("Rule", text) for text in words.STATUS_RULE]
    facts += [("Outside standards", head.mapping_note)]
    facts += [
        ("Changed against the original", f"{item.place}: {item.changed}, originally {item.original}")
        for item in view.differences
    ]
    return facts


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _index(index: float | None) -> float | None:
    return None if index is None else round(index, 2)


def _last(row: WorkshopCriterionRow, value: Callable[[RoundRow], str]) -> str | None:
    return None if row.last is None else value(row.last)


def _if_date(value: float | date | None) -> date | None:
    return value if isinstance(value, date) else None


def _standing(row: CriterionRow) -> list[EvidenceRow]:
    return [item for item in row.evidence if item.withdrawn_at is None]
