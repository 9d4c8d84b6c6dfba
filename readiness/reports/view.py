"""What a report shows: a frozen document as flat rows, the same for every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from readiness.domain.agreement import Label
from readiness.domain.assessment import Rating, Status
from readiness.domain.evaluation import VerdictId
from readiness.domain.workshop_record import Outcome
from readiness.reports.operation_rows import OperationRows
from readiness.reports.workshop_rows import WorkshopRow


@dataclass(frozen=True)
class Head:
    """Which initiative, which snapshot, by which framework."""

    initiative: str
    initiative_id: str
    description: str
    example: str
    profile: str
    stakes: str
    framework: str
    framework_version: str
    framework_extends: str
    framework_hash: str
    mapping_note: str
    program: str
    snapshot: int
    frozen_at: datetime
    frozen_by: str
    note: str
    day: date
    round: int
    created_at: datetime
    created_by: str
    next_review: date
    previous_snapshot: int | None
    sha256: str
    """SHA-256 of the snapshot's canonical JSON, the same that seals the JSON export."""
    chain_sequence: int
    chain_hash: str
    criteria: int
    assessed: int
    must_be_green: int
    yellow_tolerance: int


@dataclass(frozen=True)
class ReasonRow:
    """One cause of the verdict, or one open point."""

    number: int
    criterion_id: str
    criterion: str
    dimension: str
    status: Status
    cause: str
    text: str


@dataclass(frozen=True)
class StepRow:
    """One step of a path to a better verdict."""

    number: int
    text: str
    takes: str


@dataclass(frozen=True)
class PathRows:
    """The fewest steps to a better verdict."""

    end: VerdictId
    steps: tuple[StepRow, ...]


@dataclass(frozen=True)
class Verdict:
    """The answer, why, and the way on."""

    id: VerdictId
    word: str
    status: Status
    question: str
    answer: str
    reasons: tuple[ReasonRow, ...]
    open_points: tuple[ReasonRow, ...]
    exceptions: tuple[str, ...]
    path_next: PathRows | None
    path_ready: PathRows | None


@dataclass(frozen=True)
class DimensionRow:
    """Where one dimension stands, now and at the snapshot before."""

    id: str
    name: str
    short_name: str
    purpose: str
    status: Status
    score: float | None
    assessed: int
    applicable: int
    total: int
    previous_status: Status | None
    previous_score: float | None


@dataclass(frozen=True)
class CheckRow:
    """One check with its value and limits; `value` None: no value, or nothing has happened yet."""

    measure: str
    text: str
    unit: str
    kind: Literal["number", "date", "nothing_yet", "none"]
    value: float | date | None
    value_text: str
    better: Literal["higher", "lower"]
    green: float
    yellow: float
    green_text: str
    yellow_text: str
    level: Status


@dataclass(frozen=True)
class AdjustmentRow:
    """One cause for which a status is worse than the chosen rating."""

    status: Status
    text: str
    since: date | None
    remedy: str


@dataclass(frozen=True)
class EvidenceRow:
    """One item of evidence."""

    criterion_id: str
    criterion: str
    kind: str
    day: date
    text: str
    url: str
    file_name: str
    media_type: str
    size: int | None
    size_text: str
    sha256: str
    by: str
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class StressTestRow:
    """One deliberate attempt to break the system."""

    criterion_id: str
    criterion: str
    name: str
    day: date
    outcome: str
    status: Status
    severity: str
    finding: str
    fixed_on: date | None
    passed_again_on: date | None


@dataclass(frozen=True)
class MappingRow:
    """Where an outside standard speaks of the same matter."""

    standard: str
    ref: str
    why: str
    close_fit: bool
    checked: bool


@dataclass(frozen=True)
class CriterionRow:
    """Where one criterion stands and what that rests on."""

    id: str
    name: str
    dimension_id: str
    dimension: str
    question: str
    level_words: str
    """The framework's words for the chosen level."""
    chosen: Rating | None
    status: Status
    must_be_green: bool
    weight: int
    suggestion: Status
    suggestion_text: str
    reason: str
    reason_missing: bool
    not_applicable: str
    checks: tuple[CheckRow, ...]
    adjustments: tuple[AdjustmentRow, ...]
    evidence: tuple[EvidenceRow, ...]
    stress_tests: tuple[StressTestRow, ...]
    plans: tuple[str, ...]
    note: str
    raters: str
    self_assessed: bool
    agreement: str
    chosen_at: datetime | None
    confirmed_at: datetime | None
    fresh_until: date | None
    rechecked: bool
    changes: tuple[str, ...]
    """Limits that the team's framework changed, in sentences."""
    mappings: tuple[MappingRow, ...]
    workshop_day: date | None
    """Of the latest workshop that showed or decided anything on it."""
    workshop_agreement: Label | None
    """How far the room agreed in the last round there."""
    workshop_outcome: Outcome | None


@dataclass(frozen=True)
class PlanRow:
    """One mitigation or action."""

    id: str
    kind: str
    criterion_ids: str
    criteria: str
    dimension: str
    text: str
    owner: str
    due: date | None
    state: str
    open: bool
    overdue: bool
    effort_days: float | None
    cost: float | None
    skill: str
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class EffortRow:
    """What the plans still open take in one dimension; None where nobody gave a figure."""

    dimension: str
    plans: int
    open: int
    effort_days: float | None
    cost: float | None
    unsized: int
    """Open plans that say neither effort nor cost."""
    skills: str


@dataclass(frozen=True)
class PersonRow:
    """Somebody on the initiative, with the three declarations in words."""

    name: str
    role: str
    executive: bool
    user_side: bool
    builder: str
    reports_to_delivery: str
    rewarded_for_launch: str
    independent: bool
    declared_at: datetime | None
    left: bool


@dataclass(frozen=True)
class RiskRow:
    """One yellow as the executive saw it when signing."""

    criterion_id: str
    criterion: str
    status: Status
    due: date | None
    acknowledgement: str


@dataclass(frozen=True)
class SignOffRows:
    """The sign-off: whether one is needed and holds, and what was signed."""

    needed: bool
    valid: bool
    state: str
    problems: tuple[str, ...]
    valid_until: date | None
    person: str
    role: str
    declaration: str
    statement: str
    signed_at: datetime | None
    signed_in: bool
    entered_by: str
    """Who was at the keyboard."""
    revoked_at: datetime | None
    risks: tuple[RiskRow, ...]


@dataclass(frozen=True)
class UpcomingRow:
    """Something that time alone will change."""

    day: date
    criterion: str
    text: str
    voids_sign_off: bool


@dataclass(frozen=True)
class DifferenceRow:
    """One value that the team's framework changed."""

    place: str
    original: str
    changed: str
    softer: bool | None


@dataclass(frozen=True)
class LabelledText:
    """A short label with a text: a line of the use case."""

    label: str
    text: str


@dataclass(frozen=True)
class DemoRow:
    """One way in which demos deceive; `share` 0 is a demo, 1 is production, None is unknown."""

    name: str
    dimension: str
    share: float | None
    text: str


@dataclass(frozen=True)
class ReportView:
    """Everything a report shows."""

    head: Head
    verdict: Verdict
    dimensions: tuple[DimensionRow, ...]
    criteria: tuple[CriterionRow, ...]
    evidence: tuple[EvidenceRow, ...]
    stress_tests: tuple[StressTestRow, ...]
    plans: tuple[PlanRow, ...]
    efforts: tuple[EffortRow, ...]
    effort_total: EffortRow
    people: tuple[PersonRow, ...]
    sign_off: SignOffRows
    warnings: tuple[str, ...]
    upcoming: tuple[UpcomingRow, ...]
    differences: tuple[DifferenceRow, ...]
    use_case: tuple[LabelledText, ...]
    demo: tuple[DemoRow, ...]
    """Empty where nobody has said anything about the demo."""
    workshops: tuple[WorkshopRow, ...]
    operation: OperationRows | None
    """None: the snapshot holds nothing of rollout and run."""
