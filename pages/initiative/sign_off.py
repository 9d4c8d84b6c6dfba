"""The executive's acknowledgement of the yellows that remain."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "sign-off", initiative)
render(heading("Does somebody answer for what remains?", "This page is being laid."))
