"""Every sample damaged in turn, every format taken for every other: a sentence, and never a surprise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.formats import FORMATS, detect
from readiness.imports.points import PointFile, ReadingOptions, read_points

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix != ".md")
NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
ANSWERED = ReadingOptions(now=NOW, file_name="auc", time=NOW, same_time="reject", series=None)
FORMAT_OF = {
    "evidently_report_classification.json": "evidently",
    "evidently_report_drift.json": "evidently",
    "great_expectations_validation_result.json": "great_expectations",
    "mlflow_filestore_metrics_auc.txt": "mlflow",
    "mlflow_get_metric_history.json": "mlflow",
    "mlflow_runs_search.json": "mlflow",
    "mlflow_search_runs.csv": "mlflow",
    "openmetrics_exposition.txt": "exposition",
    "prometheus_exposition.txt": "exposition",
    "prometheus_query_range.json": "prometheus",
    "us_census_ma_employment_model_by_chunk.csv": "csv",
    "us_flight_delay_model_weekly.csv": "csv",
}


def outcome(data: bytes, format: str = "auto", options: ReadingOptions = ANSWERED) -> PointFile | ImportProblem:
    """What reading gives: a file whose errors are sentences with rows, or one sentence. Anything else fails."""
    try:
        file = read_points(data, format, options)
    except ImportProblem as problem:
        assert problem.message[-1] in ".?)", problem.message
        assert problem.message.encode()
        assert not isinstance(problem, NeedsAnswer) or problem.question in ReadingOptions.__dataclass_fields__
        return problem
    assert file.error_count >= len(file.errors)
    assert all(error.line >= 1 and error.reason[-1] == "." and error.reason.encode() for error in file.errors)
    assert all(len(series.at) == len(series.value) == len(series.line) > 0 for series in file.series)
    assert all(series.key.encode() and series.source.encode() for series in file.series)
    return file


def test_every_sample_has_its_format_here():
    assert sorted(FORMAT_OF) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_told_by_its_content(name):
    assert detect((SAMPLES / name).read_bytes(), ANSWERED) == FORMAT_OF[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_told_in_other_encodings_too(name):
    text = (SAMPLES / name).read_text("utf-8")
    for encoding in ("utf-8-sig", "utf-16"):
        assert detect(text.encode(encoding), ANSWERED) == FORMAT_OF[name]
        found, plain = outcome(text.encode(encoding)), outcome(text.encode())
        assert isinstance(found, PointFile)
        assert isinstance(plain, PointFile)
        assert found.series == plain.series


@pytest.mark.parametrize("name", NAMES)
def test_a_truncated_sample_is_refused_or_gives_only_points_of_the_whole(name):
    data = (SAMPLES / name).read_bytes()
    whole = outcome(data)
    assert isinstance(whole, PointFile)
    known = {(s.key, s.source, at, value) for s in whole.series for at, value in zip(s.at, s.value, strict=True)}
    end = len(data.rstrip())
    for cut in range(0, end, max(1, end // 150)):
        file = outcome(data[:cut])
        if name.endswith(".json"):
            assert isinstance(file, ImportProblem), cut
        elif isinstance(file, PointFile):
            # Only the last line may be broken, in the middle of a number.
            lines = data[:cut].count(b"\n") + 1
            points = {
                (s.key, s.source, at, value)
                for s in file.series
                for at, value, line in zip(s.at, s.value, s.line, strict=True)
                if line < lines
            }
            if name != "us_census_ma_employment_model_by_chunk.csv":  # there a row alone in its year is no conflict yet
                assert points <= known, cut


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", list(FORMATS))
def test_a_sample_under_the_wrong_format_is_refused_and_the_likely_one_is_named(name, format):
    if format == FORMAT_OF[name] or (format == "csv" and name.endswith((".csv", ".txt"))):
        outcome((SAMPLES / name).read_bytes(), format)
        return
    problem = outcome((SAMPLES / name).read_bytes(), format)
    assert isinstance(problem, ImportProblem)
    if not isinstance(problem, NeedsAnswer):
        assert f"it looks like {FORMATS[FORMAT_OF[name]]}" in problem.message


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", '"text"', "null", "-", ""])
def test_a_number_that_is_none_costs_its_row_and_not_the_others(name, number):
    data = (SAMPLES / name).read_bytes()
    whole = outcome(data)
    assert isinstance(whole, PointFile)
    for old in (
        b"0.912",
        b"0.91,",
        b"0.9 ",
        b"0.8733333333333333",
        b"25.0",
        b"0.6233",
        b"0.9054",
        b"0.87",
        b'"share": 0.5',
    ):
        if old in data:
            new = old.replace(old.strip(b" ,").split(b": ")[-1], number.encode())
            file = outcome(data.replace(old, new, 1))
            if isinstance(file, PointFile):
                assert file.points <= whole.points
                assert file.error_count >= whole.error_count
            return
    raise AssertionError(f"no number to damage in {name}")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("mlflow_get_metric_history.json", b"1767830400000", b"1767830400", "looks like seconds"),
        ("mlflow_runs_search.json", b"1769040000000", b"1769040000", "looks like seconds"),
        ("mlflow_filestore_metrics_auc.txt", b"1795330150630 0.88", b"1795330150 0.88", "looks like seconds"),
        ("prometheus_query_range.json", b"1767312000", b"1767312000000", "looks like milliseconds"),
        ("mlflow_get_metric_history.json", b"1767830400000", b"1867830400000", "lies outside"),
        ("prometheus_query_range.json", b"1767312000", b"1867312000", "lies outside"),
        ("us_flight_delay_model_weekly.csv", b"2015-04-12", b"2027-04-12", "lies in the future"),
        ("us_flight_delay_model_weekly.csv", b"2015-04-12", b"1815-04-12", "lies before 1990"),
        ("mlflow_search_runs.csv", b"2026-11-22 06:49:10", b"2027-11-22 06:49:10", "lies in the future"),
        (
            "us_flight_delay_model_weekly.csv",
            b"2015-04-12,1988.0",
            b"2015-04-05,1988.0",
            "which of them holds is not known",
        ),
        (
            "mlflow_get_metric_history.json",
            b'1767830400000,\n      "step": 1',
            b'1767225600000,\n      "step": 0',
            "which of them",
        ),
    ],
)
def test_a_time_that_cannot_be_is_named_with_its_row(name, old, new, said):
    data = (SAMPLES / name).read_bytes()
    assert old in data
    file = outcome(data.replace(old, new, 1), options=ANSWERED)
    assert isinstance(file, PointFile)
    assert any(said in error.reason for error in file.errors), file.errors


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".csv")])
def test_a_missing_column_is_asked_or_refused(name):
    lines = (SAMPLES / name).read_text().splitlines()
    time = {"mlflow_search_runs.csv": 4}.get(name, 0)
    without = "\n".join(",".join(cell for place, cell in enumerate(line.split(",")) if place != time) for line in lines)
    problem = outcome(without.encode())
    assert isinstance(problem, ImportProblem)


@pytest.mark.parametrize("name", NAMES)
def test_bytes_of_another_encoding_are_asked_about(name):
    data = (SAMPLES / name).read_bytes()
    problem = outcome(data[:9] + b"\xe4" + data[9:])
    assert isinstance(problem, NeedsAnswer)
    assert problem.question == "encoding"


@pytest.mark.parametrize("format", [*FORMATS, "auto"])
def test_an_empty_file_is_refused_whatever_was_chosen(format):
    for data in (b"", b"\n", b" \n \n", b"\xef\xbb\xbf", b"\xff\xfe"):
        assert isinstance(outcome(data, format), ImportProblem)


@pytest.mark.parametrize("format", [*FORMATS, "auto"])
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"metrics":[' + b'{"key":' * 50_000,
        b"9" * 10_000,
        b'{"metrics": ' + b"9" * 10_000 + b"}",
        b"\x00" * 1_000,
        b"a,b\n" + b"x" * 300_000 + b",1\n",
        b'"' * 300_000,
        b"," * 300_000,
        b"time,a\n" + b'"' + b"1," * 200_000,
        b'{"metrics":[{"key":"\\ud800","value":1,"timestamp":1767225600000,"step":0}]}',
        b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"\\ud800":"\\udfff"},"values":[[1,"1"]]}]}}',
    ],
    ids=lambda data: repr(data[:20]),
)
def test_a_hostile_file_is_refused_in_a_sentence(format, data):
    outcome(data, format)
