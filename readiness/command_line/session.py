"""What every command gets: the arguments, where things lie, the time, and the context when it is asked for."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.errors import ImportProblem, NotAllowed, NotFound
from readiness.settings import MEGABYTE, Settings

if TYPE_CHECKING:
    from readiness.context import Context


@dataclass(frozen=True)
class Session:
    """One call of the program."""

    arguments: argparse.Namespace
    settings: Settings
    now: Callable[[], datetime]
    """The present moment, with a time zone."""

    @contextmanager
    def opened(self, *, create: bool = False) -> Iterator[Context]:
        """The context, closed at the end. Raises NotFound where there is no database and none is to be begun."""
        from readiness.context import Actor, open_context

        if not create and not self.settings.database.exists():
            raise NotFound(
                f"There is no database at {self.settings.database}, and none was created. Name it with --database or "
                "READINESS_DATABASE, or begin one with: python -m readiness demo"
            )
        context = open_context(self.settings, actor=Actor.command_line(), now=self.now)
        try:
            yield context
        finally:
            context.store.close()

    def refuse_own_file(self, target: Path) -> None:
        """Raises NotAllowed for a target that would overwrite the database or an evidence file."""
        place, database = target.resolve(), self.settings.database.resolve()
        own = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
        if place in own or place.is_relative_to(self.settings.evidence.resolve()):
            raise NotAllowed(f"{target} belongs to the database. Nothing was written; name another file.")


def known(context: Context, initiative: str) -> str:
    """The id, if there is such an initiative. Raises NotFound with what is nearest to it."""
    ids = context.store.ids()
    if initiative not in ids:
        shown = initiative if len(initiative) <= 80 else f"{initiative[:79]}…"
        near = difflib.get_close_matches(shown, ids, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise NotFound(
            f"There is no initiative “{shown}” in {context.store.path}.{hint} The ids are shown by: "
            "python -m readiness list"
        )
    return initiative


def read_limited(file: str, limit: int, what: str) -> bytes:
    """The bytes of a file, or of the standard input for `-`; a larger one is not read to its end.

    Raises NotFound for a file that cannot be read, ImportProblem for one over the limit.
    """
    path = Path(file)
    name = "The standard input" if file == "-" else str(path)
    size = 0
    try:
        if file == "-":
            data = sys.stdin.buffer.read(limit + 1) if sys.stdin else b""
        elif path.is_dir():
            raise NotFound(f"{path} is a folder. Name the {what} in it. Nothing was read.")
        else:
            with path.open("rb") as stream:
                data = stream.read(limit + 1)
                size = os.fstat(stream.fileno()).st_size
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}. Nothing was read.") from None
    except OSError as error:
        raise NotFound(f"{name} cannot be read: {error.strerror or type(error).__name__}. Nothing was read.") from error
    if len(data) > limit:
        found = f"has {size / MEGABYTE:.0f} MB" if size > len(data) else "is too large"
        raise ImportProblem(
            f"{name} {found}; a {what} may have {limit // MEGABYTE} MB at most. It was not read, and nothing was "
            "written."
        )
    return data
