"""Small frameworks and whole assessments for the laws, made by chance from a seed that hypothesis draws."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from readiness.domain.assessment import (
    Agreement,
    Answer,
    Assessment,
    CheckValue,
    Evidence,
    EvidenceKind,
    Plan,
    Rating,
    SignedRisk,
    SignOff,
    StressTest,
    UseCase,
)
from readiness.domain.framework import Framework
from tests.builders import (
    COMPLETE,
    TODAY,
    a_failed_test,
    a_framework,
    a_plan,
    ago,
    an_assessment,
    at,
    check,
    days,
    proof,
    rated,
)

SHAPES = ((1, 1), (2, 1), (2, 2), (3, 2), (2, 1, 2), (1, 1, 1, 1, 1))
FRESH_CHOICES = (10, 30)
CONFIRMED: dict[str, Any] = {"not_applicable_confirmed_by": "eve", "not_applicable_confirmation": "It has none"}
INDEPENDENT, BUILDER = ("ida",), ("bob",)


@dataclass(frozen=True)
class Situation:
    """What may be recorded about one criterion: the answer and its evidence, ages in days before today."""

    rating: Rating | None
    chosen: int = 0
    confirmed: int | None = None
    raters: tuple[str, ...] = INDEPENDENT
    votes: tuple[str, ...] | None = None
    items: tuple[tuple[EvidenceKind, int, int | None], ...] = ()
    """Kind, age and, where withdrawn, how many days ago."""
    drill: int | None = None
    share: float | None = None
    rechecked: bool = True

    def answer(self, criterion: str) -> Answer:
        values: list[CheckValue] = []
        if self.drill is not None:
            values.append(check("days_since_drill", ago(self.drill)))
        if self.share is not None:
            values.append(check("share_covered", self.share))
        more: dict[str, Any] = {"checks": tuple(values), "rechecked": self.rechecked}
        if self.rating is not None and self.confirmed is not None:
            more["confirmed_at"] = at(ago(min(self.confirmed, self.chosen)), 13)
        if self.votes is not None:
            more["agreement"] = Agreement(independent_votes=self.votes)  # type: ignore[arg-type]
        if self.rating == "not_applicable":
            more |= CONFIRMED
        return rated(criterion, self.rating, on=ago(self.chosen), by=self.raters, **more)

    def evidence(self, criterion: str) -> list[Evidence]:
        return [
            proof(criterion, ago(age), kind, id=f"{criterion}-{n}", withdrawn=None if gone is None else ago(gone))
            for n, (kind, age, gone) in enumerate(self.items)
        ]


FILE: tuple[tuple[EvidenceKind, int, int | None], ...] = (("file", 0, None),)
PLAIN = (
    Situation("green", items=FILE),
    Situation("yellow"),
    Situation(None),
    Situation("red"),
    Situation("not_applicable"),
    Situation("green"),
    Situation("green", raters=BUILDER, items=FILE),
)
CALM = (*PLAIN[:1] * 3, *PLAIN[1:2], PLAIN[5])
"""Mostly green, else yellow or unproven."""
AGES = (0, 1, 5, 9, 10, 11, 20, 21, 29, 30, 31, 45, 60, 61, 90)


@cache
def situations() -> tuple[Situation, ...]:
    """A fixed choice of situations, the plain ones often."""
    draw = random.Random(20)
    votes: tuple[str, ...] = ("red", "yellow", "green")

    def one() -> Situation:
        return Situation(
            rating=draw.choice((None, "red", "yellow", "yellow", "green", "green", "green", "not_applicable")),
            chosen=draw.choice(AGES),
            confirmed=draw.choice((None, None, *AGES)),
            raters=draw.choice(((), BUILDER, INDEPENDENT, INDEPENDENT, ("bob", "ida"), ("una",))),
            votes=draw.choice((None, None, None, tuple(draw.choices(votes, k=draw.randrange(4))))),
            items=tuple(
                (
                    draw.choice(("file", "link", "metric", "text")),
                    draw.choice(AGES),
                    draw.choice((None, None, 0, *AGES)),
                )
                for _ in range(draw.choice((0, 1, 1, 2, 3)))
            ),
            drill=draw.choice((None, *AGES)),
            share=draw.choice((None, 100, 85, 10)),
            rechecked=draw.random() < 0.7,
        )

    return PLAIN * 12 + tuple(one() for _ in range(400))


def a_random_framework(chance: random.Random, largest: int) -> Framework:
    """A framework of at most so many criteria, some of which must be green or count double."""
    shape = chance.choice([one for one in SHAPES if sum(one) <= largest])
    ids = [criterion.id for criterion in a_framework(shape).criteria]
    return a_framework(
        shape,
        must_be_green=chance.sample(ids, chance.randrange(2)),
        double_weight=chance.sample(ids, chance.randrange(3)),
        tolerance=chance.randrange(4),
        fresh_days=chance.choice(FRESH_CHOICES),
    )


def a_random_plan(chance: random.Random, ids: list[str], name: str) -> Plan:
    due = chance.choice((60, 60, 5, 0, -1, -20, None))
    return a_plan(
        *chance.sample(ids, chance.randint(1, min(3, len(ids)))),
        id=name,
        due=None if due is None else TODAY + days(due),
        owner=chance.choice(("Olga", "Olga", "")),
        status=chance.choice(("open", "open", "in_progress", "done", "dropped")),
        kind=chance.choice(("mitigation", "mitigation", "mitigation", "action")),
    )


def a_random_stress_test(chance: random.Random, ids: list[str], name: str) -> StressTest:
    mended = chance.choice((None, None, ago(1)))
    return a_failed_test(
        chance.choice(ids),
        chance.choice(("minor", "critical")),
        name=name,
        fixed_on=mended,
        passed_again_on=mended,
    )


def a_random_sign_off(chance: random.Random, ids: list[str], name: str) -> SignOff:
    named = chance.choice((ids, ids, ids[:1], ids[1:]))
    due = chance.choice((None, 90, 60, 0))
    return SignOff(
        id=name,
        person="eve",
        person_name="Eve",
        risks=tuple(
            SignedRisk(criterion=one, status="yellow", due=None if due is None else TODAY + days(due)) for one in named
        ),
        signed_at=at(ago(chance.choice((0, 30, 89, 90, 91))), 14),
        revoked_at=chance.choice((None, None, None, at(TODAY, 15))),
    )


def a_random_assessment(chance: random.Random, framework: Framework) -> Assessment:
    """Everything that may be stored about an initiative; nothing of it lies after today but due dates.

    A calm one is nearly ready, which chance alone would hardly ever make.
    """
    ids = [criterion.id for criterion in framework.criteria]
    found: list[Any] = []
    calm = chance.random() < 0.4
    for criterion in ids:
        situation = chance.choice(CALM if calm else situations())
        found += [situation.answer(criterion), *situation.evidence(criterion)]
    if chance.random() < 0.5:
        found.append(a_plan(*ids, id="covers-all"))
    found += [a_random_plan(chance, ids, f"plan-{n}") for n in range(chance.randrange(3 if calm else 4))]
    if not calm:
        found += [a_random_stress_test(chance, ids, f"Test {n}") for n in range(chance.choice((0, 0, 1, 2)))]
    found += [a_random_sign_off(chance, ids, f"sign-off-{n}") for n in range(chance.choice((0, 1, 1, 2)))]
    use_case = UseCase(user="clerks") if chance.random() < (0 if calm else 0.2) else COMPLETE
    return an_assessment(*found, framework=framework, use_case=use_case)


@st.composite
def cases(draw: st.DrawFn, *, largest: int = 5) -> tuple[Framework, Assessment]:
    """A framework with an assessment of it, both made from one drawn seed: as different as they can be, and fast."""
    chance = draw(st.randoms(use_true_random=True))
    framework = a_random_framework(chance, largest)
    return framework, a_random_assessment(chance, framework)


def replaced(assessment: Assessment, answer: Answer) -> Assessment:
    """The assessment with another answer to one criterion."""
    others = [one for one in assessment.answers if one.criterion != answer.criterion]
    return assessment.model_copy(update={"answers": (*others, answer)})
