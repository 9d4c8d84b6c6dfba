"""What is looked at of a workshop: the present criterion, its answers as far as they may be seen, and by who leads."""

from __future__ import annotations

import logging

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.framework import Framework
from readiness.domain.redaction import Viewer, Visible, visible
from readiness.domain.secret import hashed
from readiness.domain.workshop import Facilitator, Workshop
from readiness.errors import NotAllowed
from readiness.storage.workshops import WorkshopFacts

logger = logging.getLogger("readiness.workshop")


def leader(context: Context, workshop_id: str, key: str) -> Facilitator:
    """Who looks with this key. Raises NotAllowed, noted like a step that is refused, and NotFound."""
    found = context.store.facilitator(workshop_id, hashed(key))
    if found is None or found.left_at is not None:
        context.store.workshop_tag(workshop_id)
        whose = "that is nobody's" if found is None else "of somebody who has left"
        logger.warning("Refused in workshop %s: a look at the board with a key %s.", workshop_id, whose)
        raise NotAllowed("Only who leads this workshop sees its board. With the recovery code you can lead it.")
    return found


def surroundings(context: Context, workshop: Workshop) -> tuple[Assessment, Framework]:
    """The assessment that it is about, with its framework. Raises NotFound."""
    assessment = context.store.load(workshop.initiative)
    return assessment, context.framework_of(assessment)


def present_criterion(workshop: Workshop) -> str | None:
    """Id of the criterion that all look at; None in the lobby."""
    return workshop.criterion if workshop.state != "lobby" else None


def place_of(workshop: Workshop) -> int:
    """Its place on the agenda, from 1; 0 in the lobby."""
    criterion = present_criterion(workshop)
    return workshop.agenda.index(criterion) + 1 if criterion in workshop.agenda else 0


def seen_by(facts: WorkshopFacts, criterion: str, viewer: Viewer, connected: frozenset[str] | None = None) -> Visible:
    """What the viewer may see of the answers; `connected` are the participants whose phones are with us, if known."""
    return visible(
        facts.workshop,
        criterion,
        viewer=viewer,
        participants=facts.participants,
        rounds=facts.rounds,
        votes=facts.votes,
        voted=facts.voted,
        connected=connected,
    )


def name_of(framework: Framework, id: str) -> str:
    """The name of a criterion; its id where the framework has none such."""
    criterion = framework.criterion(id)
    return criterion.name if criterion else id
