"""How an initiative is rolled out and runs today, gathered whole for a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.condition_facts import ConditionFinding
from readiness.domain.decision_figures import Count, DecisionFigures, Paired
from readiness.domain.metric import FAMILIES
from readiness.domain.metric_state import MetricState
from readiness.domain.operation import (
    MOST_POINTS,
    MOST_SLIPS,
    MOST_SPIKES,
    Comparison,
    ConditionSummary,
    MetricSummary,
    OperationSummary,
    PairedComparison,
    RecordSummary,
    Share,
    Slip,
)
from readiness.domain.rollout import Rollout
from readiness.domain.stress_plan import asks_back
from readiness.domain.wording import utc_day
from readiness.queries.decisions import decision_figures, sample_states
from readiness.queries.metrics import metrics_view
from readiness.queries.patterns import patterns_at_freezing
from readiness.queries.rollout import RolloutView, rollout_view
from readiness.queries.trends import Trend, small_trends
from readiness.queries.watching import Stretch
from readiness.statistics.agreement import cohens_kappa
from readiness.statistics.bounds import lower_bound, upper_bound
from readiness.statistics.downsample import downsample
from readiness.statistics.paired import mcnemar, paired_non_inferiority


def operation_summary(context: Context, initiative: str) -> OperationSummary | None:
    """How it is rolled out and runs today, with its failure patterns; None where there is nothing of that to say.

    Patterns can announce themselves before anything is recorded of a rollout. Raises NotFound.
    """
    rollout = context.store.load_rollout(initiative)
    decisions = context.store.decisions.token(initiative)
    patterns = patterns_at_freezing(context, initiative)
    if rollout == Rollout() and not decisions and not patterns:
        return None
    view = rollout_view(context, initiative)
    metrics = metrics_view(context, initiative)
    trends = small_trends(context, initiative)
    tests, answer = view.assessment.stress_tests, rollout.no_finding_answer
    return OperationSummary(
        day=view.today,
        phase=view.step_id,
        since=view.entered_on,
        next_phase=view.next_phase,
        highest=view.highest,
        own_highest=view.own_highest,
        moves=rollout.moves,
        waivers=rollout.waivers,
        highest_phases=rollout.highest_phases,
        conditions=_conditions(view),
        planned_steps=rollout.planned_steps,
        metrics=tuple(_metric(state, trends.get(state.metric.id)) for state in metrics.states),
        families_without_data=tuple(
            family for family in FAMILIES if not any(state.points for state in metrics.of(family))
        ),
        metric_findings=tuple(finding.text for finding in metrics.findings),
        false_alarm_budget_pct=rollout.alarm_budget.budget_pct,
        false_alarm_horizon=rollout.alarm_budget.horizon,
        comparison=_comparison(context, initiative, view.entered_on) if decisions else None,
        planned_stress_tests=tuple(
            sorted((one for one in rollout.planned_stress_tests if one.is_open), key=lambda one: one.day)
        ),
        no_finding_asked=asks_back(tests, answer),
        no_finding_answer=answer.text,
        no_finding_answered_by=answer.answered_by,
        no_finding_answered_at=answer.answered_at,
        patterns=patterns,
        record=_record(rollout, view.assessment, view.today),
    )


# The ladder -----------------------------------------------------------------------------------------------------------


def _conditions(view: RolloutView) -> tuple[ConditionSummary, ...]:
    """What the next step up asks for, then what is to be kept and what says to step back in the present phase."""
    asked = view.step.asked if view.step is not None else ()
    present = [one for one in view.findings if one.phase == view.step_id and one.list in ("keep", "step_back")]
    return tuple(_condition(one) for one in (*asked, *present))


def _condition(one: ConditionFinding) -> ConditionSummary:
    return ConditionSummary(
        phase=one.phase,
        list=one.list,
        key=one.key,
        text=one.text,
        state=one.state,
        figure=one.figure,
        source=one.source,
        missing=one.missing,
        floor=one.floor,
        waived=one.waived is not None,
        of_gate=one.of_gate,
    )


# The metrics ----------------------------------------------------------------------------------------------------------


def _metric(state: MetricState, trend: Trend | None) -> MetricSummary:
    metric, baseline = state.metric, state.metric.baseline
    band = trend.band if trend is not None else None
    drawn: tuple[tuple[datetime, float], ...] = ()
    if trend is not None:
        at, value = downsample(trend.at, trend.value, MOST_POINTS)
        drawn = tuple((_moment(int(when)), float(one)) for when, one in zip(at, value, strict=True))
    return MetricSummary(
        id=metric.id,
        key=metric.key,
        family=metric.family,
        name=metric.name,
        unit=metric.unit,
        better=metric.better,
        target=metric.target,
        limit=metric.limit,
        owner=metric.owner,
        attribution=metric.attribution,
        definition=metric.definition,
        interval_days=metric.interval_days,
        watched=metric.alarm,
        per_day=metric.counter,
        baseline_name=baseline.name if baseline else "",
        baseline_first_day=baseline.first_day if baseline else None,
        baseline_last_day=baseline.last_day if baseline else None,
        baseline_points=state.baseline_points,
        baseline_mean=state.baseline_mean,
        baseline_sd=state.baseline_sd,
        low=band.low if band else None,
        high=band.high if band else None,
        status=state.status,
        points=state.points,
        first_day=utc_day(state.first_at) if state.first_at else None,
        last_day=utc_day(state.last_at) if state.last_at else None,
        last_value=state.last_value,
        last_median=state.last_median,
        alarm_since=state.alarm_since,
        slip_start=state.slip_start,
        spike_on=state.spike_on,
        within_target=state.within_target,
        beyond_limit=state.beyond_limit,
        overdue=state.overdue,
        answers=len(state.answers),
        drawn=drawn,
        slips=_slips(trend.slips if trend else ()),
        improvements=_slips(trend.improvements if trend else ()),
        spikes=tuple((_moment(at), value) for at, value in (trend.spikes[-MOST_SPIKES:] if trend else ())),
    )


def _slips(stretches: Sequence[Stretch]) -> tuple[Slip, ...]:
    return tuple(Slip(start=one.start, raised=one.raised, ended=one.ended) for one in stretches[-MOST_SLIPS:])


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


# Human against AI -----------------------------------------------------------------------------------------------------


def _comparison(context: Context, initiative: str, since: date | None) -> Comparison:
    """What the log adds up to since the entry into the phase, or all of it where nothing was decided since."""
    figures = decision_figures(context, initiative, since)
    if since is not None and not figures.decisions:
        since, figures = None, decision_figures(context, initiative)
    samples = sample_states(context, initiative)
    return comparison_of(
        figures,
        since,
        samples=len(samples),
        sampled=sum(one.sample.size for one in samples),
        judged=sum(one.judged for one in samples),
    )


def comparison_of(
    figures: DecisionFigures, since: date | None, *, samples: int = 0, sampled: int = 0, judged: int = 0
) -> Comparison:
    """The counts of a log with their exact bounds."""
    return Comparison(
        since=since,
        decisions=figures.decisions,
        first_day=figures.first_day,
        last_day=figures.last_day,
        agreement=_at_least("Agreement of human and AI", figures.agreement),
        classes=tuple(_at_least(name, count) for name, count in figures.agreement_by_class),
        kappa=cohens_kappa(dict(figures.kappa_table)),
        critical=_at_most("Critical errors, of cases drawn at random", figures.critical),
        critical_by_group=tuple(_at_most(name, count) for name, count in figures.critical_by_group),
        errors=_at_most("All errors, of the same cases", figures.errors),
        paired=_paired(figures.paired) if figures.paired is not None else None,
        overrides=_plain("Overrides, of decisions with advice in view", figures.overrides),
        overrides_reasoned=_plain("Overrides with a reason", figures.overrides_reasoned),
        override_reasons=figures.override_reasons,
        followed=_plain("Advice followed", figures.followed),
        escalated=_plain("Escalated", figures.escalated),
        median_review_seconds=figures.median_review_seconds,
        reviewed_random=figures.reviewed_random,
        adjudicated_disagreements=figures.adjudicated_disagreements,
        samples=samples,
        sampled=sampled,
        judged=judged,
    )


def _at_least(name: str, count: Count) -> Share:
    bound = lower_bound(count.count, count.n) if count.n else None
    return Share(name=name, count=count.count, n=count.n, bound=bound, side="at least")


def _at_most(name: str, count: Count) -> Share:
    bound = upper_bound(count.count, count.n) if count.n else None
    return Share(name=name, count=count.count, n=count.n, bound=bound, side="at most")


def _plain(name: str, count: Count) -> Share:
    return Share(name=name, count=count.count, n=count.n)


def _paired(paired: Paired) -> PairedComparison:
    test = paired_non_inferiority(paired.both, paired.only_human, paired.only_ai, paired.neither)
    return PairedComparison(
        both=paired.both,
        only_human=paired.only_human,
        only_ai=paired.only_ai,
        neither=paired.neither,
        difference=test.difference,
        lower=test.lower,
        not_worse=test.not_inferior,
        p=mcnemar(paired.only_human, paired.only_ai),
    )


# The project record ---------------------------------------------------------------------------------------------------


def _record(rollout: Rollout, assessment: Assessment, today: date) -> RecordSummary:
    record = rollout.record

    def named(person_id: str | None) -> str:
        person = assessment.person(person_id) if person_id else None
        return person.name if person is not None else ""

    exposures = [one for one in rollout.exposures if one.day <= today]
    return RecordSummary(
        operational_owner=record.operational_owner or "",
        operational_owner_name=named(record.operational_owner),
        deputy=record.deputy or "",
        deputy_name=named(record.deputy),
        budget_until=record.budget_until,
        no_budget=record.no_budget,
        present_way=record.present_way,
        smallest_input_set=record.smallest_input_set,
        fact_sheet=record.fact_sheet,
        vendor_model=record.vendor_model,
        locally_validated_on=record.locally_validated_on,
        not_locally_validated=record.not_locally_validated,
        debuggers=record.debuggers,
        feedback=len(rollout.feedback),
        feedback_answered=sum(one.answered_on is not None for one in rollout.feedback),
        incidents=len(rollout.incidents),
        incidents_open=sum(one.closed_on is None for one in rollout.incidents),
        changes=len(rollout.changes),
        exposure=max(exposures, key=lambda one: (one.day, one.added_at), default=None),
    )
