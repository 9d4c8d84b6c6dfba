"""An initiative of each test alone, and the form of it in a browser."""

import pytest
from playwright.sync_api import Page, expect

from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.context import Context, open_context
from readiness.settings import Settings
from tests.browser.assess.the_form import hint, numbers
from tests.browser.conftest import Server, Visit


@pytest.fixture(scope="module")
def context(server: Server) -> Context:
    """The surroundings of a command on the server's own database."""
    return open_context(Settings.from_environment({"READINESS_DATABASE": str(server.database)}))


@pytest.fixture
def made(context: Context) -> str:
    """An initiative of this test alone, with Ida and Bob; nothing is rated."""
    made = create_initiative(context, name="Claims triage", profile="document_processing", id=f"claims-{next(numbers)}")
    add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    add_person(context, made, name="Bob", builder=True)
    return made


@pytest.fixture
def form(visit: Visit, page: Page, made: str) -> Page:
    """The governance part of the form, with its keys on offer."""
    visit(page, f"/assess?initiative={made}&dimension=governance")
    expect(hint(page, made)).to_be_visible()
    return page
