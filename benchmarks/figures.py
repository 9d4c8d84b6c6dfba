"""A measured figure beside its baseline, the limit it has to keep, and how both are printed."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from benchmarks.calm import QUIET, Sample, calmest
from benchmarks.failure import NotMeasured


class _TooSlow(Exception):
    """The benchmark itself did not come to its end in time."""


@dataclass(frozen=True)
class Figure:
    """What was measured, the same for the baseline, and what is allowed; medians count, quartiles show the noise."""

    name: str
    unit: str
    values: tuple[float, ...]
    bare: tuple[float, ...] = ()
    """The baseline's measurements from the same run; empty where the figure stands alone."""
    bare_name: str = "bare"
    limit: float | None = None
    """The median has to stay below this."""
    ratio_limit: float | None = None
    """The median may be so many times the baseline's."""
    others: float = 0.0
    """Cores that others used of the machine meanwhile."""
    at_least: float | None = None
    """The median may not be below this."""

    @classmethod
    def of(
        cls,
        name: str,
        ours: Sequence[Sample],
        bare: Sequence[Sample] = (),
        bare_name: str = "bare",
        *,
        cpu: bool = False,
        limit: float | None = None,
        ratio_limit: float | None = None,
    ) -> Figure:
        """A figure in milliseconds of wall time, or of processor time, from the calmest of the rounds."""
        kept, kept_bare = calmest(ours, bare)
        values, values_bare = (
            tuple(sample.cpu if cpu else sample.wall for sample in samples) for samples in (kept, kept_bare)
        )
        others = statistics.median(sample.others for sample in kept)
        return cls(name, "ms", values, values_bare, bare_name, limit, ratio_limit, others)

    @property
    def median(self) -> float:
        """The middle of the measurements."""
        return statistics.median(self.values)

    @property
    def bare_median(self) -> float | None:
        """The middle of the baseline's measurements."""
        return statistics.median(self.bare) if self.bare else None

    @property
    def ratio(self) -> float | None:
        """The median over the baseline's."""
        bare = self.bare_median
        return self.median / bare if bare else None

    @property
    def faults(self) -> tuple[str, ...]:
        """Why the figure falls short; nothing when it keeps its limits."""
        said = []
        if self.limit is not None and not self.median < self.limit:
            said.append(f"{number(self.median)} {self.unit} is not under {number(self.limit)} {self.unit}")
        if self.at_least is not None and not self.median >= self.at_least:
            said.append(f"{number(self.median)} {self.unit} is less than {number(self.at_least)} {self.unit}")
        if self.ratio_limit is not None:
            if self.ratio is None:
                said.append("there is no baseline to compare with")
            elif not self.ratio <= self.ratio_limit:
                said.append(f"{self.ratio:.2f} times the {self.bare_name} is more than {self.ratio_limit:g} times")
        return tuple(said)

    def as_json(self) -> dict[str, Any]:
        """The figure with everything that it was judged by."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": round(self.median, 4),
            "quartiles": [round(value, 4) for value in quartiles(self.values)],
            "measurements": len(self.values),
            "baseline": None
            if not self.bare
            else {
                "name": self.bare_name,
                "median": round(statistics.median(self.bare), 4),
                "quartiles": [round(value, 4) for value in quartiles(self.bare)],
                "measurements": len(self.bare),
            },
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "others": round(self.others, 2),
            "limit": self.limit,
            "at_least": self.at_least,
            "ratio_limit": self.ratio_limit,
            "faults": list(self.faults),
        }


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """The bounds of the middle half."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def number(value: float) -> str:
    """A figure with three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines for a terminal: median (middle half), baseline, ratio, what is allowed, others, verdict."""
    rows = [("", "this program", "baseline", "ratio", "allowed", "others", "")]
    for figure in figures:
        low, high = quartiles(figure.values)
        allowed = []
        if figure.at_least is not None:
            allowed.append(f">= {number(figure.at_least)} {figure.unit}")
        if figure.limit is not None:
            allowed.append(f"< {number(figure.limit)} {figure.unit}")
        if figure.ratio_limit is not None:
            allowed.append(f"{figure.ratio_limit:g} x")
        bare = "-"
        if figure.bare:
            bare_low, bare_high = quartiles(figure.bare)
            bare = f"{number(statistics.median(figure.bare))} ({number(bare_low)} to {number(bare_high)})"
        rows.append(
            (
                figure.name,
                f"{number(figure.median)} {figure.unit}"
                + (f" ({number(low)} to {number(high)})" if len(figure.values) > 1 else ""),
                bare,
                "-" if figure.ratio is None else f"{figure.ratio:.2f}",
                ", ".join(allowed) or "-",
                f"{figure.others:.1f}",
                "FALLS SHORT" if figure.faults else "ok" if allowed else "",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def finish(name: str, about: str, figures: Sequence[Figure], *, as_json: bool, seconds: float = 0.0) -> int:
    """Print the figures; the exit status: 1 when one falls short or there is none."""
    faults = [f"{figure.name}: {fault}" for figure in figures for fault in figure.faults]
    if not figures:
        faults.append("nothing was measured")
    if as_json:
        document = {
            "benchmark": name,
            "about": about,
            "ok": not faults,
            "seconds": round(seconds, 1),
            "machine": machine(),
            "figures": [figure.as_json() for figure in figures],
        }
        print(json.dumps(document, indent=2))
    else:
        print(f"{name}: {about}\n\n{table(figures)}\n")
        if any(figure.others > QUIET for figure in figures):
            print("Others used this machine meanwhile (their cores stand under others): times are too long.\n")
        print("\n".join(faults) if faults else "Every figure keeps its limit.")
    return 1 if faults else 0


def machine() -> dict[str, Any]:
    """Where it was measured; a busy machine makes wall time longer and processor time a little longer."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"cores": os.cpu_count(), "python": platform.python_version(), "load_average": load}


def parser(name: str, about: str) -> argparse.ArgumentParser:
    """The arguments that every benchmark knows."""
    arguments = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    arguments.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    return arguments


def run(
    name: str,
    about: str,
    measure: Callable[[argparse.Namespace], Sequence[Figure]],
    arguments: argparse.Namespace,
    *,
    bound_seconds: int,
) -> int:
    """Measure and print; whatever happens, it is over after `bound_seconds` and what was started is stopped."""
    began = time.monotonic()
    terminated = signal.signal(signal.SIGTERM, _stopped)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _overdue)
        signal.alarm(bound_seconds)
    try:
        figures = measure(arguments)
    except NotMeasured as error:
        say(f"{name}: nothing was measured. {error}")
        return 1
    except _TooSlow:
        say(f"{name}: not finished after {bound_seconds} s, so it was stopped and nothing was measured.")
        return 1
    finally:
        signal.signal(signal.SIGTERM, terminated)
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)
    return finish(name, about, figures, as_json=arguments.json, seconds=time.monotonic() - began)


def _overdue(_signal: int, _frame: object) -> NoReturn:
    raise _TooSlow


def _stopped(_signal: int, _frame: object) -> NoReturn:
    # An exception, so that every `finally` on the way out stops its server.
    raise SystemExit(143)


def say(text: str) -> None:
    """Progress, to stderr."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)
