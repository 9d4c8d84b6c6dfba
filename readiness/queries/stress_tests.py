"""The stress tests of an initiative: how far each dimension was tried, what failed, what is planned, what is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from readiness.content.stress_catalogue import proposals_for
from readiness.context import Context
from readiness.domain.assessment import Severity, StressTest
from readiness.domain.framework import Criterion
from readiness.domain.stress_plan import NoFindingAnswer, PlannedStressTest, ProposedStressTest, asks_back
from readiness.queries.initiative import InitiativeView

_SEVERITY: dict[Severity | None, int] = {"critical": 0, "major": 1, "minor": 2, None: 3}


@dataclass(frozen=True)
class DimensionTests:
    """How far one dimension was tried."""

    dimension: str
    name: str
    runs: int
    since_move: int
    """Runs since the last move along the rollout ladder; all of them where there was none."""
    failing: int
    """Failed runs that were not yet fixed and passed again."""
    planned: int
    last_day: date | None


@dataclass(frozen=True)
class Offer:
    """A proposed test, and whether it was run or is planned here."""

    test: ProposedStressTest
    criterion: Criterion
    run: StressTest | None
    """The latest run of that name."""
    planned: PlannedStressTest | None


@dataclass(frozen=True)
class StressTestView:
    """All that the page of stress tests shows."""

    dimensions: tuple[DimensionTests, ...]
    failing: tuple[StressTest, ...]
    """Worst first."""
    planned: tuple[PlannedStressTest, ...]
    """Those still to be run, the earliest first."""
    runs: tuple[StressTest, ...]
    offers: tuple[Offer, ...]
    """The whole catalogue, in framework order."""
    moved_on: date | None
    """The day of the last move along the ladder."""
    asks_back: bool
    answer: NoFindingAnswer
    today: date


_SORTS: dict[str, Callable[[StressTest], Any]] = {
    "day": lambda test: test.day,
    "name": lambda test: test.name.strip().casefold(),
    "criterion": lambda test: test.criterion,
    "outcome": lambda test: (not test.is_unresolved, test.outcome != "failed", _SEVERITY[test.severity]),
}
SORTS = tuple(_SORTS)


def stress_test_view(
    context: Context, view: InitiativeView, *, sort: str = "day", descending: bool = True
) -> StressTestView:
    """The stress tests of an initiative; an unknown order is by day. Raises NotFound."""
    rollout = context.store.load_rollout(view.assessment.initiative.id)
    tests, framework = view.assessment.stress_tests, view.framework
    moved_on = max((move.until or move.day for move in rollout.moves), default=None)
    planned = sorted((one for one in rollout.planned_stress_tests if one.is_open), key=lambda one: one.day)
    dimension_of = {criterion.id: criterion.dimension for criterion in framework.criteria}
    dimensions = []
    for dimension in framework.dimensions:
        own = [test for test in tests if dimension_of.get(test.criterion) == dimension.id]
        dimensions.append(
            DimensionTests(
                dimension=dimension.id,
                name=dimension.name,
                runs=len(own),
                since_move=sum(moved_on is None or test.day >= moved_on for test in own),
                failing=sum(test.is_unresolved for test in own),
                planned=sum(dimension_of.get(one.criterion) == dimension.id for one in planned),
                last_day=max((test.day for test in own), default=None),
            )
        )
    ran = {(test.criterion, test.name.casefold()): test for test in sorted(tests, key=lambda test: test.day)}
    waiting = {(one.criterion, one.name.casefold()): one for one in planned}
    offers = [
        Offer(
            test=proposed,
            criterion=criterion,
            run=ran.get((criterion.id, proposed.name.casefold())),
            planned=waiting.get((criterion.id, proposed.name.casefold())),
        )
        for criterion in framework.criteria
        for proposed in proposals_for(framework, criterion.id)
    ]
    return StressTestView(
        dimensions=tuple(dimensions),
        failing=tuple(
            sorted(
                (test for test in tests if test.is_unresolved), key=lambda test: (_SEVERITY[test.severity], test.day)
            )
        ),
        planned=tuple(planned),
        runs=tuple(sorted(tests, key=_SORTS.get(sort, _SORTS["day"]), reverse=descending)),
        offers=tuple(offers),
        moved_on=moved_on,
        asks_back=asks_back(tests, rollout.no_finding_answer),
        answer=rollout.no_finding_answer,
        today=view.evaluation.day,
    )
