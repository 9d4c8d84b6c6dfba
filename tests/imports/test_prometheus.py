"""Answers of Prometheus become series: matrix, vector and scalar, every sample that is none by name."""

import json

import pytest

from readiness.errors import ImportProblem

AT = 1767225600


def answer(result: object, kind: str = "matrix", **more: object) -> str:
    return json.dumps({"status": "success", "data": {"resultType": kind, "result": result}, **more})


def series(*values: object, **labels: str) -> dict[str, object]:
    return {"metric": labels or {"__name__": "model_auc"}, "values": list(values)}


def test_the_sample_is_read_and_its_nan_is_named(read, sample, points):
    file = read(sample("prometheus_query_range.json"))
    key = 'model_auc{instance="localhost:9090",job="scorer",model="fraud",version="7"}'
    assert file.format == "prometheus"
    assert points(file, key) == [
        ("2026-01-01T00:00:00", 0.912),
        ("2026-01-02T00:00:00", 0.909),
        ("2026-01-04T00:00:00", 0.874),
    ]
    assert [(error.line, error.reason) for error in file.errors] == [(3, f'{key}: no number ("NaN").')]


def test_a_series_is_known_by_its_name_and_its_labels_in_order(read):
    file = read(
        answer(
            [series([AT, "1"], b='say "x"', a="1", __name__="m"), series([AT, "2"], job="x"), series([AT, "3"], a="")]
        )
    )
    assert [s.key for s in file.series] == ['m{a="1",b="say \\"x\\""}', '{job="x"}', '{a=""}']
    assert [s.source for s in file.series] == ["prometheus"] * 3


def test_vector_and_scalar_are_read(read, points):
    file = read(answer([{"metric": {"__name__": "up"}, "value": [AT + 0.5, "1"]}], "vector"))
    assert points(file, "up") == [("2026-01-01T00:00:00.500", 1.0)]
    assert points(read(answer([AT, "4.5"], "scalar")), "scalar") == [("2026-01-01T00:00:00", 4.5)]


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ([AT, "+Inf"], 'no number ("+Inf")'),
        ([AT, "-Inf"], 'no number ("-Inf")'),
        ([AT, "1e400"], "no number"),
        ([AT, None], "no number (null)"),
        ([AT * 1000, "1"], "looks like milliseconds"),
        (["now", "1"], 'no time ("now")'),
        ([AT + 40_000_000, "1"], "lies outside"),
        ([AT], "no pair of time and value"),
        ("x", "no pair of time and value"),
    ],
)
def test_a_broken_sample_is_refused_by_its_number(read, sample, said):
    file = read(answer([series([AT, "1"], sample, [AT + 60, "2"])]))
    assert (file.points, [error.line for error in file.errors]) == (2, [2])
    assert said in file.errors[0].reason


def test_native_histograms_are_named_as_unsupported(read):
    histogram = [AT, {"count": "1", "sum": "2", "buckets": []}]
    file = read(answer([{"metric": {"__name__": "latency"}, "histograms": [histogram]}, series([AT, "1"])]))
    assert file.points == 1
    assert "native histogram, which is not supported" in file.errors[0].reason
    file = read(answer([{"metric": {"__name__": "latency"}, "histogram": histogram}], "vector"))
    assert (file.points, file.error_count) == (0, 1)


def test_a_growing_count_is_noted_unless_it_is_wanted_raw(read):
    content = answer([series([AT, "1"], __name__="predictions_total")])
    assert any("growing count" in note for note in read(content).notes)
    assert read(content, raw_counters=True).notes == ()


def test_warnings_of_prometheus_are_passed_on(read):
    file = read(answer([series([AT, "1"])], warnings=["results truncated"]))
    assert 'Prometheus adds: "results truncated".' in file.notes


def test_seconds_or_milliseconds_can_be_answered(read, points):
    assert points(read(answer([series([AT * 1000, "1"])]), epoch_unit="ms"), "model_auc") == [
        ("2026-01-01T00:00:00", 1.0)
    ]


def test_only_the_chosen_series_are_read(read):
    file = read(answer([series([AT, "1"], __name__="a"), series([AT, "x"], __name__="b")]), series=frozenset({"a"}))
    assert ([s.key for s in file.series], file.left_out, file.error_count) == (["a"], ("b",), 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"status":"error","errorType":"bad_data","error":"parse error"}', "bad_data: parse error"),
        ('{"status":"error"}', "no reason given"),
        (answer([]), "matched no series"),
        (answer([AT, "x"], "string"), "no measurement"),
        (answer([], "streams"), '"streams" is not supported'),
        ('{"status":"success","data":[]}', "is not supported"),
        ('{"status":"success","data":{"resultType":"matrix","result":[{"metr', "cut off"),
        ("[1]", "no .status. and .data."),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(read, content, said):
    with pytest.raises(ImportProblem, match=said):
        read(content, format="prometheus")
