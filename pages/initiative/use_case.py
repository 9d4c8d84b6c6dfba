"""Who will use the system, for which decision, what value, and how far the demo is from production."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "use-case", initiative)
render(heading("What is it for?", "This page is being laid."))
