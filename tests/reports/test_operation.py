"""Rollout and run in every report: phases, gate records, human against AI, metrics, tests, patterns, project record."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook

from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context
from readiness.domain.assessment import StressTest
from readiness.domain.operation import MOST_POINTS, MetricSummary, OperationSummary, Slip
from readiness.domain.phase_history import PhaseMove
from readiness.domain.snapshot import Document, sealed, unsealed
from readiness.queries.snapshots import snapshot_document
from readiness.reports import FORMATS, render
from readiness.reports.from_document import report_view
from readiness.reports.metric_rows import metric_rows
from readiness.reports.operation_tables import OPERATION_SHEETS
from readiness.reports.pdf import template_data
from readiness.storage.store import Store
from tests.builders import TODAY, at
from tests.reports.documents import a_document
from tests.reports.pdfs import made, pages, unspaced, whole_text
from tests.use_cases.conftest import Clock
from tests.use_cases.metrics_bench import frameworks
from tests.use_cases.operating import operated

ROOT = Path(__file__).resolve().parents[2]
OLDER = ROOT / "tests" / "use_cases" / "snapshot_before_operation.json"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """A snapshot with every kind of fact of rollout and run."""
    folder, clock, numbers = tmp_path_factory.mktemp("operation"), Clock(), count()
    store = Store(folder / "readiness.db", folder / "evidence", 1_000_000)
    context = Context(Actor.nobody(), store, frameworks(), clock, lambda: f"{next(numbers):016x}")
    run = operated(context, clock)
    freeze(run.as_("Ida Arlt"), run.id)
    yield snapshot_document(run.context, run.id)
    store.close()


def summary(document: Document) -> OperationSummary:
    assert document.snapshot is not None and document.snapshot.operation is not None
    return document.snapshot.operation


def changed(document: Document, **updates: Any) -> Document:
    """The same snapshot with other values in its summary."""
    operation = summary(document).model_copy(update=updates)
    assert document.snapshot is not None
    snapshot = document.snapshot.model_copy(update={"operation": operation})
    return document.model_copy(update={"snapshot": snapshot})


def text_of(document: Document) -> str:
    return " ".join(pages(made(document).pdf))


def sheets(document: Document) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for sheet in load_workbook(io.BytesIO(render(document, "xlsx").content)):
        heads, *lines = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, line, strict=True)) for line in lines]
    return found


# Without anything of it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["built", "frozen by an older program"])
def test_a_snapshot_without_rollout_is_reported_as_before(kind: str) -> None:
    document = a_document() if kind == "built" else unsealed(OLDER.read_text(encoding="utf-8"))
    view = report_view(document)
    assert view.operation is None
    assert "operation" not in template_data(view), "the template gets what it got before"
    assert not {name for name, _, _ in OPERATION_SHEETS} & set(sheets(document))
    for format in ("md", "pdf", "onepage"):
        content = render(document, format).content  # type: ignore[arg-type]
        said = content.decode() if format == "md" else " ".join(pages(content))
        assert "Rollout" not in said and "ailure pattern" not in said


# The PDF --------------------------------------------------------------------------------------------------------------


def test_the_pdf_shows_the_phases_with_their_gate_record_and_says_what_was_only_stated(document: Document) -> None:
    text = text_of(document)
    for said in (
        "Advisory since 18 Dec 2025 (92 days). Not yet ready for supervised automation:",
        "stated, not observed The mesh saw everything gate record unknown",
        "moved up, approved by Ida Arlt",
        "1 of 2 conditions met, 1 waived",
        "Gate record: To advisory on 18 Dec 2025",
        "a floor, 40 % of it had passed for the move to advisory on 18 Dec 2025",
        "Supervised automation is planned for 14 Jul 2026, set on 28 Feb 2026 while 1 condition stood open.",
    ):
        assert said in text, said


def test_the_pdf_shows_every_condition_of_the_present_step_with_state_and_figure(document: Document) -> None:
    text = unspaced(text_of(document))
    assert summary(document).conditions
    for condition in summary(document).conditions:
        assert unspaced(condition.text) in text
        assert unspaced(condition.figure) in text


def test_the_pdf_compares_human_and_ai_with_bounds_and_counts(document: Document) -> None:
    text = text_of(document)
    assert "Human and AI agree in 90.0 % of 400 decisions, at least 87.1 %" in text
    assert "Agreement of human and AI 90.0 % at least 87.1 % 360 of 400" in text
    assert "Cohen's kappa 0.66" in text
    assert "refuse Agreement by human decision 89.7 % at least" in text


def test_the_pdf_draws_a_chart_a_metric_with_points_and_says_loudly_what_has_none(document: Document) -> None:
    text = text_of(document)
    assert "Without any data: Model, Business, Adoption." in text
    assert "Slipping since" in text
    assert "No data" in text and "no baseline" in text
    drawn = [metric for metric in summary(document).metrics if metric.points]
    assert len(drawn) == 2
    found = [alt for alt in alternatives(made(document).pdf) if alt.startswith("Line chart.")]
    assert [metric.name in alt for metric, alt in zip(drawn, found, strict=True)] == [True, True]


def test_the_pdf_shows_stress_tests_that_were_run_and_planned(document: Document) -> None:
    def a_test(id: str, outcome: str, **more: Any) -> StressTest:
        return StressTest(
            id=id, criterion="data.pipeline_robustness", day=TODAY, outcome=outcome, added_at=at(TODAY), **more
        )

    tests = (
        a_test("ok", "passed", name="Half of the fields empty", kind="bad_data", expected="It asks a person"),
        a_test("bad", "failed", name="Feed cut", kind="dependency_failure", severity="critical", finding="It guessed"),
        a_test(
            "fixed",
            "failed",
            name="Prompt in a field",
            kind="misuse",
            severity="minor",
            finding="It told the prompt",
            fix="Filter before and after",
            fixed_on=TODAY - timedelta(days=2),
            passed_again_on=TODAY - timedelta(days=1),
        ),
    )
    tested = document.model_copy(update={"assessment": document.assessment.model_copy(update={"stress_tests": tests})})
    name = next(one.name for one in document.framework.criteria if one.id == "data.pipeline_robustness")
    text = text_of(tested)
    for said in (
        "3 stress tests run: 1 failed and not yet fixed and passed again, 1 fixed and passed again; 1 planned.",
        f"Half of the fields empty {name} · bad data It asks a person",
        "critical finding It guessed",
        "It told the prompt Fix: Filter before and after",
        "Pull the plug of the feed",
        "by Paul Planner",
    ):
        assert unspaced(said) in unspaced(text), said
    rows = sheets(tested)["Tests run and planned"]
    assert [(row["Test"], row["Outcome"]) for row in rows] == [
        ("Feed cut", "failed"),
        ("Half of the fields empty", "passed"),
        ("Prompt in a field", "failed, fixed and passed again"),
        ("Pull the plug of the feed", "planned"),
    ]


def test_the_pdf_shows_every_pattern_the_worst_first_with_the_fact_behind_each_sign(document: Document) -> None:
    text = unspaced(text_of(document))
    patterns = report_view(document).operation.patterns  # type: ignore[union-attr]
    assert [row.level for row in patterns] == sorted(
        (row.level for row in patterns),
        key=["Strong warning", "Warning", "Watch", "Not enough information", "No warning"].index,
    )
    for pattern in patterns:
        for sign in pattern.signs:
            assert unspaced(sign.rule) in text and unspaced(sign.fact) in text
    assert unspaced("Set aside until 19 Apr 2026 by Rita Recorder (not signed in): Turned the dial by hand") in text


def test_the_executive_page_says_the_phase_and_what_warns_in_one_line(document: Document) -> None:
    (page,) = pages(made(document, "onepage").pdf)
    assert "Rollout: advisory since 18 Dec 2025 (92 days)." in page


def alternatives(content: bytes) -> list[str]:
    """The words that stand for each picture."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found, pending = [], [pdf.Root.StructTreeRoot]
        while pending:
            node = pending.pop()
            if isinstance(node, pikepdf.Array):
                pending += reversed(list(node))
            elif isinstance(node, pikepdf.Dictionary):
                found += [str(node.Alt)] if "/Alt" in node else []
                pending += [node.K] if "/K" in node else []
        return found


def test_every_picture_has_words_that_say_the_same(document: Document) -> None:
    found = alternatives(made(document).pdf)
    (timeline,) = [alt for alt in found if alt.startswith("Timeline")]
    assert timeline == (
        "Timeline of the phases. Shadow from 1 Sep 2025 to 18 Dec 2025, stated, not observed; "
        "Advisory from 18 Dec 2025 to now."
    )


TEXTS = {
    "arabic": "نسبة القرارات 2026 about readiness",
    "chinese": "审核队列中等待的案件比例",
    "typst": '#set page(fill: red) *bold* $x^2$ @ref <label> #read("/etc/passwd") ] } )',
    "html": "<script>alert(1)</script>| a | b |",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "one word": "w" * 400,
}


def nasty(document: Document, text: str) -> Document:
    """The same snapshot with one text wherever somebody typed one in what runs."""
    typed = {"reason", "learnt", "reusable", "name", "definition", "owner", "unit", "figure", "source", "expected"}
    typed |= {"smallest_input_set", "purpose", "cost", "no_finding_answer", "approver_name", "executive_name", "fact"}

    def replaced(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: replaced(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [replaced(item, key) for item in value]
        return text if isinstance(value, str) and key in typed else value

    values = replaced(summary(document).model_dump(mode="json"))
    return changed(document, **dict(OperationSummary.model_validate(values)))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_people_typed_is_shown_as_typed_and_is_never_markup_or_formula(document: Document, text: str) -> None:
    shown = nasty(document, text)
    compiled = made(shown)
    assert compiled.replaced == ()
    said = whole_text(compiled.pdf)
    if text.isascii():
        assert unspaced(text) in said
    else:
        assert set(unspaced(text)) <= set(said)
    workbook = load_workbook(io.BytesIO(render(shown, "xlsx").content))
    kinds = {cell.data_type for sheet in workbook for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds, "no cell is a formula"
    assert not [cell for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.hyperlink]
    if text.startswith("<"):
        assert "<script>" not in render(shown, "md").content.decode()


def test_forty_metrics_and_a_tall_gate_record_break_across_pages_and_nothing_is_cut(document: Document) -> None:
    whole = summary(document)
    metrics = tuple(
        whole.metrics[0].model_copy(update={"id": f"m{n}", "name": f"Metric-number-{n:02d}"}) for n in range(40)
    )
    move = whole.moves[-1]
    assert move.gate is not None
    conditions = tuple(move.gate.conditions[0].model_copy(update={"text": f"Condition-{n:03d}"}) for n in range(90))
    gate = move.gate.model_copy(update={"conditions": conditions})
    tall = move.model_copy(update={"gate": gate, "reason": "START " + "word " * 3000 + "END"})
    text = whole_text(made(changed(document, metrics=metrics, moves=(*whole.moves[:-1], tall))).pdf)
    assert all(f"Metric-number-{n:02d}" in text for n in range(40))
    assert all(f"Condition-{n:03d}" in text for n in range(90))
    assert "START" in text and text.count("END") >= 1


def test_a_stop_and_a_step_back_stand_in_the_history_as_anything_else(document: Document) -> None:
    whole = summary(document)
    last = whole.moves[-1]

    def a_move(id: str, kind: str, before: str, after: str, days: int, **more: Any) -> PhaseMove:
        return PhaseMove(
            id=id,
            kind=kind,
            from_phase=before,
            to_phase=after,
            day=last.day + timedelta(days=days),
            recorded_at=last.recorded_at,
            **more,
        )

    moves = (
        *whole.moves,
        a_move("down", "down", "advisory", "shadow", 10, reason="The new model is unproven"),
        a_move(
            "stop", "stop", "shadow", "stopped", 20, reason="Nobody uses it", learnt="Ask first", reusable="The feed"
        ),
    )
    text = text_of(changed(document, moves=moves, phase="stopped", since=None))
    for said in ("stepped down The new model is unproven none is asked for", "Learnt: Ask first", "reused: The feed"):
        assert said in text, said


# The charts -----------------------------------------------------------------------------------------------------------


def a_metric(values: list[float], **more: Any) -> MetricSummary:
    return MetricSummary(
        id="m",
        key="m",
        family="model",
        name="Recall",
        unit="%",
        better="higher",
        interval_days=7,
        status="steady",
        points=len(values),
        last_value=values[-1] if values else None,
        drawn=tuple((at(TODAY - timedelta(days=7 * (len(values) - n))), value) for n, value in enumerate(values)),
        **more,
    )


def chart_of(document: Document, metric: MetricSummary) -> Any:
    (row,) = metric_rows(changed(document, metrics=(metric,)).snapshot.operation).rows  # type: ignore[union-attr, arg-type]
    return row.chart


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [0.0, 0.0, 0.0], [-3.0, 1e9], [1e-9, 2e-9], [99.98, 99.99]])
def test_whatever_the_values_a_chart_holds_them_all_between_its_marks(document: Document, values: list[float]) -> None:
    chart = chart_of(document, a_metric(values))
    assert len(chart.points) == len(values)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in chart.points)
    assert (chart.ticks[0][0], chart.ticks[-1][0]) == (0, 1)
    assert 2 <= len(chart.ticks) <= 6
    assert made(changed(document, metrics=(a_metric(values),))).pdf.startswith(b"%PDF")


def test_a_chart_draws_baseline_band_target_limit_and_alarms_where_they_are(document: Document) -> None:
    metric = a_metric(
        [10.0, 12.0, 8.0, 10.0, 4.0],
        target=12.0,
        limit=4.0,
        baseline_mean=10.0,
        low=6.0,
        high=14.0,
        baseline_first_day=TODAY - timedelta(days=35),
        baseline_last_day=TODAY - timedelta(days=15),
        slips=(Slip(start=TODAY - timedelta(days=9), raised=TODAY - timedelta(days=8)),),
    )
    chart = chart_of(document, metric)
    by_kind = {level.kind: level.at for level in chart.levels}
    assert by_kind["limit"] == chart.points[-1][1] < by_kind["mean"] == chart.points[0][1] < by_kind["target"]
    low, high = chart.band
    assert low < by_kind["mean"] < high
    ((start, end),) = chart.slips
    assert 0.9 < start < 1 and end == 1
    assert chart.window[0] == 0 < chart.window[1] < start


def test_a_limit_far_away_does_not_flatten_what_was_measured(document: Document) -> None:
    chart = chart_of(document, a_metric([54.0, 55.0, 56.0], target=100_000.0))
    assert chart.levels == ()
    assert max(y for _, y in chart.points) - min(y for _, y in chart.points) > 0.5
    assert "Target 100,000." in chart.alt


# The tables -----------------------------------------------------------------------------------------------------------


def test_the_spreadsheet_has_the_sheets_and_columns_that_the_page_describes(document: Document) -> None:
    spec = importlib.util.spec_from_file_location("export_columns", ROOT / "scripts" / "export_columns.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    *before, about = script.SHEETS
    described = {name: [column.name for column in columns] for name, _, columns in (*before, *OPERATION_SHEETS, about)}
    workbook = load_workbook(io.BytesIO(render(document, "xlsx").content))
    assert {sheet.title: [cell.value for cell in sheet[1]] for sheet in workbook} == described
    assert list(workbook.sheetnames) == list(described)


def test_the_sheets_hold_what_the_snapshot_holds_with_real_numbers_and_dates(document: Document) -> None:
    whole, found = summary(document), sheets(document)
    assert [(row["Phase"], row["How"], row["Days"]) for row in found["Phases"]] == [
        ("Shadow", "stated, not observed", 108),
        ("Advisory", "moved up", 92),
    ]
    assert found["Phases"][1]["From"].date() == whole.since
    assert [row["State"] for row in found["Gate records"]] == ["Met", "Waived"]
    assert [row["Executive"] for row in found["Waivers"]] == ["Eve Chief"]
    assert len(found["Conditions"]) == len(whole.conditions)
    assert [row["Planned for"].date().isoformat() for row in found["Planned steps"]] == ["2026-07-14"]
    assert len(found["Metrics"]) == len(whole.metrics)
    slipping = found["Metrics"][0]
    assert (slipping["Word"], slipping["Points"]) == ("Slipping", 60)
    assert slipping["Alarm since"].date() == whole.metrics[0].alarm_since
    assert len(found["Metric points"]) == sum(len(metric.drawn) for metric in whole.metrics) <= 2 * MOST_POINTS
    agreement = found["Decisions"][0]
    assert (agreement["Count"], agreement["Of"], agreement["Share"]) == (360, 400, 0.9)
    assert len(found["Patterns"]) == len(whole.patterns) == 6
    assert len(found["Pattern signs"]) == sum(len(pattern.indicators) for pattern in whole.patterns)
    assert {row["What"]: row["Value"] for row in found["Project record"]}["Operational owner"] == "Ida Arlt"


def test_budget_and_planned_dates_stand_in_no_table_of_the_assessment(document: Document) -> None:
    own = {name for name, _, _ in OPERATION_SHEETS}
    rest = {name: rows for name, rows in sheets(document).items() if name not in own}
    said = json.dumps(rest, default=str)
    for secret in ("2026-07-14", "2027-01-31", "2026-05-05", "Before the summer fair"):
        assert secret not in said
    csv = render(document, "csv").content.decode()
    assert "2026-07-14" not in csv and "2027-01-31" not in csv


def test_the_markdown_has_the_same_tables(document: Document) -> None:
    text = render(document, "md").content.decode()
    for title in (
        "## Rollout",
        "### Gate record: To advisory on 18 Dec 2025",
        "## Human against AI",
        "## Metrics",
        "## Stress tests",
        "## Warnings of failure patterns",
        "## Project record",
    ):
        assert f"\n{title}\n" in text, title
    assert "| Agreement of human and AI | 90.0 % | at least 87.1 % | 360 of 400 |" in text


def test_the_json_holds_the_summary_whole(document: Document) -> None:
    values = json.loads(render(document, "json").content)
    assert values["snapshot"]["operation"] == summary(document).model_dump(mode="json")
    assert values == json.loads(sealed(document)[0])


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_snapshot_gives_the_same_bytes(document: Document, format: str) -> None:
    again = Document.model_validate_json(document.model_dump_json())
    assert render(document, format).content == render(again, format).content  # type: ignore[arg-type]


def test_where_nothing_of_a_rollout_is_recorded_only_its_patterns_are_reported(document: Document) -> None:
    bare = OperationSummary(
        day=TODAY, phase="not_started", highest="advisory", own_highest="advisory", patterns=summary(document).patterns
    )
    assert not bare.is_recorded and summary(document).is_recorded
    text = text_of(changed(document, **dict(bare)))
    assert "Warnings of failure patterns" in text
    for title in ("Gate record", "Human against AI", "Project record", "Nobody can tell how it runs"):
        assert title not in text
    assert "## Rollout" not in render(changed(document, **dict(bare)), "md").content.decode()
