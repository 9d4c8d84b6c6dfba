"""Move an initiative along the rollout ladder: up by evidence, down at any time, stopped, or as it stood before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from readiness.commands import entries
from readiness.commands.conditions import condition_facts
from readiness.commands.people import person_of
from readiness.context import Context
from readiness.domain.condition_facts import LiveFigures
from readiness.domain.conditions import find_conditions
from readiness.domain.framework import PhaseId
from readiness.domain.phase_history import LADDER, HighestPhase, PhaseMove, RolloutPhase
from readiness.domain.phase_rules import (
    PHASE_WORDS,
    approver_problems,
    entered_on,
    executive_problems,
    highest_phase,
    is_above,
    lower_phases,
    phase_of,
    running_phase,
    stated_problems,
)
from readiness.domain.step_up import gate_record, step_up
from readiness.errors import Conflict, Invalid, NotAllowed, NotFound
from readiness.storage.store import Change

SUBJECT = "rollout"

# Up -------------------------------------------------------------------------------------------------------------------


def move_up(
    context: Context, initiative: str, *, seen: RolloutPhase, approver: str, live: LiveFigures, reason: str = ""
) -> str:
    """Move to the next phase, from a stop to the first one; the move's id. The gate record is kept with it.

    `seen` is the phase that the person saw, `approver` the id of a person who is no builder. Raises Invalid with every
    condition in the way, NotAllowed for the approver, Conflict where somebody moved it meanwhile, NotFound.
    """
    entries.text(reason, "reason", "The note")
    with context.change(initiative) as change:
        present = _seen(change, seen)
        person = person_of(change.assessment, approver)
        problems = approver_problems(person)
        if problems:
            raise NotAllowed(f"{' '.join(problems)} Nothing was moved; name an approver who does not build it.")
        if running_phase(change.rollout.moves) is not None and live.since != entered_on(change.rollout.moves):
            _moved(change)
        facts = condition_facts(context, change, live)
        step = step_up(facts, find_conditions(facts))
        if step is None:
            raise Invalid(f"{PHASE_WORDS[present]} is the highest phase. Nothing was moved.", "phase")
        if not step.possible:
            raise Invalid(
                f"It cannot move up to {PHASE_WORDS[step.to].lower()} yet. Nothing was moved.",
                "phase",
                [f"{one.text} ({one.state.replace('_', ' ')}) {one.missing}".strip() for one in step.missing],
            )
        move = entries.made(
            PhaseMove,
            id=context.new_id(),
            kind="up",
            from_phase=present,
            to_phase=step.to,
            day=context.today(),
            reason=reason,
            approver=person.id,
            approver_name=person.name,
            gate=gate_record(facts, step.asked),
            recorded_at=change.at,
            recorded_by=context.actor.label,
        )
        used = [one.waived for one in step.asked if one.waived is not None]
        change.put(*(entries.renewed(waiver, used_by=move.id) for waiver in used))
        change.add("phase_up", SUBJECT, move)
    return move.id


# Down and out ---------------------------------------------------------------------------------------------------------


def move_down(context: Context, initiative: str, *, seen: RolloutPhase, to: RolloutPhase, reason: str) -> str:
    """Step down to any lower phase, for a reason; the move's id. It is never refused. Raises Invalid, Conflict."""
    entries.text(reason, "reason", "The reason", required=True)
    with context.change(initiative) as change:
        present = _seen(change, seen)
        if to not in lower_phases(present):
            raise Invalid(
                f"{PHASE_WORDS.get(to, to)} does not lie below {PHASE_WORDS[present].lower()}. Nothing was moved.",
                "phase",
            )
        return _record(context, change, kind="down", to=to, reason=reason)


def stop(
    context: Context, initiative: str, *, seen: RolloutPhase, reason: str, learnt: str = "", reusable: str = ""
) -> str:
    """Stop the initiative, with what was learnt and what can be reused; the move's id. Raises Invalid, Conflict."""
    entries.text(reason, "reason", "The reason", required=True)
    entries.text(learnt, "learnt", "What was learnt")
    entries.text(reusable, "reusable", "What can be reused")
    with context.change(initiative) as change:
        present = _seen(change, seen)
        if present == "stopped":
            raise Invalid("It is stopped already. Nothing was changed.", "phase")
        return _record(context, change, kind="stop", to="stopped", reason=reason, learnt=learnt, reusable=reusable)


# As it was before -----------------------------------------------------------------------------------------------------


def state_history(
    context: Context, initiative: str, *, phases: Sequence[tuple[PhaseId, date, date | None]], source: str
) -> tuple[str, ...]:
    """Enter the phases that an initiative went through before it was recorded here, the last one as the present.

    Each phase has its first day and, but for the last, the day on which it was left (None: the next one's first day).
    They count as entered, without a gate record. Raises Invalid with every fault, Conflict once anything was recorded.
    """
    entries.text(source, "source", "The source", required=True)
    for phase, first, _ in phases:
        entries.choice(phase, "phase", "The phase", LADDER)
        entries.bounded_day(first, "day", f"The first day of {PHASE_WORDS[phase].lower()}")
    problems = stated_problems(phases, context.today())
    if problems:
        raise Invalid("This history cannot be entered. Nothing was saved.", "phases", problems)
    with context.change(initiative) as change:
        if change.rollout.moves:
            raise Conflict("Moves are recorded already, so no earlier history can be stated. Nothing was saved.")
        before: RolloutPhase = "not_started"
        ids: list[str] = []
        for phase, first, last in phases:
            move = entries.made(
                PhaseMove,
                id=context.new_id(),
                kind="stated",
                from_phase=before,
                to_phase=phase,
                day=first,
                until=last,
                reason=source,
                recorded_at=change.at,
                recorded_by=context.actor.label,
            )
            change.add("phase_stated", SUBJECT, move)
            ids.append(move.id)
            before = phase
    return tuple(ids)


def withdraw_history(context: Context, initiative: str, *, reason: str) -> None:
    """Take a stated history back, so that it can be stated anew; the record of changes keeps what it said.

    Raises Invalid where nothing is stated, Conflict once a move of another kind followed it.
    """
    entries.text(reason, "reason", "The reason", required=True)
    with context.change(initiative) as change:
        moves = change.rollout.moves
        if not moves:
            raise Invalid("No history is stated, so there is nothing to take back.", "phases")
        if any(move.kind != "stated" for move in moves):
            raise Conflict("A move was recorded since, so the stated history stands. Nothing was changed.")
        for move in moves:
            change.remove("phase_withdrawn", SUBJECT, move)
        change.record("history_withdrawn", SUBJECT, {"reason": reason})


# The highest phase ----------------------------------------------------------------------------------------------------


def raise_highest(context: Context, initiative: str, *, phase: PhaseId, executive: str, reason: str) -> str:
    """Let an initiative go further than its profile's highest phase, as the executive, in writing; the entry's id.

    Raises Invalid, NotAllowed, NotFound.
    """
    entries.choice(phase, "phase", "The phase", LADDER)
    entries.text(reason, "reason", "The reason", required=True)
    with context.change(initiative) as change:
        person = person_of(change.assessment, executive)
        problems = executive_problems(person)
        if problems:
            raise NotAllowed(f"Only an executive can raise the highest phase. {' '.join(problems)} Nothing was saved.")
        profile = context.framework_of(change.assessment).profile(change.assessment.initiative.profile)
        limit = highest_phase(profile, change.rollout.highest_phases)
        if not is_above(phase, limit):
            raise Invalid(f"It may go up to {PHASE_WORDS[limit].lower()} already. Nothing was saved.", "phase")
        raised = entries.made(
            HighestPhase,
            id=context.new_id(),
            phase=phase,
            executive=person.id,
            executive_name=person.name,
            reason=reason,
            decided_at=change.at,
            entered_by=context.actor.label,
        )
        change.add("highest_phase_raised", SUBJECT, raised)
    return raised.id


def revoke_highest(context: Context, initiative: str, raised_id: str) -> None:
    """Take the raising of the highest phase back; where it stands already above, it stays there. Raises NotFound."""
    with context.change(initiative) as change:
        raised = next((one for one in change.rollout.highest_phases if one.id == raised_id), None)
        if raised is None:
            raise NotFound("The highest phase was not raised by such an entry. Nothing was changed.")
        if raised.revoked_at is None:
            revoked = entries.renewed(raised, revoked_at=change.at)
            change.save("highest_phase_revoked", SUBJECT, raised, revoked)


# Together -------------------------------------------------------------------------------------------------------------


def _seen(change: Change, seen: RolloutPhase) -> RolloutPhase:
    present = phase_of(change.rollout.moves)
    if present != seen:
        _moved(change)
    return present


def _moved(change: Change) -> NoReturn:
    last = change.rollout.moves[-1]
    raise Conflict(
        f"{last.recorded_by} has moved it to {PHASE_WORDS[last.to_phase].lower()} meanwhile. Nothing was moved; look "
        "at it again.",
        last,
        by=last.recorded_by,
        at=last.recorded_at,
    )


def _record(
    context: Context,
    change: Change,
    *,
    kind: str,
    to: RolloutPhase,
    reason: str,
    learnt: str = "",
    reusable: str = "",
) -> str:
    move = entries.made(
        PhaseMove,
        id=context.new_id(),
        kind=kind,
        from_phase=phase_of(change.rollout.moves),
        to_phase=to,
        day=context.today(),
        reason=reason,
        learnt=learnt,
        reusable=reusable,
        recorded_at=change.at,
        recorded_by=context.actor.label,
    )
    change.add(f"phase_{kind}", SUBJECT, move)
    return move.id
