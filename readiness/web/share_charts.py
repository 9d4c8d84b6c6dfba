"""The radar and the map of criteria as drawings within a page; their colours come from its style sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

from readiness.domain.assessment import Status
from readiness.hypertext import Html, Piece, element, join
from readiness.reports.view import CriterionRow, DimensionRow
from readiness.signs import STATUSES

Point = tuple[float, float]

RADAR_WIDTH, RADAR_HEIGHT, RADIUS = 376, 282, 92
_CENTRE: Point = (RADAR_WIDTH / 2, 148)
MAP_WIDTH, CELL_HEIGHT, NAME_HEIGHT, GAP = 360, 36, 24, 6
PER_LINE = (5, 8)
"""Least and most cells side by side."""
LONGEST_NAME = 13
"""Letters beside the radar; a longer name would be cut by its edge."""


# Radar ----------------------------------------------------------------------------------------------------------------


def radar(dimensions: Sequence[DimensionRow]) -> Html:
    """Score 0 to 100 a dimension; dashed what the snapshot before had.

    A dimension that is not assessed has no point: the line is interrupted there, never drawn through zero.
    """
    count = len(dimensions)
    drawn: list[Piece] = [
        element("circle", cx=_n(_CENTRE[0]), cy=_n(_CENTRE[1]), r=_n(RADIUS * share), class_="grid")
        for share in (0.5, 1.0)
    ]
    for place, dimension in enumerate(dimensions):
        drawn.append(_line(_CENTRE, _at(place, count, 100), "grid"))
        drawn.append(_label(dimension, place, count))
    before = [dimension.previous_score for dimension in dimensions]
    if any(score is not None for score in before):
        drawn.append(_outline(before, "before"))
    drawn.append(_outline([dimension.score for dimension in dimensions], "now"))
    for place, dimension in enumerate(dimensions):
        if dimension.score is not None:
            x, y = _at(place, count, dimension.score)
            drawn.append(_mark(dimension.status, x, y, 6))
    return _drawing(RADAR_WIDTH, RADAR_HEIGHT, radar_words(dimensions), drawn)


def radar_words(dimensions: Sequence[DimensionRow]) -> str:
    """The radar in a sentence, for those who do not see it."""
    said = [
        f"{one.name} {'not assessed' if one.score is None else f'{one.score:.0f}'}, "
        f"{one.assessed} of {one.applicable} assessed"
        + ("" if one.previous_score is None else f", {one.previous_score:.0f} in the snapshot before")
        for one in dimensions
    ]
    return f"Radar of scores from 0 to 100: {'; '.join(said)}."


def _at(place: int, count: int, value: float) -> Point:
    angle = math.tau * place / count - math.pi / 2
    return _CENTRE[0] + RADIUS * value / 100 * math.cos(angle), _CENTRE[1] + RADIUS * value / 100 * math.sin(angle)


def _outline(scores: Sequence[float | None], class_: str) -> Html:
    count = len(scores)
    points = [None if score is None else _at(place, count, score) for place, score in enumerate(scores)]
    there = [point for point in points if point is not None]
    if len(there) == count and count > 2:
        return element("polygon", points=" ".join(f"{_n(x)},{_n(y)}" for x, y in there), class_=class_)
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return join(_line(one, other, class_) for one, other in pairs if one is not None and other is not None)


def _label(dimension: DimensionRow, place: int, count: int) -> Html:
    angle = math.tau * place / count - math.pi / 2
    cos, sin = math.cos(angle), math.sin(angle)
    side = "start" if cos > 0.2 else "end" if cos < -0.2 else "middle"
    x, y = _CENTRE[0] + (RADIUS + 9) * cos, _CENTRE[1] + (RADIUS + 9) * sin
    counted = f"{dimension.assessed} of {dimension.applicable}"
    # Side by side, the words for "no score" are too long for a radar on a phone.
    lines = ["not assessed", counted] if dimension.score is None else [f"{dimension.score:.0f} · {counted}"]
    y += -14 * len(lines) if sin < -0.9 else 12 if sin > 0.3 else 0
    return element(
        "text",
        element("tspan", _short(dimension.short_name), x=_n(x), class_="name"),
        *(element("tspan", line, x=_n(x), dy=14, class_="small") for line in lines),
        x=_n(x),
        y=_n(y),
        text_anchor=side,
    )


# Map ------------------------------------------------------------------------------------------------------------------


def criteria_map(dimensions: Sequence[DimensionRow], criteria: Sequence[tuple[int, CriterionRow]]) -> Html:
    """A row a dimension, a cell a criterion with its number and the shape of its status."""
    drawn: list[Piece] = []
    top = 0.0
    most = max((sum(row.dimension_id == one.id for _, row in criteria) for one in dimensions), default=0)
    per_line = min(max(most, PER_LINE[0]), PER_LINE[1])
    width = (MAP_WIDTH - GAP * (per_line - 1)) / per_line
    for dimension in dimensions:
        own = [(number, row) for number, row in criteria if row.dimension_id == dimension.id]
        drawn.append(element("text", dimension.name, x=0, y=_n(top + 16), class_="name"))
        top += NAME_HEIGHT
        for place, (number, row) in enumerate(own):
            x = place % per_line * (width + GAP)
            y = top + place // per_line * (CELL_HEIGHT + GAP)
            drawn.append(_cell(number, row, x, y, width))
        top += math.ceil(len(own) / per_line) * (CELL_HEIGHT + GAP) + 4
    return _drawing(MAP_WIDTH, top, map_words(dimensions, [row for _, row in criteria]), drawn)


def map_words(dimensions: Sequence[DimensionRow], criteria: Sequence[CriterionRow]) -> str:
    """The map in a sentence, for those who do not see it."""
    said = []
    for dimension in dimensions:
        own = [row.status for row in criteria if row.dimension_id == dimension.id]
        counted = [f"{own.count(status)} {sign.word.lower()}" for status, sign in STATUSES.items() if status in own]
        said.append(f"{dimension.name} {', '.join(counted) or 'without criteria'}")
    return f"Map of criteria by dimension: {'; '.join(said)}. The tables below say it one by one."


def _cell(number: int, row: CriterionRow, x: float, y: float, width: float) -> Html:
    tone = STATUSES[row.status].tone
    middle = y + CELL_HEIGHT / 2
    return element(
        "g",
        element("title", f"{number}. {row.name}: {STATUSES[row.status].word}"),
        element(
            "rect",
            x=_n(x + 0.5),
            y=_n(y + 0.5),
            width=_n(width - 1),
            height=CELL_HEIGHT - 1,
            rx=4,
            class_=f"cell {tone}" + (" open" if row.status == "not_assessed" else ""),
        ),
        _mark(row.status, x + 15, middle, 7),
        element("text", number, x=_n(x + width - 8), y=_n(middle + 5), text_anchor="end", class_=f"number {tone}"),
    )


# Pieces ---------------------------------------------------------------------------------------------------------------


def _mark(status: Status, x: float, y: float, size: float) -> Html:
    """The shape of a status around a point: circle, triangle, square, ring, dash."""
    class_ = f"mark {STATUSES[status].tone}"
    if status in ("green", "not_assessed"):
        ring = " ring" if status == "not_assessed" else ""
        return element("circle", cx=_n(x), cy=_n(y), r=_n(size * 0.85), class_=class_ + ring)
    if status == "yellow":
        corners = ((x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8))
        return element("polygon", points=" ".join(f"{_n(a)},{_n(b)}" for a, b in corners), class_=class_)
    if status == "red":
        side = size * 1.6
        return element("rect", x=_n(x - side / 2), y=_n(y - side / 2), width=_n(side), height=_n(side), class_=class_)
    return _line((x - size * 0.8, y), (x + size * 0.8, y), class_ + " dash")


def _line(start: Point, end: Point, class_: str) -> Html:
    return element("line", x1=_n(start[0]), y1=_n(start[1]), x2=_n(end[0]), y2=_n(end[1]), class_=class_)


def _drawing(width: float, height: float, words: str, drawn: Sequence[Piece]) -> Html:
    return element("svg", *drawn, viewBox=f"0 0 {_n(width)} {_n(height)}", role="img", aria_label=words)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
