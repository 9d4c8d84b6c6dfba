"""What every test shares: no test ever touches a person's own database."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database file of the test's own (not yet created), named by the environment as a person would name it."""
    database = tmp_path / "readiness.db"
    monkeypatch.setenv("READINESS_DATABASE", str(database))
    monkeypatch.delenv("READINESS_FRAMEWORKS", raising=False)
    return database
