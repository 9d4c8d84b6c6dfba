"""MLflow: metric history and runs from its REST interface, its CSV exports, a file of its file store."""

from __future__ import annotations

import csv
import re
from array import array
from dataclasses import replace
from typing import Any

import numpy as np

from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.collecting import Collecting
from readiness.imports.json_file import NumberedMoments, load_json, number_in
from readiness.imports.moments import NoMoment
from readiness.imports.number import NoNumber
from readiness.imports.plain_csv import looks_like_data, read_table
from readiness.imports.point_file import GrowingSeries, Lines, PointFile
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.table import Table, open_table
from readiness.imports.text_file import shown, text_file

_STORE_LINE = re.compile(r"(-?[\d.eE+]{1,25}) (\S{1,60})(?: (-?\d{1,18}))?(?: \S+)*\s*")
_METRIC_PREFIX = "metrics."
MOST_STEPS = 1_000_000
"""Steps up to this number part moments, by at most 17 minutes; larger ones count samples or seconds."""
STEP_NOTE = (
    "Each step is read as many milliseconds after its time as its number says (step 5: 5 ms), so that steps logged in "
    "one moment stay apart and in their order, on whichever page of a history they come."
)


def read(data: bytes, options: ReadingOptions) -> PointFile:
    """The points of an MLflow export, whichever it is. Raises ImportProblem, NeedsAnswer."""
    start = text_file(data, options).stream().read(4096).lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        return _read_json(data, options)
    if _STORE_LINE.fullmatch(start.partition("\n")[0]):
        return _read_store(data, options)
    return _read_csv(data, options)


def _point_or_object(found: dict[str, Any]) -> Any:
    """A metric entry as a small tuple, so that a million of them fit into memory; anything else as it is."""
    if "key" in found and "value" in found and ("timestamp" in found or "step" in found):
        return (found["key"], found["value"], found.get("timestamp"), found.get("step"), found.get("run_id"))
    return found


def _read_json(data: bytes, options: ReadingOptions) -> PointFile:
    whole = load_json(data, options, _point_or_object)
    if isinstance(whole, dict) and "error_code" in whole:
        said = f"{whole.get('error_code')}: {whole.get('message', '')}"
        raise ImportProblem(f"MLflow answered with an error instead of metrics: {shown(said, 200)}. Nothing was read.")
    if isinstance(whole, dict) and whole.get("next_page_token"):
        page = "The file is one page of several: MLflow names a next page. Fetch the others with its page_token too."
    else:
        page = ""
    steps = _Steps(options)
    if isinstance(whole, dict) and isinstance(whole.get("metrics"), list):
        for entry in whole["metrics"]:
            steps.take(entry)
    elif isinstance(whole, dict) and isinstance(whole.get("runs"), list):
        for run in whole["runs"]:
            inside = run.get("data") if isinstance(run, dict) else None
            metrics = inside.get("metrics", []) if isinstance(inside, dict) else None
            if not isinstance(metrics, list):
                steps.refuse("this run holds no list of metrics")
                continue
            for entry in metrics:
                steps.take(entry)
        steps.collecting.notes.append(
            "A list of runs holds only the latest value of each metric of a run; its history comes from get-history."
        )
    elif whole == {}:
        raise ImportProblem("The answer of MLflow holds no metric: the run has none with this name. Nothing was read.")
    else:
        raise ImportProblem(
            'The JSON holds neither "metrics" (get-history) nor "runs" (runs/search) of MLflow. Nothing was read.'
        )
    if page:
        steps.collecting.notes.append(page)
    return steps.done(data, "entry")


def _read_store(data: bytes, options: ReadingOptions) -> PointFile:
    key = re.split(r"[\\/]", options.file_name)[-1].removesuffix(".txt").strip()
    if options.series is not None and len(options.series) == 1:
        key = next(iter(options.series))
    if not key:
        raise NeedsAnswer(
            "file_name", "A file of MLflow's file store does not hold the name of its metric. What is it?"
        )
    steps = _Steps(options)
    for number, text in enumerate(text_file(data, options).stream(), 1):
        if not text.strip():
            continue
        steps.row = number - 1
        if not (found := _STORE_LINE.fullmatch(text)):
            steps.refuse(f"{shown(text.strip())} is no line of time, value and step")
            continue
        steps.take((key, found.group(2), found.group(1), found.group(3), None))
    return steps.done(data, "line")


def _read_csv(data: bytes, options: ReadingOptions) -> PointFile:
    table = open_table(data, options, looks_like_data)
    if {"key", "value", "timestamp"} <= set(table.header):
        return _read_history_table(data, table, options)
    columns = {
        place: name.removeprefix(_METRIC_PREFIX)
        for place, name in enumerate(table.header)
        if name.startswith(_METRIC_PREFIX) and len(name) > len(_METRIC_PREFIX)
    }
    if not columns:
        raise ImportProblem(
            'The table has neither columns that begin with "metrics." (search_runs) nor the columns key, value and '
            "timestamp (download of a metric) of MLflow. Nothing was read."
        )
    time = options.time_column or "start_time"
    if time not in table.header:
        raise ImportProblem(
            f"The table of runs has no column {shown(time)}, so their time is unknown. Nothing was read."
        )
    read = read_table(table, replace(options, time_column=time), "mlflow", "mlflow", columns, gaps=True)
    note = f"The time of each value is its run's {time}; only the latest value of a run is in the file."
    return replace(read, notes=(note, *read.notes))


def _read_history_table(data: bytes, table: Table, options: ReadingOptions) -> PointFile:
    place = {name: number for number, name in enumerate(table.header)}
    key, value, time = place["key"], place["value"], place["timestamp"]
    step, run = place.get("step"), place.get("run_id")
    width = len(table.header)
    steps = _Steps(options)
    rows = table.rows()
    for row in rows:
        steps.row = rows.line - 1
        if len(row) != width:
            steps.refuse(f"{count_text(len(row), 'column')} where the header has {width}")
            continue
        source = row[run].strip() if run is not None else ""
        steps.take((row[key], row[value], row[time], row[step] if step is not None else None, source))
    return steps.done(data, "line")


class _Steps:
    """Collects points with their steps, which keep an order where several were logged in one moment."""

    def __init__(self, options: ReadingOptions) -> None:
        self.collecting = Collecting(options)
        self.row = 0
        self._options = options
        self._moments = NumberedMoments(options.epoch_unit or "ms", options)
        self._steps: dict[int, array[int]] = {}

    def refuse(self, reason: object, key: str = "") -> None:
        self.row += 1
        self.collecting.rows += 1
        self.collecting.refuse(self.row, key, reason)

    def take(self, entry: object) -> None:
        if not isinstance(entry, tuple):
            self.refuse("this is no metric with key, value and timestamp")
            return
        key, value, time, step, run = entry
        if not isinstance(key, str):
            self.refuse(f"{shown(key)} is no name of a metric")
            return
        if not self.collecting.wants(key):
            self.row += 1
            self.collecting.rows += 1
            return
        try:
            number = number_in(value)
            at = self._moments.read(time)
            stepped = _step(step)
            series = self.collecting.series(key, f"mlflow:{run}" if run else "mlflow")
        except (NoNumber, NoMoment) as fault:
            self.refuse(fault, key)
            return
        self.row += 1
        self.collecting.rows += 1
        series.at.append(at)
        series.value.append(number)
        series.line.append(self.row)
        self._steps.setdefault(id(series), array("q")).append(stepped)

    def done(self, data: bytes, row_word: str) -> PointFile:
        collecting = self.collecting
        if not collecting.rows:
            raise ImportProblem("The file holds no entry of a metric. Nothing was read.")
        for series in collecting.growing():
            _part_steps(series, self._steps[id(series)], collecting, self._options)
        return collecting.done(data, "mlflow", "entry" if row_word == "entry" else "line", self._moments.unit)


def _step(step: object) -> int:
    if type(step) is int and -(2**53) < step < 2**53:
        return step
    if step is None or step == "":
        return 0
    try:
        number = number_in(step)
    except NoNumber:
        raise NoNumber(f"the step {shown(step)} is no number") from None
    if number != int(number) or abs(number) > 2**53:
        raise NoNumber(f"the step {shown(step)} is no whole number")
    return int(number)


def _part_steps(series: GrowingSeries, steps: array[int], collecting: Collecting, options: ReadingOptions) -> None:
    """Put each step as many milliseconds after its time as its number; or refuse steps of one moment, if so chosen.

    Where a step comes to stand depends on nothing but itself: the pages of a history, or a part of it, give each step
    the same time, so that no page writes over another.
    """
    at = np.frombuffer(series.at, dtype=np.int64)
    step = np.frombuffer(steps, dtype=np.int64)
    if options.step_times == "reject":
        _refuse_shared(series, at, step, collecting)
        return
    moved = at + np.where(np.abs(step) <= MOST_STEPS, step, 0)
    if (moved == at).all():
        return
    series.at = array("q")
    series.at.frombytes(moved.tobytes())
    if STEP_NOTE not in collecting.notes:
        collecting.notes.append(STEP_NOTE)


def _refuse_shared(series: GrowingSeries, at: Lines, step: Lines, collecting: Collecting) -> None:
    """Refuse the steps that were logged in one moment with another step; the others keep their time as it is."""
    order = np.lexsort((step, at))
    same = (at[order][1:] == at[order][:-1]) & (step[order][1:] != step[order][:-1])
    if not same.any():
        return
    sharing = np.zeros(len(at), dtype=bool)
    sharing[order[1:][same]] = True
    sharing[order[:-1][same]] = True
    lines = np.frombuffer(series.line, dtype=np.int64)[sharing].copy()
    shared_steps = step[sharing]

    def reason(index: int) -> str:
        return (
            f"{series.key}: step {int(shared_steps[index])} shares its time with another step, so when it was "
            "measured is not known."
        )

    collecting.errors.add_rows(lines, reason)
    keep = ~sharing
    kept = (at[keep].tobytes(), np.frombuffer(series.value)[keep].tobytes())
    kept_lines = np.frombuffer(series.line, dtype=np.int64)[keep].tobytes()
    series.at, series.value, series.line = array("q"), array("d"), array("q")
    series.at.frombytes(kept[0])
    series.value.frombytes(kept[1])
    series.line.frombytes(kept_lines)


def is_history_header(line: str) -> bool:
    """Whether a first line is the header of one of MLflow's CSV exports."""
    try:
        names = {name.strip().lstrip("\ufeff") for name in next(csv.reader([line]), [])}
    except csv.Error:
        return False
    if "run_id" not in names:
        return False
    return {"key", "value", "timestamp"} <= names or any(name.startswith(_METRIC_PREFIX) for name in names)


def is_store_line(line: str) -> bool:
    """Whether a first line is one of MLflow's file store: a time in milliseconds, a value, a step."""
    found = _STORE_LINE.fullmatch(line)
    return bool(found and found.group(3) is not None and found.group(1).isdigit() and len(found.group(1)) >= 12)
