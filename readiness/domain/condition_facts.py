"""What the rollout's conditions are judged by, and what a judgement holds: state, figure, source, what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from readiness.domain.assessment import Assessment, CheckValue
from readiness.domain.decision_figures import DecisionFigures
from readiness.domain.decision_log import ReviewPlan
from readiness.domain.evaluation import Evaluation
from readiness.domain.framework import Framework, PhaseGates, PhaseId, Profile
from readiness.domain.metric_state import MetricState
from readiness.domain.phase_history import ConditionAnswer, ConditionList, ConditionState, RolloutPhase, Waiver
from readiness.domain.phase_rules import PhaseSpan, latest_span, phase_of, running_phase
from readiness.domain.project_record import Exposure
from readiness.domain.rollout import Rollout


@dataclass(frozen=True)
class Bounds:
    """Exact one-sided 95 % bounds of the decision log's counts as shares of 1; None where nothing was counted."""

    agreement_lower: float | None = None
    critical_upper: float | None = None
    errors_upper: float | None = None
    errors_lower: float | None = None
    audit_upper: float | None = None
    """Of the errors in the last 30 days."""
    ai_difference: float | None = None
    """How much more often the AI is right than the people, on the same cases."""
    ai_difference_lower: float | None = None
    ai_not_worse: bool | None = None
    """Whether the paired test shows that the AI is not worse by 3 points or more."""
    advised_difference: float | None = None
    """How much more often people with advice are right than people without it."""
    advised_lower: float | None = None
    advised_upper: float | None = None
    advised_not_worse: bool | None = None
    """Whether the test shows that people with advice are not worse by 3 points or more."""


@dataclass(frozen=True)
class PlanResult:
    """How a review plan that was fixed beforehand stands by the samples that were drawn for it."""

    plan: ReviewPlan
    outcome: str
    """`passed`, `failed`, `second_stage`, `under_way` or `not_begun`."""
    judged: int = 0
    """Cases on which the reviewers agree."""
    drawn: int = 0
    errors: int = 0
    """Errors of the kind that the plan counts."""
    drawn_on: date | None = None
    """The day of the first draw."""
    holds: bool = False
    """Whether passing shows, with 95 % confidence at least, that the rate lies below the plan's limit."""
    at_random: bool = True
    """Whether all its cases were drawn at random."""
    decided: tuple[tuple[date, int], ...] = ()
    """The days on which its cases were decided, the first one first, each with their number."""


@dataclass(frozen=True)
class LiveFigures:
    """What the decision log and the metrics say; computed outside of the domain and handed in."""

    since: date | None = None
    """The entry into the present phase, from which the decisions are counted; None: not on the ladder."""
    decisions: DecisionFigures | None = None
    """None: there is no decision log."""
    audit: DecisionFigures | None = None
    """The decisions of the last 30 days."""
    plans: tuple[PlanResult, ...] = ()
    """The review plans, the latest first."""
    metrics: tuple[MetricState, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True)
class ConditionFacts:
    """Everything that the conditions of one initiative are judged by on one day."""

    assessment: Assessment
    evaluation: Evaluation
    framework: Framework
    rollout: Rollout
    live: LiveFigures
    today: date

    @property
    def profile(self) -> Profile | None:
        """The profile, whose limits the conditions name."""
        return self.framework.profile(self.assessment.initiative.profile)

    @property
    def gates(self) -> PhaseGates:
        """The profile's limits."""
        return self.profile.phase_gates if self.profile is not None else PhaseGates()

    @property
    def phase(self) -> RolloutPhase:
        """The present phase."""
        return phase_of(self.rollout.moves)

    @property
    def running(self) -> PhaseId | None:
        """The phase in which it runs now."""
        return running_phase(self.rollout.moves)

    @property
    def entered(self) -> date | None:
        """The day of the latest entry into the phase in which it runs now."""
        return self.rollout.moves[-1].day if self.running is not None else None

    def stay(self, phase: PhaseId) -> PhaseSpan | None:
        """The latest stay in a phase."""
        return latest_span(self.rollout.moves, phase, self.today)

    def decisions_in(self, phase: PhaseId) -> DecisionFigures | None:
        """The decisions since the entry into a phase, where it is the present one and a log was imported."""
        found = self.live.decisions if self.running == phase else None
        return found if found is not None and found.decisions else None

    def check(self, criterion: str, measure: str) -> CheckValue | None:
        """The recorded value of a check of the assessment."""
        return self.assessment.answer(criterion).check_value(measure)

    @property
    def exposure(self) -> Exposure | None:
        """The latest share of cases or people that the system reaches."""
        known = [one for one in self.rollout.exposures if one.day <= self.today]
        return max(known, key=lambda one: (one.day, one.added_at), default=None)

    @property
    def weekly_use(self) -> MetricState | None:
        """The metric that the profile names for weekly use."""
        wanted = self.profile.weekly_use_metric if self.profile is not None else None
        return next((state for state in self.live.metrics if wanted and state.metric.key == wanted), None)


@dataclass(frozen=True)
class Outcome:
    """How a stored fact decides one condition; `unknown` where it does not."""

    state: ConditionState
    figure: str = ""
    """The figure in words, with bound, count and n where there are any."""
    source: str = ""
    missing: str = ""
    """What would decide or meet it, as a sentence; empty where nothing is missing."""
    page: str = ""
    """The address of the page on which that is done."""
    reached_pct: float | None = None
    """Of a floor: how much of the days has passed, 0 to 100."""


@dataclass(frozen=True)
class Rule:
    """How one condition is decided."""

    reads: str
    """What decides it, for a person: "decision log", "project record: operational owner", ..."""
    decide: Callable[[ConditionFacts], Outcome] | None = None
    """From stored facts; None: only a person, or a metric bound to it, decides."""
    computed_only: bool = False
    """Whether neither an answer nor a bound metric can stand in for the stored figure."""
    floor: bool = False
    derived: bool = False
    """Whether it only sums up other conditions, which are waived and answered one by one."""
    executive: bool = False
    """Whether only an executive can answer it."""
    criterion: str = ""
    """The criterion on whose card the check stands that decides it."""
    since_move: bool = False
    """Whether an answer counts only when it is from after the last move, though it is a condition to enter."""


@dataclass(frozen=True)
class ConditionFinding:
    """One condition on one day. Of a condition to step back, `met` says that it holds: one should step back."""

    phase: PhaseId
    list: ConditionList
    key: str
    text: str
    state: ConditionState
    figure: str = ""
    source: str = ""
    link_page: str = ""
    """The address of the page on which it is decided; empty where that is here, by an answer."""
    floor: bool = False
    missing: str = ""
    waived: Waiver | None = None
    """The waiver that stands in for it at the next move."""
    waivable: bool = True
    answerable: bool = False
    derived: bool = False
    of_gate: bool = False
    """Whether the program itself asks for it, beside the framework's conditions."""
    executive: bool = False
    reached_pct: float | None = None
    answer: ConditionAnswer | None = None
    """The latest answer that a person gave, whether or not it counts."""
    reads: str = ""
    criterion: str = ""
    """The criterion on whose card it is decided, where the page is the assessment form."""

    @property
    def name(self) -> tuple[PhaseId, ConditionList, str]:
        """Phase, list and key, which together name a condition."""
        return self.phase, self.list, self.key

    @property
    def in_the_way(self) -> bool:
        """Whether it stands in the way of a move up that asks for it."""
        return self.state in ("unmet", "unknown") and self.waived is None


def percent(share: float, towards: Literal["nearest", "down", "up"] = "nearest") -> str:
    """A share of 1 as percent with two decimals at most: "93.72 %"; never all or none where it is not.

    A lower bound is rounded down, an upper one up: neither is said to be better than it is.
    """
    hundredths = 10_000 * share
    if towards != "nearest":
        # A hair beside a whole number comes from computing with binary fractions.
        hundredths = math.floor(hundredths + 1e-9) if towards == "down" else math.ceil(hundredths - 1e-9)
    said = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    if share > 0 and said == "0":
        return "under 0.01 %"
    return "over 99.99 %" if share < 1 and said == "100" else f"{said} %"


def limit_text(limit: float) -> str:
    """A limit in percent as the profile states it: "95 %"."""
    return f"{limit:g} %"


def of(count: int, n: int, share: float | None = None) -> str:
    """ "950 of 1,000 (95 %)": a count with its n and, where given, its share."""
    return f"{count:,} of {n:,}" + (f" ({percent(share)})" if share is not None else "")
