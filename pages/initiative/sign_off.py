"""The executive's sign-off: whether one is needed, the yellows one by one, what will void it, history."""

import streamlit as st

from readiness.queries.initiative import initiative_view
from readiness.queries.signing import signing_view
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import heading, prose, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.signing import answer, history, notices, problems, reds, sign_form

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
signing = signing_view(view)

show_top(view, "sign-off")
show_outcome()
render(
    heading("Is a sign-off needed, and does one hold?", answer(view, signing)),
    problems(view, signing),
    reds(initiative, signing),
)
with shown():
    if signing.risks and not signing.reds:
        if signing.standing is None and view.evaluation.sign_off.needed:
            render(section("Acknowledge the yellows one by one"))
            sign_form(context, view, signing)
        else:
            again = signing.standing is not None
            with st.expander("Sign again" if again else "Sign all the same"):
                sign_form(context, view, signing)
    if signing.risks or signing.standing:
        render(notices(initiative, view, signing))
    elif not signing.history:
        render(
            prose(
                "With two or more yellow dimensions, or more yellow criteria than the profile tolerates, a named "
                "executive who is no builder acknowledges each yellow in writing. Reds cannot be signed away."
            )
        )
    history(context, view, signing)
