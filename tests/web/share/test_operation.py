"""Rollout and run on the page that a share link opens."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context, shared_context
from readiness.domain.share_link import Shows
from readiness.settings import Settings
from tests.use_cases.conftest import Clock
from tests.use_cases.metrics_bench import frameworks
from tests.use_cases.operating import NAMES, PLANNED, TYPED, operated
from tests.web.share.reading import EVERYTHING, HOSTILE, Browser, make, words


@pytest.fixture
def running(own_database: Path) -> Iterator[Context]:
    """An initiative with everything of rollout and run, frozen once."""
    opened = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    clock, numbers = Clock(opened.now()), count()
    context = Context(Actor.nobody(), opened.store, frameworks(), clock, lambda: f"{next(numbers):016x}")
    run = operated(context, clock)
    metric = run.rollout.metrics[1]
    run.put(metric.model_copy(update={"name": f"Fallback {HOSTILE}"}))
    freeze(run.as_("Ida Arlt"), run.id)
    yield run.context
    opened.store.close()


def said(context: Context, shows: Shows) -> str:
    return words(Browser().open(make(context, "cards", shows)))


def test_the_page_says_phase_metrics_and_warnings_without_any_switch(running: Context) -> None:
    text = said(running, Shows())
    for part in (
        "Rollout and run",
        "Not yet ready for supervised automation:",
        "stated, not observed",
        "gate record unknown",
        "12 metrics: 1 slipping",
        "Without any data: Model, Business, Adoption.",
        "Big bang deployment",
        "Strong warning",
    ):
        assert part in text, part


def test_without_switches_no_name_no_written_reason_no_figure_and_no_plan_is_on_it(running: Context) -> None:
    page = Browser().open(make(running, "cards")).text
    assert [secret for secret in (*NAMES, *TYPED, *PLANNED) if secret in page] == []
    assert "360 of 400" not in page and "Human against AI" not in page


def test_with_every_switch_the_page_says_it_all(running: Context) -> None:
    text = said(running, EVERYTHING)
    for part in (
        "approved by Ida Arlt",
        "Nobody waits for the last two days",
        "360 of 400",
        "refuse (agreement by human decision)",
        "is planned for 14 Jul 2026",
        "Pull the plug of the feed",
        "Fails for foreign banknotes",
        "until 31 Jan 2027",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("switch", "secrets"), [("names", NAMES), ("evidence", TYPED), ("plans", ("14 Jul 2026", "31 Jan 2027", *PLANNED))]
)
def test_a_switch_that_is_off_takes_its_part_away(running: Context, switch: str, secrets: tuple[str, ...]) -> None:
    shows = EVERYTHING.model_copy(update={switch: False, "downloads": ()})
    page = Browser().open(make(running, "cards", shows)).text
    assert [secret for secret in secrets if secret in page] == []


def test_what_was_typed_is_no_markup(running: Context) -> None:
    page = Browser().open(make(running, "cards", EVERYTHING)).text
    assert "<script>" not in page and "Fallback &lt;script&gt;" in page


def test_where_nothing_of_a_rollout_is_recorded_the_page_shows_the_warnings_alone(
    context: Context, initiative: str
) -> None:
    text = words(Browser().open(make(context, initiative, EVERYTHING)))
    assert "Rollout and run Not started." in text
    assert "failure patterns" in text
    assert "Gate record" not in text and "Project record" not in text
