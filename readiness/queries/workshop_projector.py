"""The projector: what everybody in the room may see, and the unguessable end of its address."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from readiness.context import Context
from readiness.domain.framework import Criterion
from readiness.domain.redaction import (
    PROJECTOR,
    VisibleRound,
)
from readiness.domain.workshop import Consensus, Workshop
from readiness.errors import NotFound
from readiness.queries.workshop_sight import leader, name_of, place_of, present_criterion, seen_by, surroundings


@dataclass(frozen=True)
class ProjectorView:
    """All that the projector shows at one moment; it holds no name of who has answered, and no secret."""

    workshop: Workshop
    initiative: str
    place: int
    places: int
    criterion: Criterion | None
    round: VisibleRound | None
    round_before: VisibleRound | None
    consensus: Consensus | None
    people: int
    """How many are in the room and answer."""
    agenda: tuple[tuple[str, Consensus | None], ...]
    """Every criterion by name with what was decided."""
    now: datetime


def projector(context: Context, workshop_id: str, token: str, connected: frozenset[str] | None = None) -> ProjectorView:
    """What the projector shows. Raises NotFound, in the same words for an unknown workshop and a wrong token.

    `connected` are the participants whose phones are with us; None where that is not known.
    """
    try:
        right = hmac.compare_digest(_projector_token(context, workshop_id), token)
    except (NotFound, TypeError):  # a token with letters beyond ASCII
        right = False
    if not right:
        raise NotFound("There is no projector page at this address. Open it anew from the facilitator's board.")
    facts = context.store.workshop(workshop_id, present_only=True)
    workshop = facts.workshop
    assessment, framework = surroundings(context, workshop)
    criterion = present_criterion(workshop)
    seen = seen_by(facts, criterion, PROJECTOR, connected) if criterion else None
    earlier = [one for one in seen.rounds[:-1] if one.revealed] if seen else []
    return ProjectorView(
        workshop=workshop,
        initiative=assessment.initiative.name,
        place=place_of(workshop),
        places=len(workshop.agenda),
        criterion=framework.criterion(criterion) if criterion else None,
        round=seen.latest if seen else None,
        round_before=earlier[-1] if earlier else None,
        consensus=facts.consensus_on(criterion) if criterion else None,
        people=sum(one.votes for one in facts.participants),
        agenda=tuple((name_of(framework, id), facts.consensus_on(id)) for id in workshop.agenda),
        now=context.now(),
    )


def projector_token(context: Context, workshop_id: str, key: str) -> str:
    """What the address of the projector ends with; it lets look and nothing else. Raises NotAllowed, NotFound."""
    leader(context, workshop_id, key)
    return _projector_token(context, workshop_id)


def _projector_token(context: Context, workshop_id: str) -> str:
    """As unguessable as the recovery code, of which the hash is stored, and not to be turned back into it."""
    stored = context.store.recovery_hash(workshop_id)
    return hmac.new(stored.encode(), f"projector\n{workshop_id}".encode(), hashlib.sha256).hexdigest()[:40]
