"""The top of every page of an initiative: its name, verdict and next step, and one row of links to its sections."""

from collections.abc import Callable

import streamlit as st

from readiness.domain.evaluation import VerdictId
from readiness.errors import NotFound
from readiness.ui.markup import Html, Piece, element, join, link, render, text, verdict_chip

SECTIONS: tuple[tuple[str, str], ...] = (
    ("initiative", "Overview"),
    ("use-case", "Use case"),
    ("record", "Project record"),
    ("people", "People"),
    ("assess", "Assess"),
    ("workshop", "Workshop"),
    ("plan", "Plan"),
    ("sign-off", "Sign-off"),
    ("rollout", "Rollout"),
    ("metrics", "Metrics"),
    ("decisions", "Decisions"),
    ("stress-tests", "Stress tests"),
    ("warnings", "Warnings"),
    ("snapshots", "Snapshots"),
)
"""The sections in the order of the journey: url_path and title."""


def initiative_id() -> str:
    """The initiative that the address names by `?initiative=ID`; raises NotFound when it names none."""
    named = st.query_params.get("initiative", "").strip()
    if not named or len(named) > 200:
        raise NotFound("The address names no initiative. Open one from Home.")
    return named


def initiative_top(
    initiative: str,
    section: str,
    name: str,
    *,
    verdict: VerdictId | None = None,
    state: tuple[Piece, ...] = (),
    next_step: Piece = None,
    beside: Callable[[], None] | None = None,
) -> None:
    """Show name, verdict chip, `state` ('Shadow', 'framework 2026.1', who is at the keyboard), next step and sections.

    `section` is the url_path of the page that is shown; `next_step` is the one thing to do now, best with a link in it;
    `beside` draws what stands at the right end (who is at the keyboard).
    """
    said = [verdict_chip(verdict)] if verdict is not None else []
    said += [element("span", piece) for piece in state if piece]
    top = element(
        "div",
        element("span", name, class_="rd-top-name"),
        element("span", *said, class_="rd-top-state"),
        class_="rd-top",
    )
    following = element("p", Html("<strong>Next:</strong> "), next_step, class_="rd-next") if next_step else None
    with st.container(horizontal=True, vertical_alignment="top", key="rd-top-row"):
        render(top, following)
        if beside is not None:
            beside()
    render(section_row(initiative, section))


def section_row(initiative: str, section: str) -> Html:
    """The row of links to the sections of an initiative, the present one marked."""
    items = [
        element("li", link(title, page, current=page == section, initiative=initiative)) for page, title in SECTIONS
    ]
    return element(
        "nav",
        element("ul", join(text(item) for item in items)),
        class_="rd-sections",
        aria_label="Sections of this initiative",
    )
