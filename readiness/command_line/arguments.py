"""The words of the command line: commands, options and their help."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import readiness

USAGE = 2
"""The exit status for wrong usage."""
FORMATS = ("json", "csv", "xlsx", "pdf", "onepage", "md", "tables")

_EPILOG = """\
Data goes to stdout, every message to stderr. Exit status: 0 done, 1 it failed (a sentence says why), 2 wrong usage;
gate: 0 ready or ready_with_mitigations, 10 needs_sign_off, 11 needs_plan, 12 incomplete, 13 blocked;
metrics and decisions: 3 the file leaves something open that an option has to answer.
"""


def parser() -> argparse.ArgumentParser:
    """The parser of `python -m readiness`; the command's name is in `command`."""
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    # Suppressed: an option not given after the command must not undo the one given before it.
    _add_common(common, default=argparse.SUPPRESS)
    main = argparse.ArgumentParser(
        prog="python -m readiness",
        description="Judges whether an AI initiative can leave the laboratory, and says why.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    main.add_argument("--version", action="version", version=f"readiness {readiness.__version__}")
    _add_common(main, default=None)
    commands = main.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary, parents=[common], allow_abbrev=False)

    command("demo", "Load the demo portfolio; what is there already stays as it is.")

    one = command("import", "Read a JSON document in as an initiative, whole or not at all; prints its id.")
    one.add_argument("file", metavar="FILE", help="the document; - reads the standard input")
    one.add_argument("--new-id", action="store_true", help="give the initiative another id than the document's")

    one = command("freeze", "Freeze an initiative as a numbered snapshot that never changes; prints the number.")
    _add_initiative(one)
    one.add_argument("--note", type=text, default="", help="what this snapshot is, in a few words")

    one = command("export", "Write a snapshot as a document or report, or the initiative as it is now.")
    _add_initiative(one)
    one.add_argument(
        "--format",
        choices=FORMATS,
        required=True,
        help="%(choices)s; onepage is the executive page (PDF), tables a ZIP of CSV files",
    )
    which = one.add_mutually_exclusive_group()
    which.add_argument("--snapshot", type=_number, metavar="N", help="the snapshot; the latest if none is named")
    which.add_argument("--live", action="store_true", help="with --format json: the initiative as it is now")
    one.add_argument("-o", "--output", metavar="FILE", default="-", help="the file to write; - is stdout (the default)")

    _add_metrics(command("metrics", "Read a file of metric points in, whole or not at all; for schedulers as well."))

    _add_decisions(command("decisions", "Read a decision log in, whole or not at all; for schedulers as well."))

    one = command("gate", "Print the verdict on an initiative with its reasons; the exit status says it too.")
    _add_initiative(one)
    _add_json(one)

    one = command("patterns", "Print the failure patterns that announce themselves on an initiative, sign by sign.")
    _add_initiative(one)
    _add_json(one)

    one = command("case", "Score cases by the gate's table on their ratings as coded; changes nothing.")
    one.add_argument("file", metavar="FILE", help="one case or a list of cases as JSON; - reads the standard input")
    _add_json(one)
    one.add_argument("--framework", metavar="VERSION", help="the framework version; the built-in one if none is named")

    _add_json(command("list", "List the initiatives with their verdicts."))
    command("verify", "Check the database, the audit chain, every snapshot and every evidence file.")
    command("backup", "Write database and evidence files into one file while others go on working.").add_argument(
        "file", metavar="FILE", type=Path
    )
    command("restore", "Replace everything by a backup; what was there before is kept beside it.").add_argument(
        "file", metavar="FILE", type=Path
    )
    command("check", "Check the content files: frameworks, public cases, demo stories and the document's schema.")
    command("migrate", "Bring the database up to date, or begin one.")
    return main


def _add_metrics(to: argparse.ArgumentParser) -> None:
    """The arguments of `metrics import`."""
    to.add_argument("action", choices=("import",), help="import: write the points of a file")
    _add_initiative(to)
    to.add_argument("file", metavar="FILE", help="the file, up to 200 MB; - reads the standard input")
    to.add_argument("--format", default="auto", metavar="FORMAT", help="how to read it; auto (the default) finds out")
    to.add_argument(
        "--series", action="append", default=[], type=text, metavar="NAME=KEY", help="the metric that a series goes to"
    )
    to.add_argument("--ignore-others", action="store_true", help="leave out series that belong to no metric")
    to.add_argument("--unit-as-is", action="store_true", help="take values of a plainly other unit as they stand")
    to.add_argument(
        "--again", action="store_true", help="read the very same file in again, although it gives new points"
    )
    asked = _add_reading(to)
    asked.add_argument("--time", metavar="TIME", help="when it was measured, where the file holds no time")
    asked.add_argument("--time-column", type=text, metavar="NAME", help="the column that holds the time")
    asked.add_argument("--epoch-unit", choices=("s", "ms"), help="of times that are numbers")
    asked.add_argument("--same-time", choices=("mean", "reject"), help="for values that share their moment")
    asked.add_argument("--step-times", choices=("step_order", "reject"), help="for steps logged in one moment")
    asked.add_argument("--metric-name", type=text, metavar="NAME", help="of a file that does not hold it")


def _add_reading(to: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """The arguments of every command that writes a file's rows; the group takes what else may be asked."""
    to.add_argument("--leave-out-rejected", action="store_true", help="write the rest where rows cannot be read")
    to.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    _add_json(to)
    asked = to.add_argument_group("answers to what a file leaves open; nothing is guessed")
    asked.add_argument("--day-month-order", choices=("day_first", "month_first"))
    asked.add_argument("--decimal", choices=(".", ","), help="the decimal sign")
    asked.add_argument("--separator", metavar="SIGN", help="between columns: , ; | or tab")
    asked.add_argument("--encoding", metavar="NAME", help="of a text that is not UTF-8")
    asked.add_argument("--time-zone", metavar="ZONE", help="of times without one, such as Europe/Berlin")
    return asked


def _add_decisions(to: argparse.ArgumentParser) -> None:
    """The arguments of `decisions import`."""
    to.add_argument("action", choices=("import",), help="import: write the rows of a log")
    _add_initiative(to)
    to.add_argument("file", metavar="FILE", help="CSV or JSON Lines, up to 200 MB; - reads the standard input")
    to.add_argument("--source", type=text, default="decision log", metavar="NAME", help="the system that writes it")
    to.add_argument(
        "--column", action="append", default=[], type=text, metavar="FIELD=NAME", help="the column that holds a field"
    )
    asked = _add_reading(to)
    asked.add_argument("--epoch-unit", choices=("s", "ms"), help="of times that are numbers")
    asked.add_argument("--share-unit", choices=("percent", "fraction"), help="of exposure shares")
    asked.add_argument("--confidence-unit", choices=("percent", "fraction"), help="of the AI's confidence")


def text(value: str) -> str:
    """An argument as text; in a locale without UTF-8 its bytes are read as UTF-8 all the same."""
    try:
        return os.fsencode(value).decode("utf-8")
    except UnicodeError:
        raise argparse.ArgumentTypeError("this is not UTF-8 text") from None


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:10]) <= 999_999_999:
        raise argparse.ArgumentTypeError("a snapshot is named by its number, from 1 on")
    return int(value)


def _add_common(to: argparse.ArgumentParser, default: object) -> None:
    to.add_argument("--database", metavar="FILE", default=default, help="the database; else READINESS_DATABASE")
    to.add_argument("--debug", action="store_true", default=default, help="show the traceback of an unexpected error")


def _add_initiative(to: argparse.ArgumentParser) -> None:
    to.add_argument("id", metavar="ID", type=text, help="the initiative's id, as list shows it")


def _add_json(to: argparse.ArgumentParser) -> None:
    to.add_argument("--json", action="store_true", help="print JSON of a documented, stable shape")
