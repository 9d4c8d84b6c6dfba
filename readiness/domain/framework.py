"""What a team is asked: the framework's dimensions, criteria, checks, profiles, phases and patterns, as values."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_NEVER_NEGATIVE = frozenset({"%", "count", "people", "minutes", "hours", "days", "days in a row", "months", "ratio"})
"""Units in which nothing is below zero."""

DimensionId = Literal["data", "integration", "governance", "operations", "organization"]
DIMENSION_IDS: tuple[DimensionId, ...] = ("data", "integration", "governance", "operations", "organization")

CriterionId = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9_]+$", max_length=80)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Direction = Literal["higher", "lower"]
PhaseId = Literal["shadow", "advisory", "supervised_automation", "full_automation"]
MetricFamily = Literal["technical", "model", "business", "adoption"]

DATE_MEASURE_PREFIX = "days_since_"
"""A check whose measure begins so is entered as a date and compared at reading time."""


class Content(BaseModel):
    """A piece of framework content: immutable, and strict about fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Check(Content):
    """One measurable question of a criterion; `green` and `yellow` are limits in `unit`, inclusive."""

    measure: Id
    text: Text
    unit: Text
    better: Direction
    green: float
    yellow: float

    @property
    def is_date(self) -> bool:
        """Whether the answer is a date (days since) rather than a number."""
        return self.measure.startswith(DATE_MEASURE_PREFIX)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The least and the largest number that the unit allows; None: no bound that follows from it.

        "of 10" ends at 10, "% of sources" at 100, "0/1" is yes or no; what is counted or timed is never negative. A
        bare "%" has no upper end: spare capacity may be more than all of what is used.
        """
        if self.unit == "0/1":
            return 0.0, 1.0
        if self.unit.startswith("% of "):
            return 0.0, 100.0
        if counted := re.match(r"of (\d+)\b", self.unit):
            return 0.0, float(counted[1])
        return (0.0 if self.unit in _NEVER_NEGATIVE else None), None


class Mapping(Content):
    """Where an outside standard speaks of the same matter: orientation, never proof of compliance."""

    standard: Text
    """Name of the standard, for grouping: "NIST AI RMF", "ISO/IEC 42001", "EU AI Act", ..."""
    ref: Text
    """The whole reference, to be shown by itself: "NIST AI RMF MAP 2.3"."""
    why: str = ""
    close_fit: bool = True
    checked: bool = False
    """Whether the reference was compared with the text of the standard."""


class Criterion(Content):
    """One thing that must be true before deployment, with what red, yellow and green look like."""

    id: CriterionId
    dimension: DimensionId
    name: Text
    question: Text
    why: Text
    checks: tuple[Check, ...] = Field(min_length=1)
    red: Text
    yellow: Text
    green: Text
    evidence: tuple[Text, ...] = Field(min_length=1)
    fresh_days: int = Field(ge=1, le=3650)
    stress_test: Text
    mappings: tuple[Mapping, ...] = ()

    def check(self, measure: str) -> Check | None:
        """The check with this measure, or None."""
        return next((check for check in self.checks if check.measure == measure), None)

    @cached_property
    def dated_checks(self) -> tuple[Check, ...]:
        """The checks whose answer is a date; asked for at every judgement of a green rating."""
        return tuple(check for check in self.checks if check.is_date)


class Dimension(Content):
    """One of the five dimensions; its criteria are found through the framework."""

    id: DimensionId
    name: Text
    short_name: Text
    purpose: Text
    demo_deception: str = ""
    """How a demo deceives in this dimension; empty where the article names none (governance)."""


Limit = float | tuple[float, float]
"""A metric's limit: one number, or a lower and an upper one where the direction is `range`."""


class MetricDefinition(Content):
    """A metric that a profile proposes; `green` is the target and `red` the limit, in `unit`."""

    family: MetricFamily
    key: Id
    name: Text
    unit: Text
    better: Literal["higher", "lower", "range"]
    green: Limit
    red: Limit
    interval_days: int = Field(ge=1)


class ShadowGate(Content):
    """Limits for leaving shadow; None: does not apply in this profile."""

    min_days: int | None = None
    min_decisions: int | None = None
    min_agreement_pct: float | None = None
    critical_error_upper95_pct: float | None = None


class AdvisoryGate(Content):
    """Limits for leaving advisory; None: does not apply in this profile."""

    min_days: int | None = None
    min_decisions: int | None = None
    max_override_pct: float | None = None
    min_weekly_use_pct: float | None = None


class SupervisedGate(Content):
    """Limits for leaving supervised automation; None: does not apply in this profile."""

    min_days: int | None = None
    min_reviewed_sample: int | None = None
    error_upper95_pct: float | None = None
    max_escalation_pct: float | None = None


class FullGate(Content):
    """What keeps full automation; None: does not apply in this profile."""

    monthly_audit_sample: int | None = None


class PhaseGates(Content):
    """The numbers of a profile's phase gates."""

    shadow: ShadowGate = ShadowGate()
    advisory: AdvisoryGate = AdvisoryGate()
    supervised_automation: SupervisedGate = SupervisedGate()
    full_automation: FullGate = FullGate()


class Profile(Content):
    """A kind of use case: which criteria must be green, what counts double, how many yellows are tolerated."""

    id: Id
    name: Text
    stakes: Text
    must_be_green: tuple[CriterionId, ...]
    double_weight: tuple[CriterionId, ...]
    yellow_tolerance: int = Field(ge=0)
    """More yellow criteria than this need a sign-off even if only one dimension is yellow."""
    data_freshness: Text
    latency: Text
    metrics: tuple[MetricDefinition, ...]
    weekly_use_metric: Id | None = None
    phase_gates: PhaseGates = PhaseGates()
    highest_phase: PhaseId
    note: str = ""

    def weight(self, criterion_id: str) -> int:
        """2 for a criterion that counts double here, else 1; for charts and order only."""
        return 2 if criterion_id in self.double_weight else 1


class Condition(Content):
    """One condition of a phase: a key that stays the same for ever, and the sentence that people read."""

    key: Id
    text: Text

    def __str__(self) -> str:
        return self.text


class Phase(Content):
    """A step of the rollout ladder, with the conditions to enter it, to leave it upward and to step back."""

    id: PhaseId
    name: Text
    purpose: Text
    entry: tuple[Condition, ...]
    exit: tuple[Condition, ...] = ()
    """What must hold to leave it upward; empty for the last phase."""
    keep: tuple[Condition, ...] = ()
    """What must go on holding to stay in the last phase; empty for the others."""
    step_back: tuple[Condition, ...]
    note: str = ""


class Indicator(Content):
    """One sign of a failure pattern; weights are judgement and may be edited."""

    key: Id
    rule: Text
    weight: float = Field(gt=0, le=1)
    source: Text
    criteria: tuple[CriterionId, ...] = ()
    """The criteria that the rule looks at; empty where it looks at something else."""


class Pattern(Content):
    """A known way in which AI initiatives fail, its signs and its antidotes."""

    id: Id
    name: Text
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    antidotes: tuple[Text, ...]
    caution: str = ""


class Framework(Content):
    """A whole framework version. `extends` names the one that a team's framework builds on."""

    version: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=60)]
    name: Text
    extends: str | None = None
    published: str = ""
    mapping_note: Text
    dimensions: tuple[Dimension, ...]
    criteria: tuple[Criterion, ...]
    profiles: tuple[Profile, ...]
    phases: tuple[Phase, ...]
    patterns: tuple[Pattern, ...]

    @cached_property
    def _criteria_by_id(self) -> dict[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def _profiles_by_id(self) -> dict[str, Profile]:
        return {profile.id: profile for profile in self.profiles}

    @cached_property
    def position(self) -> dict[str, int]:
        """Framework order of each criterion id, from 0."""
        return {criterion.id: index for index, criterion in enumerate(self.criteria)}

    def criterion(self, criterion_id: str) -> Criterion | None:
        """The criterion with this id, or None."""
        return self._criteria_by_id.get(criterion_id)

    def profile(self, profile_id: str) -> Profile | None:
        """The profile with this id, or None."""
        return self._profiles_by_id.get(profile_id)

    def dimension(self, dimension_id: str) -> Dimension | None:
        """The dimension with this id, or None."""
        return next((dimension for dimension in self.dimensions if dimension.id == dimension_id), None)

    def criteria_of(self, dimension_id: str) -> tuple[Criterion, ...]:
        """The criteria of one dimension, in framework order."""
        return tuple(criterion for criterion in self.criteria if criterion.dimension == dimension_id)
