"""The audit log: who changed what and when, and whether the log and what it names are whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from readiness.context import Context
from readiness.storage import events as stored
from readiness.storage import initiatives
from readiness.storage.events import Event
from readiness.storage.verification import verify_chain, verify_files, verify_points, verify_snapshots

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
    names: dict[str, str]
    """Present names of the initiatives that the rows speak of, by id; one that was removed has none."""


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
    """Every fault: the chain's first one, then snapshots, evidence files and points of metrics."""


def events(
    context: Context,
    *,
    subject: str = "",
    actor: str = "",
    kind: str = "",
    since: datetime | None = None,
    text: str = "",
    page: int = 1,
) -> EventsPage:
    """A page of the log. `subject` is an initiative's id or part of a subject, `actor` part of a name.

    `text` stands anywhere in what was recorded.
    """
    with context.store.engine.reading() as run:

        def fitting(number: int) -> tuple[tuple[Event, ...], int]:
            offset = (number - 1) * PER_PAGE
            return stored.page(
                run,
                subject=subject,
                actor=actor,
                kind=kind,
                since=since,
                text=text,
                offset=offset,
                limit=PER_PAGE,
            )

        asked = max(1, page)
        rows, total = fitting(asked)
        pages = max(1, ceil(total / PER_PAGE))
        if asked > pages:
            asked = pages
            rows, total = fitting(asked)
        named = initiatives.of(run, sorted({row.initiative for row in rows if row.initiative}))
        return EventsPage(
            rows=rows,
            total=total,
            pages=pages,
            page=asked,
            kinds=stored.kinds(run),
            names={id: initiative.name for id, initiative in named.items()},
        )


def verify(context: Context) -> Verification:
    """Follow the chain; compare snapshots with their SHA-256, files with their names, packed points with their rows."""
    with context.store.engine.reading() as run:
        chain = verify_chain(run)
        problems = [chain.problem] if chain.problem else []
        problems += verify_snapshots(run)
        problems += verify_files(run, context.store.evidence)
        problems += verify_points(run)
    return Verification(
        ok=not problems,
        events=chain.events,
        head_seq=chain.head.seq,
        head_hash=chain.head.hash,
        problem=problems[0] if problems else None,
        problems=tuple(problems),
    )
