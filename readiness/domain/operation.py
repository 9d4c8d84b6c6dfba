"""How an initiative was rolled out and ran on the day of a snapshot: what is frozen of it beside its assessment."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from readiness.domain.framework import Limit, MetricFamily, PhaseId
from readiness.domain.metric import Attribution, MetricDirection, MetricStatus
from readiness.domain.patterns.finding import PatternFinding
from readiness.domain.phase_history import (
    ConditionList,
    ConditionState,
    HighestPhase,
    PhaseMove,
    RolloutPhase,
    Waiver,
)
from readiness.domain.project_record import Exposure, FactSheet, PlannedStep, PresentWay
from readiness.domain.stress_plan import PlannedStressTest

MOST_POINTS = 60
"""So many points of a metric are frozen for its chart, the extremes among them."""
MOST_SPIKES = 20
MOST_SLIPS = 20


class OperationPart(BaseModel):
    """A part of the summary: immutable, strict about fields that nobody knows, and without infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class ConditionSummary(OperationPart):
    """One condition of the present step: to stay, to step back, to leave upward, or to enter the next phase."""

    phase: PhaseId
    list: ConditionList
    key: str
    text: str
    state: ConditionState
    """Of a condition to step back, `met` says that it holds: one should step back."""
    figure: str = ""
    source: str = ""
    missing: str = ""
    """What would meet it, as a sentence."""
    floor: bool = False
    waived: bool = False
    of_gate: bool = False
    """Whether the program itself asks for it, beside the framework's conditions."""


class Slip(OperationPart):
    """One alarm of a metric: where it is estimated to have begun, when it was raised, and when the level was back."""

    start: date
    raised: date
    ended: date | None = None
    """None: it was open on the day of the snapshot."""


class MetricSummary(OperationPart):
    """How one metric stood, with the few points that its chart needs. None: unknown, or there is no such thing."""

    id: str
    key: str
    family: MetricFamily
    name: str
    unit: str
    better: MetricDirection
    target: Limit | None = None
    limit: Limit | None = None
    owner: str = ""
    attribution: Attribution = "none"
    definition: str = ""
    interval_days: float
    """How many days are expected between two points."""
    watched: bool = True
    """Whether a slip of it raises an alarm."""
    per_day: bool = False
    """Whether what is drawn is the growth of a count in a day rather than the points themselves."""
    baseline_name: str = ""
    baseline_first_day: date | None = None
    baseline_last_day: date | None = None
    baseline_points: int = 0
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    low: float | None = None
    """Point limits: between them a single point is nothing special."""
    high: float | None = None
    status: MetricStatus
    points: int
    first_day: date | None = None
    last_day: date | None = None
    last_value: float | None = None
    last_median: float | None = None
    """The median of the last three points."""
    alarm_since: date | None = None
    """The day on which the open slip alarm was raised."""
    slip_start: date | None = None
    spike_on: date | None = None
    within_target: bool | None = None
    beyond_limit: bool | None = None
    overdue: bool = False
    """Whether no point came in two expected intervals."""
    answers: int = 0
    """How often somebody answered an alarm of it."""
    drawn: tuple[tuple[AwareDatetime, float], ...] = ()
    """At most `MOST_POINTS` points, oldest first."""
    slips: tuple[Slip, ...] = ()
    improvements: tuple[Slip, ...] = ()
    spikes: tuple[tuple[AwareDatetime, float], ...] = ()


class Share(OperationPart):
    """A count in its n with the exact one-sided 95 % bound that its limit is held against; n 0 says nothing."""

    name: str
    count: int
    n: int
    bound: float | None = None
    """0 to 1."""
    side: Literal["", "at least", "at most"] = ""

    @property
    def share(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.count / self.n if self.n else None


class PairedComparison(OperationPart):
    """Human against AI on the same cases of known truth: who was right, and the test that the AI is no worse."""

    both: int
    only_human: int
    only_ai: int
    neither: int
    difference: float
    """How much more often the AI was right, as a share of 1."""
    lower: float
    """Its one-sided 95 % lower bound."""
    not_worse: bool
    """Whether the test shows that the AI is not worse by 3 points or more."""
    p: float
    """Exact McNemar test: how probable such a difference is without any."""


class Comparison(OperationPart):
    """What the decision log added up to."""

    since: date | None = None
    """The entry into the phase; None: over the whole log."""
    decisions: int
    first_day: date | None = None
    last_day: date | None = None
    agreement: Share
    classes: tuple[Share, ...] = ()
    """Agreement by the human decision."""
    kappa: float | None = None
    """Cohen's kappa."""
    critical: Share
    critical_by_group: tuple[Share, ...] = ()
    errors: Share
    paired: PairedComparison | None = None
    overrides: Share
    overrides_reasoned: Share
    override_reasons: tuple[tuple[str, int], ...] = ()
    followed: Share
    escalated: Share
    median_review_seconds: float | None = None
    reviewed_random: int = 0
    """Verified cases that were drawn at random."""
    adjudicated_disagreements: int = 0
    """Disagreements that were judged blind."""
    samples: int = 0
    """Samples that the program drew for review."""
    sampled: int = 0
    """Cases in them."""
    judged: int = 0
    """Cases in them on which the reviewers agree."""


class RecordSummary(OperationPart):
    """The project record, people by name, and how much stands in its lists. None or empty: not stated."""

    operational_owner: str = ""
    """The person's id; the name stands beside it."""
    operational_owner_name: str = ""
    deputy: str = ""
    deputy_name: str = ""
    budget_until: date | None = None
    no_budget: bool = False
    present_way: PresentWay = PresentWay()
    smallest_input_set: str = ""
    fact_sheet: FactSheet = FactSheet()
    vendor_model: bool | None = None
    locally_validated_on: date | None = None
    not_locally_validated: bool = False
    debuggers: tuple[str, ...] | None = None
    """Names; None: not stated, empty: nobody."""
    feedback: int = 0
    feedback_answered: int = 0
    incidents: int = 0
    incidents_open: int = 0
    changes: int = 0
    exposure: Exposure | None = None
    """The latest share of cases or people that the system reached."""


class OperationSummary(OperationPart):
    """Everything of rollout and run that a snapshot freezes; points and decisions stay where they are, counted here."""

    day: date
    """The UTC day on which it stood so."""
    phase: RolloutPhase
    since: date | None = None
    """The latest entry into the phase; None before the ladder and when stopped."""
    next_phase: PhaseId | None = None
    highest: PhaseId
    """How far the initiative may go: the profile's highest phase, or further where the executive raised it."""
    own_highest: PhaseId
    """The profile's highest phase."""
    moves: tuple[PhaseMove, ...] = ()
    """Oldest first, each move up with its gate record; a stated phase has none that is known."""
    waivers: tuple[Waiver, ...] = ()
    highest_phases: tuple[HighestPhase, ...] = ()
    conditions: tuple[ConditionSummary, ...] = ()
    planned_steps: tuple[PlannedStep, ...] = ()
    """The planned dates of next steps, as they were set; the latest counts."""
    metrics: tuple[MetricSummary, ...] = ()
    families_without_data: tuple[MetricFamily, ...] = ()
    metric_findings: tuple[str, ...] = ()
    """What is missing in what is measured, in sentences."""
    false_alarm_budget_pct: float = 5.0
    false_alarm_horizon: int = 26
    """Points over which that budget holds."""
    comparison: Comparison | None = None
    """None: there is no decision log."""
    planned_stress_tests: tuple[PlannedStressTest, ...] = ()
    """Those still to be run."""
    no_finding_asked: bool = False
    """Whether the program asks back because several tests found nothing."""
    no_finding_answer: str = ""
    no_finding_answered_by: str = ""
    no_finding_answered_at: AwareDatetime | None = None
    patterns: tuple[PatternFinding, ...] = ()
    """Every failure pattern of the framework, in its order."""
    record: RecordSummary = RecordSummary()

    @property
    def is_recorded(self) -> bool:
        """Whether anything of rollout and run was recorded; failure patterns can announce themselves before."""
        lists = (self.moves, self.waivers, self.highest_phases, self.planned_steps, self.metrics)
        return (
            any(lists)
            or bool(self.planned_stress_tests or self.no_finding_answer)
            or self.comparison is not None
            or self.record != RecordSummary()
        )

    def of_family(self, family: MetricFamily) -> tuple[MetricSummary, ...]:
        """The metrics of a family."""
        return tuple(metric for metric in self.metrics if metric.family == family)
