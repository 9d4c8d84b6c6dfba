"""Where an initiative stands on the rollout ladder, what the next step up asks for, and how it came here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.condition_facts import Bounds, ConditionFacts, ConditionFinding, LiveFigures
from readiness.domain.conditions import find_conditions
from readiness.domain.evaluation import Evaluation, Path
from readiness.domain.framework import Framework, PhaseId, Profile
from readiness.domain.path import next_path
from readiness.domain.phase_history import LADDER, ConditionList, RolloutPhase
from readiness.domain.phase_rules import PHASE_WORDS, PhaseSpan, highest_phase, phase_of, running_phase, spans
from readiness.domain.rollout import Rollout
from readiness.domain.step_up import StepUp, holding, step_up
from readiness.queries.initiative import evaluation_at
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
    """What the decision log and the metrics say since the entry into the present phase. Raises NotFound."""
    rollout = context.store.load_rollout(initiative)
    running = running_phase(rollout.moves)
    return LiveFigures(since=rollout.moves[-1].day if running is not None else None, bounds=Bounds())
