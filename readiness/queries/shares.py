"""Share links: the list for who made them, and what one opens for whoever has it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from readiness.context import Context
from readiness.domain.secret import hashed
from readiness.domain.share_link import LinkState, ShareLink
from readiness.domain.share_live import Left, RunningWorkshop, left_open, live_state
from readiness.domain.share_redaction import shared_document
from readiness.domain.snapshot import Document
from readiness.errors import NotFound
from readiness.queries.initiative import initiative_view
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.storage import decisions, shares


@dataclass(frozen=True)
class ShareRow:
    """A link in a list."""

    link: ShareLink
    state: LinkState


@dataclass(frozen=True)
class LiveState:
    """When somebody looked at the live state, and how far the workshops that run then have come."""

    at: datetime
    running: tuple[RunningWorkshop, ...] = ()
    """The newest first."""

    @property
    def left_open(self) -> Mapping[str, Left]:
        """The criteria on which the running workshops have agreed on no rating, and how they stand there."""
        return left_open(self.running)


@dataclass(frozen=True)
class Shared:
    """What a link opens: a snapshot or the live state, without what the link leaves out."""

    link: ShareLink
    document: Document
    key: Hashable
    """Equal keys mean equal documents."""
    sha256: str | None
    """Seals the snapshot itself, whatever was left out here; None for the live state, which nothing seals."""
    text: str | None
    """The snapshot as it was frozen, where the link leaves nothing out."""
    live: LiveState | None = None
    """Set where this is no snapshot."""


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
        return _live(context, link) if link.live else _frozen(context, link)
    except NotFound:
        return None


def _frozen(context: Context, link: ShareLink) -> Shared:
    text, sha256 = snapshot_text(context, link.initiative, link.snapshot)
    whole = snapshot_document(context, link.initiative, link.snapshot)
    key = ("shared", sha256, link.shows)
    document = context.store.memory.get(key, lambda: shared_document(whole, link.shows, sha256))
    whole_shown = link.shows.evidence and link.shows.names and link.shows.plans
    return Shared(link=link, document=document, key=key, sha256=sha256, text=text if whole_shown else None)


def _live(context: Context, link: ShareLink) -> Shared:
    """The stored facts with what follows from them today. Answers of workshops are not even read."""
    id = link.initiative
    while True:
        mark = context.store.mark(id)
        at = context.now()
        with context.store.engine.reading() as run:
            running = decisions.running(run, id)
        view = initiative_view(context, id)
        if view.mark == mark:  # agreeing changes decision and rating together: both are from before it or after it
            break

    def made() -> Document:
        previous = snapshot_document(context, id, view.previous.number).snapshot if view.previous else None
        whole = live_state(
            context.document(view.assessment),
            view.evaluation,
            path_next=view.next_path,
            path_ready=view.ready_path,
            upcoming=view.upcoming,
            previous_number=previous.number if previous else None,
            previous_dimensions=previous.evaluation.dimensions if previous else (),
        )
        return shared_document(whole, link.shows, None)

    key = ("shared live", id, mark, view.evaluation.day, link.shows)
    document = context.store.memory.get(key, made)
    return Shared(link=link, document=document, key=key, sha256=None, text=None, live=LiveState(at, running))


def note_use(context: Context, link: ShareLink) -> None:
    """Count that a link's page was opened."""
    shares.uses(context.store.engine).note(link.id, context.now())
