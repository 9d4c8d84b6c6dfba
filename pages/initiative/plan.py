"""Mitigations and actions: who does what by when."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "plan", initiative)
render(heading("What is being done about it?", "This page is being laid."))
