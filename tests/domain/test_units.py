"""Units as people write them: which plainly do not go together."""

import pytest

from readiness.domain.units import plainly_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [("%", "fraction"), ("percent", "0-1"), ("% of sources", "ratio"), ("s", "ms"), ("min", "Hours"), ("%", "ms")],
)
def test_units_of_another_size_plainly_differ(one: str, other: str) -> None:
    assert plainly_differ(one, other) and plainly_differ(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("%", "percent"), ("%", "% of fields"), ("seconds", "s"), ("EUR", "%"), ("", "%"), ("of 10", "%"), ("pp", "%")],
)
def test_the_same_unit_in_other_words_and_units_nobody_knows_do_not_plainly_differ(one: str, other: str) -> None:
    assert not plainly_differ(one, other) and not plainly_differ(other, one)
