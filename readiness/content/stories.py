"""The demo portfolio's stories: invented initiatives as TOML, told in days before today."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from readiness.content.reading import Problems, checked, read_toml
from readiness.content.story_operation import StoryOperation, StoryPart
from readiness.domain.assessment import DemoFacts, PlanStatus, Severity, StressTestKind, UseCase
from readiness.domain.framework import CriterionId, Id, Text
from readiness.errors import ContentError

Letters = Annotated[str, StringConstraints(pattern=r"^[GYRN-]{5}$")]
"""The ratings of a dimension's criteria in framework order: green, yellow, red, not applicable, - not assessed."""


class StoryPerson(StoryPart):
    """Somebody in a story; declarations left out are undeclared."""

    key: Id
    name: Text
    role: str = ""
    executive: bool = False
    user_side: bool = False
    builder: bool | None = None
    reports_to_delivery: bool | None = None
    rewarded_for_launch: bool | None = None
    left_days_ago: int | None = Field(default=None, ge=0)


class Round(StoryPart):
    """One round of assessment, `days_ago` before today, ended by a snapshot."""

    days_ago: int = Field(ge=0, le=900)
    raters: tuple[Id, ...]
    note: Text
    data: Letters
    integration: Letters
    governance: Letters
    operations: Letters
    organization: Letters


class StoryPlan(StoryPart):
    """A mitigation or an action; days count from today, negative ones lie in the past."""

    added_days_ago: int = Field(ge=0)
    kind: Literal["mitigation", "action"] = "mitigation"
    criteria: tuple[CriterionId, ...] = ()
    text: Text
    owner: str = ""
    due_in_days: int | None = None
    status: PlanStatus = "open"
    effort_days: float | None = None
    cost: float | None = None
    skill: str = ""


class StoryTest(StoryPart):
    """A stress test that was run."""

    days_ago: int = Field(ge=0)
    criterion: CriterionId
    name: Text
    outcome: Literal["passed", "failed"]
    severity: Severity | None = None
    finding: str = ""
    kind: StressTestKind = ""
    expected: str = ""
    fix: str = ""
    fixed_days_ago: int | None = None
    passed_again_days_ago: int | None = None


class StorySignature(StoryPart):
    """An executive's sign-off; every yellow of that day is acknowledged in the same words."""

    days_ago: int = Field(ge=0)
    person: Id
    acknowledgement: Text
    statement: str = ""


class Note(StoryPart):
    """A note on one criterion, written in the last round."""

    criterion: CriterionId
    text: Text


class Story(StoryOperation):
    """One invented initiative with its history, and how it is rolled out and runs."""

    id: Annotated[str, StringConstraints(pattern=r"^demo-[a-z-]+$", max_length=60)]
    name: Text
    description: Text
    profile: Id
    created_days_ago: int = Field(ge=0, le=900)
    review_interval_days: int | None = None
    use_case: UseCase
    demo: DemoFacts = DemoFacts()
    people: tuple[StoryPerson, ...] = Field(min_length=1)
    rounds: tuple[Round, ...] = Field(min_length=1)
    plans: tuple[StoryPlan, ...] = ()
    stress_tests: tuple[StoryTest, ...] = ()
    sign_offs: tuple[StorySignature, ...] = ()
    notes: tuple[Note, ...] = ()


def load_stories(folder: Path) -> tuple[Story, ...]:
    """The stories of a folder, one TOML file each, in the order of their file names.

    Raises ContentError with every fault of every file (`file: place: what`).
    """
    problems = Problems()
    stories: list[Story] = []
    for path in sorted(folder.glob("*.toml")):
        data = read_toml(folder, path.name, problems)
        story = checked(Story, data, f"{folder.name}/{path.name}", "", problems) if data is not None else None
        if story is not None:
            stories.append(story)
            known = {person.key for person in story.people}
            named = [rater for told in story.rounds for rater in told.raters] + [s.person for s in story.sign_offs]
            named += story.actors()
            for key in dict.fromkeys(name for name in named if name not in known):
                problems.add(f"{folder.name}/{path.name}", "", f"{key} acts in the story but is not among its people")
            for fault in story.faults():
                problems.add(f"{folder.name}/{path.name}", "", fault)
    if not stories and not problems.lines:
        problems.add(folder.name, "", "no story lies here")
    if problems.lines:
        raise ContentError("The demo stories have faults, so none was told. Please correct:", problems.lines)
    return tuple(stories)
