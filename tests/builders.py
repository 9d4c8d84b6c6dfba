"""A small framework and one-line builders of facts, so that a test states only what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from readiness.domain.agreement import spread
from readiness.domain.assessment import (
    Answer,
    Assessment,
    CheckValue,
    Evidence,
    EvidenceKind,
    Fact,
    Initiative,
    Person,
    Plan,
    Rating,
    Severity,
    SignedRisk,
    SignOff,
    StressTest,
    UseCase,
)
from readiness.domain.evaluation import Evaluation
from readiness.domain.framework import DIMENSION_IDS, Check, Criterion, Dimension, Framework, Profile
from readiness.domain.gate import evaluate
from readiness.domain.workshop import Choice
from readiness.domain.workshop_record import CriterionRecord, Movement, RoundRecord, WorkshopRecord

TODAY = date(2026, 3, 20)
DUE = date(2026, 5, 19)
"""When a plan is due unless told otherwise."""
FRESH = 30
"""fresh_days of every criterion unless told otherwise."""
PROFILE = "small"
COMPLETE = UseCase(user="clerks", decision="whom to call back", value="an hour a day", measure="timed calls")

IDA = Person(id="ida", name="Ida", builder=False, reports_to_delivery=False, rewarded_for_launch=False)
BOB = Person(id="bob", name="Bob", builder=True, reports_to_delivery=False, rewarded_for_launch=False)
EVE = Person(id="eve", name="Eve", executive=True, builder=False, reports_to_delivery=False, rewarded_for_launch=True)
UNA = Person(id="una", name="Una")
PEOPLE = (IDA, BOB, EVE, UNA)
"""Independent Ida, builder Bob, executive Eve (rewarded for the launch), undeclared Una."""


def days(number: int) -> timedelta:
    return timedelta(days=number)


def ago(number: int) -> date:
    """So many days before today."""
    return TODAY - days(number)


def at(day: date, hour: int = 12) -> datetime:
    """A moment on a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


def checks() -> tuple[Check, ...]:
    """Three checks: more is better (100, 80), less is better (1, 5), days since (7, 30)."""
    return (
        Check(measure="share_covered", text="Share covered", unit="%", better="higher", green=100, yellow=80),
        Check(measure="faults_open", text="Faults open", unit="faults", better="lower", green=1, yellow=5),
        Check(measure="days_since_drill", text="Drill held", unit="days", better="lower", green=7, yellow=30),
    )


def a_criterion(dimension: str, number: int, fresh_days: int = FRESH) -> Criterion:
    name = f"{dimension.capitalize()} {number}"
    return Criterion(
        id=f"{dimension}.c{number}",
        dimension=dimension,  # type: ignore[arg-type]
        name=name,
        question=f"Is {name} in order?",
        why="Because.",
        checks=checks(),
        red=f"{name} is bad",
        yellow=f"{name} is fair",
        green=f"{name} is good",
        evidence=("a report",),
        fresh_days=fresh_days,
        stress_test="Break it.",
    )


def a_framework(
    shape: Sequence[int] = (2, 2),
    *,
    must_be_green: Iterable[str] = (),
    double_weight: Iterable[str] = (),
    tolerance: int = 1,
    fresh_days: int = FRESH,
) -> Framework:
    """A framework with so many criteria in each of the first dimensions: data.c1, data.c2, integration.c1, ..."""
    named = list(zip(DIMENSION_IDS, shape, strict=False))
    return Framework(
        version="small-1",
        name="Small",
        mapping_note="None.",
        dimensions=tuple(
            Dimension(id=one, name=one.capitalize(), short_name=one, purpose="To be sure.") for one, _ in named
        ),
        criteria=tuple(a_criterion(one, n + 1, fresh_days) for one, count in named for n in range(count)),
        profiles=(
            Profile(
                id=PROFILE,
                name="Small",
                stakes="some",
                must_be_green=tuple(must_be_green),
                double_weight=tuple(double_weight),
                yellow_tolerance=tolerance,
                data_freshness="A day",
                latency="A second",
                metrics=(),
                highest_phase="full_automation",
            ),
        ),
        phases=(),
        patterns=(),
    )


SMALL = a_framework()
"""Two dimensions of two criteria, nothing must be green, one yellow criterion is tolerated."""


def rated(
    criterion: str, rating: Rating | None, *, on: date = TODAY, by: Sequence[str] = ("ida",), **more: Any
) -> Answer:
    """A rating as chosen on a day by some people; Ida alone is independent."""
    if rating is None:
        return Answer(criterion=criterion, **more)
    if rating == "not_applicable":
        more = {"not_applicable_reason": "out_of_scope", **more}
    return Answer(criterion=criterion, rating=rating, chosen_at=at(on), raters=tuple(by), **more)


def proof(
    criterion: str, day: date = TODAY, kind: EvidenceKind = "file", *, id: str = "", withdrawn: date | None = None
) -> Evidence:
    """One item of evidence."""
    return Evidence(
        id=id or f"{kind}-{criterion}-{day}",
        criterion=criterion,
        kind=kind,
        day=day,
        added_at=at(day),
        withdrawn_at=at(withdrawn, 18) if withdrawn else None,
    )


def a_plan(*criteria: str, due: date | None = DUE, id: str = "plan", **more: Any) -> Plan:
    """An open mitigation with text and owner."""
    more = {"text": "Mend it", "owner": "Olga", **more}
    return Plan(id=id, criteria=criteria, due=due, created_at=at(ago(100)), **more)


def a_failed_test(criterion: str, severity: Severity = "major", *, name: str = "Flood", **more: Any) -> StressTest:
    return StressTest(
        id=f"test-{name}",
        criterion=criterion,
        name=name,
        day=ago(3),
        outcome="failed",
        severity=severity,
        added_at=at(ago(3)),
        **more,
    )


def a_sign_off(*criteria: str, on: date = TODAY, due: date | None = DUE, id: str = "signed", **more: Any) -> SignOff:
    """Eve's acknowledgement of some yellow criteria, each with the due date of its plan."""
    risks = tuple(
        SignedRisk(criterion=one, status="yellow", due=due, acknowledgement="I accept it") for one in criteria
    )
    return SignOff(id=id, person="eve", person_name="Eve", risks=risks, signed_at=at(on), **more)


ANSWER_LETTERS: dict[str, Choice] = {
    "R": "red",
    "Y": "yellow",
    "G": "green",
    "N": "not_applicable",
    "D": "dont_know",
}


def in_rounds(*answers: str, moved: Sequence[tuple[int, int, int]] = (), missing: int = 0) -> tuple[RoundRecord, ...]:
    """Revealed rounds from letters: "RG" is a red and a green; `moved` (up, down, stayed) from the second."""
    return tuple(
        RoundRecord(
            number=number,
            revealed_at=at(TODAY) + timedelta(minutes=number),
            spread=spread([ANSWER_LETTERS[letter] for letter in letters], not_voted=missing),
            movement=None
            if number == 1
            else Movement(**dict(zip(("up", "down", "stayed"), moved[number - 2], strict=True))),
        )
        for number, letters in enumerate(answers, 1)
    )


def left(criterion: str, *, rounds: tuple[RoundRecord, ...] = (), **more: Any) -> CriterionRecord:
    """How a workshop left a criterion: agreed with `rating`, `parked`, or neither."""
    decided = {"decided_at": at(TODAY, 14)} if more.get("rating") or more.get("parked") else {}
    if more.get("rating") == "not_applicable":
        decided["not_applicable_reason"] = "out_of_scope"  # type: ignore[assignment]
    return CriterionRecord(criterion=criterion, rounds=rounds, **{**decided, **more})


def a_workshop_record(*criteria: CriterionRecord, id: str = "w1", on: date = TODAY, **more: Any) -> WorkshopRecord:
    """A named workshop of an afternoon: twelve who answer, three of them independent, and two who look on."""
    fields = {"anonymity": "named", "joined": 12, "independent": 3, "observers": 2, **more}
    return WorkshopRecord(id=id, opened_at=at(on, 13), closed_at=at(on, 16), criteria=criteria, **fields)


def check(measure: str, value: float | date | None) -> CheckValue:
    """A check's value: a number, a date, or None for "nothing has happened yet"."""
    if value is None:
        return CheckValue(measure=measure, kind="nothing_yet")
    if isinstance(value, date):
        return CheckValue(measure=measure, kind="date", day=value)
    return CheckValue(measure=measure, kind="number", number=value)


def an_assessment(
    *facts: Fact,
    framework: Framework = SMALL,
    rest: Rating | None = "green",
    use_case: UseCase = COMPLETE,
    people: Sequence[Person] = PEOPLE,
) -> Assessment:
    """An assessment of some facts; every criterion without an answer is rated `rest`, green ones with a file."""
    answers = [fact for fact in facts if isinstance(fact, Answer)]
    named = {answer.criterion for answer in answers}
    silent = [criterion.id for criterion in framework.criteria if criterion.id not in named]
    proofs = [proof(criterion) for criterion in silent if rest == "green"]
    answers += [rated(criterion, rest, reason="Seen") for criterion in silent if rest is not None]
    return Assessment(
        initiative=Initiative(
            id="it",
            name="It",
            profile=PROFILE,
            framework_version=framework.version,
            framework_hash="0" * 64,
            created_at=at(ago(100)),
            use_case=use_case,
        ),
        people=tuple(people),
        answers=tuple(answers),
        evidence=(*(fact for fact in facts if isinstance(fact, Evidence)), *proofs),
        plans=tuple(fact for fact in facts if isinstance(fact, Plan)),
        stress_tests=tuple(fact for fact in facts if isinstance(fact, StressTest)),
        sign_offs=tuple(fact for fact in facts if isinstance(fact, SignOff)),
        workshops=tuple(fact for fact in facts if isinstance(fact, WorkshopRecord)),
    )


def judged(*facts: Fact, framework: Framework = SMALL, today: date = TODAY, **more: Any) -> Evaluation:
    """What follows from some facts on a day; everything unsaid is green and proven."""
    return evaluate(an_assessment(*facts, framework=framework, **more), framework, today)
