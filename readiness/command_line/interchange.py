"""`import`, `freeze` and `export`: initiatives as documents, snapshots, and reports made of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from readiness.command_line.arguments import USAGE
from readiness.command_line.output import put, say, write_file
from readiness.command_line.session import Session, known, read_limited
from readiness.commands.documents import LARGEST_DOCUMENT, import_document
from readiness.commands.snapshots import freeze
from readiness.context import Context
from readiness.domain.wording import count_text
from readiness.errors import NotFound
from readiness.queries.documents import live_document
from readiness.queries.initiative import assessment_of
from readiness.queries.snapshots import snapshot_document, snapshot_text, snapshots
from readiness.reports import Format, Report, render
from readiness.reports.report import MEDIA_TYPES
from readiness.signs import VERDICTS

BINARY = ("xlsx", "pdf", "onepage", "tables")


def run_import(session: Session) -> int:
    """Read a document in; prints the initiative's id."""
    data = read_limited(session.arguments.file, LARGEST_DOCUMENT, "document")
    with session.opened(create=True) as context:
        id = import_document(context, data, new_id=session.arguments.new_id)
        assessment, frozen = assessment_of(context, id), snapshots(context, id)
        named = {item.sha256 for item in assessment.evidence if item.kind == "file"}
        absent = sum(not context.store.evidence.holds(sha256) for sha256 in named)
    what = f"with snapshot {frozen[-1].number}" if frozen else "as it was then, without a snapshot"
    say(f"“{assessment.initiative.name}” was read in as {id}, {what}.")
    if absent:
        say(
            f"{count_text(absent, 'evidence file')} named in it {'is' if absent == 1 else 'are'} not on this machine: "
            "a document carries name, size and SHA-256 only. Contents travel in a backup."
        )
    put(f"{id}\n".encode())
    return 0


def run_freeze(session: Session) -> int:
    """Freeze an initiative; prints the snapshot's number."""
    with session.opened() as context:
        id = known(context, session.arguments.id)
        number = freeze(context, id, note=session.arguments.note)
        frozen = snapshots(context, id)[-1]
    say(f"Snapshot {number} of {id} was frozen: {VERDICTS[frozen.verdict].word}. SHA-256 {frozen.sha256}")
    put(f"{number}\n".encode())
    return 0


def run_export(session: Session) -> int:
    """Write a snapshot as document or report, or the live document."""
    arguments = session.arguments
    if arguments.live and arguments.format != "json":
        say("--live goes with --format json only: reports are made from snapshots. Nothing was written.")
        return USAGE
    target = None if arguments.output == "-" else Path(arguments.output)
    if target is None and arguments.format in BINARY and sys.stdout is not None and sys.stdout.isatty():
        say(f"The format {arguments.format} is no text for a terminal. Name a file with -o FILE. Nothing was written.")
        return USAGE
    if target is not None:
        session.refuse_own_file(target)
    with session.opened() as context:
        id = known(context, arguments.id)
        what, report = (
            ("The live document", _live(context, id))
            if arguments.live
            else _frozen(context, id, arguments.format, arguments.snapshot)
        )
    if target is None:
        put(report.content)
    else:
        write_file(target, report.content)
        say(f"{what} of {id} was written to {target} ({len(report.content):,} bytes).")
    if report.replaced:
        from readiness.reports.typst_engine import character_name

        say(f"Shown as � because no font at hand has them: {', '.join(map(character_name, report.replaced))}.")
    if not report.accessible:
        say("This PDF could not be made to pass the checks of PDF/UA-1, the standard for accessible files.")
    return 0


def _live(context: Context, id: str) -> Report:
    text = json.dumps(live_document(context, id).model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True)
    return Report(f"{text}\n".encode(), "", MEDIA_TYPES["json"])


def _frozen(context: Context, id: str, format: Format, number: int | None) -> tuple[str, Report]:
    """A snapshot in words, and as a file in the format. Raises NotFound."""
    frozen = snapshots(context, id)
    if not frozen:
        raise NotFound(
            f"{id} has no snapshot yet, and exports are made from snapshots. Nothing was written. Freeze one first: "
            f"python -m readiness freeze {id}"
        )
    number = frozen[-1].number if number is None else number
    if number not in {row.number for row in frozen}:
        there = ", ".join(str(row.number) for row in frozen)
        raise NotFound(f"{id} has no snapshot {number}; there is {there}. Nothing was written.")
    if format == "json":
        # The text as it was frozen, never made anew: its SHA-256 is over just this text.
        report = Report(snapshot_text(context, id, number)[0].encode(), "", MEDIA_TYPES["json"])
    else:
        report = render(snapshot_document(context, id, number), format)
    return f"Snapshot {number}", report
