"""Domain values as plotly figures; every colour is set here.

Figures are plain: no template, no title (the page says in words what the picture shows), transparent ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from readiness.domain.evaluation import DimensionResult
from readiness.signs import ACCENT, GROUND, LINE, MUTED, TEXT, TONES

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


@dataclass(frozen=True)
class TrendMarks:
    """What stands beside the points of a metric: moments are UTC, values in the metric's unit."""

    band: tuple[datetime, datetime, float, float, float] | None = None
    """The baseline: from, to, lower and upper limit of a single point, mean."""
    levels: Sequence[tuple[str, float, str]] = ()
    """Target and limit as (name, value, tone)."""
    phases: Sequence[tuple[datetime, str]] = ()
    slips: Sequence[tuple[datetime, datetime | None, str]] = ()
    """Alarms as (raised, over, words); not over: open."""
    spikes: Sequence[tuple[datetime, float]] = ()


def trend(
    at: Sequence[datetime], value: Sequence[float], *, name: str, unit: str, marks: TrendMarks, theme: Theme
) -> Figure:
    """One metric over time: its points, the baseline band, target and limit, changes of phase and alarms."""
    from plotly import graph_objects as go

    shade = _shade(theme)
    figure = go.Figure()
    red = TONES["red"].dark_text if shade else TONES["red"].light_text
    shapes: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    wide = {"xref": "paper", "x0": 0, "x1": 1}
    if marks.band is not None:
        first, last, low, high, mean = marks.band
        grey = {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": MUTED[shade]}
        shapes.append({**grey, **wide, "y0": low, "y1": high, "opacity": 0.10})
        shapes.append({**grey, "x0": first, "x1": last, "y0": low, "y1": high, "opacity": 0.16})
        dashed = {"color": MUTED[shade], "width": 1, "dash": "dash"}
        shapes.append({"type": "line", **wide, "y0": mean, "y1": mean, "line": dashed})
        notes.append(_at_the_right(f"baseline {mean:.4g}", mean, MUTED[shade]))
    for words, level, tone in marks.levels:
        colour = TONES[tone].dark_text if shade else TONES[tone].light_text
        shapes.append({"type": "line", **wide, "y0": level, "y1": level, "line": {"color": colour, "width": 1}})
        notes.append(_at_the_right(words, level, colour))
    tall = {"type": "line", "yref": "paper", "y0": 0, "y1": 1}
    for moment, words in marks.phases:
        shapes.append({**tall, "x0": moment, "x1": moment, "line": {"color": MUTED[shade], "width": 1, "dash": "dot"}})
        notes.append(_at_the_top(words, moment, MUTED[shade], 1.0))
    for raised, over, words in marks.slips:
        shapes.append({**tall, "x0": raised, "x1": raised, "line": {"color": red, "width": 1.5}})
        if over is not None:
            shaded = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "layer": "below", "line": {"width": 0}}
            shapes.append({**shaded, "x0": raised, "x1": over, "fillcolor": red, "opacity": 0.06})
        notes.append(_at_the_top(words, raised, red, 0.93))
    figure.add_trace(
        go.Scatter(
            x=at,
            y=value,
            name=name,
            mode="lines+markers" if len(at) <= 120 else "lines",
            line={"color": ACCENT[shade], "width": 1.8},
            marker={"size": 5, "color": ACCENT[shade]},
            hovertemplate="%{y:.5~g} " + _harmless(unit) + "<br>%{x|%d %b %Y %H:%M}<extra></extra>",
        )
    )
    if marks.spikes:
        yellow = TONES["yellow"]
        figure.add_trace(
            go.Scatter(
                x=[moment for moment, _ in marks.spikes],
                y=[spike for _, spike in marks.spikes],
                name="Spike",
                mode="markers",
                marker={"size": 9, "color": yellow.mark, "line": {"color": yellow.outline, "width": 1.5}},
                hovertemplate="spike: %{y:.5~g}<br>%{x|%d %b %Y}<extra></extra>",
            )
        )
    axis = {"gridcolor": LINE[shade], "linecolor": LINE[shade], "tickfont": {"color": MUTED[shade]}, "zeroline": False}
    figure.update_layout(
        _plain(theme, height=380),
        shapes=shapes,
        annotations=notes,
        showlegend=False,
        xaxis={**axis, "type": "date"},
        yaxis={**axis, "title": {"text": _harmless(unit), "font": {"color": MUTED[shade]}}},
        margin={"l": 48, "r": 96, "t": 30, "b": 40},
        hovermode="closest",
    )
    return figure


def _at_the_right(words: str, value: float, colour: str) -> dict[str, object]:
    place = {"xref": "paper", "x": 1.0, "y": value, "xanchor": "left", "yanchor": "middle"}
    return {**place, "text": _harmless(words), "showarrow": False, "font": {"size": 12, "color": colour}}


def _at_the_top(words: str, moment: datetime, colour: str, height: float) -> dict[str, object]:
    place = {"yref": "paper", "y": height, "x": moment, "xanchor": "left", "yanchor": "bottom", "xshift": 3}
    return {**place, "text": _harmless(words), "showarrow": False, "font": {"size": 12, "color": colour}}


def _harmless(words: str) -> str:
    """Text that the chart shows as it is; its own markup and placeholders would be interpreted."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "% {")


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
