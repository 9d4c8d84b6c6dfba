"""What the tests of the command line share: calls in this process with a fixed clock, and a database with the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.calling import Call
from tests.demo import copied


@pytest.fixture
def empty(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Calls on a database that does not exist yet."""
    return Call(tmp_path / "data" / "readiness.db", capsysbinary)


@pytest.fixture
def demo(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Calls on a copy of the demo portfolio."""
    return Call(copied(tmp_path / "demo"), capsysbinary)
