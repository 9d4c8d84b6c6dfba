"""Parts of the assessment form in a browser, and what is stored of it."""

import re
from datetime import UTC, datetime
from itertools import count

from playwright.sync_api import Locator, Page

from readiness.context import Actor, Context
from readiness.domain.assessment import Answer
from tests.browser.conftest import settled

TODAY = datetime.now(UTC).date()
MONITORING = "governance.performance_monitoring"
VALIDATION = "governance.output_validation"
ROLLBACK = "governance.version_rollback"
numbers = count(1)


def acting(context: Context, made: str, name: str) -> Context:
    person = next(person for person in context.store.load(made).people if person.name == name)
    return context.acting(Actor(person.id, person.name))


def answer(context: Context, made: str, criterion: str) -> Answer:
    return context.store.load(made).answer(criterion)


def part(page: Page, name: str, made: str, criterion: str) -> Locator:
    """What has the key of this part of a card."""
    return page.locator(f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', f'{name}-{made}-{criterion}')}")


def level(page: Page, rating: str, made: str, criterion: str) -> Locator:
    return part(page, f"rd-rate-{rating}", made, criterion).get_by_role("button")


def note(page: Page, made: str, criterion: str) -> Locator:
    return part(page, "note", made, criterion).get_by_role("textbox")


def card(page: Page, made: str, criterion: str) -> Locator:
    return part(page, "rd-criterion", made, criterion)


def hint(page: Page, made: str) -> Locator:
    """The key that a level offers."""
    return level(page, "red", made, MONITORING).locator("code")


def stays(page: Page) -> None:
    """Give the page time to do what it must not do."""
    page.wait_for_timeout(400)
    settled(page)
