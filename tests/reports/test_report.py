"""The one call for every report: formats, file names, the document itself, and refusals in sentences."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.domain.snapshot import Document, sealed, unsealed
from readiness.errors import Invalid
from readiness.reports import FORMATS, issue_tracker, render
from readiness.reports.from_document import report_view
from tests.reports.documents import a_document, with_note

ROOT = Path(__file__).resolve().parents[2]


def named(name: str) -> Document:
    document = a_document()
    initiative = document.assessment.initiative.model_copy(update={"name": name})
    return document.model_copy(update={"assessment": document.assessment.model_copy(update={"initiative": initiative})})


@pytest.mark.parametrize(
    ("format", "name", "start"),
    [
        ("json", "sepsis-alert-snapshot-3.json", b'{"assessment":'),
        ("csv", "sepsis-alert-snapshot-3.csv", b"initiative_id,"),
        ("xlsx", "sepsis-alert-snapshot-3.xlsx", b"PK"),
        ("pdf", "sepsis-alert-snapshot-3.pdf", b"%PDF"),
        ("onepage", "sepsis-alert-snapshot-3-executive-page.pdf", b"%PDF"),
        ("md", "sepsis-alert-snapshot-3.md", b"# AI readiness"),
        ("tables", "sepsis-alert-snapshot-3-tables.zip", b"PK"),
    ],
)
def test_each_format_has_its_bytes_and_its_file_name(format: str, name: str, start: bytes) -> None:
    made = render(a_document(), format)  # type: ignore[arg-type]
    assert made.file_name == name
    assert made.content.startswith(start)
    assert made.accessible
    assert made.replaced == ()


def test_the_json_is_the_document_sealed_with_the_hash_that_the_reports_show() -> None:
    document = a_document()
    text = render(document, "json").content.decode()
    assert unsealed(text) == document
    assert text == sealed(document)[0]
    assert json.loads(text)["sha256"] == report_view(document).head.sha256


def test_the_live_document_can_be_exported_as_json_only() -> None:
    live = a_document().model_copy(update={"snapshot": None})
    assert render(live, "json").file_name == "sepsis-alert-live.json"
    for format in set(FORMATS) - {"json"}:
        with pytest.raises(Invalid, match="freeze it first"):
            render(live, format)


def test_an_unknown_format_is_refused_with_the_formats_there_are() -> None:
    with pytest.raises(Invalid, match="json, csv, xlsx, pdf, onepage, md, tables"):
        render(a_document(), "docx")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Über-Prüfung №7", "uber-prufung-no7"),
        ("../../etc/passwd", "etc-passwd"),
        ("预警", "initiative"),
        ('a"b\r\nc;d', "a-b-c-d"),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_file_name_is_plain_whatever_the_initiative_is_called(name: str, stem: str) -> None:
    assert render(named(name), "json").file_name == f"{stem}-snapshot-3.json"
    assert issue_tracker(named(name)).file_name == f"{stem}-plans.csv"


def test_what_could_not_be_shown_is_handed_on() -> None:
    assert render(with_note(a_document(), "Ꮳ"), "pdf").replaced == ("Ꮳ",)
    assert render(with_note(a_document(), "Ꮳ"), "csv").replaced == ()


def test_offering_reports_loads_neither_typst_nor_the_spreadsheet_library() -> None:
    script = "import sys; import readiness.reports; print([m for m in ('typst', 'xlsxwriter') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
