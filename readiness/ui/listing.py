"""What a long list shows: its choices, search and page stand in the address, so that a link shows the same list."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

_LONGEST_PAGE_NUMBER = 7


class Listing:
    """The state of one list, read before its widgets are drawn, since the query comes first.

    `choices` maps a name in the address to (the values allowed, the one that goes without saying); `filters` maps a
    name to its allowed values, None being no filter. The search box has the key `q`, the pager `page`.
    """

    def __init__(
        self,
        name: str,
        choices: Mapping[str, tuple[Collection[str], str]],
        filters: Mapping[str, Collection[str]],
    ) -> None:
        self._name = name
        self._defaults: dict[str, str | None] = {choice: default for choice, (_, default) in choices.items()}
        self._defaults.update(dict.fromkeys(filters))
        allowed = {choice: values for choice, (values, _) in choices.items()} | dict(filters)
        for choice, values in allowed.items():
            if self._key(choice) not in st.session_state:
                asked = st.query_params.get(choice)
                st.session_state[self._key(choice)] = asked if asked in values else self._defaults[choice]
        if st.session_state.get(self._key("searched"), self.search) != self.search:
            st.session_state["page"] = 1
        st.session_state[self._key("searched")] = self.search

    def __getitem__(self, choice: str) -> Any:
        """The value of a choice or filter; a filter that is off is None."""
        return st.session_state[self._key(choice)]

    @property
    def search(self) -> str:
        """What is searched for, trimmed, at most 200 characters as in the search box."""
        typed = st.session_state.get("q", st.query_params.get("q", ""))
        return str(typed or "").strip()[:200]

    @property
    def page(self) -> int:
        """The page asked for, from 1; it may lie beyond the last."""
        asked = str(st.session_state.get("page") or st.query_params.get("page", ""))
        return int(asked) if asked.isdecimal() and len(asked) <= _LONGEST_PAGE_NUMBER else 1

    def widget(self, choice: str) -> dict[str, Any]:
        """The key and callback that the widget of a choice takes."""
        return {"key": self._key(choice), "on_change": self._chosen(choice)}

    def show_pages(self, pages: int, page: int) -> None:
        """The pager, where there is more than one page; `page` is the one shown."""
        if pages < 2:
            return
        if st.session_state.get("page", page) != page:
            st.session_state["page"] = page
        st.pagination(pages, key="page", bind="query-params")

    def _key(self, choice: str) -> str:
        return f"rd-{self._name}-{choice}"

    def _chosen(self, choice: str) -> Callable[[], None]:
        def act() -> None:
            chosen = st.session_state[self._key(choice)]
            if chosen is None or chosen == self._defaults[choice]:
                st.query_params.pop(choice, None)
            else:
                st.query_params[choice] = chosen
            if choice != "view":
                st.session_state["page"] = 1

        return act
