"""How the metrics of an initiative stand today: status words and figures, findings, and what they propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.framework import MetricFamily
from readiness.domain.metric import FAMILIES, Metric
from readiness.domain.metric_overlap import overlap_text
from readiness.domain.metric_proposal import MeasurementProposal, RatingProposal, measurement_of, rating_of
from readiness.domain.metric_state import MetricState
from readiness.domain.metric_wording import FAMILY_WORDS
from readiness.domain.phase_rules import phase_of
from readiness.domain.rollout import Rollout
from readiness.domain.thresholds import even_share
from readiness.domain.wording import count_text, number_text
from readiness.queries.watching import Times, Values, Watched, parts_of, series_of, watched_metrics

FAMILY_QUESTIONS: dict[MetricFamily, str] = {
    "technical": "Does it run?",
    "model": "Is it right?",
    "business": "Does it create value?",
    "adoption": "Is it used?",
}
OVERDUE_INTERVALS = 2
"""Expected intervals without a point after which a metric is overdue."""

FindingKind = Literal[
    "no_data", "no_baseline", "live_without_baseline", "overdue", "no_metrics", "no_threshold", "overlap"
]


@dataclass(frozen=True)
class MetricFinding:
    """Something that is missing in what is measured, as a sentence."""

    kind: FindingKind
    text: str
    family: MetricFamily | None = None
    metric: str | None = None
    """Metric id."""
    name: str = ""
    """The metric's."""


@dataclass(frozen=True)
class MetricsView:
    """All that the page of metrics shows besides its charts."""

    states: tuple[MetricState, ...]
    retired: tuple[Metric, ...]
    findings: tuple[MetricFinding, ...]
    measurements: tuple[MeasurementProposal, ...]
    ratings: tuple[RatingProposal, ...]
    proposed: int
    """Metrics of the profile that the initiative has not taken over yet."""
    watched: int
    """Metrics that share the budget of false alarms."""
    share_pct: float
    """Of each of them."""
    rollout: Rollout

    def state(self, metric_id: str) -> MetricState | None:
        """The state of one metric that is looked at, or None."""
        return next((state for state in self.states if state.metric.id == metric_id), None)

    def of(self, family: MetricFamily) -> tuple[MetricState, ...]:
        """The metrics of a family."""
        return tuple(state for state in self.states if state.metric.family == family)


def points_token(context: Context, initiative: str) -> int:
    """Moves with every write of points of the initiative; 0 before the first."""
    return context.store.points.token(initiative)


def metric_points(
    context: Context,
    initiative: str,
    metric: Metric,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Times, Values]:
    """Moments (epoch milliseconds) and values of a metric as they are looked at, all sources together."""
    return series_of(metric, parts_of(context.store.points.parts(initiative, metric.id, _ms(since), _ms(until))))


def metric_states(context: Context, initiative: str) -> tuple[MetricState, ...]:
    """How each metric stands, those retired left out; by family, then as they were added. Raises NotFound."""
    return states_of(context, initiative, context.store.load_rollout(initiative))


def states_of(
    context: Context, initiative: str, rollout: Rollout, watched: Mapping[str, Watched] | None = None
) -> tuple[MetricState, ...]:
    """The same for a rollout that was read already, and for what its points say where that is known as well."""
    if watched is None:
        watched = watched_metrics(context, initiative, rollout)
    today, now = context.today(), context.now()
    return tuple(
        _state(metric, watched.get(metric.id), rollout, now, today)
        for family in FAMILIES
        for metric in rollout.active_metrics
        if metric.family == family
    )


def metrics_view(context: Context, initiative: str) -> MetricsView:
    """All that the page of metrics shows besides its charts. Raises NotFound."""
    assessment = context.store.load(initiative)
    rollout = context.store.load_rollout(initiative)
    states = metric_states(context, initiative)
    profile = context.framework_of(assessment).profile(assessment.initiative.profile)
    keys = {metric.key for metric in rollout.metrics}
    alarming = watching_count(states)
    measurements, ratings = _proposals(context, assessment, rollout, states)
    return MetricsView(
        states=states,
        retired=tuple(metric for metric in rollout.metrics if metric.retired_at is not None),
        findings=_findings(states, rollout),
        measurements=measurements,
        ratings=ratings,
        proposed=sum(1 for one in (profile.metrics if profile else ()) if one.key not in keys),
        watched=alarming,
        share_pct=even_share(rollout.alarm_budget.budget_pct, alarming),
        rollout=rollout,
    )


def proposals(context: Context, initiative: str) -> tuple[RatingProposal, ...]:
    """The changes of ratings that metrics propose and nobody has decided on yet. Raises NotFound."""
    assessment = context.store.load(initiative)
    rollout = context.store.load_rollout(initiative)
    return _proposals(context, assessment, rollout, metric_states(context, initiative))[1]


def watching_count(states: Sequence[MetricState]) -> int:
    """How many metrics share the budget: those that raise alarms and have a baseline that is long enough."""
    return sum(1 for state in states if state.metric.alarm and state.baseline_mean is not None)


def _proposals(
    context: Context, assessment: Assessment, rollout: Rollout, states: Sequence[MetricState]
) -> tuple[tuple[MeasurementProposal, ...], tuple[RatingProposal, ...]]:
    framework = context.framework_of(assessment)
    measurements: list[MeasurementProposal] = []
    ratings: list[RatingProposal] = []
    for state in states:
        criterion = framework.criterion(state.metric.check.criterion) if state.metric.check else None
        if criterion is None:
            continue
        answer, evidence = assessment.answer(criterion.id), assessment.evidence_of(criterion.id)
        if (measurement := measurement_of(state, criterion, answer, evidence, context.today())) is not None:
            measurements.append(measurement)
        if (rating := rating_of(state, criterion, answer, rollout.proposal_answers)) is not None:
            ratings.append(rating)
    return tuple(measurements), tuple(ratings)


def _findings(states: Sequence[MetricState], rollout: Rollout) -> tuple[MetricFinding, ...]:
    found: list[MetricFinding] = []
    for family in FAMILIES:
        members = [state for state in states if state.metric.family == family]
        word = FAMILY_WORDS[family].lower()
        if not members:
            found.append(MetricFinding("no_metrics", f"No {word} metric is defined.", family))
        elif not any(state.points for state in members):
            found.append(
                MetricFinding(
                    "no_data",
                    f"{FAMILY_QUESTIONS[family]} Nobody can tell: none of the "
                    f"{count_text(len(members), f'{word} metric')} has a point.",
                    family,
                )
            )
    live = phase_of(rollout.moves) in ("supervised_automation", "full_automation")
    without = [state for state in states if state.points and state.metric.baseline is None]
    for state in without:
        text = (
            f"{state.metric.name} went live without a baseline: nobody can tell whether it changed."
            if live
            else f"{state.metric.name} has no baseline. Fix one before it goes live: later nobody can tell the change."
        )
        kind: FindingKind = "live_without_baseline" if live else "no_baseline"
        found.append(MetricFinding(kind, text, state.metric.family, state.metric.id, state.metric.name))
    for state in states:
        if state.overdue and state.last_at is not None:
            found.append(
                MetricFinding(
                    "overdue",
                    f"{state.metric.name} has had no point for more than two of its intervals of "
                    f"{_interval(state.metric.interval_days)}.",
                    state.metric.family,
                    state.metric.id,
                    state.metric.name,
                )
            )
    for state in states:
        if state.overlap is not None:
            text = overlap_text(state.metric.name, state.overlap, counter=state.metric.counter)
            found.append(MetricFinding("overlap", text, state.metric.family, state.metric.id, state.metric.name))
    share = even_share(rollout.alarm_budget.budget_pct, watching_count(states))
    for state in states:
        if state.metric.alarm and state.baseline_mean is not None and state.threshold is None:
            found.append(
                MetricFinding(
                    "no_threshold",
                    f"{state.metric.name} cannot be watched for slips: its correlation of "
                    f"{number_text(round(state.correlation or 0, 2))} or its share of the budget "
                    f"({number_text(round(share, 3))} %) lies outside of the table of thresholds.",
                    state.metric.family,
                    state.metric.id,
                    state.metric.name,
                )
            )
    return tuple(found)


def _state(metric: Metric, watched: Watched | None, rollout: Rollout, now: datetime, today: date) -> MetricState:
    answers = tuple(answer for answer in rollout.alarm_answers if answer.metric == metric.id)
    patience = timedelta(days=OVERDUE_INTERVALS * metric.interval_days)
    if watched is None:
        return MetricState(
            metric=metric, status="no_data", points=0, overdue=now - metric.created_at > patience, answers=answers
        )
    last_at = datetime.fromtimestamp(watched.last_ms / 1000, UTC)
    return MetricState(
        metric=metric,
        status=watched.status,
        points=watched.points,
        first_at=datetime.fromtimestamp(watched.first_ms / 1000, UTC),
        last_at=last_at,
        last_value=watched.last_value,
        last_median=watched.last_median,
        alarm_since=watched.alarm_since,
        slip_start=watched.slip_start,
        spike_on=watched.spike_on,
        baseline_points=watched.baseline_points,
        baseline_mean=watched.baseline_mean,
        baseline_sd=watched.baseline_sd,
        correlation=watched.correlation,
        threshold=watched.threshold,
        within_target=watched.within_target,
        beyond_limit=watched.beyond_limit,
        overdue=now - last_at > patience,
        weekly=watched.weekly,
        overlap=watched.overlap,
        answers=answers,
    )


def _interval(days: float) -> str:
    return count_text(int(days), "day") if days == int(days) else f"{number_text(days)} days"


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
