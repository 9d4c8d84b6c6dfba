"""The benchmarks judge what they measure: a figure that falls short is named and turns the exit status to 1."""

import importlib
import json
import time
from types import ModuleType
from typing import Any

import pytest

from benchmarks import detection, home, imports, patterns, report, rerun, start, trends, workshop
from benchmarks.calm import QUIET, Sample, calmest
from benchmarks.figures import Figure, finish, run
from benchmarks.recording import Call, Enter, Fragment, Part, Run
from benchmarks.recording import frozen as frozen_argument

MODULES = ("rerun", "home", "report", "start", "workshop", "detection", "patterns", "imports", "trends")


def samples(milliseconds: float, others: float = 0.0) -> list[Sample]:
    """Seven measurements around a middle."""
    return [
        Sample(wall=milliseconds + step, cpu=milliseconds + step, others=others) for step in (-3, -2, -1, 0, 1, 2, 3)
    ]


def home_figures(**changed: float) -> tuple[Figure, ...]:
    measured = {
        "cold": 300.0,
        "judged": 2000.0,
        "warm": 60.0,
        "warm many": 60.0,
        "bare": 20.0,
        "cold bare": 20.0,
        "page": 20.0,
        "page many": 20.0,
        "page bare": 12.0,
        "changed": 25.0,
        "changed many": 80.0,
    }
    assert set(changed) <= set(measured)
    return home.figures({name: samples(value) for name, value in {**measured, **changed}.items()})


def report_figures(**changed: float) -> tuple[Figure, ...]:
    measured = {"warm": 100.0, "warm_bare": 5.0, "cold": 500.0, "cold_bare": 90.0, "gate": 0.5, "gate_bare": 0.1}
    assert set(changed) <= set(measured)
    values = {name: [Sample(wall=value, cpu=value)] * 5 for name, value in {**measured, **changed}.items()}
    return report.figures(report.Measured(**values))


def pattern_figures(**changed: float) -> tuple[Figure, ...]:
    measured = {"all": 1200.0, "bare": 600.0, "first": 3000.0, "page": 60.0, "page bare": 20.0, "again": 1.0}
    assert set(changed) <= set(measured) == set(patterns.KINDS)
    values = {name: [Sample(wall=value, cpu=value)] * 5 for name, value in {**measured, **changed}.items()}
    return patterns.figures(values)


def start_figures(**changed: float) -> tuple[Figure, ...]:
    measured = {"demo": 1200.0, "first": 1300.0, "hello": 1000.0, "plain": 600.0}
    assert set(changed) <= set(measured)
    return start.figures({name: samples(value) for name, value in {**measured, **changed}.items()})


def rerun_figures(*, click: float = 12.0, bare_click: float = 10.0, page: float = 30.0) -> tuple[Figure, ...]:
    return rerun.figures({"rate": (samples(click), samples(bare_click))}, {"Assess": (samples(page), samples(20.0))})


def workshop_figures(**changed: float) -> tuple[Figure, ...]:
    sampled = {"votes": 10.0, "bare": 8.0, "middle": 4.0, "bare_middle": 3.0, "board": 700.0, "reveals": 100.0}
    counted = {"refused": 0, "lost": 0, "unequal": 0, "unsaid": 0, "gone": 0, "astray": 0}
    streams = changed.pop("idle", 1.0)
    assert set(changed) <= set(sampled) | set(counted)
    return workshop.figures(
        workshop.Measured(
            **{name: samples(changed.get(name, value)) for name, value in sampled.items()},
            **{name: int(changed.get(name, value)) for name, value in counted.items()},
            idle=Sample(wall=10_000.0, cpu=20.0 + streams * 100),
            idle_without=Sample(wall=10_000.0, cpu=20.0),
        )
    )


def detection_figures(**changed: float) -> tuple[Figure, ...]:
    """Every counted figure at what is allowed; `least`, `most` and `ms` push all of a kind a little beyond it."""
    counted = {}
    for name, allowed in detection.ALLOWED.items():
        least, most = allowed.least or 0.0, 100.0 if allowed.most is None else allowed.most
        counted[name] = least - changed.get("least", 0.0) if allowed.least is not None else most * 0.99
        if allowed.most is not None and "most" in changed:
            counted[name] = most + changed["most"]
    return detection.figures(counted, samples(changed.get("ms", 120.0)), samples(changed.get("chart", 20.0)))


def imports_figures(*, few: float = 900.0, many: float = 9000.0, peak: float = 200.0) -> tuple[Figure, ...]:
    taken = {imports.FEW: few, imports.MANY: many}
    return imports.figures(
        {
            ("points", rows): [(imports.Taken(ours, peak), imports.Taken(bare, 20.0))]
            for rows, value in taken.items()
            for ours, bare in ((Sample(wall=value, cpu=value), Sample(wall=300.0, cpu=300.0)),)
        }
    )


def trends_figures(**changed: float) -> tuple[Figure, ...]:
    measured = {
        "one": 80.0,
        "one bare": 40.0,
        "one changed": 200.0,
        "all": 80.0,
        "all bare": 20.0,
        "all changed": 120.0,
    }
    return trends.figures({name: samples(changed.get(name, value)) for name, value in measured.items()})


def faults(figures: tuple[Figure, ...]) -> list[str]:
    return [fault for figure in figures for fault in figure.faults]


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_explains_itself_and_takes_its_arguments(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module: ModuleType = importlib.import_module(f"benchmarks.{name}")
    assert module.arguments().parse_args(["--json", "--rounds", "3"]).rounds == 3
    with pytest.raises(SystemExit) as stopped:
        module.main(["--help"])
    assert stopped.value.code == 0
    assert f"python -m benchmarks.{name}" in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        module.main(["--faster"])
    assert refused.value.code == 2


def test_good_figures_pass() -> None:
    assert (
        faults(home_figures())
        == faults(report_figures())
        == faults(start_figures())
        == faults(rerun_figures())
        == faults(workshop_figures())
        == faults(detection_figures())
        == faults(imports_figures())
        == faults(trends_figures())
        == faults(pattern_figures())
        == []
    )


@pytest.mark.parametrize(
    "figures",
    [
        rerun_figures(click=15.5, bare_click=14),
        rerun_figures(click=14.0, bare_click=9.0),
        rerun_figures(page=41.0),
        home_figures(cold=1001.0),
        home_figures(warm=1001.0),
        home_figures(**{"page many": 27.0}),
        report_figures(warm=201.0),
        report_figures(cold=1001.0),
        report_figures(gate=1.1),
        start_figures(demo=1310.0),
        imports_figures(few=2001.0),
        imports_figures(many=15_001.0),
        imports_figures(peak=501.0),
        trends_figures(one=301.0),
        trends_figures(all=501.0),
        trends_figures(**{"all changed": 501.0}),
        workshop_figures(votes=50.5, bare=40.0),
        workshop_figures(votes=20.0, bare=9.0),
        workshop_figures(lost=1),
        workshop_figures(refused=1),
        workshop_figures(board=999.0),
        workshop_figures(reveals=199.0),
        workshop_figures(idle=2.1),
        workshop_figures(unequal=1),
        workshop_figures(unsaid=1),
        workshop_figures(gone=1),
        workshop_figures(astray=1),
        detection_figures(least=0.1),
        detection_figures(most=0.0),
        detection_figures(ms=201.0),
        detection_figures(chart=101.0),
        pattern_figures(all=2001.0),
    ],
    ids=lambda figures: "; ".join(faults(figures)),
)
def test_a_figure_that_falls_short_is_named_and_fails(
    figures: tuple[Figure, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert faults(figures)
    assert finish("made up", "nothing", figures, as_json=False) == 1
    out = capsys.readouterr().out
    assert "FALLS SHORT" in out
    assert all(fault in out for fault in faults(figures))


def test_json_holds_figure_baseline_ratio_and_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert finish("made up", "nothing", rerun_figures(click=30.0), as_json=True) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    click: dict[str, Any] = document["figures"][0]
    assert (click["median"], click["baseline"]["median"], click["ratio"]) == (30.0, 10.0, 3.0)
    assert (click["limit"], click["ratio_limit"], len(click["faults"])) == (15.0, 1.5, 2)


def test_nothing_measured_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert finish("made up", "nothing", (), as_json=False) == 1
    assert "nothing was measured" in capsys.readouterr().out


def test_a_benchmark_ends_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    cleaned = []

    def forever(_arguments: object) -> tuple[Figure, ...]:
        try:
            while True:
                time.sleep(0.05)
        finally:
            cleaned.append("stopped")

    assert run("made up", "nothing", forever, rerun.arguments().parse_args([]), bound_seconds=1) == 1
    assert cleaned == ["stopped"]
    assert "not finished after 1 s" in capsys.readouterr().err


def test_rounds_in_which_others_were_busy_do_not_count() -> None:
    ours = [*samples(10.0), *samples(90.0, others=QUIET + 1)]
    bare = [*samples(5.0), *samples(50.0)]
    kept, kept_bare = calmest(ours, bare)
    assert [sample.wall for sample in kept] == [sample.wall for sample in samples(10.0)]
    assert [sample.wall for sample in kept_bare] == [sample.wall for sample in samples(5.0)]


def test_where_no_round_was_quiet_the_calmer_half_counts() -> None:
    ours = [Sample(wall=float(others), others=float(others)) for others in range(1, 21)]
    assert sorted(sample.others for sample in calmest(ours)[0]) == list(range(1, 11))


def test_a_recording_keeps_labels_and_drops_the_functions_of_the_page() -> None:
    labels = frozen_argument(str.upper, "format_func", ["a", "b"])
    assert [labels.label(option) for option in ("a", "b", "c")] == ["A", "B", "c"]
    assert not callable(frozen_argument(lambda: None, "on_click"))
    assert frozen_argument({"key": 1}) == {"key": 1}


def test_a_recorded_run_finds_its_fragments_wherever_they_stand() -> None:
    card = Fragment("card", None, [Call("button", "", ("Red",), {})])
    found = Run(calls=[Enter(Part(1), [card])])
    assert found.fragment("card") is card
    assert found.fragment("another") is None


def test_the_slowest_calm_reveal_counts_and_one_in_a_busy_moment_does_not() -> None:
    measured = workshop.Measured(
        **{name: samples(10.0) for name in ("votes", "bare", "middle", "bare_middle", "board")},
        reveals=[*samples(100.0), Sample(wall=900.0, others=QUIET + 1)],
        idle=Sample(wall=1.0),
        idle_without=Sample(wall=1.0),
    )
    reveal = next(figure for figure in workshop.figures(measured) if figure.limit == workshop.REVEAL_LIMIT)
    assert reveal.median == 103.0


def test_of_two_hundred_votes_ten_may_be_slower_than_the_p95() -> None:
    assert workshop.percentile(list(range(1, 201)), 95) == 190
    assert workshop.percentile([7.0], 95) == 7.0
