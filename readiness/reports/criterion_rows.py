"""One criterion of a frozen document, with its checks, evidence and stress tests, as rows."""

from __future__ import annotations

from readiness.domain.assessment import Answer, CheckValue, Evidence, StressTest
from readiness.domain.evaluation import CriterionResult
from readiness.domain.framework import Check, Criterion
from readiness.domain.suggestion import check_level
from readiness.domain.wording import EVIDENCE_WORDS, NOT_APPLICABLE_WORDS, count_text, day_text, number_text, utc_day
from readiness.errors import Invalid
from readiness.reports import view as rows
from readiness.reports import words
from readiness.reports.frozen_document import FrozenDocument
from readiness.reports.plan_rows import plan_line
from readiness.signs import STATUSES


def criterion_row(of: FrozenDocument, result: CriterionResult) -> rows.CriterionRow:
    """One criterion with all that it rests on. Raises Invalid for one that the framework does not have."""
    criterion = of.framework.criterion(result.criterion)
    if criterion is None:
        raise Invalid(f"The snapshot judges {result.criterion!r}, which its framework does not have.")
    answer = of.assessment.answer(criterion.id)
    workshop = of.assessment.workshop_of.get(criterion.id)
    record = workshop.criterion(criterion.id) if workshop else None
    level_words = {"red": criterion.red, "yellow": criterion.yellow, "green": criterion.green}
    return rows.CriterionRow(
        id=criterion.id,
        name=criterion.name,
        dimension_id=criterion.dimension,
        dimension=of.dimension_names[criterion.dimension],
        question=criterion.question,
        level_words=level_words.get(answer.rating or "", ""),
        chosen=answer.rating,
        status=result.status,
        must_be_green=result.must_be_green,
        weight=result.weight,
        suggestion=result.suggestion.rating or "not_assessed",
        suggestion_text=result.suggestion.text,
        reason=answer.reason,
        reason_missing=result.reason_missing,
        not_applicable=_not_applicable(of, answer),
        checks=tuple(_check(of, check, answer.check_value(check.measure)) for check in criterion.checks),
        adjustments=tuple(
            rows.AdjustmentRow(item.status, item.text, item.since, item.remedy) for item in result.adjustments
        ),
        evidence=tuple(
            _evidence(criterion, item)
            for item in sorted(
                of.assessment.evidence_of(criterion.id, withdrawn=True), key=lambda item: item.day, reverse=True
            )
        ),
        stress_tests=tuple(_stress_test(criterion, item) for item in of.assessment.stress_tests_of(criterion.id)),
        plans=tuple(plan_line(of, plan) for plan in of.assessment.mitigations_of(criterion.id)),
        note=answer.note,
        raters=of.person_names(answer.raters),
        self_assessed=result.self_assessed,
        agreement=_agreement(answer),
        chosen_at=answer.chosen_at,
        confirmed_at=answer.confirmed_at,
        fresh_until=result.fresh_until,
        rechecked=result.rechecked,
        changes=tuple(
            f"{item.place}: {item.changed}, originally {item.original}" + _softness(item.softer)
            for item in of.document.differences
            if item.criterion == criterion.id
        ),
        mappings=tuple(
            rows.MappingRow(item.standard, item.ref, item.why, item.close_fit, item.checked)
            for item in criterion.mappings
        ),
        workshop_day=utc_day(workshop.opened_at) if workshop else None,
        workshop_agreement=record.last.spread.label if record and record.last else None,
        workshop_outcome=record.outcome if record else None,
    )


def _not_applicable(of: FrozenDocument, answer: Answer) -> str:
    if answer.rating != "not_applicable":
        return ""
    parts = [NOT_APPLICABLE_WORDS[answer.not_applicable_reason] if answer.not_applicable_reason else "No reason given"]
    if answer.not_applicable_text:
        parts.append(answer.not_applicable_text)
    text = ": ".join(parts)
    if answer.not_applicable_confirmed_by:
        text += f"\nConfirmed by {of.person_names([answer.not_applicable_confirmed_by])}: "
        text += answer.not_applicable_confirmation
    return text


def _check(of: FrozenDocument, check: Check, value: CheckValue | None) -> rows.CheckRow:
    level = "not_assessed" if value is None else check_level(check, value, of.day)
    side = "at least" if check.better == "higher" else "at most"
    unit = "%" if check.unit.startswith("%") else ""
    return rows.CheckRow(
        measure=check.measure,
        text=check.text,
        unit=check.unit,
        kind="none" if value is None else value.kind,
        value=None if value is None else value.day if value.kind == "date" else value.number,
        value_text=_value_text(of, value, unit),
        better=check.better,
        green=check.green,
        yellow=check.yellow,
        green_text=f"{side} {number_text(check.green)}{unit}",
        yellow_text=f"{side} {number_text(check.yellow)}{unit}",
        level=level,
    )


def _value_text(of: FrozenDocument, value: CheckValue | None, unit: str) -> str:
    if value is None:
        return "no value"
    if value.kind == "date" and value.day is not None:
        days = (of.day - value.day).days
        return f"{day_text(value.day)} ({count_text(days, 'day') + ' ago' if days else 'the same day'})"
    if value.kind == "number" and value.number is not None:
        return number_text(value.number) + unit
    return "nothing has happened yet"


def _evidence(criterion: Criterion, item: Evidence) -> rows.EvidenceRow:
    return rows.EvidenceRow(
        criterion_id=criterion.id,
        criterion=criterion.name,
        kind=EVIDENCE_WORDS[item.kind],
        day=item.day,
        text=item.text,
        url=item.url,
        file_name=item.file_name,
        media_type=item.media_type,
        size=item.size,
        size_text=words.size_text(item.size) if item.size is not None else "",
        sha256=item.sha256,
        by=item.by,
        added_at=item.added_at,
        added_by=item.added_by,
        withdrawn_at=item.withdrawn_at,
    )


def _stress_test(criterion: Criterion, test: StressTest) -> rows.StressTestRow:
    outcome, status = words.stress_test_outcome(test)
    return rows.StressTestRow(
        criterion_id=criterion.id,
        criterion=criterion.name,
        name=test.name,
        day=test.day,
        outcome=outcome,
        status=status,
        severity=words.SEVERITY[test.severity] if test.severity else "",
        finding=test.finding,
        fixed_on=test.fixed_on,
        passed_again_on=test.passed_again_on,
    )


def _agreement(answer: Answer) -> str:
    agreement = answer.agreement
    if agreement is None:
        return ""
    if agreement.withheld == "supported" and answer.rating == "not_applicable":
        parts = ["Agreed in a group; somebody independent said so too."]
    elif agreement.withheld:
        better = {"supported": "no better", "overruled": "better"}[agreement.withheld]
        parts = [
            f"Agreed in a group; {better} than the median of the few independent votes, which stay with the group."
        ]
    else:
        votes = ", ".join(STATUSES[vote].word.lower() for vote in agreement.independent_votes) or "none"
        parts = [f"Agreed in a group; independent votes in the last round: {votes}."]
    if agreement.rationale:
        parts.append(f"Because: {agreement.rationale}")
    if agreement.dissent:
        parts.append(f"Dissent: {agreement.dissent}")
    return "\n".join(parts)


def _softness(softer: bool | None) -> str:
    return {True: " (softer than the original)", False: " (stricter than the original)", None: ""}[softer]
