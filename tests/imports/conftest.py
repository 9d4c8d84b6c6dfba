"""What tests of imports share: the samples, a fixed present and the shortest way to read."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from readiness.imports.points import PointFile, ReadingOptions, read_points

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)

Read = Callable[..., PointFile]


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    return lambda name: (SAMPLES / name).read_bytes()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def read() -> Read:
    """Reads text or bytes with a fixed present: read("a,b", format="csv", decimal=",")."""

    def reading(content: str | bytes, format: str = "auto", **answers: Any) -> PointFile:
        data = content.encode() if isinstance(content, str) else content
        return read_points(data, format, ReadingOptions(**{"now": NOW, **answers}))

    return reading


@pytest.fixture
def points() -> Callable[[PointFile, str], list[tuple[str, float]]]:
    """The points of one series as ("2026-01-05T00:00", 0.91) pairs."""

    def listed(file: PointFile, key: str) -> list[tuple[str, float]]:
        (series,) = [series for series in file.series if series.key == key]
        return [
            (datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[:-6].removesuffix(".000"), value)
            for at, value in zip(series.at, series.value, strict=True)
        ]

    return listed
