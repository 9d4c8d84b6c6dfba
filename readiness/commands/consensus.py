"""What the room decides on the criterion that all look at: agree on a rating, or park it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from readiness.commands import entries
from readiness.commands.answers import not_applicable_details, require_reason
from readiness.commands.facilitators import as_actor, facilitator_of, leading, logger, still_leading
from readiness.commands.workshops import move_to
from readiness.context import Context
from readiness.domain import workshop_steps as steps
from readiness.domain.agreement import SMALL_GROUP, Spread, spread
from readiness.domain.assessment import SEVERITY_ORDER, Agreement, Answer, Assessment, Evidence, NotApplicableReason
from readiness.domain.fact import Rating
from readiness.domain.independence import lower_median
from readiness.domain.redaction import FACILITATOR, Said, independent_votes, visible
from readiness.domain.typed_text import typed_text
from readiness.domain.workshop import LEVELS, Anonymity, Consensus, Vote, Workshop, after
from readiness.errors import Invalid, StaleVersion
from readiness.signs import CHOICES, STATUSES
from readiness.storage.store import Change
from readiness.storage.workshops import WorkshopFacts

RATINGS: tuple[Rating, ...] = ("red", "yellow", "green", "not_applicable")


@dataclass(frozen=True)
class EvidenceChoice:
    """Something that people named as proof and that becomes evidence of the criterion."""

    evidence: str
    """The words as they were shown: nobody is named by them."""
    day: date
    """The date of the evidence itself."""


def agree(
    context: Context,
    workshop_id: str,
    *,
    key: str,
    version: int,
    rating: Rating,
    rationale: str = "",
    dissent: str = "",
    not_applicable_reason: NotApplicableReason | None = None,
    not_applicable_text: str = "",
    evidence: Sequence[EvidenceChoice] = (),
    seen: int,
) -> Workshop:
    """Agree on a rating of the present criterion: it becomes the initiative's, with the proofs chosen here.

    `seen` is the version of the decision as it was shown, 0 where there was none. Raises StaleVersion (with the other
    decision as `theirs` where there is one), Invalid (a rationale is missing, ...), NotAllowed, NotFound. One's own
    press that arrives twice is one decision.
    """
    entries.choice(rating, "rating", "The rating", RATINGS)
    rationale = typed_text(entries.text(rationale, "rationale", "The rationale"))
    dissent = typed_text(entries.text(dissent, "dissent", "The dissent"))
    not_applicable_text = typed_text(entries.text(not_applicable_text, "not_applicable_text", "The explanation"))
    author = facilitator_of(context, workshop_id, key)
    initiative = context.store.workshop(workshop_id, present_only=True).workshop.initiative
    acting = context.acting(as_actor(context, author))
    with acting.change(initiative) as change:
        held = change.workshop(workshop_id)
        still_leading(held, key)
        facts, workshop = held.present, held.workshop
        before = steps.consensus_of(facts.consensus, workshop.criterion)
        if (before.version if before else 0) != seen:
            said = (rating, rationale, dissent, not_applicable_reason, not_applicable_text)
            known = {(item.url or item.text, item.day) for item in change.present.evidence_of(workshop.criterion or "")}
            ticked = {(one.evidence.strip(), one.day) for one in evidence}
            if before and ticked <= known and _is_sent_again(before, said, author.name, workshop, seen):
                logger.info("One press of Agree in workshop %s arrived twice.", workshop_id)
                return workshop
            _decided_meanwhile(before)
        held.expect(version)
        stands = steps.decided(workshop)
        criterion = workshop.criterion
        assert criterion is not None  # answers were shown
        votes = facts.votes_in(criterion, workshop.round)
        _require_rationale(rating, spread(vote.choice for vote in votes), rationale)
        new = _answer(
            acting, change, facts, votes, rating, rationale, dissent, not_applicable_reason, not_applicable_text
        )
        change.save("rated", f"answer/{criterion}", change.present.answer(criterion), new)
        added = _add_evidence(acting, change, facts, evidence)
        held.put(
            entries.made(
                Consensus,
                criterion=criterion,
                rating=rating,
                round=workshop.round,
                rationale=rationale,
                dissent=dissent,
                not_applicable_reason=new.not_applicable_reason,
                not_applicable_text=new.not_applicable_text,
                decided_at=change.at,
                decided_by=author.name,
                version=seen + 1,
            )
        )
        stands = held.step(stands, version=version)
        held.record(
            "workshop_agreed",
            {"criterion": criterion, "round": workshop.round, "rating": rating, "evidence": added},
        )
        return stands


def park(context: Context, workshop_id: str, *, key: str, version: int) -> Workshop:
    """Leave the present criterion without a decision and go on to the next; it is named when the workshop closes.

    Raises StaleVersion, Invalid (it is agreed already, nothing is open), NotAllowed, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        change.expect(version)
        facts, workshop = change.present, change.workshop
        steps.running(workshop)
        criterion = workshop.criterion
        before = steps.consensus_of(facts.consensus, criterion)
        if criterion is None:
            raise Invalid("No criterion is open, so there is nothing to park. Nothing was changed.", "criterion")
        if before is not None and not before.parked:
            raise Invalid("A rating is agreed here already, so it cannot be parked. Nothing was changed.", "criterion")
        change.put(
            Consensus(
                criterion=criterion,
                round=workshop.round,
                parked=True,
                decided_at=change.at,
                decided_by=lead.by,
                version=before.version + 1 if before else 1,
            )
        )
        to = after(workshop.agenda, criterion)
        stands = move_to(change, to or criterion, version)
        change.record("workshop_parked", {"criterion": criterion, "next": to})
        return stands


def _is_sent_again(before: Consensus, said: tuple[object, ...], author: str, workshop: Workshop, seen: int) -> bool:
    """Whether a decision is the very one that the same person has just made from the same page."""
    same = (
        before.rating,
        before.rationale,
        before.dissent,
        before.not_applicable_reason,
        before.not_applicable_text,
    )
    stands = workshop.state == "agreed" and before.round == workshop.round
    return stands and not before.parked and before.version == seen + 1 and before.decided_by == author and same == said


def _decided_meanwhile(theirs: Consensus | None) -> None:
    if theirs is None:
        raise StaleVersion("What was decided here is gone. Yours was not saved: look at it and choose again.")
    what = "parked this criterion" if theirs.rating is None else f"agreed on {STATUSES[theirs.rating].word}"
    raise StaleVersion(
        f"{theirs.decided_by} {what} while you wrote. Yours was not saved: look at both and choose.",
        theirs=theirs,
        by=theirs.decided_by,
        at=theirs.decided_at,
    )


def _require_rationale(rating: Rating, given: Spread, rationale: str) -> None:
    if rationale.strip() or not steps.rationale_needed(rating, given):
        return
    if given.label == "split":
        why = "the room is split"
    elif given.median is None:
        why = "nobody answered red, yellow or green"
    else:
        why = f"the middle answer is {CHOICES[given.median].word.lower()}"
    raise Invalid(
        f"{STATUSES[rating].word} needs a written rationale here, since {why}. Nothing was saved; write it and agree "
        "again.",
        "rationale",
    )


def _answer(
    context: Context,
    change: Change,
    facts: WorkshopFacts,
    votes: Sequence[Vote],
    rating: Rating,
    rationale: str,
    dissent: str,
    reason_code: NotApplicableReason | None,
    reason_text: str,
) -> Answer:
    """The initiative's answer as the room agreed on it. Raises Invalid."""
    workshop = facts.workshop
    assert workshop.criterion is not None
    old = change.present.answer(workshop.criterion)
    details: dict[str, Any] = {"not_applicable_reason": None, "not_applicable_text": ""}
    if rating == "not_applicable":
        details = not_applicable_details(old, reason_code, reason_text)
    same = rating == old.rating and all(getattr(old, field) == value for field, value in details.items())
    if not same:
        details |= {"not_applicable_confirmed_by": None, "not_applicable_confirmation": ""}
    present = raters(workshop.anonymity, facts, votes, rating, change.present)
    new = entries.renewed(
        old,
        **details,
        rating=rating,
        reason=rationale if rationale.strip() or not same else old.reason,
        chosen_at=old.chosen_at if same else change.at,
        confirmed_at=change.at if same else None,
        raters=tuple(dict.fromkeys((*(old.raters if same else ()), *present))),
        agreement=agreement_of(
            workshop.anonymity, votes, rating, rationale, dissent, people=_named_people(workshop.anonymity, facts)
        ),
        rechecked=True,
    )
    criterion = entries.criterion_of(context.framework_of(change.present), workshop.criterion)
    try:
        require_reason(criterion, new, context)
    except Invalid as missing:
        raise Invalid(missing.message, "rationale") from missing
    return new


def agreement_of(
    anonymity: Anonymity,
    votes: Sequence[Vote],
    rating: Rating,
    rationale: str,
    dissent: str,
    *,
    people: Collection[str] = (),
) -> Agreement:
    """How the group agreed, as it is kept with the rating; `people` answered as people of the initiative.

    Where people answered without their names and fewer than four of them are independent, or one to three are not
    (whose answers could be had by taking away), the independent answers stay in the workshop; what the rules need of
    them is whether the rating is no better than their lower median. "Not applicable" needs somebody
    independent who said so: a rater where one is named, else what is noted here.
    """
    found = independent_votes(votes)
    withheld: Literal["", "supported", "overruled"] = ""
    others = sum(not vote.independent for vote in votes)
    few = anonymity != "named" and (len(found) < SMALL_GROUP or 0 < others < SMALL_GROUP)
    if rating == "not_applicable":
        said_so = (vote for vote in votes if vote.independent and vote.choice == rating)
        withheld = "supported" if any(vote.participant not in people for vote in said_so) else ""
    elif found and few:
        supported = SEVERITY_ORDER[rating] <= SEVERITY_ORDER[lower_median(found)]
        withheld = "supported" if supported else "overruled"
    return Agreement(independent_votes=() if few else found, withheld=withheld, rationale=rationale, dissent=dissent)


def raters(
    anonymity: Anonymity, facts: WorkshopFacts, votes: Sequence[Vote], rating: Rating, assessment: Assessment
) -> tuple[str, ...]:
    """The people of the initiative who stand behind an agreed rating; nobody where names are not shown.

    For red, yellow and green those who answered one of the three; for "not applicable" those who said so themselves.
    """
    if anonymity != "named":
        return ()
    behind = {vote.participant for vote in votes if _stands_behind(vote, rating)}
    found = [one.person for one in facts.participants if one.id in behind and one.person is not None]
    return tuple(id for id in found if (person := assessment.person(id)) is not None and not person.left)


def _named_people(anonymity: Anonymity, facts: WorkshopFacts) -> frozenset[str]:
    """Who answers as somebody whom the initiative knows: their own declarations hold, at whatever day it is read."""
    if anonymity != "named":
        return frozenset()
    return frozenset(one.id for one in facts.participants if one.person is not None)


def _stands_behind(vote: Vote, rating: Rating) -> bool:
    return vote.choice == rating if rating == "not_applicable" else vote.choice in LEVELS


def _add_evidence(context: Context, change: Change, facts: WorkshopFacts, chosen: Sequence[EvidenceChoice]) -> int:
    """Store the chosen proofs as dated evidence; how many are new. Raises Invalid."""
    criterion = facts.workshop.criterion
    assert criterion is not None
    shown = visible(
        facts.workshop,
        criterion,
        viewer=FACILITATOR,
        participants=facts.participants,
        rounds=facts.rounds,
        votes=facts.votes,
        voted=facts.voted,
    )
    proofs = {said.evidence: said for said in shown.proofs}
    known = {(item.url or item.text, item.day) for item in change.present.evidence_of(criterion)}
    added = 0
    for choice in chosen:
        said = proofs.get(choice.evidence.strip())
        if said is None:
            raise Invalid(
                "One of the proofs was not named by anybody on this criterion. Nothing was saved.", "evidence"
            )
        if (said.evidence, choice.day) in known:
            continue
        item = _item(context, change, criterion, said, choice.day)
        change.add("evidence_added", f"evidence/{criterion}/{item.id}", item)
        known.add((said.evidence, choice.day))
        added += 1
    return added


def _item(context: Context, change: Change, criterion: str, said: Said, day: date) -> Evidence:
    """A proof as evidence: a link where it is nothing but one, else a text, which proves yellow but not green."""
    alone = not any(letter.isspace() for letter in said.evidence)
    is_link = alone and len(said.evidence) <= entries.LONGEST_LINK and entries.fault_in_link(said.evidence) is None
    by = (said.name or said.role)[: entries.LONGEST_LINE]
    return entries.made(
        Evidence,
        id=context.new_id(),
        criterion=criterion,
        kind="link" if is_link else "text",
        url=said.evidence if is_link else "",
        text="" if is_link else said.evidence,
        day=entries.past_day(day, "evidence", "The date of the evidence", context.today()),
        by=by,
        added_at=change.at,
        added_by=context.actor.label,
    )
