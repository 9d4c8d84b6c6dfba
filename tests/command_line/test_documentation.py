"""The pages on the command line and on documents say what is so: commands, shapes, exit status, seal and examples."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from readiness.command_line.arguments import FORMATS
from readiness.command_line.main import _COMMANDS
from readiness.command_line.verdicts import GATE_STATUS
from readiness.domain.assessment import Assessment, Status
from readiness.domain.evaluation import AdjustmentCause, Warning
from readiness.domain.snapshot import Document
from tests.command_line.calling import ROOT, Call

COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
INTERCHANGE = (ROOT / "docs" / "interchange.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def shape(value: Any) -> Any:
    """The keys of a value all the way down; of a list, those of all its entries together; dimensions are data."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items() if inner not in ([], {})}
    if isinstance(value, list):
        together: dict[str, Any] = {}
        for entry in value:
            if isinstance(entry, dict):
                together |= shape(entry)
        return together
    return None


def test_every_command_is_in_the_table_and_no_other() -> None:
    named = re.findall(r"^\| `([a-z]+)", COMMAND_LINE, re.MULTILINE)
    assert set(named) - set(GATE_STATUS) == set(_COMMANDS)


def test_every_exit_status_of_the_gate_is_in_the_table() -> None:
    for verdict, status in GATE_STATUS.items():
        line = next(line for line in COMMAND_LINE.splitlines() if line.startswith("| ") and f"`{verdict}`" in line)
        assert line.startswith(f"| {status} |")


def test_every_format_is_named() -> None:
    for format in FORMATS:
        assert f"`{format}`" in COMMAND_LINE


@pytest.mark.parametrize("command", ["gate", "list", "patterns", "case"])
def test_the_example_has_the_shape_that_is_printed(demo: Call, command: str) -> None:
    gate, listed, patterns, cases = (json.loads(block) for block in blocks(COMMAND_LINE, "json"))
    if command == "gate":
        printed = demo("gate", "demo-claims-triage", "--json").json
        assert set(printed) == set(gate)
        for key in ("framework", "dimensions", "reasons", "warnings", "sign_off"):
            assert shape(printed[key]) == shape(gate[key])
        assert shape(printed["open_points"]) == shape(gate["reasons"]), "the page says that they have the same shape"
    elif command == "list":
        assert shape(demo("list", "--json").json) == shape(listed)
    elif command == "patterns":
        assert shape(demo("patterns", "demo-claims-triage", "--json").json) == shape(patterns)
    else:
        file = ROOT / "data" / "cases" / "zillow_offers.json"
        printed = demo("case", str(file), "--json").json
        assert shape(printed) == shape(cases)
        assert printed["cases"][0]["dimensions"] == cases["cases"][0]["dimensions"]
        assert printed["cases"][0]["verdict"] == cases["cases"][0]["verdict"]


def test_every_status_cause_and_kind_is_named() -> None:
    words = [*get_args(Status), *get_args(AdjustmentCause), *get_args(Warning.model_fields["kind"].annotation)]
    words += ["chosen", "not_answered", "no_plan", "use_case", "dimension_empty"]
    assert [word for word in words if f"`{word}`" not in COMMAND_LINE] == []


def test_every_key_of_a_document_is_explained() -> None:
    keys = [*Document.model_fields, "sha256", *Assessment.model_fields]
    assert [key for key in keys if f"`{key}`" not in INTERCHANGE] == []


def test_anybody_can_check_the_seal_as_the_page_says(demo: Call, tmp_path: Path) -> None:
    (program,) = blocks(INTERCHANGE, "python")
    file = tmp_path / "snapshot.json"
    assert demo("export", "demo-loan-precheck", "--format", "json", "-o", str(file)).status == 0

    def checked() -> int:
        return subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, timeout=60, check=False
        ).returncode

    assert checked() == 0
    file.write_bytes(file.read_bytes().replace(b"Loan pre-check", b"Loan precheck!", 1))
    assert checked() != 0


def test_the_step_of_a_pipeline_stops_as_the_page_says(demo: Call, tmp_path: Path) -> None:
    (script,) = blocks(COMMAND_LINE, "sh")
    for name, value in (
        ("claims-triage-3f9a", "demo-claims-triage"),
        ("python -m readiness", f'"{sys.executable}" -m readiness --database "{demo.database}"'),
        ("gate.json", f'"{tmp_path}/gate.json"'),
    ):
        assert name in script
        script = script.replace(name, value)
    run = subprocess.run(["/bin/sh", "-ec", script], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (run.returncode, run.stdout) == (13, b"")
    assert json.loads((tmp_path / "gate.json").read_bytes())["verdict"] == "blocked"
