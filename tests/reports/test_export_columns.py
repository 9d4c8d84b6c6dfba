"""The page on export columns is that of the code, and the code's tables are those that come out."""

import importlib.util
import io
from pathlib import Path
from types import ModuleType

from openpyxl import load_workbook

from readiness.reports import render
from tests.reports.documents import a_document

ROOT = Path(__file__).resolve().parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("export_columns", ROOT / "scripts" / "export_columns.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_on_export_columns_is_current() -> None:
    assert (ROOT / "docs" / "export-columns.md").read_text(encoding="utf-8") == script().page()


def test_every_sheet_has_the_columns_that_the_page_describes() -> None:
    workbook = load_workbook(io.BytesIO(render(a_document(), "xlsx").content))
    described = {name: [column.name for column in columns] for name, _, columns in script().SHEETS}
    assert {sheet.title: [cell.value for cell in sheet[1]] for sheet in workbook} == described
