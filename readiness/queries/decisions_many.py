"""What the decision logs of many initiatives add up to: kept in the database, counted only where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from readiness.context import Context
from readiness.domain.decision_figures import DecisionFigures
from readiness.domain.rollout import Rollout
from readiness.errors import StorageError
from readiness.queries.decisions import figures_of
from readiness.storage import decision_counts
from readiness.storage.decision_counts import CountRow


def decision_figures_of_many(
    context: Context, rollouts: Mapping[str, Rollout], since: Mapping[str, date]
) -> dict[str, DecisionFigures]:
    """What `decision_figures` says from the day of each initiative on; initiatives without a log are left out."""
    with context.store.engine.reading() as run:
        tokens = decision_counts.tokens(run, list(since))
        kept = decision_counts.known(run, list(tokens))
    fresh: list[CountRow] = []

    def counted(initiative: str, first: date | None) -> CountRow:
        row = kept.get((initiative, first))
        if row is not None and row.token == tokens[initiative]:
            return row
        # Decisions that come in between make what is kept stale at once, never wrong: the token was read before.
        counts = context.store.decisions.counts(initiative, first, None)
        fresh.append(CountRow(initiative, first, tokens[initiative], counts))
        return fresh[-1]

    found: dict[str, DecisionFigures] = {}
    for id in tokens:
        critical = rollouts[id].critical_pairs
        whole = figures_of(counted(id, None).counts, critical)
        # What people decided without advice lies before the phase in which they got it.
        found[id] = replace(figures_of(counted(id, since[id]).counts, critical), unadvised=whole.unadvised)
    if fresh:
        _keep(context, fresh)
    return found


def _keep(context: Context, rows: list[CountRow]) -> None:
    try:
        with context.store.engine.writing() as run:
            decision_counts.put(run, rows)
    except StorageError:
        return  # a cache: what cannot be kept is counted again
