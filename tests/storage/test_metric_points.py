"""Points of metrics are stored once, all or none, and come back in the order of time."""

from __future__ import annotations

import threading
from array import array
from pathlib import Path

import pytest

from readiness.errors import StorageError
from readiness.storage.backup import opened_backup, write_backup
from readiness.storage.metric_points import ChangedPoint, Comparison, Point, SeriesPoints
from readiness.storage.store import Store
from readiness.storage.verification import verify_points
from tests.storage.steps import IDA, NOON, add_initiative, open_store, write_note

DAY = 86_400_000


def series(metric: str, values: dict[int, float], source: str = "file") -> SeriesPoints:
    """Points of a metric by day."""
    return SeriesPoints(metric, source, array("q", [day * DAY for day in values]), array("d", values.values()))


def write(store: Store, *points: SeriesPoints, initiative: str = "claims") -> Comparison:
    with store.points.staged(points) as staged, store.change(initiative, IDA, NOON) as change:
        done = change.points.merge(staged)
        change.points.move_token(change.record("points_imported", "metrics", {"new": done.new}).seq)
    return done


def values(store: Store, metric: str, initiative: str = "claims") -> dict[int, float]:
    at, value = store.points.read(initiative, metric)
    return {moment // DAY: one for moment, one in zip(at, value, strict=True)}


@pytest.fixture
def filled(store: Store) -> Store:
    add_initiative(store)
    return store


def test_points_come_back_in_the_order_of_time_with_all_sources_together(filled: Store) -> None:
    write(filled, series("auc", {3: 0.3, 1: 0.1}), series("auc", {2: 0.2}, "by hand"), series("loss", {9: 1.0}))
    at, value = filled.points.read("claims", "auc")
    assert list(at) == [DAY, 2 * DAY, 3 * DAY]
    assert list(value) == [0.1, 0.2, 0.3]
    assert filled.points.sources("claims", "auc") == ("by hand", "file")
    assert filled.points.parts_of_all("claims").keys() == {"auc", "loss"}


def test_writing_the_same_points_again_changes_nothing(filled: Store) -> None:
    points = series("auc", {1: 0.1, 2: 0.2})
    assert write(filled, points) == Comparison(new=2, changed=0, same=0)
    assert write(filled, points) == Comparison(new=0, changed=0, same=2)
    assert values(filled, "auc") == {1: 0.1, 2: 0.2}


def test_a_point_is_known_by_metric_moment_and_source(filled: Store) -> None:
    write(filled, series("auc", {1: 0.1}))
    assert write(filled, series("auc", {1: 0.5}, "by hand")) == Comparison(new=1, changed=0, same=0)
    assert write(filled, series("loss", {1: 0.5})) == Comparison(new=1, changed=0, same=0)


def test_a_comparison_counts_and_names_what_would_change_and_writes_nothing(filled: Store) -> None:
    write(filled, series("auc", {1: 0.1, 2: 0.2, 3: 0.3}))
    with filled.points.staged([series("auc", {2: 0.2, 3: 0.33, 4: 0.4})]) as staged:
        found = staged.compare("claims")
    assert found == Comparison(1, 1, 1, (ChangedPoint("auc", "file", 3 * DAY, 0.3, 0.33),))
    assert values(filled, "auc") == {1: 0.1, 2: 0.2, 3: 0.3}


def test_a_write_that_fails_leaves_no_point(filled: Store) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        filled.points.staged([series("auc", {1: 0.1})]) as staged,
        filled.change("claims", IDA, NOON) as change,
    ):
        change.points.merge(staged)
        raise ZeroDivisionError
    assert values(filled, "auc") == {}


def test_a_moment_twice_in_one_series_is_refused_and_nothing_is_written(filled: Store) -> None:
    twice = SeriesPoints("auc", "file", array("q", [DAY, DAY]), array("d", [1.0, 2.0]))
    with pytest.raises(StorageError):
        write(filled, series("loss", {1: 1.0}), twice)
    assert values(filled, "loss") == {}


def test_others_write_while_points_are_being_staged(filled: Store) -> None:
    """Staging does not hold the queue of writers: another thread writes in the middle of it."""
    done = threading.Event()

    def elsewhere() -> None:
        write_note(filled, "claims", "data.c1", "meanwhile")
        done.set()

    with filled.points.staged([series("auc", {1: 0.1})]) as staged:
        threading.Thread(target=elsewhere).start()
        assert done.wait(5)
        with filled.change("claims", IDA, NOON) as change:
            change.points.merge(staged)
            change.record("points_imported", "metrics", {})
    assert filled.load("claims").answer("data.c1").note == "meanwhile"
    assert values(filled, "auc") == {1: 0.1}


def test_points_staged_in_a_common_transaction_are_saved_or_undone_with_it(filled: Store) -> None:
    with pytest.raises(ZeroDivisionError), filled.together():
        write(filled, series("auc", {1: 0.1}))
        raise ZeroDivisionError
    assert values(filled, "auc") == {}
    with filled.together():
        write(filled, series("auc", {1: 0.1}))
        write(filled, series("loss", {1: 0.1}))
    assert values(filled, "auc") == values(filled, "loss") == {1: 0.1}


def test_the_token_moves_with_points_and_not_with_anything_else(filled: Store) -> None:
    assert filled.points.token("claims") == 0
    write(filled, series("auc", {1: 0.1}))
    before = filled.points.token("claims")
    write_note(filled, "claims", "data.c1", "a note")
    assert filled.points.token("claims") == before > 0


def test_single_points_are_put_changed_and_removed(filled: Store) -> None:
    with filled.change("claims", IDA, NOON) as change:
        change.points.put("auc", "by hand", DAY, 0.1)
        change.points.put("auc", "by hand", 2 * DAY, 0.2)
        change.points.put("auc", "by hand", DAY, 0.15)
        change.points.remove("auc", "by hand", 2 * DAY)
        assert change.points.value("auc", "by hand", DAY) == 0.15
        assert change.points.value("auc", "file", DAY) is None
    assert values(filled, "auc") == {1: 0.15}


def test_pages_of_points_are_ordered_by_moment_value_or_source(filled: Store) -> None:
    write(filled, series("auc", {1: 0.3, 3: 0.1}), series("auc", {2: 0.2}, "by hand"))
    points = filled.points
    assert [point.value for point in points.page("claims", "auc")] == [0.1, 0.2, 0.3]
    assert [point.value for point in points.page("claims", "auc", order="value", descending=False)] == [0.1, 0.2, 0.3]
    assert [point.source for point in points.page("claims", "auc", order="source", descending=False)] == [
        "by hand",
        "file",
        "file",
    ]
    assert points.page("claims", "auc", offset=1, limit=1) == (Point(2 * DAY, 0.2, "by hand"),)
    assert points.latest("claims", "auc", 1) == (Point(3 * DAY, 0.1, "file"),)


def test_a_part_of_the_time_is_read_with_both_ends(filled: Store) -> None:
    write(filled, series("auc", dict.fromkeys(range(10), 1.0)))
    at, _ = filled.points.read("claims", "auc", 2 * DAY, 4 * DAY)
    assert [moment // DAY for moment in at] == [2, 3, 4]


def test_points_go_with_their_initiative(filled: Store) -> None:
    add_initiative(filled, "other")
    write(filled, series("auc", {1: 0.1}))
    write(filled, series("auc", {1: 0.2}), initiative="other")
    with filled.change("claims", IDA, NOON) as change:
        change.delete("initiative_deleted", {})
    assert values(filled, "auc") == {}
    assert filled.points.token("claims") == 0
    assert values(filled, "auc", "other") == {1: 0.2}
    assert filled.engine.integrity() == ()


def test_a_backup_holds_the_points(filled: Store, tmp_path: Path) -> None:
    write(filled, series("auc", {1: 0.1}))
    write_backup(filled, tmp_path / "backup.zip", "test", NOON)
    with opened_backup(tmp_path / "backup.zip", tmp_path / "near") as (engine, _):
        engine.copy_to(tmp_path / "restored.db")
    restored = open_store(tmp_path / "restored.db")
    assert values(restored, "auc") == {1: 0.1}
    restored.close()


def test_a_hundred_thousand_points_are_written_and_read_whole(filled: Store) -> None:
    many = SeriesPoints("auc", "file", array("q", range(100_000)), array("d", (n / 7 for n in range(100_000))))
    assert write(filled, many).new == 100_000
    at, value = filled.points.read("claims", "auc")
    assert (at, value) == (many.at, many.value)
    assert filled.points.extents("claims")["auc"].points == 100_000


MINUTE = 60_000


def minutes(count: int, source: str = "file", start: int = 0) -> SeriesPoints:
    """A point a minute."""
    at = array("q", range(start * MINUTE, (start + count) * MINUTE, MINUTE))
    return SeriesPoints("auc", source, at, array("d", (one / 7 for one in at)))


def packs(store: Store) -> int:
    with store.engine.reading() as run:
        return int(run("select count(*) as number from metric_pack")[0]["number"])


def rows(store: Store) -> list[tuple[int, float]]:
    """The points as their rows say, without any pack."""
    with store.engine.reading() as run:
        found = run("select at, value from metric_point order by at, series")
    return [(row["at"], row["value"]) for row in found]


def read(store: Store) -> list[tuple[int, float]]:
    return list(zip(*store.points.read("claims", "auc"), strict=True))


def test_a_long_series_is_read_from_packs_just_as_from_its_rows(filled: Store) -> None:
    write(filled, minutes(30_000))
    filled.points.pack("claims")
    assert packs(filled) == 1
    assert read(filled) == rows(filled)
    at, _ = filled.points.read("claims", "auc", 10 * MINUTE, 12 * MINUTE)
    assert list(at) == [10 * MINUTE, 11 * MINUTE, 12 * MINUTE]
    assert filled.points.extents("claims")["auc"].points == 30_000


def test_points_after_the_packs_leave_them_and_points_inside_them_do_not(filled: Store) -> None:
    write(filled, minutes(30_000))
    filled.points.pack("claims")
    write(filled, minutes(10, start=30_000))
    assert packs(filled) == 1
    assert read(filled) == rows(filled)
    inside = SeriesPoints("auc", "file", array("q", [500 * MINUTE]), array("d", [99.0]))
    write(filled, inside)
    assert packs(filled) == 0
    assert read(filled) == rows(filled)
    assert (500 * MINUTE, 99.0) in read(filled)


def test_a_point_put_or_removed_by_hand_shows_at_once_in_a_packed_series(filled: Store) -> None:
    write(filled, minutes(30_000))
    filled.points.pack("claims")
    with filled.change("claims", IDA, NOON) as change:
        change.points.remove("auc", "file", 29_999 * MINUTE)
        change.points.put("auc", "file", 30 * MINUTE + 1, 5.0)
        change.points.move_token(change.record("points_edited", "metrics", {}).seq)
    assert read(filled) == rows(filled)
    assert (30 * MINUTE + 1, 5.0) in read(filled)
    assert filled.points.extents("claims")["auc"].points == 30_000


def test_packed_series_of_two_sources_are_merged_by_time(filled: Store) -> None:
    write(filled, minutes(21_000), minutes(21_000, source="other", start=100))
    filled.points.pack("claims")
    assert packs(filled) == 2
    assert [at for at, _ in read(filled)] == sorted(at for at, _ in rows(filled))
    assert filled.points.parts_of_all("claims")["auc"] == filled.points.parts("claims", "auc")
    assert [len(part.at) for part in filled.points.parts("claims", "auc")] == [21_000, 21_000]


def test_the_parts_of_a_metric_come_in_the_order_in_which_their_sources_came_in(filled: Store) -> None:
    write(filled, series("auc", {1: 0.1, 5: 0.5}, "z, the first"))
    write(filled, series("auc", {2: 0.2}, "a, the second"), series("auc", {3: 0.3}, "m"))
    write(filled, series("auc", {4: 0.4}, "z, the first"))
    found = filled.points.parts("claims", "auc")
    assert [part.source for part in found] == ["z, the first", "a, the second", "m"]
    assert list(found[0].at) == [DAY, 4 * DAY, 5 * DAY]
    later = filled.points.parts("claims", "auc", since=2 * DAY, until=3 * DAY)
    assert [part.source for part in later] == ["a, the second", "m"], "a source without points there is left out"


def test_a_series_beyond_one_pack_goes_on_in_the_next(filled: Store) -> None:
    write(filled, minutes(100_001))
    filled.points.pack("claims")
    assert packs(filled) == 2
    assert read(filled) == rows(filled)


def test_a_row_that_was_changed_behind_its_pack_is_found(filled: Store) -> None:
    write(filled, minutes(30_000))
    filled.points.pack("claims")
    with filled.engine.reading() as run:
        assert list(verify_points(run)) == []
    with filled.engine.writing() as run:
        run("update metric_point set value = 7 where at = :at", at=500 * MINUTE)
    with filled.engine.reading() as run:
        (problem,) = verify_points(run)
    assert "are not those that are shown" in problem


def test_nothing_is_remembered_of_points_once_the_store_is_closed(filled: Store) -> None:
    filled.points.memory.get("key", lambda: 1)
    filled.close()
    assert filled.points.memory.known("key") is None
