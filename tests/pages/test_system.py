"""The system page: where the data lies, the checks, the record of changes, restoring; and what stands there instead."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate, set_note
from readiness.commands.initiatives import change_initiative, create_initiative
from readiness.commands.snapshots import freeze
from readiness.commands.system import backup
from readiness.commands.workshops import create_workshop, open_voting, reveal
from readiness.context import Context, open_context
from readiness.queries.audit import PER_PAGE, events
from readiness.settings import Settings
from tests.pages.conftest import OpenPage, acting, links, page_html, words

PAGE = "system.py"
CRITERION = "data.source_mapping"


def rows(app: AppTest) -> int:
    return page_html(app).count('<th scope="row"')


def meddle(context: Context, statement: str) -> None:
    """Change the file behind the program's back."""
    with sqlite3.connect(context.store.path) as connection:
        connection.execute(statement)
    connection.close()


def test_the_page_says_where_the_data_lies_and_with_what(open_page: OpenPage, own_database: Path) -> None:
    said = words(open_page(PAGE))
    assert str(own_database) in said
    assert sqlite3.sqlite_version in said
    assert "One running program to a file." in said
    assert "Nothing is recorded yet." in said


def test_files_that_this_database_does_not_name_are_counted_and_not_called_broken(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    for name in ("aa", "bb"):
        (context.store.evidence.folder / name).mkdir(parents=True)
        (context.store.evidence.folder / name / (name * 31)).write_bytes(b"x")
    said = words(open_page(PAGE))
    assert "2 files, 2 bytes; 2 of them named by no evidence of this database" in said
    assert "or belonging to another database in the same folder" in said


def test_both_checks_say_what_they_found(open_page: OpenPage, context: Context, initiative: str) -> None:
    freeze(context, initiative)
    app = open_page(PAGE)
    app.button(key="rd-check-database").click().run()
    assert "The database is sound" in words(app)
    app.button(key="rd-check-record").click().run()
    said = words(app)
    assert "The database is sound" in said
    assert "The record is whole: 3 changes" in said
    assert context.store.head().hash in said


def test_a_changed_record_is_noticed_and_named(open_page: OpenPage, context: Context, initiative: str) -> None:
    meddle(context, "drop trigger if exists event_is_never_changed")
    try:
        meddle(context, "update event set actor = 'Somebody else' where seq = 1")
    except sqlite3.Error:  # the schema refuses it by itself: nothing is left to notice
        pytest.fail("the record could not be meddled with, so this test shows nothing")
    app = open_page(PAGE)
    app.button(key="rd-check-record").click().run()
    said = words(app)
    assert "The record is not whole." in said
    assert "Event 1 or the one before was changed after it was recorded." in said


def test_the_record_names_who_what_where_and_both_values(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = acting(context, initiative, "Ida")
    change_initiative(ida, initiative, field="name", value="Call-back <list> 2", seen="Call-back list")
    said = words(open_page(PAGE))
    assert "Ida (not signed in) Initiative changed Call-back <list> 2 name: Call-back list → Call-back <list> 2" in said
    assert f"/initiative?initiative={initiative}" in links(open_page(PAGE))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"kind": "note_changed"}, 1),
        ({"kind": "no_such_kind"}, 4),
        ({"actor": "ida"}, 1),
        ({"actor": "nobody named"}, 3),
        ({"q": "GRÜN is not Grün"}, 0),
        ({"q": "a very particular note"}, 1),
        ({"q": '100% "sure"'}, 1),
        ({"q": "%"}, 1),
        ({"subject": "person/"}, 1),
        ({"since": "2199-01-01"}, 0),
        ({"since": "2000-01-01"}, 4),
        ({"actor": "ida", "kind": "person_added"}, 0),
    ],
)
def test_the_record_is_filtered_and_searched(
    open_page: OpenPage, context: Context, initiative: str, address: dict[str, str], expected: int
) -> None:
    ida = acting(context, initiative, "Ida")
    set_note(ida, initiative, CRITERION, note='A very particular note, 100% "sure"', seen="")
    create_initiative(context, name="Other", profile="fraud_detection")
    app = open_page(PAGE, **{name: value for name, value in address.items() if name != "q"})
    app.get_by_key("q").set_value(address.get("q", "")).run()
    assert rows(app) == expected
    if not expected:
        assert "No recorded change fits." in words(app)


def test_a_long_record_is_turned_over_page_by_page(open_page: OpenPage, context: Context, initiative: str) -> None:
    notes = [f"note {number}" for number in range(PER_PAGE)]
    for before, after in zip(["", *notes], notes, strict=False):
        set_note(context, initiative, CRITERION, note=after, seen=before)
    app = open_page(PAGE)
    assert rows(app) == PER_PAGE
    assert "Initiative created" not in words(app)
    app.get_by_key("page").set_value(2).run()
    assert rows(app) == 2
    assert "Initiative created" in words(app)


def test_an_initiative_that_was_removed_stays_in_the_record(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    meddle(context, f"delete from initiative where id = '{initiative}'")
    assert f"{initiative} (removed)" in words(open_page(PAGE))


# Restoring ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_backup(context: Context, initiative: str, tmp_path: Path) -> bytes:
    """A backup of the one initiative with one rating, made before anything else happened."""
    rate(acting(context, initiative, "Ida"), initiative, CRITERION, rating="red", seen=None)
    backup(context, tmp_path / "kept.zip")
    return (tmp_path / "kept.zip").read_bytes()


def upload(app: AppTest, content: bytes, name: str = "kept.zip") -> AppTest:
    return app.file_uploader[0].upload(name, content, "application/zip").run()


def test_a_backup_is_looked_into_and_restored_and_what_was_there_is_kept(
    open_page: OpenPage, context: Context, initiative: str, a_backup: bytes, own_database: Path
) -> None:
    create_initiative(context, name="Made after the backup", profile="fraud_detection")
    app = upload(open_page(PAGE), a_backup)
    said = words(app)
    assert "This backup is whole. It holds:" in said and "Call-back list" in said
    assert app.button(key="rd-restore-now").disabled
    app.checkbox[0].check().run()
    app.button(key="rd-restore-now").click().run()
    assert "Restored: 4 recorded changes, this one included" in words(app)
    fresh = open_context(Settings.from_environment(os.environ))
    assert next(row.kind for row in events(fresh).rows) == "restored"
    assert list(fresh.store.ids()) == [initiative]
    kept = list(own_database.parent.glob("before-restore-*.zip"))
    assert len(kept) == 1 and str(kept[0]) in words(app)
    assert not list(own_database.parent.glob(".upload-*"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda content: b"no archive at all", "“kept.zip” is not a backup of this program. Nothing was changed."),
        (lambda content: content[: len(content) // 2], "is not a backup of this program. Nothing was changed."),
    ],
    ids=["something else", "cut off"],
)
def test_what_is_no_whole_backup_is_refused_before_anything_changes(
    open_page: OpenPage,
    context: Context,
    initiative: str,
    a_backup: bytes,
    own_database: Path,
    spoil: Callable[[bytes], bytes],
    sentence: str,
) -> None:
    before = context.store.head()
    app = upload(open_page(PAGE), spoil(a_backup))
    assert sentence in words(app)
    assert not [button for button in app.button if button.key == "rd-restore-now"]
    assert context.store.head() == before
    assert not list(own_database.parent.glob(".upload-*"))


# What stands there instead of pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["home.py", PAGE, "library/cases.py", "initiative/plan.py"])
def test_a_file_that_is_no_database_is_said_on_every_page_and_stays_as_it_is(
    open_page: OpenPage, own_database: Path, page: str
) -> None:
    letter = b"Dear diary, this is a letter. " * 50
    own_database.write_bytes(letter)
    said = words(open_page(page, initiative="x"))
    assert "The data cannot be opened" in said
    assert f"{own_database} is not a database of this program. It was left as it is." in said
    assert own_database.read_bytes() == letter


def test_a_newer_schema_is_said_with_what_to_do(open_page: OpenPage, context: Context, own_database: Path) -> None:
    meddle(context, "insert into migration (name, applied_at) values ('999_from_the_future', '2030-01-01')")
    context.store.close()
    said = words(open_page())
    assert "was written by a newer version of this program" in said and "Update this program" in said


def test_faults_in_framework_files_are_listed_instead_of_pages(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "frameworks" / "ours"
    folder.mkdir(parents=True)
    (folder / "framework.toml").write_text('version = "ours"\nextends = "1066"\n', encoding="utf-8")
    monkeypatch.setenv("READINESS_FRAMEWORKS", str(tmp_path / "frameworks"))
    said = words(open_page())
    assert "The framework files cannot be read" in said
    assert "there is no complete framework 1066" in said


def test_trying_again_works_once_the_cause_is_gone(open_page: OpenPage, own_database: Path) -> None:
    own_database.write_bytes(b"Dear diary. " * 100)
    app = open_page()
    assert "The data cannot be opened" in words(app)
    own_database.unlink()
    app.button(key="rd-open-again").click().run()
    assert "The data cannot be opened" not in words(app)
    assert [button.label for button in app.button][-1:] == ["Try the demo portfolio"]


def test_a_backup_can_be_restored_over_a_file_that_is_no_database_and_moves_it_aside(
    open_page: OpenPage, a_backup: bytes, own_database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "elsewhere" / "readiness.db"
    place.parent.mkdir()
    place.write_bytes(b"Dear diary. " * 100)
    monkeypatch.setenv("READINESS_DATABASE", str(place))
    app = upload(open_page(), a_backup)
    app.checkbox[0].check().run()
    app.button(key="rd-restore-now").click().run()
    said = words(app)
    assert "The data cannot be opened" not in said and "Call-back list" in said
    assert [path.read_bytes()[:4] for path in place.parent.glob("*.damaged")] == [b"Dear"]


def test_the_backup_warns_of_unrevealed_answers_while_a_vote_is_open(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    warning = "A vote is open. The backup holds the answers that were not revealed yet"
    made = create_workshop(context, initiative, name="Ana", agenda=(CRITERION,))
    assert warning not in words(open_page(PAGE))
    version = context.store.workshop(made.id).workshop.version
    stands = open_voting(context, made.id, key=made.key, version=version, criterion=CRITERION)
    assert warning in words(open_page(PAGE))
    reveal(context, made.id, key=made.key, version=stands.version, missing_ok=True)
    assert warning not in words(open_page(PAGE))
