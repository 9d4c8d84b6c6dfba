"""A scoring workshop: opened here, led from the board here, and closed here; people answer on their phones."""

import streamlit as st

from readiness.queries.initiative import initiative_view
from readiness.queries.workshops import agenda_choices, running, workshop_list
from readiness.ui.errors import shown, stopping
from readiness.ui.hotkeys import hotkeys_switch
from readiness.ui.markup import heading, render
from readiness.ui.outcome import show_outcome
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.timer_sound import timer_sound_switch
from readiness.ui.views import named
from readiness.ui.workshop_board import show_board
from readiness.ui.workshop_lead import ask_for_key, lead_of
from readiness.ui.workshop_start import past, start_form
from readiness.web.phone_following import connected
from readiness.web.reach import shared_reach

# Load
with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
    reach = shared_reach()
    present = running(context, initiative)

# Show
show_top(view, "workshop")
if present is not None:
    with stopping():
        lead = lead_of(context, initiative, present.id, connected)
        if lead is None:
            show_outcome()
            ask_for_key(context, present.id, present.code, ", ".join(present.facilitators))
        else:
            owners = [person.name for person in view.assessment.people if not person.left]
            show_board(lead, reach, named("view"), owners)
            hotkeys_switch()
            timer_sound_switch()
    st.stop()

show_outcome()
render(
    heading(
        "How does the room see it?",
        "A scoring workshop: everybody answers blind on their phone, the room sees the spread, talks, and agrees.",
    )
)
with shown():
    past(context, initiative, workshop_list(context, initiative), view.snapshots)
with shown():
    start_form(context, initiative, agenda_choices(context, initiative), reach)
