"""The page on failure patterns says of every sign what its rule says, with the framework's weights."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

from readiness.domain.framework import Pattern
from readiness.domain.patterns import (
    big_bang,
    black_box,
    cultural_resistance,
    perfect_data,
    set_and_forget,
    technology_first,
)
from tests.pattern_facts import framework

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "patterns.md").read_text(encoding="utf-8").split())
FILES: dict[str, ModuleType] = {
    "technology_first": technology_first,
    "big_bang": big_bang,
    "set_and_forget": set_and_forget,
    "perfect_data": perfect_data,
    "black_box": black_box,
    "cultural_resistance": cultural_resistance,
}


@pytest.mark.parametrize("pattern", framework().patterns, ids=lambda pattern: pattern.id)
def test_every_sign_stands_on_the_page_as_its_rule_explains_it(pattern: Pattern) -> None:
    assert f"## {pattern.name}" in PAGE
    for sign in pattern.indicators:
        explained = re.sub(r"\s+", " ", inspect.getdoc(getattr(FILES[pattern.id], sign.key)) or "")
        assert f"- **{sign.key}** (weight {sign.weight:g}, {sign.source}). {explained}" in PAGE
