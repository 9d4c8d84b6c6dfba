"""What a facilitator does about people: enter and remove them, answer for them, let them back in."""

from __future__ import annotations

from readiness.commands import entries
from readiness.commands.facilitators import facilitator_of, leading
from readiness.commands.participants import (
    checked_answer,
    participant_name,
    participant_role,
    refuse_full,
    taken,
)
from readiness.context import Context
from readiness.domain import workshop_steps as steps
from readiness.domain.workshop import Choice, Participant, Rejoin
from readiness.errors import Conflict, Invalid, NameTaken, NotFound
from readiness.storage.ballots import Ballot, Receipt


def remove_participant(context: Context, workshop_id: str, *, key: str, participant: str, keep_votes: bool) -> None:
    """Show somebody out; their token is worth nothing from now on.

    Their answers that are not revealed yet are kept or dropped; what was revealed or agreed stays as it was. In an
    anonymous workshop those given on a device stay, as nobody can tell which they are: dropping is refused. Raises
    Invalid, NotAllowed, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        steps.running(change.workshop)
        found = _participant(change.present.participants, participant)
        if found.removed_at is not None:
            return
        if not keep_votes and change.workshop.anonymity == "anonymous" and not found.entered_by_facilitator:
            raise Invalid(
                "In an anonymous workshop nobody can tell which answers are whose, so they cannot be dropped. Nothing "
                "was changed. Remove the person and keep the answers.",
                "keep_votes",
            )
        change.put(found.model_copy(update={"removed_at": change.at}))
        dropped = 0 if keep_votes else change.drop_votes(found.id)
        named = {"name": found.name} if change.workshop.anonymity == "named" else {}
        change.record("workshop_participant_removed", {**named, "votes_kept": keep_votes, "votes_dropped": dropped})


def add_without_device(
    context: Context, workshop_id: str, *, key: str, name: str, role: str = "", independent: bool = False
) -> str:
    """Enter somebody who has no device; the participant's id. Raises NameTaken, Invalid, NotAllowed, NotFound."""
    plain, known_as = participant_name(name), participant_role(role)
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        steps.running(change.workshop)
        refuse_full(change.present.participants)
        if taken(change.present.participants, plain):
            raise NameTaken(f"Somebody named {plain} takes part already. Nothing was saved. Add a letter or a number.")
        added = entries.made(
            Participant,
            id=context.new_id(),
            name=plain,
            role="" if change.workshop.anonymity == "anonymous" else known_as,
            independent=independent,
            entered_by_facilitator=True,
            joined_at=change.at,
        )
        change.put(added)
        named = {"name": plain} if change.workshop.anonymity == "named" else {}
        change.record("workshop_joined", {**named, "entered_by_facilitator": True})
    return added.id


def proxy_vote(
    context: Context,
    workshop_id: str,
    *,
    key: str,
    participant: str,
    criterion: str,
    round: int,
    choice: Choice,
    reason: str = "",
    evidence: str = "",
) -> Receipt:
    """Answer for somebody without a device, marked so. Raises VoteClosed, Invalid, NotAllowed, NotFound."""
    facilitator_of(context, workshop_id, key)
    found = _participant(context.store.workshop(workshop_id, present_only=True).participants, participant)
    if not found.entered_by_facilitator:
        raise Invalid(
            f"{found.name} has a device and answers alone. Nothing was saved. You can answer only for people that you "
            "entered yourself.",
            "participant",
        )
    why, proof = checked_answer(choice, reason, evidence)
    ballot = Ballot(
        criterion=criterion,
        round=round,
        choice=choice,
        at=context.now(),
        reason=why,
        evidence=proof,
        workshop=workshop_id,
        participant=participant,
    )
    return context.store.ballots.submit(ballot).result()


def decide_rejoin(context: Context, workshop_id: str, *, key: str, rejoin: str, grant: bool) -> None:
    """Let somebody who says to be a participant be that, or not; the device before is out then.

    Raises Conflict where it is decided already, NotAllowed, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        steps.running(change.workshop)
        asked = next((one for one in change.present.rejoins if one.id == rejoin), None)
        if asked is None:
            raise NotFound("Nobody asks to come back under this name any more. Nothing was changed.")
        if asked.decision != "open":
            raise Conflict(f"This was {asked.decision} already. Nothing was changed.", theirs=asked)
        decided = Rejoin(**{**asked.model_dump(), "decision": "granted" if grant else "refused"})
        change.put(decided)
        if grant:
            change.hand_over(decided)
        change.record("workshop_rejoin_decided", {"granted": grant})


def _participant(participants: tuple[Participant, ...], id: str) -> Participant:
    found = next((one for one in participants if one.id == id), None)
    if found is None:
        raise NotFound("There is no such participant in this workshop. Nothing was changed.")
    return found
