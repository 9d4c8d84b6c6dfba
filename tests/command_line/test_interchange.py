"""`import`, `freeze` and `export`: nothing is lost on the way out and in, and nothing half-read stays."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from readiness.command_line.arguments import FORMATS
from readiness.queries.snapshots import snapshot_text
from tests.command_line.calling import Call
from tests.demo import opened

IDS = (
    "demo-card-fraud",
    "demo-claims-triage",
    "demo-cv-shortlist",
    "demo-demand-forecast",
    "demo-loan-precheck",
    "demo-personal-offers",
    "demo-support-drafts",
    "demo-ward-alerts",
    "example-google-dr-thailand",
)
SIGNATURES = {
    "xlsx": b"PK",
    "pdf": b"%PDF-",
    "onepage": b"%PDF-",
    "json": b"{",
    "csv": b"initiative_id,",
    "md": b"# ",
    "tables": b"PK",
}


def test_every_live_document_comes_back_as_it_went(demo: Call, empty: Call, tmp_path: Path) -> None:
    file = tmp_path / "document.json"
    for id in IDS:
        assert demo("export", id, "--format", "json", "--live", "-o", str(file)).status == 0
        came = empty("import", str(file))
        assert (came.status, came.text) == (0, f"{id}\n")
        assert empty("export", id, "--format", "json", "--live").out == file.read_bytes()
        assert empty("gate", id, "--json").json == demo("gate", id, "--json").json


@pytest.mark.parametrize("id", ["demo-loan-precheck", "example-google-dr-thailand"])
def test_every_frozen_document_brings_its_snapshot_byte_for_byte(
    demo: Call, empty: Call, tmp_path: Path, id: str
) -> None:
    for number in range(
        1, next(row for row in demo("list", "--json").json["initiatives"] if row["id"] == id)["snapshots"] + 1
    ):
        file, other = tmp_path / "frozen.json", empty.on(tmp_path / f"{number}" / "readiness.db")
        assert demo("export", id, "--snapshot", str(number), "--format", "json", "-o", str(file)).status == 0
        context = opened(demo.database)
        assert file.read_bytes().decode() == snapshot_text(context, id, number)[0]
        context.store.close()
        assert other("import", str(file)).status == 0
        assert other("export", id, "--snapshot", str(number), "--format", "json").out == file.read_bytes()
        assert (
            other("export", id, "--format", "pdf").out
            == demo("export", id, "--snapshot", str(number), "--format", "pdf").out
        )
        assert other("verify").status == 0


def test_a_document_comes_under_a_new_id_where_its_own_is_taken(demo: Call, tmp_path: Path) -> None:
    file = tmp_path / "document.json"
    demo("export", "demo-card-fraud", "--format", "json", "-o", str(file))
    before = demo.head()
    taken = demo("import", str(file))
    assert (taken.status, taken.out) == (1, b"")
    assert "demo-card-fraud already" in taken.err
    assert demo.head() == before
    came = demo("import", str(file), "--new-id")
    assert came.status == 0
    id = came.text.strip()
    assert id.startswith("demo-card-fraud-")
    assert demo("gate", id, "--json").json["verdict"] == "ready"


def test_absent_evidence_files_are_said(demo: Call, empty: Call, tmp_path: Path) -> None:
    file = tmp_path / "document.json"
    demo("export", "demo-loan-precheck", "--format", "json", "--live", "-o", str(file))
    assert "Contents travel in a backup." in empty("import", str(file)).err
    assert "Contents travel in a backup." not in demo("import", str(file), "--new-id").err


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_snapshot_gives_the_same_bytes(demo: Call, tmp_path: Path, format: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for file in (first, second):
        answer = demo("export", "demo-loan-precheck", "--format", format, "-o", str(file))
        assert (answer.status, answer.out) == (0, b"")
        assert "Snapshot 3 of demo-loan-precheck was written" in answer.err
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(SIGNATURES[format])
    assert demo("export", "demo-loan-precheck", "--format", format).out == first.read_bytes()
    if format == "xlsx":
        with zipfile.ZipFile(first) as archive:
            assert archive.testzip() is None


def test_the_latest_snapshot_is_taken_unless_one_is_named(demo: Call) -> None:
    latest = demo("export", "demo-loan-precheck", "--format", "json").json
    assert latest["snapshot"]["number"] == 3
    first = demo("export", "demo-loan-precheck", "--snapshot", "1", "--format", "json").json
    assert first["snapshot"]["number"] == 1


def test_freezing_prints_the_number_and_the_next_export_has_it(demo: Call) -> None:
    answer = demo("freeze", "demo-card-fraud", "--note", "Vor dem Start – für den Beirat")
    assert (answer.status, answer.text) == (0, "5\n")
    frozen = demo("export", "demo-card-fraud", "--format", "json").json["snapshot"]
    assert (frozen["number"], frozen["note"]) == (5, "Vor dem Start – für den Beirat")
    assert frozen["frozen_by"] == "Command line (not signed in)"
    assert demo("verify").status == 0


@pytest.mark.parametrize("format", FORMATS)
def test_without_a_snapshot_the_export_names_freeze(demo: Call, empty: Call, tmp_path: Path, format: str) -> None:
    file, target = tmp_path / "document.json", tmp_path / "target"
    demo("export", "demo-card-fraud", "--format", "json", "--live", "-o", str(file))
    empty("import", str(file))
    answer = empty("export", "demo-card-fraud", "--format", format, "-o", str(target))
    assert (answer.status, answer.out) == (1, b"")
    assert "python -m readiness freeze demo-card-fraud" in answer.err
    assert not target.exists()


def test_a_snapshot_that_is_not_there_is_refused_with_those_there_are(demo: Call) -> None:
    answer = demo("export", "demo-card-fraud", "--snapshot", "9", "--format", "csv")
    assert (answer.status, answer.out) == (1, b"")
    assert "no snapshot 9; there is 1, 2, 3" in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "csv", "--live"),
        ("--format", "json", "--live", "--snapshot", "1"),
        ("--format", "docx"),
        ("--format", "json", "--snapshot", "0"),
        ("--format", "json", "--snapshot", "one"),
        ("--format", "json", "--snapshot", "9" * 400),
        (),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_wrong_usage_of_export_has_its_own_exit_status(demo: Call, arguments: tuple[str, ...]) -> None:
    answer = demo("export", "demo-card-fraud", *arguments)
    assert (answer.status, answer.out) == (2, b"")
    assert answer.err


def test_what_was_there_stays_where_the_export_cannot_be_written(demo: Call, tmp_path: Path) -> None:
    export = ("export", "demo-card-fraud", "--format", "csv", "-o")
    for target in (tmp_path, tmp_path / "no folder" / "a.csv"):
        answer = demo(*export, str(target))
        assert (answer.status, answer.out) == (1, b"")
        assert "could not be written" in answer.err
    assert list(tmp_path.glob("*.part")) == []


def test_an_existing_file_is_replaced_as_a_whole_and_keeps_its_mode(demo: Call, tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    held = target.open("rb")
    assert demo("export", "demo-card-fraud", "--format", "csv", "-o", str(target)).status == 0
    assert held.read() == b"old", "who reads the old file reads it to its end"
    held.close()
    assert target.read_bytes().startswith(SIGNATURES["csv"])
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "report.csv"]


def test_a_link_is_written_through_and_stays_a_link(demo: Call, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert demo("export", "demo-card-fraud", "--format", "csv", "-o", str(tmp_path / "link.csv")).status == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes().startswith(SIGNATURES["csv"])


@pytest.mark.parametrize("end", ["readiness.db", "readiness.db-wal", "evidence/aa/bb"])
def test_an_export_never_overwrites_the_data_itself(demo: Call, end: str) -> None:
    target, before = demo.database.parent / end, demo.database.read_bytes()
    for arguments in (("export", "demo-card-fraud", "--format", "csv", "-o", str(target)), ("backup", str(target))):
        answer = demo(*arguments)
        assert answer.status == 1
        assert "belongs to the database" in answer.err
    assert demo.database.read_bytes() == before


def test_a_character_that_no_font_has_is_reported(demo: Call, tmp_path: Path) -> None:
    document = demo("export", "demo-card-fraud", "--format", "json", "--live").json
    document["assessment"]["initiative"] |= {"id": "strange", "description": "Tangut here: \U00017000."}
    file = tmp_path / "strange.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert demo("import", str(file)).status == 0
    assert demo("freeze", "strange").status == 0
    answer = demo("export", "strange", "--format", "onepage", "-o", str(tmp_path / "strange.pdf"))
    assert answer.status == 0
    full = demo("export", "strange", "--format", "pdf", "-o", str(tmp_path / "strange.pdf"))
    assert full.status == 0
    assert "U+17000" in full.err
