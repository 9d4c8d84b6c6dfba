"""What a share link lets out of rollout and run: the same summary without what its switches leave out.

Without evidence no figure, no value and no written reason is left, only states, levels and days; without names every
name that the program knows to be one gives way to a stand-in, also within its own sentences; without plans no planned
date, planned test or budget is left. What a sign of a failure pattern rests on may be a plan, so it needs both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel

from readiness.domain.assessment import Assessment
from readiness.domain.dismissal import Dismissal
from readiness.domain.operation import ConditionSummary, MetricSummary, OperationSummary, RecordSummary
from readiness.domain.patterns.finding import IndicatorFinding, PatternFinding
from readiness.domain.phase_history import ConditionRecord, HighestPhase, PhaseMove, Waiver
from readiness.domain.project_record import PlannedStep
from readiness.domain.rollout import Rollout
from readiness.domain.share_link import Shows
from readiness.domain.stress_plan import PlannedStressTest

WITHHELD = "Name not shown"
"""What stands for a name that is no person of the initiative."""
NAME_FIELDS = frozenset(
    {
        "added_by",
        "answered_by",
        "approver_name",
        "author",
        "debuggers",
        "declared_by",
        "deputy_name",
        "dismissed_by",
        "drawn_by",
        "entered_by",
        "executive_name",
        "found_by",
        "no_finding_answered_by",
        "operational_owner_name",
        "owner",
        "planned_by",
        "recorded_by",
        "set_by",
    }
)
"""Fields that hold the name of somebody, as typed or with "not signed in"."""
_SIGNED = re.compile(r" \((not )?signed in\)$")


def shared_operation(
    operation: OperationSummary, rollout: Rollout | None, assessment: Assessment, shows: Shows
) -> OperationSummary:
    """The summary as a link shows it. `assessment` and `rollout` are whole: they say what is somebody's name."""
    if shows.evidence and shows.names and shows.plans:
        return operation
    return _Redaction(operation, rollout, assessment, shows).operation()


class _Redaction:
    """One summary, with the names that stand for its people."""

    def __init__(
        self, operation: OperationSummary, rollout: Rollout | None, assessment: Assessment, shows: Shows
    ) -> None:
        self.whole = operation
        self.shows = shows
        self.stand_ins: Mapping[str, str] = {
            person.id: f"Person {number}" for number, person in enumerate(assessment.people, 1)
        }
        self.said = str if shows.names else _without_names(self._names(operation, rollout, assessment))

    def _names(self, operation: OperationSummary, rollout: Rollout | None, assessment: Assessment) -> dict[str, str]:
        """Every name that the program knows to be one, with its stand-in."""
        found = {name: WITHHELD for value in (operation, rollout) if value is not None for name in _typed(value)}
        return found | {person.name: self.stand_ins[person.id] for person in assessment.people}

    def operation(self) -> OperationSummary:
        whole, shows = self.whole, self.shows
        return OperationSummary(
            day=whole.day,
            phase=whole.phase,
            since=whole.since,
            next_phase=whole.next_phase,
            highest=whole.highest,
            own_highest=whole.own_highest,
            moves=tuple(self.move(one) for one in whole.moves),
            waivers=tuple(self.waiver(one) for one in whole.waivers),
            highest_phases=tuple(self.highest(one) for one in whole.highest_phases),
            conditions=tuple(self.condition(one) for one in whole.conditions),
            planned_steps=tuple(self.planned_step(one) for one in whole.planned_steps) if shows.plans else (),
            metrics=tuple(self.metric(one) for one in whole.metrics),
            families_without_data=whole.families_without_data,
            metric_findings=whole.metric_findings if shows.evidence else (),
            false_alarm_budget_pct=whole.false_alarm_budget_pct,
            false_alarm_horizon=whole.false_alarm_horizon,
            comparison=whole.comparison if shows.evidence else None,
            planned_stress_tests=tuple(self.planned_test(one) for one in whole.planned_stress_tests)
            if shows.plans
            else (),
            no_finding_asked=whole.no_finding_asked if shows.evidence else False,
            no_finding_answer=self.written(whole.no_finding_answer),
            no_finding_answered_by=self.name(whole.no_finding_answered_by) if shows.evidence else "",
            no_finding_answered_at=whole.no_finding_answered_at if shows.evidence else None,
            patterns=tuple(self.pattern(one) for one in whole.patterns),
            record=self.record(whole.record) if shows.evidence else RecordSummary(),
        )

    def name(self, typed: str, person: str | None = None) -> str:
        if self.shows.names or not typed.strip():
            return typed
        return self.stand_ins.get(person or "", WITHHELD)

    def written(self, text: str) -> str:
        """What somebody wrote as a reason or an answer."""
        return text if self.shows.evidence else ""

    def known(self, one: ConditionRecord | ConditionSummary) -> dict[str, str]:
        """What is known of a condition; the project record speaks of budgets, which are plans."""
        on_record = "project record" in one.source
        if not self.shows.evidence or (on_record and not self.shows.plans):
            return {"figure": "", "source": ""}
        return {"figure": self.said(one.figure), "source": self.said(one.source)}

    def move(self, move: PhaseMove) -> PhaseMove:
        gate = move.gate
        if gate is not None:
            gate = gate.model_copy(update={"conditions": tuple(self.recorded(one) for one in gate.conditions)})
        return move.model_copy(
            update={
                "reason": self.written(move.reason),
                "learnt": self.written(move.learnt),
                "reusable": self.written(move.reusable),
                "approver_name": self.name(move.approver_name, move.approver),
                "gate": gate,
                "recorded_by": self.name(move.recorded_by),
            }
        )

    def recorded(self, one: ConditionRecord) -> ConditionRecord:
        return one.model_copy(update=self.known(one))

    def waiver(self, one: Waiver) -> Waiver:
        return one.model_copy(
            update={
                "executive_name": self.name(one.executive_name, one.executive),
                "reason": self.written(one.reason),
                "entered_by": self.name(one.entered_by),
            }
        )

    def highest(self, one: HighestPhase) -> HighestPhase:
        return one.model_copy(
            update={
                "executive_name": self.name(one.executive_name, one.executive),
                "reason": self.written(one.reason),
                "entered_by": self.name(one.entered_by),
            }
        )

    def condition(self, one: ConditionSummary) -> ConditionSummary:
        missing = self.said(one.missing) if self.shows.plans and self.shows.evidence else ""
        return one.model_copy(update={**self.known(one), "missing": missing})

    def planned_step(self, one: PlannedStep) -> PlannedStep:
        return one.model_copy(update={"reason": self.written(one.reason), "set_by": self.name(one.set_by)})

    def planned_test(self, one: PlannedStressTest) -> PlannedStressTest:
        return one.model_copy(update={"owner": self.name(one.owner), "planned_by": self.name(one.planned_by)})

    def metric(self, metric: MetricSummary) -> MetricSummary:
        if self.shows.evidence:
            return metric.model_copy(update={"owner": self.name(metric.owner)})
        return MetricSummary(
            id=metric.id,
            key=metric.key,
            family=metric.family,
            name=metric.name,
            unit=metric.unit,
            better=metric.better,
            target=metric.target,
            limit=metric.limit,
            owner=self.name(metric.owner),
            attribution=metric.attribution,
            interval_days=metric.interval_days,
            watched=metric.watched,
            per_day=metric.per_day,
            baseline_points=metric.baseline_points,
            status=metric.status,
            points=metric.points,
            first_day=metric.first_day,
            last_day=metric.last_day,
            alarm_since=metric.alarm_since,
            spike_on=metric.spike_on,
            within_target=metric.within_target,
            beyond_limit=metric.beyond_limit,
            overdue=metric.overdue,
        )

    def pattern(self, one: PatternFinding) -> PatternFinding:
        return one.model_copy(
            update={
                "indicators": tuple(self.sign(sign) for sign in one.indicators),
                "dismissed": self.dismissal(one.dismissed),
            }
        )

    def sign(self, one: IndicatorFinding) -> IndicatorFinding:
        shown = self.shows.evidence and self.shows.plans
        return one.model_copy(
            update={
                "fact": self.said(one.fact) if shown else "",
                "day": one.day if shown else None,
                "page": None,
                "dismissed": self.dismissal(one.dismissed),
            }
        )

    def dismissal(self, one: Dismissal | None) -> Dismissal | None:
        if one is None:
            return None
        return one.model_copy(update={"reason": self.written(one.reason), "dismissed_by": self.name(one.dismissed_by)})

    def record(self, record: RecordSummary) -> RecordSummary:
        exposure = record.exposure
        if exposure is not None:
            exposure = exposure.model_copy(update={"added_by": self.name(exposure.added_by)})
        debuggers = record.debuggers
        if debuggers is not None:
            debuggers = tuple(self.name(one) for one in debuggers)
        return record.model_copy(
            update={
                "operational_owner_name": self.name(record.operational_owner_name, record.operational_owner),
                "deputy_name": self.name(record.deputy_name, record.deputy),
                "debuggers": debuggers,
                "budget_until": record.budget_until if self.shows.plans else None,
                "no_budget": record.no_budget and self.shows.plans,
                "exposure": exposure,
            }
        )


def _typed(value: object, field: str = "") -> Iterator[str]:
    """The names in the fields of a value that hold names."""
    if isinstance(value, BaseModel):
        for name, inner in value:
            yield from _typed(inner, name)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _typed(inner, field)
    elif isinstance(value, str) and field in NAME_FIELDS and value.strip():
        yield _SIGNED.sub("", value.strip())


def _without_names(names: Mapping[str, str]) -> Callable[[str], str]:
    """What puts the stand-ins into sentences of the program, the longest names first, whole words only."""
    known = sorted((name for name in names if name.strip()), key=len, reverse=True)
    if not known:
        return str
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known))
    return lambda text: pattern.sub(lambda found: names[found[0]], text)
