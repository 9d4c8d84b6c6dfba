"""Public cases, coded by hindsight from the public record."""

from readiness.ui.markup import heading, render

render(heading("What went wrong elsewhere?", "This page is being laid."))
