"""One initiative: can it go to production, and why not yet."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "initiative", initiative)
render(heading("Can it go to production?", "This page is being laid."))
