"""Every kind of fault in a framework folder is named with its file and place, and all of them at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.content import Frameworks
from readiness.errors import NotFound

Faults = Callable[[Path], list[str]]
Edit = Callable[[Path, str, str], None]

DATA = "dimensions/data.toml"
GENERAL = "profiles/general_high_stakes.toml"
CREDIT = "profiles/credit_lending.toml"
FIRST_CHECK = "criterion data.source_mapping, check sources_with_contract"

SPOILT = {
    "a line that is not TOML": (
        DATA,
        'unit = "% of sources"',
        'unit = "% of sources',
        "dimensions/data.toml: line 42: this is not valid TOML: illegal character",
    ),
    "a field that nobody knows": (
        DATA,
        'stress_test = "Rename',
        'strest_test = "Rename',
        f"{DATA}: criterion data.source_mapping, strest_test: is not a known field; is it misspelt?",
    ),
    "a field that is missing": (
        DATA,
        'stress_test = "Rename',
        'strest_test = "Rename',
        f"{DATA}: criterion data.source_mapping, stress_test: is missing",
    ),
    "a number in quotation marks": (
        DATA,
        "green = 100",
        'green = "100"',
        f'{DATA}: {FIRST_CHECK}, green: must be a number (found "100")',
    ),
    "truth where a number is asked": (
        DATA,
        "fresh_days = 90",
        "fresh_days = true",
        f"{DATA}: criterion data.source_mapping, fresh_days: must be a whole number (found true)",
    ),
    "half a day": (
        DATA,
        "fresh_days = 90",
        "fresh_days = 90.5",
        f"{DATA}: criterion data.source_mapping, fresh_days: must be a whole number (found 90.5)",
    ),
    "no days at all": (
        DATA,
        "fresh_days = 90",
        "fresh_days = 0",
        f"{DATA}: criterion data.source_mapping, fresh_days: must be at least 1 (found 0)",
    ),
    "a limit that is no number": (
        DATA,
        "green = 100",
        "green = nan",
        f"{DATA}: {FIRST_CHECK}, green: must be an ordinary number (found nan)",
    ),
    "an empty name": (
        DATA,
        'name = "Source system mapping"',
        'name = "  "',
        f'{DATA}: criterion data.source_mapping, name: must not be empty (found "  ")',
    ),
    "a date where text is asked": (
        DATA,
        'name = "Source system mapping"',
        "name = 2026-01-01",
        f"{DATA}: criterion data.source_mapping, name: must not be a date; put it in quotation marks if it is text",
    ),
    "text where a list is asked": (
        DATA,
        'evidence = [\n  "requirement note",\n  "latency distribution export",\n  "drill record",\n]',
        'evidence = "requirement note"',
        f'{DATA}: criterion data.freshness_latency, evidence: must be a list (found "requirement note")',
    ),
    "a direction that does not exist": (
        DATA,
        'better = "higher"',
        'better = "up"',
        f"{DATA}: {FIRST_CHECK}, better: must be one of 'higher' or 'lower' (found \"up\")",
    ),
    "an id twice": (
        DATA,
        'id = "data.pipeline_robustness"',
        'id = "data.source_mapping"',
        f"{DATA}: criterion data.source_mapping: this id is used twice",
    ),
    "an id of another dimension": (
        DATA,
        'id = "data.source_mapping"',
        'id = "governance.source_mapping"',
        f'{DATA}: criterion governance.source_mapping: the id must begin with "data.", the dimension of its file',
    ),
    "an id with capitals": (
        DATA,
        'id = "data.source_mapping"',
        'id = "data.Source_Mapping"',
        f"{DATA}: criterion data.Source_Mapping, id: "
        'must be a dimension, a dot and a name of small letters, digits and underscores (found "data.Source_Mapping")',
    ),
    "a measure twice": (
        DATA,
        'measure = "inputs_traced_of_10"',
        'measure = "sources_with_contract"',
        f"{DATA}: criterion data.source_mapping, checks: sources_with_contract stands there twice",
    ),
    "yellow stricter than green where more is better": (
        DATA,
        "yellow = 80",
        "yellow = 101",
        f"{DATA}: {FIRST_CHECK}: the yellow limit 101 is stricter than the green one 100 (higher is better)",
    ),
    "yellow stricter than green where less is better": (
        DATA,
        "green = 7\nyellow = 30",
        "green = 7\nyellow = 6",
        f"{DATA}: criterion data.source_mapping, check days_since_contract_tests_passed: "
        "the yellow limit 6 is stricter than the green one 7 (lower is better)",
    ),
    "days since something, the more the better": (
        DATA,
        'better = "lower"\ngreen = 7\nyellow = 30',
        'better = "higher"\ngreen = 30\nyellow = 7',
        f"{DATA}: criterion data.source_mapping, check days_since_contract_tests_passed: "
        "a measure that begins days_since_ counts days, so lower is better",
    ),
    "a dimension in a criterion": (
        DATA,
        "fresh_days = 90",
        'dimension = "data"\nfresh_days = 90',
        f"{DATA}: criterion data.source_mapping, dimension: is not a known field: the file says which dimension it is",
    ),
    "a dimension under another id": (
        DATA,
        'id = "data"',
        'id = "operations"',
        f"{DATA}: id: must be data, the name of the file (found operations)",
    ),
    "must be green, but unknown": (
        GENERAL,
        '  "governance.version_rollback",',
        '  "governance.version_rolback",',
        f"{GENERAL}: profile general_high_stakes, must_be_green: there is no criterion governance.version_rolback",
    ),
    "double weight, but unknown": (
        GENERAL,
        'double_weight = [\n  "governance.output_validation",',
        'double_weight = [\n  "governance.output",',
        f"{GENERAL}: profile general_high_stakes, double_weight: there is no criterion governance.output",
    ),
    "must be green twice": (
        GENERAL,
        '  "governance.version_rollback",',
        '  "governance.output_validation",',
        f"{GENERAL}: profile general_high_stakes, must_be_green: governance.output_validation stands there twice",
    ),
    "weekly use of no metric": (
        GENERAL,
        'weekly_use_metric = "use"',
        'weekly_use_metric = "usage"',
        f"{GENERAL}: profile general_high_stakes, weekly_use_metric: the profile has no metric usage",
    ),
    "a metric twice": (
        GENERAL,
        'key = "error_rate"',
        'key = "availability"',
        f"{GENERAL}: profile general_high_stakes, metrics: availability stands there twice",
    ),
    "a metric's red stricter than its green": (
        GENERAL,
        "green = 99.5, red = 99,",
        "green = 99.5, red = 99.9,",
        f"{GENERAL}: profile general_high_stakes, metric availability: "
        "the red limit 99.9 is stricter than the green one 99.5 (higher is better)",
    ),
    "a metric with text for a limit": (
        GENERAL,
        "green = 99.5, red = 99,",
        'green = "much", red = 99,',
        f"{GENERAL}: profile general_high_stakes, metric availability, green: "
        "must be a number, or a list of a lower and an upper one",
    ),
    "a range for a metric that has a direction": (
        GENERAL,
        "green = 99.5, red = 99,",
        "green = [99, 100], red = 99,",
        f"{GENERAL}: profile general_high_stakes, metric availability: "
        "green and red must each be one number, since higher is better",
    ),
    "one number for a range": (
        CREDIT,
        "green = [0.9, 1.1], red",
        "green = 1, red",
        f"{CREDIT}: profile credit_lending, metric calibration: "
        "green and red must each be a list of a lower and an upper number, since a range is better",
    ),
    "a green range outside the red one": (
        CREDIT,
        "green = [0.9, 1.1], red",
        "green = [0.9, 1.4], red",
        f"{CREDIT}: profile credit_lending, metric calibration: "
        "the green range must lie inside the red one, each with the lower number first",
    ),
    "a phase limit left out": (
        GENERAL,
        "min_agreement_pct = 90\n",
        "",
        f"{GENERAL}: profile general_high_stakes, phase_gates, shadow, min_agreement_pct: "
        'is missing; write a number or "does not apply"',
    ),
    "a phase limit misspelt": (
        GENERAL,
        "min_agreement_pct",
        "min_agrement_pct",
        f"{GENERAL}: profile general_high_stakes, phase_gates, shadow, min_agrement_pct: "
        "is not a known field; is it misspelt?",
    ),
    "a phase that does not exist": (
        GENERAL,
        "[phase_gates.shadow]",
        "[phase_gates.shade]",
        f"{GENERAL}: profile general_high_stakes, phase_gates, shade: is not a known field; is it misspelt?",
    ),
    "tolerance below nothing": (
        GENERAL,
        "yellow_tolerance = 2",
        "yellow_tolerance = -1",
        f"{GENERAL}: profile general_high_stakes, yellow_tolerance: must be at least 0 (found -1)",
    ),
    "weights that do not add up to 1": (
        "patterns.toml",
        "weight = 0.22",
        "weight = 0.32",
        "patterns.toml: pattern technology_first: the weights add up to 1.1; they must add up to 1",
    ),
    "a sign that looks at no criterion": (
        "patterns.toml",
        'criteria = ["operations.change_management"]',
        'criteria = ["operations.changes"]',
        "patterns.toml: pattern big_bang, indicator no_canary, criteria: there is no criterion operations.changes",
    ),
    "a pattern twice": (
        "patterns.toml",
        'id = "big_bang"',
        'id = "technology_first"',
        "patterns.toml: pattern technology_first: this id is used twice",
    ),
    "a misspelt table of patterns": (
        "patterns.toml",
        "[[patterns]]",
        "[[pattern]]\n[[patterns]]",
        "patterns.toml: pattern: is not a known field; is it misspelt?",
    ),
    "a phase under another name": (
        "phases.toml",
        'id = "advisory"',
        'id = "advice"',
        "phases.toml: phases: the phase advisory is missing",
    ),
    "conditions that are no table": (
        "phases.toml",
        "[phases.step_back]\nlive_far_below_offline",
        "[phases.step_backs]\nlive_far_below_offline",
        "phases.toml: phase shadow, step_backs: is not a known field; is it misspelt?",
    ),
    "a version that is not the folder's name": (
        "framework.toml",
        'version = "2026.1"',
        'version = "2026.2"',
        "framework.toml: version: 2026.2 lies in a folder named 2026.1; the two must be the same",
    ),
    "a date in quotation marks": (
        "framework.toml",
        "published = 2026-11-22",
        'published = "2026-11-22"',
        "framework.toml: published: must be a date such as 2026-12-31, without quotation marks",
    ),
    "a day that does not exist": (
        "framework.toml",
        "published = 2026-11-22",
        "published = 2026-02-30",
        "framework.toml: line 6: this is not valid TOML: invalid date or datetime",
    ),
    "no date": (
        "framework.toml",
        "published = 2026-11-22\n",
        "",
        "framework.toml: published: is missing; write a date",
    ),
    "a dimension that is not listed": (
        "framework.toml",
        '"governance", ',
        "",
        "framework.toml: dimensions: the dimension governance is missing; a framework has all five",
    ),
    "a file that is not listed": (
        "framework.toml",
        '"governance", ',
        "",
        "dimensions/governance.toml: nothing names this file in framework.toml; name it there or take it away",
    ),
    "a listed file that is not there": (
        "framework.toml",
        '  "hr_screening",',
        '  "hr_screening",\n  "robots",',
        "profiles/robots.toml: the file is missing",
    ),
    "a name that leads out of the folder": (
        "framework.toml",
        '  "hr_screening",',
        '  "../hr_screening",',
        "framework.toml: profiles: must be a list of names of small letters, digits and underscores, one for each file",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_fault_is_named_with_its_file_and_place(folder: Path, faults: Faults, edit: Edit, spoilt: str) -> None:
    name, old, new, expected = SPOILT[spoilt]
    edit(folder / "2026.1" / name, old, new)
    found = faults(folder)
    assert any(line.startswith(f"2026.1/{expected}") for line in found), "\n".join(found)


def test_all_faults_of_all_files_come_at_once_and_each_only_once(folder: Path, faults: Faults, edit: Edit) -> None:
    edit(folder / "2026.1" / DATA, "yellow = 80", "yellow = 101")
    edit(folder / "2026.1" / DATA, "fresh_days = 30", 'fresh_days = "thirty"')
    edit(folder / "2026.1" / GENERAL, '  "governance.version_rollback",', '  "governance.rollback",')
    edit(folder / "2026.1" / GENERAL, "min_agreement_pct = 90\n", "")
    edit(folder / "2026.1" / "patterns.toml", "weight = 0.22", "weight = 0.3")
    edit(folder / "2026.1" / "framework.toml", "published = 2026-11-22", 'published = "soon"')
    (folder / "2026.1" / "phases.toml").unlink()
    (folder / "2026.1" / "profiles" / "document_processing.toml").write_text("id = \n", encoding="utf-8")
    (folder / "2026.1" / "profiles" / "stray.toml").write_text("", encoding="utf-8")
    found = faults(folder)
    for expected in (
        "2026.1/framework.toml: published: must be a date such as 2026-12-31, without quotation marks",
        "2026.1/profiles/document_processing.toml: line 1: this is not valid TOML: invalid value",
        f"2026.1/{GENERAL}: profile general_high_stakes, phase_gates, shadow, min_agreement_pct: "
        'is missing; write a number or "does not apply"',
        "2026.1/phases.toml: the file is missing",
        "2026.1/profiles/stray.toml: nothing names this file in framework.toml; name it there or take it away",
        f"2026.1/{DATA}: {FIRST_CHECK}: the yellow limit 101 is stricter than the green one 100 (higher is better)",
        f"2026.1/{GENERAL}: profile general_high_stakes, must_be_green: there is no criterion governance.rollback",
        "2026.1/patterns.toml: pattern technology_first: the weights add up to 1.08; they must add up to 1",
        f'2026.1/{DATA}: criterion data.pipeline_robustness, fresh_days: must be a whole number (found "thirty")',
    ):
        assert found.count(expected) == 1, "\n".join(found)
    assert len(found) == 9, "\n".join(found)


def test_a_dimension_that_cannot_be_read_is_the_only_fault(folder: Path, faults: Faults, edit: Edit) -> None:
    edit(folder / "2026.1" / DATA, "[[criteria]]", "[criteria]]")
    (line,) = faults(folder)
    assert line.startswith(f"2026.1/{DATA}: line 14: this is not valid TOML: ")


def test_a_criterion_with_a_fault_is_still_known_to_the_profiles(folder: Path, faults: Faults, edit: Edit) -> None:
    edit(folder / "2026.1" / DATA, "fresh_days = 90", "fresh_days = 0")
    assert faults(folder) == [
        f"2026.1/{DATA}: criterion data.source_mapping, fresh_days: must be at least 1 (found 0)",
    ]


def test_a_file_that_is_not_utf_8_says_so_with_its_line(folder: Path, faults: Faults) -> None:
    path = folder / "2026.1" / "patterns.toml"
    path.write_bytes(b"# first\n# M\xfcller\n")
    assert "2026.1/patterns.toml: line 2: the file is not UTF-8 text; save it as UTF-8" in faults(folder)


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(folder: Path) -> None:
    path = folder / "2026.1" / DATA
    text = path.read_text(encoding="utf-8")
    before = Frameworks.load([folder]).hash_of("2026.1")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert Frameworks.load([folder]).hash_of("2026.1") == before


def test_a_folder_without_a_manifest_says_so(folder: Path, faults: Faults) -> None:
    (folder / "draft").mkdir()
    assert faults(folder) == ["draft/framework.toml: the file is missing"]


def test_no_framework_at_all_says_where_it_was_looked_for(tmp_path: Path, faults: Faults) -> None:
    assert faults(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: no framework lies here"]


def test_the_same_version_in_two_folders_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "again")
    with pytest.raises(Exception, match=r"the version 2026\.1 lies in both"):
        Frameworks.load([folder, tmp_path / "again"])


def test_a_folder_given_twice_counts_once(folder: Path) -> None:
    assert Frameworks.load([folder, folder, folder / "2026.1"]).versions() == ("2026.1",)


def test_one_framework_folder_can_be_named_by_itself(folder: Path) -> None:
    assert Frameworks.load([folder / "2026.1"]).default == "2026.1"


def test_the_default_is_the_newest_complete_version_of_the_first_folder(
    folder: Path, tmp_path: Path, edit: Edit
) -> None:
    for version in ("2026.9", "2026.10"):
        shutil.copytree(folder / "2026.1", folder / version)
        edit(folder / version / "framework.toml", 'version = "2026.1"', f'version = "{version}"')
    other = tmp_path / "other" / "2030.1"
    shutil.copytree(folder / "2026.1", other)
    edit(other / "framework.toml", 'version = "2026.1"', 'version = "2030.1"')
    frameworks = Frameworks.load([folder, tmp_path / "other"])
    assert set(frameworks.versions()) == {"2026.1", "2026.9", "2026.10", "2030.1"}
    assert frameworks.default == "2026.10"


def test_an_unknown_version_says_which_there_are(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"no framework version “2019\.1” here\. Versions found: 2026\.1"):
        Frameworks.load([folder]).get("2019.1")
