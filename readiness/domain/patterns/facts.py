"""The facts that signs of failure patterns are looked for in, gathered beforehand so that looking is pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from readiness.domain.assessment import Assessment, CheckValue
from readiness.domain.decision_figures import DecisionFigures
from readiness.domain.framework import MetricFamily, Profile
from readiness.domain.metric_state import MetricState
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.phase_history import PhaseMove, RolloutPhase
from readiness.domain.phase_rules import PhaseSpan, phase_of, place_of, running_phase, spans
from readiness.domain.rollout import Rollout


@dataclass(frozen=True)
class Updates:
    """What was recorded on criteria in the last 90 days, as counts of events."""

    data: int = 0
    """On criteria of the dimension data."""
    all: int = 0


@dataclass(frozen=True)
class RaisedLimit:
    """A limit by which data is accepted that was made harder after it was first written."""

    day: date
    what: str
    old: str
    new: str


@dataclass(frozen=True)
class UseTrend:
    """The Mann-Kendall test over the latest points of a metric of use."""

    points: int
    tau: float
    """Kendall's tau: negative where use falls."""
    p: float
    """Two-sided: how probable so clear a trend is without any."""
    last_day: date | None = None


@dataclass(frozen=True)
class PatternFacts:
    """Everything stored about one initiative that a sign may rest on."""

    assessment: Assessment
    ratings: Ratings
    rollout: Rollout
    today: date
    created_on: date
    profile: Profile | None = None
    metrics: tuple[MetricState, ...] | None = None
    """The states of the metrics that were not retired; None where they could not be read."""
    decisions: DecisionFigures | None = None
    """What the decision log adds up to; None where there is none."""
    use_trend: UseTrend | None = None
    use_case_changes: tuple[date, ...] = ()
    """Days on which a part of the use case statement that said something was changed, oldest first."""
    updates: Updates = Updates()
    raised_limits: tuple[RaisedLimit, ...] = ()
    """Oldest first."""
    limits: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """The yellow limits of the framework's checks, by criterion and measure: beyond them is red."""

    @property
    def silence_counts(self) -> bool:
        """Whether silence is a sign already: from the first snapshot on, or 30 days after the creation."""
        return self.ratings.silence_counts

    @property
    def counts_from(self) -> date | None:
        """The day from which silence counts if no snapshot is frozen before."""
        return self.ratings.counts_from

    @property
    def phase(self) -> RolloutPhase:
        """The present phase."""
        return phase_of(self.rollout.moves)

    @property
    def is_running(self) -> bool:
        """Whether it is in one of the four phases."""
        return running_phase(self.rollout.moves) is not None

    @cached_property
    def spans(self) -> tuple[PhaseSpan, ...]:
        """Every stay in a phase, oldest first."""
        return tuple(span for span in spans(self.rollout.moves, self.today) if place_of(span.phase) >= 0)

    @property
    def began_on(self) -> date | None:
        """The first day of any phase."""
        return min((span.first_day for span in self.spans), default=None)

    @cached_property
    def seen_since(self) -> date | None:
        """Since when people have been seeing its output without a break; None: they do not."""
        return seen_since(self.rollout.moves, self.today)

    def check(self, criterion: str, measure: str) -> CheckValue | None:
        """The recorded value of a check, or None."""
        return self.assessment.answer(criterion).check_value(measure)

    def family(self, *families: MetricFamily) -> tuple[MetricState, ...]:
        """The states of the metrics of some families; none where they could not be read."""
        return tuple(state for state in self.metrics or () if state.metric.family in families)


def seen_since(moves: Sequence[PhaseMove], today: date) -> date | None:
    """Since when people have been seeing its output (advisory or above) without a break; None: they do not."""
    since: date | None = None
    if place_of(phase_of(moves)) < 1:
        return None
    for span in reversed(spans(moves, today)):
        if place_of(span.phase) < 1:
            break
        since = span.first_day
    return since
