"""Blocks of changes that are saved together: a block inside another is part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from tests.demo import opened


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return opened(tmp_path / "readiness.db")


def test_a_block_inside_another_is_saved_with_it(context: Context) -> None:
    with context.store.together():
        create_initiative(context, name="First", profile="fraud_detection")
        with context.store.together():
            create_initiative(context, name="Second", profile="fraud_detection")
    assert len(context.store.ids()) == 2


def test_an_inner_block_that_fails_takes_only_its_own_changes_back(context: Context) -> None:
    with context.store.together():
        first = create_initiative(context, name="First", profile="fraud_detection")
        with pytest.raises(InterruptedError), context.store.together():
            create_initiative(context, name="Second", profile="fraud_detection")
            raise InterruptedError
    assert context.store.ids() == (first,)


def test_an_outer_block_that_fails_takes_the_inner_one_back(context: Context) -> None:
    with pytest.raises(InterruptedError), context.store.together():
        with context.store.together():
            create_initiative(context, name="Inner", profile="fraud_detection")
        raise InterruptedError
    assert context.store.ids() == ()
