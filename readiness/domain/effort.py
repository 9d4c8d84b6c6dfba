"""What the plans that are still open will take, summed by dimension: person-days, money, and the skills needed."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.assessment import Plan
from readiness.domain.evaluation import Value
from readiness.domain.framework import Framework

SEVERAL_DIMENSIONS = "Several dimensions"
NO_DIMENSION = "No dimension"


class Effort(Value):
    """What the open plans of one dimension take; None where no plan says."""

    dimension: str
    """A dimension's name, or the words for plans in several or in none."""
    plans: int
    open: int
    effort_days: float | None
    """Person-days."""
    cost: float | None
    unsized: int
    """Open plans that say neither effort nor cost."""
    skills: tuple[str, ...]


def dimension_of_plan(plan: Plan, framework: Framework) -> str:
    """The name of the one dimension that a plan's criteria lie in, or the words for several or none."""
    criteria = (framework.criterion(criterion) for criterion in plan.criteria)
    ids = {criterion.dimension for criterion in criteria if criterion is not None}
    if len(ids) != 1:
        return SEVERAL_DIMENSIONS if ids else NO_DIMENSION
    dimension = framework.dimension(ids.pop())
    return dimension.name if dimension else NO_DIMENSION


def effort_by_dimension(plans: Iterable[Plan], framework: Framework) -> tuple[Effort, ...]:
    """Sums in framework order, then several and no dimension; a dimension without plans is left out.

    A plan in several dimensions counts once, under its own line: its effort is never split by guess.
    """
    found: dict[str, list[Plan]] = {}
    for plan in plans:
        found.setdefault(dimension_of_plan(plan, framework), []).append(plan)
    order = [*(dimension.name for dimension in framework.dimensions), SEVERAL_DIMENSIONS, NO_DIMENSION]
    return tuple(effort_of(name, found[name]) for name in order if name in found)


def effort_of(name: str, plans: Iterable[Plan]) -> Effort:
    """The sum of some plans under a name."""
    every = list(plans)
    still = [plan for plan in every if plan.is_open]
    days = [plan.effort_days for plan in still if plan.effort_days is not None]
    costs = [plan.cost for plan in still if plan.cost is not None]
    skills = {plan.skill.strip().casefold(): plan.skill.strip() for plan in reversed(still) if plan.skill.strip()}
    return Effort(
        dimension=name,
        plans=len(every),
        open=len(still),
        effort_days=sum(days) if days else None,
        cost=sum(costs) if costs else None,
        unsized=sum(plan.effort_days is None and plan.cost is None for plan in still),
        skills=tuple(sorted(skills.values(), key=str.casefold)),
    )
