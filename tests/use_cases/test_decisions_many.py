"""What decision logs of many initiatives add up to is what each adds up to; what is kept of it follows every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from readiness.commands.reviews import set_critical_pairs
from readiness.domain.decision_log import CriticalPairs
from readiness.queries.decisions import decision_figures, figures_of
from readiness.queries.decisions_many import decision_figures_of_many
from readiness.storage import decision_counts
from tests.use_cases.conftest import Bench
from tests.use_cases.test_decision_log import MONDAY, at, row, write

TUESDAY = date(MONDAY.year, MONDAY.month, MONDAY.day + 1)


def both_ways(bench: Bench) -> None:
    rollout, logs = bench.context.store.load_rollout(bench.id), bench.context.store.decisions
    whole = figures_of(logs.counts(bench.id, None, None), rollout.critical_pairs)
    since = figures_of(logs.counts(bench.id, TUESDAY, None), rollout.critical_pairs)
    counted = replace(since, unadvised=whole.unadvised)
    assert decision_figures_of_many(bench.context, {bench.id: rollout}, {bench.id: TUESDAY}) == {bench.id: counted}
    assert decision_figures(bench.context, bench.id, since=TUESDAY) == counted


def logged(bench: Bench) -> None:
    write(bench, row("1", shown=0, outcome="pay"), row("2", at=at(1), shown=1, ai="refuse", override_reason="Known"))


def kept(bench: Bench) -> dict[date | None, int]:
    with bench.context.store.engine.reading() as run:
        return {since: one.token for (_, since), one in decision_counts.known(run, [bench.id]).items()}


def test_what_was_kept_says_the_same_as_counting(bench: Bench) -> None:
    logged(bench)
    both_ways(bench)
    assert set(kept(bench)) == {None, TUESDAY}
    both_ways(bench)


def test_what_was_kept_is_read_rather_than_counted_again(bench: Bench) -> None:
    logged(bench)
    both_ways(bench)
    rollouts = {bench.id: bench.context.store.load_rollout(bench.id)}
    with bench.context.store.engine.writing() as run:
        held = decision_counts.known(run, [bench.id])[bench.id, TUESDAY]
        days = [{"day": held.counts["days"][0]["day"], "number": 77}]
        decision_counts.put(run, [replace(held, counts={**held.counts, "days": days})])
    assert decision_figures_of_many(bench.context, rollouts, {bench.id: TUESDAY})[bench.id].decisions == 77
    with bench.context.store.engine.writing() as run:
        decision_counts.clear(run)
    assert decision_figures_of_many(bench.context, rollouts, {bench.id: TUESDAY})[bench.id].decisions == 1


def test_new_decisions_and_other_critical_errors_count_at_once_and_nothing_old_is_kept(bench: Bench) -> None:
    logged(bench)
    both_ways(bench)
    before = kept(bench)
    write(bench, row("3", at=at(2), ai="refuse", outcome="pay", drawn=1))
    both_ways(bench)
    assert set(kept(bench)) == set(before)
    assert all(token > before[since] for since, token in kept(bench).items())
    set_critical_pairs(bench.as_("ida"), bench.id, pairs=[("pay", "refuse")], seen=CriticalPairs())
    both_ways(bench)


def test_an_initiative_without_a_log_is_left_out(bench: Bench) -> None:
    assert decision_figures_of_many(bench.context, {}, {bench.id: TUESDAY}) == {}
    assert kept(bench) == {}
