"""What people do on their phones: join, come back, answer, propose an action."""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal, get_args

from readiness.commands import entries
from readiness.commands.facilitators import LONGEST_NAME, logger, new_secret, plain_code
from readiness.context import Actor, Context
from readiness.domain import workshop_steps as steps
from readiness.domain.assessment import Person
from readiness.domain.press import SHORTEST
from readiness.domain.secret import hashed
from readiness.domain.typed_text import shows_nothing, typed_line, typed_text
from readiness.domain.workshop import CHOICES, Choice, Participant, Proposal, Rejoin, Workshop
from readiness.errors import Invalid, NameTaken, NotAllowed, NotFound, ReadinessError, Waiting
from readiness.storage.ballots import SEAT_MOVED, Ballot, Receipt
from readiness.storage.workshop_change import WorkshopChange

Independence = Literal["none", "stake", "unsaid"]
"""No stake; some stake; would rather not say, which counts as not independent."""

LONGEST_ROLE = 60
LONGEST_REASON = 2_000
"""Letters of a reason or a proof; a phone shows them whole."""
LONGEST_PROPOSAL = 2_000
LONGEST_OWNER = 120
MOST_PARTICIPANTS = 400
MOST_OPEN_REJOINS = 20
MOST_PROPOSALS = 20
"""How many actions one person may propose on one criterion."""

UNKNOWN_SEAT = "Nobody in a workshop is known by this link. Join with the code that the screen shows."
"""The same words for a link that never was and for one that is worth nothing any more."""


@dataclass(frozen=True)
class Joined:
    """Somebody's seat in a workshop."""

    workshop_id: str
    participant_id: str
    token: str
    """Who they are from now on; only its hash is stored."""


def workshop_by_code(context: Context, code: str) -> Workshop:
    """The running workshop with this code. Raises NotFound, NotAllowed where it is closed."""
    found = context.store.workshop_by_code(plain_code(code)) if len(code) <= 40 else None
    if found is None:
        raise NotFound("No workshop has this code. Look at the screen in the room and type it again.")
    if found.state == "closed":
        raise NotAllowed("This workshop is closed, so nobody can join any more. The facilitator has the result.")
    return found


def join(
    context: Context,
    code: str,
    *,
    name: str,
    role: str = "",
    independence: Independence = "unsaid",
    person: str | None = None,
    observer: bool = False,
    double_click_id: str = "",
) -> Joined:
    """Take part in the workshop with this code. One press of the button that arrives twice makes one participant.

    `person` is the id of the person on the initiative that they say to be, where they are one. Raises NameTaken (come
    back, or be another one of that name), NotFound, NotAllowed (closed), Invalid.
    """
    return _join(context, code, name, role, independence, person, observer, double_click_id, another=False)


def join_as_another(
    context: Context,
    code: str,
    *,
    name: str,
    role: str = "",
    independence: Independence = "unsaid",
    person: str | None = None,
    observer: bool = False,
    double_click_id: str = "",
) -> Joined:
    """Take part beside somebody of the same name, as "Sam (2)". Raises NotFound, NotAllowed (closed), Invalid."""
    return _join(context, code, name, role, independence, person, observer, double_click_id, another=True)


def ask_rejoin(context: Context, code: str, name: str) -> tuple[str, str]:
    """Say to be somebody who has joined already; the request's id, and a token that is theirs once it is granted.

    Raises NotFound, NotAllowed (closed, or too many ask), Invalid.
    """
    workshop = workshop_by_code(context, code)
    plain = participant_name(name)
    with context.store.holding(workshop.id, _actor(workshop, plain), context.now()) as change:
        steps.running(change.workshop)
        facts = change.present
        found = taken(facts.participants, plain)
        if found is None:
            raise NotFound(f"Nobody named {plain} takes part in this workshop. Join under this name.")
        if sum(one.decision == "open" for one in facts.rejoins) >= MOST_OPEN_REJOINS:
            raise NotAllowed("Too many people ask to come back at once. Nothing was changed. Talk to the facilitator.")
        asked = Rejoin(id=context.new_id(), participant=found.id, asked_at=change.at)
        token = new_secret()
        change.put(asked)
        change.give_rejoin_token(asked.id, hashed(token))
        change.record("workshop_rejoin_asked", {"name": found.name} if workshop.anonymity == "named" else {})
    return asked.id, token


def participant_of(context: Context, token: str) -> tuple[str, Participant]:
    """The workshop and the participant whose token this is.

    Raises Waiting while a facilitator has not decided on a request to come back, NotAllowed for who was removed or not
    let back in, NotFound for any other token.
    """
    secret = hashed(token)
    seat = context.store.seat(secret)
    if seat is None:
        asked = context.store.rejoin_asked(secret)
        if asked is None:
            logger.warning("Refused at a workshop: a token that is nobody's.")
            raise NotFound(UNKNOWN_SEAT)
        if asked[1].decision == "granted":
            raise NotAllowed(SEAT_MOVED)
        if asked[1].decision == "refused":
            raise NotAllowed("The facilitator did not let you back in under this name. Join under another one.")
        raise Waiting("The facilitator has to let you back in. This page goes on by itself.")
    facts = context.store.workshop(seat.workshop, present_only=True)
    found = facts.participant(seat.participant)
    if found is None:
        raise NotFound(UNKNOWN_SEAT)
    if found.removed_at is not None:
        logger.warning("Refused in workshop %s: somebody who was removed.", seat.workshop)
        raise NotAllowed("You were removed from this workshop by the facilitator. Talk to them if that was a mistake.")
    return seat.workshop, found


def vote(
    context: Context,
    token: str,
    *,
    criterion: str,
    round: int,
    choice: Choice,
    reason: str = "",
    evidence: str = "",
) -> Receipt:
    """Answer on a criterion, or change the answer of the round; it is on the disk once this returns.

    Raises VoteClosed, Invalid (none of the five, a red without a reason, too long), NotAllowed, NotFound; nothing was
    saved then.
    """
    return send_vote(
        context, token, criterion=criterion, round=round, choice=choice, reason=reason, evidence=evidence
    ).result()


def send_vote(
    context: Context,
    token: str,
    *,
    criterion: str,
    round: int,
    choice: Choice,
    reason: str = "",
    evidence: str = "",
    seat: str = "",
) -> Future[Receipt]:
    """The same as `vote` without waiting for the disk: the future is done when the answer is safe, or refused.

    `seat` is the participant whose page it was written on, where that is known: another's token does not send it.
    """
    done: Future[Receipt]
    try:
        reason, evidence = checked_answer(choice, reason, evidence)
    except ReadinessError as refusal:
        done = Future()
        done.set_exception(refusal)
    else:
        done = context.store.ballots.submit(
            Ballot(
                criterion=criterion,
                round=round,
                choice=choice,
                at=context.now(),
                reason=reason,
                evidence=evidence,
                token=token,
                participant=seat,
            )
        )
    done.add_done_callback(_note_refusal)
    return done


def _note_refusal(done: Future[Receipt]) -> None:
    """What was answered and by whom stays out of the log."""
    if not done.cancelled() and isinstance(refusal := done.exception(), ReadinessError):
        logger.warning("Refused an answer: %s.", type(refusal).__name__)


def propose(context: Context, token: str, *, criterion: str, text: str, owner: str = "") -> str:
    """Propose something to do about a criterion whose answers were shown; the proposal's id.

    Raises Invalid, NotAllowed, NotFound.
    """
    workshop_id, participant = participant_of(context, token)
    text = typed_text(text).strip()
    entries.text(text, "text", "The proposal", longest=LONGEST_PROPOSAL, required=True)
    owner = entries.line(typed_line(owner), "owner", "The owner", longest=LONGEST_OWNER)
    workshop = context.store.workshop(workshop_id, present_only=True).workshop
    with context.store.holding(workshop_id, _actor(workshop, participant.name), context.now()) as change:
        facts = change.present
        steps.running(change.workshop)
        shown = [one for one in steps.rounds_of(facts.rounds, criterion) if one.revealed_at is not None]
        if criterion not in change.workshop.agenda or not shown:
            raise Invalid("Actions can be proposed once the answers are shown. Nothing was saved.", "criterion")
        mine = [one for one in facts.proposals if (one.participant, one.criterion) == (participant.id, criterion)]
        same = next((one for one in mine if one.text == text and one.decision == "open"), None)
        if same is not None:
            return same.id
        if len(mine) >= MOST_PROPOSALS:
            raise NotAllowed("You have proposed enough on this criterion. Nothing was saved.")
        proposal = entries.made(
            Proposal,
            id=context.new_id(),
            criterion=criterion,
            participant=participant.id,
            text=text,
            owner=owner,
            at=change.at,
        )
        change.put(proposal)
        change.record("workshop_action_proposed", {"criterion": criterion})
    return proposal.id


def participant_name(name: str) -> str:
    """A name as it is stored. Raises Invalid."""
    return entries.line(typed_line(name), "name", "Your name", longest=LONGEST_NAME, required=True)


def participant_role(role: str) -> str:
    """A role as it is stored. Raises Invalid."""
    return entries.line(typed_line(role), "role", "Your role", longest=LONGEST_ROLE)


def checked_answer(choice: str, reason: str, evidence: str) -> tuple[str, str]:
    """Reason and proof as they are stored. Raises Invalid for what can be no answer, whatever the workshop's state."""
    if choice not in CHOICES:
        raise Invalid(
            "The answer is none of red, yellow, green, not applicable and don't know. Nothing was saved.", "choice"
        )
    why = typed_text(entries.text(reason, "reason", "The reason", longest=LONGEST_REASON)).strip()
    proof = typed_text(entries.text(evidence, "evidence", "The evidence", longest=LONGEST_REASON)).strip()
    if choice == "red" and shows_nothing(why):
        raise Invalid("Red needs a reason: what is wrong? Nothing was saved; write it and send again.", "reason")
    return why, proof


def taken(participants: Iterable[Participant], name: str) -> Participant | None:
    """Who takes part under this name, or one that looks the same."""
    wanted = _folded(name)
    return next((one for one in participants if one.removed_at is None and _folded(one.name) == wanted), None)


def refuse_full(participants: Sequence[Participant]) -> None:
    """Raise NotAllowed where no more people can join; who was removed takes nobody's place."""
    if sum(one.removed_at is None for one in participants) >= MOST_PARTICIPANTS:
        raise NotAllowed(f"This workshop has {MOST_PARTICIPANTS} people already, and no more can join.")


def _join(
    context: Context,
    code: str,
    name: str,
    role: str,
    independence: Independence,
    person: str | None,
    observer: bool,
    click: str,
    *,
    another: bool,
) -> Joined:
    workshop = workshop_by_code(context, code)
    plain, known_as = participant_name(name), participant_role(role)
    entries.choice(independence, "independence", "The answer about independence", get_args(Independence))
    press = hashed(click) if len(click) >= SHORTEST else ""
    with context.store.holding(workshop.id, _actor(workshop, plain), context.now()) as change:
        if change.workshop.state == "closed":
            raise NotAllowed("This workshop was closed just now, so nobody can join any more.")
        facts = change.present
        pressed = change.pressed(press) if press else None
        if pressed is not None:
            if pressed.removed_at is None and _folded(_bare(pressed.name)) == _folded(_bare(plain)):
                return Joined(workshop.id, pressed.id, _token_of(click, workshop.id, pressed.id))
            press = ""  # somebody else's press: this one makes a participant of its own
        refuse_full(facts.participants)
        same = taken(facts.participants, plain)
        if same is not None and not another:
            raise NameTaken(
                f"Somebody named {same.name} takes part already. If that is you, ask to come back; if not, join as "
                "another one.",
                theirs=same.name,
            )
        if same is not None:
            plain = _next_name(facts.participants, plain)
        hidden = change.workshop.anonymity == "anonymous"
        who = _person(context, change, person)
        added = entries.made(
            Participant,
            id=context.new_id(),
            name=plain,
            role="" if hidden else known_as,
            # In an anonymous workshop no more is kept of anybody than the yes or no of independence.
            person=who.id if who is not None and not hidden else None,
            independent=independence == "none" and not _has_stake(who),
            observer=observer,
            joined_at=change.at,
        )
        token = _token_of(click, workshop.id, added.id) if press else new_secret()
        change.put(added)
        change.give_token(added.id, hashed(token))
        if press:
            change.note_press(added.id, press)
        change.record("workshop_joined", {"name": plain} if change.workshop.anonymity == "named" else {})
    return Joined(workshop.id, added.id, token)


def _person(context: Context, change: WorkshopChange, person: str | None) -> Person | None:
    """The person on the initiative that somebody says to be; nobody where another participant is that already."""
    if person is None:
        return None
    found = context.store.load(change.workshop.initiative).person(person)
    if found is None or found.left:
        raise Invalid("There is no such person on this initiative. Nothing was saved; join without.", "person")
    others = {one.person for one in change.present.participants if one.removed_at is None}
    return None if found.id in others else found


def _has_stake(person: Person | None) -> bool:
    """Whether somebody has declared a stake on the initiative, which a tap on a phone does not take back."""
    return person is not None and True in (person.builder, person.reports_to_delivery, person.rewarded_for_launch)


def _actor(workshop: Workshop, name: str) -> Actor:
    """Somebody on a phone as records name them: by name only where the workshop shows names."""
    return Actor(None, name if workshop.anonymity == "named" else "A participant")


def _token_of(click: str, workshop: str, participant: str) -> str:
    """The token that one press of the join button gives, however often it arrives: as random as the id of the press."""
    message = f"seat\n{workshop}\n{participant}".encode()
    digest = hmac.new(click.encode("utf-8", "surrogatepass"), message, "sha256").digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _folded(name: str) -> str:
    """A name without what the eye does not see."""
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cc"))
    return " ".join(seen.split()).casefold()


def _bare(name: str) -> str:
    return re.sub(r" \(\d+\)$", "", name)


def _next_name(participants: Iterable[Participant], name: str) -> str:
    present = {_folded(one.name) for one in participants if one.removed_at is None}
    number = 2
    while _folded(f"{name} ({number})") in present:
        number += 1
    return f"{name} ({number})"
