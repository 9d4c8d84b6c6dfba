"""From a frozen document to the rows that every report shows."""

from __future__ import annotations

from readiness.domain.assessment import DemoFacts
from readiness.domain.demo_distance import demo_distance
from readiness.domain.effort import effort_by_dimension, effort_of
from readiness.domain.evaluation import Path, Reason
from readiness.domain.independence import is_independent
from readiness.domain.snapshot import Document, fingerprint
from readiness.domain.upcoming import next_review, voided_on
from readiness.domain.wording import day_text
from readiness.errors import Invalid
from readiness.reports import view as rows
from readiness.reports import words
from readiness.reports.criterion_rows import criterion_row
from readiness.reports.frozen_document import FrozenDocument
from readiness.reports.operation_rows import operation_rows
from readiness.reports.plan_rows import effort_row, plan_row
from readiness.reports.workshop_rows import workshop_row
from readiness.signs import VERDICTS


def report_view(document: Document) -> rows.ReportView:
    """What a report on this document shows. Raises Invalid for a document that is not a snapshot."""
    if document.snapshot is None:
        raise Invalid("A report is made from a snapshot, and this document is none. Nothing was made: freeze it first.")
    return _Builder(document, document.snapshot).view()


class _Builder(FrozenDocument):
    """The rows that are about the whole."""

    def view(self) -> rows.ReportView:
        results, demo = self.evaluation.criteria, self.assessment.initiative.demo
        criteria = tuple(criterion_row(self, result) for result in results)
        plans = tuple(plan_row(self, plan) for plan in self.assessment.plans)
        return rows.ReportView(
            head=self.head(),
            verdict=self.verdict(),
            dimensions=self.dimensions(),
            criteria=criteria,
            evidence=tuple(item for row in criteria for item in row.evidence),
            stress_tests=tuple(test for row in criteria for test in row.stress_tests),
            plans=plans,
            efforts=tuple(effort_row(effort) for effort in effort_by_dimension(self.assessment.plans, self.framework)),
            effort_total=effort_row(effort_of("Together", self.assessment.plans)),
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
                for bar in (demo_distance(demo) if demo != DemoFacts() else ())
            ),
            workshops=tuple(workshop_row(record, self.framework) for record in self.assessment.workshops),
            operation=operation_rows(self),
        )

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
        if state.valid and state.valid_until is not None:
            text = f"Signed and valid until {day_text(state.valid_until)} at most"
            first = voided_on(self.frozen.upcoming, state.valid_until)
            text += f"; unless evidence is renewed, it ends on {day_text(first)}." if first else "."
        elif state.valid:
            text = "Signed and valid."
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


def _path(path: Path | None) -> rows.PathRows | None:
    if path is None:
        return None
    return rows.PathRows(
        end=path.end,
        steps=tuple(rows.StepRow(number, step.text, step.takes) for number, step in enumerate(path.steps, 1)),
    )
