"""What running workshops have decided so far: their agendas and decisions, and nothing of what anybody answered."""

from __future__ import annotations

from readiness.domain.share_live import RunningWorkshop
from readiness.storage import workshops
from readiness.storage.engine import Run


def running(run: Run, initiative: str) -> tuple[RunningWorkshop, ...]:
    """The workshops on an initiative that are not closed, newest first. No table of answers is read."""
    found = []
    for one in workshops.found(run, "initiative = :initiative and state <> 'closed'", initiative=initiative):
        decided = {decision.criterion: decision for decision in workshops.CONSENSUS.of(run, one.id)}
        found.append(
            RunningWorkshop(
                opened_at=one.created_at,
                agenda=one.agenda,
                agreed=tuple(id for id in one.agenda if id in decided and not decided[id].parked),
                parked=tuple(id for id in one.agenda if id in decided and decided[id].parked),
            )
        )
    return tuple(found)
