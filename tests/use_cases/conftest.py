"""A context on a real store with a small framework, and a clock that tests set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.content import Frameworks
from readiness.context import Actor, Context
from readiness.domain.assessment import Answer, Assessment
from readiness.queries.initiative import assessment_of
from readiness.storage.store import Store
from tests.builders import COMPLETE, PROFILE, SMALL, TODAY
from tests.use_cases.climbing import make_ladder as make_ladder

NOON = datetime.combine(TODAY, time(12), UTC)
C1, C2, C3, C4 = (criterion.id for criterion in SMALL.criteria)


@dataclass
class Clock:
    """A moment that stands still until a test moves it."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **more: float) -> None:
        self.moment += timedelta(**more)


@dataclass
class Bench:
    """An initiative with its people, as a test works on it."""

    context: Context
    id: str
    ida: str
    bob: str
    eve: str
    clock: Clock

    def as_(self, person: str) -> Context:
        """The context with another person at the keyboard: ida, bob or eve."""
        return self.context.acting(Actor(getattr(self, person), person.capitalize()))

    @property
    def facts(self) -> Assessment:
        return assessment_of(self.context, self.id)

    def answer(self, criterion: str = C1) -> Answer:
        return self.facts.answer(criterion)

    @property
    def today(self) -> date:
        return self.context.today()

    @property
    def events(self) -> int:
        """How many events there are: a refused command leaves none."""
        return self.context.store.head().seq


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(tmp_path: Path, clock: Clock) -> Iterator[Context]:
    numbers = iter(range(1_000_000))
    store = Store(tmp_path / "data" / "readiness.db", tmp_path / "data" / "evidence", 1_000_000)
    yield Context(
        actor=Actor.nobody(),
        store=store,
        frameworks=Frameworks({SMALL.version: SMALL}, SMALL.version),
        now=clock,
        new_id=lambda: f"{next(numbers):016x}",
    )
    store.close()


@pytest.fixture
def bench(context: Context, clock: Clock) -> Bench:
    """Independent Ida, builder Bob and executive Eve on the initiative "Claims"."""
    id = create_initiative(context, name="Claims", profile=PROFILE, use_case=COMPLETE, id="claims")
    no = {"builder": False, "reports_to_delivery": False, "rewarded_for_launch": False}
    return Bench(
        context,
        id,
        ida=add_person(context, id, name="Ida", **no),
        bob=add_person(context, id, name="Bob", **{**no, "builder": True}),
        eve=add_person(context, id, name="Eve", executive=True, **no),
        clock=clock,
    )
