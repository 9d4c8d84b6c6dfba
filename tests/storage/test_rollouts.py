"""Facts of a rollout come back from the database as they went in."""

from __future__ import annotations

from typing import Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, ValidationError

from readiness.domain.fact import Fact
from readiness.domain.project_record import Feedback, ProjectRecord
from readiness.domain.rollout import Rollout
from readiness.errors import NotFound
from readiness.storage.rollouts import LISTS, SINGLE
from readiness.storage.store import Store
from tests.builders import TODAY
from tests.storage.steps import IDA, NOON, add_initiative
from tests.storage.test_facts import DAYS, MOMENTS, NUMBERS, TEXT

SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    AwareDatetime: MOMENTS,
    float: NUMBERS,
    int: st.integers(0, 2**53),
    bool: st.booleans(),
    type(TODAY): DAYS,
    type(None): st.none(),
}


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type holds and the program can store."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, Fact):
        return any_fact(kind)
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        if inner[-1] is ...:
            return st.lists(any_of(inner[0]), max_size=3).map(tuple)
        return st.tuples(*(any_of(one) for one in inner))
    if inner and all(isinstance(one, str) for one in inner):
        return st.sampled_from(inner)
    return st.one_of(*(any_of(one) for one in inner))


@st.composite
def any_fact(draw: st.DrawFn, model: type[Fact]) -> Fact:
    values = {name: draw(any_of(field.annotation)) for name, field in model.model_fields.items()}
    try:
        return model(**values)
    except ValidationError:
        reject()


def said(text: str, id: str = "f1") -> Feedback:
    return Feedback(id=id, day=TODAY, text=text, added_at=NOON)


def test_every_field_of_a_rollout_has_a_place_in_the_database() -> None:
    assert {*SINGLE, *LISTS} == set(Rollout.model_fields)


@pytest.mark.parametrize("field", [*SINGLE, *LISTS])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_stored_comes_back_as_it_was(store: Store, field: str, data: st.DataObject) -> None:
    fact = data.draw(any_fact({**SINGLE, **LISTS}[field]))
    id = f"i{store.head().seq}"
    add_initiative(store, id)

    with store.change(id, IDA, NOON) as change:
        change.put(fact)
        change.record("tried", field, {})
        assert getattr(change.rollout, field) in (fact, (fact,))

    assert getattr(store.load_rollout(id), field) in (fact, (fact,))


def test_a_known_fact_keeps_its_place_and_a_new_one_goes_to_the_end(store: Store) -> None:
    add_initiative(store, "one")
    for fact in (said("a", "f1"), said("b", "f2"), said("c", "f1")):
        with store.change("one", IDA, NOON) as change:
            change.put(fact)
            change.record("tried", "feedback", {})

    assert [item.text for item in store.load_rollout("one").feedback] == ["c", "b"]


def test_nothing_stored_is_an_empty_rollout_and_an_unknown_initiative_is_none(store: Store) -> None:
    add_initiative(store, "one")

    assert store.load_rollout("one") == Rollout()
    assert store.load_rollouts(["one", "two"]) == {}
    with pytest.raises(NotFound):
        store.load_rollout("two")


def test_the_facts_of_a_rollout_go_with_their_initiative(store: Store) -> None:
    add_initiative(store, "one")
    with store.change("one", IDA, NOON) as change:
        change.put(ProjectRecord(smallest_input_set="two columns"), said("a"))
        change.record("tried", "record", {})
    with store.change("one", IDA, NOON) as change:
        change.delete("initiative_deleted", {})
    add_initiative(store, "one")

    assert store.load_rollout("one") == Rollout()
