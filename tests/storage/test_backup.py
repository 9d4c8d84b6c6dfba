"""A backup holds everything, is checked before it replaces anything, and leaves what was there before."""

import hashlib
import json
import sqlite3
import tempfile
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from readiness.commands.system import backup, restore, restore_over
from readiness.content import Frameworks
from readiness.context import Actor, Context
from readiness.errors import NewerSchema, NotADatabase, NotFound, StorageDamaged, StorageError
from readiness.queries.audit import verify
from readiness.settings import Settings
from readiness.storage.store import Store
from tests.builders import SMALL
from tests.storage.steps import NOON, add_initiative, open_store, sentence, write_note

FRAMEWORKS = Frameworks({SMALL.version: SMALL}, SMALL.version)


def a_context(store: Store) -> Context:
    return Context(actor=Actor.nobody(), store=store, frameworks=FRAMEWORKS, now=lambda: NOON)


@pytest.fixture
def context(store: Store) -> Context:
    """A store with an initiative, a note and a file that the initiative's evidence names."""
    add_initiative(store)
    write_note(store, "claims", "data.c1", "kept")
    sha256 = store.evidence.store(b"a report")
    with store.change("claims", Actor.nobody(), NOON) as change:
        change.note_file(sha256, 8)
        change.record("evidence_added", "evidence", {})
    return a_context(store)


def note(context: Context) -> str:
    return context.store.load("claims").answer("data.c1").note


def test_a_backup_brings_back_database_and_evidence(context: Context, tmp_path: Path) -> None:
    made = backup(context, tmp_path / "b.zip")
    assert (made.events, made.evidence_files, made.missing) == (3, 1, ())
    write_note(context.store, "claims", "data.c1", "later")
    (sha256,) = context.store.evidence.names()
    context.store.evidence.path(sha256).unlink()
    restored = restore(context, tmp_path / "b.zip")
    assert note(context) == "kept"
    assert context.store.evidence.read(sha256) == b"a report"
    assert restored.evidence_files == 1
    assert verify(context).ok
    assert verify(context).events == 4, "the restore itself is recorded"


def test_what_was_there_before_a_restore_is_kept_and_can_be_restored_in_turn(context: Context, tmp_path: Path) -> None:
    backup(context, tmp_path / "b.zip")
    write_note(context.store, "claims", "data.c1", "later")
    kept = restore(context, tmp_path / "b.zip").kept
    assert kept is not None and kept.parent == context.store.path.parent
    restore(context, kept)
    assert note(context) == "later"


def test_a_restore_into_an_empty_place_brings_everything(context: Context, tmp_path: Path) -> None:
    backup(context, tmp_path / "b.zip")
    settings = Settings(tmp_path / "other" / "new.db", ())
    restored = restore_over(settings, tmp_path / "b.zip")
    assert restored.kept is None
    other = a_context(Store(settings.database, settings.evidence, 100))
    assert note(other) == "kept"
    assert verify(other).ok
    other.store.close()


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xee" * 64
    path.write_bytes(content)


@pytest.mark.parametrize("spoil", [damage, lambda path: path.write_text("no database")])
def test_a_restore_replaces_a_file_that_cannot_be_read_and_keeps_it(
    context: Context, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    backup(context, tmp_path / "b.zip")
    context.store.close()
    spoil(context.store.path)
    spoilt = context.store.path.read_bytes()
    settings = Settings(context.store.path, ())
    restored = restore_over(settings, tmp_path / "b.zip")
    assert restored.kept is not None and restored.kept.read_bytes() == spoilt
    assert note(context) == "kept"
    assert verify(context).ok


def test_other_programs_that_hold_the_file_see_the_restored_content(context: Context, tmp_path: Path) -> None:
    backup(context, tmp_path / "b.zip")
    write_note(context.store, "claims", "data.c1", "later")
    other = a_context(open_store(context.store.path))
    assert note(other) == "later"
    restore(context, tmp_path / "b.zip")
    assert note(other) == "kept"
    write_note(other.store, "claims", "data.c1", "from the other program")
    assert note(context) == "from the other program"
    assert verify(context).ok
    other.store.close()


def test_a_backup_taken_while_others_write_is_whole(context: Context, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            write_note(context.store, "claims", "data.c2", "busy")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = backup(context, tmp_path / "b.zip")
    finally:
        stop.set()
        writer.join()
    settings = Settings(tmp_path / "other" / "new.db", ())
    assert restore_over(settings, tmp_path / "b.zip").events == made.events + 1


def test_a_backup_says_which_evidence_is_missing(context: Context, tmp_path: Path) -> None:
    (sha256,) = context.store.evidence.names()
    context.store.evidence.path(sha256).unlink()
    assert backup(context, tmp_path / "b.zip").missing == (sha256,)


def test_a_backup_leaves_nothing_but_itself(context: Context, tmp_path: Path) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    backup(context, place / "b.zip")
    backup(context, place / "b.zip")
    assert [path.name for path in place.iterdir()] == ["b.zip"]


def test_a_place_that_does_not_exist_is_said(context: Context, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        backup(context, tmp_path / "nowhere" / "b.zip")
    assert "nowhere" in sentence(caught.value)
    with pytest.raises(NotFound):
        restore(context, tmp_path / "nothing.zip")


def repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def with_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | changes).encode()

    return change


def with_database(sql: str) -> Callable[[dict[str, bytes]], None]:
    """Change the database inside and set the list right, as somebody who knows the format would."""

    def change(parts: dict[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "readiness.db"
            path.write_bytes(parts["readiness.db"])
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("pragma journal_mode=delete")
                connection.execute(sql)
                connection.commit()
            parts["readiness.db"] = path.read_bytes()
        manifest = json.loads(parts["manifest.json"])
        manifest["files"]["readiness.db"] = hashlib.sha256(parts["readiness.db"]).hexdigest()
        parts["manifest.json"] = json.dumps(manifest).encode()

    return change


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.pop(name) and None


def escaping(parts: dict[str, bytes]) -> None:
    manifest = json.loads(parts["manifest.json"])
    manifest["files"]["../escaped.txt"] = "0" * 64
    parts["manifest.json"] = json.dumps(manifest).encode()
    parts["../escaped.txt"] = b"out"


def flipped(parts: dict[str, bytes]) -> None:
    content = bytearray(parts["readiness.db"])
    content[5000] ^= 0xFF
    parts["readiness.db"] = bytes(content)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (with_manifest(format="readiness-backup/2"), NewerSchema),
        (with_manifest(format="something else"), NotADatabase),
        (with_manifest(files={}), NotADatabase),
        (with_manifest(files=[1]), NotADatabase),
        (with_manifest(head=None), NotADatabase),
        (with_manifest(head={"seq": 2, "hash": "00"}), StorageDamaged),
        (without("manifest.json"), NotADatabase),
        (without("readiness.db"), NotADatabase),
        (escaping, NotADatabase),
        (flipped, StorageDamaged),
        (with_database("update event set actor = 'Somebody else' where seq = 2"), StorageDamaged),
        (with_database("insert into migration values ('999_wonders', 'then')"), NewerSchema),
        (with_database("drop table event"), StorageDamaged),
    ],
)
def test_a_backup_that_is_not_as_it_should_be_changes_nothing(
    context: Context, tmp_path: Path, spoil: Callable[[dict[str, bytes]], None], error: type[StorageError]
) -> None:
    backup(context, tmp_path / "b.zip")
    bad = repacked(tmp_path / "b.zip", tmp_path / "bad.zip", spoil)
    write_note(context.store, "claims", "data.c1", "must stay")
    before = sorted(path.name for path in context.store.path.parent.iterdir())
    with pytest.raises(error) as caught:
        restore(context, bad)
    assert "Nothing was changed" in sentence(caught.value)
    assert note(context) == "must stay"
    assert sorted(path.name for path in context.store.path.parent.iterdir()) == before
    assert not (tmp_path / "escaped.txt").exists() and not (context.store.path.parent / "escaped.txt").exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 half an archive"])
def test_a_file_that_is_no_backup_is_said(context: Context, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(NotADatabase) as caught:
        restore(context, tmp_path / "b.zip")
    assert "is not a backup" in sentence(caught.value)


def test_a_truncated_backup_is_said(context: Context, tmp_path: Path) -> None:
    backup(context, tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    for part in (2, 3, 10):
        (tmp_path / "half.zip").write_bytes(whole[: len(whole) // part])
        with pytest.raises((NotADatabase, StorageDamaged)):
            restore(context, tmp_path / "half.zip")
