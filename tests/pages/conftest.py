"""Pages run as scripts, from the frame on, on a real database; what a person would read is gathered as text."""

import html
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import UseCase
from readiness.settings import Settings

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"
SECONDS = 60
USE_CASE = UseCase(user="clerks", decision="whom to call back", value="an hour a day")

OpenPage = Callable[..., AppTest]


@pytest.fixture
def context(own_database: Path) -> Context:
    """The surroundings of a command, on the database that the pages of this test use; nobody named."""
    return open_context(Settings.from_environment(os.environ))


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page by its file below pages/ with query parameters: `open_page("system.py", event="7")`."""

    def open_it(file: str = "home.py", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=SECONDS)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        if file != "home.py":
            app.switch_page(file).run()
        assert not app.exception, app.exception
        return app

    return open_it


@pytest.fixture
def initiative(context: Context) -> str:
    """An initiative with its use case and an independent person, Ida; nothing is rated."""
    made = create_initiative(context, name="Call-back list", profile="document_processing", use_case=USE_CASE)
    add_person(context, made, name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
    return made


def acting(context: Context, initiative: str, name: str, *, days_ago: int = 0) -> Context:
    """The surroundings with a person of the initiative at the keyboard, so many days ago."""
    person = next(person for person in context.store.load(initiative).people if person.name == name)
    moment = datetime.now(UTC) - timedelta(days=days_ago)
    return replace(context, actor=Actor(person.id, person.name), now=lambda: moment)


def page_html(app: AppTest) -> str:
    """The program's own markup on the page."""
    return "\n".join(entry.proto.body for entry in app.get("html") if "<style>" not in entry.proto.body)


def words(app: AppTest) -> str:
    """What a person reads on the page, in one line: markup without its tags, texts and messages without escapes."""
    markdown = [*app.markdown, *app.caption, *app.warning, *app.error, *app.info, *app.success, *app.text]
    said = [html.unescape(re.sub(r"<[^>]+>", " ", page_html(app)))]
    said += [re.sub(r"\\(.)", r"\1", str(entry.value)) for entry in markdown]
    return re.sub(r"\s+", " ", " ".join(said))


def links(app: AppTest) -> list[str]:
    """The addresses of the links on the page."""
    return [html.unescape(address) for address in re.findall(r'<a [^>]*href="([^"]*)"', page_html(app))]
