"""The report as Markdown (GitHub flavour): short enough for a wiki page or a pull request, all typed text escaped."""

from __future__ import annotations

from readiness.domain.assessment import Status
from readiness.domain.wording import day_text, number_text
from readiness.reports import words
from readiness.reports.markdown_text import escaped as escaped
from readiness.reports.markdown_text import or_dash, table
from readiness.reports.operation_markdown import operation_markdown
from readiness.reports.tables import check_text
from readiness.reports.view import CriterionRow, PathRows, PlanRow, ReasonRow, ReportView
from readiness.reports.workshop_rows import RoundRow, WorkshopCriterionRow, WorkshopRow
from readiness.signs import STATUSES


def markdown_text(view: ReportView) -> str:
    """The report in Markdown."""
    parts = [
        *_top(view),
        *_dimensions(view),
        *_reasons(view),
        *_path(view.verdict.path_next),
        *_criteria(view),
        *_workshops(view.workshops),
        *(operation_markdown(view.operation) if view.operation is not None else ()),
        *_plans(view.plans),
        *_sign_off(view),
        *_people(view),
        *_method(view),
    ]
    return "\n\n".join(parts) + "\n"


def _status(status: Status) -> str:
    return STATUSES[status].label


def _top(view: ReportView) -> list[str]:
    head, verdict = view.head, view.verdict
    parts = [f"# AI readiness: {escaped(head.initiative)}", f"**{verdict.question} {escaped(verdict.answer)}**"]
    parts += [escaped(head.description)] if head.description else []
    parts += [f"Example: {escaped(head.example)}"] if head.example else []
    facts = [
        f"Verdict: {STATUSES[verdict.status].shape} {verdict.word}",
        f"Snapshot {head.snapshot}, frozen {words.moment_text(head.frozen_at)} by {escaped(head.frozen_by)}",
        f"Profile: {escaped(head.profile)}",
        f"Framework: {escaped(words.framework_text(head.framework, head.framework_version))}",
        f"{head.assessed} of {head.criteria} criteria answered",
        f"Next review: {day_text(head.next_review)}",
    ]
    return [*parts, "\n".join(f"- {fact}" for fact in facts)]


def _dimensions(view: ReportView) -> list[str]:
    rows = [
        (
            escaped(row.name),
            _status(row.status),
            "–" if row.score is None else number_text(round(row.score)),
            f"{row.assessed} of {row.applicable}",
            "–" if row.previous_status is None else _status(row.previous_status),
        )
        for row in view.dimensions
    ]
    return ["## Where it stands", table(("Dimension", "Status", "Score", "Assessed", "Snapshot before"), rows)]


def _reasons(view: ReportView) -> list[str]:
    def listed(rows: tuple[ReasonRow, ...]) -> str:
        return "\n".join(f"{row.number}. {_status(row.status)}: {escaped(row.text)}" for row in rows)

    verdict = view.verdict
    parts = ["## Reasons", listed(verdict.reasons)] if verdict.reasons else []
    parts += ["## What else is not green", listed(verdict.open_points)] if verdict.open_points else []
    beside = [*verdict.exceptions, *view.warnings]
    parts += ["## Beside the verdict", "\n".join(f"- {escaped(text)}" for text in beside)] if beside else []
    return parts


def _path(path: PathRows | None) -> list[str]:
    if path is None or not path.steps:
        return []
    steps = [
        f"{step.number}. {escaped(step.text)}" + (f" ({escaped(step.takes)})" if step.takes else "")
        for step in path.steps
    ]
    return [f"## The shortest way to “{words.verdict_word(path.end)}”", "\n".join(steps)]


def _criteria(view: ReportView) -> list[str]:
    parts = ["## The criteria"]
    for dimension in view.dimensions:
        parts.append(f"### {escaped(dimension.name)}")
        for row in view.criteria:
            if row.dimension_id == dimension.id:
                parts += [f"#### {escaped(row.name)}", "\n".join(f"- {line}" for line in _criterion(row))]
    return parts


def _criterion(row: CriterionRow) -> list[str]:
    status = _status(row.status)
    if row.chosen is not None and row.chosen != row.status:
        status = f"chosen {_status(row.chosen)}, counts as {status}"
    lines = [f"Status: {status}" + (", must be green" if row.must_be_green else "")]
    lines += [f"{escaped(item.text)}. Lifted by: {escaped(item.remedy)}" for item in row.adjustments]
    lines += [f"Does not apply: {escaped(row.not_applicable)}"] if row.not_applicable else []
    lines += [f"Check {escaped(check_text(check))}" for check in row.checks]
    lines += [f"Why rated better than suggested: {escaped(row.reason)}"] if row.reason else []
    lines += ["Rated better than suggested, and no reason was written"] if row.reason_missing else []
    lines += [f"Changed limit: {escaped(text)}" for text in row.changes]
    for item in row.evidence:
        named = " · ".join(escaped(part) for part in (item.text, item.url, item.file_name, item.by) if part)
        withdrawn = ", withdrawn" if item.withdrawn_at else ""
        lines.append(f"Evidence of {day_text(item.day)}, {item.kind.lower()}{withdrawn}: {named}")
    lines += [
        f"Stress test {escaped(test.name)}, {day_text(test.day)}: {test.outcome}"
        + (f". {escaped(test.finding)}" if test.finding else "")
        for test in row.stress_tests
    ]
    lines += [f"Mitigation: {escaped(text)}" for text in row.plans]
    lines += [f"Note: {escaped(row.note)}"] if row.note else []
    lines += [f"Agreement: {escaped(row.agreement)}"] if row.agreement else []
    if row.chosen is not None:
        rated = f"Rated by {escaped(row.raters)}" if row.raters else "Rated by nobody named"
        rated += f", chosen {day_text(row.chosen_at)}" if row.chosen_at else ""
        rated += ", self-assessed" if row.self_assessed else ""
        rated += "" if row.rechecked else ", not re-checked in this round"
        lines.append(rated)
    return lines


def _workshops(workshops: tuple[WorkshopRow, ...]) -> list[str]:
    parts = []
    for workshop in workshops:
        rows = [
            (
                escaped(row.criterion),
                _result(row),
                "<br>".join(_round(one) for one in row.rounds) or "no round was revealed",
                "<br>".join(_said(row)) or "–",
            )
            for row in workshop.criteria
        ]
        parts += [
            f"## Workshop of {day_text(workshop.day)}",
            f"{workshop.attendance} {workshop.result} {workshop.promise}",
            table(("Criterion", "Result", "Answers and agreement", "In writing"), rows),
        ]
    return parts


def _result(row: WorkshopCriterionRow) -> str:
    return row.outcome_text if row.rating is None else f"{row.outcome_text}: {_status(row.rating)}"


def _round(one: RoundRow) -> str:
    moved = f"; {one.movement}" if one.movement else ""
    return f"Round {one.number}: {one.label_text} ({one.counts_text}{moved})"


def _said(row: WorkshopCriterionRow) -> list[str]:
    """What was written beside a decision, each with what it is."""
    named = (
        ("Does not apply", row.not_applicable),
        ("Because", row.rationale),
        ("Dissent", row.dissent),
        ("Still unproven", row.unproven),
    )
    return [f"{name}: {escaped(text)}" for name, text in named if text]


def _plans(plans: tuple[PlanRow, ...]) -> list[str]:
    if not plans:
        return ["## Mitigations and actions", "None is planned."]
    rows = [
        (
            or_dash(plan.text),
            or_dash(plan.owner),
            or_dash(plan.due) + (", overdue" if plan.overdue else ""),
            plan.state,
            or_dash(plan.criteria),
            "–" if plan.effort_days is None else words.amount_text(plan.effort_days),
            "–" if plan.cost is None else words.amount_text(plan.cost),
        )
        for plan in plans
    ]
    heads = ("What", "Who", "Due", "State", "Criteria", "Person-days", "Money")
    return ["## Mitigations and actions", table(heads, rows)]


def _sign_off(view: ReportView) -> list[str]:
    sign_off = view.sign_off
    parts = ["## Sign-off", escaped(sign_off.state)]
    parts += ["\n".join(f"- {escaped(text)}" for text in sign_off.problems)] if sign_off.problems else []
    if sign_off.signed_at is not None:
        signed_in = "" if sign_off.signed_in else f", {words.NOT_SIGNED_IN}"
        if sign_off.entered_by:
            signed_in = f", entered by {escaped(sign_off.entered_by)}"
        parts.append(
            f"Signed by {escaped(sign_off.person)} {words.moment_text(sign_off.signed_at)}{signed_in}. "
            f"{escaped(sign_off.declaration)}. {escaped(sign_off.statement)}"
        )
        rows = [
            (escaped(r.criterion), _status(r.status), or_dash(r.due), or_dash(r.acknowledgement))
            for r in sign_off.risks
        ]
        parts += [table(("Risk acknowledged", "Status", "Plan due", "In writing"), rows)] if rows else []
    return parts


def _people(view: ReportView) -> list[str]:
    rows = [
        (
            escaped(person.name),
            or_dash(person.role),
            person.builder,
            person.reports_to_delivery,
            person.rewarded_for_launch,
            "yes" if person.independent else "no",
        )
        for person in view.people
    ]
    heads = (
        "Person",
        "Role",
        "Works on the delivery",
        "Reports to its manager",
        "Rewarded for the launch",
        "Independent",
    )
    return ["## People and independence", table(heads, rows) if rows else "Nobody is entered."]


def _method(view: ReportView) -> list[str]:
    head = view.head
    facts = [
        f"Snapshot SHA-256: {head.sha256}",
        f"Audit chain: entry {head.chain_sequence}, {escaped(head.chain_hash)}",
        f"Framework content hash: {head.framework_hash}",
        f"Program: Readiness {escaped(head.program)}",
    ]
    return [
        "## Method",
        "The first line that applies is the verdict.",
        "\n".join(f"- **{words.verdict_word(verdict)}**: {text}" for verdict, text in words.GATE_RULE),
        *words.STATUS_RULE,
        escaped(head.mapping_note),
        "\n".join(f"- {fact}" for fact in facts),
    ]
