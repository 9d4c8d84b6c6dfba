"""The metrics of an initiative by family as small multiples, what is missing among them, and what was read in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.domain.metric import FAMILIES
from readiness.domain.metric_state import MetricState
from readiness.domain.metric_wording import FAMILY_WORDS
from readiness.domain.wording import number_text
from readiness.queries.metrics import FAMILY_QUESTIONS, MetricFinding, MetricsView
from readiness.queries.trends import Trend
from readiness.signs import Sign
from readiness.storage.import_files import ImportFile
from readiness.ui.dates import moment
from readiness.ui.markup import Column, Html, element, join, link, points, section, sign_chip, table
from readiness.ui.metric_picture import metric_card
from readiness.ui.metric_words import beside, figures, limit_text, short, sign_of, when_text

PAGE = "metrics"
SILENT = Sign("○", "No data", "?", "grey")
NOTHING = Sign("○", "No metric", "?", "grey")
_TOGETHER: Mapping[str, str] = {
    "no_baseline": "No baseline; fix one before it goes live, later nobody can tell the change:",
    "live_without_baseline": "Live without a baseline, so nobody can tell whether they changed:",
    "overdue": "No point for more than two of their expected intervals:",
}
"""What is said once for all metrics that lack it."""


def missing(initiative: str, findings: Sequence[MetricFinding]) -> Html:
    """What is missing, loudest first; metrics that lack the same stand in one line."""
    lines: list[Html] = [element("strong", one.text) for one in findings if one.metric is None]
    for kind, words in _TOGETHER.items():
        names = [
            link(one.name, PAGE, initiative=initiative, metric=one.metric, part="definition")
            for one in findings
            if one.kind == kind and one.metric is not None
        ]
        if names:
            lines.append(join((words, " ", join(names, ", "), ".")))
    for one in findings:
        if one.metric is not None and one.kind not in _TOGETHER:
            way = link("Open it", PAGE, initiative=initiative, metric=one.metric, part="definition")
            lines.append(join((one.text, " ", way)))
    return join((section("What is missing"), points(lines))) if lines else Html("")


def families(initiative: str, view: MetricsView, trends: Mapping[str, Trend], theme: str) -> Html:
    """Every family with its question and its metrics side by side."""
    parts: list[Html] = []
    for family in FAMILIES:
        members = view.of(family)
        silent = bool(members) and not any(state.points for state in members)
        parts.append(
            section(
                join(
                    (
                        f"{FAMILY_WORDS[family]} ",
                        element("span", FAMILY_QUESTIONS[family], class_="rd-family-question"),
                        join((" ", sign_chip(SILENT if members else NOTHING))) if silent or not members else None,
                    )
                )
            )
        )
        drawn = [one for one in members if one.points]
        if drawn:
            cards = (_card(initiative, one, trends.get(one.metric.id), theme) for one in drawn)
            parts.append(element("ul", *cards, class_="rd-metrics"))
        without = [one for one in members if not one.points]
        if without:
            names = (link(one.metric.name, PAGE, initiative=initiative, metric=one.metric.id) for one in without)
            parts.append(element("p", "○ No data: ", join(names, " · "), class_="rd-metric-line"))
    return join(parts)


def _card(initiative: str, state: MetricState, trend: Trend | None, theme: str) -> Html:
    name = link(state.metric.name, PAGE, initiative=initiative, metric=state.metric.id)
    when = when_text(state)
    heading = join(
        (f"{when[1:]}: " if when else None, name, element("span", f" {figures(state)}", class_="rd-figures"))
    )
    return metric_card(trend, heading, sign_chip(sign_of(state)), beside(state), theme)


def states_table(initiative: str, view: MetricsView) -> Html:
    """The same metrics as a table: what the pictures show, to be read out."""
    columns = (
        Column("Metric", row_header=True),
        "Family",
        "Status",
        Column("Last value", "right"),
        Column("Baseline", "right"),
        Column("Target", "right"),
        Column("Limit", "right"),
        Column("Points", "right"),
    )
    rows = [
        (
            link(state.metric.name, PAGE, initiative=initiative, metric=state.metric.id),
            FAMILY_WORDS[state.metric.family],
            sign_chip(sign_of(state)),
            f"{short(state.last_value)} {state.metric.unit}" if state.points else "–",
            short(state.baseline_mean) if state.baseline_mean is not None else "–",
            limit_text(state.metric.target),
            limit_text(state.metric.limit),
            f"{state.points:,}",
        )
        for state in view.states
    ]
    return table(columns, rows, caption="All metrics")


def watching(view: MetricsView) -> str:
    """How false alarms are budgeted, in a sentence."""
    budget = view.rollout.alarm_budget
    if not view.watched:
        return "No metric is watched for slips yet: that takes a baseline of at least 12 points."
    share = number_text(round(view.share_pct, 2))
    return (
        f"{view.watched} of {len(view.states)} metrics are watched for slips. They share a budget of "
        f"{number_text(budget.budget_pct)} % chance of a false alarm over {budget.horizon} points, {share} % each."
    )


def imports_table(files: Sequence[ImportFile]) -> Html:
    """The files that were read in, the latest first."""
    columns = (
        Column("File", row_header=True),
        "Read in",
        "By",
        Column("Rows", "right"),
        Column("New", "right"),
        Column("Changed", "right"),
        Column("Known", "right"),
        Column("Left out", "right"),
    )
    rows = [
        (
            element("bdi", file.name or "without a name"),
            moment(file.at),
            file.by,
            f"{file.rows:,}",
            f"{file.new:,}",
            f"{file.changed:,}",
            f"{file.same:,}",
            f"{file.rejected:,}",
        )
        for file in files
    ]
    return table(columns, rows, caption="Files read in")
