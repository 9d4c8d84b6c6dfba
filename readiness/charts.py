"""Domain values as plotly figures; every colour is set here, and shape, letter or word stands beside each.

Figures are plain: no template, no title (the page says in words what the picture shows), transparent ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from readiness.domain.assessment import Status
from readiness.domain.evaluation import CriterionResult, DimensionResult
from readiness.signs import ACCENT, GROUND, LINE, MUTED, STATUSES, TEXT, TONES

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Theme = Literal["light", "dark"]
FONT = "Source Sans, sans-serif"
CELL_HEIGHT = 54
"""Pixels of a row in a map: enough for a finger."""


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
        margin={"l": 80, "r": 80, "t": 36, "b": 36},
    )
    return figure


def radar_words(dimensions: Sequence[DimensionResult]) -> str:
    """The radar in one sentence, for those who do not see it."""
    return "Scores by dimension: " + "; ".join(_radar_label(d).replace("<br>", ", ") for d in dimensions) + "."


def _radar_line(
    go: object, dimensions: Sequence[DimensionResult], name: str, colour: str, *, dash: str, fill: bool
) -> object:
    theta = _angles(dimensions)
    scores = [dimension.score if dimension.score is not None else 0 for dimension in dimensions]
    words = [
        f"{entry.name}: {'not assessed' if entry.score is None else f'{entry.score:.0f} of 100'}"
        f" ({entry.assessed} of {entry.applicable} assessed)"
        for entry in dimensions
    ]
    return go.Scatterpolar(  # type: ignore[attr-defined]
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
    score = "not assessed" if dimension.score is None else f"{dimension.score:.0f}"
    covered = "" if dimension.assessed == dimension.applicable else f" · {dimension.assessed}/{dimension.applicable}"
    return f"{dimension.name.split()[0]}<br>{score}{covered}"


def criteria_map(results: Sequence[CriterionResult], dimensions: Sequence[DimensionResult], *, theme: Theme) -> Figure:
    """One row a dimension, one cell a criterion: colour, shape and short name; a click gives the criterion's id."""
    rows = [[result for result in results if result.dimension == dimension.dimension] for dimension in dimensions]
    cells = [
        (column, len(rows) - 1 - row, result.status, _short(result.name), result.criterion, result.name)
        for row, entries in enumerate(rows)
        for column, result in enumerate(entries)
    ]
    width = max((len(entries) for entries in rows), default=1)
    labels = [dimension.name.split()[0] for dimension in dimensions][::-1]
    return _status_map(cells, width, labels, theme=theme, column_labels=None)


def portfolio_map(
    rows: Sequence[tuple[str, str, Sequence[Status]]], dimension_names: Sequence[str], *, theme: Theme
) -> Figure:
    """Initiatives (id, name, statuses by dimension) against dimensions; a click gives the initiative's id."""
    cells = [
        (column, len(rows) - 1 - row, status, "", identifier, f"{_plain_text(name)}, {dimension_names[column]}")
        for row, (identifier, name, statuses) in enumerate(rows)
        for column, status in enumerate(statuses)
    ]
    labels = [_plain_text(name if len(name) <= 34 else name[:33] + "…") for _, name, _ in rows][::-1]
    return _status_map(cells, len(dimension_names), labels, theme=theme, column_labels=list(dimension_names), height=34)


def _status_map(
    cells: Sequence[tuple[int, int, Status, str, str, str]],
    width: int,
    row_labels: Sequence[str],
    *,
    theme: Theme,
    column_labels: Sequence[str] | None,
    height: int = CELL_HEIGHT,
) -> Figure:
    from plotly import graph_objects as go

    shade = _shade(theme)
    figure = go.Figure()
    shapes = []
    for column, row, status, _, _, _ in cells:
        tone = TONES[STATUSES[status].tone]
        shapes.append(
            {
                "type": "rect",
                "x0": column - 0.47,
                "x1": column + 0.47,
                "y0": row - 0.44,
                "y1": row + 0.44,
                "fillcolor": tone.dark_ground if theme == "dark" else tone.light_ground,
                "line": {"color": tone.outline, "width": 1, "dash": "dot" if status == "not_assessed" else "solid"},
                "layer": "below",
            }
        )
    figure.add_trace(
        go.Scatter(
            x=[cell[0] for cell in cells],
            y=[cell[1] for cell in cells],
            mode="markers+text",
            text=[_cell_text(cell[2], cell[3]) for cell in cells],
            textfont={
                "size": 12,
                "color": [_text_colour(cell[2], theme) for cell in cells],
            },
            customdata=[cell[4] for cell in cells],
            hovertext=[f"{cell[5]}: {STATUSES[cell[2]].word}" for cell in cells],
            hoverinfo="text",
            # Invisible squares catch the clicks: a heat map trace reports none.
            marker={"symbol": "square", "size": height - 6, "opacity": 0},
            selected={"marker": {"opacity": 0}, "textfont": {"color": TEXT[shade]}},
            unselected={"marker": {"opacity": 0}},
            showlegend=False,
        )
    )
    figure.update_layout(
        _plain(theme, height=height * max(len(row_labels), 1) + (44 if column_labels else 12)),
        shapes=shapes,
        dragmode=False,
        margin={"l": 8, "r": 8, "t": 36 if column_labels else 4, "b": 4},
        xaxis={
            "range": [-0.5, width - 0.5],
            "visible": column_labels is not None,
            "side": "top",
            "tickvals": list(range(width)),
            "ticktext": list(column_labels or ()),
            "tickfont": {"color": TEXT[shade], "size": 13},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [-0.5, len(row_labels) - 0.5],
            "tickvals": list(range(len(row_labels))),
            "ticktext": list(row_labels),
            "tickfont": {"color": TEXT[shade], "size": 13},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return figure


def _cell_text(status: Status, label: str) -> str:
    sign = STATUSES[status]
    return f"{sign.shape} {label}" if label else f"{sign.shape} {sign.letter}"


def _text_colour(status: Status, theme: Theme) -> str:
    tone = TONES[STATUSES[status].tone]
    return tone.dark_text if theme == "dark" else tone.light_text


def _short(name: str) -> str:
    """A criterion's name in at most two short lines, so that it fits its cell."""
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 1 > 14:
            if len(lines) == 2:
                lines[-1] += "…"
                break
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(_plain_text(line) for line in lines)


def _plain_text(text: str) -> str:
    """Text that plotly, which reads a few tags in labels, shows as typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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
