"""Where the data lies, whether it is sound, the record of changes, backup and restore."""

from readiness.ui.markup import heading, render

render(heading("Is our data safe?", "This page is being laid."))
