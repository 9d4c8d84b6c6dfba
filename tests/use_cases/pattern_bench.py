"""An initiative on the built-in framework, for the warnings of failure patterns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.content import Frameworks
from readiness.context import Actor, Context
from readiness.domain.patterns.finding import IndicatorFinding, PatternFinding
from readiness.queries.patterns import patterns_of
from readiness.storage.store import Store
from tests.pattern_facts import PROFILE, framework
from tests.use_cases.conftest import Bench, Clock


@pytest.fixture
def watched(tmp_path: Path, clock: Clock) -> Iterator[Bench]:
    """Independent Ida, builder Bob and executive Eve on an initiative of the built-in framework, created today."""
    numbers = iter(range(1_000_000))
    store = Store(tmp_path / "data" / "readiness.db", tmp_path / "data" / "evidence", 1_000_000)
    context = Context(
        actor=Actor.nobody(),
        store=store,
        frameworks=Frameworks({"2026.1": framework()}, "2026.1"),
        now=clock,
        new_id=lambda: f"{next(numbers):016x}",
    )
    id = create_initiative(context, name="Claims", profile=PROFILE, id="claims")
    no = {"builder": False, "reports_to_delivery": False, "rewarded_for_launch": False}
    ida = add_person(context, id, name="Ida", user_side=True, **no)
    bob = add_person(context, id, name="Bob", **{**no, "builder": True})
    eve = add_person(context, id, name="Eve", executive=True, **no)
    yield Bench(context, id, ida=ida, bob=bob, eve=eve, clock=clock)
    store.close()


def pattern(bench: Bench, id: str) -> PatternFinding:
    """One failure pattern of the initiative as it stands now."""
    return next(one for one in patterns_of(bench.context, bench.id) if one.pattern_id == id)


def indicator(bench: Bench, pattern_id: str, key: str) -> IndicatorFinding:
    """One sign of it."""
    return next(one for one in pattern(bench, pattern_id).indicators if one.key == key)
