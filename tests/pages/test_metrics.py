"""The metrics page says first whether it creates value, proposes and never decides, takes points all or nothing."""

from __future__ import annotations

import math
from array import array
from datetime import UTC, date, datetime, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.answers import rate
from readiness.commands.metric_points import enter_point
from readiness.commands.metrics import bind_to_check, change_metric, retire_metric, set_baseline, use_profile_metrics
from readiness.commands.point_imports import write_points
from readiness.context import Context
from readiness.domain.metric import Metric
from readiness.errors import Invalid
from readiness.storage.metric_points import Point
from readiness.ui.metric_editor import edits_of
from readiness.ui.metric_forms import read_limit
from tests.pages.conftest import OpenPage, acting, links, page_html, words
from tests.use_cases.metrics_bench import AFile, ASeries

PAGE = "initiative/metrics.py"
TODAY = datetime.now(UTC).date()
START = TODAY - timedelta(days=99)
KEY = "field_accuracy"


def metric(context: Context, initiative: str, key: str = KEY) -> Metric:
    return next(one for one in context.store.load_rollout(initiative).metrics if one.key == key)


def noise(count: int, mean: float) -> list[float]:
    return [mean + 0.28 * math.sin(2.4 * n) for n in range(count)]


def measure(context: Context, initiative: str, values: list[float], key: str = KEY) -> None:
    """A point a day up to yesterday."""
    first = TODAY - timedelta(days=len(values) - 1)
    start = datetime.combine(first, time(), UTC)
    at = array("q", (int((start + timedelta(days=n)).timestamp() * 1000) for n in range(len(values))))
    file = AFile((ASeries(key, at, array("d", values)),))
    id = metric(context, initiative, key).id
    write_points(acting(context, initiative, "Ida"), initiative, file, {key: id}, name="weekly.csv")


@pytest.fixture
def measured(context: Context, initiative: str) -> str:
    """The initiative with the metrics of its profile, none with a point."""
    use_profile_metrics(context, initiative)
    return initiative


@pytest.fixture
def degraded(context: Context, measured: str) -> str:
    """A metric that fell far below its limit 20 days ago."""
    measure(context, measured, [*noise(80, 99.0), *noise(20, 90.0)])
    fix_baseline(context, measured, START, START + timedelta(days=59))
    return measured


def fix_baseline(context: Context, initiative: str, first: date, last: date) -> None:
    one = metric(context, initiative)
    set_baseline(context, initiative, one.id, name="Spring", first_day=first, last_day=last, seen=one.baseline)


def test_without_metrics_the_page_offers_those_of_the_profile(open_page: OpenPage, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative)
    assert "Nobody can tell: nothing is measured yet." in words(app)
    app.button(key="rd-use-profile").click().run()
    assert "12 metrics of this profile taken over." in words(app)
    assert "Nobody can tell: the business family has no data." in words(app)


def test_families_without_data_say_so_loudly(open_page: OpenPage, measured: str) -> None:
    said = words(open_page(PAGE, initiative=measured))
    for question in ("Does it run?", "Is it right?", "Does it create value?", "Is it used?"):
        assert f"{question} Nobody can tell: none of the 3" in said


def test_the_status_word_is_the_title_of_the_picture(open_page: OpenPage, degraded: str) -> None:
    app = open_page(PAGE, initiative=degraded)
    said = words(app)
    assert "12 metrics: 1 degraded, 11 without data." in said
    assert "Degraded since" in said
    assert "beyond its limit of 95" in said
    assert 'alt="Degraded since' in page_html(app)
    assert "1 of 12 metrics are watched for slips." in said


def test_one_metric_is_opened_by_its_address_with_chart_figures_and_points(
    open_page: OpenPage, context: Context, degraded: str
) -> None:
    app = open_page(PAGE, initiative=degraded, metric=metric(context, degraded).id)
    said = words(app)
    assert "Degraded since" in said
    assert "CUSUM" in said
    assert "page 1 of 5 (100 points)" in said
    assert "mlflow" in said
    assert any("sort=value" in address for address in links(app))
    assert app.get("plotly_chart")


def test_the_table_of_points_is_sorted_and_paged_by_the_address(
    open_page: OpenPage, context: Context, degraded: str
) -> None:
    app = open_page(
        PAGE, initiative=degraded, metric=metric(context, degraded).id, sort="value", order="asc", points="5"
    )
    assert "page 5 of 5 (100 points)" in words(app)
    assert 'aria-sort="ascending"' in page_html(app)


def test_an_unknown_metric_and_an_unknown_initiative_say_so(open_page: OpenPage, measured: str) -> None:
    assert "There is no such metric on this initiative." in words(open_page(PAGE, initiative=measured, metric="gone"))
    assert "There is no initiative at this address." in words(open_page(PAGE, initiative="gone"))


def test_a_retired_metric_can_be_looked_at_again(open_page: OpenPage, context: Context, measured: str) -> None:
    one = metric(context, measured)
    retire_metric(context, measured, one.id)
    assert f"Retired: {one.name}" in words(open_page(PAGE, initiative=measured))
    app = open_page(PAGE, initiative=measured, metric=one.id)
    app.button(key=f"rd-metric-{one.id}-resume").click().run()
    assert metric(context, measured).retired_at is None


def test_a_point_is_entered_by_form(open_page: OpenPage, context: Context, measured: str) -> None:
    one = metric(context, measured)
    app = open_page(PAGE, initiative=measured, metric=one.id, part="enter")
    app.get_by_key(f"rd-point-{one.id}-value").set_value(98.5)
    submit(app, "Save the point")
    assert [point.value for point in context.store.points.latest(measured, one.id, 5)] == [98.5]
    assert "The point is saved." in words(app)


def test_a_point_that_another_person_entered_differently_is_not_overwritten(
    open_page: OpenPage, context: Context, measured: str
) -> None:
    one = metric(context, measured)
    app = open_page(PAGE, initiative=measured, metric=one.id, part="enter")
    enter_point(context, measured, one.id, at=datetime.combine(TODAY, time(), UTC), value=97.0)
    app.get_by_key(f"rd-point-{one.id}-value").set_value(98.5)
    submit(app, "Save the point")
    assert "is 97 now" in words(app)
    assert [point.value for point in context.store.points.latest(measured, one.id, 5)] == [97.0]


def test_a_baseline_is_fixed_by_form_and_needs_its_days(open_page: OpenPage, context: Context, measured: str) -> None:
    measure(context, measured, noise(60, 99.0))
    one = metric(context, measured)
    app = open_page(PAGE, initiative=measured, metric=one.id, part="definition")
    app.get_by_key(f"rd-baseline-{one.id}-name").set_value("Before go-live")
    submit(app, "Fix the baseline")
    assert "Choose the first and the last day" in words(app)
    app.get_by_key(f"rd-baseline-{one.id}-days").set_value((TODAY - timedelta(days=50), TODAY - timedelta(days=20)))
    submit(app, "Fix the baseline")
    baseline = metric(context, measured).baseline
    assert baseline is not None and (baseline.name, baseline.last_day) == ("Before go-live", TODAY - timedelta(days=20))


def test_a_definition_that_two_people_edit_is_not_overwritten(
    open_page: OpenPage, context: Context, measured: str
) -> None:
    one = metric(context, measured)
    app = open_page(PAGE, initiative=measured, metric=one.id, part="definition")
    change_metric(context, measured, one.id, seen=one, owner="Bob")
    app.get_by_key(f"rd-metric-{one.id}-owner").set_value("Ida")
    submit(app, "Save the definition")
    assert metric(context, measured).owner == "Bob"
    assert "Yours was not saved" in words(app)
    app.get_by_key(f"rd-metric-{one.id}-owner").set_value("Bob")
    app.get_by_key(f"rd-metric-{one.id}-unit").set_value("per cent")
    submit(app, "Save the definition")
    assert metric(context, measured).unit == "per cent"


def test_a_metric_of_ones_own_is_added(open_page: OpenPage, context: Context, measured: str) -> None:
    app = open_page(PAGE, initiative=measured, do="new")
    for name, value in (("name", "Hours saved"), ("unit", "h"), ("target", "10"), ("limit", "twelve")):
        app.get_by_key(f"rd-metric-new-{name}").set_value(value)
    submit(app, "Add the metric")
    assert "Limit “twelve” is not a number" in words(app)
    app.get_by_key("rd-metric-new-limit").set_value("2")
    submit(app, "Add the metric")
    added = context.store.load_rollout(measured).metrics[-1]
    assert (added.name, added.target, added.limit, added.key) == ("Hours saved", 10.0, 2.0, "hours_saved")


def test_a_degraded_metric_proposes_a_rating_that_is_accepted_by_a_click(
    open_page: OpenPage, context: Context, degraded: str
) -> None:
    criterion = bind_and_rate(context, degraded)
    app = as_ida(open_page(PAGE, initiative=degraded), context, degraded)
    assert "Proposed by metrics" in words(app)
    assert context.store.load(degraded).answer(criterion).rating == "green"
    button = next(one for one in app.button if one.label.startswith("Rate it"))
    button.click().run()
    assert context.store.load(degraded).answer(criterion).rating in ("yellow", "red")


def test_the_overview_leads_to_what_metrics_propose(open_page: OpenPage, context: Context, degraded: str) -> None:
    assert "Metrics propose" not in words(open_page("initiative/overview.py", initiative=degraded))
    bind_and_rate(context, degraded)
    app = open_page("initiative/overview.py", initiative=degraded)
    assert "Metrics propose 1 change of ratings: look and decide" in words(app)


def test_a_proposed_rating_is_declined_only_with_a_reason(open_page: OpenPage, context: Context, degraded: str) -> None:
    criterion = bind_and_rate(context, degraded)
    app = as_ida(open_page(PAGE, initiative=degraded), context, degraded)
    decline = next(one for one in app.button if one.label == "Keep it and save the reason")
    decline.click().run()
    assert "The reason is empty" in words(app)
    next(one for one in app.text_area if one.label == "Why it stays as it is").set_value("the label source broke")
    next(one for one in app.button if one.label == "Keep it and save the reason").click().run()
    assert context.store.load(degraded).answer(criterion).rating == "green"
    assert context.store.load_rollout(degraded).proposal_answers[0].reason == "the label source broke"
    assert "The rating stays as it is" in words(app)


def test_an_alarm_becomes_an_action(open_page: OpenPage, context: Context, degraded: str) -> None:
    app = open_page(PAGE, initiative=degraded, metric=metric(context, degraded).id)
    app.text_area[0].set_value("retrain on the new forms")
    submit(app, "Make it an action")
    (plan,) = context.store.load(degraded).plans
    assert plan.kind == "action" and plan.text.endswith("retrain on the new forms")
    assert "Action: retrain on the new forms" in words(app)


def test_a_file_is_looked_at_before_it_is_written(open_page: OpenPage, context: Context, measured: str) -> None:
    app = open_page(PAGE, initiative=measured, do="import")
    content = "timestamp,metric,value\n2026-01-05,field_accuracy,98.1\n2026-01-12,field_accuracy,98.4\n"
    upload(app, "points.csv", content.encode())
    said = words(app)
    assert "Read as Plain CSV: 2 points in 1 series, from 2 rows." in said
    assert "2 new points, 0 changed, 0 known already, 0 rejected." in said
    one = metric(context, measured)
    assert context.store.points.latest(measured, one.id, 5) == ()
    next(button for button in app.button if button.label == "Write 2 points").click().run()
    assert [point.value for point in context.store.points.latest(measured, one.id, 5)] == [98.4, 98.1]
    assert "Written: 2 new points" in words(app)


def test_what_a_file_leaves_open_is_asked_and_not_guessed(open_page: OpenPage, context: Context, measured: str) -> None:
    app = open_page(PAGE, initiative=measured, do="import")
    upload(app, "points.csv", b"date,field_accuracy\n03/04/2026,98.1\n05/06/2026,98.2\n")
    assert "One question first" in words(app)
    app.radio[-1].set_value("day_first").run()
    assert "day month order: Day first" in words(app)
    next(button for button in app.button if button.label == "Write 2 points").click().run()
    days = [datetime.fromtimestamp(point.at / 1000, UTC).date() for point in points(context, measured)]
    assert days == [date(2026, 6, 5), date(2026, 4, 3)]


def test_rows_that_cannot_be_read_are_named_and_block_the_write_until_somebody_leaves_them_out(
    open_page: OpenPage, context: Context, measured: str
) -> None:
    app = open_page(PAGE, initiative=measured, do="import")
    upload(app, "points.csv", b"timestamp,field_accuracy\n2026-01-05,98.1\n2026-01-12,<b>many</b>\n")
    assert "Rows that cannot be read, the first 1 of 1" in words(app)
    assert "<b>many" not in page_html(app)
    write = next(button for button in app.button if button.label == "Write 1 point")
    assert write.disabled
    next(box for box in app.checkbox if box.label.startswith("Leave out")).check().run()
    next(button for button in app.button if button.label == "Write 1 point").click().run()
    assert len(points(context, measured)) == 1


def test_a_file_that_is_no_metric_file_is_refused_in_a_sentence(open_page: OpenPage, measured: str) -> None:
    app = open_page(PAGE, initiative=measured, do="import")
    upload(app, "letter.txt", b"Dear all")
    assert "The file is neither JSON nor a table with columns" in words(app)


def test_edits_of_the_grid_are_rows_with_what_was_seen() -> None:
    rows = (Point(1_767_225_600_000, 1.0, "mlflow"), Point(1_767_139_200_000, 2.0, "mlflow"))
    edits = edits_of(
        rows,
        {
            "edited_rows": {"0": {"Value": 1.5}, "1": {"Value": 3.0}},
            "deleted_rows": [1],
            "added_rows": [{"Time (UTC)": "2026-01-02T00:00:00.000Z", "Value": 4}, {}],
        },
    )
    assert [(edit.row, edit.value, edit.was) for edit in edits] == [
        (1, 1.5, rows[0]),
        (2, None, rows[1]),
        (3, 4.0, None),
        (4, None, None),
    ]
    assert edits[0].at == datetime(2026, 1, 1, tzinfo=UTC)
    assert edits[2].at == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "better", "limit"),
    [
        ("70", "higher", 70.0),
        (" 0.9 to 1.1 ", "range", (0.9, 1.1)),
        ("", "lower", None),
        ("0.9–1.1", "range", (0.9, 1.1)),
    ],
)
def test_a_limit_is_read_as_it_is_written(typed: str, better: str, limit: object) -> None:
    assert read_limit(typed, better, "Target") == limit  # type: ignore[arg-type]


@pytest.mark.parametrize(("typed", "better"), [("much", "higher"), ("1 to 2", "lower"), ("1", "range")])
def test_a_limit_that_does_not_fit_the_direction_is_refused(typed: str, better: str) -> None:
    with pytest.raises(Invalid):
        read_limit(typed, better, "Target")  # type: ignore[arg-type]


def points(context: Context, initiative: str) -> tuple[Point, ...]:
    return context.store.points.latest(initiative, metric(context, initiative).id, 50)


def bind_and_rate(context: Context, initiative: str) -> str:
    """Bind the metric to a check that more is better of, and rate its criterion green."""
    framework = context.framework_of(context.store.load(initiative))
    criterion, check = next(
        (criterion, check)
        for criterion in framework.criteria
        for check in criterion.checks
        if not check.is_date and check.better == "higher" and 50 < check.yellow < check.green <= 100
    )
    one = metric(context, initiative)
    bind_to_check(context, initiative, one.id, criterion=criterion.id, measure=check.measure, seen=one)
    ida = acting(context, initiative, "Ida")
    rate(ida, initiative, criterion.id, rating="green", seen=None, reason="measured weekly")
    return criterion.id


def as_ida(app: AppTest, context: Context, initiative: str) -> AppTest:
    """The page with Ida at the keyboard."""
    ida = next(person for person in context.store.load(initiative).people if person.name == "Ida")
    return app.radio(key=f"rd-who-top-{initiative}").set_value(ida.id).run()


def submit(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader[0].upload(name, content).run()
