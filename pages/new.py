"""A new initiative: what it is, what kind of use, what it is for."""

import streamlit as st

from readiness.ui.errors import stopping
from readiness.ui.markup import heading, link, render
from readiness.ui.outcome import show_outcome
from readiness.ui.session import current_context
from readiness.ui.starting import just_created, show_form

if created := just_created():
    st.switch_page("initiative/people.py", query_params={"initiative": created})
with stopping():
    context = current_context()
render(
    heading(
        "What is the initiative?",
        "A name and a profile are enough to begin. People and the assessment come next; nothing forces the order.",
    )
)
show_outcome()
with st.container(key="rd-new"):
    show_form(context)
render(link("Back to all initiatives", ""))
