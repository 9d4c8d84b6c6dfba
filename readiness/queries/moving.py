"""What would change if an initiative were moved to another framework: the preview before the move."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.comparison import Comparison, compare
from readiness.domain.framework_difference import difference_between
from readiness.domain.gate import evaluate
from readiness.domain.snapshot import Difference
from readiness.errors import Invalid


@dataclass(frozen=True)
class Move:
    """A move that was only looked at."""

    version: str
    comparison: Comparison
    """The evaluation of today against the one that the other framework would give."""
    differences: tuple[Difference, ...]
    """What differs between the two contents; softer where green or yellow becomes easier to reach."""


def framework_move(context: Context, id: str, version: str) -> Move:
    """Look at a move to the present content of a version. Raises NotFound; Invalid without the profile."""
    assessment = context.store.load(id)
    before, after = context.framework_of(assessment), context.frameworks.get(version)
    if after.profile(assessment.initiative.profile) is None:
        raise Invalid(
            f"Framework {version} has no profile “{assessment.initiative.profile}”. Choose another profile for the "
            "initiative first.",
            "version",
        )
    today = context.today()
    return Move(
        version=version,
        comparison=compare(evaluate(assessment, before, today), evaluate(assessment, after, today)),
        differences=difference_between(before, after),
    )
