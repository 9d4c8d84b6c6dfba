"""The table of thresholds that the program ships: complete, as the design has it, and refused when it is damaged."""

import math
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.thresholds import BASELINES, BUDGETS, CORRELATIONS, HORIZONS, simulated
from readiness.content.detection import FILE, load_thresholds
from readiness.domain.thresholds import even_share
from readiness.errors import ContentError

TABLE = load_thresholds()
LINES = FILE.read_text(encoding="utf-8").splitlines(keepends=True)

# The figures of the design: 5 % over 26 points by baseline and correlation, and over 12 and 52 without correlation.
DESIGN = {
    (26, 12): {0: 7.9, 0.2: 11.2, 0.4: 15.5, 0.6: 24.4},
    (26, 20): {0: 6.2, 0.2: 8.4, 0.4: 12.8, 0.6: 19.2},
    (26, 30): {0: 5.5, 0.2: 7.5, 0.4: 10.4, 0.6: 15.7},
    (26, 50): {0: 4.8, 0.2: 6.7, 0.4: 8.9, 0.6: 13.5},
    (26, 100): {0: 4.6, 0.2: 5.9, 0.4: 8.0, 0.6: 11.5},
    **{
        (12, baseline): {0: height}
        for baseline, height in zip((12, 20, 30, 50, 100), (5.4, 4.4, 4.3, 3.8, 3.5), strict=True)
    },
    **{
        (52, baseline): {0: height}
        for baseline, height in zip((12, 20, 30, 50, 100), (11.1, 8.0, 6.9, 6.0, 5.4), strict=True)
    },
}
RUNS = 4000
"""Series of the design's simulation."""

budgets = st.floats(0.05, 5)
horizons = st.integers(12, 52)
baselines = st.integers(12, 100)
correlations = st.floats(0, 0.7)


def height(budget: float, horizon: int, baseline: int, correlation: float) -> float:
    found = TABLE.threshold(budget, horizon, baseline, correlation)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("horizon", "baseline", "correlation", "figure"),
    [(*place, correlation, figure) for place, row in DESIGN.items() for correlation, figure in row.items()],
)
def test_the_five_percent_column_is_that_of_the_design_within_its_simulation_error(
    horizon: int, baseline: int, correlation: float, figure: float
) -> None:
    # With 4,000 series the 95 % point may be anywhere between the true 93.9 and 96.1 % points (3.3 standard errors);
    # how far that is in height is read off the table, and half a last digit is added for rounding.
    error = 3.3 * math.sqrt(0.05 * 0.95 / RUNS)
    at_five, at_two = height(5, horizon, baseline, correlation), height(2, horizon, baseline, correlation)
    per_log = (at_two - at_five) / math.log(5 / 2)
    low = at_five - per_log * math.log((0.05 + error) / 0.05) - 0.05
    high = at_five + per_log * math.log(0.05 / (0.05 - error)) + 0.05
    assert low <= figure <= high


def test_the_table_holds_every_combination() -> None:
    assert set(TABLE.heights) == set(product(BUDGETS, HORIZONS, BASELINES, CORRELATIONS))
    assert {5, 2, 1, 0.5, 0.2} <= set(BUDGETS)


def test_the_table_is_what_the_simulation_makes() -> None:
    again = simulated(20_000, seed=99, baselines=(12, 30, 100), correlations=(0.0, 0.4), horizons=(12, 26, 52))
    for cell, simulated_height in again.items():
        if cell[0] >= 1:
            assert simulated_height == pytest.approx(TABLE.heights[cell], rel=0.08), cell


@given(budgets, horizons, baselines, correlations, st.data())
def test_thresholds_rise_with_horizon_correlation_and_thrift_and_fall_with_the_baseline(
    budget: float, horizon: int, baseline: int, correlation: float, data: st.DataObject
) -> None:
    here = height(budget, horizon, baseline, correlation)
    assert height(data.draw(st.floats(0.05, budget)), horizon, baseline, correlation) >= here - 1e-9
    assert height(budget, data.draw(st.integers(horizon, 52)), baseline, correlation) >= here - 1e-9
    assert height(budget, horizon, data.draw(st.integers(12, baseline)), correlation) >= here - 1e-9
    assert height(budget, horizon, baseline, data.draw(st.floats(correlation, 0.7))) >= here - 1e-9


def test_entries_come_out_as_they_stand_in_the_table() -> None:
    for (budget, horizon, baseline, correlation), entry in TABLE.heights.items():
        assert height(budget, horizon, baseline, correlation) == pytest.approx(entry, abs=1e-12)


def test_between_entries_it_is_interpolated_over_the_logarithm_of_the_budget() -> None:
    middle = math.sqrt(5 * 2)
    assert height(middle, 26, 30, 0.4) == pytest.approx((height(5, 26, 30, 0.4) + height(2, 26, 30, 0.4)) / 2)
    assert height(5, 26, 30, 0.45) == pytest.approx((height(5, 26, 30, 0.4) + height(5, 26, 30, 0.5)) / 2)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ((5, 26, 11, 0.0), "baseline"),
        ((5, 26, 30, 0.71), "correlation"),
        ((5, 26, 30, math.nan), "correlation"),
        ((0.049, 26, 30, 0.0), "budget"),
        ((5, 53, 30, 0.0), "horizon"),
    ],
)
def test_outside_of_the_table_there_is_none_and_it_says_why(asked: tuple[float, int, int, float], why: str) -> None:
    assert TABLE.threshold(*asked) is None
    assert TABLE.outside(*asked) == why


def test_edges_that_err_to_fewer_false_alarms_are_used() -> None:
    assert height(5, 26, 400, 0.0) == height(5, 26, 100, 0.0)
    assert height(5, 6, 30, 0.0) == height(5, 12, 30, 0.0)
    assert height(20, 26, 30, 0.0) == height(5, 26, 30, 0.0)
    assert height(5, 26, 30, -0.4) == height(5, 26, 30, 0.0)


def test_the_budget_is_split_evenly_and_100_alarms_share_five_percent() -> None:
    assert even_share(5.0, 10) == 0.5
    assert even_share(5.0, 0) == even_share(5.0, 1) == 5.0
    assert TABLE.threshold(even_share(5.0, 100), 26, 30, 0.0) is not None
    assert TABLE.outside(even_share(5.0, 101), 26, 30, 0.0) == "budget"


def damaged(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "thresholds.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "columns must be"),
        ("budget,horizon\n1,2\n", "columns must be"),
        ("".join(LINES[:3]), "there is no row"),
        ("".join([*LINES[:3], "5,26,30,0\n"]), "row 1: five numbers"),
        ("".join([*LINES[:3], "5,26,30,0,many\n"]), "row 1: five numbers"),
        ("".join([*LINES[:3], "5,26,30,0,-1\n"]), "row 1: a threshold is above 0"),
        ("".join([*LINES[:3], "5,26,30,0,nan\n"]), "row 1: a threshold is above 0"),
        ("".join([*LINES, LINES[3]]), "another row has the same"),
        ("".join(LINES[:-1]), "there is no row for"),
    ],
)
def test_a_damaged_table_is_refused_with_its_faults(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(ContentError) as refused:
        load_thresholds(damaged(tmp_path, text))
    assert what in str(refused.value)


def test_a_missing_or_unreadable_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no metric is watched"):
        load_thresholds(tmp_path / "none.csv")
    file = tmp_path / "thresholds.csv"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match="no metric is watched"):
        load_thresholds(file)
