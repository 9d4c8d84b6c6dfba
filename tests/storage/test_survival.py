"""What the store must survive: being killed, a full disk, damage, other programs, several writers at once."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from readiness.errors import Conflict, NotADatabase, StorageBusy, StorageDamaged, StorageError, StorageFull
from readiness.storage.store import Store
from readiness.storage.verification import verify_chain
from tests.storage.steps import IDA, NOON, add_initiative, open_store, sentence, write_note

ROOT = Path(__file__).resolve().parents[2]


def start_worker(database: Path, task: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.worker", str(database), task],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("attempt", range(3))
def test_nothing_acknowledged_is_lost_when_the_process_is_killed_under_load(tmp_path: Path, attempt: int) -> None:
    database = tmp_path / "readiness.db"
    store = open_store(database)
    add_initiative(store)
    store.close()
    worker = start_worker(database, "write")
    assert worker.stdout is not None
    acknowledged = [worker.stdout.readline().split() for _ in range(100 + 70 * attempt)]
    worker.kill()
    rest, _ = worker.communicate(timeout=60)
    acknowledged += [line.split() for line in rest.splitlines() if line.count(" ") == 2]
    store = open_store(database)
    with store.engine.reading() as run:
        assert verify_chain(run).problem is None
        events = {row["seq"]: row["body"] for row in run("select seq, body from event")}
    for seq, thread, number in acknowledged[:-1]:  # the last line may have been cut off
        assert f'"new":"{thread} {number} x' in events[int(seq)]
    assert store.engine.integrity() == ()
    # The row and its event come together: what the last event says is what the row says.
    for criterion in ("data.c1", "data.c2", "data.c3"):
        note = store.load("claims").answer(criterion).note
        with store.engine.reading() as run:
            last = run(
                "select body from event where subject = :subject order by seq desc limit 1",
                subject=f"answer/{criterion}",
            )
        assert not last or f'"new":"{note}"' in last[0]["body"]
    store.close()


def test_a_file_that_may_not_grow_is_said_and_saving_works_once_it_may(tmp_path: Path) -> None:
    worker = start_worker(tmp_path / "readiness.db", "fill")
    out, trouble = worker.communicate(timeout=60)
    assert worker.returncode == 0, trouble
    said, counted = out.splitlines()
    assert "Nothing of this change was saved" in said
    last_saved, kept, again = counted.split()
    assert (last_saved, again) == (kept, "again")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB where the system lets tests mount one, else a folder for which the next test limits itself."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        os.geteuid() == 0
        and shutil.which("mount") is not None
        and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True).returncode
        == 0
    )
    if not mounted:
        # Without a disk of its own, the database itself is told that it has no more pages: the same refusal.
        (disk / "limited").touch()
    yield disk
    if mounted:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_is_said_and_saving_works_once_there_is_room(small_disk: Path) -> None:
    store = open_store(small_disk / "readiness.db")
    add_initiative(store)
    if (small_disk / "limited").exists():
        database, _ = store.engine._idle[-1]
        database.conn.execute("pragma max_page_count=200")
    ballast = small_disk / "ballast"
    if not (small_disk / "limited").exists():
        ballast.write_bytes(b"x" * 1_500_000)
    saved = -1
    with pytest.raises(StorageFull) as caught:
        while True:
            write_note(store, "claims", "data.c1", f"{saved + 1} " + "x" * 9_000)
            saved += 1
    assert "Free some space" in sentence(caught.value)
    assert saved > 0
    assert store.load("claims").answer("data.c1").note.startswith(f"{saved} ")
    ballast.unlink(missing_ok=True)
    store.engine.close()
    write_note(store, "claims", "data.c1", "there is room again")
    assert store.load("claims").answer("data.c1").note == "there is room again"
    with store.engine.reading() as run:
        assert verify_chain(run).problem is None
    store.close()


def test_a_full_disk_refuses_an_evidence_file_and_leaves_no_piece_of_it(small_disk: Path) -> None:
    if (small_disk / "limited").exists():
        pytest.fail("This system lets tests mount no disk; run them as root or in a container with that right.")
    store = open_store(small_disk / "readiness.db", limit=2**24)
    with pytest.raises(StorageFull) as caught:
        store.evidence.store(os.urandom(4_000_000))
    assert "no room" in sentence(caught.value)
    assert [path for path in (small_disk / "evidence").rglob("*") if path.is_file()] == []
    store.close()


def closed_with_notes(path: Path) -> Path:
    store = open_store(path)
    add_initiative(store)
    for number in range(60):
        write_note(store, "claims", f"data.c{number % 2 + 1}", f"{number} " + "x" * 3_000)
    store.close()
    return path


def test_damaged_pages_are_said_and_never_taken_for_data(tmp_path: Path) -> None:
    database = closed_with_notes(tmp_path / "readiness.db")
    content = bytearray(database.read_bytes())
    chance = random.Random(7)
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = chance.randbytes(64)
    database.write_bytes(content)
    with pytest.raises(StorageDamaged) as caught:
        store = open_store(database)
        store.load("claims")
    assert "restore the latest backup" in sentence(caught.value)


def test_one_damaged_page_is_found_by_the_integrity_check(tmp_path: Path) -> None:
    database = closed_with_notes(tmp_path / "readiness.db")
    with closing(sqlite3.connect(database)) as connection:
        page = connection.execute("select rootpage from sqlite_master where name = 'event_by_subject'").fetchone()[0]
    content = bytearray(database.read_bytes())
    content[(page - 1) * 4096 : (page - 1) * 4096 + 8] = b"\x99" * 8
    database.write_bytes(content)
    store = open_store(database)
    try:
        problems: tuple[str, ...] = store.engine.integrity()
    except StorageDamaged as error:
        problems = (error.message,)
    assert problems
    store.close()


def test_a_header_that_is_lost_is_said(tmp_path: Path) -> None:
    database = closed_with_notes(tmp_path / "readiness.db")
    content = bytearray(database.read_bytes())
    content[:100] = b"\x00" * 100
    database.write_bytes(content)
    with pytest.raises(NotADatabase):
        open_store(database)


def test_a_program_that_holds_the_file_too_long_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_initiative(store)
    monkeypatch.setattr("readiness.storage.engine.BUSY_SECONDS", 0.1)
    store.engine.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StorageBusy) as caught:
            write_note(store, "claims", "data.c1", "lost")
        assert "Nothing of this change was saved" in sentence(caught.value)
        assert store.load("claims").answer("data.c1").note == "", "reading goes on"
        other.execute("rollback")
    write_note(store, "claims", "data.c1", "saved")
    assert store.load("claims").answer("data.c1").note == "saved"


def test_a_file_that_was_deleted_while_the_program_ran_is_said(store: Store) -> None:
    add_initiative(store)
    store.path.unlink()
    with pytest.raises(StorageError) as caught:
        write_note(store, "claims", "data.c1", "lost")
    assert "no longer there" in sentence(caught.value)


def test_a_file_that_was_replaced_while_the_program_ran_is_the_one_that_is_used(store: Store, tmp_path: Path) -> None:
    add_initiative(store)
    write_note(store, "claims", "data.c1", "old")
    assert store.load("claims").answer("data.c1").note == "old"
    other = open_store(tmp_path / "other.db")
    add_initiative(other)
    write_note(other, "claims", "data.c1", "new")
    other.close()
    store.close()
    (tmp_path / "other.db").replace(store.path)
    assert store.load("claims").answer("data.c1").note == "new"


def test_of_many_writers_to_one_field_exactly_one_wins(store: Store) -> None:
    add_initiative(store)
    outcomes: list[str] = []
    ready = threading.Barrier(12)

    def write(number: int) -> None:
        ready.wait()
        try:
            with store.change("claims", IDA, NOON) as change:
                old = change.assessment.answer("data.c1")
                if old.note != "":
                    raise Conflict("Somebody else was first.", old.note)
                time.sleep(0.001)
                change.save("note_changed", "answer/data.c1", old, old.model_copy(update={"note": f"mine {number}"}))
            outcomes.append(f"mine {number}")
        except Conflict:
            pass

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert store.load("claims").answer("data.c1").note == outcomes[0]
    assert store.head().seq == 2


def test_readers_see_whole_changes_while_others_write(store: Store) -> None:
    add_initiative(store)
    stop = threading.Event()
    halves: list[tuple[str, str]] = []

    def read() -> None:
        while not stop.is_set():
            with store.engine.reading() as run:
                rows = run("select criterion, note from answer where initiative = 'claims' order by criterion")
            notes = [row["note"] for row in rows]
            if len(set(notes)) > 1:
                halves.append((notes[0], notes[1]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(150):
        with store.change("claims", IDA, NOON) as change:
            for criterion in ("data.c1", "data.c2"):
                change.put(change.assessment.answer(criterion).model_copy(update={"note": str(number)}))
            change.record("note_changed", "initiative", {})
    stop.set()
    for reader in readers:
        reader.join()
    assert halves == []


def test_whatever_is_raised_in_a_change_leaves_nothing_of_it(store: Store) -> None:
    add_initiative(store)

    class Stop(BaseException):
        """As a page's own control flow may raise it."""

    with suppress(Stop), store.change("claims", IDA, NOON) as change:
        change.put(change.assessment.answer("data.c1").model_copy(update={"note": "half"}))
        change.record("note_changed", "answer/data.c1", {})
        raise Stop
    assert store.load("claims").answer("data.c1").note == ""
    assert store.head().seq == 1
    write_note(store, "claims", "data.c1", "the lock is free again")


def test_a_write_in_a_reading_block_is_refused(store: Store) -> None:
    add_initiative(store)
    with pytest.raises(StorageError), store.engine.reading() as run:
        run("update initiative set name = 'changed'")
    assert store.load("claims").initiative.name == "Claims"
