"""An initiative on the built-in framework with everything green, and the fixture that makes it on a real store."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from readiness.context import Actor, Context
from readiness.domain.assessment import Fact
from readiness.domain.condition_facts import LiveFigures
from readiness.domain.phase_rules import phase_of
from readiness.domain.rollout import Rollout
from readiness.queries.rollout import RolloutView, rollout_view
from readiness.storage.store import Store
from tests.ladder import FRAMEWORK, FRAMEWORKS, green

ID = "it"


@dataclass
class Ladder:
    """An initiative on the built-in framework, with everything green."""

    context: Context
    clock: Any

    @property
    def rollout(self) -> Rollout:
        return self.context.store.load_rollout(ID)

    @property
    def phase(self) -> str:
        return phase_of(self.rollout.moves)

    @property
    def events(self) -> int:
        return self.context.store.head().seq

    def view(self) -> RolloutView:
        return rollout_view(self.context, ID)

    def live(self, figures: LiveFigures) -> LiveFigures:
        """Figures as they are counted since the present entry."""
        moves = self.rollout.moves
        return replace(figures, since=moves[-1].day if moves else None)


@pytest.fixture
def make_ladder(tmp_path: Path, clock: Any) -> Iterator[Any]:
    numbers = itertools.count()
    store = Store(tmp_path / "data" / "readiness.db", tmp_path / "data" / "evidence", 1_000_000)
    context = Context(
        actor=Actor("ida", "Ida"), store=store, frameworks=FRAMEWORKS, now=clock, new_id=lambda: f"{next(numbers):016x}"
    )

    def make(*facts: Fact, profile: str = "document_processing", **rollout: Any) -> Ladder:
        assessment = green(*facts, profile=profile)
        initiative = assessment.initiative.model_copy(update={"framework_hash": FRAMEWORKS.hash_of("2026.1")})
        with context.creation() as creation:
            creation.add(
                assessment.model_copy(update={"initiative": initiative}),
                FRAMEWORK,
                FRAMEWORKS.differences("2026.1"),
                "initiative_created",
                {},
                rollout=Rollout(**rollout),
            )
        return Ladder(context, clock)

    yield make
    store.close()
