"""The top of every page of an initiative: its name, verdict and next step, and one row of links to its sections."""

from collections.abc import Callable

import streamlit as st

from readiness.domain.evaluation import VerdictId
from readiness.errors import NotFound
from readiness.ui.markup import Html, Piece, element, join, link, render, text, verdict_chip

Section = tuple[str, str]
"""A section of an initiative: url_path and title."""

PREPARING: tuple[Section, ...] = (
    ("initiative", "Overview"),
    ("use-case", "Use case"),
    ("record", "Record"),
    ("people", "People"),
    ("assess", "Assess"),
    ("workshop", "Workshop"),
    ("plan", "Plan"),
    ("sign-off", "Sign-off"),
)
"""The sections up to the verdict, in the order of the journey."""

RUNNING: tuple[Section, ...] = (
    ("rollout", "Rollout"),
    ("metrics", "Metrics"),
    ("decisions", "Decisions"),
    ("stress-tests", "Stress tests"),
    ("warnings", "Warnings"),
    ("snapshots", "Snapshots"),
)
"""The sections from the first phase of the rollout on."""

GROUPS: tuple[tuple[str, tuple[Section, ...]], ...] = (("Getting ready", PREPARING), ("Rollout and run", RUNNING))
"""The two halves of the row, each with the name that a screen reader says; where the row must wrap, it wraps here."""


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
    """The row of links to the sections of an initiative in two groups, the present one marked."""
    return element(
        "nav",
        *(_group(initiative, section, name, sections) for name, sections in GROUPS),
        class_="rd-sections rd-groups",
        aria_label="Sections of this initiative",
    )


def _group(initiative: str, section: str, name: str, sections: tuple[Section, ...]) -> Html:
    items = [
        element("li", link(title, page, current=page == section, initiative=initiative)) for page, title in sections
    ]
    return element("ul", join(text(item) for item in items), aria_label=name)
