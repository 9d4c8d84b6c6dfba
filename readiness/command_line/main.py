"""One call of the program: arguments choose a command, a failure becomes a sentence, the result an exit status."""

from __future__ import annotations

import logging
import os
import secrets
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from readiness.command_line.arguments import USAGE, parser
from readiness.command_line.output import harmless, say
from readiness.command_line.session import Session
from readiness.errors import ContentError, ImportProblem, Invalid, ReadinessError
from readiness.settings import Settings

FAILED = 1
STOPPED = 130
"""As a shell says that a program was stopped from the keyboard."""

_COMMANDS = {
    "demo": "upkeep",
    "import": "interchange",
    "freeze": "interchange",
    "export": "interchange",
    "metrics": "metrics",
    "decisions": "decisions",
    "gate": "verdicts",
    "list": "verdicts",
    "patterns": "patterns",
    "case": "cases",
    "verify": "upkeep",
    "backup": "upkeep",
    "restore": "upkeep",
    "check": "upkeep",
    "migrate": "upkeep",
}
"""The file of each command; only the one that is called is loaded, with what it needs."""


def main(
    argv: Sequence[str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Run one command; the exit status. `argv` without the program's name; environment and clock can be given."""
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said what there is to say
        return stop.code if isinstance(stop.code, int) else USAGE
    environment = dict(os.environ if environment is None else environment)
    if arguments.database:
        environment["READINESS_DATABASE"] = str(Path(arguments.database).expanduser().absolute())
    settings = Settings.from_environment(environment)
    try:
        module = import_module(f"readiness.command_line.{_COMMANDS[arguments.command]}")
        run: Callable[[Session], int] = getattr(module, f"run_{arguments.command}")
        return run(Session(arguments, settings, now))
    except (Invalid, ContentError, ImportProblem) as error:
        say("\n".join((error.message, *(f"- {harmless(problem)}" for problem in error.problems))))
        return FAILED
    except ReadinessError as error:
        say(error.message)
        return FAILED
    except KeyboardInterrupt:
        say("Stopped. What was not finished was not saved.")
        return STOPPED
    except Exception as error:
        _unexpected(error, settings, debug=bool(arguments.debug))
        return FAILED


def _unexpected(error: Exception, settings: Settings, *, debug: bool) -> None:
    """Say that something unexpected happened, under a short id, and log it with its traceback under the same id."""
    reference = secrets.token_hex(4)
    logging.getLogger("readiness").debug("Unexpected error %s", reference, exc_info=error)
    details = "".join(traceback.format_exception(error))
    where = (
        None if debug else _log(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, error {reference}\n{details}\n", settings)
    )
    say(
        f"Something went wrong that this program did not expect (error {reference}). What was saved before is still "
        "there; this command may not have finished. "
        + (f"The details are in {where}." if where else "Add --debug to see the details." if not debug else "Details:")
    )
    if debug:
        say(details.rstrip())


def _log(entry: str, settings: Settings) -> Path | None:
    """Append to the error log beside the database, or in the folder for temporary files; where that was."""
    for folder in (settings.database.parent, Path(tempfile.gettempdir())):
        file = folder / "readiness-errors.log"
        try:
            if folder.is_dir():
                with file.open("a", encoding="utf-8", errors="backslashreplace") as log:
                    log.write(entry)
                return file
        except OSError:
            continue
    return None
