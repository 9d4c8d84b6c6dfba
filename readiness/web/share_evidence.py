"""What the evidence switch adds to a share link's page: checks, evidence, stress tests, notes, closed workshops."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from readiness.domain.wording import day_text
from readiness.hypertext import Html, Piece, element, join
from readiness.queries.shares import LiveState
from readiness.reports.view import CheckRow, EvidenceRow, ReportView, StressTestRow
from readiness.reports.workshop_rows import WorkshopCriterionRow, WorkshopRow
from readiness.signs import STATUSES
from readiness.web.share_pieces import chip, listed, muted, nothing_recorded, table


def evidence(view: ReportView, live: LiveState | None) -> Html:
    """What each criterion rests on."""
    parts: list[Piece] = [element("h2", "Evidence", id="evidence")]
    for row in view.criteria:
        lines: list[Piece] = [_check(check) for check in row.checks if check.kind != "none"]
        lines += [_evidence_line(item) for item in row.evidence]
        lines += [_stress_test(test) for test in row.stress_tests]
        if row.note.strip():
            lines.append(join((muted("Note: "), element("span", row.note, class_="typed"))))
        if row.agreement.strip():
            lines.append(element("span", row.agreement, class_="typed"))
        if lines:
            parts += [element("h3", row.name), listed(lines)]
    if len(parts) == 1:
        parts.append(element("p", nothing_recorded(live)))
    return join(parts)


def _check(check: CheckRow) -> Html:
    return join((f"{check.text}: {check.value_text} ", muted(f"({STATUSES[check.level].word.lower()})")))


def _evidence_line(item: EvidenceRow) -> Html:
    named: list[Piece] = [element("span", item.text, class_="typed")] if item.text.strip() else []
    if item.url:
        named.append(_foreign_link(item.url))
    if item.file_name:
        named.append(f"{item.file_name} ({item.size_text})" if item.size_text else item.file_name)
    if item.by.strip():
        named.append(f"by {item.by}")
    withdrawn = ", withdrawn" if item.withdrawn_at else ""
    return join((f"{item.kind} of {day_text(item.day)}{withdrawn}: ", join(named, " · ")))


def _stress_test(test: StressTestRow) -> Html:
    severity = f", {test.severity.lower()}" if test.severity else ""
    return join(
        (
            f"Stress test {test.name} of {day_text(test.day)}: {test.outcome}{severity}",
            join((". ", element("span", test.finding, class_="typed"))) if test.finding.strip() else None,
        )
    )


def _foreign_link(url: str) -> Piece:
    """A link that somebody typed; only the web's own kinds become links."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return url
    return element("a", url, href=url, rel="noopener noreferrer nofollow")


def workshops(held: Sequence[WorkshopRow]) -> Html:
    """What closed workshops left. What was not agreed has no colour."""
    parts: list[Piece] = []
    for workshop in held:
        rows = [(row.criterion, _result(row), _rounds(row), _in_writing(row)) for row in workshop.criteria]
        title = f"Workshop of {day_text(workshop.day)}"
        parts += [
            element("h2", title),
            element("p", f"{workshop.attendance} {workshop.result}"),
            table(["Criterion", "Result", "Answers", "In writing"], rows, caption=title),
        ]
    return join(parts)


def _result(row: WorkshopCriterionRow) -> Piece:
    return join((f"{row.outcome_text} ", chip(row.rating))) if row.rating is not None else row.outcome_text


def _rounds(row: WorkshopCriterionRow) -> Piece:
    lines = (
        element("div", f"Round {one.number}: {one.label_text} ({one.counts_text}{_moved(one.movement)})")
        for one in row.rounds
    )
    return join(lines) if row.rounds else muted("no round was revealed")


def _moved(movement: str) -> str:
    return f"; {movement}" if movement else ""


def _in_writing(row: WorkshopCriterionRow) -> Piece:
    said = [
        join((muted(f"{label}: "), element("span", typed, class_="typed")))
        for label, typed in (
            ("Does not apply", row.not_applicable),
            ("Because", row.rationale),
            ("Dissent", row.dissent),
            ("Still unproven", row.unproven),
        )
        if typed.strip()
    ]
    return join(element("div", line) for line in said)
