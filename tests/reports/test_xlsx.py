"""The spreadsheet: opens, one sheet a table, real dates and numbers, nothing a formula, the same bytes each time."""

import io
import zipfile
from datetime import datetime as moment
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from readiness.reports import render
from readiness.reports.xlsx import CELL_LIMIT, CUT_NOTE, cell_text
from tests.reports.documents import a_document, with_note, with_text

SHEETS = [
    "Summary",
    "Dimensions",
    "Criteria",
    "Checks",
    "Evidence",
    "Stress_tests",
    "Plans",
    "Effort",
    "People",
    "Sign-off",
    "Reasons",
    "Upcoming",
    "Workshops",
    "Workshop_rounds",
    "About",
]


def book(document: Any) -> Any:
    return load_workbook(io.BytesIO(render(document, "xlsx").content))


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def facts(sheet: Worksheet) -> dict[str, Any]:
    return {row["What"]: row["Value"] for row in records(sheet)}


def test_there_is_a_sheet_for_each_table_with_its_head_kept_in_sight() -> None:
    workbook = book(a_document())
    assert workbook.sheetnames == [name.replace("_", " ") for name in SHEETS]
    for sheet in workbook:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold


def test_dates_are_dates_and_numbers_are_numbers() -> None:
    workbook = book(a_document())
    plan = records(workbook["Plans"])[0]
    assert plan["Due"] == moment.fromisoformat("2026-05-19")
    assert (plan["Person-days"], plan["Money"]) == (2.5, 12500)
    checks = records(workbook["Checks"])
    assert (checks[0]["Value"], checks[0]["Green limit"]) == (90, 100)
    assert (checks[1]["Value"], checks[1]["Entry"]) == (None, "nothing has happened yet")
    assert (checks[2]["Date"], checks[2]["Value"]) == (moment.fromisoformat("2026-03-17"), None)
    evidence = records(workbook["Evidence"])[0]
    assert evidence["Date"] == moment.fromisoformat("2026-03-20")
    assert evidence["Bytes"] == 4711
    assert facts(workbook["Summary"])["Frozen at (UTC)"] == moment.fromisoformat("2026-03-20T12:07")
    assert facts(workbook["About"])["Audit chain, entry"] == 41


def test_not_assessed_is_empty_and_never_a_zero() -> None:
    document = a_document()
    frozen = document.snapshot
    assert frozen
    silent = frozen.evaluation.dimensions[0].model_copy(update={"score": None, "status": "not_assessed"})
    evaluation = frozen.evaluation.model_copy(update={"dimensions": (silent, *frozen.evaluation.dimensions[1:])})
    workbook = book(a_document(evaluation=evaluation))
    assert records(workbook["Dimensions"])[0]["Score"] is None
    assert records(workbook["Dimensions"])[0]["Status"] == "Not assessed"


def test_every_table_has_a_row_for_each_thing() -> None:
    document, workbook = a_document(), book(a_document())
    assert len(records(workbook["Criteria"])) == len(document.framework.criteria)
    assert len(records(workbook["Evidence"])) == len(document.assessment.evidence)
    assert len(records(workbook["People"])) == len(document.assessment.people)
    assert len(records(workbook["Plans"])) == len(document.assessment.plans)
    assert len(records(workbook["Stress tests"])) == len(document.assessment.stress_tests)
    assert records(workbook["Sign-off"])[0]["Criterion"] == "data.c2"


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "https://example.org", "{=1}", "'=1", "12", "2026-01-01"])
def test_typed_text_stays_text(text: str) -> None:
    workbook = book(with_text(a_document(), text))
    found = records(workbook["Criteria"])[0]
    assert found["Note"] == text
    for sheet in workbook:
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in line)


def test_control_characters_and_markup_come_back_as_typed() -> None:
    text = "nul-free \x07 <b>&amp;</b> _x0041_ \u2028 👩‍💻 مرحبا"
    workbook = book(with_note(a_document(), text))
    found = records(workbook["Criteria"])[0]["Note"]
    assert "<b>&amp;</b>" in found
    assert "مرحبا" in found


def test_a_text_too_long_for_a_cell_is_cut_with_a_note() -> None:
    found = records(book(with_note(a_document(), "x" * 40_000))["Criteria"])[0]["Note"]
    assert found.endswith(CUT_NOTE)
    assert len(found) == CELL_LIMIT
    assert cell_text("👩" * 20_000).endswith(CUT_NOTE)
    assert cell_text("x" * CELL_LIMIT) == "x" * CELL_LIMIT
    assert cell_text("half \ud83d") == "half \ufffd"


def test_the_time_of_writing_leaves_no_trace() -> None:
    with zipfile.ZipFile(io.BytesIO(render(a_document(), "xlsx").content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "2026-03-20T12:07:00Z" in archive.read("docProps/core.xml").decode()
