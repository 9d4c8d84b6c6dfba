"""A file's points are written all or not at all, once, with what came of every row on record."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from readiness.commands.metrics import retire_metric
from readiness.commands.point_imports import NewMetric, preview_points, write_points
from readiness.commands.point_targets import contending_series, suggested_targets
from readiness.context import Context
from readiness.errors import Invalid
from readiness.imports.points import ReadingOptions, read_points
from readiness.queries.audit import events
from readiness.queries.metrics import metric_states
from tests.use_cases.conftest import Clock
from tests.use_cases.metrics_bench import AFile, ASeries, Measured, measured, series

RECALL = NewMetric(name="Recall", family="model", unit="0-1", better="higher")


@pytest.fixture
def cards(context: Context) -> Measured:
    return measured(context)


def test_a_series_goes_to_the_metric_whose_key_or_name_it_bears(cards: Measured) -> None:
    keys = ["availability", "Scoring p99", 'recall_value{model="fraud"}', "metrics.net_loss", "auc"]
    targets = suggested_targets(cards.rollout, [series(key, [1.0]) for key in keys])
    assert targets == {
        "availability": cards.metric("availability").id,
        "Scoring p99": cards.metric("score_p99").id,
        'recall_value{model="fraud"}': cards.metric("recall_value").id,
        "metrics.net_loss": cards.metric("net_loss").id,
        "auc": None,
    }


def test_the_order_of_the_series_in_a_file_never_decides_where_they_go(cards: Measured) -> None:
    metric = cards.metric("recall_value")
    keys = ['recall_value{m="a"}', 'recall_value{m="b"}']
    for order in (keys, keys[::-1]):
        read = [series(key, [1.0]) for key in order]
        assert suggested_targets(cards.rollout, read) == dict.fromkeys(keys)
        assert contending_series(cards.rollout, read) == {metric.id: tuple(order)}
        plain = [*read, series("recall_value", [1.0])]
        assert suggested_targets(cards.rollout, plain) == dict.fromkeys(keys) | {"recall_value": metric.id}
        assert contending_series(cards.rollout, plain) == {}


def test_a_preview_says_that_another_source_holds_points_of_the_same_time(cards: Measured) -> None:
    metric = cards.metric("availability")
    cards.measure("availability", [99.0, 98.0, 97.0], every=1)
    file = AFile((series("availability", [1.0, 2.0, 3.0], source="grafana"),))
    found = preview_points(cards.context, cards.id, file, {"availability": metric.id})
    assert found.overlaps == (
        "Availability: points of 2 sources overlap from 1 Sep 2025 to 3 Sep 2025: mlflow, grafana. At 3 moments more "
        "than one has a point; that of grafana counts.",
    )
    same = AFile((series("availability", [1.0, 2.0, 3.0]),))
    assert preview_points(cards.context, cards.id, same, {"availability": metric.id}).overlaps == ()


def test_a_preview_counts_what_would_come_of_a_file_and_writes_nothing(cards: Measured) -> None:
    metric = cards.metric("availability")
    cards.measure("availability", [99.0, 98.0], every=1)
    before = cards.context.store.head()
    file = AFile((series("availability", [99.0, 97.0, 96.0]), series("auc", [0.9])))
    found = preview_points(cards.context, cards.id, file, {"availability": metric.id, "auc": RECALL})
    assert (found.comparison.new, found.comparison.changed, found.comparison.same) == (2, 1, 1)
    assert [(change.old, change.new) for change in found.comparison.changes] == [(98.0, 97.0)]
    assert [plan.metric for plan in found.series] == ["Availability", "Recall"]
    assert found.new_metrics == 1
    assert cards.context.store.head() == before
    assert cards.values("availability") == [99.0, 98.0]


def test_a_file_is_written_with_one_event_that_names_its_hash_importer_and_counts(cards: Measured) -> None:
    metric = cards.metric("availability")
    file = AFile((series("availability", [99.0, 97.0]), series("auc", [0.9])))
    done = write_points(cards.context, cards.id, file, {"availability": metric.id, "auc": RECALL}, name="runs.csv")
    assert (done.new, done.changed, done.same, len(done.metrics)) == (3, 0, 0, 1)
    assert cards.values("recall") == [0.9]
    page = events(cards.context, kind="points_imported")
    body = page.rows[0].changes
    assert page.total == 1
    assert page.rows[0].actor == "Ida"
    assert (body["file"], body["sha256"], body["new"], body["rejected"]) == ("runs.csv", file.sha256, 3, 0)
    assert body["series"] == {"availability": "availability", "auc": "recall"}
    stored = cards.context.store.import_files(cards.id)
    assert [(one.name, one.new, one.by) for one in stored] == [("runs.csv", 3, "Ida (not signed in)")]


def test_repeating_an_import_changes_nothing(cards: Measured) -> None:
    file = AFile((series("availability", [99.0, 97.0]),))
    targets = {"availability": cards.metric("availability").id}
    write_points(cards.context, cards.id, file, targets, name="runs.csv")
    before = cards.context.store.head(), cards.context.store.points.token(cards.id)
    again = preview_points(cards.context, cards.id, file, targets)
    assert again.changes_nothing
    assert len(again.known) == 1
    done = write_points(cards.context, cards.id, file, targets, name="runs.csv")
    assert (done.new, done.changed, done.same) == (0, 0, 2)
    assert (cards.context.store.head(), cards.context.store.points.token(cards.id)) == before


def test_a_file_with_a_row_that_cannot_be_read_writes_nothing_unless_somebody_leaves_it_out(cards: Measured) -> None:
    file = replace(AFile((series("availability", [99.0, 97.0]),)), error_count=2)
    targets = {"availability": cards.metric("availability").id}
    with pytest.raises(Invalid, match="2 rows of the file cannot be read"):
        write_points(cards.context, cards.id, file, targets, name="runs.csv")
    assert cards.values("availability") == []
    done = write_points(cards.context, cards.id, file, targets, name="runs.csv", without_rejected=True)
    assert (done.new, done.rejected) == (2, 2)


def test_two_series_of_one_source_cannot_share_a_metric(cards: Measured) -> None:
    id = cards.metric("availability").id
    file = AFile((series("a", [99.0]), series("b", [97.0])))
    with pytest.raises(Invalid, match="Two series go to the metric “Availability”: a and b"):
        write_points(cards.context, cards.id, file, {"a": id, "b": id}, name="runs.csv")
    elsewhere = AFile((series("a", [99.0]), series("b", [97.0], source="prometheus")))
    assert write_points(cards.context, cards.id, elsewhere, {"a": id, "b": id}, name="runs.csv").new == 2


def test_series_of_two_sources_begin_one_metric(cards: Measured) -> None:
    file = AFile((series("auc", [0.9]), series("auc", [0.8], source="prometheus")))
    done = write_points(cards.context, cards.id, file, {"auc": RECALL}, name="runs.csv")
    assert len(done.metrics) == 1
    assert sorted(cards.values("recall")) == [0.8, 0.9]


def test_nothing_is_written_to_a_metric_that_is_retired_or_not_there(cards: Measured) -> None:
    metric = cards.metric("availability")
    file = AFile((series("availability", [99.0]),))
    retire_metric(cards.context, cards.id, metric.id)
    for targets, said in (
        ({"availability": metric.id}, "is retired"),
        ({"availability": "gone"}, "not there"),
        ({"other": metric.id}, "no series “other”"),
        ({"availability": None}, "No series"),
    ):
        with pytest.raises(Invalid, match=said):
            write_points(cards.context, cards.id, file, targets, name="runs.csv")
    assert cards.values("availability") == []


def test_a_new_metric_that_makes_no_sense_takes_the_whole_file_with_it(cards: Measured) -> None:
    file = AFile((series("availability", [99.0]), series("auc", [0.9])))
    wrong = replace(RECALL, unit="")
    with pytest.raises(Invalid, match="unit"):
        targets = {"availability": cards.metric("availability").id, "auc": wrong}
        write_points(cards.context, cards.id, file, targets, name="runs.csv")
    assert cards.values("availability") == []
    assert len(cards.rollout.metrics) == 12


def test_a_unit_that_differs_is_named_in_the_preview(cards: Measured) -> None:
    file = AFile((ASeries("score_p99", array("q", [0]), array("d", [1.0]), unit="s"),))
    found = preview_points(cards.context, cards.id, file, {"score_p99": cards.metric("score_p99").id})
    assert found.series[0].note == "The file says s, the metric ms; values are taken as they stand."


SAMPLES = Path(__file__).parents[1] / "imports" / "samples"
NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
POINTS = {
    "evidently_report_classification.json": {"time": NOW},
    "evidently_report_drift.json": {"time": NOW},
    "great_expectations_validation_result.json": {},
    "mlflow_filestore_metrics_auc.txt": {},
    "mlflow_get_metric_history.json": {},
    "mlflow_runs_search.json": {},
    "mlflow_search_runs.csv": {},
    "openmetrics_exposition.txt": {"time": NOW},
    "prometheus_exposition.txt": {"time": NOW},
    "prometheus_query_range.json": {},
    "us_census_ma_employment_model_by_chunk.csv": {"same_time": "mean"},
    "us_flight_delay_model_weekly.csv": {},
}
"""Every sample of metric points, with the answers that it asks for."""


def test_every_sample_is_named_here() -> None:
    samples = {path.name for path in SAMPLES.iterdir() if path.suffix in (".csv", ".json", ".txt")}
    assert samples == set(POINTS)


@pytest.mark.parametrize("name", POINTS)
def test_every_sample_is_written_whole_and_repeating_it_changes_nothing(
    cards: Measured, clock: Clock, name: str
) -> None:
    clock.moment = NOW
    answers: dict[str, Any] = POINTS[name]
    file = read_points((SAMPLES / name).read_bytes(), "auto", ReadingOptions(now=NOW, file_name=name, **answers))
    targets = {one.key: replace(RECALL, name=one.key[:150]) for one in file.series}
    done = write_points(cards.context, cards.id, file, targets, name=name, without_rejected=True)
    assert done.new == file.points > 0
    by_key = {metric.name: metric.id for metric in cards.rollout.metrics}
    head = cards.context.store.head()
    again = write_points(
        cards.context,
        cards.id,
        file,
        {one.key: by_key[one.key[:150]] for one in file.series},
        name=name,
        without_rejected=True,
    )
    assert (again.new, again.changed, again.same) == (0, 0, file.points)
    assert cards.context.store.head() == head
    states = metric_states(cards.context, cards.id)
    assert sum(state.points for state in states) == file.points


def test_a_half_bad_file_writes_nothing(cards: Measured) -> None:
    lines = ["timestamp,metric,value"]
    lines += [f"2026-01-{day:02},availability,{99.9 if day % 2 else 'n/a?'}" for day in range(1, 21)]
    file = read_points("\n".join(lines).encode(), "auto", ReadingOptions(now=NOW))
    assert (file.points, file.error_count) == (10, 10)
    before = cards.context.store.head()
    with pytest.raises(Invalid, match="10 rows of the file cannot be read"):
        write_points(cards.context, cards.id, file, {"availability": cards.metric("availability").id}, name="a.csv")
    assert cards.context.store.head() == before
    assert cards.values("availability") == []
