"""The bench on the taxi series, on invented rides: both files say the same, and each event is found by itself."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection import events
from benchmarks.failure import NotMeasured
from benchmarks.taxi import EVENTS, found_events, read_taxi
from readiness.content.detection import load_thresholds

THRESHOLDS = load_thresholds()


def rides(broken: set[date]) -> list[tuple[datetime, int]]:
    """Half hours from July to January with a steady week; on broken days half as many ride."""
    chance = np.random.default_rng(1)
    found = []
    for half_hour in range(215 * 48):
        at = datetime(2014, 7, 1) + half_hour * timedelta(minutes=30)  # noqa: DTZ001
        usual = 10_000 + 2_000 * at.weekday() + 100 * at.hour
        found.append((at, int(usual * chance.normal(1, 0.1) / (2 if at.date() in broken else 1))))
    return found


def write(file: Path, broken: set[date]) -> Path:
    lines = "".join(f"{at:%Y-%m-%d %H:%M:%S},{count}\n" for at, count in rides(broken))
    file.write_text("timestamp,value\n" + lines, encoding="utf-8")
    return file


def test_two_bad_days_in_every_window_are_found_and_nothing_else(tmp_path: Path) -> None:
    last_days = {day for _, last in EVENTS for day in (last, last - timedelta(days=1))}
    found = found_events(read_taxi(write(tmp_path / "rides.csv", last_days)), THRESHOLDS)
    assert all(way.count == 5 for way in found.values())
    assert found["point limits"].others == ()


def test_quiet_rides_hold_no_event(tmp_path: Path) -> None:
    found = found_events(read_taxi(write(tmp_path / "rides.csv", set())), THRESHOLDS)
    assert found["point limits"].count == found["chart"].count == 0


def test_a_table_of_daily_errors_says_the_same_as_the_rides(tmp_path: Path) -> None:
    raw = write(tmp_path / "rides.csv", {date(2014, 12, 25), date(2014, 12, 26)})
    taxi = read_taxi(raw)
    daily = tmp_path / "daily.csv"
    rows = "".join(f"{day},{float(error)!r}\n" for day, error in zip(taxi.days, taxi.errors, strict=True))
    daily.write_text("date,wape_pct\n" + rows, encoding="utf-8")
    assert events(THRESHOLDS, daily) == events(THRESHOLDS, raw)
    assert taxi.errors[taxi.days.index(date(2014, 12, 25))] == pytest.approx(100, rel=0.1)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_another_file_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rides.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotMeasured, match="neither"):
        read_taxi(file)
    with pytest.raises(NotMeasured, match="cannot be read"):
        read_taxi(tmp_path / "none.csv")
