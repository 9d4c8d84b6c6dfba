"""Days, numbers and counts in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from readiness.domain.wording import count_text, day_text, number_text, utc_day


def test_a_day_is_written_the_same_on_every_machine() -> None:
    assert [day_text(date(2026, month, 2)) for month in (1, 5, 12)] == ["2 Jan 2026", "2 May 2026", "2 Dec 2026"]


def test_a_moment_belongs_to_its_utc_day() -> None:
    east = timezone(timedelta(hours=5))
    assert utc_day(datetime(2026, 3, 2, 4, 59, tzinfo=east)) == date(2026, 3, 1)
    assert utc_day(datetime(2026, 3, 2, 5, 0, tzinfo=east)) == date(2026, 3, 2)
    assert utc_day(datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)


@pytest.mark.parametrize(("number", "text"), [(15.0, "15"), (0.1, "0.1"), (99.95, "99.95"), (0.1 + 0.2, "0.3")])
def test_a_number_has_no_needless_decimals(number: float, text: str) -> None:
    assert number_text(number) == text


def test_a_count_agrees_with_its_noun() -> None:
    assert [count_text(n, "item") for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert count_text(3, "criterion", "criteria") == "3 criteria"
