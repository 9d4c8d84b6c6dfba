"""Home: the initiatives and where each stands."""

from readiness.ui.markup import heading, render

render(heading("Where do our AI initiatives stand?", "The program is being laid; the list of initiatives comes here."))
