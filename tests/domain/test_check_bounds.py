"""The numbers that the unit of a check allows."""

import pytest

from readiness.domain.framework import Check


@pytest.mark.parametrize(
    ("unit", "bounds"),
    [
        ("of 10", (0.0, 10.0)),
        ("of 30 days", (0.0, 30.0)),
        ("% of sources", (0.0, 100.0)),
        ("0/1", (0.0, 1.0)),
        ("%", (0.0, None)),
        ("minutes", (0.0, None)),
        ("% change", (None, None)),
        ("percentage points", (None, None)),
    ],
)
def test_a_unit_bounds_its_numbers_where_that_follows_from_it(
    unit: str, bounds: tuple[float | None, float | None]
) -> None:
    check = Check(measure="some_share", text="Some", unit=unit, better="higher", green=1, yellow=1)
    assert check.bounds == bounds
