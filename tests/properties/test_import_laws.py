"""Laws of reading files: whatever the bytes, a sentence or true points; what was written is what is read."""

import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from readiness.domain.metric import LARGEST_VALUE
from readiness.errors import ImportProblem, NeedsAnswer
from readiness.imports.decisions import open_decisions, propose_columns
from readiness.imports.formats import FORMATS
from readiness.imports.lists import read_exposure, read_feedback, read_incidents
from readiness.imports.point_file import FIRST_MS, PointFile, latest_ms
from readiness.imports.points import ReadingOptions, read_points

SAMPLES = sorted(path for path in (Path(__file__).parents[1] / "imports" / "samples").iterdir() if path.suffix != ".md")
CONTENTS = [path.read_bytes() for path in SAMPLES]
NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
OPTIONS = ReadingOptions(now=NOW, file_name="auc", time=NOW, same_time="reject")
FORMAT = st.sampled_from(["auto", *FORMATS])

NASTY = [
    b"\x00",
    b"\xff",
    b'"',
    b"\n",
    b"\r",
    b",",
    b";",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b"NaN",
    b"1e999",
    b"-",
    b"null",
    b"\\ud800",
]
NASTY += [
    b"Infinity",
    b"9" * 40,
    b"1767225600000",
    b"0x1",
    b"#",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"true",
    b" ",
    b"=1+1",
    b"03/04/2026",
]


def judged(data: bytes, format: str, options: ReadingOptions = OPTIONS) -> PointFile | None:
    """Reads; None where the whole was refused. Anything that is no sentence or true point fails."""
    try:
        file = read_points(data, format, options)
    except ImportProblem as problem:
        assert problem.message.strip()
        assert problem.message[-1] in ".?)"
        problem.message.encode()
        if isinstance(problem, NeedsAnswer):
            assert problem.question in ReadingOptions.__dataclass_fields__
        return None
    latest = latest_ms(options.now)
    for series in file.series:
        assert len(series.at) == len(series.value) == len(series.line) > 0
        assert all(math.isfinite(value) for value in series.value)
        assert all(FIRST_MS <= at <= latest for at in series.at)
        assert all(before < after for before, after in zip(series.at, series.at[1:], strict=False))
        series.key.encode()
        series.source.encode()
    assert len(file.errors) <= 200
    assert file.error_count >= len(file.errors)
    assert [error.line for error in file.errors] == sorted(error.line for error in file.errors)
    for error in file.errors:
        assert error.line >= 1
        assert error.reason[-1] == "."
        error.reason.encode()
    for note in (*file.notes, *file.left_out):
        note.encode()
    return file


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A sample with some of its bytes cut, doubled, replaced or made nasty."""
    data = draw(st.sampled_from(CONTENTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        kind = draw(st.sampled_from(["cut", "nasty", "noise", "double", "truncate"]))
        if kind == "cut":
            data = data[:start] + data[end:]
        elif kind == "nasty":
            data = data[:start] + draw(st.sampled_from(NASTY)) + data[end:]
        elif kind == "noise":
            data = data[:start] + draw(st.binary(max_size=8)) + data[start:]
        elif kind == "double":
            data = data[:end] + data[start:end] + data[end:]
        else:
            data = data[:start]
    return data


@given(data=mutations(), format=FORMAT)
def test_a_damaged_sample_gives_sentences_and_true_points_alone(data: bytes, format: str) -> None:
    judged(data, format)


@given(data=st.binary(max_size=300), format=FORMAT)
def test_any_bytes_give_sentences_and_true_points_alone(data: bytes, format: str) -> None:
    judged(data, format)


CELL = st.one_of(
    st.sampled_from(
        ["", "1", "0.5", "0,5", "1.234", "1,234", "NaN", "1e400", "2026-01-05", "25/04/2026", "03/04/2026"]
    ),
    st.sampled_from(
        ["1767225600", "1767225600000", "auc", "=1+1", "45%", "12 ms", "2026-03-29 02:30", "\U0001f600", "1_0"]
    ),
    st.text(max_size=6),
)
HEADER = st.sampled_from(
    ["time", "date", "metric", "value", "unit", "source", "auc", "key", "Time", "step", "timestamp", "", "run_id"]
)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table of cells that are hard to read, with any separator."""
    width = draw(st.integers(1, 5))
    rows = [draw(st.lists(HEADER, min_size=width, max_size=width))]
    rows += draw(st.lists(st.lists(CELL, min_size=0, max_size=width + 1), max_size=6))
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    quote = draw(st.booleans())
    lines = [separator.join(f'"{cell}"' if quote else cell for cell in row) for row in rows]
    return "\n".join(lines).encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])), "surrogatepass")


@given(
    data=tables(),
    format=st.sampled_from(["auto", "csv", "grafana", "mlflow"]),
    decimal=st.sampled_from([None, ".", ","]),
    order=st.sampled_from([None, "day_first", "month_first"]),
    zone=st.sampled_from([None, "Europe/Berlin", "+05:30"]),
)
def test_any_table_gives_sentences_and_true_points_alone(data: bytes, format, decimal, order, zone) -> None:
    options = ReadingOptions(now=NOW, decimal=decimal, day_month_order=order, time_zone=zone, file_name="x")
    judged(data, format, options)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(1767225600000)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                (
                    *("metrics", "key", "value", "timestamp", "step", "runs", "data", "status", "result", "resultType"),
                    *(
                        "metric",
                        "values",
                        "results",
                        "statistics",
                        "expectation_config",
                        "metric_name",
                        "tests",
                        "meta",
                    ),
                    *("kwargs", "__name__"),
                )
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=15,
)


@given(value=JSON, format=FORMAT)
@example(
    value={"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[1, "1"]]}]}},
    format="auto",
)
@example(value={"metrics": [{"metric_name": "", "value": {"": {"": {"": {}}}}}]}, format="evidently")
def test_any_json_gives_sentences_and_true_points_alone(value: object, format: str) -> None:
    judged(json.dumps(value).encode(), format)


MOMENTS = st.integers(FIRST_MS, latest_ms(NOW)).map(
    lambda at: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
)
NUMBERS = st.floats(-LARGEST_VALUE, LARGEST_VALUE)
POINTS = st.dictionaries(MOMENTS, NUMBERS, min_size=1, max_size=20)
WAYS = {
    "iso": lambda moment: moment.isoformat(),
    "zulu": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z",
    "naive": lambda moment: moment.replace(tzinfo=None).isoformat(sep=" "),
    "east": lambda moment: moment.astimezone(UTC).isoformat(),
    "day first": lambda moment: f"{moment:%d/%m/%Y %H:%M:%S}.{moment.microsecond // 1000:03d}",
    "milliseconds": lambda moment: str((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)),
}


@given(points=POINTS, way=st.sampled_from(sorted(WAYS)), comma=st.booleans(), seed=st.randoms(use_true_random=False))
def test_what_was_written_is_read_in_the_order_of_time(points, way, comma, seed) -> None:
    rows = [(WAYS[way](moment), repr(value)) for moment, value in points.items()]
    seed.shuffle(rows)
    separator = ";" if comma else ","
    lines = [separator.join(("time", "metric", "value"))]
    lines += [separator.join((when, "auc", value.replace(".", ",") if comma else value)) for when, value in rows]
    options = ReadingOptions(now=NOW, day_month_order="day_first", decimal="," if comma else None)
    file = read_points("\n".join(lines).encode(), "csv", options)
    assert file.error_count == 0
    (series,) = file.series
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert list(zip(series.at, series.value, strict=True)) == sorted(
        ((moment - epoch) // timedelta(milliseconds=1), value) for moment, value in points.items()
    )
    assert [lines[line - 1].split(separator)[2].replace(",", ".") for line in series.line] == [
        repr(v) for v in series.value
    ]


@given(points=POINTS)
def test_a_wide_file_and_a_long_file_of_the_same_points_agree(points) -> None:
    long = "time,metric,value\n" + "".join(f"{moment.isoformat()},a,{value!r}\n" for moment, value in points.items())
    wide = "time,a\n" + "".join(f"{moment.isoformat()},{value!r}\n" for moment, value in points.items())
    found = [read_points(text.encode(), "csv", ReadingOptions(now=NOW)).series for text in (long, wide)]
    assert found[0] == found[1]


@given(data=st.one_of(mutations(), tables(), st.binary(max_size=200)))
def test_any_bytes_as_a_log_or_a_list_give_sentences_alone(data: bytes) -> None:
    for read in (propose_columns, read_feedback, read_incidents, read_exposure):
        try:
            read(data, OPTIONS)
        except ImportProblem as problem:
            assert problem.message[-1] in ".?)"
    try:
        log = open_decisions(data, None, OPTIONS)
        rows = [row for batch in log.batches() for row in batch.rows]
    except ImportProblem as problem:
        assert problem.message[-1] in ".?)"
    else:
        assert len(rows) + log.error_count == log.row_count
        for row in rows:
            assert FIRST_MS <= row.at <= latest_ms(NOW)
            row.case.encode()


LOG_CELL = st.one_of(CELL, st.sampled_from(["approve", "refuse", "yes", "no", "c1", "c2"]))
LOG_HEADER = ["time", "case", "human", "ai", "confidence", "outcome", "shown", "review_seconds", "exposure_pct"]


@given(
    rows=st.lists(st.lists(LOG_CELL, min_size=9, max_size=9), max_size=8), order=st.sampled_from([None, "day_first"])
)
def test_a_log_of_any_cells_counts_every_row_as_read_or_refused(rows, order) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [LOG_HEADER, *rows]]
    try:
        log = open_decisions(
            "\n".join(quoted).encode("utf-8", "surrogatepass"), None, ReadingOptions(now=NOW, day_month_order=order)
        )
        read = list(log.rows())
    except ImportProblem as problem:
        assert problem.message[-1] in ".?)"
        return
    assert len(read) + log.error_count == log.row_count
    for row in read:
        assert row.case
        assert row.human or row.ai
        assert row.confidence is None or 0 <= row.confidence <= 1
        assert row.exposure_pct is None or 0 <= row.exposure_pct <= 100
        assert row.review_seconds is None or row.review_seconds >= 0


@given(
    texts=st.lists(st.text("ab ,'5", max_size=8), min_size=2, max_size=8),
    marks=st.sampled_from(["none", "text", "all"]),
    place=st.integers(0, 200),
    added=st.booleans(),
)
@example(texts=["hi", "second"], marks="text", place=24, added=False)
def test_one_quotation_mark_too_many_or_too_few_never_loses_a_row(texts, marks, place, added) -> None:
    lines = ["date,text,author"]
    for day, text in enumerate(texts, 1):
        cells = [f"2026-01-{day:02}", text.replace(",", ";") if marks == "none" else f'"{text}"', "A"]
        lines.append(",".join(f'"{cell.strip(chr(34))}"' for cell in cells) if marks == "all" else ",".join(cells))
    whole = "\n".join(lines) + "\n"
    if added:
        place %= len(whole)
        broken = f'{whole[:place]}"{whole[place:]}'
    else:
        found = [at for at, letter in enumerate(whole) if letter == '"'] or [len(whole)]
        place = found[place % len(found)]
        broken = whole[:place] + whole[place + 1 :]
    try:
        file = read_feedback(broken.encode(), OPTIONS)
    except ImportProblem as problem:
        assert problem.message[-1] in ".?)"
        return
    assert file.row_count == len(texts)
