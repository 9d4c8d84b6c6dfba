"""Where an initiative stands on the rollout ladder, how it came there, and who may take it further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from readiness.domain.assessment import Person, StressTest
from readiness.domain.framework import PhaseId, Profile
from readiness.domain.phase_history import (
    LADDER,
    ConditionList,
    GateRecord,
    HighestPhase,
    PhaseMove,
    RolloutPhase,
    Waiver,
)
from readiness.domain.wording import utc_day

PHASE_WORDS: dict[RolloutPhase, str] = {
    "not_started": "Not started",
    "shadow": "Shadow",
    "advisory": "Advisory",
    "supervised_automation": "Supervised automation",
    "full_automation": "Full automation",
    "stopped": "Stopped",
}
LIST_WORDS: dict[ConditionList, str] = {
    "entry": "to enter",
    "exit": "to leave upward",
    "keep": "to stay",
    "step_back": "to step back",
}
SpanKind = Literal["observed", "stated", "stopped"]


@dataclass(frozen=True)
class PhaseSpan:
    """A stay in one phase, or the time in which an initiative was stopped; days are UTC."""

    phase: RolloutPhase
    first_day: date
    last_day: date | None
    """The day on which it was left; None: it goes on."""
    kind: SpanKind
    days: int
    """Whole days of it, up to today where it goes on."""
    move: PhaseMove
    """The move that began it."""
    left_by: PhaseMove | None = None

    @property
    def stated(self) -> bool:
        """Whether a person stated it, rather than the program having recorded it."""
        return self.kind == "stated"

    @property
    def gate(self) -> GateRecord | None:
        """What was known on entering; None where it came down, was stopped or was stated."""
        return self.move.gate


# Where it is ----------------------------------------------------------------------------------------------------------


def phase_of(moves: Sequence[PhaseMove]) -> RolloutPhase:
    """The present phase: where the last move led; not started before any."""
    return moves[-1].to_phase if moves else "not_started"


def entered_on(moves: Sequence[PhaseMove]) -> date | None:
    """The day of the latest entry into the present phase, from which floors count; None before any move."""
    return moves[-1].day if moves else None


def spans(moves: Sequence[PhaseMove], today: date) -> tuple[PhaseSpan, ...]:
    """Every stay in a phase and every stop, oldest first; the time before the ladder is none of them."""
    found: list[PhaseSpan] = []
    for place, move in enumerate(moves):
        following = moves[place + 1] if place + 1 < len(moves) else None
        if move.to_phase == "not_started":
            continue
        kind: SpanKind = "stopped" if move.to_phase == "stopped" else "stated" if move.kind == "stated" else "observed"
        last = move.until if move.until is not None else following.day if following is not None else None
        days = max(0, ((last or today) - move.day).days)
        found.append(PhaseSpan(move.to_phase, move.day, last, kind, days, move, following))
    return tuple(found)


def latest_span(moves: Sequence[PhaseMove], phase: RolloutPhase, today: date) -> PhaseSpan | None:
    """The latest stay in a phase, the present one included."""
    return next((span for span in reversed(spans(moves, today)) if span.phase == phase), None)


def running_phase(moves: Sequence[PhaseMove]) -> PhaseId | None:
    """The phase in which it runs now; None where it has not started or was stopped."""
    return next((phase for phase in LADDER if phase == phase_of(moves)), None)


def place_of(phase: RolloutPhase) -> int:
    """The place of a phase on the ladder, shadow 0; -1 for not started and stopped, which lie beside it."""
    return next((place for place, step in enumerate(LADDER) if step == phase), -1)


# Where it may go ------------------------------------------------------------------------------------------------------


def next_phase(phase: RolloutPhase) -> PhaseId | None:
    """The phase above; a stopped initiative begins at the bottom again; None at the top."""
    above = place_of(phase) + 1
    return LADDER[above] if above < len(LADDER) else None


def lower_phases(phase: RolloutPhase) -> tuple[RolloutPhase, ...]:
    """Where one may step down to, the nearest first; it is never refused."""
    if place_of(phase) < 0:
        return ()
    below: tuple[RolloutPhase, ...] = LADDER[: place_of(phase)]
    return (*reversed(below), "not_started")


def highest_phase(profile: Profile | None, raised: Sequence[HighestPhase]) -> PhaseId:
    """How far it may go: the profile's highest phase, or further where the executive raised that."""
    own: PhaseId = profile.highest_phase if profile is not None else LADDER[0]
    allowed: list[PhaseId] = [own, *(one.phase for one in raised if one.revoked_at is None)]
    return max(allowed, key=place_of)


def is_above(phase: PhaseId, limit: PhaseId) -> bool:
    """Whether a phase lies above another on the ladder."""
    return place_of(phase) > place_of(limit)


def untested_dimensions(
    tests: Sequence[StressTest], moves: Sequence[PhaseMove], dimension_of: dict[str, str]
) -> tuple[str, ...]:
    """The dimensions in which no stress test was run since the last move, in the framework's order.

    `dimension_of` names the dimension of each criterion. A repeat after a fix is a run as well.
    """
    last = moves[-1] if moves else None

    def since(test: StressTest) -> bool:
        if last is None or test.day > last.day or (test.day == last.day and test.added_at > last.recorded_at):
            return True
        return test.passed_again_on is not None and test.passed_again_on > last.day

    run = {dimension_of.get(test.criterion) for test in tests if since(test)}
    return tuple(dimension for dimension in dict.fromkeys(dimension_of.values()) if dimension not in run)


# Who may --------------------------------------------------------------------------------------------------------------


def approver_problems(person: Person) -> tuple[str, ...]:
    """Why a person may not approve a move up, in sentences; empty when they may."""
    problems: list[str] = []
    if person.left:
        problems.append(f"{person.name} has left the initiative.")
    if person.builder is None:
        problems.append(f"{person.name} has not declared whether they work on, own or manage the delivery.")
    elif person.builder:
        problems.append(f"{person.name} works on, owns or manages the delivery and so cannot approve.")
    return tuple(problems)


def executive_problems(person: Person) -> tuple[str, ...]:
    """Why a person may not decide what is left to the executive; empty when they may."""
    problems: list[str] = []
    if person.left:
        problems.append(f"{person.name} has left the initiative.")
    if not person.executive:
        problems.append(f"{person.name} is not entered as an executive of this initiative.")
    return tuple(problems)


def open_waivers(waivers: Sequence[Waiver], moves: Sequence[PhaseMove]) -> tuple[Waiver, ...]:
    """The waivers that hold for the next move: not revoked, not used, and given since the last move of any kind."""
    last = moves[-1].recorded_at if moves else None
    return tuple(
        waiver
        for waiver in waivers
        if waiver.revoked_at is None and waiver.used_by is None and (last is None or waiver.waived_at >= last)
    )


# A history stated afterwards ------------------------------------------------------------------------------------------


def stated_problems(phases: Sequence[tuple[PhaseId, date, date | None]], today: date) -> tuple[str, ...]:
    """Why some phases with first and last day cannot be a history, in sentences; the last one still goes on."""
    problems: list[str] = []
    if not phases:
        problems.append("State at least the phase in which it is now.")
    for place, (phase, first, last) in enumerate(phases):
        name, final = PHASE_WORDS[phase], place == len(phases) - 1
        if first > today or (last is not None and last > today):
            problems.append(f"{name} has a day in the future.")
        if last is not None and last < first:
            problems.append(f"{name} ends before it begins.")
        if final and last is not None:
            problems.append(f"{name} is the last phase stated, so it goes on: leave its end open.")
        if place:
            before, _, ended = phases[place - 1]
            if before == phase:
                problems.append(f"{name} is stated twice in a row.")
            if first < (ended or phases[place - 1][1]):
                problems.append(f"{name} begins before {PHASE_WORDS[before]} ended.")
    return tuple(problems)


def day_of(move: PhaseMove) -> date:
    """The UTC day on which a move was recorded; for a stated phase later than the day that it states."""
    return utc_day(move.recorded_at)
