"""Write the rows of a decision log that was read: what would come of them first, then all of them or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.decision_row import DecisionRow
from readiness.domain.wording import count_text
from readiness.errors import Invalid
from readiness.storage.decision_log import Arrival
from readiness.storage.import_files import ImportFile

LONGEST_SOURCE = 400


@dataclass(frozen=True)
class LogFile:
    """A log as a reader hands it over. `rows` is called once for each pass, so that memory stays flat."""

    name: str
    """As the person named it."""
    format: str
    sha256: str
    rows: Callable[[], Iterable[DecisionRow]]
    rejected: Callable[[], int]
    """Rows that could not be read, known after a pass."""
    fields: frozenset[str] | None = None
    """The fields that it has a column for; of known cases the others stay as they are stored. None: all."""


@dataclass(frozen=True)
class LogPreview:
    """What writing a log would do."""

    arrival: Arrival
    rejected: int
    doubled: int
    """Rows whose case came before in the same file; the last one counts."""
    contradicting: int
    """Those of them that say something else than the row before."""
    known: tuple[ImportFile, ...]
    """Earlier imports of a file with the very same content."""


def doubled_text(done: LogPreview) -> str:
    """What is to be said of rows whose case came before in the same file; empty where there are none."""
    if not done.doubled:
        return ""
    said = f"{count_text(done.doubled, 'row')} {'repeats' if done.doubled == 1 else 'repeat'} a case of this file"
    if done.contradicting:
        said += f", {done.contradicting:,} of them with other content"
    return f"{said}; the last one counts."


def preview_decisions(
    context: Context, initiative: str, file: LogFile, *, source: str, progress: Callable[[int], None] | None = None
) -> LogPreview:
    """What writing the log would do; changes nothing. Raises Invalid, NotFound."""
    _source(source)
    context.store.load_rollout(initiative)
    with context.store.decisions.staged(source, file.rows(), progress, file.fields) as staged:
        arrival, doubled, contradicting = staged.compare(initiative), staged.doubled, staged.contradicting
    known = tuple(one for one in context.store.import_files(initiative) if one.sha256 == file.sha256)
    return LogPreview(arrival, file.rejected(), doubled, contradicting, known)


def write_decisions(
    context: Context,
    initiative: str,
    file: LogFile,
    *,
    source: str,
    without_rejected: bool = False,
    progress: Callable[[int], None] | None = None,
) -> LogPreview:
    """Write the log with one event, or nothing; a case is known by its id and source, so repeating changes nothing.

    A log with rows that could not be read is refused unless somebody chose to leave them out. Raises Invalid, NotFound.
    """
    _source(source)
    entries.line(file.name, "file", "The file name", longest=255)
    context.store.load_rollout(initiative)
    with context.store.decisions.staged(source, file.rows(), progress, file.fields) as staged:
        rejected = file.rejected()
        if rejected and not without_rejected:
            raise Invalid(
                f"{count_text(rejected, 'row')} of the file cannot be read, so nothing was written. Correct the file, "
                "or choose to leave these rows out.",
                "file",
            )
        with context.change(initiative) as change:
            done = change.decisions.merge(staged)
            if done.new or done.changed:
                record = ImportFile(
                    id=context.new_id(),
                    kind="decisions",
                    format=file.format,
                    name=file.name,
                    sha256=file.sha256,
                    rows=done.new + done.changed + done.same + staged.doubled + rejected,
                    new=done.new,
                    changed=done.changed,
                    same=done.same,
                    rejected=rejected,
                    at=change.at,
                    by=context.actor.label,
                )
                change.note_import(record)
                body = {
                    "file": file.name,
                    "format": file.format,
                    "sha256": file.sha256,
                    "source": source,
                    "rows": record.rows,
                    "new": done.new,
                    "changed": done.changed,
                    "same": done.same,
                    "doubled": staged.doubled,
                    "rejected": rejected,
                }
                change.decisions.move_token(change.record("decisions_imported", f"import/{record.id}", body).seq)
        doubled, contradicting = staged.doubled, staged.contradicting
    return LogPreview(done, rejected, doubled, contradicting, ())


def _source(source: str) -> None:
    entries.line(source, "source", "The source of the log", longest=LONGEST_SOURCE, required=True)
