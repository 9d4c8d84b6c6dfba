"""The demo portfolio: tells the stories through the ordinary commands, in the past, from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from readiness.commands.answers import rate, set_check, set_note
from readiness.commands.demo_operation import after_the_day, before_the_day
from readiness.commands.evidence import add_file, add_link, add_text
from readiness.commands.initiatives import create_initiative, start_round
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan, change_plan
from readiness.commands.sign_off import sign
from readiness.commands.snapshots import freeze
from readiness.commands.stress_tests import record_stress_test, resolve_stress_test
from readiness.commands.telling import Step, Telling
from readiness.content.cases import load_cases
from readiness.content.stories import Letters, Round, StoryPlan, StorySignature, StoryTest, load_stories
from readiness.context import Actor, Context
from readiness.domain.assessment import CheckValue, Rating
from readiness.domain.case import Case
from readiness.domain.framework import Check, Criterion, Framework
from readiness.domain.gate import evaluate
from readiness.domain.suggestion import Level
from readiness.settings import PROJECT_ROOT

STORIES = PROJECT_ROOT / "data" / "demo"
CASES = PROJECT_ROOT / "data" / "cases"
EXAMPLE_CASE = "google_dr_thailand"
"""The public case that is also prepared as an example initiative."""
CASES_CODED_ON = date(2026, 11, 22)
"""The day on which the public sources were read."""
LETTERS: dict[str, Rating | None] = {"G": "green", "Y": "yellow", "R": "red", "N": "not_applicable", "-": None}

Progress = Callable[[int, int], None]
"""Called with (done, of) after each step of the telling."""


def load_demo(context: Context, progress: Progress | None = None) -> tuple[str, ...]:
    """Store the demo portfolio and the example made of a public case; the ids that were new.

    What is there already is left as it is. Everything is stored together or, if anything fails, nothing: a story told
    by half would be taken for a whole one by the next load. Raises ContentError, StorageError.
    """
    framework = context.frameworks.get(context.frameworks.default)
    stories = load_stories(STORIES)
    case = next(case for case in load_cases(CASES) if case.id == EXAMPLE_CASE)
    with context.store.together():
        known = set(context.store.ids())
        stories = tuple(story for story in stories if story.id not in known)
        steps = [
            (days_ago, place, step)
            for place, story in enumerate(stories)
            for days_ago, step in _steps(Telling(context, story, framework))
        ]
        # One chain holds the events of all stories, so they are told day by day and not story by story.
        steps.sort(key=lambda entry: (-entry[0], entry[1]))
        tell_case = example_id(case) not in known
        of = len(steps) + tell_case
        for done, (_, _, step) in enumerate(steps, start=1):
            step()
            if progress is not None:
                progress(done, of)
        if tell_case:
            _example(context, case, framework)
            if progress is not None:
                progress(of, of)
    return (*(story.id for story in stories), *((example_id(case),) if tell_case else ()))


def example_id(case: Case) -> str:
    """The id of the initiative that is made of a public case."""
    return f"example-{case.id.replace('_', '-')}"


def _steps(telling: Telling) -> Iterator[Step]:
    """What happens in a story, each day's steps in their order."""
    story = telling.story
    yield story.created_days_ago, partial(_begin, telling)
    yield from before_the_day(telling)
    for plan in story.plans:
        yield plan.added_days_ago, partial(_plan, telling, plan)
    for test in story.stress_tests:
        yield test.days_ago, partial(_run, telling, test)
        if (fixed := test.fixed_days_ago) is not None:
            yield test.passed_again_days_ago or fixed, partial(_repair, telling, test, fixed)
    for number, told in enumerate(story.rounds, start=1):
        yield told.days_ago, partial(_assess, telling, told, number)
    for signature in story.sign_offs:
        yield signature.days_ago, partial(_sign, telling, signature)
    yield from after_the_day(telling)


def _begin(telling: Telling) -> None:
    story = telling.story
    # Nobody is among its people yet; the first of them describes it.
    context = telling.at(story.created_days_ago).acting(Actor(id=None, name=story.people[0].name))
    create_initiative(
        context,
        id=story.id,
        name=story.name,
        description=story.description,
        profile=story.profile,
        use_case=story.use_case,
        demo=story.demo,
    )
    for person in story.people:
        entered = person.model_dump(exclude={"key", "left_days_ago"})
        telling.people[person.key] = Actor(id=add_person(context, story.id, **entered), name=person.name)


def _plan(telling: Telling, plan: StoryPlan) -> None:
    story = telling.story
    context = telling.at(plan.added_days_ago, minutes=30)
    plan_id = add_plan(
        context,
        story.id,
        kind=plan.kind,
        criteria=plan.criteria,
        text=plan.text,
        owner=plan.owner,
        due=None if plan.due_in_days is None else telling.today + timedelta(days=plan.due_in_days),
        effort_days=plan.effort_days,
        cost=plan.cost,
        skill=plan.skill,
    )
    if plan.status != "open":
        seen = next(entry for entry in context.store.load(story.id).plans if entry.id == plan_id)
        change_plan(context, story.id, plan_id, seen=seen, status=plan.status)


def _run(telling: Telling, test: StoryTest) -> None:
    record_stress_test(
        telling.at(test.days_ago),
        telling.story.id,
        criterion=test.criterion,
        name=test.name,
        day=telling.day(test.days_ago),
        outcome=test.outcome,
        severity=test.severity,
        finding=test.finding,
        kind=test.kind,
        expected=test.expected,
    )


def _repair(telling: Telling, test: StoryTest, fixed_days_ago: int) -> None:
    latest = fixed_days_ago if test.passed_again_days_ago is None else test.passed_again_days_ago
    context = telling.at(latest)
    found = next(t for t in context.store.load(telling.story.id).stress_tests if t.name == test.name)
    passed = None if test.passed_again_days_ago is None else telling.day(test.passed_again_days_ago)
    resolve_stress_test(
        context,
        telling.story.id,
        found.id,
        fixed_on=telling.day(fixed_days_ago),
        passed_again_on=passed,
        fix=test.fix or None,
    )


def _assess(telling: Telling, told: Round, number: int) -> None:
    story, framework = telling.story, telling.framework
    lead, others = told.raters[0], told.raters[1:]
    if number > 1:
        start_round(telling.at(told.days_ago, lead), story.id)
    notes = {note.criterion: note.text for note in story.notes} if number == len(story.rounds) else {}
    minutes = 60
    for dimension in framework.dimensions:
        letters: Letters = getattr(told, dimension.id)
        for criterion, letter in zip(framework.criteria_of(dimension.id), letters, strict=True):
            rating = LETTERS[letter]
            minutes += 4
            if rating is None:
                continue
            context = telling.at(told.days_ago, lead, minutes)
            if rating != "not_applicable":
                _measure(telling, context, criterion, rating)
                _prove(telling, context, criterion, rating, lead)
            answer = context.store.load(story.id).answer(criterion.id)
            rate(
                context,
                story.id,
                criterion.id,
                rating=rating,
                seen=answer.rating,
                not_applicable_reason="out_of_scope" if rating == "not_applicable" else None,
            )
            for other in others:
                by = telling.at(told.days_ago, other, minutes + 2)
                rate(by, story.id, criterion.id, rating=rating, seen=rating)
            if criterion.id in notes and answer.note != notes[criterion.id]:
                set_note(context, story.id, criterion.id, note=notes[criterion.id], seen=answer.note)
    freeze(telling.at(told.days_ago, lead, minutes + 30), story.id, note=told.note)


def _sign(telling: Telling, signature: StorySignature) -> None:
    context = telling.at(signature.days_ago, signature.person)
    evaluation = evaluate(context.store.load(telling.story.id), telling.framework, context.today())
    words = {result.criterion: signature.acknowledgement for result in evaluation.yellows}
    person = telling.people[signature.person].id or ""
    sign(context, telling.story.id, person_id=person, acknowledgements=words, statement=signature.statement)


def _measure(telling: Telling, context: Context, criterion: Criterion, rating: Rating) -> None:
    """Enter check values that lead to the rating: all green, one short of green, or one beyond yellow."""
    short = telling.random.randrange(len(criterion.checks))
    answer = context.store.load(telling.story.id).answer(criterion.id)
    for place, check in enumerate(criterion.checks):
        level: Level = "green"
        if place == short and rating in ("yellow", "red"):
            level = "yellow" if rating == "yellow" else "red"
        if rating == "yellow" and place == short and check.green == check.yellow:
            # Nothing lies between these limits: an unmeasured check also keeps a criterion from green.
            continue
        value = _value(telling.random, check, level, context.today())
        set_check(
            context,
            telling.story.id,
            criterion.id,
            check.measure,
            value=value,
            seen=answer.check_value(check.measure),
        )


def _value(chance: random.Random, check: Check, level: Level, today: date) -> CheckValue:
    """A value of a check that reaches just this level."""
    if check.is_date:
        days = {
            # A check that is due weekly is done on the day, so that it has not lapsed again before anybody looks.
            "green": chance.randint(0, 6) if check.green > 14 else 0,
            "yellow": chance.randint(int(check.green) + 1, int(check.yellow)),
            "red": int(check.yellow) + chance.randint(10, 90),
        }[level]
        return CheckValue(measure=check.measure, kind="date", day=today - timedelta(days=days))
    if level == "green":
        number = check.green if check.better == "higher" else check.green * chance.choice((0.5, 0.8, 1.0))
    elif level == "yellow":
        number = check.yellow + (check.green - check.yellow) * chance.choice((0.0, 0.25))
    else:
        number = check.yellow * 0.6 if check.better == "higher" else check.yellow * 1.5 + 1
    whole = check.unit.startswith("of ") or check.unit in ("count", "people", "days", "days in a row", "minutes", "0/1")
    if whole:
        # Rounding must not lift a value over the next limit.
        number = float(int(number) if check.better == "higher" else -int(-number // 1))
        if check.better == "lower" and level == "green":
            number = min(number, check.green)
    return CheckValue(measure=check.measure, kind="number", number=round(number, 2))


def _prove(telling: Telling, context: Context, criterion: Criterion, rating: Rating, by: str) -> None:
    """Add evidence of the last days: a file or a link for green, a link or a text for yellow, a text for red."""
    story, chance = telling.story, telling.random
    kind = chance.choice(criterion.evidence)
    day = context.today() - timedelta(days=chance.randint(0, 3))
    name = telling.people[by].name
    if rating == "green" and chance.random() < 0.2:
        content = f"{kind}\n{story.name}\n{day.isoformat()}\n\nInvented for the demo portfolio.\n".encode()
        file_name = f"{criterion.id.partition('.')[2]}-{day.isoformat()}.txt"
        add_file(
            context,
            story.id,
            criterion.id,
            file_name=file_name,
            content=content,
            media_type="text/plain",
            text=_titled(kind),
            day=day,
            by=name,
        )
    elif rating == "green" or (rating == "yellow" and chance.random() < 0.5):
        url = f"https://wiki.example.com/{story.id.removeprefix('demo-')}/{criterion.id.replace('.', '/')}"
        add_link(context, story.id, criterion.id, url=url, text=_titled(kind), day=day, by=name)
    else:
        level = criterion.yellow if rating == "yellow" else criterion.red
        add_text(context, story.id, criterion.id, text=f"Seen in the workshop: {level}.", day=day, by=name)


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def _example(context: Context, case: Case, framework: Framework) -> None:
    """The public case as an initiative with a snapshot: ratings as coded, silence left unanswered."""
    initiative = example_id(case)
    ids = iter(range(1_000_000))
    reader = "One reader of the public record"
    named = replace(context, actor=Actor(id=None, name=reader), new_id=lambda: f"{initiative}-{next(ids)}")
    create_initiative(
        named,
        id=initiative,
        name=f"{case.name} (public case)",
        description=case.summary,
        profile=case.profile,
        example="A public case, coded by hindsight from the public record by one reader; no audit of anybody.",
    )
    coder = add_person(
        named,
        initiative,
        name=reader,
        role="Coded the case by hindsight",
        builder=False,
        reports_to_delivery=False,
        rewarded_for_launch=False,
    )
    context = named.acting(Actor(id=coder, name=reader))
    day = min(CASES_CODED_ON, context.today())
    for criterion in framework.criteria:
        coded = case.ratings.get(criterion.id)
        rating = LETTERS.get(coded.rating[0].upper()) if coded and coded.rating in ("red", "yellow", "green") else None
        if coded is None or rating is None:
            continue
        for source in case.sources:
            if source.url and rating in ("green", "yellow"):
                add_link(context, initiative, criterion.id, url=source.url, text=source.title, day=day, by=source.basis)
        rate(context, initiative, criterion.id, rating=rating, seen=None, reason=coded.reason)
    freeze(context, initiative, note="As coded from the public record")
