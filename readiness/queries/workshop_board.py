"""The facilitator's board: all that it shows at one moment. The answers in it have gone through `redaction.visible`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from readiness.context import Context
from readiness.domain import workshop_steps as steps
from readiness.domain.agreement import Spread
from readiness.domain.assessment import Assessment, Plan
from readiness.domain.fact import Rating
from readiness.domain.framework import Criterion, Framework
from readiness.domain.redaction import (
    FACILITATOR,
    OUTSIDE,
    Said,
    Visible,
    VisibleRound,
    sees_names,
)
from readiness.domain.suggestion import needs_reason, suggest
from readiness.domain.workshop import Consensus, Facilitator, Round, Workshop, after
from readiness.queries.workshop_sight import leader, name_of, place_of, present_criterion, seen_by, surroundings
from readiness.storage.workshops import WorkshopFacts

AgendaState = Literal["not_reached", "voting", "revealed", "agreed", "parked"]
"""Where one criterion of an agenda stands. Only an agreed one has a colour."""


@dataclass(frozen=True)
class AgendaRow:
    """One criterion of the agenda."""

    id: str
    name: str
    dimension: str
    """Short name."""
    state: AgendaState
    present: bool
    """Whether all look at it."""
    must_be_green: bool
    rounds: int
    """How many were opened."""
    spread: Spread | None
    """Of the last round that was revealed."""
    rating: Rating | None
    """What was agreed."""
    before: Rating | None
    """What is rated on the initiative now."""


@dataclass(frozen=True)
class PersonRow:
    """Somebody in the room as the facilitator sees them; never with an answer."""

    id: str
    name: str
    role: str
    observer: bool
    independent: bool | None
    """None where the workshop does not show it beside a name."""
    entered_by_facilitator: bool
    removed: bool


@dataclass(frozen=True)
class RejoinRow:
    """Somebody who says to be a participant."""

    id: str
    name: str
    asked_at: datetime


@dataclass(frozen=True)
class ProposalRow:
    """An action that somebody proposed and nobody has decided on."""

    id: str
    criterion: str
    criterion_name: str
    text: str
    owner: str
    by: str
    """Who proposed it, where names are shown."""


@dataclass(frozen=True)
class BoardView:
    """All that the facilitator's board shows at one moment."""

    workshop: Workshop
    initiative: str
    """Name of the initiative."""
    me: Facilitator
    facilitators: tuple[str, ...]
    """Names of all who lead now."""
    agenda: tuple[AgendaRow, ...]
    place: int
    """Place of the present criterion on the agenda, from 1; 0 in the lobby."""
    next: str | None
    """Id of the criterion that follows."""
    criterion: Criterion | None
    """The criterion that all look at; None in the lobby."""
    visible: Visible | None
    """What may be seen of the answers on it."""
    consensus: Consensus | None
    rationale_for: tuple[Rating, ...]
    """The ratings that cannot be agreed on without a written rationale; empty before the reveal.

    They are off the middle, better than the checks suggest, or the room is split.
    """
    proofs: tuple[Said, ...]
    """What people named as proof, each text once."""
    actions: tuple[Plan, ...]
    """Open plans that name the criterion."""
    proposals: tuple[ProposalRow, ...]
    people: tuple[PersonRow, ...]
    rejoins: tuple[RejoinRow, ...]
    now: datetime

    @property
    def round(self) -> VisibleRound | None:
        """The present round."""
        return self.visible.latest if self.visible else None

    @property
    def round_before(self) -> VisibleRound | None:
        """The revealed round before the present one."""
        rounds = self.visible.rounds[:-1] if self.visible else ()
        return rounds[-1] if rounds else None

    @property
    def seen(self) -> int:
        """The version of the decision on the screen, as `agree` wants it."""
        return self.consensus.version if self.consensus else 0


def board(context: Context, workshop_id: str, key: str, connected: frozenset[str] | None = None) -> BoardView:
    """What the board shows to the facilitator with this key. Raises NotAllowed, NotFound.

    `connected` are the participants whose phones are with us; None where that is not known.
    """
    facts = context.store.workshop(workshop_id, present_only=True)
    me = leader(context, workshop_id, key)
    workshop = facts.workshop
    assessment, framework = surroundings(context, workshop)
    criterion = present_criterion(workshop)
    seen = seen_by(facts, criterion, FACILITATOR, connected) if criterion else None
    latest = seen.latest if seen else None
    shown = latest.spread if latest else None
    everybody = sees_names(workshop.anonymity, FACILITATOR)
    names = {one.id: one.name for one in facts.participants}
    return BoardView(
        workshop=workshop,
        initiative=assessment.initiative.name,
        me=me,
        facilitators=tuple(one.name for one in facts.facilitators if one.left_at is None),
        agenda=_agenda(context, facts, assessment, framework),
        place=place_of(workshop),
        next=after(workshop.agenda, criterion) if workshop.state != "closed" else None,
        criterion=framework.criterion(criterion) if criterion else None,
        visible=seen,
        consensus=facts.consensus_on(criterion) if criterion else None,
        rationale_for=_rationale_for(criterion, shown, assessment, framework, context.today()),
        proofs=seen.proofs if seen else (),
        actions=tuple(plan for plan in assessment.plans if plan.is_open and criterion in plan.criteria),
        proposals=tuple(
            ProposalRow(
                id=one.id,
                criterion=one.criterion,
                criterion_name=name_of(framework, one.criterion),
                text=one.text,
                owner=one.owner,
                by=names.get(one.participant, "") if everybody else "",
            )
            for one in facts.proposals
            if one.decision == "open"
        ),
        people=tuple(
            PersonRow(
                id=one.id,
                name=one.name,
                role=one.role,
                observer=one.observer,
                independent=None if workshop.anonymity == "anonymous" else one.independent,
                entered_by_facilitator=one.entered_by_facilitator,
                removed=one.removed_at is not None,
            )
            for one in facts.participants
        ),
        rejoins=tuple(
            RejoinRow(id=one.id, name=names.get(one.participant, ""), asked_at=one.asked_at)
            for one in facts.rejoins
            if one.decision == "open"
        ),
        now=context.now(),
    )


def agenda_sorted_by_disagreement(view: BoardView) -> tuple[AgendaRow, ...]:
    """The agenda with what needs talk most first. Answers that were not revealed move nothing."""
    rows = {row.id: row for row in view.agenda}
    spreads = {row.id: row.spread for row in view.agenda if row.spread is not None}
    return tuple(rows[id] for id in steps.by_disagreement(tuple(rows), spreads))


_RATINGS: tuple[Rating, ...] = ("red", "yellow", "green", "not_applicable")


def _rationale_for(
    criterion: str | None, shown: Spread | None, assessment: Assessment, framework: Framework, today: date
) -> tuple[Rating, ...]:
    """Off the middle, in a split room, or better than the checks suggest."""
    content = framework.criterion(criterion) if criterion else None
    if content is None or shown is None:
        return ()
    suggestion = suggest(content, assessment.answer(content.id), today)
    return tuple(one for one in _RATINGS if steps.rationale_needed(one, shown) or needs_reason(one, suggestion))


def _agenda(
    context: Context, facts: WorkshopFacts, assessment: Assessment, framework: Framework
) -> tuple[AgendaRow, ...]:
    workshop = facts.workshop
    profile = framework.profile(assessment.initiative.profile)
    must = set(profile.must_be_green) if profile else set()
    spreads = _revealed_spreads(context, facts)
    rows = []
    for id in workshop.agenda:
        criterion = framework.criterion(id)
        dimension = framework.dimension(criterion.dimension) if criterion else None
        rounds = steps.rounds_of(facts.rounds, id)
        decided = facts.consensus_on(id)
        rows.append(
            AgendaRow(
                id=id,
                name=name_of(framework, id),
                dimension=dimension.short_name if dimension else "",
                state=_agenda_state(rounds, decided),
                present=id == present_criterion(workshop),
                must_be_green=id in must,
                rounds=len(rounds),
                spread=spreads.get(id),
                rating=decided.rating if decided and not decided.parked else None,
                before=assessment.answer(id).rating,
            )
        )
    return tuple(rows)


def _revealed_spreads(context: Context, facts: WorkshopFacts) -> Mapping[str, Spread]:
    """The spread of the last revealed round on each criterion.

    Looked up anew after a step or a removal alone, as nothing else changes a round that was revealed: while hundreds
    answer, a board must not read what they answered before.
    """
    workshop = facts.workshop
    removed = sum(one.removed_at is not None for one in facts.participants)

    def read() -> Mapping[str, Spread]:
        every = context.store.workshop(workshop.id)
        found = {}
        for id in workshop.agenda:
            shown = seen_by(every, id, OUTSIDE).latest_revealed
            if shown is not None and shown.spread is not None:
                found[id] = shown.spread
        return found

    return context.store.memory.get(("workshop_spreads", workshop.id, workshop.version, removed), read)


def _agenda_state(rounds: tuple[Round, ...], decided: Consensus | None) -> AgendaState:
    last = rounds[-1] if rounds else None
    if last is not None and last.revealed_at is None and (decided is None or last.number > decided.round):
        return "voting"
    if decided is not None:
        return "parked" if decided.parked else "agreed"
    return "revealed" if last is not None else "not_reached"
