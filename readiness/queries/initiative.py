"""One initiative as its page shows it: facts, framework, evaluation of today, and the way to a better verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.evaluation import Evaluation, Path, Upcoming
from readiness.domain.framework import Framework
from readiness.domain.gate import evaluate, evaluate_again
from readiness.domain.path import next_path, ready_path
from readiness.domain.phase_rules import PHASE_WORDS, phase_of
from readiness.domain.snapshot import Difference
from readiness.domain.upcoming import next_review, upcoming
from readiness.queries.snapshots import SnapshotSummary, snapshot_document, snapshots
from readiness.storage.initiatives import Mark


@dataclass(frozen=True)
class InitiativeView:
    """An initiative with all that follows from its facts today."""

    assessment: Assessment
    framework: Framework
    framework_hash: str
    differences: tuple[Difference, ...]
    """What the team's framework changed against the one it extends."""
    evaluation: Evaluation
    snapshots: tuple[SnapshotSummary, ...]
    """Oldest first."""
    previous: SnapshotSummary | None
    """The latest snapshot."""
    previous_evaluation: Evaluation | None
    """The evaluation that the latest snapshot froze."""
    next_path: Path | None
    ready_path: Path | None
    upcoming: tuple[Upcoming, ...]
    next_review: date
    mark: Mark
    """Changes with every change of the initiative."""
    phase: str
    """Where it is on the rollout ladder, in words: "not started", "shadow", ..."""


def initiative_view(context: Context, id: str) -> InitiativeView:
    """All that the page of an initiative shows. Raises NotFound."""
    assessment, mark = context.store.load_marked(id)
    today = context.today()
    frozen = snapshots(context, id)
    key = ("view", id, mark, today, len(frozen))
    return context.store.memory.get(key, lambda: _view(context, assessment, mark, today, frozen))


def assessment_of(context: Context, id: str) -> Assessment:
    """All stored facts of an initiative. Raises NotFound."""
    return context.store.load(id)


def framework_of(context: Context, assessment: Assessment) -> Framework:
    """The framework content that an initiative started with or was moved to."""
    return context.framework_of(assessment)


def evaluation_of(context: Context, id: str) -> Evaluation:
    """What follows from the facts today, without the ways to better it. Raises NotFound."""
    return evaluation_at(context, *context.store.load_marked(id))


def evaluation_at(context: Context, assessment: Assessment, mark: Mark) -> Evaluation:
    """The same for facts that were read already, with the mark that they belong to."""
    id, today = assessment.initiative.id, context.today()

    def made() -> Evaluation:
        framework = context.framework_of(assessment)
        earlier = context.store.before(id, mark)
        known = context.store.memory.known(("evaluation", id, earlier[1], today)) if earlier else None
        if earlier is not None and isinstance(known, Evaluation):
            return evaluate_again(assessment, framework, today, earlier[0], known)
        return evaluate(assessment, framework, today)

    return context.store.memory.get(("evaluation", id, mark, today), made)


def _view(
    context: Context, assessment: Assessment, mark: Mark, today: date, frozen: tuple[SnapshotSummary, ...]
) -> InitiativeView:
    framework = context.framework_of(assessment)
    initiative = assessment.initiative
    evaluation = evaluation_of(context, initiative.id)
    previous = frozen[-1] if frozen else None
    document = snapshot_document(context, initiative.id, previous.number) if previous else None
    return InitiativeView(
        assessment=assessment,
        framework=framework,
        framework_hash=initiative.framework_hash,
        differences=context.store.differences(initiative.framework_hash),
        evaluation=evaluation,
        snapshots=frozen,
        previous=previous,
        previous_evaluation=document.snapshot.evaluation if document and document.snapshot else None,
        next_path=next_path(assessment, framework, evaluation),
        ready_path=ready_path(assessment, framework, evaluation),
        upcoming=upcoming(assessment, framework, today),
        next_review=next_review(initiative),
        mark=mark,
        phase=PHASE_WORDS[phase_of(context.store.load_rollout(initiative.id).moves)].lower(),
    )
