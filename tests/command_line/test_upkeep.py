"""`demo`, `verify`, `backup`, `restore`, `check` and `migrate`, and what every command does when something is wrong."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.command_line.calling import Call
from tests.command_line.test_interchange import IDS

COMMANDS = (
    "demo",
    "import",
    "freeze",
    "export",
    "gate",
    "case",
    "list",
    "metrics",
    "verify",
    "backup",
    "restore",
    "check",
    "migrate",
)


def test_the_demo_prints_the_new_ids_and_is_told_once(empty: Call) -> None:
    first = empty("demo")
    assert (first.status, first.text.split()) == (0, list(IDS))
    head = empty.head()
    second = empty("demo")
    assert (second.status, second.out) == (0, b"")
    assert "nothing was added" in second.err
    assert empty.head() == head


def test_a_sound_database_is_verified(demo: Call) -> None:
    answer = demo("verify")
    assert (answer.status, answer.err) == (0, "")
    assert answer.text.startswith("Sound: ")
    assert demo.head()[1] in answer.text


def test_a_changed_evidence_file_is_found(demo: Call) -> None:
    file = next(path for path in (demo.database.parent / "evidence").rglob("*") if path.is_file())
    file.chmod(0o600)
    file.write_bytes(b"something else")
    answer = demo("verify")
    assert answer.status == 1
    assert len(answer.text.splitlines()) == 1
    assert "restore" in answer.err


def test_a_backup_brings_everything_back(demo: Call, empty: Call, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    made = demo("backup", str(file))
    assert (made.status, made.out) == (0, b"")
    assert "evidence files" in made.err
    assert empty("restore", str(file)).status == 0
    assert empty("list", "--json").out == demo("list", "--json").out
    assert empty("verify").status == 0
    for id in IDS:
        export = ("export", id, "--format", "json")
        assert empty(*export).out == demo(*export).out


def test_a_restore_keeps_what_was_there(demo: Call, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    demo("backup", str(file))
    demo("freeze", "demo-card-fraud")
    answer = demo("restore", str(file))
    assert answer.status == 0
    kept = next(demo.database.parent.glob("before-restore-*.zip"))
    assert str(kept) in answer.err
    assert demo("export", "demo-card-fraud", "--format", "json").json["snapshot"]["number"] == 4
    assert demo("restore", str(kept)).status == 0
    assert demo("export", "demo-card-fraud", "--format", "json").json["snapshot"]["number"] == 5


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x05\x06" + b"\x00" * 18], ids=["empty", "text", "empty zip"])
def test_what_is_no_backup_changes_nothing(demo: Call, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(content)
    before = demo.head()
    answer = demo("restore", str(file))
    assert (answer.status, answer.out) == (1, b"")
    assert "is not a backup" in answer.err
    assert demo.head() == before


def test_a_backup_that_is_not_there_changes_nothing(demo: Call, tmp_path: Path) -> None:
    answer = demo("restore", str(tmp_path / "none.zip"))
    assert answer.status == 1
    assert "There is no file" in answer.err


def test_the_content_is_checked(empty: Call) -> None:
    answer = empty("check")
    assert (answer.status, answer.err) == (0, "")
    for words in ("25 criteria", "12 public cases", "8 demo stories", "schema of documents is current"):
        assert words in answer.text
    assert not empty.database.parent.exists()


def test_a_faulty_framework_fails_the_check_with_every_fault_and_its_place(empty: Call, tmp_path: Path) -> None:
    folder = tmp_path / "frameworks" / "ours"
    folder.mkdir(parents=True)
    (folder / "framework.toml").write_text('version = "other"\nextends = "2026.1"\nluck = 1\n', encoding="utf-8")
    call = Call(empty.database, empty.capture, environment=(("READINESS_FRAMEWORKS", str(tmp_path / "frameworks")),))
    answer = call("check")
    assert answer.status == 1
    listed = answer.text.splitlines()
    assert len(listed) >= 2
    assert all(line.startswith("- ours/framework.toml: ") for line in listed)
    assert "fault" in answer.err


def test_migrate_begins_a_database_and_then_has_nothing_to_do(empty: Call) -> None:
    began = empty("migrate")
    assert (began.status, began.out) == (0, b"")
    assert "A new database was begun" in began.err
    assert "up to date; nothing was changed" in empty("migrate").err


@pytest.mark.parametrize("command", ["list", "verify", "migrate", "demo"])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, demo: Call, command: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"These are my notes. " * 100)
    answer = demo.on(file)(command)
    assert (answer.status, answer.out) == (1, b"")
    assert "is not a database of this program" in answer.err
    assert file.read_bytes() == b"These are my notes. " * 100


def test_the_database_can_be_named_before_and_after_the_command(demo: Call, empty: Call) -> None:
    for arguments in (
        ("--database", str(demo.database), "gate", "demo-card-fraud"),
        ("gate", "--database", str(demo.database), "demo-card-fraud"),
        ("gate", "demo-card-fraud", f"--database={demo.database}"),
    ):
        assert empty(*arguments).status == 0


@pytest.mark.parametrize(
    "arguments",
    [(), ("nonsense",), ("gate",), ("gate", "a", "b"), ("import",), ("list", "--unheard"), ("export", "x")],
    ids=lambda arguments: " ".join(arguments) or "nothing",
)
def test_wrong_usage_has_its_own_exit_status_and_says_what_is_right(empty: Call, arguments: tuple[str, ...]) -> None:
    answer = empty(*arguments)
    assert (answer.status, answer.out) == (2, b"")
    assert "usage: python -m readiness" in answer.err
    assert not empty.database.parent.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(empty: Call, command: str) -> None:
    answer = empty(command, "--help")
    assert (answer.status, answer.err) == (0, "")
    assert answer.text.startswith(f"usage: python -m readiness {command}")


def broken_clock() -> datetime:
    raise ArithmeticError("the clock stands still")


def test_an_unexpected_error_shows_a_short_id_and_is_logged_with_it(demo: Call) -> None:
    answer = Call(demo.database, demo.capture, broken_clock)("gate", "demo-card-fraud", "--json")
    assert (answer.status, answer.out) == (1, b"")
    assert "Traceback" not in answer.err and "ArithmeticError" not in answer.err
    log = demo.database.parent / "readiness-errors.log"
    assert str(log) in answer.err
    reference = answer.err.partition("(error ")[2].partition(")")[0]
    assert len(reference) == 8
    logged = log.read_text(encoding="utf-8")
    assert f"error {reference}" in logged and "the clock stands still" in logged


def test_with_debug_the_traceback_is_shown(demo: Call) -> None:
    answer = Call(demo.database, demo.capture, broken_clock)("--debug", "gate", "demo-card-fraud")
    assert answer.status == 1
    assert "ArithmeticError: the clock stands still" in answer.err
    assert not (demo.database.parent / "readiness-errors.log").exists()


def stopped_clock() -> datetime:
    raise KeyboardInterrupt


def test_stopped_from_the_keyboard_it_says_so_and_saves_nothing(demo: Call) -> None:
    before = demo.head()
    answer = Call(demo.database, demo.capture, stopped_clock)("freeze", "demo-card-fraud")
    assert (answer.status, answer.out) == (130, b"")
    assert "Stopped" in answer.err
    assert demo.head() == before
