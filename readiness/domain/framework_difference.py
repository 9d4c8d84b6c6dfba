"""What differs between two frameworks, or between two profiles of one, value by value and with what became softer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeVar, get_args

from readiness.domain.framework import (
    Check,
    Content,
    Criterion,
    Framework,
    Limit,
    Mapping,
    MetricDefinition,
    Pattern,
    Phase,
    PhaseGates,
    PhaseId,
    Profile,
)
from readiness.domain.snapshot import Difference

Part = TypeVar("Part")
NOTHING = "none"
NO_LIMIT = "does not apply"

_PHASE_ORDER: tuple[PhaseId, ...] = get_args(PhaseId)

GATE_LIMITS: dict[str, dict[str, tuple[str, Literal["higher", "lower"]]]] = {
    "shadow": {
        "min_days": ("days at least", "higher"),
        "min_decisions": ("decisions at least", "higher"),
        "min_agreement_pct": ("agreement at least, %", "higher"),
        "critical_error_upper95_pct": ("upper bound of critical errors, %", "lower"),
    },
    "advisory": {
        "min_days": ("days at least", "higher"),
        "min_decisions": ("decisions at least", "higher"),
        "max_override_pct": ("overrides at most, %", "lower"),
        "min_weekly_use_pct": ("weekly use at least, %", "higher"),
    },
    "supervised_automation": {
        "min_days": ("days at least", "higher"),
        "min_reviewed_sample": ("decisions reviewed at random, at least", "higher"),
        "error_upper95_pct": ("upper bound of errors, %", "lower"),
        "max_escalation_pct": ("escalation at most, %", "lower"),
    },
    "full_automation": {"monthly_audit_sample": ("decisions audited a month", "higher")},
}
"""Each limit of a phase gate in words, and in which direction it is stricter."""


def difference_between(before: Framework, after: Framework) -> tuple[Difference, ...]:
    """Everything that changes from one framework to another, in the order of the framework.

    `softer` says whether green, yellow or the next phase is easier to reach afterwards; None where that cannot be said.
    Versions, names and dates of publication are not differences.
    """
    found = _Differences()
    found.text("Note on mappings", before.mapping_note, after.mapping_note)
    for dimension in after.dimensions:
        old = before.dimension(dimension.id)
        if old is not None:
            for field in ("name", "short_name", "purpose", "demo_deception"):
                found.text(f"{dimension.name}, {_said(field)}", getattr(old, field), getattr(dimension, field))
    for old_criterion, criterion in _pairs(before.criteria, after.criteria, lambda part: part.id):
        _criterion(old_criterion, criterion, found)
    for old_profile, profile in _pairs(before.profiles, after.profiles, lambda part: part.id):
        if old_profile is None and profile is not None:
            found.add(f"Profile {profile.name}", "not there", "added", softer=None)
        elif old_profile is not None and profile is None:
            found.add(f"Profile {old_profile.name}", "there", "removed", softer=None)
        elif old_profile is not None and profile is not None:
            found.text(f"Profile {profile.name}, name", old_profile.name, profile.name)
            _profile(old_profile, profile, f"Profile {profile.name}, ", _names_of(before, after), found)
    for old_phase, phase in _pairs(before.phases, after.phases, lambda part: part.id):
        _phase(old_phase, phase, found)
    for old_pattern, pattern in _pairs(before.patterns, after.patterns, lambda part: part.id):
        _pattern(old_pattern, pattern, found)
    return tuple(found.lines)


def profile_difference(framework: Framework, first_id: str, second_id: str) -> tuple[Difference, ...]:
    """What differs from one profile of a framework to another; `softer` as in difference_between.

    Raises KeyError for a profile that the framework does not have.
    """
    first, second = framework.profile(first_id), framework.profile(second_id)
    if first is None or second is None:
        raise KeyError(first_id if first is None else second_id)
    found = _Differences()
    found.text("Stakes", first.stakes, second.stakes)
    _profile(first, second, "", _names_of(framework, framework), found)
    return tuple(line.model_copy(update={"place": line.place[:1].upper() + line.place[1:]}) for line in found.lines)


class _Differences:
    """Differences as they are found."""

    def __init__(self) -> None:
        self.lines: list[Difference] = []

    def add(
        self, place: str, original: str, changed: str, *, softer: bool | None, criterion: str | None = None
    ) -> None:
        self.lines.append(
            Difference(place=place, criterion=criterion, original=original, changed=changed, softer=softer)
        )

    def text(self, place: str, original: str | None, changed: str | None, *, criterion: str | None = None) -> None:
        """A difference of words, where nobody can say what is softer."""
        if original != changed:
            self.add(place, original or NOTHING, changed or NOTHING, softer=None, criterion=criterion)

    def texts(
        self, place: str, original: Sequence[object], changed: Sequence[object], *, criterion: str | None = None
    ) -> None:
        self.text(place, _joined(original), _joined(changed), criterion=criterion)

    def number(
        self,
        place: str,
        original: float | None,
        changed: float | None,
        stricter: Literal["higher", "lower"] | None,
        *,
        unit: str = "",
        criterion: str | None = None,
    ) -> None:
        """A difference of a limit; a limit that is not there is the softest of all."""
        if original == changed:
            return
        softer: bool | None = None
        if changed is None or original is None:
            softer = changed is None
        elif stricter is not None:
            softer = (changed < original) == (stricter == "higher")
        self.add(place, _amount(original, unit), _amount(changed, unit), softer=softer, criterion=criterion)


def _criterion(old: Criterion | None, new: Criterion | None, found: _Differences) -> None:
    if old is None or new is None:
        present = new or old
        if present is None:
            return
        before, after, softer = ("asked", "not asked", True) if new is None else ("not asked", "asked", False)
        found.add(f"Criterion {present.name}", before, after, softer=softer, criterion=present.id)
        return
    for field in ("name", "question", "why", "red", "yellow", "green", "stress_test"):
        found.text(f"{new.name}, {_said(field)}", getattr(old, field), getattr(new, field), criterion=new.id)
    found.texts(f"{new.name}, evidence asked for", old.evidence, new.evidence, criterion=new.id)
    found.number(
        f"{new.name}, evidence fresh for", old.fresh_days, new.fresh_days, "lower", unit="days", criterion=new.id
    )
    for old_check, check in _pairs(old.checks, new.checks, lambda part: part.measure):
        _check(new, old_check, check, found)
    found.texts(
        f"{new.name}, mappings",
        [_mapping(mapping) for mapping in old.mappings],
        [_mapping(mapping) for mapping in new.mappings],
        criterion=new.id,
    )


def _mapping(mapping: Mapping) -> str:
    words = [mapping.why, "" if mapping.close_fit else "a loose fit", "checked" if mapping.checked else "not checked"]
    return f"{mapping.ref} ({', '.join(word for word in words if word)})"


def _check(criterion: Criterion, old: Check | None, new: Check | None, found: _Differences) -> None:
    if old is None or new is None:
        present = new or old
        if present is None:
            return
        before, after, softer = ("asked", "not asked", True) if new is None else ("not asked", "asked", False)
        found.add(f"{criterion.name}, “{present.text}”", before, after, softer=softer, criterion=criterion.id)
        return
    place = f"{criterion.name}, “{new.text}”"
    for field in ("text", "unit", "better"):
        found.text(f"{place}, {_said(field)}", getattr(old, field), getattr(new, field), criterion=criterion.id)
    comparable = old.better == new.better and old.unit == new.unit
    for level in ("green", "yellow"):
        found.number(
            f"{place}, {level} {'from' if new.better == 'higher' else 'up to'}",
            getattr(old, level),
            getattr(new, level),
            new.better if comparable else None,
            unit=new.unit,
            criterion=criterion.id,
        )


def _profile(old: Profile, new: Profile, before: str, names: dict[str, str], found: _Differences) -> None:
    if before:
        found.text(f"{before}stakes", old.stakes, new.stakes)
    for criterion in _in_order((*old.must_be_green, *new.must_be_green), names):
        was, is_now = criterion in old.must_be_green, criterion in new.must_be_green
        if was != is_now:
            said = ("must be green", "need not be green")
            original, changed = said if was else said[::-1]
            found.add(f"{before}{names[criterion]}", original, changed, softer=was, criterion=criterion)
    for criterion in _in_order((*old.double_weight, *new.double_weight), names):
        was, is_now = criterion in old.double_weight, criterion in new.double_weight
        if was != is_now:
            original, changed = ("counts double", "counts once") if was else ("counts once", "counts double")
            found.add(f"{before}weight of {names[criterion]}", original, changed, softer=None, criterion=criterion)
    found.number(f"{before}yellow criteria tolerated", old.yellow_tolerance, new.yellow_tolerance, "lower")
    for field in ("data_freshness", "latency", "note"):
        found.text(f"{before}{_said(field)}", getattr(old, field), getattr(new, field))
    if old.highest_phase != new.highest_phase:
        higher = _PHASE_ORDER.index(new.highest_phase) > _PHASE_ORDER.index(old.highest_phase)
        found.add(f"{before}highest phase", _said(old.highest_phase), _said(new.highest_phase), softer=higher)
    for old_metric, metric in _pairs(old.metrics, new.metrics, lambda part: part.key):
        _metric(old_metric, metric, before, found)
    found.text(f"{before}metric of weekly use", old.weekly_use_metric, new.weekly_use_metric)
    _gates(old.phase_gates, new.phase_gates, before, found)


def _metric(old: MetricDefinition | None, new: MetricDefinition | None, before: str, found: _Differences) -> None:
    if old is None or new is None:
        present = new or old
        if present is not None:
            original, changed = ("measured", "not measured") if new is None else ("not measured", "measured")
            found.add(f"{before}metric {present.name}", original, changed, softer=None)
        return
    place = f"{before}metric {new.name}"
    for field in ("name", "family", "unit", "better"):
        found.text(f"{place}, {_said(field)}", getattr(old, field), getattr(new, field))
    comparable = old.better == new.better and old.unit == new.unit
    for field, said in (("green", "target"), ("red", "limit")):
        was, is_now = getattr(old, field), getattr(new, field)
        if was != is_now:
            softer = _wider(was, is_now, new.better) if comparable else None
            found.add(f"{place}, {said}", _limit(was, old.unit), _limit(is_now, new.unit), softer=softer)
    found.number(f"{place}, expected every", old.interval_days, new.interval_days, None, unit="days")


def _wider(old: Limit, new: Limit, better: str) -> bool | None:
    """Whether the new limit is easier to keep; None where it is wider on one side and narrower on the other."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        if new[0] <= old[0] and new[1] >= old[1]:
            return True
        return False if new[0] >= old[0] and new[1] <= old[1] else None
    if isinstance(old, tuple) or isinstance(new, tuple):
        return None
    return (new < old) == (better == "higher")


def _gates(old: PhaseGates, new: PhaseGates, before: str, found: _Differences) -> None:
    for phase, limits in GATE_LIMITS.items():
        for field, (said, stricter) in limits.items():
            found.number(
                f"{before}{_said(phase)}: {said}",
                getattr(getattr(old, phase), field),
                getattr(getattr(new, phase), field),
                stricter,
            )


def _phase(old: Phase | None, new: Phase | None, found: _Differences) -> None:
    if old is None or new is None:
        return
    for field in ("name", "purpose", "note"):
        found.text(f"Phase {new.name}, {_said(field)}", getattr(old, field), getattr(new, field))
    for field in ("entry", "exit", "keep", "step_back"):
        found.texts(f"Phase {new.name}, {_said(field)}", getattr(old, field), getattr(new, field))


def _pattern(old: Pattern | None, new: Pattern | None, found: _Differences) -> None:
    if old is None or new is None:
        present = new or old
        if present is not None:
            original, changed = ("watched", "not watched") if new is None else ("not watched", "watched")
            found.add(f"Pattern {present.name}", original, changed, softer=None)
        return
    place = f"Pattern {new.name}"
    for field in ("name", "caution"):
        found.text(f"{place}, {_said(field)}", getattr(old, field), getattr(new, field))
    found.texts(f"{place}, antidotes", old.antidotes, new.antidotes)
    for was, sign in _pairs(old.indicators, new.indicators, lambda part: part.key):
        if was is None or sign is None:
            present_sign = sign or was
            if present_sign is not None:
                original, changed = ("watched", "not watched") if sign is None else ("not watched", "watched")
                found.add(f"{place}, “{present_sign.rule}”", original, changed, softer=None)
            continue
        found.number(f"{place}, weight of “{sign.rule}”", was.weight, sign.weight, None)
        for field in ("rule", "source"):
            found.text(f"{place}, {_said(field)} of {sign.key}", getattr(was, field), getattr(sign, field))


def _pairs(
    before: Sequence[Part], after: Sequence[Part], identity: Callable[[Part], str]
) -> Iterable[tuple[Part | None, Part | None]]:
    """Both lists side by side by identity: those of `after` in its order, then those that only `before` has."""
    old = {identity(part): part for part in before}
    new = {identity(part): part for part in after}
    for name, part in new.items():
        yield old.get(name), part
    for name, part in old.items():
        if name not in new:
            yield part, None


def _names_of(before: Framework, after: Framework) -> dict[str, str]:
    """Criterion names by id, in framework order."""
    return {criterion.id: criterion.name for criterion in (*after.criteria, *before.criteria)}


def _in_order(criteria: Sequence[str], names: dict[str, str]) -> Iterable[str]:
    wanted = set(criteria)
    return (name for name in names if name in wanted)


def _said(field: str) -> str:
    return field.replace("_", " ")


def _joined(parts: Sequence[object]) -> str:
    return "; ".join(part.text if isinstance(part, Content) and hasattr(part, "text") else str(part) for part in parts)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return NO_LIMIT
    text = f"{value:.10g}"
    if not unit:
        return text
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"


def _limit(value: Limit, unit: str) -> str:
    if isinstance(value, tuple):
        return _amount(value[0], "") + " to " + _amount(value[1], unit)
    return _amount(value, unit)
