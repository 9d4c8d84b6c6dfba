"""`patterns`: every failure pattern of an initiative with its signs, as JSON of a fixed shape and as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.commands.dismissals import dismiss
from readiness.domain.wording import day_text
from tests.command_line.calling import Call
from tests.demo import NOW, clock, opened

CLAIMS = "demo-claims-triage"
PATTERN_KEYS = ["id", "level", "severity", "severity_range", "coverage", "indicators"]
SIGN_KEYS = ["key", "state", "rule", "fact", "day", "weight", "source", "dismissed"]
IDS = ["technology_first", "big_bang", "set_and_forget", "perfect_data", "black_box", "cultural_resistance"]


def test_the_json_holds_every_pattern_with_exactly_its_keys(demo: Call) -> None:
    answer = demo("patterns", CLAIMS, "--json")
    assert (answer.status, answer.err) == (0, "")
    assert list(answer.json) == ["patterns"]
    assert [pattern["id"] for pattern in answer.json["patterns"]] == IDS
    for pattern in answer.json["patterns"]:
        assert list(pattern) == PATTERN_KEYS
        assert len(pattern["severity_range"]) == 2
        for sign in pattern["indicators"]:
            assert list(sign) == SIGN_KEYS
            assert sign["state"] in ("hit", "partial", "clear", "unknown")


def test_the_text_names_level_figures_and_every_fact(demo: Call) -> None:
    answer = demo("patterns", CLAIMS)
    facts = [sign["fact"] for p in demo("patterns", CLAIMS, "--json").json["patterns"] for sign in p["indicators"]]
    assert answer.status == 0
    for fact in facts:
        assert fact in answer.text
    assert "Technology-first trap, " in answer.text
    assert " % known" in answer.text


def test_looking_changes_nothing(demo: Call) -> None:
    before = demo.head()
    demo("patterns", CLAIMS)
    assert demo.head() == before


def test_what_was_set_aside_is_shown_with_its_reason_and_end(demo: Call) -> None:
    context = replace(opened(demo.database), now=clock(NOW))
    until = NOW.date().replace(year=NOW.year + 1)
    dismiss(context, CLAIMS, pattern="technology_first", reason="Declared research", until=until)
    context.store.close()
    text = demo("patterns", CLAIMS).text
    assert f"Set aside until {day_text(until)} by {context.actor.label}: Declared research" in text
    pattern = demo("patterns", CLAIMS, "--json").json["patterns"][0]
    assert {sign["dismissed"]["reason"] for sign in pattern["indicators"]} == {"Declared research"}


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_an_unknown_initiative_is_said_to_be_unknown(demo: Call, more: list[str]) -> None:
    answer = demo("patterns", "demo-claims-triag", *more)
    assert (answer.status, answer.out) == (1, b"")
    assert "Did you mean demo-claims-triage?" in answer.err
