"""What docs/data.md says can be checked without this program, checked as it says."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from readiness.commands.answers import set_note
from readiness.commands.snapshots import freeze
from readiness.queries.snapshots import snapshot_text
from tests.use_cases.conftest import C1, Bench

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"


@pytest.fixture
def recipes() -> tuple[str, str]:
    chain, snapshot = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return chain, snapshot


def follow(recipe: str, **given: Any) -> None:
    exec(compile(recipe, "docs/data.md", "exec"), given)


def test_the_recipe_follows_the_event_chain_and_finds_a_changed_event(bench: Bench, recipes: tuple[str, str]) -> None:
    set_note(bench.as_("ida"), bench.id, C1, note="مرحبا 🦊 \u2028", seen="")
    freeze(bench.as_("ida"), bench.id)
    path = bench.context.store.path
    bench.context.store.close()
    follow(recipes[0], database=path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("update event set actor = 'Somebody else' where seq = 5")
        other.commit()
    with pytest.raises(AssertionError):
        follow(recipes[0], database=path)


def test_the_recipe_proves_a_snapshot_and_finds_a_changed_one(bench: Bench, recipes: tuple[str, str]) -> None:
    freeze(bench.as_("ida"), bench.id)
    text, _ = snapshot_text(bench.context, bench.id)
    follow(recipes[1], snapshot=text)
    with pytest.raises(AssertionError):
        follow(recipes[1], snapshot=text.replace("Claims", "Chains"))
