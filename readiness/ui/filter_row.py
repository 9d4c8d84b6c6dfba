"""The filter of the assessment form: a choice by state and a search, kept from dimension to dimension."""

import streamlit as st

from readiness.ui.criterion_filter import ALL, FILTERS
from readiness.ui.views import named

SHOW = "assess-show"
SEARCH = "assess-search"
LONGEST = 200


def filter_row() -> tuple[str, str]:
    """Draw the choice and the search box; which filter is chosen (a key of FILTERS), and the words typed.

    Both keep their value while one goes through the dimensions; `?show=red` in the address sets the first.
    """
    asked = named("show")
    if SHOW not in st.session_state:
        st.session_state[SHOW] = asked if asked in FILTERS else ALL
    chosen = st.segmented_control(
        "Show", list(FILTERS), required=True, format_func=lambda name: FILTERS[name][0], key=SHOW, wrap=True
    )
    typed = st.text_input("Search criteria", key=SEARCH, type="search", placeholder="Search", max_chars=LONGEST)
    return (chosen if chosen is not None and chosen in FILTERS else ALL), (typed or "").strip()


def show_all() -> None:
    """Show every criterion again; for a callback."""
    st.session_state[SHOW] = ALL
    st.session_state[SEARCH] = ""
