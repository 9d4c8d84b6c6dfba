"""One import in a process of its own: `python -m benchmarks.importing KIND DATABASE FILE`; prints what it took as JSON.

KIND: points (the program: read, look, write), decisions (read and write in one pass, as a scheduler does), looked-at
(decisions read and compared with what is stored, nothing written), bare-points or bare-decisions (the standard
library's csv reader and one executemany into a table of the same columns). What is loaded before the file is opened
does not count.
"""

from __future__ import annotations

import csv
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

INITIATIVE = "benchmark"


def points(database: Path, file: Path) -> Callable[[], int]:
    """Read a file of points, look what would come of it, write it."""
    from benchmarks.portfolios import opened
    from readiness.commands.metrics import use_profile_metrics
    from readiness.commands.point_imports import preview_points, write_points
    from readiness.commands.point_targets import suggested_targets
    from readiness.imports.points import ReadingOptions, read_points

    context = opened(database)
    _initiative(database)
    use_profile_metrics(context, INITIATIVE)

    def work() -> int:
        read = read_points(file.read_bytes(), "auto", ReadingOptions(now=context.now(), file_name=file.name))
        targets = suggested_targets(context.store.load_rollout(INITIATIVE), read.series)
        preview_points(context, INITIATIVE, read, targets)
        return write_points(context, INITIATIVE, read, targets, name=file.name).new

    return work


def decisions(database: Path, file: Path, *, written: bool = True) -> Callable[[], int]:
    """Read a decision log and write it, or look what would come of it."""
    from benchmarks.portfolios import opened
    from readiness.commands.decisions import LogFile, preview_decisions, write_decisions
    from readiness.imports.decisions import open_decisions, propose_columns
    from readiness.imports.reading_options import ReadingOptions

    context = opened(database)
    _initiative(database)

    def work() -> int:
        data, options = file.read_bytes(), ReadingOptions(now=context.now(), file_name=file.name)
        read = open_decisions(data, propose_columns(data, options).columns, options)
        log = LogFile(file.name, read.format, read.sha256, read.rows, lambda: read.error_count)
        done = (write_decisions if written else preview_decisions)(context, INITIATIVE, log, source="benchmark")
        return done.arrival.new

    return work


def looked_at(database: Path, file: Path) -> Callable[[], int]:
    """Look what would come of a decision log."""
    return decisions(database, file, written=False)


def bare_points(database: Path, file: Path) -> Callable[[], int]:
    """Read rows of time and value and insert them, without any check."""
    table = "create table point (at integer primary key, value real not null) without rowid"

    def rows() -> Iterator[tuple[object, ...]]:
        with file.open(newline="") as text:
            reader = csv.reader(text)
            next(reader)
            for when, value in reader:
                yield int(datetime.fromisoformat(when).timestamp() * 1000), float(value)

    return _bare(database, table, "insert into point values (?, ?)", rows)


def bare_decisions(database: Path, file: Path) -> Callable[[], int]:
    """Read rows of a decision log and insert them, without any check."""
    table = "create table decision (at integer, case_id text primary key, human text, ai text) without rowid"

    def rows() -> Iterator[tuple[object, ...]]:
        with file.open(newline="") as text:
            reader = csv.reader(text)
            next(reader)
            for when, case, human, ai in reader:
                yield int(datetime.fromisoformat(when).timestamp() * 1000), case, human, ai

    return _bare(database, table, "insert into decision values (?, ?, ?, ?)", rows)


def _bare(
    database: Path, table: str, insert: str, rows: Callable[[], Iterator[tuple[object, ...]]]
) -> Callable[[], int]:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute(table)

    def work() -> int:
        connection.execute("begin immediate")
        connection.executemany(insert, rows())
        connection.execute("commit")
        return int(connection.execute("select changes()").fetchone()[0] and connection.total_changes)

    return work


def _initiative(database: Path) -> None:
    from benchmarks.portfolios import opened
    from readiness.commands.initiatives import create_initiative

    create_initiative(opened(database), name="Benchmark", profile="fraud_detection", id=INITIATIVE)


KINDS = {
    "points": points,
    "decisions": decisions,
    "looked-at": looked_at,
    "bare-points": bare_points,
    "bare-decisions": bare_decisions,
}


def main() -> int:
    """Prepare, take the time of the work, print it with the peak of memory."""
    kind, database, file = sys.argv[1:]
    work = KINDS[kind](Path(database), Path(file))
    began, used = time.perf_counter(), time.process_time()
    rows = work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "cpu": cpu, "peak_mb": peak}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
