"""What a report shows of the rollout: stays in phases, gate records, waivers, and the conditions of the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.domain.assessment import Status
from readiness.domain.conditions import rule_of
from readiness.domain.operation import ConditionSummary, OperationSummary
from readiness.domain.phase_history import ConditionRecord, GateRecord, PhaseMove, RolloutPhase, Waiver
from readiness.domain.phase_rules import LIST_WORDS, PHASE_WORDS, PhaseSpan, spans
from readiness.domain.project_record import PlannedStep
from readiness.domain.wording import count_text, day_text, number_text, utc_day
from readiness.reports.timeline import STATED, Timeline, timeline, waived_in
from readiness.signs import CONDITIONS, STEP_BACK, VERDICTS, WAIVED, Sign

MOVE_WORDS = {"up": "moved up", "down": "stepped down", "stop": "stopped", "stated": STATED}


@dataclass(frozen=True)
class PhaseRow:
    """One stay in a phase, or the time in which it was stopped."""

    phase_id: RolloutPhase
    phase: str
    first_day: date
    last_day: date | None
    """None: it went on."""
    days: int
    how: str
    """Moved up, stepped down, stopped, or stated and not observed."""
    stated: bool
    reason: str
    approver: str
    gate: str
    """What is known of the gate, in words."""
    waived: int
    """Conditions that were waived on entering."""
    learnt: str
    reusable: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class GateRow:
    """One condition as it stood when somebody moved up."""

    day: date
    entered: str
    """The phase that was entered."""
    verdict: str
    approver: str
    asked: str
    """To enter, to leave upward, ..., and of which phase."""
    condition: str
    state: str
    status: Status
    figure: str
    source: str
    waived: bool


@dataclass(frozen=True)
class GateTable:
    """The gate record of one move up."""

    title: str
    approved: str
    reason: str
    rows: tuple[GateRow, ...]


@dataclass(frozen=True)
class WaiverRow:
    """One decision to move up without a condition."""

    day: date
    phase: str
    asked: str
    condition: str
    executive: str
    reason: str
    floor: str
    """Of a floor: how much of it had passed."""
    used: str
    entered_by: str


@dataclass(frozen=True)
class ConditionRow:
    """One condition of the present step as it stood on the day of the snapshot."""

    asked: str
    condition: str
    state: str
    status: Status
    figure: str
    source: str
    missing: str
    floor: bool
    waived: bool


@dataclass(frozen=True)
class PlannedStepRow:
    """A planned date of a next step, as it was set once."""

    step: str
    day: date | None
    reason: str
    open_conditions: int
    set_at: datetime
    set_by: str


@dataclass(frozen=True)
class RolloutRows:
    """All of the rollout."""

    phase: str
    place: str
    """The phase and since when."""
    answer: str
    """Where it is and what stands between it and the next step, in a sentence."""
    limit: str
    """How far it may go."""
    history: tuple[PhaseRow, ...]
    timeline: Timeline | None
    gates: tuple[GateTable, ...]
    waivers: tuple[WaiverRow, ...]
    conditions: tuple[ConditionRow, ...]
    planned: tuple[PlannedStepRow, ...]
    planned_text: str
    """The latest planned date in words; empty where none was ever set."""


def rollout_rows(operation: OperationSummary) -> RolloutRows:
    """The rows of the rollout."""
    stays = spans(operation.moves, operation.day)
    return RolloutRows(
        phase=PHASE_WORDS[operation.phase],
        place=_place(operation),
        answer=_answer(operation),
        limit=_limit(operation),
        history=tuple(_stay(span) for span in stays),
        timeline=timeline(stays, operation.day) if stays else None,
        gates=tuple(_gate(move, move.gate) for move in operation.moves if move.gate is not None),
        waivers=tuple(_waiver(one, operation) for one in operation.waivers),
        conditions=tuple(_condition(one) for one in operation.conditions),
        planned=tuple(
            PlannedStepRow(
                step=PHASE_WORDS[one.step],
                day=one.day,
                reason=one.reason,
                open_conditions=len(one.open_conditions),
                set_at=one.set_at,
                set_by=one.set_by,
            )
            for one in operation.planned_steps
        ),
        planned_text=_planned(operation.planned_steps[-1]) if operation.planned_steps else "",
    )


def _place(operation: OperationSummary) -> str:
    place = PHASE_WORDS[operation.phase]
    if operation.since is not None:
        days = count_text((operation.day - operation.since).days, "day")
        place += f" since {day_text(operation.since)} ({days})"
    return place


def _answer(operation: OperationSummary) -> str:
    place = _place(operation)
    if operation.next_phase is None:
        return f"{place}. There is no phase above."
    asked = [one for one in operation.conditions if one.list in ("entry", "exit")]
    # A condition that only sums up others says nothing that they do not say.
    asked = [one for one in asked if not rule_of(one.phase, one.list, one.key).derived] or asked
    unmet = sum(one.state == "unmet" and not one.waived for one in asked)
    unknown = sum(one.state == "unknown" and not one.waived for one in asked)
    to = PHASE_WORDS[operation.next_phase].lower()
    if not unmet and not unknown:
        return f"{place}. Every condition of the step to {to} is met or waived; an approver is wanting."
    held = sum(one.list == "step_back" and one.state == "met" for one in operation.conditions)
    text = f"{place}. Not yet ready for {to}: {count_text(len(asked), 'condition')}, {unmet} unmet, {unknown} unknown."
    return text + (f" {count_text(held, 'condition')} to step back {'holds' if held == 1 else 'hold'}." if held else "")


def _limit(operation: OperationSummary) -> str:
    text = f"The profile goes up to {PHASE_WORDS[operation.own_highest].lower()}"
    raised = [one for one in operation.highest_phases if one.revoked_at is None]
    if operation.highest == operation.own_highest or not raised:
        return text + "."
    last = raised[-1]
    text += f"; {last.executive_name} raised that to {PHASE_WORDS[operation.highest].lower()}"
    text += f" on {day_text(utc_day(last.decided_at))}"
    return f"{text}: {last.reason}" if last.reason else f"{text}."


def _planned(step: PlannedStep) -> str:
    set_on = day_text(utc_day(step.set_at))
    if step.day is None:
        text = f"The planned date of {PHASE_WORDS[step.step].lower()} was withdrawn on {set_on}."
    else:
        text = f"{PHASE_WORDS[step.step]} is planned for {day_text(step.day)}, set on {set_on}"
        opened = count_text(len(step.open_conditions), "condition")
        text += f" while {opened} stood open." if step.open_conditions else "."
    return f"{text} {step.reason}".strip()


def _stay(span: PhaseSpan) -> PhaseRow:
    move = span.move
    return PhaseRow(
        phase_id=span.phase,
        phase=PHASE_WORDS[span.phase],
        first_day=span.first_day,
        last_day=span.last_day,
        days=span.days,
        how=MOVE_WORDS[move.kind],
        stated=span.stated,
        reason=move.reason,
        approver=move.approver_name,
        gate=_gate_words(move),
        waived=waived_in(span),
        learnt=move.learnt,
        reusable=move.reusable,
        recorded_by=move.recorded_by,
        recorded_at=move.recorded_at,
    )


def _gate_words(move: PhaseMove) -> str:
    if move.kind == "stated":
        return "gate record unknown"
    if move.gate is None:
        return "no gate record" if move.kind == "up" else "none is asked for"
    met = sum(one.state == "met" for one in move.gate.conditions)
    waived = sum(one.waived for one in move.gate.conditions)
    text = f"{met} of {count_text(len(move.gate.conditions), 'condition')} met"
    return text + (f", {waived} waived" if waived else "")


def _gate(move: PhaseMove, gate: GateRecord) -> GateTable:
    entered, verdict = PHASE_WORDS[move.to_phase], VERDICTS[gate.verdict].word
    approved = f"Approved by {move.approver_name}, who does not build it. " if move.approver_name else ""
    return GateTable(
        title=f"To {entered.lower()} on {day_text(move.day)}",
        approved=f"{approved}Verdict then: {verdict.lower()}. {_gate_words(move)}.",
        reason=move.reason,
        rows=tuple(_gate_row(one, move, entered, verdict) for one in gate.conditions),
    )


def _gate_row(one: ConditionRecord, move: PhaseMove, entered: str, verdict: str) -> GateRow:
    sign = WAIVED if one.waived else CONDITIONS[one.state]
    return GateRow(
        day=move.day,
        entered=entered,
        verdict=verdict,
        approver=move.approver_name,
        asked=_asked(one.phase, one.list),
        condition=one.text,
        state=sign.word,
        status=status_of(sign),
        figure=one.figure,
        source=one.source,
        waived=one.waived,
    )


def _asked(phase: RolloutPhase, list: str) -> str:
    words: dict[str, str] = {str(key): word for key, word in LIST_WORDS.items()}
    name = PHASE_WORDS[phase].lower()
    return f"{words[list]} {name}" if list == "entry" else f"{name}, {words[list]}"


def _waiver(waiver: Waiver, operation: OperationSummary) -> WaiverRow:
    used = next((move for move in operation.moves if move.id == waiver.used_by), None)
    if waiver.revoked_at is not None:
        state = f"revoked on {day_text(utc_day(waiver.revoked_at))}"
    elif used is not None:
        state = f"for the move to {PHASE_WORDS[used.to_phase].lower()} on {day_text(used.day)}"
    else:
        state = "not used yet"
    floor = ""
    if waiver.is_floor:
        floor = "a floor"
        if waiver.floor_reached_pct is not None:
            floor += f", {number_text(round(waiver.floor_reached_pct, 1))} % of it had passed"
    return WaiverRow(
        day=utc_day(waiver.waived_at),
        phase=PHASE_WORDS[waiver.phase],
        asked=_asked(waiver.phase, waiver.list),
        condition=_text_of(waiver, operation),
        executive=waiver.executive_name,
        reason=waiver.reason,
        floor=floor,
        used=state,
        entered_by=waiver.entered_by,
    )


def _text_of(waiver: Waiver, operation: OperationSummary) -> str:
    """The words of the waived condition, from the gate record that it served or from those of the present step."""
    name = (waiver.phase, waiver.list, waiver.key)
    gates = [move.gate for move in operation.moves if move.gate is not None]
    known = [one.text for gate in gates for one in gate.conditions if (one.phase, one.list, one.key) == name]
    known += [one.text for one in operation.conditions if (one.phase, one.list, one.key) == name]
    return known[-1] if known else waiver.key


def _condition(one: ConditionSummary) -> ConditionRow:
    sign = WAIVED if one.waived else (STEP_BACK if one.list == "step_back" else CONDITIONS)[one.state]
    return ConditionRow(
        asked="the gate itself" if one.of_gate else _asked(one.phase, one.list),
        condition=one.text,
        state=sign.word,
        status=status_of(sign),
        figure=one.figure,
        source=one.source,
        missing=one.missing if one.state in ("unmet", "unknown") else "",
        floor=one.floor,
        waived=one.waived,
    )


def status_of(sign: Sign) -> Status:
    """The status that has the colour and shape of a sign."""
    tones: dict[str, Status] = {"green": "green", "yellow": "yellow", "red": "red"}
    return "not_applicable" if sign.shape == "–" else tones.get(sign.tone, "not_assessed")
