"""What is kept of a workshop at its close: from everything that was said and done in it to its record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from readiness.domain.evaluation import Evaluation
from readiness.domain.redaction import OUTSIDE, Visible, Voted, visible
from readiness.domain.workshop import Consensus, Participant, Round, Vote, Workshop
from readiness.domain.workshop_record import CriterionRecord, Movement, RoundRecord, WorkshopRecord


def record_of(
    workshop: Workshop,
    *,
    participants: Iterable[Participant],
    rounds: Iterable[Round],
    votes: Iterable[Vote],
    voted: Iterable[Voted] = (),
    consensus: Iterable[Consensus],
    evaluation: Evaluation | None,
    closed_at: datetime,
) -> WorkshopRecord:
    """What stays of a workshop that is being closed: of its answers, what somebody outside of the room may see.

    `voted` says who has answered where the answers themselves do not; `evaluation` is that of the initiative as the
    workshop leaves it and says what agreed ratings still lack.
    """
    people, rounds, votes = tuple(participants), tuple(rounds), tuple(votes)
    opened = {(one.criterion, one.number): one for one in rounds}
    revealed = {key for key, one in opened.items() if one.revealed_at is not None}
    answered = {vote.participant for vote in votes if (vote.criterion, vote.round) in revealed}
    answered |= {participant for criterion, number, participant in voted if (criterion, number) in revealed}
    joined = [one for one in people if not one.observer and (one.removed_at is None or one.id in answered)]
    decided = {one.criterion: one for one in consensus}
    return WorkshopRecord(
        id=workshop.id,
        opened_at=workshop.created_at,
        closed_at=closed_at,
        anonymity=workshop.anonymity,
        joined=len(joined),
        independent=sum(one.independent for one in joined),
        observers=sum(one.observer and one.removed_at is None for one in people),
        criteria=tuple(
            _criterion(
                visible(workshop, criterion, viewer=OUTSIDE, participants=people, rounds=rounds, votes=votes),
                {number: one for (of, number), one in opened.items() if of == criterion},
                decided.get(criterion),
                evaluation,
            )
            for criterion in workshop.agenda
        ),
    )


def _criterion(
    seen: Visible, opened: dict[int, Round], decided: Consensus | None, evaluation: Evaluation | None
) -> CriterionRecord:
    rounds = tuple(
        RoundRecord(
            number=one.number,
            revealed_at=revealed_at,
            spread=one.spread,
            movement=one.movement and Movement(up=one.movement.up, down=one.movement.down, stayed=one.movement.same),
        )
        for one in seen.rounds
        if one.spread is not None and (revealed_at := opened[one.number].revealed_at) is not None
    )
    if decided is None or (decided.rating is None and not decided.parked):
        return CriterionRecord(criterion=seen.criterion, rounds=rounds)
    rating = None if decided.parked else decided.rating
    return CriterionRecord(
        criterion=seen.criterion,
        rounds=rounds,
        rating=rating,
        not_applicable_reason=decided.not_applicable_reason if rating == "not_applicable" else None,
        not_applicable_text=decided.not_applicable_text if rating == "not_applicable" else "",
        rationale=decided.rationale,
        dissent=decided.dissent,
        parked=decided.parked,
        decided_at=decided.decided_at,
        unproven=evaluation.lacking(seen.criterion) if evaluation is not None and rating is not None else (),
    )
