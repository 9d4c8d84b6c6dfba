"""The content of an evidence file, for a download."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.errors import NotFound

SHOWN_TYPES = frozenset(
    {"application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp", "text/csv", "text/plain"}
)
"""Declared types that are shown and sent as they are; any other is sent as plain bytes."""


@dataclass(frozen=True)
class EvidenceFile:
    """A file as it was stored. The name is text to show, never a path; the type was declared, not checked."""

    content: bytes
    file_name: str
    media_type: str
    """One of SHOWN_TYPES, else application/octet-stream: never a type that a browser would run."""
    sha256: str


def evidence_file(context: Context, initiative: str, evidence_id: str) -> EvidenceFile:
    """The file of an evidence item. Raises NotFound, StorageDamaged when it is not what was stored."""
    item = next((item for item in context.store.load(initiative).evidence if item.id == evidence_id), None)
    if item is None or item.kind != "file":
        raise NotFound("There is no such evidence file on this initiative.")
    return EvidenceFile(
        content=context.store.evidence.read(item.sha256),
        file_name=item.file_name,
        media_type=item.media_type if item.media_type in SHOWN_TYPES else "application/octet-stream",
        sha256=item.sha256,
    )
