"""The metrics of an initiative by family as small multiples, what is missing among them, and what was read in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.domain.metric import FAMILIES
from readiness.domain.metric_state import MetricState
from readiness.domain.wording import number_text
from readiness.queries.metrics import FAMILY_QUESTIONS, FAMILY_WORDS, MetricFinding, MetricsView
from readiness.queries.trends import Trend
from readiness.storage.import_files import ImportFile
from readiness.ui.dates import moment
from readiness.ui.markup import Column, Html, element, join, link, muted, points, section, sign_chip, table
from readiness.ui.metric_picture import metric_card
from readiness.ui.metric_words import STATUS_WORDS, beside, limit_text, short, sign_of, title

PAGE = "metrics"
FINDINGS_SHOWN = 6


def missing(initiative: str, findings: Sequence[MetricFinding]) -> Html:
    """What is missing, loudest first; a long list is folded."""
    if not findings:
        return Html("")
    said = [
        join(
            (
                element("strong", "○ ", class_="rd-ink-grey", aria_hidden="true"),
                finding.text
                if finding.metric is None
                else link(finding.text, PAGE, initiative=initiative, metric=finding.metric, part="definition"),
            )
        )
        for finding in findings
    ]
    rest = said[FINDINGS_SHOWN:]
    more = element("details", element("summary", f"{len(rest)} more"), points(rest), class_="rd-more") if rest else None
    return join((section("What is missing"), points(said[:FINDINGS_SHOWN]), more))


def families(initiative: str, view: MetricsView, trends: Mapping[str, Trend], theme: str) -> Html:
    """Every family with its question and its metrics side by side."""
    parts: list[Html] = []
    for family in FAMILIES:
        members = view.of(family)
        silent = bool(members) and not any(state.points for state in members)
        state = "no metric" if not members else "no data" if silent else ""
        parts.append(
            section(
                join(
                    (
                        f"{FAMILY_WORDS[family]} ",
                        muted(FAMILY_QUESTIONS[family]),
                        element("span", f" {state}", class_="rd-family-silent") if state else None,
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
    sign = sign_of(state)
    word = STATUS_WORDS[state.status]
    rest = title(state).removeprefix(word)
    heading = link(rest.strip(" :") or state.metric.name, PAGE, initiative=initiative, metric=state.metric.id)
    return metric_card(trend, heading, sign_chip(sign), beside(state), theme)


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
