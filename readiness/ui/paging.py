"""Long lists: a search box and pages, both kept in the address so that a link shows the same list."""

import streamlit as st


def search_box(label: str, key: str = "q") -> str:
    """A search field; returns what was typed, trimmed and at most 200 characters."""
    typed = st.text_input(label, key=key, type="search", bind="query-params", max_chars=200)
    return (typed or "").strip()[:200]


def page_slice(total: int, size: int = 25, key: str = "page") -> slice:
    """The part of a list of `total` entries to show; draws the pager when there is more than one page."""
    count = max(1, -(-total // size))
    number = st.pagination(count, key=key, bind="query-params") if count > 1 else 1
    number = max(1, min(int(number or 1), count))
    return slice((number - 1) * size, number * size)
