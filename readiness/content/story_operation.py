"""What a demo story tells of rollout and operation: record, moves, metrics, decision logs, reviews, dismissals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from readiness.domain.assessment import Severity, StressTestKind
from readiness.domain.framework import CriterionId, Id, Limit, MetricFamily, PhaseId, Text
from readiness.domain.metric import Attribution, MetricDirection
from readiness.domain.phase_history import RolloutPhase
from readiness.domain.project_record import FactSheet

DaysAgo = Annotated[int, Field(ge=0, le=900)]
Percent = Annotated[float, Field(ge=0, le=100)]


class StoryPart(BaseModel):
    """A part of a story: immutable, and strict about fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StoryAct(StoryPart):
    """Something that somebody did on a day; without a name it was the first person of the story."""

    days_ago: DaysAgo
    by: Id | None = None


# The record -----------------------------------------------------------------------------------------------------------


class StoryRecord(StoryAct):
    """The project record as it was filled in on one day; what is left out was not stated."""

    owner: Id | None = None
    deputy: Id | None = None
    budget_months: int | None = None
    """From that day on; 0: there is none."""
    present_cost: str = ""
    present_quality: str = ""
    present_measured_days_ago: DaysAgo | None = None
    smallest_input_set: str = ""
    fact_sheet: FactSheet = FactSheet()
    vendor_model: bool | None = None
    locally_validated: bool | None = None
    """On that day; False: stated that it never was."""
    debuggers: tuple[Text, ...] | None = None


class StoryFeedback(StoryPart):
    """What a user said; it is entered when it was answered, else on its day."""

    days_ago: DaysAgo
    text: Text
    author: str = ""
    answered_days_ago: DaysAgo | None = None
    change: str = ""


class StoryIncident(StoryPart):
    """Something that went wrong; it is entered when it was closed, else on its day."""

    days_ago: DaysAgo
    severity: Severity
    text: Text
    found_by: str = ""
    closed_days_ago: DaysAgo | None = None


class StoryExposure(StoryPart):
    """The share that it reached from a day on."""

    days_ago: DaysAgo
    share_pct: Percent
    of: Literal["cases", "people"] = "cases"


class StoryChange(StoryAct):
    """A change of the running system, a retraining, or the decision against one."""

    kind: Literal["change", "retraining", "no_retraining"] = "change"
    text: Text


class StoryRewording(StoryAct):
    """A part of the use case statement that was written anew."""

    field: Literal["user", "decision", "value", "measure"]
    text: str


# The ladder -----------------------------------------------------------------------------------------------------------


class StoryMove(StoryAct):
    """A move along the ladder with what was answered and waived for it, by the key of each condition."""

    kind: Literal["up", "down"]
    approver: Id | None = None
    """Of a move up."""
    to: RolloutPhase | None = None
    """Of a move down."""
    reason: str = ""
    answers: dict[str, Text] = {}
    """What shows that a condition is met."""
    executive: Id | None = None
    waived: dict[str, Text] = {}
    """Why the executive does without a condition."""


class StoryPhase(StoryPart):
    """A phase of a history that was stated afterwards."""

    phase: PhaseId
    from_days_ago: DaysAgo
    until_days_ago: DaysAgo | None = None


class StoryHistory(StoryAct):
    """The phases before anything was recorded here."""

    source: Text
    phases: tuple[StoryPhase, ...]


class StoryHighest(StoryAct):
    """The executive's decision that it may go further than its profile does."""

    phase: PhaseId
    executive: Id
    reason: Text


class StoryStep(StoryAct):
    """A planned date of the next step up, counted from today."""

    step: PhaseId
    in_days: int
    reason: str = ""


# Metrics --------------------------------------------------------------------------------------------------------------


class StorySpike(StoryPart):
    """One value that stands alone, at the last point on or before a day."""

    days_ago: DaysAgo
    value: float


class StoryBaseline(StoryPart):
    """The window that later points are compared with."""

    name: Text
    from_days_ago: DaysAgo
    until_days_ago: DaysAgo


class StoryLimit(StoryAct):
    """A target or a limit that was set anew."""

    target: Limit | None = None
    limit: Limit | None = None


class StoryMetric(StoryPart):
    """A metric, by the profile's key or a new one, and its points as they would have been measured."""

    key: Id
    # What the profile does not say, or says otherwise.
    name: Text | None = None
    family: MetricFamily | None = None
    unit: Text | None = None
    better: MetricDirection | None = None
    every_days: float | None = None
    target: Limit | None = None
    limit: Limit | None = None
    owner: str = ""
    attribution: Attribution = "none"
    definition: str = ""
    measures: tuple[CriterionId, Text] | None = None
    """The criterion and the check that it measures."""
    changed: tuple[StoryLimit, ...] = ()
    baseline: StoryBaseline | None = None
    # Its points.
    from_days_ago: DaysAgo
    until_days_ago: DaysAgo = 1
    level: float
    noise: float = 0
    """The standard deviation around the level; no point lies further away than two and a half of them."""
    lowest: float | None = None
    highest: float | None = None
    decimals: int = 1
    weekday: Annotated[tuple[float, ...], Field(max_length=7)] = ()
    """What Monday to Sunday add to the level."""
    drifts_from_days_ago: DaysAgo | None = None
    drift_a_week: float = 0
    """What each week adds to the level from that day on, to the better or to the worse."""
    drifts_until_days_ago: DaysAgo = 0
    """From then on the level stays where it came."""
    spikes: tuple[StorySpike, ...] = ()


class StoryAlarm(StoryAct):
    """What somebody did about the open alarm of a metric."""

    metric: Id
    text: Text
    owner: str = ""
    due_in_days: int | None = None


# Decisions ------------------------------------------------------------------------------------------------------------


class StoryGroup(StoryPart):
    """A group of cases, with its share, and how often both sides agree on it where that is special."""

    name: Text
    share: float
    agreement_pct: Percent | None = None


class StoryLog(StoryAct):
    """A decision log that was read in on one day, its rows made up as these figures say."""

    source: Text
    from_days_ago: DaysAgo
    until_days_ago: DaysAgo
    decisions: int = Field(ge=1, le=100_000)
    answers: dict[str, float]
    """What can be decided, with how often it is right."""
    agreement_pct: Percent
    ai_right_pct: Percent = 50
    """Of the disagreements."""
    both_wrong_pct: Percent = 1
    """Of the agreements."""
    groups: tuple[StoryGroup, ...] = ()
    outcomes_pct: Percent = 0
    """How often the truth came to be known by itself."""
    drawn: int = 0
    """Cases drawn at random and verified."""
    drawn_errors: int = 0
    """Of the AI, in these."""
    drawn_critical: int = 0
    """Those of the errors that are critical."""
    shown: bool = False
    """Whether the deciders saw the AI's answer."""
    override_reasons: tuple[Text, ...] = ()
    reasoned_pct: Percent = 0
    """Of the overrides."""
    review_seconds: float | None = None
    """The median."""
    escalated_pct: Percent | None = None
    working_days: bool = False
    """Whether nothing is decided at weekends."""
    model_version: str = ""
    case: str = "case"
    """How the ids of its cases begin."""


class StoryReviewPlan(StoryAct):
    """A review plan that was declared beforehand."""

    name: Text
    limit_pct: Percent
    cases: int
    allowed_errors: int


class StorySample(StoryAct):
    """Cases that were drawn for review, and how far they were judged blind."""

    purpose: Literal["random_review", "disagreements"]
    size: int
    seed: int
    plan: str | None = None
    reviewer: Id | None = None
    judged: int = 0
    """So many of them; the reviewer finds the truth."""


# Stress tests and warnings --------------------------------------------------------------------------------------------


class StoryPlannedTest(StoryAct):
    """A stress test that somebody will run."""

    criterion: CriterionId
    kind: StressTestKind
    name: Text
    expected: Text
    in_days: int
    owner: str = ""


class StoryDismissal(StoryAct):
    """A warning, or one of its signs, that was set aside."""

    pattern: Id
    indicator: Id | None = None
    reason: Text
    until_in_days: int


class StoryOperation(StoryPart):
    """All that a story tells of rollout and operation."""

    record: tuple[StoryRecord, ...] = ()
    feedback: tuple[StoryFeedback, ...] = ()
    incidents: tuple[StoryIncident, ...] = ()
    exposures: tuple[StoryExposure, ...] = ()
    changes: tuple[StoryChange, ...] = ()
    rewordings: tuple[StoryRewording, ...] = ()
    history: StoryHistory | None = None
    highest: tuple[StoryHighest, ...] = ()
    moves: tuple[StoryMove, ...] = ()
    planned_steps: tuple[StoryStep, ...] = ()
    metrics_from_days_ago: DaysAgo | None = None
    """The day on which the metrics were defined."""
    metrics: tuple[StoryMetric, ...] = ()
    alarms: tuple[StoryAlarm, ...] = ()
    critical_pairs: tuple[tuple[Text, Text], ...] | None = None
    """Which (AI, truth) are critical errors; left out: every wrong one."""
    logs: tuple[StoryLog, ...] = ()
    review_plans: tuple[StoryReviewPlan, ...] = ()
    samples: tuple[StorySample, ...] = ()
    planned_tests: tuple[StoryPlannedTest, ...] = ()
    dismissals: tuple[StoryDismissal, ...] = ()

    def actors(self) -> tuple[str, ...]:
        """The keys of everybody who acts in it."""
        acts: list[StoryAct] = [
            *self.record,
            *self.changes,
            *self.rewordings,
            *self.highest,
            *self.moves,
            *self.planned_steps,
            *self.alarms,
            *self.logs,
            *self.review_plans,
            *self.samples,
            *self.planned_tests,
            *self.dismissals,
            *([self.history] if self.history is not None else []),
            *(change for metric in self.metrics for change in metric.changed),
        ]
        named = [act.by for act in acts]
        named += [key for one in self.record for key in (one.owner, one.deputy)]
        named += [key for one in self.moves for key in (one.approver, one.executive)]
        named += [one.executive for one in self.highest]
        named += [one.reviewer for one in self.samples]
        return tuple(key for key in named if key is not None)

    def faults(self) -> tuple[str, ...]:
        """What in it does not fit together, each as the end of a sentence."""
        found: list[str] = []
        if self.metrics and self.metrics_from_days_ago is None:
            found.append("metrics_from_days_ago is missing: nobody knows when its metrics were defined")
        measured = {metric.key for metric in self.metrics}
        found += [
            f"{one.metric} has no points, but its alarm is answered"
            for one in self.alarms
            if one.metric not in measured
        ]
        declared = {plan.name for plan in self.review_plans}
        drawn = [sample.plan for sample in self.samples if sample.plan is not None]
        found += [f"the review plan “{plan}” is drawn from, but not declared" for plan in drawn if plan not in declared]
        for move in self.moves:
            if move.kind == "up" and move.approver is None:
                found.append(f"nobody approved the move up {move.days_ago} days ago")
            if move.kind == "down" and move.to is None:
                found.append(f"the move down {move.days_ago} days ago does not say where to")
            if move.waived and move.executive is None:
                found.append(f"no executive waived conditions {move.days_ago} days ago")
        if self.critical_pairs is not None and not self.logs:
            found.append("critical_pairs say nothing without a decision log")
        return tuple(found)
