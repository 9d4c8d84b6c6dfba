"""`decisions import`: the rows of a log go in whole or not at all, once, with a status that a job can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.command_line.reading import NEEDS_ANSWER
from tests.command_line.calling import Call

ID = "demo-card-fraud"
ROWS = "time,case,human,ai\n2024-03-02T09:00:00Z,1,pay,pay\n2024-03-02T10:00:00Z,2,pay,refuse\n"
IMPORT = ("decisions", "import", ID)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(ROWS)
    return path


def test_a_log_is_written_once_and_again_without_any_change(demo: Call, file: Path) -> None:
    first = demo(*IMPORT, str(file), "--source", "cards", "--json")
    assert first.status == 0, first.err
    assert (first.json["written"], first.json["new"]) == (True, 2)
    head = demo.head()
    again = demo(*IMPORT, str(file), "--source", "cards", "--json")
    assert (again.status, again.json["new"], again.json["changed"], again.json["same"]) == (0, 0, 0, 2)
    assert demo.head() == head


def test_a_dry_run_writes_nothing(demo: Call, file: Path) -> None:
    head = demo.head()
    answer = demo(*IMPORT, str(file), "--source", "dry", "--dry-run", "--json")
    assert (answer.status, answer.json["written"], answer.json["new"]) == (0, False, 2)
    assert demo.head() == head


def test_rows_that_contradict_each_other_are_told_in_plain_words(demo: Call, file: Path) -> None:
    file.write_text(ROWS + "2024-03-02T09:00:00Z,1,pay,refuse\n2024-03-02T10:00:00Z,2,pay,refuse\n")
    for more in (("--dry-run",), ()):
        answer = demo(*IMPORT, str(file), "--source", "doubled", "--json", *more)
        assert "2 rows repeat a case of this file, 1 of them with other content; the last one counts." in answer.err
        assert (answer.json["new"], answer.json["doubled"], answer.json["contradicting"]) == (2, 2, 1)


def test_a_file_with_fewer_columns_clears_nothing(demo: Call, file: Path) -> None:
    wide = (
        ROWS.replace("human,ai", "human,ai,outcome").replace("pay,pay", "pay,pay,pay").replace("refuse", "refuse,pay")
    )
    file.write_text(wide)
    assert demo(*IMPORT, str(file), "--source", "narrow", "--json").json["new"] == 2
    file.write_text(ROWS)
    assert demo(*IMPORT, str(file), "--source", "narrow", "--json").json["same"] == 2


def test_a_row_that_cannot_be_read_refuses_the_whole_log_until_it_is_left_out(demo: Call, file: Path) -> None:
    file.write_text(ROWS + "yesterday,3,pay,pay\n")
    head = demo.head()
    refused = demo(*IMPORT, str(file), "--source", "bad")
    assert refused.status == 1
    assert "row 4" in refused.err
    assert "nothing was written" in refused.err
    assert demo.head() == head
    assert demo(*IMPORT, str(file), "--source", "bad", "--leave-out-rejected", "--json").json["new"] == 2


def test_an_open_question_has_a_status_of_its_own_and_names_the_option(demo: Call, file: Path) -> None:
    file.write_text("time,case,human,ai\n03/04/2024 10:00,1,pay,pay\n")
    asked = demo(*IMPORT, str(file), "--source", "days")
    assert asked.status == NEEDS_ANSWER
    assert "--day-month-order" in asked.err
    answered = demo(*IMPORT, str(file), "--source", "days", "--day-month-order", "day_first", "--json")
    assert (answered.status, answered.json["new"]) == (0, 1)


def test_a_column_of_another_name_is_said_by_an_option(demo: Call, file: Path) -> None:
    file.write_text("time,case,clerk,ai\n2024-03-02T09:00:00Z,1,pay,pay\n")
    answer = demo(*IMPORT, str(file), "--source", "clerks", "--column", "human=clerk", "--json")
    assert (answer.status, answer.json["new"]) == (0, 1)
    assert demo(*IMPORT, str(file), "--column", "human").status == 1
