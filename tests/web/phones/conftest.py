"""A database and a workshop of their own for the tests of the phones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.context import Context, shared_context
from readiness.settings import Settings
from readiness.web import phone_joining
from readiness.web.limits import Limit
from tests.web.phones.room import Room


@pytest.fixture
def context(own_database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setattr(phone_joining, "wrong_codes", Limit(10, within=60, wait=60))
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


@pytest.fixture
def room(context: Context) -> Room:
    return Room(context)
