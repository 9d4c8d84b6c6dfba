"""Dates and times in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from readiness.ui.dates import clock, day_and_distance, moment

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 12), "12 Nov 2026 (10 days ago)"),
        (date(2026, 11, 21), "21 Nov 2026 (yesterday)"),
        (TODAY, "22 Nov 2026 (today)"),
        (date(2026, 11, 23), "23 Nov 2026 (tomorrow)"),
        (date(2027, 1, 31), "31 Jan 2027 (in 70 days)"),
        (date(2020, 2, 29), "29 Feb 2020 (2,458 days ago)"),
        (None, "no date"),
    ],
)
def test_a_date_is_said_with_its_distance(value: date | None, said: str) -> None:
    assert day_and_distance(value, TODAY) == said


def test_a_time_is_said_in_the_zone_of_the_reader_or_with_the_name_of_its_own() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert clock(at) == "23:30 UTC"
    assert clock(at, ZoneInfo("Asia/Tokyo")) == "08:30"
    assert moment(at, ZoneInfo("Asia/Tokyo")) == "23 Nov 2026, 08:30"
    assert moment(at) == "22 Nov 2026, 23:30 UTC"
