"""Which time a form is filled in: a number in the keys of its fields, so that a form that was saved begins anew.

What a field begins with is given to the widget itself (`value=`, `index=`, `default=`), never put into the session:
the browser may draw only the second of two runs, and the second does not tell it again. A field that is forgotten in
the session is still remembered by the browser, therefore a form begins anew with other fields.
"""

import streamlit as st


def _kept(form: str) -> str:
    return f"turn-of-{form}"


def fields_of(form: str) -> str:
    """What the keys of the form's fields begin with this time."""
    turn = st.session_state.get(_kept(form), 0)
    return f"{form}-{turn}" if turn else form


def begin_anew(form: str) -> None:
    """Draw the form the next time with what it began with, or with what is stored by now."""
    st.session_state[_kept(form)] = st.session_state.get(_kept(form), 0) + 1
