"""The framework: criteria, profiles and mappings."""

from readiness.ui.markup import heading, render

render(heading("What do we judge by?", "This page is being laid."))
