"""A metric of an initiative: what is measured, in which direction it is better, against which baseline and limit."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, model_validator

from readiness.domain.fact import Fact, Identified
from readiness.domain.framework import Limit, MetricFamily

MetricDirection = Literal["higher", "lower", "range"]
Attribution = Literal["experiment", "before_after", "expert_judgement", "none"]
MetricStatus = Literal["no_data", "too_little_data", "degraded", "slipping", "spike", "improved", "steady"]
"""The status words, in the order in which the first that applies is chosen."""

LARGEST_VALUE = 1e100
"""Beyond it, to either side, is no measurement, and figures of it would not be numbers any more."""
FAMILIES: tuple[MetricFamily, ...] = ("technical", "model", "business", "adoption")


class Baseline(Fact):
    """The fixed, named window that later points are compared with; it never moves by itself."""

    name: str
    first_day: date
    last_day: date
    excluded: tuple[date, ...] = ()
    """Days that are left out of it."""
    reason: str = ""
    """Why days are left out; required where any are."""
    set_at: AwareDatetime
    set_by: str = ""

    @model_validator(mode="after")
    def _is_a_window(self) -> Baseline:
        if self.last_day < self.first_day:
            raise ValueError("the baseline ends before it begins")
        return self


class CheckBinding(Fact):
    """The check that the metric measures: its value becomes evidence and proposes a rating, never makes one."""

    criterion: str
    measure: str


class ConditionBinding(Fact):
    """The phase condition that the metric decides: met while its value is within the limit."""

    phase: str
    list: str
    key: str


class Metric(Identified):
    """One metric. Its points are stored apart, by metric id and source."""

    key: str
    """The profile's key, or made from the name; unique on the initiative. Imports and series name it."""
    family: MetricFamily
    name: str
    unit: str
    better: MetricDirection
    interval_days: float
    """How many days are expected between two points."""
    target: Limit | None = None
    """A profile's `green`."""
    limit: Limit | None = None
    """A profile's `red`: beyond it is alarming."""
    baseline: Baseline | None = None
    owner: str = ""
    attribution: Attribution = "none"
    """How the effect is attributed to the AI."""
    definition: str = ""
    """What exactly is counted, in words."""
    alarm: bool = True
    """Whether a slip of it raises an alarm; the budget of false alarms is split evenly over those that do."""
    weekday: bool = False
    """Whether it has a weekly rhythm that is subtracted before detection."""
    counter: bool = False
    """Whether its points are a growing count whose rate is looked at."""
    check: CheckBinding | None = None
    condition: ConditionBinding | None = None
    from_profile: bool = False
    created_at: AwareDatetime
    retired_at: AwareDatetime | None = None


class AlarmAnswer(Identified):
    """What somebody did about an alarm of a metric: an action, or a reason to close it."""

    metric: str
    alarm_day: date
    """The day on which the alarm began."""
    text: str
    plan: str | None = None
    """The action that came of it."""
    closed: bool = False
    answered_at: AwareDatetime
    answered_by: str = ""


class ProposalAnswer(Identified):
    """What somebody decided on a change of rating that a metric proposed."""

    metric: str
    criterion: str
    rating: Literal["red", "yellow"]
    """What was proposed."""
    alarm_day: date | None = None
    """The day on which the alarm behind it began; None where the value alone proposed it."""
    accepted: bool
    reason: str = ""
    """Why it was declined."""
    answered_at: AwareDatetime
    answered_by: str = ""


class AlarmBudget(Fact):
    """How many false alarms the initiative accepts over how many points; 5 % over 26 unless edited."""

    budget_pct: float = 5.0
    horizon: int = 26
    """Points."""
