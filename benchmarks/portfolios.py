"""Databases to measure on: the demo portfolio, or many invented initiatives straight through the store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from readiness.commands.demo import load_demo
from readiness.context import Actor, Context, open_context
from readiness.domain.assessment import (
    Answer,
    Assessment,
    CheckValue,
    Evidence,
    Initiative,
    Person,
    Plan,
    Rating,
    UseCase,
)
from readiness.domain.framework import Framework
from readiness.settings import Settings

SEED = "readiness benchmark 1"
BATCH = 250
"""Initiatives in one transaction."""
WORDS = (
    "claims",
    "letters",
    "invoices",
    "routing",
    "triage",
    "forecast",
    "matching",
    "drafting",
    "scoring",
    "retention",
    "fraud",
    "renewal",
    "dispatch",
)
PEOPLE = (("Ana Ruiz", "Sponsor"), ("Ben Osei", "Quality"), ("Chi Lam", "Engineer"))


def opened(database: Path) -> Context:
    """The surroundings of a database that only the benchmark uses; the caller closes the store."""
    return open_context(
        Settings.from_environment({"READINESS_DATABASE": str(database)}), actor=Actor(id=None, name="Benchmark")
    )


def demo(database: Path) -> str:
    """Load the demo portfolio; the id of its largest initiative."""
    context = opened(database)
    try:
        load_demo(context)
        return max(
            context.store.ids(),
            key=lambda id: len(context.store.load(id).model_dump_json()),
        )
    finally:
        context.store.close()


def generate(database: Path, count: int) -> None:
    """Store so many initiatives, every one with a rating, checks and evidence on each criterion, people and plans."""
    context = opened(database)
    try:
        version = context.frameworks.default
        framework, hash = context.frameworks.get(version), context.frameworks.hash_of(version)
        invented = _initiatives(framework, hash, count, context.now())
        for _ in range(0, count, BATCH):
            with context.creation() as creation:
                for _, assessment in zip(range(BATCH), invented, strict=False):
                    creation.add(assessment, framework, (), "created", {"name": assessment.initiative.name})
    finally:
        context.store.close()


def _initiatives(framework: Framework, hash: str, count: int, now: datetime) -> Iterator[Assessment]:
    chance = random.Random(SEED)
    today = now.date()
    for number in range(count):
        yield _initiative(chance, framework, hash, number, now, today)


def _initiative(
    chance: random.Random, framework: Framework, hash: str, number: int, now: datetime, today: date
) -> Assessment:
    # Some initiatives are in order throughout; the others are worse and older the more they lean.
    leaning = max(0.0, chance.random() - 0.3)
    began = now - timedelta(days=chance.randint(20, 200))
    people = tuple(
        Person(
            id=f"p{place}",
            name=name,
            role=role,
            executive=place == 0,
            builder=place == 2,
            reports_to_delivery=False,
            rewarded_for_launch=False,
            declared_at=began,
        )
        for place, (name, role) in enumerate(PEOPLE)
    )
    answers: list[Answer] = []
    evidence: list[Evidence] = []
    plans: list[Plan] = []
    for place, criterion in enumerate(framework.criteria):
        rating = _rating(chance, leaning)
        chosen = now - timedelta(days=chance.randint(0, int(60 * leaning)), minutes=place)
        answers.append(
            Answer(
                criterion=criterion.id,
                rating=rating,
                chosen_at=chosen,
                confirmed_at=chosen,
                raters=("p1",),
                note=f"Seen with {chance.choice(WORDS)} and {chance.choice(WORDS)}.",
                checks=tuple(
                    CheckValue(
                        measure=check.measure,
                        kind="date",
                        day=today - timedelta(days=chance.randint(0, int(20 * leaning))),
                    )
                    if check.is_date
                    else CheckValue(measure=check.measure, kind="number", number=check.green)
                    for check in criterion.checks
                ),
            )
        )
        evidence.append(
            Evidence(
                id=f"e{place}",
                criterion=criterion.id,
                kind="link" if rating == "green" else "text",
                text=f"Report on {chance.choice(WORDS)}",
                url="https://wiki.example.com/report" if rating == "green" else "",
                day=chosen.date(),
                by="Ben Osei",
                added_at=chosen,
                added_by="Ben Osei",
            )
        )
        if rating == "yellow" and chance.random() < 0.5:
            plans.append(
                Plan(
                    id=f"m{place}",
                    criteria=(criterion.id,),
                    text=f"Improve {chance.choice(WORDS)}",
                    owner="Chi Lam",
                    due=today + timedelta(days=chance.randint(-10, 60)),
                    created_at=chosen,
                )
            )
    topic = f"{chance.choice(WORDS)} {chance.choice(WORDS)}"
    return Assessment(
        initiative=Initiative(
            id=f"invented-{number:05d}",
            name=f"{topic.capitalize()} {number}",
            description=f"Uses a model for {topic}.",
            use_case=UseCase(user="clerks", decision="what comes next", value="an hour a day", measure="timed samples"),
            profile=chance.choice(framework.profiles).id,
            framework_version=framework.version,
            framework_hash=hash,
            created_at=began,
            created_by="Benchmark",
            last_review_at=now - timedelta(days=chance.randint(0, 120)),
        ),
        people=people,
        answers=tuple(answers),
        evidence=tuple(evidence),
        plans=tuple(plans),
    )


def _rating(chance: random.Random, leaning: float) -> Rating:
    """Mostly green; the more it leans, the more yellow and red."""
    drawn = chance.random()
    if drawn < 0.05 * leaning:
        return "red"
    return "yellow" if drawn < 0.3 * leaning else "green"
