"""A workshop with six people and its board as the tab with the facilitator's key shows it, for the page tests."""

from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest

from readiness.commands import workshops as steps
from readiness.commands.participants import join, vote
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context
from readiness.domain.workshop import Anonymity, Workshop
from readiness.storage.workshops import WorkshopFacts
from tests.pages.conftest import FRAME, SECONDS

PAGE = "initiative/workshop.py"
MAPPING, ROBUST = "data.source_mapping", "data.pipeline_robustness"
UNIQUE = "zebra-4711 was never tested"


@dataclass
class Room:
    """A workshop with six people, and the tokens of their phones."""

    context: Context
    initiative: str
    made: Created
    tokens: tuple[str, ...]

    @property
    def facts(self) -> WorkshopFacts:
        return self.context.store.workshop(self.made.id)

    @property
    def workshop(self) -> Workshop:
        return self.facts.workshop

    def step(self, command: Any, key: str = "", **given: Any) -> Any:
        return command(self.context, self.made.id, key=key or self.made.key, version=self.workshop.version, **given)

    def say(self, *choices: str, reason: str = "") -> None:
        """What people answer on the present criterion, in the order in which they joined."""
        stands = self.workshop
        for token, choice in zip(self.tokens, choices, strict=False):
            vote(
                self.context,
                token,
                criterion=stands.criterion or "",
                round=stands.round,
                choice=choice,  # type: ignore[arg-type]
                reason=reason or ("because" if choice == "red" else ""),
            )


def room(context: Context, initiative: str, *, anonymity: Anonymity = "named") -> Room:
    made = create_workshop(context, initiative, name="Ana", agenda=(MAPPING, ROBUST), anonymity=anonymity)
    names = ("Amy", "Bo", "Cy", "Dee", "Eli", "Fay")
    tokens = [join(context, made.code, name=name, role="ops", independence="none").token for name in names]
    return Room(context, initiative, made, tuple(tokens))


def lead(here: Room, *, key: str = "", view: str = "") -> AppTest:
    """The board as the tab with the facilitator's key shows it."""
    app = AppTest.from_file(str(FRAME), default_timeout=SECONDS)
    app.session_state["readiness-workshop-keys"] = {here.made.id: key or here.made.key}
    app.query_params["initiative"] = here.initiative
    if view:
        app.query_params["view"] = view
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Press the button that says this, with or without its key."""
    found = [one for one in app.button if one.label == label or one.label.endswith(f"` {label}")]
    assert len(found) == 1, [one.label for one in app.button]
    found[0].click().run()
    assert not app.exception, app.exception
    return app


def revealed(here: Room, *choices: str, reason: str = "") -> Room:
    here.step(steps.open_voting, criterion=MAPPING)
    here.say(*choices, reason=reason)
    here.step(steps.reveal, missing_ok=True)
    return here
