"""Frozen assessments: list, compare, download."""

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render
from readiness.ui.sections import initiative_id, initiative_top

with stopping():
    initiative = initiative_id()
initiative_top(initiative, "snapshots", initiative)
render(heading("What was frozen, and what has changed since?", "This page is being laid."))
