"""The workshops there have been and the one that runs, what one can be about, and what it would leave open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.context import Context
from readiness.domain import workshop_steps as steps
from readiness.domain.workshop import Anonymity, State, Workshop
from readiness.domain.workshop_steps import Gaps
from readiness.queries.initiative import evaluation_of
from readiness.queries.workshop_sight import leader


@dataclass(frozen=True)
class WorkshopRow:
    """A workshop in a list."""

    id: str
    code: str
    state: State
    anonymity: Anonymity
    created_at: datetime
    closed_at: datetime | None
    facilitators: tuple[str, ...]
    """Names of all who led it."""
    joined: int
    """People who answer and were not removed."""
    agreed: int
    total: int
    """Criteria on the agenda."""


@dataclass(frozen=True)
class AgendaChoices:
    """What a workshop can be about."""

    all: tuple[str, ...]
    open: tuple[str, ...]
    """Neither green nor not applicable."""
    dimensions: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Id, name and criteria of each dimension."""


def workshop_list(context: Context, initiative: str) -> tuple[WorkshopRow, ...]:
    """The workshops on an initiative, newest first."""
    return tuple(_row(context, one) for one in context.store.workshops_of(initiative))


def running(context: Context, initiative: str) -> WorkshopRow | None:
    """The workshop that is running on an initiative, the newest where there are several."""
    found = [one for one in context.store.workshops_of(initiative) if one.state != "closed"]
    return _row(context, found[0]) if found else None


def closing_gaps(context: Context, workshop_id: str, key: str) -> Gaps:
    """What the workshop would leave open if it were closed now. Raises NotAllowed, NotFound."""
    leader(context, workshop_id, key)
    facts = context.store.workshop(workshop_id, present_only=True)
    initiative = facts.workshop.initiative
    return steps.gaps_of(
        facts.workshop,
        consensus=facts.consensus,
        proposals=facts.proposals,
        assessment=context.store.load(initiative),
        evaluation=evaluation_of(context, initiative),
    )


def agenda_choices(context: Context, initiative: str) -> AgendaChoices:
    """What a workshop on this initiative can be about. Raises NotFound."""
    framework = context.framework_of(context.store.load(initiative))
    return AgendaChoices(
        all=steps.agenda_of(framework),
        open=steps.agenda_of(framework, only=steps.open_ones(evaluation_of(context, initiative))),
        dimensions=tuple(
            (one.id, one.name, steps.agenda_of(framework, dimension=one.id)) for one in framework.dimensions
        ),
    )


def state_tag(context: Context, workshop_id: str) -> str:
    """What moves with every change of a workshop, answers and arrivals included; cheap. Raises NotFound."""
    return str(context.store.workshop_tag(workshop_id))


def _row(context: Context, workshop: Workshop) -> WorkshopRow:
    facts = context.store.workshop(workshop.id, present_only=True)
    return WorkshopRow(
        id=workshop.id,
        code=workshop.code,
        state=workshop.state,
        anonymity=workshop.anonymity,
        created_at=workshop.created_at,
        closed_at=workshop.closed_at,
        facilitators=tuple(one.name for one in facts.facilitators),
        joined=sum(one.votes for one in facts.participants),
        agreed=sum(one.rating is not None and not one.parked for one in facts.consensus),
        total=len(workshop.agenda),
    )
