"""One metric opened: its large chart with a table of its points beside it, and what its figures rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast

import streamlit as st

from readiness.charts import Theme, TrendMarks
from readiness.charts import trend as trend_figure
from readiness.domain.metric_overlap import overlap_text
from readiness.domain.metric_state import MetricState
from readiness.domain.metric_wording import STATUS_WORDS
from readiness.domain.phase_rules import PHASE_WORDS
from readiness.domain.wording import number_text
from readiness.queries.trends import PointsPage, Trend
from readiness.storage.metric_points import Order
from readiness.ui.dates import day, day_and_distance, moment
from readiness.ui.markup import Column, Html, Piece, element, facts, link, render, table
from readiness.ui.metric_overview import PAGE
from readiness.ui.metric_picture import levels, said
from readiness.ui.metric_words import MEANINGS, beside, limit_text, short
from readiness.ui.views import named

PARTS = {"chart": "Chart and points", "enter": "Enter points", "definition": "Definition and baseline"}
ORDERS: Mapping[str, str] = {"at": "Time", "value": "Value", "source": "Source"}


def show_chart(trend: Trend, theme: str) -> None:
    """The large chart; the table under it says the same to everybody."""
    if not len(trend.at):
        return
    band = None
    if trend.band is not None and trend.band.mean is not None:
        low, high = trend.band.low, trend.band.high
        if low is not None and high is not None:
            first, last = _moment(trend.band.first_day), _moment(trend.band.last_day)
            band = (first, last, low, high, trend.band.mean)
    figure = trend_figure(
        [datetime.fromtimestamp(int(at) / 1000, UTC) for at in trend.at],
        [float(value) for value in trend.value],
        name=trend.state.metric.name,
        unit=trend.state.metric.unit + (" per day" if trend.per_day else ""),
        marks=TrendMarks(
            band=band,
            levels=[(level.name, level.value, level.tone) for level in levels(trend) if _near(trend, level.value)],
            phases=[(_moment(mark.day), PHASE_WORDS[mark.phase]) for mark in trend.phases if _inside(trend, mark.day)],
            slips=[
                (_moment(slip.raised), _moment(slip.ended) if slip.ended else None, f"slip {day(slip.raised)}")
                for slip in trend.slips
                if _inside(trend, slip.raised)
            ],
            spikes=[
                (datetime.fromtimestamp(at / 1000, UTC), value)
                for at, value in trend.spikes
                if int(trend.at[0]) <= at <= int(trend.at[-1])
            ],
        ),
        theme=cast(Theme, theme),
    )
    st.plotly_chart(
        figure, key=f"rd-trend-{trend.state.metric.id}", theme=None, config={"displaylogo": False}, alt=said(trend)
    )
    if trend.points > len(trend.at):
        drawn = f"{len(trend.at):,} of {trend.points:,} points are drawn, the extremes of each stretch among them."
        render(element("p", drawn, class_="rd-metric-line"))


def state_facts(state: MetricState, today: date) -> Html:
    """The figures that the status word rests on."""
    metric = state.metric
    pairs: list[tuple[str, Piece]] = [("Status", f"{STATUS_WORDS[state.status]}. {MEANINGS[state.status]}")]
    if state.last_at is not None:
        pairs += [
            ("Last value", f"{short(state.last_value)} {metric.unit}, {moment(state.last_at)}"),
            ("Median of the last three", f"{short(state.last_median)} {metric.unit}"),
            ("Beside target and limit", beside(state) or "no target and no limit"),
        ]
    pairs += [("Target", limit_text(metric.target)), ("Limit", limit_text(metric.limit))]
    if metric.baseline is not None:
        window = f"{metric.baseline.name}, {day(metric.baseline.first_day)} to {day(metric.baseline.last_day)}"
        pairs.append(("Baseline", f"{window}, {state.baseline_points} points"))
    if state.baseline_mean is not None:
        pairs.append(
            ("Its mean and spread", f"{short(state.baseline_mean)}, standard deviation {short(state.baseline_sd)}")
        )
        pairs.append(("Its correlation from point to point", number_text(round(state.correlation or 0.0, 2))))
    if state.threshold is not None:
        pairs.append(
            ("Alarm above", f"{number_text(round(state.threshold, 1))} standard deviations on the CUSUM chart")
        )
    if state.alarm_since is not None:
        pairs.append(("Alarm since", day_and_distance(state.alarm_since, today)))
    if state.overlap is not None:
        said_of = overlap_text(metric.name, state.overlap, counter=metric.counter)
        pairs.append(("Sources", element("bdi", said_of)))
    pairs.append(("Owner", metric.owner or "nobody named"))
    if metric.definition:
        pairs.append(("What is counted", element("bdi", metric.definition)))
    return facts(pairs)


def order_named() -> tuple[Order, bool]:
    """The order of the table that the address names."""
    sort = named("sort")
    return cast(Order, sort if sort in ORDERS else "at"), named("order") != "asc"


def page_named() -> int:
    """The page of the table that the address names."""
    asked = named("points")
    return int(asked) if asked.isdecimal() and len(asked) < 8 else 1


def points_table(initiative: str, metric: str, unit: str, page: PointsPage, order: str, *, descending: bool) -> Html:
    """The points as they are stored, each with its source."""
    columns = (
        Column("Time (UTC)", sort="at", row_header=True),
        Column(f"Value ({unit})", "right", sort="value"),
        Column("Source", sort="source"),
    )
    rows = [
        (moment(datetime.fromtimestamp(row.at / 1000, UTC)), number_text(row.value), element("bdi", row.source))
        for row in page.rows
    ]
    return table(
        columns,
        rows,
        caption="Points",
        page=PAGE,
        sorted_by=order,
        descending=descending,
        parameters={"initiative": initiative, "metric": metric},
    )


def pager(initiative: str, metric: str, page: PointsPage, order: str, *, descending: bool) -> Html:
    """Links to the neighbouring pages of the table."""
    if page.pages < 2:
        return Html("")
    way = "desc" if descending else "asc"

    def to(number: int, label: str) -> Html:
        return link(label, PAGE, initiative=initiative, metric=metric, sort=order, order=way, points=number)

    parts: list[Piece] = []
    if page.page > 1:
        parts += [to(page.page - 1, "← Previous"), " "]
    parts.append(f"page {page.page:,} of {page.pages:,} ({page.total:,} points)")
    if page.page < page.pages:
        parts += [" ", to(page.page + 1, "Next →")]
    return element("nav", *parts, class_="rd-metric-line", aria_label="Pages of points")


def zoom(trend: Trend) -> None:
    """Choose the days that the chart shows; they stand in the address."""
    state = trend.state
    if state.first_at is None or state.last_at is None:
        return
    key = f"rd-zoom-{state.metric.id}"

    def follow() -> None:
        for name in ("since", "until"):
            chosen = st.session_state.get(f"{key}-{name}")
            if chosen is None:
                st.query_params.pop(name, None)
            else:
                st.query_params[name] = chosen.isoformat()

    with st.container(horizontal=True):
        for name, label in (("since", "From"), ("until", "To")):
            st.session_state[f"{key}-{name}"] = day_named(name)
            st.date_input(
                label,
                key=f"{key}-{name}",
                on_change=follow,
                format="YYYY-MM-DD",
                min_value=date(1990, 1, 1),
                max_value=date(2199, 12, 31),
                width=180,
            )


def day_named(parameter: str) -> date | None:
    """A day that the address names, or None."""
    try:
        found = date.fromisoformat(named(parameter))
    except ValueError:
        return None
    return found if 1990 <= found.year < 2200 else None


def _near(trend: Trend, value: float) -> bool:
    """Whether a line can be drawn without flattening the points."""
    low, high = float(trend.value.min()), float(trend.value.max())
    span = (high - low) or abs(high) * 0.1 or 1.0
    return max(high, value) - min(low, value) <= 4 * span


def _inside(trend: Trend, one: date) -> bool:
    return int(trend.at[0]) - 86_400_000 <= _moment(one).timestamp() * 1000 <= int(trend.at[-1]) + 86_400_000


def _moment(one: date) -> datetime:
    return datetime(one.year, one.month, one.day, tzinfo=UTC)
