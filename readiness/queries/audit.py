"""The audit log: who changed what and when, and whether the log and what it names are whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from readiness.context import Context
from readiness.storage import events as stored
from readiness.storage.events import Event
from readiness.storage.verification import verify_chain, verify_files, verify_snapshots

PER_PAGE = 50


@dataclass(frozen=True)
class EventsPage:
    """One page of the log, newest first."""

    rows: tuple[Event, ...]
    total: int
    pages: int
    page: int
    kinds: tuple[str, ...]
    """Every kind of event that occurs, for a filter."""


@dataclass(frozen=True)
class Verification:
    """What a verification found."""

    ok: bool
    events: int
    head_seq: int
    head_hash: str
    problem: str | None
    """The first fault, as a sentence."""
    problems: tuple[str, ...]
    """Every fault: the chain's first one, then snapshots, then evidence files."""


def events(
    context: Context,
    *,
    subject: str = "",
    actor: str = "",
    kind: str = "",
    since: datetime | None = None,
    page: int = 1,
) -> EventsPage:
    """A page of the log. `subject` is an initiative's id or part of a subject, `actor` part of a name."""
    with context.store.engine.reading() as run:
        asked = max(1, page)
        rows, total = stored.page(
            run, subject=subject, actor=actor, kind=kind, since=since, offset=(asked - 1) * PER_PAGE, limit=PER_PAGE
        )
        pages = max(1, ceil(total / PER_PAGE))
        if asked > pages:
            asked = pages
            rows, total = stored.page(
                run, subject=subject, actor=actor, kind=kind, since=since, offset=(asked - 1) * PER_PAGE, limit=PER_PAGE
            )
        return EventsPage(rows=rows, total=total, pages=pages, page=asked, kinds=stored.kinds(run))


def verify(context: Context) -> Verification:
    """Follow the chain, compare every snapshot with its SHA-256 and every evidence file with its name."""
    with context.store.engine.reading() as run:
        chain = verify_chain(run)
        problems = [chain.problem] if chain.problem else []
        problems += verify_snapshots(run)
        problems += verify_files(run, context.store.evidence)
    return Verification(
        ok=not problems,
        events=chain.events,
        head_seq=chain.head.seq,
        head_hash=chain.head.hash,
        problem=problems[0] if problems else None,
        problems=tuple(problems),
    )
