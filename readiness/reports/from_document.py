"""From a frozen document to the rows that every report shows."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.assessment import Answer, CheckValue, Evidence, Plan, StressTest
from readiness.domain.demo_distance import demo_distance
from readiness.domain.effort import Effort, dimension_of_plan, effort_by_dimension, effort_of
from readiness.domain.evaluation import CriterionResult, Path, Reason
from readiness.domain.framework import Check, Criterion
from readiness.domain.independence import is_independent
from readiness.domain.snapshot import Document, Frozen, fingerprint
from readiness.domain.suggestion import check_level
from readiness.domain.upcoming import next_review
from readiness.domain.wording import (
    EVIDENCE_WORDS,
    NOT_APPLICABLE_WORDS,
    PLAN_STATUS_WORDS,
    count_text,
    day_text,
    number_text,
    utc_day,
)
from readiness.errors import Invalid
from readiness.reports import view as rows
from readiness.reports import words
from readiness.reports.workshop_rows import workshop_row
from readiness.signs import STATUSES, VERDICTS


def report_view(document: Document) -> rows.ReportView:
    """What a report on this document shows. Raises Invalid for a document that is not a snapshot."""
    if document.snapshot is None:
        raise Invalid("A report is made from a snapshot, and this document is none. Nothing was made: freeze it first.")
    return _Builder(document, document.snapshot).view()


class _Builder:
    """One document, with the look-ups that several rows need."""

    def __init__(self, document: Document, frozen: Frozen) -> None:
        self.document = document
        self.frozen = frozen
        self.framework = document.framework
        self.assessment = document.assessment
        self.evaluation = frozen.evaluation
        self.day = frozen.evaluation.day
        self.dimension_names: dict[str, str] = {dimension.id: dimension.name for dimension in self.framework.dimensions}

    def view(self) -> rows.ReportView:
        results = self.evaluation.criteria
        criteria = tuple(self.criterion(result) for result in results)
        plans = tuple(self.plan(plan) for plan in self.assessment.plans)
        return rows.ReportView(
            head=self.head(),
            verdict=self.verdict(),
            dimensions=self.dimensions(),
            criteria=criteria,
            evidence=tuple(item for row in criteria for item in row.evidence),
            stress_tests=tuple(test for row in criteria for test in row.stress_tests),
            plans=plans,
            efforts=tuple(_effort(effort) for effort in effort_by_dimension(self.assessment.plans, self.framework)),
            effort_total=_effort(effort_of("Together", self.assessment.plans)),
            people=self.people(),
            sign_off=self.sign_off(),
            warnings=tuple(warning.text for warning in self.evaluation.warnings),
            upcoming=tuple(
                rows.UpcomingRow(
                    day=item.day,
                    criterion=self.name_of(item.criterion),
                    text=item.text,
                    voids_sign_off=item.voids_sign_off,
                )
                for item in self.frozen.upcoming
            ),
            differences=tuple(
                rows.DifferenceRow(item.place, item.original, item.changed, item.softer)
                for item in self.document.differences
            ),
            use_case=self.use_case(),
            demo=tuple(
                rows.DemoRow(bar.name, self.dimension_names[bar.dimension], bar.share, bar.text)
                for bar in demo_distance(self.assessment.initiative.demo)
            ),
            workshops=tuple(workshop_row(record, self.framework) for record in self.assessment.workshops),
        )

    def name_of(self, criterion_id: str | None) -> str:
        if criterion_id is None:
            return ""
        criterion = self.framework.criterion(criterion_id)
        return criterion.name if criterion else criterion_id

    def person_names(self, ids: Iterable[str]) -> str:
        people = (self.assessment.person(person_id) for person_id in ids)
        return ", ".join(person.name for person in people if person is not None)

    def head(self) -> rows.Head:
        initiative, frozen, framework = self.assessment.initiative, self.frozen, self.framework
        profile = framework.profile(initiative.profile)
        if profile is None:
            raise Invalid(f"The snapshot names the profile {initiative.profile!r}, which its framework does not have.")
        return rows.Head(
            initiative=initiative.name,
            initiative_id=initiative.id,
            description=initiative.description,
            example=initiative.example,
            profile=profile.name,
            stakes=profile.stakes,
            framework=framework.name,
            framework_version=framework.version,
            framework_extends=framework.extends or "",
            framework_hash=self.document.framework_hash,
            mapping_note=framework.mapping_note,
            program=self.document.program,
            snapshot=frozen.number,
            frozen_at=frozen.frozen_at,
            frozen_by=frozen.frozen_by,
            note=frozen.note,
            day=self.day,
            round=initiative.round,
            created_at=initiative.created_at,
            created_by=initiative.created_by,
            next_review=next_review(initiative),
            previous_snapshot=frozen.previous_number,
            sha256=fingerprint(self.document),
            chain_sequence=frozen.chain_sequence,
            chain_hash=frozen.chain_hash,
            criteria=len(self.evaluation.criteria),
            assessed=self.evaluation.assessed,
            must_be_green=sum(result.must_be_green for result in self.evaluation.criteria),
            yellow_tolerance=profile.yellow_tolerance,
        )

    def verdict(self) -> rows.Verdict:
        evaluation = self.evaluation
        return rows.Verdict(
            id=evaluation.verdict,
            word=VERDICTS[evaluation.verdict].word,
            status=words.verdict_status(evaluation.verdict),
            question=words.QUESTION,
            answer=evaluation.headline,
            reasons=self.reasons(evaluation.reasons),
            open_points=self.reasons(evaluation.open_points),
            exceptions=evaluation.confirmed_exceptions,
            path_next=_path(self.frozen.path_next),
            path_ready=_path(self.frozen.path_ready),
        )

    def reasons(self, reasons: tuple[Reason, ...]) -> tuple[rows.ReasonRow, ...]:
        return tuple(
            rows.ReasonRow(
                number=number,
                criterion_id=reason.criterion or "",
                criterion=self.name_of(reason.criterion),
                dimension=self.dimension_names.get(reason.dimension or "", ""),
                status=reason.status,
                cause=words.CAUSE[reason.cause],
                text=reason.text,
            )
            for number, reason in enumerate(reasons, 1)
        )

    def dimensions(self) -> tuple[rows.DimensionRow, ...]:
        before = {result.dimension: result for result in self.frozen.previous_dimensions}
        found = []
        for result in self.evaluation.dimensions:
            dimension = self.framework.dimension(result.dimension)
            previous = before.get(result.dimension)
            found.append(
                rows.DimensionRow(
                    id=result.dimension,
                    name=result.name,
                    short_name=dimension.short_name if dimension else result.name,
                    purpose=dimension.purpose if dimension else "",
                    status=result.status,
                    score=result.score,
                    assessed=result.assessed,
                    applicable=result.applicable,
                    total=result.total,
                    previous_status=previous.status if previous else None,
                    previous_score=previous.score if previous else None,
                )
            )
        return tuple(found)

    def criterion(self, result: CriterionResult) -> rows.CriterionRow:
        criterion = self.framework.criterion(result.criterion)
        if criterion is None:
            raise Invalid(f"The snapshot judges {result.criterion!r}, which its framework does not have.")
        answer = self.assessment.answer(criterion.id)
        workshop = self.assessment.workshop_of.get(criterion.id)
        record = workshop.criterion(criterion.id) if workshop else None
        level_words = {"red": criterion.red, "yellow": criterion.yellow, "green": criterion.green}
        return rows.CriterionRow(
            id=criterion.id,
            name=criterion.name,
            dimension_id=criterion.dimension,
            dimension=self.dimension_names[criterion.dimension],
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
            not_applicable=self.not_applicable(answer),
            checks=tuple(self.check(check, answer.check_value(check.measure)) for check in criterion.checks),
            adjustments=tuple(
                rows.AdjustmentRow(item.status, item.text, item.since, item.remedy) for item in result.adjustments
            ),
            evidence=tuple(
                self.evidence(criterion, item)
                for item in sorted(
                    self.assessment.evidence_of(criterion.id, withdrawn=True), key=lambda item: item.day, reverse=True
                )
            ),
            stress_tests=tuple(
                self.stress_test(criterion, item) for item in self.assessment.stress_tests_of(criterion.id)
            ),
            plans=tuple(self.plan_line(plan) for plan in self.assessment.mitigations_of(criterion.id)),
            note=answer.note,
            raters=self.person_names(answer.raters),
            self_assessed=result.self_assessed,
            agreement=_agreement(answer),
            chosen_at=answer.chosen_at,
            confirmed_at=answer.confirmed_at,
            fresh_until=result.fresh_until,
            rechecked=result.rechecked,
            changes=tuple(
                f"{item.place}: {item.changed}, originally {item.original}" + _softness(item.softer)
                for item in self.document.differences
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

    def not_applicable(self, answer: Answer) -> str:
        if answer.rating != "not_applicable":
            return ""
        parts = [
            NOT_APPLICABLE_WORDS[answer.not_applicable_reason] if answer.not_applicable_reason else "No reason given"
        ]
        if answer.not_applicable_text:
            parts.append(answer.not_applicable_text)
        text = ": ".join(parts)
        if answer.not_applicable_confirmed_by:
            text += f"\nConfirmed by {self.person_names([answer.not_applicable_confirmed_by])}: "
            text += answer.not_applicable_confirmation
        return text

    def check(self, check: Check, value: CheckValue | None) -> rows.CheckRow:
        level = "not_assessed" if value is None else check_level(check, value, self.day)
        side = "at least" if check.better == "higher" else "at most"
        unit = "%" if check.unit.startswith("%") else ""
        return rows.CheckRow(
            measure=check.measure,
            text=check.text,
            unit=check.unit,
            kind="none" if value is None else value.kind,
            value=None if value is None else value.day if value.kind == "date" else value.number,
            value_text=self.value_text(value, unit),
            better=check.better,
            green=check.green,
            yellow=check.yellow,
            green_text=f"{side} {number_text(check.green)}{unit}",
            yellow_text=f"{side} {number_text(check.yellow)}{unit}",
            level=level,
        )

    def value_text(self, value: CheckValue | None, unit: str) -> str:
        if value is None:
            return "no value"
        if value.kind == "date" and value.day is not None:
            days = (self.day - value.day).days
            return f"{day_text(value.day)} ({count_text(days, 'day') + ' ago' if days else 'the same day'})"
        if value.kind == "number" and value.number is not None:
            return number_text(value.number) + unit
        return "nothing has happened yet"

    def evidence(self, criterion: Criterion, item: Evidence) -> rows.EvidenceRow:
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

    def stress_test(self, criterion: Criterion, test: StressTest) -> rows.StressTestRow:
        if test.outcome == "passed":
            outcome = "passed"
        else:
            outcome = "failed" if test.is_unresolved else "failed, fixed and passed again"
        return rows.StressTestRow(
            criterion_id=criterion.id,
            criterion=criterion.name,
            name=test.name,
            day=test.day,
            outcome=outcome,
            status="green" if not test.is_unresolved else "red" if test.severity == "critical" else "yellow",
            severity=words.SEVERITY[test.severity] if test.severity else "",
            finding=test.finding,
            fixed_on=test.fixed_on,
            passed_again_on=test.passed_again_on,
        )

    def plan_line(self, plan: Plan) -> str:
        parts = [plan.text.strip() or "No text yet", plan.owner.strip() or "no owner"]
        parts.append(f"due {day_text(plan.due)}" if plan.due else "no due date")
        parts.append(PLAN_STATUS_WORDS[plan.status].lower() + (", overdue" if self.overdue(plan) else ""))
        return " · ".join(parts)

    def overdue(self, plan: Plan) -> bool:
        return plan.is_open and plan.due is not None and plan.due < self.day

    def plan(self, plan: Plan) -> rows.PlanRow:
        return rows.PlanRow(
            id=plan.id,
            kind=words.PLAN_KIND[plan.kind],
            criterion_ids=", ".join(plan.criteria),
            criteria=", ".join(self.name_of(criterion) for criterion in plan.criteria),
            dimension=dimension_of_plan(plan, self.framework),
            text=plan.text,
            owner=plan.owner,
            due=plan.due,
            state=PLAN_STATUS_WORDS[plan.status],
            open=plan.is_open,
            overdue=self.overdue(plan),
            effort_days=plan.effort_days,
            cost=plan.cost,
            skill=plan.skill,
            created_at=plan.created_at,
            done_at=plan.done_at,
        )

    def people(self) -> tuple[rows.PersonRow, ...]:
        return tuple(
            rows.PersonRow(
                name=person.name,
                role=person.role,
                executive=person.executive,
                user_side=person.user_side,
                builder=words.yes_no(person.builder),
                reports_to_delivery=words.yes_no(person.reports_to_delivery),
                rewarded_for_launch=words.yes_no(person.rewarded_for_launch),
                independent=is_independent(person),
                declared_at=person.declared_at,
                left=person.left,
            )
            for person in self.assessment.people
        )

    def sign_off(self) -> rows.SignOffRows:
        state = self.evaluation.sign_off
        signed = next((item for item in self.assessment.sign_offs if item.id == state.sign_off), None)
        if state.valid:
            text = (
                f"Signed and valid until {day_text(state.valid_until)}." if state.valid_until else "Signed and valid."
            )
        elif signed:
            text = "A sign-off was given and does not hold."
        else:
            text = "No sign-off has been given."
        text += " One is needed." if state.needed and not state.valid else ""
        text += "" if state.needed or state.valid else " None is needed on this day."
        return rows.SignOffRows(
            needed=state.needed,
            valid=state.valid,
            state=text,
            problems=state.problems,
            valid_until=state.valid_until,
            person=signed.person_name if signed else "",
            role=signed.person_role if signed else "",
            declaration=signed.declaration if signed else "",
            statement=signed.statement if signed else "",
            signed_at=signed.signed_at if signed else None,
            signed_in=bool(signed and signed.signed_in),
            entered_by=signed.entered_by if signed else "",
            revoked_at=signed.revoked_at if signed else None,
            risks=tuple(
                rows.RiskRow(risk.criterion, self.name_of(risk.criterion), risk.status, risk.due, risk.acknowledgement)
                for risk in (signed.risks if signed else ())
            ),
        )

    def use_case(self) -> tuple[rows.LabelledText, ...]:
        use_case = self.assessment.initiative.use_case
        return (
            rows.LabelledText("Who will use it", use_case.user),
            rows.LabelledText("For which decision", use_case.decision),
            rows.LabelledText("What that is worth", use_case.value),
            rows.LabelledText("How the worth is measured", use_case.measure),
        )


def _effort(effort: Effort) -> rows.EffortRow:
    return rows.EffortRow(
        dimension=effort.dimension,
        plans=effort.plans,
        open=effort.open,
        effort_days=effort.effort_days,
        cost=effort.cost,
        unsized=effort.unsized,
        skills=", ".join(effort.skills),
    )


def _path(path: Path | None) -> rows.PathRows | None:
    if path is None:
        return None
    return rows.PathRows(
        end=path.end,
        steps=tuple(rows.StepRow(number, step.text, step.takes) for number, step in enumerate(path.steps, 1)),
    )


def _agreement(answer: Answer) -> str:
    agreement = answer.agreement
    if agreement is None:
        return ""
    if agreement.withheld:
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
