"""What detection says of many initiatives is what it says of each; what is kept of it follows every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from readiness.commands.metrics import set_baseline
from readiness.context import Context
from readiness.queries.metrics import metric_states, states_of
from readiness.queries.watching_many import watched_of_many
from readiness.storage import metric_watches
from tests.use_cases.metrics_bench import Measured
from tests.use_cases.metrics_bench import measured as the_initiative

SLIPPING = [70.0 + n % 3 for n in range(30)] + [60.0 - n for n in range(10)]


@pytest.fixture
def cards(context: Context) -> Measured:
    """An initiative with a metric that slips after a baseline of 24 weeks."""
    made = the_initiative(context)
    made.measure("recall_value", SLIPPING)
    _baseline(made, date(2025, 9, 1), date(2026, 2, 15))
    return made


def _baseline(cards: Measured, first: date, last: date) -> None:
    metric = cards.metric("recall_value")
    seen = metric.baseline
    set_baseline(cards.context, cards.id, metric.id, name="First", first_day=first, last_day=last, seen=seen)


def kept(cards: Measured) -> int:
    with cards.context.store.engine.reading() as run:
        return len(metric_watches.known(run, [cards.id]))


def both_ways(cards: Measured) -> None:
    many = watched_of_many(cards.context, {cards.id: cards.rollout})
    alone = metric_states(cards.context, cards.id)
    assert states_of(cards.context, cards.id, cards.rollout, many[cards.id]) == alone


def test_what_was_kept_says_the_same_as_what_is_worked_out(cards: Measured) -> None:
    both_ways(cards)
    assert kept(cards) == 1
    both_ways(cards)
    states = {state.metric.key: state for state in metric_states(cards.context, cards.id)}
    assert states["recall_value"].alarm_since is not None


def test_what_was_kept_is_read_rather_than_worked_out_again(cards: Measured) -> None:
    both_ways(cards)
    metric = cards.metric("recall_value").id
    with cards.context.store.engine.writing() as run:
        (row,) = metric_watches.known(run, [cards.id]).values()
        metric_watches.put(run, [replace(row, body=row.body.replace('"last_value":51.0', '"last_value":12.0'))])
    assert watched_of_many(cards.context, {cards.id: cards.rollout})[cards.id][metric].last_value == 12.0
    with cards.context.store.engine.writing() as run:
        metric_watches.clear(run)
    assert watched_of_many(cards.context, {cards.id: cards.rollout})[cards.id][metric].last_value == 51.0


def test_new_points_and_another_baseline_make_it_stale(cards: Measured) -> None:
    both_ways(cards)
    cards.measure("recall_value", [99.0, 98.0], first=date(2026, 8, 3))
    both_ways(cards)
    _baseline(cards, date(2025, 9, 1), date(2026, 1, 15))
    both_ways(cards)


def test_initiatives_without_points_are_left_out(context: Context) -> None:
    empty = the_initiative(context)
    assert watched_of_many(empty.context, {empty.id: empty.rollout}) == {}
    assert kept(empty) == 0
