"""What is to be done about a criterion: entered by a facilitator, or proposed by somebody and approved."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from readiness.commands import entries
from readiness.commands.facilitators import as_actor, facilitator_of, logger, still_leading
from readiness.commands.plans import check_plan
from readiness.context import Context
from readiness.domain import workshop_steps as steps
from readiness.domain.acceptance import acceptance_text
from readiness.domain.assessment import Plan
from readiness.domain.press import id_by_press
from readiness.domain.typed_text import typed_line, typed_text
from readiness.domain.workshop import Proposal
from readiness.errors import Conflict, Invalid, NotFound
from readiness.storage.store import Change
from readiness.storage.workshop_change import WorkshopChange

ActionKind = Literal["fix", "mitigate", "accept"]
"""Mend it, soften it, or live with it until a day; the last on an agreed yellow only."""


def add_workshop_action(
    context: Context,
    workshop_id: str,
    *,
    key: str,
    criterion: str,
    text: str,
    owner: str = "",
    due: date | None = None,
    kind: ActionKind = "fix",
    press: str = "",
) -> str:
    """Plan something on a criterion of the agenda; the plan's id.

    Accepting a risk needs an agreed yellow, who approves (`owner`) and until when (`due`), and leaves the gate as it
    is: the sign-off page names it. `press` marks one press of the button (128 random bits): where it arrives twice with
    the same words, it is one action. Raises Invalid, NotAllowed, NotFound.
    """
    author = facilitator_of(context, workshop_id, key)
    initiative = context.store.workshop(workshop_id, present_only=True).workshop.initiative
    with context.acting(as_actor(context, author)).change(initiative) as change:
        held = change.workshop(workshop_id)
        still_leading(held, key)
        made = id_by_press(press, "action", workshop_id)
        plan = _plan(context, change, held, criterion, text, owner, due, kind, made)
        if (known := _known(change, plan)) is not None:
            if _says_the_same(known, plan):
                logger.info("One press of an action in workshop %s arrived twice.", workshop_id)
                return known.id
            plan = entries.renewed(plan, id=context.new_id())
        _add(context, change, plan)
        held.record("workshop_action_added", {"criterion": criterion, "kind": kind, "plan": plan.id})
    return plan.id


def decide_proposal(
    context: Context,
    workshop_id: str,
    *,
    key: str,
    proposal: str,
    approve: bool,
    text: str | None = None,
    owner: str | None = None,
    due: date | None = None,
    kind: ActionKind = "fix",
    press: str = "",
) -> str | None:
    """Approve an action that somebody proposed, in their words or others, or reject it; the id of the plan, if any.

    `press` marks one press of the button (128 random bits): an approval that arrives twice is one, and rejecting what
    is rejected changes nothing. Raises Conflict where it is decided already, Invalid, NotAllowed, NotFound.
    """
    author = facilitator_of(context, workshop_id, key)
    initiative = context.store.workshop(workshop_id, present_only=True).workshop.initiative
    with context.acting(as_actor(context, author)).change(initiative) as change:
        held = change.workshop(workshop_id)
        still_leading(held, key)
        stored = next((one for one in held.present.proposals if one.id == proposal), None)
        if stored is None:
            raise NotFound("There is no such proposal in this workshop. Nothing was changed.")
        made = id_by_press(press, "proposal", workshop_id, proposal)
        if stored.decision == "approved" and approve and made is not None and stored.plan == made:
            return made
        if stored.decision == "rejected" and not approve:
            return None
        if stored.decision != "open":
            raise Conflict(f"This proposal was {stored.decision} already. Nothing was changed.", theirs=stored)
        decided: dict[str, object] = {"decision": "rejected"}
        if approve:
            plan = _plan(
                context,
                change,
                held,
                stored.criterion,
                stored.text if text is None else text,
                stored.owner if owner is None else owner,
                due,
                kind,
                made,
            )
            _add(context, change, plan)
            decided = {"decision": "approved", "plan": plan.id}
        held.put(entries.made(Proposal, **{**stored.model_dump(), **decided}))
        held.record("workshop_proposal_decided", {"criterion": stored.criterion, **decided})
    return str(decided["plan"]) if approve else None


def _plan(
    context: Context,
    change: Change,
    held: WorkshopChange,
    criterion: str,
    text: str,
    owner: str,
    due: date | None,
    kind: ActionKind,
    id: str | None,
) -> Plan:
    """The plan that is meant, checked as far as the workshop goes. Raises Invalid."""
    entries.choice(kind, "kind", "The kind of action", get_args(ActionKind))
    steps.running(held.workshop)
    if criterion not in held.workshop.agenda:
        raise Invalid("This criterion is not on the agenda of the workshop. Nothing was saved.", "criterion")
    text, owner = typed_text(text), typed_line(owner)
    entries.text(text, "text", "The action", required=True)
    if kind == "accept":
        decided = steps.consensus_of(held.present.consensus, criterion)
        if decided is None or decided.rating != "yellow":
            raise Invalid(
                "A risk can be accepted only where yellow was agreed. Nothing was saved. A red has to be mended.",
                "kind",
            )
        entries.line(owner, "owner", "Who approves", required=True)
        if due is None or due <= context.today():
            raise Invalid("Say until which day the risk is accepted, from tomorrow on. Nothing was saved.", "due")
    return entries.made(
        Plan,
        id=id or context.new_id(),
        kind="action" if kind == "accept" else "mitigation",
        criteria=(criterion,),
        text=acceptance_text(text) if kind == "accept" else text.strip(),
        owner=owner.strip(),
        due=due,
        created_at=change.at,
    )


def _known(change: Change, plan: Plan) -> Plan | None:
    """What the same press has made already."""
    return next((one for one in change.present.plans if one.id == plan.id), None)


def _says_the_same(known: Plan, plan: Plan) -> bool:
    return all(getattr(known, field) == getattr(plan, field) for field in ("kind", "criteria", "text", "owner", "due"))


def _add(context: Context, change: Change, plan: Plan) -> None:
    check_plan(plan, context.framework_of(change.present))
    change.add("plan_added", f"plan/{plan.id}", plan)
