"""The stored facts of one initiative's assessment, as frozen values; everything else is computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from datetime import date
from functools import cached_property
from typing import Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, Field, model_validator

from readiness.domain.fact import Fact as Fact
from readiness.domain.fact import NotApplicableReason as NotApplicableReason
from readiness.domain.fact import Rating as Rating
from readiness.domain.workshop_record import WorkshopRecord

T = TypeVar("T")

Status = Literal["red", "not_assessed", "yellow", "green", "not_applicable"]
"""What the gate uses after adjustments."""

EvidenceKind = Literal["file", "link", "metric", "text"]
CheckKind = Literal["number", "date", "nothing_yet"]
PlanKind = Literal["mitigation", "action"]
PlanStatus = Literal["open", "in_progress", "done", "dropped"]
Severity = Literal["minor", "major", "critical"]
StressTestKind = Literal["", "bad_data", "dependency_failure", "misuse"]
"""What is done to the system: wrong input, a missing part, or use against its purpose; empty where nobody said."""

SEVERITY_ORDER: dict[Status, int] = {"red": 0, "not_assessed": 1, "yellow": 2, "green": 3, "not_applicable": 4}
"""Worst first: red, not assessed, yellow, green; not applicable stands outside."""


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses, in the order red, not assessed, yellow, green. Raises ValueError when empty."""
    return min(statuses, key=SEVERITY_ORDER.__getitem__)


def _is_empty(value: Sized) -> bool:
    return len(value) == 0


class UseCase(Fact):
    """Who will use it, for which decision, what that is worth and how the worth is measured."""

    user: str = ""
    decision: str = ""
    value: str = ""
    measure: str = ""


class DemoFacts(Fact):
    """What the demo really showed: measured answers to the four ways in which demos deceive. None: unknown."""

    cases_shown: int | None = None
    """Number of cases shown in the demo."""
    cases_from_production: int | None = None
    """How many of those came unfiltered from production."""
    interfaces_needed: int | None = None
    interfaces_used: int | None = None
    unattended_hours: float | None = None
    """Longest run without an engineer watching, in hours."""
    interventions_per_100: float | None = None
    """Times an engineer had to step in, per 100 cases."""
    users_intended: int | None = None
    users_tried: int | None = None
    """How many intended users tried it on their own work."""
    roles_affected: int | None = None
    roles_consulted: int | None = None


class Initiative(Fact):
    """One AI initiative: its name, profile, framework, use case and rhythm of review."""

    id: str
    name: str
    description: str = ""
    profile: str
    framework_version: str
    framework_hash: str
    created_at: AwareDatetime
    created_by: str = ""
    review_interval_days: int = 90
    last_review_at: AwareDatetime | None = None
    """When the last snapshot was frozen; the next review counts from here, or from the creation."""
    round: int = 1
    """The assessment round, from 1; a new round marks every rating as not re-checked."""
    example: str = ""
    """Why this is only an example ("public case, coded by hindsight"); empty for a real initiative."""
    use_case: UseCase = UseCase()
    demo: DemoFacts = DemoFacts()


class Person(Fact):
    """Somebody on the initiative, with the three declarations of independence (None: undeclared)."""

    id: str
    name: str
    role: str = ""
    executive: bool = False
    user_side: bool = False
    builder: bool | None = None
    """Works on, owns or manages the delivery."""
    reports_to_delivery: bool | None = None
    rewarded_for_launch: bool | None = None
    declared_at: AwareDatetime | None = None
    left: bool = False


class CheckValue(Fact):
    """The answer to one check: a number, a date (for days_since_ measures) or "nothing has happened yet"."""

    measure: str
    kind: CheckKind
    number: float | None = None
    day: date | None = None

    @model_validator(mode="after")
    def _has_its_value(self) -> Self:
        if self.kind == "number" and self.number is None:
            raise ValueError("a check of the kind number needs its number")
        if self.kind == "date" and self.day is None:
            raise ValueError("a check of the kind date needs its day")
        return self


class Agreement(Fact):
    """How a group agreed on a rating: the votes of the independent people in the last round."""

    independent_votes: tuple[Literal["red", "yellow", "green"], ...] = ()
    withheld: Literal["", "supported", "overruled"] = Field(default="", exclude_if=_is_empty)
    """Set in place of the votes where fewer than four independent people voted and people answered without their names:
    whether the rating is no better than the lower median of those votes, which is all that the rules need. On "not
    applicable", which is neither better nor worse: "supported" where somebody independent said so whom no rater names.
    Left out of documents where it is empty, as snapshots from before there were workshops do not have it."""
    rationale: str = ""
    dissent: str = ""


class Answer(Fact):
    """What is recorded on one criterion. `rating` None with a note or checks is still not assessed."""

    criterion: str
    rating: Rating | None = None
    reason: str = ""
    """Why the rating is better than the suggestion; shown wherever the rating is shown."""
    not_applicable_reason: NotApplicableReason | None = None
    not_applicable_text: str = ""
    not_applicable_confirmed_by: str | None = None
    """Executive who confirmed in writing that a must-be-green criterion does not apply (person id)."""
    not_applicable_confirmation: str = ""
    chosen_at: AwareDatetime | None = None
    """When the present value was chosen."""
    confirmed_at: AwareDatetime | None = None
    """When somebody last confirmed the present value."""
    raters: tuple[str, ...] = ()
    """Ids of the people who chose or confirmed the present value."""
    agreement: Agreement | None = None
    """Set when a group agreed on the rating in a workshop."""
    rechecked: bool = True
    """False from the start of a new round until somebody confirms the rating."""
    note: str = ""
    checks: tuple[CheckValue, ...] = ()

    @model_validator(mode="after")
    def _was_chosen_at_some_time(self) -> Self:
        if self.rating is not None and self.chosen_at is None:
            raise ValueError("a rating needs chosen_at, the time at which it was chosen; its age may count from there")
        return self

    def check_value(self, measure: str) -> CheckValue | None:
        """The recorded value of a check, or None."""
        for value in self.checks:
            if value.measure == measure:
                return value
        return None


class Evidence(Fact):
    """One dated item of evidence for one criterion. A withdrawn item proves nothing but still sets the age."""

    id: str
    criterion: str
    kind: EvidenceKind
    text: str = ""
    """Title or text."""
    url: str = ""
    file_name: str = ""
    media_type: str = ""
    size: int | None = None
    """Bytes."""
    sha256: str = ""
    day: date
    """The date of the evidence itself."""
    by: str = ""
    """Who vouches for it, as typed."""
    added_at: AwareDatetime
    added_by: str = ""
    withdrawn_at: AwareDatetime | None = None


class Plan(Fact):
    """A mitigation (covers one or more yellow criteria) or an action (anything else that somebody will do)."""

    id: str
    kind: PlanKind = "mitigation"
    criteria: tuple[str, ...] = ()
    text: str = ""
    owner: str = ""
    due: date | None = None
    status: PlanStatus = "open"
    effort_days: float | None = None
    """Person-days."""
    cost: float | None = None
    """Money in the initiative's currency."""
    skill: str = ""
    created_at: AwareDatetime
    done_at: AwareDatetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.status in ("open", "in_progress")

    @property
    def is_complete(self) -> bool:
        """Whether it says what, who and by when."""
        return self.due is not None and bool(self.text.strip()) and bool(self.owner.strip())

    @property
    def covers(self) -> bool:
        """Whether it covers the yellows that it names: a complete mitigation that was not dropped."""
        return self.kind == "mitigation" and self.status != "dropped" and self.is_complete


class StressTest(Fact):
    """A deliberate attempt to break the system; a failed one counts until it is fixed and passed again."""

    id: str
    criterion: str
    name: str
    day: date
    outcome: Literal["passed", "failed"]
    severity: Severity | None = None
    """Chosen on the finding of a failed test."""
    finding: str = ""
    fixed_on: date | None = None
    passed_again_on: date | None = None
    added_at: AwareDatetime
    added_by: str = ""
    # What follows is left out of documents where it is empty: earlier snapshots keep the bytes of their SHA-256.
    kind: StressTestKind = Field(default="", exclude_if=_is_empty)
    expected: str = Field(default="", exclude_if=_is_empty)
    """How it should behave, written before the run."""
    link: str = Field(default="", exclude_if=_is_empty)
    """Where the record of the run lies."""
    fix: str = Field(default="", exclude_if=_is_empty)
    """What was done about the finding."""

    @property
    def is_unresolved(self) -> bool:
        """Whether it failed and was not yet fixed and, on the day of the fix or later, passed again."""
        return self.outcome == "failed" and (
            self.fixed_on is None or self.passed_again_on is None or self.passed_again_on < self.fixed_on
        )


class SignedRisk(Fact):
    """One yellow as the executive saw it when signing."""

    criterion: str
    status: Status
    due: date | None = None
    acknowledgement: str = ""


class SignOff(Fact):
    """A named executive's written acknowledgement of the yellows, one by one."""

    id: str
    person: str
    """Person id."""
    person_name: str
    person_role: str = ""
    declaration: str = ""
    """The signer's three declarations in words, as they stood at signing."""
    statement: str = ""
    risks: tuple[SignedRisk, ...]
    signed_at: AwareDatetime
    entered_by: str = ""
    """Who was at the keyboard when it was signed, with "not signed in" until there is sign-in."""
    signed_in: bool = False
    revoked_at: AwareDatetime | None = None


class Assessment(Fact):
    """Everything that is stored about one initiative's assessment."""

    initiative: Initiative
    people: tuple[Person, ...] = ()
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    plans: tuple[Plan, ...] = ()
    stress_tests: tuple[StressTest, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    workshops: tuple[WorkshopRecord, ...] = Field(default=(), exclude_if=_is_empty)
    """The closed workshops, oldest first. Left out of documents where there are none: a snapshot that was frozen before
    there were workshops is read and written with the very bytes over which its SHA-256 was taken."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields replaced (not validated); the look-ups are made anew, so that none is out of date."""
        copied = super().model_copy(update=update, deep=deep)
        for name in [name for name in copied.__dict__ if name not in type(self).model_fields]:
            del copied.__dict__[name]
        return copied

    @cached_property
    def _answers_by_criterion(self) -> dict[str, Answer]:
        return {answer.criterion: answer for answer in self.answers}

    @cached_property
    def _evidence_by_criterion(self) -> dict[str, tuple[Evidence, ...]]:
        return _grouped((item.criterion, item) for item in self.evidence)

    @cached_property
    def _standing_and_withdrawn(self) -> tuple[dict[str, tuple[Evidence, ...]], dict[str, tuple[Evidence, ...]]]:
        standing: list[tuple[str, Evidence]] = []
        withdrawn: list[tuple[str, Evidence]] = []
        for item in self.evidence:
            (standing if item.withdrawn_at is None else withdrawn).append((item.criterion, item))
        return _grouped(standing), _grouped(withdrawn)

    @cached_property
    def _people_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _mitigations_by_criterion(self) -> dict[str, tuple[Plan, ...]]:
        return _grouped((name, plan) for plan in self.plans if plan.kind == "mitigation" for name in plan.criteria)

    @cached_property
    def workshop_of(self) -> dict[str, WorkshopRecord]:
        """The latest workshop that showed or decided anything on a criterion, by criterion."""
        return {
            record.criterion: workshop
            for workshop in self.workshops
            for record in workshop.criteria
            if record.rounds or record.decided_at is not None
        }

    @cached_property
    def covered(self) -> frozenset[str]:
        """The criteria that a mitigation with text, owner and due date covers."""
        return frozenset([criterion for plan in self.plans if plan.covers for criterion in plan.criteria])

    @cached_property
    def _stress_tests_by_criterion(self) -> dict[str, tuple[StressTest, ...]]:
        return _grouped((test.criterion, test) for test in self.stress_tests)

    def answer(self, criterion_id: str) -> Answer:
        """What is recorded on a criterion; an empty answer when nothing is."""
        return self._answers_by_criterion.get(criterion_id) or Answer(criterion=criterion_id)

    def evidence_of(self, criterion_id: str, *, withdrawn: bool = False) -> tuple[Evidence, ...]:
        """Evidence items of a criterion; those withdrawn only when asked for."""
        items = self._evidence_by_criterion if withdrawn else self._standing_and_withdrawn[0]
        return items.get(criterion_id, ())

    def withdrawn_evidence_of(self, criterion_id: str) -> tuple[Evidence, ...]:
        """The evidence items of a criterion that were withdrawn."""
        return self._standing_and_withdrawn[1].get(criterion_id, ())

    def mitigations_of(self, criterion_id: str) -> tuple[Plan, ...]:
        """Mitigations that name this criterion, dropped ones included."""
        return self._mitigations_by_criterion.get(criterion_id, ())

    def stress_tests_of(self, criterion_id: str) -> tuple[StressTest, ...]:
        """Stress tests of a criterion."""
        return self._stress_tests_by_criterion.get(criterion_id, ())

    def person(self, person_id: str) -> Person | None:
        """The person with this id, or None."""
        return self._people_by_id.get(person_id)


def _grouped(entries: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Values by key, those of one key in the order in which they come."""
    found: dict[str, list[T]] = {}
    for key, value in entries:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
