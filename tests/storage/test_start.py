"""The first start, and starts on files that are not as they should be."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from readiness.errors import NewerSchema, NotADatabase, StorageDamaged, StorageError, StorageReadOnly
from readiness.storage.engine import Engine
from readiness.storage.schema import SCRIPTS
from readiness.storage.verification import verify_chain
from tests.storage.steps import add_initiative, open_store, sentence, write_note

ROOT = Path(__file__).resolve().parents[2]


def closed_database(path: Path) -> Path:
    """A database with one initiative, all in one file."""
    store = open_store(path)
    add_initiative(store)
    write_note(store, "claims", "data.c1", "kept")
    store.close()
    return path


def test_a_first_start_creates_the_folder_and_the_file(tmp_path: Path) -> None:
    database = tmp_path / "not" / "yet" / "there" / "readiness.db"
    store = open_store(database)
    assert database.is_file()
    assert store.head().seq == 0
    with store.engine.reading() as run:
        assert run("pragma journal_mode")[0]["journal_mode"] == "wal"
        assert run("pragma synchronous")[0]["synchronous"] == 2
        assert run("pragma foreign_keys")[0]["foreign_keys"] == 1
        assert [row["name"] for row in run("select name from migration")] == [script.stem for script in SCRIPTS]
    store.close()


def test_a_second_start_finds_what_was_stored(tmp_path: Path) -> None:
    closed_database(tmp_path / "readiness.db")
    store = open_store(tmp_path / "readiness.db")
    assert store.load("claims").answer("data.c1").note == "kept"
    store.close()


def test_six_processes_that_start_at_once_all_write(tmp_path: Path) -> None:
    database = tmp_path / "data" / "readiness.db"
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.worker", str(database), "start", f"initiative-{number}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for worker in workers:
        out, trouble = worker.communicate(timeout=120)
        assert (worker.returncode, out.strip()) == (0, "done"), trouble
    store = open_store(database)
    with store.engine.reading() as run:
        chain = verify_chain(run)
        assert run("select count(*) as number from initiative")[0]["number"] == 6
        assert run("select count(*) as number from migration")[0]["number"] == len(SCRIPTS)
    assert chain.problem is None
    assert chain.events == 6 * 11
    for number in range(6):
        assert store.load(f"initiative-{number}").answer("data.c1").note == f"initiative-{number} 9"
    store.close()


def test_an_empty_file_becomes_a_new_database_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "readiness.db"
    database.touch()
    open_store(database).close()
    assert "was an empty file" in caplog.text


def test_a_newer_schema_is_refused_and_the_file_stays_as_it_is(tmp_path: Path) -> None:
    database = closed_database(tmp_path / "readiness.db")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("insert into migration (name, applied_at) values ('999_wonders', '2031-01-01')")
        connection.commit()
    before = database.read_bytes()
    with pytest.raises(NewerSchema) as caught:
        open_store(database)
    assert "999_wonders" in sentence(caught.value)
    assert "Update this program" in caught.value.message
    assert database.read_bytes() == before


@pytest.mark.parametrize("content", [b"Dear diary, " * 300, b"x", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    database = tmp_path / "readiness.db"
    database.write_bytes(content)
    with pytest.raises((NotADatabase, StorageDamaged)) as caught:
        open_store(database)
    assert str(database) in sentence(caught.value)
    assert database.read_bytes() == content


def test_a_database_of_another_program_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "bookmarks.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("create table bookmark (address text)")
        connection.commit()
    before = database.read_bytes()
    with pytest.raises(NotADatabase) as caught:
        open_store(database)
    assert "was left as it is" in sentence(caught.value)
    assert database.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readiness.db").mkdir()
    with pytest.raises(NotADatabase):
        open_store(tmp_path / "readiness.db")


def test_a_read_only_file_can_be_looked_at_but_not_changed(
    open_folder: Path, unprivileged: AbstractContextManager[None]
) -> None:
    with unprivileged:
        database = closed_database(open_folder / "readiness.db")
        database.chmod(0o400)
        store = open_store(database)
        assert store.load("claims").answer("data.c1").note == "kept"
        with pytest.raises(StorageReadOnly) as caught:
            write_note(store, "claims", "data.c1", "lost")
        assert "Nothing of this change was saved" in sentence(caught.value)
        assert store.load("claims").answer("data.c1").note == "kept"
        store.close()
        for file in open_folder.glob("readiness.db*"):
            file.chmod(0o600)
        write_note(store, "claims", "data.c1", "saved after all")
        assert store.load("claims").answer("data.c1").note == "saved after all"
        store.close()


def test_a_read_only_folder_is_said_at_the_start(open_folder: Path, unprivileged: AbstractContextManager[None]) -> None:
    with unprivileged:
        database = closed_database(open_folder / "readiness.db")
        open_folder.chmod(0o500)
        with pytest.raises(StorageReadOnly) as caught:
            store = open_store(database)
            store.load("claims")
        assert "folder" in sentence(caught.value)


def test_a_place_where_no_folder_can_be_made_is_said(
    open_folder: Path, unprivileged: AbstractContextManager[None]
) -> None:
    with unprivileged:
        open_folder.chmod(0o500)
        with pytest.raises(StorageReadOnly) as caught:
            open_store(open_folder / "new" / "readiness.db")
        assert "cannot be written" in sentence(caught.value)


def test_a_file_that_lost_its_tail_is_said_to_be_damaged(tmp_path: Path) -> None:
    database = closed_database(tmp_path / "readiness.db")
    whole = database.read_bytes()
    database.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StorageDamaged) as caught:
        store = open_store(database)
        store.load("claims")
        problems = store.engine.integrity()
        assert problems, "the check finds what reading happened not to touch"
        raise StorageDamaged("integrity_check.")
    assert sentence(caught.value)


def test_a_database_of_an_older_program_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "readiness.db"
    monkeypatch.setattr("readiness.storage.schema.SCRIPTS", SCRIPTS[:1])
    engine = Engine(database)
    with engine.writing() as run:
        run("update head set hash = 'kept'")
    engine.close()
    monkeypatch.undo()
    store = open_store(database)
    assert store.head().hash == "kept"
    with store.engine.reading() as run:
        assert len(run("select name from migration")) == len(SCRIPTS)
    add_initiative(store)
    store.close()


def test_a_migration_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "sql"
    shutil.copytree(SCRIPTS[0].parent, scripts)
    (scripts / "900_broken.sql").write_text("create table half (id text){strict}; create table half (id text){strict};")
    database = closed_database(tmp_path / "readiness.db")
    monkeypatch.setattr("readiness.storage.schema.SCRIPTS", tuple(sorted(scripts.glob("*.sql"))))
    with pytest.raises(StorageError):
        open_store(database)
    monkeypatch.undo()
    store = open_store(database)
    with store.engine.reading() as run:
        assert run("select name from sqlite_master where name = 'half'") == []
    assert store.load("claims").answer("data.c1").note == "kept"
    store.close()
