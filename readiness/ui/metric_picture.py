"""A metric as a small picture: its points, the baseline, target and limit, alarms and changes of phase.

The picture is an image without any text, so that it can be stretched; words stand beside and over it as HTML.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from readiness.domain.framework import Limit
from readiness.hypertext import lone
from readiness.queries.trends import Trend
from readiness.signs import ACCENT, MUTED, TONES
from readiness.ui.dates import day
from readiness.ui.markup import Html, Piece, element, join
from readiness.ui.metric_words import beside, short, title

WIDTH, HEIGHT = 1000, 240
FEW = 40
"""Up to so many points each is drawn as a dot as well."""
LINE_PX = 15
"""Between the names of two lines, at least."""
FAR = 2.0
"""A line that would stretch the picture by more than this is named at its edge instead of drawn."""


@dataclass(frozen=True)
class Level:
    """A target or limit in the picture."""

    name: str
    value: float
    tone: str


def levels(trend: Trend) -> list[Level]:
    """The lines of target and limit; a range has two of each."""
    found: list[Level] = []
    metric = trend.state.metric
    for name, limit, tone in (("target", metric.target, "green"), ("limit", metric.limit, "red")):
        found += [Level(f"{name} {short(value)}", value, tone) for value in _ends(limit)]
    return found


@lru_cache(maxsize=256)
def picture(trend: Trend, theme: str, height: int = 96) -> Html:
    """The picture with its words; what it shows is said in the title and under it as well.

    Drawn once for each trend, which is the same object until something changes.
    """
    if not len(trend.at):
        return element("div", "no point yet", class_="rd-trend rd-trend-empty", aria_hidden="true")
    scale = _Scale(trend)
    shade = 1 if theme == "dark" else 0
    image = lone(
        "img",
        src="data:image/svg+xml;base64," + base64.b64encode(_drawn(trend, scale, shade).encode()).decode(),
        alt=said(trend),
        style=f"height:{height}px",
    )
    names = [
        element("span", words, class_=f"rd-trend-name rd-ink-{tone}", style=f"top:{top:.1f}%")
        for words, tone, top in _named(trend, scale, height)
    ]
    marks = [
        element(
            "span",
            "▲",
            class_="rd-trend-mark rd-ink-red",
            style=f"left:{100 * scale.x(_ms(slip.raised)) / WIDTH:.1f}%",
            title=f"Slip seen on {day(slip.raised)}",
        )
        for slip in trend.slips
        if scale.spans(_ms(slip.raised))
    ]
    return join(
        (
            element(
                "div",
                element("div", image, *marks, class_="rd-trend-plot", style=f"height:{height}px"),
                element("div", *names, class_="rd-trend-names", aria_hidden="true"),
                class_="rd-trend",
            ),
            element(
                "div",
                element("span", day(scale.first_day)),
                element("span", day(scale.last_day)),
                class_="rd-trend-days",
                aria_hidden="true",
            ),
        )
    )


def _named(trend: Trend, scale: _Scale, height: int) -> list[tuple[str, str, float]]:
    """The names of the lines with tone and place from the top in percent; none on top of another."""
    found: list[tuple[str, str, float]] = []
    gap = 100 * LINE_PX / height
    for level in sorted(levels(trend), key=lambda level: -level.value):
        arrow = "" if scale.holds(level.value) else " ↑" if level.value > scale.high else " ↓"
        top = 100 * scale.y(level.value) / HEIGHT
        found.append((level.name + arrow, level.tone, max(top, found[-1][2] + gap) if found else top))
    return found


def metric_card(trend: Trend | None, heading: Piece, chip: Html, line: str, theme: str) -> Html:
    """One small multiple: the status word in its title, the picture, and a line on target, limit and age."""
    return element(
        "li",
        element("h3", chip, " ", heading, class_="rd-metric-title"),
        picture(trend, theme) if trend is not None else None,
        element("p", line, class_="rd-metric-line") if line else None,
        class_="rd-metric",
    )


def said(trend: Trend) -> str:
    """The picture in words, for those who do not see it."""
    values = trend.value
    parts = [
        f"{title(trend.state)}.",
        f"{trend.points:,} points, lowest {short(float(values.min()))}, highest {short(float(values.max()))}.",
        *(f"Slip seen on {day(slip.raised)}{', over' if slip.ended else ', open'}." for slip in trend.slips[-3:]),
    ]
    under = beside(trend.state)
    return " ".join(parts) + (f" {under[0].upper()}{under[1:]}." if under else "")


class _Scale:
    """From moments and values to the picture's own coordinates."""

    def __init__(self, trend: Trend) -> None:
        self.first, self.last = int(trend.at[0]), int(trend.at[-1])
        self.first_day, self.last_day = _day(self.first), _day(self.last)
        low, high = float(trend.value.min()), float(trend.value.max())
        span = (high - low) or abs(high) * 0.1 or 1.0
        for value in (level.value for level in levels(trend)):
            if max(high, value) - min(low, value) <= FAR * span:
                low, high = min(low, value), max(high, value)
        margin = 0.08 * ((high - low) or 1.0)
        self.low, self.high = low - margin, high + margin

    def x(self, at: float) -> float:
        """From the left."""
        if self.last == self.first:
            return WIDTH / 2
        return min(max((at - self.first) / (self.last - self.first), 0), 1) * (WIDTH - 20) + 10

    def y(self, value: float) -> float:
        """From the top; kept inside."""
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - min(max(share, 0.0), 1.0) * HEIGHT

    def holds(self, value: float) -> bool:
        """Whether a value lies in the picture."""
        return self.low <= value <= self.high

    def spans(self, at: int) -> bool:
        """Whether a moment lies in the picture, give or take a day."""
        return self.first - 86_400_000 <= at <= self.last + 86_400_000


def _drawn(trend: Trend, scale: _Scale, shade: int) -> str:
    """The image; it holds numbers and colours only."""
    ink, muted = ACCENT[shade], MUTED[shade]
    parts: list[str] = []
    band = trend.band
    if band is not None and band.mean is not None and band.low is not None and band.high is not None:
        top, bottom = scale.y(band.high), scale.y(band.low)
        left, right = scale.x(_ms(band.first_day)), scale.x(_ms(band.last_day) + 86_400_000)
        parts.append(_rect(0, top, WIDTH, bottom - top, muted, 0.10))
        parts.append(_rect(left, top, right - left, bottom - top, muted, 0.18))
        parts.append(_line(0, scale.y(band.mean), WIDTH, scale.y(band.mean), muted, 1, "6 5"))
    for mark in trend.phases:
        if scale.first <= _ms(mark.day) <= scale.last:
            x = scale.x(_ms(mark.day))
            parts.append(_line(x, 0, x, HEIGHT, muted, 1, "2 4"))
    for level in levels(trend):
        if scale.holds(level.value):
            tone = TONES[level.tone]
            colour = tone.dark_text if shade else tone.light_text
            parts.append(_line(0, scale.y(level.value), WIDTH, scale.y(level.value), colour, 1))
    for slip in trend.slips:
        if scale.spans(_ms(slip.raised)):
            x = scale.x(_ms(slip.raised))
            parts.append(_line(x, 0, x, HEIGHT, TONES["red"].dark_text if shade else TONES["red"].light_text, 1.5))
    places = [(scale.x(float(at)), scale.y(float(value))) for at, value in zip(trend.at, trend.value, strict=True)]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    parts.append(_path(path, ink, 1.8))
    if len(places) <= FEW:
        parts.append(_path(" ".join(f"M{x:.1f} {y:.1f}h0" for x, y in places), ink, 5, "round"))
    spikes = " ".join(f"M{scale.x(at):.1f} {scale.y(value):.1f}h0" for at, value in trend.spikes if scale.spans(at))
    if spikes:
        yellow = TONES["yellow"]
        parts.append(_path(spikes, yellow.outline if not shade else yellow.dark_text, 8, "round"))
        parts.append(_path(spikes, yellow.mark, 5, "round"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )


def _rect(x: float, y: float, width: float, height: float, colour: str, opacity: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{colour}" '
        f'fill-opacity="{opacity}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dashes: str = "") -> str:
    return _path(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", colour, width, dashes=dashes)


def _path(path: str, colour: str, width: float, cap: str = "butt", dashes: str = "") -> str:
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="{cap}" '
        f'stroke-linejoin="round" vector-effect="non-scaling-stroke"{dash}/>'
    )


def _ends(limit: Limit | None) -> tuple[float, ...]:
    return () if limit is None else limit if isinstance(limit, tuple) else (limit,)


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()


def _ms(one: date) -> int:
    return int(datetime(one.year, one.month, one.day, tzinfo=UTC).timestamp() * 1000)
