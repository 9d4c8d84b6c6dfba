"""Settings come from the environment and from `--database`, and mean the same file from any folder."""

import os
from pathlib import Path

import pytest

from readiness.settings import PROJECT_ROOT, Settings, database_argument


def test_the_default_database_lies_in_the_project_whatever_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.database == PROJECT_ROOT / "data" / "local" / "readiness.db"
    assert settings.evidence == PROJECT_ROOT / "data" / "local" / "evidence"
    assert (PROJECT_ROOT / "app.py").is_file()


def test_evidence_lies_beside_the_database_that_was_named(tmp_path: Path) -> None:
    settings = Settings.from_environment({"READINESS_DATABASE": str(tmp_path / "a" / "b.db")})
    assert settings.database == tmp_path / "a" / "b.db"
    assert settings.evidence == tmp_path / "a" / "evidence"


def test_a_relative_database_in_the_environment_starts_at_the_project_root() -> None:
    assert Settings.from_environment({"READINESS_DATABASE": "x.db"}).database == PROJECT_ROOT / "x.db"


def test_a_blank_setting_counts_as_unset() -> None:
    assert Settings.from_environment({"READINESS_DATABASE": "  ", "READINESS_FRAMEWORKS": " "}) == (
        Settings.from_environment({})
    )


def test_framework_folders_of_a_team_come_after_the_built_in_ones(tmp_path: Path) -> None:
    named = os.pathsep.join([str(tmp_path / "one"), "", str(tmp_path / "two")])
    folders = Settings.from_environment({"READINESS_FRAMEWORKS": named}).framework_folders
    assert folders == (
        PROJECT_ROOT / "data" / "frameworks",
        PROJECT_ROOT / "data" / "local" / "frameworks",
        tmp_path / "one",
        tmp_path / "two",
    )


def test_evidence_files_may_have_ten_megabytes() -> None:
    assert Settings.from_environment({}).max_evidence_bytes == 10 * 1024 * 1024


@pytest.mark.parametrize(
    "arguments", [["--database", "x.db"], ["--other", "--database=x.db"], ["--database=x.db", "y"]]
)
def test_a_database_argument_starts_at_the_working_directory(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert database_argument(arguments) == str((tmp_path / "x.db").resolve())


@pytest.mark.parametrize("arguments", [[], ["--database"], ["--database="], ["--database", ""], ["--databases", "x"]])
def test_arguments_that_name_no_database_are_left_alone(arguments: list[str]) -> None:
    assert database_argument(arguments) is None
