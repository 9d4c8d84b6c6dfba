"""The criteria of one dimension at a time, answered with evidence."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "assess", initiative)
render(heading("What is proven?", "This page is being laid."))
