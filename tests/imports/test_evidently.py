"""Evidently reports become points: the shape of 0.7 and the one before, with the time that was answered."""

import json
from datetime import UTC, datetime

import pytest

from readiness.errors import ImportProblem, NeedsAnswer

AT = datetime(2026, 1, 5, tzinfo=UTC)


def report(*metrics: object, tests: object = (), **more: object) -> str:
    return json.dumps({"metrics": list(metrics), "tests": list(tests), **more})


def metric(value: object, name: str = "Accuracy()") -> dict[str, object]:
    return {"id": "1", "metric_name": name, "config": {}, "value": value}


def test_the_classification_sample_asks_for_its_time_and_is_read_whole(read, sample, points):
    data = sample("evidently_report_classification.json")
    with pytest.raises(NeedsAnswer, match="holds no time") as asked:
        read(data)
    assert asked.value.question == "time"
    file = read(data, time=AT)
    assert (file.format, file.rows, file.error_count) == ("evidently", 11, 0)
    assert points(file, "Accuracy(classification_name=default)") == [("2026-01-05T00:00:00", 0.8733333333333333)]
    assert points(file, "F1ByLabel(classification_name=default) 0")[0][1] == 0.8698630136986302
    assert points(file, "F1ByLabel(classification_name=default) 1")[0][1] == 0.8766233766233766
    assert len(file.series) == 8 + 3 * 2


def test_the_drift_sample_gives_count_share_drift_and_tests(read, sample):
    file = read(sample("evidently_report_drift.json"), time=AT)
    assert {series.key: series.value[0] for series in file.series} == {
        "DriftedColumnsCount(drift_share=0.5) count": 1.0,
        "DriftedColumnsCount(drift_share=0.5) share": 0.5,
        "ValueDrift(column=age,method=K-S p_value,threshold=0.05)": 1.0,
        "ValueDrift(column=income,method=K-S p_value,threshold=0.05)": 2.2412207127690596e-52,
        "tests run": 3.0,
        "tests failed": 2.0,
    }
    assert any("2 of 3 tests failed" in note and "Value Drift for column income" in note for note in file.notes)
    assert any("p-value low is bad" in note for note in file.notes)


def test_the_shape_before_0_7_is_read_with_its_own_time(read, points):
    old = {
        "version": "0.4.30",
        "timestamp": "2026-01-05 10:00:00",
        "metrics": [
            {
                "metric": "DatasetDriftMetric",
                "result": {
                    "share_of_drifted_columns": 0.5,
                    "dataset_drift": True,
                    "by": {"age": {"score": 0.1}},
                    "l": [1],
                },
            }
        ],
    }
    file = read(json.dumps(old))
    assert {series.key: series.value[0] for series in file.series} == {
        "DatasetDriftMetric.share_of_drifted_columns": 0.5,
        "DatasetDriftMetric.by.age.score": 0.1,
    }
    assert points(file, "DatasetDriftMetric.by.age.score")[0][0] == "2026-01-05T10:00:00"
    assert file.left_out == ("DatasetDriftMetric.dataset_drift", "DatasetDriftMetric.l")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "no number (null)"),
        ("NaN", "no number"),
        ([1, 2], "no number (a list)"),
        ({}, "its value is empty"),
        ({"a": {"b": {"c": {"d": 1}}}}, "no number (an object)"),
        (True, "no number (true)"),
    ],
)
def test_a_broken_value_is_refused_by_its_entry(read, value, said):
    file = read(report(metric(0.9, "A()"), metric(value, "B()"), metric(0.8, "C()")), time=AT)
    assert (file.points, [error.line for error in file.errors]) == (2, [2])
    assert said in file.errors[0].reason


def test_an_entry_that_is_no_metric_is_refused(read):
    file = read(
        report(metric(0.9), {"metric_name": "X()"}, {"metric": "Y", "result": 3}, "z", {"metric": "W", "result": {}}),
        time=AT,
    )
    assert (file.points, [error.line for error in file.errors]) == (1, [2, 3, 4, 5])


def test_tests_without_a_result_are_not_counted(read):
    tests = [{"name": "a", "status": "SUCCESS"}, {"name": "b", "status": "ERROR"}, "c"]
    file = read(report(metric(0.9), tests=tests), time=AT)
    assert {s.key: s.value[0] for s in file.series} == {"Accuracy()": 0.9, "tests run": 1.0, "tests failed": 0.0}
    assert any("2 tests had no result" in note for note in file.notes)


@pytest.mark.parametrize("content", ['{"metrics": [1]}', '{"metrics": {}}', "{}", "[]", '{"metrics": []}'])
def test_what_is_no_report_is_refused(read, content):
    with pytest.raises(ImportProblem):
        read(content, format="evidently", time=AT)
