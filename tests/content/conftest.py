"""Framework folders for the content tests: the published one, and copies that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.content import Frameworks
from readiness.domain.framework import Framework
from readiness.errors import ContentError

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "frameworks"
FIXTURES = Path(__file__).parent / "fixtures"
Spoil = Callable[..., list[str]]


@pytest.fixture(scope="session")
def framework() -> Framework:
    return Frameworks.load([PUBLISHED]).get("2026.1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of frameworks with a copy of 2026.1 in it."""
    shutil.copytree(PUBLISHED / "2026.1", tmp_path / "frameworks" / "2026.1")
    return tmp_path / "frameworks"


@pytest.fixture
def team(folder: Path) -> Path:
    """A copy of the example team framework beside 2026.1."""
    shutil.copytree(FIXTURES / "frameworks" / "acme-2026", folder / "acme-2026")
    return folder


@pytest.fixture
def faults() -> Callable[[Path], list[str]]:
    """Every fault that loading a folder reports."""

    def load(folder: Path) -> list[str]:
        with pytest.raises(ContentError) as caught:
            Frameworks.load([folder])
        assert f"{len(caught.value.problems)} fault" in caught.value.message
        return list(caught.value.problems)

    return load


@pytest.fixture
def edit() -> Callable[[Path, str, str], None]:
    """Replace a text that must stand in the file, once."""

    def replace(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path.name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
