"""Project record: who runs it, with what means, on what model; user feedback, incidents, exposure, changes."""

from readiness.queries.project_record import record_view
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import heading, render
from readiness.ui.outcome import show_outcome
from readiness.ui.record_form import answer, show_form
from readiness.ui.record_history import show_history
from readiness.ui.record_lists import show_lists
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = record_view(context, initiative)

show_top(view, "record")
show_outcome()
render(heading("Who runs it, and with what?", answer(view)))
with shown():
    show_form(context, view)
    show_lists(context, view)
    show_history(context, initiative)
