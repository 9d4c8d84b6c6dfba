"""Decision logs become rows: CSV and JSON Lines, names of columns confirmed, every row that is none by its line."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from readiness.domain.decision_row import DecisionRow
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.decisions import DecisionLogFile, open_decisions, propose_columns
from readiness.imports.points import ReadingOptions

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
JAN_5 = 1767571200000

WHOLE = (
    "decided_at,case_id,human_decision,ai_decision,confidence,truth,group,model_version,shown_to_decider,followed,"
    "override_reason,review_seconds,escalated,drawn_at_random,exposure_pct\n"
    "2026-01-05T00:00:00Z,c1,approve,approve,0.93,approve,A,7,no,,,41.5,no,yes,5\n"
    "2026-01-05T00:01:00Z,c2,refuse,approve,0.55,,B,7,yes,no,known fraudster,120,yes,no,5\n"
)


def opened(content: str | bytes, columns: dict[str, str] | None = None, **answers: Any) -> DecisionLogFile:
    data = content.encode() if isinstance(content, str) else content
    return open_decisions(data, columns, ReadingOptions(**{"now": NOW, **answers}))


def short(*rows: str) -> str:
    return "time,case,human,ai\n" + "".join(f"{row}\n" for row in rows)


def test_every_column_of_a_log_is_read():
    log = opened(WHOLE)
    assert list(log.rows()) == [
        DecisionRow(
            "c1", JAN_5, "approve", "approve", 0.93, "approve", "A", "7", False, None, None, 41.5, False, True, 5.0
        ),
        DecisionRow(
            "c2",
            JAN_5 + 60_000,
            "refuse",
            "approve",
            0.55,
            None,
            "B",
            "7",
            True,
            False,
            "known fraudster",
            120.0,
            True,
            False,
            5.0,
        ),
    ]
    assert (log.format, log.row_count, log.error_count, log.notes) == ("csv", 2, 0, ())


def test_keys_that_first_come_in_a_late_line_of_json_lines_are_columns_too():
    def line(place: int) -> dict[str, object]:
        early = {"time": "2026-01-05T00:00:00Z", "case": f"c{place}", "human": "pay", "ai": "pay"}
        late = {"outcome": "pay", "drawn": True, "shown": False, "override_reason": "papers"}
        return early if place < 1_000 else early | late

    lines = [json.dumps(line(place)) for place in range(1_200)]
    rows = list(opened("\n".join(lines)).rows())
    assert sum(row.drawn is True and row.outcome == "pay" and row.shown is False for row in rows) == 200
    assert rows[::-1] == list(opened("\n".join(reversed(lines))).rows())
    assert propose_columns("\n".join(lines).encode(), ReadingOptions(now=NOW)).columns["drawn"] == "drawn"


def test_json_lines_with_ever_other_keys_are_no_log():
    line = '{{"time": "2026-01-05T00:00:00Z", "case": "c1", "human": "pay", "field {}": 1}}'
    with pytest.raises(ImportProblem, match="more than 2,000 different keys"):
        opened("\n".join(line.format(place) for place in range(2_001)))


def test_json_lines_give_the_same_rows_as_csv():
    lines = [
        {
            "decided_at": "2026-01-05T00:00:00Z",
            "case_id": "c1",
            "human_decision": "approve",
            "ai_decision": "approve",
            "confidence": 0.93,
            "truth": "approve",
            "group": "A",
            "model_version": 7,
            "shown_to_decider": False,
            "review_seconds": 41.5,
            "escalated": False,
            "drawn_at_random": True,
            "exposure_pct": 5,
        },
        {
            "decided_at": "2026-01-05T00:01:00Z",
            "case_id": "c2",
            "human_decision": "refuse",
            "ai_decision": "approve",
            "confidence": "0.55",
            "truth": None,
            "group": "B",
            "model_version": "7",
            "shown_to_decider": True,
            "followed": False,
            "override_reason": "known fraudster",
            "review_seconds": 120,
            "escalated": True,
            "drawn_at_random": False,
            "exposure_pct": 5.0,
        },
    ]
    log = opened("".join(json.dumps(line) + "\n" for line in lines))
    assert log.format == "jsonl"
    assert list(log.rows()) == list(opened(WHOLE).rows())


def test_columns_are_proposed_by_their_names_and_wait_for_confirmation():
    proposal = propose_columns(
        b"Date,Claim ID,Human label,Prediction,Colour\n2026-01-05,7,a,b,red\n", ReadingOptions(now=NOW)
    )
    assert proposal.columns == {"at": "Date", "case": "Claim ID", "human": "Human label", "ai": "Prediction"}
    assert proposal.unused == ("Colour",)
    assert proposal.missing == ()
    assert proposal.first_rows == (("2026-01-05", "7", "a", "b", "red"),)
    missing = propose_columns(b"Date,x\n2026-01-05,7\n", ReadingOptions(now=NOW)).missing
    assert missing == ("Case", "Human decision or AI decision")


def test_other_columns_can_be_named():
    text = "wann,fall,mensch,maschine\n2026-01-05,1,ja,nein\n"
    log = opened(text, {"at": "wann", "case": "fall", "human": "mensch", "ai": "maschine"})
    assert list(log.rows()) == [DecisionRow("1", JAN_5, "ja", "nein")]
    assert log.notes == ("Times without a zone were read as UTC.",)
    for columns, said in [
        ({"at": "wann", "case": "fall"}, "at least one is needed"),
        ({"at": "wann", "human": "mensch"}, "no column for case"),
        ({"at": "wann", "case": "wann", "human": "mensch"}, "named for two things"),
        ({"at": "when"}, 'no column "when"'),
        ({"colour": "fall"}, "nothing that a row can tell"),
    ]:
        with pytest.raises(ImportProblem, match=said):
            opened(text, columns)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-01-05,,a,b", "The case cannot be known: the name is empty."),
        (",c,a,b", "No time (the cell is empty)."),
        ("soon,c,a,b", '"soon" is no time.'),
        ("2026-12-24,c,a,b", "24 Dec 2026 lies in the future."),
        ("1985-01-05,c,a,b", "5 Jan 1985 lies before 1990."),
        ("2026-01-05,c,,", "Neither a human decision nor one of the AI."),
        ("2026-01-05,c,a", "3 columns where the header has 4."),
        ("2026-01-05,c," + "a" * 301 + ",b", "Human decision: "),
        ("2026-01-05,c,a\x07,b", "control character"),
        ("2026-01-05," + "c" * 301 + ",a,b", "more than 300 letters"),
    ],
)
def test_a_broken_row_is_refused_by_its_line_and_the_others_stay(row, said):
    log = opened(short("2026-01-05,c1,a,a", row, "2026-01-06,c2,a,b"))
    (batch,) = log.batches()
    assert [found.case for found in batch.rows] == ["c1", "c2"]
    assert [error.line for error in batch.errors] == [3]
    assert said in batch.errors[0].reason
    assert log.errors == tuple(batch.errors)
    assert (log.row_count, log.error_count) == (3, 1)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("confidence", "NaN", "no number"),
        ("confidence", "-0.1", "no share from 0 to 1"),
        ("confidence", "1e400", "larger than"),
        ("review_seconds", "-1", "lies outside"),
        ("review_seconds", "3 min", "the unit"),
        ("review_seconds", "inf", "no number"),
        ("shown", "maybe", "neither yes nor no"),
        ("escalated", "2", "neither yes nor no"),
        ("override_reason", "x" * 2_001, "more than 2,000 letters"),
    ],
)
def test_an_optional_cell_that_cannot_be_read_refuses_its_row(column, cell, said):
    log = opened(f"time,case,human,ai,{column}\n2026-01-05,c1,a,a,\n2026-01-05,c2,a,a,{cell}\n")
    assert [row.case for row in log.rows()] == ["c1"]
    assert said in log.errors[0].reason


def test_one_side_may_be_missing():
    rows = list(opened(short("2026-01-05,c1,a,", "2026-01-05,c2,,b")).rows())
    assert [(row.human, row.ai) for row in rows] == [("a", None), (None, "b")]


@pytest.mark.parametrize(
    ("cells", "answers", "read"),
    [
        (("0.93", "1"), {}, [0.93, 1.0]),
        (("93", "7"), {}, [0.93, 0.07]),
        (("93%", "7 %"), {}, [0.93, 0.07]),
        (("0.5", "1"), {"confidence_unit": "percent"}, [0.005, 0.01]),
    ],
)
def test_confidence_is_given_from_0_to_1(cells, answers, read):
    text = "time,case,ai,confidence\n" + "".join(f"2026-01-05,c{cell},a,{cell}\n" for cell in cells)
    assert [row.confidence for row in opened(text, **answers).rows()] == pytest.approx(read)


def test_an_exposure_share_of_at_most_one_is_asked():
    text = "time,case,ai,exposure\n2026-01-05,c1,a,0.5\n2026-01-05,c2,a,1\n"
    with pytest.raises(NeedsAnswer, match="percent, or a fraction") as asked:
        opened(text)
    assert asked.value.question == "share_unit"
    assert [row.exposure_pct for row in opened(text, share_unit="fraction").rows()] == [50.0, 100.0]
    assert [row.exposure_pct for row in opened(text, share_unit="percent").rows()] == [0.5, 1.0]
    assert [row.exposure_pct for row in opened(text.replace("0.5", "40")).rows()] == [40.0, 1.0]
    assert [row.exposure_pct for row in opened(text.replace("exposure", "exposure_pct")).rows()] == [0.5, 1.0]


def test_day_and_month_are_asked_or_decided_from_the_whole_log():
    with pytest.raises(NeedsAnswer) as asked:
        opened(short("03/04/2026,c1,a,b"))
    assert asked.value.question == "day_month_order"
    log = opened(short("03/04/2026,c1,a,b", "25/04/2026,c2,a,b"))
    assert [datetime.fromtimestamp(row.at / 1000, UTC).month for row in log.rows()] == [4, 4]
    assert any("day first" in note for note in log.notes)


def test_semicolons_and_decimal_commas_are_read():
    log = opened("time;case;ai;confidence\n2026-01-05;c1;a;0,93\n2026-01-05;c2;a;0,5\n".encode("utf-8-sig"))
    assert [row.confidence for row in log.rows()] == [0.93, 0.5]


def test_answers_that_differ_only_in_capitals_are_noted():
    log = opened(short("2026-01-05,c1,Approve,approve"))
    list(log.rows())
    assert '"Approve" and "approve" differ only in capitals; they count as different answers.' in log.notes


def test_broken_lines_of_json_are_refused_by_their_number():
    good = '{"time": "2026-01-05", "case": "c1", "ai": "a"}\n'
    lines = [
        "{broken",
        "[1, 2]",
        '{"time": "2026-01-05", "case": {"a": 1}, "ai": "a"}',
        '{"time": "2026-01-05", "case": "c", "ai": "\\ud800"}',
        '{"time": "2026-01-05", "case": "\\ud800", "ai": "a"}',
        '{"time": "2026-01-05", "case": ' + "9" * 5_000 + ', "ai": "a"}',
        "[" * 20_000,
    ]
    log = opened(good + "".join(f"{line}\n" for line in lines) + "\n" + good)
    assert len(list(log.rows())) == 2
    assert [error.line for error in log.errors] == [2, 3, 4, 5, 6, 7, 8]
    assert all(error.reason.encode() for error in log.errors)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("time,case,human,ai\n", "no row of a decision"),
        ('[{"time": 1}]', "one JSON list"),
        ("{broken\n", "No line of the file"),
        ("time,case\n2026-01-05,c\n", "at least one is needed"),
        ("a,b\n1,2\n", "no column for time and case"),
    ],
)
def test_what_is_no_log_is_refused_in_a_sentence(content, said):
    with pytest.raises(ImportProblem, match=said):
        list(opened(content).rows())


def test_a_log_is_read_in_batches_and_as_often_as_asked():
    text = "time,case,human,ai\n" + "".join(f"2026-01-05,c{case},a,b\n" for case in range(25_000))
    log = opened(text)
    assert [len(batch.rows) for batch in log.batches()] == [10_000, 10_000, 5_000]
    assert sum(1 for _ in log.rows()) == 25_000
    assert log.row_count == 25_000


def test_errors_are_counted_anew_with_each_pass():
    log = opened(short("2026-01-05,c1,a,a", "soon,c2,a,a"))
    for _ in range(2):
        assert len(list(log.rows())) == 1
        assert (log.row_count, log.error_count) == (2, 1)


def test_text_that_looks_like_a_formula_or_markup_stays_text():
    (row,) = opened(short("2026-01-05,=1+1,<b>yes</b>,@no")).rows()
    assert (row.case, row.human, row.ai) == ("=1+1", "<b>yes</b>", "@no")


@pytest.mark.parametrize("word", ["NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "None", "null", "NULL"])
def test_a_word_that_programs_write_for_what_is_missing_is_no_answer(word):
    log = opened(
        "time,case,human,ai,outcome,group,override_reason\n"
        f"2026-01-05,c1,a,{word},{word},{word},{word}\n2026-01-05,c2,a,b,{word},x,\n2026-01-05,c3,{word},{word},,x,\n"
    )
    rows = list(log.rows())
    assert [(row.human, row.ai, row.outcome, row.group, row.override_reason) for row in rows] == [
        ("a", None, None, None, None),
        ("a", "b", None, "x", None),
    ]
    assert [error.reason for error in log.errors] == ["Neither a human decision nor one of the AI."]
    for _ in range(2):
        (note,) = [note for note in log.notes if "as empty" in note]
        assert note.startswith(
            f'7 cells count as empty, because programs write these words for what is missing: "{word}" 7'
        )
        list(log.rows())


def test_missing_values_of_json_are_no_answers():
    log = opened(
        '{"time": "2026-01-05", "case": "c1", "human": "a", "ai": NaN, "outcome": null}\n'
        '{"time": "2026-01-05", "case": "c2", "human": "a", "ai": "None", "outcome": "NaN"}\n'
    )
    assert [(row.human, row.ai, row.outcome) for row in log.rows()] == [("a", None, None)] * 2
    assert any(note.startswith("3 cells count as empty") for note in log.notes)


def test_a_decision_called_none_in_small_letters_stays_an_answer_and_is_named():
    log = opened(short("2026-01-05,c1,none,-", "2026-01-05,c2,none,treat"))
    assert [(row.human, row.ai) for row in log.rows()] == [("none", "-"), ("none", "treat")]
    assert log.notes[-1] == (
        '"-" and "none" count as an answer; leave the cell empty where it means that there is none.'
    )


def test_answers_that_are_all_numbers_are_compared_by_their_value():
    log = opened(
        "time,case,human,ai,outcome\n2026-01-05,c1,1,1.0,+1\n2026-01-05,c2,0,0.0,\n2026-01-05,c3,0.50,.5,5e-1\n"
        "2026-01-05,c4,-0,12345678901234567890.0,NaN\n"
    )
    assert [(row.human, row.ai, row.outcome) for row in log.rows()] == [
        ("1", "1", "1"),
        ("0", "0", None),
        ("0.5", "0.5", "0.5"),
        ("0", "12345678901234567890", None),
    ]
    assert any(
        note == 'All answers are numbers and are compared by their value: "0.50" counts as "0.5".' for note in log.notes
    )
    assert not any("compared by" in note for note in opened(short("2026-01-05,c1,1,0")).notes)


def test_numbers_among_words_and_codes_with_leading_zeros_stay_as_they_are_written():
    log = opened(short("2026-01-05,c1,1,1.0", "2026-01-05,c2,unsure,1"))
    assert [(row.human, row.ai) for row in log.rows()] == [("1", "1.0"), ("unsure", "1")]
    assert any(note.startswith('"1" and "1.0" are one number; they count as different') for note in log.notes)
    log = opened(short("2026-01-05,c1,007,7", "2026-01-05,c2,1.0,1"))
    assert [(row.human, row.ai) for row in log.rows()] == [("007", "7"), ("1.0", "1")]


def test_answers_are_compared_without_letters_that_nobody_sees():
    log = opened(
        short(
            "2026-01-05,c1,ap\u00a0prove,ap prove",
            "2026-01-05,c2,refuse\u0301,refus\u00e9",
            "2026-01-05,c3,yes,ye\u200bs",
        )
    )
    assert [(row.human, row.ai) for row in log.rows()] == [
        ("ap prove", "ap prove"),
        ("refus\u00e9", "refus\u00e9"),
        ("yes", "yes"),
    ]
    assert not any("differ" in note for note in log.notes)


def test_answers_that_differ_only_in_blanks_are_noted():
    log = opened(short("2026-01-05,c1,no action,noaction"))
    list(log.rows())
    assert '"no action" and "noaction" differ only in capitals or blanks; they count as different answers.' in log.notes


@pytest.mark.parametrize(
    ("cells", "percent", "fraction"),
    [(("0.93", "93"), [0.0093, 0.93], [0.93]), (("93%", "0.93"), [0.93, 0.0093], [0.93, 0.93])],
)
def test_fractions_among_percent_are_asked_and_never_read_as_either(cells, percent, fraction):
    text = "time,case,ai,confidence\n" + "".join(f"2026-01-05,c{cell},a,{cell}\n" for cell in cells)
    with pytest.raises(NeedsAnswer, match=r'"0\.93" percent as well, or a fraction') as asked:
        opened(text)
    assert (asked.value.question, asked.value.choices) == ("confidence_unit", ("percent", "fraction"))
    as_percent = [row.confidence for row in opened(text, confidence_unit="percent").rows()]
    assert as_percent == pytest.approx(percent)
    log = opened(text, confidence_unit="fraction")
    assert [row.confidence for row in log.rows()] == pytest.approx(fraction)
    assert log.error_count == 2 - len(fraction)
    with pytest.raises(NeedsAnswer) as asked:
        opened(text.replace("confidence", "exposure"))
    assert asked.value.question == "share_unit"


def test_a_fraction_late_in_a_log_of_percent_is_asked_too():
    rows = "".join(f"2026-01-05,c{case},a,93\n" for case in range(1_500))
    with pytest.raises(NeedsAnswer, match="in row 1502"):
        opened(f"time,case,ai,confidence\n{rows}2026-01-05,late,a,0.93\n")


def test_a_bare_date_in_a_log_is_that_day_whatever_the_zone():
    log = opened(short("2026-01-05,c1,a,b", "2026-01-05 00:00,c2,a,b"), time_zone="Europe/Berlin")
    assert [row.at for row in log.rows()] == [JAN_5, JAN_5 - 3_600_000]
