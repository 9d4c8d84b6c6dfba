"""The parts of one page: a row of links whose choice stands in the address."""

from collections.abc import Mapping

import streamlit as st

from readiness.ui.markup import Html, element, link, visible

LONGEST = 200


def named(parameter: str) -> str:
    """What the address names under a parameter, trimmed; "" where it names nothing or something far too long."""
    value = st.query_params.get(parameter, "").strip()
    return value if len(value) <= LONGEST else ""


def view_row(
    page: str,
    views: Mapping[str, str],
    current: str,
    *,
    label: str,
    parameter: str = "view",
    **parameters: str | int | None,
) -> Html:
    """Links to the parts of a page (`?view=`), the present one marked; `parameters` are kept in the address."""
    items = [
        element("li", link(title, page, current=view == current, **{**parameters, parameter: view}))
        for view, title in views.items()
    ]
    return element("nav", element("ul", *items), class_="rd-sections", aria_label=label)


def choice_box(label: str, parameter: str, choices: Mapping[str, str], *, default: str | None = None) -> str:
    """Choose one of `choices` (value -> words); an address without the parameter means `default`, else the first.

    Streamlit's own binding would put the words into the address; this one puts the value, which stays the same when
    somebody improves the words.
    """
    key = f"rd-choice-{parameter}"
    first = default if default is not None else next(iter(choices))
    now = named(parameter)

    def follow() -> None:
        chosen = str(st.session_state.get(key) or "")
        if chosen in choices and chosen != first:
            st.query_params[parameter] = chosen
        else:
            st.query_params.pop(parameter, None)

    # The address decides: links of the page change it as well.
    st.session_state[key] = now if now in choices else first
    picked = st.selectbox(
        label, list(choices), key=key, format_func=lambda one: visible(choices.get(one, one)), on_change=follow
    )
    return str(picked or first)
