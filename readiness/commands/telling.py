"""One demo story while it is told: who is who, the day it is, and ids that are the same in every telling."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from readiness.content.stories import Story
from readiness.context import Actor, Context
from readiness.domain.framework import Framework

SEED = "readiness demo 1"
WORK_BEGINS = time(9, 0, tzinfo=UTC)

Step = tuple[int, Callable[[], object]]
"""Something that happens in a story: (days ago, what to do)."""


@dataclass
class Telling:
    """One story while it is told."""

    context: Context
    story: Story
    framework: Framework
    people: dict[str, Actor] = field(default_factory=dict)
    truths: dict[str, str] = field(default_factory=dict)
    """What is right in each case of its decision logs."""

    def __post_init__(self) -> None:
        self.random = random.Random(f"{SEED} {self.story.id}")
        self.today = self.context.today()

    def day(self, days_ago: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=days_ago)

    def at(self, days_ago: int, person: str | None = None, minutes: int = 0) -> Context:
        """The surroundings on that day, with a person of the story at the keyboard."""
        moment = datetime.combine(self.day(days_ago), WORK_BEGINS) + timedelta(minutes=minutes)
        actor = self.people[person] if person else next(iter(self.people.values()), self.context.actor)
        return replace(self.context, now=lambda: moment, actor=actor, new_id=self.new_id)

    def person(self, key: str | None) -> str:
        """The stored id of a person of the story; empty for nobody."""
        return (self.people[key].id or "") if key is not None else ""

    def chance(self, *about: str) -> random.Random:
        """A source of chance for one part of the story, whatever else is told before it."""
        return random.Random(" ".join((SEED, self.story.id, *about)))

    def new_id(self) -> str:
        """The next id of this story."""
        return f"{self.random.getrandbits(64):016x}"
