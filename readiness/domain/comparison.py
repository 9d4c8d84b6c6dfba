"""What changed between two evaluations of one initiative, criterion by criterion."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from readiness.domain.assessment import SEVERITY_ORDER, Status
from readiness.domain.evaluation import Evaluation, VerdictId

Change = Literal[
    "improved", "worse", "newly_assessed", "no_longer_assessed", "not_applicable_now", "applies_again", "unchanged"
]
CHANGE_WORDS: dict[Change, str] = {
    "improved": "Improved",
    "worse": "Worse",
    "newly_assessed": "Newly assessed",
    "no_longer_assessed": "No longer assessed",
    "not_applicable_now": "Not applicable now",
    "applies_again": "Applies again",
    "unchanged": "Unchanged",
}


class CriterionChange(BaseModel):
    """One criterion before and after; a status is None where the framework of that side lacks the criterion."""

    model_config = ConfigDict(frozen=True)

    criterion: str
    name: str
    before: Status | None
    after: Status | None
    change: Change


class Comparison(BaseModel):
    """Two evaluations side by side."""

    model_config = ConfigDict(frozen=True)

    verdict_before: VerdictId
    verdict_after: VerdictId
    changes: tuple[CriterionChange, ...]

    def of(self, change: Change) -> tuple[CriterionChange, ...]:
        """The criteria with one kind of change, in framework order."""
        return tuple(entry for entry in self.changes if entry.change == change)


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """What changed per criterion, in the order of the later framework."""
    old = {result.criterion: result for result in before.criteria}
    new = {result.criterion: result for result in after.criteria}
    names = {result.criterion: result.name for result in (*before.criteria, *after.criteria)}
    ids = list(dict.fromkeys([*new, *old]))
    changes = []
    for criterion in ids:
        was = old[criterion].status if criterion in old else None
        now = new[criterion].status if criterion in new else None
        change = change_between(was or "not_assessed", now or "not_assessed")
        changes.append(
            CriterionChange(criterion=criterion, name=names[criterion], before=was, after=now, change=change)
        )
    return Comparison(verdict_before=before.verdict, verdict_after=after.verdict, changes=tuple(changes))


def change_between(before: Status, after: Status) -> Change:
    """The kind of change from one effective status to another."""
    if before == after:
        return "unchanged"
    if before == "not_assessed":
        return "newly_assessed"
    if after == "not_assessed":
        return "no_longer_assessed"
    if after == "not_applicable":
        return "not_applicable_now"
    if before == "not_applicable":
        return "applies_again"
    return "improved" if SEVERITY_ORDER[after] > SEVERITY_ORDER[before] else "worse"
