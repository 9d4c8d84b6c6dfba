"""What the failure patterns of a thousand initiatives cost: `python -m benchmarks.patterns`."""

from __future__ import annotations

import argparse
import random
import sys
from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from benchmarks import portfolios
from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.servers import folder
from readiness.context import Context
from readiness.domain.framework import MetricDefinition
from readiness.domain.metric import Baseline, Metric
from readiness.domain.phase_history import GateRecord, PhaseMove
from readiness.domain.project_record import Exposure, Feedback, PresentWay, ProjectRecord
from readiness.domain.rollout import Rollout
from readiness.queries.patterns import known_patterns, patterns_of_many
from readiness.queries.uncollected import uncollected
from readiness.storage import events, metric_watches, rollouts
from readiness.storage.metric_points import SeriesPoints

NAME = "patterns"
ABOUT = "the failure patterns of many initiatives, from what is stored"
LIMIT = 2000.0
"""Milliseconds for a thousand initiatives of which nothing is remembered."""
COUNT, MEASURED, PAGE = 1000, 250, 25
"""Initiatives; those of them that run and are measured; a page of a list."""
POINTS, BASELINE = 40, 16
"""Weekly points of each metric, and how many of them are its baseline."""
EVENTS = 20
"""Recorded changes of the last months on each initiative."""
BOUND_SECONDS = 300
KINDS = ("all", "bare", "first", "page", "page bare", "again")
_DAY_MS = 86_400_000


def figures(samples: Mapping[str, Sequence[Sample]]) -> tuple[Figure, ...]:
    """The figures with what is allowed; `samples` by what was done."""
    bare = "the same facts loaded"
    return (
        Figure.of(f"{COUNT:,} initiatives, nothing remembered", samples["all"], samples["bare"], bare, limit=LIMIT),
        Figure.of("the same in processor time", samples["all"], samples["bare"], bare, cpu=True),
        Figure.of("the same where nobody ever looked at a metric", samples["first"], samples["bare"], bare),
        Figure.of(f"a page of {PAGE}, nothing remembered", samples["page"], samples["page bare"], bare),
        Figure.of(f"a page of {PAGE}, remembered", samples["again"], samples["page bare"], bare),
    )


def measure(given: argparse.Namespace) -> tuple[Figure, ...]:
    """Make a portfolio and look for its patterns again and again, in turn with loading what they rest on."""
    with folder() as place:
        database = place / "readiness.db"
        say(f"Making {COUNT:,} initiatives, {MEASURED} of them measured")
        portfolios.generate(database, COUNT)
        _operate(database)
        context = portfolios.opened(database)
        try:
            ids = context.store.ids()
            say("Looking for patterns")
            samples: dict[str, list[Sample]] = {name: [] for name in KINDS}
            for number in range(given.rounds + 1):
                found = _round(context, ids)
                for name, sample in found.items():
                    if number:  # the first one loads what computes
                        samples[name].append(sample)
            return figures(samples)
        finally:
            context.store.close()


def _round(context: Context, ids: Sequence[str]) -> dict[str, Sample]:
    """Each kind once; the process remembers nothing from the round before.

    What detection says of metrics is kept in the database from the first look on, and worked out anew for `first`.
    """
    done: dict[str, Sample] = {}
    page = ids[:: COUNT // PAGE]
    with context.store.engine.writing() as writing:
        metric_watches.clear(writing)
    _forget(context)
    wait_for_calm()
    with watched() as sample:
        patterns_of_many(context, ids)
    done["first"] = sample
    for name, wanted in (("", ids), ("page ", page)):
        _forget(context)
        wait_for_calm()
        with watched() as sample, uncollected():
            context.store.load_rollouts(wanted)
            context.store.load_many(wanted)
        done[f"{name}bare"] = sample
        _forget(context)
        wait_for_calm()
        with watched() as sample:
            found = patterns_of_many(context, wanted)
        if len(found) != len(wanted) or not any(one.is_warning for patterns in found.values() for one in patterns):
            raise NotMeasured("The patterns of the initiatives were not found.")
        done["page" if name else "all"] = sample
    with watched() as sample:
        known = known_patterns(context, page)
    if len(known) != len(page):
        raise NotMeasured("A page of patterns was not remembered.")
    done["again"] = sample
    return done


def _forget(context: Context) -> None:
    context.store.memory.clear()
    context.store.points.memory.clear()


def _operate(database: Path) -> None:
    """Give each initiative a record and a history of events, and let some of them run with metrics."""
    context = portfolios.opened(database)
    try:
        chance, today, now = random.Random(portfolios.SEED), context.today(), context.now()
        ids = context.store.ids()
        assessments = context.store.load_many(ids)
        series: dict[str, list[SeriesPoints]] = {}
        with context.store.engine.writing() as writing:
            for place, id in enumerate(ids):
                framework = context.framework_of(assessments[id])
                profile = framework.profile(assessments[id].initiative.profile)
                definitions = profile.metrics if profile is not None and place < MEASURED else ()
                metrics = [_metric(id, one, today) for one in definitions]
                series[id] = [_points(metric, chance, today) for metric in metrics]
                rollouts.put_all(writing, id, _rollout(chance, place, today, metrics))
                for number in range(EVENTS):
                    at = now - timedelta(days=chance.randint(0, 150), minutes=number)
                    criterion = chance.choice(framework.criteria).id
                    body = {"changes": {"note": {"old": "", "new": "Seen"}}}
                    events.append(writing, context.actor, at, "note_changed", id, f"answer/{criterion}", body)
        for id, made in series.items():
            if made:
                with context.store.points.staged(made) as staged, context.change(id) as change:
                    change.points.merge(staged)
                    change.points.move_token(change.record("points_imported", "import/made", {}).seq)
    finally:
        context.store.close()


def _rollout(chance: random.Random, place: int, today: date, metrics: Sequence[Metric]) -> Rollout:
    gate = GateRecord(verdict="ready", conditions=(), today=today)
    days = (chance.randint(100, 200), chance.randint(20, 90))
    phases = ("shadow", "advisory") if place < MEASURED else ("shadow",) if place < 2 * MEASURED else ()
    before = "not_started"
    moves = []
    for number, phase in enumerate(phases):
        day = today - timedelta(days=days[number])
        moves.append(
            PhaseMove.model_validate(
                {
                    "id": f"m{number}",
                    "kind": "up",
                    "from_phase": before,
                    "to_phase": phase,
                    "day": day,
                    "gate": gate,
                    "recorded_at": datetime.combine(day, time(12), UTC),
                }
            )
        )
        before = phase
    moment = datetime.combine(today, time(), UTC)
    return Rollout(
        record=ProjectRecord(operational_owner="p1", present_way=PresentWay(cost="14 minutes a letter")),
        feedback=tuple(
            Feedback(id=f"f{n}", day=today - timedelta(days=20 * n), text="It is slow", author="Kim", added_at=moment)
            for n in range(3)
        ),
        exposures=tuple(
            Exposure(id=f"e{n}", day=today - timedelta(days=30 * n), share_pct=40 - 10 * n, added_at=moment)
            for n in range(3)
        ),
        moves=tuple(moves),
        metrics=tuple(metrics),
    )


def _metric(initiative: str, definition: MetricDefinition, today: date) -> Metric:
    first = today - timedelta(days=7 * POINTS)
    moment = datetime.combine(first, time(), UTC)
    return Metric(
        id=f"{initiative}-{definition.key}",
        key=definition.key,
        family=definition.family,
        name=definition.name,
        unit=definition.unit,
        better=definition.better,
        interval_days=definition.interval_days,
        target=definition.green,
        limit=definition.red,
        baseline=Baseline(
            name="First weeks", first_day=first, last_day=first + timedelta(days=7 * BASELINE), set_at=moment
        ),
        created_at=moment,
    )


def _points(metric: Metric, chance: random.Random, today: date) -> SeriesPoints:
    last = int(datetime.combine(today, time(), UTC).timestamp() * 1000)
    at = array("q", (last - 7 * _DAY_MS * (POINTS - 1 - number) for number in range(POINTS)))
    return SeriesPoints(metric.id, "made", at, array("d", (chance.gauss(50, 5) for _ in range(POINTS))))


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures {ABOUT}.")
    known.add_argument("--rounds", type=int, default=7, help="rounds of measuring (default: %(default)s)")
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether everything is fast enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
