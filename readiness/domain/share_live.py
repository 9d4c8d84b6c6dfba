"""The live state that a share link can show: the stored assessment as it stands when the page is opened, not frozen.

Of a workshop that is running it holds what was agreed, since agreeing stores the rating, and nothing of any answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.evaluation import DimensionResult, Evaluation, Path, Upcoming
from readiness.domain.fact import Fact
from readiness.domain.snapshot import Document, Frozen

Left = Literal["parked", "not_agreed"]
"""How a running workshop has left a criterion of its agenda so far, where it has agreed on no rating; no status."""


class RunningWorkshop(Fact):
    """A workshop that is not closed, as far as its decisions go; of its answers it knows nothing."""

    opened_at: AwareDatetime
    agenda: tuple[str, ...]
    """Criterion ids."""
    agreed: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()


def left_open(running: Iterable[RunningWorkshop]) -> Mapping[str, Left]:
    """The criteria on running agendas that none of these workshops has agreed on, and how they stand there."""
    held = tuple(running)
    agreed = {criterion for one in held for criterion in one.agreed}
    parked = {criterion for one in held for criterion in one.parked}
    return {
        criterion: "parked" if criterion in parked else "not_agreed"
        for one in held
        for criterion in one.agenda
        if criterion not in agreed
    }


def live_state(
    document: Document,
    evaluation: Evaluation,
    *,
    path_next: Path | None = None,
    path_ready: Path | None = None,
    upcoming: tuple[Upcoming, ...] = (),
    previous_number: int | None = None,
    previous_dimensions: tuple[DimensionResult, ...] = (),
) -> Document:
    """A live document with what freezing it on the day of its evaluation would add, to be shown and never stored.

    It bears the number 0 and no place in the audit chain, as it is no snapshot. The same facts on the same day give the
    same document: the moment at which somebody looks is said beside it.
    """
    return document.model_copy(
        update={
            "snapshot": Frozen(
                number=0,
                frozen_at=datetime.combine(evaluation.day, time(), UTC),
                frozen_by="",
                evaluation=evaluation,
                path_next=path_next,
                path_ready=path_ready,
                upcoming=upcoming,
                previous_number=previous_number,
                previous_dimensions=previous_dimensions,
                chain_sequence=0,
                chain_hash="",
            )
        }
    )
