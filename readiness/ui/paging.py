"""Long lists: a search box and pages, both kept in the address so that a link shows the same list."""

import streamlit as st


def search_box(label: str, key: str = "q") -> str:
    """A search field; returns what was typed, trimmed and at most 200 characters."""
    typed = st.text_input(label, key=key, type="search", bind="query-params", max_chars=200)
    return (typed or "").strip()[:200]


def page_slice(total: int, size: int = 25, key: str = "page", narrowed_to: object = None) -> slice:
    """The part of a list of `total` entries to show; draws the pager when there is more than one page.

    `narrowed_to` is what the list was searched and filtered by; another one begins at the first page.
    """
    count = max(1, -(-total // size))
    remembered = f"rd-{key}-narrowed-to"
    if st.session_state.get(remembered, narrowed_to) != narrowed_to:
        st.session_state[key] = 1
    st.session_state[remembered] = narrowed_to
    number = st.pagination(count, key=key, bind="query-params") if count > 1 else 1
    number = max(1, min(int(number or 1), count))
    return slice((number - 1) * size, number * size)
