"""CSV of Grafana panels becomes series, whatever the locale of the browser that exported it."""

import pytest

from readiness.errors import ImportProblem

PLAIN = '"Time","auc","latency"\r\n1767225600000,0.91,129\r\n1767312000000,0.9,\r\n'


def test_an_unformatted_panel_is_read(read, points):
    file = read(PLAIN)
    assert file.format == "grafana"
    assert points(file, "auc") == [("2026-01-01T00:00:00", 0.91), ("2026-01-02T00:00:00", 0.9)]
    assert [s.source for s in file.series] == ["grafana", "grafana"]
    assert points(file, "latency") == [("2026-01-01T00:00:00", 129.0)]


def test_an_empty_cell_of_joined_series_is_no_point_and_no_fault_and_is_counted(read, points):
    file = read('"Time","a","b"\r\n1767225600000,0.91,\r\n1767312000000,,7\r\n1767398400000,0.9, \r\n')
    assert file.error_count == 0
    assert points(file, "a") == [("2026-01-01T00:00:00", 0.91), ("2026-01-03T00:00:00", 0.9)]
    assert points(file, "b") == [("2026-01-02T00:00:00", 7.0)]
    assert '3 empty cells hold no point: "a" 1, "b" 2.' in file.notes


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace(",", ";").encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
        b"\xff\xfe" + PLAIN.replace(",", "\t").encode("utf-16-le"),
        b"\xff\xfe" + b"sep=\t\r\n".decode().encode("utf-16-le") + PLAIN.replace(",", "\t").encode("utf-16-le"),
    ],
)
def test_separators_marks_and_the_excel_mode_are_read(read, points, data):
    file = read(data)
    assert file.format == "grafana"
    assert [value for _, value in points(file, "auc")] == [0.91, 0.9]


def test_formatted_values_keep_their_unit(read):
    file = read('"Time","share","p95"\r\n2026-01-05 10:00:00,45%,12 ms\r\n2026-01-05 11:00:00,47.5%,1.2 s\r\n')
    assert [(s.key, s.unit, list(s.value)) for s in file.series] == [
        ("share", "%", [45.0, 47.5]),
        ("p95", "ms", [12.0]),
    ]
    assert "another unit" in file.errors[0].reason
    assert any("time of the browser" in note for note in file.notes)


def test_a_decimal_comma_of_the_locale_is_read(read, points):
    file = read('"Time";"auc"\r\n2026-01-05 10:00:00;0,91\r\n')
    assert points(file, "auc") == [("2026-01-05T10:00:00", 0.91)]


def test_a_zone_can_be_named(read, points):
    file = read('"Time","auc"\r\n2026-01-05 10:00:00,0.91\r\n', time_zone="Europe/Berlin")
    assert points(file, "auc") == [("2026-01-05T09:00:00", 0.91)]


def test_a_table_without_a_time_is_refused(read):
    with pytest.raises(ImportProblem, match='no column "Time"'):
        read("a,b\n1,2\n3,4\n", format="grafana")
