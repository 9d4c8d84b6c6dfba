"""MLflow exports become series: history, runs, tables of runs, a file of the file store."""

import json

import pytest

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.mlflow import STEP_NOTE


def history(*entries: dict[str, object], **more: object) -> str:
    return json.dumps({"metrics": list(entries), **more})


def entry(
    value: object = 0.9, timestamp: object = 1767225600000, step: object = 0, key: object = "auc"
) -> dict[str, object]:
    return {"key": key, "value": value, "timestamp": timestamp, "step": step}


def test_the_history_sample_is_read_whole(read, sample, points):
    file = read(sample("mlflow_get_metric_history.json"))
    assert (file.format, file.rows, file.error_count, file.row_word) == ("mlflow", 4, 0, "entry")
    assert points(file, "auc") == [
        ("2026-01-01T00:00:00", 0.91),
        ("2026-01-08T00:00:00.001", 0.908),
        ("2026-01-15T00:00:00.002", 0.9),
        ("2026-01-22T00:00:00.003", 0.87),
    ]
    assert file.notes == (STEP_NOTE,)
    exact = read(sample("mlflow_get_metric_history.json"), step_times="reject")
    assert points(exact, "auc")[3] == ("2026-01-22T00:00:00", 0.87)
    assert exact.notes == ()


def test_the_sample_of_runs_gives_only_latest_values_and_says_so(read, sample, points):
    file = read(sample("mlflow_runs_search.json"))
    assert points(file, "auc") == [("2026-01-22T00:00:00.003", 0.87)]
    assert points(file, "latency_p95_ms") == [("2026-01-22T00:00:00.003", 129.0)]
    assert any("only the latest value" in note for note in file.notes)


def test_the_table_of_runs_is_read_at_the_start_of_each_run(read, sample, points):
    file = read(sample("mlflow_search_runs.csv"))
    assert file.format == "mlflow"
    assert points(file, "auc") == [("2026-11-22T06:49:10.526", 0.87)]
    assert points(file, "latency_p95_ms") == [("2026-11-22T06:49:10.526", 129.0)]
    assert any("start_time" in note for note in file.notes)
    ended = read(sample("mlflow_search_runs.csv"), time_column="end_time")
    assert points(ended, "auc") == [("2026-11-22T06:49:10.573", 0.87)]


def test_a_run_that_did_not_log_a_metric_has_no_point_of_it(read, points):
    file = read(
        "run_id,start_time,metrics.auc,metrics.loss\n"
        "a1,2026-01-05 10:00:00+00:00,0.9,\n"
        "a2,2026-01-06 10:00:00+00:00,,0.3\n"
    )
    assert file.format == "mlflow"
    assert file.error_count == 0
    assert points(file, "auc") == [("2026-01-05T10:00:00", 0.9)]
    assert points(file, "loss") == [("2026-01-06T10:00:00", 0.3)]


def test_the_file_store_sample_keeps_steps_of_one_moment_in_their_order(read, sample, points):
    data = sample("mlflow_filestore_metrics_auc.txt")
    file = read(data, file_name="mlruns/1/932d/metrics/auc")
    assert points(file, "auc") == [("2026-11-22T06:49:10.630", 0.9), ("2026-11-22T06:49:10.631", 0.88)]
    assert file.notes == (STEP_NOTE,)
    refused = read(data, file_name="auc", step_times="reject")
    assert (refused.points, [error.line for error in refused.errors]) == (0, [1, 2])
    with pytest.raises(NeedsAnswer, match="name of its metric") as asked:
        read(data)
    assert asked.value.question == "file_name"


def test_a_download_from_the_screen_is_read_by_run(read, points):
    file = read(
        "run_id,key,value,step,timestamp\n"
        "a1,auc,0.91,0,1767225600000\n"
        "a1,auc,0.90,1,1767830400000\n"
        "b2,auc,0.88,0,1767225600000\n"
    )
    assert file.format == "mlflow"
    assert [(s.key, s.source, list(s.value), list(s.line)) for s in file.series] == [
        ("auc", "mlflow:a1", [0.91, 0.90], [2, 3]),
        ("auc", "mlflow:b2", [0.88], [4]),
    ]


def test_whole_numbers_as_text_are_read(read, points):
    file = read(history(entry(0.9, "1767225600000", "0"), entry("0.8", "1767830400000", "1")))
    assert points(file, "auc") == [("2026-01-01T00:00:00", 0.9), ("2026-01-08T00:00:00.001", 0.8)]


def test_a_page_of_several_says_that_more_follow(read):
    file = read(history(entry(), next_page_token="abc"))
    assert any("one page of several" in note for note in file.notes)
    assert read(history(entry(), next_page_token="")).notes == ()


def test_steps_that_push_into_the_next_moment_stay_in_order(read, points):
    at = 1767225600000
    file = read(history(*(entry(step / 10, at, step) for step in (2, 0, 1)), entry(0.9, at + 1, 3)))
    assert [value for _, value in points(file, "auc")] == [0.0, 0.1, 0.2, 0.9]
    assert file.error_count == 0


def test_a_step_has_the_same_time_on_whatever_page_of_a_history_it_comes(read, points):
    at = 1767225600000
    entries = [entry(step / 10, at, step) for step in range(6)]
    whole = points(read(history(*entries)), "auc")
    assert len({moment for moment, _ in whole}) == 6
    for cut in range(1, 6):
        first = points(read(history(*entries[:cut], next_page_token="abc")), "auc")
        assert first + points(read(history(*entries[cut:])), "auc") == whole


def test_steps_that_count_samples_do_not_move_and_are_refused_in_one_moment(read, points):
    at = 1767225600000
    entries = (entry(0.9, at, 2_000_000), entry(0.8, at + 1000, 3_000_000), entry(0.7, at + 1000, 4_000_000))
    with pytest.raises(NeedsAnswer, match="2 values share their moment"):
        read(history(*entries))
    file = read(history(*entries), same_time="reject")
    assert points(file, "auc") == [("2026-01-01T00:00:00", 0.9)]
    assert [error.line for error in file.errors] == [2, 3]


def test_one_step_with_two_values_is_refused(read):
    file = read(
        history(
            entry(0.9),
            entry(0.8),
            entry(0.7, 1767830400000, 1),
            entry(0.7, 1767830500000, 2),
            entry(0.7, 1767830600000, 3),
        )
    )
    assert (file.points, [error.line for error in file.errors]) == (3, [1, 2])


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (entry("NaN"), 'no number ("NaN")'),
        (entry(None), "no number (null)"),
        (entry(True), "no number (true)"),
        (entry([1]), "no number (a list)"),
        (entry("1_0"), "no number"),
        (entry(timestamp=1767225600), "looks like seconds"),
        (entry(timestamp=None), "no time (nothing)"),
        (entry(timestamp="soon"), 'no time ("soon")'),
        (entry(timestamp=10**30), "not of our days"),
        (entry(timestamp=1893456000000), "lies outside the years 1990 to 2026"),
        (entry(step=0.5), "no whole number"),
        (entry(step="one"), "the step"),
        (entry(key=7), "no name of a metric"),
        (entry(key=""), "The name is empty"),
        (entry(key="\ud800"), "half a character"),
        ({"key": "auc"}, "no metric with key, value and timestamp"),
    ],
)
def test_a_broken_entry_is_refused_by_its_number_and_the_others_stay(read, broken, said):
    file = read(history(entry(0.8, 1767830400000), broken, entry(0.7, 1768435200000)))
    assert file.points == 2
    assert [error.line for error in file.errors] == [2]
    assert said in file.errors[0].reason
    assert file.errors[0].reason.encode()


def test_infinite_values_are_refused(read):
    file = read(
        '{"metrics": [{"key": "a", "value": 1e400, "timestamp": 1767225600000, "step": 0},'
        '{"key": "a", "value": -Infinity, "timestamp": 1767225600001, "step": 1},'
        '{"key": "a", "value": NaN, "timestamp": 1767225600002, "step": 2},'
        '{"key": "a", "value": ' + "9" * 400 + ', "timestamp": 1767225600003, "step": 3}]}'
    )
    assert (file.points, file.error_count) == (0, 4)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Run not found"}', "Run not found"),
        ('{"metrics": []}', "no entry"),
        ('{"metrics": [{"key": "auc", "value": 0.9, "timest', "cut off"),
        ('{"metrics": [{"key": auc}]}', "Line 1 is no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"metrics": ' + "9" * 5_000 + "}", "thousands of digits"),
        ("{}", "none with this name"),
        ('{"something": 1}', 'neither "metrics"'),
        ("run_id,name\na,b\n", "neither columns that begin"),
        ("run_id,metrics.auc\na,0.9\n", "their time is unknown"),
    ],
)
def test_what_is_no_export_of_mlflow_is_refused_in_a_sentence(read, content, said):
    with pytest.raises(ImportProblem, match=said):
        read(content, format="mlflow")


def test_a_line_that_does_not_belong_to_the_file_store_is_refused(read):
    file = read("1767225600000 0.9 0\noops\n1767830400000 nan 1\n1768435200000 0.8 2\n", file_name="auc")
    assert (file.points, [error.line for error in file.errors]) == (2, [2, 3])
