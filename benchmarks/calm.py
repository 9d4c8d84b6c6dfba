"""Measurements on a machine that others use too: each knows how much of it they took, and the calmest ones count."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import cpu_seconds

QUIET = 0.25
"""Cores that others may use while a measurement counts as undisturbed."""
ENOUGH = 5
"""Undisturbed measurements that suffice; below that the calmest half counts."""
LISTEN_SECONDS = 0.1
"""So long it is listened to what others use; the system counts in hundredths of a second."""
_patience = [45.0]
"""Seconds that this process will still wait for others, in all."""
_STAT = Path("/proc/stat")


@dataclass
class Sample:
    """One measurement in milliseconds of wall time and of processor time."""

    wall: float = 0.0
    cpu: float = 0.0
    """Of the watched processes."""
    others: float = 0.0
    """Cores that everybody else used meanwhile; 0 where the machine does not say."""


@contextmanager
def watched(*pids: int) -> Iterator[Sample]:
    """Measure the block: its wall time, the processor time of these processes, and what others used of the machine.

    Without ids this process and the children that it waited for are watched.
    """
    sample = Sample()
    machine, own, cpu, began = _machine_seconds(), _own_seconds(*pids), _watched_seconds(*pids), time.perf_counter()
    yield sample
    wall = time.perf_counter() - began
    sample.wall = wall * 1000
    sample.cpu = (_watched_seconds(*pids) - cpu) * 1000
    if machine is not None:
        sample.others = max(0.0, (_machine_seconds() or 0.0) - machine - (_own_seconds(*pids) - own)) / wall


def wait_for_calm(seconds: float = 1.0) -> None:
    """Wait until others leave the machine alone, at most so long; all waiting of a benchmark has an end, too."""
    began = time.perf_counter()
    while time.perf_counter() < began + min(seconds, _patience[0]):
        with watched() as sample:
            time.sleep(LISTEN_SECONDS)
        if sample.others < QUIET:
            break
    _patience[0] -= time.perf_counter() - began


def calmest(ours: Sequence[Sample], bare: Sequence[Sample] = ()) -> tuple[list[Sample], list[Sample]]:
    """The rounds during which others were quiet; where those are too few, the calmer half of all.

    `bare` are the baseline's measurements, made in turn with ours: the same rounds of them are kept.
    """
    disturbance = [sample.others for sample in ours]
    if bare:
        disturbance = [max(pair) for pair in zip(disturbance, (sample.others for sample in bare), strict=True)]
    kept = [place for place, others in enumerate(disturbance) if others < QUIET]
    if len(kept) < min(ENOUGH, len(ours)):
        kept = sorted(range(len(ours)), key=disturbance.__getitem__)[: max(min(ENOUGH, len(ours)), len(ours) // 2)]
    return [ours[place] for place in kept], [bare[place] for place in kept] if bare else []


def _watched_seconds(*pids: int) -> float:
    return sum(cpu_seconds(pid) for pid in pids) if pids else _self_seconds()


def _own_seconds(*pids: int) -> float:
    return _self_seconds() + sum(cpu_seconds(pid) for pid in pids)


def _self_seconds() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _machine_seconds() -> float | None:
    """Seconds of all cores that were not idle since the machine started; None where that cannot be read."""
    with suppress(OSError, ValueError):
        fields = [int(field) for field in _STAT.read_text(encoding="ascii").partition("\n")[0].split()[1:8]]
        user, nice, system, _idle, _wait, irq, softirq = fields
        return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
    return None
