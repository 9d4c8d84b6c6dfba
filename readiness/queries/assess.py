"""The assessment form: what there is to answer and what is recorded, without any date of a launch or plan, or a budget.

Whoever rates must not be pulled by a date. Plans and sign-offs therefore stay out of these values altogether; that a
mitigation is overdue makes its criterion red as everywhere, and is said here without saying since when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.context import Context
from readiness.domain.assessment import Answer, Assessment, Evidence, Person, Rating, Status, StressTest
from readiness.domain.evaluation import Adjustment, CriterionResult, Evaluation, Suggestion, VerdictId
from readiness.domain.framework import Criterion, Dimension, Framework
from readiness.domain.independence import is_independent
from readiness.domain.snapshot import Difference
from readiness.errors import NotFound
from readiness.queries.initiative import evaluation_at
from readiness.storage.initiatives import Mark

EXPIRING_DAYS = 30
"""Evidence that stops counting as fresh within so many days is called expiring."""


@dataclass(frozen=True)
class Rater:
    """Somebody who chose or confirmed a rating."""

    id: str
    name: str
    independent: bool


@dataclass(frozen=True)
class CriterionCard:
    """One criterion as the form shows it."""

    criterion: Criterion
    answer: Answer
    evidence: tuple[Evidence, ...]
    """Withdrawn items included."""
    stress_tests: tuple[StressTest, ...]
    suggestion: Suggestion
    status: Status
    """What the rating counts for."""
    adjustments: tuple[Adjustment, ...]
    """Why it counts for less than was chosen; an overdue mitigation without its date."""
    raters: tuple[Rater, ...]
    confirmed_by: str
    """Name of the executive who confirmed that it does not apply; empty where nobody did."""
    must_be_green: bool
    weight: int
    self_assessed: bool
    fresh_until: date | None
    reason_missing: bool
    rechecked: bool
    expiring: bool
    """Whether the evidence stops counting as fresh within 30 days, or has done so."""
    differences: tuple[Difference, ...]
    """What a team's framework changed about this criterion against the one it extends."""

    @property
    def rating(self) -> Rating | None:
        """The chosen rating."""
        return self.answer.rating


@dataclass(frozen=True)
class DimensionProgress:
    """How far a dimension has come on the form."""

    dimension: Dimension
    answered: int
    total: int
    status: Status


@dataclass(frozen=True)
class AssessView:
    """The whole assessment form of one initiative."""

    initiative: str
    name: str
    example: str
    """Why this is only an example; empty for a real initiative."""
    profile_name: str
    framework_version: str
    original_version: str | None
    """The version that a team's framework extends; None for a complete one."""
    mapping_note: str
    round: int
    verdict: VerdictId
    dimensions: tuple[DimensionProgress, ...]
    cards: tuple[CriterionCard, ...]
    """Every criterion, in framework order."""
    answered: int
    total: int
    first_cause: str | None
    """The criterion that comes first among the causes of the verdict."""
    people: tuple[Person, ...]
    """Who may be at the keyboard: those who have not left."""
    today: date
    mark: Mark

    def card(self, criterion: str) -> CriterionCard | None:
        """The card of a criterion, or None."""
        return next((card for card in self.cards if card.criterion.id == criterion), None)

    def cards_of(self, dimension: str) -> tuple[CriterionCard, ...]:
        """The cards of one dimension, in framework order."""
        return tuple(card for card in self.cards if card.criterion.dimension == dimension)


def assess_view(context: Context, id: str) -> AssessView:
    """The form of an initiative. Raises NotFound. Cheap to ask again while nothing has changed."""
    assessment, mark = context.store.load_marked(id)
    return context.store.memory.get(("assess", id, mark, context.today()), lambda: _view(context, assessment, mark))


def criterion_card(context: Context, id: str, criterion: str) -> CriterionCard:
    """One criterion of the form, for redrawing it alone. Raises NotFound."""
    card = assess_view(context, id).card(criterion)
    if card is None:
        raise NotFound(f"There is no criterion “{criterion}” in this initiative's framework.")
    return card


def _view(context: Context, assessment: Assessment, mark: Mark) -> AssessView:
    id = assessment.initiative.id
    framework = context.framework_of(assessment)
    evaluation = evaluation_at(context, assessment, mark)
    differences = context.store.differences(assessment.initiative.framework_hash)
    profile = framework.profile(assessment.initiative.profile)
    unchanged = _unchanged_cards(context, id, mark, evaluation, assessment)
    return AssessView(
        initiative=id,
        name=assessment.initiative.name,
        example=assessment.initiative.example,
        profile_name=profile.name if profile else assessment.initiative.profile,
        framework_version=framework.version,
        original_version=framework.extends,
        mapping_note=framework.mapping_note,
        round=assessment.initiative.round,
        verdict=evaluation.verdict,
        dimensions=_progress(framework, evaluation),
        cards=tuple(
            unchanged.get(criterion.id)
            or _card(assessment, criterion, evaluation.criterion(criterion.id), evaluation.day, differences)
            for criterion in framework.criteria
        ),
        answered=evaluation.assessed,
        total=len(evaluation.criteria),
        first_cause=next((reason.criterion for reason in evaluation.reasons if reason.criterion), None),
        people=tuple(person for person in assessment.people if not person.left),
        today=evaluation.day,
        mark=mark,
    )


def _unchanged_cards(
    context: Context, id: str, mark: Mark, evaluation: Evaluation, assessment: Assessment
) -> dict[str, CriterionCard]:
    """The cards of the form before the last change with the same answer, whose results were taken over."""
    earlier = context.store.before(id, mark)
    if earlier is None:
        return {}
    view = context.store.memory.known(("assess", id, earlier[1], evaluation.day))
    known = context.store.memory.known(("evaluation", id, earlier[1], evaluation.day))
    if not isinstance(view, AssessView) or not isinstance(known, Evaluation):
        return {}
    unchanged: dict[str, CriterionCard] = {}
    for card in view.cards:
        name = card.criterion.id
        if known.criterion(name) is evaluation.criterion(name):
            answer = assessment.answer(name)
            # Mostly the very same object; to compare its values costs more than all the rest here.
            if card.answer is answer or card.answer == answer:
                unchanged[name] = card
    return unchanged


def _card(
    assessment: Assessment,
    criterion: Criterion,
    result: CriterionResult,
    today: date,
    differences: Sequence[Difference],
) -> CriterionCard:
    answer = assessment.answer(criterion.id)
    people = [(rater, assessment.person(rater)) for rater in answer.raters]
    executive = assessment.person(answer.not_applicable_confirmed_by or "")
    fresh = result.fresh_until
    return CriterionCard(
        criterion=criterion,
        answer=answer,
        evidence=assessment.evidence_of(criterion.id, withdrawn=True),
        stress_tests=assessment.stress_tests_of(criterion.id),
        suggestion=result.suggestion,
        status=result.status,
        adjustments=tuple(_undated(result.adjustments)),
        raters=tuple(
            Rater(rater, person.name if person else rater, person is not None and is_independent(person))
            for rater, person in people
        ),
        confirmed_by=executive.name if executive and executive.executive else "",
        must_be_green=result.must_be_green,
        weight=result.weight,
        self_assessed=result.self_assessed,
        fresh_until=fresh,
        reason_missing=result.reason_missing,
        rechecked=result.rechecked,
        expiring=fresh is not None and fresh <= today + timedelta(days=EXPIRING_DAYS),
        differences=tuple(difference for difference in differences if difference.criterion == criterion.id),
    )


def _undated(adjustments: Iterable[Adjustment]) -> Iterable[Adjustment]:
    """The adjustments, those for overdue mitigations as one and without their dates."""
    overdue = False
    for adjustment in adjustments:
        if adjustment.cause != "plan_overdue":
            yield adjustment
        elif not overdue:
            overdue = True
            yield adjustment.model_copy(update={"text": "a mitigation is overdue", "since": None})


def _progress(framework: Framework, evaluation: Evaluation) -> tuple[DimensionProgress, ...]:
    statuses = {result.dimension: result.status for result in evaluation.dimensions}
    results = [[r for r in evaluation.criteria if r.dimension == dimension.id] for dimension in framework.dimensions]
    return tuple(
        DimensionProgress(
            dimension=dimension,
            answered=sum(result.chosen is not None for result in found),
            total=len(found),
            status=statuses[dimension.id],
        )
        for dimension, found in zip(framework.dimensions, results, strict=True)
    )
