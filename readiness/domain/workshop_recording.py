"""What is kept of a workshop at its close: from everything that was said and done in it to its record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from readiness.domain.agreement import spread
from readiness.domain.evaluation import Evaluation
from readiness.domain.workshop import Choice, Consensus, Participant, Round, Vote, Workshop, movement
from readiness.domain.workshop_record import CriterionRecord, Movement, RoundRecord, WorkshopRecord


def record_of(
    workshop: Workshop,
    *,
    participants: Iterable[Participant],
    rounds: Iterable[Round],
    votes: Iterable[Vote],
    consensus: Iterable[Consensus],
    evaluation: Evaluation | None,
    closed_at: datetime,
) -> WorkshopRecord:
    """What stays of a workshop that is being closed. Answers of a round that was not revealed leave no trace.

    `evaluation` is that of the initiative as the workshop leaves it: it says what agreed ratings still lack.
    """
    revealed = {(one.criterion, one.number): one for one in rounds if one.revealed_at is not None}
    answers: dict[tuple[str, int], dict[str, Choice]] = {key: {} for key in revealed}
    for vote in votes:
        if (vote.criterion, vote.round) in answers:
            answers[vote.criterion, vote.round][vote.participant] = vote.choice
    answered = {participant for given in answers.values() for participant in given}
    decided = {one.criterion: one for one in consensus}
    known = tuple(participants)
    joined = [one for one in known if not one.observer and (one.removed_at is None or one.id in answered)]
    return WorkshopRecord(
        id=workshop.id,
        opened_at=workshop.created_at,
        closed_at=closed_at,
        anonymity=workshop.anonymity,
        joined=len(joined),
        independent=sum(one.independent for one in joined),
        observers=sum(one.observer and one.removed_at is None for one in known),
        criteria=tuple(
            _criterion(
                criterion,
                [(one, answers[key]) for key, one in sorted(revealed.items()) if key[0] == criterion],
                decided.get(criterion),
                evaluation,
            )
            for criterion in workshop.agenda
        ),
    )


def _criterion(
    criterion: str,
    rounds: list[tuple[Round, dict[str, Choice]]],
    decided: Consensus | None,
    evaluation: Evaluation | None,
) -> CriterionRecord:
    found: list[RoundRecord] = []
    before: dict[str, Choice] | None = None
    for one, given in rounds:
        assert one.revealed_at is not None
        moved = None if before is None else movement(before, given)
        found.append(
            RoundRecord(
                number=one.number,
                revealed_at=one.revealed_at,
                spread=spread(given.values(), not_voted=len(one.missing)),
                movement=None if moved is None else Movement(up=moved[0], down=moved[1], stayed=moved[2]),
            )
        )
        before = given
    if decided is None or (decided.rating is None and not decided.parked):
        return CriterionRecord(criterion=criterion, rounds=tuple(found))
    rating = None if decided.parked else decided.rating
    lacking = evaluation.lacking(criterion) if evaluation is not None and rating is not None else ()
    return CriterionRecord(
        criterion=criterion,
        rounds=tuple(found),
        rating=rating,
        not_applicable_reason=decided.not_applicable_reason if rating == "not_applicable" else None,
        not_applicable_text=decided.not_applicable_text if rating == "not_applicable" else "",
        rationale=decided.rationale,
        dissent=decided.dissent,
        parked=decided.parked,
        decided_at=decided.decided_at,
        unproven=lacking,
    )
