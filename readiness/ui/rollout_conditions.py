"""The conditions of a phase as a check list: state, figure with bound and n, source, what is missing, what to do."""

from collections.abc import Sequence
from typing import Any

from readiness.domain.condition_facts import ConditionFinding
from readiness.domain.phase_history import ConditionState
from readiness.domain.phase_rules import PHASE_WORDS
from readiness.domain.wording import number_text
from readiness.queries.rollout import RolloutView
from readiness.signs import CONDITIONS, STEP_BACK, WAIVED
from readiness.ui.markup import Column, Html, Piece, element, foreign_link, join, link, muted, section, sign_chip, table

PLACES = {
    "use-case": "Use case",
    "record": "Project record",
    "assess": "Assess",
    "decisions": "Decisions",
    "metrics": "Metrics",
    "stress-tests": "Stress tests",
    "sign-off": "Sign-off",
    "initiative": "Overview",
}
"""Where a condition is decided, by address."""
_ORDER: dict[ConditionState, int] = {"unmet": 0, "unknown": 1, "met": 2, "does_not_apply": 3}
_ALARMS_ORDER: dict[ConditionState, int] = {"met": 0, "unknown": 1, "unmet": 2, "does_not_apply": 3}


def condition_name(finding: ConditionFinding) -> str:
    """A condition as the address names it."""
    return ".".join(finding.name)


def asked_of(view: RolloutView) -> Html:
    """What the next step up asks for: to leave the present phase, to enter the next, and the program itself."""
    if view.step is None:
        return Html("")
    to = PHASE_WORDS[view.step.to].lower()
    gate = [one for one in view.step.asked if one.of_gate]
    leave = [one for one in view.step.asked if one.list == "exit"]
    enter = [one for one in view.step.asked if one.list == "entry" and not one.of_gate]
    return join(
        (
            checklist(view, f"To leave {view.phase} upward", leave),
            checklist(view, f"To enter {to}", enter),
            checklist(view, "The gate, which nobody can waive", gate),
        )
    )


def checklist(view: RolloutView, title: str, findings: Sequence[ConditionFinding]) -> Html:
    """Some conditions under their title; nothing where there are none."""
    if not findings:
        return Html("")
    columns: list[Column | str] = ["State", Column("Condition", row_header=True), "What is known", "Where"]
    rows = [_row(view, one) for one in sorted(findings, key=_order)]
    return element("div", section(title), table(columns, rows, caption=title), class_="rd-conditions")


def _order(finding: ConditionFinding) -> tuple[bool, int]:
    """What asks for something stands first: what is in the way of a step, or a reason to step back that holds."""
    if finding.list == "step_back":
        return False, _ALARMS_ORDER[finding.state]
    return not finding.in_the_way, _ORDER[finding.state]


def state_chip(finding: ConditionFinding) -> Html:
    """The state of a condition as shape, word and colour."""
    if finding.waived is not None:
        return sign_chip(WAIVED)
    return sign_chip((STEP_BACK if finding.list == "step_back" else CONDITIONS)[finding.state])


def _row(view: RolloutView, finding: ConditionFinding) -> list[Piece]:
    return [state_chip(finding), finding.text, known(finding), _ways(view, finding)]


def known(finding: ConditionFinding) -> Html:
    """The figure, its source, what is missing, and who waived it."""
    lines: list[Piece] = []
    if finding.figure:
        lines.append(element("div", finding.figure))
    # The bar is of days alone: full beside "unmet", where decisions are wanting, it would mislead.
    if finding.floor and finding.reached_pct is not None and not (finding.reached_pct >= 100 and finding.in_the_way):
        lines.append(_floor(finding.reached_pct))
    if finding.source:
        lines.append(element("div", muted(finding.source)))
    if finding.answer is not None and finding.answer.url and finding.source.startswith("answered"):
        lines.append(element("div", foreign_link("Evidence", finding.answer.url)))
    if finding.missing and finding.state in ("unmet", "unknown"):
        lines.append(element("div", finding.missing))
    if finding.waived is not None:
        by = f", recorded by {finding.waived.entered_by}" if finding.waived.entered_by else ""
        said = f"Waived by {finding.waived.executive_name}{by}, for the next move: “{finding.waived.reason}”"
        reached = finding.waived.floor_reached_pct
        said += f" ({number_text(round(reached))} % of the days had passed)" if reached is not None else ""
        lines.append(element("div", said))
    return join(lines) if lines else muted("nothing")


def _floor(reached: float) -> Html:
    bar = element("span", element("span", style=f"width:{reached:.1f}%"), class_="rd-bar-track", aria_hidden="true")
    return element("div", bar, class_="rd-floor")


def _ways(view: RolloutView, finding: ConditionFinding) -> Html:
    initiative = view.assessment.initiative.id
    named: dict[str, Any] = {
        "initiative": initiative,
        "phase": finding.phase,
        "condition": condition_name(finding),
    }
    ways: list[Piece] = []
    if finding.link_page in PLACES:
        criterion = finding.criterion if finding.link_page == "assess" and finding.criterion else None
        ways.append(link(PLACES[finding.link_page], finding.link_page, initiative=initiative, criterion=criterion))
    if finding.answerable and (finding.state == "unknown" or finding.answer is not None or finding.list == "step_back"):
        ways.append(link("Answer", "rollout", do="answer", **named))
    if finding.key == "gate_highest_phase" and finding.in_the_way:
        ways.append(link("Raise", "rollout", do="raise", initiative=initiative))
    asked = view.step is not None and finding in view.step.asked
    if finding.waived is not None:
        ways.append(link("Waiver", "rollout", do="waive", **named))
    elif asked and finding.waivable and finding.in_the_way:
        ways.append(link("Waive", "rollout", do="waive", **named))
    return element("span", join(ways, muted(" · ")), class_="rd-ways") if ways else Html("")
