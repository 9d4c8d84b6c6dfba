"""Who leads a workshop: keys, the recovery code, co-facilitators, and the check that stands before every step."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from readiness.commands import entries
from readiness.context import Actor, Context
from readiness.domain.secret import hashed
from readiness.domain.typed_text import typed_line
from readiness.domain.workshop import Facilitator
from readiness.errors import Invalid, NotAllowed
from readiness.storage.workshop_change import WorkshopChange

logger = logging.getLogger("readiness.workshop")

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What codes are made of: nothing that looks like something else (no 0, O, 1, I)."""
CODE_LENGTH = 6
LONGEST_NAME = 80
_RECOVERY_LENGTH = 30
"""Letters of a recovery code, five bits each: 150 random bits."""


@dataclass(frozen=True)
class Lead:
    """An open transaction on a workshop, and the facilitator who was recognised by their key."""

    change: WorkshopChange
    facilitator: Facilitator

    @property
    def by(self) -> str:
        """Their name."""
        return self.facilitator.name


def facilitator_of(context: Context, workshop_id: str, key: str) -> Facilitator:
    """The facilitator whose key this is. Raises NotAllowed, NotFound."""
    context.store.workshop_tag(workshop_id)
    return _recognised(workshop_id, context.store.facilitator(workshop_id, hashed(key)))


@contextmanager
def leading(context: Context, workshop_id: str, key: str) -> Iterator[Lead]:
    """One transaction on a workshop in the name of the facilitator whose key this is. Raises NotAllowed, NotFound."""
    author = facilitator_of(context, workshop_id, key)
    with context.store.holding(workshop_id, as_actor(context, author), context.now()) as change:
        yield Lead(change, still_leading(change, key))


def still_leading(change: WorkshopChange, key: str) -> Facilitator:
    """The facilitator again, asked inside the transaction: they may have left in the meantime. Raises NotAllowed."""
    return _recognised(change.id, change.facilitator_by_key(hashed(key)))


def as_actor(context: Context, facilitator: Facilitator) -> Actor:
    """A facilitator as records name them."""
    return acting_as(context, facilitator.name)


def acting_as(context: Context, name: str) -> Actor:
    """Whoever is at the keyboard where they have this name; else somebody of this name for whom nobody vouches."""
    return context.actor if context.actor.name == name else Actor(None, name)


def add_facilitator(context: Context, workshop_id: str, *, key: str, name: str) -> str:
    """Let somebody else lead as well; their key. Raises NotAllowed, Invalid, NotFound."""
    with leading(context, workshop_id, key) as lead:
        added, new_key = _add(context, lead.change, name)
        lead.change.record("workshop_facilitator_added", {"facilitator": added.name})
    return new_key


def recover(context: Context, workshop_id: str, *, recovery_code: str, name: str) -> str:
    """Lead again with the recovery code that was shown when the workshop was made; a new key.

    Raises NotAllowed for a wrong code, Invalid, NotFound.
    """
    stored = context.store.recovery_hash(workshop_id)
    if not hmac.compare_digest(stored, hashed(plain_code(recovery_code))):
        refuse(
            workshop_id,
            "a recovery code that is not the workshop's",
            "This is not the recovery code of this workshop. Nothing was changed. Compare it letter by letter.",
        )
    author = Actor(None, facilitator_name(name))
    with context.store.holding(workshop_id, author, context.now()) as change:
        added, key = _add(context, change, name)
        change.record("workshop_recovered", {"facilitator": added.name})
    return key


def leave(context: Context, workshop_id: str, *, key: str) -> None:
    """Lead no longer; the workshop goes on. Raises NotAllowed for the last facilitator, NotFound."""
    with leading(context, workshop_id, key) as lead:
        others = [
            one for one in lead.change.present.facilitators if one.left_at is None and one.id != lead.facilitator.id
        ]
        if not others and lead.change.workshop.state != "closed":
            raise NotAllowed(
                "You are the only one who leads this workshop. Nothing was changed. Let somebody else lead as well, or "
                "close the workshop."
            )
        lead.change.put(lead.facilitator.model_copy(update={"left_at": lead.change.at}))
        lead.change.record("workshop_facilitator_left", {"facilitator": lead.by})


def first_facilitator(context: Context, change: WorkshopChange, name: str) -> str:
    """Let somebody lead a workshop that is being made; their key. Raises Invalid."""
    return _add(context, change, name)[1]


def facilitator_name(name: str) -> str:
    """A facilitator's name as it is stored. Raises Invalid."""
    return entries.line(typed_line(name), "name", "Your name", longest=LONGEST_NAME, required=True)


def new_secret() -> str:
    """A new token or key: 192 random bits."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    """A new code to type."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def new_recovery_code() -> str:
    """A new recovery code, in groups that can be read aloud."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(_RECOVERY_LENGTH))
    return "-".join(letters[start : start + 5] for start in range(0, _RECOVERY_LENGTH, 5))


def plain_code(typed: str) -> str:
    """A code as it is stored: without blanks and dashes, in capitals."""
    return "".join(letter for letter in typed.upper() if letter not in " -–\t\n\r")


def refuse(workshop_id: str, what: str, message: str) -> NoReturn:
    """Refuse something that nobody does by mistake, and note it. Raises NotAllowed."""
    logger.warning("Refused in workshop %s: %s.", workshop_id, what)
    raise NotAllowed(message)


def _recognised(workshop_id: str, facilitator: Facilitator | None) -> Facilitator:
    if facilitator is None:
        refuse(
            workshop_id,
            "a facilitator's action without a facilitator's key",
            "Only who leads this workshop may do this. Nothing was changed. With the recovery code you can lead it.",
        )
    if facilitator.left_at is not None:
        refuse(
            workshop_id,
            "a facilitator's action by somebody who has left",
            "You lead this workshop no longer. Nothing was changed. Ask somebody who does to let you in again.",
        )
    return facilitator


def _add(context: Context, change: WorkshopChange, name: str) -> tuple[Facilitator, str]:
    plain = facilitator_name(name)
    present = [one.name.casefold() for one in change.present.facilitators if one.left_at is None]
    if plain.casefold() in present:
        number = next(n for n in range(2, len(present) + 3) if f"{plain} ({n})".casefold() not in present)
        plain = f"{plain} ({number})"
    if len(change.present.facilitators) >= 50:
        raise Invalid("Fifty people have led this workshop already, and no more can. Nothing was changed.", "name")
    added = entries.made(Facilitator, id=context.new_id(), name=plain, added_at=change.at)
    key = new_secret()
    change.put(added)
    change.give_key(added.id, hashed(key))
    return added, key
