"""The plans of an initiative as a list: filtered, sorted, with what is overdue, what has no plan and what it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from readiness.domain.assessment import Plan as StoredPlan
from readiness.domain.assessment import PlanStatus
from readiness.domain.effort import Effort, dimension_of_plan, effort_by_dimension, effort_of
from readiness.domain.evaluation import CriterionResult
from readiness.domain.framework import Framework
from readiness.queries.initiative import InitiativeView

SHOWN = ("open", "overdue", "done", "all")
"""Which plans a list shows; `done` holds dropped ones as well."""

_STATUS_ORDER: dict[PlanStatus, int] = {"open": 0, "in_progress": 1, "done": 2, "dropped": 3}


@dataclass(frozen=True)
class PlanRow:
    """One plan in a list."""

    plan: StoredPlan
    criteria: tuple[tuple[str, str], ...]
    """Id and name of each criterion that it names."""
    dimension: str
    overdue: bool
    missing: tuple[str, ...]
    """What a mitigation still lacks to cover its criteria: text, owner, due date."""


@dataclass(frozen=True)
class PlanList:
    """The plans that fit a filter, with counts over all of them."""

    rows: tuple[PlanRow, ...]
    counts: dict[str, int]
    """How many plans each filter shows."""
    unplanned: tuple[CriterionResult, ...]
    """The yellow criteria that no complete mitigation covers, in framework order; red ones are not plans' business."""
    efforts: tuple[Effort, ...]
    total: Effort

    def row(self, plan_id: str) -> PlanRow | None:
        """The row of one plan, if the filter shows it."""
        return next((row for row in self.rows if row.plan.id == plan_id), None)


_SORTS: dict[str, Callable[[PlanRow], Any]] = {
    "due": lambda row: row.plan.due,
    "text": lambda row: row.plan.text.strip().casefold() or None,
    "owner": lambda row: row.plan.owner.strip().casefold() or None,
    "status": lambda row: (_STATUS_ORDER[row.plan.status], not row.overdue),
    "effort": lambda row: row.plan.effort_days,
    "cost": lambda row: row.plan.cost,
}
SORTS = tuple(_SORTS)


def plan_list(view: InitiativeView, *, show: str = "open", sort: str = "due", descending: bool = False) -> PlanList:
    """The plans of an initiative; an unknown filter shows the open ones, an unknown order is by due date."""
    assessment, framework, today = view.assessment, view.framework, view.evaluation.day
    every = [plan_row(plan, framework, today) for plan in assessment.plans]
    by_filter = {
        "open": [row for row in every if row.plan.is_open],
        "overdue": [row for row in every if row.overdue],
        "done": [row for row in every if not row.plan.is_open],
        "all": every,
    }
    return PlanList(
        rows=_sorted(by_filter.get(show, by_filter["open"]), _SORTS.get(sort, _SORTS["due"]), descending),
        counts={name: len(found) for name, found in by_filter.items()},
        unplanned=tuple(result for result in view.evaluation.criteria if result.needs_plan),
        efforts=effort_by_dimension(assessment.plans, framework),
        total=effort_of("Together", assessment.plans),
    )


def _sorted(rows: list[PlanRow], key: Callable[[PlanRow], Any], descending: bool) -> tuple[PlanRow, ...]:
    """Rows by a key; those without a value come last whichever way the list runs, equal ones as they were made."""
    valued = sorted((row for row in rows if key(row) is not None), key=key, reverse=descending)
    return (*valued, *(row for row in rows if key(row) is None))


def plan_row(plan: StoredPlan, framework: Framework, today: date) -> PlanRow:
    """One plan with what follows from it today."""
    named = [(criterion, framework.criterion(criterion)) for criterion in plan.criteria]
    lacking = (("a text", plan.text.strip()), ("an owner", plan.owner.strip()), ("a due date", plan.due))
    return PlanRow(
        plan=plan,
        criteria=tuple((id, criterion.name if criterion else id) for id, criterion in named),
        dimension=dimension_of_plan(plan, framework),
        overdue=plan.is_open and plan.due is not None and plan.due < today,
        missing=tuple(word for word, there in lacking if not there) if plan.kind == "mitigation" else (),
    )
