"""Workshops as facilitators see them: the board, the agenda, what is left open, and the workshops there have been.

All answers in here have gone through `redaction.visible`.
"""

from __future__ import annotations

import hashlib
import hmac
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
    PROJECTOR,
    Said,
    Viewer,
    Visible,
    VisibleRound,
    sees_names,
    visible,
)
from readiness.domain.secret import hashed
from readiness.domain.suggestion import needs_reason, suggest
from readiness.domain.workshop import Anonymity, Consensus, Facilitator, Round, State, Workshop, after
from readiness.domain.workshop_steps import Gaps
from readiness.errors import NotAllowed, NotFound
from readiness.queries.initiative import evaluation_of
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


def board(context: Context, workshop_id: str, key: str) -> BoardView:
    """What the board shows to the facilitator with this key. Raises NotAllowed, NotFound."""
    facts = context.store.workshop(workshop_id, present_only=True)
    me = _facilitator(context, workshop_id, key)
    workshop = facts.workshop
    assessment, framework = _surroundings(context, workshop)
    criterion = _present(workshop)
    seen = _visible(facts, criterion, FACILITATOR) if criterion else None
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
        place=_place(workshop),
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
                criterion_name=_name(framework, one.criterion),
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


def projector(context: Context, workshop_id: str, token: str) -> ProjectorView:
    """What the projector shows. Raises NotFound, in the same words for an unknown workshop and a wrong token."""
    try:
        right = hmac.compare_digest(_projector_token(context, workshop_id), token)
    except (NotFound, TypeError):  # a token with letters beyond ASCII
        right = False
    if not right:
        raise NotFound("There is no projector page at this address. Open it anew from the facilitator's board.")
    facts = context.store.workshop(workshop_id, present_only=True)
    workshop = facts.workshop
    assessment, framework = _surroundings(context, workshop)
    criterion = _present(workshop)
    seen = _visible(facts, criterion, PROJECTOR) if criterion else None
    earlier = [one for one in seen.rounds[:-1] if one.revealed] if seen else []
    return ProjectorView(
        workshop=workshop,
        initiative=assessment.initiative.name,
        place=_place(workshop),
        places=len(workshop.agenda),
        criterion=framework.criterion(criterion) if criterion else None,
        round=seen.latest if seen else None,
        round_before=earlier[-1] if earlier else None,
        consensus=facts.consensus_on(criterion) if criterion else None,
        people=sum(one.votes for one in facts.participants),
        agenda=tuple((_name(framework, id), facts.consensus_on(id)) for id in workshop.agenda),
        now=context.now(),
    )


def projector_token(context: Context, workshop_id: str, key: str) -> str:
    """What the address of the projector ends with; it lets look and nothing else. Raises NotAllowed, NotFound."""
    _facilitator(context, workshop_id, key)
    return _projector_token(context, workshop_id)


def workshop_list(context: Context, initiative: str) -> tuple[WorkshopRow, ...]:
    """The workshops on an initiative, newest first."""
    return tuple(_row(context, one) for one in context.store.workshops_of(initiative))


def running(context: Context, initiative: str) -> WorkshopRow | None:
    """The workshop that is running on an initiative, the newest where there are several."""
    found = [one for one in context.store.workshops_of(initiative) if one.state != "closed"]
    return _row(context, found[0]) if found else None


def closing_gaps(context: Context, workshop_id: str, key: str) -> Gaps:
    """What the workshop would leave open if it were closed now. Raises NotAllowed, NotFound."""
    _facilitator(context, workshop_id, key)
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


def agenda_sorted_by_disagreement(view: BoardView) -> tuple[AgendaRow, ...]:
    """The agenda with what needs talk most first. Answers that were not revealed move nothing."""
    rows = {row.id: row for row in view.agenda}
    spreads = {row.id: row.spread for row in view.agenda if row.spread is not None}
    return tuple(rows[id] for id in steps.by_disagreement(tuple(rows), spreads))


def state_tag(context: Context, workshop_id: str) -> str:
    """What moves with every change of a workshop, answers and arrivals included; cheap. Raises NotFound."""
    return str(context.store.workshop_tag(workshop_id))


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


def _facilitator(context: Context, workshop_id: str, key: str) -> Facilitator:
    found = context.store.facilitator(workshop_id, hashed(key))
    if found is None or found.left_at is not None:
        context.store.workshop_tag(workshop_id)
        raise NotAllowed("Only who leads this workshop sees its board. With the recovery code you can lead it.")
    return found


def _projector_token(context: Context, workshop_id: str) -> str:
    """As unguessable as the recovery code, of which the hash is stored, and not to be turned back into it."""
    stored = context.store.recovery_hash(workshop_id)
    return hmac.new(stored.encode(), f"projector\n{workshop_id}".encode(), hashlib.sha256).hexdigest()[:40]


def _surroundings(context: Context, workshop: Workshop) -> tuple[Assessment, Framework]:
    assessment = context.store.load(workshop.initiative)
    return assessment, context.framework_of(assessment)


def _present(workshop: Workshop) -> str | None:
    return workshop.criterion if workshop.state != "lobby" else None


def _place(workshop: Workshop) -> int:
    criterion = _present(workshop)
    return workshop.agenda.index(criterion) + 1 if criterion in workshop.agenda else 0


def _visible(facts: WorkshopFacts, criterion: str, viewer: Viewer) -> Visible:
    return visible(
        facts.workshop,
        criterion,
        viewer=viewer,
        participants=facts.participants,
        rounds=facts.rounds,
        votes=facts.votes,
        voted=facts.voted,
    )


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
                name=_name(framework, id),
                dimension=dimension.short_name if dimension else "",
                state=_agenda_state(rounds, decided),
                present=id == _present(workshop),
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
            shown = _visible(every, id, OUTSIDE).latest_revealed
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


def _name(framework: Framework, id: str) -> str:
    criterion = framework.criterion(id)
    return criterion.name if criterion else id


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
