"""What follows from an assessment on one day: statuses with their adjustments, verdict, reasons, warnings."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from readiness.domain.assessment import Rating, Status

VerdictId = Literal["blocked", "incomplete", "needs_plan", "needs_sign_off", "ready_with_mitigations", "ready"]
VERDICT_ORDER: dict[VerdictId, int] = {
    "blocked": 0,
    "incomplete": 1,
    "needs_plan": 2,
    "needs_sign_off": 3,
    "ready_with_mitigations": 4,
    "ready": 5,
}
"""Worst first."""

AdjustmentCause = Literal[
    "unproven",
    "evidence_expired",
    "check_lapsed",
    "self_assessed",
    "evidence_too_old",
    "not_applicable_unconfirmed",
    "stress_test_failed",
    "plan_overdue",
]
Cause = Literal["chosen", "not_answered", "no_plan", "use_case", "dimension_empty"] | AdjustmentCause
"""Why a criterion stands where it stands; `chosen` where the rating itself says so."""

PROOF_CAUSES: frozenset[str] = frozenset({"unproven", "evidence_expired", "check_lapsed", "self_assessed"})
"""Causes that turn green into yellow for want of proof alone: their remedy is the proof, not a plan."""
UNPROVEN_CAUSES: frozenset[str] = PROOF_CAUSES | {"evidence_too_old", "not_applicable_unconfirmed"}
"""All causes that lie in a lack of proof, whatever the rating then counts as."""


class Value(BaseModel):
    """A computed value: immutable; never stored but in snapshots."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Suggestion(Value):
    """What the checks say. `rating` None: no check has a value."""

    rating: Literal["red", "yellow", "green"] | None
    text: str
    measured: int
    """How many checks have a value."""
    of: int


class Adjustment(Value):
    """One cause for which the effective status is worse than the chosen rating."""

    cause: AdjustmentCause
    status: Status
    text: str
    since: date | None = None
    """The first day on which it holds, where a day decides."""
    remedy: str
    """What would lift it."""


class CriterionResult(Value):
    """Where one criterion stands on the day."""

    criterion: str
    dimension: str
    name: str
    chosen: Rating | None
    status: Status
    adjustments: tuple[Adjustment, ...]
    suggestion: Suggestion
    must_be_green: bool
    weight: int
    self_assessed: bool
    """Whether no independent rater stands behind the rating (False where nothing is rated)."""
    fresh_until: date | None
    """The last day on which green or yellow counts as fresh; None where nothing is rated."""
    reason_missing: bool
    """Whether the rating is better than the suggestion without a written reason."""
    planned: bool
    """Whether a complete mitigation covers it."""
    rechecked: bool

    @property
    def lacks_proof(self) -> bool:
        """Whether it was chosen green and is yellow only for want of proof."""
        return (
            self.chosen == "green"
            and self.status == "yellow"
            and all(adjustment.cause in PROOF_CAUSES for adjustment in self.adjustments)
        )

    @property
    def needs_plan(self) -> bool:
        """Whether it is a yellow (chosen, or made by a stress test) that no complete mitigation covers."""
        return self.status == "yellow" and not self.lacks_proof and not self.planned


class DimensionResult(Value):
    """Where one dimension stands on the day; the score is for charts only and overrides nothing."""

    dimension: str
    name: str
    status: Status
    score: float | None
    """0 to 100, weighted mean over assessed criteria; None where none is assessed."""
    assessed: int
    """Criteria that are red, yellow or green."""
    applicable: int
    """Criteria that are not effectively not applicable."""
    total: int


class Reason(Value):
    """One cause of the verdict. `criterion` is None where it lies elsewhere (use case, empty dimension)."""

    criterion: str | None
    dimension: str | None
    status: Status
    cause: Cause
    text: str


class Warning(Value):
    """Something to know beside the verdict that changes nothing in it."""

    kind: Literal["not_rechecked", "no_stress_test", "reason_missing"]
    text: str
    dimension: str | None = None


class SignOffState(Value):
    """Whether a sign-off is needed on the day, and whether one holds."""

    needed: bool
    valid: bool
    sign_off: str | None
    """Id of the sign-off that holds, else of the latest one."""
    valid_until: date | None = None
    problems: tuple[str, ...] = ()
    """Why the latest sign-off does not hold, in sentences."""


class Evaluation(Value):
    """All that follows from an assessment on one day (UTC)."""

    day: date
    verdict: VerdictId
    headline: str
    """The answer to "Can it go to production?" in one sentence."""
    reasons: tuple[Reason, ...]
    """What causes the verdict."""
    open_points: tuple[Reason, ...]
    """What else is not green, in the same order; becomes a cause once the reasons are dealt with."""
    warnings: tuple[Warning, ...]
    dimensions: tuple[DimensionResult, ...]
    criteria: tuple[CriterionResult, ...]
    sign_off: SignOffState
    confirmed_exceptions: tuple[str, ...] = ()
    """Sentences: must-be-green criteria that an executive confirmed as not applicable."""

    @cached_property
    def _by_criterion(self) -> dict[str, CriterionResult]:
        return {result.criterion: result for result in self.criteria}

    def criterion(self, criterion_id: str) -> CriterionResult:
        """The result of one criterion. Raises KeyError for an unknown id."""
        return self._by_criterion[criterion_id]

    def lacking(self, criterion_id: str) -> tuple[str, ...]:
        """What proof the rating of a criterion lacks, in words; nothing for one that the framework does not have."""
        result = self._by_criterion.get(criterion_id)
        return tuple(item.text for item in result.adjustments if item.cause in UNPROVEN_CAUSES) if result else ()

    @property
    def assessed(self) -> int:
        """How many criteria have an answer: red, yellow, green or not applicable was chosen."""
        return sum(result.chosen is not None for result in self.criteria)

    @property
    def lapsed(self) -> int:
        """How many of these answers count no longer, so that the criterion is not assessed."""
        return sum(result.chosen is not None and result.status == "not_assessed" for result in self.criteria)

    @property
    def yellows(self) -> tuple[CriterionResult, ...]:
        """The criteria that are effectively yellow, in framework order."""
        return tuple(result for result in self.criteria if result.status == "yellow")


class Step(Value):
    """One step of a path: bring a criterion to a status, complete a mitigation, sign, or finish the use case."""

    kind: Literal["criterion", "mitigation", "sign_off", "use_case"]
    criterion: str | None = None
    to: Literal["yellow", "green"] | None = None
    plan: str | None = None
    """Id of the mitigation to complete; None: a new one for `criterion`."""
    text: str
    takes: str = ""
    """What that takes: evidence, an independent rater, a date."""


class Path(Value):
    """The fewest steps from the present verdict to a better one."""

    start: VerdictId
    end: VerdictId
    steps: tuple[Step, ...]


class Upcoming(Value):
    """Something that time alone will change: an expiry, a due date, the end of a sign-off."""

    day: date
    """The first day on which it acts."""
    kind: Literal["evidence_expires", "evidence_too_old", "check_lapses", "plan_overdue", "sign_off_ends", "review_due"]
    criterion: str | None
    text: str
    voids_sign_off: bool = False

    @property
    def named_day(self) -> date:
        """The day that people speak of: of what is due, the day by which it is; else the first on which it acts."""
        return self.day if self.kind in ("evidence_expires", "evidence_too_old") else self.day - timedelta(days=1)
