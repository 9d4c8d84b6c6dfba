"""Freeze an assessment as a numbered snapshot that never changes."""

from __future__ import annotations

from datetime import UTC

from readiness.commands import entries
from readiness.context import Context
from readiness.domain.gate import evaluate
from readiness.domain.path import next_path, ready_path
from readiness.domain.snapshot import Frozen, sealed, unsealed
from readiness.domain.upcoming import upcoming
from readiness.storage.snapshots import SnapshotRow


def freeze(context: Context, initiative: str, *, note: str = "") -> int:
    """Freeze the assessment as it stands; the snapshot's number. Raises Invalid, NotFound."""
    entries.text(note, "note", "The note")
    with context.change(initiative) as change:
        before = change.snapshots()
        previous = unsealed(change.snapshot_text(before[-1].number)) if before else None
        # The snapshot holds the review that it is, so that its next review date counts from itself.
        reviewed = entries.renewed(change.assessment.initiative, last_review_at=change.at)
        assessment = entries.renewed(change.assessment, initiative=reviewed)
        framework = context.framework_of(assessment)
        today = context.today()
        evaluation = evaluate(assessment, framework, today)
        # Every other writer waits meanwhile, so what is read beside the transaction is of the same moment.
        from readiness.queries.operation import operation_summary

        operation = operation_summary(context, initiative)
        head = change.head()
        frozen = Frozen(
            number=before[-1].number + 1 if before else 1,
            frozen_at=change.at,
            frozen_by=context.actor.label,
            note=note,
            evaluation=evaluation,
            path_next=next_path(assessment, framework, evaluation),
            path_ready=ready_path(assessment, framework, evaluation),
            upcoming=upcoming(assessment, framework, today),
            previous_number=before[-1].number if before else None,
            previous_dimensions=previous.snapshot.evaluation.dimensions if previous and previous.snapshot else (),
            chain_sequence=head.seq,
            chain_hash=head.hash,
            operation=operation,
        )
        text, sha256 = sealed(context.document(assessment, frozen, change.rollout))
        row = SnapshotRow(
            number=frozen.number,
            frozen_at=change.at.astimezone(UTC).isoformat(timespec="microseconds"),
            frozen_by=frozen.frozen_by,
            note=note,
            verdict=evaluation.verdict,
            sha256=sha256,
        )
        change.put(reviewed)
        change.add_snapshot(row, text)
        change.record(
            "snapshot_frozen",
            f"snapshot/{frozen.number}",
            {"number": frozen.number, "sha256": sha256, "verdict": evaluation.verdict, "note": note},
        )
        return frozen.number
