"""Calls of the command line from tests: in this process with a fixed clock, or the real command as its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from readiness.command_line.main import main
from tests.demo import NOW, clock, opened

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Result:
    """What a call gave back."""

    status: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def complaints(self) -> list[str]:
        """The listed problems of a message."""
        return [line.removeprefix("- ") for line in self.err.splitlines() if line.startswith("- ")]


@dataclass(frozen=True)
class Call:
    """`python -m readiness` on one database, in this process."""

    database: Path
    capture: pytest.CaptureFixture[bytes]
    now: Callable[[], datetime] = field(default=clock(NOW))
    environment: tuple[tuple[str, str], ...] = ()

    def __call__(self, *arguments: str) -> Result:
        self.capture.readouterr()
        environment = {"READINESS_DATABASE": str(self.database), **dict(self.environment)}
        status = main(arguments, environment=environment, now=self.now)
        captured = self.capture.readouterr()
        return Result(status, captured.out, captured.err.decode())

    def on(self, database: Path) -> Call:
        """The same on another database."""
        return replace(self, database=database)

    def head(self) -> tuple[int, str]:
        """The end of the event chain: equal heads mean that nothing was written."""
        context = opened(self.database)
        head = context.store.head()
        context.store.close()
        return head.seq, head.hash


def command(
    database: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    python: Sequence[str] = (),
    **options: Any,
) -> subprocess.CompletedProcess[bytes]:
    """The real command in a process of its own."""
    options.setdefault("capture_output", True)
    return subprocess.run(
        [sys.executable, *python, "-m", "readiness", *arguments],
        cwd=ROOT,
        env={**os.environ, "READINESS_DATABASE": str(database), **(environment or {})},
        timeout=120,
        check=False,
        **options,
    )
