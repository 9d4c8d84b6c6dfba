"""Facts to look for the signs of failure patterns in: one line says what a test is about, the rest is silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from readiness.content import Frameworks
from readiness.domain.assessment import Assessment, Initiative, Status
from readiness.domain.fact import Fact
from readiness.domain.framework import Framework, MetricFamily
from readiness.domain.metric import Baseline, Metric
from readiness.domain.metric_state import MetricState
from readiness.domain.patterns.detect import RULES
from readiness.domain.patterns.facts import PatternFacts
from readiness.domain.patterns.ratings import Ratings
from readiness.domain.patterns.sign import Sign
from readiness.domain.phase_history import ConditionRecord, GateRecord, PhaseMove
from readiness.domain.project_record import ProjectRecord
from readiness.domain.rollout import Rollout
from readiness.storage.rollouts import FIELD_OF, SINGLE

TODAY = date(2026, 3, 20)
PROFILE = "general_high_stakes"
"""Floors of 60, 60 and 90 days; at most 30 % overrides; 70 % weekly use, metric `use`."""
FOLDER = Path(__file__).parents[1] / "data" / "frameworks"


@cache
def framework() -> Framework:
    """The built-in framework, read once."""
    return Frameworks.load([FOLDER]).get("2026.1")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def rollout(*facts: Fact) -> Rollout:
    """A rollout of some facts, lists in the order given."""
    fields: dict[str, Any] = {}
    for fact in facts:
        field = FIELD_OF[type(fact)]
        if field in SINGLE:
            fields[field] = fact
        else:
            fields.setdefault(field, []).append(fact)
    return Rollout.model_validate(fields)


def ratings(
    dimensions: dict[str, Status] | None = None, *, silence: bool = True, case: bool = False, **statuses: Status
) -> Ratings:
    """Statuses by the last part of a criterion's id; all others are not assessed."""
    ids = {criterion.id.split(".")[1]: criterion.id for criterion in framework().criteria}
    return Ratings(
        criteria={ids[name]: status for name, status in statuses.items()},
        dimensions=dimensions or {},
        silence_counts=silence and not case,
        counts_from=None if case else ago(-10),
    )


def facts(
    *stored: Fact,
    assessment: Assessment | None = None,
    created: int = 100,
    silence: bool = True,
    profile: str = PROFILE,
    statuses: Ratings | None = None,
    **more: Any,
) -> PatternFacts:
    """Facts of an initiative created so many days ago; `stored` are facts of its rollout.

    `silence=False`: neither a snapshot nor 30 days are there yet.
    """
    return PatternFacts(
        assessment=assessment or an_assessment(created=created),
        ratings=statuses or ratings(silence=silence),
        rollout=rollout(*stored),
        today=TODAY,
        created_on=ago(created),
        profile=framework().profile(profile),
        **{"metrics": (), **more},
    )


def an_assessment(*, created: int = 100, **fields: Any) -> Assessment:
    """An assessment in which nothing is recorded but what is given."""
    initiative = {
        "id": "it",
        "name": "It",
        "profile": PROFILE,
        "framework_version": "2026.1",
        "framework_hash": "0" * 64,
    }
    given = fields.pop("initiative", {})
    return Assessment(initiative=Initiative(**initiative, created_at=at(ago(created)), **given), **fields)


def sign(key: str, given: PatternFacts) -> Sign:
    """What the rule of a sign finds."""
    return RULES[key](given)


def state(key: str, given: PatternFacts) -> str:
    """The state alone."""
    return sign(key, given).state


def record(**fields: Any) -> ProjectRecord:
    return ProjectRecord(**fields)


def gate(*conditions: tuple[str, str, bool]) -> GateRecord:
    """A gate record of (key, state, waived)."""
    return GateRecord(
        verdict="ready",
        conditions=tuple(
            ConditionRecord(phase="advisory", list="entry", key=key, text=key, state=found, waived=waived)  # type: ignore[arg-type]
            for key, found, waived in conditions
        ),
        today=TODAY,
    )


PASSED = gate(("users_trained", "met", False))


def moves(*steps: tuple[str, str, int] | tuple[str, str, int, GateRecord | None]) -> tuple[PhaseMove, ...]:
    """Moves from (kind, phase, days ago) and, for a move up, its gate record; up with none given passed its gate."""
    found: list[PhaseMove] = []
    before = "not_started"
    for place, step in enumerate(steps):
        kind, phase, days = step[:3]
        held = step[3] if len(step) > 3 else PASSED if kind == "up" else None
        found.append(
            PhaseMove(
                id=f"move{place}",
                kind=kind,  # type: ignore[arg-type]
                from_phase=before,  # type: ignore[arg-type]
                to_phase=phase,  # type: ignore[arg-type]
                day=ago(days),
                gate=held,
                reason="" if kind == "up" else "Said so",
                recorded_at=at(ago(days)),
            )
        )
        before = phase
    return tuple(found)


def metric(
    family: MetricFamily = "model",
    key: str = "quality",
    *,
    baseline: bool = False,
    target: float | None = None,
    **more: Any,
) -> Metric:
    window = Baseline(name="First months", first_day=ago(90), last_day=ago(60), set_at=at(ago(60)))
    fields = {"unit": "%", "better": "higher", "interval_days": 7, "created_at": at(ago(90)), **more}
    return Metric(
        id=f"m-{key}",
        key=key,
        family=family,
        name=key.capitalize(),
        target=target,
        baseline=window if baseline else None,
        **fields,
    )


def measured(
    of: Metric,
    *,
    days: int | None = 1,
    overdue: bool = False,
    status: Any = "steady",
    values: Sequence[float] = (),
    **more: Any,
) -> MetricState:
    """The state of a metric whose last point is so many days old (None: it has no point)."""
    last = None if days is None else at(ago(days))
    weekly = tuple((ago(7 * place), value) for place, value in reversed(list(enumerate(reversed(values)))))
    return MetricState(
        metric=of,
        status="no_data" if days is None else status,
        points=0 if days is None else max(1, len(values)),
        last_at=last,
        last_value=values[-1] if values else None,
        overdue=overdue,
        weekly=weekly,
        **more,
    )
