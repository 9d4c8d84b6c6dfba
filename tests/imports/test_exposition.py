"""Prometheus text and OpenMetrics become points of the moment at which the page was fetched."""

from datetime import UTC, datetime

import pytest

from readiness.errors import ImportProblem, NeedsAnswer

AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["prometheus_exposition.txt", "openmetrics_exposition.txt"])
def test_the_sample_asks_for_its_time_and_is_read_without_buckets(read, sample, points, name):
    data = sample(name)
    with pytest.raises(NeedsAnswer, match="not when") as asked:
        read(data)
    assert asked.value.question == "time"
    file = read(data, time=AT)
    assert file.format == "exposition"
    assert points(file, 'model_auc{model="fraud",version="7"}') == [("2026-11-22T07:00:00", 0.912)]
    assert {series.key: series.value[0] for series in file.series} == {
        'model_auc{model="fraud",version="7"}': 0.912,
        'predictions_total{model="fraud",outcome="ok"}': 1200.0,
        'predictions_total{model="fraud",outcome="error"}': 3.0,
        'inference_latency_seconds_count{model="fraud"}': 4.0,
        'inference_latency_seconds_sum{model="fraud"}': 0.9,
    }
    assert file.error_count == 0
    assert sum("_created" in key for key in file.left_out) == 3
    assert sum("_bucket" in key for key in file.left_out) == 5
    assert any("growing counts" in note for note in file.notes)
    assert not any("growing counts" in note for note in read(data, time=AT, raw_counters=True).notes)


def test_a_bucket_is_read_where_it_was_chosen(read, sample):
    key = 'inference_latency_seconds_bucket{le="0.1",model="fraud"}'
    file = read(sample("openmetrics_exposition.txt"), time=AT, series=frozenset({key}))
    assert [(s.key, list(s.value), list(s.line)) for s in file.series] == [(key, [2.0], [13])]


def test_times_are_milliseconds_in_prometheus_text_and_seconds_in_openmetrics(read, points):
    text = "# TYPE a gauge\na 1 1767225600000\n"
    assert points(read(text), "a") == [("2026-01-01T00:00:00", 1.0)]
    text = "# TYPE a gauge\na 1 1767225600.5\n# EOF\n"
    assert points(read(text), "a") == [("2026-01-01T00:00:00.500", 1.0)]
    file = read("a 1 1767225600\nb 1 1767225600000\n", format="exposition")
    assert [(e.line, "looks like seconds" in e.reason) for e in file.errors] == [(1, True)]
    file = read("a 1 1767225600000\nb 1 1767225600\n# EOF\n", format="exposition")
    assert [(e.line, "looks like milliseconds" in e.reason) for e in file.errors] == [(1, True)]


def test_exemplars_are_passed_over(read):
    text = (
        '# TYPE a histogram\na_bucket{le="1",x="a # {b"} 3 # {trace_id="abc"} 0.5 1767225600\n'
        'a_count 3 1767225600 # {trace_id="x"} 1\n# EOF\n'
    )
    file = read(text, time=AT)
    assert [(s.key, list(s.value)) for s in file.series] == [("a_count", [3.0])]
    assert file.left_out == ('a_bucket{le="1",x="a # {b"}',)
    assert file.error_count == 0


def test_the_unit_of_a_family_is_kept(read):
    file = read("# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n# EOF\n", time=AT)
    assert [(s.key, s.unit) for s in file.series] == [("a_seconds", "seconds")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a NaN", "no number"),
        ("a +Inf", "no number"),
        ("a 1e400", "no number"),
        ("a one", "is no sample"),
        ('a{b="c} 1', "is no sample"),
        ("a 1 soon", "is no sample"),
        ("a" * 30_000 + " 1", "is no sample"),
        ("a", "is no sample"),
    ],
)
def test_a_broken_line_is_refused_by_its_number_and_the_others_stay(read, line, said):
    file = read(f"# TYPE b gauge\nb 1\n{line}\nc 2\n", time=AT)
    assert (file.points, [error.line for error in file.errors]) == (2, [3])
    assert said in file.errors[0].reason


def test_one_series_with_two_values_is_refused(read):
    file = read("a 1\nb 1\nc 1\na 2\n", format="exposition", time=AT)
    assert (file.points, [error.line for error in file.errors]) == (2, [1, 4])


def test_a_time_that_cannot_be_is_refused(read):
    with pytest.raises(ImportProblem, match="lies in the future"):
        read("a 1\n", format="exposition", time=datetime(2030, 1, 1, tzinfo=UTC))


def test_text_without_a_sample_is_refused(read):
    for content in ("# TYPE a gauge\n", "# EOF\n", "hello world this is text\nmore of it\n"):
        with pytest.raises(ImportProblem):
            read(content, format="exposition", time=AT)


def test_the_samples_of_a_series_after_its_first_are_read_as_the_first(read):
    lines = [
        'a{x="b c",y=""} 0.5 1767225600000',
        'a{x="b c",y=""}\t1e3 1767225660000',
        'a{x="b c",y=""} -2 1767225720000',
    ]
    file = read("\n".join([*lines, 'a{x="b c",y=""} one 1767225780000', 'a{x="b c",y=""} 1_0 1767225780000', ""]))
    alone = [read(f"{line}\n", format="exposition").series[0] for line in lines]
    (series,) = file.series
    assert list(series.at) == [one.at[0] for one in alone]
    assert list(series.value) == [one.value[0] for one in alone] == [0.5, 1000.0, -2.0]
    assert {one.key for one in alone} == {series.key}
    assert [error.line for error in file.errors] == [4, 5]
