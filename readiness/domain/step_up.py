"""The next step up the rollout ladder: what it asks for, what is in its way, and what says to step back instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.domain.condition_facts import ConditionFacts, ConditionFinding
from readiness.domain.framework import PhaseId
from readiness.domain.phase_history import LADDER, ConditionRecord, GateRecord
from readiness.domain.phase_rules import (
    PHASE_WORDS,
    highest_phase,
    is_above,
    next_phase,
    place_of,
    untested_dimensions,
)
from readiness.domain.wording import count_text

READY = ("ready", "ready_with_mitigations")
"""The verdicts with which automation may begin."""


@dataclass(frozen=True)
class StepUp:
    """The next step up on one day: what it asks for and what is in its way."""

    to: PhaseId
    asked: tuple[ConditionFinding, ...]
    """Every condition to leave the present phase and to enter the next, and what the program itself asks for."""
    missing: tuple[ConditionFinding, ...]
    """What is in the way; a condition that only sums up others is named where nothing else says why."""

    @property
    def possible(self) -> bool:
        """Whether only an approver is wanting."""
        return not self.missing

    @property
    def unmet(self) -> int:
        """How many conditions in the way are unmet."""
        return sum(one.state == "unmet" for one in self.missing)

    @property
    def unknown(self) -> int:
        """How many conditions in the way are unknown."""
        return sum(one.state == "unknown" for one in self.missing)


def step_up(facts: ConditionFacts, findings: Sequence[ConditionFinding]) -> StepUp | None:
    """What the next step up asks for; None at the top of the ladder."""
    to = next_phase(facts.phase)
    if to is None:
        return None
    present = facts.running
    asked = [
        *gate_findings(facts, to),
        *(one for one in findings if one.phase == present and one.list == "exit"),
        *(one for one in findings if one.phase == to and one.list == "entry"),
    ]
    plain = [one for one in asked if one.in_the_way and not one.derived]
    # At 100 % of the scope is said by the sum alone; where only exit conditions lack, they are named themselves.
    sums = [one for one in asked if one.in_the_way and one.derived and (one.missing or not plain)]
    return StepUp(to, tuple(asked), tuple(plain + sums))


def gate_findings(facts: ConditionFacts, to: PhaseId) -> tuple[ConditionFinding, ...]:
    """What the program itself asks for to enter a phase: highest phase, verdict, stress tests; none can be waived."""
    found = [_highest(facts, to)]
    verdict = facts.evaluation.verdict
    if to == "advisory":
        reds = [result.name for result in facts.evaluation.criteria if result.status == "red"]
        said = f"{count_text(len(reds), 'red criterion', 'red criteria')}" + (f": {', '.join(reds)}" if reds else "")
        missing = "Bring every red criterion to yellow at least." if reds else ""
        found.append(
            _gate(to, "gate_verdict", "No criterion is red.", not reds, said, "ratings", missing, "initiative")
        )
    elif to != "shadow":
        said = f"verdict: {verdict.replace('_', ' ')}"
        text = "The verdict is ready, or ready with mitigations."
        missing = "" if verdict in READY else facts.evaluation.headline
        found.append(_gate(to, "gate_verdict", text, verdict in READY, said, "verdict", missing, "initiative"))
        dimension_of: dict[str, str] = {one.id: one.dimension for one in facts.framework.criteria}
        names: dict[str, str] = {one.id: one.name for one in facts.framework.dimensions}
        untested = untested_dimensions(facts.assessment.stress_tests, facts.rollout.moves, dimension_of)
        count = len(set(dimension_of.values()))
        said = f"{count - len(untested)} of {count_text(count, 'dimension')} since the last move"
        lacking = ", ".join(names.get(one, one) for one in untested)
        missing = f"Run one in: {lacking}." if untested else ""
        text = "A stress test was run in every dimension since the last move."
        found.append(_gate(to, "gate_stress_tests", text, not untested, said, "stress tests", missing, "stress-tests"))
    return tuple(found)


def _highest(facts: ConditionFacts, to: PhaseId) -> ConditionFinding:
    own = facts.profile.highest_phase if facts.profile is not None else LADDER[0]
    limit = highest_phase(facts.profile, facts.rollout.highest_phases)
    said = f"the profile goes up to {PHASE_WORDS[own].lower()}"
    if limit != own:
        said += f"; raised to {PHASE_WORDS[limit].lower()} by the executive"
    above = is_above(to, limit)
    missing = "Only the executive can raise it, with a reason." if above else ""
    return _gate(to, "gate_highest_phase", "The profile goes that far.", not above, said, "profile", missing, "")


def _gate(
    to: PhaseId, key: str, text: str, met: bool, figure: str, source: str, missing: str, page: str
) -> ConditionFinding:
    return ConditionFinding(
        phase=to,
        list="entry",
        key=key,
        text=text,
        state="met" if met else "unmet",
        figure=figure,
        source=source,
        link_page=page,
        missing=missing,
        waivable=False,
        of_gate=True,
    )


def holding(facts: ConditionFacts, findings: Sequence[ConditionFinding]) -> tuple[ConditionFinding, ...]:
    """The conditions to step back from the present phase that hold now; one that sums up others gives way to them."""
    present = facts.running
    if present is None:
        return ()
    own = [one for one in findings if one.phase == present and one.list == "step_back" and one.state == "met"]
    if any(one.derived for one in own):
        place = place_of(present)
        earlier = [one for one in findings if one.list == "step_back" and place_of(one.phase) < place]
        own = [one for one in own if not one.derived] + [one for one in earlier if one.state == "met"]
    return tuple(own)


def gate_record(facts: ConditionFacts, asked: Sequence[ConditionFinding]) -> GateRecord:
    """What is known at a move up, to be kept with it."""
    return GateRecord(
        verdict=facts.evaluation.verdict,
        conditions=tuple(
            ConditionRecord(
                phase=one.phase,
                list=one.list,
                key=one.key,
                text=one.text,
                state=one.state,
                figure=one.figure,
                source=one.source,
                waived=one.waived is not None,
            )
            for one in asked
        ),
        today=facts.today,
    )
