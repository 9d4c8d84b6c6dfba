"""The table of alarm thresholds as the program ships it: a CSV file, read once and whole or not at all."""

from __future__ import annotations

import csv
import math
from itertools import product
from pathlib import Path

from readiness.domain.thresholds import Cell, Thresholds
from readiness.errors import ContentError

COLUMNS = ("budget_pct", "horizon", "baseline", "correlation", "threshold")
FILE = Path(__file__).resolve().parents[2] / "data" / "detection" / "thresholds.csv"


def load_thresholds(file: Path = FILE) -> Thresholds:
    """The thresholds of a file. Raises ContentError with every fault (`file: line: what`)."""
    name = f"{file.parent.name}/{file.name}"
    problems: list[str] = []
    heights: dict[Cell, float] = {}
    try:
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.reader(line for line in text if not line.startswith("#")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _faulty([f"{name}: the file cannot be read ({error})"]) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise _faulty([f"{name}: the columns must be {', '.join(COLUMNS)}"])
    for number, row in enumerate(rows[1:], start=1):
        try:
            budget, horizon, baseline, correlation, threshold = row
            cell = (float(budget), int(horizon), int(baseline), float(correlation))
            height = float(threshold)
        except ValueError:
            problems.append(f"{name}: row {number}: five numbers are needed")
            continue
        if not 0 < height < math.inf:
            problems.append(f"{name}: row {number}: a threshold is above 0")
        elif cell in heights:
            problems.append(f"{name}: row {number}: another row has the same budget, horizon, baseline and correlation")
        heights[cell] = height
    found = Thresholds(heights)
    missing = [cell for cell in product(*found.axes) if cell not in heights]
    problems += [f"{name}: there is no row for {cell}" for cell in missing[:5]]
    if not heights:
        problems.append(f"{name}: there is no row")
    if problems:
        raise _faulty(problems)
    return found


def _faulty(problems: list[str]) -> ContentError:
    return ContentError("The table of alarm thresholds has faults, so no metric is watched. Please correct:", problems)
