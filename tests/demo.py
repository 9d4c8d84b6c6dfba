"""The demo portfolio, told once a test run, and copied for each test that changes it."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from readiness.commands.demo import load_demo
from readiness.context import Actor, Context, open_context
from readiness.settings import Settings

NOW = datetime(2025, 3, 20, 15, 30, tzinfo=UTC)
"""The moment at which the demo is told and looked at, unless a test is about another day.

It lies in the past of every machine that runs a real process on the demo, since documents of the future are refused.
"""


def clock(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def settings_of(database: Path) -> Settings:
    return Settings.from_environment({"READINESS_DATABASE": str(database)})


def opened(database: Path, moment: datetime = NOW) -> Context:
    return open_context(settings_of(database), actor=Actor.command_line(), now=clock(moment))


def tell(folder: Path, moment: datetime = NOW) -> Path:
    """Tell the demo into a new database in this folder."""
    database = folder / "readiness.db"
    context = opened(database, moment)
    load_demo(context)
    context.store.close()
    return database


@cache
def told() -> Path:
    """The database of the demo as told at NOW; never to be changed."""
    folder = Path(mkdtemp(prefix="readiness-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return tell(folder)


def copied(folder: Path) -> Path:
    """A copy of the demo that a test may change."""
    shutil.copytree(told().parent, folder, dirs_exist_ok=True)
    return folder / "readiness.db"
