"""`decisions import`: rows of a decision log into the log of an initiative, for schedulers as well as for people."""

from __future__ import annotations

from pathlib import Path

from readiness.command_line.output import put_json, say
from readiness.command_line.reading import LARGEST_FILE, NEEDS_ANSWER, how_to_answer, options, progress
from readiness.command_line.session import Session, known, read_limited
from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, Invalid, NeedsAnswer

ROWS_TOLD = 20


def run_decisions(session: Session) -> int:
    """Read a decision log in; prints what came of it as JSON with --json."""
    from readiness.commands.decisions import LogFile, doubled_text, preview_decisions, write_decisions
    from readiness.imports.decisions import open_decisions, propose_columns

    arguments = session.arguments
    data = read_limited(arguments.file, LARGEST_FILE, "decision log")
    name = "standard input" if arguments.file == "-" else Path(arguments.file).name
    with session.opened() as context:
        id = known(context, arguments.id)
        try:
            answered = options(session, name)
            columns = dict(propose_columns(data, answered).columns) | _columns(arguments.column)
            file = open_decisions(data, columns, answered)
        except NeedsAnswer as question:
            say(f"{question.message} Nothing was written. {how_to_answer(question)}")
            return NEEDS_ANSWER
        log = LogFile(name, file.format, file.sha256, file.rows, lambda: file.error_count, frozenset(columns))
        try:
            if arguments.dry_run:
                done = preview_decisions(context, id, log, source=arguments.source, progress=progress(0, "rows"))
            else:
                done = write_decisions(
                    context,
                    id,
                    log,
                    source=arguments.source,
                    without_rejected=arguments.leave_out_rejected,
                    progress=progress(0, "rows"),
                )
        except NeedsAnswer as question:
            say(f"{question.message} Nothing was written. {how_to_answer(question)}")
            return NEEDS_ANSWER
        except Invalid:
            for error in file.errors[:ROWS_TOLD]:
                say(f"- row {error.line}: {error.reason}")
            if file.error_count:
                raise ImportProblem(
                    f"{count_text(file.error_count, 'row')} cannot be read, so nothing was written. Correct the file, "
                    "or leave these rows out with --leave-out-rejected."
                ) from None
            raise
    for note in file.notes:
        say(note)
    arrival = done.arrival
    would = "Nothing was written; an import would give: " if arguments.dry_run else ""
    say(
        f"{would}{arrival.new:,} new, {arrival.changed:,} changed, {arrival.same:,} known already, "
        f"{done.rejected:,} rejected."
    )
    if done.doubled:
        say(doubled_text(done))
    if arguments.json:
        put_json(
            {
                "written": not arguments.dry_run,
                "format": file.format,
                "sha256": file.sha256,
                "source": arguments.source,
                "new": arrival.new,
                "changed": arrival.changed,
                "same": arrival.same,
                "doubled": done.doubled,
                "contradicting": done.contradicting,
                "rejected": done.rejected,
            }
        )
    return 0


def _columns(given: list[str]) -> dict[str, str]:
    """The pairs FIELD=NAME."""
    pairs = [one.partition("=") for one in given]
    wrong = [one for one, (field, _, name) in zip(given, pairs, strict=True) if not field or not name]
    if wrong:
        raise Invalid(f"--column {wrong[0]} must be FIELD=NAME. Nothing was written.")
    return {field: name for field, _, name in pairs}
