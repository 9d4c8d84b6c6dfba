"""Everything that is stored about rolling an initiative out and running it, apart from its assessment."""

from __future__ import annotations

from readiness.domain.decision_log import CriticalPairs, ReviewPlan, ReviewSample
from readiness.domain.dismissal import Dismissal
from readiness.domain.fact import Fact
from readiness.domain.metric import AlarmAnswer, AlarmBudget, Metric, ProposalAnswer
from readiness.domain.phase_history import ConditionAnswer, HighestPhase, PhaseMove, Waiver
from readiness.domain.project_record import Exposure, Feedback, Incident, PlannedStep, ProjectRecord, SystemChange
from readiness.domain.stress_plan import NoFindingAnswer, PlannedStressTest


class Rollout(Fact):
    """The facts of one initiative's rollout; lists stand in the order in which they grew.

    It is kept apart from the assessment because the assessment form, its query and its exports hold no launch or plan
    date and no budget (they would sway the raters).
    """

    record: ProjectRecord = ProjectRecord()
    planned_steps: tuple[PlannedStep, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    incidents: tuple[Incident, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    changes: tuple[SystemChange, ...] = ()
    moves: tuple[PhaseMove, ...] = ()
    condition_answers: tuple[ConditionAnswer, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    highest_phases: tuple[HighestPhase, ...] = ()
    metrics: tuple[Metric, ...] = ()
    alarm_answers: tuple[AlarmAnswer, ...] = ()
    proposal_answers: tuple[ProposalAnswer, ...] = ()
    alarm_budget: AlarmBudget = AlarmBudget()
    critical_pairs: CriticalPairs = CriticalPairs()
    review_plans: tuple[ReviewPlan, ...] = ()
    review_samples: tuple[ReviewSample, ...] = ()
    planned_stress_tests: tuple[PlannedStressTest, ...] = ()
    no_finding_answer: NoFindingAnswer = NoFindingAnswer()
    dismissals: tuple[Dismissal, ...] = ()

    def metric(self, metric_id: str) -> Metric | None:
        """The metric with this id, or None."""
        return next((metric for metric in self.metrics if metric.id == metric_id), None)

    @property
    def active_metrics(self) -> tuple[Metric, ...]:
        """The metrics that were not retired."""
        return tuple(metric for metric in self.metrics if metric.retired_at is None)
