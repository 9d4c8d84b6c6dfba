"""The steps of a workshop as pure functions: what may be done now, and how the workshop stands afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from readiness.domain.agreement import Spread, discussion_key, needs_rationale
from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import Evaluation
from readiness.domain.fact import Fact, Rating
from readiness.domain.framework import Framework
from readiness.domain.redaction import Voted
from readiness.domain.workshop import (
    Consensus,
    Participant,
    Proposal,
    Round,
    State,
    Vote,
    Workshop,
    expected,
    may_follow,
)
from readiness.errors import Invalid

LONGEST_TIMER = timedelta(hours=4)


class Step(Fact):
    """How a workshop stands after a step, with the round that the step opened or closed."""

    workshop: Workshop
    round: Round | None = None


class Gaps(Fact):
    """What a workshop leaves open, by criterion id in the order of the agenda."""

    unproven: tuple[str, ...] = ()
    """Agreed, and proof is still lacking for what was agreed."""
    red_without_action: tuple[str, ...] = ()
    """Must be green, is agreed red, and nobody has anything to do about it."""
    yellow_without_plan: tuple[str, ...] = ()
    """Agreed yellow, and no complete mitigation covers it."""
    proposals: tuple[Proposal, ...] = ()
    """Actions that were proposed and neither approved nor rejected."""
    parked: tuple[str, ...] = ()
    not_agreed: tuple[str, ...] = ()
    """Neither agreed nor parked; they have no colour."""

    @property
    def any(self) -> bool:
        """Whether anything is left open."""
        return any(getattr(self, field) for field in type(self).model_fields)


def agenda_of(framework: Framework, *, only: Iterable[str] | None = None, dimension: str = "") -> tuple[str, ...]:
    """The criteria of a workshop in framework order: all of them, some of them, those of one dimension."""
    wanted = None if only is None else set(only)
    return tuple(
        one.id
        for one in framework.criteria
        if (wanted is None or one.id in wanted) and (not dimension or one.dimension == dimension)
    )


def open_ones(evaluation: Evaluation) -> tuple[str, ...]:
    """The criteria that still need a look: all whose status is neither green nor not applicable."""
    return tuple(one.criterion for one in evaluation.criteria if one.status not in ("green", "not_applicable"))


def by_disagreement(agenda: Sequence[str], spreads: Mapping[str, Spread]) -> tuple[str, ...]:
    """The agenda with what needs talk most first; criteria without a revealed answer follow as they stand."""
    known = sorted((one for one in agenda if one in spreads), key=lambda one: discussion_key(spreads[one]))
    return (*known, *(one for one in agenda if one not in spreads))


def rounds_of(rounds: Iterable[Round], criterion: str) -> tuple[Round, ...]:
    """The rounds on one criterion, first round first."""
    return tuple(sorted((one for one in rounds if one.criterion == criterion), key=lambda one: one.number))


def last_round(rounds: Iterable[Round], criterion: str) -> Round | None:
    """The last round that was opened on a criterion."""
    found = rounds_of(rounds, criterion)
    return found[-1] if found else None


def present_round(workshop: Workshop, rounds: Iterable[Round]) -> Round | None:
    """The round that the workshop is in; None in the lobby."""
    return next((one for one in rounds if one.criterion == workshop.criterion and one.number == workshop.round), None)


def consensus_of(consensus: Iterable[Consensus], criterion: str | None) -> Consensus | None:
    """What was decided on a criterion, or None."""
    return next((one for one in consensus if one.criterion == criterion), None)


def missing(
    participants: Iterable[Participant], round: Round, votes: Iterable[Vote], voted: Iterable[Voted] = ()
) -> tuple[Participant, ...]:
    """Who is awaited in an open round and has not answered."""
    there = (round.criterion, round.number)
    done = {vote.participant for vote in votes if (vote.criterion, vote.round) == there}
    done |= {who for criterion, number, who in voted if (criterion, number) == there}
    return tuple(one for one in expected(participants, round) if one.id not in done)


def moved(
    workshop: Workshop, criterion: str, *, rounds: Iterable[Round], consensus: Iterable[Consensus], at: datetime
) -> Step:
    """Everybody looks at a criterion: one that is agreed shows what was agreed; one revealed, its answers; else it is
    voted on, in the round that was open there or in the first.

    Between criteria any state may follow any other; within one, `TRANSITIONS` holds. Raises Invalid.
    """
    running(workshop)
    if criterion not in workshop.agenda:
        raise Invalid("This criterion is not on the agenda of the workshop. Nothing was changed.", "criterion")
    last = last_round(rounds, criterion)
    decided = consensus_of(consensus, criterion)
    if last is None or last.revealed_at is None:
        opened = last or Round(criterion=criterion, number=1, opened_at=at)
        return Step(
            workshop=_next(workshop, state="voting", criterion=criterion, round=opened.number),
            round=None if last else opened,
        )
    state: State = "agreed" if decided is not None and not decided.parked else "revealed"
    return Step(workshop=_next(workshop, state=state, criterion=criterion, round=last.number))


def revealed(
    workshop: Workshop,
    *,
    participants: Iterable[Participant],
    rounds: Iterable[Round],
    votes: Iterable[Vote],
    voted: Iterable[Voted] = (),
    by: str,
    at: datetime,
) -> Step:
    """The answers of the present round are shown; who has not answered is put down as missing. Raises Invalid."""
    present = present_round(workshop, rounds)
    if workshop.state != "voting" or present is None:
        raise Invalid("Nothing is being voted on, so there is nothing to reveal. Nothing was changed.")
    closed = present.model_copy(
        update={
            "revealed_at": at,
            "revealed_by": by,
            "missing": tuple(one.id for one in missing(participants, present, votes, voted)),
        }
    )
    return Step(workshop=_next(workshop, state="revealed"), round=closed)


def another_round(workshop: Workshop, *, rounds: Iterable[Round], at: datetime) -> Step:
    """The present criterion is voted on once more; the rounds before it are kept. Raises Invalid."""
    running(workshop)
    present = present_round(workshop, rounds)
    if present is None or present.revealed_at is None or not may_follow(workshop.state, "voting"):
        raise Invalid("A new round follows a reveal. Reveal the answers of this round first. Nothing was changed.")
    opened = Round(criterion=present.criterion, number=present.number + 1, opened_at=at)
    return Step(workshop=_next(workshop, state="voting", round=opened.number), round=opened)


def decided(workshop: Workshop) -> Workshop:
    """The present criterion is agreed. Raises Invalid before its reveal."""
    running(workshop)
    if workshop.state not in ("revealed", "agreed"):
        raise Invalid("A rating is agreed once the answers are shown. Reveal them first. Nothing was saved.", "rating")
    return _next(workshop, state="agreed")


def closed(workshop: Workshop, at: datetime) -> Workshop:
    """The workshop is over. Raises Invalid where it was already."""
    running(workshop)
    return _next(workshop, state="closed", closed_at=at, screen="live")


def running(workshop: Workshop) -> None:
    """Raises Invalid for a workshop that is over."""
    if workshop.state == "closed":
        raise Invalid("This workshop is closed; nothing in it can be changed any more. Start another one.")


def changed(workshop: Workshop, **fields: object) -> Workshop:
    """The workshop with some settings changed, one version on."""
    return workshop.model_copy(update={**fields, "version": workshop.version + 1})


def gaps_of(
    workshop: Workshop,
    *,
    consensus: Iterable[Consensus],
    proposals: Iterable[Proposal],
    assessment: Assessment,
    evaluation: Evaluation,
) -> Gaps:
    """What the workshop would leave open if it ended now."""
    known = {one.criterion: one for one in consensus}
    ratings = {id: known[id].rating for id in workshop.agenda if id in known and not known[id].parked}
    must = {one.criterion for one in evaluation.criteria if one.must_be_green}
    acted = {criterion for plan in assessment.plans if plan.is_open for criterion in plan.criteria}
    return Gaps(
        unproven=tuple(id for id, rating in ratings.items() if rating is not None and evaluation.lacking(id)),
        red_without_action=tuple(
            id for id, rating in ratings.items() if rating == "red" and id in must and id not in acted
        ),
        yellow_without_plan=tuple(
            id for id, rating in ratings.items() if rating == "yellow" and id not in assessment.covered
        ),
        proposals=tuple(one for one in proposals if one.decision == "open"),
        parked=tuple(id for id in workshop.agenda if id in known and known[id].parked),
        not_agreed=tuple(id for id in workshop.agenda if id not in known),
    )


def rationale_needed(rating: Rating, spread: Spread) -> bool:
    """Whether agreeing asks for a written reason: it is not the median, or the room is split.

    Where nobody answered red, yellow or green there is no median, and the reason code of "not applicable" says enough.
    """
    if rating == "not_applicable" and spread.counted == 0:
        return False
    return needs_rationale(rating, spread)


def _next(workshop: Workshop, **fields: object) -> Workshop:
    """The workshop one step on; a timer belongs to what was being done."""
    return changed(workshop, timer_ends_at=None, **fields)
