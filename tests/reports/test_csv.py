"""The CSV files: one row a criterion, read back exactly, and never a formula in anybody's spreadsheet."""

import csv
import io
import zipfile

import pytest

from readiness.reports import issue_tracker, render
from readiness.reports.csv_files import CRITERIA_COLUMNS, TRACKER_COLUMNS, defused
from readiness.reports.from_document import report_view
from readiness.reports.tables import tables
from tests.reports.documents import a_document, with_note, with_text

TRIGGERS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0"]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_there_is_one_row_a_criterion_with_every_documented_column() -> None:
    found = rows(render(a_document(), "csv").content)
    assert [row["criterion"] for row in found] == [criterion.id for criterion in a_document().framework.criteria]
    assert list(found[0]) == [column.name for column in CRITERIA_COLUMNS]


def test_a_row_says_what_was_chosen_and_what_counts() -> None:
    found = {row["criterion"]: row for row in rows(render(a_document(), "csv").content)}
    stale = found["integration.c1"]
    assert (stale["chosen"], stale["status"]) == ("green", "yellow")
    assert "evidence expired" in stale["adjustments"]
    assert stale["self_assessed"] == "yes"
    assert stale["chosen_at"] == "2026-01-29T12:00:00Z"
    silent = found["operations.c1"]
    assert (silent["chosen"], silent["status"], silent["note"]) == ("", "not_assessed", "Asked Olga")
    assert found["data.c1"]["must_be_green"] == "yes"
    assert "faults_open: nothing has happened yet (yellow)" in found["data.c1"]["checks"]


def test_a_line_ends_as_the_standard_says_and_no_byte_order_mark_stands_before_the_first_column() -> None:
    content = render(a_document(), "csv").content
    assert content.startswith(b"initiative_id,")
    assert content.count(b"\r\n") >= 12


@pytest.mark.parametrize("text", TRIGGERS)
def test_no_cell_starts_with_a_sign_that_begins_a_formula(text: str) -> None:
    for content in (
        render(with_text(a_document(), text), "csv").content,
        issue_tracker(with_text(a_document(), text)).content,
    ):
        cells = [cell for row in rows(content) for cell in row.values() if cell]
        assert not [
            cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        ]


def test_a_defused_text_is_the_text_behind_an_apostrophe() -> None:
    assert defused("=1+1") == "'=1+1"
    assert defused("-5") == "'-5"
    assert defused("a=1") == "a=1"
    assert defused("") == ""


def test_quotes_commas_and_line_ends_come_back_as_typed() -> None:
    text = 'say "hi", then\nleave; äöü 👩‍💻 \u2028'
    assert rows(render(with_note(a_document(), text), "csv").content)[0]["note"] == text


def test_a_nul_and_a_half_character_are_replaced() -> None:
    assert defused("a\0b\ud83d") == "a\ufffdb\ufffd"


def test_the_plans_come_as_rows_for_an_issue_tracker() -> None:
    document = a_document()
    found = rows(issue_tracker(document).content)
    assert list(found[0]) == [column.name for column in TRACKER_COLUMNS]
    assert found[0]["Title"] == "Mend it"
    assert found[0]["Assignee"] == "Olga"
    assert found[0]["Due date"] == "2026-05-19"
    assert found[0]["Labels"] == "readiness data"
    assert found[0]["Estimate (days)"] == "2.5"
    assert "Criteria: Data 2" in found[0]["Description"]
    assert found[1]["Labels"] == "readiness data governance"
    assert (found[2]["Type"], found[2]["Assignee"], found[2]["Due date"]) == ("Action", "", "")


def test_the_plans_of_an_initiative_that_was_never_frozen_can_be_exported() -> None:
    live = a_document().model_copy(update={"snapshot": None})
    assert issue_tracker(live).content == issue_tracker(a_document()).content


def test_all_tables_come_as_one_csv_file_each_with_the_rows_of_the_spreadsheet() -> None:
    view = report_view(a_document())
    made = render(a_document(), "tables").content
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        found = {
            name: list(csv.reader(io.StringIO(archive.read(name).decode(), newline=""))) for name in archive.namelist()
        }
    assert [(name, len(lines) - 1) for name, lines in found.items()] == [
        (f"{table.name.lower().replace(' ', '-')}.csv", len(table.rows)) for table in tables(view)
    ]
    assert found["sign-off.csv"][0] == ["Criterion", "Name", "Status", "Plan due", "Acknowledgement"]
    assert render(a_document(), "tables").content == made


def test_no_cell_of_all_tables_begins_like_a_formula() -> None:
    made = render(with_text(a_document(), "=1+1"), "tables").content
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        cells = {
            cell
            for name in archive.namelist()
            for line in csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
            for cell in line
        }
    assert "'=1+1" in cells
    assert [cell for cell in cells if cell.startswith("=")] == []
