"""Plain CSV becomes series: long and wide, every way of writing a time or a number, each doubt asked."""

import hashlib
from datetime import UTC, datetime

import pytest

from readiness.errors import ImportProblem, NeedsAnswer


def test_a_long_file_gives_a_series_for_each_metric_and_source(read, points):
    file = read(
        "timestamp,metric,value,unit,source\n"
        "2026-01-05T00:00:00Z,auc,0.91,,weekly job\n"
        "2026-01-12T00:00:00Z,auc,0.90,,weekly job\n"
        "2026-01-12T00:00:00Z,latency,129,ms,gateway\n"
    )
    assert file.format == "csv"
    assert file.rows == 3
    assert file.points == 3
    assert points(file, "auc") == [("2026-01-05T00:00:00", 0.91), ("2026-01-12T00:00:00", 0.90)]
    assert [(s.key, s.unit, s.source, list(s.line)) for s in file.series] == [
        ("auc", "", "weekly job", [2, 3]),
        ("latency", "ms", "gateway", [4]),
    ]
    assert file.error_count == 0
    assert file.notes == ()


def test_a_wide_file_gives_a_series_for_each_column(read, points):
    file = read("date,auc,brier\n2026-01-05,0.91,0.12\n2026-01-12,0.90,0.13\n")
    assert points(file, "auc") == [("2026-01-05T00:00:00", 0.91), ("2026-01-12T00:00:00", 0.9)]
    assert points(file, "brier") == [("2026-01-05T00:00:00", 0.12), ("2026-01-12T00:00:00", 0.13)]
    assert file.notes == ("Times without a zone were read as UTC.",)


def test_the_weekly_flight_sample_is_read_whole(read, sample, points):
    data = sample("us_flight_delay_model_weekly.csv")
    file = read(data)
    assert (file.format, file.rows, file.error_count) == ("csv", 40, 0)
    assert {series.key: len(series) for series in file.series} == dict.fromkeys(
        ["n", "auc", "brier", "base_rate", "mean_pred"], 40
    )
    assert points(file, "auc")[0] == ("2015-04-05T00:00:00", 0.6233)
    assert points(file, "auc")[-1] == ("2016-01-03T00:00:00", 0.5211)
    assert file.sha256 == hashlib.sha256(data).hexdigest()


def test_the_census_sample_asks_what_13_values_of_one_year_mean(read, sample, points):
    data = sample("us_census_ma_employment_model_by_chunk.csv")
    with pytest.raises(NeedsAnswer, match="13 values for 1 Jan 2015") as asked:
        read(data)
    assert (asked.value.question, asked.value.choices) == ("same_time", ("mean", "reject"))
    file = read(data, same_time="mean", series=frozenset({"auc"}))
    assert [at for at, _ in points(file, "auc")] == [f"{year}-01-01T00:00:00" for year in (2015, 2016, 2017, 2018)]
    assert points(file, "auc")[0][1] == pytest.approx(
        sum((9054, 9034, 9044, 9029, 9018, 9110, 9039, 9026, 8984, 9025, 8965, 9054, 9067)) / 130_000, abs=1e-12
    )
    assert "53 values at 4 moments became the mean of each moment, as chosen." in file.notes
    refused = read(data, same_time="reject")
    assert refused.points == 0 or all(series.key == "n" for series in refused.series)
    assert refused.errors[0].line == 2


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("|", "utf-8"), (";", "utf-16-le"), (",", "utf-16-be")],
)
def test_separators_and_encodings_are_seen(read, points, separator, encoding):
    text = "date,größe\n2026-01-05,0.91\n2026-01-12,0.5\n".replace(",", separator)
    file = read(text.encode(encoding), format="csv")
    assert points(file, "größe") == [("2026-01-05T00:00:00", 0.91), ("2026-01-12T00:00:00", 0.5)]


def test_a_separator_that_cannot_be_told_is_asked(read, points):
    text = "date;a,b\n2026-01-05;1,2\n"
    with pytest.raises(NeedsAnswer, match="comma or semicolon") as asked:
        read(text)
    assert asked.value.question == "separator"
    assert points(read(text, separator=";", decimal=","), "a,b") == [("2026-01-05T00:00:00", 1.2)]


def test_a_decimal_comma_is_read_where_a_number_proves_it_and_said(read, points):
    file = read("date;auc\n2026-01-05;0,91\n2026-01-12;1.234,5\n2026-01-19;,5\n2026-01-26;7\n")
    assert [value for _, value in points(file, "auc")] == [0.91, 1234.5, 0.5, 7.0]
    assert any("decimal comma" in note and '"0,91" in row 2' in note for note in file.notes)


def test_a_number_that_can_be_read_in_two_ways_is_asked(read, points):
    text = 'date,rides\n2026-01-05,"1,234"\n'
    with pytest.raises(NeedsAnswer, match='"1,234" in row 2') as asked:
        read(text)
    assert (asked.value.question, asked.value.choices) == ("decimal", (".", ","))
    assert points(read(text, decimal="."), "rides")[0][1] == 1234
    assert points(read(text, decimal=","), "rides")[0][1] == 1.234
    with pytest.raises(NeedsAnswer):
        read("date;rides\n2026-01-05;12.345\n")


def test_numbers_of_the_other_decimal_sign_are_refused_row_by_row(read):
    file = read("date;auc\n2026-01-05;0,91\n2026-01-12;0.91\n")
    assert [(e.line, e.reason) for e in file.errors] == [(3, 'auc: "0.91" is no number with a decimal comma.')]


def test_day_and_month_are_asked_where_no_row_decides(read, points):
    text = "date,auc\n03/04/2026,0.9\n05/04/2026,0.8\n"
    with pytest.raises(NeedsAnswer, match='"03/04/2026" in row 2') as asked:
        read(text)
    assert (asked.value.question, asked.value.choices) == ("day_month_order", ("day_first", "month_first"))
    assert points(read(text, day_month_order="day_first"), "auc")[0][0] == "2026-04-03T00:00:00"
    assert points(read(text, day_month_order="month_first"), "auc")[0][0] == "2026-03-04T00:00:00"


def test_a_day_over_twelve_decides_only_where_every_row_agrees(read, points):
    file = read("date,auc\n03/04/2026,0.9\n25/04/2026,0.8\n")
    assert [at for at, _ in points(file, "auc")] == ["2026-04-03T00:00:00", "2026-04-25T00:00:00"]
    assert any('"25/04/2026" in row 3' in note and "day first" in note for note in file.notes)
    with pytest.raises(NeedsAnswer, match=r"row 2 has the day first.*row 3 the month"):
        read("date,auc\n25/04/2026,0.9\n04/25/2026,0.8\n")
    file = read("date,auc\n25/04/2026,0.9\n04/25/2026,0.8\n", day_month_order="day_first")
    assert [(e.line, e.reason) for e in file.errors] == [(3, '"04/25/2026" is no time with the day first.')]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-05", "2026-01-05T00:00:00"),
        ("2026-01-05 06:49:10.526+00:00", "2026-01-05T06:49:10.526"),
        ("2026-01-05T06:49:10Z", "2026-01-05T06:49:10"),
        ("2026-01-05 06:49:10 UTC", "2026-01-05T06:49:10"),
        ("2026-01-05T06:49:10+02:00", "2026-01-05T04:49:10"),
        ("2026-01-05T00:30:00+02:00", "2026-01-04T22:30:00"),
        ("2026/1/5 06:49", "2026-01-05T06:49:00"),
        ("20260105", "2026-01-05T00:00:00"),
        ("13.1.2026 06:49", "2026-01-13T06:49:00"),
        ("01/13/2026 6:49 PM", "2026-01-13T18:49:00"),
        ("5 Jan 2026", "2026-01-05T00:00:00"),
        ("Jan 5, 2026 06:49:10", "2026-01-05T06:49:10"),
        ("2026-01", "2026-01-01T00:00:00"),
        ("2026", "2026-01-01T00:00:00"),
        ("1767595750", "2026-01-05T06:49:10"),
        ("1767595750.526", "2026-01-05T06:49:10.526"),
        ("1767595750526", "2026-01-05T06:49:10.526"),
        ("1.76759575e9", "2026-01-05T06:49:10"),
    ],
)
def test_a_time_is_read_as_it_is_written(read, points, written, meant):
    # Three rows, so that what is remembered from the first is used for the others.
    file = read(f'time,metric,value\n"{written}",a,1\n"{written}",b,2\n"{written}",a,1\n')
    assert [at for at, _ in points(file, "a")] == [meant]
    assert [at for at, _ in points(file, "b")] == [meant]


@pytest.mark.parametrize(
    "written",
    [
        *("", "soon", "2026-02-30", "2026-01-05T25:00", "2026-01-03+10:00", "05/01/26", "31.2.2026", "0000"),
        *("2026-13-01", "1e999", "99999999999999999999", "-1767595750", "2026-01-05 6 o'clock", "٢٠٢٦-٠١-٠٥", "12"),
    ],
)
def test_what_is_no_time_is_a_row_error_and_the_other_rows_stay(read, points, written):
    file = read(f'time,metric,value\n2026-01-04,a,1\n"{written}",a,2\n2026-01-06,a,3\n')
    assert [value for _, value in points(file, "a")] == [1, 3]
    assert [error.line for error in file.errors] == [3]
    assert file.errors[0].reason.endswith(".")


def test_a_time_zone_is_used_for_times_without_one_and_named_hours_that_never_were(read, points):
    text = "time,auc\n2026-01-05 00:00,1\n2026-07-05 00:00,2\n2026-03-29 02:30,3\n2026-10-25 02:30,4\n"
    file = read(text, time_zone="Europe/Berlin")
    assert [at for at, _ in points(file, "auc")] == ["2026-01-04T23:00:00", "2026-07-04T22:00:00"]
    assert [(e.line, "did not happen" in e.reason, "happened twice" in e.reason) for e in file.errors] == [
        (4, True, False),
        (5, False, True),
    ]
    assert file.notes == ()
    assert points(read(text, time_zone="+02:00"), "auc")[0][0] == "2026-01-04T22:00:00"
    with pytest.raises(ImportProblem, match="Mars/Olympus"):
        read(text, time_zone="Mars/Olympus")


@pytest.mark.parametrize("written", ["1989-12-31", "2026-11-24", "9999-12-31", "0001-01-01", "631151999"])
def test_a_time_before_1990_or_after_tomorrow_is_refused(read, written):
    file = read(f"time,metric,value\n2026-01-04,a,1\n{written},a,2\n")
    assert file.points == 1
    assert [error.line for error in file.errors] == [3]


def test_tomorrow_is_accepted_because_zones_differ(read):
    assert read("time,metric,value\n2026-11-23,a,1\n").points == 1


def test_milliseconds_among_seconds_are_refused_by_name(read):
    file = read("time,metric,value\n1767595750,a,1\n1767595750526,a,2\n")
    assert [(e.line, e.reason) for e in file.errors] == [
        (3, "a: the time 1767595750526 is no number of seconds of our days; it looks like milliseconds.")
    ]
    file = read("time,metric,value\n1767595750526,a,2\n1767595750,a,1\n")
    assert [(e.line, e.reason) for e in file.errors] == [
        (3, "a: the time 1767595750 is no number of milliseconds of our days; it looks like seconds.")
    ]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "null",
        "n/a",
        "1e400",
        "abc",
        "1_000",
        "0x10",
        "=1+1",
        "1 2.3.4",
        "--1",
        "#N/A",
    ],
)
def test_what_is_no_number_is_a_row_error_and_never_dropped(read, points, written):
    for text in (
        f"time,metric,value\n2026-01-04,a,1\n2026-01-05,a,{written}\n",
        f"time,a\n2026-01-04,1\n2026-01-05,{written}\n",
    ):
        file = read(text)
        assert points(file, "a") == [("2026-01-04T00:00:00", 1.0)]
        assert [error.line for error in file.errors] == [3]
        assert file.error_count == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [("45%", 45), ("-3 %", -3), ("+1e3%", 1000), ("1,234.5%", 1234.5)],
)
def test_a_unit_behind_the_number_becomes_the_unit_of_the_series(read, written, meant):
    file = read(f'time,a\n2026-01-04,"{written}"\n')
    assert [(s.unit, list(s.value)) for s in file.series] == [("%", [meant])]


def test_another_unit_in_a_series_is_refused(read):
    for text in (
        "time,a\n2026-01-04,900 ms\n2026-01-05,1.2 s\n2026-01-06,3\n2026-01-07,800 ms\n",
        "time,metric,value\n2026-01-04,a,900 ms\n2026-01-05,a,1.2 s\n2026-01-06,a,3\n2026-01-07,a,800 ms\n",
    ):
        file = read(text)
        assert [(s.unit, list(s.value)) for s in file.series] == [("ms", [900, 800])]
        assert [error.line for error in file.errors] == [3, 4]
        assert "another unit" in file.errors[0].reason


def test_two_values_for_one_moment_are_both_refused(read, points):
    rows = "".join(f"2026-02-{day:02},auc,0.9\n" for day in range(1, 11))
    file = read(f"time,metric,value\n{rows}2026-02-03,auc,0.7\n2026-02-04,auc,0.9\n")
    assert len(points(file, "auc")) == 9
    assert "2026-02-03T00:00:00" not in dict(points(file, "auc"))
    assert [(e.line, e.reason) for e in file.errors] == [
        (4, "auc: 0.9 for 3 Feb 2026, but row 12 says 0.7; which of them holds is not known."),
        (12, "auc: 0.7 for 3 Feb 2026, but row 4 says 0.9; which of them holds is not known."),
    ]
    assert "1 value repeated an earlier one exactly; each counts once." in file.notes


def test_points_come_in_the_order_of_time(read, points):
    file = read("time,metric,value\n2026-01-12,a,2\n2026-01-05,a,1\n")
    assert points(file, "a") == [("2026-01-05T00:00:00", 1.0), ("2026-01-12T00:00:00", 2.0)]
    assert list(file.series[0].line) == [3, 2]


def test_rows_of_another_width_are_refused(read):
    file = read("time,metric,value\n2026-01-04,a,1\n2026-01-05,a\n2026-01-06,a,1,9\n", format="csv")
    assert [(e.line, e.reason) for e in file.errors] == [
        (3, "2 columns where the header has 3."),
        (4, "4 columns where the header has 3."),
    ]


def test_a_file_without_a_time_column_asks_for_it(read, points):
    text = "when,auc\n2026-01-05,0.9\n"
    with pytest.raises(NeedsAnswer, match="Which column holds the time") as asked:
        read(text)
    assert (asked.value.question, asked.value.choices) == ("time_column", ("when", "auc"))
    assert points(read(text, time_column="when"), "auc") == [("2026-01-05T00:00:00", 0.9)]
    with pytest.raises(NeedsAnswer) as asked:
        read("date,timestamp,auc\n2026-01-05,2026-01-06,0.9\n")
    assert asked.value.choices == ("date", "timestamp")
    with pytest.raises(ImportProblem, match='no column "day"'):
        read(text, time_column="day")


def test_a_column_of_words_is_left_out_and_named(read):
    file = read("date,auc,comment\n2026-01-05,0.9,fine\n2026-01-12,0.8,\n")
    assert [series.key for series in file.series] == ["auc"]
    assert file.left_out == ("comment",)
    assert any('"comment" holds no number' in note for note in file.notes)


def test_only_the_chosen_series_are_read(read):
    text = "time,metric,value\n2026-01-04,a,1\n2026-01-04,b,oops\n"
    file = read(text, series=frozenset({"a"}))
    assert ([s.key for s in file.series], file.left_out, file.error_count) == (["a"], ("b",), 0)
    wide = read("date,a,b\n2026-01-04,1,oops\n", series=frozenset({"a"}))
    assert ([s.key for s in wide.series], wide.left_out, wide.error_count) == (["a"], ("b",), 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "no line with text"),
        (b"time,metric,value\n", "no row under it"),
        (b"time,auc\n", "no row under it"),
        (b"2026-01-05,0.9\n2026-01-06,0.8\n", "names of the columns"),
        (b"time,a,a\n2026-01-05,1,2\n", "both called"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x1f\x8b\x08rest", "compressed"),
        (b"%PDF-1.7", "a PDF"),
        (b"time,auc\n2026-01-05,\x000.9\n", "Line 2 holds a NUL"),
        (b'time,auc\n2026-01-05,"' + b"9" * 200_000, "quotation mark"),
        (b"hello world\n", "neither JSON nor a table"),
        (b"time,comment\n2026-01-05,fine\n", "No column holds a number"),
        ("time,auc\n2026-01-05,1\n".encode("utf-16")[:-1], "no utf-16 text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(read, content, said):
    with pytest.raises(ImportProblem, match=said):
        read(content)


def test_a_file_of_another_encoding_asks_for_it(read):
    data = "time,größe\n2026-01-05,1\n".encode("windows-1252")
    with pytest.raises(NeedsAnswer, match="Line 1") as asked:
        read(data)
    assert asked.value.question == "encoding"
    assert "windows-1252" in asked.value.choices
    assert [s.key for s in read(data, encoding="windows-1252").series] == ["größe"]
    with pytest.raises(ImportProblem, match="not known"):
        read(data, encoding="rot13")


def test_more_than_200_mb_are_refused_before_anything_is_read(read):
    class Large(bytes):
        def __len__(self) -> int:
            return 312 * 1024 * 1024

    with pytest.raises(ImportProblem, match="312 MB, more than the 200 MB"):
        read(Large(b"time,metric,value\n"))


def test_a_name_that_looks_like_a_formula_stays_plain_text(read):
    file = read('time,metric,value\n2026-01-05,"=HYPERLINK(""x"")",1\n2026-01-05,<b>x</b>,1\n2026-01-05,../../etc,1\n')
    assert [series.key for series in file.series] == ['=HYPERLINK("x")', "<b>x</b>", "../../etc"]


def test_names_that_are_no_text_are_refused(read):
    file = read(
        "time,metric,value\n2026-01-05,,1\n2026-01-05,a\x07b,1\n2026-01-05," + "x" * 301 + ",1\n2026-01-05,a,1\n"
    )
    assert [error.line for error in file.errors] == [2, 3, 4]
    assert [series.key for series in file.series] == ["a"]


def test_the_first_200_row_errors_are_kept_and_all_are_counted(read):
    file = read("time,metric,value\n" + "2026-01-05,a,oops\n" * 3_000 + "2026-01-05,a,1\n")
    assert (file.rows, file.error_count, len(file.errors)) == (3_001, 3_000, 200)
    assert [error.line for error in file.errors] == list(range(2, 202))


def test_reading_the_same_file_twice_gives_the_same(read, sample):
    data = sample("us_flight_delay_model_weekly.csv")
    assert read(data) == read(data)


def test_the_present_is_handed_in(read):
    text = "time,metric,value\n2026-01-05,a,1\n"
    assert read(text, now=datetime(2026, 1, 1, tzinfo=UTC)).error_count == 1


def test_line_ends_of_every_system_are_read(read, points):
    for end in ("\n", "\r\n", "\r"):
        file = read(end.join(("time,metric,value", "2026-01-05,a,1", "", "2026-01-06,a,oops", "2026-01-07,a,3", "")))
        assert points(file, "a") == [("2026-01-05T00:00:00", 1.0), ("2026-01-07T00:00:00", 3.0)]
        assert [error.line for error in file.errors] == [4]
        assert file.rows == 3


def test_only_a_number_over_twelve_tells_day_from_month(read):
    for date in ("12/04/2026", "04/12/2025", "12/11/2026"):
        with pytest.raises(NeedsAnswer):
            read(f"date,auc\n{date},0.9\n")
    assert read("date,auc\n13/04/2026,0.9\n").points == 1
    assert read("date,auc\n04/13/2026,0.9\n").points == 1
    assert read("date,auc\n04/04/2026,0.9\n").points == 1


def test_a_group_of_thousands_never_begins_with_zero(read, points):
    file = read("date;auc\n2026-01-05;0,91\n2026-01-12;0.912\n2026-01-19;0,905\n")
    assert [value for _, value in points(file, "auc")] == [0.91, 0.905]
    assert [(e.line, e.reason) for e in file.errors] == [(3, 'auc: "0.912" is no number with a decimal comma.')]
    file = read('date,auc\n2026-01-05,0.91\n2026-01-12,"0,912"\n2026-01-19,0.905\n')
    assert [value for _, value in points(file, "auc")] == [0.91, 0.905]
    assert [(e.line, e.reason) for e in file.errors] == [(3, 'auc: "0,912" is no number with a decimal point.')]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date;auc\n2026-01-05;0,91\n2026-01-12;1.234\n", '"0,91" in row 2 has a decimal comma'),
        ('date,auc\n2026-01-05,0.91\n2026-01-12,"1,234"\n', '"0.91" in row 2 has a decimal point'),
        ('date,auc,rides\n2026-01-05,"0,91",1.234\n', '"0,91" in row 2 has a decimal comma'),
        ("date;a;b\n2026-01-05;0,91;7\n2026-01-12;0.912;1.234\n", '"0.912" in row 3 a decimal point'),
    ],
)
def test_a_number_that_may_have_thousands_among_those_of_the_other_decimal_sign_is_asked(read, text, said):
    with pytest.raises(NeedsAnswer, match="part thousands") as asked:
        read(text)
    assert asked.value.question == "decimal"
    assert said in asked.value.message
    assert read(text, decimal=",").points


def test_thousands_that_another_number_of_their_column_or_another_column_proves_are_not_asked(read, points):
    file = read("date;rides\n2026-01-05;1.234,5\n2026-01-12;1.234\n")
    assert [value for _, value in points(file, "rides")] == [1234.5, 1234]
    file = read("date;auc;rides\n2026-01-05;0,91;1.234\n")
    assert points(file, "rides") == [("2026-01-05T00:00:00", 1234)]
    file = read('date,auc,rides\n2026-01-05,0.91,"1,234"\n')
    assert points(file, "rides") == [("2026-01-05T00:00:00", 1234)]


@pytest.mark.parametrize("written", ["12 34", "5'3", "0 912", "1234 567", "1 234 56", "0.91 5", "1 234'567"])
def test_blanks_and_apostrophes_part_groups_of_three_digits_alone(read, points, written):
    file = read(f"date,a\n2026-01-05,1\n2026-01-12,{written}\n")
    assert points(file, "a") == [("2026-01-05T00:00:00", 1)]
    assert [error.line for error in file.errors] == [3]
    assert "groups of three digits" in file.errors[0].reason


@pytest.mark.parametrize("written", ["1 234.5", "1'234.5", "1\u00a0234.5", "1\u202f234.5", "1,234.5", "1 234.5 ms"])
def test_thousands_in_groups_of_three_are_read(read, points, written):
    file = read(f'date,a\n2026-01-05,"{written}"\n2026-01-12,"1 234 567{" ms" if "ms" in written else ""}"\n')
    assert [value for _, value in points(file, "a")] == [1234.5, 1234567]


def test_a_value_too_large_to_be_a_measurement_is_a_row_error(read, points):
    file = read("time,a\n2026-01-04,1e100\n2026-01-05,1.1e308\n2026-01-06,-1e101\n")
    assert points(file, "a") == [("2026-01-04T00:00:00", 1e100)]
    assert [(error.line, error.reason) for error in file.errors] == [
        (3, "a: 1.1e+308 is no measurement (beyond 1e+100)."),
        (4, "a: -1e+101 is no measurement (beyond 1e+100)."),
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "+02:00", "-11:00", "Pacific/Auckland"])
@pytest.mark.parametrize("written", ["2026-01-05", "5.1.2026", "2026/1/5", "20260105", "5 Jan 2026", "13.01.2026"])
def test_a_bare_date_is_that_day_of_the_calendar_whatever_the_zone(read, points, zone, written):
    text = f'time,metric,value\n"{written}",a,1\n"{written}",b,2\n2026-01-05 12:00,c,3\n'
    file = read(text, time_zone=zone, day_month_order="day_first")
    day = "2026-01-13" if written.startswith("13") else "2026-01-05"
    assert points(file, "a")[0][0] == points(file, "b")[0][0] == f"{day}T00:00:00"
    assert points(file, "c")[0][0] != "2026-01-05T12:00:00"
    assert "A day without a time of day counts as that day, whatever the time zone." in file.notes


@pytest.mark.parametrize("written", ["7 Febtober 2026", "Juneteenth 5, 2026", "5 Mayor 2026", "5 Decem 2026"])
def test_a_month_is_known_by_its_whole_name_or_a_usual_abbreviation_alone(read, written):
    file = read(f'date,a\n2026-01-05,1\n"{written}",2\n')
    assert (file.points, [error.line for error in file.errors]) == (1, [3])
    assert "is no time" in file.errors[0].reason


@pytest.mark.parametrize(
    ("written", "month"),
    [("5 Feb 2026", 2), ("5. February 2026", 2), ("Sept. 5, 2026", 9), ("5-jun-2026", 6), ("5. März 2026", 3)],
)
def test_months_by_name_are_read(read, points, written, month):
    assert points(read(f'date,a\n"{written}",1\n'), "a") == [(f"2026-{month:02}-05T00:00:00", 1)]
