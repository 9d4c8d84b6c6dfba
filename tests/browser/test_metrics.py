"""Metrics in a real browser: a file of MLflow becomes a metric with its picture, at every width and in both themes."""

import math
from array import array
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.initiatives import create_initiative
from readiness.commands.metrics import set_baseline, use_profile_metrics
from readiness.commands.people import add_person
from readiness.commands.point_imports import write_points
from readiness.context import Context, open_context
from readiness.domain.metric import Metric
from readiness.settings import Settings
from tests.browser.conftest import Axe, NewPage, Server, Visit, settled
from tests.use_cases.metrics_bench import AFile, ASeries

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parents[1] / "imports" / "samples"
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture
def initiative(context: Context) -> str:
    """An initiative with the metrics of its profile, none with a point."""
    made = create_initiative(context, name="Card fraud", profile="fraud_detection")
    add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    use_profile_metrics(context, made)
    return made


def metric(context: Context, initiative: str, key: str) -> Metric:
    return next(one for one in context.store.load_rollout(initiative).metrics if one.key == key)


@pytest.fixture
def degraded(context: Context, initiative: str) -> str:
    """The initiative with a metric that fell below its limit, with a baseline."""
    start = datetime.combine(TODAY - timedelta(days=99), time(), UTC)
    at = array("q", (int((start + timedelta(days=n)).timestamp() * 1000) for n in range(100)))
    values = array("d", ((74 if n < 80 else 45) + 2.8 * math.sin(2.4 * n) for n in range(100)))
    one = metric(context, initiative, "recall_value")
    file = AFile((ASeries("recall_value", at, values),))
    write_points(context, initiative, file, {"recall_value": one.id}, name="weekly.csv")
    set_baseline(
        context,
        initiative,
        one.id,
        name="Spring",
        first_day=start.date(),
        last_day=start.date() + timedelta(days=59),
        seen=None,
    )
    return initiative


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by the keyboard."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()


def test_a_file_of_mlflow_becomes_a_new_metric_with_its_points(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    visit(page, f"/metrics?initiative={initiative}")
    page.get_by_role("link", name="Import a file").click()
    page.locator("input[type=file]").set_input_files(SAMPLES / "mlflow_get_metric_history.json")
    expect(page.get_by_text("Read as MLflow: 4 points in 1 series, from 4 rows.")).to_be_visible()
    choose(page, "auc", "a new metric")
    choose(page, "Family", "Model")
    choose(page, "Direction", "higher is better")
    page.get_by_label("Unit", exact=True).fill("0-1")
    page.keyboard.press("Tab")
    expect(page.get_by_text("4 new points, 0 changed, 0 known already, 0 rejected.")).to_be_visible()
    assert len(context.store.load_rollout(initiative).metrics) == 12
    page.get_by_role("button", name="Write 4 points").click()
    expect(page.get_by_text("Written: 4 new points")).to_be_visible()
    assert context.store.points.extents(initiative)[metric(context, initiative, "auc").id].points == 4
    page.locator(".rd-metric").get_by_role("link", name="auc", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Too little data: auc")
    expect(page.locator("[data-testid=stPlotlyChart] svg.main-svg").first).to_be_visible()


def test_the_same_file_again_has_nothing_to_write(visit: Visit, page: Page, context: Context, initiative: str) -> None:
    content = b"timestamp,metric,value\n2026-01-05,availability,99.97\n"
    for turn in range(2):
        visit(page, f"/metrics?initiative={initiative}&do=import")
        upload = {"name": "points.csv", "mimeType": "text/csv", "buffer": content}
        page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
        if turn == 0:
            page.get_by_role("button", name="Write 1 point").click()
            expect(page.get_by_text("Written: 1 new points")).to_be_visible()
    expect(page.get_by_text("Everything in this file is stored already")).to_be_visible()
    expect(page.get_by_role("button", name="Write 1 point")).to_have_count(0)


def test_a_point_is_entered_with_the_keyboard_alone(
    visit: Visit, page: Page, context: Context, initiative: str
) -> None:
    one = metric(context, initiative, "availability")
    visit(page, f"/metrics?initiative={initiative}&metric={one.id}&part=enter")
    page.get_by_label("Value in %").focus()
    page.keyboard.type("99.98")
    page.get_by_role("button", name="Save the point").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The point is saved.")).to_be_visible()
    assert [point.value for point in context.store.points.latest(initiative, one.id, 3)] == [99.98]


def test_a_cell_of_the_grid_is_changed_and_saved(visit: Visit, page: Page, context: Context, degraded: str) -> None:
    one = metric(context, degraded, "recall_value")
    visit(page, f"/metrics?initiative={degraded}&metric={one.id}&part=enter")
    grid = page.locator("[data-testid=stDataFrame] canvas").first
    settled(page)
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    # The value of the first row, under the head of the column.
    grid.dblclick(position={"x": box["width"] * 0.5, "y": 53}, force=True)
    cell = page.locator("#portal input, #portal textarea").first
    expect(cell).to_be_focused()
    cell.fill("61.5")
    expect(cell).to_have_value("61.5")
    cell.press("Enter")
    expect(page.get_by_text("1 row edited, not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save all rows").click()
    expect(page.get_by_text("Saved: 0 added, 1 changed, 0 removed.")).to_be_visible()
    assert context.store.points.latest(degraded, one.id, 1)[0].value == 61.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_overview_and_opened_metric_pass_axe(
    new_page: NewPage, visit: Visit, axe: Axe, context: Context, degraded: str, scheme: str
) -> None:
    page = new_page(scheme=scheme)
    visit(page, f"/metrics?initiative={degraded}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Does it create value?")
    assert axe(page) == []
    visit(page, f"/metrics?initiative={degraded}&metric={metric(context, degraded, 'recall_value').id}")
    expect(page.locator("[data-testid=stPlotlyChart] svg.main-svg").first).to_be_visible()
    assert axe(page) == []


def test_nothing_runs_out_of_a_phone(new_page: NewPage, visit: Visit, context: Context, degraded: str) -> None:
    page = new_page(width=400, height=800)
    one = metric(context, degraded, "recall_value")
    for path in ("", "&do=import", f"&metric={one.id}", f"&metric={one.id}&part=definition"):
        visit(page, f"/metrics?initiative={degraded}{path}")
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        wide = (
            "[...document.querySelectorAll('.rd-metric, .rd-title')].some(e => e.getBoundingClientRect().right > 400)"
        )
        assert not page.evaluate(wide)
