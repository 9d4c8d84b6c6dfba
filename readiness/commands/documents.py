"""Read a document in as an initiative, whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import UTC

from readiness.commands.document_reading import read_document
from readiness.context import Context
from readiness.errors import ImportProblem
from readiness.storage.snapshots import SnapshotRow

LARGEST_DOCUMENT = 20 * 2**20
"""Bytes; far above any real document, far below what would hold up everybody else."""


def import_document(context: Context, data: bytes, *, new_id: bool = False) -> str:
    """Store the initiative of a document, live or frozen; its id. `new_id` gives it another id than the document's.

    A frozen document also brings its snapshot, byte for byte, if its SHA-256 holds. Raises ImportProblem with every
    problem and its place; nothing is written then.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise ImportProblem(
            f"The file has {len(data) / 2**20:.0f} MB; a document may have {LARGEST_DOCUMENT // 2**20} MB at most. It "
            "was not read, and nothing was written."
        )
    document, frozen_text = read_document(data, context.today())
    assessment = document.assessment
    if new_id:
        renamed = assessment.initiative.model_copy(
            update={"id": f"{assessment.initiative.id[:70]}-{context.new_id()[:6]}"}
        )
        assessment = assessment.model_copy(update={"initiative": renamed})
    id = assessment.initiative.id
    snapshot = None
    if document.snapshot is not None and frozen_text is not None:
        frozen = document.snapshot
        snapshot = (
            SnapshotRow(
                number=frozen.number,
                frozen_at=frozen.frozen_at.astimezone(UTC).isoformat(timespec="microseconds"),
                frozen_by=frozen.frozen_by,
                note=frozen.note,
                verdict=frozen.evaluation.verdict,
                sha256=frozen_text[1],
            ),
            frozen_text[0],
        )
    body: dict[str, object] = {
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "program": document.program,
        "document_id": document.assessment.initiative.id,
        "name": assessment.initiative.name,
    }
    if snapshot is not None:
        body["snapshot"] = {"number": snapshot[0].number, "sha256": snapshot[0].sha256}
    with context.creation() as creation:
        if creation.exists(id):
            raise ImportProblem(
                "The document was not read in. Nothing was written.",
                [
                    f"assessment, initiative, id: there is an initiative with the id {id} already; read the document "
                    "in under a new id, or remove the other first"
                ],
            )
        creation.add(assessment, document.framework, document.differences, "imported", body, snapshot, document.rollout)
    return id
