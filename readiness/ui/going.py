"""Follows links to the program's own pages without a reload, so that a click keeps the session and who is at work.

The links are ordinary ones (`markup.link`): opened in a new tab or without the listener they work all the same.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

LISTENER = """
const live = new WeakMap()
export default function ({ parentElement, setTriggerValue }) {
  const old = live.get(parentElement); if (old) document.removeEventListener('click', old)
  const follow = e => {
    if (e.defaultPrevented || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return
    const a = e.composedPath().find(n => n instanceof HTMLAnchorElement && n.classList.contains('rd-go'))
    if (!a || a.origin !== location.origin) return
    e.preventDefault()
    setTriggerValue('followed', a.pathname + a.search)
  }
  document.addEventListener('click', follow); live.set(parentElement, follow)
  document.documentElement.dataset.readinessGoing = 'on'
  return () => {
    document.removeEventListener('click', follow); live.delete(parentElement)
    delete document.documentElement.dataset.readinessGoing
  }
}
"""

_listener = st.components.v2.component("readiness_going", js=LISTENER)
_KEY = "rd-listen-going"
_FOLLOWED = "rd-links-followed"


def follow_links(pages: Mapping[str, Any]) -> None:
    """Listen for clicks, once a run; `pages` maps a url_path ('' is Home) to the page or its file."""

    def follow() -> None:
        target = destination(st.session_state.get(_KEY), pages)
        if target is not None:
            page, parameters = target
            st.session_state[_FOLLOWED] = links_followed() + 1
            st.switch_page(page, query_params=parameters)

    with st.container(key=_KEY + "-box"):
        _listener(key=_KEY, on_followed_change=follow)


def links_followed() -> int:
    """How many links to the program's own pages this session followed."""
    return int(st.session_state.get(_FOLLOWED, 0))


def destination(state: Any, pages: Mapping[str, Any]) -> tuple[Any, list[tuple[str, str]]] | None:
    """The page and query parameters that a followed address names, or None when it is none of ours.

    The address comes from a browser and is checked like any other input.
    """
    followed = getattr(state, "followed", None)
    if not isinstance(followed, str) or not followed.startswith("/"):
        return None
    try:
        parts = urlsplit(followed)
    except ValueError:
        return None
    page = pages.get(parts.path.rstrip("/").rpartition("/")[2])
    return None if page is None else (page, parse_qsl(parts.query, keep_blank_values=True))
