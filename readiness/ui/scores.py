"""The radar of the dimension scores, drawn once for the same scores: building it costs more than the rest of a page."""

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from readiness.charts import Theme, radar, radar_words
from readiness.domain.evaluation import DimensionResult
from readiness.queries.initiative import InitiativeView
from readiness.ui.session import theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def show_scores(view: InitiativeView) -> None:
    """The radar of now against the latest snapshot, with what it does not mean."""
    now = view.evaluation.dimensions
    before = view.previous_evaluation.dimensions if view.previous_evaluation else ()
    st.plotly_chart(
        _figure(now, before, theme()),
        theme=None,
        config={"displayModeBar": False},
        alt=radar_words(now),
        key="rd-radar",
    )
    against = f", dotted: snapshot {view.previous.number}" if view.previous else ""
    st.caption(f"Scores by dimension{against}. A score never overrides a status.")


@lru_cache(maxsize=256)
def _figure(now: tuple[DimensionResult, ...], before: tuple[DimensionResult, ...], theme: Theme) -> "Figure":
    """A figure that nobody may change: it is shared."""
    return radar(now, before, theme=theme)
