"""The people of an initiative, their independence, and who is at the keyboard."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "people", initiative)
render(heading("Who is involved, and who is independent?", "This page is being laid."))
