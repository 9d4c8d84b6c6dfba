"""The verdict if some steps were taken, computed without storing anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

from readiness.domain.assessment import Assessment, Plan
from readiness.domain.evaluation import CriterionResult, Evaluation, Step
from readiness.domain.framework import Framework
from readiness.domain.gate import criterion_result, decide, profile_of

Supposed = Literal["red", "not_assessed", "yellow", "green"]


def what_if(
    assessment: Assessment,
    framework: Framework,
    today: date,
    *,
    changes: Mapping[str, Supposed] | None = None,
    completed_plans: Collection[str] = (),
    newly_planned: Collection[str] = (),
    signed: bool = False,
    use_case_complete: bool = False,
) -> Evaluation:
    """The evaluation if criteria stood at other effective statuses and plans, sign-off or use case were done.

    `changes` maps criterion ids to effective statuses; `completed_plans` are ids of mitigations that would be complete
    and done; `newly_planned` are criteria that a new complete mitigation would cover.
    """
    supposed = with_completed_plans(assessment, completed_plans, today)
    profile = profile_of(supposed, framework)
    results = [
        suppose(
            criterion_result(criterion, supposed, profile, today),
            (changes or {}).get(criterion.id),
            planned=criterion.id in newly_planned,
        )
        for criterion in framework.criteria
    ]
    return decide(
        results,
        supposed,
        framework,
        today,
        signed=True if signed else None,
        gaps=() if use_case_complete else None,
    )


def apply_steps(assessment: Assessment, framework: Framework, today: date, steps: Sequence[Step]) -> Evaluation:
    """The evaluation if all these steps were taken."""
    return what_if(
        assessment,
        framework,
        today,
        changes={step.criterion: step.to for step in steps if step.kind == "criterion" and step.criterion and step.to},
        completed_plans={step.plan for step in steps if step.kind == "mitigation" and step.plan},
        newly_planned={s.criterion for s in steps if s.kind == "mitigation" and s.plan is None and s.criterion},
        signed=any(step.kind == "sign_off" for step in steps),
        use_case_complete=any(step.kind == "use_case" for step in steps),
    )


def suppose(result: CriterionResult, status: Supposed | None, *, planned: bool = False) -> CriterionResult:
    """A criterion's result as if it stood at another effective status (None: as it is), or were covered by a plan."""
    changed: dict[str, object] = {"planned": True} if planned else {}
    if status is not None:
        changed |= {
            "status": status,
            "chosen": None if status == "not_assessed" else status,
            "adjustments": (),
            "self_assessed": False,
            "reason_missing": False,
            "rechecked": True,
        }
    return result.model_copy(update=changed) if changed else result


def with_completed_plans(assessment: Assessment, completed: Collection[str], today: date) -> Assessment:
    """The assessment as if these mitigations said what, who and by when, and were done."""
    if not completed:
        return assessment

    def complete(plan: Plan) -> Plan:
        if plan.id not in completed:
            return plan
        done = {
            "status": "done",
            "text": plan.text.strip() or "-",
            "owner": plan.owner.strip() or "-",
            "due": plan.due or today,
        }
        return plan.model_copy(update=done)

    return assessment.model_copy(update={"plans": tuple(complete(plan) for plan in assessment.plans)})
