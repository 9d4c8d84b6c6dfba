"""The plans of a frozen document, and what they take, as rows."""

from __future__ import annotations

from readiness.domain.assessment import Plan
from readiness.domain.effort import Effort, dimension_of_plan
from readiness.domain.wording import PLAN_STATUS_WORDS, day_text
from readiness.reports import view as rows
from readiness.reports import words
from readiness.reports.frozen_document import FrozenDocument


def plan_row(of: FrozenDocument, plan: Plan) -> rows.PlanRow:
    """One mitigation or action."""
    return rows.PlanRow(
        id=plan.id,
        kind=words.PLAN_KIND[plan.kind],
        criterion_ids=", ".join(plan.criteria),
        criteria=", ".join(of.name_of(criterion) for criterion in plan.criteria),
        dimension=dimension_of_plan(plan, of.framework),
        text=plan.text,
        owner=plan.owner,
        due=plan.due,
        state=PLAN_STATUS_WORDS[plan.status],
        open=plan.is_open,
        overdue=_overdue(of, plan),
        effort_days=plan.effort_days,
        cost=plan.cost,
        skill=plan.skill,
        created_at=plan.created_at,
        done_at=plan.done_at,
    )


def plan_line(of: FrozenDocument, plan: Plan) -> str:
    """The same in a line, as it stands at a criterion."""
    parts = [plan.text.strip() or "No text yet", plan.owner.strip() or "no owner"]
    parts.append(f"due {day_text(plan.due)}" if plan.due else "no due date")
    parts.append(PLAN_STATUS_WORDS[plan.status].lower() + (", overdue" if _overdue(of, plan) else ""))
    return " · ".join(parts)


def effort_row(effort: Effort) -> rows.EffortRow:
    """What the plans of one dimension take."""
    return rows.EffortRow(
        dimension=effort.dimension,
        plans=effort.plans,
        open=effort.open,
        effort_days=effort.effort_days,
        cost=effort.cost,
        unsized=effort.unsized,
        skills=", ".join(effort.skills),
    )


def _overdue(of: FrozenDocument, plan: Plan) -> bool:
    return plan.is_open and plan.due is not None and plan.due < of.day
