"""Decision logs as CSV or JSON Lines: a pass gives rows in batches, so that a million of them stay small in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from operator import getitem, itemgetter
from typing import Any, NamedTuple

from readiness.domain.decision_row import DecisionRow
from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.cells import (
    MISSING_WORDS,
    Amounts,
    Flags,
    Labels,
    LoggedWords,
    NoCell,
    plain_label,
    plain_number,
)
from readiness.imports.columns import ColumnProposal, Field, places, propose
from readiness.imports.decision_notes import label_notes, missing_notes
from readiness.imports.decision_source import LOOKED_AT, Source, open_source
from readiness.imports.moments import Moments, NoMoment, OrderOpen, decide_order, has_open_order
from readiness.imports.number import Decimal, decide_decimal
from readiness.imports.point_file import FIRST_MS, RowError, RowErrors, latest_ms, why_implausible
from readiness.imports.reading_options import ReadingOptions, ShareUnit
from readiness.imports.share_units import decide_share_unit, named_percent
from readiness.imports.table_reading import as_sentence
from readiness.imports.text_file import LONGEST_NAME, sha256_of, shown, why_no_name

BATCH = 10_000
"""Rows that are handed over at once."""
LONGEST_REASON = 2_000
MOST_SECONDS = 10_000_000.0
"""The longest review that is believed: about four months."""

FIELDS: tuple[Field, ...] = (
    Field(
        "at",
        "Time",
        True,
        ("time", "timestamp", "date", "datetime", "decided_at", "decision_time", "created_at", "zeit"),
    ),
    Field("case", "Case", True, ("case_id", "id", "case_number", "request_id", "claim_id", "ticket_id", "decision_id")),
    Field("human", "Human decision", False, ("human_decision", "decision_human", "human_label", "reviewer_decision")),
    Field(
        "ai",
        "AI decision",
        False,
        ("ai_decision", "decision_ai", "model_decision", "prediction", "predicted", "ai_label"),
    ),
    Field("confidence", "Confidence of the AI", False, ("ai_confidence", "score", "probability", "confidence_pct")),
    Field("outcome", "Known outcome", False, ("truth", "ground_truth", "actual", "actual_outcome", "true_label")),
    Field("group", "Group", False, ("subgroup", "segment", "population")),
    Field("model_version", "Model version", False, ("version", "model", "ai_version")),
    Field(
        "shown", "Shown to the decider", False, ("shown_to_decider", "ai_shown", "was_shown", "shown_to_the_decider")
    ),
    Field("followed", "AI answer followed", False, ("was_followed", "accepted", "ai_followed")),
    Field("override_reason", "Reason of the override", False, ("overridden_because", "reason")),
    Field(
        "review_seconds", "Seconds of review", False, ("review_time_seconds", "review_time_s", "seconds", "review_s")
    ),
    Field("escalated", "Escalated", False, ("was_escalated", "escalation")),
    Field(
        "drawn", "Drawn at random for review", False, ("drawn_at_random", "random_review", "random_sample", "sampled")
    ),
    Field("exposure_pct", "Exposure share", False, ("exposure", "exposure_share", "share", "exposure_percent")),
)


ANSWERS = ("human", "ai", "outcome")
"""Fields whose words are compared with each other."""
_OTHERS = tuple(name for name in DecisionRow._fields if name not in ("case", "at"))
_NOTHING: dict[str, Any] = {"": None}
_decision = partial(tuple.__new__, DecisionRow)
"""A row from a tuple in the order of its fields; what `DecisionRow._make` does, without a look at the length."""


class DecisionBatch(NamedTuple):
    """Some rows that follow each other in a log, and the errors among them."""

    rows: list[DecisionRow]
    errors: list[RowError]


class DecisionLogFile:
    """An opened log. Each call of `rows` or `batches` is a pass of its own; counts and errors are of the last pass."""

    def __init__(self, source: Source, columns: Mapping[str, str], options: ReadingOptions, sha256: str) -> None:
        self.format = source.format
        self.sha256 = sha256
        self.row_count = 0
        """Rows met in the last pass, read or not."""
        self._source = source
        self._options = options
        self._places = places(FIELDS, source.header, columns)
        if "human" not in self._places and "ai" not in self._places:
            raise ImportProblem(
                "The file has no column for the human decision and none for the AI decision; at least one is needed. "
                "Nothing was read."
            )
        self._errors = RowErrors()
        self._notes: list[str] = list(source.notes)
        self._moments = Moments(options)
        self._cells_read = self._read_cells()

    @property
    def errors(self) -> tuple[RowError, ...]:
        """The first 200 row errors of the last pass."""
        return self._errors.first()

    @property
    def error_count(self) -> int:
        """How many rows of the last pass could not be read."""
        return self._errors.count

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed or decided from the file; complete after a pass."""
        known = {name: cells for name, cells in zip(_OTHERS, self._cells_read, strict=True) if name in self._places}
        words = [cells for cells in known.values() if isinstance(cells, LoggedWords)]
        answers = [cells for name, cells in known.items() if name in ANSWERS and isinstance(cells, Labels)]
        return (*self._notes, *self._moments.notes(), *missing_notes(words), *label_notes(answers))

    def rows(self) -> Iterator[DecisionRow]:
        """Every row that can be read, one by one."""
        for batch in self.batches():
            yield from batch.rows

    def batches(self) -> Iterator[DecisionBatch]:
        """Every row, in batches of at most 10,000 rows of the file."""
        self._errors = errors = RowErrors()
        self.row_count = 0
        for known in self._cells_read:
            if isinstance(known, LoggedWords):
                known.missing.clear()
        rows: list[DecisionRow] = []
        failed: list[RowError] = []
        met = 0
        moments = self._moments
        days, clocks = moments.days, moments.clocks
        first, latest = FIRST_MS, latest_ms(self._options.now)
        width = len(self._source.header)
        time, case_at = self._places["at"], self._places["case"]
        cells = self._cells_read
        # A field without a column reads an empty cell that is put behind every row.
        others = itemgetter(*(self._places.get(name, width) for name in _OTHERS))
        source = self._source.rows()
        for row in source:
            met += 1
            try:
                if isinstance(row, str):
                    raise NoCell(row)
                if len(row) != width:
                    raise NoCell(f"{count_text(len(row), 'column')} where the header has {width}")
                when = row[time]
                try:
                    at = days[when[:10]] + clocks[when[10:]]
                except KeyError:
                    at = self._moment(when)
                if not first <= at <= latest:
                    raise NoMoment(self._why_implausible(at, when))
                case = row[case_at].strip()
                if not case or len(case) > LONGEST_NAME or not case.isprintable():
                    _check_case(case)
                row.append("")
                decision = _decision((case, at, *map(getitem, cells, others(row))))
                if decision[2] is None and decision[3] is None:
                    raise NoCell("neither a human decision nor one of the AI")
                rows.append(decision)
            except (NoCell, NoMoment) as fault:
                failed.append(RowError(source.line, as_sentence(str(fault))))
            if met == BATCH:
                self.row_count += met
                for error in failed:
                    errors.add(*error)
                yield DecisionBatch(rows, failed)
                rows, failed, met = [], [], 0
        self.row_count += met
        for error in failed:
            errors.add(*error)
        if self.row_count == 0:
            raise ImportProblem("The file holds no row of a decision. Nothing was read.")
        if met:
            yield DecisionBatch(rows, failed)

    def _moment(self, when: str) -> int:
        try:
            return self._moments.read(when)
        except OrderOpen:
            self._decide_order()
            return self._moments.read(when)

    def _why_implausible(self, at: int, when: str) -> str:
        unit = self._moments.unit if when.strip().isdigit() else ""
        return why_implausible(at, self._options.now, unit) or "no time"

    def _read_cells(self) -> tuple[dict[str, Any], ...]:
        """For every field but time and case, in their order: what its cells mean, as far as they were met."""
        titles = {field.name: field.title for field in FIELDS}
        decimal = self._decimal()
        numbers = decimal if self._answers_are_numbers(decimal) else None
        made: dict[str, Any] = {name: Labels(titles[name], numbers) for name in ANSWERS}
        made |= {name: Labels(titles[name]) for name in ("group", "model_version")}
        made["override_reason"] = LoggedWords(titles["override_reason"], LONGEST_REASON)
        made |= {name: Flags(titles[name]) for name in ("shown", "followed", "escalated", "drawn")}
        made["review_seconds"] = Amounts(titles["review_seconds"], decimal, 0, MOST_SECONDS)
        if "confidence" in self._places:
            stated = (
                self._options.confidence_unit
                or self._share_unit("confidence", decimal, "confidence_unit")
                or "fraction"
            )
            made["confidence"] = Amounts(titles["confidence"], decimal, 0, 1, stated)
        if "exposure_pct" in self._places:
            unit = self._options.share_unit or self._share_unit("exposure_pct", decimal, "share_unit")
            if unit is None:
                raise NeedsAnswer(
                    "share_unit",
                    f"Every value of {shown(self._column('exposure_pct'))} is at most 1. Is it percent, or a fraction "
                    "of one (0.25 for a quarter)?",
                    ("percent", "fraction"),
                )
            made["exposure_pct"] = Amounts(titles["exposure_pct"], decimal, 0, 100, unit)
        if any(has_open_order(cell) for cell in self._first_cells("at")):
            self._decide_order()
        return tuple(made.get(name, _NOTHING) for name in _OTHERS)

    def _column(self, name: str) -> str:
        return self._source.header[self._places[name]]

    def _cells(self, *names: str) -> Iterator[tuple[int, str]]:
        return ((line, cell) for line, _, cell in self._placed(*names))

    def _placed(self, *names: str) -> Iterator[tuple[int, int, str]]:
        """The cells of the named fields with their lines and columns."""
        taken = [self._places[name] for name in names if name in self._places]
        rows = self._source.rows()
        for row in rows:
            if isinstance(row, list):
                for place in taken:
                    if place < len(row):
                        yield rows.line, place, row[place]

    def _first_cells(self, name: str) -> Iterable[str]:
        return (cell for _, cell in islice(self._cells(name), LOOKED_AT))

    def _decide_order(self) -> None:
        if self._moments.order is None:
            self._moments.order, note = decide_order(self._cells("at"))
            if note:
                self._notes.append(note)

    def _decimal(self) -> Decimal:
        if self._options.decimal:
            return self._options.decimal
        if not self._source.may_have_commas:
            return "."
        comma = self._source.separator == ","
        decimal, note = decide_decimal(self._placed("confidence", "review_seconds", "exposure_pct"), comma)
        if note:
            self._notes.append(note)
        return decimal

    def _share_unit(self, name: str, decimal: Decimal, question: str) -> ShareUnit | None:
        """The unit of shares where the column's name or its values tell; None where all are at most 1."""
        column = self._column(name)
        if named_percent(column):
            return "percent"
        # A confidence over 1 shows early; a system may reach less than 1 % for months before it reaches more.
        cells = self._cells(name)
        if name == "confidence":
            first = list(islice(cells, LOOKED_AT))
            unit, _ = decide_share_unit(column, first, decimal, question)
            if unit is None:
                return None
            cells = self._cells(name)
        unit, note = decide_share_unit(column, cells, decimal, question)
        if note:
            self._notes.append(note)
        return unit

    def _answers_are_numbers(self, decimal: Decimal) -> bool:
        """Whether every answer in the log is a number, so that 1 and 1.0 are the same one."""
        known: set[str] = set()
        for _, cell in self._cells(*ANSWERS):
            if cell not in known:
                text = plain_label(cell)
                if text and text not in MISSING_WORDS and plain_number(text, decimal) is None:
                    return False
                if len(known) < 50_000:
                    known.add(cell)
        return bool(known)


def propose_columns(data: bytes, options: ReadingOptions) -> ColumnProposal:
    """What the columns of a log seem to hold, to be confirmed. Raises ImportProblem, NeedsAnswer."""
    source = open_source(data, options)
    columns = propose(FIELDS, source.header)
    missing = [field.title for field in FIELDS if field.required and field.name not in columns]
    if "human" not in columns and "ai" not in columns:
        missing.append("Human decision or AI decision")
    return ColumnProposal(
        format=source.format,
        header=source.header,
        columns=columns,
        unused=tuple(name for name in source.header if name and name not in columns.values()),
        missing=tuple(missing),
        first_rows=tuple(tuple(row) for row in islice(source.rows(), 5) if isinstance(row, list)),
    )


def open_decisions(data: bytes, columns: Mapping[str, str] | None, options: ReadingOptions) -> DecisionLogFile:
    """A log ready to be read; `columns` gives the column by name of the field, None takes what `propose_columns` finds.

    Raises ImportProblem for a file that is no log, NeedsAnswer for what only a person can say.
    """
    source = open_source(data, options)
    return DecisionLogFile(
        source, propose(FIELDS, source.header) if columns is None else columns, options, sha256_of(data)
    )


def _check_case(case: str) -> None:
    """Raises NoCell where a case cannot be known by its id."""
    reason = why_no_name(case)
    if reason is None and any(letter in case for letter in "\r\n\t"):
        reason = f"{shown(case, 30)} does not stand on one line"
    if reason:
        raise NoCell(f"the case cannot be known: {reason}")
