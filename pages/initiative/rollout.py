"""Rollout: where it stands on the ladder, what the next step up asks for, when to step back, how it came here."""

from readiness.domain.phase_history import LADDER
from readiness.queries.rollout import rollout_view
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import element, heading, join, muted, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.rollout_answering import show_condition
from readiness.ui.rollout_conditions import asked_of, checklist
from readiness.ui.rollout_history import history
from readiness.ui.rollout_ladder import answer, highest_line, ladder, phase_facts, question, show_step_back
from readiness.ui.rollout_moving import show_actions
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.views import named

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = rollout_view(context, initiative)

present = view.step_id if view.step_id in LADDER else LADDER[0]
looked_at = named("phase") if named("phase") in LADDER else present
phase = next((one for one in view.framework.phases if one.id == looked_at), None)

show_top(view, "rollout")
show_outcome()
render(heading(question(view), answer(view)))
with shown():
    show_step_back(context, view)
    render(ladder(view, looked_at), highest_line(view))
    show_actions(context, view)
    show_condition(context, view)

if phase is not None:
    render(section(phase.name), phase_facts(view, phase))
if phase is not None and looked_at == present:
    render(asked_of(view))
    if view.step_id == present:
        keep = [one for one in view.findings if (one.phase, one.list) == (present, "keep")]
        back = [one for one in view.findings if (one.phase, one.list) == (present, "step_back")]
        render(checklist(view, "To stay", keep), checklist(view, "When to step back", back))
elif phase is not None:
    titles = {"entry": "To enter", "exit": "To leave upward", "keep": "To stay", "step_back": "When to step back"}
    found = [
        checklist(view, title, [one for one in view.findings if (one.phase, one.list) == (phase.id, part)])
        for part, title in titles.items()
    ]
    note = element("p", muted("Not the present phase: decisions are counted only in the phase it is in."))
    render(join((note, *found)))
render(history(view))
