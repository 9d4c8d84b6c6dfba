"""Failure patterns of initiatives: their facts gathered in a few statements, and what the rules find in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from readiness.context import Context
from readiness.domain.assessment import Assessment
from readiness.domain.decision_figures import DecisionFigures
from readiness.domain.framework import Framework, Profile
from readiness.domain.metric_state import MetricState
from readiness.domain.patterns.cultural_resistance import TREND_POINTS
from readiness.domain.patterns.detect import find_patterns
from readiness.domain.patterns.facts import PatternFacts, RaisedLimit, Updates, UseTrend, seen_since
from readiness.domain.patterns.finding import PatternFinding, pattern_order
from readiness.domain.patterns.perfect_data import WINDOW_DAYS
from readiness.domain.patterns.ratings import ratings_of
from readiness.domain.patterns.trend import PatternTrend, trend_since
from readiness.domain.rollout import Rollout
from readiness.domain.wording import number_text, utc_day
from readiness.queries.snapshots import SnapshotSummary, snapshot_document
from readiness.queries.snapshots import snapshots as summaries
from readiness.queries.uncollected import uncollected
from readiness.storage import events, initiatives, snapshots
from readiness.storage.events import Event
from readiness.storage.initiatives import Mark

if TYPE_CHECKING:
    from readiness.queries.watching import Watched

REMEMBERED = 100
"""Up to so many initiatives are remembered when asked for together."""
_DATA = "data."
_CHANGED, _MOVED, _METRIC = "initiative_changed", "framework_moved", "metric_changed"


def patterns_of(context: Context, initiative: str) -> tuple[PatternFinding, ...]:
    """Every failure pattern of an initiative as it stands today, in the framework's order. Raises NotFound."""
    store, today = context.store, context.today()
    assessment, mark = store.load_marked(initiative)

    def made() -> tuple[PatternFinding, ...]:
        rollout = store.load_rollout(initiative)
        framework = context.framework_of(assessment)
        records = _records(context, (initiative,), today)
        return find_patterns(_facts(context, assessment, rollout, framework, records, today), framework)

    return store.memory.get(_key(initiative, mark, today), made)


def patterns_at_freezing(context: Context, initiative: str) -> tuple[PatternFinding, ...]:
    """The same as a snapshot of this moment has to say it: it is one itself, and a review. Raises NotFound."""
    today = context.today()
    stored = context.store.load(initiative)
    reviewed = stored.initiative.model_copy(update={"last_review_at": context.now()})
    assessment = stored.model_copy(update={"initiative": reviewed})
    records = _records(context, (initiative,), today)
    if initiative not in records.first_frozen:
        records = replace(records, first_frozen={initiative: context.now().isoformat()})
    rollout, framework = context.store.load_rollout(initiative), context.framework_of(assessment)
    return find_patterns(_facts(context, assessment, rollout, framework, records, today), framework)


def patterns_of_many(context: Context, ids: Sequence[str]) -> dict[str, tuple[PatternFinding, ...]]:
    """The same for some initiatives in a few statements; unknown ids are left out.

    What one page of a list asks for is remembered; more at a time would push everything else out of the memory.
    """
    store, today = context.store, context.today()
    with store.engine.reading() as run:
        marks = initiatives.marks(run, ids)
    known = {id: store.memory.known(_key(id, mark, today)) for id, mark in marks.items()}
    found = {id: one for id, one in known.items() if isinstance(one, tuple)}
    missing = [id for id in marks if id not in found]
    # Facts are read after the marks: a change in between makes what is remembered stale at once, never wrong.
    fresh = _found(context, missing, today) if missing else {}
    if len(fresh) <= REMEMBERED:
        for id, patterns in fresh.items():
            store.memory.get(_key(id, marks[id], today), partial(tuple, patterns))
    found |= fresh
    return {id: found[id] for id in marks if id in found}


def known_patterns(context: Context, ids: Sequence[str]) -> dict[str, tuple[PatternFinding, ...]]:
    """Those of some initiatives that are remembered as of now; nothing is worked out."""
    store, today = context.store, context.today()
    with store.engine.reading() as run:
        marks = initiatives.marks(run, ids)
    known = {id: store.memory.known(_key(id, mark, today)) for id, mark in marks.items()}
    return {id: one for id, one in known.items() if isinstance(one, tuple)}


def _key(initiative: str, mark: Mark, today: date) -> tuple[str, str, Mark, date]:
    return ("patterns", initiative, mark, today)


def _found(context: Context, ids: Sequence[str], today: date) -> dict[str, tuple[PatternFinding, ...]]:
    with uncollected():
        return _looked_for(context, ids, today)


def _looked_for(context: Context, ids: Sequence[str], today: date) -> dict[str, tuple[PatternFinding, ...]]:
    # All facts go when this returns, before the collector is on again: it would look through every one of them.
    found = {}
    rollouts = context.store.load_rollouts(ids)
    records = _records(context, ids, today)
    gathered = _gathered(context, rollouts, today)
    nothing = Rollout()
    for id, assessment in context.store.load_many(ids).items():
        framework = context.framework_of(assessment)
        facts = _facts(context, assessment, rollouts.get(id, nothing), framework, records, today, gathered)
        found[id] = find_patterns(facts, framework)
    return found


@dataclass(frozen=True)
class PatternView:
    """All that the page of warnings shows."""

    findings: tuple[PatternFinding, ...]
    """Worst first."""
    trends: Mapping[str, PatternTrend]
    """By pattern id; empty where no snapshot was frozen."""
    previous: SnapshotSummary | None
    """The latest snapshot, with which they are compared."""
    rollout: Rollout
    today: date

    def finding(self, pattern: str) -> PatternFinding | None:
        """The pattern with this id, or None."""
        return next((one for one in self.findings if one.pattern_id == pattern), None)

    @property
    def warnings(self) -> tuple[PatternFinding, ...]:
        """The patterns at the level of a warning or above, those set aside included."""
        return tuple(one for one in self.findings if one.is_warning)


def pattern_view(context: Context, initiative: str) -> PatternView:
    """The failure patterns of an initiative beside its latest snapshot. Raises NotFound."""
    found = patterns_of(context, initiative)
    frozen = summaries(context, initiative)
    before = _frozen_patterns(context, initiative, frozen[-1].number) if frozen else ()
    return PatternView(
        findings=tuple(sorted(found, key=pattern_order)),
        trends={one.pattern_id: trend_since(one, before) for one in found} if frozen else {},
        previous=frozen[-1] if frozen else None,
        rollout=context.store.load_rollout(initiative),
        today=context.today(),
    )


def _frozen_patterns(context: Context, initiative: str, number: int) -> tuple[PatternFinding, ...]:
    """What a snapshot froze of the patterns; nothing of one from before there were any."""
    document = snapshot_document(context, initiative, number)
    operation = document.snapshot.operation if document.snapshot is not None else None
    return operation.patterns if operation is not None else ()


# The facts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Records:
    """What the event log and the list of snapshots say of some initiatives."""

    first_frozen: Mapping[str, str]
    updates: Mapping[str, Mapping[str, int]]
    changes: Mapping[str, Sequence[Event]]


def _records(context: Context, ids: Sequence[str], today: date) -> _Records:
    since = context.now() - timedelta(days=WINDOW_DAYS)
    with context.store.engine.reading() as run:
        return _Records(
            first_frozen=snapshots.first_days(run, ids),
            updates=events.recorded_since(run, ids, since),
            changes=events.changes_of(run, ids, (_CHANGED, _MOVED, _METRIC)),
        )


def _facts(
    context: Context,
    assessment: Assessment,
    rollout: Rollout,
    framework: Framework,
    records: _Records,
    today: date,
    gathered: _Gathered | None = None,
) -> PatternFacts:
    id, profile = assessment.initiative.id, framework.profile(assessment.initiative.profile)
    frozen, changes = records.first_frozen.get(id), records.changes.get(id, ())
    first = utc_day(datetime.fromisoformat(frozen)) if frozen else None
    metrics = _metric_states(context, id, rollout, gathered.watched.get(id, {}) if gathered else None)
    return PatternFacts(
        assessment=assessment,
        ratings=ratings_of(assessment, framework, today, first),
        rollout=rollout,
        today=today,
        created_on=utc_day(assessment.initiative.created_at),
        profile=profile,
        metrics=metrics,
        decisions=gathered.decisions.get(id) if gathered else _decisions(context, id, rollout, today),
        use_trend=_use_trend(metrics, profile),
        use_case_changes=_use_case_changes(changes),
        updates=_updates(records.updates.get(id, {}), assessment),
        raised_limits=_raised_limits(context, changes, rollout),
        limits=_limits(context, framework, assessment.initiative.framework_hash),
    )


@dataclass(frozen=True)
class _Gathered:
    """What points and decisions say, gathered for many initiatives at once; those without any are left out."""

    watched: Mapping[str, Mapping[str, Watched]]
    decisions: Mapping[str, DecisionFigures]


def _gathered(context: Context, rollouts: Mapping[str, Rollout], today: date) -> _Gathered:
    watched: Mapping[str, Mapping[str, Watched]] = {}
    decisions: Mapping[str, DecisionFigures] = {}
    # What computes them is loaded where there is anything to compute: Home is drawn without it.
    if any(rollout.active_metrics for rollout in rollouts.values()):
        from readiness.queries.watching_many import watched_of_many

        watched = watched_of_many(context, rollouts)
    seen = {id: since for id, rollout in rollouts.items() if (since := seen_since(rollout.moves, today)) is not None}
    if seen:
        from readiness.queries.decisions_many import decision_figures_of_many

        decisions = decision_figures_of_many(context, rollouts, seen)
    return _Gathered(watched, decisions)


def _metric_states(
    context: Context, initiative: str, rollout: Rollout, watched: Mapping[str, Watched] | None
) -> tuple[MetricState, ...]:
    if not rollout.active_metrics:
        return ()
    from readiness.queries.metrics import states_of

    return states_of(context, initiative, rollout, watched)


def _decisions(context: Context, initiative: str, rollout: Rollout, today: date) -> DecisionFigures | None:
    """What the decision log adds up to since people have been seeing the output; None before, or without a log."""
    since = seen_since(rollout.moves, today)
    if since is None or not context.store.decisions.token(initiative):
        return None
    from readiness.queries.decisions import decision_figures

    return decision_figures(context, initiative, since=since)


def _use_trend(metrics: tuple[MetricState, ...], profile: Profile | None) -> UseTrend | None:
    """The trend over the latest points of the metric that the profile names for weekly use."""
    key = profile.weekly_use_metric if profile is not None else None
    state = next((one for one in metrics if one.metric.key == key), None)
    if state is None or len(state.weekly) < TREND_POINTS:
        return None
    import numpy as np

    from readiness.statistics.trend import trend

    days = np.array([day.toordinal() for day, _ in state.weekly], dtype=np.float64)
    values = np.array([value for _, value in state.weekly], dtype=np.float64)
    last = state.weekly[-1][0]
    found = trend(values, days)
    if found is None:  # all points the same
        return UseTrend(points=len(values), tau=0.0, p=1.0, last_day=last)
    return UseTrend(points=found.points, tau=found.tau, p=found.p, last_day=last)


def _use_case_changes(changes: Sequence[Event]) -> tuple[date, ...]:
    """The days on which a part of the statement that said something came to say something else."""
    return tuple(
        utc_day(event.at)
        for event in changes
        if event.kind == _CHANGED
        and any(
            field.startswith("use_case.") and str(change["old"] or "").strip()
            for field, change in event.changes.get("changes", {}).items()
        )
    )


def _updates(counts: Mapping[str, int], assessment: Assessment) -> Updates:
    """Counts by what they are on; a plan concerns data where all criteria that it names do."""
    criteria = {f"plan/{plan.id}": plan.criteria for plan in assessment.plans}
    data = counts.get("data", 0)
    for subject, count in counts.items():
        named = criteria.get(subject, ())
        if named and all(criterion.startswith(_DATA) for criterion in named):
            data += count
    return Updates(data=data, all=sum(counts.values()))


def _raised_limits(context: Context, changes: Sequence[Event], rollout: Rollout) -> tuple[RaisedLimit, ...]:
    found: list[RaisedLimit] = []
    for event in changes:
        changed = event.changes.get("changes", {})
        if event.kind == _MOVED and "framework_hash" in changed:
            hashes = changed["framework_hash"]
            old, new = context.store.framework(hashes["old"]), context.store.framework(hashes["new"])
            found += _raised_in_framework(old, new, utc_day(event.at))
        elif event.kind == _METRIC:
            found += _raised_in_metric(changed, rollout, event)
    return tuple(found)


def _raised_in_framework(old: Framework, new: Framework, day: date) -> list[RaisedLimit]:
    """The checks of data criteria that ask for more in the new content than in the old."""
    found = []
    for criterion in old.criteria_of("data"):
        later = new.criterion(criterion.id)
        for check in criterion.checks:
            now = later.check(check.measure) if later else None
            if now is not None and _is_harder(check.green, now.green, check.better):
                found.append(
                    RaisedLimit(
                        day, f"{criterion.name}: {check.text}", number_text(check.green), number_text(now.green)
                    )
                )
    return found


def _raised_in_metric(changed: Mapping[str, Any], rollout: Rollout, event: Event) -> list[RaisedLimit]:
    """Target and limit of a metric of data that were made harder; the metric's present direction is taken."""
    metric = rollout.metric(event.subject.removeprefix("metric/"))
    if metric is None or metric.check is None or not metric.check.criterion.startswith(_DATA):
        return []
    found = []
    for field, word in (("target", "target"), ("limit", "limit")):
        old, new = changed.get(field, {}).get("old"), changed.get(field, {}).get("new")
        numbers = isinstance(old, int | float) and isinstance(new, int | float) and metric.better != "range"
        if numbers and _is_harder(old, new, metric.better):
            what = f"{metric.name}, {word}"
            found.append(RaisedLimit(utc_day(event.at), what, number_text(old), number_text(new)))
    return found


def _is_harder(old: float, new: float, better: str) -> bool:
    return new > old if better == "higher" else new < old


def _limits(context: Context, framework: Framework, hash: str) -> Mapping[tuple[str, str], float]:
    """The yellow limits of the checks; remembered, since many initiatives share a framework."""

    def made() -> dict[tuple[str, str], float]:
        every = ((criterion, check) for criterion in framework.criteria for check in criterion.checks)
        return {(criterion.id, check.measure): check.yellow for criterion, check in every}

    return context.store.memory.get(("limits", hash), made)
