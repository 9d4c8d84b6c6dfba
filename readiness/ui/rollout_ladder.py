"""The rollout ladder as four steps, the answer above it, and the warning that it is time to step back."""

import streamlit as st

from readiness.commands.phases import move_down
from readiness.context import Context
from readiness.domain.condition_facts import ConditionFinding
from readiness.domain.framework import Phase
from readiness.domain.phase_rules import PHASE_WORDS, is_above, latest_span, lower_phases, place_of
from readiness.domain.wording import count_text
from readiness.queries.rollout import RolloutView
from readiness.ui.dates import day, day_and_distance
from readiness.ui.errors import plain
from readiness.ui.markup import Html, Piece, element, join, link, muted, points, render
from readiness.ui.outcome import attempt

# The answer -----------------------------------------------------------------------------------------------------------


def question(view: RolloutView) -> str:
    """What the page answers."""
    return "May it stay where it is?" if view.step is None else "Can it go a step up?"


def answer(view: RolloutView) -> str:
    """Whether it can go up, and what is missing, in a sentence."""
    if view.step is None:
        kept = [one for one in view.findings if one.phase == "full_automation" and one.list == "keep"]
        wrong = [one for one in kept if one.state == "unmet"]
        if view.holding:
            return f"No: {count_text(len(view.holding), 'condition')} to step back {_holds(len(view.holding))}."
        if wrong:
            return f"Not for long: {count_text(len(wrong), 'condition')} to stay {_are(len(wrong))} unmet."
        unknown = sum(one.state == "unknown" for one in kept)
        return f"It is at the top of the ladder; {unknown} of {len(kept)} conditions to stay are unknown."
    to = PHASE_WORDS[view.step.to].lower()
    start = "It was stopped; it would begin again at the bottom. " if view.step_id == "stopped" else ""
    back = ""
    if view.holding:
        back = f" {count_text(len(view.holding), 'condition')} to step back {_holds(len(view.holding))}."
    if view.step.possible:
        return f"{start}Yes, to {to}: nothing is in the way but an approver who does not build it.{back}"
    parts = [
        f"{count_text(view.step.unmet, 'condition')} {_are(view.step.unmet)} unmet" if view.step.unmet else "",
        f"{view.step.unknown} unknown" if view.step.unmet else "",
    ]
    if not view.step.unmet:
        parts = [f"{count_text(view.step.unknown, 'condition')} {_are(view.step.unknown)} unknown"]
    said = ", ".join(part for part in parts if part and not part.startswith("0 "))
    return f"{start}Not yet, to {to}: {said}.{back}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _holds(count: int) -> str:
    return "holds" if count == 1 else "hold"


# The ladder -----------------------------------------------------------------------------------------------------------


def ladder(view: RolloutView, shown: str) -> Html:
    """The steps from left to right, the present one marked; each leads to its conditions."""
    return element(
        "ol", *(_step(view, phase, shown) for phase in view.framework.phases), class_="rd-ladder", aria_label="Ladder"
    )


def _step(view: RolloutView, phase: Phase, shown: str) -> Html:
    present = view.step_id == phase.id
    name = link(
        phase.name,
        "rollout",
        initiative=view.assessment.initiative.id,
        phase=phase.id,
        current=shown == phase.id,
    )
    classes = "rd-step" + (" rd-now" if present else "") + (" rd-shown" if shown == phase.id else "")
    return element(
        "li",
        element("div", name, class_="rd-step-name"),
        element("div", _where(view, phase), class_="rd-step-state"),
        class_=classes,
        aria_current="step" if present else None,
    )


def _where(view: RolloutView, phase: Phase) -> Piece:
    span = latest_span(view.rollout.moves, phase.id, view.today)
    stated = ", stated" if span is not None and span.stated else ""
    if view.step_id == phase.id and view.entered_on is not None:
        since = count_text(view.since_days or 0, "day")
        return join((element("strong", "Now"), f", since {day(view.entered_on)} ({since}{stated})"))
    if view.next_phase == phase.id:
        beyond = ", beyond this profile" if is_above(phase.id, view.highest) else ""
        return f"Next{beyond}"
    if span is not None and span.last_day is not None:
        return f"Left {day(span.last_day)} after {count_text(span.days, 'day')}{stated}"
    if is_above(phase.id, view.highest):
        return "Beyond this profile"
    running = place_of(view.step_id)
    return "Never entered" if place_of(phase.id) < running else "Later"


def highest_line(view: RolloutView) -> Html:
    """How far the profile lets it go, and who raised that."""
    raised = [one for one in view.rollout.highest_phases if one.revoked_at is None]
    said = f"In this profile it goes up to {PHASE_WORDS[view.own_highest].lower()}"
    if not raised or view.highest == view.own_highest:
        return element("p", muted(f"{said}."), class_="rd-legend")
    last = raised[-1]
    return element(
        "p",
        muted(
            f"{said}; {last.executive_name} raised that to {PHASE_WORDS[view.highest].lower()} on "
            f"{day(last.decided_at.date())}: “{last.reason}”"
        ),
        class_="rd-legend",
    )


# Time to step back ----------------------------------------------------------------------------------------------------


def show_step_back(context: Context, view: RolloutView) -> None:
    """The conditions to step back that hold now, with the step down in one click; nothing where none holds."""
    lower = lower_phases(view.step_id)
    if not view.holding or not lower:
        return
    to = lower[0]

    def go() -> None:
        attempt(
            lambda: move_down(
                context, view.assessment.initiative.id, seen=view.step_id, to=to, reason=_reason(view.holding)
            ),
            f"It is back in {PHASE_WORDS[to].lower()}. Stepping back is part of the way.",
        )

    with st.container(key="rd-step-back"):
        said = "A condition to step back holds." if len(view.holding) == 1 else "Conditions to step back hold."
        st.warning(plain(said))
        render(points(join((one.text, muted(f" {one.figure}" if one.figure else ""))) for one in view.holding))
        st.button(f"Step back to {PHASE_WORDS[to].lower()}", key="rd-step-back-now", on_click=go)


def _reason(findings: tuple[ConditionFinding, ...]) -> str:
    said = "; ".join(f"{one.text} {one.figure}".strip() for one in findings)
    return f"Condition to step back: {said}"[:2000]


def phase_facts(view: RolloutView, phase: Phase) -> Html:
    """What a phase is for, with its dates."""
    span = latest_span(view.rollout.moves, phase.id, view.today)
    entered = element("p", muted(f"Entered {day_and_distance(span.first_day, view.today)}.")) if span else None
    return element("div", element("p", phase.purpose), entered, _note(phase), class_="rd-prose rd-purpose")


def _note(phase: Phase) -> Html | None:
    return element("p", muted(phase.note)) if phase.note else None
