"""The real command as a process: pipes, locales, read-only places, two writers, and what it loads."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.command_line.verdicts import GATE_STATUS
from tests.command_line.calling import ROOT, command
from tests.demo import copied

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
HEAVY = ("streamlit", "pandas", "numpy", "plotly", "typst", "xlsxwriter", "starlette")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return copied(tmp_path / "demo")


def test_the_gate_stops_a_pipeline(database: Path) -> None:
    blocked = command(database, "gate", "demo-claims-triage", "--json")
    assert (blocked.returncode, json.loads(blocked.stdout)["verdict"]) == (13, "blocked")
    # Time passes for a real process, so what it says of the others is as the clock of this machine has it.
    other = command(database, "gate", "demo-card-fraud", "--json")
    assert other.returncode == GATE_STATUS[json.loads(other.stdout)["verdict"]]
    script = f'"{sys.executable}" -m readiness gate demo-claims-triage >"{database.parent}/gate.txt" && echo released'
    pipeline = subprocess.run(
        ["/bin/sh", "-ec", script],
        cwd=ROOT,
        env={**os.environ, "READINESS_DATABASE": str(database)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (pipeline.returncode, pipeline.stdout) == (13, b"")


@pytest.mark.parametrize("arguments", [("--help",), ("check",), ("case", "data/cases/trews.json", "--json")])
def test_light_commands_load_no_heavy_library(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    program = (
        "import sys; from readiness.command_line.main import main; status = main(sys.argv[1:]); "
        f"print(status, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stderr.splitlines()[-1] == "0 []"
    assert run.stdout


def test_it_runs_from_any_folder_and_reads_relative_paths_from_there(database: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "readiness", "--database", database.name, "list", "--json"],
        cwd=database.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert len(json.loads(run.stdout)["initiatives"]) == 9


def test_a_closed_pipe_is_no_failure(database: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = command(database, "gate", "demo-claims-triage", capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (run.returncode, run.stderr) == (13, b"")


def test_a_full_device_fails_with_a_sentence(database: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        run = command(database, "list", "--json", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 1
    assert run.stderr.decode() == "The result could not be written to the standard output: no space left on device.\n"


def test_without_any_output_at_all_the_exit_status_still_says_it(database: Path) -> None:
    script = f'"{sys.executable}" -m readiness gate demo-claims-triage >&- 2>&-'
    run = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=ROOT,
        env={**os.environ, "READINESS_DATABASE": str(database)},
        timeout=60,
        check=False,
    )
    assert run.returncode == 13


def test_in_a_plain_locale_data_stays_utf_8_and_messages_stay_readable(database: Path) -> None:
    frozen = command(database, "freeze", "demo-card-fraud", "--note", "Für Zoë – 评估", environment=PLAIN)
    assert (frozen.returncode, frozen.stdout) == (0, b"5\n"), frozen.stderr
    document = command(database, "export", "demo-card-fraud", "--format", "json", environment=PLAIN).stdout
    assert json.loads(document.decode("utf-8"))["snapshot"]["note"] == "Für Zoë – 评估"
    listed = command(database, "list", environment=PLAIN).stdout
    assert b"* Blocked" in listed and listed.isascii()
    missing = command(database, "gate", "zoë", environment=PLAIN)
    assert missing.returncode == 1
    assert b'There is no initiative "zo\\xeb"' in missing.stderr


def test_bytes_that_are_no_text_are_wrong_usage(database: Path) -> None:
    run = command(database, "gate", b"\xff\xfe")  # type: ignore[arg-type]
    assert run.returncode == 2
    assert b"not UTF-8" in run.stderr


def test_a_path_that_is_not_ascii_works_in_a_plain_locale(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "Bericht für Zoë.csv"
    run = command(database, "export", "demo-card-fraud", "--format", "csv", "-o", str(target), environment=PLAIN)
    assert run.returncode == 0, run.stderr
    assert target.is_file()


def bound_by_permissions() -> None:
    """Take from a child that runs as root the right to write where nobody may."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        drop_from_bounding_set, override, read_search = 24, 1, 2
        for capability in (override, read_search):
            if library.prctl(drop_from_bounding_set, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "the right to overrule permissions cannot be dropped")


@pytest.fixture(params=["file", "file and folder"])
def read_only(request: pytest.FixtureRequest, database: Path) -> Path:
    database.chmod(0o444)
    if request.param == "file and folder":
        database.parent.chmod(0o555)
        request.addfinalizer(lambda: database.parent.chmod(0o755))
    return database


def test_a_read_only_database_can_be_read_and_says_why_it_is_not_written(read_only: Path, tmp_path: Path) -> None:
    before = read_only.read_bytes()

    def answer(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return command(read_only, *arguments, preexec_fn=bound_by_permissions)

    assert answer("gate", "demo-claims-triage").returncode == 13
    assert len(json.loads(answer("list", "--json").stdout)["initiatives"]) == 9
    assert answer("verify").returncode == 0
    assert answer("export", "demo-card-fraud", "--format", "md").stdout.startswith(b"# ")
    assert answer("backup", str(tmp_path / "backup.zip")).returncode == 0
    frozen = answer("freeze", "demo-card-fraud")
    assert (frozen.returncode, frozen.stdout) == (1, b"")
    assert b"read-only" in frozen.stderr and b"Traceback" not in frozen.stderr
    assert read_only.read_bytes() == before


def test_two_that_freeze_at_once_get_two_snapshots(database: Path) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "readiness", "--database", str(database), "freeze", "demo-card-fraud"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    numbers = sorted(run.communicate(timeout=60)[0].decode().strip() for run in runs)
    assert numbers == ["5", "6", "7"]
    assert command(database, "verify").returncode == 0


def test_a_document_can_be_piped_from_one_database_to_another(database: Path, tmp_path: Path) -> None:
    document = command(database, "export", "demo-loan-precheck", "--format", "json").stdout
    other = tmp_path / "other" / "readiness.db"
    came = command(other, "import", "-", input=document)
    assert (came.returncode, came.stdout) == (0, b"demo-loan-precheck\n")
    assert command(other, "export", "demo-loan-precheck", "--format", "json").stdout == document
