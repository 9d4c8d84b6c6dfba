"""What a click and a rerun cost the server: `python -m benchmarks.rerun`."""

from __future__ import annotations

import argparse
import asyncio
import pickle
import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import portfolios
from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.recording import Run, latest
from benchmarks.replay import VARIABLE, Click, Recording
from benchmarks.servers import BARE, ROOT, Server, folder, serving
from benchmarks.sessions import Run as Answer
from benchmarks.sessions import Session

NAME = "rerun"
ABOUT = "processor time of the server for a click on Assess and for a full run of every page"
CLICK_LIMIT = 15.0
"""Milliseconds for a click within a criterion's card."""
CLICK_RATIO_LIMIT = 1.5
PAGE_RATIO_LIMIT = 2.0
BOUND_SECONDS = 290
BARE_NAME = "same elements bare"
COLLECTOR = "--runner.postScriptGC"
"""The option that this benchmark guards; `--with-collector` shows that it notices."""
RUNS = 6
"""Runs of one measurement, which is their mean; an even number, so that each ends where the recorded one did."""
SETTLE_SECONDS = 0.1
"""What a server does after the last run of a measurement, a collection for one, counts if it is done in this time."""
APP = ROOT / "app.py"
TWIN = BARE / "twin.py"


@dataclass(frozen=True)
class Page:
    """One page to measure."""

    name: str
    path: str
    of_initiative: bool = True


PAGES = (
    Page("Home", "", of_initiative=False),
    Page("Overview", "initiative"),
    Page("Use case", "use-case"),
    Page("Record", "record"),
    Page("People", "people"),
    Page("Assess", "assess"),
    Page("Plan", "plan"),
    Page("Sign-off", "sign-off"),
    Page("Rollout", "rollout"),
    Page("Metrics", "metrics"),
    Page("Decisions", "decisions"),
    Page("Stress tests", "stress-tests"),
    Page("Warnings", "warnings"),
    Page("Snapshots", "snapshots"),
    Page("Framework", "framework", of_initiative=False),
    Page("Cases", "cases", of_initiative=False),
    Page("System", "system", of_initiative=False),
)


Rounds = tuple[list[Sample], list[Sample]]
"""Measurements of the program and of the bare script, made in turn."""


def figures(clicks: Mapping[str, Rounds], pages: Mapping[str, Rounds]) -> tuple[Figure, ...]:
    """The figures with what is allowed: by what was clicked in a card, and by page."""
    clicked = [
        Figure.of(name, app, bare, BARE_NAME, cpu=True, limit=CLICK_LIMIT, ratio_limit=CLICK_RATIO_LIMIT)
        for name, (app, bare) in clicks.items()
    ]
    run = [
        Figure.of(f"full run of {name}", app, bare, BARE_NAME, cpu=True, ratio_limit=PAGE_RATIO_LIMIT)
        for name, (app, bare) in pages.items()
    ]
    return (*clicked, *run)


# The clicks -----------------------------------------------------------------------------------------------------------

Act = Callable[[Session, int], Awaitable[Answer]]
"""Does something in a session for the n-th time."""


@dataclass(frozen=True)
class Gesture:
    """Something that is done in a criterion's card again and again."""

    name: str
    keys: tuple[str, ...]
    """Keys of the widgets that are touched."""
    act: Act


def gestures(card: str) -> tuple[Gesture, ...]:
    """What is measured in a card; `card` is how the keys of its widgets end."""
    levels = (f"rd-rate-red-{card}", f"rd-rate-yellow-{card}")
    note = f"note-{card}"

    async def rate(session: Session, turn: int) -> Answer:
        return await session.click(session.find(levels[turn % 2]))

    async def write(session: Session, turn: int) -> Answer:
        return await session.set(session.find(note), f"Seen in the workshop, line {turn}.")

    async def measure_check(session: Session, turn: int) -> Answer:
        return await session.set(session.find(f"check-*-{card}"), float(1 + turn % 2))

    return (
        Gesture("rate a criterion", levels, rate),
        Gesture("enter a check's value", (f"check-*-{card}",), measure_check),
        Gesture("write a note", (note,), write),
    )


# Measuring ------------------------------------------------------------------------------------------------------------


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Record the pages, serve the program and the recorded calls side by side, and run both in turn."""
    with folder() as place:
        database = place / "demo" / "readiness.db"
        say("Loading the demo portfolio")
        initiative = portfolios.demo(database)
        say("Recording the pages")
        runs = place / "runs"
        runs.mkdir()
        # The recorded clicks change facts; what is measured starts where they started.
        shutil.copytree(database.parent, place / "recorded")
        env = {"READINESS_DATABASE": str(place / "recorded" / database.name)}
        with serving(APP, place, env=env, program=("benchmarks.recording", str(runs))) as server:
            recording, card = asyncio.run(_record(server, runs, initiative))
            server.check()
        file = place / "recording.pickle"
        file.write_bytes(pickle.dumps(recording))
        option = (COLLECTOR, "true") if arguments.with_collector else ()
        with (
            serving(APP, place, env={"READINESS_DATABASE": str(database)}, options=option) as app,
            # The bare script is what the program's settings promise, whatever the program is started with.
            serving(TWIN, place, env={VARIABLE: str(file)}, options=(COLLECTOR, "false")) as bare,
        ):
            clicks, pages = asyncio.run(_measure(app, bare, initiative, card, arguments.rounds))
            app.check()
            bare.check()
        return figures(clicks, pages)


def _query(page: Page, initiative: str) -> str:
    return f"initiative={initiative}" if page.of_initiative else ""


async def _record(server: Server, runs: Path, initiative: str) -> tuple[Recording, str]:
    """What every page calls, and what every gesture draws again; and how the keys of the card end."""
    recording = Recording({})
    card = ""
    for page in PAGES:
        async with Session(server.url, page=page.path, query=_query(page, initiative)) as session:
            # The first run of a session may differ: it greets, scrolls, remembers.
            await session.rerun()
            recording.pages[page.path] = await latest(runs, full=True)
            if page.path == "assess":
                card = _card(session)
                for gesture in gestures(card):
                    for turn in range(2):
                        await gesture.act(session, turn)
                    drawn = await latest(runs, full=False)
                    redrawn = drawn.redrawn[-1] if drawn.redrawn else None
                    click = Click(redrawn, {key: _calls(drawn, key) for key in drawn.fragments})
                    for key in gesture.keys:
                        recording.clicks[session.find(key).key] = click
    return recording, card


def _calls(run: Run, key: str | None) -> list[object]:
    fragment = run.fragment(key)
    return fragment.calls if fragment else []


def _card(session: Session) -> str:
    """How the keys of a card end: the first criterion that counts as green, so that worse ratings need no reason."""
    prefix = "rd-rate-green-"
    cards = [widget for widget in session.widgets.values() if widget.key.startswith(prefix)]
    if not cards:
        raise NotMeasured("Assess shows no card with rating buttons.")
    chosen = next((widget for widget in cards if "chosen" in widget.label), cards[0])
    return chosen.key.removeprefix(prefix)


async def _measure(
    app: Server, bare: Server, initiative: str, card: str, rounds: int
) -> tuple[dict[str, Rounds], dict[str, Rounds]]:
    """Clicks and pages."""
    clicks: dict[str, Rounds] = {}
    pages: dict[str, Rounds] = {}

    async def again(session: Session, _turn: int) -> Answer:
        return await session.rerun()

    for page in PAGES:
        say(f"Running {page.name}")
        query = _query(page, initiative)
        async with (
            Session(app.url, page=page.path, query=query) as ours,
            Session(bare.url, page=page.path, query=query) as theirs,
        ):
            pair = _Pair(app, ours, bare, theirs)
            pages[page.name] = await pair.in_turn(page.name, again, rounds)
            if page.path == "assess":
                for gesture in gestures(card):
                    say(f"Clicking: {gesture.name}")
                    clicks[gesture.name] = await pair.in_turn(gesture.name, gesture.act, rounds)
    return clicks, pages


@dataclass(frozen=True)
class _Pair:
    """The same page here and there."""

    app: Server
    ours: Session
    bare: Server
    theirs: Session

    async def in_turn(self, name: str, act: Act, rounds: int) -> Rounds:
        """Do the same thing here and there, in turn, so that what disturbs the machine disturbs both."""
        spent: list[Sample] = []
        spent_bare: list[Sample] = []
        for number in range(rounds + 1):
            wait_for_calm()
            sample, elements = await self._spent(self.app, self.ours, act, number * RUNS)
            sample_bare, elements_bare = await self._spent(self.bare, self.theirs, act, number * RUNS)
            if elements != elements_bare:
                self.app.check()
                self.bare.check()
                raise NotMeasured(f"{name}: the page shows {elements} elements, the bare script {elements_bare}.")
            if number:  # the first one fills caches
                spent.append(sample)
                spent_bare.append(sample_bare)
        return spent, spent_bare

    async def _spent(self, server: Server, session: Session, act: Act, turn: int) -> tuple[Sample, int]:
        """One of several runs, and how many elements it showed."""
        with watched(self.app.pid, self.bare.pid) as sample:
            before = server.cpu_seconds()
            for number in range(RUNS):
                answer = await act(session, turn + number)
            await asyncio.sleep(SETTLE_SECONDS)
            cpu = server.cpu_seconds() - before
        sample.cpu = cpu * 1000 / RUNS
        sample.wall /= RUNS
        return sample, answer.elements


def arguments() -> argparse.ArgumentParser:
    """What can be asked of this benchmark."""
    known = parser(NAME, f"Measures the {ABOUT}.")
    known.add_argument("--rounds", type=int, default=9, help="measurements of each kind (default: %(default)s)")
    known.add_argument(
        "--with-collector",
        action="store_true",
        help="turn on Streamlit's garbage collection after every run in the program only; the benchmark must then fail",
    )
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether clicks are cheap enough."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
