"""How many cases to review: every cell of the design's tables, and what any plan has to obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from readiness.errors import Invalid
from readiness.statistics.bounds import upper_bound
from readiness.statistics.sample_size import (
    ALLOWED,
    LIMITS,
    Plan,
    TwoStagePlan,
    non_inferiority_size,
    plan,
    table,
    two_stage_plan,
)

DESIGN = {
    0.10: (29, 46, 61, 76, 103),
    0.05: (59, 93, 124, 153, 208),
    0.03: (99, 157, 208, 257, 348),
    0.02: (149, 236, 313, 386, 523),
    0.01: (299, 473, 628, 773, 1049),
    0.005: (598, 947, 1258, 1549, 2100),
    0.001: (2995, 4742, 6294, 7752, 10511),
}

limits = st.sampled_from([0.3, 0.2, 0.1, 0.05, 0.02, 0.013])
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def test_every_cell_of_the_designs_table_comes_out() -> None:
    assert ALLOWED == (0, 1, 2, 3, 5)
    assert dict(zip(LIMITS, table(), strict=True)) == DESIGN


@pytest.mark.parametrize(
    ("confidence", "limit", "cases"), [(0.99, 0.01, 459), (0.99, 0.005, 919), (0.9, 0.01, 230), (0.9, 0.005, 460)]
)
def test_other_confidences_are_those_of_the_design(confidence: float, limit: float, cases: int) -> None:
    assert plan(limit, 0, confidence).cases == cases


@pytest.mark.parametrize(("lot", "cases"), [(100, 45), (200, 51), (1000, 57)])
def test_finite_lots_are_those_of_the_design(lot: int, cases: int) -> None:
    assert plan(0.05, 0, lot=lot).cases == cases


@pytest.mark.parametrize(("rate", "margin", "cases"), [(0.9, 0.05, 446), (0.9, 0.03, 1237), (0.95, 0.03, 653)])
def test_sizes_for_non_inferiority_are_those_of_the_design(rate: float, margin: float, cases: int) -> None:
    assert non_inferiority_size(rate, margin) == cases


@given(limits, st.integers(0, 8), confidences)
def test_a_plan_has_the_fewest_cases_that_keep_its_confidence(limit: float, allowed: int, confidence: float) -> None:
    found = plan(limit, allowed, confidence)
    assert binom.cdf(allowed, found.cases, limit) <= 1 - confidence < binom.cdf(allowed, found.cases - 1, limit)
    assert found.error_probability == pytest.approx(binom.cdf(allowed, found.cases, limit), abs=1e-9)
    assert found.holds
    # What the plan shows is what the exact bound says.
    assert upper_bound(allowed, found.cases, confidence) <= limit
    if allowed < found.cases - 1:
        assert upper_bound(allowed, found.cases - 1, confidence) > limit


@given(limits, st.integers(0, 3), confidences, st.integers(60, 900))
def test_a_plan_for_a_lot_needs_no_more_than_one_for_endlessly_many(
    limit: float, allowed: int, confidence: float, lot: int
) -> None:
    held = -(-round(limit * lot * 1e6) // 10**6)
    if allowed >= held:
        with pytest.raises(Invalid, match="No sample"):
            plan(limit, allowed, confidence, lot)
        return
    found = plan(limit, allowed, confidence, lot)
    assert found.cases <= min(lot, plan(limit, allowed, confidence).cases)
    rest = 1 - confidence
    assert hypergeom.cdf(allowed, lot, held, found.cases) <= rest + 1e-9
    assert hypergeom.cdf(allowed, lot, held, found.cases - 1) > rest - 1e-9


@given(limits, st.integers(0, 3), st.integers(1, 4), confidences)
def test_two_stages_keep_the_confidence_over_both(limit: float, allowed: int, more: int, confidence: float) -> None:
    found = two_stage_plan(limit, allowed, allowed + more, confidence)
    first, second = binom(found.cases, limit), binom(found.second_cases, limit)
    error = first.cdf(allowed) + sum(
        first.pmf(k) * second.cdf(found.second_allowed - k) for k in range(allowed + 1, found.refuse_from)
    )
    assert found.error_probability == pytest.approx(error, abs=1e-9)
    assert found.holds
    fewer = TwoStagePlan(
        limit, confidence, found.cases - 1, allowed, found.refuse_from, found.cases - 1, found.second_allowed
    )
    assert fewer.cases < found.refuse_from or not fewer.holds


def test_extending_a_plan_after_an_error_breaks_its_promise_and_the_two_stage_plan_says_so() -> None:
    extended = TwoStagePlan(0.05, 0.95, 59, 0, 2, 34, 1)
    assert extended.cases + extended.second_cases == plan(0.05, 1).cases
    assert not extended.holds
    assert extended.error_probability == pytest.approx(
        binom.cdf(0, 59, 0.05) + binom.pmf(1, 59, 0.05) * binom.cdf(0, 34, 0.05), abs=1e-12
    )


@given(st.integers(20, 60), st.integers(0, 60))
def test_two_stages_of_a_lot_count_what_the_first_one_took_out(lot: int, held: int) -> None:
    held = min(held, lot)
    found = TwoStagePlan(0.1, 0.9, 8, 0, 3, 8, 2, lot)
    expected = hypergeom.cdf(0, lot, held, 8) + sum(
        hypergeom.pmf(k, lot, held, 8) * hypergeom.cdf(2 - k, lot - 8, held - k, 8)
        for k in (1, 2)
        if hypergeom.pmf(k, lot, held, 8) > 0
    )
    assert found.passes_at(held / lot) == pytest.approx(expected, abs=1e-9)


@given(st.floats(0.001, 0.6), st.floats(0.001, 0.6))
def test_a_worse_system_passes_less_often(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for found in (plan(0.1, 2), two_stage_plan(0.1, 0, 2)):
        assert found.passes_at(high) <= found.passes_at(low) + 1e-12


def test_a_second_stage_may_be_left_more_errors_than_it_has_cases() -> None:
    found = TwoStagePlan(0.8, 0.95, 10, 0, 11, 10, 12)
    chances = (float(binom.pmf(k, 10, 0.8)) * (1 if k == 0 else float(binom.cdf(12 - k, 10, 0.8))) for k in range(11))
    assert found.error_probability == pytest.approx(sum(chances), abs=1e-12)
    assert found.holds


def test_two_stages_cost_a_good_system_fewer_cases_on_average_than_one_with_as_many_errors() -> None:
    two = two_stage_plan(0.05, 0, 2)
    assert two.cases < two.expected_cases(0.005) < plan(0.05, 2).cases
    assert two.expected_cases(0.0) == two.cases


def test_a_plan_says_how_it_stands() -> None:
    one = Plan(0.05, 0.95, 93, 1)
    assert [one.outcome(40, 0), one.outcome(93, 1), one.outcome(30, 2), one.outcome(93, 2)] == [
        "open",
        "passed",
        "failed",
        "failed",
    ]
    two = TwoStagePlan(0.05, 0.95, 70, 0, 3, 70, 2)
    assert two.outcome(69, 0) == "open"
    assert two.outcome(70, 0) == "passed"
    assert two.outcome(12, 3) == "failed"
    assert two.outcome(70, 1) == "second_stage"
    assert two.outcome(70, 1, 70, 1) == "passed"
    assert two.outcome(70, 1, 30, 2) == "failed"
    with pytest.raises(Invalid, match="not extended"):
        one.outcome(94, 0)


@pytest.mark.parametrize("limit", [0.0, 1.0, 5.0])
def test_a_limit_is_a_share(limit: float) -> None:
    with pytest.raises(Invalid, match="between 0 and 100"):
        plan(limit)


def test_what_no_sample_can_show_is_said() -> None:
    with pytest.raises(Invalid, match="No sample in a lot of 20"):
        plan(0.05, 1, lot=20)
    with pytest.raises(Invalid, match="No sample"):
        plan(1e-9)
    with pytest.raises(Invalid, match="second stage"):
        two_stage_plan(0.05, 1, 1)
