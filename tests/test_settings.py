"""Settings come from the environment and from `--database`, and mean the same file from any folder."""

import os
from pathlib import Path

import pytest

from readiness.errors import Invalid
from readiness.settings import PROJECT_ROOT, NetworkSettings, Settings, database_argument


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


def test_nothing_about_the_network_is_set_on_a_laptop() -> None:
    assert NetworkSettings.from_environment({"READINESS_KEY": " "}) == NetworkSettings()
    assert NetworkSettings().public_host == ""


@pytest.mark.parametrize(
    ("typed", "address", "host"),
    [
        ("https://ready.example.com", "https://ready.example.com", "ready.example.com"),
        ("https://Ready.Example.com:443/", "https://ready.example.com", "ready.example.com"),
        ("http://10.0.0.1:8080", "http://10.0.0.1:8080", "10.0.0.1:8080"),
        (" http://ready:80 ", "http://ready", "ready"),
    ],
)
def test_a_public_address_is_kept_as_a_browser_says_it(typed: str, address: str, host: str) -> None:
    network = NetworkSettings.from_environment({"READINESS_PUBLIC_ADDRESS": typed})
    assert (network.public_address, network.public_host) == (address, host)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("READINESS_PUBLIC_ADDRESS", value)
            for value in (
                "ready.example.com",
                "ftp://ready",
                "https://",
                "https://ready/app",
                "https://ready?x=1",
                "https://me@ready",
                "https://ready:99999",
                "https://[oops",
            )
        ),
        *(("READINESS_WORKSHOP_PORT", value) for value in ("80", "65536", "8o", "-1", "٨٧٠٠")),
        *(
            ("READINESS_TRUSTED_PROXIES", value)
            for value in ("*", "10.0.0.7, proxy", "0.0.0.0/0", "::/0", "10.0.0.7/33")
        ),
        *(("READINESS_KEY", value) for value in ("short", "with a space in the middle", "schlüssel-schlüssel")),
    ],
)
def test_a_network_setting_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name) as refused:
        NetworkSettings.from_environment({name: value})
    assert refused.value.field == name


def test_trusted_proxies_are_addresses_and_networks() -> None:
    network = NetworkSettings.from_environment({"READINESS_TRUSTED_PROXIES": " 10.0.0.7, 10.1.2.3/24,,fd00::1"})
    assert network.trusted_proxies == ("10.0.0.7/32", "10.1.2.0/24", "fd00::1/128")


def test_port_and_key_are_taken_as_they_are_given() -> None:
    given = {"READINESS_WORKSHOP_PORT": "8750", "READINESS_KEY": "correct-horse-battery"}
    network = NetworkSettings.from_environment(given)
    assert (network.workshop_port, network.key) == (8750, "correct-horse-battery")


def test_the_choice_of_network_lies_beside_the_database(tmp_path: Path) -> None:
    settings = Settings.from_environment({"READINESS_DATABASE": str(tmp_path / "a" / "b.db")})
    assert settings.network_choice == tmp_path / "a" / "network.json"
