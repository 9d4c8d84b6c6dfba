"""All initiatives as a list: searched, sorted and paged in the database, with verdicts from a cache kept fresh."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil
from pathlib import Path
from typing import Literal, cast

from readiness import domain
from readiness.context import Context
from readiness.domain.assessment import Assessment, Status
from readiness.domain.evaluation import VERDICT_ORDER, VerdictId
from readiness.domain.gate import evaluate
from readiness.domain.phase_history import RolloutPhase
from readiness.domain.upcoming import next_review, outlook
from readiness.errors import StorageError
from readiness.queries.uncollected import uncollected
from readiness.storage import initiatives, plans, rollouts, snapshots, verdicts
from readiness.storage.verdicts import ListedRow, VerdictRow

Sort = Literal["attention", "name", "verdict", "review", "changed"]

EXPIRING_DAYS = 30
"""What expires within so many days counts as expiring."""
BATCH = 200
"""How many initiatives are computed and stored at a time."""
AT_ONCE = 100
"""Up to so many stale verdicts are computed before a list is shown; with more, the list comes first."""
_HORIZON = 400


@dataclass(frozen=True)
class InitiativeRow:
    """One initiative in the list."""

    id: str
    name: str
    profile: str
    profile_name: str
    verdict: VerdictId
    headline: str
    dimensions: dict[str, Status]
    """Status by dimension id, in framework order."""
    coverage: float
    """Share of the criteria that have an answer, 0 to 1."""
    assessed: int
    lapsed: int
    """How many of the answers count no longer."""
    criteria: int
    phase: RolloutPhase
    next_review: date
    review_overdue: bool
    overdue_plans: int
    expiring: int
    """How many ratings lose their proof within 30 days."""
    snapshots: int
    example: str
    """Why it is only an example; empty for a real initiative."""
    changed_at: datetime


@dataclass(frozen=True)
class PortfolioPage:
    """One page of the list."""

    rows: tuple[InitiativeRow, ...]
    total: int
    """Initiatives that fit the search."""
    pages: int
    page: int
    counts_by_verdict: dict[VerdictId, int]
    """Of all initiatives, whatever the search; worst first."""
    overdue_reviews: int
    """Of all initiatives, whatever the search."""
    pending: int = 0
    """How many verdicts are still to be computed by `refresh`: until then rows are right, order and counts are not."""


def portfolio(
    context: Context,
    *,
    search: str = "",
    verdict: VerdictId | None = None,
    sort: Sort = "attention",
    descending: bool = False,
    page: int = 1,
    per_page: int = 25,
    at_once: int | None = None,
) -> PortfolioPage:
    """A page of the initiatives whose name or description holds the text.

    `attention` puts the worst verdicts and the earliest reviews first, `changed` the oldest change. Where more than
    `at_once` verdicts are stale (None: any number is computed first), the page comes with `pending` and the others wait
    for `refresh`.
    """
    today, size = context.today(), max(1, per_page)
    listing = _listing(context, (search.strip(), verdict or "", sort, descending), at_once)
    pages = max(1, ceil(len(listing.ids) / size))
    shown = min(max(1, page), pages)
    ids = listing.ids[(shown - 1) * size : shown * size]
    with context.store.engine.reading() as run:
        found = verdicts.listed(run, ids, rules_hash(), today)
        frozen = snapshots.counts(run, ids)
        overdue = plans.overdue(run, ids, today)
        phases = rollouts.phases(run, ids)
    computed = _computed(context, found, today)
    return PortfolioPage(
        rows=tuple(
            _row(
                context,
                row,
                row.verdict or computed[row.id],
                phases.get(row.id, "not_started"),
                frozen.get(row.id, 0),
                overdue.get(row.id, 0),
                today,
            )
            for row in found
            if row.verdict or row.id in computed
        ),
        total=len(listing.ids),
        pages=pages,
        page=shown,
        counts_by_verdict={name: listing.counts[name] for name in VERDICT_ORDER if name in listing.counts},
        overdue_reviews=listing.overdue_reviews,
        pending=listing.pending,
    )


@dataclass(frozen=True)
class _Listing:
    """What stays the same from page to page while nothing is changed."""

    ids: tuple[str, ...]
    counts: dict[str, int]
    overdue_reviews: int
    pending: int = 0


def _listing(context: Context, wish: tuple[str, str, Sort, bool], at_once: int | None) -> _Listing:
    """Every initiative that fits, in order; made once for each state of the database, so that a page costs the same
    with ten thousand initiatives as with ten."""
    store, today = context.store, context.today()
    search, verdict, sort, descending = wish

    def make(pending: int = 0) -> _Listing:
        with store.engine.reading() as run:
            return _Listing(
                ids=verdicts.ordered(run, search=search, verdict=verdict, sort=sort, descending=descending),
                counts=verdicts.counts(run),
                overdue_reviews=verdicts.overdue_reviews(run, today),
                pending=pending,
            )

    head = store.head()
    mark = ("fresh", head, today, rules_hash())
    if at_once is not None and mark not in store.lists:
        with store.engine.reading() as run:
            pending = len(verdicts.stale(run, rules_hash(), today))
        if pending > at_once:
            return make(pending)
    fresh = store.lists.get(mark, lambda: refresh(context))
    if not fresh:
        store.lists.clear()
        return make()
    return store.lists.get((head, today, rules_hash(), wish), make)


def refresh(context: Context, progress: Callable[[int, int], None] | None = None) -> bool:
    """Compute the verdicts anew that facts, framework, program or day have made stale; whether all could be stored."""
    store, today, rules = context.store, context.today(), rules_hash()
    with store.engine.reading() as run:
        stale = verdicts.stale(run, rules, today)
    for start in range(0, len(stale), BATCH):
        with uncollected():
            rows = _compute(context, stale[start : start + BATCH], today)
        try:
            with store.engine.writing() as run:
                verdicts.put(run, rows)
        except StorageError:
            return False  # a cache: what cannot be stored is computed again for the page that shows it
        if progress is not None:
            progress(min(start + BATCH, len(stale)), len(stale))
    return True


@cache
def rules_hash() -> str:
    """A fingerprint of the rules themselves, so that a changed program never shows an old verdict."""
    digest = hashlib.sha256()
    for folder in domain.__path__:
        for file in sorted(Path(folder).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _computed(context: Context, rows: Sequence[ListedRow], today: date) -> dict[str, VerdictRow]:
    missing = [row.id for row in rows if row.verdict is None]
    return {row.initiative: row for row in _compute(context, missing, today)} if missing else {}


def _compute(context: Context, ids: Sequence[str], today: date) -> list[VerdictRow]:
    store = context.store
    with store.engine.reading() as run:
        marks = initiatives.marks(run, ids)
    # Facts are read after the marks: a change in between makes the row stale at once, never wrong.
    return [
        _verdict(context, assessment, marks[id].token, today)
        for id, assessment in store.load_many(ids).items()
        if id in marks
    ]


def _verdict(context: Context, assessment: Assessment, token: int, today: date) -> VerdictRow:
    framework = context.framework_of(assessment)
    evaluation = evaluate(assessment, framework, today)
    day_until, soon = outlook(assessment, framework, today, _HORIZON)
    return VerdictRow(
        initiative=assessment.initiative.id,
        token=token,
        framework_hash=assessment.initiative.framework_hash,
        rules=rules_hash(),
        day_from=today,
        day_until=day_until,
        verdict=evaluation.verdict,
        verdict_order=VERDICT_ORDER[evaluation.verdict],
        headline=evaluation.headline,
        assessed=evaluation.assessed,
        lapsed=evaluation.lapsed,
        criteria=len(evaluation.criteria),
        dimensions={result.dimension: result.status for result in evaluation.dimensions},
        next_review=next_review(assessment.initiative),
        expiries=tuple(event.day for event in soon if event.kind in ("evidence_expires", "check_lapses")),
    )


def _row(
    context: Context,
    row: ListedRow,
    verdict: VerdictRow,
    phase: RolloutPhase,
    snapshots: int,
    overdue_plans: int,
    today: date,
) -> InitiativeRow:
    profile = context.store.framework(row.framework_hash).profile(row.profile)
    soon = today + timedelta(days=EXPIRING_DAYS)
    return InitiativeRow(
        id=row.id,
        name=row.name,
        profile=row.profile,
        profile_name=profile.name if profile else row.profile,
        verdict=cast(VerdictId, verdict.verdict),
        headline=verdict.headline,
        dimensions=cast(dict[str, Status], verdict.dimensions),
        coverage=verdict.assessed / verdict.criteria if verdict.criteria else 0.0,
        assessed=verdict.assessed,
        lapsed=verdict.lapsed,
        criteria=verdict.criteria,
        phase=phase,
        next_review=verdict.next_review,
        review_overdue=verdict.next_review < today,
        overdue_plans=overdue_plans,
        expiring=sum(day <= soon for day in verdict.expiries),
        snapshots=snapshots,
        example=row.example,
        changed_at=datetime.fromisoformat(row.changed_at),
    )
