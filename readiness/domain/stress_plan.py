"""Stress tests that are planned, and what a team says when none of its tests found anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.assessment import StressTest, StressTestKind
from readiness.domain.fact import Fact, Identified
from readiness.domain.framework import CriterionId

KIND_WORDS: dict[StressTestKind, str] = {
    "bad_data": "Bad data",
    "dependency_failure": "Dependency failure",
    "misuse": "Misuse",
    "": "Kind not said",
}


class ProposedStressTest(Fact):
    """A test that the catalogue proposes for a criterion."""

    criterion: CriterionId
    kind: Literal["bad_data", "dependency_failure", "misuse"]
    name: str
    expected: str
    """What a system that is ready does."""


class PlannedStressTest(Identified):
    """A stress test that somebody will run; running it makes a run with the same words."""

    criterion: str
    kind: StressTestKind = ""
    name: str
    expected: str
    """How it should behave: written before the run, so that nobody argues afterwards."""
    day: date
    """The day for which it is planned."""
    owner: str = ""
    planned_at: AwareDatetime
    planned_by: str = ""
    run_as: str | None = None
    """The run that came of it."""
    dropped: str = ""
    """Why it will not be run; empty while it will."""

    @property
    def is_open(self) -> bool:
        """Whether it still has to be run."""
        return self.run_as is None and not self.dropped


class NoFindingAnswer(Fact):
    """The answer to the question whether the tests were hard enough, given when none of them had found anything."""

    tests: int = 0
    """How many had been run then; with more runs the question is asked anew."""
    text: str = ""
    answered_at: AwareDatetime | None = None
    answered_by: str = ""


def asks_back(runs: Sequence[StressTest], answer: NoFindingAnswer) -> bool:
    """Whether to ask if the tests were hard enough: there are runs, none of them failed, and no answer since the last.

    A program of tests that never finds anything is suspect from its first run on.
    """
    return bool(runs) and all(run.outcome == "passed" for run in runs) and answer.tests < len(runs)
