"""Domain values as plotly figures; every colour is set here.

Figures are plain: no template, no title (the page says in words what the picture shows), transparent ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from readiness.domain.evaluation import DimensionResult
from readiness.signs import ACCENT, GROUND, LINE, MUTED, TEXT

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Theme = Literal["light", "dark"]
FONT = "Source Sans, sans-serif"


def radar(dimensions: Sequence[DimensionResult], previous: Sequence[DimensionResult] = (), *, theme: Theme) -> Figure:
    """Score 0 to 100 per dimension, now as a filled line and the previous snapshot dashed.

    A dimension without any assessed criterion has no score: its corner stays at the centre and says so in words.
    """
    from plotly import graph_objects as go

    shade = _shade(theme)
    figure = go.Figure()
    if previous:
        figure.add_trace(_radar_line(go, previous, "Last snapshot", MUTED[shade], dash="dot", fill=False))
    figure.add_trace(_radar_line(go, dimensions, "Now", ACCENT[shade], dash="solid", fill=True))
    labels = [_radar_label(dimension) for dimension in dimensions]
    figure.update_layout(
        _plain(theme, height=340),
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "angularaxis": {
                "tickvals": _angles(dimensions),
                "ticktext": labels,
                "direction": "clockwise",
                "rotation": 90,
                "gridcolor": LINE[shade],
                "linecolor": LINE[shade],
                "tickfont": {"size": 13, "color": TEXT[shade]},
            },
            "radialaxis": {
                "range": [0, 100],
                "tickvals": [0, 50, 100],
                "angle": 90,
                "tickangle": 90,
                "gridcolor": LINE[shade],
                "linecolor": LINE[shade],
                "tickfont": {"size": 10, "color": MUTED[shade]},
            },
        },
        showlegend=bool(previous),
        legend={"orientation": "h", "y": -0.12, "x": 0.5, "xanchor": "center", "font": {"color": TEXT[shade]}},
        margin={"l": 100, "r": 100, "t": 36, "b": 36},
    )
    return figure


def radar_words(dimensions: Sequence[DimensionResult]) -> str:
    """The radar in one sentence, for those who do not see it."""
    return "Scores by dimension: " + "; ".join(_radar_label(d).replace("<br>", ", ") for d in dimensions) + "."


def _radar_line(
    go: ModuleType, dimensions: Sequence[DimensionResult], name: str, colour: str, *, dash: str, fill: bool
) -> object:
    theta = _angles(dimensions)
    scores = [dimension.score if dimension.score is not None else 0 for dimension in dimensions]
    words = [
        f"{entry.name}: {'not assessed' if entry.score is None else f'{entry.score:.0f} of 100'}"
        f" ({entry.assessed} of {entry.applicable} assessed)"
        for entry in dimensions
    ]
    return go.Scatterpolar(
        r=[*scores, *scores[:1]],
        theta=[*theta, *theta[:1]],
        text=[*words, *words[:1]],
        hovertemplate="%{text}<extra>" + name + "</extra>",
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2.5 if fill else 1.5, "dash": dash},
        marker={"size": 7 if fill else 4, "color": colour},
        fill="toself" if fill else "none",
        fillcolor=_faint(colour),
    )


def _angles(dimensions: Sequence[DimensionResult]) -> list[float]:
    """The direction of each dimension in degrees: both lines of a radar share them whatever their labels say."""
    return [360 * place / len(dimensions) for place in range(len(dimensions))]


def _radar_label(dimension: DimensionResult) -> str:
    word = dimension.dimension.capitalize()
    if dimension.score is None:
        return f"{word}<br>not assessed"
    covered = "" if dimension.assessed == dimension.applicable else f" · {dimension.assessed}/{dimension.applicable}"
    return f"{word}<br>{dimension.score:.0f}{covered}"


def _plain(theme: Theme, *, height: int) -> dict[str, object]:
    shade = _shade(theme)
    return {
        "template": None,
        "height": height,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": TEXT[shade]},
        "hoverlabel": {"bgcolor": GROUND[shade], "font": {"color": TEXT[shade]}, "bordercolor": LINE[shade]},
    }


def _shade(theme: Theme) -> int:
    return 1 if theme == "dark" else 0


def _faint(colour: str) -> str:
    """A hex colour at a fifth of its strength."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
