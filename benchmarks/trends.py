"""What the page of metrics costs the server with many points: `python -m benchmarks.trends`."""

from __future__ import annotations

import argparse
import asyncio
import math
import pickle
import sys
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks import portfolios
from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.figures import Figure, parser, run, say
from benchmarks.recording import latest
from benchmarks.replay import VARIABLE, Recording
from benchmarks.servers import BARE, ROOT, Server, folder, serving
from benchmarks.sessions import Session
from readiness.commands.initiatives import create_initiative
from readiness.commands.metric_points import enter_point
from readiness.commands.metrics import add_metric, set_baseline
from readiness.commands.point_imports import Target, write_points
from readiness.context import Context
from readiness.domain.metric import FAMILIES

NAME = "trends"
ABOUT = "the page of one metric with a million points, and the overview of 40 metrics with 400 points each"
ONE_LIMIT, ALL_LIMIT = 300.0, 500.0
"""Milliseconds from the request to the end of the run."""
BOUND_SECONDS = 480
MANY, FEW, METRICS = 1_000_000, 400, 40
ONE, ALL = "one", "all"
BARE_NAME = "same elements bare"
APP, TWIN = ROOT / "app.py", BARE / "twin.py"
PAGE = "metrics"
_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Series:
    key: str
    at: array[int]
    value: array[float]
    source: str = "benchmark"
    unit: str = ""


@dataclass(frozen=True)
class _File:
    series: tuple[_Series, ...]
    format: str = "csv"
    sha256: str = ""
    rows: int = 0
    error_count: int = 0


def figures(samples: Mapping[str, list[Sample]]) -> tuple[Figure, ...]:
    """The figures with what is allowed; `samples` by what was opened: one, one bare, one changed, all, ..."""
    million = f"one metric, {MANY:,} points"
    forty = f"{METRICS} metrics, {FEW} points each"
    return (
        Figure.of(f"{million}: a run", samples["one"], samples["one bare"], BARE_NAME, limit=ONE_LIMIT),
        Figure.of(f"{million}: processor time", samples["one"], samples["one bare"], BARE_NAME, cpu=True),
        Figure.of(f"{million}: after a new point", samples["one changed"], samples["one bare"], BARE_NAME),
        Figure.of(f"{forty}: a run", samples["all"], samples["all bare"], BARE_NAME, limit=ALL_LIMIT),
        Figure.of(f"{forty}: processor time", samples["all"], samples["all bare"], BARE_NAME, cpu=True),
        Figure.of(
            f"{forty}: after a new point", samples["all changed"], samples["all bare"], BARE_NAME, limit=ALL_LIMIT
        ),
    )


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Store the points, record both pages, and open the program and the bare script in turn."""
    with folder() as place:
        database = place / "data" / "readiness.db"
        context = portfolios.opened(database)
        try:
            say(f"Storing {arguments.many:,} points of one metric and {METRICS} metrics with {FEW}")
            queries = {
                ONE: f"initiative={ONE}&metric={_filled(context, ONE, 1, arguments.many, minutes=1)[0]}",
                ALL: f"initiative={ALL}",
            }
            metrics = {ONE: queries[ONE].rpartition("=")[2], ALL: _filled(context, ALL, METRICS, FEW, minutes=1440)[0]}
            recordings = {name: _recorded(place, database, name, query) for name, query in queries.items()}
            samples: dict[str, list[Sample]] = defaultdict(list)
            for name, query in queries.items():
                with (
                    serving(APP, place, env={"READINESS_DATABASE": str(database)}) as app,
                    serving(TWIN, place, env={VARIABLE: str(recordings[name])}) as bare,
                ):
                    found = asyncio.run(_measure(context, app, bare, name, query, metrics[name], arguments.rounds))
                    samples.update(found)
                    app.check()
                    bare.check()
        finally:
            context.store.close()
        return figures(samples)


def _filled(context: Context, id: str, metrics: int, points: int, *, minutes: int) -> list[str]:
    """An initiative with so many metrics of so many points; the ids of its metrics."""
    create_initiative(context, name=f"Benchmark {id}", profile="fraud_detection", id=id)
    names = [
        add_metric(
            context,
            id,
            name=f"Metric {number}",
            family=FAMILIES[number % len(FAMILIES)],
            unit="%",
            better="higher",
            interval_days=1,
            target=95.0,
            limit=80.0,
            alarm=number < 10,
        )
        for number in range(metrics)
    ]
    begin, step = int(_START.timestamp() * 1000), minutes * 60_000
    at = array("q", range(begin, begin + points * step, step))
    series = tuple(
        _Series(f"Metric {n}", at, array("d", (90 + 2 * math.sin(2.4 * i + n) for i in range(points))))
        for n in range(metrics)
    )
    targets: dict[str, Target] = {one.key: name for one, name in zip(series, names, strict=True)}
    write_points(context, id, _File(series), targets, name="benchmark.csv")
    last = date(2024, 1, 1) + timedelta(days=60)
    for name in names:
        set_baseline(context, id, name, name="Start", first_day=date(2024, 1, 1), last_day=last, seen=None)
    return names


def _recorded(place: Path, database: Path, name: str, query: str) -> Path:
    """What the page calls, for the bare script."""
    say(f"Recording the page of {name}")
    runs = place / f"runs-{name}"
    runs.mkdir()

    async def record(server: Server) -> Recording:
        async with Session(server.url, page=PAGE, query=query) as session:
            await session.rerun()
            return Recording({PAGE: await latest(runs, full=True)})

    env = {"READINESS_DATABASE": str(database)}
    with serving(APP, place, env=env, program=("benchmarks.recording", str(runs))) as server:
        recording = asyncio.run(record(server))
        server.check()
    file = place / f"{name}.pickle"
    file.write_bytes(pickle.dumps(recording))
    return file


async def _measure(
    context: Context, app: Server, bare: Server, name: str, query: str, metric: str, rounds: int
) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = defaultdict(list)
    say(f"Opening the page of {name}")
    async with (
        Session(app.url, page=PAGE, query=query) as ours,
        Session(bare.url, page=PAGE, query=query) as theirs,
    ):
        for number in range(rounds + 1):
            for kind, server, session in ((name, app, ours), (f"{name} bare", bare, theirs)):
                sample = await _run(server, session, (app, bare))
                if number:  # the first one fills caches
                    samples[kind].append(sample)
        for number in range(rounds):
            # A point that lies before the program's last look: everything that is remembered of the points is stale.
            enter_point(context, name, metric, at=context.now() - timedelta(seconds=rounds - number), value=90.0)
            samples[f"{name} changed"].append(await _run(app, ours, (app, bare)))
    return samples


async def _run(server: Server, session: Session, servers: Sequence[Server]) -> Sample:
    """The page drawn once more."""
    wait_for_calm()
    with watched(*(one.pid for one in servers)) as sample:
        before = server.cpu_seconds()
        wall = (await session.rerun()).milliseconds
        sample.cpu = 0.0
    sample.wall, sample.cpu = wall, (server.cpu_seconds() - before) * 1000
    return sample


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    known = parser(NAME, ABOUT)
    known.add_argument("--rounds", type=int, default=9, metavar="N", help="runs of each page (default: %(default)s)")
    known.add_argument(
        "--many", type=int, default=MANY, metavar="N", help="points of one metric (default: %(default)s)"
    )
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether the pages are fast enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
