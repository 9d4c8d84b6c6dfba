"""The project record of an initiative and its three lists: what the assessment form never asks and never shows."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.assessment import Severity
from readiness.domain.fact import Fact, Identified
from readiness.domain.framework import PhaseId


class PresentWay(Fact):
    """What the present way of working costs and how good it is: the human baseline that value is measured against."""

    cost: str = ""
    """As a person states it, with its unit ("14 minutes a claim")."""
    quality: str = ""
    measured_on: date | None = None


class FactSheet(Fact):
    """The model's fact sheet in four sentences."""

    purpose: str = ""
    data: str = ""
    limits: str = ""
    failure_groups: str = ""
    """Groups or cases in which it is known to fail."""

    @property
    def is_complete(self) -> bool:
        """Whether all four are stated."""
        return all(part.strip() for part in (self.purpose, self.data, self.limits, self.failure_groups))

    @property
    def is_empty(self) -> bool:
        """Whether none is stated."""
        return not any(part.strip() for part in (self.purpose, self.data, self.limits, self.failure_groups))


class ProjectRecord(Fact):
    """Who runs the initiative, with what means, on what model. None or empty: not stated."""

    operational_owner: str | None = None
    """Person id."""
    deputy: str | None = None
    """Person id."""
    budget_until: date | None = None
    """The day up to which running it is paid for; entered as months from the day of entry."""
    no_budget: bool = False
    """Stated that there is no running budget."""
    present_way: PresentWay = PresentWay()
    smallest_input_set: str = ""
    """The smallest set of inputs that would be useful."""
    fact_sheet: FactSheet = FactSheet()
    vendor_model: bool | None = None
    """Whether the model is a vendor's."""
    locally_validated_on: date | None = None
    """When a vendor's model was validated on own cases."""
    not_locally_validated: bool = False
    """Stated that it never was."""
    debuggers: tuple[str, ...] | None = None
    """Names of the people who can debug it; None: not stated, empty: nobody."""


class PlannedStep(Identified):
    """A planned date of the next step up, as it was set once; the latest counts, the earlier ones are its history."""

    step: PhaseId
    day: date | None
    """None: the plan was withdrawn."""
    reason: str = ""
    open_conditions: tuple[str, ...] = ()
    """Keys of the conditions of that step that were not met when the date was set."""
    set_at: AwareDatetime
    set_by: str = ""


class Feedback(Identified):
    """What a user said about the system, and what came of it."""

    day: date
    text: str
    author: str = ""
    """Who said it, as typed; may be empty."""
    answered_on: date | None = None
    change: str = ""
    """What changed because of it."""
    added_at: AwareDatetime
    added_by: str = ""


class Incident(Identified):
    """Something that went wrong in operation."""

    day: date
    severity: Severity
    text: str = ""
    found_by: str = ""
    closed_on: date | None = None
    added_at: AwareDatetime
    added_by: str = ""


class Exposure(Identified):
    """Which share of cases or people the system reached from a day on."""

    day: date
    share_pct: float
    """0 to 100."""
    of: Literal["cases", "people"] = "cases"
    added_at: AwareDatetime
    added_by: str = ""


class SystemChange(Identified):
    """A change to the running system, a retraining, or the decision not to retrain: that somebody looks after it."""

    day: date
    kind: Literal["change", "retraining", "no_retraining"]
    text: str
    """What changed, or why it was not retrained."""
    added_at: AwareDatetime
    added_by: str = ""
