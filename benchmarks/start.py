"""How long the program takes from nothing to its first screen: `python -m benchmarks.start`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import portfolios
from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.figures import Figure, parser, run, say
from benchmarks.servers import BARE, ROOT, Server, folder, start, wait_for
from benchmarks.sessions import Session

NAME = "start"
ABOUT = "from the start of the process to the end of the first script run of Home"
RATIO_LIMIT = 1.3
"""The program may take so many times as long as a bare application that imports the same packages."""
BOUND_SECONDS = 280
HELLO = BARE / "hello.py"
APP = ROOT / "app.py"
BARE_NAME = "hello that imports the same packages"


def figures(samples: Mapping[str, list[Sample]]) -> tuple[Figure, ...]:
    """The figures with what is allowed; `samples` by the kind of start: demo, first, hello, plain."""
    hello = samples["hello"]
    return (
        Figure.of("start on the demo portfolio", samples["demo"], hello, BARE_NAME, ratio_limit=RATIO_LIMIT),
        Figure.of("the same in processor time", samples["demo"], hello, BARE_NAME, cpu=True, ratio_limit=RATIO_LIMIT),
        Figure.of("very first start, makes the database", samples["first"], hello, BARE_NAME),
        Figure.of("for comparison: hello without imports", samples["plain"]),
    )


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Start program and hello in turn, several times each."""
    with folder() as place:
        database = place / "demo" / "readiness.db"
        say("Loading the demo portfolio")
        portfolios.demo(database)
        demo = {"READINESS_DATABASE": str(database)}
        say("Noting what the program imports")
        imports = place / "imports.txt"
        imports.write_text("\n".join(third_party(_import_log(place, demo))), encoding="utf-8")
        same = {"BENCHMARK_IMPORTS": str(imports)}
        samples: dict[str, list[Sample]] = {"demo": [], "hello": [], "first": [], "plain": []}
        for number in range(arguments.rounds + 1):
            say(f"Start {number} of {arguments.rounds}")
            fresh = {"READINESS_DATABASE": str(place / f"fresh-{number}" / "readiness.db")}
            for kind, script, env in (
                ("demo", APP, demo),
                ("hello", HELLO, same),
                ("first", APP, fresh),
                ("plain", HELLO, {}),
            ):
                sample = _first_screen(script, place, env)
                if number:  # the first one writes compiled modules
                    samples[kind].append(sample)
    return figures(samples)


def _first_screen(script: Path, place: Path, env: Mapping[str, str]) -> Sample:
    """One start: the process, its port, a session, the end of its first run. Wall time counts from the spawn."""
    wait_for_calm()
    server: Server | None = None
    try:
        with watched() as sample:
            server = start(script, place, env=env)
            wait_for(server)
            asyncio.run(_open(server))
            cpu = server.cpu_seconds()
        sample.cpu = cpu * 1000
        # The server is no child that was waited for, so its share is taken from that of the others here.
        sample.others = max(0.0, sample.others - cpu / (sample.wall / 1000))
        return sample
    finally:
        if server is not None:
            server.stop()


async def _open(server: Server) -> None:
    async with Session(server.url):
        pass


def _import_log(place: Path, env: Mapping[str, str]) -> str:
    """What one start of the program imports, in order, as Python's own import timing tells it."""
    server = start(APP, place, env={**env, "PYTHONPROFILEIMPORTTIME": "1"})
    try:
        wait_for(server)
        asyncio.run(_open(server))
    finally:
        server.stop()
    return server.log()


def third_party(log: str) -> list[str]:
    """Names of the modules of other packages in an import log, without Streamlit's own, which hello loads anyway."""
    names: dict[str, None] = {}
    for line in log.splitlines():
        if not line.startswith("import time:") or line.count("|") != 2:
            continue
        name = line.rsplit("|", 1)[1].strip()
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in {"readiness", "app", "pages", "streamlit", "imported"}:
            names[name] = None
    return list(names)


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures the time {ABOUT}.")
    known.add_argument("--rounds", type=int, default=7, help="starts of each kind (default: %(default)s)")
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether the program starts fast enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
