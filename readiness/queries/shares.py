"""Share links: the list for who made them, and what one opens for whoever has it."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.domain.secret import hashed
from readiness.domain.share_link import LinkState, ShareLink
from readiness.domain.share_redaction import shared_document
from readiness.domain.snapshot import Document
from readiness.errors import NotFound
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.storage import shares


@dataclass(frozen=True)
class ShareRow:
    """A link in a list."""

    link: ShareLink
    state: LinkState


@dataclass(frozen=True)
class Shared:
    """What a link opens: a snapshot without what the link leaves out."""

    link: ShareLink
    document: Document
    sha256: str
    """Seals the snapshot itself, whatever was left out here."""
    text: str | None
    """The snapshot as it was frozen, where the link leaves nothing out."""


def share_links(context: Context, initiative: str) -> tuple[ShareRow, ...]:
    """The links of an initiative, the newest first; none for one that does not exist."""
    now = context.now()
    with context.store.engine.reading() as run:
        return tuple(ShareRow(link, link.state(now)) for link in shares.of(run, initiative))


def open_link(context: Context, token: str) -> ShareLink | None:
    """The link of a token, while it opens; None for a wrong, expired or revoked one: nothing tells these apart."""
    with context.store.engine.reading() as run:
        return shares.open_by_token(run, hashed(token), context.now())


def shared(context: Context, link: ShareLink) -> Shared | None:
    """What an open link shows now; None where its initiative has just been removed."""
    try:
        text, sha256 = snapshot_text(context, link.initiative, link.snapshot)
        whole = snapshot_document(context, link.initiative, link.snapshot)
    except NotFound:
        return None
    document = context.store.memory.get(
        ("shared", sha256, link.shows), lambda: shared_document(whole, link.shows, sha256)
    )
    whole_shown = link.shows.evidence and link.shows.names and link.shows.plans
    return Shared(link=link, document=document, sha256=sha256, text=text if whole_shown else None)


def note_use(context: Context, link: ShareLink) -> None:
    """Count that a link's page was opened."""
    shares.uses(context.store.engine).note(link.id, context.now())
