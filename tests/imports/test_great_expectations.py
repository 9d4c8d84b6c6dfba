"""Results of Great Expectations become points: the share that held, and unexpected values per column."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from readiness.errors import ImportProblem, NeedsAnswer


@pytest.fixture
def result(sample) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sample("great_expectations_validation_result.json"))
    return found


def values(file) -> dict[str, float]:
    return {series.key: series.value[0] for series in file.series}


NULLS = "unexpected_percent income expect_column_values_to_not_be_null"
BETWEEN = "unexpected_percent age expect_column_values_to_be_between"


def test_the_sample_is_read_with_the_time_of_its_run(read, sample, points):
    file = read(sample("great_expectations_validation_result.json"))
    assert (file.format, file.error_count) == ("great_expectations", 0)
    assert values(file) == {"success_percent": 0.0, NULLS: 25.0, BETWEEN: 25.0}
    assert points(file, "success_percent")[0][0] == "2026-11-22T06:49:18.178"
    assert {series.source for series in file.series} == {"great_expectations:loan_inputs"}
    assert {series.unit for series in file.series} == {"%"}


def test_an_expectation_that_raised_is_no_measurement_and_no_failure(read, result):
    result["results"][0]["exception_info"] = {"raised_exception": True, "exception_message": "no such column"}
    result["results"][1]["exception_info"] = {"x": {"raised_exception": True, "exception_message": "gone"}}
    file = read(json.dumps(result))
    assert values(file) == {"success_percent": 0.0}
    assert [error.line for error in file.errors] == [2, 3]
    assert "no measurement, and not a failure" in file.errors[0].reason
    assert "no such column" in file.errors[0].reason


def test_the_names_of_older_versions_are_read(read, result):
    for entry in result["results"]:
        entry["expectation_config"]["expectation_type"] = entry["expectation_config"].pop("type")
    result["meta"]["expectation_suite_name"] = result.pop("suite_name")
    result["meta"]["run_id"]["run_time"] = "20261122T064918.155619Z"
    file = read(json.dumps(result))
    assert set(values(file)) == {"success_percent", NULLS, BETWEEN}
    assert file.series[0].source == "great_expectations:loan_inputs"
    assert file.series[0].at[0] == 1795330158155


def test_one_expectation_twice_on_a_column_is_told_apart_by_its_limits(read, result):
    again = json.loads(json.dumps(result["results"][1]))
    again["expectation_config"]["kwargs"]["max_value"] = 65.0
    again["result"]["unexpected_percent"] = 50.0
    result["results"].append(again)
    assert values(read(json.dumps(result))) == {
        "success_percent": 0.0,
        NULLS: 25.0,
        f"{BETWEEN} (max_value=100.0, min_value=18.0)": 25.0,
        f"{BETWEEN} (max_value=65.0, min_value=18.0)": 50.0,
    }


def test_a_checkpoint_gives_all_its_validations(read, result):
    assert read(json.dumps({"validation_results": [result]}), format="great_expectations").points == 3
    assert (
        read(json.dumps({"run_results": {"a": {"validation_result": result}}}), format="great_expectations").points == 3
    )


def test_a_result_without_a_time_asks_for_it(read, result):
    result["meta"] = {}
    with pytest.raises(NeedsAnswer) as asked:
        read(json.dumps(result))
    assert asked.value.question == "time"
    assert read(json.dumps(result), time=datetime(2026, 1, 5, tzinfo=UTC)).points == 3


def test_missing_figures_are_refused_and_table_expectations_noted(read, result):
    result["statistics"]["success_percent"] = None
    result["results"][0]["result"]["unexpected_percent"] = "NaN"
    result["results"][1]["result"] = {"observed_value": 4}
    file = read(json.dumps(result))
    assert (file.points, [error.line for error in file.errors]) == (0, [1, 2])
    assert any("1 expectation measure no share" in note for note in file.notes) or any(
        "measures no share" in note for note in file.notes
    )


@pytest.mark.parametrize("content", ["{}", "[]", '{"results": 1}', '{"validation_results": [1]}'])
def test_what_is_no_result_is_refused(read, content):
    with pytest.raises(ImportProblem):
        read(content, format="great_expectations")
