"""What is done to the assessment form, and what is read from it."""

import re
from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest

from readiness.context import Context
from readiness.domain.assessment import Answer

PAGE = "initiative/assess.py"
ROLLBACK = "governance.version_rollback"
VALIDATION = "governance.output_validation"
DRILL = "rollback_minutes"
TODAY = datetime.now(UTC).date()
FIXTURES = Path(__file__).resolve().parents[2] / "content" / "fixtures" / "frameworks"


def key(part: str, initiative: str, criterion: str = ROLLBACK) -> str:
    return f"{part}-{initiative}-{criterion}"


def answer(context: Context, initiative: str, criterion: str = ROLLBACK) -> Answer:
    return context.store.load(initiative).answer(criterion)


def drill(context: Context, initiative: str) -> str:
    """The measure of the first check of the rollback criterion."""
    criterion = context.framework_of(context.store.load(initiative)).criterion(ROLLBACK)
    assert criterion is not None
    return criterion.checks[0].measure


def press(page: AppTest, widget: str) -> AppTest:
    """Press a button; a second run draws the whole page again, since a press draws only the card and the progress."""
    page.button(key=widget).click().run()
    assert not page.exception, page.exception
    return page.run()


def rate_in_form(page: AppTest, initiative: str, rating: str, criterion: str = ROLLBACK) -> AppTest:
    return press(page, key(f"rd-rate-{rating}", initiative, criterion))


def labels(page: AppTest, initiative: str, criterion: str = ROLLBACK) -> dict[str, str]:
    found = {
        rating: page.button(key=key(f"rd-rate-{rating}", initiative, criterion))
        for rating in ("red", "yellow", "green", "not_applicable")
    }
    return {rating: re.sub(r"\\(.)", r"\1", button.label) for rating, button in found.items()}


def pick(page: AppTest, context: Context, initiative: str, name: str) -> AppTest:
    """Say who is at the keyboard."""
    person = next(entry for entry in context.store.load(initiative).people if entry.name == name)
    page.radio(key=f"rd-who-top-{initiative}").set_value(person.id).run()
    return page
