"""An initiative with a snapshot to share, and nobody who waits for guessing links."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.commands.answers import rate, set_note
from readiness.commands.evidence import add_link, add_text
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan
from readiness.commands.snapshots import freeze
from readiness.context import Actor, Context, shared_context
from readiness.settings import Settings
from readiness.web import share
from readiness.web.limits import Limit
from tests.web.share.reading import CRITERION, HOSTILE


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with nobody waiting."""
    monkeypatch.setattr(share, "_wrong", Limit(20, within=60, wait=60))


@pytest.fixture
def context(own_database: Path) -> Iterator[Context]:
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


@pytest.fixture
def initiative(context: Context) -> str:
    """A snapshot with names, evidence, plans and hostile text."""
    made = create_initiative(context, name=f"Claims {HOSTILE}", description="What it is for", profile="fraud_detection")
    ida = add_person(
        context, made, name="Ida Ionescu", builder=False, reports_to_delivery=False, rewarded_for_launch=False
    )
    acting = replace(context, actor=Actor(ida, "Ida Ionescu"))
    today = context.today()
    rate(acting, made, CRITERION, rating="red", seen=None)
    rate(acting, made, "data.quality_monitoring", rating="yellow", seen=None)
    rate(acting, made, "operations.incident_response", rating="green", seen=None, reason="Seen it work")
    add_text(acting, made, CRITERION, text=f"Drill report {HOSTILE}", day=today, by="Vera Voucher")
    add_link(acting, made, CRITERION, url="https://example.org/a?b=1&c=2", day=today)
    set_note(acting, made, CRITERION, note="Between you and me", seen="")
    add_plan(
        acting,
        made,
        criteria=["data.quality_monitoring"],
        text="Buy a pump",
        owner="Olga Owner",
        due=today + timedelta(days=9),
    )
    freeze(acting, made, note="For the board")
    return made
