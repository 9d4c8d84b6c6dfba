"""The three lists of a project record as CSV: feedback of users, incidents, exposure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, Literal, NamedTuple, TypeVar

from readiness.domain.assessment import Severity
from readiness.domain.wording import count_text, day_text
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.cells import Amounts, NoCell, Words
from readiness.imports.columns import Field, places, propose
from readiness.imports.moments import Moments, NoMoment, decide_order, has_open_order
from readiness.imports.number import decide_decimal
from readiness.imports.plain_csv import looks_like_data
from readiness.imports.point_file import RowError, RowErrors, why_implausible
from readiness.imports.reading_options import ReadingOptions
from readiness.imports.share_units import decide_share_unit, named_percent
from readiness.imports.table import Table, open_table, plain_name
from readiness.imports.table_reading import as_sentence
from readiness.imports.text_file import sha256_of, shown

LONGEST_TEXT = 10_000

_DAY = Field("day", "Date", True, ("date", "reported_on", "from", "since", "datum", "timestamp", "time"))

FEEDBACK_FIELDS = (
    _DAY,
    Field("text", "Text", True, ("feedback", "comment", "message", "said")),
    Field("author", "Author", False, ("who", "user", "from_whom", "name")),
    Field("answered_on", "Answered on", False, ("answered", "answer_date", "replied_on")),
    Field("change", "What changed", False, ("what_changed", "changed", "change_made", "result")),
)
INCIDENT_FIELDS = (
    _DAY,
    Field("severity", "Severity", True, ("level", "priority")),
    Field("text", "What happened", False, ("incident", "description", "what_happened", "title")),
    Field("found_by", "Found by", False, ("detected_by", "reported_by", "finder")),
    Field("closed_on", "Closed on", False, ("closed", "resolved_on", "resolved", "fixed_on")),
)
EXPOSURE_FIELDS = (
    _DAY,
    Field(
        "share_pct",
        "Share",
        True,
        (
            "share",
            "share_percent",
            "exposure",
            "exposure_pct",
            "percent",
            "share_of_cases",
            "share_of_people",
            "cases_pct",
        ),
    ),
    Field("of", "Of cases or people", False, ("share_of", "kind", "unit")),
)


class FeedbackRow(NamedTuple):
    """What a user said, from one row."""

    line: int
    day: date
    text: str
    author: str
    answered_on: date | None
    change: str


class IncidentRow(NamedTuple):
    """Something that went wrong, from one row."""

    line: int
    day: date
    severity: Severity
    text: str
    found_by: str
    closed_on: date | None


class ExposureRow(NamedTuple):
    """Which share the system reached from a day on, from one row; 0 to 100."""

    line: int
    day: date
    share_pct: float
    of: Literal["cases", "people"]


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ListFile(Generic[R]):
    """A list as read. Nothing of it was written anywhere."""

    sha256: str
    row_count: int
    """Rows in the file, read or not."""
    rows: tuple[R, ...]
    errors: tuple[RowError, ...]
    """The first 200."""
    error_count: int
    notes: tuple[str, ...]


class _List:
    """An opened list: its rows by field, its dates."""

    def __init__(
        self, data: bytes, fields: tuple[Field, ...], columns: Mapping[str, str] | None, options: ReadingOptions
    ) -> None:
        self.table: Table = open_table(data, options, looks_like_data)
        header = self.table.header
        self.places = places(fields, header, propose(fields, header) if columns is None else columns)
        self.options = options
        self.notes: list[str] = list(self.table.file.notes)
        self.titles = {field.name: field.title for field in fields}
        self._moments = Moments(options, as_written=True)
        dates = [self.places[name] for name in ("day", "answered_on", "closed_on") if name in self.places]
        if self._moments.order is None and any(has_open_order(cell) for _, cell in self.cells(*dates)):
            self._moments.order, note = decide_order(self.cells(*dates))
            if note:
                self.notes.append(note)

    def cells(self, *taken: int) -> Iterator[tuple[int, str]]:
        rows = self.table.rows()
        for row in rows:
            for place in taken:
                if place < len(row):
                    yield rows.line, row[place]

    def cell(self, row: list[str], name: str) -> str:
        return row[self.places[name]] if name in self.places else ""

    def day(self, row: list[str], name: str) -> date:
        title = self.titles[name]
        try:
            at = self._moments.read(self.cell(row, name))
        except NoMoment as fault:
            raise NoCell(f"{title}: {fault}") from None
        if reason := why_implausible(at, self.options.now):
            raise NoCell(f"{title}: {reason}")
        return datetime.fromtimestamp(at / 1000, UTC).date()

    def day_or_none(self, row: list[str], name: str, after: date) -> date | None:
        if not self.cell(row, name).strip():
            return None
        day = self.day(row, name)
        if day < after:
            raise NoCell(f"{self.titles[name]}: {day_text(day)} lies before {day_text(after)}")
        return day

    def read(self, make: Callable[[int, list[str]], R]) -> ListFile[R]:
        errors = RowErrors()
        done: list[R] = []
        count = 0
        width = len(self.table.header)
        rows = self.table.rows()
        for row in rows:
            count += 1
            try:
                if len(row) != width:
                    raise NoCell(f"{count_text(len(row), 'column')} where the header has {width}")
                done.append(make(rows.line, row))
            except NoCell as fault:
                errors.add(rows.line, as_sentence(str(fault)))
        if count == 0:
            raise ImportProblem("The file has a line of column names and no row under it. Nothing was read.")
        return ListFile(
            sha256=sha256_of(self.table.file.data),
            row_count=count,
            rows=tuple(done),
            errors=errors.first(),
            error_count=errors.count,
            notes=(*self.notes, *(note for note in self._moments.notes() if "zone" not in note)),
        )


def read_feedback(
    data: bytes, options: ReadingOptions, columns: Mapping[str, str] | None = None
) -> ListFile[FeedbackRow]:
    """Feedback of users: date, text; optional author, answered on, what changed. Raises ImportProblem, NeedsAnswer."""
    opened = _List(data, FEEDBACK_FIELDS, columns, options)
    texts, lines = Words("Text", LONGEST_TEXT), Words("Author")

    def make(line: int, row: list[str]) -> FeedbackRow:
        day = opened.day(row, "day")
        text = texts[opened.cell(row, "text")]
        if text is None:
            raise NoCell("the text is empty")
        return FeedbackRow(
            line=line,
            day=day,
            text=text,
            author=lines[opened.cell(row, "author")] or "",
            answered_on=opened.day_or_none(row, "answered_on", day),
            change=texts[opened.cell(row, "change")] or "",
        )

    return opened.read(make)


def read_incidents(
    data: bytes, options: ReadingOptions, columns: Mapping[str, str] | None = None
) -> ListFile[IncidentRow]:
    """Incidents: date, severity; optional text, found by, closed on. Raises ImportProblem, NeedsAnswer."""
    opened = _List(data, INCIDENT_FIELDS, columns, options)
    texts, lines = Words("What happened", LONGEST_TEXT), Words("Found by")
    severities: dict[str, Severity] = {"minor": "minor", "major": "major", "critical": "critical"}

    def make(line: int, row: list[str]) -> IncidentRow:
        day = opened.day(row, "day")
        written = opened.cell(row, "severity")
        severity = severities.get(written.strip().lower())
        if severity is None:
            raise NoCell(f"severity: {shown(written)} is neither minor, major nor critical")
        return IncidentRow(
            line=line,
            day=day,
            severity=severity,
            text=texts[opened.cell(row, "text")] or "",
            found_by=lines[opened.cell(row, "found_by")] or "",
            closed_on=opened.day_or_none(row, "closed_on", day),
        )

    return opened.read(make)


def read_exposure(
    data: bytes, options: ReadingOptions, columns: Mapping[str, str] | None = None
) -> ListFile[ExposureRow]:
    """Exposure: date, share in percent (or as a fraction, if answered), of cases or people.

    Raises ImportProblem; NeedsAnswer("share_unit") or ("share_of") where neither column nor answer says.
    """
    opened = _List(data, EXPOSURE_FIELDS, columns, options)
    place = opened.places["share_pct"]
    column = opened.table.header[place]
    if options.decimal:
        decimal = options.decimal
    else:
        decimal, note = decide_decimal(
            ((line, place, cell) for line, cell in opened.cells(place)), opened.table.separator == ","
        )
        opened.notes += [note] if note else []
    unit = options.share_unit or ("percent" if named_percent(column) else None)
    if unit is None:
        unit, note = decide_share_unit(column, opened.cells(place), decimal, "share_unit")
        opened.notes += [note] if note else []
    if unit is None:
        raise NeedsAnswer(
            "share_unit",
            f"Every value of {shown(column)} is at most 1. Is it percent, or a fraction of one (0.25 for a quarter)?",
            ("percent", "fraction"),
        )
    shares = Amounts("Share", decimal, 0, 100, unit, empty=False)
    of: Literal["cases", "people"] | None = None
    if "of" not in opened.places:
        words = plain_name(column).split("_")
        of = options.share_of or ("people" if "people" in words else "cases" if "cases" in words else None)
        if of is None:
            raise NeedsAnswer("share_of", f"Is {shown(column)} the share of cases or of people?", ("cases", "people"))
    kinds: dict[str, Literal["cases", "people"]] = {
        "cases": "cases",
        "case": "cases",
        "people": "people",
        "users": "people",
    }

    def make(line: int, row: list[str]) -> ExposureRow:
        share = shares[opened.cell(row, "share_pct")]
        written = opened.cell(row, "of")
        kind = of or kinds.get(written.strip().lower())
        if kind is None or share is None:
            raise NoCell(f"{shown(written)} is neither cases nor people")
        return ExposureRow(line=line, day=opened.day(row, "day"), share_pct=share, of=kind)

    return opened.read(make)
