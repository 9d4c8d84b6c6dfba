"""The check of all content sums up what is there, or names every fault of frameworks and cases together."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.content.check import check
from readiness.content.complete import GATES
from readiness.content.draft import PHASE_IDS
from readiness.errors import ContentError

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "data" / "cases"
Edit = Callable[[Path, str, str], None]


def test_the_project_s_own_content_has_no_fault() -> None:
    lines = check([ROOT / "data" / "frameworks"], CASES)
    assert lines[0].startswith(
        "2026.1: AI readiness framework 2026.1, 5 dimensions, 25 criteria, 9 profiles, 6 patterns, SHA-256 "
    )
    assert lines[1:] == ("12 public cases",)


def test_a_team_framework_is_summed_up_with_what_is_softer(team: Path, tmp_path: Path) -> None:
    lines = check([team, tmp_path / "nowhere"])
    assert "acme-2026: Acme 2026, 5 dimensions, 26 criteria, 10 profiles, 6 patterns, " in lines[1]
    assert "extends 2026.1 with 17 differences (5 softer)" in lines[1]
    assert lines[2] == f"{tmp_path / 'nowhere'}: this folder does not exist"


def test_faults_of_frameworks_and_cases_come_together(folder: Path, tmp_path: Path, edit: Edit) -> None:
    cases = tmp_path / "cases"
    shutil.copytree(CASES, cases)
    (cases / "trews.json").write_text("[", encoding="utf-8")
    edit(folder / "2026.1" / "patterns.toml", "weight = 0.22", "weight = 0.3")
    with pytest.raises(ContentError) as caught:
        check([folder], cases)
    assert caught.value.message == "The content files have 2 faults:"
    assert [line.partition(":")[0] for line in caught.value.problems] == ["2026.1/patterns.toml", "cases/trews.json"]


def test_a_case_that_names_what_the_framework_lacks_is_a_fault(folder: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    case = {
        "id": "ours",
        "profile": "toys",
        "ratings": {"data.nothing": {"rating": "red"}},
        "patterns_expected": ["big_bang", "hurry"],
    }
    (cases / "ours.json").write_text(json.dumps(case), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        check([folder], cases)
    assert list(caught.value.problems) == [
        "cases/ours.json: profile: framework 2026.1 has no profile toys",
        "cases/ours.json: ratings: framework 2026.1 has no criterion data.nothing",
        "cases/ours.json: patterns_expected: framework 2026.1 has no pattern hurry",
    ]


def test_every_phase_has_its_gate() -> None:
    assert tuple(GATES) == PHASE_IDS
