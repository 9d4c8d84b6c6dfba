"""Blocks of several changes that are saved together: all of them or none, and nobody sees half of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.storage.engine import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = Engine(tmp_path / "together.db")
    with made.writing() as run:
        run("create table thing (name text primary key not null)")
    yield made
    made.close()


def add(engine: Engine, name: str) -> None:
    with engine.writing() as run:
        run("insert into thing (name) values (:name)", name=name)


def names(engine: Engine) -> list[str]:
    with engine.reading() as run:
        return [row["name"] for row in run("select name from thing order by name")]


def test_changes_in_one_block_are_saved_when_it_ends(engine: Engine) -> None:
    with engine.together():
        add(engine, "one")
        assert names(engine) == ["one"], "the block sees what it wrote"
        add(engine, "two")
    assert names(engine) == ["one", "two"]


def test_nobody_else_sees_them_before(engine: Engine) -> None:
    seen: list[list[str]] = []
    with engine.together():
        add(engine, "one")
        other = threading.Thread(target=lambda: seen.append(names(engine)))
        other.start()
        other.join(10)
    assert seen == [[]]


def test_a_failure_undoes_all_of_them(engine: Engine) -> None:
    with pytest.raises(InterruptedError), engine.together():
        add(engine, "one")
        add(engine, "two")
        raise InterruptedError
    assert names(engine) == []


def test_a_part_that_fails_and_is_caught_undoes_only_itself(engine: Engine) -> None:
    with engine.together():
        add(engine, "one")
        with pytest.raises(InterruptedError), engine.writing() as run:
            run("insert into thing (name) values ('half')")
            raise InterruptedError
        add(engine, "two")
    assert names(engine) == ["one", "two"]


def test_another_writer_waits_for_the_end(engine: Engine) -> None:
    with engine.together():
        add(engine, "one")
        other = threading.Thread(target=add, args=(engine, "two"))
        other.start()
        other.join(0.2)
        assert other.is_alive()
    other.join(10)
    assert names(engine) == ["one", "two"]


def test_afterwards_every_block_stands_alone_again(engine: Engine) -> None:
    with engine.together():
        add(engine, "one")
    with pytest.raises(InterruptedError), engine.writing() as run:
        run("insert into thing (name) values ('half')")
        raise InterruptedError
    assert names(engine) == ["one"]
