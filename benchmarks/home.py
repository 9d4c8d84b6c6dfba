"""How fast Home is with a thousand initiatives, and with ten thousand: `python -m benchmarks.home`."""

from __future__ import annotations

import argparse
import asyncio
import pickle
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import portfolios
from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.recording import latest
from benchmarks.replay import VARIABLE, Recording
from benchmarks.servers import BARE, ROOT, Server, folder, serving
from benchmarks.sessions import Session
from readiness.commands.initiatives import change_initiative
from readiness.context import Context
from readiness.queries.portfolio import refresh
from readiness.storage import verdicts

NAME = "home"
ABOUT = "Home with many initiatives, from connecting to the first useful screen, and a page of it"
FIRST_LIMIT = 1000.0
"""Milliseconds to the first useful screen with a thousand initiatives."""
PAGE_RATIO_LIMIT = 1.3
"""A page with ten thousand initiatives may cost so many times a page with a thousand; beyond that it is slower."""
BOUND_SECONDS = 480
FEW, MANY = 1000, 10_000
ROWS = 25
PAGE = "page=7"
RUNS = 5
"""Runs of one measurement, which is their mean."""
APP = ROOT / "app.py"
TWIN = BARE / "twin.py"
_ROW = re.compile(r"<tr\b")


def figures(samples: Mapping[str, list[Sample]]) -> tuple[Figure, ...]:
    """The figures with what is allowed; `samples` by what was done: cold, judged, warm, bare, page, page bare, ..."""
    bare = "same list bare"
    thousand = f"with {FEW:,}"
    return (
        Figure.of(
            f"first useful screen, {FEW:,}, no verdict known",
            samples["cold"],
            samples["cold bare"],
            bare,
            limit=FIRST_LIMIT,
        ),
        Figure.of(f"until all {FEW:,} are judged", samples["judged"], samples["cold bare"], bare),
        Figure.of(
            f"first useful screen, {FEW:,}, verdicts known", samples["warm"], samples["bare"], bare, limit=FIRST_LIMIT
        ),
        Figure.of(
            f"first useful screen, {MANY:,}, verdicts known",
            samples["warm many"],
            samples["bare"],
            bare,
            limit=FIRST_LIMIT,
        ),
        Figure.of(f"a page, {FEW:,}, processor time", samples["page"], samples["page bare"], bare, cpu=True),
        Figure.of(
            f"a page, {MANY:,}, processor time",
            samples["page many"],
            samples["page"],
            thousand,
            cpu=True,
            ratio_limit=PAGE_RATIO_LIMIT,
        ),
        Figure.of(f"a page, {MANY:,}", samples["page many"], samples["page"], thousand, ratio_limit=PAGE_RATIO_LIMIT),
        Figure.of(f"a page after a change, {MANY:,}", samples["changed many"], samples["changed"], thousand, cpu=True),
    )


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Store a thousand and ten thousand initiatives and open Home on both, in turn."""
    with folder() as place:
        few, many = (_stored(place, count) for count in (FEW, arguments.many))
        recording = place / "recording.pickle"
        say("Recording Home")
        recording.write_bytes(pickle.dumps(_recorded(place, few)))
        with (
            serving(APP, place, env={"READINESS_DATABASE": str(few)}) as app,
            serving(APP, place, env={"READINESS_DATABASE": str(many)}) as app_many,
            serving(TWIN, place, env={VARIABLE: str(recording)}) as bare,
        ):
            contexts = portfolios.opened(few), portfolios.opened(many)
            try:
                samples = asyncio.run(_measure(app, app_many, bare, *contexts, arguments.rounds))
            finally:
                for context in contexts:
                    context.store.close()
            for server in (app, app_many, bare):
                server.check()
        return figures(samples)


def _stored(place: Path, count: int) -> Path:
    database = place / str(count) / "readiness.db"
    say(f"Storing {count:,} initiatives with {25 * count:,} ratings")
    portfolios.generate(database, count)
    context = portfolios.opened(database)
    try:
        say("Judging them")
        refresh(context)
    finally:
        context.store.close()
    return database


def _recorded(place: Path, database: Path) -> Recording:
    """What Home calls, for the bare script."""
    runs = place / "runs"
    runs.mkdir()
    program = ("benchmarks.recording", str(runs))

    async def record(server: Server) -> Recording:
        async with Session(server.url, query=PAGE) as session:
            await session.rerun()
            return Recording({"": await latest(runs, full=True)})

    with serving(APP, place, env={"READINESS_DATABASE": str(database)}, program=program) as server:
        return asyncio.run(record(server))


async def _measure(
    app: Server, app_many: Server, bare: Server, few: Context, many: Context, rounds: int
) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = defaultdict(list)
    servers = (app, app_many, bare)
    say("Opening Home")
    for server in servers:
        await _opened(server, servers)
    for _ in range(rounds):
        for name, server in (("warm", app), ("warm many", app_many), ("bare", bare)):
            samples[name].append((await _opened(server, servers))[0])
    say("Opening Home when no verdict is known")
    for _ in range(max(3, rounds // 2)):
        with few.store.engine.writing() as run:
            verdicts.clear(run)
        _touch(few)
        shown, done = await _opened(app, servers)
        samples["cold"].append(shown)
        samples["judged"].append(done)
        samples["cold bare"].append((await _opened(bare, servers))[0])
    say("Turning pages")
    async with (
        Session(app.url, query=PAGE) as ours,
        Session(app_many.url, query=PAGE) as ours_many,
        Session(bare.url, query=PAGE) as theirs,
    ):
        sessions = (("page", app, ours), ("page many", app_many, ours_many), ("page bare", bare, theirs))
        for number in range(rounds + 1):
            for name, server, session in sessions:
                sample = await _rerun(server, session, servers)
                if number:  # the first one fills caches
                    samples[name].append(sample)
        for _ in range(rounds):
            for name, server, session, context in (
                ("changed", app, ours, few),
                ("changed many", app_many, ours_many, many),
            ):
                _touch(context)
                samples[name].append(await _rerun(server, session, servers, 1))
    return samples


async def _opened(server: Server, servers: Sequence[Server]) -> tuple[Sample, Sample]:
    """A new session: until the list stands on the screen, and until its first run is over."""
    wait_for_calm()
    with watched(*(one.pid for one in servers)) as done:
        async with Session(server.url, awaited=_list) as session:
            first = session.first
    if first is None or session.awaited_after is None:
        raise NotMeasured(f"Home did not show a list of {ROWS} initiatives.")
    done.wall = first.milliseconds
    return Sample(wall=session.awaited_after, cpu=done.cpu, others=done.others), done


def _list(message: ForwardMsg) -> bool:
    """Whether a message shows a page of the list: a head and 25 rows."""
    return len(_ROW.findall(message.delta.new_element.html.body)) > ROWS


async def _rerun(server: Server, session: Session, servers: Sequence[Server], runs: int = RUNS) -> Sample:
    """A page drawn again in a session that is open; the mean of several runs."""
    wait_for_calm()
    with watched(*(one.pid for one in servers)) as sample:
        before = server.cpu_seconds()
        wall = 0.0
        for _ in range(runs):
            wall += (await session.rerun()).milliseconds
        await asyncio.sleep(0.05)  # what the server does once it has said that the last run ended counts, too
        cpu = server.cpu_seconds() - before
    sample.wall, sample.cpu = wall / runs, cpu * 1000 / runs
    return sample


def _touch(context: Context) -> None:
    """Change one initiative, as somebody at another screen does."""
    id = "invented-00003"
    seen = context.store.load(id).initiative.description
    value = seen[:-1] if seen.endswith("!") else f"{seen}!"
    change_initiative(context, id, field="description", value=value, seen=seen)


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures {ABOUT}.")
    known.add_argument("--rounds", type=int, default=9, help="measurements of each kind (default: %(default)s)")
    known.add_argument(
        "--many", type=int, default=MANY, help="initiatives of the large portfolio (default: %(default)s)"
    )
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether Home is fast enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
