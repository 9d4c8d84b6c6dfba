"""Detection as a whole: slips, spikes, improvements, ranges, rhythms, and what it says when it cannot tell."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from benchmarks.thresholds import unchanged
from readiness.content.detection import load_thresholds
from readiness.domain.metric import MetricDirection
from readiness.statistics.cusum import alarms
from readiness.statistics.detection import Detection, detect

THRESHOLDS = load_thresholds()
chances = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def judged(values: np.ndarray, baseline: int = 30, better: MetricDirection = "higher", **asked: object) -> Detection:
    return detect(values, np.arange(len(values)) < baseline, better, THRESHOLDS, **asked)  # type: ignore[arg-type]


def quiet(points: int) -> np.ndarray:
    """A series whose baseline and rest are plainly unchanged."""
    return 50 + np.tile([0.5, -1, 1, -0.5, 0.25, -0.25], points)[:points]


def test_a_slip_is_found_with_alarm_and_start() -> None:
    values = quiet(60)
    values[40:] -= 2
    found = judged(values)
    assert found.slip is not None
    assert abs(found.slip.start - 40) <= 1
    assert 40 < found.slip.index < 50
    assert found.improvement is None and not found.improvements
    assert found.first == 30


def test_the_same_slip_of_a_metric_that_is_better_lower_is_an_improvement() -> None:
    values = quiet(60)
    values[40:] -= 2
    found = judged(values, better="lower")
    assert found.slip is None
    assert found.improvement is not None


def test_a_single_wild_point_is_a_spike_and_no_slip() -> None:
    values = quiet(41)
    values[40] = -1000
    found = judged(values)
    assert found.spike
    assert found.slips == ()
    assert np.flatnonzero(found.spikes).tolist() == [40]


def test_a_wild_point_to_the_good_side_is_a_spike_until_the_level_has_improved() -> None:
    values = quiet(50)
    values[40:] += 30
    found = judged(values)
    assert found.improvement is not None
    assert np.flatnonzero(found.spikes).tolist() == list(range(40, found.improvement.index))
    assert not found.spike
    assert judged(values[:41]).spike


@pytest.mark.parametrize("better", ["higher", "lower", "range"])
def test_what_rounding_leaves_in_a_baseline_is_no_spread(better: MetricDirection) -> None:
    rounded = np.array([0.1 + 0.2] + [0.3] * 19 + [0.1 + 0.2] * 30)
    found = judged(rounded, baseline=20, better=better)
    assert found.figures is not None and found.figures.sd == 0
    assert (found.slips, found.improvements, found.spikes.any()) == ((), (), False)
    worse = -1e-6 if better == "higher" else 1e-6
    assert judged(np.append(rounded, [0.3 + worse] * 3), baseline=20, better=better).slip is not None


def test_a_slip_that_is_over_is_no_open_alarm() -> None:
    values = quiet(120)
    values[40:60] -= 2
    found = judged(values)
    assert found.slip is None
    (alarm,) = found.slips
    assert alarm.end is not None and alarm.end > 60


def test_a_range_slips_to_either_side_and_never_improves() -> None:
    for shift in (2, -2):
        values = quiet(60)
        values[40:] += shift
        found = judged(values, better="range")
        assert found.slip is not None
        assert found.improvements == ()


def test_the_two_charts_of_a_range_share_the_budget() -> None:
    one_sided, both = judged(quiet(40)), judged(quiet(40), better="range", budget_pct=4.0)
    assert one_sided.threshold is not None and both.threshold is not None
    assert both.threshold == judged(quiet(40), budget_pct=2.0).threshold > one_sided.threshold


@given(chances, st.floats(-3, 3))
def test_higher_and_lower_mirror_each_other(chance: np.random.Generator, shift: float) -> None:
    values = np.round(chance.standard_normal(80) * 64) / 64
    values[50:] += shift
    up, down = judged(values), judged(-values, better="lower")
    assert (up.slips, up.improvements) == (down.slips, down.improvements)
    assert up.spikes.tolist() == down.spikes.tolist()


@given(chances, st.integers(-3, 5), st.integers(-100, 100))
def test_the_unit_does_not_matter(chance: np.random.Generator, power: int, shift: int) -> None:
    values = chance.standard_normal(80)
    values[50:] -= 1.2
    one, other = judged(values), judged(values * 2.0**power + shift)
    assert [alarm.index for alarm in one.slips] == [alarm.index for alarm in other.slips]


@given(chances)
def test_later_points_never_move_an_alarm_that_was_raised(chance: np.random.Generator) -> None:
    values = chance.standard_normal(200)
    values[60:90] -= 1.5
    whole = judged(values)
    for points in (70, 95, 150):
        part = judged(values[:points])
        raised = [(alarm.start, alarm.index) for alarm in whole.slips if alarm.index < points]
        assert [(alarm.start, alarm.index) for alarm in part.slips] == raised
        assert part.threshold == whole.threshold


def test_the_threshold_follows_length_and_correlation_of_the_baseline() -> None:
    chance = np.random.default_rng(5)
    values = unchanged(0.6, 60, 1, chance)[:, 0]
    found = judged(np.ascontiguousarray(values))
    assert found.figures is not None
    assert found.threshold == THRESHOLDS.threshold(5, 26, 30, found.figures.corrected)
    z = (found.figures.mean - values[30:]) / found.figures.sd
    assert found.threshold is not None
    assert found.slips == alarms(z, found.threshold, first=30)


def test_eleven_baseline_points_are_too_few() -> None:
    found = judged(quiet(40), baseline=11)
    assert (found.figures, found.threshold, found.outside) == (None, None, "baseline")
    assert not found.spikes.any() and not found.spike
    assert found.slips == ()


def test_a_baseline_that_hardly_forgets_is_no_baseline() -> None:
    found = judged(np.arange(60.0))
    assert found.outside == "correlation"
    assert (found.threshold, found.slips) == (None, ())


def test_a_budget_split_among_too_many_is_said() -> None:
    assert judged(quiet(40), budget_pct=5 / 101).outside == "budget"
    assert judged(quiet(40), better="range", budget_pct=5 / 51).outside == "budget"
    assert judged(quiet(40), better="range", budget_pct=5 / 50).threshold is not None
    assert judged(quiet(40), horizon=60).outside == "horizon"


def test_no_point_is_watched_before_the_end_of_the_baseline_and_none_that_was_left_out() -> None:
    values = quiet(60)
    values[10] = -1000
    flags = np.arange(60) < 30
    flags[10] = False
    found = detect(values, flags, "higher", THRESHOLDS)
    assert found.first == 30
    assert not found.spikes.any()
    assert found.figures is not None and found.figures.n == 29


def test_points_left_out_at_the_end_of_the_baseline_are_not_watched_where_its_end_is_told() -> None:
    values = quiet(60)
    values[27:30] = -1000
    flags = np.arange(60) < 27
    assert detect(values, flags, "higher", THRESHOLDS).slips
    found = detect(values, flags, "higher", THRESHOLDS, first=30)
    assert found.first == 30
    assert found.slips == () and not found.spikes.any()
    with pytest.raises(ValueError, match="after the baseline"):
        detect(values, flags, "higher", THRESHOLDS, first=20)


def test_a_baseline_in_the_middle_leaves_what_came_before_alone() -> None:
    values = quiet(80)
    values[:20] -= 50
    flags = (np.arange(80) >= 20) & (np.arange(80) < 50)
    found = detect(values, flags, "higher", THRESHOLDS)
    assert found.slips == () and not found.spikes.any()


def test_of_a_baseline_without_spread_any_change_is_a_spike_and_two_are_a_slip() -> None:
    values = np.full(50, 100.0)
    values[40:] = 99.9
    found = judged(values)
    assert found.slip is not None
    assert (found.slip.start, found.slip.index) == (40, 41)
    assert judged(values[:41]).spike
    assert judged(np.full(50, 0.1)).slips == ()
    assert not judged(np.full(50, 0.1)).spikes.any()


def test_a_weekly_rhythm_alarms_unless_it_is_taken_off() -> None:
    days = np.arange(70) % 7
    chance = np.random.default_rng(2)
    values = np.array([100, 101, 99, 100, 98, 60, 55])[days] + chance.standard_normal(70)
    plain, known = judged(values, baseline=28), judged(values, baseline=28, weekdays=days)
    assert not plain.weekday_adjusted and known.weekday_adjusted
    assert known.slips == () and not known.spikes.any()
    assert known.figures is not None and known.figures.degrees == 22
    slipped = values.copy()
    slipped[45:] -= 2
    assert judged(slipped, baseline=28, weekdays=days).slip is not None
    # The limits follow the rhythm: what is ordinary on a Sunday is none on a Monday.
    assert known.low[6] < 60 < known.low[0]
    values[35] = 60
    assert days[35] == 0
    assert np.flatnonzero(judged(values, baseline=28, weekdays=days).spikes).tolist() == [35]


def test_a_rhythm_that_is_too_little_known_is_left_in_and_that_is_said() -> None:
    days = np.arange(40) % 7
    assert not judged(quiet(40), baseline=15, weekdays=days).weekday_adjusted


def test_proportions_have_exact_limits_by_their_number_of_cases() -> None:
    sizes = np.full(40, 200)
    sizes[39] = 20
    values = np.full(40, 0.9)
    values[:30:2] = 0.92
    found = judged(values, sizes=sizes)
    pooled = values[:30].mean()
    assert found.low[0] * 200 == pytest.approx(binom.ppf(0.00135, 200, pooled))
    assert found.low[39] < found.low[0]
    values[38:] = 0.8
    assert np.flatnonzero(judged(values, sizes=sizes).spikes).tolist() == [38]


def test_false_alarms_of_unchanged_series_keep_to_the_budget() -> None:
    chance = np.random.default_rng(11)
    series = unchanged(0.0, 56, 1500, chance)
    alarmed = sum(bool(judged(np.ascontiguousarray(one)).slips) for one in series.T)
    # 5 % of 1,500 are 75; five standard errors are 42.
    assert 33 < alarmed < 117


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    values = quiet(40)
    values[35] = value
    with pytest.raises(ValueError, match="finite"):
        judged(values)


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="one flag"):
        detect(quiet(40), np.ones(39, dtype=bool), "higher", THRESHOLDS)
    with pytest.raises(ValueError, match="one flag"):
        judged(quiet(40), weekdays=np.zeros(3, dtype=np.int64))


def test_no_points_and_no_baseline_say_nothing() -> None:
    assert judged(np.empty(0)).outside == "baseline"
    assert judged(quiet(40), baseline=0).figures is None
    only = judged(quiet(30))
    assert only.figures is not None and only.slips == () and not only.spike


def test_the_program_starts_and_detects_without_scipy() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, readiness.command_line.main, readiness.web.routes, readiness.content.detection, "
            "readiness.domain.metric_status, readiness.statistics.detection, readiness.statistics.trend; "
            "loaded = {name.partition('.')[0] for name in sys.modules}; "
            "print(sorted(loaded & {'scipy', 'tsdownsample', 'statsmodels'}))",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert said.stdout.strip() == "[]"
