"""A framework under construction: its parts with the file of each, checked together before it becomes one value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel

from readiness.content.reading import Problems, Raw, checked
from readiness.domain.framework import (
    DATE_MEASURE_PREFIX,
    DIMENSION_IDS,
    Criterion,
    Dimension,
    Framework,
    Pattern,
    Phase,
    PhaseId,
    Profile,
)

WEIGHT_TOLERANCE = 0.01
"""How far the weights of a pattern may be from 1 in sum."""

PHASE_IDS: tuple[PhaseId, ...] = get_args(PhaseId)


@dataclass(frozen=True)
class Part:
    """One dimension, criterion, profile, phase or pattern as read, with the file that says it."""

    file: str
    data: Raw
    noun: str

    @property
    def id(self) -> str:
        """Its id, or "" where none can be read."""
        value = self.data.get("id")
        return value if isinstance(value, str) else ""

    @property
    def place(self) -> str:
        """How it is named in messages."""
        return f"{self.noun} {self.id}" if self.id else self.noun


@dataclass
class Draft:
    """The parts of one framework version."""

    file: str
    """The manifest's name in messages."""
    head: Raw
    """version, name, extends, published and mapping_note."""
    dimensions: list[Part] = field(default_factory=list)
    criteria: list[Part] = field(default_factory=list)
    profiles: list[Part] = field(default_factory=list)
    phases: list[Part] = field(default_factory=list)
    patterns: list[Part] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Dimensions, and "phases", whose file could not be read: what they hold is not said to be missing as well."""

    def is_known(self, criterion: str) -> bool:
        """Whether a criterion is there, or would lie in a dimension whose file could not be read."""
        return criterion.partition(".")[0] in self.unread or any(part.id == criterion for part in self.criteria)


def finish(draft: Draft, problems: Problems) -> Framework | None:
    """The draft as a framework; None with every fault noted."""
    before = len(problems.lines)
    _check_dimensions(draft, problems)
    _check_criteria(draft, problems)
    _check_profiles(draft, problems)
    _check_phases(draft, problems)
    _check_patterns(draft, problems)
    models = {
        "dimensions": _models(Dimension, draft.dimensions, problems),
        "criteria": _models(Criterion, sorted(draft.criteria, key=_dimension_order), problems),
        "profiles": _models(Profile, draft.profiles, problems),
        "phases": _models(Phase, draft.phases, problems),
        "patterns": _models(Pattern, draft.patterns, problems),
    }
    empty: Raw = {key: [] for key in models}
    if checked(Framework, {**draft.head, **empty}, draft.file, "", problems) is None or len(problems.lines) > before:
        return None
    return Framework(**draft.head, **models)


def _models(model: type[BaseModel], parts: Iterable[Part], problems: Problems) -> tuple[Any, ...]:
    made = (checked(model, part.data, part.file, part.place, problems) for part in parts)
    return tuple(part for part in made if part is not None)


def _dimension_order(part: Part) -> int:
    dimension = part.data.get("dimension")
    return DIMENSION_IDS.index(dimension) if dimension in DIMENSION_IDS else len(DIMENSION_IDS)


def _unique(parts: Iterable[Part], problems: Problems) -> set[str]:
    """The ids of some parts; every id that is used twice is noted."""
    first: dict[str, Part] = {}
    for part in parts:
        if part.id in first:
            other = first[part.id].file
            problems.add(
                part.file,
                part.place,
                f"this id is already used in {other}" if other != part.file else "this id is used twice",
            )
        elif part.id:
            first[part.id] = part
    return set(first)


def _once(names: Iterable[Any], file: str, place: str, problems: Problems) -> list[str]:
    """The names in their order; every name that stands there twice is noted."""
    seen: list[str] = []
    for name in names:
        if name in seen:
            problems.add(file, place, f"{name} stands there twice")
        elif isinstance(name, str):
            seen.append(name)
    return seen


def _tables(data: Raw, key: str) -> list[Raw]:
    value = data.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list | tuple) else []


def _names(data: Raw, key: str) -> list[Any]:
    value = data.get(key)
    return list(value) if isinstance(value, list | tuple) else []


def _number(value: Any) -> float | None:
    return (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        else None
    )


def _check_dimensions(draft: Draft, problems: Problems) -> None:
    ids = _unique(draft.dimensions, problems)
    for missing in [one for one in DIMENSION_IDS if one not in ids | draft.unread]:
        problems.add(draft.file, "dimensions", f"the dimension {missing} is missing; a framework has all five")


def _check_criteria(draft: Draft, problems: Problems) -> None:
    _unique(draft.criteria, problems)
    asked = {part.data.get("dimension") for part in draft.criteria}
    for one in draft.dimensions:
        if one.id in DIMENSION_IDS and one.id not in asked:
            problems.add(one.file, one.place, "has no criterion")
    for part in draft.criteria:
        dimension = part.data.get("dimension")
        if part.id and not part.id.startswith(f"{dimension}."):
            problems.add(part.file, part.place, f'the id must begin with "{dimension}.", the dimension of its file')
        checks = _tables(part.data, "checks")
        _once((check.get("measure") for check in checks), part.file, f"{part.place}, checks", problems)
        for number, check in enumerate(checks, start=1):
            _check_limits(check, part.file, f"{part.place}, check {check.get('measure') or number}", problems)


def _check_limits(check: Raw, file: str, place: str, problems: Problems) -> None:
    green, yellow, better = _number(check.get("green")), _number(check.get("yellow")), check.get("better")
    if green is not None and yellow is not None and _stricter(yellow, green, better):
        problems.add(
            file, place, f"the yellow limit {yellow:g} is stricter than the green one {green:g} ({better} is better)"
        )
    measure = check.get("measure")
    if isinstance(measure, str) and measure.startswith(DATE_MEASURE_PREFIX) and better == "higher":
        problems.add(file, place, f"a measure that begins {DATE_MEASURE_PREFIX} counts days, so lower is better")


def _stricter(outer: float, inner: float, better: Any) -> bool:
    """Whether the limit that should be the looser one is the stricter."""
    return (better == "higher" and outer > inner) or (better == "lower" and outer < inner)


def _check_profiles(draft: Draft, problems: Problems) -> None:
    _unique(draft.profiles, problems)
    if not draft.profiles:
        problems.add(draft.file, "profiles", "a framework needs at least one profile")
    for part in draft.profiles:
        for key in ("must_be_green", "double_weight"):
            for criterion in _once(_names(part.data, key), part.file, f"{part.place}, {key}", problems):
                if not draft.is_known(criterion):
                    problems.add(part.file, f"{part.place}, {key}", f"there is no criterion {criterion}")
        metrics = _tables(part.data, "metrics")
        keys = _once((metric.get("key") for metric in metrics), part.file, f"{part.place}, metrics", problems)
        weekly = part.data.get("weekly_use_metric")
        if isinstance(weekly, str) and weekly not in keys:
            problems.add(part.file, f"{part.place}, weekly_use_metric", f"the profile has no metric {weekly}")
        for number, metric in enumerate(metrics, start=1):
            _check_metric(metric, part.file, f"{part.place}, metric {metric.get('key') or number}", problems)


def _check_metric(metric: Raw, file: str, place: str, problems: Problems) -> None:
    green, red, better = metric.get("green"), metric.get("red"), metric.get("better")
    if better == "range":
        inner, outer = _range(green), _range(red)
        if inner is None or outer is None:
            problems.add(
                file, place, "green and red must each be a list of a lower and an upper number, since a range is better"
            )
        elif not outer[0] <= inner[0] <= inner[1] <= outer[1]:
            problems.add(file, place, "the green range must lie inside the red one, each with the lower number first")
        return
    if isinstance(green, list | tuple) or isinstance(red, list | tuple):
        problems.add(file, place, f"green and red must each be one number, since {better} is better")
        return
    target, limit = _number(green), _number(red)
    if target is not None and limit is not None and _stricter(limit, target, better):
        problems.add(
            file, place, f"the red limit {limit:g} is stricter than the green one {target:g} ({better} is better)"
        )


def _range(value: Any) -> tuple[float, float] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    lower, upper = _number(value[0]), _number(value[1])
    return None if lower is None or upper is None else (lower, upper)


def _check_phases(draft: Draft, problems: Problems) -> None:
    ids = _unique(draft.phases, problems)
    if "phases" in draft.unread:
        return
    file = draft.phases[0].file if draft.phases else draft.file
    for missing in [one for one in PHASE_IDS if one not in ids]:
        problems.add(file, "phases", f"the phase {missing} is missing")
    order = [part.id for part in draft.phases if part.id in PHASE_IDS]
    if len(set(order)) == len(PHASE_IDS) == len(order) and tuple(order) != PHASE_IDS:
        problems.add(file, "phases", f"must stand in the order {', '.join(PHASE_IDS)}")


def _check_patterns(draft: Draft, problems: Problems) -> None:
    _unique(draft.patterns, problems)
    for part in draft.patterns:
        indicators = _tables(part.data, "indicators")
        _once((indicator.get("key") for indicator in indicators), part.file, f"{part.place}, indicators", problems)
        for number, indicator in enumerate(indicators, start=1):
            place = f"{part.place}, indicator {indicator.get('key') or number}, criteria"
            for criterion in _once(_names(indicator, "criteria"), part.file, place, problems):
                if not draft.is_known(criterion):
                    problems.add(part.file, place, f"there is no criterion {criterion}")
        _check_weights(indicators, part, problems)


def _check_weights(indicators: Iterable[Mapping[str, Any]], part: Part, problems: Problems) -> None:
    weights = [_number(indicator.get("weight")) for indicator in indicators]
    known = [weight for weight in weights if weight is not None]
    if known and len(known) == len(weights) and abs(sum(known) - 1) > WEIGHT_TOLERANCE + 1e-9:
        problems.add(part.file, part.place, f"the weights add up to {sum(known):.4g}; they must add up to 1")
