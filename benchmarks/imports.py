"""How long a large import takes and how much memory: `python -m benchmarks.imports`."""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.calm import Sample, wait_for_calm, watched
from benchmarks.failure import NotMeasured
from benchmarks.figures import Figure, parser, run, say
from benchmarks.servers import ROOT, folder

NAME = "imports"
ABOUT = "metric points and decisions from a CSV file into the database: time and memory"
MANY, FEW = 1_000_000, 100_000
LIMITS = {MANY: 15_000.0, FEW: 2_000.0}
"""Milliseconds by rows."""
MEMORY_LIMIT = 500.0
"""Megabytes that the process holds at most."""
BOUND_SECONDS = 900
KINDS = {
    "points": "points read, looked at and written",
    "decisions": "decisions read and written",
    "looked-at": "decisions looked at",
}
"""What is done with the rows, by the kind of import (benchmarks/importing.py)."""
UNLIMITED = ("looked-at",)
BARE_NAME = "csv reader and executemany"
_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Taken:
    """One import in a process of its own."""

    sample: Sample
    peak_mb: float


Measured = Mapping[tuple[str, int], Sequence[tuple[Taken, Taken]]]
"""By kind and rows: the rounds, ours beside the bare one."""


def figures(measured: Measured) -> tuple[Figure, ...]:
    """The figures with what is allowed."""
    found: list[Figure] = []
    for (kind, rows), rounds in measured.items():
        name = f"{rows:,} {KINDS[kind]}"
        limit = None if kind in UNLIMITED else LIMITS.get(rows)
        ours, bare = [one.sample for one, _ in rounds], [other.sample for _, other in rounds]
        found.append(Figure.of(name, ours, bare, BARE_NAME, limit=limit))
        found.append(Figure.of(f"{name}, processor time", ours, bare, BARE_NAME, cpu=True))
        peaks = tuple(one.peak_mb for one, _ in rounds)
        bare_peaks = tuple(other.peak_mb for _, other in rounds)
        found.append(Figure(f"{name}, memory", "MB", peaks, bare_peaks, BARE_NAME, limit=MEMORY_LIMIT))
    return tuple(found)


def measure(arguments: argparse.Namespace) -> tuple[Figure, ...]:
    """Write the files, then import each again and again into a new database, in turn with the bare import."""
    measured: dict[tuple[str, int], list[tuple[Taken, Taken]]] = defaultdict(list)
    with folder() as place:
        for rows in (FEW, arguments.many):
            for kind in KINDS:
                say(f"Writing a file of {rows:,} rows")
                file = place / f"{kind}-{rows}.csv"
                bare = "bare-points" if kind == "points" else "bare-decisions"
                (write_points_file if kind == "points" else write_decisions_file)(file, rows)
                rounds = arguments.rounds if rows == FEW else max(3, arguments.rounds // 2)
                for number in range(rounds):
                    say(f"{rows:,} {KINDS[kind]}, {number + 1} of {rounds}")
                    measured[kind, rows].append((_taken(kind, place, file, rows), _taken(bare, place, file, rows)))
                file.unlink()
    return figures(measured)


def write_points_file(file: Path, rows: int) -> None:
    """A wide table of one metric, a point a minute."""
    with file.open("w") as text:
        text.write("timestamp,availability\n")
        for number in range(rows):
            when = (_START + timedelta(minutes=number)).isoformat()
            text.write(f"{when},{99.9 + 0.05 * math.sin(2.4 * number):.5f}\n")


def write_decisions_file(file: Path, rows: int) -> None:
    """Cases, one a minute; both sides agree in nine of ten."""
    with file.open("w") as text:
        text.write("time,case,human,ai\n")
        for number in range(rows):
            when = (_START + timedelta(minutes=number)).isoformat()
            human = "approve" if number % 3 else "decline"
            ai = human if number % 10 else "decline"
            text.write(f"{when},case-{number:08},{human},{ai}\n")


def _taken(kind: str, place: Path, file: Path, rows: int) -> Taken:
    database = place / f"{kind}.db"
    for leftover in place.glob(f"{kind}.db*"):
        leftover.unlink()
    wait_for_calm()
    command = [sys.executable, "-m", "benchmarks.importing", kind, str(database), str(file)]
    with watched() as sample:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        raise NotMeasured(f"The import of {kind} failed:\n{done.stderr.decode()[-3000:]}")
    said = json.loads(done.stdout)
    if said["rows"] != rows:
        raise NotMeasured(f"{said['rows']:,} rows of {rows:,} {kind} were written.")
    taken = Sample(wall=said["seconds"] * 1000, cpu=said["cpu"] * 1000, others=sample.others)
    return Taken(taken, said["peak_mb"])


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    known = parser(NAME, ABOUT)
    known.add_argument("--rounds", type=int, default=5, metavar="N", help="imports of each kind (default %(default)s)")
    known.add_argument("--many", type=int, default=MANY, metavar="N", help="rows of a large file (default %(default)s)")
    return known


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit status."""
    return run(NAME, ABOUT, measure, arguments().parse_args(argv), bound_seconds=BOUND_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
