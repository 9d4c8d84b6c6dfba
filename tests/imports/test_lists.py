"""The lists of a project record are read from CSV: feedback, incidents, exposure."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.lists import (
    ExposureRow,
    FeedbackRow,
    IncidentRow,
    read_exposure,
    read_feedback,
    read_incidents,
)
from readiness.imports.points import ReadingOptions


def options(**answers: Any) -> ReadingOptions:
    return ReadingOptions(**{"now": datetime(2026, 11, 22, 16, 0, tzinfo=UTC), **answers})


def test_feedback_is_read_with_what_came_of_it():
    text = (
        "date,text,author,answered on,what changed\n"
        '2026-01-05,"Too slow, ""again""",Ana,2026-01-07,Cache\n'
        "2026-01-06,Fine,,,\n"
    )
    file = read_feedback(text.encode(), options())
    assert file.rows == (
        FeedbackRow(2, date(2026, 1, 5), 'Too slow, "again"', "Ana", date(2026, 1, 7), "Cache"),
        FeedbackRow(3, date(2026, 1, 6), "Fine", "", None, ""),
    )
    assert (file.row_count, file.error_count, file.notes) == (2, 0, ())


def test_incidents_are_read_with_their_severity():
    text = (
        "date,severity,what happened,found by,closed\n"
        "25/01/2026,Major,Wrong limit,monitor,27/01/2026\n"
        "02/02/2026,minor,,,\n"
    )
    file = read_incidents(text.encode(), options())
    assert file.rows == (
        IncidentRow(2, date(2026, 1, 25), "major", "Wrong limit", "monitor", date(2026, 1, 27)),
        IncidentRow(3, date(2026, 2, 2), "minor", "", "", None),
    )
    assert any("day first" in note for note in file.notes)


def test_exposure_is_read_as_percent():
    file = read_exposure(b"date,share_pct,of\n2026-01-05,0.5,cases\n2026-02-05,20 %,people\n", options())
    assert file.rows == (
        ExposureRow(2, date(2026, 1, 5), 0.5, "cases"),
        ExposureRow(3, date(2026, 2, 5), 20.0, "people"),
    )


def test_what_an_exposure_counts_and_in_what_is_asked():
    with pytest.raises(NeedsAnswer) as asked:
        read_exposure(b"date,share,of\n2026-01-05,0.5,cases\n", options())
    assert asked.value.question == "share_unit"
    with pytest.raises(NeedsAnswer) as asked:
        read_exposure(b"date,share\n2026-01-05,5\n", options())
    assert (asked.value.question, asked.value.choices) == ("share_of", ("cases", "people"))
    file = read_exposure(b"date,share\n2026-01-05,0.5\n", options(share_unit="fraction", share_of="people"))
    assert file.rows == (ExposureRow(2, date(2026, 1, 5), 50.0, "people"),)
    assert read_exposure(b"date,share_of_people\n2026-01-05,5\n", options()).rows[0].of == "people"


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_feedback, "date,text\n2026-01-05,\n", "The text is empty."),
        (read_feedback, "date,text\nsoon,x\n", 'Date: "soon" is no time.'),
        (read_feedback, "date,text\n2027-01-05,x\n", "Date: 5 Jan 2027 lies in the future."),
        (
            read_feedback,
            "date,text,answered on\n2026-01-05,x,2026-01-04\n",
            "Answered on: 4 Jan 2026 lies before 5 Jan 2026.",
        ),
        (read_feedback, "date,text\n2026-01-05," + "x" * 10_001 + "\n", "more than 10,000 letters"),
        (read_feedback, "date,text\n2026-01-05\n", "1 column where the header has 2."),
        (read_incidents, "date,severity\n2026-01-05,bad\n", 'Severity: "bad" is neither minor, major nor critical.'),
        (read_incidents, "date,severity,closed_on\n2026-01-05,minor,2026-01-01\n", "lies before"),
        (read_exposure, "date,share_pct,of\n2026-01-05,101,cases\n", "no share from 0 to 100"),
        (read_exposure, "date,share_pct,of\n2026-01-05,-1,cases\n", "no share from 0 to 100"),
        (read_exposure, "date,share_pct,of\n2026-01-05,,cases\n", "no number (the cell is empty)"),
        (read_exposure, "date,share_pct,of\n2026-01-05,NaN,cases\n", "no number"),
        (read_exposure, "date,share_pct,of\n2026-01-05,5,dogs\n", '"dogs" is neither cases nor people.'),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_reason(read, text, said):
    file = read(text.encode(), options())
    assert (file.rows, file.error_count) == ((), 1)
    assert file.errors[0].line == 2
    assert said in file.errors[0].reason


@pytest.mark.parametrize("read", [read_feedback, read_incidents, read_exposure])
@pytest.mark.parametrize(
    ("text", "said"), [("", "empty"), ("a,b\n1,2\n", "no column for date and"), ("x\n", "no column for")]
)
def test_what_is_no_such_list_is_refused_in_a_sentence(read, text, said):
    with pytest.raises(ImportProblem, match=said):
        read(text.encode(), options())


def test_a_list_without_rows_is_refused():
    with pytest.raises(ImportProblem, match="no row under it"):
        read_feedback(b"date,text\n", options())


def test_columns_can_be_named():
    file = read_feedback(b"wann,was\n2026-01-05,gut\n", options(), {"day": "wann", "text": "was"})
    assert [row.text for row in file.rows] == ["gut"]


@pytest.mark.parametrize(("order", "day"), [("day_first", date(2026, 4, 3)), ("month_first", date(2026, 3, 4))])
def test_the_order_of_day_and_month_is_asked_once_and_the_answer_holds(order, day):
    text = b"date,text\n03/04/2026,Too slow\n"
    with pytest.raises(NeedsAnswer) as asked:
        read_feedback(text, options())
    assert asked.value.question == "day_month_order"
    assert read_feedback(text, options(day_month_order=order)).rows[0].day == day


def test_an_exposure_of_fractions_and_percent_is_asked_and_percent_alone_is_said():
    text = b"date,share,of\n2026-01-05,0.05,cases\n2026-02-05,0.5,cases\n2026-03-05,5,cases\n"
    with pytest.raises(NeedsAnswer, match=r'"5" in row 4 and "0\.05" in row 2') as asked:
        read_exposure(text, options())
    assert asked.value.question == "share_unit"
    assert [row.share_pct for row in read_exposure(text, options(share_unit="percent")).rows] == [0.05, 0.5, 5]
    file = read_exposure(b"date,share,of\n2026-01-05,1,cases\n2026-02-05,5,cases\n", options())
    assert [row.share_pct for row in file.rows] == [1, 5]
    assert file.notes == ('"share" was read as percent, because values go beyond 1.',)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin", "-11:00"])
def test_a_day_of_a_list_is_the_day_that_is_written(zone):
    text = b"date,severity,closed on\n2026-01-05,minor,2026-01-05\n"
    text += b"2026-01-05T00:30:00+02:00,minor,2026-01-05T23:30-11:00\n"
    file = read_incidents(
        text + b"5 Jan 2026 00:10,major,05.01.2026 23:50\n", options(time_zone=zone, day_month_order="day_first")
    )
    assert [(row.day, row.closed_on) for row in file.rows] == [(date(2026, 1, 5), date(2026, 1, 5))] * 3
