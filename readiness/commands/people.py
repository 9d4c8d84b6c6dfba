"""Enter the people of an initiative and what they declare about their independence."""

from __future__ import annotations

from typing import Any

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.assessment import Assessment, Person
from readiness.errors import NotAllowed, NotFound

DECLARATIONS = ("builder", "reports_to_delivery", "rewarded_for_launch")
_CHANGEABLE = ("name", "role", "executive", "user_side", *DECLARATIONS, "left")


def add_person(
    context: Context,
    initiative: str,
    *,
    name: str,
    role: str = "",
    executive: bool = False,
    user_side: bool = False,
    builder: bool | None = None,
    reports_to_delivery: bool | None = None,
    rewarded_for_launch: bool | None = None,
) -> str:
    """Enter a person; None leaves a declaration open. The person's id. Raises Invalid, NotFound."""
    with context.change(initiative) as change:
        declared = any(answer is not None for answer in (builder, reports_to_delivery, rewarded_for_launch))
        person = entries.made(
            Person,
            id=context.new_id(),
            name=_name(name),
            role=_role(role),
            executive=executive,
            user_side=user_side,
            builder=builder,
            reports_to_delivery=reports_to_delivery,
            rewarded_for_launch=rewarded_for_launch,
            declared_at=change.at if declared else None,
        )
        change.add("person_added", f"person/{person.id}", person)
    return person.id


def change_person(context: Context, initiative: str, person_id: str, *, seen: Person, **changes: Any) -> None:
    """Change fields of a person: name, role, executive, user_side, the three declarations, left.

    `seen` is the person as the edit found them; only the fields changed here are compared with what is stored. Raises
    StaleVersion, Invalid, NotFound.
    """
    entries.known_fields(changes, _CHANGEABLE, "A person")
    if "name" in changes:
        _name(changes["name"])
    if "role" in changes:
        _role(changes["role"])
    with context.change(initiative) as change:
        stored = person_of(change.assessment, person_id)
        new = entries.renewed(stored, **changes)
        entries.replaced(
            change,
            "person_changed",
            f"person/{person_id}",
            f"the entry of {stored.name}",
            stored,
            entries.renewed(seen, declared_at=stored.declared_at),
            entries.renewed(new, declared_at=change.at) if _declared_anew(stored, new) else new,
        )


def person_of(assessment: Assessment, person_id: str) -> Person:
    """A person of the initiative. Raises NotFound."""
    person = assessment.person(person_id)
    if person is None:
        raise NotFound("There is no such person on this initiative. Nothing was saved.")
    return person


def present_person(context: Context, assessment: Assessment) -> Person | None:
    """The person at the keyboard; None where nobody was named. Raises NotAllowed for somebody not on the initiative."""
    if context.actor.id is None:
        return None
    person = assessment.person(context.actor.id)
    if person is None or person.left:
        raise NotAllowed(
            f"{context.actor.name} is not among the people of this initiative. Nothing was saved. Say who you are, or "
            "enter the person under People."
        )
    return person


def named_person(context: Context, assessment: Assessment) -> Person:
    """The person at the keyboard. Raises NotAllowed where nobody was named."""
    person = present_person(context, assessment)
    if person is None:
        raise NotAllowed("Say first who you are, from the people of this initiative. Nothing was saved.")
    return person


def _declared_anew(stored: Person, new: Person) -> bool:
    return any(getattr(stored, field) != getattr(new, field) for field in DECLARATIONS)


def _name(value: str) -> str:
    return entries.line(value, "name", "The name", longest=entries.LONGEST_NAME, required=True)


def _role(value: str) -> str:
    return entries.line(value, "role", "The role")
