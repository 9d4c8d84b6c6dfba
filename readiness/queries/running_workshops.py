"""The workshops that run at this moment, on one initiative or on any, as far as a page beside them speaks of them."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context


@dataclass(frozen=True)
class RunningWorkshop:
    """A workshop that has not been closed."""

    initiative: str
    name: str
    """Name of the initiative."""
    code: str
    begun: bool
    """Whether a first vote was opened."""
    people: int
    """Who answers and was not removed."""
    agreed: int
    total: int
    """Criteria on the agenda."""


def running_workshops(context: Context, initiative: str | None = None) -> tuple[RunningWorkshop, ...]:
    """The running workshops, newest first; of one initiative alone where it is named. Raises NotFound."""
    found = []
    for one in context.store.running_workshops():
        if initiative is not None and one.initiative != initiative:
            continue
        facts = context.store.workshop(one.id, present_only=True)
        found.append(
            RunningWorkshop(
                initiative=one.initiative,
                name=context.store.load(one.initiative).initiative.name,
                code=one.code,
                begun=one.state != "lobby",
                people=sum(person.votes for person in facts.participants),
                agreed=sum(decided.rating is not None and not decided.parked for decided in facts.consensus),
                total=len(one.agenda),
            )
        )
    return tuple(found)
