"""The assessment form of one dimension: no date of launch or of a plan, and no budget, may reach whoever rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.context import Context
from readiness.domain.assessment import Answer, Evidence, Person, Rating, Status, StressTest
from readiness.domain.evaluation import Adjustment, Evaluation, Suggestion
from readiness.domain.framework import Criterion, Dimension, Framework
from readiness.domain.gate import evaluate
from readiness.domain.independence import is_independent
from readiness.errors import NotFound
from readiness.storage.initiatives import Mark

EXPIRING_DAYS = 30


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
    """What the rating counts for, plans left out of account."""
    adjustments: tuple[Adjustment, ...]
    """Why it counts for less than was chosen, plans left out of account."""
    raters: tuple[Rater, ...]
    must_be_green: bool
    weight: int
    self_assessed: bool
    fresh_until: date | None
    reason_missing: bool
    rechecked: bool
    expiring: bool
    """Whether the evidence stops counting as fresh within 30 days, or has done so."""
    mark: Mark

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
    """One dimension of the assessment form."""

    initiative: str
    name: str
    profile_name: str
    framework_version: str
    round: int
    dimension: Dimension
    dimensions: tuple[DimensionProgress, ...]
    cards: tuple[CriterionCard, ...]
    answered: int
    total: int
    people: tuple[Person, ...]
    """Who may be at the keyboard: those who have not left."""
    today: date
    mark: Mark


def assess_view(context: Context, id: str, dimension: str) -> AssessView:
    """The form of one dimension. Raises NotFound."""
    assessment, mark = context.store.load_marked(id)
    framework = context.framework_of(assessment)
    found = framework.dimension(dimension)
    if found is None:
        raise NotFound(f"Framework {framework.version} has no dimension “{dimension}”.")
    today = context.today()

    def view() -> AssessView:
        evaluation = _without_plans(context, id, mark)
        profile = framework.profile(assessment.initiative.profile)
        return AssessView(
            initiative=id,
            name=assessment.initiative.name,
            profile_name=profile.name if profile else assessment.initiative.profile,
            framework_version=framework.version,
            round=assessment.initiative.round,
            dimension=found,
            dimensions=_progress(framework, evaluation),
            cards=tuple(
                _card(context, id, criterion, evaluation, mark) for criterion in framework.criteria_of(dimension)
            ),
            answered=evaluation.assessed,
            total=len(evaluation.criteria),
            people=tuple(person for person in assessment.people if not person.left),
            today=today,
            mark=mark,
        )

    return context.store.memory.get(("assess", id, dimension, mark, today), view)


def criterion_card(context: Context, id: str, criterion: str) -> CriterionCard:
    """One criterion of the form, for redrawing it alone. Raises NotFound."""
    assessment, mark = context.store.load_marked(id)
    found = context.framework_of(assessment).criterion(criterion)
    if found is None:
        raise NotFound(f"There is no criterion “{criterion}” in this initiative's framework.")
    return _card(context, id, found, _without_plans(context, id, mark), mark)


def _without_plans(context: Context, id: str, mark: Mark) -> Evaluation:
    """The evaluation as if there were no plans and no sign-off: both carry dates."""
    today = context.today()

    def compute() -> Evaluation:
        assessment = context.store.load(id).model_copy(update={"plans": (), "sign_offs": ()})
        return evaluate(assessment, context.framework_of(assessment), today)

    return context.store.memory.get(("assess", id, mark, today), compute)


def _card(context: Context, id: str, criterion: Criterion, evaluation: Evaluation, mark: Mark) -> CriterionCard:
    assessment = context.store.load(id)
    answer = assessment.answer(criterion.id)
    result = evaluation.criterion(criterion.id)
    people = [(rater, assessment.person(rater)) for rater in answer.raters]
    return CriterionCard(
        criterion=criterion,
        answer=answer,
        evidence=assessment.evidence_of(criterion.id, withdrawn=True),
        stress_tests=assessment.stress_tests_of(criterion.id),
        suggestion=result.suggestion,
        status=result.status,
        adjustments=result.adjustments,
        raters=tuple(
            Rater(rater, person.name if person else rater, person is not None and is_independent(person))
            for rater, person in people
        ),
        must_be_green=result.must_be_green,
        weight=result.weight,
        self_assessed=result.self_assessed,
        fresh_until=result.fresh_until,
        reason_missing=result.reason_missing,
        rechecked=result.rechecked,
        expiring=result.fresh_until is not None
        and result.fresh_until.toordinal() <= evaluation.day.toordinal() + EXPIRING_DAYS,
        mark=mark,
    )


def _progress(framework: Framework, evaluation: Evaluation) -> tuple[DimensionProgress, ...]:
    statuses = {result.dimension: result.status for result in evaluation.dimensions}
    return tuple(
        DimensionProgress(
            dimension=dimension,
            answered=sum(r.chosen is not None for r in evaluation.criteria if r.dimension == dimension.id),
            total=sum(r.dimension == dimension.id for r in evaluation.criteria),
            status=statuses[dimension.id],
        )
        for dimension in framework.dimensions
    )
