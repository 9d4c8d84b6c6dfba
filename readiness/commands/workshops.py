"""Make a workshop and lead it from step to step: vote, reveal, another round, move on, close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from readiness.commands import entries
from readiness.commands.facilitators import (
    acting_as,
    as_actor,
    facilitator_name,
    facilitator_of,
    first_facilitator,
    leading,
    new_code,
    new_recovery_code,
    plain_code,
    still_leading,
)
from readiness.context import Actor, Context
from readiness.domain import workshop_steps as steps
from readiness.domain.gate import evaluate
from readiness.domain.secret import hashed
from readiness.domain.wording import count_text
from readiness.domain.workshop import ANONYMITY_ORDER, Anonymity, Screen, Workshop, after, stricter
from readiness.domain.workshop_recording import record_of
from readiness.errors import Conflict, Invalid, NotAllowed
from readiness.storage.workshop_change import WorkshopChange

TIMER = Actor(None, "The timer")
"""Who reveals where the end of the timer does."""
_CODES_TRIED = 20


@dataclass(frozen=True)
class Created:
    """A new workshop with its secrets, which are shown once: only what is computed from them is stored."""

    id: str
    code: str
    """What people type to join; no secret."""
    key: str
    """The first facilitator's key."""
    recovery_code: str


def create_workshop(
    context: Context,
    initiative: str,
    *,
    name: str,
    agenda: Sequence[str],
    anonymity: Anonymity = "named",
    auto_reveal: bool = False,
) -> Created:
    """Make a workshop on an initiative, led by somebody of this name. Raises Invalid, NotFound."""
    entries.choice(anonymity, "anonymity", "The way of showing names", ANONYMITY_ORDER)
    acting = context.acting(acting_as(context, facilitator_name(name)))
    for attempt in range(_CODES_TRIED):
        code, recovery_code = new_code(), new_recovery_code()
        try:
            with acting.change(initiative) as change:
                framework = context.framework_of(change.assessment)
                for criterion in agenda:
                    entries.criterion_of(framework, criterion)
                if not agenda or len(set(agenda)) != len(agenda):
                    raise Invalid(
                        "The agenda needs at least one criterion, and each of them once. Nothing was saved.", "agenda"
                    )
                workshop = Workshop(
                    id=context.new_id(),
                    initiative=initiative,
                    code=code,
                    agenda=tuple(agenda),
                    anonymity=anonymity,
                    auto_reveal=auto_reveal,
                    created_at=change.at,
                    created_by=acting.actor.label,
                )
                begun = change.begin_workshop(workshop, recovery_hash=hashed(plain_code(recovery_code)))
                key = first_facilitator(context, begun, name)
                begun.record(
                    "workshop_created", {"agenda": list(agenda), "anonymity": anonymity, "auto_reveal": auto_reveal}
                )
            return Created(workshop.id, code, key, recovery_code)
        except Conflict:
            if attempt == _CODES_TRIED - 1:
                raise
    raise AssertionError("every attempt returns or raises")


def open_voting(context: Context, workshop_id: str, *, key: str, version: int, criterion: str) -> Workshop:
    """Let people answer on a criterion that was not revealed yet.

    Raises StaleVersion, NotAllowed, Invalid, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        change.expect(version)
        last = steps.last_round(change.present.rounds, criterion)
        if last is not None and last.revealed_at is not None:
            raise Invalid(
                "The answers on this criterion were shown already. Nothing was changed. Start a new round on it to "
                "vote again.",
                "criterion",
            )
        return _move(change, criterion, version)


def go_to(context: Context, workshop_id: str, *, key: str, version: int, criterion: str) -> Workshop:
    """Let all look at a criterion: what was agreed, the answers shown, or a vote where nothing was shown yet.

    Raises StaleVersion, NotAllowed, Invalid, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        lead.change.expect(version)
        return _move(lead.change, criterion, version)


def step(context: Context, workshop_id: str, *, key: str, version: int, by: int = 1) -> Workshop:
    """Go so many criteria along the agenda, like `go_to`. Raises StaleVersion, NotAllowed, Invalid, NotFound."""
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        change.expect(version)
        steps.running(change.workshop)
        to = after(change.workshop.agenda, change.workshop.criterion, by)
        if to is None:
            end = "last" if by > 0 else "first"
            raise Invalid(f"This is the {end} criterion of the agenda. Nothing was changed.", "criterion")
        return _move(change, to, version)


def reveal(context: Context, workshop_id: str, *, key: str, version: int, missing_ok: bool = False) -> Workshop:
    """Show the answers of the present round to all, for good.

    Raises Invalid with the field `missing_ok` and how many have not answered, where any are missing and it was not
    said that this is all right; they are put down as not having voted. Raises StaleVersion, NotAllowed, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        lead.change.expect(version)
        return _reveal(lead.change, lead.by, version, missing_ok=missing_ok)


def tick(context: Context, workshop_id: str) -> bool:
    """Reveal where the timer has run out and that was chosen to reveal; whether it did. Raises NotFound."""
    facts = context.store.workshop(workshop_id, present_only=True)
    if not _is_over(facts.workshop, context):
        return False
    with context.store.holding(workshop_id, TIMER, context.now()) as change:
        if not _is_over(change.workshop, context):
            return False
        _reveal(change, TIMER.name, change.workshop.version, missing_ok=True)
    return True


def new_round(context: Context, workshop_id: str, *, key: str, version: int) -> Workshop:
    """Let people answer once more on the present criterion; the rounds before stay.

    Raises StaleVersion, NotAllowed, Invalid, NotFound.
    """
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        change.expect(version)
        taken = steps.another_round(change.workshop, rounds=change.present.rounds, at=change.at)
        return _take(change, taken, version, "workshop_round_opened")


def close(context: Context, workshop_id: str, *, key: str, version: int) -> Workshop:
    """End the workshop. What it leaves is kept with the initiative: counts and decisions, nobody's name or answer.

    Raises StaleVersion, NotAllowed, Invalid, NotFound.
    """
    author = facilitator_of(context, workshop_id, key)
    initiative = context.store.workshop(workshop_id, present_only=True).workshop.initiative
    with context.acting(as_actor(context, author)).change(initiative) as change:
        held = change.workshop(workshop_id)
        still_leading(held, key)
        held.expect(version)
        facts = held.facts
        ended = held.step(steps.closed(held.workshop, change.at), version=version)
        record = record_of(
            facts.workshop,
            participants=facts.participants,
            rounds=facts.rounds,
            votes=facts.votes,
            voted=facts.voted,
            consensus=facts.consensus,
            evaluation=evaluate(change.present, context.framework_of(change.present), context.today()),
            closed_at=change.at,
        )
        change.add("workshop_closed", f"workshop/{workshop_id}", record)
    return ended


def set_timer(context: Context, workshop_id: str, *, key: str, seconds: int | None) -> Workshop:
    """Set when the time is up, counted from now; None takes the timer away. Raises NotAllowed, Invalid, NotFound."""
    most = int(steps.LONGEST_TIMER.total_seconds())
    if seconds is not None:
        entries.whole(seconds, "seconds", "The time in seconds", least=5, most=most)
    with leading(context, workshop_id, key) as lead:
        ends = None if seconds is None else lead.change.at + timedelta(seconds=seconds)
        return _set(lead.change, "workshop_timer_set", {"seconds": seconds}, timer_ends_at=ends)


def set_screen(context: Context, workshop_id: str, *, key: str, screen: Screen) -> Workshop:
    """Choose what the projector shows. Raises NotAllowed, Invalid, NotFound."""
    entries.choice(screen, "screen", "The picture", get_args(Screen))
    with leading(context, workshop_id, key) as lead:
        if lead.change.workshop.screen == screen:
            return lead.change.workshop
        return _set(lead.change, "workshop_screen_set", {"screen": screen}, screen=screen)


def set_anonymity(context: Context, workshop_id: str, *, key: str, anonymity: Anonymity) -> Workshop:
    """Show less of people than before; only while nobody has answered. Raises NotAllowed, Invalid, NotFound."""
    entries.choice(anonymity, "anonymity", "The way of showing names", ANONYMITY_ORDER)
    with leading(context, workshop_id, key) as lead:
        change = lead.change
        if anonymity == change.workshop.anonymity:
            return change.workshop
        if not stricter(change.workshop.anonymity, anonymity):
            raise NotAllowed(
                "People have joined on the promise that less is seen of them. Nothing was changed: a workshop can "
                "only become stricter."
            )
        if change.facts.voted or change.facts.votes:
            raise NotAllowed(
                "Somebody has answered already, so what is seen of people stays as promised. Nothing was changed."
            )
        if anonymity == "anonymous":
            for one in change.present.participants:
                change.put(one.model_copy(update={"role": "", "person": None}))
        return _set(change, "workshop_anonymity_set", {"anonymity": anonymity}, anonymity=anonymity)


def take_over(change: WorkshopChange, taken: steps.Step, version: int) -> Workshop:
    """Store a step with the round that it opened or closed."""
    if taken.round is not None:
        change.put(taken.round)
    return change.step(taken.workshop, version=version)


def move_to(change: WorkshopChange, criterion: str, version: int) -> Workshop:
    """Let all look at a criterion, without an event."""
    facts = change.present
    return take_over(
        change,
        steps.moved(change.workshop, criterion, rounds=facts.rounds, consensus=facts.consensus, at=change.at),
        version,
    )


def _move(change: WorkshopChange, criterion: str, version: int) -> Workshop:
    stands = move_to(change, criterion, version)
    change.record("workshop_criterion_opened", {"criterion": criterion, "round": stands.round, "state": stands.state})
    return stands


def _take(change: WorkshopChange, taken: steps.Step, version: int, kind: str) -> Workshop:
    stands = take_over(change, taken, version)
    change.record(kind, {"criterion": stands.criterion, "round": stands.round})
    return stands


def _reveal(change: WorkshopChange, by: str, version: int, *, missing_ok: bool) -> Workshop:
    facts = change.present
    taken = steps.revealed(
        change.workshop,
        participants=facts.participants,
        rounds=facts.rounds,
        votes=facts.votes,
        voted=facts.voted,
        by=by,
        at=change.at,
    )
    assert taken.round is not None
    missing = len(taken.round.missing)
    if missing and not missing_ok:
        have = "has" if missing == 1 else "have"
        raise Invalid(
            f"{count_text(missing, 'person', 'people')} {have} not answered yet. Nothing was shown. Wait, or reveal "
            "without them: they are put down as not having voted.",
            "missing_ok",
        )
    stands = take_over(change, taken, version)
    change.record(
        "workshop_revealed",
        {
            "criterion": taken.round.criterion,
            "round": taken.round.number,
            "voted": len(facts.voted_in(taken.round.criterion, taken.round.number)),
            "missing": missing,
        },
    )
    return stands


def _is_over(workshop: Workshop, context: Context) -> bool:
    ends = workshop.timer_ends_at
    return workshop.auto_reveal and workshop.state == "voting" and ends is not None and ends <= context.now()


def _set(change: WorkshopChange, kind: str, body: dict[str, object], **fields: object) -> Workshop:
    steps.running(change.workshop)
    stands = change.step(steps.changed(change.workshop, **fields), version=change.workshop.version)
    change.record(kind, body)
    return stands
