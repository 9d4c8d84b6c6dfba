"""`metrics import`: a file's points go to the metrics they name, whole or not at all, with a status a job can read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.command_line.reading import NEEDS_ANSWER
from readiness.commands.metrics import use_profile_metrics
from tests.command_line.calling import Call, command
from tests.demo import opened

ID = "demo-card-fraud"
LONG = """timestamp,metric,value
2025-01-05,availability,99.97
2025-01-12,availability,99.95
2025-01-05,recall_value,71.5
"""


@pytest.fixture
def fraud(demo: Call) -> Call:
    """The demo portfolio, one initiative of it with the metrics of its profile."""
    context = opened(demo.database)
    use_profile_metrics(context, ID)
    context.store.close()
    return demo


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(LONG)
    return path


def values(call: Call, key: str) -> list[float]:
    context = opened(call.database)
    metric = next(one for one in context.store.load_rollout(ID).metrics if one.key == key)
    _, found = context.store.points.read(ID, metric.id)
    context.store.close()
    return list(found)


def test_a_file_is_written_once_and_again_without_any_change(fraud: Call, file: Path) -> None:
    before = len(values(fraud, "availability"))
    first = fraud("metrics", "import", ID, str(file), "--format", "auto", "--json")
    assert (first.status, first.json["written"], first.json["new"]) == (0, True, 3)
    assert len(values(fraud, "availability")) == before + 2
    head = fraud.head()
    again = fraud("metrics", "import", ID, str(file), "--json")
    assert (again.status, again.json["new"], again.json["changed"], again.json["same"]) == (0, 0, 0, 3)
    assert fraud.head() == head


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(fraud: Call, file: Path) -> None:
    head = fraud.head()
    answer = fraud("metrics", "import", ID, str(file), "--dry-run", "--json")
    assert (answer.status, answer.json["written"], answer.json["new"]) == (0, False, 3)
    assert "Nothing was written" in answer.err
    assert fraud.head() == head


def test_a_series_without_a_metric_stops_the_import_unless_it_is_left_out_or_placed(fraud: Call, file: Path) -> None:
    file.write_text(LONG + "2025-01-05,auc,0.91\n")
    head = fraud.head()
    answer = fraud("metrics", "import", ID, str(file))
    assert answer.status == 1
    assert answer.complaints == ["auc"]
    assert fraud.head() == head
    assert fraud("metrics", "import", ID, str(file), "--ignore-others", "--json").json["new"] == 3
    assert fraud("metrics", "import", ID, str(file), "--series", "auc=backlog", "--json").json["new"] == 1
    assert 0.91 in values(fraud, "backlog")


def test_a_row_that_cannot_be_read_stops_the_import_unless_it_is_left_out(fraud: Call, file: Path) -> None:
    file.write_text(LONG + "2025-01-19,availability,much\n")
    head = fraud.head()
    answer = fraud("metrics", "import", ID, str(file))
    assert answer.status == 1
    assert "1 row cannot be read, so nothing was written." in answer.err
    assert "line 5" in answer.err
    assert fraud.head() == head
    written = fraud("metrics", "import", ID, str(file), "--leave-out-rejected", "--json")
    assert (written.status, written.json["new"], written.json["rejected"]) == (0, 3, 1)


def test_what_the_file_leaves_open_is_asked_with_a_status_of_its_own(fraud: Call, file: Path) -> None:
    file.write_text("date,availability\n03/01/2025,99.9\n05/02/2025,99.8\n")
    head = fraud.head()
    answer = fraud("metrics", "import", ID, str(file))
    assert answer.status == NEEDS_ANSWER
    assert "Answer with --day-month-order (day_first or month_first)." in answer.err
    assert fraud.head() == head
    assert fraud("metrics", "import", ID, str(file), "--day-month-order", "day_first").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere", "points.csv"), "There is no initiative"),
        ((ID, "missing.csv"), "There is no file"),
        ((ID, "points.csv", "--series", "auc=backlog"), "no series “auc”"),
        ((ID, "points.csv", "--series", "availability=nothing"), "no metric with the key “nothing”"),
        ((ID, "points.csv", "--series", "availability"), "must be NAME=KEY"),
        ((ID, "points.csv", "--time", "yesterday"), "is no time such as"),
        ((ID, "points.csv", "--format", "evidently"), "Nothing was read"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    fraud: Call, file: Path, arguments: tuple[str, ...], said: str
) -> None:
    head = fraud.head()
    given = [str(file.parent / one) if one.endswith(".csv") else one for one in arguments]
    answer = fraud("metrics", "import", *given)
    assert answer.status == 1
    assert said in answer.err
    assert fraud.head() == head


def test_an_unknown_format_is_wrong_usage(fraud: Call, file: Path) -> None:
    answer = fraud("metrics", "import", ID, str(file), "--format", "excel")
    assert answer.status == 2
    assert "Known are auto, csv, mlflow" in answer.err


def test_a_job_reads_the_points_from_the_standard_input(fraud: Call) -> None:
    done = command(fraud.database, "metrics", "import", ID, "-", "--json", input=LONG.encode())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 3


def matrix(*series: tuple[str, float]) -> str:
    result = [
        {"metric": {"__name__": "availability", "m": name}, "values": [[1736035200, str(value)]]}
        for name, value in series
    ]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


@pytest.mark.parametrize("order", [(("a", 99.0), ("b", 50.0)), (("b", 50.0), ("a", 99.0))])
def test_where_two_series_fit_one_metric_neither_is_taken_until_one_is_named(
    fraud: Call, file: Path, order: tuple[tuple[str, float], ...]
) -> None:
    file.write_text(matrix(*order))
    head = fraud.head()
    answer = fraud("metrics", "import", ID, str(file), "--ignore-others")
    assert answer.status == 1
    assert "More than one series of the file fits “Availability”, so nothing was written." in answer.err
    (said,) = answer.complaints
    assert 'm="a"' in said and 'm="b"' in said
    assert fraud.head() == head
    chosen = 'availability{m="a"}=availability'
    written = fraud("metrics", "import", ID, str(file), "--series", chosen, "--ignore-others", "--json")
    assert (written.status, written.json["new"], written.json["left_out"]) == (0, 1, ['availability{m="b"}'])
    assert 'Left out: availability{m="b"}.' in written.err
    assert 99.0 in values(fraud, "availability") and 50.0 not in values(fraud, "availability")


def test_a_unit_that_plainly_contradicts_the_metric_stops_the_import_unless_it_is_taken_as_it_is(
    fraud: Call, file: Path
) -> None:
    file.write_text("timestamp,metric,value,unit\n2025-01-05,availability,1.2,s\n")
    head = fraud.head()
    answer = fraud("metrics", "import", ID, str(file))
    assert answer.status == 1
    assert answer.complaints == ["availability: The file says s, the metric %; values are taken as they stand."]
    assert fraud.head() == head
    written = fraud("metrics", "import", ID, str(file), "--unit-as-is", "--json")
    assert (written.status, written.json["new"], written.json["units"]) == (0, 1, answer.complaints)
    assert answer.complaints[0] in written.err


def test_a_unit_that_is_only_another_word_is_said_and_taken(fraud: Call, file: Path) -> None:
    file.write_text("timestamp,metric,value,unit\n2025-01-05,availability,99.2,points\n")
    written = fraud("metrics", "import", ID, str(file))
    assert written.status == 0
    assert "availability: The file says points, the metric %; values are taken as they stand." in written.err


def test_the_same_file_read_in_another_time_zone_is_refused_unless_it_is_wanted_again(fraud: Call, file: Path) -> None:
    file.write_text("timestamp,metric,value\n2025-01-05 10:00,availability,99.2\n")
    assert fraud("metrics", "import", ID, str(file), "--json").json["read_before"] is None
    head = fraud.head()
    berlin = ("metrics", "import", ID, str(file), "--time-zone", "Europe/Berlin")
    answer = fraud(*berlin)
    assert answer.status == 1
    assert "The very same file was read in on" in answer.err and "1 new point and 0 changed" in answer.err
    assert fraud.head() == head
    same = fraud("metrics", "import", ID, str(file), "--json")
    assert (same.status, same.json["same"]) == (0, 1) and same.json["read_before"]
    again = fraud(*berlin, "--again", "--json")
    assert (again.status, again.json["new"]) == (0, 1)


def test_the_command_says_where_two_sources_hold_points_of_the_same_time(fraud: Call, file: Path) -> None:
    assert fraud("metrics", "import", ID, str(file)).status == 0
    rows = LONG.replace("timestamp,metric,value", "timestamp,metric,value,source").replace("7\n", "7,grafana\n")
    file.write_text(rows.replace("5\n", "5,grafana\n"))
    answer = fraud("metrics", "import", ID, str(file), "--series", "recall_value=recall_value", "--dry-run", "--json")
    said = answer.json["overlaps"]
    assert any(one.startswith("Availability: points of ") and "csv, grafana." in one for one in said), said
    assert all(one in answer.err for one in said)
