"""Where an initiative stands on the rollout ladder, what the next step up asks for, and how it came here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.condition_facts import Bounds, ConditionFacts, ConditionFinding, LiveFigures, PlanResult
from readiness.domain.conditions import find_conditions
from readiness.domain.decision_figures import Count, DecisionFigures
from readiness.domain.evaluation import Evaluation, Path
from readiness.domain.framework import Framework, PhaseId, Profile
from readiness.domain.path import next_path
from readiness.domain.phase_history import LADDER, ConditionList, RolloutPhase
from readiness.domain.phase_rules import PHASE_WORDS, PhaseSpan, highest_phase, phase_of, running_phase, spans
from readiness.domain.rollout import Rollout
from readiness.domain.step_up import StepUp, holding, step_up
from readiness.domain.wording import utc_day
from readiness.queries.decisions import PlanState, decision_figures, plan_states
from readiness.queries.initiative import evaluation_at
from readiness.queries.metrics import metric_states
from readiness.statistics.bounds import lower_bound, upper_bound
from readiness.statistics.paired import non_inferiority, paired_non_inferiority
from readiness.storage.initiatives import Mark

AUDIT_DAYS = 30
"""The days that the monthly audit looks back."""


@dataclass(frozen=True)
class RolloutView:
    """One initiative on the ladder, on one day."""

    assessment: Assessment
    framework: Framework
    evaluation: Evaluation
    next_path: Path | None
    rollout: Rollout
    live: LiveFigures
    today: date
    phase: str
    """The present phase in words, as every page names it."""
    step_id: RolloutPhase
    """The present phase."""
    entered_on: date | None
    """The latest entry into it; None before the ladder and when stopped."""
    since_days: int | None
    findings: tuple[ConditionFinding, ...]
    """Every condition of the framework, in its order."""
    conditions: Mapping[tuple[PhaseId, ConditionList], tuple[ConditionFinding, ...]]
    step: StepUp | None
    """The next step up; None at the top."""
    holding: tuple[ConditionFinding, ...]
    """The conditions to step back that hold now."""
    history: tuple[PhaseSpan, ...]
    highest: PhaseId
    own_highest: PhaseId
    """The profile's highest phase, before anybody raised it."""
    mark: Mark

    @property
    def profile(self) -> Profile | None:
        """The profile, whose limits the conditions name."""
        return self.framework.profile(self.assessment.initiative.profile)

    @property
    def next_phase(self) -> PhaseId | None:
        """The phase above."""
        return self.step.to if self.step is not None else None

    @property
    def can_move_up(self) -> bool:
        """Whether only an approver is wanting."""
        return self.step is not None and self.step.possible

    @property
    def missing(self) -> tuple[ConditionFinding, ...]:
        """What is in the way of the next step up."""
        return self.step.missing if self.step is not None else ()

    def finding(self, phase: str, list: str, key: str) -> ConditionFinding | None:
        """A condition by its name, those of the gate included."""
        asked = (*self.findings, *(self.step.asked if self.step is not None else ()))
        return next((one for one in asked if one.name == (phase, list, key)), None)


def rollout_view(context: Context, initiative: str) -> RolloutView:
    """Everything that the rollout page shows. Raises NotFound."""
    assessment, mark = context.store.load_marked(initiative)
    # Every write on the initiative moves its mark, that of points and of decisions as well.
    key = ("rollout view", initiative, mark, context.today())
    return context.store.memory.get(key, lambda: _view(context, assessment, mark))


def _view(context: Context, assessment: Assessment, mark: Mark) -> RolloutView:
    initiative = assessment.initiative.id
    rollout, today = context.store.load_rollout(initiative), context.today()
    framework = context.framework_of(assessment)
    evaluation = evaluation_at(context, assessment, mark)
    live = live_figures(context, initiative)
    facts = ConditionFacts(assessment, evaluation, framework, rollout, live, today)
    found = find_conditions(facts)
    history = spans(rollout.moves, today)
    present = history[-1] if history and facts.running is not None else None
    profile = facts.profile
    return RolloutView(
        assessment=assessment,
        framework=framework,
        evaluation=evaluation,
        next_path=next_path(assessment, framework, evaluation),
        rollout=rollout,
        live=live,
        today=today,
        phase=phase_words(rollout),
        step_id=facts.phase,
        entered_on=facts.entered,
        since_days=present.days if present is not None else None,
        findings=found,
        conditions={
            (phase.id, list): tuple(one for one in found if one.phase == phase.id and one.list == list)
            for phase in framework.phases
            for list in _LISTS
        },
        step=step_up(facts, found),
        holding=holding(facts, found),
        history=history,
        highest=highest_phase(profile, rollout.highest_phases),
        own_highest=profile.highest_phase if profile is not None else LADDER[0],
        mark=mark,
    )


_LISTS: tuple[ConditionList, ...] = ("entry", "exit", "keep", "step_back")


def phase_words(rollout: Rollout) -> str:
    """The present phase as every page names it: "not started", "shadow", ..."""
    return PHASE_WORDS[phase_of(rollout.moves)].lower()


def live_figures(context: Context, initiative: str) -> LiveFigures:
    """What the decision log and the metrics say since the entry into the present phase. Raises NotFound.

    Before the first phase the decisions of the whole log count: they are of replayed or rehearsal traffic.
    """
    rollout, today = context.store.load_rollout(initiative), context.today()
    since = rollout.moves[-1].day if running_phase(rollout.moves) is not None else None
    figures = decision_figures(context, initiative, since=since)
    audit = decision_figures(context, initiative, since=today - timedelta(days=AUDIT_DAYS))
    return LiveFigures(
        since=since,
        decisions=figures if figures.decisions else None,
        audit=audit if audit.decisions else None,
        plans=tuple(_plan_result(one) for one in plan_states(context, initiative)) if rollout.review_plans else (),
        metrics=metric_states(context, initiative),
        bounds=bounds_of(figures, audit),
    )


def _plan_result(state: PlanState) -> PlanResult:
    return PlanResult(
        plan=state.plan,
        outcome=state.outcome,
        judged=sum(one.judged for one in state.samples),
        drawn=sum(one.sample.size for one in state.samples),
        errors=sum(one.critical for one in state.samples),
        drawn_on=utc_day(min(one.sample.drawn_at for one in state.samples)) if state.samples else None,
        holds=state.holds,
        at_random=all(one.sample.purpose == "random_review" for one in state.samples),
        decided=tuple(sorted(sum((one.days for one in state.samples), Counter[date]()).items())),
    )


def bounds_of(figures: DecisionFigures, audit: DecisionFigures) -> Bounds:
    """The exact one-sided bounds of the counts, and what the tests say of people, AI and both together."""

    def lower(count: Count) -> float | None:
        return lower_bound(count.count, count.n) if count.n else None

    def upper(count: Count) -> float | None:
        return upper_bound(count.count, count.n) if count.n else None

    pairs = figures.paired
    found = Bounds(
        agreement_lower=lower(figures.agreement),
        critical_upper=upper(figures.critical),
        errors_upper=upper(figures.errors),
        errors_lower=lower(figures.errors),
        audit_upper=upper(audit.errors),
    )
    if pairs is not None and pairs.both + pairs.only_human + pairs.only_ai + pairs.neither:
        test = paired_non_inferiority(pairs.both, pairs.only_human, pairs.only_ai, pairs.neither)
        found = replace(
            found, ai_difference=test.difference, ai_difference_lower=test.lower, ai_not_worse=test.not_inferior
        )
    advised, before = figures.advised, figures.unadvised
    if advised.n and before.n:
        better = non_inferiority(advised.count, advised.n, before.count, before.n)
        worse = non_inferiority(before.count, before.n, advised.count, advised.n)
        found = replace(
            found,
            advised_difference=better.difference,
            advised_lower=better.lower,
            advised_upper=-worse.lower,
            advised_not_worse=better.not_inferior,
        )
    return found
