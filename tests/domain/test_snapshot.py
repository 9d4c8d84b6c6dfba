"""Canonical text, fingerprints and the seal of a snapshot."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.snapshot import Document, Frozen, canonical, fingerprint, seal_of, sealed, unsealed
from tests.builders import SMALL, TODAY, a_plan, an_assessment, at, judged, rated

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(derandomize=True, database=None, deadline=None)
@given(VALUES)
def test_canonical_text_holds_the_value_and_is_the_same_for_the_same_value(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_the_order_of_names_is_irrelevant_and_that_of_lists_is_not() -> None:
    assert canonical({"b": 1, "a": [2, 1]}) == canonical({"a": [2, 1], "b": 1}) == '{"a":[2,1],"b":1}'
    assert fingerprint([1, 2]) != fingerprint([2, 1])


def test_letters_stay_letters() -> None:
    assert canonical({"name": "Zoë 准备"}) == '{"name":"Zoë 准备"}'


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_json_cannot_say_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"number": number})


def test_a_fingerprint_is_the_sha256_of_the_text() -> None:
    assert fingerprint({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def a_snapshot() -> Document:
    return Document(
        program="1.0",
        framework_hash="0" * 64,
        framework=SMALL,
        assessment=an_assessment(rated("data.c1", "yellow"), a_plan("data.c1")),
        snapshot=Frozen(
            number=1,
            frozen_at=at(TODAY),
            frozen_by="Ida (not signed in)",
            evaluation=judged(rated("data.c1", "yellow"), a_plan("data.c1")),
            chain_sequence=7,
            chain_hash="a" * 64,
        ),
    )


def test_a_sealed_snapshot_comes_back_whole() -> None:
    text, sha256 = sealed(a_snapshot())
    assert unsealed(text) == a_snapshot()
    assert seal_of(json.loads(text)) == sha256 == json.loads(text)["sha256"]


def test_the_same_snapshot_gives_the_same_text() -> None:
    assert sealed(a_snapshot()) == sealed(a_snapshot())


def test_any_change_breaks_the_seal() -> None:
    text, sha256 = sealed(a_snapshot())
    values = json.loads(text)
    values["snapshot"]["evaluation"]["verdict"] = "ready"
    assert seal_of(values) != sha256
