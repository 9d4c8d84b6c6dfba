"""`import`, `freeze` and `export`: initiatives as documents, snapshots, and reports made of them."""

from __future__ import annotations

from pathlib import Path

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
from readiness.signs import VERDICTS


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
        return 2
    target = None if arguments.output == "-" else Path(arguments.output)
    if target is not None:
        session.refuse_own_file(target)
    with session.opened() as context:
        id = known(context, arguments.id)
        content, what, replaced = _exported(context, id, arguments.format, arguments.snapshot, live=arguments.live)
    if target is None:
        put(content)
    else:
        write_file(target, content)
        say(f"{what} of {id} was written to {target} ({len(content):,} bytes).")
    if replaced:
        say(f"Shown as � because no font at hand has them: {', '.join(replaced)}.")
    return 0


def _exported(
    context: Context, id: str, format: str, number: int | None, *, live: bool
) -> tuple[bytes, str, tuple[str, ...]]:
    """The bytes, what they are, and the characters that could not be shown."""
    from readiness.domain.snapshot import canonical

    if live:
        return (canonical(live_document(context, id)) + "\n").encode(), "The live document", ()
    frozen = snapshots(context, id)
    if not frozen:
        raise NotFound(
            f"{id} has no snapshot yet, and exports are made from snapshots. Nothing was written. Freeze one first: "
            f"python -m readiness freeze {id}"
        )
    if number is not None and number not in {row.number for row in frozen}:
        known_numbers = ", ".join(str(row.number) for row in frozen)
        raise NotFound(f"{id} has no snapshot {number}; there is {known_numbers}. Nothing was written.")
    what = f"Snapshot {number or frozen[-1].number}"
    if format == "json":
        return snapshot_text(context, id, number)[0].encode(), what, ()
    from readiness.reports.from_document import report_view
    from readiness.reports.pdf import full_pdf, one_page_pdf
    from readiness.reports.typst_engine import character_name

    view = report_view(snapshot_document(context, id, number))
    made = full_pdf(view) if format == "pdf" else one_page_pdf(view)
    return made.pdf, what, tuple(character_name(character) for character in made.replaced)
