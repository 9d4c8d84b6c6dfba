"""Facts of a rollout on the built-in framework, in one line each, so that a test states only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from readiness.content import Frameworks
from readiness.domain.assessment import Assessment, Fact, StressTest
from readiness.domain.condition_facts import Bounds, ConditionFacts, ConditionFinding, LiveFigures
from readiness.domain.conditions import find_conditions
from readiness.domain.decision_figures import DecisionFigures
from readiness.domain.evaluation import Evaluation
from readiness.domain.framework import Framework, PhaseId
from readiness.domain.gate import evaluate
from readiness.domain.metric import Baseline, Metric
from readiness.domain.metric_state import MetricState
from readiness.domain.phase_history import ConditionAnswer, ConditionList, PhaseMove, RolloutPhase
from readiness.domain.rollout import Rollout
from tests.builders import TODAY, ago, an_assessment, at, proof, rated

FRAMEWORKS = Frameworks.load([Path(__file__).resolve().parents[1] / "data" / "frameworks"])
FRAMEWORK = FRAMEWORKS.get("2026.1")
PROFILE = "document_processing"


def a_move(to: RolloutPhase, days_ago: int, *, kind: Any = "up", came_from: RolloutPhase = "not_started") -> PhaseMove:
    """A move so many days ago."""
    on = ago(days_ago)
    return PhaseMove(
        id=f"move-{to}-{days_ago}",
        kind=kind,
        from_phase=came_from,
        to_phase=to,
        day=on,
        approver_name="Ida" if kind == "up" else "",
        recorded_at=at(on),
        recorded_by="Ida",
    )


def an_answer(
    phase: PhaseId, list: ConditionList, key: str, met: bool = True, *, days_ago: int = 0, **more: Any
) -> ConditionAnswer:
    """A person's answer to a condition, with evidence of so many days ago."""
    on = ago(days_ago)
    values: dict[str, Any] = {"text": "Seen", "answered_by": "Ida", "id": f"{phase}-{list}-{key}-{met}-{days_ago}"}
    return ConditionAnswer(phase=phase, list=list, key=key, met=met, day=on, answered_at=at(on), **(values | more))


def a_test(criterion: str, days_ago: int = 0, outcome: Any = "passed", **more: Any) -> StressTest:
    """A stress test that was run so many days ago."""
    on = ago(days_ago)
    severity = "minor" if outcome == "failed" else None
    values: dict[str, Any] = {"id": f"{criterion}-{days_ago}-{outcome}", "name": "Flood", "severity": severity}
    return StressTest(criterion=criterion, day=on, outcome=outcome, added_at=at(on, 13), **(values | more))


def a_metric(key: str, *, family: Any = "adoption", **more: Any) -> Metric:
    """A metric in percent with a baseline."""
    values: dict[str, Any] = {
        "id": f"metric-{key}",
        "name": key.capitalize(),
        "unit": "%",
        "better": "higher",
        "interval_days": 7,
        "baseline": Baseline(name="before", first_day=ago(400), last_day=ago(300), set_at=at(ago(300))),
        "created_at": at(ago(400)),
    }
    return Metric(key=key, family=family, **(values | more))


def a_state(metric: Metric, value: float | None = 90.0, *, days_ago: int = 1, **more: Any) -> MetricState:
    """How a metric stands, its last point so many days ago."""
    moment = datetime.combine(ago(days_ago), time(9), tzinfo=at(TODAY).tzinfo) if value is not None else None
    values: dict[str, Any] = {"status": "steady" if value is not None else "no_data", "points": 30, "last_at": moment}
    return MetricState(metric=metric, last_value=value, **(values | more))


def green(*facts: Fact, profile: str = PROFILE, framework: Framework = FRAMEWORK) -> Assessment:
    """An assessment in which everything unsaid is green and proven."""
    made = an_assessment(*facts, framework=framework)
    return made.model_copy(update={"initiative": made.initiative.model_copy(update={"profile": profile})})


def facts(
    *moves: PhaseMove,
    assessment: Assessment | None = None,
    live: LiveFigures | None = None,
    framework: Framework = FRAMEWORK,
    profile: str = PROFILE,
    today: date = TODAY,
    **rollout: Any,
) -> ConditionFacts:
    """What conditions are judged by; everything unsaid of the assessment is green."""
    assessment = assessment if assessment is not None else green(profile=profile, framework=framework)
    return ConditionFacts(
        assessment=assessment,
        evaluation=_evaluated(assessment, framework, today),
        framework=framework,
        rollout=Rollout(moves=moves, **rollout),
        live=live if live is not None else LiveFigures(),
        today=today,
    )


_EVALUATED: dict[tuple[int, int, date], tuple[Assessment, Framework, Evaluation]] = {}


def _evaluated(assessment: Assessment, framework: Framework, today: date) -> Evaluation:
    """What follows from an assessment; laws ask for the same ones hundreds of times."""
    key = (id(assessment), id(framework), today)
    if key not in _EVALUATED:
        _EVALUATED[key] = (assessment, framework, evaluate(assessment, framework, today))
    return _EVALUATED[key][2]


def found(facts: ConditionFacts, phase: PhaseId, list: ConditionList, key: str) -> ConditionFinding:
    """One condition on the day."""
    return next(one for one in find_conditions(facts) if one.name == (phase, list, key))


def logged(decisions: int = 5000, **more: Any) -> DecisionFigures:
    """A decision log over six weeks with every day of the week in it."""
    values: dict[str, Any] = {"first_day": ago(42), "last_day": TODAY, "weekdays": frozenset(range(7))}
    return DecisionFigures(decisions=decisions, **(values | more))


def live(figures: DecisionFigures | None = None, metrics: Sequence[MetricState] = (), **bounds: Any) -> LiveFigures:
    """Figures with the bounds that come with them."""
    return LiveFigures(decisions=figures, metrics=tuple(metrics), bounds=replace(Bounds(), **bounds))


def days_before(day: date, number: int) -> date:
    return day - timedelta(days=number)


__all__ = [
    "FRAMEWORK",
    "FRAMEWORKS",
    "PROFILE",
    "a_metric",
    "a_move",
    "a_state",
    "a_test",
    "an_answer",
    "days_before",
    "facts",
    "found",
    "green",
    "live",
    "logged",
    "proof",
    "rated",
]
