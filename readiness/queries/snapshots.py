"""The frozen snapshots of an initiative: the list, the text as it was frozen, and the document it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from readiness.context import Context
from readiness.domain.evaluation import VerdictId
from readiness.domain.snapshot import Document, unsealed
from readiness.errors import NotFound
from readiness.storage import snapshots as stored


@dataclass(frozen=True)
class SnapshotSummary:
    """A snapshot in a list."""

    number: int
    frozen_at: datetime
    frozen_by: str
    note: str
    verdict: VerdictId
    sha256: str


def snapshots(context: Context, id: str) -> tuple[SnapshotSummary, ...]:
    """The snapshots of an initiative, oldest first; none for one that does not exist."""
    with context.store.engine.reading() as run:
        rows = stored.listed(run, id)
    return tuple(
        SnapshotSummary(
            number=row.number,
            frozen_at=datetime.fromisoformat(row.frozen_at),
            frozen_by=row.frozen_by,
            note=row.note,
            verdict=cast(VerdictId, row.verdict),
            sha256=row.sha256,
        )
        for row in rows
    )


def snapshot_text(context: Context, id: str, number: int | None = None) -> tuple[str, str]:
    """The text of a snapshot (the latest where no number is given) and its SHA-256. Raises NotFound.

    The text is canonical JSON of the document with the key `sha256`, which is over the canonical JSON of the rest.
    """
    context.store.mark(id)
    frozen = snapshots(context, id)
    if not frozen:
        raise NotFound("This initiative has no snapshot yet. Freeze one first: reports are made from snapshots only.")
    summary = frozen[-1] if number is None else next((row for row in frozen if row.number == number), None)
    with context.store.engine.reading() as run:
        text = stored.text(run, id, summary.number) if summary else None
    if summary is None or text is None:
        raise NotFound(f"There is no snapshot {number} of this initiative. The latest is {frozen[-1].number}.")
    return text, summary.sha256


def snapshot_document(context: Context, id: str, number: int | None = None) -> Document:
    """The document that a snapshot holds (the latest where no number is given). Raises NotFound."""
    text, sha256 = snapshot_text(context, id, number)
    return context.store.memory.get(("document", sha256), lambda: unsealed(text))
