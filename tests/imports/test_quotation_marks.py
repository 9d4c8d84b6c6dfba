"""Quotation marks in tables: texts of several lines are read, rows that a missing mark would swallow never are."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from readiness.errors import ImportProblem
from readiness.imports.decisions import open_decisions
from readiness.imports.lists import read_exposure, read_feedback, read_incidents
from readiness.imports.points import ReadingOptions, read_points

OPTIONS = ReadingOptions(now=datetime(2026, 11, 22, 16, 0, tzinfo=UTC))


def points(text: str) -> int:
    return read_points(text.encode(), "csv", OPTIONS).points


def decisions(text: str) -> int:
    return len(list(open_decisions(text.encode(), None, OPTIONS).rows()))


def feedback(text: str) -> int:
    return len(read_feedback(text.encode(), OPTIONS).rows)


def incidents(text: str) -> int:
    return len(read_incidents(text.encode(), OPTIONS).rows)


def exposure(text: str) -> int:
    return len(read_exposure(text.encode(), OPTIONS).rows)


Read = Callable[[str], int]
OPENED: list[tuple[Read, str]] = [
    (points, 'time,metric,value,source\n2026-01-05,auc,0.9,a\n2026-01-06,auc,0.91,"a\n2026-01-07,auc,0.92,a\n'),
    (points, 'date,auc\n2026-01-05,0.9\n2026-01-06,"0.91\n2026-01-07,0.92\n2026-01-08,0.93\n'),
    (decisions, 'time,case,human,ai,reason\n2026-01-05,c1,a,a,\n2026-01-05,c2,a,a,"so\n2026-01-06,c3,a,b,x\n'),
    (feedback, 'date,text\n2026-01-05,first\n2026-01-05,"He said hi\n2026-01-06,second\n2026-01-07,third\n'),
    (incidents, 'date,severity,text\n2026-01-05,minor,x\n2026-01-05,minor,"it fell\n2026-01-06,major,again\n'),
    (exposure, 'date,share_pct,of\n2026-01-05,5,cases\n2026-01-05,5,"cases\n2026-01-06,10,cases'),
]


@pytest.mark.parametrize(("read", "text"), OPENED)
def test_a_quotation_mark_that_is_never_closed_is_refused_with_the_line_in_which_it_opens(read: Read, text: str):
    with pytest.raises(ImportProblem, match="opens in line 3 is never closed"):
        read(text)
    assert read(text.replace('"', "")) >= 3


def test_a_quotation_mark_left_open_in_the_last_row_is_refused():
    with pytest.raises(ImportProblem, match="opens in line 2 is never closed"):
        feedback('date,text\n2026-01-05,"He said hi\n')
    with pytest.raises(ImportProblem, match="opens in line 2 is never closed"):
        feedback('date,text\n2026-01-05,"He said hi')
    with pytest.raises(ImportProblem, match="opens in line 3 is never closed"):
        feedback('date,text,author\n2026-01-05,"He\nsaid","A')


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (points, 'date,auc\n2026-01-05,0.9\n2026-01-06,"0.91\n2026-01-07,0.92\n2026-01-08,"0.93"\n'),
        (
            points,
            'time,metric,value,source\n2026-01-05,auc,1,a\n2026-01-06,auc,1,"a\n2026-01-07,auc,1,a\n'
            '2026-01-08,auc,1,"b"\n',
        ),
        (
            decisions,
            'time,case,human,ai,reason\n2026-01-05,c1,a,a,\n2026-01-05,c2,a,a,"so\n2026-01-06,c3,a,b,x\n'
            '2026-01-06,c4,a,b,"x"\n',
        ),
        (feedback, 'date,text\n2026-01-05,x\n2026-01-05,"He said hi\n2026-01-06,a 5" screen\n'),
        (feedback, 'date,text\n2026-01-05,x\n2026-01-05,"He said hi\n2026-01-06,"second"\n'),
        (feedback, '"date","text"\n"2026-01-05","x"\n"2026-01-05","He said hi\n"2026-01-06","second"\n'),
        (incidents, 'severity,date\nminor,2026-01-05\n"minor,2026-01-05\nminor",2026-01-05\n'),
        (feedback, 'date,text\n2026-01-05,x\n2026-01-05,"' + "so\n" * 100 + 'it was"\n'),
    ],
)
def test_a_quotation_mark_that_closes_in_a_later_row_and_would_swallow_rows_is_refused(read: Read, text: str):
    with pytest.raises(ImportProblem, match=r"opens in line 3 closes in line \d+, and"):
        read(text)


def test_a_text_of_several_lines_is_read():
    text = 'date,text,author\n2026-01-05,"Dear all,\n\nyes, 5 of them, thanks\r\n""so"" it is, in 2026, A","Ann"\n'
    (row,) = read_feedback(text.encode(), OPTIONS).rows
    assert row.text == 'Dear all,\n\nyes, 5 of them, thanks\r\n"so" it is, in 2026, A'
    assert (row.line, row.author) == (5, "Ann")
    assert feedback('text,date\n"multi\nline, with ""quotes""",2026-01-05\n') == 1
    assert feedback('date,text\n2026-01-05,"' + "so it was, and\n" * 60 + 'no more"\n') == 1


def test_a_quotation_mark_within_a_field_without_them_stays_a_letter():
    (row,) = read_feedback(b'date,text\n2026-01-05,a 5" screen\n', OPTIONS).rows
    assert row.text == 'a 5" screen'
    assert feedback('date,text\n2026-01-05,a 5" screen\n2026-01-06,b\n2026-01-07,6" too\n') == 3


def test_names_of_columns_in_quotation_marks_that_are_not_closed_are_refused():
    for text in (
        'date,"auc\n2026-01-05,0.9\n2026-01-06,0.8\n',
        'date,"auc\n2026-01-05,0.9\n2026-01-06,"0.8"\n',
        'date,"auc\n' + "2026-01-05,0.9\n" * 40,
    ):
        with pytest.raises(ImportProblem, match="quotation mark in the names of the columns, from line 1"):
            points(text)
    assert points('date,"auc\nof the model"\n2026-01-05,0.9\n') == 1
