"""What stands in the place of every page when the data cannot be opened: what happened, and what to do."""

import streamlit as st

from readiness.commands.system import restore_over
from readiness.errors import ContentError, NotADatabase, ReadinessError, StorageDamaged
from readiness.settings import Settings
from readiness.ui.errors import show
from readiness.ui.markup import element, facts, heading, render, section
from readiness.ui.restoring import restore_form


def explain(settings: Settings, error: ReadinessError) -> None:
    """Say what is wrong with the files, where they lie, and offer to restore a backup where that would help."""
    if isinstance(error, ContentError):
        render(heading("The framework files cannot be read", "Nothing was changed. Correct the files, then try again."))
    else:
        render(heading("The data cannot be opened", "Nothing was changed, and no page is shown before it can be."))
    show(error)
    st.button("Try again", type="primary", key="rd-open-again")
    render(
        facts(
            (
                ("Database", element("span", str(settings.database), class_="rd-code")),
                ("Evidence files", element("span", str(settings.evidence), class_="rd-code")),
                ("Frameworks", element("span", ", ".join(map(str, settings.framework_folders)), class_="rd-code")),
            )
        )
    )
    if isinstance(error, NotADatabase | StorageDamaged):
        render(
            section("Restore a backup"),
            element("p", "The file that lies there now is moved aside under another name, not deleted."),
        )
        restore_form(settings, lambda path: restore_over(settings, path))
